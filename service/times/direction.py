"""Which side of the publication date the grammar points to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from service.language.clauses import Clause, clause, infinitival, predicate_of
from service.times.words import WORDS

if TYPE_CHECKING:
    from service.language.document import Document, Word

Side = Literal[-1, 0, 1]


class Direction(Struct, frozen=True):
    """The side asked for: -1 past, 1 future, 0 where the nearest is meant.

    ``leans_past`` says that the text around tells of the past, though not the verb the date hangs by: then the nearest is meant, but nothing far ahead.
    """

    side: Side
    leans_past: bool = False


NEAREST = Direction(0)

_EXPECTED = frozenset(
    {
        "expect",
        "schedule",
        "due",
        "set",
        "plan",
        "intend",
        "aim",
        "hope",
        "slate",
        "scheduled",
        "likely",
        "fix",
        "arrange",
        "book",
    }
)
"""Predicates whose present tense speaks of what is to come ("is due in Hanoi on Friday")."""
_TO_COME = _EXPECTED | {"upcoming", "forthcoming", "planned", "proposed", "slated", "expected", "propose"}
"""Attributes of what is to come: "the *upcoming* visit in May"."""
_APPOINTING = frozenset({"schedule", "plan", "slate"})
"""Verbs whose object lies ahead of them: "planned a rally on Saturday"."""
_GOING = frozenset({"go", "fly", "travel", "head", "come", "return", "drive", "sail", "host", "meet"})
"""Verbs whose present progressive tells of what is arranged (Huddleston & Pullum 2002, §5.3.4)."""

_TIMETABLED = frozenset(
    {
        "arrive",
        "leave",
        "depart",
        "reach",
        "visit",
        "travel",
        "fly",
        "return",
        "head",
        "land",
        "begin",
        "start",
        "open",
        "resume",
        "meet",
    }
)
"""Verbs whose present tells of what is fixed to come: "*arrives* on Sunday" (Huddleston & Pullum 2002, §3.4.2)."""
_SHIFTING = frozenset({"invite", "move", "put", "push", "postpone", "delay", "defer", "reschedule", "shift"})
"""Verbs that may set a new time, their own being another: "has put back his trip *to Friday*", "has invited them to Geneva *on Dec. 6*"."""
_UNREAL = frozenset({"may", "might", "would", "should", "must", "can", "ought", "shall"})
_AHEAD = frozenset({"ahead", "before", "for"})
"""Prepositions after which a past verb looks forward: "spoke ahead of Sunday's election"."""
_ATTRIBUTES = frozenset({"compound", "nmod:poss", "amod", "nummod"})
_DAY_PARTS = frozenset({"night", "morning", "evening", "afternoon", "day", "week", "weekend"})
_ARGUMENTS = frozenset({"obj", "nsubj", "nsubj:pass", "iobj"})


def direction(document: Document, index: int, first: int, *, own_clause: bool = False) -> Direction:
    """The side that the clause of a word (the head of an expression that opens at word ``first``) points to.

    With ``own_clause`` a past counts only where the word hangs directly by its finite verb: in "it set a dividend payable Dec. 1" the verb's past says
    nothing of December.
    """
    before = _verb_before(document, first)
    predicate = before if before is not None else _outer(document, _predicate(document, index))
    found = clause(document, predicate)
    word = document.words[predicate]
    attribute = before is None and _is_attribute(document, index)
    if (
        before is None
        and attribute
        and (own_clause or found.modal is not None or not found.finite or _looks_ahead(document, index))
    ):
        return Direction(0, leans_past=found.tense != "future" and not _looks_ahead(document, index))
    if before is None and _is_of_plan(document, index):
        return Direction(1)
    if _is_participle(word, found, document):
        if word.lemma.lower() not in _EXPECTED:
            return Direction(-1)
        return NEAREST if found.tense == "past" else Direction(1)  # "the rally planned for Saturday was called off"
    if found.tense == "future" or _is_to(document, word):
        return NEAREST if attribute and not _is_subject(document, index) else Direction(1)
    if found.modal == "could":
        return NEAREST
    if found.modal in _UNREAL and found.tense != "past":
        return Direction(-1 if found.perfect else 1)
    if not found.finite and _is_planned(document, predicate):
        was = clause(document, document.words[predicate].head)
        if _is_given_up(document, predicate):
            return NEAREST
        return _once_planned(document, index) if was.finite and was.tense == "past" else Direction(1)
    if found.tense == "past":
        appointed = any(c.lemma.lower() == "for" for c in document.children(index, "case"))
        appointed |= word.lemma.lower() == "due" or (found.perfect and word.lemma.lower() in {"expect", "schedule"})
        if word.lemma.lower() in _EXPECTED and appointed:
            return _once_planned(document, index)
        if (
            word.lemma.lower() in _SHIFTING
            and before is None
            and not attribute
            and document.child(predicate, "obj", "nsubj:pass") is not None
        ):
            return NEAREST
        if word.lemma.lower() in _APPOINTING and not attribute and document.child(predicate, "obj") is not None:
            return Direction(1)
        if own_clause and word.lemma.lower() in _APPOINTING:  # "was planned for early March"
            return NEAREST
        if own_clause and not _is_direct(document, index, found):
            return Direction(0, leans_past=True)
        return Direction(-1)
    going = found.progressive and word.lemma.lower() in _GOING  # "am *going* to Beirut on Sunday"
    if found.tense == "present" and (going or word.lemma.lower() in _EXPECTED | _TIMETABLED) and not found.perfect:
        return Direction(1)
    return NEAREST


def _once_planned(document: Document, index: int) -> Direction:
    """The side of what "was scheduled for Aug. 28" or "had been due on Wednesday": it may be off before or after a date, and of a weekday before it."""
    return Direction(1) if document.words[index].lemma.lower() in WORDS.weekdays else NEAREST


def _predicate(document: Document, index: int) -> int:
    """The predicate over a word; that of the sentence before where a false cut left the date at the head of a fragment: "fell 7/8 | Thursday amid"."""
    predicate = predicate_of(document, index)
    word = document.words[predicate]
    sentence = document.sentences[word.sentence]
    cut = predicate == index == sentence.first and index and document.words[index - 1].text[-1:].isalnum()
    return predicate_of(document, document.sentences[word.sentence - 1].root) if cut else predicate


def _outer(document: Document, predicate: int) -> int:
    """A predicate, or the one that a participle of time hangs by: "was due to meet X *before flying* to PLACE on Friday" lies where "meet" does."""
    word = document.words[predicate]
    timed = any(m.lemma.lower() in {"before", "after"} for m in document.children(predicate, "mark"))
    return word.head if word.xpos == "VBG" and word.relation == "advcl" and timed and word.head >= 0 else predicate


def sets_term(document: Document, index: int) -> bool:
    """Whether the predicate of a word sets a term: "gave him until Tuesday", "postponed it until Friday"."""
    return document.words[predicate_of(document, index)].lemma.lower() in WORDS.terms.words


def _verb_before(document: Document, first: int) -> int | None:
    """The past verb that an expression follows with no more than a preposition between.

    It belongs there whatever the tree says: "said on Tuesday that it would", "the terms, announced Friday, would".
    """
    for index in (first - 1, first - 2):
        if index < 0 or document.words[index].sentence != document.words[first].sentence:
            return None
        word = document.words[index]
        if word.xpos in {"VBD", "VBN"} and word.upos == "VERB":
            return index
        if word.text.lower() not in {"on", "in", "last", "late", "early"}:
            return None
    return None


def _is_participle(word: Word, found: Clause, document: Document) -> bool:
    """Whether the predicate is a past participle that modifies a noun: "the agreement announced Friday"."""
    return word.xpos == "VBN" and not found.finite and document.child(word.index, "aux", "aux:pass", "nsubj") is None


def _is_to(document: Document, word: Word) -> bool:
    """Whether a predicate stands under "is to": "is to resume on Monday"."""
    marked = infinitival(document, word.index)
    return word.xpos == "VB" and marked and any(helper.lemma == "be" for helper in document.children(word.index, "aux", "cop"))


def _is_attribute(document: Document, index: int) -> bool:
    """Whether the date stands before a noun as part of its name: "Friday's summit", "the Oct. 23 shooting"."""
    word = document.words[index]
    head = document.head(index)
    return word.deprel in _ATTRIBUTES and head is not None and head.upos in {"NOUN", "PROPN"}


def _is_subject(document: Document, index: int) -> bool:
    """Whether the noun that a date stands before is a subject: "Friday's summit will discuss"."""
    head = document.head(index)
    return head is not None and head.relation == "nsubj"


def _looks_ahead(document: Document, index: int) -> bool:
    head = document.head(index)
    return head is not None and any(case.lemma.lower() in _AHEAD for case in document.children(head.index, "case"))


def _is_of_plan(document: Document, index: int) -> bool:
    """Whether a date hangs by a noun that is told to lie ahead: "talked about the *slated* visit of X *in September*"."""
    word = document.words[index]
    while word.relation == "nmod" and (above := document.head(word.index)) is not None:
        word = above
        if any(c.lemma.lower() in _TO_COME for c in document.children(word.index, "amod")):
            return True
    return False


def _is_planned(document: Document, predicate: int) -> bool:
    """Whether a predicate is the infinitive of a plan: "planned to leave on Thursday", "is set to resume on Monday"."""
    if not infinitival(document, predicate):
        return False
    above = document.head(predicate)
    return above is not None and above.lemma.lower() in _EXPECTED


def _is_given_up(document: Document, predicate: int) -> bool:
    """Whether a plan is the object of a verb under a past one: "weather forced X to abandon *plans* to fly on Sunday"."""
    plan = document.head(predicate)
    verb = None if plan is None or plan.upos != "NOUN" or plan.relation != "obj" else document.head(plan.index)
    above = None if verb is None or verb.relation != "xcomp" else document.head(verb.index)
    return above is not None and above.xpos in {"VBD", "VBN"}


def _is_direct(document: Document, index: int, found: Clause) -> bool:
    """Whether a date is an adverbial of the finite verb itself, also by way of a part of a day: "was shot on the night of Oct. 23"."""
    word = document.words[index]
    head = document.head(index)
    if head is not None and word.relation == "nmod" and head.lemma.lower() in _DAY_PARTS:
        word = head
    return found.finite and word.relation not in _ARGUMENTS and found.predicate in (word.head, word.index)
