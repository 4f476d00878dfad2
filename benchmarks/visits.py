"""How long stories take: ``python -m benchmarks.visits --database-url URL --events N``.

Fills an empty database with made-up events (``benchmarks.generated``), makes all their stories as a migration does, and prints the median and the
worst time of a page of stories and of a summary by each filter, and what the stories of one article cost where blocks are small and where
they are large.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select, text

from benchmarks.generated import COUNTRIES, FAMILIES, GIVEN, SOURCES, articles
from benchmarks.store import fill
from service.store import Store
from service.store.stories import build
from service.store.story_queries import StoryFilters
from service.store.tables import reports, stories

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PAGE = 100


def questions(chance: random.Random) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is asked, by the name it is printed under."""
    some = chance.choice
    day = lambda: f"202{chance.randint(0, 3)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"  # noqa: E731
    return {
        "no filter": dict,
        "visitor": lambda: {"visitor": some((some(FAMILIES), f"{some(GIVEN)} {some(FAMILIES)}"))},
        "visitor_country": lambda: {"visitor_country": some(COUNTRIES)},
        "country": lambda: {"country": some(COUNTRIES)},
        "status": lambda: {"status": some(("planned", "completed", "ruled_out"))},
        "source": lambda: {"source": some(SOURCES)},
        "from and to, one day": lambda: dict.fromkeys(("from_", "to"), day()),
        "from": lambda: {"from_": day()},
        "published, one day": lambda: dict.fromkeys(("published_from", "published_to"), day()),
        "min_confidence": lambda: {"min_confidence": some((0.5, 0.8, 0.95, 0.99))},
        "country and status": lambda: {"country": some(COUNTRIES), "status": "planned"},
        "visitor, country, from": lambda: {"visitor": some(FAMILIES), "country": some(COUNTRIES), "from_": day()},
    }


async def timed(times: int, ask: Callable[[], Awaitable[Any]]) -> str:
    """The median and the worst of some times, in ms, as cells of a table."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(took):.1f} | {max(took):.1f}"


async def put_cost(store: Store, times: int) -> None:
    """Print what keeping an article takes as a whole, and of one all of whose visits are in the largest block."""
    async with store.database.reading() as connection:
        largest = select(reports.c.block, func.count()).group_by(reports.c.block).order_by(func.count().desc()).limit(1)
        block, count = (await connection.execute(largest)).one()
        body = (await connection.execute(select(reports.c.body).where(reports.c.block == block).limit(1))).scalar_one()
    name, country = msgspec.json.decode(body)[3], msgspec.json.decode(body)[6]
    fresh = articles(2 * times, 5, seed=99)
    for told in ("as made up", f"in the largest block ({count} reports)"):
        took = []
        for _ in range(times):
            article, extraction = next(fresh)
            if told != "as made up":
                events = [_in_block(event, name, country) for event in extraction.events]
                extraction = msgspec.structs.replace(extraction, events=events)
            began = time.perf_counter()
            await store.put(article, extraction)
            took.append((time.perf_counter() - began) * 1000)
        print(f"PUT of an article with five events, {told}: median {statistics.median(took):.1f} ms, worst {max(took):.1f} ms")


def _in_block(event: Any, name: str, country: str) -> Any:
    if not hasattr(event, "visitors"):
        return event
    visitors = [msgspec.structs.replace(event.visitors[0], name=name, country=None)]
    return msgspec.structs.replace(
        event, visitors=visitors, destination=msgspec.structs.replace(event.destination, country=country)
    )


async def run(options: argparse.Namespace) -> None:
    """Fill, ask, print."""
    store = Store(options.database_url)
    await store.database.open()
    if options.events:
        await fill(store, options.events)
        began = time.perf_counter()
        async with store.database.writing() as connection:
            await connection.run_sync(build)
        print(f"made the stories of {options.events} events in {time.perf_counter() - began:.0f} s", flush=True)
        async with store.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("ANALYZE" if store.database.sqlite else "VACUUM ANALYZE"))
    async with store.database.reading() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one() for table in (reports, stories)
        ]
    print(f"{counts[0]} reports in {counts[1]} stories\n")
    await put_cost(store, options.times)
    chance = random.Random(1)  # noqa: S311 - no secret
    print(
        "\n| filter | page by `-published` | worst | page by `date` | worst | summary by `status,month` | worst |\n|---|---|---|---|---|---|---|"
    )
    for name, make in questions(chance).items():
        cells = [
            await timed(options.times, lambda make=make: store.visits(StoryFilters(**make()), "-published", PAGE, None)),
            await timed(options.times, lambda make=make: store.visits(StoryFilters(**make()), "date", PAGE, None)),
            await timed(options.times, lambda make=make: store.summary(StoryFilters(**make()), ("status", "month"), PAGE)),
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    await store.close()


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True, help="an empty database, or with --events 0 a filled one")
    parser.add_argument(
        "--events", type=int, default=10_000, help="how many are put in first; 0: ask a database that was filled before"
    )
    parser.add_argument("--times", type=int, default=21, help="how often each is asked")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
