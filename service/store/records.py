"""An article and its extraction → the rows that are kept of them, and what each event can be found by.

Nothing here knows one kind of event from another: what a field is called says what can be asked of it, so a new kind needs no change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from service.contract import StoredIn
from service.store.tables import OPEN_END, OPEN_START

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.contract import Article, Extraction

REFERENCES = frozenset({"id", "event", "reported_by", "about"})
"""The fields of an event that hold ids of events."""

SPOKEN = frozenset({"name", "role", "text"})
"""The fields of an event whose words full text is searched in."""

WORD_LIMIT = 64
"""The longest word that is told apart, in code points: what is longer is no word of a language."""

WORDS_LIMIT = 5_000
"""The most words of one event that full text is searched in."""

PHRASE_LIMIT = 6
"""The longest part of a name that is found by itself, in words."""

NAME_LENGTH = 32
"""The hexadecimal digits of a digest that a name is made of: 128 bits, so that no two articles ever come to have one name."""

_WORD = re.compile(r"[^\W_]+")


class EventRow(Struct, frozen=True):
    """An event as it is kept: a row of ``events`` but for its number, and the terms it is found by."""

    row: dict[str, Any]
    terms: frozenset[str]


class ArticleRows(Struct, frozen=True):
    """An article as it is kept: a row of ``articles`` but for its number, and its events."""

    row: dict[str, Any]
    events: list[EventRow]


def digest_of(article: Article) -> str:
    """What all that was sent comes down to: the same for the same content, and only then."""
    return hashlib.sha256(msgspec.json.encode(article)).hexdigest()


def name_of(article: Article) -> str:
    """What to call an article that has no id: the same for the same URL or, where it has none, for the same content."""
    if article.url:
        return f"url-{hashlib.sha256(article.url.encode()).hexdigest()[:NAME_LENGTH]}"
    return f"content-{digest_of(article)[:NAME_LENGTH]}"


def rows_of(article: Article, extraction: Extraction, revision: int) -> ArticleRows:
    """What is kept of an article (which has an id) under a revision."""
    assert article.id is not None  # noqa: S101 - its path is its id
    info = msgspec.structs.replace(extraction.article, text=UNSET)
    whole: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(extraction, article=info))
    stored_ids = {event["id"]: f"{article.id}.{revision}.{event['id']}" for event in whole["events"]}
    whole["events"] = [_referring(event, stored_ids) for event in whole["events"]]
    context = StoredIn(
        id=article.id,
        revision=revision,
        published=article.published,
        title=article.title,
        source=article.source,
        url=article.url,
    )
    published = ordinal(article.published)
    row = {
        "id": article.id,
        "revision": revision,
        "content": digest_of(article),
        "day": published,
        "published": article.published,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "text": article.text,
        "sha256": info.sha256,
        "extraction": _json(whole),
        "engine_version": extraction.engine.version,
        "engine_models": extraction.engine.models,
    }
    return ArticleRows(row, [_event_row(event, context, article, published) for event in whole["events"]])


def ordinal(date: str) -> int:
    """The number of the day that an ISO date, or the date of a date-time, names in its own time zone."""
    return dt.date.fromisoformat(date[:10]).toordinal()


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case and accents, cut where they are absurdly long."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return [word[:WORD_LIMIT] for word in _WORD.findall(text.casefold())]


def phrase_of(name: str) -> str:
    """A name, or some words of one, as they are compared."""
    return " ".join(words_of(name)[:PHRASE_LIMIT])


def term(field: str, value: str) -> str:
    """How the index knows a field with a value."""
    return f"{field}={value}"


def _referring(event: Mapping[str, Any], stored_ids: Mapping[str, str]) -> dict[str, Any]:
    """An event whose references to events are those of stored ones."""

    def mapped(field: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: mapped(name, item) for name, item in value.items()}
        if isinstance(value, list):
            return [mapped(field, item) for item in value]
        return stored_ids.get(value, value) if field in REFERENCES and isinstance(value, str) else value

    return {name: mapped(name, value) for name, value in event.items()}


def _event_row(event: dict[str, Any], context: StoredIn, article: Article, published: int) -> EventRow:
    first, last, day = _days(event.get("date"))
    row = {
        "id": event["id"],
        "article": context.id,
        "published": published,
        "day": day,
        "first": first,
        "last": last,
        "confidence": event["confidence"],
        "words": _words(event, article),
        "body": _json({**event, "article": msgspec.to_builtins(context)}),
    }
    return EventRow(row, frozenset(_terms(event, context)))


def _days(date: Mapping[str, Any] | None) -> tuple[int | None, int | None, int]:
    """First and last day, none where undated, and the day to sort by: the first known one, or after all others."""
    start, end = (date["start"], date["end"]) if date else (None, None)
    if start is None and end is None:
        return None, None, OPEN_END
    first = ordinal(start) if start else OPEN_START
    last = ordinal(end) if end else OPEN_END
    return first, max(first, last), first if start else last


def _terms(event: Mapping[str, Any], context: StoredIn) -> Iterator[str]:
    for field in ("type", "status", "act"):
        if field in event:
            yield term(field, event[field])
    if context.source:
        yield term("source", phrase_of(context.source))
    if country := event.get("destination", {}).get("country"):
        yield term("country", country)
    for visitor in event.get("visitors", ()):
        yield from (term("visitor", phrase) for phrase in phrases_of(visitor["name"]))
        if visitor["country"]:
            yield term("visitor_country", visitor["country"])
    if "speaker" in event:
        speaker = event["speaker"]
        if speaker:
            yield from (term("speaker", phrase) for phrase in phrases_of(speaker["name"]))
        sources = [speaker, *event["cites"]] if speaker else event["cites"]
        yield term("anonymous", str(any(source["kind"] == "anonymous" for source in sources)).lower())


def phrases_of(name: str) -> Iterator[str]:
    """Each run of words of a name, so that a family name finds it and so does the whole."""
    words = words_of(name)
    for start in range(len(words)):
        for end in range(start + 1, min(start + PHRASE_LIMIT, len(words)) + 1):
            yield " ".join(words[start:end])


def _words(event: Mapping[str, Any], article: Article) -> str:
    """What is searched: the headline, all that the event quotes and names, and the sentences that tell it."""
    parts = [article.title or ""]

    def gather(value: Any, field: str = "") -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                gather(item, name)
        elif isinstance(value, list):
            for item in value:
                gather(item, field)
        elif field in SPOKEN and isinstance(value, str):
            parts.append(value)

    gather(event)
    parts.extend(article.text[slice(*mention["span"])] for mention in event.get("mentions", ()))
    return " ".join(word for part in parts for word in words_of(part)[:WORDS_LIMIT])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
