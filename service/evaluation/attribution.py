"""Scores statements against PolNeAR-style brat files: who said what, by which cue.

A folder holds ``NAME.txt`` beside ``NAME_xxxx.ann`` (the first of several annotators counts). A prediction is paired with the gold attribution
whose cue it overlaps. PolNeAR (Newell, Margolin & Ruths 2018) also marks beliefs, plans, findings and punctuation, which are no statements: a gold
attribution whose cue holds no word of speech counts neither way, nor does a prediction paired with one.
"""

from __future__ import annotations

import errno
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from service import lexicon
from service.contract import Article, Extraction, Statement
from service.extract import extract
from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from service.language import Language

_ANY_DAY = "2016-06-01"
"""The publication date given to texts scored for speech alone: no figure here depends on it."""

_SHARE = 0.8
"""How much of the joined characters of gold and predicted content must be common for the two to agree."""


class _Speech(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    regular: tuple[str, ...]
    irregular: tuple[str, ...]


class Attribution(Struct, frozen=True):
    """A gold attribution: the spans of its source, cue and content; ``speech`` where the cue holds a word of speech."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speech: bool


class Annotated(Struct, frozen=True):
    """A text with its gold attributions."""

    name: str
    text: str
    attributions: tuple[Attribution, ...]


def evaluate_attribution(folder: Path, load: Callable[[], Language]) -> dict[str, float]:
    """Percent F1 of ``cue`` (paired), ``source`` (paired, speakers overlap), ``content`` (paired, contents share 80 %) and ``full`` (both),
    with the numbers of ``gold`` and ``predicted`` statements that count. ``load`` gives the models once all texts are read.

    Raises ``FileNotFoundError`` where ``folder`` holds no annotated text.
    """  # noqa: D205
    texts = list(read_attributions(folder))
    if not texts:
        raise FileNotFoundError(errno.ENOENT, "expected NAME.txt beside NAME_xxxx.ann, found none", str(folder))
    got = extract([Article(text=t.text, published=_ANY_DAY, language="en") for t in texts], load())
    return score(texts, got)


def read_attributions(folder: Path) -> Iterable[Annotated]:
    """The annotated texts of a folder, by name."""
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.ann")):
        files.setdefault(re.sub(r"_[0-9a-f]{4}$", "", path.stem), path)
    forms = speech_forms()
    for name, path in sorted(files.items()):
        text_path = folder / f"{name}.txt"
        if text_path.exists():
            text = text_path.read_text("utf-8")
            yield Annotated(name, text, tuple(a for a in _attributions(path.read_text("utf-8"), text, forms) if a.cue))


def _attributions(brat: str, text: str, forms: frozenset[str]) -> Iterable[Attribution]:
    spans: dict[str, list[Span]] = {}
    for line in brat.splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            offsets = rest.split("\t")[0].partition(" ")[2]
            spans[key] = [Span(*map(int, pair.split())) for pair in offsets.split(";") if pair.strip()]
        elif key.startswith("E"):
            roles: dict[str, list[Span]] = defaultdict(list)
            for pair in rest.split():
                role, _, ref = pair.partition(":")
                roles[role.rstrip("0123456789")] += spans.get(ref, [])
            cue = " ".join(s.of(text) for s in roles["Cue"]).lower()
            speech = not forms.isdisjoint(re.findall(r"[\w-]+", cue))
            yield Attribution(tuple(roles["Source"]), tuple(roles["Cue"]), tuple(roles["Content"]), speech)


def speech_forms() -> frozenset[str]:
    """Every inflected form of the words of speech in ``speech.toml``; crude, but the list holds no clashes."""
    words = lexicon.load("service.evaluation", "speech.toml", _Speech)
    forms = set(words.irregular)
    for word in words.regular:
        stem = word.removesuffix("e")
        forms |= {word, f"{word}s", f"{word}es", f"{stem}ed", f"{stem}ing"}
        if word.endswith("y"):
            forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    return frozenset(forms)


class Judged(Struct, frozen=True):
    """A statement that counts, by its position among the article's statements, and what of it is right; ``cue``: it has a gold attribution."""

    position: int
    cue: bool
    source: bool
    content: bool


def score(texts: Sequence[Annotated], got: Sequence[Extraction]) -> dict[str, float]:
    """The figures of ``evaluate_attribution`` for extractions in the order of their texts."""
    judged = [j for text, result in zip(texts, got, strict=True) for j in judge(text, result)]
    gold = sum(a.speech for text in texts for a in text.attributions)
    hits = {
        "cue": sum(j.cue for j in judged),
        "source": sum(j.source for j in judged),
        "content": sum(j.content for j in judged),
        "full": sum(j.source and j.content for j in judged),
    }
    figures = {name: 200 * hit / max(1, gold + len(judged)) for name, hit in hits.items()}
    return {**figures, "gold": gold, "predicted": len(judged)}


def judge(text: Annotated, got: Extraction) -> list[Judged]:
    """The statements of an article that count, in their order: those of attributions that are no speech are left out."""
    said = [e for e in got.events if isinstance(e, Statement)]
    speech = [a for a in text.attributions if a.speech]
    at_speech = _characters(s for a in speech for s in a.cue)
    beside = _characters(s for a in text.attributions if not a.speech for s in a.cue)
    counted = {
        p for p, s in enumerate(said) if not (_characters([s.cue.span]) & beside and not _characters([s.cue.span]) & at_speech)
    }
    paired = _paired(speech, said, counted)
    return [paired.get(p, Judged(p, cue=False, source=False, content=False)) for p in sorted(counted)]


def _paired(gold: Iterable[Attribution], said: Sequence[Statement], counted: set[int]) -> dict[int, Judged]:
    paired: dict[int, Judged] = {}
    for one in gold:
        cue, source, content = _characters(one.cue), _characters(one.source), _characters(one.content)
        shares = [
            (len(found & content) / max(1, len(found | content)), -position)
            for position, s in enumerate(said)
            if position in counted and position not in paired and cue & _characters([s.cue.span])
            for found in (_characters(s.content.spans if s.content else ()),)
        ]
        if not shares:
            continue
        share, negative = max(shares)
        best = said[-negative]
        paired[-negative] = Judged(
            -negative,
            cue=True,
            source=bool(source & _characters([best.speaker.span])) if best.speaker else not source,
            content=share >= _SHARE or (not content and best.content is None),
        )
    return paired


def _characters(spans: Iterable[Span]) -> set[int]:
    return {i for span in spans for i in range(span.start, span.end)}
