"""The application: routes, and what they share."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from litestar import Litestar, Response, route
from litestar.datastructures import State

from service.api.articles import delete_article, get_article, list_articles, put_article
from service.api.documents import docs, docs_asset, openapi_json, openapi_yaml, problem, schema
from service.api.endpoint import admit
from service.api.errors import HANDLERS
from service.api.events import get_event, list_events, stream_events
from service.api.extractions import extract, extract_batch
from service.api.health import live, metrics, ready
from service.api.home import home, home_asset
from service.api.keys import Keys
from service.api.observing import Metrics, Observer
from service.api.openapi import openapi_of
from service.api.streams import Streams
from service.api.visits import get_visit, list_visits, summarize_visits
from service.batching import Queue
from service.engine import load_engine
from service.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from litestar.handlers import HTTPRouteHandler

    from service.api.tracing import Tracing
    from service.engine import Engine
    from service.settings import Settings

ROUTES = (
    *(extract, extract_batch),
    *(put_article, get_article, delete_article, list_articles, list_events, stream_events, get_event),
    *(list_visits, summarize_visits, get_visit),
    *(live, ready, metrics),
    *(home, home_asset),
    *(openapi_json, openapi_yaml, docs, docs_asset, schema, problem),
)


def create_app(settings: Settings, load: Callable[[Settings], Engine] = load_engine, tracing: Tracing | None = None) -> Litestar:
    """The service for some settings; its models load once it runs, and until then extraction is ``unavailable``."""
    numbers = Metrics()
    queue = Queue(load, settings, numbers)
    store = Store(settings.database_url)
    numbers.watch_store(lambda: store.database.opened)
    numbers.watch_queue(queue.__len__, lambda: queue.state == "ready")
    keys = Keys(settings)
    observer = Observer(numbers, settings.concurrent_requests)
    app = Litestar(
        route_handlers=[*_options(), *ROUTES],  # the first handler of a path decides who answers OPTIONS
        guards=[observer.admit, keys.admit, admit],
        exception_handlers=HANDLERS,
        lifespan=[_working],
        state=State(
            {
                "settings": settings,
                "queue": queue,
                "store": store,
                "streams": Streams(store, settings, numbers),
                "metrics": numbers,
                "openapi": openapi_of(ROUTES),
            }
        ),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    traced = tracing.around(app.asgi_handler) if tracing else app.asgi_handler
    app.asgi_handler = observer.around(traced)  # what no route matches is observed too
    return app


def _options() -> Iterator[HTTPRouteHandler]:
    """What answers OPTIONS where a path has several handlers: Litestar's own answer tells of the first one alone."""
    methods: dict[str, set[str]] = {}
    for handler in ROUTES:
        methods.setdefault(next(iter(handler.paths)), {"OPTIONS"}).update(handler.http_methods)
    for path, allowed in methods.items():
        if len(allowed) > 2:
            yield route(path, http_method=["OPTIONS"], include_in_schema=False, sync_to_thread=False)(_allowing(allowed))


def _allowing(methods: set[str]) -> Callable[[], Response[bytes]]:
    def options() -> Response[bytes]:
        """Tell which methods there are."""
        return Response(b"", status_code=204, headers={"Allow": ", ".join(sorted(methods))})

    return options


@contextlib.asynccontextmanager
async def _working(app: Litestar) -> AsyncIterator[None]:
    """Have the queue worked on, and the store opened, while the application runs."""
    app.state.workers = [
        asyncio.create_task(app.state.queue.work()),
        asyncio.create_task(app.state.store.database.keep_opening()),
    ]
    try:
        yield
    finally:
        app.state.queue.stop()
        for worker in app.state.workers:
            worker.cancel()
        await asyncio.wait(app.state.workers)
        await app.state.store.close()
