"""Sentence boundaries that newswire sets and a tokenizer trained on treebanks misses: after a dateline, and at a full stop stuck to a name.

A dateline ("ATHENS — ", "NAIROBI, Kenya (AP) _ ", "PARIS: ", "New Delhi, Jun 12 (PTI) ", "Ulaanbaatar /MONTSAME/. ") is no part of the sentence behind it; left in, the parser takes it for the subject.
"""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from service.language.tokens import RawSentence, RawWord
from service.lexicon import load
from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SEPARATORS = frozenset({"—", "–", "--", "---", "-", "_", ":"})
_MONTHS = frozenset(calendar.month_name) - {""}
_DASHES = _SEPARATORS - {":", "_"}
_PLACE = 25
"""Characters of a place that stands alone before the date of a dateline."""

_LONGEST_PLAIN = 2
"""Words of a place in a dateline of nothing else."""

_LONGEST_DATE = 4
"""Words of a date that stands in a dateline's place, with the sign behind it: "26 July 2022:"."""

_SLASHED = re.compile(r"(?:[A-Z][^\n/]*)?/ ?[A-Z]{3,}[\w -]* ?/ ?\.?")
_LONGEST_SLASHED = 60
"""Characters of a dateline that ends in an agency between strokes."""

_LONGEST_DATELINE = 12
"""Words, "BEIJING, July 24 (Xinhua) --" has eight."""

_LONGEST_JOINED = 60
"""Words of a sentence that another may be joined to; a text with no full stops at all is left to the tokenizer."""

_SHORTEST_PLACE = 4
"""Letters of a dateline's place in capitals; shorter ones are mostly bodies ("UN - ")."""


class Abbreviations(Struct, frozen=True, forbid_unknown_fields=True):
    """``abbreviations.toml``."""

    words: frozenset[str]


def news_sentences(sentences: Iterable[RawSentence], text: str) -> Iterator[RawSentence]:
    """The sentences with datelines and stuck full stops cut off; all words keep their characters."""
    for sentence in _rejoined(sentences, text):
        start = sentence.words[0].span.start
        before = text[:start].rstrip()
        first = not before or _is_place(before)  # "DUSHANBE. Oct 8 (Interfax) - "
        opens = first or "\n" in text[len(before) : start]
        at = (_slashed(sentence.words, text) or _dateline(sentence.words) if opens else 0) or (
            _plain(sentence.words) if first else 0
        )
        if at:
            yield RawSentence(sentence.words[:at])
        yield from _unstuck(sentence.words[at:], cut=sentence.cut)


def _rejoined(sentences: Iterable[RawSentence], text: str) -> Iterator[RawSentence]:
    """The sentences with those made one again that were cut inside a paragraph where nothing ends one: "Baroness | Whitlock", "the Workers’ | Congress"."""
    kept: RawSentence | None = None
    for sentence in sentences:
        if kept is not None and not kept.cut and _is_open(kept, text[: sentence.words[0].span.start]):
            kept = RawSentence(kept.words + sentence.words, sentence.cut)
            continue
        if kept is not None:
            yield kept
        kept = sentence
    if kept is not None:
        yield kept


def _is_open(sentence: RawSentence, before: str) -> bool:
    """Whether a sentence, with the text up to the next one, ends in a letter, or in an apostrophe behind one, and on the same line."""
    ended = before.rstrip()
    return (
        "\n" not in before[len(ended) :]
        and len(sentence.words) < _LONGEST_JOINED
        and (ended[-1:].isalpha() or (ended[-1:] in "’'" and ended[-2:-1] in {"s", "S"}))
    )


def _dateline(words: tuple[RawWord, ...]) -> int:
    """How many words at the head of a paragraph are its dateline, separator included; 0 where there is none."""
    place = words[0].form
    if not (place.isalpha() and place.isupper() and len(place) >= _SHORTEST_PLACE):
        return _with_agency(words)
    found = 0
    for i, word in enumerate(words[1:_LONGEST_DATELINE], 1):
        if word.form == "-" and _is_glued(words, i):
            continue  # "ALMA-ATA, Nov 20 (Reuter) - "
        if word.form in _SEPARATORS:
            found = i + 1
        elif not (word.form[0].isupper() or word.form[0].isdigit() or word.form in {",", "(", ")", ".", "/", "’s"}) or (
            found > 1 and word.form[0].isupper()
        ):
            break
    return found if found < len(words) else 0


def _slashed(words: tuple[RawWord, ...], text: str) -> int:
    """How many words a dateline has that ends in an agency between strokes: "MOSCOW, June 10. /TASS/. ", however the words are cut."""
    start = words[0].span.start
    found = _SLASHED.match(text, start, min(start + _LONGEST_SLASHED, words[-1].span.end))
    return 0 if found is None else sum(w.span.end <= found.end() for w in words) % len(words)


def _is_place(before: str) -> bool:
    """Whether all that comes before is a place in capitals with its full stop."""
    place = before.strip()
    return place.endswith(".") and place[:-1].replace(" ", "").isalpha() and place.isupper() and len(place) <= _PLACE


def _is_glued(words: tuple[RawWord, ...], at: int) -> bool:
    """Whether a sign stands between two words with no space on either side."""
    behind = at + 1 < len(words) and words[at].span.end == words[at + 1].span.start
    return behind and words[at - 1].span.end == words[at].span.start


def _plain(words: tuple[RawWord, ...]) -> int:
    """How many words the dateline that opens a text has, in small letters and with a dash set off or a colon behind it: "Nuuk - Canada's minister", "Doha: The"."""
    at = next((i for i, w in enumerate(words[:_LONGEST_DATE]) if w.form in _DASHES | {":"}), 0)
    if not 0 < at < len(words) - 1:
        return 0
    dated = words[0].form.isdigit() and all(
        w.form.isdigit() or w.form.title() in _MONTHS for w in words[:at]
    )  # "6 September 2016 –"
    if not dated and not (at <= _LONGEST_PLAIN and all(w.form.isalpha() and w.form[0].isupper() for w in words[:at])):
        return 0
    apart = words[at].form == ":" or words[at - 1].span.end < words[at].span.start
    apart &= words[at].span.end < words[at + 1].span.start
    return at + 1 if apart and words[at + 1].form[0].isupper() else 0


def _with_agency(words: tuple[RawWord, ...]) -> int:
    """How many words a dateline in small letters has, which a date and an agency in brackets show to be one: "New Delhi, Jun 12 (PTI)"."""
    forms = [w.form for w in words[:_LONGEST_DATELINE]]
    if "(" not in forms or ")" not in forms:
        return 0
    start, end = forms.index("("), forms.index(")")
    named = all(f[0].isupper() for f in forms[start + 1 : end])
    before = [f for f in forms[:start] if f not in {",", "."}]
    dated = any(f[0].isdigit() for f in before[1:]) and all(f[0].isupper() or f[0].isdigit() for f in before)
    at = end + 2 if forms[end + 1 : end + 2] and forms[end + 1] in _SEPARATORS else end + 1
    opened = at < len(words) and (at == end + 2 or words[at].form[0].isupper() or words[at].form[0] in "“\"'‘`")
    return at if named and dated and start + 1 < end and opened else 0


def _unstuck(words: tuple[RawWord, ...], *, cut: bool) -> Iterator[RawSentence]:
    """Ends a sentence after "… Kim Jong Un." where the full stop is stuck to a word that is no abbreviation and a capital follows."""
    kept: list[RawWord] = []
    for i, word in enumerate(words):
        following = words[i + 1].form if i + 1 < len(words) else None
        initials = following is not None and words[i + 1].span.start == word.span.end  # "President Ts.Elbegdorj"
        if initials or not _stuck(word) or not (following is None or following[0].isupper() or following[0] in "“\"'‘("):
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
