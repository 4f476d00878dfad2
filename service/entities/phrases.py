"""Where a noun phrase begins and ends, and which words of it are its role, by the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.document import remembered

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from service.language.document import Document, Word

_OUTSIDE = frozenset({"acl", "appos", "conj", "cc", "parataxis", "punct", "cop", "nsubj", "csubj", "aux", "advcl", "mark", "case", "dep", "discourse", "vocative", "ccomp", "orphan", "list", "expl"})  # fmt: skip
_FOCUS = frozenset({"then", "also", "even", "still", "just", "only", "now", "not", "already"})
_CLAUSES = frozenset({"acl", "advcl", "parataxis", "ccomp", "appos"})
_BEFORE = frozenset({"det", "amod", "compound", "nummod", "nmod", "flat", "advmod", "fixed", "goeswith"})
_EDGES = frozenset({"PUNCT", "SYM", "CCONJ"})
_DATELINE_ENDS = frozenset({"—", "–", "-", "--", ":", "_", "-- "})
_HYPHENS = frozenset({"-", "–", "/", "."})
_FLAT = frozenset({"flat", "goeswith", "fixed", "compound"})


@remembered
def phrase_words(document: Document, head: int) -> tuple[int, int]:
    """First word and the one past the last of a noun phrase, without clauses, appositions, conjuncts and its own preposition.

    "the Russian ambassador to North Korea, who …" ends before the comma.
    """
    if not document.related[head]:
        return head, head + 1
    return _block(document, _members(document, head, frozenset()), head)


def core_words(document: Document, head: int, completed_by: frozenset[str] = frozenset({"of"})) -> tuple[int, int]:
    """A noun phrase without what follows its head, a phrase that completes it apart ("head *of state*"); ``completed_by`` are its prepositions."""
    loose = {
        word.index
        for below in document.related[head].values()
        for word in below
        if word.index > head
        and word.relation not in _FLAT
        and _belongs(head, word)
        and not (word.relation == "nmod" and cases(document, word.index) & completed_by)
    }
    if not loose:
        return phrase_words(document, head)
    return _block(document, _members(document, head, loose), head)


def _members(document: Document, head: int, loose: AbstractSet[int]) -> set[int]:
    """The words of a noun phrase wherever they stand, without clauses and without the dependents of its head that are ``loose``."""
    found = {head}
    for word in document.children(head):
        if word.index not in loose and _belongs(head, word):
            found.update(document.subtree(word.index, _is_no_clause))
    return found


def _is_no_clause(word: Word) -> bool:
    return word.relation not in _CLAUSES


def without_article(document: Document, first: int, last: int) -> int:
    """The first word of a phrase past its articles and demonstratives."""
    while first < last - 1 and document.words[first].upos in {"DET", "PUNCT"}:
        first += 1
    return first


def name_head(document: Document, first: int, last: int) -> int:
    """The word of a stretch that the tree hangs the others by: the one whose governor lies outside, the last of several."""
    if last - first == 1:
        return first
    outside = [i for i in range(first, last) if not first <= document.words[i].head < last]
    content = [i for i in outside if document.words[i].upos in {"PROPN", "NOUN", "X", "ADJ", "PRON"}]
    return (content or outside or [last - 1])[0 if len(content) < 2 else -1]


def past_dateline(document: Document, index: int) -> int:
    """The word that a dateline was taken for: "ATHENS — *Crown Prince* … has left" has the prince for its subject, whatever the tree says."""
    if document.words[index].upos != "PROPN":
        return index
    sentence = document.sentence_of(index)
    if index - sentence.first > 2:
        return index
    marks = [i for i in range(index + 1, min(index + 9, sentence.last)) if document.words[i].text in _DATELINE_ENDS]
    if not marks:  # "New Delhi, Apr 20 *(PTI)* Bhutan's Foreign Minister X begins"
        marks = [i for i in range(index + 3, min(index + 9, sentence.last)) if closes_agency(document, i)]
    if not marks:
        return index
    near = document.children(index, "appos", "flat", "dep", "parataxis", "compound")
    verb = document.head(index)
    if verb is not None and document.words[index].relation == "nsubj":
        near += document.children(verb.index, "nsubj")  # of two subjects the second is one
    return next((c.index for c in near if c.index > marks[0]), index)


def closes_agency(document: Document, index: int) -> bool:
    """Whether a word is the bracket behind an agency's initials: "New Delhi, Apr 20 *(PTI)*"."""
    words = document.words
    return index > 1 and words[index].text == ")" and words[index - 1].text.isupper() and words[index - 2].text == "("


def cases(document: Document, index: int) -> set[str]:
    """The prepositions and possessive markers of a noun phrase, in lower case."""
    marks = document.related[index].get("case")
    return set() if marks is None else {document.lows[m.index] for m in marks}


def _belongs(head: int, word: Word) -> bool:
    if word.relation == "punct":
        return word.text in _HYPHENS
    if word.relation in _OUTSIDE or (word.relation == "advmod" and word.text.lower() in _FOCUS):
        return False
    return word.relation in _BEFORE or (word.relation in {"obl", "nmod"} and word.index > head)


def _block(document: Document, taken: set[int], head: int) -> tuple[int, int]:
    """The unbroken stretch of ``taken`` around the head, in one sentence, without punctuation at its ends."""
    first = last = head
    while first - 1 in taken:
        first -= 1
    while last + 1 in taken:
        last += 1
    while first < head and document.words[first].upos in _EDGES:
        first += 1
    while last > head and document.words[last].upos in _EDGES:
        last -= 1
    return first, last + 1
