"""What events can be asked for: one struct, from which the parameters of the routes and the conditions of the queries are made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from service.contract import DAY, EVENTS, NO_NUL, NOT_BLANK, Act, Country, Status
from service.problems import Faults
from service.store.records import ordinal, phrase_of, term, words_of
from service.store.tables import OPEN_END, OPEN_START

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERY_LIMIT = 500
"""The longest name or full-text query, in code points."""

SEARCH_LIMIT = 16
"""The most words of a full-text query."""

Day = Annotated[str, Meta(pattern=DAY)]
Name = Annotated[str, Meta(min_length=1, max_length=QUERY_LIMIT, pattern=NO_NUL, extra_json_schema={"pattern": NOT_BLANK})]
if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(EVENTS)]

Sort = Literal["-published", "published", "-date", "date"]

_QUOTED = re.compile(r'"([^"]*)"|([^"]+)')


class Filters(Struct, frozen=True, kw_only=True):
    """What events must be like; each that is given must hold.

    A name matches whole words of a name, in their order, without regard to case and accents: "putin" finds "Vladimir Putin".
    """

    type: Annotated[Kind | None, Meta(description="The kind of event.")] = None
    visitor: Annotated[Name | None, Meta(description="Who travels: a name or some words of it, in their order.")] = None
    visitor_country: Annotated[Country | None, Meta(description="The country that a visitor represents, ISO 3166-1 alpha-2.")] = (
        None
    )
    country: Annotated[Country | None, Meta(description="The country visited, ISO 3166-1 alpha-2.")] = None
    status: Annotated[Status | None, Meta(description="What has become of a visit.")] = None
    act: Annotated[Act | None, Meta(description="What a statement does.")] = None
    speaker: Annotated[Name | None, Meta(description="Who says it: a name or some words of it, in their order.")] = None
    anonymous: Annotated[
        bool | None, Meta(description="Whether a statement's speaker, or somebody it cites, is anonymous: `true` or `false`.")
    ] = None
    from_: Annotated[
        Day | None, Meta(description="A day: the event's own days end on it or later. Undated events match no such filter.")
    ] = msgspec.field(default=None, name="from")
    to: Annotated[Day | None, Meta(description="A day: the event's own days begin on it or earlier.")] = None
    published_from: Annotated[Day | None, Meta(description="A day: the article was published on it or later.")] = None
    published_to: Annotated[Day | None, Meta(description="A day: the article was published on it or earlier.")] = None
    source: Annotated[Name | None, Meta(description="Who published the article; case and accents do not matter.")] = None
    q: Annotated[
        Name | None,
        Meta(
            description="Full text: words that the event's names, quoted words, sentences and headline must all hold, in any form; "
            'words in "double quotes" must follow one another.'
        ),
    ] = None
    min_confidence: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None, Meta(description="The least `confidence` of the event.")
    ] = None


class Conditions(Struct, frozen=True):
    """Filters as the tables know them: terms that an event must have, ranges of its days and its article's, words, confidence."""

    terms: tuple[str, ...] = ()
    days: tuple[int, int] | None = None
    published: tuple[int, int] | None = None
    search: tuple[tuple[str, ...], ...] = ()
    confidence: float | None = None


def conditions_of(filters: Filters) -> Conditions:
    """What some filters ask of the tables.

    Raises ``Refused`` where a name or a search holds no word.
    """
    faults = Faults()
    for name in ("visitor", "speaker", "source", "q"):
        value = getattr(filters, name)
        if value is not None and not words_of(value):
            faults.add(name, "expected at least one letter or digit")
    search = tuple(_search(filters.q or ""))
    if sum(map(len, search)) > SEARCH_LIMIT:
        faults.add("q", f"expected at most {SEARCH_LIMIT} words")
    faults.refuse()
    return Conditions(
        tuple(_terms(filters)),
        _range(filters.from_, filters.to),
        _range(filters.published_from, filters.published_to),
        search,
        filters.min_confidence,
    )


def _terms(filters: Filters) -> Iterator[str]:
    for name in ("type", "visitor_country", "country", "status", "act"):
        value = getattr(filters, name)
        if value is not None:
            yield term(name, value)
    for name in ("visitor", "speaker", "source"):
        value = getattr(filters, name)
        if value is not None:
            yield term(name, phrase_of(value))
    if filters.anonymous is not None:
        yield term("anonymous", str(filters.anonymous).lower())


def _range(first: str | None, last: str | None) -> tuple[int, int] | None:
    if first is None and last is None:
        return None
    return ordinal(first) if first else OPEN_START, ordinal(last) if last else OPEN_END


def _search(query: str) -> Iterator[tuple[str, ...]]:
    """The phrases of a full-text query: each word by itself, but for those in double quotes."""
    for match in _QUOTED.finditer(query):
        if match[1] is not None:
            words = words_of(match[1])
            if words:
                yield tuple(words)
        else:
            yield from ((word,) for word in words_of(match[2]))
