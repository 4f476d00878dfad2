"""Find the time expressions of a sentence: at each place the longest that any rule reads, left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times import rules
from service.times.expressions import Expression, Found
from service.times.rulebook import BY_START, rules_at

if TYPE_CHECKING:
    from service.times.atoms import Line

_ = rules  # importing the package enters every rule


def recognise(line: Line) -> list[Found]:
    """The expressions of a line, in order, not overlapping; the parts of a range follow each other, the later ones ``joined``."""
    found: list[Found] = []
    end = 0
    for i, low in enumerate(line.lows):
        if i < end or not (low in BY_START or low.isdecimal()) or not line.near(i):
            continue
        best = longest(line, i)
        for part in best:
            found.append(Found(part.first, part.last, part.expression, part.rule, joined=_joins(line, found, part)))
        end = best[-1].last if best else end
    return found


def longest(line: Line, i: int) -> list[Found]:
    """What the rule that reads furthest from ``i`` found there; of equals the one entered first."""
    best: list[Found] = []
    for entry in rules_at(line, i):
        read = entry.read(line, i)
        if read is None:
            continue
        parts = read if isinstance(read, list) else [_whole(i, read, entry.name)]
        if not best or parts[-1].last > best[-1].last:
            best = parts
    return best


def _whole(i: int, read: tuple[Expression, int], name: str) -> Found:
    return Found(i, read[1], read[0], name)


def _joins(line: Line, found: list[Found], part: Found) -> bool:
    """Whether the expression before and this one are the ends of a range: "from X to Y", "between X and Y", "X - Y", "X through Y"."""
    if part.joined or not found:
        return part.joined
    before = found[-1]
    if part.first - before.last != 1:
        return False
    link = line.low(before.last)
    opening = line.low(before.first - 1)
    if link in {"through", "-", "to", "until", "till"}:
        return True
    return link == "and" and opening == "between"
