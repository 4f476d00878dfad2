"""``openapi.yaml``: written from the routes and what they say of themselves; nothing in it is said twice."""

from __future__ import annotations

import inspect
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import msgspec

from service.api.conditions import TAGS_PATTERN
from service.api.endpoint import endpoint_of
from service.api.errors import PROBLEM_JSON
from service.api.schemas import components, reference
from service.contract import Fault, Problem
from service.problems import KINDS, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from litestar.handlers import HTTPRouteHandler

    from service.api.endpoint import Content, Endpoint

PLACE = "#/components/schemas/"
DESCRIPTION = """\
News articles in, dated and sourced visits and statements out; every value comes with the characters of the text it was read from.

**Stability.** All routes under `/v1` are stable: fields may be added, never renamed or removed, and none changes its type. Enumerations may
gain values in a minor version; take an unknown one as you would `other`.

**Offsets** count Unicode code points of the text as posted, from 0; the end is not included.

**Requests.** A body may be packed with gzip. `X-Request-Id` is taken over where it is plain (up to 128 letters, digits and `._~:/+=@-`), else
made, and comes back with every answer.

**Keys.** Where the service is given keys, send one as `Authorization: Bearer KEY`: with the scope `extract` for extractions, `write` to keep and
remove articles, `read` to read what is kept.

**Errors** are problem details (RFC 9457), with every fault of the request in `errors`. 5xx other than 503 and 504 are defects of the service.
"""
TAGS = {
    "Extraction": "Stateless: nothing is kept.",
    "Articles": "Articles that are kept, each with its extraction.",
    "Events": "The events of all articles that are kept.",
    "Visits": "Visits over all articles that are kept: what several articles report is one.",
    "Service": "How the service is.",
    "Documents": "What the service takes and gives.",
}
EVERYWHERE = ("invalid-request", "method-not-allowed", "not-acceptable", "unavailable", "timeout")
"""The kinds of problem that any route may answer with."""

KEYED = ("unauthorized", "forbidden", "rate-limited")
"""Those of any route that may ask for a key."""


def openapi_of(handlers: Iterable[HTTPRouteHandler]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of some routes."""
    documented = [(handler, endpoint) for handler in handlers if (endpoint := endpoint_of(handler))]
    endpoints = [endpoint for _, endpoint in documented]
    paths: dict[str, dict[str, Any]] = {}
    for handler, endpoint in documented:
        path = endpoint.path or next(iter(handler.paths))
        for method in handler.http_methods:
            paths.setdefault(path, {})[method.lower()] = _operation(handler, endpoint)
    structs = [
        content.schema for endpoint in endpoints for content in (*endpoint.takes, *endpoint.gives) if _is_type(content.schema)
    ]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": version("dateline"),
            "summary": "Event extraction for news",
            "description": DESCRIPTION,
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": description} for name, description in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": components([*structs, Problem], PLACE),
            "responses": {name: _problem(name) for name in KINDS if any(name in _problems(endpoint) for endpoint in endpoints)},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key, where the service asks for one."}
            },
            "headers": {"X-Request-Id": {"description": "The id of the request, in the log too.", "schema": {"type": "string"}}},
        },
    }


def _operation(handler: HTTPRouteHandler, endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": handler.operation_id,
        "tags": [endpoint.tag],
        "summary": endpoint.summary,
        "description": inspect.getdoc(handler.fn) or "",
    }
    if endpoint.scope:
        operation["security"] = [{}, {"key": []}]  # keys are asked for where the service is given some
    if parameters := [*_path_parameters(endpoint), *_query_parameters(endpoint), *_header_parameters(endpoint)]:
        operation["parameters"] = parameters
    if endpoint.takes:
        operation["requestBody"] = {"required": True, "content": _contents(endpoint.takes)}
        if description := " ".join(content.description for content in endpoint.takes if content.description):
            operation["requestBody"]["description"] = description
    operation["responses"] = {str(status): _answered(endpoint, status, told) for status, told in endpoint.statuses.items()}
    for name in _problems(endpoint):
        operation["responses"][str(KINDS[name].status)] = {"$ref": f"#/components/responses/{name}"}
    return operation


def _answered(endpoint: Endpoint, status: int, told: str) -> dict[str, Any]:
    """A response that is no problem."""
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    for name, description in endpoint.headers.items():
        headers[name] = {"description": description, "schema": {"type": "string"}}
    described = " ".join(content.description for content in endpoint.gives if content.description)
    response: dict[str, Any] = {"description": told or described or "Done.", "headers": headers}
    if status not in endpoint.bare:
        response["content"] = _contents(endpoint.gives)
    if status < 300 and endpoint.links:
        response["links"] = endpoint.links
    return response


def _problems(endpoint: Endpoint) -> list[str]:
    """The kinds of problem that a route may answer with, in the order of the table."""
    named = {*EVERYWHERE, *endpoint.problems, *(KEYED if endpoint.scope else ())}
    return [name for name in KINDS if name in named]


def _problem(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    errors = [Fault("/published", "required, but missing")] if name == "invalid-request" else []
    detail = "/published: required, but missing" if errors else kind.when
    response: dict[str, Any] = {
        "description": f"{kind.title}. {kind.when}",
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": PLACE + "Problem"},
                "example": msgspec.to_builtins(Refused(name, detail, errors).problem("/v1/extractions")),
            }
        },
    }
    if name in {"unavailable", "rate-limited"}:
        response["headers"]["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    if name == "unauthorized":
        response["headers"]["WWW-Authenticate"] = {"description": "How to send a key.", "schema": {"type": "string"}}
    if name == "method-not-allowed":
        response["headers"]["Allow"] = {"description": "The methods that are allowed.", "schema": {"type": "string"}}
    return response


def _contents(contents: Iterable[Content]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for content in contents:
        found[content.media_type] = {"schema": reference(content.schema, PLACE) if _is_type(content.schema) else content.schema}
        if content.example is not None:
            found[content.media_type]["example"] = content.example
    return found


def _path_parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for name, schema in endpoint.path_parameters.items():
        parameter = {"name": name, "in": "path", "required": True, "schema": schema}
        yield {**parameter, "example": endpoint.path_examples[name]} if name in endpoint.path_examples else parameter


def _query_parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    """One optional parameter for each field of the route's query structs, with the field's own schema."""
    for struct in endpoint.query:
        properties = components([struct], PLACE)[struct.__name__]["properties"]
        for name, schema in properties.items():
            description = schema.pop("description", "")
            if schema.get("default", ...) is None:
                del schema["default"]
            options = [option for option in schema.pop("anyOf", []) if option != {"type": "null"}]
            for option in options:
                schema.update(option)
            yield {"name": name, "in": "query", "description": description, "schema": schema}


def _header_parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for name, description in endpoint.request_headers.items():
        schema = endpoint.header_schemas.get(name, {"type": "string", "pattern": TAGS_PATTERN})
        example = {} if name in endpoint.header_schemas else {"example": '"1-1"'}
        yield {"name": name, "in": "header", "description": description, "schema": schema, **example}


def _is_type(schema: Any) -> bool:
    return not isinstance(schema, dict)
