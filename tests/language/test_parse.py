"""Texts of every kind in, documents whose words stand where they say they stand out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.language.document import ROOT
from service.language.tokens import LONGEST_SENTENCE
from service.spans import Span

if TYPE_CHECKING:
    from pathlib import Path

    from service.language import Language
    from service.language.document import Document

PLAIN = "Kim Jong-un visited Moscow on Friday. He didn't meet Putin, Peskov told reporters."

ODD = {
    "nothing": "",
    "white space": " \n\t \r\n\u00a0",
    "punctuation": "!!! ... ?",
    "one word": "Paris",
    "no full stop": "President visits Hanoi",
    "carriage returns": "The president left.\r\n\r\nHe\r\narrived in Rome.\r\n",
    "doubled spaces": "The  president   visited    Rome .",
    "tabs": "The\tpresident\tvisited\tRome.",
    "emoji": "\U0001f600 The president \U0001f1fb\U0001f1f3 visited Rome \U0001f469\u200d\U0001f4bb.",
    "combining characters": "Le pre\u0301sident visited Ha\u0300 No\u0323\u0302i.",
    "right to left": "The president said \u05e9\u05dc\u05d5\u05dd and \u0645\u0631\u062d\u0628\u0627 in Cairo.",
    "directions": "\u202eThe president\u202c visited \u200fRome\u200e.",
    "control characters": "The \x01president\x07 visited \x1b Rome\x7f. \x85 He \x97 left.",
    "only control characters": "\x01\x02 \x03",
    "zero width": "The\u200bpresident\ufeff visited\u2060 Rome.",
    "soft hyphens": "The presi\u00addent \u00ad visited Rome.",
    "line separators": "The president visited Rome.\u2028He left.\u2029\u2029She stayed.",
    "other scripts": "\u4e60\u8fd1\u5e73\u8bbf\u95ee\u6cb3\u5185\u3002 \u041f\u0443\u0442\u0438\u043d \u043f\u0440\u0438\u0431\u044b\u043b.",
    "curly contractions": "He didn\u2019t say. It\u2019s Putin\u2019s visit, \u201cI can\u2019t go,\u201d he said.",
    "wire quotation marks": "``We won't go,'' the minister said.",
    "address": "See https://example.org/a/very/long/path?with=query&and=more#fragment or mail a.b@c.example.",
    "one long word": "a" * 100_000,
    "a long word in a sentence": f"The president {'x' * 5_000} visited Rome. He left.",
    "long words": " ".join("y" * n for n in (999, 1_000, 1_001, 2_000)),
    "base64": "data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAAAAUA/+" * 400 + " The president left.",
    "nested quotation marks": '"' * 10_000,
    "brackets": "(" * 600 + "He left." + ")" * 600,
    "a long number": "1" * 900 + "a " + "1,000" * 150,
    "spaces before the end": "He left . " + " " * 3_000 + "She stayed.",
    "many lines": "\n".join(["Rome"] * 300),
}


def _check(document: Document, text: str) -> None:
    """Everything that holds of any document whatever."""
    assert document.text == text
    end = 0
    for sentence in document.sentences:
        words = document.words[sentence.first : sentence.last]
        assert 0 < len(words) <= LONGEST_SENTENCE
        assert sentence.span == Span(words[0].span.start, words[-1].span.end)
        assert [w.index for w in words if w.head == ROOT] == [sentence.root]
        for word in words:
            assert word.span.start >= end or word.span == document.words[word.index - 1].span
            end = max(end, word.span.start)
            assert word.text == word.span.of(text)
            assert word.text
            assert word.text == word.text.strip()
            assert word.head == ROOT or sentence.first <= word.head < sentence.last
            assert len(list(document.ancestors(word.index))) < len(words)
    assert [w.index for w in document.words] == list(range(len(document.words)))
    for name in document.names:
        first, last = document.words[name.first], document.words[name.last - 1]
        assert first.sentence == last.sentence
        assert name.span == Span(first.span.start, last.span.end)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_any_text_is_parsed(language: Language, text: str) -> None:
    """No text raises, and every word, sentence and name stands where it says."""
    (document,) = language.parse([text])
    _check(document, text)


def test_every_visible_character_belongs_to_a_word(language: Language) -> None:
    """What is not white space is covered by the words."""
    for text in (PLAIN, ODD["emoji"], ODD["right to left"], ODD["base64"], ODD["curly contractions"]):
        (document,) = language.parse([text])
        covered = {i for w in document.words for i in range(w.span.start, w.span.end)}
        assert all(i in covered for i, c in enumerate(text) if not c.isspace())


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_generated_texts_are_parsed(language: Language, text: str) -> None:
    """Any string of characters is parsed, and its words stand where they say."""
    (document,) = language.parse([text])
    _check(document, text)


def test_plain_sentences(language: Language) -> None:
    """Words, tags, trees and names of two simple sentences are those a grammar gives."""
    (document,) = language.parse([PLAIN])
    assert len(document.sentences) == 2
    visited = next(w for w in document.words if w.text == "visited")
    assert (visited.upos, visited.lemma, visited.head, visited.feats["Tense"]) == ("VERB", "visit", ROOT, "Past")
    assert [w.text for w in document.children(visited.index, "obj")] == ["Moscow"]
    told = next(w for w in document.words if w.text == "told")
    assert [w.text for w in document.children(told.index, "nsubj")] == ["Peskov"]
    found = {(n.type, n.span.of(PLAIN)) for n in document.names}
    assert {("person", "Kim Jong-un"), ("place", "Moscow"), ("person", "Putin"), ("person", "Peskov")} <= found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He didn't go.", ["He", "did", "n't", "go", "."]),
        ("He didn\u2019t go.", ["He", "did", "n\u2019t", "go", "."]),
        ("I met Putin's aide.", ["I", "met", "Putin", "'s", "aide", "."]),
        ("I met Putin\u2019s aide.", ["I", "met", "Putin", "\u2019s", "aide", "."]),
        ("We cannot go.", ["We", "can", "not", "go", "."]),
    ],
)
def test_contractions(language: Language, text: str, words: list[str]) -> None:
    """The parts of a contraction are words of their own, each with its own characters."""
    (document,) = language.parse([text])
    assert [w.text for w in document.words] == words


def test_a_blank_line_ends_a_sentence(language: Language) -> None:
    """Paragraphs and headlines without a full stop are sentences, with either kind of line end."""
    for gap in ("\n\n", "\r\n\r\n", "\n \n"):
        text = f"President visits Hanoi{gap}He arrived on Friday"
        (document,) = language.parse([text])
        assert [s.span.of(text) for s in document.sentences] == ["President visits Hanoi", "He arrived on Friday"]


def test_over_long_sentences_are_cut(language: Language) -> None:
    """A sentence of thousands of words is cut at punctuation where there is some, and says so."""
    text = "and the king, the queen and the minister went " * 300
    (document,) = language.parse([text])
    _check(document, text)
    assert sum(s.cut for s in document.sentences) >= 10
    assert all(document.words[s.last - 1].text == "," for s in document.sentences if s.cut)


def test_alone_and_together(language: Language) -> None:
    """A text gives the same document alone, beside others and in another order."""
    texts = [PLAIN, *ODD.values()]
    texts = [text for text in texts if len(text) < 10_000]
    together = language.parse(texts)
    assert together == [language.parse([text])[0] for text in texts]
    assert language.parse(texts[::-1]) == together[::-1]


def test_alone_and_together_on_news(language: Language, corpora: Path) -> None:
    """Some of the shared visit articles and of TimeBank's give the same documents alone and together."""
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in sorted((corpora / "visits").glob("*.json"))[::4]]
    for path in sorted((corpora / "timex/TimeBank").glob("*.tml"))[::45]:
        marked = path.read_text("utf-8").partition("<TEXT>")[2].partition("</TEXT>")[0]
        texts.append(re.sub(r"<[^>]*>", "", marked))
    for text, document in zip(texts, language.parse(texts), strict=True):
        _check(document, text)
        assert language.parse([text]) == [document]


def test_nothing_to_parse(language: Language) -> None:
    """No texts give no documents."""
    assert language.parse([]) == []
