"""What dateparser is asked, what it gets wrong, and how that is worked round."""

from __future__ import annotations

import datetime as dt

import pytest

from service.times import calendar

BASE = dt.date(2024, 6, 11)


@pytest.mark.parametrize(
    "phrase", ["early May", "September last year", "a few weeks ago", "second quarter", "2024-W25", "weekend"]
)
def test_dateparser_gives_nothing(phrase: str) -> None:
    """These forms are ours because dateparser has no answer; a release that has one shows here."""
    assert calendar.ask(phrase, BASE) is None


@pytest.mark.parametrize(("phrase", "filled"), [("May", "2024-05-11"), ("2000", "2000-06-11")])
def test_dateparser_fills_from_its_base_or_the_first(phrase: str, filled: str) -> None:
    """A month or year comes back as some day in it, so only full dates are asked for."""
    found = calendar.ask(phrase, BASE)
    assert found is not None
    assert found.isoformat() != filled or found.day == BASE.day


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ((2024, 2, 29), "2024-02-29"),
        ((2023, 2, 29), None),
        ((2024, 6, 31), None),
        ((999, 1, 2), "0999-01-02"),
        ((0, 1, 1), None),
        ((2024, 13, 1), None),
    ],
)
def test_plain(asked: tuple[int, int, int], day: str | None) -> None:
    """A day told in full is that day or none."""
    found = calendar.plain(*asked)
    assert (found.isoformat() if found is not None else None) == day


@pytest.mark.parametrize(
    ("number", "unit", "day"),
    [
        (-1, "month", "2024-05-11"),
        (-3, "year", "2021-06-11"),
        (2, "week", "2024-06-25"),
        (0, "day", "2024-06-11"),
        (-3000, "year", None),
        (9000, "year", None),
    ],
)
def test_shift(number: int, unit: calendar.Step, day: str | None) -> None:
    """Counts that leave the calendar give nothing."""
    found = calendar.shift(BASE, number, unit)
    assert (found.isoformat() if found is not None else None) == day


@pytest.mark.parametrize(
    ("base", "number", "day"),
    [("2024-03-31", -1, "2024-02-29"), ("2024-01-31", 1, "2024-02-29"), ("2023-12-31", 2, "2024-02-29")],
)
def test_shift_keeps_inside_the_month(base: str, number: int, day: str) -> None:
    """A month that lacks the day gives its last one."""
    assert str(calendar.shift(dt.date.fromisoformat(base), number, "month")) == day


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("easter+0", 2024, "2024-03-31"),
        ("easter-2", 2023, "2023-04-07"),
        ("11-w4-3", 1999, "1999-11-25"),
        ("05-w5-0", 2024, "2024-05-27"),
        ("11-w1-1", 1998, "1998-11-03"),
        ("12-25", 2024, "2024-12-25"),
    ],
)
def test_holiday(rule: str, year: int, day: str) -> None:
    """Fixed, counted and movable feasts fall where calendars print them."""
    assert str(calendar.holiday(rule, year)) == day
