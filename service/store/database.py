"""The connection to the database: opening and migrating it, transactions, and what its failures mean to a caller.

A failure of the database is never the caller's fault: it ends in ``unavailable``, and the next request tries anew. Nothing of it is kept
beyond a request, so that the service recovers as the database does.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from service.problems import Refused
from service.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")

PATIENCE = 5
"""Seconds: how long a connection, another writer or a lock is waited for."""

STATEMENT_LIMIT = 15
"""Seconds after which PostgreSQL gives up a statement, and the driver PostgreSQL."""

CONNECTIONS = 16
"""The most connections of one process; those who ask meanwhile wait."""

RETRY = 5
"""Seconds, as ``Retry-After`` says them, and between attempts to open the database."""

ITS_OWN = (
    *("08", "25006", "40", "53", "55", "57", "58", "F0", "XX"),
    *(f"SQLITE_{name}" for name in ("BUSY", "CANTOPEN", "CORRUPT", "FULL", "IOERR", "LOCKED", "NOTADB", "PROTOCOL", "READONLY")),
)
"""How the codes of a database's own failures begin: no connection, no room, no time, a lock that is held, a broken file.

Sources: PostgreSQL's manual, appendix A (SQLSTATE classes); https://sqlite.org/rescode.html.
"""

_MIGRATION_LOCK = 0x4441_5445_4C49_4E45
"""A number of our own for PostgreSQL's advisory locks."""

log = structlog.get_logger()


class Database:
    """A database by its URL; ``open`` it before use."""

    def __init__(self, url: str) -> None:
        self._url = _checked(url)
        self.sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self._url) if self.sqlite else _postgresql(self._url)
        self.opened = False
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """Connect and bring the tables up to date; of several processes one does it and the others wait. Raises ``Refused``.

        This may take as long as it takes: where there is much already, a new index is made of all of it.
        """
        engine = self.engine if self.sqlite else _postgresql(self._url, limit=None)
        try:
            async with self.failures(), self._writing, engine.execution_options(writes=True).begin() as connection:
                if not self.sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                await connection.run_sync(_migrate)
        finally:
            if engine is not self.engine:
                await engine.dispose()
        self.opened = True

    async def keep_opening(self) -> None:
        """Try to open the database until it is; raises what no later try could mend."""
        while not self.opened:
            try:
                await self.open()
            except Refused:
                log.warning("the store cannot be opened", retry=RETRY)
                await asyncio.sleep(RETRY)
        log.info("store opened")

    async def close(self) -> None:
        """Let go of all connections."""
        await self.engine.dispose()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the database; raises ``Refused`` (``unavailable``)."""
        self.check_open()
        async with self.failures(), self.engine.connect() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable once it is left in order, and else leaves nothing; raises ``Refused`` (``unavailable``)."""
        self.check_open()
        turn = self._writing if self.sqlite else contextlib.nullcontext()
        async with self.failures(), turn, self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    def check_open(self) -> None:
        """Raise ``Refused`` (``unavailable``) until the database has been opened."""
        if not self.opened:
            raise unavailable()

    @contextlib.asynccontextmanager
    async def failures(self) -> AsyncIterator[None]:
        """Tell the database's failures from ours: the former raise ``Refused`` (``unavailable``)."""
        try:
            yield
        except (SQLAlchemyError, OSError, TimeoutError, EOFError) as failure:
            code = _code(failure)
            if code is not None and not code.startswith(ITS_OWN):
                raise  # what was asked of it was wrong
            log.warning("the store failed", error=type(failure).__qualname__, code=code)
            raise unavailable() from None


def unavailable() -> Refused:
    """What a caller is told of a database that is down, full, or slow beyond measure."""
    return Refused("unavailable", "The store is not available.", headers={"Retry-After": str(RETRY)})


def _code(failure: BaseException | None) -> str | None:
    """What the database calls a failure, an SQLSTATE or SQLite's name, neither of which holds data; ``None`` where it did not answer."""
    while failure is not None:
        code: str | None = getattr(failure, "sqlite_errorname", None) or getattr(failure, "sqlstate", None)
        if code is not None:
            return code
        failure = failure.orig if isinstance(failure, DBAPIError) else failure.__cause__
    return None


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingError("DATELINE_DATABASE_URL: expected a URL such as sqlite+aiosqlite:///dateline.db") from None
    if parsed.drivername not in DRIVERS:
        raise SettingError(f"DATELINE_DATABASE_URL: expected {' or '.join(DRIVERS)}, got {parsed.drivername!r}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise SettingError("DATELINE_DATABASE_URL: expected a file, such as sqlite+aiosqlite:///dateline.db")
    return parsed


def _sqlite(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": PATIENCE},
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=PATIENCE,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not where the driver guesses
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer takes its lock at once: one that reads first could not become a writer once another has written
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, limit: int | None = STATEMENT_LIMIT) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=PATIENCE,
        connect_args={
            "timeout": PATIENCE,
            "command_timeout": limit and limit + 1,
            "server_settings": {
                "application_name": "dateline",
                "synchronous_commit": "on",
                "statement_timeout": f"{limit or 0}s",
                "lock_timeout": f"{PATIENCE}s",
                "idle_in_transaction_session_timeout": "60s",
                "jit": "off",  # compiling takes longer than a page
                "max_parallel_workers_per_gather": "0",  # so does starting other processes
                "random_page_cost": "1.1",  # as on today's disks; at 4, whole tables are read sooner than many entries looked up
            },
        },
    )


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "service.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
