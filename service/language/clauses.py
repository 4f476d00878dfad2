"""Tense, modality and negation of a clause, said once for dates, statements and visits.

A clause is named by its predicate: the word of the tree that carries subject, objects and auxiliaries (UD). Tense is that of the
finite verb that heads the chain of auxiliaries; a predicate with no finite verb takes it from the clause that governs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from service.language.document import remembered

if TYPE_CHECKING:
    from service.language.document import Document, Word

Tense = Literal["past", "present", "future"]

CLAUSAL = frozenset({"root", "ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj"})
"""Relations whose dependent is the predicate of a clause of its own."""

_FUTURE = frozenset({"will", "shall", "'ll", "wo"})
_MODALS = frozenset({"may", "might", "can", "could", "would", "should", "must", "ought"})
_IF = frozenset({"if", "unless", "whether"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor"})
_NEGATING = _NEGATIONS | {"none"}
"""One of these stands in every sentence with a negation."""


class Clause(Struct, frozen=True):
    """What the grammar says of a predicate.

    ``tense`` is that of its own finite verb, else of the nearest governing clause; ``finite`` says whether it has one of its own.
    ``perfect`` and ``progressive`` are aspects, ``modal`` the lemma of a modal other than the future's, ``negated`` covers "not",
    "never", "no longer" and negative determiners of the subject ("no official went"), ``conditional`` a clause under "if" or "unless".
    """

    predicate: int
    tense: Tense | None
    finite: bool
    perfect: bool
    progressive: bool
    passive: bool
    modal: str | None
    negated: bool
    conditional: bool


def predicate_of(document: Document, index: int) -> int:
    """The predicate of the innermost clause that a word belongs to; the sentence's root where nothing else is."""
    word = document.words[index]
    chain = [word, *document.ancestors(index)]
    for step in chain:
        if step.relation in {"cop", "aux"}:
            continue
        if step.upos in {"VERB", "AUX"} and step.relation not in {"amod", "compound", "aux", "cop", "fixed"}:
            return step.index
        if step.relation in CLAUSAL or (step.relation == "conj" and document.child(step.index, "cop", "nsubj") is not None):
            return step.index
    return chain[-1].index


def infinitival(document: Document, index: int) -> bool:
    """Whether a word's own clause is an infinitive with its "to"."""
    marks = document.related[index].get("mark")
    return marks is not None and any(m.lemma == "to" for m in marks)


@remembered
def clause(document: Document, predicate: int) -> Clause:
    """The grammar of one predicate."""
    word = document.words[predicate]
    helpers = document.children(predicate, "aux", "cop")
    if not helpers and word.relation == "conj":
        helpers = _shared_helpers(document, word)
    lemmas = {h.lemma.lower() for h in helpers} | {h.text.lower() for h in helpers}
    tense, finite = _tense(document, word, helpers)
    if tense is None:
        tense = _governing_tense(document, word)
    gerund = word.feats.get("VerbForm") == "Ger" or word.xpos == "VBG"
    return Clause(
        predicate=predicate,
        tense=tense,
        finite=finite,
        perfect=("have" in lemmas and word.lemma.lower() != "have") or "been" in lemmas,
        progressive=gerund and "be" in lemmas,
        passive=document.child(predicate, "aux:pass", "nsubj:pass") is not None,
        modal=next((h.lemma.lower() for h in helpers if h.lemma.lower() in _MODALS), None),
        negated=is_negated(document, predicate),
        conditional=_conditional(document, word),
    )


def tense(document: Document, index: int) -> Tense | None:
    """The tense of the clause a word stands in; ``None`` where no finite verb governs it (headlines, fragments)."""
    return clause(document, predicate_of(document, index)).tense


@remembered
def is_negated(document: Document, predicate: int) -> bool:
    """Whether the predicate itself is negated, by an adverb or by its subject's or object's determiner."""
    if not document.beside(predicate, _NEGATING):
        return False
    for child in document.children(predicate):
        if child.relation in {"advmod", "cc", "aux"}:
            if document.lows[child.index] in _NEGATIONS or document.lemmas[child.index] in {"not", "never"}:
                return True
        elif child.relation == "nsubj" and any(
            d.lemma.lower() in {"no", "neither", "none"} for d in (child, *document.children(child.index, "det", "cc", "advmod"))
        ):
            return True
        if document.lows[child.index] == "longer" and any(c.text.lower() == "no" for c in document.children(child.index)):
            return True
    return False


def _shared_helpers(document: Document, word: Word) -> list[Word]:
    """The auxiliaries of the first conjunct that a bare conjunct shares: "will visit China and meet Xi"."""
    first = document.head(word.index)
    while first is not None and first.relation == "conj":
        first = document.head(first.index)
    if (
        first is None
        or document.child(word.index, "nsubj", "mark") is not None
        or (word.feats.get("VerbForm", "Inf") == "Fin" and word.xpos not in {"VB", "VBN", "VBG"})
    ):
        return []
    return document.children(first.index, "aux")


def _tense(document: Document, word: Word, helpers: list[Word]) -> tuple[Tense | None, bool]:
    """The tense of a predicate's own finite verb, and whether it has one."""
    if any(h.text.lower() in _FUTURE or h.lemma.lower() in {"will", "shall"} for h in helpers):
        return "future", True
    infinitive = word.xpos == "VB" and infinitival(document, word.index)
    been = any(h.text.lower() == "been" for h in helpers)
    finite = next((h for h in helpers if h.feats.get("VerbForm") == "Fin" or h.xpos in {"VBD", "VBZ", "VBP", "MD"}), None)
    if finite is not None:
        going = word.xpos == "VBG" and word.lemma == "go" and any(c.xpos == "VB" for c in document.children(word.index, "xcomp"))
        if finite.feats.get("Tense") == "Past" or finite.xpos == "VBD":
            return "past", True
        if been or any(h.lemma.lower() == "have" for h in helpers):  # the present perfect tells of something past
            return "past", True
        return ("future" if going else "present"), True
    if been:
        return "past", False
    if infinitive:
        return None, False
    if word.xpos == "VBD" or (word.feats.get("Tense") == "Past" and word.feats.get("VerbForm") == "Fin"):
        return "past", True
    if word.xpos in {"VBZ", "VBP"} or (word.feats.get("Tense") == "Pres" and word.feats.get("VerbForm") == "Fin"):
        return "present", True
    return None, False


def _governing_tense(document: Document, word: Word) -> Tense | None:
    """The tense a non-finite or nominal predicate takes from above: an infinitive of purpose or plan looks ahead of a present."""
    previous = word
    for above in document.ancestors(word.index):
        if above.upos in {"VERB", "AUX"} or document.child(above.index, "cop") is not None:
            found, _ = _tense(document, above, document.children(above.index, "aux", "cop"))
            if found is not None:
                infinitive = infinitival(document, previous.index)
                return "future" if infinitive and found == "present" and previous.relation in {"xcomp", "acl"} else found
            previous = above
    return None


def _conditional(document: Document, word: Word) -> bool:
    """Whether the clause or one that it hangs in stands under "if", "unless" or "whether"."""
    if not document.beside(word.index, _IF):
        return False
    for step in (word, *document.ancestors(word.index)):
        marks = document.related[step.index].get("mark")
        if marks is not None and any(m.lemma.lower() in _IF for m in marks):
            return True
        if step.relation in {"root", "ccomp", "parataxis"}:
            return False
    return False
