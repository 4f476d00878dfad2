"""Counts of stories that are kept beside them: by none, one and two of the fields that they are counted by.

So a summary that asks for no more than two of them, counted by or filtered by, reads as many rows as it has groups.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Select, bindparam, delete, func, insert, literal, select, text

from service.store.tables import stories, story_sources, tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

By = Literal["visitor_country", "country", "status", "month", "source"]
"""What visits are counted by."""

FIELDS: tuple[By, ...] = get_args(By)
_SETS = [some for size in (0, 1, 2) for some in itertools.combinations(FIELDS, size)]
_ADD = text(
    "INSERT INTO tallies (fields, one, other, visits) VALUES (:fields, :one, :other, :visits) "
    "ON CONFLICT (fields, one, other) DO UPDATE SET visits = tallies.visits + excluded.visits"
)

Facets = tuple[str | None, str | None, str, str | None, tuple[str, ...]]
"""The values of a story's fields, in their order; of the last one it may have several."""

FACETS = (stories.c.visitor_country, stories.c.country, stories.c.status, stories.c.month)


def tally(connection: Connection, gone: Iterable[Facets], new: Iterable[Facets]) -> None:
    """Count stories that have gone, and those that have come."""
    change: Counter[tuple[str, str, str]] = Counter()
    for facets, by in ((gone, -1), (new, 1)):
        for some in facets:
            for key in _keys(some):
                change[key] += by
    counts = sorted((key, by) for key, by in change.items() if by)
    if counts:
        connection.execute(_ADD, [{"fields": f, "one": one, "other": other, "visits": by} for (f, one, other), by in counts])
    less = [{"f": f, "a": one, "b": other} for (f, one, other), by in counts if by < 0]
    if less:
        named = (tallies.c.fields == bindparam("f")) & (tallies.c.one == bindparam("a")) & (tallies.c.other == bindparam("b"))
        connection.execute(delete(tallies).where(named, tallies.c.visits == 0), less)


def tally_all(connection: Connection) -> None:
    """Count all stories anew."""
    connection.execute(delete(tallies))
    for some in _SETS:
        values = [func.coalesce(_column(name), "") for name in some]
        query = select(literal(",".join(some)), *values, *([literal("")] * (2 - len(some))), func.count()).select_from(stories)
        if "source" in some:
            query = query.select_from(stories.outerjoin(story_sources, story_sources.c.story == stories.c.number))
        connection.execute(insert(tallies).from_select(["fields", "one", "other", "visits"], query.group_by(*values)))


def tallied(by: Sequence[By], given: Mapping[str, str]) -> tuple[Select[Any], Select[Any]] | None:
    """The queries for the count of all stories that have some values, and for their counts by some fields (the largest first, null for none).

    ``None`` where that is more than two fields, or a value of one that stories have several of.
    """
    if len({*by, *given}) > 2 or "source" in given:
        return None
    total = _of(dict.fromkeys(given), given).with_only_columns(func.coalesce(func.sum(tallies.c.visits), 0))
    fields = dict.fromkeys((*by, *given))
    places = dict(zip((name for name in FIELDS if name in fields), (tallies.c.one, tallies.c.other), strict=False))
    columns = [func.nullif(places[name], "") for name in by]
    groups = _of(fields, given).with_only_columns(*columns, tallies.c.visits)
    return total, groups.order_by(tallies.c.visits.desc(), *(column.asc().nulls_last() for column in columns))


def _of(fields: Mapping[str, None], given: Mapping[str, str]) -> Select[Any]:
    some = [name for name in FIELDS if name in fields]
    query = select(tallies).where(tallies.c.fields == ",".join(some))
    for name, column in zip(some, (tallies.c.one, tallies.c.other), strict=False):
        if name in given:
            query = query.where(column == given[name])
    return query


def _keys(facets: Facets) -> Iterable[tuple[str, str, str]]:
    values = dict(zip(FIELDS, [*((value or "",) for value in facets[:4]), facets[4] or ("",)], strict=True))
    for some in _SETS:
        for found in itertools.product(*(values[name] for name in some)):
            one, other = (*found, "", "")[:2]
            yield ",".join(some), one, other


def _column(name: By) -> Any:
    return story_sources.c.source if name == "source" else stories.c[name]
