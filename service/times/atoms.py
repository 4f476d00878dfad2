"""A sentence as atoms: the smallest pieces the grammar works on, whatever the tokenizer made of them.

Runs of letters, runs of digits and single signs are atoms, so that "mid-May", "3–5", "p.m." and "Oct." look the same however the words were cut.
Each atom knows its word, and so its tag, its tree and its characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from service.times.words import TRIGGERS, WORDS, ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word

_PIECES = re.compile(r"\d+|[^\W\d_]+|\S")
_FIGURES = re.compile(r"\d{4}|\d+[/-]\d+|\d+s$|\d:\d\d|\d\d?[ap]m|\d0['’]s$|\d(st|nd|rd|th)$|['’]\d\d|^[qh][1-4]$|^fy")
_APOSTROPHES = str.maketrans("’‘`", "'''")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "its",
        "this",
        "that",
        "these",
        "at",
        "no",
        "not",
        "as",
        "some",
        "more",
        "less",
        "up",
        "just",
        "only",
        "well",
        "very",
        "year",
    ]
)
_SHORT_YEAR_MARKS = frozenset({"'", "’", "‘", "'s", "’s"})
_FUNCTION_REACH = 7
_LONGEST_LEAD = 9
"""How many atoms can stand before the first word of time: "no more than two hundred and fifty-five days"."""


class Atom(Struct, frozen=True, gc=False):
    """``low`` is the piece in lower case with plain apostrophes and dashes; ``start`` and ``end`` are its characters in the text."""

    low: str
    raw: str
    start: int
    end: int
    word: int


class Line:
    """The atoms of one sentence with safe access by position: past either end there is an empty atom."""

    __slots__ = ("_low", "_reach", "atoms", "document", "lows")

    def __init__(self, document: Document, atoms: list[Atom]) -> None:
        self.document = document
        self.atoms = atoms
        self.lows = [atom.low for atom in atoms]
        self._low = dict(enumerate(self.lows))
        self._reach = _reach(self.lows)

    def __len__(self) -> int:
        return len(self.atoms)

    def low(self, i: int) -> str:
        """The lower-cased piece at ``i``; empty outside the sentence."""
        return self._low.get(i, "")

    def near(self, i: int) -> bool:
        """Whether a word of time comes soon enough for an expression to begin at ``i``."""
        return self._reach[i] <= (_FUNCTION_REACH if self.lows[i] in _FUNCTION_WORDS else _LONGEST_LEAD)

    def word(self, i: int) -> Word:
        """The word that atom ``i`` is part of."""
        return self.document.words[self.atoms[i].word]

    def upos(self, i: int) -> str:
        """The tag of the word at ``i``; empty outside the sentence."""
        return self.word(i).upos if 0 <= i < len(self.atoms) else ""

    def glued(self, i: int) -> bool:
        """Whether atom ``i`` follows its predecessor without a space."""
        return 0 < i < len(self.atoms) and self.atoms[i - 1].end == self.atoms[i].start

    def skip(self, i: int, *lows: str) -> int:
        """The position after atom ``i`` if it is one of ``lows``, else ``i``."""
        return i + 1 if self.low(i) in lows else i

    def is_title(self, i: int) -> bool:
        """Whether the piece starts with a capital."""
        return 0 <= i < len(self.atoms) and self.atoms[i].raw[:1].isupper()


def lines_of(document: Document) -> Iterator[Line]:
    """The sentences that can hold a time expression. One cut after "p.m." or a zone, before the day it belongs to, is put together again."""
    sentences = document.sentences
    i = 0
    while i < len(sentences):
        first, last = sentences[i].first, sentences[i].last
        while i + 1 < len(sentences) and _is_cut(document.words, first, last):
            i += 1
            last = sentences[i].last
        line = _line(document, first, last)
        if line is not None:
            yield line
        i += 1


def _is_cut(words: tuple[Word, ...], first: int, end: int) -> bool:
    """Whether a sentence from word ``first`` to before ``end`` was cut inside a date."""
    low = words[end].text.lower()
    if low not in WORDS.weekdays and low.rstrip(".") not in WORDS.months:
        return False
    ending = [word.text.lower() for word in words[max(first, end - 2) : end]]
    return ending[-1].rstrip(".") in {"a.m", "p.m", *ZONES} or ending == ["m", "."]


def _line(document: Document, first: int, last: int) -> Line | None:
    """The atoms of some words; ``None`` where no word of them can be part of a time expression."""
    words = document.words[first:last]
    if TRIGGERS.isdisjoint(document.lows[first:last]):
        odd = [word.text for word in words if not word.text.isalpha()]
        if not any(map(_may_tell_time, odd)) and not _has_short_year([word.text for word in words]):
            return None
    atoms: list[Atom] = []
    covered = 0
    for word in words:
        start, end = word.span.start, word.span.end
        if start < covered:  # the parts of a multi-word token that share their characters
            continue
        covered = end
        text = word.text
        if text.isalpha() and text.isascii():  # most words are one piece
            atoms.append(Atom(document.lows[word.index], text, start, end, word.index))
            continue
        for low, raw, head, tail in _pieces(text):
            atoms.append(Atom(low, raw, start + head, start + tail, word.index))
    return Line(document, atoms)


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> tuple[tuple[str, str, int, int], ...]:
    """The pieces of a word: as they are compared, as they stand, and where in the word they begin and end."""
    return tuple(
        (piece[0].lower().translate(_APOSTROPHES).translate(_DASHES), piece[0], *piece.span()) for piece in _PIECES.finditer(text)
    )


def _has_short_year(texts: list[str]) -> bool:
    """Whether an apostrophe stands before two figures that are a word of their own, or after a decade's: "'98", "70's"."""
    return not _SHORT_YEAR_MARKS.isdisjoint(texts) and any(
        (a in {"'", "’", "‘"} and b[:2].isdecimal()) or (a.isdecimal() and len(a) == 2 and b in {"'s", "’s"})
        for a, b in pairwise(texts)
    )


@lru_cache(maxsize=20_000)
def _may_tell_time(text: str) -> bool:
    low = text.lower()
    if low in TRIGGERS:
        return True
    if not low.isalpha():
        if _FIGURES.search(low) is not None:
            return True
        return len(low) > 2 and any(piece in TRIGGERS for piece in _PIECES.findall(low))
    return False


def _reach(lows: list[str]) -> list[int]:
    """For each atom, how far on the next word of time or figure of a date is; a large number where none comes."""
    distance, out = 99, [99] * len(lows)
    for i in range(len(lows) - 1, -1, -1):
        low = lows[i]
        figures = low.isdecimal() and (len(low) == 4 or (i > 0 and lows[i - 1] == "'") or _dated_figures(lows, i))
        distance = 0 if figures or low in TRIGGERS else distance + 1
        out[i] = distance
    return out


def _dated_figures(lows: list[str], i: int) -> bool:
    if i and lows[i - 1] in {"q", "h"}:
        return True
    return i + 1 < len(lows) and lows[i + 1] in {"/", "-", ".", "s", "th", "st", "nd", "rd", "'", ":", "am", "pm", "p", "a"}
