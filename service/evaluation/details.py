"""Scores what hangs by visits and statements: who reports which, order, hosts, purpose, addressee, citations, negation, date of speech.

The further keys of a gold article are told in ``tests/gold/README.md``; one that has ``links`` has all of them. Each is scored on the visits and
statements that were found (``events.py`` scores the finding), so that a visit missed is not counted a second time as a link missed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from service.contract import Statement, VisitEvent
from service.evaluation.events import f1, match_statements, match_visits, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from service.contract import Extraction
    from service.evaluation.events import Record

NAMES = ("reported_by", "order", "hosts", "purpose", "addressee", "cites", "negated", "said_on")
"""What is scored, in the order in which it is shown."""


def score_details(gold: list[Record], got: list[Extraction]) -> dict[str, float]:
    """Percent F1 of each of ``NAMES``, over the articles annotated with ``links``, for extractions in the order of their gold articles.

    Names match as in ``events.py``; a purpose where one of the two contains the other; dates where both ends are the same.
    Raises ``ValueError`` where no article has ``links``.
    """
    if not any("links" in article for article in gold):
        raise ValueError("expected gold articles with links, to score their details by, found none")
    hits: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for article, result in zip(gold, got, strict=True):
        if "links" not in article:
            continue
        for name, right, both in _compare(article, result):
            hits[name] += right
            records[name] += both
    return {name: f1(hits[name], records[name]) for name in NAMES}


def _compare(article: Record, result: Extraction) -> Iterable[tuple[str, int, int]]:
    """For each name: how many were right, and how many there are of gold and found together."""
    went = [(g, p["event"]) for g, p in match_visits(article, result).pairs]
    spoke = [(g, p["event"]) for g, p in match_statements(article, result).pairs]
    yield "reported_by", *_links(article, went, spoke)
    yield "order", *_order(article, went)
    for visit, event in went:
        assert isinstance(event, VisitEvent)  # noqa: S101 - match_visits gives no other
        yield "hosts", *_same(visit.get("hosts", []), [h.name for h in event.hosts], same_name)
        purpose = [event.purpose.text] if event.purpose else []
        yield "purpose", *_same([visit["purpose"]] if "purpose" in visit else [], purpose, _overlaps)
    for said, event in spoke:
        assert isinstance(event, Statement)  # noqa: S101 - match_statements gives no other
        to = [event.addressee.name] if event.addressee else []
        yield "addressee", *_same([said["addressee"]] if "addressee" in said else [], to, same_name)
        cited = said.get("cites", [])
        yield "cites", *_same(cited if isinstance(cited, list) else [cited], [c.name for c in event.cites], same_name)
        yield "negated", *_same([True] if said.get("negated") else [], [True] if event.negated else [], _equal)
        day = [[event.date.start, event.date.end]] if event.date else []
        yield "said_on", *_same([said["date"]] if "date" in said else [], day, _equal)


def _links(article: Record, went: list[tuple[Record, Any]], spoke: list[tuple[Record, Any]]) -> tuple[int, int]:
    visits = {id(v): n for n, v in enumerate(article["visits"])}
    statements = {id(s): n for n, s in enumerate(article["statements"])}
    heard, seen = {statements[id(s)] for s, _ in spoke}, {visits[id(v)] for v, _ in went}
    told = {(k["statement"], v) for k in article["links"] for v in k["visits"] if k["statement"] in heard and v in seen}
    found = {(statements[id(s)], visits[id(v)]) for s, said in spoke for v, event in went if said.id in event.reported_by}
    return len(told & found), len(told) + len(found)


def _order(article: Record, went: list[tuple[Record, Any]]) -> tuple[int, int]:
    visits = {id(v): n for n, v in enumerate(article["visits"])}
    number = {event.id: visits[id(v)] for v, event in went}
    told = {(visits[id(v)], later) for v, _ in went for later in v.get("before", []) if later in number.values()}
    found = {
        (number[event.id], number[o.event])
        for _, event in went
        for o in event.order
        if o.relation == "before" and o.event in number
    }
    return len(told & found), len(told) + len(found)


def _same(gold: Sequence[Any], got: Sequence[Any], match: Callable[[Any, Any], bool]) -> tuple[int, int]:
    """How many of ``got`` find one of ``gold`` each, and how many both have."""
    left = list(gold)
    for found in got:
        for wanted in left:
            if match(wanted, found):
                left.remove(wanted)
                break
    return len(gold) - len(left), len(gold) + len(got)


def _equal(gold: Any, got: Any) -> bool:
    return bool(gold == got)


def _overlaps(gold: Any, got: str) -> bool:
    return any(one in other for text in (gold if isinstance(gold, list) else [gold]) for one, other in ((text, got), (got, text)))
