"""Which side of the publication date the grammar points to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from service.language.clauses import Clause, clause, predicate_of

if TYPE_CHECKING:
    from service.language.document import Document

Side = Literal[-1, 0, 1]

_EXPECTED = frozenset({"expect", "schedule", "due", "set", "plan", "intend", "aim", "hope", "slate", "scheduled", "likely"})
"""Predicates whose present tense speaks of what is to come ("is due in Hanoi on Friday")."""
_UNREAL = frozenset({"may", "might", "could", "would", "should", "must", "can", "ought", "shall"})


def side(document: Document, index: int, *, own_clause: bool = False) -> Side:
    """-1 where the clause of a word tells of the past, 1 of the future, 0 where tense does not say (headlines, fragments, plain present).

    With ``own_clause`` a past counts only where the word hangs directly by its finite verb: in "it set a dividend payable Dec. 1" the
    verb's past says nothing of December.
    """
    predicate = predicate_of(document, index)
    found = clause(document, predicate)
    if found.tense == "future":
        return 1
    if found.modal in _UNREAL and found.tense != "past":
        return -1 if found.perfect else 1
    if not found.finite and _is_planned(document, predicate):
        return 1
    if found.tense == "past":
        return 0 if own_clause and not _is_direct(document, index, found) else -1
    if found.tense == "present" and document.words[predicate].lemma.lower() in _EXPECTED:
        return 1
    return 0


def _is_planned(document: Document, predicate: int) -> bool:
    """Whether a predicate is the infinitive of a plan: "planned to leave on Thursday", "is set to resume on Monday"."""
    if not any(child.lemma == "to" for child in document.children(predicate, "mark")):
        return False
    above = document.head(predicate)
    return above is not None and above.lemma.lower() in _EXPECTED


def _is_direct(document: Document, index: int, found: Clause) -> bool:
    word = document.words[index]
    return found.finite and (found.predicate in (word.head, index))
