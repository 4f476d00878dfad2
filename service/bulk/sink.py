"""Where records go: NDJSON on stdout or in a file, or a Parquet file; a file is there whole or not at all."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from service.bulk.lines import Record

    Sink = Callable[[Sequence[Record]], None]

PARQUET = ".parquet"
"""How the name of a Parquet file ends."""

ROW_GROUP = 32 * 1024 * 1024
"""The bytes of JSON from which a group of rows is written: what a reader of the file has in memory, and so has its writer."""


@contextlib.contextmanager
def opened_sink(path: Path | None, stdout: BinaryIO) -> Iterator[Sink]:
    """Takes records in their order: into the file of that path, which appears once all are written, or on ``stdout``."""
    parquet = path is not None and path.suffix.lower() == PARQUET
    with opened_file(path, stdout) as file:
        into: contextlib.AbstractContextManager[Sink] = _table_into(file) if parquet else _lines_into(file)
        with into as sink:
            yield sink


def as_table(records: Sequence[Record]) -> Any:
    """Records as an Arrow table: ``line``, ``id``, ``failed`` and ``record``, which is the JSON text."""
    import pyarrow as pa  # noqa: PLC0415 - takes its time to import, and NDJSON does without

    schema = pa.schema([("line", pa.int64()), ("id", pa.string()), ("failed", pa.bool_()), ("record", pa.string())])
    rows = [(r.line, r.id, r.failed, r.json) for r in records]
    return pa.table([list(column) for column in zip(*rows, strict=True)] or [[]] * len(schema), schema=schema)


@contextlib.contextmanager
def opened_file(path: Path | None, stdout: BinaryIO) -> Iterator[BinaryIO]:
    """A file to write to, which appears under that path once it is whole; ``stdout`` where there is no path."""
    if path is None:
        yield stdout
    elif path.exists() and not path.is_file():  # a device or a pipe
        with path.open("wb") as file:
            yield file
    else:
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def _lines_into(file: BinaryIO) -> Iterator[Sink]:
    def write(records: Sequence[Record]) -> None:
        file.writelines(record.json + b"\n" for record in records)
        file.flush()

    yield write


@contextlib.contextmanager
def _table_into(file: BinaryIO) -> Iterator[Sink]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    waiting: list[Record] = []

    def write(records: Sequence[Record], enough: int = ROW_GROUP) -> None:
        waiting.extend(records)
        if waiting and sum(len(record.json) for record in waiting) >= enough:
            writer.write_table(as_table(waiting))
            waiting.clear()

    with pq.ParquetWriter(file, as_table([]).schema, compression="zstd") as writer:
        yield write
        write([], enough=0)
