"""What the parser gets wrong in news and plain grammar can put right: "Visiting Premier X said" is no clause about somebody who visits X.

English treebanks hardly have a participle before a title and a name, so the parser makes a clause of it, whose subject or object is the name, and
leaves the verb behind it without a subject. The title shows the participle to be attributive (Huddleston & Pullum 2002, §6.2.2: "the visiting team").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.language.document import ROOT

if TYPE_CHECKING:
    from service.language.document import Word

_LEADING = frozenset({"with", "by", "to", "from", "for", "of", "between"})
"""Prepositions of which the parser makes the mark of the clause."""


def repaired(words: list[Word]) -> list[Word]:
    """The words of a document with the trees of "visiting" before a title and a name put right; a new list where any were wrong."""
    for word in [w for w in words if w.text.lower() == "visiting" and w.xpos == "VBG" and w.head != ROOT]:
        words = _attributive(words, word)
    return words


def _attributive(words: list[Word], word: Word) -> list[Word]:
    below = [w for w in words if w.head == word.index]
    if any(w.relation in {"aux", "det"} for w in below):
        return words
    name = next((w for w in below if w.relation in {"obj", "nsubj"} and w.upos == "PROPN" and w.index > word.index), None)
    if name is None or not _is_titled(words, word.index + 1, name):
        return words
    lead = next((w for w in below if w.relation in {"mark", "case"} and w.text.lower() in _LEADING), None)
    verb = words[word.head]
    taken = any(w.head == verb.index and w.relation == "nsubj" for w in words)
    if lead is not None:
        role = "nmod" if verb.upos in {"NOUN", "PROPN"} else "obl"
    elif word.index < verb.index and not taken:
        role = "nsubj"
    elif word.relation in {"xcomp", "ccomp", "obj"} and word.index == verb.index + 1:
        role = "obj"
    else:
        return words
    changed = {word.index: ("amod", name.index), name.index: (role, verb.index)}
    changed |= {
        w.index: ("case" if w is lead else w.deprel, name.index if w is lead else verb.index) for w in below if w is not name
    }
    return [replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in words]


def _is_titled(words: list[Word], first: int, name: Word) -> bool:
    """Whether nothing but a title stands before a name, at least one word of it."""
    between = words[first : name.index]
    return bool(between) and all(w.upos in {"ADJ", "NOUN", "PROPN"} for w in between)
