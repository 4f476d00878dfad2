"""The routes of the events of all articles that are kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.types import ASGIApp
from msgspec import Meta, Struct

from service.api.conditions import IF_NONE_MATCH, TAG_HEADER, tag_of, unless_known
from service.api.endpoint import OPTION, Content, Endpoint
from service.api.examples import STORED_EVENT
from service.api.negotiation import liked
from service.api.openapi import PLACE
from service.api.paging import Paging, answer, contents_of
from service.api.query import filled, read_query
from service.api.schemas import reference
from service.api.streams import LAST_ID, Lasting, last_id
from service.contract import EventPage, StoredEvent
from service.problems import Faults, Refused
from service.store.filters import Filters, Sort
from service.store.forms import FORMS

JSON = "application/json"
MESSAGE = {
    "type": "object",
    "required": ["id", "data"],
    "properties": {
        "id": {"type": "string", "pattern": LAST_ID},
        "data": {"type": "string", "contentMediaType": JSON, "contentSchema": reference(StoredEvent, PLACE)},
    },
}
"""One message of a stream, which OpenAPI 3.1 has no better way to tell of (3.2 has ``itemSchema``)."""

EVENT_ID = r"^[A-Za-z0-9._~-]{1,200}$"


class Ordering(Struct, frozen=True, kw_only=True):
    """In what order and what form events are asked for."""

    sort: Annotated[
        Sort,
        Meta(
            description="`published`: the day of the article, and of one day the order in which they were stored; `date`: the event's own first "
            "day, undated events after all others; `-` the other way round."
        ),
    ] = "-published"
    format: Annotated[
        Literal[tuple(FORMS)] | None,  # type: ignore[valid-type] # the table says which there are
        Meta(description="The form of the answer, for those who cannot send `Accept`; it wins over that."),
    ] = None


LIST = Endpoint(
    summary="The events of all articles that pass some filters",
    tag="Events",
    query=(Filters, Ordering, Paging),
    gives=contents_of(FORMS, EventPage, {"events": [STORED_EVENT], "next": None}),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers={**TAG_HEADER, "Link": '`rel="next"`: the page after this, if there is one.'},
    request_headers=IF_NONE_MATCH,
)
GET = Endpoint(
    summary="One event",
    tag="Events",
    path="/v1/events/{event}",
    path_parameters={"event": {"type": "string", "pattern": EVENT_ID, "description": "Its `id`."}},
    path_examples={"event": STORED_EVENT["id"]},
    gives=(Content(JSON, StoredEvent, example=STORED_EVENT),),
    problems=("not-found",),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers=TAG_HEADER,
    request_headers=IF_NONE_MATCH,
)
STREAM = Endpoint(
    summary="What is stored from now on, as Server-Sent Events",
    tag="Events",
    query=(Filters, Lasting),
    gives=(
        Content(
            "text/event-stream",
            MESSAGE,
            "Messages of one event each; the schema is that of a message: `data` is the event as JSON, `id` its place in the stream. A block "
            "without `data` comes first, and again while there is nothing to tell: it keeps the connection alive and moves the place on.",
        ),
    ),
    scope="read",
    request_headers={
        "Last-Event-ID": "The last `id` that the reader has seen: the stream goes on after it. 0: with all that is stored."
    },
    header_schemas={"Last-Event-ID": {"type": "string", "pattern": LAST_ID, "examples": ["0"]}},
)


@get("/v1/events", operation_id="listEvents", opt={OPTION: LIST})
async def list_events(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """All filters that are given must hold. GeoJSON and iCalendar hold visits only, as if `type=visit` were asked for."""
    faults = Faults()
    query = read_query(request.scope["query_string"], LIST.query_names, faults)
    filters, ordering, paging = filled(Filters, query, faults), filled(Ordering, query, faults), filled(Paging, query, faults)
    faults.refuse()
    form = _form(request, filters, ordering)
    if form.only:
        filters = Filters(**{name: getattr(filters, name) for name in filters.__struct_fields__} | {"type": form.only})
    page = await state.store.events(filters, ordering.sort, paging.limit, paging.next)
    return await answer(request, form, page)


@get("/v1/events/stream", operation_id="streamEvents", opt={OPTION: STREAM})
async def stream_events(request: Request[Any, Any, Any], state: State) -> ASGIApp:
    """All filters that are given must hold. Events come in the order in which they were stored, by whichever replica, each once.

    An article's new revision brings all its events anew, under new ids; those of the revision before are gone, and a reader that was away
    is not sent them. A stream ends after `wait` seconds, or when the service stops: go on with the last `id`, as browsers do by themselves.
    """
    faults = Faults()
    query = read_query(request.scope["query_string"], STREAM.query_names, faults)
    filters, lasting, after = filled(Filters, query, faults), filled(Lasting, query, faults), last_id(request, faults)
    faults.refuse()
    stream: ASGIApp = await state.streams.opened(filters, after, lasting.wait)
    return stream


@get("/v1/events/{event:str}", operation_id="getEvent", opt={OPTION: GET})
async def get_event(request: Request[Any, Any, Any], state: State, event: str) -> Response[bytes]:
    """It is there as long as its article is, in the revision that its id names."""
    found = None if "\0" in event else await state.store.event(event)
    if found is None:
        raise Refused("not-found", f"There is no event {event[:200]!r}.")
    version, body = found
    return unless_known(request, Response(body, media_type=JSON), tag_of(version))


def _form(request: Request[Any, Any, Any], filters: Filters, ordering: Ordering) -> Any:
    """The form that is asked for, of those that the kind of event can have."""
    fit = {name: form for name, form in FORMS.items() if not form.only or filters.type in {None, form.only}}
    if ordering.format is not None:
        if ordering.format not in fit:
            raise Refused("not-acceptable", f"{ordering.format} holds visits only.")
        return fit[ordering.format]
    media_types = {name: form.media_type for name, form in fit.items()}
    name = liked(",".join(request.headers.getall("accept", [])), media_types)
    if name is None:
        raise Refused("not-acceptable", f"Events of this kind come as {', '.join(media_types.values())}.")
    return fit[name]
