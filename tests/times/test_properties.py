"""Whatever the day of publication: nothing raises, intervals are in order, values are well formed and follow the anchor."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from service.spans import Interval
from service.times import calendar, find_times
from tests.times.test_contract import ROWS
from tests.times.trees import tree

if TYPE_CHECKING:
    from service.times.model import Timex

anchors = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
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
    assert ("~" in timex.edtf) == timex.approximate or timex.mod == "APPROX"
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


@settings(max_examples=100, deadline=None)
@given(anchors, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_weekday_obeys_its_definition(anchor: dt.date, name: str) -> None:
    """Past: the latest not after the anchor; future: the earliest not before it; "next": in the next ISO week."""
    number = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].index(name)
    past, future, nxt, last = (
        dt.date.fromisoformat(find_times(tree(text), anchor).all[0].value)
        for text in (f"He left on {name}.", f"He will leave on {name}.", f"He will leave next {name}.", f"He left last {name}.")
    )
    assert {d.weekday() for d in (past, future, nxt, last)} == {number}
    assert 0 <= (anchor - past).days < 7
    assert 0 <= (future - anchor).days < 7
    assert 1 <= (anchor - last).days <= 7
    assert nxt.isocalendar()[:2] == (anchor + dt.timedelta(days=7)).isocalendar()[:2]


@settings(max_examples=60, deadline=None)
@given(anchors, st.integers(1, 40))
def test_another_anchor_shifts(anchor: dt.date, days: int) -> None:
    """ "Three days ago" on a later day is later by as many days."""
    first, second = (
        find_times(tree("He left three days ago."), a).all[0].interval for a in (anchor, anchor + dt.timedelta(days=days))
    )
    assert first is not None
    assert second is not None
    assert first.start is not None
    assert second.start is not None
    assert (second.start - first.start).days == days


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
