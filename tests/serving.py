"""A real server for the tests: its own process, real models, a free port."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLE = {"text": "Russian President Vladimir Putin will visit North Korea in a few weeks.", "published": "2024-06-11"}
"""A short sound article."""

PATIENCE = 300.0
"""The seconds after which a test gives up: no measure of anything."""


class Server:
    """A running ``dateline serve``."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.database_url = settings.get("database_url", f"sqlite+aiosqlite:///{folder / 'dateline.db'}")
        own = {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve"],
            env={**inherited, "DATELINE_PORT": "0", "DATELINE_REQUEST_LIMIT": str(PATIENCE), **own, "PYTHONSAFEPATH": "1"},
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log: list[str] = []
        self._listening = threading.Event()
        self.url = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(PATIENCE):
            raise RuntimeError("".join(self.log))

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if not self.url and '"listening"' in line:
                self.url = json.loads(line)["url"]
                self._listening.set()
        self._listening.set()

    def events(self, name: str) -> list[dict[str, Any]]:
        """What the log says under that name."""
        return [event for event in map(json.loads, self.log) if event["event"] == name]

    def client(self, **options: Any) -> httpx.Client:
        """A client of this server."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, verify=False, **options)  # noqa: S501 - plain HTTP; certificates take long to load

    def wait_ready(self) -> None:
        """Return once articles are taken."""
        with self.client() as client:
            until(lambda: client.get("/health/ready").status_code == 200)

    def stop(self) -> int:
        """Tell the server to stop; its exit status."""
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return status


def until(condition: Any) -> None:
    """Return once a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


@contextlib.contextmanager
def serving(folder: Path, *, ready: bool = True, **settings: object) -> Iterator[Server]:
    """A server for a while."""
    running = Server(folder, **settings)
    try:
        if ready:
            running.wait_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not ask for special settings; at the end it must stop as it should."""
    with serving(tmp_path_factory.mktemp("serving")) as running:
        yield running
        assert running.stop() == 0


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of the server."""
    with server.client() as opened:
        yield opened
