"""The table of rules: each is a named function with the words it can start at and examples that a test runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from service.times.atoms import Line

if TYPE_CHECKING:
    from service.times.expressions import Expression, Found

Reader = Callable[[Line, int], "tuple[Expression, int] | list[Found] | None"]

FIGURES = "0"
"""The start of every rule that can begin with figures."""


class Rule(Struct, frozen=True):
    """A named reader with the words it starts at.

    ``read`` gives the expression at a position and the position after it, or several parts of a range, or nothing.
    ``examples`` are texts with the expression in square brackets; ``not_here`` are texts in which the rule must find nothing.
    """

    name: str
    starts: frozenset[str]
    read: Reader
    examples: tuple[str, ...]
    not_here: tuple[str, ...]


RULES: dict[str, Rule] = {}
BY_START: defaultdict[str, list[Rule]] = defaultdict(list)


def rule(
    name: str, starts: Iterable[str], *, examples: tuple[str, ...], not_here: tuple[str, ...] = ()
) -> Callable[[Reader], Reader]:
    """Enter a reader into the table under ``name``; raises ``ValueError`` for a name entered twice."""

    def enter(read: Reader) -> Reader:
        if name in RULES:
            raise ValueError(f"rule {name!r} is entered twice")
        RULES[name] = entry = Rule(name, frozenset(starts), read, examples, not_here)
        for word in entry.starts:
            BY_START[word].append(entry)
        return read

    return enter


def rules_at(line: Line, i: int) -> list[Rule]:
    """The rules that can begin at a position."""
    low = line.low(i)
    found = BY_START.get(low)
    if found is not None:
        return found
    return BY_START[FIGURES] if low.isdecimal() else []
