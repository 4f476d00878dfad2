"""The tables are made at the start, once, and are those that the queries are written for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.problems import Refused
from service.store import Store
from service.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to make the database's tables those of the queries."""
    known = set(metadata.tables)

    def ours(_item: Any, name: str | None, kind: str, *_: Any) -> bool:
        """Whether it is a table of ours, or of one: the indexes of words and intervals are each database's own."""
        if kind == "table":
            return name in known
        return name not in {"search", "events_words", "events_days", "stories_days"}

    context = MigrationContext.configure(connection, opts={"include_object": ours})
    return list(compare_metadata(context, metadata))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index:sqlalchemy.exc.SAWarning")
def test_the_migrations_make_the_tables_of_the_queries(database_url: str) -> None:
    """Several services that find an empty database make it ready once, together; and nothing is missing then."""

    async def work() -> list[Any]:
        stores = [Store(database_url) for _ in range(4)]
        await asyncio.gather(*(store.database.keep_opening() for store in stores))
        async with stores[0].database.reading() as connection:
            found = await connection.run_sync(differences)
        for store in stores:
            await store.check()
            await store.close()
        return found

    assert asyncio.run(work()) == []


def test_a_store_that_is_not_open(database_url: str) -> None:
    """Until it has been opened, a store refuses whatever is asked of it."""

    async def work() -> None:
        store = Store(database_url)
        with pytest.raises(Refused, match="unavailable"):
            await store.article("a")
        await store.close()

    asyncio.run(work())
