"""Whatever the day of publication: nothing raises, intervals are in order, values are well formed and follow the anchor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from service.contract import Article
from service.extract import anchor_of
from service.spans import Interval
from service.times import calendar, find_times
from tests.times.test_contract import ROWS
from tests.times.trees import tree

if TYPE_CHECKING:
    from service.times.model import Timex

CORNERS = [
    dt.date(y, m, d) for y in (1900, 1904, 1999, 2000, 2024, 2096, 2100) for m, d in ((1, 1), (2, 28), (3, 1), (12, 29), (12, 31))
] + [dt.date(y, 2, 29) for y in (1904, 1996, 2000, 2024, 2096)]
anchors = st.one_of(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(CORNERS))
Days = tuple[dt.date, dt.date]
Definition = Callable[[dt.date], Days]
PHRASES = [
    *(row[0] for row in ROWS), "He left on Feb. 29.", "He left on Dec. 31.", "He will leave on January 1.", "He left in the spring.", "He will leave next quarter.",
    "He left last weekend.", "He won in the '80s.", "He left the day before yesterday.", "He will leave in 2 years.", "He left a month ago.", "He left on Friday night.",
    "He will leave at Christmas.", "He left on Thanksgiving.", "He left at Easter.", "He led it in the 19th century.", "He left at the end of the year.", "He will leave later this month.",
    "He left on Friday the 13th.", "He left on Oct. 31, 1999.", "He left on 2024-02-30.", "He won 5,000 years ago.", "He will leave in 9999 years.", "He won in the year 2900.", "He left a year and a half ago.",
    "He was there from June 3 to 5.", "He was there from November to February.", "He will leave early next week.", "He left by the middle of last month.", "He left in late 1999.", "He won on 5/6/07.",
]  # fmt: skip
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})
EDTF = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?~?|\d{3}X|\d{2}XX|\.\.)(/(\d{4}(-\d\d(-\d\d)?)?~?|\.\.))?")
DAYS_MOST = {"day": 1, "time": 1}


def check(timex: Timex, text: str) -> None:
    """What holds of every expression."""
    assert text[timex.span.start : timex.span.end].strip() == timex.span.of(text) != ""
    assert timex.first < timex.last
    assert timex.first <= timex.head < timex.last
    assert (timex.edtf is None) == (timex.interval is None)
    if timex.interval is None or timex.edtf is None:
        return
    assert EDTF.fullmatch(timex.edtf), timex.edtf
    assert ("~" in timex.edtf) == timex.approximate
    assert timex.interval.start is not None
    assert timex.interval.end is not None
    assert timex.interval.start <= timex.interval.end
    widened = timex.relation in {"since", "within"} or timex.approximate or timex.type == "DURATION" or "/" in timex.edtf
    if not widened and timex.precision in DAYS_MOST:
        assert timex.interval.start == timex.interval.end


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PHRASES), anchors)
def test_any_anchor(text: str, anchor: dt.date) -> None:
    """Every phrase resolves to something well formed on any day."""
    times = find_times(tree(text), anchor)
    for timex in times.all:
        check(timex, text)
    assert times == find_times(tree(text), anchor)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), anchors)
def test_any_words(words: list[str], anchor: dt.date) -> None:
    """Any order of the words of dates raises nothing."""
    text = " ".join(words)
    for timex in find_times(tree(text), anchor).all:
        check(timex, text)


@st.composite
def publications(draw: st.DrawFn) -> str:
    """A time of publication with its offset from UTC, -12:00 to +14:00, around the corners of the calendar too."""
    day = draw(anchors)
    offset = dt.timezone(dt.timedelta(minutes=15 * draw(st.integers(-48, 56))))
    moment = dt.datetime.combine(day, draw(st.times()).replace(microsecond=0), offset)
    return moment.isoformat()


def week(day: dt.date) -> Days:
    """Monday to Sunday around a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def month(year: int, number: int) -> Days:
    """A month; numbers outside 1 to 12 count into the years beside."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return dt.date(year, number, 1), dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def day(offset: int) -> Definition:
    """The day so many days from the anchor."""
    return lambda a: (a + dt.timedelta(days=offset),) * 2


def latest(holds: Callable[[dt.date], bool], *, strictly: bool = False) -> Definition:
    """The latest day not after (or before) the anchor that a test holds of."""
    return lambda a: (next(d for n in range(strictly, 3000) if holds(d := a - dt.timedelta(days=n))),) * 2


def earliest(holds: Callable[[dt.date], bool]) -> Definition:
    """The earliest day not before the anchor that a test holds of."""
    return lambda a: (next(d for n in range(3000) if holds(d := a + dt.timedelta(days=n))),) * 2


def third(part: int) -> Definition:
    """Days 1-10, 11-20 and 21 to the end of the month before the anchor's."""

    def days(a: dt.date) -> Days:
        first, last = month(a.year, a.month - 1)
        return first.replace(day=10 * part + 1), last if part == 2 else first.replace(day=10 * part + 10)

    return days


def years(first: int, last: int) -> Definition:
    """Whole years from the anchor's, as offsets."""
    return lambda a: (dt.date(a.year + first, 1, 1), dt.date(a.year + last, 12, 31))


NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFINITIONS: dict[str, Definition] = {
    "He left today.": day(0), "He left yesterday.": day(-1), "He will leave tomorrow.": day(1), "He left three days ago.": day(-3), "He left the day before yesterday.": day(-2),
    "He left last week.": lambda a: week(a - dt.timedelta(days=7)), "He will leave next week.": lambda a: week(a + dt.timedelta(days=7)),
    "He will leave this week.": week, "He left this week.": lambda a: (week(a)[0], a), "He left two weeks ago.": lambda a: week(a - dt.timedelta(days=14)),
    "He left last month.": lambda a: month(a.year, a.month - 1), "He will leave next month.": lambda a: month(a.year, a.month + 1), "He left three months ago.": lambda a: month(a.year, a.month - 3),
    "He left this month.": lambda a: (a.replace(day=1), a), "He left in early last month.": third(0), "He left in mid last month.": third(1), "He left in late last month.": third(2),
    "He left last year.": years(-1, -1), "He will leave next year.": years(1, 1), "He left three years ago.": years(-3, -3), "He left this year.": lambda a: (dt.date(a.year, 1, 1), a),
    "He left earlier this year.": lambda a: (dt.date(a.year, 1, 1), a), "He will leave later this year.": lambda a: (a, dt.date(a.year, 12, 31)),
    "He will leave in the year after next.": years(2, 2), "He won in 1999.": lambda _: (dt.date(1999, 1, 1), dt.date(1999, 12, 31)),
    "He won in the 1990s.": lambda _: (dt.date(1990, 1, 1), dt.date(1999, 12, 31)), "He won on May 3, 1999.": lambda _: (dt.date(1999, 5, 3),) * 2,
    "He left on Feb. 29.": latest(lambda d: (d.month, d.day) == (2, 29)), "He will leave on Feb. 29.": earliest(lambda d: (d.month, d.day) == (2, 29)),
    "He left on Dec. 31.": latest(lambda d: (d.month, d.day) == (12, 31)), "He will leave on January 1.": earliest(lambda d: (d.month, d.day) == (1, 1)),
    "He left at Christmas.": latest(lambda d: (d.month, d.day) == (12, 25)), "He left on the 27th.": latest(lambda d: d.day == 27), "He will leave on the 31st.": earliest(lambda d: d.day == 31),
    "He will leave on the first Friday of next month.": lambda a: ((f := month(a.year, a.month + 1)[0]) + dt.timedelta(days=(4 - f.weekday()) % 7),) * 2,
    "He left on the last day of last month.": lambda a: (month(a.year, a.month - 1)[1],) * 2,
    "He will leave on the 20th of next month.": lambda a: (month(a.year, a.month + 1)[0].replace(day=20),) * 2,
    "He left over the weekend.": lambda a: ((s := a - dt.timedelta(days=(a.weekday() - 5) % 7 if a.weekday() >= 5 else a.weekday() + 2)), s + dt.timedelta(days=1)),
    "He left in the last two weeks.": lambda a: (a - dt.timedelta(days=14), a), "He has won since yesterday.": lambda a: (a - dt.timedelta(days=1), a),
    "He left a few weeks ago.": lambda a: (a - dt.timedelta(days=35), a - dt.timedelta(days=14)), "He left in recent weeks.": lambda a: (a - dt.timedelta(days=35), a),
    **{f"He left on {name}.": latest(lambda d, n=n: d.weekday() == n) for n, name in enumerate(NAMES)},
    **{f"He will leave on {name}.": earliest(lambda d, n=n: d.weekday() == n) for n, name in enumerate(NAMES)},
    **{f"He left last {name}.": latest(lambda d, n=n: d.weekday() == n, strictly=True) for n, name in enumerate(NAMES)},
    **{f"He will leave this {name}.": lambda a, n=n: (week(a)[0] + dt.timedelta(days=n),) * 2 for n, name in enumerate(NAMES)},
    **{f"He will leave next {name}.": lambda a, n=n: (week(a)[0] + dt.timedelta(days=7 + n),) * 2 for n, name in enumerate(NAMES)},
}  # fmt: skip
"""What each text's expression means, said a second time by plain arithmetic on the anchor."""


@settings(max_examples=300, deadline=None)
@given(publications(), st.sampled_from(sorted(DEFINITIONS)))
def test_definition(published: str, text: str) -> None:
    """Whenever and in whatever zone an article appears, its expressions mean what they are defined to, counted from the local day."""
    article = msgspec.convert({"text": text, "published": published}, Article)
    anchor = anchor_of(article.published)
    assert anchor == dt.datetime.fromisoformat(published).date()
    (timex,) = find_times(tree(text), anchor).all
    assert timex.interval is not None
    assert (timex.interval.start, timex.interval.end) == DEFINITIONS[text](anchor)


SHIFTING = {
    "He left three days ago.": 1, "He will leave tomorrow.": 1, "He left in the past few days.": 1, "He left within a few weeks.": 1, "He left a few weeks ago.": 1,
    "He left on Friday.": 7, "He will leave next Monday.": 7, "He left last week.": 7, "He left over the weekend.": 7, "He left two Sundays ago.": 7, "He will leave late next week.": 7,
    "He won on May 3, 1999.": 0, "He won in the winter of 1994.": 0, "He won in the second quarter of 2001.": 0,
}  # fmt: skip
"""By text, the days that the anchor must move by for its interval to move by as many; 0 where it stays."""


@settings(max_examples=150, deadline=None)
@given(anchors, st.integers(1, 60), st.sampled_from(sorted(SHIFTING)))
def test_another_anchor_shifts(anchor: dt.date, times: int, text: str) -> None:
    """The same text on a later day means as much later a time, or the same where it names the time itself."""
    moved = dt.timedelta(days=times * (SHIFTING[text] or 1))
    first, second = (find_times(tree(text), a).all[0].interval for a in (anchor, anchor + moved))
    assert first is not None
    assert second is not None
    assert first.start is not None
    assert first.end is not None
    by = moved if SHIFTING[text] else dt.timedelta()
    assert (second.start, second.end) == (first.start + by, first.end + by)


@settings(max_examples=100, deadline=None)
@given(anchors, st.integers(1, 30), st.sampled_from(["last month", "next month", "early last month", "three months ago"]))
def test_another_month_shifts(anchor: dt.date, months: int, words: str) -> None:
    """The same words some months later mean the month as much later."""
    later = month(anchor.year, anchor.month + months)[0]
    values = [find_times(tree(f"He left {words}."), a).all[0].value for a in (anchor, later)]
    numbers = [int(value[:4]) * 12 + int(value[5:7]) for value in values]
    assert numbers[1] - numbers[0] == months


@settings(max_examples=100, deadline=None)
@given(anchors, st.integers(-400, 400), st.sampled_from(["day", "week", "month", "year"]))
def test_shift_and_periods(anchor: dt.date, number: int, unit: calendar.Step) -> None:
    """Counting back and forth lands where the calendar says."""
    moved = calendar.shift(anchor, number, unit)
    assert moved is not None
    if unit in {"day", "week"}:
        assert (moved - anchor).days == number * (7 if unit == "week" else 1)
    else:
        months = number * (12 if unit == "year" else 1)
        assert moved.year * 12 + moved.month == anchor.year * 12 + anchor.month + months
    assert calendar.month_span(anchor.year, anchor.month) == Interval(
        anchor.replace(day=1), calendar.month_span(anchor.year, anchor.month).end
    )  # type: ignore[union-attr]
