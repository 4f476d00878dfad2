"""How the service is: for orchestrators and for Prometheus."""

from __future__ import annotations

from typing import Literal

from litestar import Response, get
from litestar.datastructures import State
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.api.endpoint import OPTION, Content, Endpoint

_EXPOSITION = CONTENT_TYPE_LATEST.partition("; charset")[0]
"""Prometheus' media type; Litestar names the charset itself."""


class Health(Struct, frozen=True):
    """How the service is."""

    status: Literal["live", "ready"]


LIVE = Endpoint(
    summary="Does the process answer?",
    tag="Service",
    gives=(Content("application/json", Health, example={"status": "live"}),),
)
READY = Endpoint(
    summary="Are the models loaded, and does the store answer?",
    tag="Service",
    gives=(Content("application/json", Health, example={"status": "ready"}),),
)
METRICS = Endpoint(
    summary="The service's numbers, for Prometheus",
    tag="Service",
    gives=(Content("text/plain", {"type": "string"}),),
)


@get("/health/live", operation_id="live", opt={OPTION: LIVE}, sync_to_thread=False)
def live() -> Health:
    """200 as long as the process can answer at all."""
    return Health("live")


@get("/health/ready", operation_id="ready", opt={OPTION: READY})
async def ready(state: State) -> Health:
    """200 once the models are loaded and while the store answers; 503 while starting and while stopping."""
    state.queue.check_ready()
    await state.store.check()
    return Health("ready")


@get("/metrics", operation_id="metrics", opt={OPTION: METRICS}, sync_to_thread=False)
def metrics(state: State) -> Response[bytes]:
    """Requests by route and status, their durations, the queue, the batches, the process."""
    return Response(generate_latest(state.metrics.registry), media_type=_EXPOSITION)
