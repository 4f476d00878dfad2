"""When something was said: the time expressions that hang by the cue's clause, not by what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.document import ROOT
from service.statements.words import words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from service.language.document import Document, Word
    from service.statements.cues import Cue
    from service.times.model import Times

_UTTERED = frozenset({"speak", "talk", "write", "ask", "answer", "address"})
"""Verbs whose time is that of the saying: "speaking on Monday, she said"."""

_CLAUSAL = frozenset({"ccomp", "xcomp", "advcl", "acl", "parataxis", "conj", "csubj", "root"})


def times_of(document: Document, times: Times, cue: Cue, content: AbstractSet[int], beside: AbstractSet[int]) -> tuple[int, ...]:
    """Positions in ``times.all`` of the expressions that date the saying.

    Last month, X told reporters … · said on Monday that … · in a statement on Friday · speaking on Monday. Not: said he left on Monday.
    ``beside`` are the words of ``dates_beside``.
    """
    words = document.words
    sentence = words[cue.head].sentence
    return tuple(
        [
            position
            for position, time in enumerate(times.all)
            if time.first in beside
            or (
                words[time.head].sentence == sentence
                and time.first not in content
                and time.type in {"DATE", "TIME"}
                and _dates(document, time.head, cue)
            )
        ]
    )


def dates_beside(document: Document, times: Times, content: AbstractSet[int]) -> frozenset[int]:
    """The words of dates that the tree hangs by a bare noun of the content though they date the saying: "reported this information *on Monday*".

    Only where the content tells nothing itself: in one with a verb a date belongs to what is said.
    """
    if any(document.words[i].upos in {"VERB", "AUX"} for i in content):
        return frozenset()
    found: set[int] = set()
    for time in times.all:
        head = document.words[time.head]
        if time.type in {"DATE", "TIME"} and time.first in content and head.relation in {"nmod", "obl"} and head.head in content:
            found |= {*range(time.first, time.last), *document.subtree(time.head)}
    return frozenset(found & content) if found != content else frozenset()


def _dates(document: Document, index: int, cue: Cue) -> bool:
    if index in cue.words:
        return False
    previous = document.words[index]
    for step in document.ancestors(index):
        if step.index in cue.words:
            return previous.relation not in {"nsubj", "ccomp", "obj"} or previous.index == index or _carries_words(previous)
        if previous.relation in _CLAUSAL and not (previous.relation == "advcl" and previous.lemma in _UTTERED):
            return _fronted(document, index, cue)
        previous = step
    return _fronted(document, index, cue)


def _carries_words(word: Word) -> bool:
    return word.lemma.lower() in words().media


def _fronted(document: Document, index: int, cue: Cue) -> bool:
    """Whether a time stands before the first of several joined verbs that the cue is one of: on Monday, X met Y and said …."""
    cue_word = document.words[cue.head]
    if cue_word.relation != "conj" or cue_word.head == ROOT:
        return False
    first = document.words[cue_word.head]
    own = document.words[index]
    return own.head == first.index and index < first.index and document.child(cue.head, "nsubj") is None
