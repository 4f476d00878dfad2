"""The forms that a page of events or stories comes in: for programs, for spreadsheets, for a map, for a calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

import msgspec
from msgspec import Struct

from service.store.flat import COLUMNS, STORY_COLUMNS, Column, row_of
from service.store.places import points
from service.store.store import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TEXT = {"type": "string"}
BINARY = {"type": "string", "contentMediaType": "application/vnd.apache.parquet"}

_CALENDAR = {
    "completed": "CONFIRMED",
    "ongoing": "CONFIRMED",
    "cancelled": "CANCELLED",
    "ruled_out": "CANCELLED",
}
"""The status of a visit in a calendar (RFC 5545, 3.8.1.11); all others are tentative."""


class Form(Struct, frozen=True):
    """A form: its media type, what to know of it, the schema of a body, the one kind of event it can hold, and what writes it."""

    media_type: str
    about: str
    schema: dict[str, Any]
    write: Callable[[Page], bytes]
    only: str | None = None


def _ndjson(page: Page) -> bytes:
    return b"".join(bytes(record) + b"\n" for record in page.records)


def csv_of(rows: Iterable[dict[str, Any]], names: list[str]) -> bytes:
    """Rows as RFC 4180 has them, with commas and CRLF, under their columns' names."""
    file = io.StringIO()
    write_csv(file, rows, names, header=True)
    return file.getvalue().encode()


def write_csv(file: TextIO, rows: Iterable[dict[str, Any]], names: list[str], *, header: bool) -> None:
    """Write rows of CSV as RFC 4180 has it, with commas and CRLF, under their columns' names where ``header`` is wanted."""
    writer = csv.DictWriter(file, names)
    if header:
        writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else value


def table_of(rows: Iterable[dict[str, Any]], columns: tuple[Column, ...]) -> Any:
    """Rows as an Arrow table."""
    import pyarrow as pa  # noqa: PLC0415 - takes a while to import, and only who asks for it needs it

    types = {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.float64(), "truth": pa.bool_()}
    schema = pa.schema([(column.name, types[column.kind]) for column in columns])
    return pa.Table.from_pylist(list(rows), schema)


def _parquet(rows: Iterable[dict[str, Any]], columns: tuple[Column, ...]) -> bytes:
    from pyarrow import parquet  # noqa: PLC0415

    file = io.BytesIO()
    parquet.write_table(table_of(rows, columns), file, compression="zstd")
    return file.getvalue()


def _geojson(rows: Iterable[dict[str, Any]]) -> bytes:
    return msgspec.json.encode({"type": "FeatureCollection", "features": [_feature(row) for row in rows]})


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    point = points().get(row["country"])
    geometry = None if point is None else {"type": "Point", "coordinates": point}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row}


def _icalendar(rows: Iterable[dict[str, Any]]) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 - only who asks for it needs it

    calendar = Calendar()
    for name, value in (("prodid", "-//Dateline//Visits//EN"), ("version", "2.0"), ("x-wr-calname", "Visits")):
        calendar.add(name, value)
    for row in rows:
        if row["start"] or row["end"]:
            calendar.add_component(_appointment(row))
    return bytes(calendar.to_ical())


def _appointment(row: dict[str, Any]) -> Any:
    """A dated visit, as whole days; one whose end is open takes its first day, one whose start is, its last."""
    from icalendar import Event as Appointment  # noqa: PLC0415

    first, last = (dt.date.fromisoformat(day) for day in (row["start"] or row["end"], row["end"] or row["start"]))
    published = dt.date.fromisoformat(row["published"][:10])
    appointment = Appointment()
    appointment.add("uid", f"{row['id']}@dateline")
    appointment.add("dtstamp", dt.datetime.combine(published, dt.time(), dt.UTC))
    appointment.add("dtstart", first)
    appointment.add("dtend", last + dt.timedelta(days=1))
    appointment.add("summary", f"{', '.join(row['visitors'])} → {row['destination']} ({row['status'].replace('_', ' ')})")
    appointment.add("status", _CALENDAR.get(row["status"], "TENTATIVE"))
    appointment.add("transp", "TRANSPARENT")
    appointment.add("location", row["destination"])
    if row["country"] in points():
        longitude, latitude = points()[row["country"]]
        appointment.add("geo", (latitude, longitude))
    told = [row.get("title"), row.get("source"), *row.get("history", [row["published"]])]
    appointment.add("description", "\n".join(part for part in told if part))
    if row.get("url"):
        appointment.add("url", row["url"])
    return appointment


def events_of(records: Iterable[msgspec.Raw]) -> Iterator[dict[str, Any]]:
    """Events as they are stored, decoded."""
    return (msgspec.json.decode(record) for record in records)


def rows_of(records: Iterable[msgspec.Raw], columns: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    """Records as rows of some columns."""
    return (row_of(record, columns) for record in events_of(records))


def _forms(name: str, columns: tuple[Column, ...], records: str, only: str | None = None) -> dict[str, Form]:
    """The forms of a page whose records stand under a name, by the names that ``format`` knows them by; ``only`` is of a map and a calendar."""
    names = [column.name for column in columns]
    table = f"One {records} a row; several values of one cell are parted by `; `."
    features = {"type": "object", "required": ["type", "features"]}
    return {
        "json": Form(
            "application/json",
            "A page, with `next`.",
            {},
            lambda page: msgspec.json.encode({name: page.records, "next": page.next}),
        ),
        "ndjson": Form("application/x-ndjson", f"One {records} a line.", TEXT, _ndjson),
        "csv": Form("text/csv", table, TEXT, lambda page: csv_of(rows_of(page.records, columns), names)),
        "parquet": Form(
            "application/vnd.apache.parquet",
            "The same columns as CSV, with lists as lists.",
            BINARY,
            lambda page: _parquet(rows_of(page.records, columns), columns),
        ),
        "geojson": Form(
            "application/geo+json",
            "Visits as points, each in the middle of the country visited.",
            features,
            lambda page: _geojson(rows_of(page.records, columns)),
            only,
        ),
        "ics": Form(
            "text/calendar",
            "Dated visits as whole days of a calendar.",
            TEXT,
            lambda page: _icalendar(rows_of(page.records, columns)),
            only,
        ),
    }


FORMS = _forms("events", COLUMNS, "event", "visit")
"""Each form of events by the name that `format` knows it by; the first is given to those who take any."""

STORY_FORMS = _forms("visits", STORY_COLUMNS, "visit")
"""Each form of stories, likewise."""
