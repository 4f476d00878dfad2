"""The figures of ``docs/store.md`` are those that were measured, and within their bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.kept import FIGURES, KINDS, PAGE, written

KEPT: dict[str, dict[str, Any]] = json.loads(FIGURES.read_text("utf-8"))


def test_the_page_is_written_from_what_was_measured() -> None:
    """Its tables are those that ``docs/store.json`` makes."""
    assert written(PAGE.read_text("utf-8"), KEPT) == PAGE.read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_are_within_their_bounds(kind: str) -> None:
    """A page takes 50 ms at the most at the median, by an index, up to a million events; keeping costs a tenth of extracting; kills lose nothing."""
    sizes = KEPT["pages"][kind]
    assert list(sizes) == ["10000", "100000", "1000000"]
    for rows in sizes.values():
        assert len({row["filter"] for row in rows}) > 20
        for row in rows:
            assert row["median"] <= 50, row
            assert row["indexes"], row
            assert not [index for index in row["indexes"] if index.startswith("SCAN")], row
    assert KEPT["put"][kind]["share"] <= 0.1
    assert (KEPT["kills"][kind]["kills"], KEPT["kills"][kind]["lost"], KEPT["kills"][kind]["halves"]) == (50, 0, 0)
