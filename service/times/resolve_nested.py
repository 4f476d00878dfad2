"""Resolve what is counted inside or beside another time: "the first Friday of July", "two Sundays ago", "the past three summers"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.spans import Interval
from service.times import calendar, edtf
from service.times.expressions import Relative
from service.times.meaning import Meaning, of_day, of_season, of_week, of_weekend, unresolved

if TYPE_CHECKING:
    import datetime as dt

    from service.times.expressions import Nth, Seasons, Weekdays
    from service.times.meaning import Context

_THURSDAY, _SATURDAY = 3, 5


def nth(expression: Nth, context: Context) -> Meaning:
    """The n-th or last weekday, day, week or weekend of a month or year. A week belongs where its Thursday is, as ISO weeks do to their years."""
    inner = context.uncut() if isinstance(expression.whole, Relative) else context
    days = inner.resolve(expression.whole).interval
    if days is None or days.start is None or days.end is None:
        return unresolved("XXXX-XX-XX")
    what, number = expression.what, expression.number
    if what == "day":
        day = days.end if number < 0 else calendar.days_off(days.start, number - 1)
    else:
        weekday = what if isinstance(what, int) else _THURSDAY if what == "week" else _SATURDAY
        day = _nth_weekday(days.start, days.end, weekday, number)
    if day is None or not days.start <= day <= days.end:
        return unresolved("XXXX-XX-XX")
    return of_week(day) if what == "week" else of_weekend(day) if what == "weekend" else of_day(day)


def _nth_weekday(start: dt.date, end: dt.date, weekday: int, number: int) -> dt.date | None:
    if number < 0:
        return calendar.days_off(end, -((end.weekday() - weekday) % 7))
    return calendar.days_off(start, (weekday - start.weekday()) % 7 + 7 * (number - 1))


def weekdays(expression: Weekdays, context: Context) -> Meaning:
    """The so-manieth such weekday before or after the anchor, its own day not counted."""
    away = (context.anchor.weekday() - expression.weekday) * -expression.side % 7 or 7
    day = calendar.days_off(context.anchor, expression.side * (away + 7 * (expression.count - 1)))
    return of_day(day) if day is not None else unresolved("XXXX-WXX")


def seasons(expression: Seasons, context: Context) -> Meaning:
    """From the first of so many seasons to the last that has begun by the anchor, or that is still to come."""
    anchor = context.anchor
    near = range(anchor.year - expression.count - 1, anchor.year + expression.count + 2)
    spans = [m.interval for year in near if (m := of_season(expression.code, year)).interval is not None]
    starts = [(s.start, s.end) for s in spans if s is not None and s.start is not None and s.end is not None]
    if expression.side < 0:
        chosen = [pair for pair in starts if pair[0] <= anchor][-expression.count :]
    else:
        chosen = [pair for pair in starts if pair[0] > anchor][: expression.count]
    value = f"XXXX-{expression.code}"
    if not chosen:
        return unresolved(value, "SET")
    last = min(chosen[-1][1], anchor) if expression.side < 0 else chosen[-1][1]
    days = Interval(chosen[0][0], last)
    return Meaning("SET", value, days, edtf.stretch(days), "season")
