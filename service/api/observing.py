"""Around every request: its id, its line in the log, its numbers for Prometheus, and the bound on how many are in hand."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import structlog
from litestar.enums import ScopeType
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from service.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler
    from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

_ID = re.compile(rb"[A-Za-z0-9._~:/+=@-]{1,128}")
"""What an id from outside may look like; another one is replaced, so that it can do no harm in a log."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30)
_ALWAYS = ("/health/", "/metrics")
"""Where a busy service must still answer."""

RETRY = 2
"""Seconds, as ``Retry-After`` says them."""

log = structlog.get_logger()


class Metrics:
    """The service's numbers, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter("dateline_requests", "Requests answered", ("method", "route", "status"), registry=self.registry)
        self.seconds = Histogram(
            "dateline_request_seconds", "From request to last byte", ("route",), registry=self.registry, buckets=_SECONDS
        )
        self.in_hand = Gauge("dateline_requests_in_hand", "Requests being answered", registry=self.registry)
        self._articles = Histogram(
            "dateline_batch_articles",
            "Articles the models took at once",
            registry=self.registry,
            buckets=(1, 2, 4, 8, 16, 32, 64),
        )
        self._batch_seconds = Histogram(
            "dateline_batch_seconds", "Time the models had a batch", registry=self.registry, buckets=_SECONDS
        )

        self.streams = Gauge("dateline_streams", "Streams of events that are open", registry=self.registry)
        self.stored = Counter("dateline_articles_stored", "Articles kept or removed", ("outcome",), registry=self.registry)

    def watch_store(self, opened: Callable[[], bool]) -> None:
        """Show whether the store has been opened."""
        Gauge("dateline_store_opened", "1 once the store has been opened", registry=self.registry).set_function(opened)

    def watch_queue(self, length: Callable[[], int], ready: Callable[[], bool]) -> None:
        """Show how many articles wait, and whether the models are loaded."""
        Gauge("dateline_queue_articles", "Articles waiting for the models", registry=self.registry).set_function(length)
        Gauge("dateline_ready", "1 once the models are loaded", registry=self.registry).set_function(ready)

    def batch_done(self, articles: int, seconds: float) -> None:
        """One batch has been through the models."""
        self._articles.observe(articles)
        self._batch_seconds.observe(seconds)


class Observer:
    """Observes and bounds the requests of an ASGI application."""

    def __init__(self, metrics: Metrics, limit: int) -> None:
        self._metrics, self._limit = metrics, limit
        self._in_hand = 0

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, observed."""

        async def observed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                await self._observe(app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return observed

    async def _observe(self, app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        method, status, began = scope["method"], 0, time.perf_counter()
        ended = False
        if method == "HEAD":  # answered as GET is; the server leaves the body out
            scope = cast("HTTPScope", {**scope, "method": "GET"})

        async def send_with_id(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id), (b"x-content-type-options", b"nosniff")]
            elif message["type"] == "http.response.body" and method == "HEAD":
                if ended:
                    return
                ended = True  # also what would go on
                message["body"], message["more_body"] = b"", False
            await send(message)

        self._in_hand += 1
        self._metrics.in_hand.set(self._in_hand)
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id.decode()):
                await app(scope, receive, send_with_id)
                route = scope.get("path_template") or "none"
                self._tell(method, route, status, time.perf_counter() - began)
        finally:
            self._in_hand -= 1
            self._metrics.in_hand.set(self._in_hand)

    def admit(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """Raise ``Refused`` (``unavailable``) where too many requests are in hand, but for those that ask how the service is."""
        if self._in_hand > self._limit and not connection.scope["path"].startswith(_ALWAYS):
            raise Refused("unavailable", "Too many requests are in hand.", headers={"Retry-After": str(RETRY)})

    def _tell(self, method: str, route: str, status: int, seconds: float) -> None:
        self._metrics.requests.labels(method if method in _METHODS else "other", route, status).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        tell = log.debug if route.startswith(_ALWAYS) else log.info
        tell("request", method=method[:20], route=route, status=status, seconds=round(seconds, 4))


def _request_id(scope: Scope) -> bytes:
    """The id that the caller gave the request, if it is a plain one, else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given if _ID.fullmatch(given) else uuid4().hex.encode()
