"""Made-up articles about the same trips, through the real models: what ``docs/stories.md`` says of them is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.stories import DOCUMENT, pairs_table, written

if TYPE_CHECKING:
    from service.language import Language


def test_the_figures_of_the_page(language: Language) -> None:
    """``python -m benchmarks.stories --write`` would change nothing in the table of the made-up articles."""
    page = DOCUMENT.read_text("utf-8")
    assert written(page, [("pairs", pairs_table(language))]) == page
