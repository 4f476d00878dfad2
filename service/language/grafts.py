"""The tree of one sentence while words are hung elsewhere in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from service.language.document import ROOT
from service.language.trees import cycle

if TYPE_CHECKING:
    from service.language.document import Word


class Tree:
    """The tree of one sentence while it is put right; words keep their place and their index in the document."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.first = words[0].index

    def at(self, index: int) -> Word:
        """The word of an index in the document."""
        return self.words[index - self.first]

    def between(self, start: int, end: int) -> list[Word]:
        """The words from one index to before another, as far as the sentence reaches."""
        return self.words[max(start - self.first, 0) : max(end - self.first, 0)]

    def below(self, above: Word) -> list[Word]:
        """The dependents of a word in text order."""
        return [w for w in self.words if w.head == above.index]

    def cases(self, word: Word) -> set[str]:
        """The prepositions and possessive markers of a noun phrase, in lower case."""
        return {w.text.lower() for w in self.below(word) if w.relation == "case"}

    def hang(self, changed: dict[int, tuple[str, int]]) -> None:
        """Gives words another relation and head; nothing is changed where that would make no tree."""
        words = [
            replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in self.words
        ]
        heads = [0, *(0 if w.head == ROOT else w.head - self.first + 1 for w in words)]
        if cycle(np.array(heads)) is None:
            self.words = words
