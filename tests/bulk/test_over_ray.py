"""The same bytes over Ray as in one process: a Ray of the command's own, and a running cluster."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.test_command_line import SAMPLE, dateline
from tests.conftest import ROOT
from tests.serving import ARTICLE, PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("ray", reason="RAY IS NOT INSTALLED, SO THAT NOTHING OVER RAY IS TESTED: pip install 'dateline[ray]'")

PLACES = ("Hanoi", "Paris", "Beijing", "Ankara", "Cairo", "Lima")
ARTICLES = [
    {**ARTICLE, "id": f"a{n}", "text": f"The Russian President will visit {place} on Monday."} for n, place in enumerate(PLACES)
]
ARTICLES.insert(2, json.loads(SAMPLE.with_suffix(".json").read_text("utf-8")))
BATCHES = {"DATELINE_BATCH_ARTICLES": "2"}
"""Small ones, so that actors have several."""

TOKEN = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
"""What a cluster asks of who comes to it."""


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """What one process makes of the articles, with two lines among them that cannot be done."""
    run = dateline("extract", "--ndjson", "-", stdin=as_lines())
    assert run.returncode == 1, run.stderr
    return run.stdout.splitlines()


def as_lines() -> str:
    """The articles as NDJSON, with two lines among them that cannot be done."""
    records = [*map(json.dumps, ARTICLES)]
    return "\n".join([*records[:3], "no JSON", *records[3:], '"' + "x" * 1024 * 1024 + '"'])


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of one node."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [Path(sys.executable).parent / "ray", "start", "--head", "--block", f"--port={port}", "--num-cpus=1", "--include-dashboard=false",
         "--object-store-memory=100000000", "--disable-usage-stats"],
        env={**os.environ, **TOKEN, "PYTHONPATH": str(ROOT), "RAY_GRACEFUL_SHUTDOWN_DRAIN_TIMEOUT_S": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        until(lambda: process.poll() is not None or answers(port))
        yield f"127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def test_a_ray_of_its_own(lines: list[str]) -> None:
    """NDJSON from a pipe: the bytes, the order, the problems and the end are those of one process, and nothing else is on stdout."""
    run = dateline("extract", "--engine", "ray", "--actors", "1", "-", stdin=as_lines(), **BATCHES)
    assert run.stdout.splitlines() == lines, run.stderr
    assert [json.loads(line)["line"] for line in lines if '"line"' in line] == [4, 9]
    assert run.returncode == 1


def test_a_running_cluster(cluster: str, lines: list[str], tmp_path: Path) -> None:
    """Parquet to Parquet by a cluster's address: the records are the lines of one process, and the end is 0."""
    names = sorted({name for article in ARTICLES for name in article})
    columns = {name: [article.get(name) for article in ARTICLES] for name in names}
    pq.write_table(pa.table(columns), tmp_path / "articles.parquet")
    run = dateline(
        "extract", tmp_path / "articles.parquet", "--engine", "ray", "--ray-address", cluster, "--output", tmp_path / "records.parquet",
        **BATCHES, **TOKEN,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    found = pq.read_table(tmp_path / "records.parquet").to_pylist()
    assert [row["record"] for row in found] == [line for line in lines if '"line"' not in line]
    assert [(row["line"], row["id"]) for row in found] == [(n, article["id"]) for n, article in enumerate(ARTICLES, 1)]


@pytest.mark.parametrize(
    ("address", "told"), [("127.0.0.1:1", "refused"), ("ray://localhost:10001", "HOST:PORT"), ("nowhere", "HOST:PORT")]
)
def test_no_cluster_there(address: str, told: str) -> None:
    """The end is 2, at once."""
    run = dateline("extract", "--engine", "ray", "--ray-address", address, "-", stdin="")
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr


def test_no_models_there() -> None:
    """The end is 2 before any process of Ray is started."""
    run = dateline("extract", "--engine", "ray", "-", stdin="", DATELINE_MODELS="/nowhere")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("Error: DATELINE_MODELS")


def test_without_the_extra() -> None:
    """Where Ray is not installed the end is 2, and the message says how to install it."""
    hidden = "import sys; sys.modules['ray'] = None; from service.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", hidden, "extract", "--engine", "ray", "-"],
        input="",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "Error: Ray is not installed: pip install 'dateline[ray]'\n"
