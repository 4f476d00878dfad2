"""Text to sentences of words, each with its characters, before anything is tagged.

Stanza's tokenizer does the work. Round it stands what it cannot take: words of more than a thousand characters, and sentences so long that
parsing them would cost the square of their length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from stanza.models.common.doc import Document as StanzaDocument

from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.language.load import Models

LONGEST_WORD = 1000
"""Characters after which a run without white space is one word whatever stands in it: Stanza's own limit for a word."""

UNKNOWN = "<UNK>"
"""What the models see in the place of such a word; Stanza's ``TOKEN_TOO_LONG_REPLACEMENT``."""

LONGEST_SENTENCE = 200
"""Words after which a sentence is cut. Parsing costs the square; 99.99 % of the treebanks' sentences are shorter."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_CUT_AFTER = frozenset({".", "!", "?", ";", ":", ",", "-", "–", "—"})


class RawWord(Struct, frozen=True):
    """A word before tagging: where it stands, and the form the models see of it. ``token`` is the surface token it belongs to."""

    span: Span
    form: str
    token: Span


class RawSentence(Struct, frozen=True):
    """Words of a sentence; ``cut`` where it goes on in the next one."""

    words: tuple[RawWord, ...]
    cut: bool = False


def split(texts: Sequence[str], models: Models) -> list[list[RawSentence]]:
    """The sentences of every text. The tokenizer sees one text at a time, so that no text changes another's."""
    shown = [_Shown(text) for text in texts]
    parsed = [models.tokenize.process(s.text) if s.text.strip() else StanzaDocument([], s.text) for s in shown]
    if models.mwt is not None and any(doc.sentences for doc in parsed):
        models.mwt.bulk_process(parsed)
    return [list(_sentences(doc, s, text)) for doc, s, text in zip(parsed, shown, texts, strict=True)]


class _Shown:
    """A text as the tokenizer sees it: over-long runs made short, with the way back to the characters of the text."""

    def __init__(self, text: str) -> None:
        parts: list[str] = []
        self._starts, self._shifts = [0], [0]
        self._runs: list[tuple[int, int, Span]] = []
        length = end = 0
        for run in _LONG_RUN.finditer(text):
            before = text[end : run.start()]
            length += len(before)
            self._runs.append((length, length + len(UNKNOWN), Span(run.start(), run.end())))
            parts += [before, UNKNOWN]
            length, end = length + len(UNKNOWN), run.end()
            self._starts.append(length)
            self._shifts.append(end - length)
        self.text = "".join([*parts, text[end:]]) if parts else text

    def span(self, start: int, end: int) -> tuple[Span, bool]:
        """The characters of the text for a token of the shown one, and whether it is an over-long run."""
        for first, last, run in self._runs:
            if start < last and first < end:
                return run, True
        shift = self._shifts[bisect_right(self._starts, start) - 1]
        return Span(start + shift, end + shift), False


def _sentences(doc: Any, shown: _Shown, text: str) -> Iterable[RawSentence]:
    """Sentences with the characters of their words; an over-long run that came back in parts is one word."""
    end = 0
    for sentence in doc.sentences:
        words: list[RawWord] = []
        for token in sentence.tokens:
            span, long = shown.span(token.start_char, token.end_char)
            span = _trimmed(span, text)
            if span.start < end or span.start >= span.end:
                continue
            end = span.end
            words += [RawWord(span, UNKNOWN, span)] if long else _parts(token, span, text)
        if words:
            yield from _cut(words)


def _trimmed(span: Span, text: str) -> Span:
    """The span without white space at its ends."""
    covered = span.of(text)
    start = span.start + len(covered) - len(covered.lstrip())
    return Span(start, max(start, span.start + len(covered.rstrip())))


def _parts(token: Any, span: Span, text: str) -> list[RawWord]:
    """The words of a token: each with its own characters where they add up to the token, else all with the token's."""
    forms = [word.text for word in token.words] or [token.text]
    if len(forms) == 1:
        return [RawWord(span, forms[0], span)]
    own = "".join(forms) == span.of(text)
    words, start = [], span.start
    for form in forms:
        words.append(RawWord(Span(start, start + len(form)) if own else span, form, span))
        start += len(form)
    return words


def _cut(words: list[RawWord]) -> Iterable[RawSentence]:
    """The sentence in parts of at most ``LONGEST_SENTENCE`` words, cut after punctuation of the part's second half where there is any."""
    while len(words) > LONGEST_SENTENCE:
        half = range(LONGEST_SENTENCE, LONGEST_SENTENCE // 2, -1)
        at = next((i for i in half if words[i - 1].form in _CUT_AFTER), LONGEST_SENTENCE)
        while at > 1 and words[at - 1].token == words[at].token:  # a contraction stays whole
            at -= 1
        yield RawSentence(tuple(words[:at]), cut=True)
        words = words[at:]
    yield RawSentence(tuple(words))
