"""Sentence boundaries that newswire sets and a tokenizer trained on treebanks misses: after a dateline, and at a full stop stuck to a name.

A dateline ("ATHENS — ", "NAIROBI, Kenya (AP) _ ", "PARIS: ") is no part of the sentence behind it; left in, the parser takes it for the subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.language.tokens import RawSentence, RawWord
from service.lexicon import load
from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SEPARATORS = frozenset({"—", "–", "--", "-", "_", ":"})
_LONGEST_DATELINE = 12
"""Words, "BEIJING, July 24 (Xinhua) --" has eight."""

_SHORTEST_PLACE = 4
"""Letters of a dateline's place in capitals; shorter ones are mostly bodies ("UN - ")."""


class Abbreviations(Struct, frozen=True, forbid_unknown_fields=True):
    """``abbreviations.toml``."""

    words: frozenset[str]


def news_sentences(sentences: Iterable[RawSentence], text: str) -> Iterator[RawSentence]:
    """The sentences with datelines and stuck full stops cut off; all words keep their characters."""
    for sentence in sentences:
        start = sentence.words[0].span.start
        opens = not text[:start].strip() or "\n" in text[len(text[:start].rstrip()) : start]
        at = _dateline(sentence.words) if opens else 0
        if at:
            yield RawSentence(sentence.words[:at])
        yield from _unstuck(sentence.words[at:], cut=sentence.cut)


def _dateline(words: tuple[RawWord, ...]) -> int:
    """How many words at the head of a paragraph are its dateline, separator included; 0 where there is none."""
    place = words[0].form
    if not (place.isalpha() and place.isupper() and len(place) >= _SHORTEST_PLACE):
        return 0
    found = 0
    for i, word in enumerate(words[1:_LONGEST_DATELINE], 1):
        if word.form in _SEPARATORS:
            found = i + 1
        elif not (word.form[0].isupper() or word.form[0].isdigit() or word.form in {",", "(", ")", ".", "/", "’s"}) or (
            found > 1 and word.form[0].isupper()
        ):
            break
    return found if found < len(words) else 0


def _unstuck(words: tuple[RawWord, ...], *, cut: bool) -> Iterator[RawSentence]:
    """Ends a sentence after "… Kim Jong Un." where the full stop is stuck to a word that is no abbreviation and a capital follows."""
    kept: list[RawWord] = []
    for i, word in enumerate(words):
        following = words[i + 1].form if i + 1 < len(words) else None
        if not _stuck(word) or not (following is None or following[0].isupper() or following[0] in "“\"'‘("):
            kept.append(word)
            continue
        middle = word.span.end - 1
        kept += [
            RawWord(Span(word.span.start, middle), word.form[:-1], Span(word.span.start, middle)),
            RawWord(Span(middle, word.span.end), ".", Span(middle, word.span.end)),
        ]
        if following is not None:
            yield RawSentence(tuple(kept))
            kept = []
    if kept:
        yield RawSentence(tuple(kept), cut)


def _stuck(word: RawWord) -> bool:
    form = word.form
    if not (form.endswith(".") and form[:-1].isalpha() and len(form) > 2):
        return False
    return (
        form[:-1].lower() not in load("service.language", "abbreviations.toml", Abbreviations).words and word.span == word.token
    )
