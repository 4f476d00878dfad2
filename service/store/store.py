"""What is kept and asked for: the one place that reads and writes the tables."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, insert, literal, select, tuple_, update

from service.contract import Article, ArticleSummary, Engine, VisitCount, VisitSummary
from service.problems import Refused
from service.store.cursors import from_cursor, to_cursor
from service.store.database import RETRY, Database
from service.store.filters import conditions_of
from service.store.queries import ORDERS, WINDOW, news_query, page_query
from service.store.records import digest_of, rows_of
from service.store.stories import record, refresh, timeline_of, touched_by
from service.store.story_queries import counts_of_stories, page_of_stories, story_conditions
from service.store.tables import articles, counter, events, removed, terms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence
    from typing import TypeVar

    from sqlalchemy.ext.asyncio import AsyncConnection

    from service.contract import Extraction
    from service.store.filters import Conditions, Filters
    from service.store.stories import Touched
    from service.store.story_queries import StoryFilters
    from service.store.tallies import By

    T = TypeVar("T")

AT_ONCE = 500
"""How many events are held at once where all are asked for."""

Outcome = Literal["created", "unchanged", "replaced"]

LOOK = 0.5
"""Seconds between two looks for what is new: one for all who wait in this process, whichever service over the database stored it."""


class Kept(Struct, frozen=True):
    """An article as it is kept, to be sent; ``version`` is of this content under this id alone, never used again."""

    version: str
    content: str
    body: bytes


class Page(Struct, frozen=True):
    """Some records, as JSON each, and the cursor of what comes after them."""

    records: list[msgspec.Raw]
    next: str | None


class News(Struct, frozen=True):
    """Events, each with its number and as JSON, in the order in which they were stored.

    ``until`` is the number up to which there are no others, ``last`` that of what was stored last of all.
    """

    events: list[tuple[int, bytes]]
    until: int
    last: int


class Expected(Struct, frozen=True):
    """What a writer takes to be there: that version of the article; ``None`` for no article."""

    version: str | None


class Store:
    """Articles and their events in a database, kept for good once a method that writes has returned.

    All methods raise ``Refused``: ``unavailable`` where the database does not do its part.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._writes: set[asyncio.Task[Any]] = set()
        self._seen = 0
        self._looking: asyncio.Task[None] | None = None

    async def check(self) -> None:
        """Return if the database answers."""
        async with self.database.reading() as connection:
            await connection.execute(select(func.count()).select_from(counter))

    async def close(self) -> None:
        """Finish what is being written, and let go of the database."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
        if self._writes:
            await asyncio.wait(self._writes)
        await self.database.close()

    def check_open(self) -> None:
        """Return if the database has been opened."""
        self.database.check_open()

    def content_of(self, article: Article) -> str:
        """What ``Kept.content`` is of an article with the same content."""
        return digest_of(article)

    async def contents(self, ids: Sequence[str]) -> dict[str, str]:
        """``Kept.content`` of those of some articles that are kept, by their ids."""
        query = select(articles.c.id, articles.c.content).where(articles.c.id.in_(ids))
        async with self.database.reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def put(self, article: Article, extraction: Extraction, expected: Expected | None = None) -> tuple[Outcome, Kept]:
        """Keep an article (which has an id) with its extraction, in place of an earlier revision and its events.

        Nothing changes where the same content is kept already. Raises ``Refused``: ``conflict`` where something else is there than expected.
        """
        return await self._finish(self._put(article, extraction, expected))

    async def _put(self, article: Article, extraction: Extraction, expected: Expected | None) -> tuple[Outcome, Kept]:
        assert article.id is not None  # noqa: S101 - its path is its id
        async with self.database.writing() as connection:
            last = await _lock(connection)
            found = await _article(connection, article.id)
            _compare(found, expected)
            if found is not None and found.content == digest_of(article):
                return "unchanged", found
            touched: Touched = set()
            if found is None:
                known = select(removed.c.revision).where(removed.c.id == article.id)
            else:
                known = select(articles.c.revision).where(articles.c.id == article.id)
                touched = await connection.run_sync(touched_by, article.id)
                await connection.execute(delete(events).where(events.c.article == article.id))
            revision = ((await connection.execute(known)).scalar() or 0) + 1
            rows = rows_of(article, extraction, revision)
            row = {**rows.row, "sequence": last + 1}
            if found is None:
                await connection.execute(insert(articles), row)
            else:
                await connection.execute(update(articles).where(articles.c.id == article.id).values(row))
            numbered = list(enumerate(rows.events, last + 2))
            if numbered:
                await connection.execute(insert(events), [{**event.row, "sequence": number} for number, event in numbered])
                entries = [
                    {"term": term, "published": event.row["published"], "day": event.row["day"], "event": number}
                    for number, event in numbered
                    for term in sorted(event.terms)
                ]
                await connection.execute(insert(terms), entries)
            told = [(number, event.row) for number, event in numbered]
            touched |= await connection.run_sync(record, article.id, article.text, told)
            await connection.run_sync(refresh, touched)
            await _count(connection, last + 1 + len(numbered))
            return "created" if found is None else "replaced", _kept(row)

    async def article(self, article: str) -> Kept | None:
        """The article of that id, if it is kept."""
        async with self.database.reading() as connection:
            return await _article(connection, article)

    async def delete(self, article: str, expected: Expected | None = None) -> bool:
        """Remove an article and its events; whether there was one.

        Raises ``Refused``: ``conflict`` where something else is there than expected.
        """
        return await self._finish(self._delete(article, expected))

    async def _delete(self, article: str, expected: Expected | None) -> bool:
        async with self.database.writing() as connection:
            last = await _lock(connection)
            found = await _article(connection, article)
            if expected is not None:
                _compare(found, expected)
            if found is None:
                return False
            revision = select(articles.c.id, articles.c.revision).where(articles.c.id == article)
            await connection.execute(delete(removed).where(removed.c.id == article))
            await connection.execute(insert(removed).from_select(["id", "revision"], revision))
            touched = await connection.run_sync(touched_by, article)
            await connection.execute(delete(articles).where(articles.c.id == article))
            await connection.run_sync(refresh, touched)
            await _count(connection, last + 1)
            return True

    async def articles(self, limit: int, cursor: str | None) -> Page:
        """The articles, those published last first, and of one day those that were stored last."""
        asked = ["articles"]
        query = select(*(articles.c[name] for name in _SUMMARY), articles.c.day, articles.c.sequence)
        if cursor is not None:
            key, number = from_cursor(cursor, asked)
            query = query.where(tuple_(articles.c.day, articles.c.sequence) < tuple_(literal(key), literal(number)))
        query = query.order_by(articles.c.day.desc(), articles.c.sequence.desc()).limit(limit + 1)
        async with self.database.reading() as connection:
            found = list((await connection.execute(query)).mappings())
        more = len(found) > limit
        records = [msgspec.Raw(msgspec.json.encode(_summary(row))) for row in found[:limit]]
        return Page(records, to_cursor((found[limit - 1]["day"], found[limit - 1]["sequence"]), asked) if more else None)

    async def events(self, filters: Filters, sort: str, limit: int, cursor: str | None) -> Page:
        """The events that some filters let through, sorted by a key of ``ORDERS``.

        Raises ``Refused``: ``invalid-request`` where a filter means nothing or the cursor is of another query.
        """
        asked = [sort, filters]
        conditions = conditions_of(filters)
        after = None if cursor is None else from_cursor(cursor, asked)
        async with self.database.reading() as connection:
            query = await page_query(connection, conditions, ORDERS[sort], after, limit + 1)
            found = (await connection.execute(query)).all()
        return _page(found, limit, asked)

    async def all_events(self, filters: Filters, sort: str) -> AsyncIterator[list[msgspec.Raw]]:
        """All events that some filters let through, in the order of ``events``, some at a time, as they are at one moment.

        Raises ``Refused``: ``invalid-request`` where a filter means nothing.
        """
        conditions, order = conditions_of(filters), ORDERS[sort]
        async with self.database.reading() as connection:
            if not self.database.sqlite:  # where a connection otherwise sees what others write meanwhile
                await connection.execution_options(isolation_level="REPEATABLE READ")
            after: tuple[int, int] | None = None
            while True:
                query = await page_query(connection, conditions, order, after, AT_ONCE)
                found = (await connection.execute(query)).all()
                if found:
                    yield [msgspec.Raw(row[2].encode()) for row in found]
                    after = found[-1][0], found[-1][1]
                if len(found) < AT_ONCE:
                    return

    async def event(self, event: str) -> tuple[str, bytes] | None:
        """The event of that id, with its version, if it is kept."""
        async with self.database.reading() as connection:
            query = select(events.c.sequence, events.c.body).where(events.c.id == event)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (str(row[0]), row[1].encode())

    async def visits(self, filters: StoryFilters, sort: str, limit: int, cursor: str | None) -> Page:
        """The stories that some filters let through, sorted by a key of ``ORDERS``; raises ``Refused`` as ``events`` does."""
        asked = ["visits", sort, filters]
        conditions = story_conditions(filters)
        after = None if cursor is None else from_cursor(cursor, asked)
        async with self.database.reading() as connection:
            query = await connection.run_sync(page_of_stories, conditions, ORDERS[sort], after, limit + 1)
            found = (await connection.execute(query)).all()
        return _page(found, limit, asked)

    async def visit(self, story: str) -> bytes | None:
        """The story of that id with its timeline, if there is one."""
        async with self.database.reading() as connection:
            return await connection.run_sync(timeline_of, story)

    async def summary(self, filters: StoryFilters, by: tuple[By, ...], limit: int) -> VisitSummary:
        """How many stories some filters let through, by the values of some of their fields; raises ``Refused`` as ``visits`` does."""
        conditions = story_conditions(filters)
        async with self.database.reading() as connection:
            total, groups = await connection.run_sync(counts_of_stories, conditions, by, limit + 1)
            visits = int((await connection.execute(total)).scalar_one())  # PostgreSQL's sum of integers is none
            found = (await connection.execute(groups)).all() if by else []
        counts = [VisitCount(visits=int(row[-1]), **dict(zip(by, row[:-1], strict=True))) for row in found[:limit]]
        return VisitSummary(visits=visits, groups=counts, more=len(found) > limit)

    async def last(self) -> int:
        """The number of what was stored last."""
        async with self.database.reading() as connection:
            return await _last(connection)

    async def news(self, conditions: Conditions, after: int, limit: int) -> News:
        """The events that meet some conditions of what was stored after a number, at most ``limit`` of the next ``WINDOW`` numbers.

        An event that has been replaced or removed since is not among them.
        """
        async with self.database.reading() as connection:
            last = await _last(connection)  # read first: all up to it is visible to what is read next
            until = min(last, after + WINDOW)
            query = news_query(conditions, after, until, limit, sqlite=self.database.sqlite)
            found = [(row[0], row[1].encode()) for row in await connection.execute(query)]
        return News(found, found[-1][0] if len(found) == limit else max(after, until), last)

    async def beyond(self, number: int) -> None:
        """Return once something is stored that has a higher number; while the database is away, this waits on."""
        while True:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.shield(self._looking)
            if self._seen > number:
                return

    async def _look(self) -> None:
        await asyncio.sleep(LOOK)
        try:
            self._seen = await self.last()
        except Refused:
            await asyncio.sleep(RETRY)

    async def _finish(self, work: Coroutine[Any, Any, T]) -> T:
        """What some work gives, which goes on to its end even where nobody waits for it: a transaction is never left half done."""
        task = asyncio.create_task(work)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_forget)
            raise


def _page(found: Sequence[Any], limit: int, asked: list[Any]) -> Page:
    """A page of rows of sort key, number and body, of which there is one more than ``limit`` where there is another page."""
    last = to_cursor((found[limit - 1][0], found[limit - 1][1]), asked) if len(found) > limit else None
    return Page([msgspec.Raw(row[2].encode()) for row in found[:limit]], last)


def _forget(task: asyncio.Task[Any]) -> None:
    """Take notice of a failure that nobody is told of."""
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()


_SUMMARY = ("id", "revision", "published", "title", "source", "url", "sha256", "engine_version", "engine_models")


def _summary(row: Any) -> ArticleSummary:
    *_, version, models = (row[name] for name in _SUMMARY)
    named = {name: row[name] for name in _SUMMARY if not name.startswith("engine_")}
    return ArticleSummary(**named, engine=Engine(version=version, models=models))


async def _lock(connection: AsyncConnection) -> int:
    """The last number given out; no other transaction goes beyond this point before this one ends."""
    query = select(counter.c.value).where(counter.c.name == "sequence").with_for_update()
    return int((await connection.execute(query)).scalar_one())


async def _last(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(counter.c.value).where(counter.c.name == "sequence"))).scalar_one())


async def _count(connection: AsyncConnection, last: int) -> None:
    await connection.execute(update(counter).where(counter.c.name == "sequence").values(value=last))


async def _article(connection: AsyncConnection, article: str) -> Kept | None:
    row = (await connection.execute(select(articles).where(articles.c.id == article))).mappings().one_or_none()
    return None if row is None else _kept(row)


def _kept(row: Any) -> Kept:
    sent = Article(**{name: row[name] for name in Article.__struct_fields__})
    extraction = msgspec.Raw(row["extraction"].encode())
    body = msgspec.json.encode({"id": row["id"], "revision": row["revision"], "article": sent, "extraction": extraction})
    return Kept(f"{row['revision']}-{row['sequence']}", row["content"], body)


def _compare(found: Kept | None, expected: Expected | None) -> None:
    if expected is not None and (found.version if found else None) != expected.version:
        raise Refused("conflict", "Another writer was first; look at the article as it is now.")
