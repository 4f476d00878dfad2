"""The forms that a page of events comes in, one table: for programs, for spreadsheets, for a map, for a calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

import msgspec
from msgspec import Struct

from service.store.flat import COLUMNS, row_of
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


def _json(page: Page) -> bytes:
    return msgspec.json.encode({"events": page.records, "next": page.next})


def _ndjson(page: Page) -> bytes:
    return b"".join(bytes(record) + b"\n" for record in page.records)


def _csv(page: Page) -> bytes:
    file = io.StringIO()
    write_csv(file, page.records, header=True)
    return file.getvalue().encode()


def write_csv(file: TextIO, records: Iterable[msgspec.Raw], *, header: bool) -> None:
    """Write events as rows of CSV, as RFC 4180 has it: commas, CRLF."""
    writer = csv.DictWriter(file, [column.name for column in COLUMNS])
    if header:
        writer.writeheader()
    for event in events_of(records):
        writer.writerow({name: _cell(value) for name, value in row_of(event).items()})


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else value


def _parquet(page: Page) -> bytes:
    from pyarrow import parquet  # noqa: PLC0415 - takes a while to import, and only who asks for it needs it

    file = io.BytesIO()
    parquet.write_table(table_of(page.records), file, compression="zstd")
    return file.getvalue()


def table_of(records: Iterable[msgspec.Raw]) -> Any:
    """Events as an Arrow table."""
    import pyarrow as pa  # noqa: PLC0415

    types = {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.float64(), "truth": pa.bool_()}
    schema = pa.schema([(column.name, types[column.kind]) for column in COLUMNS])
    return pa.Table.from_pylist([row_of(event) for event in events_of(records)], schema)


def _geojson(page: Page) -> bytes:
    return msgspec.json.encode({"type": "FeatureCollection", "features": [_feature(event) for event in events_of(page.records)]})


def _feature(event: dict[str, Any]) -> dict[str, Any]:
    row = row_of(event)
    point = points().get(row["country"])
    geometry = None if point is None else {"type": "Point", "coordinates": point}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row}


def _icalendar(page: Page) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415 - only who asks for it needs it

    calendar = Calendar()
    for name, value in (("prodid", "-//Dateline//Visits//EN"), ("version", "2.0"), ("x-wr-calname", "Visits")):
        calendar.add(name, value)
    for event in events_of(page.records):
        row = row_of(event)
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
    told = [part for part in (row["title"], row["source"], row["published"]) if part]
    appointment.add("description", "\n".join(told))
    if row["url"]:
        appointment.add("url", row["url"])
    return appointment


def events_of(records: Iterable[msgspec.Raw]) -> Iterator[dict[str, Any]]:
    """Events as they are stored, decoded."""
    return (msgspec.json.decode(record) for record in records)


FORMS = {
    "json": Form("application/json", "A page, with `next`.", {}, _json),
    "ndjson": Form("application/x-ndjson", "One event a line.", TEXT, _ndjson),
    "csv": Form("text/csv", "One event a row; several values of one cell are parted by `; `.", TEXT, _csv),
    "parquet": Form("application/vnd.apache.parquet", "The same columns as CSV, with lists as lists.", BINARY, _parquet),
    "geojson": Form(
        "application/geo+json",
        "Visits as points, each in the middle of the country visited.",
        {"type": "object", "required": ["type", "features"]},
        _geojson,
        "visit",
    ),
    "ics": Form("text/calendar", "Dated visits as whole days of a calendar.", TEXT, _icalendar, "visit"),
}
"""Each form by the name that `format` knows it by; the first is given to those who take any."""
