"""Why a visit is made, and of which kind it is: "for a meeting with Putin", "to attend", "a state visit"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, conjuncts
from service.visits.words import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.spans import Span
    from service.times.model import Times
    from service.visits.model import Candidate, Kind

_MEETING = frozenset({"meet", "talk", "meeting", "consult", "see", "confer"})


def purpose(document: Document, candidate: Candidate, times: Times) -> Span | None:
    """The span that says why, with its "for" or "to"; ``None`` where nothing does."""
    reason = next(_reasons(document, candidate, times), None)
    if reason is None:
        return None
    return document.span(
        document.subtree(reason.index, lambda w: w.relation != "parataxis" and w.upos != "PUNCT" and w.index not in times.words)
    )


def met(document: Document, candidate: Candidate, times: Times) -> list[int]:
    """Those the visitor goes to meet, by the words that head them: they receive it."""
    found: list[int] = []
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
            if child.index in times.words or child.index in candidate.destinations:
                continue
            if child.relation in {"advcl", "acl"} and any(m.lemma == "to" for m in document.children(child.index, "mark")):
                yield child
            if child.relation in {"obl", "nmod"} and child.upos == "NOUN" and case(document, child.index) == "for":
                yield child
