"""Every span of every event is the text it says it is, on real articles and on articles that something went wrong with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.contract import Article, Extraction
from service.extract import extract
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language import Language

SAMPLE = json.loads((ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8"))
INSERTED = [
    "😀",
    "👩🏽‍🚀",
    "e\u0301",
    "\u200f",
    "שלום",
    "  ",
    "\t",
    "\r\n",
    "\u2028",
    "\ufeff",
    "—",
    "“",
    '"',
    "'",
    "((",
    "\x07",
    "https://a.example/?q=1",
    "1,000",
]
"""What a mutation may put between two characters: emoji with joiners, combining marks, right-to-left, odd spaces, stray quotes, a control character."""


def stated(value: Any) -> Iterator[tuple[str, list[list[int]]]]:
    """All pairs of a text and the spans it is said to stand at, anywhere in an extraction."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and "span" in value:
            yield value["text"], [value["span"]]
        if isinstance(value.get("text"), str) and "spans" in value:
            yield value["text"], value["spans"]
        for item in value.values():
            yield from stated(item)
    elif isinstance(value, list):
        for item in value:
            yield from stated(item)


def spans(value: Any) -> Iterator[list[int]]:
    """All spans of an extraction."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "span" and item is not None:
                yield item
            elif key in {"spans", "mentions"} and item and isinstance(item[0], list):
                yield from item
            else:
                yield from spans(item)
    elif isinstance(value, list):
        for item in value:
            yield from spans(item)


def check(text: str, extraction: Extraction) -> None:
    """All spans slice true."""
    result = msgspec.to_builtins(extraction)
    for said, places in stated(result):
        assert " ".join(text[a:b] for a, b in places) == said
    for start, end in spans(result):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The sample article with things inserted, deleted, doubled and cut."""
    text: str = SAMPLE["text"]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "delete", "double", "crlf", "sentence"]))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(INSERTED)) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 30)) :]
        elif kind == "double":
            text = text.replace(" ", "  ", draw(st.integers(1, 400)))
        elif kind == "crlf":
            text = text.replace("\n", "\r\n")
        else:
            parts = text.split(". ")
            del parts[draw(st.integers(0, len(parts) - 1))]
            text = ". ".join(parts)
    return text


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=mutated())
def test_spans_of_mutated_articles(language: Language, text: str) -> None:
    """Spans hold, and nothing raises, whatever happened to the article on its way."""
    if any(c.isalnum() for c in text):
        [extraction] = extract([Article(text=text, published=SAMPLE["published"])], language)
        check(text, extraction)


def test_an_article_alone_and_in_a_batch_gives_the_same_bytes(language: Language) -> None:
    """The same article, alone and with others before and behind it, gives the same bytes."""
    others = ["A short one.", "Officials met in Geneva on Monday. " * 40, "x", "“What?” he said."]
    batch = [Article(text=t, published="2020-02-29") for t in others]
    sample = Article(text=SAMPLE["text"], published=SAMPLE["published"], title=SAMPLE["title"])
    [alone] = extract([sample], language)
    together = extract([*batch[:2], sample, *batch[2:]], language)[2]
    assert msgspec.json.encode(alone) == msgspec.json.encode(together)
    [again] = extract([sample], language)
    assert msgspec.json.encode(alone) == msgspec.json.encode(again)
