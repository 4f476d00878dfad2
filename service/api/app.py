"""The application: routes, and what they share."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from litestar import Litestar
from litestar.datastructures import State

from service.api.documents import docs, docs_asset, openapi_json, openapi_yaml, problem, schema
from service.api.endpoint import admit
from service.api.errors import HANDLERS
from service.api.extractions import extract, extract_batch
from service.api.health import live, metrics, ready
from service.api.observing import Metrics, Observer
from service.api.openapi import openapi_of
from service.batching import Queue
from service.engine import load_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from service.engine import Engine
    from service.settings import Settings

ROUTES = (extract, extract_batch, live, ready, metrics, openapi_json, openapi_yaml, docs, docs_asset, schema, problem)


def create_app(settings: Settings, load: Callable[[Settings], Engine] = load_engine) -> Litestar:
    """The service for some settings; its models load once it runs, and until then extraction is ``unavailable``."""
    numbers = Metrics()
    queue = Queue(load, settings, numbers)
    numbers.watch_queue(queue.__len__, lambda: queue.state == "ready")
    observer = Observer(numbers, settings.concurrent_requests)
    app = Litestar(
        route_handlers=ROUTES,
        guards=[observer.admit, admit],
        exception_handlers=HANDLERS,
        lifespan=[_working],
        state=State({"settings": settings, "queue": queue, "metrics": numbers, "openapi": openapi_of(ROUTES)}),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = observer.around(app.asgi_handler)  # what no route matches is observed too
    return app


@contextlib.asynccontextmanager
async def _working(app: Litestar) -> AsyncIterator[None]:
    """Have the queue worked on while the application runs."""
    worker = asyncio.create_task(app.state.queue.work())
    app.state.worker = worker
    try:
        yield
    finally:
        app.state.queue.stop()
        worker.cancel()
        await asyncio.wait([worker])
