"""From an expression to its meaning: one resolver a kind of expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.times import expressions as ex
from service.times import resolve_dates as dates
from service.times import resolve_relative as relative
from service.times.meaning import Context, Meaning

_RESOLVERS: dict[type, Callable[[Any, Context], Meaning]] = {
    ex.Calendar: dates.calendar_date,
    ex.Season: dates.season,
    ex.Fraction: dates.fraction,
    ex.Decade: dates.decade,
    ex.Century: dates.century,
    ex.Weekend: dates.weekend,
    ex.Holiday: dates.holiday,
    ex.Relative: relative.relative,
    ex.Back: relative.back,
    ex.Ago: relative.ago,
    ex.Stretch: relative.stretch,
    ex.Duration: relative.duration,
    ex.Repeat: relative.repeat,
    ex.Reference: relative.reference,
    ex.Part: relative.part,
    ex.Cut: relative.cut,
    ex.DayPart: relative.day_part,
    ex.Clock: relative.clock,
    ex.WeekOf: relative.week_of,
    ex.Foreign: relative.foreign,
    ex.Same: relative.same,
}


def resolve(expression: ex.Expression, context: Context) -> Meaning:
    """What an expression means in its context; never raises, what cannot be resolved has no interval."""
    return _RESOLVERS[type(expression)](expression, context)
