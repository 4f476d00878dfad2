"""Stories in the store: a function of the articles that are kept, whatever was done to get there, and asked for as events are."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select, text

from benchmarks.generated import articles
from service.contract import Article, VisitEvent
from service.store import Store, queries, stories, story_queries
from service.store.story_queries import StoryFilters
from service.store.tables import reports, signatures, story_sources, story_terms, tallies
from service.store.tables import stories as stories_table
from tests.store.test_queries import fill, folded, named, overlaps, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from service.contract import Extraction

PEOPLE = (("Ana Alba", "FR"), ("Alba", None), ("Boris Alba", "DE"), ("Chloé Borkov", "FR"), ("C. Borkov", "FR"))
PLACES = ("VN", "KE", None)


def made(number: int = 60, seed: int = 11) -> Iterator[tuple[Article, Extraction]]:
    """Articles of some months that tell of few people in few countries, some of them in the same words."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for position, (article, extraction) in enumerate(articles(number, seed=seed)):
        published = (dt.date(2023, 11, 1) + dt.timedelta(days=chance.randrange(120))).isoformat()
        words = article.text if position % 3 else " ".join(f"w{n * (position % 2 + 1)}" for n in range(60))
        found = [_of_few(event, chance) if isinstance(event, VisitEvent) else event for event in extraction.events]
        info = msgspec.structs.replace(extraction.article, published=published)
        yield (
            msgspec.structs.replace(article, published=published, text=words),
            msgspec.structs.replace(extraction, events=found, article=info),
        )


def _of_few(visit: VisitEvent, chance: random.Random) -> VisitEvent:
    names = chance.sample(PEOPLE, len(visit.visitors))
    visitors = [
        msgspec.structs.replace(v, name=name, country=country) for v, (name, country) in zip(visit.visitors, names, strict=True)
    ]
    country = chance.choice(PLACES)
    place = msgspec.structs.replace(visit.destination, country=country, name=country or "the region")
    return msgspec.structs.replace(visit, visitors=visitors, destination=place)


MADE = list(made())


def kept(connection: Connection) -> list[Any]:
    """All that is kept of stories, but for the numbers of events, which tell the order of arrival."""
    columns = [column for column in reports.c if column.name != "event"]
    tables = [stories_table.c, story_terms.c, story_sources.c, signatures.c, columns, tallies.c]
    return [sorted((tuple(row) for row in connection.execute(select(*some))), key=repr) for some in tables]


async def everything(store: Store) -> list[Any]:
    """What is kept of stories."""
    async with store.database.reading() as connection:
        return await connection.run_sync(kept)


@pytest.mark.parametrize("limit", [stories.LIMIT, 7])
def test_the_order_of_arrival_does_not_matter(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, limit: int
) -> None:
    """Shuffled, replaced, removed and put again: the stories are those of the articles that are kept, in both databases, also of large blocks."""
    monkeypatch.setattr(stories, "LIMIT", limit)
    gone, last = MADE[50:], MADE[:50]

    async def straight(store: Store) -> list[Any]:
        await fill(store, last)
        return await everything(store)

    async def crooked(store: Store) -> list[Any]:
        chance = random.Random(5)  # noqa: S311 - no secret
        for article, extraction in chance.sample(MADE, len(MADE)):
            other = chance.choice(MADE)
            if article in [one for one, _ in last[:20]]:
                early = msgspec.structs.replace(other[0], id=article.id)
                await store.put(early, other[1])
            await store.put(article, extraction)
        for article, _ in gone:
            assert await store.delete(article.id or "")
        return await everything(store)

    first = run(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", straight)
    assert len(first[0]) > 20
    assert sum(row[reports_story()] is None for row in first[4]) == (0 if limit > 7 else pytest.approx(50, abs=49))
    assert run(f"sqlite+aiosqlite:///{tmp_path / 'two.db'}", crooked) == first
    assert run(request.getfixturevalue("postgresql").new_database(), crooked) == first


def reports_story() -> int:
    """Where the story stands in a row of ``kept``'s reports."""
    return [column.name for column in reports.c if column.name != "event"].index("story")


def test_a_store_of_before_gets_its_stories(database_url: str) -> None:
    """Where articles were kept before there were stories, opening the store makes those that it would have."""

    async def work(store: Store) -> None:
        await fill(store, MADE)
        before = await everything(store)
        async with store.database.writing() as connection:
            for table in ("tallies", "story_sources", "story_terms", "stories_days", "stories", "reports", "signatures"):
                if table != "stories_days" or store.database.sqlite:
                    await connection.execute(text(f"DROP TABLE {table}"))
            await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        await store.database.open()
        assert await everything(store) == before

    run(database_url, work)


async def asked(store: Store, filters: dict[str, Any], sort: str, limit: int) -> list[dict[str, Any]]:
    """All stories that some filters let through, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await store.visits(
            StoryFilters(**{{"from": "from_"}.get(n, n): v for n, v in filters.items()}), sort, limit, cursor
        )
        found += [json.loads(bytes(record)) for record in page.records]
        cursor = page.next
        if cursor is None:
            return found
        assert len(page.records) == limit


LETS = {
    "visitor": lambda story, value: any(named(name, value) for name in story["names"]),
    "visitor_country": lambda story, value: story["visitor"]["country"] == value,
    "country": lambda story, value: story["country"] == value,
    "status": lambda story, value: story["status"] == value,
    "from": lambda story, value: overlaps(story, value, "9"),
    "to": lambda story, value: overlaps(story, "0", value),
    "published_from": lambda story, value: story["last_published"] >= value,
    "published_to": lambda story, value: story["first_published"] <= value,
    "source": lambda story, value: folded(value) in {folded(line["article"]["source"]) for line in story["timeline"]},
    "article": lambda story, value: value in {line["article"]["id"] for line in story["timeline"]},
    "min_confidence": lambda story, value: story["confidence"] >= value,
}


def questions(sources: list[str]) -> Iterator[tuple[dict[str, Any], str, int]]:
    """Filters, one and several at a time, with an order and the size of a page."""
    chance = random.Random(2)  # noqa: S311 - no secret

    def day() -> str:
        return (dt.date(2023, 9, 1) + dt.timedelta(days=chance.randrange(240))).isoformat()

    values: dict[str, Any] = {
        "visitor": lambda: chance.choice(("alba", "Ana Alba", "BORKOV", "chloe", "nobody")),
        "visitor_country": lambda: chance.choice(("FR", "DE")),
        "country": lambda: chance.choice(("VN", "KE", "US")),
        "status": lambda: chance.choice(("planned", "completed", "cancelled")),
        **dict.fromkeys(("from", "to", "published_from", "published_to"), day),
        "source": lambda: chance.choice(sources),
        "article": lambda: f"g11-{chance.randrange(60)}",
        "min_confidence": lambda: chance.choice((0.5, 0.9, 0.97)),
    }
    sorts = itertools.cycle(queries.ORDERS)
    for number in (0, 1, 2, 3):
        for name in values:
            names = {name, *chance.sample(sorted(values), number - 1)} if number else set()
            yield {one: values[one]() for one in sorted(names)}, next(sorts), chance.choice((3, 500))


def expected(all_of_them: list[dict[str, Any]], filters: dict[str, Any], sort: str) -> list[dict[str, Any]]:
    """The stories that the filters let through, in order, by looking at each."""
    found = [story for story in all_of_them if all(LETS[name](story, value) for name, value in filters.items())]
    dated = sort.lstrip("-") == "date"
    key = lambda story: ((story["date"] or {"start": "9"})["start"] if dated else story["last_published"], story["id"])  # noqa: E731
    return sorted(found, key=key, reverse=sort.startswith("-"))


@pytest.mark.parametrize("few", [queries.FEW, 3])
def test_every_question(database_url: str, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """Pages and counts are those that come of looking at each story, whichever way they are found."""
    monkeypatch.setattr(story_queries, "FEW", few)

    async def work(store: Store) -> None:
        await fill(store, MADE)
        everyone = await asked(store, {}, "published", 500)
        for story in everyone:
            whole = json.loads(await store.visit(story["id"]) or b"")
            assert {name: whole[name] for name in story} == story
            story["timeline"] = whole["timeline"]
            async with store.database.reading() as connection:
                own = select(reports.c.body).where(reports.c.story == int(story["id"], 16))
                story["names"] = [json.loads(body)[3] for body in await connection.scalars(own)]
        assert sum(len(story["timeline"]) for story in everyone) == sum(
            len(event.visitors) for _, extraction in MADE for event in extraction.events if isinstance(event, VisitEvent)
        )
        sources = sorted({line["article"]["source"] for story in everyone for line in story["timeline"]})
        groupings = itertools.cycle(GROUPINGS)
        for filters, sort, limit in questions(sources):
            found = expected(everyone, filters, sort)
            assert [s["id"] for s in await asked(store, filters, sort, limit)] == [s["id"] for s in found], (filters, sort)
            await counted(store, filters, next(groupings), found)

    run(database_url, work)


GROUPINGS: tuple[tuple[Any, ...], ...] = (
    (),
    ("status",),
    ("source",),
    ("country", "month"),
    ("visitor_country", "status", "source"),
)


async def counted(store: Store, filters: dict[str, Any], by: tuple[Any, ...], found: list[dict[str, Any]]) -> None:
    """The summary of some stories is the count of them."""
    values = {
        "visitor_country": lambda story: [story["visitor"]["country"]],
        "country": lambda story: [story["country"]],
        "status": lambda story: [story["status"]],
        "month": lambda story: [story["date"] and story["date"]["start"][:7]],
        "source": lambda story: sorted({line["article"]["source"] for line in story["timeline"]}),
    }
    given = StoryFilters(**{{"from": "from_"}.get(name, name): value for name, value in filters.items()})
    counts = Counter(group for story in found for group in itertools.product(*(values[name](story) for name in by)))
    summary = await store.summary(given, by, 5)
    groups = sorted(counts.items(), key=lambda item: (-item[1], tuple((value is None, value or "") for value in item[0])))
    assert summary.visits == len(found)
    assert [(tuple(getattr(group, name) for name in by), group.visits) for group in summary.groups] == (groups[:5] if by else [])
    assert summary.more == (len(groups) > 5 and bool(by))
