"""OpenTelemetry: a span of each request and the times of all, sent over OTLP where its endpoint is set.

The settings are OpenTelemetry's own (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/), read by its SDK; names
and buckets are those of its semantic conventions for HTTP. Of what a caller sends, nothing goes into a span but the method: a path or a query may hold an
article, a header a key. OpenTelemetry's own instrumentation of ASGI applications notes all three.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog
from litestar.enums import ScopeType

from service.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import ASGIApp, Message, Receive, Scope, Send

ENDPOINT, PROTOCOL = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"
CONTEXT = frozenset({b"traceparent", b"tracestate", b"baggage"})
"""The headers that say which trace a request belongs to (W3C Trace Context), the only ones that are looked at."""

METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "OPTIONS"})
"""All others are one, however they are called."""

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)

UNTRACED = ("/health/", "/metrics")
"""What is asked every few seconds by whoever watches the service."""


def tracing_of(environment: Mapping[str, str]) -> Tracing | None:
    """What traces requests, where the environment names an endpoint to send to; raises ``SettingError``."""
    endpoint = environment.get(ENDPOINT, "")
    if not endpoint:
        return None
    if not endpoint.startswith(("http://", "https://")):
        raise SettingError(f"{ENDPOINT}: expected a URL such as http://localhost:4318")
    if environment.get(PROTOCOL, "http/protobuf") != "http/protobuf":
        raise SettingError(f"{PROTOCOL}: expected http/protobuf, got {environment[PROTOCOL]!r}")
    try:
        return Tracing()
    except ImportError:
        raise SettingError(f"{ENDPOINT} is set, but OpenTelemetry is not installed: pip install 'dateline[otel]'") from None


class Tracing:
    """Spans and times of requests, on their way to the endpoint; raises ``ImportError`` where the extra ``otel`` is not installed."""

    def __init__(self) -> None:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415 - an extra
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        name = os.environ.get("OTEL_SERVICE_NAME", "dateline")
        resource = Resource.create({"service.name": name, "service.version": version("dateline")})
        self._spans = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        reader = PeriodicExportingMetricReader(OTLPMetricExporter())
        self._times = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
        self._seconds = self._times.get_meter("dateline").create_histogram(
            "http.server.request.duration",
            unit="s",
            description="Duration of HTTP server requests.",
            explicit_bucket_boundaries_advisory=BUCKETS,
        )

    def around(self, app: ASGIApp) -> ASGIApp:
        """The application, traced, but for its probes; the log lines of a request bear the id of its trace."""
        from opentelemetry import propagate, trace  # noqa: PLC0415 - an extra

        tracer = self._spans.get_tracer("dateline")

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or scope["path"].startswith(UNTRACED):
                await app(scope, receive, send)
                return
            status = 0

            async def noting(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            context = propagate.extract({n.decode(): v.decode("latin-1") for n, v in scope["headers"] if n in CONTEXT})
            method = scope["method"] if scope["method"] in METHODS else "_OTHER"
            began = time.perf_counter()
            with tracer.start_as_current_span(
                method, context, trace.SpanKind.SERVER, record_exception=False, set_status_on_exception=False
            ) as span:
                structlog.contextvars.bind_contextvars(trace_id=trace.format_trace_id(span.get_span_context().trace_id))
                try:
                    await app(scope, receive, noting)
                finally:
                    route = scope.get("path_template")
                    told: dict[str, str | int] = {"http.request.method": method, "http.response.status_code": status}
                    if route:
                        span.update_name(f"{method} {route}")
                        told["http.route"] = route
                    span.set_attributes(told)
                    if status >= 500:
                        span.set_status(trace.StatusCode.ERROR)
                    self._seconds.record(time.perf_counter() - began, told)

        return traced

    def close(self) -> None:
        """Send what is still to be sent, as far as the endpoint takes it within ``OTEL_EXPORTER_OTLP_TIMEOUT`` (10 s)."""
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(self._spans.shutdown), pool.submit(self._times.shutdown)]:
                done.result()
