"""Every row of the contract's table of dates."""

from __future__ import annotations

import datetime as dt

import pytest

from service.times import find_times
from tests.times.trees import tree

TUESDAY = dt.date(2024, 6, 11)
NONE = (None, None)

# text, expression, interval, value, mod, edtf, relation
ROWS = [
    ("He left Monday.", "Monday", ("2024-06-10", "2024-06-10"), "2024-06-10", None, "2024-06-10", None),
    ("He left on Monday.", "Monday", ("2024-06-10", "2024-06-10"), "2024-06-10", None, "2024-06-10", "on"),
    ("He left on Monday (June 10).", "Monday (June 10)", ("2024-06-10", "2024-06-10"), "2024-06-10", None, "2024-06-10", "on"),
    ("He left last month.", "last month", ("2024-05-01", "2024-05-31"), "2024-05", None, "2024-05", None),
    ("He left in early May.", "early May", ("2024-05-01", "2024-05-10"), "2024-05", "START", "2024-05-01/2024-05-10", "in"),
    ("He left in mid-May.", "mid-May", ("2024-05-11", "2024-05-20"), "2024-05", "MID", "2024-05-11/2024-05-20", "in"),
    ("He left in late May.", "late May", ("2024-05-21", "2024-05-31"), "2024-05", "END", "2024-05-21/2024-05-31", "in"),
    (
        "He has won since early May.",
        "early May",
        ("2024-05-01", "2024-06-11"),
        "2024-05",
        "START",
        "2024-05-01/2024-06-11",
        "since",
    ),
    ("He left in September last year.", "September last year", ("2023-09-01", "2023-09-30"), "2023-09", None, "2023-09", "in"),
    ("He left last year.", "last year", ("2023-01-01", "2023-12-31"), "2023", None, "2023", None),
    ("He left in 2000.", "2000", ("2000-01-01", "2000-12-31"), "2000", None, "2000", "in"),
    ("He left this week.", "this week", ("2024-06-10", "2024-06-11"), "2024-W24", None, "2024-06-10/2024-06-11", None),
    ("He will leave this week.", "this week", ("2024-06-10", "2024-06-16"), "2024-W24", None, "2024-06-10/2024-06-16", None),
    ("He left this month.", "this month", ("2024-06-01", "2024-06-11"), "2024-06", None, "2024-06-01/2024-06-11", None),
    ("He will leave this month.", "this month", ("2024-06-01", "2024-06-30"), "2024-06", None, "2024-06-01/2024-06-30", None),
    ("He left this year.", "this year", ("2024-01-01", "2024-06-11"), "2024", None, "2024-01-01/2024-06-11", None),
    ("He will leave this year.", "this year", ("2024-01-01", "2024-12-31"), "2024", None, "2024-01-01/2024-12-31", None),
    (
        "He left earlier this year.",
        "earlier this year",
        ("2024-01-01", "2024-06-11"),
        "2024",
        None,
        "2024-01-01/2024-06-11",
        None,
    ),
    ("He will leave next week.", "next week", ("2024-06-17", "2024-06-23"), "2024-W25", None, "2024-06-17/2024-06-23", None),
    ("He left last week.", "last week", ("2024-06-03", "2024-06-09"), "2024-W23", None, "2024-06-03/2024-06-09", None),
    ("He left two weeks ago.", "two weeks ago", ("2024-05-27", "2024-06-02"), "2024-W22", None, "2024-05-27/2024-06-02", None),
    ("He left three days ago.", "three days ago", ("2024-06-08", "2024-06-08"), "2024-06-08", None, "2024-06-08", None),
    ("He left three months ago.", "three months ago", ("2024-03-01", "2024-03-31"), "2024-03", None, "2024-03", None),
    ("He left three years ago.", "three years ago", ("2021-01-01", "2021-12-31"), "2021", None, "2021", None),
    (
        "He left a few weeks ago.",
        "a few weeks ago",
        ("2024-05-07", "2024-05-28"),
        "PAST_REF",
        None,
        "2024-05-07~/2024-05-28~",
        None,
    ),
    (
        "He will leave in a few weeks.",
        "a few weeks",
        ("2024-06-25", "2024-07-16"),
        "FUTURE_REF",
        None,
        "2024-06-25~/2024-07-16~",
        "in",
    ),
    (
        "He will leave within a few weeks.",
        "a few weeks",
        ("2024-06-11", "2024-07-16"),
        "FUTURE_REF",
        None,
        "2024-06-11/2024-07-16~",
        "within",
    ),
    (
        "He left during the past few weeks.",
        "the past few weeks",
        ("2024-05-07", "2024-06-11"),
        "PXW",
        None,
        "2024-05-07~/2024-06-11",
        "during",
    ),
    ("He left in recent weeks.", "recent weeks", ("2024-05-07", "2024-06-11"), "PXW", None, "2024-05-07~/2024-06-11", "in"),
    (
        "He will leave in the coming weeks.",
        "the coming weeks",
        ("2024-06-11", "2024-07-16"),
        "PXW",
        None,
        "2024-06-11/2024-07-16~",
        "in",
    ),
    (
        "He will leave in the next few weeks.",
        "the next few weeks",
        ("2024-06-11", "2024-07-16"),
        "PXW",
        None,
        "2024-06-11/2024-07-16~",
        "in",
    ),
    (
        "He left in the last two weeks.",
        "the last two weeks",
        ("2024-05-28", "2024-06-11"),
        "P2W",
        None,
        "2024-05-28/2024-06-11",
        "in",
    ),
    ("He left recently.", "recently", NONE, "PAST_REF", None, None, None),
    ("He will leave soon.", "soon", NONE, "FUTURE_REF", None, None, None),
    ("He is here now.", "now", ("2024-06-11", "2024-06-11"), "PRESENT_REF", None, "2024-06-11", None),
    ("He left in the 1990s.", "the 1990s", ("1990-01-01", "1999-12-31"), "199", None, "199X", "in"),
    (
        "He left over the weekend.",
        "the weekend",
        ("2024-06-08", "2024-06-09"),
        "2024-W23-WE",
        None,
        "2024-06-08/2024-06-09",
        "during",
    ),
    (
        "He left in the second quarter.",
        "the second quarter",
        ("2024-04-01", "2024-06-30"),
        "2024-Q2",
        None,
        "2024-04-01/2024-06-30",
        "in",
    ),
    ("He left for two weeks.", "two weeks", NONE, "P2W", None, None, None),
]


@pytest.mark.parametrize(("text", "words", "days", "value", "mod", "edtf", "relation"), ROWS)
def test_row(
    text: str,
    words: str,
    days: tuple[str | None, str | None],
    value: str,
    mod: str | None,
    edtf: str | None,
    relation: str | None,
) -> None:
    """The expression has the contract's span, interval, TIMEX3 value and mod, EDTF and relation."""
    found = find_times(tree(text), TUESDAY).all
    assert [t.span.of(text) for t in found] == [words]
    (timex,) = found
    assert (timex.value, timex.mod, timex.edtf, timex.relation) == (value, mod, edtf, relation)
    interval = NONE if timex.interval is None else (str(timex.interval.start), str(timex.interval.end))
    assert interval == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("He left on Tuesday.", "2024-06-11"),
        ("He will leave on Tuesday.", "2024-06-11"),
        ("He will leave on Monday.", "2024-06-17"),
        ("He left last Friday.", "2024-06-07"),
        ("He left last Tuesday.", "2024-06-04"),
        ("He will leave next Friday.", "2024-06-21"),
        ("He will leave this Friday.", "2024-06-14"),
        ("He left this Monday.", "2024-06-10"),
        ("Talks in Hanoi on Friday", "2024-06-14"),
        ("Talks in Hanoi on Saturday", "2024-06-08"),
    ],
)  # fmt: skip
def test_weekday(text: str, day: str) -> None:
    """A weekday takes its direction from the tense, from "last", "next" and "this", or is the nearest."""
    assert [t.value for t in find_times(tree(text), TUESDAY).all] == [day]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He left in July.", "2023-07"),
        ("He will leave in July.", "2024-07"),
        ("He left in June.", "2024-06"),
        ("He will arrive on May 3.", "2025-05-03"),
        ("He arrived on June 20.", "2023-06-20"),
        ("Talks in August", "2024-08"),
        ("Talks in March", "2024-03"),
    ],
)  # fmt: skip
def test_missing_year(text: str, value: str) -> None:
    """A month or day with no year takes the year on the side the tense asks for, else the nearest."""
    assert [t.value for t in find_times(tree(text), TUESDAY).all] == [value]


def test_weekday_mismatch() -> None:
    """A weekday that contradicts its date is a warning, and the date wins."""
    text = "He left on Friday (June 10)."
    times = find_times(tree(text), TUESDAY)
    assert [t.value for t in times.all] == ["2024-06-10"]
    assert [(w.code, w.span.of(text)) for w in times.warnings] == [("weekday_mismatch", "Friday (June 10)")]


def test_since_event() -> None:
    """ "Since EVENT last year" opens at the first day of last year and ends at the anchor."""
    (timex,) = find_times(tree("Since the court issued the warrant last year"), TUESDAY).all
    assert timex.interval is not None
    assert (timex.relation, str(timex.interval.start), str(timex.interval.end)) == ("since", "2023-01-01", "2024-06-11")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("He arrived on June 3. He left the same day.", ["2024-06-03", "2024-06-03"]),
        ("He won in 2017. He was president at the time.", ["2017", "2017"]),
        ("He won in May 2017. He left that year.", ["2017-05", "2017"]),
        ("He won in 2017. He left a year later.", ["2017", "2018"]),
        ("He won on May 3, 2017. He left two days earlier.", ["2017-05-03", "2017-05-01"]),
        ("He won on May 3, 2017. He left the following month.", ["2017-05-03", "2017-06"]),
        ("He won on May 3, 2017. He left the previous Friday.", ["2017-05-03", "2017-04-28"]),
    ],
)  # fmt: skip
def test_back(text: str, values: list[str]) -> None:
    """What points back takes the value of the text's last date, moved as it says."""
    assert [t.value for t in find_times(tree(text), TUESDAY).all] == values


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("He left from June 3 to 5.", ["June 3", "5"], ("2024-06-03", "2024-06-05")),
        ("He left June 3–5.", ["June 3", "5"], ("2024-06-03", "2024-06-05")),
        ("He won between 2011 and 2014.", ["2011", "2014"], ("2011-01-01", "2014-12-31")),
        ("He was there from December 2022 to March 2023.", ["December 2022", "March 2023"], ("2022-12-01", "2023-03-31")),
        ("He was there from December to March 2023.", ["December", "March 2023"], ("2022-12-01", "2023-03-31")),
        ("He led it in 2011-14.", ["2011", "14"], ("2011-01-01", "2014-12-31")),
        ("He was there from Monday to Thursday.", ["Monday", "Thursday"], ("2024-06-03", "2024-06-06")),
        ("He will be there from Monday to Thursday.", ["Monday", "Thursday"], ("2024-06-17", "2024-06-20")),
        ("He was there from Sunday to Monday.", ["Sunday", "Monday"], ("2024-06-09", "2024-06-10")),
    ],
)  # fmt: skip
def test_range(text: str, words: list[str], days: tuple[str, str]) -> None:
    """The ends of a range are two expressions, and each has the whole range as interval."""
    found = find_times(tree(text), TUESDAY).all
    assert [t.span.of(text) for t in found] == words
    assert {(str(t.interval.start), str(t.interval.end)) for t in found if t.interval is not None} == {days}


@pytest.mark.parametrize(
    "text",
    [
        "May said so.", "They march on Rome.", "The army had 2,000 troops.", "It cost $1999.", "A Boeing 747 arrived.", "He sat down.", "The sun rose.",
        "He was second.", "The 63-year-old won.", "He is 63 years old.", "Prices fall.", "He grew 1,500 trees.", "It rose to 10.30 percent.", "He won 3-2.",
        "He left as soon as he won.", "She may leave.", "He met the Daily Mail.",
    ],
)  # fmt: skip
def test_not_dates(text: str) -> None:
    """Names, verbs, amounts, ages and models are no dates."""
    assert [t.span.of(text) for t in find_times(tree(text), TUESDAY).all] == []


def test_foreign_calendar() -> None:
    """A date of a calendar that is not converted stays unresolved, with a warning."""
    times = find_times(tree("He left on 15 Ramadan 1445."), TUESDAY)
    assert [(t.interval, t.edtf) for t in times.all] == [(None, None)]
    assert [w.code for w in times.warnings] == ["unresolved_calendar"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Prices in '45", "1945"),
        ("Prices in '31", "2031"),
        ("Talks in December", "2023-12"),
        ("Talks on Dec. 8", "2024-12-08"),
        ("Cars of the '20s", "202"),
    ],
)  # fmt: skip
def test_ambiguous_year(text: str, value: str) -> None:
    """A year that neither tense nor distance nor the figures settle is taken with a warning."""
    times = find_times(tree(text), TUESDAY)
    assert [t.value for t in times.all] == [value]
    assert [w.code for w in times.warnings] == ["ambiguous_year"]


@pytest.mark.parametrize(
    "text",
    ["Prices in '98", "He left in December.", "Talks on July 8", "Cars of the '80s", "He left on Dec. 8."],
)
def test_no_ambiguous_year(text: str) -> None:
    """Where tense, distance or the figures settle the year there is no warning."""
    assert find_times(tree(text), TUESDAY).warnings == ()


@pytest.mark.parametrize(
    ("text", "words", "value", "days"),
    [
        ("He has sold it for the past three summers.", "the past three summers", "XXXX-SU", ("2022-06-01", "2024-06-11")),
        ("He will leave on the first Friday of July.", "the first Friday of July", "2024-07-05", ("2024-07-05", "2024-07-05")),
        ("He left on 4/22.", "4/22", "2024-04-22", ("2024-04-22", "2024-04-22")),
        ("He left on the 27th.", "the 27th", "2024-05-27", ("2024-05-27", "2024-05-27")),
        ("He will leave on the 27th.", "the 27th", "2024-06-27", ("2024-06-27", "2024-06-27")),
        ("He will leave on the 20th of next month.", "the 20th of next month", "2024-07-20", ("2024-07-20", "2024-07-20")),
        ("He left two Sundays ago.", "two Sundays ago", "2024-06-02", ("2024-06-02", "2024-06-02")),
        ("He left a year and two months ago.", "a year and two months ago", "2023-04", ("2023-04-01", "2023-04-30")),
        ("He left on 3 May.", "3 May", "2024-05-03", ("2024-05-03", "2024-05-03")),
        ("He won in fiscal 2023.", "fiscal 2023", "2023", ("2023-01-01", "2023-12-31")),
        ("He won in FY23.", "FY23", "2023", ("2023-01-01", "2023-12-31")),
        ("He won in the first quarter of fiscal 2023.", "the first quarter of fiscal 2023", "2023-Q1", ("2023-01-01", "2023-03-31")),
        ("He won in the 2022-23 school year.", "the 2022-23 school year", "2022", ("2022-09-01", "2023-08-31")),
        ("He won this academic year.", "this academic year", "2023", ("2023-09-01", "2024-08-31")),
        ("He left the week before last.", "the week before last", "2024-W22", ("2024-05-27", "2024-06-02")),
        ("He will leave in a year or two.", "a year or two", "FUTURE_REF", ("2025-06-11", "2026-06-11")),
        ("He was there from 4 to 6 this month.", "4", "2024-06-04", ("2024-06-04", "2024-06-06")),
    ],
)  # fmt: skip
def test_forms(text: str, words: str, value: str, days: tuple[str, str]) -> None:
    """Forms beyond the contract's table, each as a reader of the paper takes it."""
    timex = find_times(tree(text), TUESDAY).all[0]
    assert timex.interval is not None
    assert (timex.span.of(text), timex.value, str(timex.interval.start), str(timex.interval.end)) == (words, value, *days)


def test_until_then() -> None:
    """ "Then" after a preposition of time is the last date of the text."""
    found = find_times(tree("The offer ends on June 30. He will wait until then."), TUESDAY).all
    assert [(t.value, t.relation) for t in found] == [("2024-06-30", "on"), ("2024-06-30", "until")]


@pytest.mark.parametrize(
    "text",
    [
        "He won 4/5 of it.",
        "He lives on the 27th floor.",
        "It is a 24/7 service.",
        "He paid 4.22 of it.",
        "He will go for one day.",
    ],
)
def test_figures_that_are_no_dates(text: str) -> None:
    """Fractions, floors, scores and lengths are no days."""
    assert [t.value for t in find_times(tree(text), TUESDAY).all if t.type == "DATE"] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("He left on the morning of Sept. 11, 2001.", ["2001-09-11TMO"]),
        ("He won three books in as many years.", []),
        ("He said on Monday that he will leave.", ["2024-06-10"]),
        ("It was the worst winter in 50 years.", ["P50Y"]),
        ("He met them at the March summit.", ["2024-03"]),
        ("He was shot on the night of Oct. 23.", ["2023-10-23"]),
    ],
)  # fmt: skip
def test_context(text: str, values: list[str]) -> None:
    """The words around an expression settle what it is and which side it is on."""
    assert [t.value for t in find_times(tree(text), TUESDAY).all if t.span.of(text) != "winter"] == values
