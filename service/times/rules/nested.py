"""One time counted inside or beside another: "the first Friday of July", "the 20th of next month", "two Sundays ago", "the year after next"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Calendar, Expression, Found, Nth, Relative, Seasons, Weekdays
from service.times.pieces import count, day_number, ordinal, weekday
from service.times.rulebook import FIGURES, rule
from service.times.rules.parts import whole_at
from service.times.words import WORDS

if TYPE_CHECKING:
    from service.times.atoms import Line

_ORDINALS = (*WORDS.ordinals, "twenty", "thirty")
_MONTH_SHIFTS = {"this": 0, "next": 1, "last": -1, "previous": -1, "the": 0}
_DAY_PREPOSITIONS = frozenset(["on", "by", "until", "till", "since", "from", "before", "after", "and", "to", "through"])


@rule("first Friday of July", (FIGURES, *_ORDINALS, "the", "last", "final"), examples=("on [the first Friday of July]", "on [the last Monday in May]", "in [the third week of this month]", "on [the last day of the year]", "in [the first week of 2015]"), not_here=("the first day of the talks", "the second week of fighting"))  # fmt: skip
def read_nth(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A weekday, day, week or weekend by its number in a month or year."""
    j = line.skip(i, "the")
    found = (-1, j + 1) if line.low(j) in {"last", "final"} else ordinal(line, j)
    if found is None:
        return None
    number, k = found
    named = weekday(line, k)
    unit = line.low(k)
    if named is None and unit not in {"day", "week", "weekend"}:
        return None
    what, k = (named[0], named[1]) if named is not None else (unit, k + 1)
    if line.low(k) in {"of", "in"}:
        k += 1
    elif line.low(k) not in {"this", "next", "last"} or named is not None:
        return None
    whole = whole_at(line, k)
    if whole is None or not _holds_days(whole[0]):
        return None
    return Nth(number, what, whole[0]), whole[1]


def _holds_days(expression: Expression) -> bool:
    if isinstance(expression, Calendar):
        return expression.day is None and expression.weekday is None
    return isinstance(expression, Relative) and expression.unit in {"month", "year", "quarter"}


@rule("20th of next month", (FIGURES, *_ORDINALS, "the"), examples=("on [the 20th of next month]", "on [the 31st of this month]"))
def read_day_of_month(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A day of the anchor's own month or a neighbour of it; "4 to 22 this month" gives two days."""
    span = _days_of_month(line, i)
    if span is not None:
        return span
    j = line.skip(i, "the")
    if ordinal(line, j) is None:
        return None
    day = day_number(line, j)
    if day is None or line.low(day[1]) != "of":
        return None
    shift = _MONTH_SHIFTS.get(line.low(day[1] + 1))
    if shift is None or line.low(day[1] + 2) != "month":
        return None
    return Calendar(day=day[0], month_shift=shift), day[1] + 3


def _days_of_month(line: Line, i: int) -> list[Found] | None:
    """Two days of such a month: "from 4 to 22 this month"."""
    day = day_number(line, i)
    if day is None or line.low(day[1]) not in {"-", "to", "until", "till", "and", "through"}:
        return None
    first, j = day
    other = day_number(line, j + 1)
    k = line.skip(other[1], "of", "in") if other is not None else j
    shift = _MONTH_SHIFTS.get(line.low(k))
    if other is None or other[0] <= first or shift is None or line.low(k + 1) != "month" or line.low(k) == "the":
        return None
    return [
        Found(i, j, Calendar(day=first, month_shift=shift), "20th of next month"),
        Found(j + 1, k + 2, Calendar(day=other[0], month_shift=shift), "20th of next month", joined=True),
    ]


@rule(
    "the 27th",
    ("the",),
    examples=("on [the 27th]", "until [the 3rd]"),
    not_here=("on the 27th floor", "for the 27th time", "in the 3rd"),
)
def read_the_nth(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A day of a month that is not named, in figures and after a preposition of time."""
    if line.low(i - 1) not in _DAY_PREPOSITIONS or not line.low(i + 1).isdecimal() or ordinal(line, i + 1) is None:
        return None
    day = day_number(line, i + 1)
    if day is None or line.upos(day[1]) in {"NOUN", "PROPN", "ADJ", "NUM"} or line.low(day[1]) in {"-", "of", "century"}:
        return None
    return Calendar(day=day[0]), day[1]


@rule("two Sundays ago", (FIGURES, *WORDS.cardinals, "a"), examples=("[two Sundays ago]", "[three Fridays from now]"))
def read_weekdays_ago(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """So many weekdays before or after the anchor."""
    amount = count(line, i)
    if amount is None or amount[0].low is None or not amount[0].exact or amount[0].low != amount[0].high:
        return None
    name = line.low(amount[1])
    number = WORDS.weekdays.get(name.removesuffix("s"))
    if number is None or len(name) < 6:
        return None
    j = amount[1] + 1
    if line.low(j) == "ago":
        return Weekdays(int(amount[0].low), number, -1), j + 1
    if (line.low(j), line.low(j + 1)) == ("from", "now") or (line.low(j), line.low(j + 1)) == ("from", "today"):
        return Weekdays(int(amount[0].low), number, 1), j + 2
    return None


@rule("the year after next", ("the",), examples=("in [the year after next]", "[the week before last]", "[the month after next]"))
def read_after_next(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The neighbour but one of the anchor's own week, month or year."""
    unit = line.low(i + 1)
    if unit not in {"week", "month", "year", "weekend"}:
        return None
    pair = (line.low(i + 2), line.low(line.skip(i + 3, "the")))
    offset = {("after", "next"): 2, ("before", "last"): -2}.get(pair)
    end = line.skip(i + 3, "the") + 1
    if offset is None or line.upos(end) in {"NOUN", "PROPN"}:
        return None
    return Relative(WORDS.units[unit], offset), end


@rule(
    "the past three summers",
    ("the", "past", "last", "next"),
    examples=("for [the past three summers]", "over [the last two winters]"),
)
def read_seasons(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """So many seasons before or after the anchor."""
    j = line.skip(i, "the")
    side = {"past": -1, "last": -1, "next": 1, "coming": 1}.get(line.low(j))
    amount = count(line, j + 1) if side is not None and line.low(j + 1) not in {"a", "an"} else None
    if side is None or amount is None or amount[0].low is None or amount[0].low != amount[0].high:
        return None
    name = line.low(amount[1])
    code = WORDS.seasons.get(name)
    if code is None or not name.endswith("s"):
        return None
    return Seasons(int(amount[0].low), code, side), amount[1] + 1


@rule(
    "next week Sunday", ("next", "last", "this"), examples=("[next week Sunday]", "[this week Friday]", "[next week on Friday]")
)
def read_week_weekday(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A weekday after the week it is of."""
    if line.low(i + 1) != "week":
        return None
    named = weekday(line, line.skip(i + 2, "on"))
    if named is None or line.low(named[1]) in {"and", ",", "-", "'"}:
        return None
    return Calendar(weekday=named[0], shift={"last": -7, "next": 7, "this": 0}[line.low(i)]), named[1]
