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

BESIDE = frozenset({"content-beside", "content-around", "interjected", "as-said"})
"""Rules of frames whose content is set beside the cue, as quotations are."""

_SPLIT_OFF = 8
"""Words within which a cue must follow a quotation that the sentence splitter cut it off from: "Why now?" / the reporter asked."""


def give_quotations(reading: Reading, cues: Sequence[Cue]) -> list[tuple[Cue, frozenset[int]]]:
    """Each cue with all the words of its content; a cue that needs content and that neither tree nor quotation fills is left out."""
    giving = _Giving(reading, cues)
    for number in range(len(reading.quotations)):
        if reading.is_sentence_quotation(number) and not giving.is_claimed(number):
            giving.give(number)
    return [
        (cue, frozenset(content))
        for cue, content in zip(cues, giving.contents, strict=True)
        if content or not (cue.open or cue.filled.rule in BESIDE)
    ]


class _Giving:
    """The contents of cues while quotations are given to them, found by sentence and by word so that long articles stay linear."""

    def __init__(self, reading: Reading, cues: Sequence[Cue]) -> None:
        self.reading = reading
        self.cues = cues
        self.contents = [_completed(reading, cue) for cue in cues]
        self._in_sentence: dict[int, list[int]] = {}
        self._ends_in: dict[int, list[int]] = {}
        self._claims: dict[int, dict[int, int]] = {}
        for position, cue in enumerate(cues):
            self._in_sentence.setdefault(self._sentence(cue.head), []).append(position)
            self._note(position, self.contents[position])

    def _sentence(self, index: int) -> int:
        return self.reading.document.words[index].sentence

    def _last(self, position: int) -> int:
        return max((*self.cues[position].words, *self.contents[position]))

    def _note(self, position: int, words: set[int]) -> None:
        """Remember where a content ends and how many words of each quotation it holds."""
        self._ends_in.setdefault(self._sentence(self._last(position)), []).append(position)
        quoted = self.reading.quoted
        for index in words & quoted.keys():
            claims = self._claims.setdefault(quoted[index], {})
            claims[position] = claims.get(position, 0) + 1

    def is_claimed(self, number: int) -> bool:
        """Whether the content of a cue outside the quotation holds most of it."""
        inside = self.reading.words_in(self.reading.quotations[number].span)
        return any(
            self.cues[position].head not in inside and 2 * held > len(inside)
            for position, held in self._claims.get(number, {}).items()
        )

    def give(self, number: int) -> None:
        """Add a quotation that nobody claims to the cue that it belongs to, if there is one."""
        inside = self.reading.words_in(self.reading.quotations[number].span)
        for choose in (self._beside, self._before, self._after):
            taker = choose(inside)
            if taker is not None:
                new = set(inside) - self.contents[taker]
                self.contents[taker] |= new
                self._note(taker, new)
                return

    def _wants(self, position: int) -> bool:
        """Whether a cue outside quotations still lacks its content, or already speaks in quotations."""
        cue, content = self.cues[position], self.contents[position]
        if self.reading.quotation_at(cue.head) is not None:
            return False
        return cue.open or (not content and cue.filled.rule in BESIDE) or self._speaks_in_quotes(content)

    def _speaks_in_quotes(self, content: set[int]) -> bool:
        return any(self.reading.is_sentence_quotation(n) for n in self.reading.quotations_in(content))

    def _beside(self, inside: range) -> int | None:
        """The nearest cue in a sentence the quotation shares: "…," she said · He replied: "…" · "…," he said, "…"."""
        near = [
            (inside[0] - head if (head := self.cues[position].head) < inside[0] else head - inside[-1], position)
            for sentence in dict.fromkeys((self._sentence(inside[0]), self._sentence(inside[-1])))
            for position in self._in_sentence.get(sentence, ())
            if self._wants(position)
        ]
        return min(near)[1] if near else None

    def _before(self, inside: range) -> int | None:
        """The cue whose quotation this one goes on with: it ended in the sentence before."""
        sentence = self._sentence(inside[0])
        if inside[0] != self.reading.document.sentences[sentence].first:
            return None
        ended = [
            (self._last(position), position)
            for position in self._ends_in.get(sentence - 1, ())
            if self._wants(position) and self._sentence(self._last(position)) == sentence - 1
        ]
        return max(ended)[1] if ended else None

    def _after(self, inside: range) -> int | None:
        """A cue that the sentence splitter cut off: "Why now?" / he asked."""
        sentence = self.reading.document.sentence_of(inside[-1])
        if inside[-1] != sentence.last - 1:
            return None
        for position in self._in_sentence.get(sentence.index + 1, ()):
            if self.cues[position].open and not self.contents[position] and self.cues[position].head - inside[-1] <= _SPLIT_OFF:
                return position
        return None


def _completed(reading: Reading, cue: Cue) -> set[int]:
    """A cue's content with the whole of every quotation that it holds half of, within its sentence, or more; without the rest of others."""
    document = reading.document
    content = set(cue.filled.content) - set(cue.words)
    for number in reading.quotations_in(content):
        inside = reading.words_in(reading.quotations[number].span)
        if cue.head in inside:
            continue
        held = {i for i in inside if i in content}
        sentences = {document.words[i].sentence for i in held}
        near = sum(document.words[i].sentence in sentences for i in inside)
        if 2 * len(held) >= near or cue.filled.rule in BESIDE:
            content.update(inside)
        else:
            content -= held
    return content
