"""Pages of records: how many, and from where; the link to the next one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response
from msgspec import Meta, Struct

from service.api.conditions import tag_of_body, unless_known
from service.api.endpoint import Content
from service.api.query import filled, names_of, read_query
from service.problems import Faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Request

    from service.store.forms import Form
    from service.store.store import Page

LIMIT = 500
"""The most records of a page."""


class Paging(Struct, frozen=True, kw_only=True):
    """What part of all records is asked for."""

    limit: Annotated[int, Meta(ge=1, le=LIMIT, description="The most records of a page.")] = 100
    next: Annotated[
        Annotated[str, Meta(max_length=200)] | None,
        Meta(description="Where to go on: the `next` of the page before, of the same filters and the same order."),
    ] = None


def paging_of(request: Request[Any, Any, Any]) -> Paging:
    """The page that a query asks for which may hold nothing else; raises ``Refused``."""
    faults = Faults()
    query = read_query(request.scope["query_string"], names_of(Paging), faults)
    paging = filled(Paging, query, faults)
    faults.refuse()
    return paging


def link_to(request: Request[Any, Any, Any], cursor: str | None) -> dict[str, str]:
    """The header that names the next page, if there is one (RFC 8288)."""
    if cursor is None:
        return {}
    query = [(name, value) for name, value in parse_qsl(request.scope["query_string"].decode("ascii")) if name != "next"]
    return {"Link": f'<{request.scope["path"]}?{urlencode([*query, ("next", cursor)])}>; rel="next"'}


def contents_of(forms: Mapping[str, Form], page: Any, example: Any) -> tuple[Content, ...]:
    """What a route answers with that gives pages in some forms: ``page``, in JSON, and the others by their own schemas."""
    return tuple(
        Content(form.media_type, page, form.about, example)
        if name == "json"
        else Content(form.media_type, form.schema, form.about)
        for name, form in forms.items()
    )


async def answer(request: Request[Any, Any, Any], form: Form, page: Page) -> Response[bytes]:
    """A page in a form, with the link to the next one, unless the caller has it already."""
    body = await asyncio.to_thread(form.write, page)
    response = Response(body, media_type=form.media_type, headers={"Vary": "Accept", **link_to(request, page.next)})
    return unless_known(request, response, tag_of_body(body))
