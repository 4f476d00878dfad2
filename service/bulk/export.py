"""All events of the store that pass some filters, into a file of any length, some at a time."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Raw, Struct

from service.bulk.eventdata import PHOENIX, POLECAT, Layout, dyads_of
from service.store.flat import COLUMNS
from service.store.forms import events_of, rows_of, table_of, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_GROUP = 10_000
"""How many events make a group of rows in Parquet: what its writer has in memory, and so has a reader."""

Write = Callable[[list[Raw]], int]
"""Takes events in their order; how many records it made of them."""


class Format(Struct, frozen=True):
    """A format: what to know of it, how the names of its files end where that tells, and what writes it."""

    about: str
    suffixes: tuple[str, ...]
    open: Callable[[BinaryIO], contextlib.AbstractContextManager[Write]]


@contextlib.contextmanager
def _ndjson(file: BinaryIO) -> Iterator[Write]:
    def write(records: list[Raw]) -> int:
        file.writelines(bytes(record) + b"\n" for record in records)
        return len(records)

    yield write


@contextlib.contextmanager
def _csv(file: BinaryIO) -> Iterator[Write]:
    with _as_text(file) as text:
        names = [column.name for column in COLUMNS]
        write_csv(text, [], names, header=True)

        def write(records: list[Raw]) -> int:
            write_csv(text, rows_of(records, COLUMNS), names, header=False)
            return len(records)

        yield write


@contextlib.contextmanager
def _parquet(file: BinaryIO) -> Iterator[Write]:
    from pyarrow import parquet  # noqa: PLC0415 - takes a while to import, and only who asks for it needs it

    waiting: list[Raw] = []
    with parquet.ParquetWriter(file, table_of([], COLUMNS).schema, compression="zstd") as writer:

        def write(records: list[Raw]) -> int:
            waiting.extend(records)
            if len(waiting) >= ROW_GROUP:
                writer.write_table(table_of(rows_of(waiting, COLUMNS), COLUMNS))
                waiting.clear()
            return len(records)

        yield write
        if waiting:
            writer.write_table(table_of(rows_of(waiting, COLUMNS), COLUMNS))


def _layout(layout: Layout, *, header: bool) -> Callable[[BinaryIO], contextlib.AbstractContextManager[Write]]:
    """What writes a layout of event data: columns parted by tabs; a tab or a line's end within a value becomes a space."""

    @contextlib.contextmanager
    def opened(file: BinaryIO) -> Iterator[Write]:
        with _as_text(file) as text:
            writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
            if header:
                writer.writerow(layout)

            def write(records: list[Raw]) -> int:
                rows = [[_cell(of(dyad)) for of in layout.values()] for event in events_of(records) for dyad in dyads_of(event)]
                writer.writerows(rows)
                return len(rows)

            yield write

    return opened


def _cell(value: str) -> str:
    return " ".join(value.split())


@contextlib.contextmanager
def _as_text(file: BinaryIO) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()  # the file is closed by who opened it


FORMATS = {
    "ndjson": Format("an event a line, as GET /v1/events gives it", (".ndjson", ".jsonl"), _ndjson),
    "csv": Format("an event a row, with the columns of GET /v1/events as CSV", (".csv",), _csv),
    "parquet": Format("the same columns, with lists as lists", (".parquet",), _parquet),
    "cameo": Format("a row for each visitor of a visit with a CAMEO code: Phoenix's columns", (), _layout(PHOENIX, header=False)),
    "plover": Format("the same rows with the columns of POLECAT, coded as PLOVER", (), _layout(POLECAT, header=True)),
}
"""Each format by its name."""


def format_of(suffix: str) -> str | None:
    """The name of the format of files whose name ends so, if that tells."""
    return next((name for name, known in FORMATS.items() if suffix.lower() in known.suffixes), None)
