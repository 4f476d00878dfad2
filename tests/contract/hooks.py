"""Hooks of Schemathesis: what it cannot know of news, and what OpenAPI cannot say of this API."""

from __future__ import annotations

import json
from itertools import cycle
from typing import Any

import schemathesis
from schemathesis import GenerationMode

TEXTS = cycle(
    (
        "Russian President Vladimir Putin will visit North Korea and Vietnam in a few weeks.",
        "The prime minister arrived in Beijing on Monday, and she told reporters that the talks would go on until Friday.",
        "“We were never invited,” a diplomat said on condition of anonymity.",
        "Nobody travelled anywhere, and nobody said a word about it last year.",
    )
)
PAGE = (
    '<html><head><title>A visit</title><meta property="article:published_time" content="2024-06-11"></head>'
    "<body><article><p>{}</p></article></body></html>"
)
NAMES = {"visitor", "speaker", "source", "q"}
WORDS = cycle(("Putin", "vladimir putin", "the kremlin", "a diplomat"))
"""What names and full text may be: a pattern cannot say that there must be a letter of any script."""

FIELDS = cycle(("status", "country,month", "source,visitor_country"))
"""What visits may be counted by: a pattern cannot say that each may stand only once."""

CONDITIONS = {"If-Match", "If-None-Match"}
"""Headers whose pattern is not always heeded in what is to be sound."""

LISTING = {"/v1/articles", "/v1/events", "/v1/events/stream", "/v1/visits", "/v1/visits/summary"}
STREAM = "/v1/events/stream"
LAST_ID = "Last-Event-ID"
TAKING = {"/v1/extractions", "/v1/articles/{article}"}
TEXT_TYPES = {"application/x-ndjson", "text/html"}


@schemathesis.serializer(*TEXT_TYPES)
def text_as_it_is(_: Any, value: Any) -> bytes:
    """A body that is text goes out as it is."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.hook
def map_case(_: Any, case: Any) -> Any:
    """Put news where news is wanted.

    Generated text is hardly ever English, and would be refused with 422 where nothing else is wrong with a request.
    """
    if positive(case) and case.path in LISTING and case.query:
        for name in NAMES & set(case.query):
            case.query[name] = next(WORDS)
        if "by" in case.query:
            case.query["by"] = next(FIELDS)
        case.query.pop("next", None)  # a cursor is opaque: there is no making one up
        if case.query.get("type") == "statement":
            case.query.pop("format", None)
    if case.path == STREAM and (positive(case) or str((case.query or {}).get("wait", 1)).isdecimal()):
        case.query = {**(case.query or {}), "wait": "0"}  # what is stored by now, and no waiting for more
    if positive(case):
        if LAST_ID in (case.headers or {}):
            case.headers[LAST_ID] = "0"  # any other number may be one that nothing has yet
        for name in CONDITIONS & set(case.headers or {}):
            case.headers[name] = '"1-1"'
    elif case.media_type == "text/html" and not isinstance(case.body, str):
        case.body, case.query = "", {"text": " "}  # any body is a string on the wire: one that must be refused
    if case.path in TAKING and positive(case):
        if case.media_type == "text/html":
            case.body = PAGE.format(next(TEXTS))
        elif isinstance(case.body, dict):
            case.body["text"] = next(TEXTS)
        if case.path == "/v1/articles/{article}":
            for place in (case.body, case.query):
                if isinstance(place, dict):
                    place.pop("id", None)  # another one than the path's is refused
        if case.query and "text" in case.query:
            case.query["text"] = next(TEXTS)
    return case


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """Leave out what is said to violate the schema and does not, once it is on the wire.

    A body whose schema is a string is one whatever it holds. And the query wins: what it gives need not be in the body, and a language in the
    body that would be refused is none of a request whose query gives another. The contract says so, OpenAPI cannot.
    """
    if positive(case):
        return True
    if case.media_type in TEXT_TYPES and not isinstance(case.body, str):
        return False
    if not isinstance(case.body, dict):
        return True
    query = case.query or {}
    supplied = any(name in query and name not in case.body for name in ("text", "published"))
    return not supplied and not ("language" in query and "language" in case.body)


def positive(case: Any) -> bool:
    """Whether a case is to be sound."""
    return case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
