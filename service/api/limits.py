"""How long a request is worked on: up to the request limit, and no longer than somebody waits for the answer."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

from service.api.body import Gone, left
from service.problems import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from litestar import Request

T = TypeVar("T")


@contextlib.asynccontextmanager
async def request_limit(seconds: float) -> AsyncIterator[None]:
    """Give up after some seconds; raises ``Refused`` (``timeout``)."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Refused("timeout", f"The request was not done within {seconds:g} s.") from None


async def unless_gone(request: Request[Any, Any, Any], work: Coroutine[Any, Any, T]) -> T:
    """The result of some work, given up when the sender leaves (its body has been read to the end); raises ``Gone``."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(left(request.receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
