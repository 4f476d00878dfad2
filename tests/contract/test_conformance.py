"""The running service, held to ``openapi.yaml`` by Schemathesis and used through a generated client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.serving import PATIENCE

if TYPE_CHECKING:
    from tests.serving import Server

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(("kind", "routes", "count"), [("sqlite", "", 21), ("postgresql", "^/v1/(articles|events|visits)", 10)])
def test_schemathesis_finds_nothing(request: pytest.FixtureRequest, tmp_path: Path, kind: str, routes: str, count: int) -> None:
    """All checks and phases, sound and unsound data, links followed: no answer that ``openapi.yaml`` does not foresee.

    Over the second database only those routes are asked that ask it, with fewer examples of each.
    """
    server: Server = request.getfixturevalue("server" if kind == "sqlite" else "postgresql_server")
    run = subprocess.run(
        [
            BIN / "schemathesis",
            "--config-file",
            HERE / "schemathesis.toml",
            "run",
            ROOT / "openapi.yaml",
            f"--url={server.url}",
            "--phases=examples,coverage,fuzzing,stateful",
            "--checks=all",
            f"--include-path-regex={routes}",
            *(["--max-examples=15"] if routes else []),
            "--report=json",
            f"--report-json-path={tmp_path / 'report.json'}",
        ],
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 0, run.stdout[-20_000:]
    assert f"Tested: {count}" in run.stdout


def test_a_generated_client(server: Server, tmp_path: Path) -> None:
    """A client made from ``openapi.yaml`` posts the sample article and gives typed events back."""
    subprocess.run(
        [
            BIN / "openapi-python-client",
            "generate",
            f"--path={ROOT / 'openapi.yaml'}",
            f"--config={HERE / 'client.yml'}",
            f"--output-path={tmp_path / 'dateline_client'}",
            "--meta=none",
            "--fail-on-warning",
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    program = """
import json, sys
from dateline_client import Client
from dateline_client.api.extraction import extract
from dateline_client.models import Article, Extraction, Problem, Statement, VisitEvent

client = Client(base_url=sys.argv[1], timeout=300)
extraction = extract.sync(client=client, body=Article.from_dict(json.load(open(sys.argv[2], encoding="utf-8"))))
assert isinstance(extraction, Extraction), extraction
visits = [event for event in extraction.events if isinstance(event, VisitEvent)]
statements = [event for event in extraction.events if isinstance(event, Statement)]
assert len(visits) + len(statements) == len(extraction.events)
problem = extract.sync(client=client, body=Article(text="Putin visited Hanoi.", published="yesterday"))
assert isinstance(problem, Problem), problem
print(json.dumps({
    "visits": [[visit.visitors[0].name, visit.destination.country, visit.status.value, visit.destination.span] for visit in visits],
    "statements": [[said.speaker and said.speaker.name, said.act.value, said.negated, said.about] for said in statements],
    "faults": [fault.pointer for fault in problem.errors],
}))
"""
    article = ROOT / "seeds/moscow-times-2024-06-11.json"
    run = subprocess.run(
        [sys.executable, "-c", program, server.url, article],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    expected = json.loads((ROOT / "seeds/moscow-times-2024-06-11.expected.json").read_text("utf-8"))["events"]
    assert told["visits"] == [
        [event["visitors"][0]["name"], event["destination"]["country"], event["status"], event["destination"]["span"]]
        for event in expected
        if event["type"] == "visit"
    ]
    assert told["statements"] == [
        [event["speaker"] and event["speaker"]["name"], event["act"], event["negated"], event["about"]]
        for event in expected
        if event["type"] == "statement"
    ]
    assert told["faults"] == ["/published"]
