"""Articles, their events, and what events are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE = (
    # the words' index refers to the table for its text; porter makes "visits" and "visited" one word
    "CREATE VIRTUAL TABLE events_words USING fts5(words, content='events', content_rowid='sequence', tokenize='porter unicode61')",
    "CREATE VIRTUAL TABLE events_days USING rtree_i32(event, first, last)",
    """CREATE TRIGGER events_added AFTER INSERT ON events BEGIN
        INSERT INTO events_words (rowid, words) VALUES (new.sequence, new.words);
        INSERT INTO events_days SELECT new.sequence, new.first, new.last WHERE new.first IS NOT NULL;
    END""",
    """CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
        INSERT INTO events_words (events_words, rowid, words) VALUES ('delete', old.sequence, old.words);
        DELETE FROM events_days WHERE event = old.sequence;
    END""",
)
POSTGRESQL = (
    # English stems, but no stop words: any word can be asked for, as in SQLite
    "CREATE TEXT SEARCH DICTIONARY dateline_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION dateline (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION dateline ALTER MAPPING FOR asciiword, word WITH dateline_stem",
    "ALTER TABLE events ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('dateline', words)) STORED",
    "CREATE INDEX events_words ON events USING gin (search) WITH (fastupdate = off)",
    "CREATE INDEX events_days ON events USING gist (int4range(first, last, '[]')) WHERE first IS NOT NULL",
    "ALTER TABLE terms ALTER COLUMN term SET STATISTICS 1000",
)


def upgrade() -> None:
    """Make the tables."""
    counter = op.create_table("counter", sa.Column("name", NAME, primary_key=True), sa.Column("value", BIG, nullable=False))
    op.bulk_insert(counter, [{"name": "sequence", "value": 0}])
    op.create_table(
        "articles",
        sa.Column("id", NAME, primary_key=True),
        sa.Column("sequence", BIG, nullable=False, unique=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", NAME, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("published", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("extraction", sa.Text, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        sa.Column("engine_models", sa.Text, nullable=False),
    )
    op.create_index("articles_newest", "articles", ["day", "sequence"])
    op.create_table("removed", sa.Column("id", NAME, primary_key=True), sa.Column("revision", sa.Integer, nullable=False))
    op.create_table(
        "events",
        sa.Column("sequence", BIG, primary_key=True, autoincrement=False),
        sa.Column("id", NAME, nullable=False, unique=True),
        sa.Column("article", NAME, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer),
        sa.Column("last", sa.Integer),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_events_article", "events", ["article"])
    op.create_index("events_published", "events", ["published", "sequence", "first", "last", "confidence"])
    op.create_index("events_day", "events", ["day", "sequence", "first", "last", "confidence"])
    op.create_index("events_confidence", "events", ["confidence"])
    op.create_table(
        "terms",
        sa.Column("term", NAME, primary_key=True),
        sa.Column("published", sa.Integer, primary_key=True),
        sa.Column("event", BIG, sa.ForeignKey("events.sequence", ondelete="CASCADE"), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("terms_day", "terms", ["term", "day", "event"])
    op.create_index("terms_event", "terms", ["event"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))
