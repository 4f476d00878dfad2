"""A stream of articles in, a stream of answers out: in order, at the pace of whoever is slowest, in memory that does not grow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import structlog

from service.api.body import Gone, left
from service.api.errors import instance_of
from service.api.reading import decoded
from service.contract import BODY_LIMIT, Fault
from service.problems import Faults, Refused, internal_error
from service.telemetry import tell_cause

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from litestar.types import Receive, Scope, Send

    from service.contract import Article
    from service.settings import Settings

log = structlog.get_logger()


async def lines(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes | None]:
    """The lines of a stream, the last one with or without its end; ``None`` for one over the limit, which is not kept."""
    line = bytearray()
    over = False
    async for part in parts:
        *ended, rest = part.split(b"\n")
        for piece in ended:
            over = over or len(line) + len(piece) > BODY_LIMIT
            yield None if over else bytes(line) + piece
            line.clear()
            over = False
        over = over or len(line) + len(rest) > BODY_LIMIT
        line = bytearray() if over else line + rest
        await asyncio.sleep(0)  # parts may come without anything to wait for, and others have work too
    if line or over:
        yield None if over else bytes(line)


class Answers:
    """The answer to a batch, as an ASGI application: one line for each line that comes in.

    At most twice as many lines are in hand as the models take at once, so that one lot is ready when the other is done. Further ones are not
    read from the connection: the sender has to wait.
    """

    def __init__(self, parts: AsyncIterator[bytes], extract: Callable[[Article], Awaitable[bytes]], settings: Settings) -> None:
        self._parts, self._extract = parts, extract
        self._idle_limit = settings.idle_limit
        self._window: asyncio.Queue[Awaitable[bytes] | None] = asyncio.Queue(2 * settings.batch_articles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until the lines end or the sender leaves."""
        headers = [(b"content-type", b"application/x-ndjson")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        try:
            async with asyncio.TaskGroup() as group:
                reader = group.create_task(self._read(group, scope, receive))
                while (task := await self._window.get()) is not None:
                    line = await task
                    async with asyncio.timeout(self._idle_limit):
                        await send({"type": "http.response.body", "body": line + b"\n", "more_body": True})
                reader.cancel()
        except* Gone:
            log.info("the sender of a batch left")
        except* TimeoutError:
            log.info("the reader of a batch stood still")
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self, group: asyncio.TaskGroup, scope: Scope, receive: Receive) -> None:
        number = 0
        try:
            async for line in lines(self._timed()):
                number += 1
                await self._window.put(group.create_task(self._answer(scope, number, line)))
        except Refused as refusal:  # what comes further cannot be read
            await self._window.put(_done(self._refuse(scope, number + 1, refusal)))
        await self._window.put(None)
        await left(receive)
        raise Gone

    async def _timed(self) -> AsyncIterator[bytes]:
        try:
            while True:
                async with asyncio.timeout(self._idle_limit):
                    part = await anext(self._parts)
                yield part
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Refused("timeout", f"Nothing more came for {self._idle_limit:g} s.") from None

    async def _answer(self, scope: Scope, number: int, line: bytes | None) -> bytes:
        try:
            return await self._extract(await _article(line))
        except Refused as refusal:
            return self._refuse(scope, number, refusal)
        except Exception as failure:  # noqa: BLE001 - a line's failure is not its neighbours'
            return self._refuse(scope, number, internal_error(failure))

    def _refuse(self, scope: Scope, number: int, refusal: Refused) -> bytes:
        tell_cause(refusal)
        return msgspec.json.encode(refusal.problem(instance_of(scope), number))


async def _done(line: bytes) -> bytes:
    return line


async def _article(line: bytes | None) -> Article:
    if line is None:
        raise Refused("too-large", f"The line has more than {BODY_LIMIT} bytes.", [Fault("", f"more than {BODY_LIMIT} bytes")])
    faults = Faults()
    article = await decoded(line, {}, faults)
    return faults.unless(article)
