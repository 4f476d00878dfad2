"""A stored event or a story as a row of a table: what CSV, Parquet and a map's properties hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

Event = dict[str, Any]


class Column(Struct, frozen=True):
    """A column: its name, its type (``text``, ``texts``, ``number``, ``truth``), and its value in an event; ``None`` where it has none."""

    name: str
    kind: str
    of: Callable[[Event], Any]


def _at(*path: str) -> Callable[[Event], Any]:
    """What stands at a path of an event, ``None`` where it leads nowhere."""

    def found(event: Event) -> Any:
        value: Any = event
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    return found


def _each(field: str, name: str) -> Callable[[Event], Any]:
    """One field of each item of a list, without those that have none."""
    return lambda event: [item[name] for item in event[field] if item[name] is not None] if field in event else None


COLUMNS = (
    Column("id", "text", _at("id")),
    Column("type", "text", _at("type")),
    Column("article", "text", _at("article", "id")),
    Column("revision", "number", _at("article", "revision")),
    Column("published", "text", _at("article", "published")),
    Column("source", "text", _at("article", "source")),
    Column("title", "text", _at("article", "title")),
    Column("url", "text", _at("article", "url")),
    Column("start", "text", _at("date", "start")),
    Column("end", "text", _at("date", "end")),
    Column("approximate", "truth", _at("date", "approximate")),
    Column("confidence", "number", _at("confidence")),
    Column("status", "text", _at("status")),
    Column("visitors", "texts", _each("visitors", "name")),
    Column("visitor_countries", "texts", _each("visitors", "country")),
    Column("destination", "text", _at("destination", "name")),
    Column("country", "text", _at("destination", "country")),
    Column("hosts", "texts", _each("hosts", "name")),
    Column("kind", "text", _at("kind")),
    Column("purpose", "text", _at("purpose", "text")),
    Column("cameo", "text", _at("cameo")),
    Column("reported_by", "texts", _at("reported_by")),
    Column("act", "text", _at("act")),
    Column("speaker", "text", _at("speaker", "name")),
    Column("speaker_kind", "text", _at("speaker", "kind")),
    Column("speaker_country", "text", _at("speaker", "country")),
    Column("content", "text", _at("content", "text")),
    Column("topic", "text", _at("topic", "text")),
    Column("quote", "text", _at("quote")),
    Column("negated", "truth", _at("negated")),
    Column("cites", "texts", _each("cites", "name")),
    Column("about", "texts", _at("about")),
)
"""All columns of events, in order: those of any event, of visits, of statements."""

STORY_COLUMNS = (
    Column("id", "text", _at("id")),
    Column("visitors", "texts", lambda story: [story["visitor"]["name"]]),
    Column("role", "text", _at("visitor", "role")),
    Column("visitor_country", "text", _at("visitor", "country")),
    Column("destination", "text", _at("destination")),
    Column("country", "text", _at("country")),
    Column("status", "text", _at("status")),
    Column("start", "text", _at("date", "start")),
    Column("end", "text", _at("date", "end")),
    Column("approximate", "truth", _at("date", "approximate")),
    Column("history", "texts", lambda story: [f"{step['published']} {step['status']}" for step in story["history"]]),
    Column("first_published", "text", _at("first_published")),
    Column("published", "text", _at("last_published")),
    Column("articles", "number", _at("articles")),
    Column("sources", "number", _at("sources")),
    Column("statements", "number", _at("statements")),
    Column("confidence", "number", _at("confidence")),
)
"""All columns of stories, in order; ``published`` is the day of the last article."""


def row_of(record: Event, columns: tuple[Column, ...]) -> dict[str, Any]:
    """A record's values by the names of their columns."""
    return {column.name: column.of(record) for column in columns}
