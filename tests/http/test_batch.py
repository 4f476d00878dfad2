"""The batch route: a line for a line, in order, at any length."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
from typing import TYPE_CHECKING, Any

import psutil

from tests.conftest import ROOT
from tests.serving import ARTICLE, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from tests.serving import Server

URL = "/v1/extractions/batch"
NDJSON = {"content-type": "application/x-ndjson"}
LIMIT = 1024 * 1024
SAMPLE: dict[str, Any] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8"))


def line(**fields: Any) -> bytes:
    """The short article with some fields put in, as a line."""
    return json.dumps({**ARTICLE, **fields}).encode() + b"\n"


def post(client: httpx.Client, content: bytes | Iterable[bytes], url: str = URL, **headers: str) -> list[dict[str, Any]]:
    """The lines of the answer."""
    answer = client.post(url, content=content, headers={**NDJSON, **headers}).raise_for_status()
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.content.endswith(b"\n") or not answer.content
    return [json.loads(told) for told in answer.content.splitlines()]


def test_a_line_for_a_line_in_order(client: httpx.Client) -> None:
    """Long and short, sound and unsound: each has its answer in its place."""
    lines = [
        line(id="0", text=ARTICLE["text"] * 100),
        line(id="1"),
        b"not JSON\n",
        line(id="3", published="yesterday", x=1),
        b"\n",
        line(id="5") + b"",
        line(
            id="6",
            text="Der Bundeskanzler reist in der kommenden Woche nach Peking, teilte ein Sprecher am Montag in Berlin mit.",
        ),
        line(text="x" * LIMIT),
        line(id="8").replace(b"\n", b"\r\n"),
        line(id="9").rstrip(b"\n"),
    ]
    told = post(client, b"".join(lines))
    assert [record.get("article", {}).get("id") for record in told] == ["0", "1", None, None, None, "5", None, None, "8", "9"]
    problems = {record["line"]: record for record in told if "line" in record}
    assert {number: problem["type"].rpartition("/")[2] for number, problem in problems.items()} == {
        3: "invalid-request",
        4: "invalid-request",
        5: "invalid-request",
        7: "unsupported-language",
        8: "too-large",
    }
    assert [fault["pointer"] for fault in problems[4]["errors"]] == ["/published", "/x"]
    assert not any(problem["retriable"] for problem in problems.values())


def test_the_same_bytes_alone_and_among_others(client: httpx.Client) -> None:
    """An article's extraction does not depend on what is done beside it."""
    alone = client.post("/v1/extractions", json=SAMPLE).content
    others = [line(text=ARTICLE["text"] * n) for n in range(1, 8)]
    together = client.post(URL, content=b"".join([*others, line(**SAMPLE), *others]), headers=NDJSON).content.splitlines()
    assert together[len(others)] == alone


def test_what_may_be_asked(client: httpx.Client) -> None:
    """The options hold for each line."""
    [told] = post(client, line(**SAMPLE), f"{URL}?include=text&explain=true")
    assert told["article"]["text"] == SAMPLE["text"]
    assert all(event["rules"] for event in told["events"])
    answer = client.post(f"{URL}?text=x&explain=1", content=line(), headers=NDJSON)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["text", "explain"]


def test_no_lines(client: httpx.Client) -> None:
    """Nothing in, nothing out."""
    assert post(client, b"") == []


def test_another_type(client: httpx.Client) -> None:
    """JSON that is not one value a line is refused as a whole."""
    assert client.post(URL, json=[ARTICLE]).status_code == 415


def test_packed_lines(client: httpx.Client) -> None:
    """Gzip is unpacked as it comes."""
    packed = gzip.compress(line(id="1") + line(id="2"))
    assert [
        told["article"]["id"]
        for told in post(client, (packed[n : n + 1] for n in range(len(packed))), **{"content-encoding": "gzip"})
    ] == [
        "1",
        "2",
    ]


def test_broken_gzip_ends_the_answer(client: httpx.Client) -> None:
    """What came before the break is done; the break is told as the line after it."""
    packed = gzip.compress(line(id="1") + line(id="2"))[:-8]
    told = post(client, packed, **{"content-encoding": "gzip"})
    assert [record.get("article", {}).get("id") for record in told] == ["1", "2", None]
    assert (told[-1]["status"], told[-1]["line"]) == (400, 3)


def test_a_packed_line_without_end(client: httpx.Client) -> None:
    """A line over the limit is not kept, however long it is."""
    packed = gzip.compress(b" " * LIMIT * 50 + b"\n" + line(id="2"))
    told = post(client, packed, **{"content-encoding": "gzip"})
    assert [told[0]["status"], told[1]["article"]["id"]] == [413, "2"]


def test_answers_come_while_lines_are_sent(server: Server) -> None:
    """The answer to a line does not wait for the lines after it."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), PATIENCE) as connection, connection.makefile("rb") as answer:
        connection.sendall(
            f"POST {URL} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n".encode()
        )
        for number in ("1", "2", "3"):
            record = line(id=number)
            connection.sendall(f"{len(record):x}\r\n".encode() + record + b"\r\n")
            while not (told := answer.readline()).startswith(b"{"):
                assert told, "the connection was closed"
            assert json.loads(told)["article"]["id"] == number
        connection.sendall(b"0\r\n\r\n")


def test_memory_stays_flat(server: Server, client: httpx.Client) -> None:
    """A stream of 64 MiB leaves no trace: bodies that are refused pass through as fast as they come."""
    process = psutil.Process(server.process.pid)
    post(client, b"x" * LIMIT)
    before = process.memory_info().rss
    told = post(client, itertools.repeat(b"x" * (LIMIT - 1) + b"\n", 64))
    assert len(told) == 64
    assert process.memory_info().rss - before < 32 * LIMIT
