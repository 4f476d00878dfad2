"""Media types: what a request accepts, and what its body is (RFC 9110, sections 8.3 and 12.5.1)."""

from __future__ import annotations

import re
from email.message import Message
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - HTTP's word for a word
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})")
_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def acceptable(accept: str, offered: Iterable[str]) -> bool:
    """Whether an ``Accept`` header lets any of the media types through that are offered; an empty one lets all."""
    return preferred(accept, offered) is not None


def preferred(accept: str, offered: Iterable[str]) -> str | None:
    """The media type that an ``Accept`` header likes best, of several alike the one offered first; ``None`` where it lets none through."""
    types = list(offered)
    if not accept.strip():
        return types[0]
    ranges = dict(filter(None, map(_range, accept.split(","))))
    best = max(types, key=lambda media_type: _quality(media_type, ranges))
    return best if _quality(best, ranges) > 0 else None


def liked(accept: str, forms: Mapping[str, str]) -> str | None:
    """The name of the form, of some media types by the names of their forms, that an ``Accept`` header likes best; see ``preferred``."""
    best = preferred(accept, forms.values())
    return next((name for name, media_type in forms.items() if media_type == best), None)


def media_type(header: str) -> tuple[str, str | None]:
    """The media type of a ``Content-Type`` header, in lower case, and its charset; an empty string where it names none."""
    if not _RANGE.match(header.strip()):
        return "", None
    message = Message()
    message["content-type"] = header
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None


def _range(element: str) -> tuple[str, float] | None:
    name, *parameters = (part.strip() for part in element.split(";"))
    if not _RANGE.fullmatch(name):
        return None
    qualities = [float(match[1]) for match in map(_QUALITY.fullmatch, parameters) if match]
    return name.lower(), qualities[0] if qualities else 1.0


def _quality(offered: str, ranges: dict[str, float]) -> float:
    """The quality of a media type: that of the most specific range it falls in."""
    for name in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0
