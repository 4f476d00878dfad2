"""The tables, as queries see them. ``migrations/`` makes them, with what only one kind of database has: its search and interval indexes.

Days are stored as ordinals (``datetime.date.toordinal``). ``sequence`` counts everything that was ever stored, in the order in which it
became visible: numbers are given out under one lock, held until the transaction ends, and never again.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

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

signatures = Table(
    "signatures",
    metadata,
    Column("article", NAME, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)
"""What near-copies are found by (MinHash), of each article that reports a visit."""

reports = Table(
    "reports",
    metadata,
    Column("event", BIG, ForeignKey("events.sequence", ondelete="CASCADE"), primary_key=True),
    Column("visitor", Integer, primary_key=True),
    Column("article", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("block", NAME, nullable=False),
    Column("published", Integer, nullable=False),
    Column("story", BIG),
    Column("copy_of", NAME),
    Column("body", Text, nullable=False),
    Index("reports_article", "article"),
    Index("reports_block", "block", "published"),
    Index("reports_story", "story", "published", "article", "number", "visitor"),
)
"""Each visitor of each visit that is kept, and the story that it belongs to.

``block`` is what all reports of one story share, ``body`` what stories are made of (``service.stories.Report``, JSON).
"""

stories = Table(
    "stories",
    metadata,
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("block", NAME, nullable=False),
    Column("part", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("published", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("first", Integer),
    Column("last", Integer),
    Column("visitor_country", NAME),
    Column("country", NAME),
    Column("status", NAME, nullable=False),
    Column("month", NAME),
    Column("confidence", Float, nullable=False),
    Column("state", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Index("stories_block", "block", "part"),
    Index("stories_published", "published", "number", "told", "first", "last", "confidence"),
    Index("stories_day", "day", "number", "told", "published", "first", "last", "confidence"),
    Index(
        *("stories_counts", "status", "country", "visitor_country", "month"),
        *("number", "told", "published", "first", "last", "confidence"),
    ),
)
"""One visit each, over all articles that report it.

``told`` and ``published`` are the days of its first and last article, ``first`` to ``last`` its own days (null: undated), ``day`` the one it is sorted by;
``part`` is the year where its block is too large to be told as a whole, else 0; ``state`` is the digest of all that is kept of it,
``body`` the story as it is sent (JSON). The last index holds all that is counted and asked, so that counting reads no story.
"""

story_terms = Table(
    "story_terms",
    metadata,
    Column("term", NAME, primary_key=True),
    Column("published", Integer, primary_key=True),
    Column("story", BIG, ForeignKey("stories.number", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, nullable=False),
    Index("story_terms_day", "term", "day", "story"),
    Index("story_terms_story", "story"),
    sqlite_with_rowid=False,
)
"""What a story can be filtered by, as ``terms`` is for events."""

story_sources = Table(
    "story_sources",
    metadata,
    Column("story", BIG, ForeignKey("stories.number", ondelete="CASCADE"), primary_key=True),
    Column("source", NAME, primary_key=True),
    sqlite_with_rowid=False,
)
"""Who published the articles of a story, as they say it themselves."""

tallies = Table(
    "tallies",
    metadata,
    Column("fields", NAME, primary_key=True),
    Column("one", NAME, primary_key=True),
    Column("other", NAME, primary_key=True),
    Column("visits", BIG, nullable=False),
    Index("tallies_other", "fields", "other"),
    sqlite_with_rowid=False,
)
"""How many stories there are by none, one and two of the fields that are counted by, kept as stories come and go.

``fields`` names them in their order, parted by a comma; ``one`` and ``other`` are their values, empty where there is none.
"""
