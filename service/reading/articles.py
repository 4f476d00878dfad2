"""What a caller sends → ``Article``, or every fault of it.

A sound body is decoded once, by its type. Only where that fails, or where fields also come from beside the body, a second pass walks
it field by field: msgspec stops at the first fault and takes duplicate keys (its documentation says so of both), the contract allows neither.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from service.contract import PUBLISHED, TEXT_LIMIT, Article

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.problems import Faults

DEPTH_LIMIT = 64
"""The deepest nesting of a JSON body that is looked at."""

FIELDS = {field.name: field for field in msgspec.structs.fields(Article)}
"""The fields of an article, by name."""

_DECODER = msgspec.json.Decoder(Article)
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_KINDS_OF_JSON = {list: "array", str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


class _Members(list[tuple[str, Any]]):
    """A JSON object as it was written: its members in order, doubles included."""


def article_from_json(body: bytes, beside: Mapping[str, str], faults: Faults, own_id: str | None = None) -> Article | None:
    """The article of a JSON body, with the fields given ``beside`` it put in their place; ``None`` where ``faults`` were found.

    Another id than ``own_id``, if the caller knows the article by one, is a fault.
    """
    if not beside:
        try:
            article = _DECODER.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass  # the second pass tells what is wrong
        else:
            if _sound(article) and not _doubles(body) and (own_id is None or article.id in {None, own_id}):
                return article
    members = _members(body, faults)
    if members is None:
        _check_beside(beside, faults, own_id)
        return None
    return article_from_fields(members, beside, faults, own_id=own_id)


def article_from_fields(
    members: Mapping[str, Any], beside: Mapping[str, str], faults: Faults, *, pointer: str = "/", own_id: str | None = None
) -> Article | None:
    """The article of some fields, with those given ``beside`` them put in their place; ``None`` where ``faults`` were found.

    Faults of ``members`` are told as ``pointer`` and the field's name, faults of ``beside`` by the name alone.
    """
    _check(members, pointer, faults, own_id)
    _check_beside(beside, faults, own_id)
    fields = {**members, **beside}
    for name, field in FIELDS.items():
        if field.required and name not in fields:
            faults.add(f"{pointer}{name}", "required, but missing")
    return None if faults else Article(**fields)


def letters_in(text: str) -> bool:
    """Whether a text holds at least one letter or digit."""
    return _LETTER_OR_DIGIT.search(text) is not None


def _sound(article: Article) -> bool:
    """What the type cannot say: Python's regular expressions let ``$`` stand before a last newline and have no letter classes."""
    return "\0" not in article.text and letters_in(article.text) and not article.published.endswith("\n")


def _doubles(body: bytes) -> bool:
    """Whether a body that is a sound article names a field twice."""
    members = json.loads(body, object_pairs_hook=_Members)
    return len(members) != len(dict(members))


# --- the second pass ----------------------------------------------------------------------------------------------------------


def _members(body: bytes, faults: Faults) -> dict[str, Any] | None:
    """The members of a JSON object, each looked at with all that is below it; ``None`` where there is no object."""
    try:
        value = _value(body)
    except ValueError as fault:
        faults.add("", str(fault))
        return None
    _walk(value, "", faults)
    if not isinstance(value, _Members):
        faults.add("", f"expected an object, got {_kind(value)}")
        return None
    return dict(value)


def _value(body: bytes) -> Any:
    """The JSON value of a body; ``ValueError``, in words for the caller, where there is none that may be looked at."""
    try:
        text = body.decode()
    except UnicodeDecodeError as fault:
        raise ValueError(f"not UTF-8: {fault.reason} at byte {fault.start}") from None
    if _too_deep(text):
        raise ValueError(f"nested deeper than {DEPTH_LIMIT} levels")
    try:
        return json.loads(text, object_pairs_hook=_Members, parse_constant=_no_constant, parse_int=float)
    except json.JSONDecodeError as fault:
        raise ValueError(f"not JSON: {fault.msg.removesuffix(' at')} at line {fault.lineno}, column {fault.colno}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"not JSON: {name}")


def _too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return False
    depth = 0
    for token in _BRACKETS.finditer(text):
        bracket = token[0]
        depth += (bracket in "[{") - (bracket in "]}")
        if depth > DEPTH_LIMIT:
            return True
    return False


def _walk(value: object, pointer: str, faults: Faults) -> None:
    """Look for doubles, lone surrogates and NUL at any depth (which ``_too_deep`` has bounded)."""
    if isinstance(value, str):
        _look_at_string(value, pointer, faults)
    elif isinstance(value, _Members):
        seen: set[str] = set()
        for name, item in value:
            place = f"{pointer}/{_escaped(name)}"
            if name in seen:
                faults.add(place, "given more than once")
            seen.add(name)
            _look_at_string(name, place, faults)
            _walk(item, place, faults)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _walk(item, f"{pointer}/{position}", faults)


def _look_at_string(value: str, pointer: str, faults: Faults) -> None:
    if "\0" in value:
        faults.add(pointer, "holds NUL (U+0000)")
    if _SURROGATE.search(value):
        faults.add(pointer, "holds a lone surrogate, which is no character")


def _check(fields: Mapping[str, Any], pointer: str, faults: Faults, own_id: str | None = None) -> None:
    for name, value in fields.items():
        place = f"{pointer}{_escaped(name)}"
        if name not in FIELDS:
            faults.add(place, "unknown field")
        elif not isinstance(value, str):
            if not (value is None and FIELDS[name].default is None):
                faults.add(place, f"expected a string, got {_kind(value)}")
        elif name == "id" and own_id not in {None, value}:
            faults.add(place, "another id than the path's")
        elif name == "text":
            _check_text(value, place, faults)
        elif name == "published" and re.fullmatch(PUBLISHED, value) is None:
            faults.add(
                place,
                "expected an RFC 3339 date, or a date-time with offset, of a real day in the years 1000 to 2999, "
                f"got {json.dumps(value[:40], ensure_ascii=True)}",
            )


def _check_beside(fields: Mapping[str, str], faults: Faults, own_id: str | None = None) -> None:
    for name, value in fields.items():
        _look_at_string(value, name, faults)
    _check(fields, "", faults, own_id)


def _check_text(text: str, place: str, faults: Faults) -> None:
    if len(text) > TEXT_LIMIT:
        faults.add(place, f"{len(text)} code points long, and {TEXT_LIMIT} are allowed", "too-large")
    elif not letters_in(text):
        faults.add(place, "blank: expected at least one letter or digit")


def _escaped(name: str) -> str:
    """A member's name as a step of a JSON pointer (RFC 6901), shortened where it is absurdly long."""
    return name[:100].encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")


def _kind(value: object) -> str:
    return "object" if isinstance(value, _Members) else _KINDS_OF_JSON[type(value)]
