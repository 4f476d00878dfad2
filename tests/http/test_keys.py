"""Keys, what they may do, and how often: where the service is given some, nobody gets in without."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.http.test_bad_requests import refused
from tests.serving import ARTICLE, PATIENCE, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.serving import Server

RATE = 12
"""How many requests a minute the server of these tests allows each caller."""


def made(name: str, *scopes: str) -> dict[str, str]:
    """What ``dateline key`` prints."""
    arguments = [argument for scope in scopes for argument in ("--scope", scope)]
    run = subprocess.run([sys.executable, "-m", "service", "key", name, *arguments], capture_output=True, text=True, check=True)
    printed: dict[str, str] = json.loads(run.stdout)
    return printed


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, dict[str, str]]]]:
    """A server with a key for each scope and some more, and the header that sends each; its models need not be loaded."""
    folder = tmp_path_factory.mktemp("keyed")
    keys = {scope: made(scope, scope) for scope in ("extract", "write", "read")}
    keys |= {"all": made("all", "extract", "write", "read"), "eager": made("eager", "read")}
    (folder / "keys.toml").write_text("\n".join(key["lines"] for key in keys.values()))
    headers = {name: {"authorization": f"Bearer {key['key']}"} for name, key in keys.items()}
    with serving(folder, keys_file="keys.toml", rate_limit=f"{RATE}/minute") as server:
        yield server, headers


def ask(client: httpx.Client, route: str, headers: dict[str, str]) -> httpx.Response:
    """Ask a route for something small."""
    method, path = route.split()
    body: dict[str, Any] = {"json": ARTICLE} if method in {"POST", "PUT"} and "batch" not in path else {}
    if "batch" in path:
        body, headers = {"content": json.dumps(ARTICLE)}, {**headers, "content-type": "application/x-ndjson"}
    return client.request(method, path, headers=headers, **body)


ROUTES = {
    "POST /v1/extractions": "extract",
    "POST /v1/extractions/batch": "extract",
    "PUT /v1/articles/keyed": "write",
    "GET /v1/articles/keyed": "read",
    "GET /v1/articles": "read",
    "GET /v1/events": "read",
    "GET /v1/events/stream?wait=0": "read",
    "GET /v1/events/x.1.v1": "read",
    "GET /v1/visits": "read",
    "GET /v1/visits/summary": "read",
    "GET /v1/visits/0123456789abcdef": "read",
    "DELETE /v1/articles/keyed": "write",
}


def test_each_route_asks_for_its_scope(keyed: tuple[Server, dict[str, dict[str, str]]]) -> None:
    """No key or an unknown one is 401, one for something else 403, and the right one is let in."""
    server, headers = keyed
    with server.client() as client:
        for route, scope in ROUTES.items():
            for unknown in ({}, {"authorization": "Bearer dateline_x"}, {"authorization": headers[scope]["authorization"][7:]}):
                answer = ask(client, route, unknown)
                refused(answer, "unauthorized")
                assert answer.headers["www-authenticate"].startswith("Bearer")
            refused(ask(client, route, headers["read" if scope != "read" else "write"]), "forbidden")
            assert ask(client, route, headers[scope]).status_code in {200, 201, 204, 404}


def test_what_needs_no_key(keyed: tuple[Server, dict[str, dict[str, str]]]) -> None:
    """How the service is, and what it takes and gives, anybody may ask."""
    server, _ = keyed
    with server.client() as client:
        for path in (
            "/health/live",
            "/health/ready",
            "/metrics",
            "/openapi.yaml",
            "/docs",
            "/schemas/Article.json",
            "/problems/unauthorized",
        ):
            assert client.get(path).status_code == 200


def test_the_rate(keyed: tuple[Server, dict[str, dict[str, str]]]) -> None:
    """Who asks too often is told when to come again; others are not held up."""
    server, headers = keyed
    with server.client() as client:
        answers = [client.get("/v1/articles", headers=headers["eager"]) for _ in range(RATE + 2)]
        assert [answer.status_code for answer in answers] == [200] * RATE + [429] * 2
        refused(answers[-1], "rate-limited")
        assert 0 < int(answers[-1].headers["retry-after"]) <= 61
        assert client.get("/v1/articles", headers=headers["all"]).status_code == 200


def test_no_key_is_logged(keyed: tuple[Server, dict[str, dict[str, str]]]) -> None:
    """The log names the caller, never its key."""
    server, headers = keyed
    with server.client() as client:
        client.get("/v1/events", headers={**headers["all"], "x-request-id": "test-of-keys"})
    until(lambda: any(event.get("request_id") == "test-of-keys" for event in server.events("request")))
    assert any(event.get("caller") == "all" for event in server.events("request"))
    assert not any(header["authorization"][7:] in line for header in headers.values() for line in server.log)


@pytest.mark.parametrize(
    ("content", "settings"),
    [
        (None, {"DATELINE_KEYS_FILE": "keys.toml"}),
        ("x", {"DATELINE_KEYS_FILE": "keys.toml"}),
        ('[keys.a]\nsha256 = "00"\nscopes = ["read"]\n', {"DATELINE_KEYS_FILE": "keys.toml"}),
        (f'[keys.a]\nsha256 = "{"0" * 64}"\nscopes = ["all"]\n', {"DATELINE_KEYS_FILE": "keys.toml"}),
        (f'[keys.a]\nsha256 = "{"0" * 64}"\nscopes = []\n', {"DATELINE_KEYS_FILE": "keys.toml"}),
        (None, {"DATELINE_RATE_LIMIT": "often"}),
        (None, {"DATELINE_DATABASE_URL": "mysql://x"}),
        (None, {"DATELINE_DATABASE_URL": "sqlite+aiosqlite://"}),
        (None, {"DATELINE_DATABASE_URL": "dateline.db"}),
    ],
)
def test_a_wrong_setting(tmp_path: Path, content: str | None, settings: dict[str, str]) -> None:
    """The process ends with 2 and says which setting is wrong."""
    if content is not None:
        (tmp_path / "keys.toml").write_text(content)
    run = subprocess.run(
        [sys.executable, "-m", "service", "serve"],
        env={"PATH": "", "DATELINE_PORT": "0", **settings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 2
    assert next(iter(settings)) in run.stderr.splitlines()[-1]
