"""The stateless routes: one article in and its extraction out, or a stream of them."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.types import ASGIApp
from msgspec import UNSET

from service.api.endpoint import OPTION, Content, Endpoint
from service.api.examples import ARTICLE, EXTRACTION, PAGE, line_of
from service.api.limits import request_limit, unless_gone
from service.api.ndjson import Answers
from service.api.reading import Options, parts, read_options, read_request
from service.contract import Article, Extraction

NDJSON = "application/x-ndjson"

EXTRACT = Endpoint(
    summary="Extract the visits, statements, dates and names of one article",
    tag="Extraction",
    query=(Options, Article),
    takes=(
        Content("application/json", Article, example=ARTICLE),
        Content(
            "text/html",
            {"type": "string"},
            "A page; text, title and date are read from it, and the text comes back, since offsets count it.",
            PAGE,
        ),
    ),
    gives=(Content("application/json", Extraction, example=EXTRACTION),),
    problems=("too-large", "unsupported-media-type", "unsupported-language"),
    scope="extract",
)

EXTRACT_BATCH = Endpoint(
    summary="Extract from any number of articles, one a line",
    tag="Extraction",
    query=(Options,),
    takes=(Content(NDJSON, {"type": "string"}, "One `Article` a line.", line_of(ARTICLE)),),
    gives=(
        Content(
            NDJSON,
            {"type": "string"},
            "For each line of the request, in its order, one line: its `Extraction`, or a `Problem` with `line` (counted from 1) and "
            "`retriable`.",
            line_of(EXTRACTION),
        ),
    ),
    problems=("unsupported-media-type",),
    scope="extract",
)


@post("/v1/extractions", operation_id="extract", status_code=200, opt={OPTION: EXTRACT})
async def extract(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """Nothing is kept. The article is sent as JSON, or as the HTML page it stands on.

    Query parameters named like the article's fields are taken beside either, and win.
    """
    async with request_limit(state.settings.request_limit):
        state.queue.check()
        asked = await read_request(request)
        extraction = await unless_gone(request, state.queue.extract(asked.article, explain=asked.explain))
    return Response(encoded(extraction, asked.article.text if asked.text else None), media_type="application/json")


@post(
    "/v1/extractions/batch", operation_id="extractBatch", status_code=200, opt={OPTION: EXTRACT_BATCH}, request_max_body_size=None
)
async def extract_batch(request: Request[Any, Any, Any], state: State) -> ASGIApp:
    """A stream of any length: lines come back while others are still being sent, so read while you send.

    A line that cannot be done becomes a `Problem` in its place, and the rest go on.
    """
    options = read_options(request)
    state.queue.check_ready()

    async def line(article: Article) -> bytes:
        extraction = await state.queue.extract_in_turn(article, explain=options.explain)
        return encoded(extraction, article.text if options.include else None)

    return Answers(parts(request), line, state.settings)


def encoded(extraction: Extraction, text: str | None) -> bytes:
    """An extraction as it is sent, with the article's text or without."""
    article = msgspec.structs.replace(extraction.article, text=UNSET if text is None else text)
    return msgspec.json.encode(msgspec.structs.replace(extraction, article=article))
