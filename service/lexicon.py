"""Typed loader of the word files that stand beside the stages.

A word file is TOML; its shape is a ``msgspec.Struct``. Words are data, grammar is code: a file holds words, values and where they came
from, never a pattern.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")


class LexiconError(ValueError):
    """A word file is not what its loader expects: the message names the file, the place, what was expected and what was found."""


def load(package: str, filename: str, shape: type[T]) -> T:
    """The content of ``filename`` beside ``package`` as a ``shape``.

    Raises ``LexiconError`` for unknown keys (where the struct forbids them), wrong types, empty cells and words entered twice in one list.
    """
    return cast("T", _load(package, filename, cast("Any", shape)))


@cache
def _load(package: str, filename: str, shape: Any) -> Any:
    raw = resources.files(package).joinpath(filename).read_bytes()
    try:
        content: Any = msgspec.toml.decode(raw)
        _check(content, filename)
        return msgspec.convert(content, shape)
    except (msgspec.ValidationError, msgspec.DecodeError) as fault:
        raise LexiconError(f"{package}/{filename}: {fault}") from fault


def _check(value: object, place: str) -> None:
    if isinstance(value, str) and not value.strip():
        raise LexiconError(f"{place}: expected a word, found an empty cell")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(item, f"{place}.{key}")
    if isinstance(value, list):
        seen: set[object] = set()
        for position, item in enumerate(value):
            _check(item, f"{place}[{position}]")
            if isinstance(item, str | int):
                if item in seen:
                    raise LexiconError(f"{place}: {item!r} is entered twice")
                seen.add(item)
