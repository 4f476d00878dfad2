"""Quotations given to cues: whole ones for those the tree cut, and those that the tree gave to nobody.

The tree ends with the sentence and errs in long ones; quotation marks do not. A quoted sentence that follows a cue of the same quotation
belongs to that cue's content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.statements.cues import Cue
    from service.statements.reading import Reading


def give_quotations(reading: Reading, cues: Sequence[Cue]) -> list[tuple[Cue, frozenset[int]]]:
    """Each cue with all the words of its content; a cue still open that no quotation fills is left out."""
    contents = [set(c.filled.content) - set(c.words) for c in cues]
    for cue, content in zip(cues, contents, strict=True):
        _complete(reading, cue, content)
    for number in range(len(reading.quotations)):
        if reading.is_sentence_quotation(number) and not _claimed(reading, number, cues, contents):
            taker = _taker(reading, number, cues, contents)
            if taker is not None:
                contents[taker] |= set(reading.words_in(reading.quotations[number].span))
    pairs = zip(cues, contents, strict=True)
    return [(cue, frozenset(content)) for cue, content in pairs if content or not cue.open]


def _complete(reading: Reading, cue: Cue, content: set[int]) -> None:
    """Take the whole of every quotation that the content holds half of, within its sentence, or more."""
    document = reading.document
    for number in {n for i in content if (n := reading.quotation_at(i)) is not None}:
        inside = set(reading.words_in(reading.quotations[number].span))
        if cue.head in inside:
            continue
        sentences = {document.words[i].sentence for i in content & inside}
        near = {i for i in inside if document.words[i].sentence in sentences}
        if 2 * len(content & inside) >= len(near):
            content |= inside
        else:
            content -= inside


def _claimed(reading: Reading, number: int, cues: Sequence[Cue], contents: Sequence[set[int]]) -> bool:
    inside = set(reading.words_in(reading.quotations[number].span))
    return any(
        cue.head not in inside and 2 * len(content & inside) > len(inside) for cue, content in zip(cues, contents, strict=True)
    )


def _taker(reading: Reading, number: int, cues: Sequence[Cue], contents: Sequence[set[int]]) -> int | None:
    """The position of the cue that a quotation nobody claims belongs to."""
    for choose in (_in_sentence, _before, _after):
        taker = choose(reading, number, cues, contents)
        if taker is not None:
            return taker
    return None


def _in_sentence(reading: Reading, number: int, cues: Sequence[Cue], contents: Sequence[set[int]]) -> int | None:
    """The nearest cue outside the quotation in a sentence it shares: "…," she said · He replied: "…" · "…," he said, "…"."""
    document = reading.document
    inside = reading.words_in(reading.quotations[number].span)
    sentences = {document.words[inside[0]].sentence, document.words[inside[-1]].sentence}
    near = [
        (abs(cue.head - (inside[0] if cue.head < inside[0] else inside[-1])), position)
        for position, cue in enumerate(cues)
        if reading.quotation_at(cue.head) is None
        and document.words[cue.head].sentence in sentences
        and (cue.open or _speaks_in_quotes(reading, contents[position]))
    ]
    return min(near)[1] if near else None


def _speaks_in_quotes(reading: Reading, content: set[int]) -> bool:
    return any((n := reading.quotation_at(i)) is not None and reading.is_sentence_quotation(n) for i in content)


def _before(reading: Reading, number: int, cues: Sequence[Cue], contents: Sequence[set[int]]) -> int | None:
    """The cue whose quotation this one goes on with: it ended in the sentence before."""
    document = reading.document
    first = reading.words_in(reading.quotations[number].span)[0]
    sentence = document.sentence_of(first)
    if first != sentence.first or sentence.index == 0:
        return None
    ended = [
        (max(content | set(cue.words)), position)
        for position, (cue, content) in enumerate(zip(cues, contents, strict=True))
        if reading.quotation_at(cue.head) is None and (cue.open or _speaks_in_quotes(reading, content))
    ]
    ended = [(last, p) for last, p in ended if last < first and document.words[last].sentence == sentence.index - 1]
    return max(ended)[1] if ended else None


def _after(reading: Reading, number: int, cues: Sequence[Cue], contents: Sequence[set[int]]) -> int | None:
    """A cue that the sentence splitter cut off: "Why now?" / he asked."""
    document = reading.document
    last = reading.words_in(reading.quotations[number].span)[-1]
    sentence = document.sentence_of(last)
    if last != sentence.last - 1:
        return None
    for position, cue in enumerate(cues):
        if (
            cue.open
            and document.words[cue.head].sentence == sentence.index + 1
            and cue.head - last <= 8
            and not contents[position]
        ):
            return position
    return None
