"""The routes of articles that are kept."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, put
from litestar.datastructures import State

from service.api.conditions import IF_NONE_MATCH, TAG_HEADER, check, tag_of, tag_of_body, unless_known
from service.api.endpoint import OPTION, Content, Endpoint
from service.api.examples import ARTICLE, PAGE, STORED_ARTICLE, SUMMARY
from service.api.limits import request_limit, unless_gone
from service.api.paging import Paging, link_to, paging_of
from service.api.reading import read_article
from service.contract import ARTICLE_ID, Article, ArticlePage, StoredArticle
from service.problems import Refused
from service.store.store import Expected

JSON = "application/json"
ID = {"article": {"type": "string", "pattern": ARTICLE_ID, "description": "The caller's own name for the article."}}
_SAME = {"article": "$request.path.article"}
LINKS = {
    "article": {"operationId": "getArticle", "parameters": _SAME, "description": "The article that is now kept."},
    "remove": {"operationId": "deleteArticle", "parameters": _SAME, "description": "Remove it again."},
    "event": {
        "operationId": "getEvent",
        "parameters": {"event": "$response.body#/extraction/events/0/id"},
        "description": "One of its events.",
    },
    "events": {
        "operationId": "listEvents",
        "parameters": {
            "published_from": "$response.body#/article/published",
            "published_to": "$response.body#/article/published",
        },
        "description": "The events of all articles of that day.",
    },
    "visits": {
        "operationId": "listVisits",
        "parameters": _SAME,
        "description": "The visits that it reports, each over all articles.",
    },
}
"""Where a stored article leads."""

MATCHING = {
    "If-Match": "Entity tags: 412 unless the article is one of these; `*`: unless there is one.",
    "If-None-Match": "`*`: 412 where there is such an article already.",
}

PUT = Endpoint(
    summary="Extract from an article and keep both",
    tag="Articles",
    path="/v1/articles/{article}",
    path_parameters=ID,
    path_examples={"article": ARTICLE["id"]},
    query=(Article,),
    takes=(
        Content(JSON, Article, example=ARTICLE),
        Content("text/html", {"type": "string"}, "A page; text, title and date are read from it.", PAGE),
    ),
    gives=(Content(JSON, StoredArticle, example=STORED_ARTICLE),),
    problems=("conflict", "precondition-failed", "too-large", "unsupported-media-type", "unsupported-language"),
    scope="write",
    statuses={200: "The same content was kept already, or this is its next revision.", 201: "It is kept, as a new article."},
    headers={**TAG_HEADER, "Location": "Where the article is."},
    request_headers=MATCHING,
    links=LINKS,
)
GET = Endpoint(
    summary="An article with its extraction",
    tag="Articles",
    path="/v1/articles/{article}",
    path_parameters=ID,
    path_examples={"article": ARTICLE["id"]},
    gives=(Content(JSON, StoredArticle, example=STORED_ARTICLE),),
    problems=("not-found",),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers=TAG_HEADER,
    request_headers=IF_NONE_MATCH,
    links={name: link for name, link in LINKS.items() if name != "article"},
)
DELETE = Endpoint(
    summary="Remove an article and its events",
    tag="Articles",
    path="/v1/articles/{article}",
    path_parameters=ID,
    path_examples={"article": ARTICLE["id"]},
    gives=(Content(JSON, StoredArticle),),
    problems=("not-found", "conflict", "precondition-failed"),
    scope="write",
    statuses={204: "Both are gone."},
    request_headers={"If-Match": MATCHING["If-Match"]},
)
LIST = Endpoint(
    summary="The articles that are kept, the newest first",
    tag="Articles",
    query=(Paging,),
    gives=(Content(JSON, ArticlePage, example={"articles": [SUMMARY], "next": None}),),
    scope="read",
    statuses={200: "", 304: "The caller has it as it is."},
    headers={**TAG_HEADER, "Link": '`rel="next"`: the page after this, if there is one.'},
    request_headers=IF_NONE_MATCH,
)


@put("/v1/articles/{article:str}", operation_id="putArticle", status_code=200, opt={OPTION: PUT})
async def put_article(request: Request[Any, Any, Any], state: State, article: str) -> Response[bytes]:
    """Acknowledged means durable: what was answered with 200 or 201 survives a crash of the service and of its machine.

    The same content again changes nothing, and is not extracted anew: what made the extraction stands in its `engine`. Other content makes a
    new revision, whose events take the place of those before. Query parameters named like the article's fields are taken beside the
    body, and win.
    """
    async with request_limit(state.settings.request_limit):
        state.queue.check_ready()
        state.store.check_open()
        sent = await read_article(request, article)
        found = await state.store.article(article)
        expects = check(request, found.version if found else None)
        if found is not None and found.content == state.store.content_of(sent):
            return _stored(found, 200)
        extraction = await unless_gone(request, state.queue.extract(sent, explain=False))
        expected = Expected(found.version if found else None) if expects else None
        outcome, kept = await state.store.put(sent, extraction, expected)
    state.metrics.stored.labels(outcome).inc()
    response = _stored(kept, 201 if outcome == "created" else 200)
    response.headers["Location"] = f"/v1/articles/{article}"
    return response


@get("/v1/articles/{article:str}", operation_id="getArticle", opt={OPTION: GET})
async def get_article(request: Request[Any, Any, Any], state: State, article: str) -> Response[bytes]:
    """As it was sent last, with its revision; the ids of its events are those under which they are found by themselves."""
    found = await state.store.article(_name(article))
    if found is None:
        raise _missing(article)
    return unless_known(request, _stored(found, 200), tag_of(found.version))


@delete("/v1/articles/{article:str}", operation_id="deleteArticle", opt={OPTION: DELETE})
async def delete_article(request: Request[Any, Any, Any], state: State, article: str) -> None:
    """Its text, its extraction and its events are gone; put again, it goes on with the next revision, so that no id ever means another event."""
    found = await state.store.article(_name(article))
    expects = check(request, found.version if found else None)
    if found is None or not await state.store.delete(article, Expected(found.version) if expects else None):
        raise _missing(article)
    state.metrics.stored.labels("deleted").inc()


@get("/v1/articles", operation_id="listArticles", opt={OPTION: LIST})
async def list_articles(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """By the day of publication, and of one day those that were stored last come first."""
    paging = paging_of(request)
    page = await state.store.articles(paging.limit, paging.next)
    body = msgspec.json.encode({"articles": page.records, "next": page.next})
    response = Response(body, media_type=JSON, headers=link_to(request, page.next))
    return unless_known(request, response, tag_of_body(body))


def _stored(kept: Any, status: int) -> Response[bytes]:
    return Response(kept.body, status_code=status, media_type=JSON, headers={"ETag": tag_of(kept.version)})


def _name(article: str) -> str:
    """The name of an article, which a database can be asked for."""
    if "\0" in article:
        raise _missing(article)
    return article


def _missing(article: str) -> Refused:
    return Refused("not-found", f"There is no article {article[:128]!r}.")
