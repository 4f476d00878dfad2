"""What stands around a count: "about", "at least", "a year or two", "two years and three months"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Count
from service.times.pieces import number, unit
from service.times.words import WORDS, Mod, UnitName

if TYPE_CHECKING:
    from service.times.atoms import Line

APPROXIMATORS = (*WORDS.approximators, "more", "less", "at", "no", "up", "just", "only", "well", "fewer", "not")
_BEFORE_OVER = frozenset(
    ["for", "in", "just", "after", "within", "of", "took", "takes", "take", "lasted", "last", "lasts", "spent"]
)


def approximator(line: Line, i: int) -> tuple[Mod | None, int]:
    """Words before a count that belong to the expression: "about", "more than", "at least", "up to", "no more than"."""
    low, second, third = line.low(i), line.low(i + 1), line.low(i + 2)
    if low == "more" and second == "than":
        return "MORE_THAN", i + 2
    if low in {"less", "fewer"} and second == "than":
        return "LESS_THAN", i + 2
    if low == "at" and second in {"least", "most"}:
        return ("EQUAL_OR_MORE" if second == "least" else "EQUAL_OR_LESS"), i + 2
    if low in {"no", "not"} and second in {"more", "less", "fewer"} and third == "than":
        return ("EQUAL_OR_LESS" if second == "more" else "EQUAL_OR_MORE"), i + 3
    if low == "up" and second == "to":
        return "EQUAL_OR_LESS", i + 2
    if low == "just" and second in {"over", "under"}:
        return ("MORE_THAN" if second == "over" else "LESS_THAN"), i + 2
    if low == "well" and second == "over":
        return "MORE_THAN", i + 2
    if low == "some" and line.low(i + 1) in WORDS.units:
        return None, i
    if low == "over" and line.low(i - 1) not in _BEFORE_OVER:  # "spread over three years": a preposition
        return None, i
    return WORDS.approximators.get(low), i + 1 if low in WORDS.approximators else i


def or_two(line: Line, i: int, many: Count) -> tuple[Count, int]:
    """The count of "a year or two" after its unit."""
    if many == Count(1, 1) and (line.low(i), line.low(i + 1)) == ("or", "two") and line.low(i + 2) not in WORDS.units:
        return Count(1, 2, exact=False), i + 2
    return many, i


def further(line: Line, i: int, name: UnitName, many: Count) -> tuple[Count, UnitName, int] | None:
    """A further count before "ago": "and three months"."""
    if not many.exact or many.low != many.high:
        return None
    more = number(line, line.skip(line.skip(i, ","), "and"))
    found = unit(line, more[1]) if more is not None else None
    if more is None or found is None or found[0] == name or found[0] in {"second", "minute", "hour", "quarter"}:
        return None
    return Count(more[0], more[0]), found[0], found[1]
