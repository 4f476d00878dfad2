"""The query of a request: its parameters by name, held to those that a route knows, and the struct that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.problems import Faults

S = TypeVar("S", bound=Struct)


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
            found[name] = _decoded(raw_value, "replace")
            faults.add(name, f"not UTF-8: {fault.reason} at byte {fault.start}")
    return found


def names_of(struct: type[Struct]) -> list[str]:
    """The parameters that fill a struct."""
    return [field.encode_name for field in msgspec.structs.fields(struct)]


def filled(struct: type[S], query: Mapping[str, str], faults: Faults) -> S:
    """A struct of the parameters that bear its fields' names; each that does not fit its type goes into ``faults``."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(struct):
        if field.encode_name in query:
            try:
                found[field.name] = _converted(query[field.encode_name], field.type)
            except ValueError as fault:
                faults.add(field.encode_name, str(fault))
    return struct(**found)


def _converted(value: str, kind: Any) -> Any:
    """The value of a parameter; ``ValueError``, in words for the caller, where it is none of that type."""
    if value.endswith("\n"):
        raise ValueError("ends in a line break")  # which Python's regular expressions let through
    if bool in get_args(get_args(kind)[0]) and value not in {"true", "false"}:
        raise ValueError("expected `true` or `false`")
    try:
        found = msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise ValueError(str(fault).replace(" | null", "")) from None
    if found is None:
        raise ValueError("expected a value, got `null`")
    return found


def _decoded(part: bytes, errors: str) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8", errors)
