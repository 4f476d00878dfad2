"""Running the service: one process, one event loop, one thread for the models."""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING

import msgspec
import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.app import create_app
from service.api.errors import PROBLEM_JSON
from service.api.tracing import tracing_of
from service.contract import BODY_LIMIT
from service.engine import load_engine
from service.problems import Refused

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import FrameType

    from litestar import Litestar

    from service.engine import Engine
    from service.settings import Settings

HEADERS_LIMIT = 2 * BODY_LIMIT
"""The most bytes of a request line with its headers: the longest text has room in a query, percent-encoded."""

log = structlog.get_logger()


def serve(settings: Settings, load: Callable[[Settings], Engine] = load_engine) -> None:
    """Serve until told to stop (SIGTERM, SIGINT), then finish what is in hand and return; ``load`` is what loads the models.

    Raises ``OSError`` where the address cannot be listened on, ``SettingError`` where requests cannot be traced as the environment asks, and
    whatever loading the models raises.
    """
    tracing = tracing_of(os.environ)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.create_server((settings.host, settings.port), family=family) as listener:
        app = create_app(settings, load, tracing)
        server = _Server(app, settings)
        # uvicorn raises the signal once more when it has drained, which would end the process with the signal's status: here it may
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        host, port = listener.getsockname()[:2]
        log.info("listening", url=f"http://{f'[{host}]' if family == socket.AF_INET6 else host}:{port}")
        server.run([listener])
        if tracing is not None:
            tracing.close()
        log.info("stopped")
        if server.failure is not None:
            raise server.failure


class _Protocol(H11Protocol):
    """HTTP/1.1 with requests that are none answered as all others are."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP and close the connection."""
        body = msgspec.json.encode(Refused("invalid-request", msg).problem())
        head = f"HTTP/1.1 400 Bad Request\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()


class _Server(uvicorn.Server):
    """uvicorn, which refuses new articles from the moment it is told to stop, and stops by itself where the models or the store fail for good."""

    def __init__(self, app: Litestar, settings: Settings) -> None:
        self._app = app
        self.failure: BaseException | None = None
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                h11_max_incomplete_event_size=HEADERS_LIMIT,
                timeout_graceful_shutdown=int(settings.request_limit) + 5,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal to stop has come."""
        self._app.state.queue.stop()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, which have no end of their own; then finish what is in hand."""
        self._app.state.streams.stop()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to stop."""
        workers: list[asyncio.Task[None]] = self._app.state.workers
        for worker in workers:
            if worker.done() and not worker.cancelled() and worker.exception() is not None:
                self.failure = worker.exception()
                self._app.state.queue.stop()
                return True
        return await super().on_tick(counter)
