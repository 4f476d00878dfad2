"""Parquet is read as the lines that its rows would be, and written whole or not at all."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.bulk import Record, SourceError, batches, lines_of, opened_sink
from service.settings import Settings
from tests.cli.test_command_line import dateline
from tests.serving import ARTICLE

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path, table: pa.Table) -> list[bytes | None]:
    """The lines of a table that was written to a file."""
    pq.write_table(table, path)
    with path.open("rb") as file:
        return list(lines_of(file))


def test_a_row_is_the_line_it_would_be(tmp_path: Path) -> None:
    """Texts as they are, dates as RFC 3339 writes them, and what is missing left out."""
    table = pa.table(
        {
            "text": pa.array(["“Ü” 🙂", "b", None], pa.large_string()),
            "published": [dt.date(2024, 6, 11), None, dt.date(2024, 6, 12)],
            "source": pa.array(["one", "one", None]).dictionary_encode(),
            "url": pa.nulls(3),
        }
    )
    assert [json.loads(line or b"") for line in rows_of(tmp_path / "a.parquet", table)] == [
        {"text": "“Ü” 🙂", "published": "2024-06-11", "source": "one"},
        {"text": "b", "source": "one"},
        {"published": "2024-06-12"},
    ]


def test_a_moment_keeps_its_offset(tmp_path: Path) -> None:
    """A time zone's offset is the article's; nanoseconds are not."""
    moment = pa.array([1_718_100_000_000_000_001], pa.timestamp("ns", "Asia/Tokyo"))
    [line] = rows_of(tmp_path / "a.parquet", pa.table({"text": ["a"], "published": moment}))
    assert json.loads(line or b"")["published"] == "2024-06-11T19:00:00+09:00"


def test_a_row_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 stay what they are in their line, and one over the limit has none: neither takes another row with it."""
    texts = pa.array([b"caf\xe9", b"x" * 2**20, b"good"]).cast(pa.large_binary()).view(pa.large_string())
    bad, over, good = rows_of(tmp_path / "a.parquet", pa.table({"text": texts, "published": ["2024-06-11"] * 3}))
    assert bad is not None
    assert b"caf\xe9" in bad
    assert over is None
    assert json.loads(good or b"")["text"] == "good"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"text": ["a"], "published": ["2024-06-11"], "colour": ["red"]}, "'colour' is not a field"),
        ({"text": ["a"]}, "no column 'published'"),
        ({"text": ["a"], "published": [20240611]}, "'published', of texts or dates"),
    ],
)
def test_other_columns(tmp_path: Path, columns: dict[str, list[Any]], told: str) -> None:
    """What is not an article's field, or not of its type, is said before anything is done."""
    with pytest.raises(SourceError, match=told):
        rows_of(tmp_path / "a.parquet", pa.table(columns))


def test_a_file_that_is_not_parquet(tmp_path: Path) -> None:
    """It is told from its name."""
    path = tmp_path / "a.parquet"
    path.write_text(json.dumps(ARTICLE))
    with path.open("rb") as file, pytest.raises(SourceError, match="not Parquet"):
        lines_of(file)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """While it is written, and where writing fails, the old file stays."""
    path = tmp_path / "records.parquet"
    record = Record(1, "ä", failed=False, json=b'{"a": "\xc3\xbc"}')
    with opened_sink(path, io.BytesIO()) as write:
        write([record])
        assert not path.exists()
    assert pq.read_table(path).to_pylist() == [{"line": 1, "id": "ä", "failed": False, "record": '{"a": "ü"}'}]
    with pytest.raises(OSError, match="full"), opened_sink(path, io.BytesIO()):
        raise OSError("full")
    assert pq.read_table(path).num_rows == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_batch_is_within_the_limits() -> None:
    """No batch is larger than the settings allow but for a single line; no line is lost."""
    lines = [b"x" * n for n in (5, 5, 100, 1, 1, 1, 1, 9)] + [None]
    found = list(batches(lines, Settings(batch_articles=3, batch_characters=10)))
    assert [(batch.first, [len(line or b"") for line in batch.lines]) for batch in found] == [
        (1, [5, 5]), (3, [100]), (4, [1, 1, 1]), (7, [1, 9, 0])
    ]  # fmt: skip


def test_from_parquet_to_parquet(tmp_path: Path) -> None:
    """By the names of the files; the records are those of NDJSON, and the end is 1 where one of them is a problem."""
    rows = [{**ARTICLE, "id": "a"}, {**ARTICLE, "published": None, "id": "b"}, {**ARTICLE, "id": "c"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "articles.parquet")
    run = dateline("extract", tmp_path / "articles.parquet", "--output", tmp_path / "records.parquet")
    assert (run.returncode, run.stdout, run.stderr) == (1, "", "")
    found = pq.read_table(tmp_path / "records.parquet").to_pylist()
    assert [(row["line"], row["id"], row["failed"]) for row in found] == [(1, "a", False), (2, None, True), (3, "c", False)]
    lines = "".join(json.dumps({name: value for name, value in row.items() if value}) + "\n" for row in rows)
    assert [row["record"] for row in found] == dateline("extract", "--ndjson", "-", stdin=lines).stdout.splitlines()
