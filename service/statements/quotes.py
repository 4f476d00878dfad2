"""Quotations of a text: quotation marks paired over the whole of it, whatever their shape.

Marks are “…”, "…", ``…'', ''…'', «…», „…“ and, outside double ones, ‘…’ and '…'. An apostrophe is no mark. By the custom of print a quotation that
runs over several paragraphs opens each of them anew and closes only once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = frozenset({"“", "„", "«", "``", "‘‘"})
_DOUBLE_CLOSE = frozenset({"”", "»"})
_MARKS = re.compile("``|''|’’|‘‘|[“„«”»\"]")
"""All double marks: of two single ones, two back ticks, and the single characters."""
_SINGLE = re.compile("[‘’']")
_LINES = re.compile(r"[^\n]+")
_BEFORE_OPENING = frozenset(" \t\n\r\u00a0([{-–—/“\"'‘`:_")
_ELISIONS = ("tis", "twas", "til", "em", "cause", "bout", "n", "round")
"""What follows an apostrophe that stands for letters at the head of a word: 'tis, rock 'n' roll; so do digits ('90s)."""

_LONGEST_SINGLE = 600
"""Code points within which a single mark must be closed: further apart, two single marks are more likely apostrophes."""


class Quotation(Struct, frozen=True):
    """Quoted words with their marks (``span``) and without (``inner``); ``continues`` where the quotation before it was left open for it."""

    span: Span
    inner: Span
    continues: bool = False


class _Mark(Struct, frozen=True):
    span: Span
    kind: Literal["open", "close", "either"]


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations in text order."""
    found: list[Quotation] = []
    open_ended = False
    for paragraph in _paragraphs(text):
        marks = list(_double_marks(text, paragraph))
        continues = (
            open_ended and bool(marks) and marks[0].kind != "close" and not text[paragraph.start : marks[0].span.start].strip()
        )
        doubles, open_ended = _paired(marks, paragraph, text, continues=continues)
        singles = _single_quotations(text, paragraph, doubles)
        found += sorted([*doubles, *singles], key=lambda q: q.span)
    return tuple(found)


def _paragraphs(text: str) -> Iterator[Span]:
    for line in _LINES.finditer(text):
        if line[0].strip():
            yield Span(*line.span())


def _double_marks(text: str, paragraph: Span) -> Iterator[_Mark]:
    for found in _MARKS.finditer(text, paragraph.start, paragraph.end):
        span, mark = Span(*found.span()), found[0]
        if mark in _OPENING:
            yield _Mark(span, "open")
        elif mark in _DOUBLE_CLOSE:
            yield _Mark(span, "close")
        elif mark != '"' or not _inches(text, span.start):
            yield _Mark(span, _sided(text, span.start, span.end))


def _inches(text: str, position: int) -> bool:
    """Whether a straight mark stands for inches: 6'2"."""
    return position > 1 and text[position - 1].isdigit() and "'" in text[max(0, position - 4) : position]


def _sided(text: str, start: int, end: int) -> Literal["open", "close", "either"]:
    """What a straight mark does, by the space around it: it opens before a word and after a space, it closes the other way round."""
    space_before = start == 0 or text[start - 1] in _BEFORE_OPENING
    space_after = end >= len(text) or text[end].isspace()
    if space_before and not space_after:
        return "open"
    if space_after and not space_before:
        return "close"
    return "either"


def _paired(marks: list[_Mark], paragraph: Span, text: str, *, continues: bool) -> tuple[list[Quotation], bool]:
    """The quotations of one paragraph, and whether the last is left open. A second opening mark inside one opens nothing."""
    found: list[Quotation] = []
    opened: _Mark | None = None
    for mark in marks:
        if opened is None:
            if mark.kind != "close":
                opened = mark
        elif mark.kind != "open":
            found.append(_quotation(opened.span, mark.span, continues=continues and not found))
            opened = None
    if opened is None:
        return found, False
    end = paragraph.start + len(text[paragraph.start : paragraph.end].rstrip())
    if opened.span.end < end:
        found.append(Quotation(Span(opened.span.start, end), Span(opened.span.end, end), continues and not found))
    return found, True


def _quotation(opening: Span, closing: Span, *, continues: bool) -> Quotation:
    return Quotation(Span(opening.start, closing.end), Span(opening.end, closing.start), continues)


def _single_quotations(text: str, paragraph: Span, doubles: list[Quotation]) -> Iterator[Quotation]:
    """Quotations in single marks outside double ones: an opening mark before a word, closed after one before a space or stop."""
    edges = [paragraph.start, *(edge for q in doubles for edge in (q.span.start, q.span.end)), paragraph.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        position = start
        while (mark := _SINGLE.search(text, position, end)) is not None:
            position = mark.start()
            closing = _closing_single(text, position, end) if _opens_single(text, position) else None
            if closing is not None:
                yield Quotation(Span(position, closing + 1), Span(position + 1, closing))
                position = closing
            position += 1


def _opens_single(text: str, position: int) -> bool:
    before = position == 0 or text[position - 1] in _BEFORE_OPENING
    after = text[position + 1 : position + 8]
    if not before or not after or not after[0].isalpha() or text[position] == "’":
        return False
    word = "".join(c if c.isalpha() else " " for c in after).split(" ")[0].lower()
    return word not in _ELISIONS


def _closing_single(text: str, position: int, end: int) -> int | None:
    for i in range(position + 1, min(end, position + _LONGEST_SINGLE)):
        if text[i] not in {"’", "'"} or text[i - 1].isspace():
            continue
        follows = text[i + 1 : i + 2]
        if (not follows or not follows.isalnum()) and not (text[i - 1] == "s" and follows == " " and _later_close(text, i, end)):
            return i
    return None


def _later_close(text: str, position: int, end: int) -> bool:
    """Whether a plural's apostrophe is likelier here, since a mark after a stop follows: 'the voters' choice.'."""
    rest = text[position + 1 : min(end, position + 200)]
    return any(rest[i] in "’'" and rest[i - 1] in ".,!?" for i in range(1, len(rest)))
