"""The body of a request: counted as it comes, unpacked, never more of it in memory than the limit."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

from service.contract import BODY_LIMIT, Fault
from service.problems import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.types import Receive
    from litestar.types.asgi_types import HTTPRequestEvent

CHUNK = 64 * 1024
"""The most bytes that are unpacked at once."""

_GZIP = 16 + zlib.MAX_WBITS
"""What tells zlib to expect gzip's header and trailer."""


class Gone(Exception):  # noqa: N818 - it is nobody's error
    """The sender closed the connection: nobody waits for an answer."""


async def chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The parts of a body as they come; raises ``Gone``."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = cast("HTTPRequestEvent", message)
        more = part["more_body"]
        if part["body"]:
            yield part["body"]


async def left(receive: Receive) -> None:
    """Return when the sender closes the connection; what it still sends is thrown away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def unpacked(packed: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The parts of a gzip body, unpacked; several members in a row are one body (RFC 1952).

    Raises ``Refused`` (``invalid-request``) where it is broken.
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        async for part in packed:
            rest, more = part, True
            while more:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(_GZIP)
                piece = unpacker.decompress(rest, CHUNK)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                more = bool(rest) or (not unpacker.eof and len(piece) == CHUNK)  # some of it may wait inside the unpacker
                yield piece
    except zlib.error as fault:
        raise _broken(f"broken gzip: {fault}") from None
    if not unpacker.eof:
        raise _broken("broken gzip: it ends too early")


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    """A body in one piece; raises ``Refused`` (``too-large``) as soon as it goes over the limit."""
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > BODY_LIMIT:
            raise Refused(
                "too-large", f"The body has more than {BODY_LIMIT} bytes.", [Fault("", f"more than {BODY_LIMIT} bytes")]
            )
    return bytes(body)


def _broken(message: str) -> Refused:
    return Refused("invalid-request", f"The body is {message}.", [Fault("", message)])
