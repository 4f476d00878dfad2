"""Stories: what they are made of, what they are, what they are found by; filled from all events that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.stories import build

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE = (
    "CREATE VIRTUAL TABLE stories_days USING rtree_i32(story, first, last)",
    """CREATE TRIGGER stories_added AFTER INSERT ON stories WHEN new.first IS NOT NULL BEGIN
        INSERT INTO stories_days VALUES (new.number, new.first, new.last);
    END""",
    """CREATE TRIGGER stories_removed AFTER DELETE ON stories BEGIN
        DELETE FROM stories_days WHERE story = old.number;
    END""",
)
POSTGRESQL = (
    "CREATE INDEX stories_days ON stories USING gist (int4range(first, last, '[]')) WHERE first IS NOT NULL",
    "ALTER TABLE story_terms ALTER COLUMN term SET STATISTICS 1000",
)


def upgrade() -> None:
    """Make the tables and fill them."""
    op.create_table(
        "signatures",
        sa.Column("article", NAME, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("event", BIG, sa.ForeignKey("events.sequence", ondelete="CASCADE"), primary_key=True),
        sa.Column("visitor", sa.Integer, primary_key=True),
        sa.Column("article", NAME, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("block", NAME, nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("story", BIG),
        sa.Column("copy_of", NAME),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("reports_article", "reports", ["article"])
    op.create_index("reports_block", "reports", ["block", "published"])
    op.create_index("reports_story", "reports", ["story", "published", "article", "number", "visitor"])
    op.create_table(
        "stories",
        sa.Column("number", BIG, primary_key=True, autoincrement=False),
        sa.Column("block", NAME, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer),
        sa.Column("last", sa.Integer),
        sa.Column("visitor_country", NAME),
        sa.Column("country", NAME),
        sa.Column("status", NAME, nullable=False),
        sa.Column("month", NAME),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("stories_block", "stories", ["block", "part"])
    op.create_index("stories_published", "stories", ["published", "number", "told", "first", "last", "confidence"])
    op.create_index("stories_day", "stories", ["day", "number", "told", "published", "first", "last", "confidence"])
    counted = ["status", "country", "visitor_country", "month"]
    op.create_index("stories_counts", "stories", [*counted, "number", "told", "published", "first", "last", "confidence"])
    op.create_table(
        "story_terms",
        sa.Column("term", NAME, primary_key=True),
        sa.Column("published", sa.Integer, primary_key=True),
        sa.Column("story", BIG, sa.ForeignKey("stories.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("story_terms_day", "story_terms", ["term", "day", "story"])
    op.create_index("story_terms_story", "story_terms", ["story"])
    op.create_table(
        "story_sources",
        sa.Column("story", BIG, sa.ForeignKey("stories.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("source", NAME, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("fields", NAME, primary_key=True),
        sa.Column("one", NAME, primary_key=True),
        sa.Column("other", NAME, primary_key=True),
        sa.Column("visits", BIG, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("tallies_other", "tallies", ["fields", "other"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))
    build(op.get_bind())
