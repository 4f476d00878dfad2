"""The query of a request: its parameters by name, held to those that a route knows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.problems import Faults


def read_query(query: bytes, names: Iterable[str], faults: Faults) -> dict[str, str]:
    """The parameters of a query string, percent-decoded as forms are (https://url.spec.whatwg.org/#concept-urlencoded-parser).

    One that is unknown, given twice or not UTF-8 goes into ``faults``.
    """
    known = set(names)
    found: dict[str, str] = {}
    for part in filter(None, query.split(b"&")):
        raw_name, _, raw_value = part.partition(b"=")
        name = _decoded(raw_name, "replace")
        if name not in known:
            faults.add(name[:100], "unknown query parameter")
            continue
        if name in found:
            faults.add(name, "query parameter given more than once")
            continue
        try:
            found[name] = _decoded(raw_value, "strict")
        except UnicodeDecodeError as fault:
            found[name] = ""
            faults.add(name, f"not UTF-8: {fault.reason} at byte {fault.start}")
    return found


def _decoded(part: bytes, errors: str) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8", errors)
