"""A request → the article in it and what is asked of it; all faults of its query and its body are told together."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from service.api.body import chunks, unpacked, whole
from service.api.negotiation import media_type
from service.api.query import read_query
from service.contract import ARTICLE_ID, Article
from service.problems import Faults
from service.reading.articles import FIELDS, article_from_json
from service.reading.html import article_from_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from litestar import Request

HTML = "text/html"

SMALL = 64 * 1024
"""The most bytes of a body that are read on the event loop; more go to a thread, since what is wrong with them can take long to find."""


class Options(Struct, frozen=True):
    """What a caller may ask for beside the extraction itself."""

    include: Annotated[Literal["text"] | None, Meta(description="`text`: return the article's text with the extraction.")] = None
    explain: Annotated[
        bool,
        Meta(description="`true`: each event brings the rules that made it, the grammar of its clause and the dates weighed."),
    ] = False


class Asked(Struct, frozen=True):
    """An article and what is asked of it; ``text`` where its text is to come back."""

    article: Article
    explain: bool
    text: bool


async def read_request(request: Request[Any, Any, Any]) -> Asked:
    """The article of a request and what is asked of it; raises ``Refused`` with every fault, and ``Gone``."""
    faults = Faults()
    options, beside = _query(request, faults)
    article = await _article(request, beside, faults)
    page = media_type(request.headers.get("content-type", ""))[0] == HTML
    return Asked(faults.unless(article), options.explain, options.include == "text" or page)


async def read_article(request: Request[Any, Any, Any], own_id: str) -> Article:
    """The article of a request whose path names it; raises ``Refused`` with every fault, and ``Gone``."""
    faults = Faults()
    if not re.fullmatch(ARTICLE_ID, own_id) or own_id.endswith("\n"):
        faults.add("article", "expected 1 to 128 letters, digits and `._~-`")
    beside = read_query(request.scope["query_string"], FIELDS, faults)
    article = await _article(request, beside, faults, own_id)
    return msgspec.structs.replace(faults.unless(article), id=own_id)


def read_options(request: Request[Any, Any, Any]) -> Options:
    """What is asked by a query that may hold options alone; raises ``Refused`` with every fault."""
    faults = Faults()
    query = read_query(request.scope["query_string"], Options.__struct_fields__, faults)
    options = _options(query, faults)
    faults.refuse()
    return options


def parts(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The parts of a request's body as they come, unpacked."""
    packed = chunks(request.receive)
    return unpacked(packed) if "gzip" in request.headers.get("content-encoding", "").lower() else packed


async def decoded(body: bytes, beside: Mapping[str, str], faults: Faults, own_id: str | None = None) -> Article | None:
    """The article of a JSON body; ``None`` where ``faults`` were found, such as another id than its own."""
    if len(body) <= SMALL:
        return article_from_json(body, beside, faults, own_id)
    return await asyncio.to_thread(article_from_json, body, beside, faults, own_id)


async def _article(
    request: Request[Any, Any, Any], beside: Mapping[str, str], faults: Faults, own_id: str | None = None
) -> Article | None:
    found, charset = media_type(request.headers.get("content-type", ""))
    body = await whole(parts(request))
    if found == HTML:
        return await asyncio.to_thread(article_from_page, body, beside, faults, charset, own_id)
    return await decoded(body, beside, faults, own_id)


def _query(request: Request[Any, Any, Any], faults: Faults) -> tuple[Options, dict[str, str]]:
    query = read_query(request.scope["query_string"], [*Options.__struct_fields__, *FIELDS], faults)
    return _options(query, faults), {name: value for name, value in query.items() if name in FIELDS}


def _options(query: Mapping[str, str], faults: Faults) -> Options:
    include, explain = query.get("include", "text"), query.get("explain", "false")
    if include != "text":
        faults.add("include", "expected `text`")
    if explain not in {"true", "false"}:
        faults.add("explain", "expected `true` or `false`")
    return Options("text" if "include" in query else None, explain == "true")
