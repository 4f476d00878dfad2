"""Where a page ends, as the caller is given it: opaque, and good for the one query that it came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from typing import Any

import msgspec

from service.contract import Fault
from service.problems import Refused

_POSITION = struct.Struct(">iq")
_CHECK = 12
"""Bytes of the digest that ties a position to its query."""


def to_cursor(position: tuple[int, int], query: Any) -> str:
    """A cursor for what comes after a position (sort key, number) in the answers to a query."""
    packed = _POSITION.pack(*position)
    return base64.urlsafe_b64encode(_digest(packed, query) + packed).decode()


def from_cursor(cursor: str, query: Any) -> tuple[int, int]:
    """The position that a cursor stands for; raises ``Refused`` where it is not one of this query's."""
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    check, packed = raw[:_CHECK], raw[_CHECK:]
    if len(packed) != _POSITION.size or check != _digest(packed, query) or to_cursor(_POSITION.unpack(packed), query) != cursor:
        message = "not a cursor of this query: expected the `next` of a page of the same filters and the same order"
        raise Refused("invalid-request", f"next: {message}", [Fault("next", message)])
    key, number = _POSITION.unpack(packed)
    return key, number


def _digest(packed: bytes, query: Any) -> bytes:
    return hashlib.blake2s(msgspec.json.encode(query) + packed, digest_size=_CHECK, person=b"dateline").digest()
