"""Every filter, order and page, against the same questions answered by looking at each event: the same events in the same order."""

from __future__ import annotations

import asyncio
import json
import random
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from benchmarks.generated import COUNTRIES, FAMILIES, GIVEN, SOURCES, WORDS, articles
from service.problems import Refused
from service.store import Filters, Store, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.contract import Article, Extraction

MADE = list(articles(60, seed=7))


def run(url: str, work: Callable[[Store], Any]) -> Any:
    """What some work with an open store gives."""

    async def opened() -> Any:
        store = Store(url)
        await store.database.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


async def fill(store: Store, made: list[tuple[Article, Extraction]] = MADE) -> None:
    """Keep some articles."""
    for article, extraction in made:
        await store.put(article, extraction)


async def asked(store: Store, filters: dict[str, Any], sort: str, limit: int) -> list[dict[str, Any]]:
    """All events that some filters let through, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await store.events(
            Filters(**{{"from": "from_"}.get(name, name): value for name, value in filters.items()}), sort, limit, cursor
        )
        assert len(page.records) <= limit
        found += [json.loads(bytes(record)) for record in page.records]
        cursor = page.next
        if cursor is None:
            return found
        assert len(page.records) == limit


def folded(text: str) -> str:
    """A text without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def named(name: str, wanted: str) -> bool:
    """Whether a name holds some words."""
    return f" {folded(wanted)} " in f" {folded(name)} "


def said(event: dict[str, Any]) -> str:
    """What full text is searched in: the made-up events quote no sentences."""
    parts = [event["article"]["title"], *(visitor["name"] for visitor in event.get("visitors", ()))]
    parts += [event["destination"]["name"], event["purpose"]["text"]] if "destination" in event else []
    parts += (
        [event["content"]["text"], event["cue"]["text"], *(cited["name"] for cited in event["cites"])] if "cites" in event else []
    )
    parts += [event["speaker"]["name"]] if event.get("speaker") else []
    return f" {folded(' | '.join(parts))} "


def anonymous(event: dict[str, Any]) -> bool:
    """Whether nobody is named for a statement who ought to be."""
    return any(source["kind"] == "anonymous" for source in (event["speaker"], *event["cites"]) if source)


def overlaps(event: dict[str, Any], first: str, last: str) -> bool:
    """Whether an event has days, and one of them may be one of those."""
    date = event["date"]
    return date is not None and (date["start"] or "") <= last and (date["end"] or "9") >= first


LETS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "type": lambda event, value: event["type"] == value,
    "visitor": lambda event, value: any(named(visitor["name"], value) for visitor in event.get("visitors", ())),
    "visitor_country": lambda event, value: any(visitor["country"] == value for visitor in event.get("visitors", ())),
    "country": lambda event, value: event.get("destination", {}).get("country") == value,
    "status": lambda event, value: event.get("status") == value,
    "act": lambda event, value: event.get("act") == value,
    "speaker": lambda event, value: event.get("speaker") is not None and named(event["speaker"]["name"], value),
    "anonymous": lambda event, value: "cites" in event and anonymous(event) == value,
    "from": lambda event, value: overlaps(event, value, "9"),
    "to": lambda event, value: overlaps(event, "0", value),
    "published_from": lambda event, value: event["article"]["published"] >= value,
    "published_to": lambda event, value: event["article"]["published"] <= value,
    "source": lambda event, value: folded(event["article"]["source"]) == folded(value),
    "q": lambda event, value: all(f" {word} " in said(event) for word in ([value.strip('"')] if '"' in value else value.split())),
    "min_confidence": lambda event, value: event["confidence"] >= value,
}
"""What each filter means, said anew."""


def day_of(event: dict[str, Any]) -> str:
    """The day that an event is sorted by."""
    return (event["date"] and (event["date"]["start"] or event["date"]["end"])) or "9"


def expected(everything: list[dict[str, Any]], filters: dict[str, Any], sort: str) -> list[str]:
    """The ids of the events that some filters let through, in order; ``everything`` is in the order it was stored in."""
    found = [event for event in everything if all(LETS[name](event, value) for name, value in filters.items())]
    key = day_of if sort.endswith("date") else lambda event: event["article"]["published"]
    places = {event["id"]: place for place, event in enumerate(everything)}
    found.sort(key=lambda event: (key(event), places[event["id"]]), reverse=sort.startswith("-"))
    return [event["id"] for event in found]


def questions() -> list[tuple[dict[str, Any], str, int]]:
    """Each filter by itself and many at random together."""
    chance = random.Random(3)  # noqa: S311 - no secret
    day = lambda: f"202{chance.randint(0, 3)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"  # noqa: E731
    values: dict[str, Callable[[], Any]] = {
        "type": lambda: chance.choice(("visit", "statement")),
        "visitor": lambda: chance.choice(
            (chance.choice(FAMILIES[:9]), chance.choice(GIVEN).upper(), f"{GIVEN[0]} {FAMILIES[0]}")
        ),
        "visitor_country": lambda: chance.choice(COUNTRIES[:20]),
        "country": lambda: chance.choice(COUNTRIES[:20]),
        "status": lambda: chance.choice(("planned", "completed", "ruled_out")),
        "act": lambda: chance.choice(("say", "deny", "desire")),
        "speaker": lambda: chance.choice((chance.choice(FAMILIES[:9]), "a diplomat", folded(chance.choice(GIVEN)))),
        "anonymous": lambda: chance.choice((True, False)),
        "from": day,
        "to": day,
        "published_from": day,
        "published_to": day,
        "source": lambda: chance.choice((chance.choice(SOURCES), "the evening times")),
        "q": lambda: chance.choice(
            (WORDS[0], f"{WORDS[0]} {WORDS[1]}", f'"{WORDS[1]} {WORDS[0]}"', WORDS[4], FAMILIES[2].lower())
        ),
        "min_confidence": lambda: chance.choice((0.5, 0.8, 0.95, 1)),
    }
    found = [({}, sort, 500) for sort in queries.ORDERS]
    for number in range(90):
        names = [list(values)[number % len(values)], *(name for name in values if chance.random() < 0.12)]
        found.append(({name: values[name]() for name in names}, chance.choice(list(queries.ORDERS)), chance.choice((9, 60, 500))))
    return found


@pytest.mark.parametrize("few", [0, 20, queries.FEW])
def test_the_same_events_in_the_same_order(database_url: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a query starts from, it gives what was asked for, neither more nor less."""
    monkeypatch.setattr(queries, "FEW", few)
    monkeypatch.setattr(queries, "MANY", 2 * few)

    async def work(store: Store) -> None:
        await fill(store)
        everything = await asked(store, {}, "published", 500)
        assert len(everything) == 300
        order = {article.id: position for position, (article, _) in enumerate(MADE)}
        everything.sort(key=lambda event: (order[event["article"]["id"]], int(event["id"].rpartition(".")[2][1:])))
        for filters, sort, limit in questions():
            found = [event["id"] for event in await asked(store, filters, sort, limit)]
            assert found == expected(everything, filters, sort), (filters, sort)

    run(database_url, work)


def test_both_databases_answer_alike(request: pytest.FixtureRequest, tmp_path: Any) -> None:
    """The same articles in the same order have the same versions, events, pages and cursors, wherever they are kept."""

    async def work(store: Store) -> list[Any]:
        await fill(store, MADE[:20])
        await fill(store, [(article, extraction) for article, extraction in MADE[:5]])
        pages = [await store.events(Filters(type="visit"), sort, 3, None) for sort in queries.ORDERS]
        kept = [await store.article(article.id or "") for article, _ in MADE[:20]]
        return [[[bytes(record) for record in page.records], page.next] for page in pages] + kept

    sqlite = run(f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}", work)
    assert run(request.getfixturevalue("postgresql").new_database(), work) == sqlite


def test_inflected_words_are_found(database_url: str) -> None:
    """Full text knows a word in its other forms, and any word can be asked for, however common."""

    async def work(store: Store) -> None:
        article, extraction = MADE[0]
        visits = [event for event in extraction.events if event.id.startswith("v")]
        assert visits
        told = Filters(q="the summits")
        assert not (await store.events(told, "date", 10, None)).records
        await store.put(msgspec.structs.replace(article, title="The summit"), extraction)
        assert len((await store.events(told, "date", 10, None)).records) == 5
        assert not (await store.events(Filters(q="a summit"), "date", 10, None)).records

    run(database_url, work)


def test_a_cursor_is_of_its_query(database_url: str) -> None:
    """A cursor that was tampered with, cut, or taken from another query is refused; a page of another size may follow."""

    async def work(store: Store) -> None:
        await fill(store, MADE[:4])
        cursor = (await store.events(Filters(type="visit"), "date", 1, None)).next
        assert cursor is not None
        assert len((await store.events(Filters(type="visit"), "date", 5, cursor)).records) > 1
        bad = [cursor[:-1], cursor + "A", cursor[:-4], "", "é", "A" * 32, " " + cursor, cursor + "\n"]
        bad += [cursor[:place] + ("B" if cursor[place] != "B" else "C") + cursor[place + 1 :] for place in range(len(cursor))]
        for other in bad:
            with pytest.raises(Refused, match="invalid-request"):
                await store.events(Filters(type="visit"), "date", 1, other)
        for filters, sort in ((Filters(), "date"), (Filters(type="visit"), "-date"), (Filters(type="statement"), "date")):
            with pytest.raises(Refused, match="invalid-request"):
                await store.events(filters, sort, 1, cursor)

    run(database_url, work)


def test_pages_while_others_write(database_url: str) -> None:
    """What is stored while somebody turns the pages moves nothing that he has yet to see."""

    async def work(store: Store) -> None:
        await fill(store, MADE[:20])
        before = [json.loads(bytes(r))["id"] for r in (await store.events(Filters(), "-published", 500, None)).records]
        seen: list[str] = []
        cursor: str | None = None
        for article, extraction in MADE[20:]:
            page = await store.events(Filters(), "-published", 7, cursor)
            seen += [json.loads(bytes(record))["id"] for record in page.records]
            cursor = page.next
            if cursor is None:
                break
            await store.put(article, extraction)
        assert len(seen) == len(set(seen))
        assert [name for name in seen if name in set(before)] == before

    run(database_url, work)
