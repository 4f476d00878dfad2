"""The tables of a document answer as a look at every word of it would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.language.document import ROOT, Document, Sentence, Word
from service.spans import Span

RELATIONS = ("nsubj", "nsubj:pass", "obl", "nmod", "nmod:poss", "case")
TEXTS = ("He", "he", "Visited", "visited", "No", "PLACE")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One sentence or several, each a tree of some words in any order."""
    words: list[Word] = []
    sentences = []
    for number, length in enumerate(draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))):
        first = len(words)
        order = draw(st.permutations(range(first, first + length)))
        heads = {order[0]: ROOT} | {w: order[draw(st.integers(0, n))] for n, w in enumerate(order[1:])}
        for index in range(first, first + length):
            deprel = "root" if heads[index] == ROOT else draw(st.sampled_from(RELATIONS))
            text = draw(st.sampled_from(TEXTS))
            words.append(Word(index, number, text, text.title(), "NOUN", "NN", {}, heads[index], deprel, Span(index, index + 1)))
        sentences.append(Sentence(number, first, len(words), order[0], Span(first, len(words))))
    return Document(" " * len(words), tuple(words), tuple(sentences), ())


@given(documents(), st.lists(st.sampled_from(RELATIONS), max_size=3))
def test_dependents(document: Document, relations: list[str]) -> None:
    """Those in one of some relations, a bare one standing for its subtypes too, once each and in text order."""
    for index in range(len(document.words)):
        below = [w for w in document.words if w.head == index]
        found = [w for w in below if not relations or {w.relation, w.deprel} & set(relations)]
        assert document.children(index, *relations) == found
        if relations:
            assert document.child(index, *relations) == next(iter(found), None)
        assert dict(document.related[index]) == {
            r: [w for w in below if r in {w.relation, w.deprel}] for w in below for r in (w.relation, w.deprel)
        }


@given(documents())
def test_words_below(document: Document) -> None:
    """All whose governors lead to a word, itself among them; what is left out is left out with its own."""
    for index in range(len(document.words)):
        below = [
            w.index for w in document.words if w.index == index or any(a.index == index for a in document.ancestors(w.index))
        ]
        assert document.subtree(index) == below
        assert document.subtree(index, lambda _: False) == [index]


@given(documents(), st.frozensets(st.sampled_from(["he", "visited", "no", "place", "nowhere"])))
def test_sentences_with_a_word(document: Document, words: frozenset[str]) -> None:
    """A sentence holds a word as it stands or by its lemma, whatever its case."""
    holding = {w.sentence for w in document.words if {w.text.lower(), w.lemma.lower()} & words}
    assert document.sentences_with(words) == holding
    assert [document.beside(w.index, words) for w in document.words] == [w.sentence in holding for w in document.words]
