"""Events told as they are stored: each once, in order, wherever the reader goes on; over both databases and by any replica.

The services here make extractions up (``benchmarks.quick``): five events an article.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from msgspec import structs
from sqlalchemy import update

from benchmarks.generated import COUNTRIES, SOURCES, articles
from benchmarks.kill import Service
from benchmarks.store import fill
from service.contract import VisitEvent
from service.store import Store
from service.store.queries import WINDOW
from service.store.tables import counter
from tests.databases import KINDS
from tests.http.test_bad_requests import refused
from tests.serving import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from service.contract import Article, Extraction
    from tests.databases import PostgreSQL

URL = "/v1/events/stream"
FILLED = 1_000
"""The events that are stored before the tests begin, beside long ones."""

LONG = 120
"""The events of 60 kB each that are stored too: more than the buffers between a service and its reader hold (Linux: 4 MiB)."""

Message = tuple[str, dict[str, Any] | None]


def messages(lines: Iterable[str]) -> Iterator[Message]:
    """The blocks of an event stream, as a browser reads them: the last id, and the data if there is any."""
    last, data = "", []
    for line in lines:
        name, _, value = line.partition(":")
        if not line:
            yield last, json.loads("\n".join(data)) if data else None
            data = []
        elif name == "id":
            last = value.removeprefix(" ")
        elif name == "data":
            data.append(value.removeprefix(" "))


def told(client: httpx.Client, after: str | None = None, **params: str) -> list[Message]:
    """All that a stream that does not wait tells after an id."""
    headers = {} if after is None else {"last-event-id": after}
    answer = client.get(URL, params={"wait": "0", **params}, headers=headers).raise_for_status()
    assert answer.headers["content-type"] == "text/event-stream"
    return list(messages(answer.text.splitlines()))


def ids(blocks: Iterable[Message]) -> list[str]:
    """The events of some blocks."""
    return [event["id"] for _, event in blocks if event]


def put(client: httpx.Client, name: str, source: str, title: str = "") -> list[str]:
    """Keep an article; the ids of its events."""
    article = {"text": "Text.", "published": "2024-06-11", "title": title or name, "source": source}
    answer = client.put(f"/v1/articles/{name}", json=article).raise_for_status()
    return [event["id"] for event in answer.json()["extraction"]["events"]]


@contextlib.contextmanager
def following(client: httpx.Client, after: str | None = None, **params: str) -> Iterator[Iterator[Message]]:
    """A stream that is open: its blocks as they come, from the first on, which says where it begins."""
    headers = {} if after is None else {"last-event-id": after}
    with client.stream("GET", URL, params=params, headers=headers) as answer:
        blocks = messages(answer.iter_lines())
        assert next(blocks)[1] is None
        yield blocks


def events(blocks: Iterator[Message], count: int) -> list[str]:
    """The ids of so many events as they come."""
    found: list[str] = []
    while len(found) < count:
        found += ids([next(blocks)])
    return found


def long_ones() -> Iterator[tuple[Article, Extraction]]:
    """Articles of one event each, which says much."""
    for article, extraction in articles(LONG, events=1, seed=2):
        [event] = extraction.events
        name = "purpose" if isinstance(event, VisitEvent) else "content"
        much = structs.replace(event, **{name: structs.replace(getattr(event, name), text="x" * 60_000)})
        yield structs.replace(article, source="Long"), structs.replace(extraction, events=[much])


@pytest.fixture(scope="module", params=KINDS)
def replicas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[httpx.Client]]:
    """Clients of two services over one database that holds some events; the second has room for two streams and no patience."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('streams') / 'dateline.db'}"
    else:
        postgresql: PostgreSQL = request.getfixturevalue("postgresql")
        url = postgresql.new_database()

    async def prepare() -> None:
        store = Store(url)
        await store.database.open()
        await fill(store, articles(FILLED // 5), FILLED)
        async with store.database.writing() as connection:  # as if much had been stored and replaced since
            await connection.execute(update(counter).values(value=counter.c.value + 3 * WINDOW))
        await fill(store, long_ones(), LONG * 5)
        await store.close()

    asyncio.run(prepare())
    services = [Service(url), Service(url, DATELINE_STREAMS="2", DATELINE_IDLE_LIMIT="1")]
    clients = [httpx.Client(base_url=service.url, timeout=PATIENCE) for service in services]
    yield clients
    for client in clients:
        client.close()
    assert [service.stop() for service in services] == [0, 0]


def test_what_is_stored_anywhere_is_told(replicas: list[httpx.Client]) -> None:
    """A stream tells what either service stores from now on, in that order, and nothing that its filters do not let through."""
    one, two = replicas
    with following(one, source="the old gazette") as blocks:
        wanted = put(two, "first", "The Old Gazette")
        put(one, "other", "The New Gazette")
        wanted += put(one, "second", "The Old Gazette")
        assert events(blocks, len(wanted)) == wanted
        wanted = put(two, "first", "The Old Gazette", "anew")
        assert events(blocks, len(wanted)) == wanted


def test_going_on(replicas: list[httpx.Client]) -> None:
    """From whichever id a reader goes on, at whichever service, it is told the rest and nothing twice; replaced and removed events are gone."""
    one, two = replicas
    wanted = [put(one, f"on-{number}", "Onward", "old") for number in range(4)]
    begin = told(one, "0", source="onward")
    assert ids(begin) == [name for some in wanted for name in some]
    wanted += [put(two, "on-1", "Onward", "new")]
    one.delete("/v1/articles/on-2").raise_for_status()
    left = [*wanted[0], *wanted[3], *wanted[4]]
    numbers = [int(number) for number, _ in begin]
    assert numbers == sorted(numbers)
    for number, event in begin:
        seen = ids(begin)[: ids(begin).index(event["id"]) + 1] if event else []
        if event or number == "0":
            assert ids(told(two, number, source="onward")) == [name for name in left if name not in seen]
    end = told(two, source="onward")
    assert ids(end) == ids(told(one, end[-1][0], source="onward")) == []
    assert ids(told(one, end[-1][0], source="onward")) == []
    more = put(one, "on-4", "Onward")
    assert ids(told(two, end[-1][0], source="onward")) == more


def test_nothing_is_lost_or_doubled_among_writers(replicas: list[httpx.Client]) -> None:
    """Eight writers at two services replace articles while a reader comes and goes: it sees each event that stays, and none twice."""

    def write(writer: int) -> None:
        for number in range(10):
            put(replicas[writer % 2], f"busy-{(writer + number) % 12}", "Busy", f"{writer} {number}")

    seen, place = [], told(replicas[0])[-1][0]
    with ThreadPoolExecutor(8) as pool:
        writes = [pool.submit(write, writer) for writer in range(8)]
        rounds = 0
        while not all(done.done() for done in writes) or rounds == 0:
            blocks = told(replicas[rounds % 2], place, source="busy")
            seen, place, rounds = [*seen, *ids(blocks)], blocks[-1][0], rounds + 1
        for done in writes:
            done.result()
    seen += ids(told(replicas[0], place, source="busy"))
    assert len(seen) == len(set(seen))
    there = replicas[0].get("/v1/events", params={"source": "busy", "limit": "500"}).json()
    assert {event["id"] for event in there["events"]} <= set(seen)
    assert there["next"] is None


FILTERS: list[dict[str, str]] = [
    {"type": "visit"},
    {"visitor": "ana"},
    {"visitor_country": COUNTRIES[0]},
    {"country": COUNTRIES[1], "status": "planned"},
    {"act": "deny", "speaker": "boris"},
    {"anonymous": "true"},
    {"from": "2021-06-01", "to": "2021-06-20"},
    {"from": "2021-06-20", "to": "2021-06-01"},
    {"published_from": "2020-03-01", "published_to": "2020-03-10"},
    {"source": SOURCES[3], "min_confidence": "0.8"},
    {"q": "trade"},
    {"q": '"trader borne" gamit', "type": "statement"},
]


@pytest.mark.parametrize("params", FILTERS, ids=" ".join)
def test_the_filters_are_those_of_the_list(replicas: list[httpx.Client], params: dict[str, str]) -> None:
    """What a stream tells from the beginning is what the list of events holds."""
    found, page = set(), {"next": None}
    while True:
        page = (
            replicas[0]
            .get("/v1/events", params={**params, "limit": "500", **({"next": page["next"]} if page["next"] else {})})
            .json()
        )
        found |= {event["id"] for event in page["events"]}
        if page["next"] is None:
            break
    stream = ids(told(replicas[0], "0", **params))
    assert len(stream) == len(set(stream))
    assert set(stream) == found


BAD: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "no number": ("", {"last-event-id": "abc"}, ["Last-Event-ID"]),
    "empty": ("", {"last-event-id": ""}, ["Last-Event-ID"]),
    "negative": ("", {"last-event-id": "-1"}, ["Last-Event-ID"]),
    "a nought before": ("", {"last-event-id": "01"}, ["Last-Event-ID"]),
    "an event's own id": ("", {"last-event-id": "g0-1.1.v1"}, ["Last-Event-ID"]),
    "too large for a number": ("", {"last-event-id": "9" * 30}, ["Last-Event-ID"]),
    "of the future": ("", {"last-event-id": "9" * 18}, ["Last-Event-ID"]),
    "digits of another script": ("", {"last-event-id": "\u0663"}, ["Last-Event-ID"]),
    "a wait of an hour and a second": ("wait=3601", {}, ["wait"]),
    "a wait in words": ("wait=long", {}, ["wait"]),
    "a negative wait": ("wait=-1", {}, ["wait"]),
    "an order": ("sort=date", {}, ["sort"]),
    "a page": ("limit=5", {}, ["limit"]),
    "a filter": ("status=maybe", {}, ["status"]),
    "no words": ("q=!", {}, ["q"]),
    "all at once": ("type=x&wait=x", {"last-event-id": "x"}, ["Last-Event-ID", "type", "wait"]),
}


@pytest.mark.parametrize(("query", "headers", "names"), BAD.values(), ids=BAD)
def test_a_stream_that_cannot_be(replicas: list[httpx.Client], query: str, headers: dict[str, str], names: list[str]) -> None:
    """Each is refused, and every fault is told by its name."""
    sent = {name: value.encode() for name, value in headers.items()}
    problem = refused(replicas[0].get(f"{URL}?{query}", headers=sent), "invalid-request")
    assert sorted(fault["pointer"] for fault in problem["errors"]) == names


def test_a_stream_and_its_forms(replicas: list[httpx.Client]) -> None:
    """It is an event stream or nothing, ends when it is told to, and HEAD has its headers alone."""
    client = replicas[0]
    refused(client.get(URL, headers={"accept": "application/json"}), "not-acceptable")
    assert client.get(URL, params={"wait": "1"}, headers={"accept": "text/event-stream"}).status_code == 200
    answer = client.head(URL)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "text/event-stream", b"")
    assert client.get("/health/live").status_code == 200


def test_streams_are_bounded(replicas: list[httpx.Client]) -> None:
    """One stream too many is refused and may come again; a reader that stands still is left, and so makes room."""
    client = replicas[1]
    until(lambda: "dateline_streams 0.0" in client.get("/metrics").text)
    with following(client), slow(client):
        until(lambda: "dateline_streams 2.0" in client.get("/metrics").text)
        answer = client.get(URL)
        refused(answer, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        until(lambda: "dateline_streams 1.0" in client.get("/metrics").text)
        with following(client):
            pass
    until(lambda: "dateline_streams 0.0" in client.get("/metrics").text)


@contextlib.contextmanager
def slow(client: httpx.Client) -> Iterator[None]:
    """A reader that asks for all events and reads none of them."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((client.base_url.host, client.base_url.port))
        reader.sendall(f"GET {URL} HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 0\r\n\r\n".encode())
        yield


def test_stopping_ends_streams(tmp_path: Path) -> None:
    """Told to stop, the service ends each stream in order, so that its reader goes on elsewhere, and ends with 0."""
    service = Service(f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}")
    blocks: list[Message] = []
    with httpx.Client(base_url=service.url, timeout=PATIENCE) as client:
        opened = threading.Event()

        def read() -> None:
            with client.stream("GET", URL) as answer:
                for block in messages(answer.iter_lines()):
                    blocks.append(block)
                    opened.set()

        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(read)
            opened.wait(PATIENCE)
            kept = put(client, "a", "A")
            until(lambda: len(ids(blocks)) == len(kept))
            assert service.stop() == 0
            reading.result()
    assert ids(blocks) == kept
