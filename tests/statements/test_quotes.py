"""Quotation marks are paired over the whole text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.statements.quotes import find_quotations

CASES = [
    ('"No," he said. "I won\'t go."', ['"No,"', '"I won\'t go."']),
    ("“A b,” she said, “and c.”", ["“A b,”", "“and c.”"]),
    ("He was ``sensitive'' and ``late'', they said.", ["``sensitive''", "``late''"]),
    ("''People turn to it,'' she said.", ["''People turn to it,''"]),
    ("The 'outrageous' boys' case isn't over.", ["'outrageous'"]),
    ("Nate ‘not sure’ of the dogs’ tail.", ["‘not sure’"]),
    ("It was 6'2\" tall.", []),
    ("Rock 'n' roll of the '90s.", []),
    ("“First paragraph.\n\n“Second paragraph,” he said.", ["“First paragraph.", "“Second paragraph,”"]),
    ("“Never closed", ["“Never closed"]),
    ("«Oui», dit-il.", ["«Oui»"]),
    ("", []),
    ("“", []),
]


@pytest.mark.parametrize("text, expected", CASES)
def test_quotations_are_paired(text: str, expected: list[str]) -> None:
    """Each quotation runs from its opening to its closing mark; apostrophes, inches and elisions are no marks."""
    assert [q.span.of(text) for q in find_quotations(text)] == expected


def test_a_quotation_over_paragraphs_continues() -> None:
    """A paragraph that opens anew what the one before left open continues it."""
    first, second = find_quotations("“First paragraph.\n\n“Second paragraph,” he said.")
    assert (first.continues, second.continues) == (False, True)


@given(st.text(alphabet="ab .,\n\"'“”‘’`«»", max_size=200))
def test_quotations_lie_apart_and_in_order(text: str) -> None:
    """Whatever the marks, quotations do not overlap and hold their inner words."""
    found = find_quotations(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(q.span.covers(q.inner) for q in found)
