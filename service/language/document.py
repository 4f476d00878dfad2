"""The immutable view of a parsed text that every later stage works on.

Words, trees and names come from Stanza (``load.py``); nothing here knows which model made them.
Relations are Universal Dependencies v2 (https://universaldependencies.org/u/dep/).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, cached_property, wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = -1
"""The ``head`` of a sentence's root."""

NameType = Literal["person", "place", "norp", "organization", "facility", "date", "money", "product", "misc"]
"""Kinds of names: those of the Worldwide corpus; OntoNotes' are mapped onto them. ``norp`` is a nationality, religion or party."""


T = TypeVar("T")


@cache
def _without_subtype(deprel: str) -> str:
    return deprel.partition(":")[0]


class Word(Struct, frozen=True):
    """One syntactic word (UD): ``text`` is always ``document.text[span.start:span.end]``.

    The parts of a multi-word token that cannot be told apart in the text share its span.
    ``head`` is the index in the document of the governor, or ``ROOT``.
    """

    index: int
    sentence: int
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: dict[str, str]
    head: int
    deprel: str
    span: Span
    relation: str = ""
    """``deprel`` without its subtype, ``nsubj`` for ``nsubj:pass``; set by the word itself."""

    def __post_init__(self) -> None:
        force_setattr(self, "relation", _without_subtype(self.deprel))


_INDEX = attrgetter("index")


class Sentence(Struct, frozen=True):
    """Words ``first`` (included) to ``last`` (excluded) of the document; ``cut`` where an over-long sentence was cut here."""

    index: int
    first: int
    last: int
    root: int
    span: Span
    cut: bool = False


class Name(Struct, frozen=True):
    """A name found by the tagger: words ``first`` (included) to ``last`` (excluded)."""

    type: NameType
    first: int
    last: int
    span: Span


def _by_relation(words: list[Word]) -> dict[str, list[Word]]:
    if len(words) == 1:
        return {words[0].relation: words, words[0].deprel: words}
    table: dict[str, list[Word]] = {}
    for word in words:
        relation = word.relation
        if relation in table:
            table[relation].append(word)
        else:
            table[relation] = [word]
        if word.deprel != relation:
            table.setdefault(word.deprel, []).append(word)
    return table


_NO_DEPENDENTS: dict[str, list[Word]] = {}
"""What the dependents of a leaf are, by their relations."""


class Document(Struct, frozen=True, dict=True):
    """A parsed text: its words, sentences and names in text order."""

    text: str
    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...]

    @cached_property
    def _dependents(self) -> list[list[Word]]:
        leaf: list[Word] = []  # one for all words with nothing below
        lists = [leaf] * len(self.words)
        for word in self.words:
            if (head := word.head) != ROOT:
                if lists[head] is leaf:
                    lists[head] = [word]
                else:
                    lists[head].append(word)
        return lists

    @cached_property
    def related(self) -> Sequence[Mapping[str, Sequence[Word]]]:
        """The dependents of each word by their relations, in text order under their bare relation and under their subtype."""
        return [_by_relation(below) if below else _NO_DEPENDENTS for below in self._dependents]

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemma of each word in lower case; not to be changed."""
        return [word.lemma.lower() for word in self.words]

    @cached_property
    def lows(self) -> list[str]:
        """Each word as it stands, in lower case; not to be changed."""
        return [word.text.lower() for word in self.words]

    @cached_property
    def _remembered(self) -> defaultdict[Any, dict[int, Any]]:
        return defaultdict(dict)

    @cached_property
    def _name_at(self) -> dict[int, Name]:
        return {i: name for name in self.names for i in range(name.first, name.last)}

    @cached_property
    def _tagged(self) -> dict[str, list[Word]]:
        lists: defaultdict[str, list[Word]] = defaultdict(list)
        for word in self.words:
            lists[word.upos].append(word)
        return lists

    @cached_property
    def _vocabulary(self) -> list[set[str]]:
        return [{*self.lows[s.first : s.last], *self.lemmas[s.first : s.last]} for s in self.sentences]

    def sentences_with(self, words: frozenset[str]) -> set[int]:
        """The sentences that hold one of some words, in lower case as it stands or by its lemma."""
        return {sentence for sentence, held in enumerate(self._vocabulary) if not words.isdisjoint(held)}

    def beside(self, index: int, words: frozenset[str]) -> bool:
        """Whether the sentence of a word holds one of some words, in lower case as it stands or by its lemma: a quick test before the tree is read."""
        return not words.isdisjoint(self._vocabulary[self.words[index].sentence])

    def tagged(self, *tags: str) -> list[Word]:
        """The words with one of some UPOS tags, in text order."""
        found: list[Word] = []
        for tag in tags:
            found += self._tagged.get(tag, ())
        if len(tags) > 1:
            found.sort(key=_INDEX)
        return found

    def children(self, index: int, relation: str = "", *others: str) -> list[Word]:
        """The dependents of a word in text order; with relations only those, a bare one matching its subtypes too."""
        table = self.related[index]
        if not others:
            if relation in table:
                return list(table[relation])
            return [] if relation else self._dependents[index].copy()
        found = table.get(relation)
        for other in others:
            if other in table:
                if found is not None:  # of several relations: in text order, and once where one is the other's subtype
                    wanted = (relation, *others)
                    return [word for word in self._dependents[index] if word.relation in wanted or word.deprel in wanted]
                found = table[other]
        return [] if found is None else list(found)

    def child(self, index: int, relation: str, *others: str) -> Word | None:
        """The first dependent with one of some relations."""
        table = self.related[index]
        found = table[relation][0] if relation in table else None
        for other in others:
            if other in table and (found is None or table[other][0].index < found.index):
                found = table[other][0]
        return found

    def head(self, index: int) -> Word | None:
        """The governor of a word; ``None`` for a root."""
        head = self.words[index].head
        return None if head == ROOT else self.words[head]

    def ancestors(self, index: int) -> Iterator[Word]:
        """The governors of a word, nearest first."""
        seen = {index}
        while (index := self.words[index].head) != ROOT and index not in seen:
            seen.add(index)
            yield self.words[index]

    def subtree(self, index: int, keep: Callable[[Word], bool] | None = None) -> list[int]:
        """Indexes of a word and all below it, in text order; a dependent that ``keep`` refuses is left out with its own."""
        found = [index]
        dependents = self._dependents
        if not dependents[index]:
            return found
        for above in found:  # which grows by those below
            for word in dependents[above]:
                if keep is None or keep(word):
                    found.append(word.index)
        found.sort()
        return found

    def name_at(self, index: int) -> Name | None:
        """The name a word is part of."""
        return self._name_at.get(index)

    def sentence_of(self, index: int) -> Sentence:
        """The sentence of a word."""
        return self.sentences[self.words[index].sentence]

    def span(self, indexes: Iterable[int]) -> Span:
        """The characters from the first to the last of some words; never empty."""
        held = sorted(indexes)
        return self.stretch(held[0], held[-1] + 1)

    def stretch(self, first: int, last: int) -> Span:
        """The characters of the words ``first`` (included) to ``last`` (excluded), one at least."""
        return Span(self.words[first].span.start, self.words[last - 1].span.end)

    def text_of(self, first: int, last: int) -> str:
        """The text of the words ``first`` (included) to ``last`` (excluded), one at least."""
        return self.text[self.words[first].span.start : self.words[last - 1].span.end]


def remembered(found: Callable[[Document, int], T]) -> Callable[[Document, int], T]:
    """A function of the tree at a word that is worked out once a word, as long as the document lives; its answers must not be changed."""

    @wraps(found)
    def remembering(document: Document, index: int) -> T:
        known: dict[int, T] = document._remembered[found]  # noqa: SLF001 - the document's own
        if index not in known:
            known[index] = found(document, index)
        return known[index]

    return remembering
