"""``dateline ingest``: what PUT would keep is kept, whatever it stands in, once, and also where it was broken off before."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.store import Store
from tests.cli.test_command_line import PAGE, dateline
from tests.conftest import ROOT
from tests.serving import ARTICLE, PATIENCE
from tests.store.test_durability import faults

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    import httpx


def kept(url: str) -> dict[str, Any]:
    """The articles of a database by their ids."""

    async def look() -> dict[str, Any]:
        async with opened(url) as store:
            ids = [msgspec.json.decode(record)["id"] for record in (await store.articles(500, None)).records]
            return {name: json.loads(article.body) for name in ids if (article := await store.article(name))}

    return asyncio.run(look())


def wait_for_the_first(url: str) -> None:
    """Return once a database holds an article."""

    async def look() -> None:
        async with opened(url) as store:
            while not (await store.articles(1, None)).records:  # noqa: ASYNC110 - another process writes
                await asyncio.sleep(0.1)

    asyncio.run(asyncio.wait_for(look(), PATIENCE))


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A store of the test's own over a database."""
    store = Store(url)
    await store.database.open()
    try:
        yield store
    finally:
        await store.close()


def ingest(url: str, *arguments: object, stdin: str = "", **environment: str) -> tuple[int, list[dict[str, Any]], dict[str, int]]:
    """One run: the status, the problems, the summary."""
    run = dateline("ingest", *arguments, stdin=stdin, DATELINE_DATABASE_URL=url, **environment)
    assert run.returncode in {0, 1}, run.stderr
    *problems, summary = map(json.loads, run.stdout.splitlines())
    return run.returncode, problems, summary


def lines(articles: Sequence[object]) -> str:
    """Articles as NDJSON."""
    return "".join(json.dumps(article) + "\n" for article in articles)


def test_killed_and_run_again(database_url: str, tmp_path: Path) -> None:
    """Killed in the middle, a run has kept what it has kept; the next one does the rest; one more does nothing, and needs no models."""
    articles = [{**ARTICLE, "id": f"a{number}", "title": f"Number {number}"} for number in range(12)]
    path = tmp_path / "articles.ndjson"
    path.write_text(lines(articles))
    env = {**os.environ, "DATELINE_DATABASE_URL": database_url, "DATELINE_BATCH_ARTICLES": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "ingest", path],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for_the_first(database_url)
    process.kill()
    process.wait(PATIENCE)
    before = kept(database_url)
    assert 0 < len(before) < len(articles)
    status, problems, summary = ingest(database_url, path)
    assert (status, problems) == (0, [])
    assert summary == {
        "articles": 12, "created": 12 - len(before), "replaced": 0, "unchanged": len(before), "failed": 0, "other_files": 0
    }  # fmt: skip
    after = kept(database_url)
    assert {name: after[name] for name in before} == before
    assert {name: stored["article"] for name, stored in after.items()} == {article["id"]: article for article in articles}
    assert all(stored["revision"] == 1 and stored["extraction"]["events"] for stored in after.values())
    assert faults(database_url) == {}
    status, _, summary = ingest(database_url, path, DATELINE_MODELS="/nowhere")
    assert (status, summary["unchanged"]) == (0, 12)
    assert kept(database_url) == after


def test_whatever_articles_stand_in(tmp_path: Path, client: httpx.Client) -> None:
    """Lines, rows, texts and pages, in folders and through a pipe: each as PUT would keep it, and what is wrong is told with its place."""
    folder = tmp_path / "corpus"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024/putin-2024-06-11.txt").write_text("\ufeff" + ARTICLE["text"], "utf-8")
    (folder / "2024/undated.txt").write_text("French President Emmanuel Macron visited Vietnam.", "utf-8")
    (folder / "2024/page.html").write_text(PAGE, "utf-8")
    (folder / "2024/picture.png").write_bytes(b"\x89PNG")
    (folder / os.fsdecode(b"2024/caf\xe9.txt")).write_bytes(b"caf\xe9")
    (folder / "2024/long.txt").write_bytes(b"x" * (2**20 + 1))
    (folder / "broken.parquet").write_bytes(b"PAR1")
    rows = [{**ARTICLE, "url": "https://example.org/1"}, {**ARTICLE, "url": "https://example.org/2", "published": None}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")
    (folder / "lines.jsonl").write_text(
        lines([{**ARTICLE, "id": "own"}, {**ARTICLE, "id": "a/b"}, {**ARTICLE, "language": "de"}])
        + "no JSON\n"
        + lines([ARTICLE])
    )
    url = f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}"
    given = [folder, "-", "--published", "2024-06-12", "--source", "The Source"]
    status, problems, summary = ingest(url, *given, stdin=lines([{**ARTICLE, "id": "own", "title": "New"}]))
    assert status == 1
    assert summary == {"articles": 14, "created": 6, "replaced": 1, "unchanged": 0, "failed": 7, "other_files": 1}
    assert [(problem["file"].removeprefix(f"{folder}/"), problem.get("line"), problem["status"]) for problem in problems] == [
        ("2024/caf�.txt", None, 400),
        ("2024/long.txt", None, 413),
        ("broken.parquet", None, 400),
        ("lines.jsonl", 2, 400),
        ("lines.jsonl", 3, 422),
        ("lines.jsonl", 4, 400),
        ("rows.parquet", 2, 400),
    ]
    found = kept(url)
    by_day = {(stored["article"]["published"], stored["article"].get("source")) for stored in found.values()}
    assert by_day == {("2024-06-11", None), ("2024-06-11", "The Source"), ("2024-06-12", "The Source")}
    assert {name.partition("-")[0] for name in found} == {"own", "url", "content"}
    assert found["own"]["revision"] == 2
    for name, stored in [item for item in found.items() if item[0] != "own"]:
        sent = {key: value for key, value in stored["article"].items() if key != "id"}
        assert client.put(f"/v1/articles/{name}", json=sent).json() == stored
        client.delete(f"/v1/articles/{name}").raise_for_status()
    (folder / "lines.jsonl").unlink()
    status, again, summary = ingest(url, folder, *given[2:], DATELINE_MODELS="/nowhere")
    assert (status, again) == (1, [problem for problem in problems if not problem["file"].endswith("lines.jsonl")])
    assert (summary["unchanged"], summary["failed"]) == (4, 4)
    assert kept(url) == found


def test_a_progress_bar(tmp_path: Path) -> None:
    """On a terminal, stderr shows how far a run is; stdout is left to programs."""
    (tmp_path / "bad.ndjson").write_text("no JSON\n" * 3)
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    run = subprocess.run(
        [sys.executable, "-m", "service", "ingest", "bad.ndjson"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=terminal,
        check=False,
        timeout=PATIENCE,
    )
    os.close(terminal)
    assert [json.loads(line).get("line") for line in run.stdout.splitlines()] == [1, 2, 3, None]
    shown = os.read(reader, 10_000).decode()
    os.close(reader)
    assert "100%" in shown
    assert "failed=3" in shown


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        ([], {}, "FILE"),
        (["/nowhere.ndjson"], {}, "/nowhere.ndjson"),
        ([ROOT / "README.md"], {}, "expected a folder, or a file that ends in .jsonl, .ndjson, .parquet, .txt"),
        (["-", "-"], {}, "stdin can be read once"),
        ([ROOT / "seeds", "--published", "soon"], {}, "RFC 3339"),
        ([ROOT / "seeds"], {"DATELINE_DATABASE_URL": "mysql://localhost/x"}, "DATELINE_DATABASE_URL: expected"),
    ],
)
def test_wrong_use(arguments: list[object], environment: dict[str, str], told: str, tmp_path: Path) -> None:
    """It is said in one line, and the end is 2."""
    run = dateline("ingest", *arguments, cwd=tmp_path, PYTHONPATH=str(ROOT), **environment)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr.splitlines()[-1]


def test_a_store_that_is_down(tmp_path: Path) -> None:
    """It is said in one line, and the end is 1: another run may go on."""
    run = dateline("ingest", ROOT / "seeds", DATELINE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/no/folder/dateline.db")
    assert (run.returncode, run.stdout) == (1, "")
    assert "Error: The store is not available. (DATELINE_DATABASE_URL)" in run.stderr.splitlines()
