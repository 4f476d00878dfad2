"""Why a visit is made, and of which kind it is: "for a meeting with Putin", "to attend", "a state visit"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, conjuncts
from service.language.clauses import infinitival
from service.visits.words import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.spans import Span
    from service.times.model import Times
    from service.visits.model import Candidate, Kind

_INVITATION = frozenset({"invitation"})
_MEETING = frozenset({"meet", "talk", "meeting", "consult", "see", "confer"})


def purpose(document: Document, candidate: Candidate, times: Times) -> Span | None:
    """The span that says why, with its "for" or "to"; ``None`` where nothing does."""
    reason = next(_reasons(document, candidate, times), None)
    if reason is None:
        return None
    inside = document.subtree(reason.index, lambda w: not _ends(document, w) and w.index not in times.words)
    start = next((m.index for m in document.children(reason.index, "mark", "case") if m.lemma in {"to", "for"}), inside[0])
    return document.span(i for i in inside if i >= start)


def _ends(document: Document, word: Word) -> bool:
    """Whether a word begins what no longer says why: a report beside, a clause set off by a comma, the next stop ("and then *to* B")."""
    if word.upos == "PUNCT" or word.relation in {"parataxis", "appos"}:
        return True
    if word.relation == "conj" and word.upos == "PROPN" and case(document, word.index) in {"to", "for", "in"}:
        return True
    below = document.subtree(word.index)
    return word.deprel in {"acl:relcl", "advcl"} and below[0] > 0 and document.words[below[0]].text == ","


def met(document: Document, candidate: Candidate, times: Times) -> list[int]:
    """Those the visitor goes to meet, by the words that head them: they receive it."""
    found: list[int] = []
    for start in dict.fromkeys((candidate.trigger, candidate.predicate)):  # "at the invitation *of X*"
        for bidden in document.children(start, "obl", "nmod") if document.beside(start, _INVITATION) else ():
            if bidden.lemma.lower() == "invitation" and case(document, bidden.index) in {"at", "on", "upon"}:
                found += [
                    n.index for n in document.children(bidden.index, "nmod") if case(document, n.index) in {"of", "by", None}
                ]
    for reason in _reasons(document, candidate, times):
        if reason.lemma.lower() in _MEETING:
            for child in document.children(reason.index, "obj", "nmod", "obl"):
                if child.relation == "obj" or case(document, child.index) == "with":
                    found += conjuncts(document, child.index)
    return found


def kind(document: Document, candidate: Candidate) -> Kind | None:
    """The kind of visit where a word before the noun says so: "a working and friendship visit" → working."""
    kinds = triggers().kinds
    for child in document.children(candidate.trigger, "amod", "compound"):
        for index in (child.index, *(c.index for c in document.children(child.index, "conj"))):
            if (found := kinds.get(document.words[index].lemma.lower())) is not None:
                return found
    return None


def _reasons(document: Document, candidate: Candidate, times: Times) -> Iterator[Word]:
    for start in dict.fromkeys((candidate.trigger, candidate.predicate)):
        for child in document.children(start, "advcl", "obl", "nmod", "acl", "xcomp"):
            if document.lemmas[child.index] in triggers().purpose.aim:  # "in an attempt *to end* a mutiny"
                yield from (c for c in document.children(child.index, "acl") if _is_aim(document, c))
            if child.index in times.words or child.index in candidate.destinations:
                continue
            if child.relation in {"advcl", "acl"} and _is_aim(document, child):
                yield child
            if child.relation not in {"obl", "nmod"} or child.upos not in {"NOUN", "PROPN"}:
                continue
            if _says_what_for(document, child, times):
                yield child
    for place in candidate.destinations:  # "is due in PLACE later Thursday *for talks*", which the tree hangs by the place
        yield from (n for n in document.children(place, "nmod") if _says_what_for(document, n, times))
    if candidate.frame == "presence" and _is_aim(
        document, document.words[candidate.trigger]
    ):  # "plans *to attend* a concert there"
        yield document.words[candidate.trigger]


def _says_what_for(document: Document, word: Word, times: Times) -> bool:
    """Whether a phrase is one of "for" that says why: "*for* talks", not "for the first time"."""
    return (
        case(document, word.index) == "for"
        and word.index not in times.words
        and (lemma := word.lemma.lower()) not in triggers().purpose.none
        and lemma not in triggers().nouns.visit
        and ((name := document.name_at(word.index)) is None or name.type not in {"place", "date"})
    )


def _is_aim(document: Document, clause: Word) -> bool:
    """Whether an infinitive says what for: "*to meet* X", "where she is due *to meet* X"; not "*only to be told*", "so as *not to* miss", "that *was to have* begun"."""
    if clause.deprel == "acl:relcl" and (
        clause.lemma.lower() in triggers().verbs.taking_place or document.child(clause.index, "advmod") is None
    ):
        return False
    if any(
        a.lemma.lower() in {"only", "not"} or a.text.lower() == "as" for a in document.children(clause.index, "advmod", "mark")
    ):
        return False
    return infinitival(document, clause.index)
