"""Streams of newly stored events: Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

A stream holds nothing but its place, the number of what it has told last: it reads on from the database as fast as its reader takes it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Annotated, Any

import structlog
from litestar.response.sse import ServerSentEventMessage
from msgspec import Meta, Struct

from service.api.body import left
from service.contract import Fault
from service.problems import Refused
from service.store.database import RETRY
from service.store.filters import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Request
    from litestar.types import Receive, Scope, Send

    from service.api.observing import Metrics
    from service.problems import Faults
    from service.settings import Settings
    from service.store import Filters, Store
    from service.store.filters import Conditions
    from service.store.store import News

LAST_ID = "^(?:0|[1-9][0-9]{0,17})$"
"""What ``Last-Event-ID`` may be: a number that has room in 64 bits."""

LONGEST = 3_600
"""The most seconds of a stream: a reader comes again by itself, and so finds the replicas that are there then."""

BEAT = 15.0
"""Seconds without an event after which a stream shows that it lives. Source: the standard's section 9.2.7."""

PORTION = 100
"""The most events that are read at once."""

READERS = 4
"""The most streams that read from the database at the same time, so that others find a connection when all of them wake."""

FAREWELL = 1.0
"""Seconds in which a reader may take the end of its stream."""

HEADERS = (
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # what proxies of nginx's kind heed
)

log = structlog.get_logger()


class Lasting(Struct, frozen=True, kw_only=True):
    """How long a stream is asked for."""

    wait: Annotated[
        int,
        Meta(ge=0, le=LONGEST, description="The seconds after which the stream ends; 0: once all that is stored by now is told."),
    ] = LONGEST


def last_id(request: Request[Any, Any, Any], faults: Faults) -> int | None:
    """The place that ``Last-Event-ID`` names, if it is sent; what is none goes into ``faults``."""
    values = request.headers.getall("last-event-id", [])
    if not values:
        return None
    if len(values) == 1 and re.fullmatch(LAST_ID, values[0]):
        return int(values[0])
    faults.add("Last-Event-ID", "expected the `id` of a message of this stream")
    return None


class Streams:
    """The streams of one service: bounded in number, and ended when it stops."""

    def __init__(self, store: Store, settings: Settings, metrics: Metrics) -> None:
        self.store, self.idle_limit = store, settings.idle_limit
        self.reading = asyncio.Semaphore(READERS)
        self.stopping = asyncio.Event()
        self._limit, self._gauge = settings.streams, metrics.streams
        self._open = 0

    async def opened(self, filters: Filters, after: int | None, seconds: int) -> Stream:
        """A stream of what is stored after a place, or from now on; it counts from when it is sent.

        Raises ``Refused``: ``invalid-request`` where a filter means nothing or nothing has been stored at that place yet.
        """
        asked = conditions_of(filters)
        last = await self.store.last()
        if after is not None and after > last:
            message = f"nothing has this id yet; the last is {last}"
            raise Refused("invalid-request", f"Last-Event-ID: {message}", [Fault("Last-Event-ID", message)])
        if self.stopping.is_set():
            raise Refused("unavailable", "The service is stopping.", headers={"Retry-After": str(RETRY)})
        if self._open >= self._limit:
            raise Refused("unavailable", f"{self._open} streams are open.", headers={"Retry-After": str(RETRY)})
        return Stream(self, asked, last if after is None else after, seconds)

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """One more of them for a while."""
        self._open += 1
        self._gauge.set(self._open)
        try:
            yield
        finally:
            self._open -= 1
            self._gauge.set(self._open)

    def stop(self) -> None:
        """End all streams, and open no more."""
        self.stopping.set()


class Stream:
    """One stream, as an ASGI application."""

    def __init__(self, streams: Streams, asked: Conditions, after: int, seconds: int) -> None:
        self._streams, self._asked = streams, asked
        self._place, self._seconds = after, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell until the time is up, the service stops, or the reader leaves or stands still."""
        del scope
        with self._streams.counted():
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            ends = [
                asyncio.create_task(self._tell(send)),
                asyncio.create_task(left(receive)),
                asyncio.create_task(self._streams.stopping.wait()),
            ]
            try:
                await asyncio.wait(ends, timeout=self._seconds or None, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for end in ends:
                    end.cancel()
                await asyncio.wait(ends)
            with contextlib.suppress(asyncio.CancelledError):
                try:
                    ends[0].result()
                except TimeoutError:
                    log.info("the reader of a stream stood still")
                    return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Send) -> None:
        await self._send(send, None)
        final = None
        while True:
            news = await self._news()
            if news is not None:
                final = news.last if final is None else final
                for number, body in news.events:
                    self._place = number
                    await self._send(send, body)
                self._place = news.until
                if self._place < (news.last if self._seconds else final):
                    continue
                if not self._seconds:
                    return await self._send(send, None)
            try:
                async with asyncio.timeout(BEAT):
                    await self._streams.store.beyond(self._place)
            except TimeoutError:
                await self._send(send, None)

    async def _news(self) -> News | None:
        """What comes next; none while the store is away: a stream lives on, since its reader could only come again for the same."""
        try:
            async with self._streams.reading:
                return await self._streams.store.news(self._asked, self._place, PORTION)
        except Refused:
            return None

    async def _send(self, send: Send, body: bytes | None) -> None:
        """Send an event, or the place alone; raises ``TimeoutError`` where the reader does not take it."""
        block = ServerSentEventMessage(data=body, id=self._place).encode()
        async with asyncio.timeout(self._streams.idle_limit):
            await send({"type": "http.response.body", "body": block, "more_body": True})
