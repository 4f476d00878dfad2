"""Starting, being full, being late, stopping: what an orchestrator and a patient client see."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.serving import ARTICLE, PATIENCE, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.serving import Server

URL = "/v1/extractions"
LONG = {**ARTICLE, "text": ARTICLE["text"] * 150}
"""An article that keeps the models busy for a while."""


def test_a_start_and_a_stop(tmp_path: Path) -> None:
    """While the models load, the process is live but not ready; told to stop, it ends with 0."""
    with serving(tmp_path, ready=False) as server, server.client() as client:
        assert client.get("/health/live").status_code == 200
        answers = [client.get("/health/ready"), client.post(URL, json=ARTICLE), client.post(f"{URL}/batch", headers=NDJSON)]
        for answer in answers:
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert server.stop() == 0


NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with room for one article beside the one that it works on, one article at a time."""
    with serving(tmp_path_factory.mktemp("busy"), queue_size=1, batch_articles=1) as server:
        yield server


@pytest.fixture
def busy(small: Server) -> Server:
    """That server once it has nothing in hand of an earlier test but the question itself."""
    with small.client() as client:
        until(lambda: "dateline_requests_in_hand 1.0" in client.get("/metrics").text)
    return small


def test_a_full_queue(busy: Server) -> None:
    """The article that finds no room is refused at once and may come again; those that were taken are done."""
    with busy.client() as client, ThreadPoolExecutor(3) as pool:
        posts = [pool.submit(client.post, URL, json=LONG) for _ in range(3)]
        answers = [post.result() for post in posts]
        assert sorted(answer.status_code for answer in answers) == [200, 200, 503]
        [refused] = [answer for answer in answers if answer.status_code == 503]
        assert refused.json()["type"] == "/problems/unavailable"
        assert int(refused.headers["retry-after"]) > 0
        assert client.post(URL, json=ARTICLE).status_code == 200


def test_who_leaves_is_not_worked_for(busy: Server) -> None:
    """A request that its sender gave up makes room for others."""
    with busy.client() as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, URL, json=LONG)
        until(lambda: "dateline_requests_in_hand 2.0" in client.get("/metrics").text)
        for _ in range(3):
            with pytest.raises(httpx.ReadTimeout):
                client.post(URL, json=LONG, timeout=0.3)
            until(lambda: "dateline_queue_articles 0.0" in client.get("/metrics").text)
        assert first.result().status_code == 200


def test_the_request_limit(tmp_path: Path) -> None:
    """What is not done within the limit ends in 504, be it the models that take long or the sender; lines of a batch have no such limit."""
    with serving(tmp_path, request_limit=0.5, idle_limit=1) as server, server.client() as client:
        answer = client.post(URL, json={**ARTICLE, "text": ARTICLE["text"] * 150})
        assert (answer.status_code, answer.json()["type"]) == (504, "/problems/timeout")
        upload = Upload(server)
        assert upload.answer().startswith(b"HTTP/1.1 504 ")
        upload.close()
        upload = Upload(server, f"{URL}/batch", "application/x-ndjson")
        assert json.loads(upload.answer().splitlines()[-1])["type"] == "/problems/timeout"
        upload.close()


def test_stopping_finishes_what_is_in_hand(tmp_path: Path) -> None:
    """After SIGTERM nothing new is taken, what was taken is done, lines not yet taken may come again, and the process ends with 0."""
    with serving(tmp_path, batch_articles=2) as server, server.client() as client, ThreadPoolExecutor(2) as pool:
        go_on = threading.Event()

        def lines() -> Iterator[bytes]:
            yield json.dumps(LONG).encode() + b"\n"
            go_on.wait(PATIENCE)
            yield json.dumps(ARTICLE).encode() + b"\n"

        single = pool.submit(client.post, URL, json=LONG)
        batch = pool.submit(client.post, f"{URL}/batch", content=lines(), headers=NDJSON)
        until(lambda: "dateline_requests_in_hand 3.0" in client.get("/metrics").text)
        time.sleep(0.2)  # the first line is on its way
        server.process.send_signal(signal.SIGTERM)
        until(lambda: not accepts(server))
        go_on.set()
        assert single.result().status_code == 200
        told: list[dict[str, Any]] = [json.loads(line) for line in batch.result().content.splitlines()]
        assert "events" in told[0]
        assert (told[1]["type"], told[1]["line"], told[1]["retriable"]) == ("/problems/unavailable", 2, True)
        assert server.process.wait(PATIENCE) == 0


def test_the_log(server: Server, client: httpx.Client) -> None:
    """One JSON object a request, with its id, route, status and time, and nothing of its article or its query."""
    secret = "Xylophonia"  # noqa: S105 - of the article, not of ours
    article = {**ARTICLE, "text": f"{ARTICLE['text']} {secret}.", "title": secret}
    ids = {"x-request-id": "test-of-the-log"}
    client.post(f"{URL}?source={secret}&explain=true", json=article, headers=ids)
    client.post(URL, json={**article, "published": secret}, headers=ids)
    client.post(f"{URL}/batch", content=json.dumps(article).encode(), headers={**NDJSON, **ids})
    mine = lambda: [event for event in server.events("request") if event["request_id"] == ids["x-request-id"]]  # noqa: E731
    until(lambda: len(mine()) == 3)
    assert [(event["method"], event["route"], event["status"]) for event in mine()] == [
        ("POST", URL, 200),
        ("POST", URL, 400),
        ("POST", f"{URL}/batch", 200),
    ]
    assert all(event["seconds"] >= 0 and event["timestamp"] and event["level"] == "info" for event in mine())
    assert not any(secret in line for line in server.log)


def test_metrics(client: httpx.Client) -> None:
    """Prometheus reads requests by route and status, and the state of the queue."""
    client.post(URL, json=ARTICLE)
    client.get("/nowhere")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    for sample in (
        'dateline_requests_total{method="POST",route="/v1/extractions",status="200"}',
        'dateline_requests_total{method="GET",route="none",status="404"}',
        "dateline_queue_articles 0.0",
        "dateline_ready 1.0",
        "dateline_batch_articles_count",
    ):
        assert sample in answer.text


def test_head(client: httpx.Client) -> None:
    """Wherever GET is answered, HEAD is, without the body."""
    answer = client.head("/health/live")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == client.get("/health/live").headers["content-length"]


def test_what_is_not_http(server: Server) -> None:
    """A request that is none is answered in the common form too."""
    with connect(server) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nno header\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == "/problems/invalid-request"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"DATELINE_PORT": "eighty"}, "DATELINE_PORT"),
        ({"DATELINE_PROT": "80"}, "DATELINE_PROT"),
        ({"DATELINE_MODELS": "/nowhere"}, "/nowhere"),
        ({"DATELINE_CONFIG": "/nowhere.toml"}, "/nowhere.toml"),
        ({"DATELINE_HOST": "192.0.2.1"}, "192.0.2.1"),
    ],
)
def test_a_wrong_setting(tmp_path: Path, settings: dict[str, str], told: str) -> None:
    """The process ends with 2 and says which setting is wrong."""
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
    assert told in run.stderr.splitlines()[-1]


def test_a_port_in_use(server: Server, tmp_path: Path) -> None:
    """Two services cannot have one port; the second says so."""
    port = server.url.rpartition(":")[2]
    run = subprocess.run(
        [sys.executable, "-m", "service", "serve"],
        env={"PATH": "", "DATELINE_PORT": port},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 2
    assert port in run.stderr


def connect(server: Server) -> socket.socket:
    """A connection to a server."""
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), PATIENCE)


def accepts(server: Server) -> bool:
    """Whether a server takes new connections."""
    try:
        connect(server).close()
    except OSError:
        return False
    return True


class Upload:
    """A request whose body never ends."""

    def __init__(self, server: Server, path: str = URL, media_type: str = "application/json") -> None:
        self._connection = connect(server)
        self._connection.sendall(
            f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\ncontent-length: 100\r\n\r\n{{".encode()
        )

    def answer(self) -> bytes:
        """What comes back until nothing more comes."""
        answer = b""
        while b"problems" not in answer:
            part = self._connection.recv(65536)
            assert part, answer
            answer += part
        return answer.replace(b"\r\n0\r\n\r\n", b"").strip()

    def close(self) -> None:
        """Leave."""
        self._connection.close()
