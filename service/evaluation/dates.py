"""Score the date stage against TimeML documents, the TempEval-3 way (UzZaman et al., SemEval 2013 task 1).

Strict F1 wants the same span, relaxed F1 one that overlaps, value F1 an overlapping span with the same TIMEX3 value; in percent. Each gold
expression takes the predicted one that overlaps it most, each used once. The date of creation is not scored.
"""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from msgspec import Struct

from service.spans import Span
from service.times import find_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from service.language import Language


class Expression(Struct, frozen=True):
    """A time expression by span and TIMEX3 value."""

    span: Span
    value: str | None


class Article(Struct, frozen=True):
    """A TimeML document: its text, the day it was made and the expressions marked in the text."""

    name: str
    text: str
    published: dt.date
    gold: tuple[Expression, ...]


class Tally(Struct):
    """Counts summed over documents."""

    gold: int = 0
    predicted: int = 0
    strict: int = 0
    relaxed: int = 0
    value: int = 0

    def add(self, gold: Iterable[Expression], predicted: Iterable[Expression]) -> None:
        """Count one document."""
        marked, found = list(gold), list(predicted)
        pairs = matched(marked, found)
        self.gold += len(marked)
        self.predicted += len(found)
        self.relaxed += len(pairs)
        self.strict += sum(a.span == b.span for a, b in pairs)
        self.value += sum(a.value == b.value for a, b in pairs)

    def scores(self) -> dict[str, float]:
        """F1 in percent by name."""
        total = self.gold + self.predicted
        return {
            name: 200 * hits / total if total else 0.0
            for name, hits in (("strict", self.strict), ("relaxed", self.relaxed), ("value", self.value))
        }


def read_timeml(path: Path) -> Article:
    """A TimeML file. Raises ``ValueError`` for one without text or without a date of creation."""
    root = ET.parse(path).getroot()  # noqa: S314  the folder is the caller's own
    created = root.find("DCT/TIMEX3")
    if created is None:
        created = next((t for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), None)
    body = root.find("TEXT")
    if created is None or body is None:
        raise ValueError(f"{path.name}: expected TEXT and a TIMEX3 of the creation time")
    pieces: list[str] = []
    gold: list[Expression] = []
    _walk(body, pieces, gold)
    return Article(path.stem, "".join(pieces), dt.date.fromisoformat((created.get("value") or "")[:10]), tuple(gold))


def _walk(node: ET.Element, pieces: list[str], gold: list[Expression]) -> None:
    start = sum(map(len, pieces))
    pieces.append(node.text or "")
    for child in node:
        _walk(child, pieces, gold)
        pieces.append(child.tail or "")
    if node.tag == "TIMEX3":
        gold.append(Expression(Span(start, sum(map(len, pieces))), node.get("value")))


def matched(gold: list[Expression], predicted: list[Expression]) -> list[tuple[Expression, Expression]]:
    """Each gold expression with the predicted one that overlaps it most, each used once; of equals the later one."""
    used: set[int] = set()
    pairs: list[tuple[Expression, Expression]] = []
    for expression in gold:
        overlaps = [
            (min(expression.span.end, other.span.end) - max(expression.span.start, other.span.start), i)
            for i, other in enumerate(predicted)
            if i not in used and expression.span.overlaps(other.span)
        ]
        if overlaps:
            _, best = max(overlaps)
            used.add(best)
            pairs.append((expression, predicted[best]))
    return pairs


def articles(folder: Path) -> list[Article]:
    """The TimeML documents of a folder and those below it, by name."""
    return [read_timeml(path) for path in sorted(folder.rglob("*.tml")) if not path.name.startswith(".")]


def evaluate_dates(folder: Path, load: Callable[[], Language]) -> dict[str, float]:
    """Strict, relaxed and value F1 of the date stage on the TimeML documents of ``folder``, and how many documents and expressions there are.

    ``load`` gives the models once all documents are read.
    """
    tally, texts = Tally(), articles(folder)
    language = load()
    batch = 16
    for start in range(0, len(texts), batch):
        part = texts[start : start + batch]
        for article, document in zip(part, language.parse([article.text for article in part]), strict=True):
            found = find_times(document, article.published).all
            tally.add(article.gold, [Expression(timex.span, timex.value) for timex in found])
    return {"documents": float(len(texts)), "gold": float(tally.gold), "predicted": float(tally.predicted), **tally.scores()}
