"""Conditional requests: entity tags, ``If-Match`` and ``If-None-Match`` (RFC 9110, sections 8.8.3 and 13.1)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from litestar import Response

from service.contract import Fault
from service.problems import Refused

if TYPE_CHECKING:
    from litestar import Request

_TAG = r'(?:W/)?"[!#-~]*"'
TAGS_PATTERN = rf"^(?:\*|{_TAG}(?:[ \t]*,[ \t]*{_TAG})*)$"
"""What either header may hold: ``*``, or entity tags."""

TAG_HEADER = {"ETag": "The version of what is given: for `If-Match` and `If-None-Match`."}
IF_NONE_MATCH = {"If-None-Match": "Entity tags: 304 where the answer would be one of these."}


def tag_of(version: str) -> str:
    """A version as an entity tag."""
    return f'"{version}"'


def tag_of_body(body: bytes) -> str:
    """The entity tag of an answer that has no version but what it holds."""
    return tag_of(hashlib.sha256(body).hexdigest()[:32])


def unless_known(request: Request[Any, Any, Any], response: Response[bytes], tag: str) -> Response[bytes]:
    """A response with its tag, or 304 where ``If-None-Match`` says that the caller has it already.

    Raises ``Refused`` where the header is malformed.
    """
    asked = _asked(request, "If-None-Match")
    if asked is not None and (asked == "*" or tag in asked):
        kept = {name: value for name, value in response.headers.items() if name.lower() in {"vary", "link"}}
        return Response(b"", status_code=304, headers={**kept, "ETag": tag})
    response.headers["ETag"] = tag
    return response


def check(request: Request[Any, Any, Any], version: str | None) -> bool:
    """Hold what is there (``None``: nothing) to what the caller takes to be there; whether the caller said anything of it.

    Raises ``Refused`` (``precondition-failed``, or ``invalid-request`` where a header is malformed).
    """
    must, must_not = _asked(request, "If-Match"), _asked(request, "If-None-Match")
    if must is not None and (version is None or (must != "*" and f'"{version}"' not in must)):
        raise Refused(
            "precondition-failed", "If-Match: " + ("there is no such article." if version is None else "it has changed.")
        )
    if must_not is not None and version is not None and (must_not == "*" or f'"{version}"' in must_not):
        raise Refused("precondition-failed", "If-None-Match: there is such an article.")
    return must is not None or must_not is not None


def _asked(request: Request[Any, Any, Any], name: str) -> str | list[str] | None:
    """The tags that a header names, those of ``If-None-Match`` without what makes them weak; ``"*"`` for any."""
    values = request.headers.getall(name.lower(), [])
    if not values:
        return None
    value = ", ".join(values)
    if not re.fullmatch(TAGS_PATTERN, value):
        raise Refused("invalid-request", f"{name}: expected `*` or entity tags", [Fault(name, "expected `*` or entity tags")])
    if value == "*":
        return value
    tags = re.findall(_TAG, value)
    return [tag.removeprefix("W/") for tag in tags] if name == "If-None-Match" else tags
