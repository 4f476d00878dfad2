"""What was acknowledged is there: after a crash, a full disk, a database that was down; and several services over one database agree.

The services here make extractions up (``benchmarks.quick``), so that their stores are written to as fast as can be.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import text

from benchmarks.kill import Service, kill_repeatedly
from service.store import Store
from tests.databases import postgresql_running
from tests.http.test_bad_requests import refused
from tests.serving import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import PostgreSQL

CHECKS = {
    "sqlite": (
        "PRAGMA integrity_check",
        "PRAGMA foreign_key_check",
        "INSERT INTO events_words (events_words, rank) VALUES ('integrity-check', 1)",
        "SELECT rtreecheck('events_days')",
    ),
    "postgresql": (),
}
"""How each kind of database looks for faults of its own."""

WHOLE = {
    "events of no article": "SELECT count(*) FROM events WHERE article NOT IN (SELECT id FROM articles)",
    "events of another revision": "SELECT count(*) FROM events e JOIN articles a ON a.id = e.article WHERE e.id NOT LIKE a.id || '.' || a.revision || '.%'",
    "terms of no event": "SELECT count(*) FROM terms WHERE event NOT IN (SELECT sequence FROM events)",
    "events without terms": "SELECT count(*) FROM events WHERE sequence NOT IN (SELECT event FROM terms)",
    "numbers beyond the counter": "SELECT count(*) FROM events WHERE sequence > (SELECT value FROM counter)",
}
"""What there must be none of."""


def article(number: object = 0) -> dict[str, str]:
    """An article that is other than that of another number."""
    return {"text": f"Text {number}.", "published": "2024-06-11", "title": f"Title {number}"}


def faults(url: str) -> dict[str, Any]:
    """What is wrong with a database, by its own checks and ours."""

    async def look() -> dict[str, Any]:
        store = Store(url)
        await store.database.open()
        async with store.database.writing() as connection:
            found: dict[str, Any] = {}
            for check in CHECKS["sqlite" if store.database.sqlite else "postgresql"]:
                result = await connection.execute(text(check))
                found[check] = [row[0] for row in result if row[0] not in {"ok", None}] if result.returns_rows else []
            for name, query in WHOLE.items():
                found[name] = (await connection.execute(text(query))).scalar_one()
        await store.close()
        return {name: value for name, value in found.items() if value}

    return asyncio.run(look())


def test_three_kills(database_url: str) -> None:
    """Killed at any moment amid concurrent writes, the service has lost nothing that it acknowledged, and nothing is there by halves."""
    tally = kill_repeatedly(database_url, kills=3)
    assert (tally.kills, tally.lost, tally.halves) == (3, 0, 0)
    assert tally.acknowledged > 0
    assert faults(database_url) == {}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with little room, a third of it taken by a file that may be deleted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("A FULL DISK IS NOT TESTED: mounting a small tmpfs needs root")
    (folder / "ballast").write_bytes(b"\0" * 2_000_000)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    """Once the disk is full, writes are refused and may come again, what was acknowledged can be read, and with room writing goes on."""
    url = f"sqlite+aiosqlite:///{small_disk / 'dateline.db'}"
    service = Service(url)
    with httpx.Client(base_url=service.url, timeout=60) as client:
        kept: dict[str, bytes] = {}
        for number in range(2_000):
            path = f"/v1/articles/a{number}"
            answer = client.put(path, json={**article(number), "text": f"Text {number}. " * 500})
            if answer.status_code != 201:
                break
            kept[path] = answer.content
        unavailable(answer)
        assert len(kept) > 10
        assert all(client.get(path).content == body for path, body in kept.items())
        (small_disk / "ballast").unlink()
        until(lambda: client.put(path, json=article(number)).status_code == 201)
        assert client.get("/health/ready").status_code == 200
        assert all(client.get(path).content == body for path, body in kept.items())
    assert service.stop() == 0
    assert faults(url) == {}


def unavailable(answer: httpx.Response) -> None:
    """An answer that tells to come again."""
    refused(answer, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_a_database_that_is_down() -> None:
    """While PostgreSQL is down, whatever needs it is refused and may come again, and streams wait; once it is back, all goes on, with all that was acknowledged."""
    with postgresql_running() as postgresql:
        url = postgresql.new_database()
        service = Service(url)
        with httpx.Client(base_url=service.url, timeout=60) as client, ThreadPoolExecutor(4) as pool:
            kept = {
                f"/v1/articles/a{n}": client.put(f"/v1/articles/a{n}", json=article(n)).raise_for_status().content
                for n in range(5)
            }
            stream = pool.submit(first_event, service, "Title afterwards")
            until(lambda: "dateline_streams 1.0" in client.get("/metrics").text)
            writes = [pool.submit(client.put, f"/v1/articles/b{n}", json=article(n)) for n in range(200)]
            postgresql.stop()
            for path in ("/v1/articles/a0", "/v1/articles", "/v1/events", "/v1/events/a0.1.v1", "/health/ready"):
                unavailable(client.get(path))
            unavailable(client.put("/v1/articles/a0", json=article("new")))
            unavailable(client.delete("/v1/articles/a0"))
            assert client.get("/health/live").status_code == 200
            answers = [write.result() for write in writes]
            assert {answer.status_code for answer in answers} <= {201, 503}
            postgresql.start()
            until(lambda: client.get("/health/ready").status_code == 200)
            kept |= {f"/v1/articles/b{n}": answer.content for n, answer in enumerate(answers) if answer.status_code == 201}
            assert all(client.get(path).content == body for path, body in kept.items())
            assert client.put("/v1/articles/a0", json=article("new")).status_code == 200
            assert client.put("/v1/articles/c", json=article("afterwards")).status_code == 201
            assert stream.result() == "c"
        assert service.stop() == 0
        assert faults(url) == {}


def first_event(service: Service, words: str) -> str:
    """The article of the first event with these words that a stream tells of, opened now."""
    with httpx.stream("GET", f"{service.url}/v1/events/stream", params={"q": f'"{words}"'}, timeout=60) as answer:
        data = next(line for line in answer.iter_lines() if line.startswith("data:"))
    told: dict[str, Any] = json.loads(data.removeprefix("data:"))
    return str(told["article"]["id"])


def test_two_services_and_sixteen_writers(postgresql: PostgreSQL) -> None:
    """Over one PostgreSQL, each revision has one writer, only who named a version is told that it changed, and both answer alike."""
    url = postgresql.new_database()
    one, two = Service(url), Service(url)
    names = [f"a{number}" for number in range(60)]
    with httpx.Client(base_url=one.url, timeout=60) as left, httpx.Client(base_url=two.url, timeout=60) as right:

        def write(writer: int) -> list[tuple[str, int, int]]:
            """Put half of the articles, in an order of one's own, every other time in place of the version last seen."""
            chance = random.Random(writer)  # noqa: S311 - no secret
            client = (left, right)[writer % 2]
            won = []
            for name in chance.sample(names, 30):
                path, headers = f"/v1/articles/{name}", {}
                if chance.random() < 0.5 and (tag := client.get(path).headers.get("etag")):
                    headers["if-match"] = tag
                answer = client.put(path, json=article(writer), headers=headers)
                assert answer.status_code in ({200, 201, 409, 412} if headers else {200, 201}), answer.text
                if answer.status_code < 300:
                    won.append((name, answer.json()["revision"], writer))
            return won

        with ThreadPoolExecutor(16) as pool:
            won = [each for part in pool.map(write, range(16)) for each in part]
        assert len({(name, revision) for name, revision, _ in won}) == len(won)
        for name in names:
            got = left.get(f"/v1/articles/{name}")
            assert (got.content, got.headers["etag"]) == (
                (other := right.get(f"/v1/articles/{name}")).content,
                other.headers["etag"],
            )
            last = max(revision for each, revision, _ in won if each == name)
            assert (name, last, int(got.json()["article"]["title"].split()[1])) in won
            assert got.json()["revision"] == last
        path: str | None = "/v1/events?limit=500&sort=date"
        while path:
            page = left.get(path)
            assert page.content == right.get(path).content
            path = page.links.get("next", {}).get("url")
    assert [one.stop(), two.stop()] == [0, 0]
    assert faults(url) == {}
