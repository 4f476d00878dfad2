"""Scores visits and statements against gold articles.

A gold article is a JSON file: an article's fields beside ``visits`` and ``statements``. A gold visit has ``visitor``, ``visitor_country``,
``destination``, ``country``, ``status``, ``start`` and ``end``; a list gives alternatives, ``also`` lists other intervals that a careful reader
could defend, ``optional`` marks a record that counts neither way. A gold statement has ``speaker``, ``act``, ``cue`` and ``anonymous``.
Two names match when the last word of the shorter one is in the longer one, case ignored.
"""

from __future__ import annotations

import errno
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from service.contract import Article, Extraction, Statement, VisitEvent
from service.extract import extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.language import Language

Record = dict[str, Any]


class Match(Struct, frozen=True):
    """The records of one kind in one article: those found, beside their gold; the gold ones missed; those invented.

    Optional gold records, and what was found of them, are in none of these.
    """

    pairs: list[tuple[Record, Record]]
    missed: list[Record]
    invented: list[Record]


def read_gold(folder: Path, load: Callable[[], Language]) -> tuple[list[Record], list[Extraction]]:
    """The gold articles of a folder in the order of their names, and what is extracted from each; ``load`` gives the models once all are read.

    Raises ``FileNotFoundError`` where there are none and ``ValueError`` for a file that is not one.
    """
    gold, articles = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
            articles.append(msgspec.convert({k: v for k, v in record.items() if k in Article.__struct_fields__}, Article))
            gold.append({"visits": record["visits"], **record})
        except (ValueError, KeyError, AttributeError, msgspec.ValidationError) as fault:
            raise ValueError(f"{path}: no gold article: {fault}") from None
    if not gold:
        raise FileNotFoundError(errno.ENOENT, "expected gold articles as *.json, found none", str(folder))
    return gold, extract(articles, load(), explain=True)


def score(gold: list[Record], got: list[Extraction]) -> dict[str, float]:
    """Percent F1 of ``visits`` (visitor and destination), ``status`` and ``dated`` and ``full`` (those and more), ``statements`` (speaker and cue)
    and ``acts``; of the pairs found, the percent with the right country of the visitor (``from``) and anonymity (``anonymous``).

    The extractions ``got`` stand in the order of their gold articles.
    """  # noqa: D205
    visits = [match_visits(article, result) for article, result in zip(gold, got, strict=True)]
    said = [match_statements(article, result) for article, result in zip(gold, got, strict=True) if "statements" in article]
    went = [pair for match in visits for pair in match.pairs]
    spoke = [pair for match in said for pair in match.pairs]
    records = sum(2 * len(m.pairs) + len(m.missed) + len(m.invented) for m in visits)
    statements = sum(2 * len(m.pairs) + len(m.missed) + len(m.invented) for m in said)
    return {
        "visits": f1(len(went), records),
        "status": f1(sum(same_status(g, p) for g, p in went), records),
        "dated": f1(sum(same_dates(g, p) for g, p in went), records),
        "full": f1(sum(same_status(g, p) and same_dates(g, p) for g, p in went), records),
        "statements": f1(len(spoke), statements),
        "acts": f1(sum(same_act(g, p) for g, p in spoke), statements),
        "from": 100 * sum(g.get("visitor_country") == p["visitor_country"] for g, p in went) / max(1, len(went)),
        "anonymous": 100 * sum(bool(g.get("anonymous")) == p["anonymous"] for g, p in spoke) / max(1, len(spoke)),
    }


def match_visits(gold: Record, got: Extraction) -> Match:
    """The visits of an article, one record a visitor, beside those of its gold."""
    found = [record for event in got.events if isinstance(event, VisitEvent) for record in _flat(event)]
    return _match(gold["visits"], found, _same_visit, lambda g, p: 2 * same_status(g, p) + same_dates(g, p), same_status)


def match_statements(gold: Record, got: Extraction) -> Match:
    """The statements of an article beside those of its gold."""
    found = [_heard(event) for event in got.events if isinstance(event, Statement)]
    return _match(gold["statements"], found, _same_statement, same_act, same_act)


def same_status(gold: Record, got: Record) -> bool:
    """Whether a visit has one of the statuses its gold allows."""
    return got["status"] in _alternatives(gold["status"])


def same_dates(gold: Record, got: Record) -> bool:
    """Whether a visit has one of the intervals its gold allows."""
    return [got["start"], got["end"]] in [[gold.get("start"), gold.get("end")], *gold.get("also", [])]


def same_act(gold: Record, got: Record) -> bool:
    """Whether a statement is one of the acts its gold allows."""
    return got["act"] in _alternatives(gold["act"])


def _match(
    gold: list[Record],
    got: list[Record],
    match: Callable[[Record, Record], bool],
    quality: Callable[[Record, Record], int],
    spare_quality: Callable[[Record, Record], int],
) -> Match:
    required = [g for g in gold if not g.get("optional")]
    pairs = _pair(required, got, match, quality)
    left = [p for p in got if not any(p is q for _, q in pairs)]
    spare = _pair([g for g in gold if g.get("optional")], left, match, spare_quality)
    return Match(
        pairs=pairs,
        missed=[g for g in required if not any(g is h for h, _ in pairs)],
        invented=[p for p in left if not any(p is q for _, q in spare)],
    )


def _flat(visit: VisitEvent) -> list[Record]:
    """One record a visitor, as gold has them, beside the ``event`` it comes from."""
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
            "event": visit,
        }
        for visitor in visit.visitors
    ]


def _heard(said: Statement) -> Record:
    anonymous = said.speaker is not None and said.speaker.kind == "anonymous"
    return {
        "speaker": said.speaker.name if said.speaker else None,
        "act": said.act,
        "cue": said.cue.text,
        "anonymous": anonymous,
        "event": said,
    }


def _words(name: str | None) -> list[str]:
    return re.findall(r"[\w'-]+", (name or "").lower().replace("’", "'"))


def _alternatives(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def same_name(gold: Any, got: str | None) -> bool:
    """Whether a name is one of those its gold allows, by the last word of the shorter of the two; no name is the same as no name."""
    for name in _alternatives(gold):
        one, other = _words(name), _words(got)
        if one and other:
            short, long = sorted((one, other), key=len)
            if short[-1] in long or (len(short) > 1 and short[0] in long and short[-1] in long):
                return True
    return not gold and not got


def _same_visit(gold: Record, got: Record) -> bool:
    if not same_name(gold["visitor"], got["visitor"]):
        return False
    if gold.get("country"):
        return bool(gold["country"] == got["country"])
    return same_name(gold["destination"], got["destination"])


def _same_statement(gold: Record, got: Record) -> bool:
    heard = set(_words(got["cue"]))
    return same_name(gold["speaker"], got["speaker"]) and any(heard & set(_words(c)) for c in _alternatives(gold["cue"]))


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


def f1(hits: int, records: int) -> float:
    """Percent F1 of some hits among so many gold and found records together."""
    return 200 * hits / records if hits else 0.0
