"""The queries for pages of events, laid out so that any of them reads little more than it gives, in SQLite and PostgreSQL alike.

A page is read from one source of candidates, and what else is asked is looked up for each candidate:

- the rarest *term* asked for, whose entries are kept in the order of either sort key;
- or a search, an interval, a confidence that *few* events match: all of them are taken, and sorted;
- or, where nothing asked for is rare, all events in order: then a page is soon full.

Which one it is, is found by counting: each condition's own index tells at once whether more than ``FEW`` events match it. SQLite's planner
cannot tell a rare value from a common one. PostgreSQL's can tell how common a word is, and is left to choose where it is to begin a search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Integer, Select, and_, column, func, literal, select, table, text, tuple_

from service.store.tables import events, terms

if TYPE_CHECKING:
    from sqlalchemy import Table, TableClause
    from sqlalchemy.ext.asyncio import AsyncConnection

    from service.store.filters import Conditions

FEW = 2_000
"""So many candidates are all taken and sorted, in some milliseconds."""

WINDOW = 5_000
"""So many numbers are looked through at once for what is new: each of them costs a check of every condition, some microseconds."""

MANY = 100_000
"""So many matches of a search SQLite notes down sooner than it looks each candidate up: an index of words is slow to ask for one event."""

_words = table("events_words", column("rowid", Integer))
_days = table("events_days", column("event", Integer), column("first", Integer), column("last", Integer))


class Order(Struct, frozen=True):
    """What events are sorted by, ``published`` or ``day``, and which way; then by number, the same way."""

    key: str
    descending: bool


ORDERS = {
    "-published": Order("published", descending=True),
    "published": Order("published", descending=False),
    "-date": Order("day", descending=True),
    "date": Order("day", descending=False),
}


class _Asked(Struct, frozen=True):
    """One condition: the query for the numbers of all events that match it, and the check of one row of ``events``.

    The check does not tempt a planner to begin with the condition's index; ``check_many`` is one for where no more than ``MANY`` match.
    ``matches`` is none where the planner may begin with the condition if it likes.
    """

    matches: Select[Any] | None
    check: ColumnElement[bool]
    check_many: ColumnElement[bool] | None = None
    term: str | None = None

    @property
    def bound(self) -> int:
        """How far it is worth counting the events that match."""
        return FEW if self.check_many is None else MANY


async def page_query(
    connection: AsyncConnection, conditions: Conditions, order: Order, after: tuple[int, int] | None, limit: int
) -> Select[Any]:
    """The query for the sort key, the number and the body of at most ``limit`` events that come after a position."""
    asked = _asked(conditions, order, sqlite=connection.dialect.name == "sqlite")
    counts = await _counts(connection, asked)
    source = _source(asked, counts)
    ranked: ColumnElement[int]
    if source is not None and source.term is not None:
        key, number = terms.c[order.key], terms.c.event
        query = select(key.label("key"), number.label("number")).where(terms.c.term == source.term)
        if len(asked) > 1:
            query = query.select_from(terms.join(events, events.c.sequence == terms.c.event))
        ranked = key
    else:
        key, number = events.c[order.key], events.c.sequence
        query, ranked = select(key.label("key"), number.label("number")), key
        if source is not None and source.matches is not None:
            query, ranked = query.where(number.in_(source.matches)), key + 0  # no index on the key: the candidates are few
    if order.key == "published" and conditions.published:
        query = query.where(key.between(*conditions.published))
    for one, count in zip(asked, counts, strict=True):
        if one is not source:
            query = query.where(one.check if one.check_many is None or count > MANY else one.check_many)
    return sorted_page(query, (key, ranked, number), order, after, limit, events, events.c.sequence)


def news_query(conditions: Conditions, after: int, until: int, limit: int, *, sqlite: bool) -> Select[Any]:
    """The query for the number and the body of events numbered beyond ``after`` and up to ``until``, in the order in which they were stored.

    Its cost is that of looking through so many numbers, however many events there are: see ``WINDOW``.
    """
    number = events.c.sequence
    query = select(number, events.c.body).where(number > after, number <= until)
    if conditions.published:
        query = query.where(events.c.published.between(*conditions.published))
    if conditions.search and sqlite:  # its index of words is read for these numbers alone, once
        found = _matches_sqlite(conditions.search).where(_words.c.rowid > after, _words.c.rowid <= until)
        query = query.where((number + 0).in_(found))
        conditions = structs.replace(conditions, search=())
    query = query.where(*(_term(term, fenced=not sqlite).check for term in conditions.terms))
    others = _asked(structs.replace(conditions, terms=()), ORDERS["published"], sqlite=sqlite)
    query = query.where(*(one.check for one in others))
    return query.order_by(number).limit(limit)


def sorted_page(
    found: Select[Any],
    by: tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]],
    order: Order,
    after: tuple[int, int] | None,
    limit: int,
    rows: Table,
    own: ColumnElement[int],
) -> Select[Any]:
    """At most ``limit`` of the candidates ``found``, beyond a position, with the bodies they have in ``rows``, whose numbers are ``own``.

    ``by`` are the candidates' sort key, the key as it is ordered by (which no index may tempt a planner to), and their number.
    """
    key, ranked, number = by
    if after is not None:
        position, end = tuple_(key, number), tuple_(literal(after[0]), literal(after[1]))
        found = found.where(position < end if order.descending else position > end)
    page = found.order_by(*_directed(order, ranked, number)).limit(limit).subquery()
    whole = select(page.c.key, page.c.number, rows.c.body).select_from(page.join(rows, own == page.c.number))
    return whole.order_by(*_directed(order, page.c.key, page.c.number))


def overlap(
    rows: Table, own: ColumnElement[int], days: TableClause, first: int, last: int, *, sqlite: bool
) -> tuple[Select[Any], ColumnElement[bool]]:
    """The query for the numbers (``own``) of the ``rows`` that share a day with an interval, by the index of intervals, and the check of one row.

    ``days`` is SQLite's own index of intervals: the number, ``first`` and ``last``.
    """
    check = and_(rows.c.first <= last, rows.c.last >= first)
    if sqlite:
        number = next(iter(days.c))
        return select(number).where(days.c.first <= last, days.c.last >= first), check
    interval = func.int4range(rows.c.first, rows.c.last, text("'[]'"))
    given = func.int4range(min(first, last), max(first, last), text("'[]'"))
    # asked for what ends after a day and begins before an earlier one, it is what holds both
    indexed = interval.op("&&")(given) if first <= last else interval.op("@>")(given)
    return select(own).where(rows.c.first.is_not(None), indexed), check


def _directed(order: Order, *columns: ColumnElement[int]) -> list[ColumnElement[int]]:
    return [column.desc() if order.descending else column.asc() for column in columns]


async def _counts(connection: AsyncConnection, asked: list[_Asked]) -> list[int]:
    """How many events match each condition, counted no further than just beyond its bound; 0 for one that is not worth counting."""
    counted = [one.matches.limit(one.bound + 1).subquery() for one in asked if one.matches is not None]
    if not counted or (len(asked) == 1 and asked[0].term):
        return [0] * len(asked)  # nothing to choose from
    found = await connection.execute(select(*(select(func.count()).select_from(one).scalar_subquery() for one in counted)))
    counts = iter(found.one())
    return [0 if one.matches is None else next(counts) for one in asked]


def _source(asked: list[_Asked], counts: list[int]) -> _Asked | None:
    """What to read candidates from: the condition that the fewest events match, but for one that is no term and that many match."""
    counted = [(count, one) for one, count in zip(asked, counts, strict=True) if one.matches is not None]
    able = [(count, one) for count, one in counted if one.term is not None or count <= FEW]
    return min(able, key=lambda found: found[0])[1] if able else None


def _asked(conditions: Conditions, order: Order, *, sqlite: bool) -> list[_Asked]:
    """The conditions, those first that are likely to be the rarer ones."""
    asked = [_term(term) for term in conditions.terms]
    if conditions.search:
        asked.append(_search_sqlite(conditions.search) if sqlite else _search_postgresql(conditions.search))
    if conditions.days:
        asked.append(_Asked(*overlap(events, events.c.sequence, _days, *conditions.days, sqlite=sqlite)))
    if conditions.published and order.key != "published":
        matches = select(events.c.sequence).where(events.c.published.between(*conditions.published))
        asked.append(_Asked(matches, (events.c.published + 0).between(*conditions.published)))
    if conditions.confidence is not None:
        matches = select(events.c.sequence).where(events.c.confidence >= conditions.confidence)
        asked.append(_Asked(matches, events.c.confidence + 0 >= conditions.confidence))
    return asked


def _term(term: str, *, fenced: bool = False) -> _Asked:
    entry = terms.alias()
    here = and_(entry.c.term == term, entry.c.published == events.c.published, entry.c.event == events.c.sequence)
    check = select(literal(1)).select_from(entry).where(here).correlate(events)
    if fenced:
        check = check.offset(0)  # without this PostgreSQL may gather all events of the term, to look up a few of them
    return _Asked(select(terms.c.event).where(terms.c.term == term), check.exists(), term=term)


def _search_sqlite(phrases: tuple[tuple[str, ...], ...]) -> _Asked:
    matches = _matches_sqlite(phrases)
    here = matches.where(_words.c.rowid == events.c.sequence).correlate(events).exists()
    return _Asked(matches, here, (events.c.sequence + 0).in_(matches))


def _matches_sqlite(phrases: tuple[tuple[str, ...], ...]) -> Select[Any]:
    match = text("events_words MATCH :search").bindparams(search=" ".join(f'"{" ".join(words)}"' for words in phrases))
    return select(_words.c.rowid).where(match)


def _search_postgresql(phrases: tuple[tuple[str, ...], ...]) -> _Asked:
    query = " & ".join(" <-> ".join(f"'{word}'" for word in words) for words in phrases)
    found = text("events.search @@ to_tsquery('dateline', :search)").bindparams(search=query)
    return _Asked(None, found)  # type: ignore[arg-type] # text is a condition too
