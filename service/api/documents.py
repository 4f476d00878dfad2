"""The service's own documents: what it takes and gives, for people and for programs. None of them needs another server."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec
import yaml
from litestar import Response, get
from litestar.datastructures import State

from service.api.endpoint import OPTION, Content, Endpoint
from service.api.schemas import PUBLISHED, schema_of
from service.problems import KINDS, Refused

OBJECT = {"type": "object"}
HTML = "text/html"

_UI = files("litestar_offline_docs") / "static"
_OWN = files("service.api") / "page"
ASSETS = {
    "swagger-ui-bundle.js": ("text/javascript", _UI / "swagger-ui-bundle.js"),
    "swagger-ui.css": ("text/css", _UI / "swagger-ui.css"),
    "start.js": ("text/javascript", _OWN / "start.js"),
}
"""What the page of the documentation loads, all of it from here."""

POLICY = {"Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"}
"""Keeps the page from reaching for anything elsewhere."""


class _Dumper(yaml.CSafeDumper):
    """Writes what occurs twice twice: not every reader of OpenAPI knows aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether to write it out: always."""
        del data
        return True


def as_yaml(document: dict[str, Any]) -> str:
    """A document as ``openapi.yaml`` holds it."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=130)


def as_json(document: dict[str, Any]) -> bytes:
    """A document as ``schemas/`` holds it."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


@get(
    "/openapi.json",
    operation_id="openapiJson",
    sync_to_thread=False,
    opt={OPTION: Endpoint(summary="This document, as JSON", tag="Documents", gives=(Content("application/json", OBJECT),))},
)
def openapi_json(state: State) -> Response[bytes]:
    """What the service takes and gives (OpenAPI 3.1)."""
    return Response(as_json(state.openapi), media_type="application/json")


@get(
    "/openapi.yaml",
    operation_id="openapiYaml",
    sync_to_thread=False,
    opt={OPTION: Endpoint(summary="This document, as YAML", tag="Documents", gives=(Content("application/yaml", OBJECT),))},
)
def openapi_yaml(state: State) -> Response[bytes]:
    """The file that generators of clients read; the repository holds the same one."""
    return Response(as_yaml(state.openapi).encode(), media_type="application/yaml")


@get(
    "/docs",
    operation_id="docs",
    sync_to_thread=False,
    opt={OPTION: Endpoint(summary="This document, to read and try", tag="Documents", gives=(Content(HTML, {"type": "string"}),))},
)
def docs() -> Response[bytes]:
    """A page that works without a connection to anywhere else."""
    return Response((_OWN / "docs.html").read_bytes(), media_type=HTML, headers=POLICY)


@get("/docs/{name:str}", include_in_schema=False, sync_to_thread=False)
def docs_asset(name: str) -> Response[bytes]:
    """What the page loads: part of it, not of the API."""
    if name not in ASSETS:
        raise Refused("not-found", "The documentation has no such part.")
    media_type, path = ASSETS[name]
    return Response(path.read_bytes(), media_type=media_type, headers={"Cache-Control": "max-age=3600"})


@get(
    "/schemas/{name:str}",
    operation_id="schema",
    sync_to_thread=False,
    opt={
        OPTION: Endpoint(
            summary="The JSON Schema of one kind of record",
            tag="Documents",
            gives=(Content("application/schema+json", OBJECT),),
            path="/schemas/{name}.json",
            path_parameters={"name": {"type": "string", "enum": sorted(PUBLISHED)}},
            problems=("not-found",),
        )
    },
)
def schema(name: str) -> Response[bytes]:
    """JSON Schema 2020-12; the version is the last part but one of its `$id`."""
    struct, _, suffix = name.rpartition(".")
    if suffix != "json" or struct not in PUBLISHED:
        raise Refused("not-found", f"There are schemas of {', '.join(sorted(PUBLISHED))}.")
    return Response(as_json(schema_of(struct)), media_type="application/schema+json")


@get(
    "/problems/{name:str}",
    operation_id="problem",
    sync_to_thread=False,
    opt={
        OPTION: Endpoint(
            summary="What a problem's `type` means",
            tag="Documents",
            gives=(Content("text/plain", {"type": "string"}),),
            path="/problems/{name}",
            path_parameters={"name": {"type": "string", "enum": list(KINDS)}},
            problems=("not-found",),
        )
    },
)
def problem(name: str) -> Response[str]:
    """Each problem that the service answers with names one of these as its `type`."""
    if name not in KINDS:
        raise Refused("not-found", f"There are problems of the types {', '.join(KINDS)}.")
    kind = KINDS[name]
    again = "A later try may succeed." if kind.retriable else "The same request will fail again."
    return Response(f"{kind.title} ({kind.status})\n\n{kind.when}\n{again}\n", media_type="text/plain")
