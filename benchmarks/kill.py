"""Kill the service at any moment while articles are put into it, again and again: ``python -m benchmarks.kill --database-url URL``.

After each kill it is started anew, and every article that was acknowledged must be there, whole, as it was sent last: with all its events,
and with none of an earlier revision. Traffic stays on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from benchmarks.kept import keep

WRITERS = 8
"""How many put articles at once, each of them one article after another into its own place."""

PATIENCE = 120.0


class Tally(Struct):
    """What was seen: acknowledged writes, and those of them that were lost or found by halves after a kill."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    halves: int = 0


class Writer(threading.Thread):
    """Puts one revision after another of an article until it is told to stop or the service has gone.

    ``kept`` is the number of the content that is there already, ``sent`` that of the last one that anybody has sent.
    """

    def __init__(self, url: str, name: str, kept: int, sent: int) -> None:
        super().__init__(daemon=True)
        self.path, self.acknowledged, self.sent = f"/v1/articles/{name}", kept, sent
        self.revision = self.count = 0
        self._url, self._name, self._stopping = url, name, False

    def run(self) -> None:
        """Put, and remember what was acknowledged."""
        with httpx.Client(base_url=self._url, timeout=PATIENCE) as client:
            while not self._stopping:
                self.sent += 1
                title = f"{self._name} {self.sent}"
                article = {"text": title, "published": "2024-06-11", "title": title, "source": self._name}
                try:
                    answer = client.put(self.path, json=article)
                except httpx.TransportError:
                    return
                if answer.status_code in {200, 201}:
                    self.acknowledged, self.revision = self.sent, answer.json()["revision"]
                    self.count += 1

    def stop(self) -> None:
        """Put no more."""
        self._stopping = True


class Service:
    """The service over a database, in a process of its own; ready, and at an address of its own, once it is made.

    It is the one that makes extractions up, unless another program is named. ``own`` are further variables of its environment.
    """

    def __init__(self, url: str, *program: str, **own: str) -> None:
        environment = {**os.environ, "DATELINE_PORT": "0", "DATELINE_DATABASE_URL": url, "DATELINE_LOG_LEVEL": "info", **own}
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed where the process ends
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(program or ["benchmarks.quick"])], env=environment, stderr=self._log
        )
        end = time.monotonic() + PATIENCE
        while not self._ready():
            if time.monotonic() > end or self.process.poll() is not None:
                self.kill()
                raise RuntimeError("the service did not become ready")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()
        self._log.close()

    def stop(self) -> int:
        """Tell it to end; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait()
        self._log.close()
        return status

    def _ready(self) -> bool:
        self._log.seek(0)
        listening = next((json.loads(line) for line in self._log if '"listening"' in line and line.endswith("\n")), None)
        if listening is None:
            return False
        self.url = listening["url"]
        try:
            return httpx.get(f"{self.url}/health/ready").status_code == 200
        except httpx.TransportError:
            return False


def kill_repeatedly(url: str, kills: int, seed: int = 0) -> Tally:
    """Kill the service so many times amid writing, and look after each kill for what was acknowledged."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    tally = Tally()
    service = Service(url)
    kept, sent = [0] * WRITERS, [0] * WRITERS
    for _ in range(kills):
        writers = [Writer(service.url, f"writer-{number}", kept[number], sent[number]) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.2, 1.0))
        service.kill()
        for writer in writers:
            writer.stop()
            writer.join()
        tally.kills += 1
        tally.acknowledged += sum(writer.count for writer in writers)
        service = Service(url)
        with httpx.Client(base_url=service.url, timeout=PATIENCE) as client:
            for number, writer in enumerate(writers):
                kept[number], sent[number] = look(client, writer, tally), writer.sent
    service.stop()
    return tally


def look(client: httpx.Client, writer: Writer, tally: Tally) -> int:
    """The number of the content that is there; counts it where it is neither what was acknowledged last nor what was sent last, or not whole."""
    answer = client.get(writer.path)
    if answer.status_code == 404 and writer.acknowledged == 0:
        return 0
    stored: dict[str, Any] = answer.json()
    number = int(stored["article"]["title"].split()[1]) if answer.status_code == 200 else 0
    if number not in {writer.acknowledged, writer.sent} or stored["revision"] < writer.revision:
        tally.lost += 1
        return number
    own = [event["id"] for event in stored["extraction"]["events"]]
    name = writer.path.rpartition("/")[2]
    listed = client.get("/v1/events", params={"source": name, "limit": 500}).json()["events"]
    searched = client.get("/v1/events", params={"q": f'"{stored["article"]["title"]}"', "source": name, "limit": 500}).json()[
        "events"
    ]
    if not sorted(own) == sorted(event["id"] for event in listed) == sorted(event["id"] for event in searched):
        tally.halves += 1
    return number


def main() -> None:
    """Run the benchmark and print its tally."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", help="where the store is; a new SQLite file if it is not said")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--keep", action="store_true", help="write docs/store.md and docs/store.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database_url or f"sqlite+aiosqlite:///{folder}/dateline.db"
        tally = kill_repeatedly(url, options.kills)
    if options.keep:
        keep(kills={url.partition("+")[0]: msgspec.to_builtins(tally)})
    print(f"{tally.kills} kills, {tally.acknowledged} articles acknowledged, {tally.lost} lost, {tally.halves} found by halves")
    sys.exit(bool(tally.lost or tally.halves))


if __name__ == "__main__":
    main()
