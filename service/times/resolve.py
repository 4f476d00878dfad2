"""From an expression to its meaning: one resolver a kind of expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times import expressions as ex
from service.times import resolve_dates as dates
from service.times import resolve_nested as nested
from service.times import resolve_relative as relative

if TYPE_CHECKING:
    from service.times.meaning import Resolvers

RESOLVERS: Resolvers = {
    ex.Calendar: dates.calendar_date,
    ex.Season: dates.season,
    ex.Fraction: dates.fraction,
    ex.Decade: dates.decade,
    ex.Century: dates.century,
    ex.SchoolYear: dates.school_year,
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
    ex.Nth: nested.nth,
    ex.Weekdays: nested.weekdays,
    ex.Seasons: nested.seasons,
}
"""Each takes its kind of expression and the context; none raises."""
