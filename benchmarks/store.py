"""How long pages of stored events take, and by what index they are found: ``python -m benchmarks.store --database-url URL --events N``.

Fills an empty database with made-up events (``benchmarks.generated``), asks for the first page of each filter in several orders and with several
values, and prints the median beside what the database's own EXPLAIN names. ``--put`` measures instead what keeping the sample article costs
beside extracting it, with the real models.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, text, update

from benchmarks.generated import COUNTRIES, FAMILIES, GIVEN, SOURCES, WORDS, articles
from service.contract import Article
from service.engine import load_engine
from service.settings import Settings
from service.store import Filters, Store
from service.store.filters import conditions_of
from service.store.queries import ORDERS, page_query
from service.store.records import rows_of
from service.store.tables import articles as articles_table
from service.store.tables import counter, events, terms

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = Path(__file__).resolve().parent.parent / "seeds/moscow-times-2024-06-11.json"
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


async def fill(store: Store, number: int) -> None:
    """Keep so many events, in few transactions."""
    made = articles(number // EVENTS_AN_ARTICLE, EVENTS_AN_ARTICLE)
    sequence = 0
    while batch := list(itertools.islice(made, BATCH)):
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
        await connection.execute(text("ANALYZE" if store.database.sqlite else "VACUUM ANALYZE"))


async def _insert(connection: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        await connection.execute(insert(table), rows)
        return
    raw = (await connection.get_raw_connection()).driver_connection
    names = list(rows[0])
    await raw.copy_records_to_table(table.name, records=[[row[name] for name in names] for row in rows], columns=names)


async def ask(store: Store, times: int) -> list[tuple[str, str, float, float, str]]:
    """For each question and order: the median and the worst time of a page in ms, and the indexes that EXPLAIN names."""
    chance = random.Random(1)  # noqa: S311 - no secret
    table = []
    for (name, make), sort in itertools.product(values(chance).items(), ("-published", "date")):
        took, found = [], set()
        for _ in range(times):
            filters = Filters(**make())
            began = time.perf_counter()
            await store.events(filters, sort, PAGE, None)
            took.append((time.perf_counter() - began) * 1000)
            found |= await indexes(store, filters, sort)
        table.append((name, sort, statistics.median(took), max(took), ", ".join(sorted(found))))
    return table


async def indexes(store: Store, filters: Filters, sort: str) -> set[str]:
    """The indexes that a page is read by, and ``SCAN!`` where a table is read without any."""
    async with store.database.reading() as connection:
        query = await page_query(connection, conditions_of(filters), ORDERS[sort], None, PAGE)
        compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        explain = "EXPLAIN QUERY PLAN " if store.database.sqlite else "EXPLAIN "
        parameters = tuple(compiled.params[name] for name in compiled.positiontup or ())
        rows = (await connection.exec_driver_sql(explain + str(compiled), parameters)).all()
    plan = "\n".join(str(row[-1]) for row in rows)
    if store.database.sqlite:
        names = re.findall(
            r"USING (?:COVERING )?INDEX (\w+)|USING (PRIMARY KEY)|(INTEGER PRIMARY KEY)|VIRTUAL TABLE INDEX|(events_words|events_days)",
            plan,
        )
        scans = re.findall(r"SCAN (?:events|terms\w*)(?! USING)(?: |$)", plan, re.MULTILINE)
    else:
        names = re.findall(
            r"(?:Index Scan|Index Only Scan|Index Scan Backward|Only Scan Backward|Bitmap Index Scan)(?: Backward)?(?: using| on) (\w+)",
            plan,
        )
        scans = re.findall("Seq Scan", plan)
    flat = {part for name in names for part in ([name] if isinstance(name, str) else name) if part}
    return flat | ({"SCAN!"} if scans else set())


async def put_cost(store: Store, times: int) -> None:
    """Print what keeping the sample article costs beside extracting it."""
    engine = load_engine(Settings())
    article = msgspec.structs.replace(msgspec.convert(json.loads(SAMPLE.read_text("utf-8")), Article), id="sample")
    engine([article], False)  # noqa: FBT003 - a plain function, called by place
    extracting, keeping = [], []
    for number in range(times):
        one = msgspec.structs.replace(article, title=f"{article.title} {number}")
        began = time.perf_counter()
        [extraction] = await asyncio.to_thread(engine, [one], False)  # noqa: FBT003
        between = time.perf_counter()
        await store.put(one, extraction)  # type: ignore[arg-type] # the sample article is English
        extracting.append(between - began)
        keeping.append(time.perf_counter() - between)
    first, second = statistics.median(extracting) * 1000, statistics.median(keeping) * 1000
    print(f"extracting {first:.1f} ms, keeping {second:.1f} ms: {second / first:.1%}")


async def run(options: argparse.Namespace) -> None:
    """Fill, ask, print."""
    store = Store(options.database_url)
    await store.database.open()
    if options.put:
        await put_cost(store, options.times)
    else:
        if options.events:
            began = time.perf_counter()
            await fill(store, options.events)
            print(f"filled with {options.events} events in {time.perf_counter() - began:.0f} s", flush=True)
        print("| filter | order | median ms | worst ms | index |\n|---|---|---|---|---|")
        for name, sort, median, worst, found in await ask(store, options.times):
            print(f"| {name} | `{sort}` | {median:.1f} | {worst:.1f} | {found} |")
    await store.close()


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True, help="an empty database, or with --events 0 a filled one")
    parser.add_argument(
        "--events", type=int, default=10_000, help="how many are put in first; 0: ask a database that was filled before"
    )
    parser.add_argument("--times", type=int, default=21, help="how often each is asked")
    parser.add_argument("--put", action="store_true", help="measure the cost of keeping beside that of extracting")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
