"""The sample article and its extraction, which the API's documents show; the tests hold them to the seeds and to the schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from service.contract import Article, Extraction
from service.store.records import rows_of
from service.store.stories import block_for, reports_of, told_by, with_timeline
from service.stories import stories_of

_NAME = "moscow-times-2024-06-11"


def _folder() -> Path:
    """Where the seeds lie: inside the installed package, or in ``seeds/`` of a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_seeds"
    return inside if inside.is_dir() else package.parent / "seeds"


def line_of(value: Any) -> str:
    """A value as a line of NDJSON."""
    return msgspec.json.encode(value).decode() + "\n"


ARTICLE: dict[str, Any] = json.loads((_folder() / f"{_NAME}.json").read_bytes())
EXTRACTION: dict[str, Any] = json.loads((_folder() / f"{_NAME}.expected.json").read_bytes())
_ROWS = rows_of(msgspec.convert(ARTICLE, Article), msgspec.convert(EXTRACTION, Extraction), 1)
STORED_ARTICLE: dict[str, Any] = {
    "id": ARTICLE["id"],
    "revision": 1,
    "article": ARTICLE,
    "extraction": json.loads(_ROWS.row["extraction"]),
}
STORED_EVENT: dict[str, Any] = json.loads(_ROWS.events[0].row["body"])
_REPORT = next(reports_of(ARTICLE["id"], 0, _ROWS.events[0].row))
_STORY = stories_of(block_for(_REPORT), [_REPORT], {})[0].story
STORY: dict[str, Any] = msgspec.to_builtins(_STORY)
STORY_TIMELINE: dict[str, Any] = msgspec.to_builtins(with_timeline(_STORY, [told_by(_ROWS.events[0].row["body"], None)]))
SUMMARY: dict[str, Any] = {
    **{name: _ROWS.row[name] for name in ("id", "revision", "published", "title", "source", "url", "sha256")},
    "engine": EXTRACTION["engine"],
}
PAGE = (
    '<!doctype html><html lang="en"><head><title>A visit</title><meta property="article:published_time" content="2024-06-11"></head>'
    "<body><article><p>Russian President Vladimir Putin will visit North Korea and Vietnam in a few weeks.</p></article></body></html>"
)
