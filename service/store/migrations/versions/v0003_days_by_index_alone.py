"""PostgreSQL counts events by their days and their confidence from the indexes alone, without a look at each of them."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

POSTGRESQL = (
    "DROP INDEX events_days",
    # the planner reads an index of an expression alone where it also holds the columns that the expression is made of
    """CREATE INDEX events_days ON events USING gist (int4range(first, last, '[]')) INCLUDE (sequence, first, last)
        WHERE first IS NOT NULL""",
    "DROP INDEX events_confidence",
    "CREATE INDEX events_confidence ON events (confidence) INCLUDE (sequence)",
)


def upgrade() -> None:
    """Make both indexes anew; SQLite's hold as much already."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL:
            op.execute(statement)
