"""The routes of stories: one visit over all articles that report it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from msgspec import Meta, Struct

from service.api.conditions import IF_NONE_MATCH, TAG_HEADER, tag_of_body, unless_known
from service.api.endpoint import OPTION, Content, Endpoint
from service.api.examples import STORY, STORY_TIMELINE
from service.api.negotiation import liked
from service.api.paging import Paging, answer, contents_of
from service.api.query import filled, read_query
from service.contract import STORY_ID, StoryPage, StoryTimeline, VisitSummary
from service.problems import Faults, Refused
from service.store.filters import Sort
from service.store.forms import STORY_FORMS, TEXT, csv_of
from service.store.story_queries import StoryFilters
from service.store.tallies import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON, CSV = "application/json", "text/csv"
GROUPS = 1_000
"""The most groups of a summary."""

_BY = rf"^(?:{'|'.join(FIELDS)})(?:,(?:{'|'.join(FIELDS)}))*$"
_SUMMARY_EXAMPLE = {
    "visits": 3,
    "groups": [{"status": "planned", "visits": 2}, {"status": "completed", "visits": 1}],
    "more": False,
}


class Ordering(Struct, frozen=True, kw_only=True):
    """In what order and what form stories are asked for."""

    sort: Annotated[
        Sort,
        Meta(
            description="`published`: the day of the last article; `date`: the visit's own first day, undated ones after all others; `-` the other "
            "way round."
        ),
    ] = "-published"
    format: Annotated[
        Literal[tuple(STORY_FORMS)] | None,  # type: ignore[valid-type] # the table says which there are
        Meta(description="The form of the answer, for those who cannot send `Accept`; it wins over that."),
    ] = None


class Counting(Struct, frozen=True, kw_only=True):
    """What is counted by, and in what form."""

    by: Annotated[
        Annotated[str, Meta(pattern=_BY, max_length=100)] | None,
        Meta(
            description=f"What visits are counted by: some of `{'`, `'.join(FIELDS)}`, parted by commas, each once; without it, only in all."
        ),
    ] = None
    limit: Annotated[int, Meta(ge=1, le=GROUPS, description="The most groups, the largest first.")] = 100
    format: Annotated[
        Literal["json", "csv"] | None,
        Meta(description="The form of the answer, for those who cannot send `Accept`; it wins over that."),
    ] = None


LIST = Endpoint(
    summary="The visits of all articles, each over all that report it, that pass some filters",
    tag="Visits",
    query=(StoryFilters, Ordering, Paging),
    gives=contents_of(STORY_FORMS, StoryPage, {"visits": [STORY], "next": None}),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers={**TAG_HEADER, "Link": '`rel="next"`: the page after this, if there is one.'},
    request_headers=IF_NONE_MATCH,
    links={
        "visit": {
            "operationId": "getVisit",
            "parameters": {"visit": "$response.body#/visits/0/id"},
            "description": "One of them, with its timeline.",
        }
    },
)
GET = Endpoint(
    summary="One visit, with what each article tells of it",
    tag="Visits",
    path="/v1/visits/{visit}",
    path_parameters={"visit": {"type": "string", "pattern": STORY_ID, "description": "Its `id`."}},
    path_examples={"visit": STORY["id"]},
    gives=(Content(JSON, StoryTimeline, example=STORY_TIMELINE),),
    problems=("not-found",),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers=TAG_HEADER,
    request_headers=IF_NONE_MATCH,
    links={
        "event": {
            "operationId": "getEvent",
            "parameters": {"event": "$response.body#/timeline/0/event"},
            "description": "What its first article tells.",
        },
        "article": {
            "operationId": "getArticle",
            "parameters": {"article": "$response.body#/timeline/0/article/id"},
            "description": "The article that told it first.",
        },
    },
)
SUMMARY = Endpoint(
    summary="How many visits there are, by any of their fields",
    tag="Visits",
    query=(StoryFilters, Counting),
    gives=(
        Content(JSON, VisitSummary, "", _SUMMARY_EXAMPLE),
        Content(CSV, TEXT, "One group a row."),
    ),
    scope="read",
    statuses={200: "Counts of visits, the largest first.", 304: "The caller has it as it is."},
    headers=TAG_HEADER,
    request_headers=IF_NONE_MATCH,
)


@get("/v1/visits", operation_id="listVisits", opt={OPTION: LIST})
async def list_visits(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """All filters that are given must hold. The same visitor's visit to the same country at compatible times is one visit, whoever reports it."""
    faults = Faults()
    query = read_query(request.scope["query_string"], LIST.query_names, faults)
    filters, ordering, paging = (
        filled(StoryFilters, query, faults),
        filled(Ordering, query, faults),
        filled(Paging, query, faults),
    )
    faults.refuse()
    form = STORY_FORMS[ordering.format or _form(request, {name: form.media_type for name, form in STORY_FORMS.items()})]
    page = await state.store.visits(filters, ordering.sort, paging.limit, paging.next)
    return await answer(request, form, page)


@get("/v1/visits/{visit:str}", operation_id="getVisit", opt={OPTION: GET})
async def get_visit(request: Request[Any, Any, Any], state: State, visit: str) -> Response[bytes]:
    """Its id is the same as long as the first report of the visit is."""
    found = await state.store.visit(visit) if re.fullmatch(STORY_ID, visit) else None
    if found is None:
        raise Refused("not-found", f"There is no visit {visit[:200]!r}.")
    return unless_known(request, Response(found, media_type=JSON), tag_of_body(found))


@get("/v1/visits/summary", operation_id="summarizeVisits", opt={OPTION: SUMMARY})
async def summarize_visits(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """A visit that several sources report counts once for each of them, where it is counted by `source`; `visits` counts each once."""
    faults = Faults()
    query = read_query(request.scope["query_string"], SUMMARY.query_names, faults)
    filters, counting = filled(StoryFilters, query, faults), filled(Counting, query, faults)
    by = tuple(counting.by.split(",")) if counting.by else ()
    if len(set(by)) < len(by):
        faults.add("by", "expected each field once")
    faults.refuse()
    media_types = {"json": JSON, "csv": CSV}
    form = counting.format or _form(request, media_types)
    found = await state.store.summary(filters, by, counting.limit)
    body = msgspec.json.encode(found) if form == "json" else _table(found, by)
    return unless_known(request, Response(body, media_type=media_types[form], headers={"Vary": "Accept"}), tag_of_body(body))


def _form(request: Request[Any, Any, Any], media_types: Mapping[str, str]) -> str:
    """The name of the form that is liked best; that one of them is, was found before."""
    name = liked(",".join(request.headers.getall("accept", [])), media_types)
    assert name is not None  # noqa: S101 - the route admits nobody else
    return name


def _table(summary: VisitSummary, by: tuple[str, ...]) -> bytes:
    groups = [msgspec.to_builtins(group) for group in summary.groups] if by else [{"visits": summary.visits}]
    return csv_of(groups, [*by, "visits"])
