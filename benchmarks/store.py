"""How long pages of stored events take, by what index they are found, and what keeping costs: ``python -m benchmarks.store``.

Fills a SQLite file and a PostgreSQL of its own with made-up events (``benchmarks.generated``), asks for pages of each filter in each order, the
first and one from the middle, with several values, and prints the median beside what the database's own EXPLAIN names. Then it puts
articles into the service and has it extract the same ones without keeping them, with the real models. ``--keep`` writes
``docs/store.md``, and ``docs/store.json`` with every figure.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import random
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import insert, select, text, update

from benchmarks.generated import COUNTRIES, FAMILIES, GIVEN, SOURCES, WORDS, articles
from benchmarks.kept import keep
from benchmarks.kill import Service
from service.store import Filters, Store
from service.store.cursors import to_cursor
from service.store.filters import conditions_of
from service.store.queries import ORDERS, WINDOW, news_query, page_query
from service.store.records import rows_of
from service.store.tables import articles as articles_table
from service.store.tables import counter, events, terms
from tests.databases import PostgreSQL, programs_of_postgresql

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from service.contract import Article, Extraction

GOLD = Path(__file__).resolve().parent.parent / "tests/gold"
SENT = ("text", "published", "title", "source")
"""The fields of a gold article that are sent."""

EVENTS_AN_ARTICLE = 5
PAGE = 100
BATCH = 2_000
"""Articles that are kept in one transaction while the database is filled."""


def values(chance: random.Random) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is asked, by the name it is printed under: a filter or some together, with values that are now common, now rare."""
    some = chance.choice
    day = lambda: f"202{chance.randint(0, 3)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"  # noqa: E731
    return {
        "no filter": dict,
        "type": lambda: {"type": some(("visit", "statement"))},
        "visitor": lambda: {"visitor": some((some(FAMILIES), some(GIVEN), f"{some(GIVEN)} {some(FAMILIES)}"))},
        "visitor_country": lambda: {"visitor_country": some(COUNTRIES)},
        "country": lambda: {"country": some(COUNTRIES)},
        "status": lambda: {"status": some(("planned", "completed", "ruled_out"))},
        "act": lambda: {"act": some(("say", "deny", "desire"))},
        "speaker": lambda: {"speaker": some((some(FAMILIES), some(GIVEN), f"{some(GIVEN)} {some(FAMILIES)}", "a diplomat"))},
        "anonymous": lambda: {"anonymous": some((True, False))},
        "from": lambda: {"from_": day()},
        "to": lambda: {"to": day()},
        "from and to, one day": lambda: dict.fromkeys(("from_", "to"), day()),
        "published, one day": lambda: dict.fromkeys(("published_from", "published_to"), day()),
        "source": lambda: {"source": some(SOURCES)},
        "q, one word": lambda: {"q": some(WORDS)},
        "q, two words": lambda: {"q": f"{some(WORDS)} {some(WORDS)}"},
        "q, a phrase": lambda: {"q": f'"{some(WORDS)} {some(WORDS)}"'},
        "min_confidence": lambda: {"min_confidence": some((0.5, 0.8, 0.95, 0.99))},
        "country and status": lambda: {"country": some(COUNTRIES), "status": "planned"},
        "visitor, country, dates": lambda: {"visitor": some(FAMILIES), "country": some(COUNTRIES), "from_": day()},
        "speaker and q": lambda: {"speaker": some(FAMILIES), "q": some(WORDS)},
    }


async def fill(store: Store, made: Iterator[tuple[Article, Extraction]], number: int) -> None:
    """Keep so many events more, in few transactions."""
    left = number // EVENTS_AN_ARTICLE
    async with store.database.reading() as connection:
        sequence = (await connection.execute(select(counter.c.value))).scalar_one()
    while batch := list(itertools.islice(made, min(BATCH, left))):
        left -= len(batch)
        rows: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for article, extraction in batch:
            kept = rows_of(article, extraction, 1)
            sequence += 1
            rows[0].append({**kept.row, "sequence": sequence})
            for event in kept.events:
                sequence += 1
                rows[1].append({**event.row, "sequence": sequence})
                shared = {"event": sequence, "published": event.row["published"], "day": event.row["day"]}
                rows[2].extend({"term": term, **shared} for term in event.terms)
        rows[2].sort(key=lambda row: (row["term"], row["published"]))
        async with store.database.writing() as connection:
            for table, some in zip((articles_table, events, terms), rows, strict=True):
                await _insert(connection, table, some)
            await connection.execute(update(counter).values(value=sequence))
    async with store.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        # PostgreSQL does as much by itself when it has a minute; SQLite's planner is told nothing here, as in the service
        if not store.database.sqlite:
            await connection.execute(text("SET statement_timeout = 0"))
            await (await connection.get_raw_connection()).driver_connection.execute("VACUUM ANALYZE", timeout=3600)


async def _insert(connection: AsyncConnection, table: Any, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        await connection.execute(insert(table), rows)
        return
    raw: Any = (await connection.get_raw_connection()).driver_connection
    names = list(rows[0])
    await raw.copy_records_to_table(table.name, records=[[row[name] for name in names] for row in rows], columns=names)


async def ask(store: Store, times: int) -> list[dict[str, Any]]:
    """For each question, order and page, and for a stream: the median and the worst time of a page in ms, and the indexes that EXPLAIN names."""
    chance = random.Random(1)  # noqa: S311 - no secret
    table = []
    for (name, make), sort, place in itertools.product(values(chance).items(), ORDERS, ("first", "middle")):
        took, found = [], set()
        for _ in range(times):
            filters = Filters(**make())
            after = await _middle(store, sort) if place == "middle" else None
            cursor = None if after is None else to_cursor(after, [sort, filters])
            began = time.perf_counter()
            await store.events(filters, sort, PAGE, cursor)
            took.append((time.perf_counter() - began) * 1000)
            found |= await indexes(store, filters, sort, after)
        table.append(_printed(_row(name, sort, place, took, found)))
    return [*table, *[_printed(row) async for row in follow(store, times)]]


async def follow(store: Store, times: int) -> AsyncIterator[dict[str, Any]]:
    """The same of what a stream reads at once, from anywhere on."""
    chance = random.Random(1)  # noqa: S311 - no secret
    last = await store.last()
    for name, make in values(chance).items():
        took, found = [], set()
        for _ in range(times):
            conditions, after = conditions_of(Filters(**make())), chance.randrange(last)
            began = time.perf_counter()
            await store.news(conditions, after, PAGE)
            took.append((time.perf_counter() - began) * 1000)
            found |= await explained(store, news_query(conditions, after, after + WINDOW, PAGE, sqlite=store.database.sqlite))
        yield _row(name, "stored", "stream", took, found)


def _row(name: str, sort: str, place: str, took: list[float], found: set[str]) -> dict[str, Any]:
    median, worst = round(statistics.median(took), 1), round(max(took), 1)
    return {"filter": name, "sort": sort, "page": place, "median": median, "worst": worst, "indexes": sorted(found)}


def _printed(row: dict[str, Any]) -> dict[str, Any]:
    print("| " + " | ".join(str(cell) for cell in (*list(row.values())[:-1], ", ".join(row["indexes"]))) + " |", flush=True)
    return row


async def _middle(store: Store, sort: str) -> tuple[int, int]:
    """A position that about half of all events come after."""
    key = events.c[ORDERS[sort].key]
    async with store.database.reading() as connection:
        last = (await connection.execute(select(counter.c.value))).scalar_one()
        if (last, key.name) not in _MIDDLES:
            query = select(key).order_by(key).offset(last * EVENTS_AN_ARTICLE // (EVENTS_AN_ARTICLE + 1) // 2).limit(1)
            _MIDDLES[last, key.name] = (await connection.execute(query)).scalar_one()
    return _MIDDLES[last, key.name], last // 2


_MIDDLES: dict[tuple[int, str], int] = {}


async def indexes(store: Store, filters: Filters, sort: str, after: tuple[int, int] | None) -> set[str]:
    """The indexes that a page is read by, and ``SCAN`` with its name where a table is read without any."""
    async with store.database.reading() as connection:
        query = await page_query(connection, conditions_of(filters), ORDERS[sort], after, PAGE + 1)
    return await explained(store, query)


async def explained(store: Store, query: Select[Any]) -> set[str]:
    """The same of any query."""
    async with store.database.reading() as connection:
        compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        explain = "EXPLAIN QUERY PLAN " if store.database.sqlite else "EXPLAIN "
        parameters = tuple(compiled.params[name] for name in compiled.positiontup or ())
        rows = (await connection.exec_driver_sql(explain + str(compiled), parameters)).all()
    return set(filter(None, map(_sqlite_step if store.database.sqlite else _postgresql_step, (str(row[-1]) for row in rows))))


def _sqlite_step(step: str) -> str | None:
    """The index of a step of SQLite's plan (https://sqlite.org/eqp.html); none where it reads what the query itself has made."""
    match = re.match(r"(SEARCH|SCAN) (\w+)(?: AS \w+)?(.*)", step)
    if match is None or match[2].startswith("anon_"):
        return None
    how, table, rest = match[1], re.sub(r"_\d+$", "", match[2]), match[3]
    if named := re.search(r"USING (?:COVERING )?INDEX (\w+)", rest):
        return named[1]
    if "VIRTUAL TABLE INDEX" in rest:
        return f"SCAN {table}" if re.search(r"INDEX \d+:$", rest) else table
    return f"SCAN {table}" if how == "SCAN" else f"{table}: primary key"


def _postgresql_step(step: str) -> str | None:
    if named := re.search(r"(?:Index (?:Only )?Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)", step):
        return named[1]
    scanned = re.search(r"Seq Scan on (\w+)", step)
    return f"SCAN {scanned[1]}" if scanned else None


async def pages(url: str, sizes: list[int], times: int) -> dict[str, list[dict[str, Any]]]:
    """Fill up to each size, and ask: the figures by the size."""
    store = Store(url)
    await store.database.open()
    made = articles(max(sizes) // EVENTS_AN_ARTICLE, EVENTS_AN_ARTICLE)
    found, there = {}, 0
    for size in sorted(sizes):
        began = time.perf_counter()
        await fill(store, made, size - there)
        there = size
        print(f"\n{url.partition(':')[0]}, {size} events, the last of them in {time.perf_counter() - began:.0f} s\n", flush=True)
        print("| filter | order | page | median ms | worst ms | indexes |\n|---|---|---|---|---|---|")
        found[str(size)] = await ask(store, times)
    await store.close()
    return found


def put_cost(url: str, rounds: int) -> dict[str, float]:
    """The medians in ms of having an article extracted, of putting it, and of the difference; and what share of the first that is.

    Each of the gold articles has its turn, with another title each time, so that nothing is known already; which of the two comes first
    changes from one to the next.
    """
    service = Service(url, "service", "serve")
    gold = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*.json"))]
    took: dict[str, list[float]] = {"extract": [], "put": []}
    with httpx.Client(base_url=service.url, timeout=300) as client:
        for number in range(-1, rounds):  # the first round warms up
            for place, sample in enumerate(gold):
                article = {**{name: sample[name] for name in SENT}, "title": f"{sample['title']} {number}"}
                asks = {"extract": ("POST", "/v1/extractions"), "put": ("PUT", f"/v1/articles/gold-{place}")}
                for kind in sorted(asks, reverse=bool((number + place) % 2)):
                    began = time.perf_counter()
                    client.request(*asks[kind], json=article).raise_for_status()
                    if number >= 0:
                        took[kind].append((time.perf_counter() - began) * 1000)
    service.stop()
    extract, put = (statistics.median(took[kind]) for kind in ("extract", "put"))
    above = statistics.median(put - extract for extract, put in zip(took["extract"], took["put"], strict=True))
    return {
        "articles": len(took["put"]),
        "extract": round(extract, 1),
        "put": round(put, 1),
        "above": round(above, 1),
        "share": round(above / extract, 3),
    }


@contextlib.contextmanager
def databases(url: str | None) -> Iterator[dict[str, Callable[[], str]]]:
    """What makes the URL of an empty database, by its kind: the one that is given, or both kinds, in a folder of their own."""
    if url is not None:
        yield {url.partition("+")[0]: lambda: url}
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        numbers = itertools.count()
        programs = programs_of_postgresql()
        if programs is None:
            raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        home = Path(folder) / "postgresql"
        home.mkdir()
        Path(folder).chmod(0o711)
        postgresql = PostgreSQL(programs, home)
        postgresql.start()
        try:
            yield {
                "sqlite": lambda: f"sqlite+aiosqlite:///{folder}/{next(numbers)}.db",
                "postgresql": postgresql.new_database,
            }
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                postgresql.stop()


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", help="an empty database; if it is not said, a new one of each kind")
    parser.add_argument(
        "--events", type=int, nargs="*", default=[10_000, 100_000, 1_000_000], help="at how many events it is asked"
    )
    parser.add_argument("--times", type=int, default=51, help="how often each is asked")
    parser.add_argument("--rounds", type=int, default=5, help="how often each gold article is put and extracted; 0: not at all")
    parser.add_argument("--keep", action="store_true", help="write docs/store.md and docs/store.json")
    options = parser.parse_args()
    figures: dict[str, Any] = {"pages": {}, "put": {}}
    with databases(options.database_url) as made:
        for kind, new in made.items():
            if options.rounds:
                figures["put"][kind] = put_cost(new(), options.rounds)
                print(f"{kind}: {figures['put'][kind]}", flush=True)
        for kind, new in made.items():
            if options.events:
                figures["pages"][kind] = asyncio.run(pages(new(), options.events, options.times))
    if options.keep:
        keep(**{name: found for name, found in figures.items() if found})


if __name__ == "__main__":
    main()
