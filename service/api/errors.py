"""Every exception → the problem that the caller is told: one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from service.api.body import Gone
from service.problems import Refused, internal_error
from service.telemetry import tell_cause

if TYPE_CHECKING:
    from litestar import Request
    from litestar.types import ExceptionHandlersMap, Scope

PROBLEM_JSON = "application/problem+json"


def instance_of(scope: Scope) -> str:
    """The path of a request, as a URI reference."""
    return quote(scope["path"])


def answer(refusal: Refused, scope: Scope) -> Response[bytes]:
    """The answer to a request that is refused."""
    tell_cause(refusal)
    return Response(
        msgspec.json.encode(refusal.problem(instance_of(scope))),
        status_code=refusal.kind.status,
        media_type=PROBLEM_JSON,
        headers=refusal.headers,
    )


def _refused(request: Request[Any, Any, Any], refusal: Refused) -> Response[bytes]:
    return answer(refusal, request.scope)


def _not_found(request: Request[Any, Any, Any], _: NotFoundException) -> Response[bytes]:
    return answer(Refused("not-found", f"There is nothing at {instance_of(request.scope)}."), request.scope)


def _method_not_allowed(request: Request[Any, Any, Any], fault: MethodNotAllowedException) -> Response[bytes]:
    given = {name.lower(): value for name, value in (fault.headers or {}).items()}
    methods = {method.strip() for method in given["allow"].split(",")}
    if "GET" in methods:
        methods.add("HEAD")
    allowed = ", ".join(sorted(methods))
    refusal = Refused("method-not-allowed", f"{request.method[:40]} is not one of {allowed}.", headers={"Allow": allowed})
    return answer(refusal, request.scope)


def _http(request: Request[Any, Any, Any], fault: HTTPException) -> Response[bytes]:
    if fault.status_code >= 500:
        return _defect(request, fault)
    return answer(Refused("invalid-request", "The request line or a header is not valid."), request.scope)


def _gone(_: Request[Any, Any, Any], __: Gone) -> Response[bytes]:
    """Nobody reads this; the log shows that the sender left."""
    return Response(b"", status_code=499, media_type=PROBLEM_JSON)


def _defect(request: Request[Any, Any, Any], fault: Exception) -> Response[bytes]:
    return answer(internal_error(fault), request.scope)


HANDLERS: ExceptionHandlersMap = {
    Refused: _refused,
    NotFoundException: _not_found,
    MethodNotAllowedException: _method_not_allowed,
    HTTPException: _http,
    Gone: _gone,
    Exception: _defect,
}
"""What a caller is told of each exception; the most specific class wins."""
