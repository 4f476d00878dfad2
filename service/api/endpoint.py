"""What a route takes and gives, said once beside its handler: requests are held to it, and ``openapi.yaml`` is written from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from service.api.negotiation import acceptable, media_type
from service.api.query import names_of, read_query
from service.contract import Scope
from service.problems import Faults, Refused

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    Connection = ASGIConnection[Any, Any, Any, Any]

OPTION = "endpoint"
"""The key in a handler's ``opt``."""


class Content(Struct, frozen=True):
    """A body in one media type: its schema (a struct, or JSON Schema), what to know of it, an example that is valid."""

    media_type: str
    schema: Any
    description: str = ""
    example: Any = None


class Endpoint(Struct, frozen=True):
    """A route: the parameters it knows (the fields of ``query``), the bodies it takes and gives, what else can become of a request.

    ``problems`` are kinds beside those that any route has. ``scope`` is what a key must allow, where keys are asked for. ``statuses`` are
    those of answers that are no problem, with what they say, ``bare`` those of them without a body; ``headers`` are those of such answers,
    ``request_headers`` those that the route heeds beside the common ones, with the ``header_schemas`` of those that are no entity tags. ``path`` is the path as documented, where the router's own says
    it less well, with the schema of each parameter in it. ``links`` lead from an answer to other operations (OpenAPI's link objects).
    """

    summary: str
    tag: str
    gives: tuple[Content, ...]
    takes: tuple[Content, ...] = ()
    query: tuple[type[Struct], ...] = ()
    problems: tuple[str, ...] = ()
    scope: Scope | None = None
    statuses: dict[int, str] = field(default_factory=lambda: {200: ""})
    bare: tuple[int, ...] = (204, 304)
    headers: dict[str, str] = {}
    request_headers: dict[str, str] = {}
    header_schemas: dict[str, dict[str, Any]] = {}
    links: dict[str, dict[str, Any]] = {}
    path: str | None = None
    path_parameters: dict[str, dict[str, Any]] = {}
    path_examples: dict[str, str] = {}

    @property
    def query_names(self) -> list[str]:
        """The names of the parameters."""
        return [name for struct in self.query for name in names_of(struct)]


def endpoint_of(handler: BaseRouteHandler) -> Endpoint | None:
    """What a handler's route takes and gives; ``None`` for the answers to OPTIONS, which Litestar makes."""
    endpoint: Endpoint | None = handler.opt.get(OPTION)
    return endpoint


def admit(connection: Connection, handler: BaseRouteHandler) -> None:
    """Hold a request's headers to what its route takes and gives, and to having no query where its route knows no parameters.

    Raises ``Refused``.
    """
    endpoint = endpoint_of(handler)
    if endpoint is None:
        return
    offered = [content.media_type for content in endpoint.gives]
    if not acceptable(",".join(connection.headers.getall("accept", [])), offered):
        raise Refused("not-acceptable", f"This route answers with {', '.join(offered)}.")
    if endpoint.takes:
        _admit_body(connection, endpoint)
    elif not endpoint.query:
        faults = Faults()
        read_query(connection.scope["query_string"], endpoint.query_names, faults)
        faults.refuse()


def _admit_body(connection: Connection, endpoint: Endpoint) -> None:
    header = connection.headers.get("content-type", "")
    found, charset = media_type(header)
    taken = [content.media_type for content in endpoint.takes]
    if found not in taken:
        told = f"Content-Type is {header[:80]!r}" if header else "Content-Type is missing"
        raise Refused(
            "unsupported-media-type", f"{told}; this route takes {', '.join(taken)}.", headers={"Accept": ", ".join(taken)}
        )
    if not found.startswith("text/") and (charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise Refused("unsupported-media-type", f"{found} is UTF-8 always; the charset given is {charset!r}.")
    encoding = ",".join(connection.headers.getall("content-encoding", [])).strip().lower()
    if encoding not in {"", "identity", "gzip"}:
        raise Refused(
            "unsupported-media-type",
            f"Content-Encoding is {encoding[:80]!r}; only gzip is supported.",
            headers={"Accept-Encoding": "gzip"},
        )
