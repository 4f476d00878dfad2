"""The error report: a page that shows, in each article's text, what was right, wrong, invented or missed, for a developer to read."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, StrictUndefined
from msgspec import Struct

from service.contract import Statement, VisitEvent
from service.evaluation.events import (
    Match,
    Record,
    match_statements,
    match_visits,
    same_act,
    same_dates,
    same_status,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.contract import Extraction
    from service.spans import Span

Verdict = Literal["right", "wrong", "invented", "missed"]


class Row(Struct, frozen=True):
    """One record in the list beside a text: the verdict, what gold says, what was found, and the rules that found it."""

    verdict: Verdict
    kind: Literal["visit", "statement"]
    gold: str
    found: str
    rules: str


class Piece(Struct, frozen=True):
    """A stretch of text; marked ones have the verdict and the note of their record."""

    text: str
    verdict: Verdict | None = None
    note: str = ""


class Page(Struct, frozen=True):
    """One article of the report."""

    name: str
    published: str
    rows: list[Row]
    pieces: list[Piece]


def report(gold: list[Record], got: list[Extraction]) -> str:
    """The page, as HTML that needs nothing else, for extractions (made with ``explain``) in the order of their gold articles."""
    template = files("service.evaluation").joinpath("report.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages = [_page(article, result) for article, result in zip(gold, got, strict=True)]
    return environment.from_string(template).render(pages=pages, figures=score(gold, got))


def _page(gold: Record, got: Extraction) -> Page:
    visits = match_visits(gold, got)
    said = match_statements(gold, got) if "statements" in gold else Match([], [], [])
    rows, marks = [], []
    for kind, match in (("visit", visits), ("statement", said)):
        for row, spans in _judged(kind, match, gold["text"]):  # type: ignore[arg-type]
            rows.append(row)
            marks += [(span, row) for span in spans]
    return Page(gold["id"], gold["published"], rows, _pieces(gold["text"], marks))


def _judged(kind: Literal["visit", "statement"], match: Match, text: str) -> Iterator[tuple[Row, list[tuple[int, int]]]]:
    """Each record with its verdict and where in the text it shows; what was missed shows where its cue or destination first stands."""
    tell = _visit if kind == "visit" else _statement
    for gold, found in match.pairs:
        good = same_status(gold, found) and same_dates(gold, found) if kind == "visit" else same_act(gold, found)
        yield Row("right" if good else "wrong", kind, tell(gold), tell(found), _rules(found)), _spans(found)
    for found in match.invented:
        yield Row("invented", kind, "", tell(found), _rules(found)), _spans(found)
    for gold in match.missed:
        name = gold["destination"] if kind == "visit" else gold["cue"]
        place = re.search(rf"\b{re.escape(_first(name) or '')}\b", text) if _first(name) else None
        yield Row("missed", kind, tell(gold), "", ""), [] if place is None else [place.span()]


def _spans(found: Record) -> list[tuple[int, int]]:
    event: VisitEvent | Statement = found["event"]
    spans: list[Span] = [m.trigger.span for m in event.mentions] if isinstance(event, VisitEvent) else [event.cue.span]
    return [(span.start, span.end) for span in spans]


def _pieces(text: str, marks: list[tuple[tuple[int, int], Row]]) -> list[Piece]:
    """The text in stretches; of marks that overlap the first stands."""
    pieces, done = [], 0
    for (start, end), row in sorted(marks, key=lambda m: m[0]):
        if start < done:
            continue
        pieces += [Piece(text[done:start]), Piece(text[start:end], row.verdict, f"{row.kind}: {row.gold} → {row.found}")]
        done = end
    return [*pieces, Piece(text[done:])]


def _visit(record: Record) -> str:
    when = f"{record.get('start') or '…'} – {record.get('end') or '…'}" if record.get("start") or record.get("end") else "undated"
    place = _first(record["destination"])
    return f"{_first(record['visitor'])} → {place} ({record.get('country') or 'no country'}), {_first(record['status'])}, {when}"


def _statement(record: Record) -> str:
    return f"{_first(record['speaker']) or 'nobody'} “{_first(record['cue'])}”, {_first(record['act'])}"


def _rules(found: Record) -> str:
    rules = found["event"].rules
    return " · ".join(rules) if isinstance(rules, list) else ""


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value
