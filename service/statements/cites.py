"""Nested reports: whom the speaker of a statement cites for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.language.document import Document
    from service.statements.cues import Cue

_CITING = frozenset({"cite", "quote"})


def cited_by(document: Document, cues: Sequence[Cue]) -> dict[int, tuple[int, ...]]:
    """Heads of the sources that a cue cites, by the cue's head.

    Vedomosti reported …, citing *a diplomatic source* · according to the agency, which quoted *a minister*. Not: he resigned, citing his health.
    """
    heads = {c.head for c in cues}
    found: dict[int, tuple[int, ...]] = {}
    for cue in cues:
        word = document.words[cue.head]
        if word.lemma not in _CITING:
            continue
        thing = document.child(cue.head, "obj", "iobj")  # the parser takes a bare plural for an indirect object
        if thing is None:
            continue
        cited = (thing.index, *(c.index for c in document.children(thing.index, "conj")))
        if word.xpos == "VBG" and word.relation in {"advcl", "parataxis", "acl", "conj"}:
            above = next((a.index for a in document.ancestors(cue.head) if a.index in heads), None)
            if above is not None and document.words[above].sentence == word.sentence:
                found[above] = (*found.get(above, ()), *cited)
        elif word.deprel == "acl:relcl":
            above = next((c.head for c in cues if c.source.head == word.head and c.head != cue.head), None)
            if above is not None:
                found[above] = (*found.get(above, ()), *cited)
    return found


def is_citation(cue: Cue, cited: dict[int, tuple[int, ...]]) -> bool:
    """Whether a cue only tells whom another cites."""
    return (
        "verb:cite" in cue.rules or "verb:quote" in cue.rules if any(_governs(cue, heads) for heads in cited.values()) else False
    )


def _governs(cue: Cue, heads: tuple[int, ...]) -> bool:
    return any(h in cue.filled.content for h in heads)
