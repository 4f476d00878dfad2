"""``dateline export``: what leaves the store is what ``GET /v1/events`` gives, in forms that other programs load."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from pyarrow import csv as arrow_csv

from benchmarks.generated import articles
from service.bulk.eventdata import PHOENIX, POLECAT, dyads_of
from service.store import Filters, Store
from service.store.store import AT_ONCE
from tests.cli.test_command_line import dateline
from tests.store.test_events import SOURCE, events

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    import msgspec

    from tests.serving import Server

__all__ = ["events"]

Event = dict[str, Any]


def export(server: Server, *arguments: object) -> str:
    """What is printed for a server's store."""
    run = dateline("export", *arguments, DATELINE_DATABASE_URL=str(server.database_url))
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_a_round_trip(either: Server, keeping: httpx.Client, events: list[Event], tmp_path: Path) -> None:
    """Loaded again, each form holds the records of the route, all of them, in its order."""
    ask = lambda form: keeping.get("/v1/events", params={"source": SOURCE, "format": form}).content  # noqa: E731
    given = ["--source", SOURCE]
    assert [json.loads(line) for line in export(either, *given).splitlines()] == events
    table, rows = tmp_path / "events.parquet", tmp_path / "events.csv"
    assert json.loads(export(either, *given, "--output", table)) == {"records": len(events)}
    assert pq.read_table(table).equals(pq.read_table(io.BytesIO(ask("parquet"))))
    assert json.loads(export(either, *given, "--output", rows)) == {"records": len(events)}
    assert rows.read_bytes() == ask("csv")
    assert arrow_csv.read_csv(rows)["id"].to_pylist() == [event["id"] for event in events]


@pytest.mark.parametrize(
    "given",
    [
        {"type": "visit", "visitor": "PUTIN", "country": "VN"},
        {"from": "2024-05-31", "to": "2024-05-31", "sort": "date"},
        {"act": "deny", "anonymous": "false"},
        {"q": '"Vladimir Putin" visiting', "min_confidence": "0.1", "published_from": "2024-06-12", "sort": "published"},
    ],
)
@pytest.mark.usefixtures("events")
def test_filters(either: Server, keeping: httpx.Client, given: dict[str, str]) -> None:
    """Each parameter of the route is an option, and means the same."""
    options = [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", value)]
    told = keeping.get("/v1/events", params={**given, "limit": "500"}).json()["events"]
    assert told
    assert [json.loads(line) for line in export(either, *options).splitlines()] == told


def test_visits_as_event_data(either: Server, events: list[Event]) -> None:
    """A row for each visitor of each visit that has a CAMEO code, in the columns that readers of Phoenix and POLECAT know."""
    coded = [(event, visitor) for event in events if event.get("cameo") for visitor in event["visitors"]]
    assert {event["cameo"] for event, _ in coded} == {"036", "042"}
    rows = list(csv.reader(export(either, "--source", SOURCE, "--format", "cameo").splitlines(), delimiter="\t"))
    told = [dict(zip(PHOENIX, row, strict=True)) for row in rows]
    for row, (event, _) in zip(told, coded, strict=True):
        assert (row["EventCode"], row["URLs"], row["NewsSources"]) == (event["cameo"], event["article"]["url"], SOURCE)
        assert row["SentenceID"] == f"{event['article']['id']}_{event['mentions'][0]['sentence']}"
    visits = {(row["SourceActorFull"], row["TargetActorFull"], row["EventCode"], row["Date"]) for row in told}
    assert {("RUS", "VNM", "036", "20240611"), ("FRA", "VNM", "042", "")} <= visits
    [macron, *_] = [row for row in told if row["SourceActorFull"] == "FRA"]
    assert (macron["Year"], macron["Month"], macron["Day"], macron["QuadClass"], macron["GoldsteinScore"]) == (
        *("2024", "05", "", "1", "1.9"),
    )
    plover = list(csv.DictReader(export(either, "--source", SOURCE, "--format", "plover").splitlines(), delimiter="\t"))
    assert list(plover[0]) == list(POLECAT)
    assert [row["Event ID"] for row in plover] == [row["EventID"] for row in told]
    kinds = {(row["Actor Name"], row["Event Type"], row["Event Mode"], row["Event Date"]) for row in plover}
    assert {("Vladimir Putin", "AGREE", "", "2024-06-11"), ("Emmanuel Macron", "CONSULT", "visit", "")} <= kinds


@pytest.mark.parametrize(
    ("start", "end", "approximate", "told"),
    [
        ("2024-05-06", "2024-05-06", False, ("2024-05-06", "05", "2024")),
        ("2024-04-29", "2024-05-05", False, ("2024-04-29", "04", "2024")),
        ("2024-05-06", "2024-05-06", True, ("", "05", "2024")),
        ("2024-05-01", "2024-05-31", False, ("", "05", "2024")),
        ("2024-04-28", "2024-05-05", False, ("", "", "2024")),
        ("2023-12-01", "2024-01-31", False, ("", "", "")),
        (None, "2024-05-06", False, ("2024-05-06", "05", "2024")),
        ("2024-05-06", None, False, ("2024-05-06", "05", "2024")),
        (None, None, False, ("", "", "")),
    ],
)
def test_no_day_is_made_up(start: str | None, end: str | None, *, approximate: bool, told: tuple[str, str, str]) -> None:
    """A visit has the day, the month and the year that its interval lies in, and no more of them."""
    date = None if start is end is None else {"start": start, "end": end, "approximate": approximate, "times": []}
    visit = {"type": "visit", "cameo": "042", "visitors": [{"country": "RU"}], "date": date}
    [dyad] = dyads_of(visit)
    assert (dyad.date, dyad.month, dyad.year) == told


def test_all_of_many_as_at_one_moment(database_url: str) -> None:
    """However many there are, all come, once, in the order of the pages, whatever is written meanwhile."""

    async def look() -> tuple[list[bytes], list[bytes]]:
        store = Store(database_url)
        await store.database.open()
        made = list(articles(3, events=AT_ONCE // 2 + 1))
        for article, extraction in made:
            await store.put(article, extraction)
        pages, cursor = [], None
        while True:
            page = await store.events(Filters(min_confidence=0.5), "-date", 100, cursor)
            pages += page.records
            cursor = page.next
            if cursor is None:
                break
        found: list[msgspec.Raw] = []
        async for some in store.all_events(Filters(min_confidence=0.5), "-date"):
            if not found:
                await store.delete(str(made[0][0].id))
            found += some
        await store.close()
        return [bytes(record) for record in pages], [bytes(record) for record in found]

    pages, found = asyncio.run(look())
    assert len(found) > AT_ONCE
    assert found == pages


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--colour", "red"], "--colour"),
        (["--format", "xlsx"], "--format"),
        (["--sort", "size"], "--sort"),
        (["--output", "events.xlsx"], "give --format"),
        (["--format", "parquet"], "give --output"),
        (["--output", "/nowhere/events.csv"], "/nowhere/events.csv: No such file"),
        (["--country", "Vietnam", "--published-from", "soon", "--anonymous", "maybe"], "--country: Expected"),
        (["--published-from", "soon", "--anonymous", "maybe"], "; --published-from: Expected"),
        (["--visitor", "!", "--q", "?"], "--visitor: expected at least one letter or digit; --q: "),
    ],
)
def test_wrong_use(arguments: list[object], told: str, tmp_path: Path) -> None:
    """It is said in one line, and the end is 2."""
    run = dateline("export", *arguments, DATELINE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}")
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr.splitlines()[-1]
