"""Scores visits and statements against gold articles.

A gold article is a JSON file: an article's fields beside ``visits`` and ``statements``. A gold visit has ``visitor``, ``visitor_country``,
``destination``, ``country``, ``status``, ``start`` and ``end``; a list gives alternatives, ``also`` lists other intervals that a careful reader
could defend, ``optional`` marks a record that counts neither way. A gold statement has ``speaker``, ``act``, ``cue`` and ``anonymous``.
Two names match when the last word of the shorter one is in the longer one, case ignored.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from service.contract import Article, Extraction, Statement, VisitEvent
from service.extract import extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.language import Language

Record = dict[str, Any]


def evaluate_events(folder: Path, language: Language) -> dict[str, float]:
    """Percent F1 of ``visits`` (visitor and destination), ``status`` and ``dated`` and ``full`` (those and more), ``statements`` (speaker and cue)
    and ``acts``; of the pairs found, the percent with the right country of the visitor (``from``) and anonymity (``anonymous``).

    ``folder`` holds gold articles as ``*.json``. Raises ``FileNotFoundError`` where it holds none.
    """  # noqa: D205
    gold = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    if not gold:
        raise FileNotFoundError(f"{folder}: expected gold articles as *.json, found none")
    fields = set(Article.__struct_fields__)
    articles = [msgspec.convert({k: v for k, v in g.items() if k in fields}, Article) for g in gold]
    return score(gold, extract(articles, language))


def score(gold: list[Record], got: list[Extraction]) -> dict[str, float]:
    """The figures of ``evaluate_events`` for extractions in the order of their gold articles."""
    tally: dict[str, int] = dict.fromkeys(
        ("gold", "got", "visits", "status", "dated", "full", "from", "said", "heard", "statements", "acts", "anonymous"), 0
    )
    for article, result in zip(gold, got, strict=True):
        _count_visits(article["visits"], [v for e in result.events if isinstance(e, VisitEvent) for v in _flat(e)], tally)
        if "statements" in article:
            _count_statements(article["statements"], [_heard(e) for e in result.events if isinstance(e, Statement)], tally)
    figures = {k: _f1(tally[k], tally["got"], tally["gold"]) for k in ("visits", "status", "dated", "full")}
    figures |= {k: _f1(tally[k], tally["heard"], tally["said"]) for k in ("statements", "acts")}
    figures["from"] = 100 * tally["from"] / max(1, tally["visits"])
    figures["anonymous"] = 100 * tally["anonymous"] / max(1, tally["statements"])
    return figures


def _count_visits(gold: list[Record], got: list[Record], tally: dict[str, int]) -> None:
    required = [g for g in gold if not g.get("optional")]
    pairs = _pair(required, got, _same_visit, lambda g, p: 2 * _one_of(g["status"], p["status"]) + _same_dates(g, p))
    left = [p for p in got if not any(p is q for _, q in pairs)]
    spare = _pair([g for g in gold if g.get("optional")], left, _same_visit, lambda g, p: _one_of(g["status"], p["status"]))
    tally["gold"] += len(required)
    tally["got"] += len(got) - len(spare)
    tally["visits"] += len(pairs)
    tally["status"] += sum(_one_of(g["status"], p["status"]) for g, p in pairs)
    tally["dated"] += sum(_same_dates(g, p) for g, p in pairs)
    tally["full"] += sum(_one_of(g["status"], p["status"]) and _same_dates(g, p) for g, p in pairs)
    tally["from"] += sum(g.get("visitor_country") == p["visitor_country"] for g, p in pairs)


def _count_statements(gold: list[Record], got: list[Record], tally: dict[str, int]) -> None:
    required = [g for g in gold if not g.get("optional")]
    pairs = _pair(required, got, _same_statement, lambda g, p: _one_of(g["act"], p["act"]))
    left = [p for p in got if not any(p is q for _, q in pairs)]
    spare = _pair([g for g in gold if g.get("optional")], left, _same_statement, lambda g, p: _one_of(g["act"], p["act"]))
    tally["said"] += len(required)
    tally["heard"] += len(got) - len(spare)
    tally["statements"] += len(pairs)
    tally["acts"] += sum(_one_of(g["act"], p["act"]) for g, p in pairs)
    tally["anonymous"] += sum(bool(g.get("anonymous")) == p["anonymous"] for g, p in pairs)


def _flat(visit: VisitEvent) -> list[Record]:
    """One record a visitor, as gold has them."""
    date = visit.date
    return [
        {
            "visitor": visitor.name,
            "visitor_country": visitor.country,
            "destination": visit.destination.name,
            "country": visit.destination.country,
            "status": visit.status,
            "start": date.start if date else None,
            "end": date.end if date else None,
        }
        for visitor in visit.visitors
    ]


def _heard(said: Statement) -> Record:
    anonymous = said.speaker is not None and said.speaker.kind == "anonymous"
    return {"speaker": said.speaker.name if said.speaker else None, "act": said.act, "cue": said.cue.text, "anonymous": anonymous}


def _words(name: str | None) -> list[str]:
    return re.findall(r"[\w'-]+", (name or "").lower().replace("’", "'"))


def _alternatives(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one_of(gold: Any, got: str) -> bool:
    return got in _alternatives(gold)


def _same_name(gold: Any, got: str | None) -> bool:
    for name in _alternatives(gold):
        one, other = _words(name), _words(got)
        if one and other:
            short, long = sorted((one, other), key=len)
            if short[-1] in long or (len(short) > 1 and short[0] in long and short[-1] in long):
                return True
    return not gold and not got


def _same_visit(gold: Record, got: Record) -> bool:
    if not _same_name(gold["visitor"], got["visitor"]):
        return False
    if gold.get("country"):
        return bool(gold["country"] == got["country"])
    return _same_name(gold["destination"], got["destination"])


def _same_dates(gold: Record, got: Record) -> bool:
    return [got["start"], got["end"]] in [[gold.get("start"), gold.get("end")], *gold.get("also", [])]


def _same_statement(gold: Record, got: Record) -> bool:
    heard = set(_words(got["cue"]))
    return _same_name(gold["speaker"], got["speaker"]) and any(heard & set(_words(c)) for c in _alternatives(gold["cue"]))


def _pair(
    gold: list[Record], got: list[Record], match: Callable[[Record, Record], bool], quality: Callable[[Record, Record], int]
) -> list[tuple[Record, Record]]:
    """Each gold record, in order, with the best free one that matches it."""
    used: set[int] = set()
    pairs = []
    for record in gold:
        best = max(((quality(record, p), -i) for i, p in enumerate(got) if i not in used and match(record, p)), default=None)
        if best is not None:
            used.add(-best[1])
            pairs.append((record, got[-best[1]]))
    return pairs


def _f1(hits: int, got: int, gold: int) -> float:
    return 200 * hits / (got + gold) if hits else 0.0
