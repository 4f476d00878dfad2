"""Which side of the publication date the grammar points to."""

from __future__ import annotations

from typing import Literal

from service.language.clauses import clause, predicate_of
from service.language.document import Document

Side = Literal[-1, 0, 1]

_EXPECTED = frozenset({"expect", "schedule", "due", "set", "plan", "intend", "aim", "hope", "slate", "scheduled", "likely"})
"""Predicates whose present tense speaks of what is to come ("is due in Hanoi on Friday")."""
_UNREAL = frozenset({"may", "might", "could", "would", "should", "must", "can", "ought", "shall"})


def side(document: Document, index: int) -> Side:
    """-1 where the clause of a word tells of the past, 1 of the future, 0 where tense does not say (headlines, fragments, plain present)."""
    found = clause(document, predicate_of(document, index))
    if found.tense == "future":
        return 1
    if found.modal in _UNREAL and found.tense != "past":
        return -1 if found.perfect else 1
    if found.tense == "past":
        return -1
    if found.tense == "present" and document.words[found.predicate].lemma.lower() in _EXPECTED:
        return 1
    return 0
