"""Resolve what is told by name or number: days, weekdays, months, years, quarters, seasons, holidays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.spans import Interval
from service.times import calendar, edtf
from service.times.direction import NEAREST
from service.times.meaning import (
    REPORTED_LENGTHS,
    Code,
    Context,
    Meaning,
    of_century,
    of_day,
    of_decade,
    of_month,
    of_quarter,
    of_season,
    of_weekend,
    of_year,
    unresolved,
)  # fmt: skip

if TYPE_CHECKING:
    from service.times.expressions import Calendar, Century, Decade, Fraction, Holiday, SchoolYear, Season, Weekend


_FAR_AHEAD = 120
"""Days ahead of the anchor beyond which a date without a year, told among things past, is not the nearest to come but the last one gone."""


def calendar_date(expression: Calendar, context: Context) -> Meaning:
    """A year, month, day or weekday as far as told."""
    if expression.back and expression.weekday is not None:
        return _weekday_of_text(expression, context)
    if expression.month is None and expression.day is None and expression.weekday is not None:
        return _weekday(expression, context)
    if expression.month is None and expression.day is not None:
        return _day_of_month(expression, context)
    if expression.month is None:
        year = of_year(expression.year) if expression.year is not None else unresolved("XXXX")
        if expression.fiscal and year.edtf is not None:  # fiscal years open when each body says
            return replace(year, edtf=year.edtf + "~", approximate=True)
        return year
    if expression.day is None:
        return _month(expression, context)
    return _day(expression, context)


def _weekday(expression: Calendar, context: Context) -> Meaning:
    """A weekday with no date: as "last", "this" and "next" say, else on the side the grammar asks for, else the nearest."""
    anchor, weekday = context.anchor, expression.weekday or 0
    back = (anchor.weekday() - weekday) % 7
    ahead = (weekday - anchor.weekday()) % 7
    if expression.shift in {-7, 7} or (expression.shift == 1 and not expression.near):
        days = (expression.shift if expression.shift in {-7, 7} else 7) + weekday - anchor.weekday()
    elif expression.shift == 0 and not expression.near:
        days = weekday - anchor.weekday()
    elif expression.shift == -1:
        days = -(back or 7)
    elif expression.shift == 1:
        days = ahead or 7
    elif context.side < 0:
        days = -back
    elif context.side > 0:
        days = ahead
    else:
        days = ahead if ahead < back else -back
    date = calendar.days_off(anchor, days)
    return of_day(date) if date is not None else unresolved("XXXX-WXX")


def _weekday_of_text(expression: Calendar, context: Context) -> Meaning:
    """ "The previous Friday", "the following Monday": from the last date of the text."""
    base, weekday = context.last_day(), expression.weekday or 0
    days = -((base.weekday() - weekday) % 7 or 7) if expression.shift == -1 else ((weekday - base.weekday()) % 7 or 7)
    date = calendar.days_off(base, days)
    return of_day(date) if date is not None else unresolved("XXXX-WXX")


def _day_of_month(expression: Calendar, context: Context) -> Meaning:
    """ "The 18th", "Friday the 13th": the month on the side asked for that has the day."""
    anchor = context.anchor
    if expression.month_shift is not None:
        month = calendar.month_span(anchor.year, anchor.month + expression.month_shift)
        told = calendar.plain(month.start.year, month.start.month, expression.day or 1) if month and month.start else None
        return of_day(told) if told is not None else unresolved("XXXX-XX-XX")
    best: dt.date | None = None
    for months in sorted(range(-14, 15), key=abs):
        span = calendar.month_span(anchor.year, anchor.month + months)
        date = (
            calendar.exact(span.start.year, span.start.month, expression.day or 1)
            if span is not None and span.start is not None
            else None
        )
        if date is None or (expression.weekday is not None and date.weekday() != expression.weekday):
            continue
        if (context.side < 0 and date > anchor) or (context.side > 0 and date < anchor):
            continue
        if best is None or abs((date - anchor).days) < abs((best - anchor).days):
            best = date
    return of_day(best) if best is not None else unresolved("XXXX-XX-XX")


def _month(expression: Calendar, context: Context) -> Meaning:
    month, anchor = expression.month or 1, context.anchor
    year = expression.year
    if year is None and expression.year_shift is not None:
        year = anchor.year + expression.year_shift
    if year is None and expression.back:
        base = context.last_day()
        earlier = base.year if month < base.month else base.year - 1
        year = earlier if expression.shift == -1 else (base.year if month > base.month else base.year + 1)
    if year is None and expression.shift is not None:
        if expression.shift < 0:  # "last May" in June is not "last month"
            year = anchor.year if month < anchor.month - 1 else anchor.year - 1
        elif expression.shift > 0:
            year = anchor.year if month > anchor.month else anchor.year + 1
        else:
            year = anchor.year
    if year is None:
        gap = (month - anchor.month) % 12
        before = anchor.year if month <= anchor.month else anchor.year - 1
        after = anchor.year if month >= anchor.month else anchor.year + 1
        near = _FAR_AHEAD // 30 if context.direction.leans_past else 5
        ahead = context.side > 0 or (context.side == 0 and gap < 12 - gap and gap <= near)
        year = after if ahead else before
        if gap == 6 and context.direction == NEAREST:
            return replace(of_month(year, month), warnings=(_tie(year, before, after),))
    return of_month(year, month)


def _day(expression: Calendar, context: Context) -> Meaning:
    """A day of a month: the year as told, or on the side asked for; a leap day in the nearest year that has one."""
    month, day, anchor = expression.month or 1, expression.day or 1, context.anchor
    year = expression.year
    if year is None and expression.year_shift is not None:
        year = anchor.year + expression.year_shift
    date = calendar.plain(year, month, day) if year is not None else _nearest_day(expression, context)
    if date is None:
        return unresolved(f"{'XXXX' if year is None else f'{year:04}'}-{month:02}-{day:02}")
    meaning = of_day(date)
    if year is None and expression.weekday is None and expression.shift is None and context.direction == NEAREST:
        meaning = replace(meaning, warnings=_day_doubt(date, anchor))
    if expression.weekday is not None and date.weekday() != expression.weekday:
        named = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        warning: tuple[Code, str] = (
            "weekday_mismatch",
            f"{date.isoformat()} is a {named[date.weekday()]}, not a {named[expression.weekday]}; the date is taken",
        )
        return Meaning(meaning.type, meaning.value, meaning.interval, meaning.edtf, meaning.precision, warnings=(warning,))
    return meaning


def _tie(year: int, *years: int) -> tuple[Code, str]:
    told = " and ".join(str(y) for y in sorted(years))
    return "ambiguous_year", f"neither tense nor distance decides between {told}; {year} is taken"


def _day_doubt(date: dt.date, anchor: dt.date) -> tuple[tuple[Code, str], ...]:
    """A doubt about the year of a day that lies half a year from the anchor, so that the year beside it is about as near."""
    if (date.month, date.day) != (2, 29) and abs(abs((date - anchor).days) * 2 - 365) <= _NEARLY_TIED:
        return (_tie(date.year, date.year, date.year + (1 if date < anchor else -1)),)
    return ()


_NEARLY_TIED = 31
"""Days by which the distances to a day in two years differ at most for the choice between them to be in doubt."""


def _nearest_day(expression: Calendar, context: Context) -> dt.date | None:
    month, day, anchor = expression.month or 1, expression.day or 1, context.anchor
    side = context.side
    if expression.shift is not None and expression.shift != 0:
        side = -1 if expression.shift < 0 else 1
    dates = [
        d
        for y in range(anchor.year - 8, anchor.year + 9)
        if abs(y - anchor.year) <= (8 if (month, day) == (2, 29) else 1) and (d := calendar.exact(y, month, day))
    ]
    if expression.weekday is not None:
        matching = [d for d in dates if d.weekday() == expression.weekday and abs((d - anchor).days) < 200]
        if matching:
            return min(matching, key=lambda d: abs((d - anchor).days))
    reach = _FAR_AHEAD if context.direction.leans_past and side == 0 else 400
    sided = [
        d for d in dates if (side < 0 and d <= anchor) or (side > 0 and d >= anchor) or (side == 0 and (d - anchor).days <= reach)
    ]
    return min(sided or dates, key=lambda d: abs((d - anchor).days), default=None)


def decade(expression: Decade, context: Context) -> Meaning:
    """A decade; one without its century is the last one begun ("the '80s" in 2024 are the 1980s)."""
    tens = expression.tens
    if tens < 10:
        tens += context.anchor.year // 100 * 10
        if tens * 10 > context.anchor.year:
            tens -= 10
        if context.anchor.year - tens * 10 < 10:
            warning: tuple[Code, str] = ("ambiguous_year", f"a decade without its century; {tens}0s is taken, not {tens - 10}0s")
            return replace(of_decade(tens), warnings=(warning,))
    return of_decade(tens)


def century(expression: Century, _: Context) -> Meaning:
    """A century by number."""
    return of_century(expression.hundreds)


def _whole_year(year: int | None, shift: int | None, context: Context) -> int | None:
    if year is not None:
        return year
    return context.anchor.year + shift if shift is not None else None


def season(expression: Season, context: Context) -> Meaning:
    """A season: of the year told, or the last, this or next one, or on the side asked for."""
    year = _whole_year(expression.year, expression.year_shift, context)
    anchor = context.anchor
    if year is not None:
        return of_season(expression.code, year)
    options = [m for y in range(anchor.year - 2, anchor.year + 3) if (m := of_season(expression.code, y)).interval is not None]
    if expression.shift == 0:
        same = [m for m in options if m.value.startswith(f"{anchor.year:04}")]
        return same[0] if same else unresolved(f"XXXX-{expression.code}")
    side = expression.shift if expression.shift is not None else context.side
    if side < 0:
        allowed = [m for m in options if _start(m) <= anchor and (expression.shift is None or _end(m) < anchor)]
        return allowed[-1] if allowed else unresolved(f"XXXX-{expression.code}")
    if side > 0:
        allowed = [m for m in options if _end(m) >= anchor and (expression.shift is None or _start(m) > anchor)]
        return allowed[0] if allowed else unresolved(f"XXXX-{expression.code}")
    return min(
        options,
        key=lambda m: min(abs((_start(m) - anchor).days), abs((_end(m) - anchor).days)),
        default=unresolved(f"XXXX-{expression.code}"),
    )


def school_year(expression: SchoolYear, context: Context) -> Meaning:
    """A school or academic year: September to August, about; the anchor's own is the one it falls in."""
    opened = context.anchor.year if context.anchor.month >= 9 else context.anchor.year - 1
    year = expression.year if expression.year is not None else opened + (expression.shift or 0)
    span = calendar.months_span(year, 9, 12)
    if span is None:
        return unresolved(f"{year:04}")
    return Meaning(
        "DATE",
        f"{year:04}",
        Interval(span.start, span.end),
        edtf.stretch(span, start_approximate=True, end_approximate=True),
        "other",
        approximate=True,
    )


def _start(meaning: Meaning) -> dt.date:
    return meaning.interval.start if meaning.interval is not None and meaning.interval.start is not None else dt.date.min


def _end(meaning: Meaning) -> dt.date:
    return meaning.interval.end if meaning.interval is not None and meaning.interval.end is not None else dt.date.max


def fraction(expression: Fraction, context: Context) -> Meaning:
    """A quarter or half of a year. Company reports tell of the quarter before the anchor's: with no tense the nearest one that has ended."""
    anchor = context.anchor
    year = _whole_year(expression.year, expression.year_shift, context)
    months = 3 if expression.kind == "Q" else 6
    if expression.number is None:
        return _told_quarter(expression, year, context)
    if year is None:
        current = (anchor.month - 1) // months + 1
        if context.side > 0 and expression.number < current - 1:
            year = anchor.year + 1
        elif context.side <= 0 and expression.number > current:
            year = anchor.year - 1
        else:
            year = anchor.year  # also the quarter just ended, of which results are still to come
    return of_quarter(expression.kind, expression.number, year)


def _told_quarter(expression: Fraction, year: int | None, context: Context) -> Meaning:
    """ "The quarter", "the year-earlier period": the last quarter the text told, else the last one that ended."""
    newest = newest_quarter(context)
    if tells_of_months(context) and expression.years:
        return of_year((year if year is not None else context.anchor.year) + expression.years)
    if newest is not None:
        told, number = newest
    else:
        number = (context.anchor.month - 1) // 3
        told = context.anchor.year
        if number == 0:
            told, number = told - 1, 4
    return of_quarter("Q", number, year if year is not None else told + expression.years)


def tells_of_months(context: Context) -> bool:
    """Whether the last figures that a company's report gave are of its first six or nine months; "a year earlier" is then no quarter."""
    periods = (
        m
        for m in reversed(context.earlier)
        if m.value in REPORTED_LENGTHS or (m.precision == "quarter" and m.interval is not None)
    )
    return next((m.value in REPORTED_LENGTHS for m in periods), False)


def newest_quarter(context: Context) -> tuple[int, int] | None:
    """Year and number of the latest quarter ended by the anchor that the text has told of, else of one begun: what a company's report is about."""
    current = (context.anchor.year, (context.anchor.month - 1) // 3 + 1)
    told = {(int(m.value[:4]), int(m.value[6])) for m in context.earlier if m.precision == "quarter" and m.value[5:6] == "Q"}
    return max((quarter for quarter in told if quarter < current), default=current if current in told else None)


def weekend(expression: Weekend, context: Context) -> Meaning:
    """A weekend: of the ISO week that "last", "this" or "next" names, else as the tense asks, else the nearest."""
    anchor = context.anchor
    if expression.shift is not None:
        days = 7 * expression.shift
        if expression.shift < 0 and anchor.weekday() == 6:
            days = -7
    elif context.side < 0:
        days = 0 if anchor.weekday() >= 5 else -7
    elif context.side > 0 or anchor.weekday() >= 3:
        days = 0
    else:
        days = -7
    date = calendar.days_off(anchor, days)
    return of_weekend(date) if date is not None else unresolved("XXXX-WXX-WE")


def holiday(expression: Holiday, context: Context) -> Meaning:
    """A holiday in the year told, or the one on the side asked for."""
    anchor = context.anchor
    year = _whole_year(expression.year, expression.year_shift, context)
    if year is not None:
        date = calendar.holiday(expression.rule, year)
        return of_day(date) if date is not None else unresolved(f"{year:04}")
    side = expression.shift if expression.shift is not None else context.side
    dates = [d for y in range(anchor.year - 1, anchor.year + 2) if (d := calendar.holiday(expression.rule, y)) is not None]
    strict = expression.shift in {-1, 1}
    sided = [
        d
        for d in dates
        if side == 0
        or (side < 0 and (d < anchor or (d == anchor and not strict)))
        or (side > 0 and (d > anchor or (d == anchor and not strict)))
    ]
    if not sided:
        return unresolved("XXXX-XX-XX")
    return of_day(min(sided, key=lambda d: abs((d - anchor).days)))
