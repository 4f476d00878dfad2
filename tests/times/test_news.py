"""Turns of phrase of news reports: terms, reports of a quarter, days cut from their times, words that date what they stand before."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from service.language.document import Document, Sentence
from service.spans import Span
from service.times import find_times
from tests.times.trees import tree

TUESDAY = dt.date(2024, 6, 11)


def values(text: str) -> list[tuple[str, str]]:
    """The words and value of every expression."""
    return [(t.span.of(text), t.value) for t in find_times(tree(text), TUESDAY).all]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He gave it until Friday.", [("Friday", "2024-06-14")]),
        ("He was there until Friday.", [("Friday", "2024-06-07")]),
        ("Profit rose in the second quarter from a year ago.", [("the second quarter", "2024-Q2"), ("a year ago", "2023-Q2")]),
        (
            "Profit rose in the first quarter. The second quarter began. In the quarter it lost.",
            [("the first quarter", "2024-Q1"), ("The second quarter", "2024-Q2"), ("the quarter", "2024-Q1")],
        ),
        (
            "Profit rose in the first quarter. In the nine months it fell from a year earlier.",
            [("the first quarter", "2024-Q1"), ("the nine months", "P9M"), ("a year earlier", "2023")],
        ),
        ("He left on June 3. An hour later he died.", [("June 3", "2024-06-03"), ("An hour later", "PT1H")]),
        ("He was there for some time.", [("some time", "PXM")]),
        ("He will leave at a later date.", [("a later date", "FUTURE_REF")]),
        ("The current post is his.", [("current", "PRESENT_REF")]),
        ("He left last April.", [("last April", "2024-04")]),
        ("He left last May.", [("last May", "2023-05")]),
        ("He will stay a week or two.", [("a week or two", "P1W")]),
        ("It began early Friday morning.", [("early Friday morning", "2024-06-07TMO")]),
    ],
)  # fmt: skip
def test_values(text: str, found: list[tuple[str, str]]) -> None:
    """Each phrase has the words and the value that a reader of the news gives it."""
    assert values(text) == found


@pytest.mark.parametrize("text", ["CBS showed 60 Minutes.", "The electric current was strong."])
def test_not_a_time(text: str) -> None:
    """The names of programmes and the current of a wire are no times."""
    assert values(text) == []


def cut(text: str, at: str) -> Document:
    """The tree of a text with a sentence cut before the word ``at``, which heads a fragment of its own."""
    document = tree(text)
    word = next(w.index for w in document.words if w.text == at)
    (whole,) = document.sentences
    middle = document.words[word].span.start
    sentences = (
        Sentence(0, 0, word, whole.root, Span(0, document.words[word - 1].span.end)),
        Sentence(1, word, whole.last, word, Span(middle, whole.span.end)),
    )
    words = tuple(
        w
        if w.index < word
        else replace(w, sentence=1, head=-1 if w.index == word else word, deprel="root" if w.index == word else w.deprel)
        for w in document.words
    )
    return replace(document, sentences=sentences, words=words)


def test_a_time_cut_from_its_day() -> None:
    """A time of day at the end of a sentence and the day that the next one opens with are one expression."""
    text = "He left at 9 a.m. Tuesday"
    document = cut(text, "Tuesday")
    assert [(t.span.of(text), t.value) for t in find_times(document, TUESDAY).all] == [("9 a.m. Tuesday", "2024-06-11T09:00")]


def test_a_day_cut_from_its_verb() -> None:
    """A fragment that opens with a day, cut off after a figure, has the tense of the sentence it was cut from."""
    document = cut("It fell 7 Friday", "Friday")
    assert [t.value for t in find_times(document, TUESDAY).all] == ["2024-06-07"]
