"""Both kinds of database, real ones: a SQLite file, and a PostgreSQL server that the tests start for themselves."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.serving import PATIENCE, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

KINDS = ("sqlite", "postgresql")
NAMES = (f"test_{number}" for number in itertools.count())


class PostgreSQL:
    """A PostgreSQL server in a folder of its own, run by a user without rights where the tests are run by root, which it refuses."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._user = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"
        if os.geteuid() == 0:
            shutil.chown(folder, self._user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "--auth=trust", "--username=dateline", "--encoding=UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Return once it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        self._run("pg_ctl", "start", "--wait", f"--options={options}", f"--log={self._folder / 'log'}")

    def stop(self) -> None:
        """Return once it is down, as after a crash: no client is waited for, and nothing is tidied up."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def new_database(self) -> str:
        """The URL of a database with nothing in it."""
        name = next(NAMES)

        async def create() -> None:
            connection = await asyncpg.connect(f"postgresql://dateline@127.0.0.1:{self.port}/postgres")
            await connection.execute(f"CREATE DATABASE {name}")
            await connection.close()

        asyncio.run(create())
        return f"postgresql+asyncpg://dateline@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        root = os.geteuid() == 0
        subprocess.run(
            [self._programs / program, f"--pgdata={self._folder / 'data'}", *arguments],
            cwd=self._folder,
            user=self._user if root else None,
            group=pwd.getpwnam(self._user).pw_gid if root else None,
            extra_groups=[] if root else None,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
        )


def programs_of_postgresql() -> Path | None:
    """Where PostgreSQL's own programs are, if it is installed."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextlib.contextmanager
def postgresql_running() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for a while; skips, and says so, where it is not installed."""
    programs = programs_of_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL IS NOT TESTED: it is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(programs, Path(folder))
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):  # a test may have stopped it
                server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One PostgreSQL server for all tests that leave it running."""
    with postgresql_running() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_server(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One Dateline over PostgreSQL for all tests that ask for nothing special."""
    with serving(tmp_path_factory.mktemp("postgresql"), database_url=postgresql.new_database()) as running:
        yield running
        assert running.stop() == 0


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest) -> Server:
    """A server over each kind of database; the one over SQLite is that of all other tests."""
    running: Server = request.getfixturevalue("server" if request.param == "sqlite" else "postgresql_server")
    return running


@pytest.fixture
def keeping(either: Server) -> Iterator[httpx.Client]:
    """A client of a server over each kind of database."""
    with either.client() as opened:
        yield opened


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}"
    postgresql: PostgreSQL = request.getfixturevalue("postgresql")
    return postgresql.new_database()


def kill(server: Server) -> None:
    """End a server as a crash would."""
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(PATIENCE)
