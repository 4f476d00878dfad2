"""The tables, as queries see them. ``migrations/`` makes them, with what only one kind of database has: its search and interval indexes.

Days are stored as ordinals (``datetime.date.toordinal``). ``sequence`` counts everything that was ever stored, in the order in which it
became visible: numbers are given out under one lock, held until the transaction ends, and never again.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

BIG = BigInteger().with_variant(Integer, "sqlite")
"""64 bits; SQLite makes a row's own number of ``INTEGER`` alone."""

NAME = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared byte by byte."""

OPEN_START, OPEN_END = 0, 9_999_999
"""What stands for the open end of an interval: before and after all days."""

counter = Table(
    "counter",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("value", BIG, nullable=False),
)
"""The last number given out; who writes holds the lock on its row."""

articles = Table(
    "articles",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("sequence", BIG, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("content", NAME, nullable=False),
    Column("day", Integer, nullable=False),
    Column("published", Text, nullable=False),
    Column("title", Text),
    Column("source", Text),
    Column("url", Text),
    Column("language", Text),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("extraction", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("engine_models", Text, nullable=False),
    Index("articles_newest", "day", "sequence"),
)
"""Each article as it was sent last, with its extraction (JSON) and what made it; ``content`` is the digest of all that was sent."""

removed = Table(
    "removed",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""The last revision of each article that was deleted, and nothing else of it: no event's id is ever given to another event."""

events = Table(
    "events",
    metadata,
    Column("sequence", BIG, primary_key=True),
    Column("id", NAME, nullable=False, unique=True),
    Column("article", NAME, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("published", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    Column("confidence", Float, nullable=False),
    Column("words", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("events_published", "published", "sequence", "first", "last", "confidence"),
    Index("events_day", "day", "sequence", "first", "last", "confidence"),
    Index("events_confidence", "confidence", postgresql_include=["sequence"]),
)
"""The events of the articles as they are now.

``published`` is the article's day, ``first`` to ``last`` the event's own days (null: undated), ``day`` the one it is sorted by, ``words``
what full text is searched in, ``body`` the event as it is sent (JSON).
The index of either order also holds what is looked up for each event, so that many can be passed over without reading them.
"""

terms = Table(
    "terms",
    metadata,
    Column("term", NAME, primary_key=True),
    Column("published", Integer, primary_key=True),
    Column("event", BIG, ForeignKey("events.sequence", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, nullable=False),
    Index("terms_day", "term", "day", "event"),
    Index("terms_event", "event"),
    sqlite_with_rowid=False,
)
"""An inverted index: what an event can be filtered by, such as ``country=VN``, with both keys that events are sorted by.

A filter that has a value for some kinds of event and none, or several, for others costs no column and no migration.
"""
