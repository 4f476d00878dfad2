"""The tables of ``docs/dates.md`` say what the service does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from service.times import find_times
from tests.times.trees import tree

PAGE = Path(__file__).parents[2] / "docs" / "dates.md"
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in PAGE.read_text().splitlines()
    if "**" in line and line.startswith("|")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:-3]))
def test_row(row: list[str]) -> None:
    """Each row's expression has the interval, value and EDTF that the page gives it; a first cell that is a date is the day of publication."""
    anchor = dt.date(2024, 6, 11) if "**" in row[0] else dt.date.fromisoformat(row[0])
    marked, *told = row[-4:]
    text = marked.replace("**", "")
    timex = find_times(tree(text), anchor).all[-1]  # those before it are what it points back to
    days = timex.interval
    interval = "none" if days is None else str(days.start) if days.start == days.end else f"{days.start} / {days.end}"
    value = timex.value if timex.mod is None else f"{timex.value} {timex.mod}"
    assert [f"**{timex.span.of(text)}**" in marked, interval, value, timex.edtf or "none"] == [True, *told]
