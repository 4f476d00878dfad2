"""Calendar arithmetic: the one place where dateparser is called and where its faults are worked round.

What dateparser 1.5 does for us: it reads plain dates ("10 June 2024", "September 2023") and counts back and forth in days, weeks, months and years
("3 months ago", "in 2 weeks"). It is never shown text, only phrases made here of what the grammar recognised. Its faults, each held by a test of
``tests/times/test_calendar.py``:

- "May" comes back as the anchor's day in May, "2000" as the anchor's day in 2000: so only full dates are asked for and months and years widened here;
- a weekday never gives the anchor's own day and "future" means next week's: weekdays are our own arithmetic;
- "early May", "September last year", "a few weeks ago", quarters, weekends, ISO weeks give nothing: ours too;
- with `PREFER_DAY_OF_MONTH` "3 months ago" becomes the first of that month too: the setting is left alone;
- an impossible day ("31 June 2024") gives nothing, which is right, but "June 31" may give another day: the answer is compared with what was asked;
- counts that leave the years 1 to 9999 raise or give nothing: they give ``None`` here, as does anything that dateparser refuses.

A call costs 1.4 to 1.9 ms, so answers are remembered by phrase and base.
"""

from __future__ import annotations

import datetime as dt
import warnings
from calendar import monthrange
from functools import cache, lru_cache
from typing import Literal

from dateparser.date import DateDataParser

from service.spans import Interval

_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_OPEN_DAYS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
Step = Literal["day", "week", "month", "year"]


@lru_cache(maxsize=8192)
def ask(phrase: str, base: dt.date) -> dt.date | None:
    """The day dateparser gives a plain phrase, counted from ``base``; ``None`` where it gives nothing."""
    settings = {
        "RELATIVE_BASE": dt.datetime(base.year, base.month, base.day, 12),  # noqa: DTZ001 - dateparser drops a zone; wall time is meant
        "RETURN_AS_TIMEZONE_AWARE": False,
        "DATE_ORDER": "DMY",
    }
    try:
        with warnings.catch_warnings():  # dateparser warns about days without a year, which are never asked for here
            warnings.simplefilter("ignore")
            found = DateDataParser(languages=["en"], settings=settings).get_date_data(phrase)
    except (OverflowError, ValueError):
        return None
    return found.date_obj.date() if found is not None and found.date_obj is not None else None


@lru_cache(maxsize=8192)
def plain(year: int, month: int, day: int) -> dt.date | None:
    """A day told in full; ``None`` where there is no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    found = ask(f"{day} {_MONTH_NAMES[month - 1]} {year:04}", dt.date(2000, 1, 1))
    if found is None or (found.year, found.month, found.day) != (year, month, day):
        return exact(year, month, day)
    return found


def exact(year: int, month: int, day: int) -> dt.date | None:
    """The same by Python: for years before 1000, which are beyond dateparser's figures, and to weigh many candidates of which one is taken."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def shift(base: dt.date, number: int, unit: Step) -> dt.date | None:
    """So many units after ``base`` (before, where negative), the day kept where the month has it; ``None`` outside the years 1 to 9999."""
    if number == 0:
        return base
    if abs(number) > 20_000:
        return None
    phrase = f"in {number} {unit}s" if number > 0 else f"{-number} {unit}s ago"
    return ask(phrase, base)


def days_off(base: dt.date, days: int) -> dt.date | None:
    """``base`` plus so many days by plain addition; ``None`` outside the years 1 to 9999."""
    try:
        return base + dt.timedelta(days=days)
    except OverflowError:
        return None


def full_year(two: int, anchor: int) -> tuple[int, bool]:
    """The year that two figures mean in text of the year ``anchor``, and whether it is in doubt.

    It is the latest such year gone, or one at most ten years ahead. It is in doubt where the two centuries are both within a lifetime's talk: five to 25 years
    ahead and so 75 to 95 years back.
    """
    gone = anchor - (anchor - two) % 100
    ahead = gone + 100 - anchor
    return (gone + 100 if ahead <= 10 else gone), 5 <= ahead <= 25


def year_span(year: int) -> Interval | None:
    """The days of a year."""
    return Interval(dt.date(year, 1, 1), dt.date(year, 12, 31)) if 1 <= year <= 9999 else None


def years_span(first: int, last: int) -> Interval | None:
    """The days of some years."""
    return Interval(dt.date(max(first, 1), 1, 1), dt.date(last, 12, 31)) if 1 <= last <= 9999 and first <= last else None


def month_span(year: int, month: int) -> Interval | None:
    """The days of a month; months beyond 1 to 12 count on into the years beside."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Interval(dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])) if 1 <= year <= 9999 else None


def week_span(date: dt.date) -> Interval | None:
    """Monday to Sunday of the ISO week of a day."""
    monday = days_off(date, -date.weekday())
    sunday = days_off(date, 6 - date.weekday())
    return Interval(monday, sunday) if monday is not None and sunday is not None else None


def week_value(date: dt.date) -> str:
    """The ISO week of a day as TIMEX3 writes it: ``2024-W24``."""
    iso = date.isocalendar()
    return f"{iso.year:04}-W{iso.week:02}"


def months_span(year: int, first: int, number: int) -> Interval | None:
    """So many months from a month on."""
    start, end = month_span(year, first), month_span(year, first + number - 1)
    return Interval(start.start, end.end) if start is not None and end is not None else None


def season_span(code: str, year: int) -> Interval | None:
    """Meteorological seasons of the northern hemisphere (WMO Guide to Climatological Practices): three whole months; winter opens in December."""
    return months_span(year, _OPEN_DAYS[code], 3)


@cache
def easter(year: int) -> dt.date:
    """Western Easter Sunday (the anonymous Gregorian computus, as given by Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def holiday(rule: str, year: int) -> dt.date | None:
    """The day of a holiday rule of ``words.toml`` in a year."""
    if not 1 < year < 9999:
        return None
    if rule.startswith("easter"):
        return easter(year) + dt.timedelta(days=int(rule.removeprefix("easter")))
    parts = rule.split("-")
    if len(parts) == 2:
        return plain(year, int(parts[0]), int(parts[1]))
    month, nth, weekday = int(parts[0]), int(parts[1].removeprefix("w")), int(parts[2])
    if nth == 5:
        last = dt.date(year, month, monthrange(year, month)[1])
        return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    if month == 11 and weekday == 1:  # election day is the Tuesday after the first Monday
        return first + dt.timedelta(days=-first.weekday() % 7 + 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
