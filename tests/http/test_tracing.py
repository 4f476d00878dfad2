"""OpenTelemetry: with an endpoint set, each request leaves a span there, and nothing of what it held; without, nothing is sent.

The service here makes extractions up (``benchmarks.quick``), the endpoint is a real receiver of OTLP.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from benchmarks.kill import Service
from tests.serving import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRACE = "0af7651916cd43dd8448eb211c80319c"
SECRET = "Confidential"  # noqa: S105 - no real one
"""A word of an article, of a query, of a key."""


class Receiver(ThreadingHTTPServer):
    """What OTLP is sent to over HTTP: it keeps each body under its path."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Keep what is sent."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.bodies.append((self.path, gzip.decompress(body) if self.headers["content-encoding"] == "gzip" else body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for a while."""
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


def ask(service: Service) -> None:
    """Some requests, sound and unsound, that hold what nobody else may see."""
    article = {"text": f"{SECRET} text.", "published": "2024-06-11", "title": SECRET}
    with httpx.Client(base_url=service.url, timeout=PATIENCE, headers={"authorization": f"Bearer {SECRET}"}) as client:
        told = client.put("/v1/articles/a", json=article, headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
        assert told.status_code == 201
        assert client.post("/v1/extractions", json=article, params={"title": SECRET}).status_code == 200
        assert client.get("/v1/events", params={"q": SECRET, "x": SECRET}).status_code == 400
        assert client.get(f"/{SECRET}").status_code == 404
        assert client.get("/health/live").status_code == 200


def test_each_request_leaves_a_span(tmp_path: Path) -> None:
    """Its method, route and status, in the trace that the caller names; no article, no query, no key; and the times of all."""
    with receiving() as receiver:
        service = Service(f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}", OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url)
        ask(service)
        assert service.stop() == 0
    sent = [ExportTraceServiceRequest.FromString(body) for path, body in receiver.bodies if path == "/v1/traces"]
    resources = [resource for request in sent for resource in request.resource_spans]
    assert {a.value.string_value for r in resources for a in r.resource.attributes if a.key == "service.name"} == {"dateline"}
    spans = {span.name: span for r in resources for scope in r.scope_spans for span in scope.spans}
    told = {
        name: {a.key: a.value.string_value or a.value.int_value for a in span.attributes} | {"kind": span.kind}
        for name, span in spans.items()
    }
    server = {"kind": 2}
    assert told == {
        "PUT /v1/articles/{article}": {
            "http.request.method": "PUT", "http.route": "/v1/articles/{article}", "http.response.status_code": 201, **server,
        },
        "POST /v1/extractions": {
            "http.request.method": "POST", "http.route": "/v1/extractions", "http.response.status_code": 200, **server,
        },
        "GET /v1/events": {
            "http.request.method": "GET", "http.route": "/v1/events", "http.response.status_code": 400, **server,
        },
        "GET": {"http.request.method": "GET", "http.response.status_code": 404, **server},
    }  # fmt: skip
    assert spans["PUT /v1/articles/{article}"].trace_id.hex() == TRACE
    measured = [ExportMetricsServiceRequest.FromString(body) for path, body in receiver.bodies if path == "/v1/metrics"]
    names = [m.name for r in measured for rm in r.resource_metrics for sm in rm.scope_metrics for m in sm.metrics]
    assert "http.server.request.duration" in names
    assert not any(SECRET.encode() in body for _, body in receiver.bodies)


def test_an_endpoint_that_is_down(tmp_path: Path) -> None:
    """Where nobody receives, the service does its work and stops as ever."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'dateline.db'}"
    service = Service(url, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TIMEOUT="1")
    ask(service)
    assert service.stop() == 0


@pytest.mark.parametrize(
    ("own", "missing", "told"),
    [
        ({}, "opentelemetry.sdk.trace", "pip install 'dateline[otel]'"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"}, "", "OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "", "OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf, got 'grpc'"),
    ],
)
def test_what_cannot_be_traced(tmp_path: Path, own: dict[str, str], missing: str, told: str) -> None:
    """Without the extra, or with an endpoint of another kind, the service does not start, and says why in one line."""
    program = f"import sys; sys.modules[{missing!r}] = None; from service.cli import main; main()"
    environment = {**os.environ, "DATELINE_PORT": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", **own}
    run = subprocess.run(
        [sys.executable, "-c", program, "serve"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert told in run.stderr.strip().splitlines()[-1]
