"""The early, middle or late part of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Calendar, Expression, Found, Part, Relative
from service.times.pieces import month
from service.times.rulebook import BY_START, FIGURES, rule
from service.times.rules.relative import period_at
from service.times.words import WORDS

if TYPE_CHECKING:
    from service.times.atoms import Line

_INNER = frozenset(
    {"month", "year", "decade", "century", "weekday", "holiday", "quarter", "season", "last month", "last Friday", "weekend", "that year", "day word", "day month", "part of day"}
)  # fmt: skip


def whole_at(line: Line, i: int) -> tuple[Expression, int] | None:
    """The longest expression at a position that can have an early or late part."""
    low = line.low(i)
    best: tuple[Expression, int] | None = period_at(line, i)
    for entry in BY_START.get(low) or (BY_START[FIGURES] if low.isdecimal() else []):
        if entry.name not in _INNER:
            continue
        found = entry.read(line, i)
        if isinstance(found, list):
            if found[0].first != i:
                continue
            found = (found[0].expression, found[0].last)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


@rule("early May", (*WORDS.parts, "the", "as", "very"), examples=("in [early May]", "in [mid-May]", "[late last year]", "[the early 1980s]", "[early Tuesday]", "in [late November]", "[late 2023]"), not_here=("the late president", "early on"))  # fmt: skip
def read_part(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """ "Early", "mid" and "late" before a month, year, day, week or decade."""
    j = line.skip(i, "the", "very")
    mod = WORDS.parts.get(line.low(j))
    if mod is None:
        return None
    k = line.skip(j + 1, "-")
    if line.low(k) == "to" and line.low(k + 1) == "mid":
        k = line.skip(k + 2, "-")
    if line.low(k) in {"in", "on"} and line.low(j) != "mid":
        if line.low(k) == "on":
            return None
        k += 1
    whole = whole_at(line, k)
    if whole is None or (j == i and line.low(j) == "mid" and line.low(k) == "the"):
        return None
    if isinstance(whole[0], Part):
        return None
    return Part(mod, whole[0]), whole[1]


@rule("the end of the month", (*WORDS.part_nouns, "the", "year", "month"), examples=("by [the end of the year]", "since [the beginning of October]", "at [the end of 1990]", "by [year end]", "by [the end of next week]"), not_here=("the end of the war",))  # fmt: skip
def read_part_of(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The beginning, middle or end of a period; "year-end"."""
    if line.low(i) in {"year", "month"}:
        j = i + 1
        if line.low(j) == "'" and line.low(j + 1) == "s":
            j += 2
        elif line.low(j) == "-":
            j += 1
        if (
            line.low(j) != "end"
            or (line.upos(i - 1) == "DET" and line.low(i - 1) in {"the", "a", "this"})
            or line.low(i - 1) in {"last", "this", "next"}
        ):
            return None
        year = whole_at(line, j + 1)
        if year is not None and isinstance(year[0], Calendar) and year[0].year is not None:
            return Part("END", year[0], edge=True), year[1]
        return Part("END", Relative(WORDS.units[line.low(i)], 0), edge=True), j + 1
    j = line.skip(i, "the")
    mod = WORDS.part_nouns.get(line.low(j))
    if mod is None or line.upos(j) == "VERB":
        return None
    k = j + 1
    if line.low(k) == "of":
        k += 1
    elif j > i or month(line, k) is None:
        return None
    if line.low(k) == "the" and line.low(k + 1) in {"day", "decade", "century"} and line.low(k + 1) == "day":
        return None
    whole = whole_at(line, k)
    if whole is None or isinstance(whole[0], Part):
        return None
    return Part(mod, whole[0], edge=True), whole[1]
