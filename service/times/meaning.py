"""What an expression turns out to mean, and what the resolver needs to know to find out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from service.spans import Interval
from service.times import calendar, edtf
from service.times.direction import NEAREST

if TYPE_CHECKING:
    from service.times.direction import Direction, Side
    from service.times.expressions import Expression
    from service.times.words import UnitName

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Precision = Literal["day", "week", "month", "quarter", "season", "year", "decade", "time", "other"]
Code = Literal["weekday_mismatch", "ambiguous_year", "unresolved_calendar"]

LETTERS: dict[UnitName, str] = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D", "week": "W", "weekend": "W", "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y",
    "decade": "Y", "century": "Y", "millennium": "Y",
}  # fmt: skip
"""TIMEX3's letter of a unit; decades and centuries count as years."""
FACTORS: dict[UnitName, int] = {"fortnight": 2, "decade": 10, "century": 100, "millennium": 1000}
"""How many of the unit of its letter one unit is, where not 1."""
PRECISIONS: dict[UnitName, Precision] = {
    "second": "time", "minute": "time", "hour": "time", "day": "day", "night": "day", "week": "week", "weekend": "other", "fortnight": "week", "month": "month",
    "quarter": "quarter", "year": "year", "decade": "decade", "century": "other", "millennium": "other",
}  # fmt: skip


REPORTED_LENGTHS = frozenset({"P6M", "P9M"})
"""Values of the lengths that company reports give figures for beside a quarter's; kept among the earlier dates though they have no days."""


class Meaning(Struct, frozen=True):
    """A resolved expression. ``base`` is its interval before "since" or the end of a range widened it; ``warnings`` are codes with messages."""

    type: Kind
    value: str
    interval: Interval | None = None
    edtf: str | None = None
    precision: Precision = "other"
    mod: str | None = None
    approximate: bool = False
    warnings: tuple[tuple[Code, str], ...] = ()


Resolvers = dict[type, Callable[[Any, "Context"], Meaning]]
"""By kind of expression, what resolves it."""


class Context:
    """The anchor, the side the grammar asks for, and the dates the text told before this expression."""

    __slots__ = ("_resolvers", "anchor", "direction", "earlier")

    def __init__(self, anchor: dt.date, direction: Direction, earlier: list[Meaning], resolvers: Resolvers) -> None:
        self.anchor = anchor
        self.direction = direction
        self.earlier = earlier
        self._resolvers = resolvers

    def resolve(self, expression: Expression) -> Meaning:
        """What an expression means here; never raises, what cannot be resolved has no interval."""
        year = getattr(expression, "year", None)
        if year is None or year > 99:
            return self._resolvers[type(expression)](expression, self)
        full, doubtful = calendar.full_year(year, self.anchor.year)
        meaning: Meaning = self._resolvers[type(expression)](replace(expression, year=full), self)
        if not doubtful:
            return meaning
        message = f"'{year:02} could be of two centuries; {full} is taken"
        return replace(meaning, warnings=(*meaning.warnings, ("ambiguous_year", message)))

    @property
    def side(self) -> Side:
        """The side asked for: -1, 0 or 1."""
        return self.direction.side

    def uncut(self) -> Context:
        """The same with no side, so that the anchor's own period stays whole."""
        return Context(self.anchor, NEAREST, self.earlier, self._resolvers)

    def last(self, *precisions: Precision) -> Meaning | None:
        """The last dated expression before this one, of some precisions where given."""
        for meaning in reversed(self.earlier):
            if meaning.interval is not None and (not precisions or meaning.precision in precisions):
                return meaning
        return None

    def last_day(self) -> dt.date:
        """The first day of the last dated expression; the anchor where there is none."""
        last = self.last()
        return (
            last.interval.start
            if last is not None and last.interval is not None and last.interval.start is not None
            else self.anchor
        )


def unresolved(value: str, kind: Kind = "DATE", mod: str | None = None) -> Meaning:
    """A meaning with a value and no days."""
    return Meaning(kind, value, mod=mod)


def of_day(date: dt.date, mod: str | None = None) -> Meaning:
    """One day."""
    return Meaning("DATE", date.isoformat(), Interval(date, date), edtf.day(date), "day", mod)


def of_week(date: dt.date) -> Meaning:
    """The ISO week of a day."""
    span = calendar.week_span(date)
    return Meaning("DATE", calendar.week_value(date), span, edtf.stretch(span) if span else None, "week")


def of_month(year: int, month: int) -> Meaning:
    """A month; months beyond 1 to 12 count on into the years beside."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    span = calendar.month_span(year, month)
    return Meaning("DATE", f"{year:04}-{month:02}", span, edtf.month(month, year) if span else None, "month")


def of_quarter(kind: str, number: int, year: int) -> Meaning:
    """A quarter (``Q``) or half (``H``) of a year."""
    months = 3 if kind == "Q" else 6
    span = calendar.months_span(year, months * (number - 1) + 1, months)
    return Meaning(
        "DATE", f"{year:04}-{kind}{number}", span, edtf.stretch(span) if span else None, "quarter" if kind == "Q" else "other"
    )


def of_season(code: str, year: int) -> Meaning:
    """A season of a year; winter is of the year it opens in."""
    span = calendar.season_span(code, year)
    return Meaning("DATE", f"{year:04}-{code}", span, edtf.stretch(span) if span else None, "season")


def of_year(year: int) -> Meaning:
    """A year."""
    span = calendar.year_span(year)
    return Meaning("DATE", f"{year:04}", span, edtf.year(year) if span else None, "year")


def of_decade(tens: int) -> Meaning:
    """A decade, by its year without the last digit."""
    span = calendar.years_span(tens * 10, tens * 10 + 9)
    return Meaning("DATE", f"{tens:03}", span, edtf.decade(tens) if span else None, "decade")


def of_century(hundreds: int) -> Meaning:
    """A century, by its year without the last two digits; the 20th is 1900 to 1999, as news means it."""
    span = calendar.years_span(hundreds * 100, hundreds * 100 + 99)
    return Meaning("DATE", f"{hundreds:02}", span, edtf.century(hundreds) if span else None, "other")


def of_weekend(date: dt.date) -> Meaning:
    """The Saturday and Sunday of the ISO week of a day."""
    span = calendar.week_span(date)
    if span is None or span.start is None or span.end is None:
        return unresolved(f"{calendar.week_value(date)}-WE")
    days = Interval(span.start + dt.timedelta(days=5), span.end)
    return Meaning("DATE", f"{calendar.week_value(date)}-WE", days, edtf.stretch(days), "other")
