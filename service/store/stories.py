"""Stories, kept beside the events that they are made of and in the same transactions.

Each visitor of each visit is a *report*, kept under its *block*: what all reports of one story share, and few others (``service.stories.block_of``).
Whatever changes the reports of a block has its stories told anew, from all its reports; those that come out as before are not
written. So a story says the same whatever order its articles came in.

A block of more than ``LIMIT`` reports is told year by year of publication, and of a year the ``LIMIT`` reports published last: then no article
costs more than that, wherever it belongs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, literal, select, tuple_, update

from service.contract import STORED_EVENTS, StoredEvent, Story, StoryReport, StoryTimeline
from service.store.records import ordinal, phrase_of, phrases_of, term
from service.store.tables import OPEN_END, articles, events, reports, signatures, stories, story_sources, story_terms
from service.store.tallies import FACETS, tally, tally_all
from service.stories import Report, block_of, signature_of, stories_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Select

    from service.store.tallies import Facets
    from service.stories import Told

LIMIT = 1_000
"""The most reports that are told together."""

TIMELINE = 500
"""The most reports that are listed with a story, the first ones."""

WHOLE = 0
"""The ``part`` of a block that is told as a whole; others are years."""

_TOGETHER = 200
"""Blocks whose reports are read by one query."""

_ARTICLES = 500
"""Articles that are gone through at once when all stories are made."""

_VISIT = STORED_EVENTS["visit"]

Touched = set[tuple[str, int]]
"""Blocks whose reports have changed, each with a year of publication."""


class _Kept(Struct, frozen=True):
    """A report as it is kept: its row's key, what it says, and where it was put."""

    event: int
    report: Report
    story: int | None
    copy_of: str | None


def touched_by(connection: Connection, article: str) -> Touched:
    """Where the reports of an article are that is kept."""
    query = select(reports.c.block, reports.c.published).where(reports.c.article == article).distinct()
    return {(block, _year(published)) for block, published in connection.execute(query)}


def record(connection: Connection, article: str, text: str, told: Iterable[tuple[int, Mapping[str, Any]]]) -> Touched:
    """Keep the reports of an article whose events are kept (number and row of each, in the order of the extraction); where they are.

    Those that it had before went with the events that they were of.
    """
    rows = _rows(article, told)
    connection.execute(delete(signatures).where(signatures.c.article == article))
    if not rows:
        return set()
    connection.execute(insert(signatures), {"article": article, "hashes": signature_of(text)})
    connection.execute(insert(reports), rows)
    return {(row["block"], _year(row["published"])) for row in rows}


def refresh(connection: Connection, touched: Touched, *, counted: bool = True) -> None:
    """Tell the stories anew where reports have changed; ``counted``: and count them."""
    years: dict[str, set[int]] = defaultdict(set)
    for block, year in touched:
        years[block].add(year)
    names = iter(sorted(years))
    while some := list(islice(names, _TOGETHER)):
        counting = select(reports.c.block, func.count()).where(reports.c.block.in_(some)).group_by(reports.c.block)
        counts = _pairs(connection, counting)
        small = [block for block in some if counts.get(block, 0) <= LIMIT]
        _refresh_whole(connection, small, counted=counted)
        for block in sorted(set(some) - set(small)):
            _refresh_parts(connection, block, years[block], counted=counted)


def build(connection: Connection) -> None:
    """Make all reports and all stories, of a database that has none, from its events."""
    name = ""
    while some := _pairs(connection, _next(select(articles.c.id, articles.c.text), articles.c.id, name, _ARTICLES)):
        query = select(events).where(events.c.article.in_(some)).order_by(events.c.sequence)
        kept: dict[str, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
        for row in connection.execute(query):
            kept[row.article].append((row.sequence, row._asdict()))
        made = {article: _rows(article, told) for article, told in kept.items()}
        hashes = [{"article": article, "hashes": signature_of(some[article])} for article, rows in made.items() if rows]
        if hashes:
            connection.execute(insert(signatures), hashes)
            connection.execute(insert(reports), [row for rows in made.values() for row in rows])
        name = max(some)
    name = ""
    while some := _pairs(connection, _next(select(reports.c.block, literal(WHOLE)).distinct(), reports.c.block, name, _TOGETHER)):
        refresh(connection, set(some.items()), counted=False)
        name = max(some)
    tally_all(connection)


def timeline_of(connection: Connection, story: str) -> bytes | None:
    """A story with what each of its articles tells, as it is sent, if there is one of that id."""
    number = int(story, 16)
    body = connection.execute(select(stories.c.body).where(stories.c.number == number)).scalar()
    if body is None:
        return None
    place = (reports.c.published, reports.c.article, reports.c.number, reports.c.visitor)
    query = select(events.c.body, reports.c.copy_of).join(events, events.c.sequence == reports.c.event)
    query = query.where(reports.c.story == number).order_by(*place).limit(TIMELINE)
    timeline = [told_by(event, copy_of) for event, copy_of in connection.execute(query)]
    return msgspec.json.encode(with_timeline(msgspec.json.decode(body, type=Story), timeline))


def _next(query: Select[Any], by: ColumnElement[str], after: str, limit: int) -> Select[Any]:
    """The rows of a query that come next by a name."""
    return query.where(by > after).order_by(by).limit(limit)


def _pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    """The rows of a query with two columns."""
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no tuples to a type checker


def reports_of(article: str, position: int, event: Mapping[str, Any]) -> Iterator[Report]:
    """The reports of an event's row: one for each visitor of a visit, none for events of other kinds."""
    told = msgspec.json.decode(event["body"], type=StoredEvent)
    if not isinstance(told, _VISIT):
        return
    visit: Any = told
    date, place = visit.date, visit.destination
    for number, visitor in enumerate(visit.visitors):
        yield Report(
            article=article,
            number=position,
            visitor=number,
            name=visitor.name,
            role=visitor.role,
            visitor_country=visitor.country,
            country=place.country,
            place=place.name,
            status=visit.status,
            published=event["published"],
            first=ordinal(date.start) if date and date.start else None,
            last=ordinal(date.end) if date and date.end else None,
            approximate=bool(date and date.approximate),
            source=visit.article.source,
            confidence=visit.confidence,
            statements=len(visit.reported_by),
        )


def block_for(report: Report) -> str:
    """What a report shares with all reports of the same visit."""
    return block_of(report.name, report.visitor_country, report.country, report.place)


def told_by(event: str, copy_of: str | None) -> StoryReport:
    """What a stored visit (JSON) tells in a timeline."""
    visit: Any = msgspec.json.decode(event, type=StoredEvent)
    return StoryReport(
        published=visit.article.published[:10],
        status=visit.status,
        date=visit.date,
        event=visit.id,
        statements=visit.reported_by,
        article=visit.article,
        confidence=visit.confidence,
        copy_of=copy_of,
    )


def with_timeline(story: Story, timeline: list[StoryReport]) -> StoryTimeline:
    """A story with what its articles tell."""
    return StoryTimeline(timeline=timeline, **{name: getattr(story, name) for name in Story.__struct_fields__})


def _rows(article: str, told: Iterable[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of an article's reports."""
    return [
        _row(number, report) for position, (number, event) in enumerate(told) for report in reports_of(article, position, event)
    ]


def _row(number: int, report: Report) -> dict[str, Any]:
    return {
        "event": number,
        "visitor": report.visitor,
        "article": report.article,
        "number": report.number,
        "block": block_for(report),
        "published": report.published,
        "body": msgspec.json.encode(report).decode(),
    }


def _refresh_whole(connection: Connection, blocks: list[str], *, counted: bool) -> None:
    """Tell all stories of some small blocks."""
    found = _reports(connection, reports.c.block.in_(blocks))
    hashes = _signatures(connection, reports.c.block.in_(blocks), found.values())
    told = {block: stories_of(block, [kept.report for kept in some], hashes) for block, some in found.items()}
    _keep(connection, stories.c.block.in_(blocks), {(block, WHOLE): some for block, some in told.items()}, found, counted=counted)


def _refresh_parts(connection: Connection, block: str, years: set[int], *, counted: bool) -> None:
    """Tell the stories of some years of a large block, of all where it was told as a whole before."""
    own = stories.c.block == block
    was_whole = not connection.execute(select(stories.c.number).where(own, stories.c.part != WHOLE).limit(1)).first()
    if was_whole:
        days = connection.scalars(select(reports.c.published).where(reports.c.block == block).distinct())
        years = {_year(day) for day in days}
    for year in sorted(years):
        within = (reports.c.block == block) & reports.c.published.between(*_days_of(year))
        newest = select(reports.c.event, reports.c.visitor).where(within)
        newest = newest.order_by(
            reports.c.published.desc(), reports.c.article.desc(), reports.c.number.desc(), reports.c.visitor.desc()
        )
        told_of = tuple_(reports.c.event, reports.c.visitor).in_(newest.limit(LIMIT))
        found = _reports(connection, told_of)
        connection.execute(update(reports).where(within, ~told_of).values(story=None, copy_of=None))
        hashes = _signatures(connection, told_of, found.values())
        told = stories_of(block, [kept.report for kept in found.get(block, [])], hashes)
        whose = own if was_whole else own & (stories.c.part == year)
        _keep(connection, whose, {(block, year): told}, found, counted=counted)
        was_whole = False


def _reports(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[_Kept]]:
    """Some reports by their blocks."""
    found: dict[str, list[_Kept]] = defaultdict(list)
    columns = (reports.c.block, reports.c.event, reports.c.body, reports.c.story, reports.c.copy_of)
    for block, event, body, story, copy_of in connection.execute(select(*columns).where(which)):
        found[block].append(_Kept(event, msgspec.json.decode(body, type=Report), story, copy_of))
    return found


def _signatures(connection: Connection, which: ColumnElement[bool], found: Iterable[list[_Kept]]) -> dict[str, bytes]:
    """The signatures of articles that may be copies: those of some reports, none where no block has reports of two."""
    if all(len({kept.report.article for kept in some}) < 2 for some in found):
        return {}
    own = select(reports.c.article).where(which)
    return _pairs(connection, select(signatures.c.article, signatures.c.hashes).where(signatures.c.article.in_(own)))


def _keep(
    connection: Connection,
    which: ColumnElement[bool],
    told: Mapping[tuple[str, int], list[Told]],
    found: Mapping[str, list[_Kept]],
    *,
    counted: bool,
) -> None:
    """Put stories in the place of those that are kept, and their reports to them; what is as it was is left alone."""
    before = _pairs(connection, select(stories.c.number, stories.c.state).where(which))
    after: dict[int, _Rows] = {}
    moved = []
    for (block, part), some in told.items():
        kept = {one.report.key: one for one in found.get(block, [])}
        for story in some:
            after[story.number] = _story_rows(block, part, story, [kept[key].report for key, _ in story.reports])
            for key, copy_of in story.reports:
                one = kept[key]
                if (one.story, one.copy_of) != (story.number, copy_of):
                    moved.append({"of": one.event, "who": one.report.visitor, "story": story.number, "copy_of": copy_of})
    gone = [number for number, state in before.items() if number not in after or after[number].row["state"] != state]
    old = {number for number in before if number not in set(gone)}
    new = [rows for number, rows in after.items() if number not in old]
    if counted:
        tally(connection, _facets(connection, gone), [one.facets for one in new])
    for start in range(0, len(gone), _ARTICLES):
        connection.execute(delete(stories).where(stories.c.number.in_(gone[start : start + _ARTICLES])))
    for table, rows in (
        (stories, [one.row for one in new]),
        (story_terms, [row for one in new for row in one.terms]),
        (story_sources, [row for one in new for row in one.sources]),
    ):
        if rows:
            connection.execute(insert(table), rows)
    if moved:
        own = (reports.c.event == bindparam("of")) & (reports.c.visitor == bindparam("who"))
        connection.execute(update(reports).where(own), moved)


class _Rows(Struct, frozen=True):
    """A story as it is kept: its own row, what it is found by, who reports it."""

    row: dict[str, Any]
    terms: list[dict[str, Any]]
    sources: list[dict[str, Any]]

    @property
    def facets(self) -> Facets:
        """What it is counted by."""
        row = self.row
        return row["visitor_country"], row["country"], row["status"], row["month"], tuple(one["source"] for one in self.sources)


def _facets(connection: Connection, numbers: list[int]) -> Iterator[Facets]:
    """What some stories that are kept are counted by."""
    for start in range(0, len(numbers), _ARTICLES):
        some = numbers[start : start + _ARTICLES]
        sources: dict[int, list[str]] = defaultdict(list)
        for story, source in connection.execute(select(story_sources).where(story_sources.c.story.in_(some))):
            sources[story].append(source)
        for number, *values in connection.execute(select(stories.c.number, *FACETS).where(stories.c.number.in_(some))):
            visitor_country, country, status, month = values
            yield visitor_country, country, status, month, tuple(sources[number])


def _story_rows(block: str, part: int, told: Told, own: list[Report]) -> _Rows:
    story, number = told.story, told.number
    first = ordinal(story.date.start) if story.date else None
    last = ordinal(story.date.end) if story.date else None
    published, day = ordinal(story.last_published), OPEN_END if first is None else first
    found_by = sorted(set(_terms(story, own)))
    sources = sorted({report.source for report in own if report.source})
    body = msgspec.json.encode(story)
    state = hashlib.blake2s(msgspec.json.encode([block, part, found_by, sources]) + body, digest_size=16).hexdigest()
    row = {
        "number": number,
        "block": block,
        "part": part,
        "told": ordinal(story.first_published),
        "published": published,
        "day": day,
        "first": first,
        "last": last,
        "visitor_country": story.visitor.country,
        "country": story.country,
        "status": story.status,
        "month": story.date.start[:7] if story.date else None,
        "confidence": story.confidence,
        "state": state,
        "body": body.decode(),
    }
    return _Rows(
        row,
        [{"term": entry, "published": published, "story": number, "day": day} for entry in found_by],
        [{"story": number, "source": source} for source in sources],
    )


def _terms(story: Story, own: list[Report]) -> Iterator[str]:
    yield term("status", story.status)
    if story.country:
        yield term("country", story.country)
    if story.visitor.country:
        yield term("visitor_country", story.visitor.country)
    for report in own:
        yield term("article", report.article)
        if report.source:
            yield term("source", phrase_of(report.source))
        yield from (term("visitor", phrase) for phrase in phrases_of(report.name))


def _year(day: int) -> int:
    return dt.date.fromordinal(day).year


def _days_of(year: int) -> tuple[int, int]:
    return dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
