"""What the entity stage finds in short texts, through the shipped models, and what holds of any tree whatever."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.entities import describe, find_entities, place_at
from service.language.document import Document, Name, NameType, Sentence, Word
from service.spans import Span

if TYPE_CHECKING:
    from service.entities import Entity
    from service.language import Language

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))["case"]


@pytest.fixture(scope="session")
def parsed(language: Language) -> dict[str, Document]:
    """The table's texts, parsed together."""
    texts = [case["text"] for case in CASES]
    return dict(zip(texts, language.parse(texts), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_finds(case: dict[str, Any], parsed: dict[str, Document]) -> None:
    """Each text of the table yields its entities with the values that are given there."""
    document = parsed[case["text"]]
    entities = find_entities(document, None).all
    for wanted in case["found"]:
        entity = _named(entities, wanted["name"])
        said = {m.span.of(document.text) for m in entity.mentions}
        assert set(wanted.get("mentions", ())) <= said
        assert set(wanted.get("roles", ())) <= set(entity.roles)
        for key in wanted.keys() - {"name", "mentions", "roles"}:
            assert (getattr(entity, key) or "") == (wanted[key] or ""), key
    assert not {e.name for e in entities} & set(case.get("absent", ()))


def _named(entities: tuple[Entity, ...], name: str) -> Entity:
    found = [e for e in entities if e.name == name]
    assert len(found) == 1, f"{name!r} among {[e.name for e in entities]}"
    return found[0]


def test_title_gives_the_fuller_name(language: Language) -> None:
    """A headline's full name becomes the name of who the text calls by the short one, and yields no mention."""
    text, title = language.parse(["Orlov will visit Hanoi on Monday.", "Vladimir Orlov to visit Vietnam"])
    entity = _named(find_entities(text, title).all, "Vladimir Orlov")
    assert [m.span.of(text.text) for m in entity.mentions] == ["Orlov"]


@pytest.mark.parametrize(
    ("text", "noun", "name", "country", "resolved"),
    [
        ("He spoke at the Kremlin on Monday.", "Kremlin", "Kremlin", "RU", "venue"),
        ("She went to Paris on Monday.", "Paris", "Paris", "FR", "capital"),
        ("She went to Gdansk on Monday.", "Gdansk", "Gdansk", "PL", "city"),
        ("The team visited the UNESCO headquarters on Monday.", "headquarters", "UNESCO headquarters", "FR", "venue"),
        ("She left Chile in May and will return to the country in June.", "country", "the country", "CL", "coreference"),
    ],
)
def test_place_at(text: str, noun: str, name: str, country: str, resolved: str, language: Language) -> None:
    """A noun phrase that is a place gives its name as written, its country, and how that was found."""
    (document,) = language.parse([text])
    head = next(w.index for w in document.words if w.text == noun)
    place = place_at(document, find_entities(document, None), head)
    assert place is not None
    assert (place.name, place.country, place.resolved) == (name, country, resolved)


def test_describe_what_is_no_entity(language: Language) -> None:
    """A phrase that is no entity is described by its own words."""
    (document,) = language.parse(["The new report was late."])
    head = next(w.index for w in document.words if w.text == "report")
    reference = describe(document, find_entities(document, None), head)
    assert (reference.entity, reference.name, reference.type) == (None, "new report", None)


_TEXTS = st.sampled_from(
    [
        "Orlov",
        "President",
        "the",
        "Georgia",
        "US",
        "Russian",
        "he",
        "who",
        "her",
        "country",
        "media",
        "said",
        ",",
        "U.N.",
        "of",
        "to",
        "🙂",
        "—",
        "官",
        "official",
        "Paris",
        "(",
        "delegation",
        "this",
        "Kremlin",
        "visit",
    ]
)
_UPOS = st.sampled_from(["NOUN", "PROPN", "PRON", "VERB", "ADJ", "DET", "ADP", "PUNCT", "X", "NUM", "AUX"])
_RELATIONS = st.sampled_from(
    [
        "nsubj",
        "obj",
        "obl",
        "nmod",
        "nmod:poss",
        "nmod:desc",
        "appos",
        "flat",
        "compound",
        "amod",
        "det",
        "case",
        "conj",
        "acl:relcl",
        "acl",
        "advcl",
        "xcomp",
        "cop",
        "punct",
        "nummod",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any words in any tree, in one to three sentences, with any stretches for names."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    offset = 0
    for number in range(draw(st.integers(0, 3))):
        first, size = len(words), draw(st.integers(1, 9))
        order = draw(st.permutations(range(first, first + size)))
        head_of = {order[0]: -1} | {w: order[draw(st.integers(0, i - 1))] for i, w in enumerate(order) if i}
        for index in range(first, first + size):
            text = draw(_TEXTS)
            head = head_of[index]
            deprel = "root" if head < 0 else draw(_RELATIONS)
            xpos = draw(st.sampled_from(["NN", "NNS", "NNP", "PRP", "PRP$", "WP", "VBD", "VBZ"]))
            span = Span(offset, offset + len(text))
            words.append(Word(index, number, text, text.lower(), draw(_UPOS), xpos, {}, head, deprel, span))
            offset += len(text) + 1
        span = Span(words[first].span.start, words[-1].span.end)
        sentences.append(Sentence(number, first, first + size, order[0], span))
    names = []
    at = 0
    while at < len(words) and draw(st.booleans()):
        last = min(len(words), at + draw(st.integers(1, 3)))
        kind: NameType = draw(st.sampled_from(["person", "place", "norp", "organization", "facility", "misc", "date"]))
        names.append(Name(kind, at, last, Span(words[at].span.start, words[last - 1].span.end)))
        at = last + draw(st.integers(0, 2))
    return Document(" ".join(w.text for w in words), tuple(words), tuple(sentences), tuple(names))


@settings(max_examples=150, deadline=None)
@given(documents(), st.none() | documents())
def test_holds_of_any_tree(document: Document, title: Document | None) -> None:
    """No tree raises; ids run from e1 in order of first mention, and every span lies in the text and in its phrase."""
    entities = find_entities(document, title)
    assert [e.id for e in entities.all] == [f"e{n}" for n in range(1, len(entities.all) + 1)]
    heads = [m.head for e in entities.all for m in e.mentions]
    assert len(heads) == len(set(heads))
    for entity in entities.all:
        assert entity.mentions
        assert entity.name
        for mention in entity.mentions:
            assert 0 <= mention.first < mention.last <= len(document.words)
            assert mention.phrase.covers(mention.span)
            assert 0 <= mention.span.start < mention.span.end <= len(document.text)
    for word in document.words:
        reference = describe(document, entities, word.index)
        assert 0 <= reference.span.start < reference.span.end <= len(document.text)
        place_at(document, entities, word.index)
