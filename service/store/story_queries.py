"""The queries for pages of stories and for their counts.

As for events (``queries``), a page is read from the rarest thing asked for: where no more than ``FEW`` stories match it, all of them are taken and
sorted; else the entries of a term are read in order, or all stories are, by the index of the order. Counts are kept (``tallies``) where no more
than two fields are asked for; else they are made of what is rare, or of one index, which holds all that is counted and asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import ColumnElement, Integer, Select, and_, column, func, literal, select, table

from service.contract import ARTICLE_ID, Country, Status
from service.store.filters import Conditions, Day, Filters, Name, conditions_of
from service.store.queries import FEW, overlap, sorted_page
from service.store.records import term
from service.store.tables import stories, story_sources, story_terms
from service.store.tallies import tallied

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from service.store.queries import Order
    from service.store.tallies import By

_days = table("stories_days", column("story", Integer), column("first", Integer), column("last", Integer))


_ONE_VALUE = {"status", "country", "visitor_country"}
"""Filters that a story has one value of at most."""


class StoryFilters(Struct, frozen=True, kw_only=True):
    """What stories must be like; each that is given must hold. Names are matched as in ``/v1/events``."""

    visitor: Annotated[
        Name | None, Meta(description="Who travels: a name that an article gives, or some words of it, in their order.")
    ] = None
    visitor_country: Annotated[
        Country | None, Meta(description="The country that the visitor represents, ISO 3166-1 alpha-2.")
    ] = None
    country: Annotated[Country | None, Meta(description="The country visited, ISO 3166-1 alpha-2.")] = None
    status: Annotated[Status | None, Meta(description="What has become of the visit, as reported last.")] = None
    from_: Annotated[
        Day | None, Meta(description="A day: the visit's own days end on it or later. Undated visits match no such filter.")
    ] = msgspec.field(default=None, name="from")
    to: Annotated[Day | None, Meta(description="A day: the visit's own days begin on it or earlier.")] = None
    published_from: Annotated[Day | None, Meta(description="A day: the last article was published on it or later.")] = None
    published_to: Annotated[Day | None, Meta(description="A day: the first article was published on it or earlier.")] = None
    source: Annotated[
        Name | None, Meta(description="Who published an article that reports it; case and accents do not matter.")
    ] = None
    article: Annotated[
        Annotated[str, Meta(pattern=ARTICLE_ID)] | None, Meta(description="The id of an article that reports it.")
    ] = None
    min_confidence: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None, Meta(description="The least `confidence` of the visit.")
    ] = None


def story_conditions(filters: StoryFilters) -> Conditions:
    """What some filters ask of the tables; raises ``Refused`` where a name holds no word."""
    shared = {name: getattr(filters, name) for name in filters.__struct_fields__ if name != "article"}
    asked = conditions_of(Filters(**shared))
    return (
        asked
        if filters.article is None
        else msgspec.structs.replace(asked, terms=(*asked.terms, term("article", filters.article)))
    )


class _Asked(Struct, frozen=True):
    """One condition: the query for the numbers of the stories that match it, none where only a check makes sense, and the check of one story."""

    matches: Select[Any] | None
    check: ColumnElement[bool]
    term: str | None = None


def page_of_stories(
    connection: Connection, conditions: Conditions, order: Order, after: tuple[int, int] | None, limit: int
) -> Select[Any]:
    """The query for the sort key, the number and the body of at most ``limit`` stories that come after a position."""
    asked = _asked(conditions, sqlite=connection.dialect.name == "sqlite")
    source, few = _rarest(connection, asked)
    key, number = stories.c[order.key], stories.c.number
    ranked: ColumnElement[int] = key
    found = select(key.label("key"), number.label("number"))
    if few and source is not None and source.matches is not None:
        found, ranked = found.where(number.in_(source.matches)), key + 0  # no index on the key: they are few
    elif source is not None and source.term is not None:
        key, number = story_terms.c[order.key], story_terms.c.story
        found = select(key.label("key"), number.label("number")).where(story_terms.c.term == source.term)
        found, ranked = found.select_from(story_terms.join(stories, stories.c.number == number)), key
    else:
        source = None
    for one in asked:
        if one is not source:
            found = found.where(one.check)
    return sorted_page(found, (key, ranked, number), order, after, limit, stories, stories.c.number)


def counts_of_stories(
    connection: Connection, conditions: Conditions, by: tuple[By, ...], limit: int
) -> tuple[Select[Any], Select[Any]]:
    """The query for how many stories there are, and that for the counts of at most ``limit`` groups, the largest first."""
    given = dict(entry.split("=", 1) for entry in conditions.terms)
    plain = conditions.days is None and conditions.published is None and conditions.confidence is None
    if plain and given.keys() <= _ONE_VALUE and (counted := tallied(by, given)) is not None:
        return counted[0], counted[1].limit(limit)
    asked = _asked(conditions, sqlite=connection.dialect.name == "sqlite")
    source, few = _rarest(connection, asked)
    checks = [one.check for one in asked if one is not source or not few]
    if few and source is not None and source.matches is not None:
        checks.append(stories.c.number.in_(source.matches))
    total = select(func.count()).select_from(stories).where(*checks)
    columns = [story_sources.c.source if name == "source" else stories.c[name] for name in by]
    visits = func.count().label("visits")
    groups = select(*columns, visits).select_from(stories)
    if "source" in by:
        groups = groups.select_from(stories.outerjoin(story_sources, story_sources.c.story == stories.c.number))
    groups = groups.where(*checks).group_by(*columns)
    return total, groups.order_by(visits.desc(), *(column.asc().nulls_last() for column in columns)).limit(limit)


def _rarest(connection: Connection, asked: list[_Asked]) -> tuple[_Asked | None, bool]:
    """The condition to begin with, and whether few stories match it; else it is a term."""
    able = [one for one in asked if one.matches is not None]
    if not able:
        return None, False
    counted = [one.matches.limit(FEW + 1).subquery() for one in able if one.matches is not None]
    counts = connection.execute(select(*(select(func.count()).select_from(one).scalar_subquery() for one in counted))).one()
    count, position = min((count, position) for position, count in enumerate(counts))
    if count <= FEW:
        return able[position], True
    terms = [one for one in able if one.term is not None]
    return (terms[0] if terms else None), False


def _asked(conditions: Conditions, *, sqlite: bool) -> list[_Asked]:
    asked = [_term(term) for term in conditions.terms]
    if conditions.days:
        asked.append(_Asked(*overlap(stories, stories.c.number, _days, *conditions.days, sqlite=sqlite)))
    if conditions.published:
        first, last = conditions.published
        matches = select(stories.c.number).where(stories.c.published >= first, stories.c.told <= last)
        asked.append(_Asked(matches, and_(stories.c.published + 0 >= first, stories.c.told <= last)))
    if conditions.confidence is not None:
        asked.append(_Asked(None, stories.c.confidence >= conditions.confidence))
    return asked


def _term(term: str) -> _Asked:
    """A term; what a story has one value of at most is checked in its own row."""
    field, _, value = term.partition("=")
    matches = select(story_terms.c.story).where(story_terms.c.term == term)
    if field in _ONE_VALUE:
        return _Asked(matches, stories.c[field] == value, term)
    entry = story_terms.alias()
    here = and_(entry.c.term == term, entry.c.published == stories.c.published, entry.c.story == stories.c.number)
    return _Asked(matches, select(literal(1)).select_from(entry).where(here).correlate(stories).exists(), term)
