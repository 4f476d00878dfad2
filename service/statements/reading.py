"""A document read for speech: its tree together with its quotations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from service.entities.model import Entities
from service.language.document import ROOT, Document
from service.statements.quotes import Quotation, find_quotations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from service.language.document import Word
    from service.spans import Span

STOPS = frozenset({",", ".", ";", ":", "-", "--", "–", "—", "_", "…", "..."})
"""Punctuation that a span of content neither begins nor ends with."""

MARKS = frozenset({'"', "“", "”", "``", "''", "‘", "’", "'", "«", "»", "„"})
"""Quotation marks as words."""


class Reading(Struct, frozen=True, dict=True):
    """A document, whom it names and its outermost quotations."""

    document: Document
    entities: Entities
    quotations: tuple[Quotation, ...]

    @classmethod
    def of(cls, document: Document, entities: Entities) -> Reading:
        """Read a document."""
        return cls(document, entities, find_quotations(document.text))

    @cached_property
    def _starts(self) -> list[int]:
        return [w.span.start for w in self.document.words]

    @cached_property
    def quoted(self) -> dict[int, int]:
        """The words that stand in quotations, each with the number of its own."""
        return {i: number for number, q in enumerate(self.quotations) for i in self.words_in(q.span)}

    def words_in(self, span: Span) -> range:
        """Indexes of the words that begin inside a span."""
        return range(bisect_left(self._starts, span.start), bisect_right(self._starts, span.end - 1))

    def quotation_at(self, index: int) -> int | None:
        """The number of the quotation that a word stands in."""
        return self.quoted.get(index)

    def quotations_in(self, indexes: AbstractSet[int]) -> set[int]:
        """The numbers of the quotations that some words stand in."""
        return {self.quoted[i] for i in self.quoted.keys() & indexes}

    def is_sentence_quotation(self, number: int) -> bool:
        """Whether a quotation is said as a sentence, not words borrowed for the sentence around it.

        It opens a sentence or follows a colon or a comma, and holds three words or more: "He called it "a disgrace"." borrows.
        """
        inside = self.words_in(self.quotations[number].span)
        if len([i for i in inside if self.document.words[i].upos != "PUNCT"]) < 2:
            return False
        first = self.document.words[inside[0]]
        if inside[0] == self.document.sentence_of(inside[0]).first:
            return True
        before = self.document.words[first.index - 1].text
        ends = self.document.words[inside[-1] - 1].text if len(inside) > 1 else ""
        return before in {":", ","} or ends in {".", "!", "?", ","}

    def trimmed(self, indexes: Iterable[int]) -> list[int]:
        """Words in text order, without stops at the edges of the whole that no quotation holds."""
        words = sorted(set(indexes))
        while words and self._is_loose(words[0]):
            words.pop(0)
        while words and self._is_loose(words[-1]):
            words.pop()
        return words

    def _is_loose(self, index: int) -> bool:
        text = self.document.words[index].text
        return (text in STOPS or text in MARKS) and self.quotation_at(index) is None

    def spans(self, indexes: Iterable[int]) -> tuple[Span, ...]:
        """The stretches of text that words make up: parted where other words than stops stand between them."""
        runs: list[list[int]] = []
        run: list[int] = []
        for index in sorted(self.closed(indexes)):
            if not run or (run[-1] + 1 != index and any(w.upos != "PUNCT" for w in self.document.words[run[-1] + 1 : index])):
                run = []
                runs.append(run)
            run.append(index)
        kept = (self.trimmed(run) for run in runs)
        return tuple(self.document.span(run) for run in kept if run)

    def closed(self, indexes: Iterable[int]) -> set[int]:
        """Words, with the marks of every quotation that they hold all the words of."""
        words = set(indexes)
        for number in self.quotations_in(words):
            q = self.quotations[number]
            inner = [i for i in self.words_in(q.inner) if self.document.words[i].upos != "PUNCT"]
            if inner and words.issuperset(inner):
                words.update(self.words_in(q.span))
        return words

    def phrase(self, head: int, *without: str) -> list[int]:
        """The words of a noun phrase in one run around its head; dependents in the relations ``without`` are left out."""
        drop = {"acl", "parataxis", "punct", *without}
        words = set(self.document.subtree(head, lambda w: w.relation not in drop))
        first = last = head
        while first - 1 in words or (first - 2 in words and self._joins(first - 1)):
            first -= 1
        while last + 1 in words or (last + 2 in words and self._joins(last + 1)):
            last += 1
        return list(range(first, last + 1))

    def _joins(self, index: int) -> bool:
        return self.document.words[index].upos == "PUNCT" and self.document.words[index].text not in {";", ":", "."}


def governor(document: Document, word: Word) -> Word | None:
    """The word that governs a whole coordination: that of its first conjunct."""
    while word.relation == "conj" and word.head != ROOT:
        word = document.words[word.head]
    return document.head(word.index)


def case_of(document: Document, index: int) -> str:
    """The preposition of a noun phrase, lower case; "" where it has none. A compound one ("because of") gives its first word."""
    child = next((c for c in document.children(index, "case") if c.lemma not in {"'s", "’s", "'"}), None)
    return child.lemma.lower() if child is not None else ""
