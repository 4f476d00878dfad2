"""JSON Schemas of what is on the wire: made from the structs by msgspec, the same for ``schemas/`` and for ``openapi.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from service.contract import (
    STORED_EVENTS,
    Article,
    ArticlePage,
    Entity,
    EventPage,
    Extraction,
    Problem,
    Statement,
    StoredArticle,
    Story,
    StoryPage,
    StoryTimeline,
    Time,
    VisitEvent,
    VisitSummary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 1
"""Counts breaking changes of the contract; part of each schema's ``$id``."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_STRUCTS: tuple[type[Struct], ...] = (
    Article,
    ArticlePage,
    Entity,
    EventPage,
    Extraction,
    Problem,
    Statement,
    StoredArticle,
    Story,
    StoryPage,
    StoryTimeline,
    Time,
    VisitEvent,
    VisitSummary,
    *STORED_EVENTS.values(),
)
PUBLISHED: dict[str, type[Struct]] = {struct.__name__: struct for struct in _STRUCTS}
"""The structs that have a schema of their own under ``/schemas``."""


def components(structs: Iterable[Any], place: str) -> dict[str, Any]:
    """The schemas of some structs and of all that they hold, by name; ``place`` is where they refer to one another."""
    _, schemas = msgspec.json.schema_components(list(structs), ref_template=place + "{name}")
    return dict(sorted((name, _prose(schema)) for name, schema in schemas.items()))


def reference(kind: Any, place: str) -> dict[str, Any]:
    """The schema of a type, which refers to those of the structs that it is made of."""
    [schema], _ = msgspec.json.schema_components([kind], ref_template=place + "{name}")
    return schema


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one published struct as a document of its own."""
    schemas = components([PUBLISHED[name]], "#/$defs/")
    own = schemas.pop(name)
    document = {"$schema": DIALECT, "$id": f"urn:dateline:schema:{VERSION}:{name}", **own}
    return {**document, "$defs": schemas} if schemas else document


def _prose(schema: Any) -> Any:
    """A schema with the docstrings' double backquotes as Markdown's single ones."""
    if isinstance(schema, dict):
        return {key: value.replace("``", "`") if key == "description" else _prose(value) for key, value in schema.items()}
    return [_prose(item) for item in schema] if isinstance(schema, list) else schema
