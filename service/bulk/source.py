"""Where lines come from: an NDJSON file or pipe, or the rows of a Parquet file, each as the line it would be."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

from service.bulk.sink import PARQUET
from service.contract import BODY_LIMIT
from service.reading.articles import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.bulk.lines import Line

ROWS = 64
"""How many rows of a Parquet file are held at once."""


class SourceError(ValueError):
    """A file is not what its name says, or its columns are not an article's; the message tells which."""


def lines_of(file: BinaryIO) -> Iterator[Line]:
    """The lines of an open file: of Parquet where its name says so, else of NDJSON. Memory stays flat for any length.

    Raises ``SourceError`` at once where a Parquet file cannot be read or has other columns than an article's fields.
    """
    return _rows(file) if PurePath(file.name).suffix.lower() == PARQUET else _lines(file)


def _lines(file: BinaryIO) -> Iterator[Line]:
    while line := file.readline(BODY_LIMIT + 1):
        over = len(line.rstrip(b"\n")) > BODY_LIMIT
        while over and line and not line.endswith(b"\n"):
            line = file.readline(BODY_LIMIT)
        yield None if over else line.rstrip(b"\n")


def _rows(file: BinaryIO) -> Iterator[Line]:
    import pyarrow as pa  # noqa: PLC0415 - takes its time to import, and only Parquet needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        parquet = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as fault:
        raise SourceError(f"{file.name}: not Parquet: {fault}") from None
    names = parquet.schema_arrow.names
    types = {field.name: _readable(field.type) for field in parquet.schema_arrow}
    for name, type_ in types.items():
        if name not in FIELDS:
            raise SourceError(f"{file.name}: the column {name!r} is not a field of an article")
        if type_ is None or names.count(name) > 1:
            raise SourceError(f"{file.name}: expected one column {name!r}, of texts or dates")
    for name in (name for name, field in FIELDS.items() if field.required and name not in types):
        raise SourceError(f"{file.name}: there is no column {name!r}")
    return _lines_of_rows(parquet, types, file.name)


def _readable(type_: Any) -> Any:
    """What to read a column as: texts as bytes, since Parquet does not promise that they are UTF-8; ``None`` for other values."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        return pa.large_binary()
    if pa.types.is_timestamp(type_):
        return pa.timestamp("us", type_.tz)
    return type_ if pa.types.is_date32(type_) or pa.types.is_null(type_) else None


def _lines_of_rows(parquet: Any, types: dict[str, Any], name: str) -> Iterator[Line]:
    try:
        for table in parquet.iter_batches(ROWS):
            columns = [table.column(field).cast(type_, safe=False).to_pylist() for field, type_ in types.items()]
            for values in zip(*columns, strict=True):
                row = {field: _plain(value) for field, value in zip(types, values, strict=True) if value is not None}
                line = json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogateescape")
                yield line if len(line) <= BODY_LIMIT else None
    except OSError as fault:  # what pyarrow raises for damaged pages
        raise SourceError(f"{name}: {fault}") from None


def _plain(value: bytes | dt.date) -> str:
    """A cell as JSON can hold it; bytes that are no UTF-8 come out of the line as they were, to be refused there."""
    return value.isoformat() if isinstance(value, dt.date) else value.decode("utf-8", "surrogateescape")
