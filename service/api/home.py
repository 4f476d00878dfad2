"""The page at ``/``: an article marked up, and the stored events as table, timeline and map. All of it comes from here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pycountry
from jinja2 import Environment, StrictUndefined
from litestar import Request, Response, get
from msgspec import Struct

from service.api.conditions import tag_of_body, unless_known
from service.api.endpoint import OPTION, Content, Endpoint
from service.api.examples import ARTICLE
from service.api.schemas import reference
from service.contract import DAY
from service.problems import Refused
from service.store.filters import Filters, Sort
from service.store.places import points

if TYPE_CHECKING:
    from collections.abc import Callable

HTML = "text/html"

_FILES = files("service.api") / "page"
_VENDOR = _FILES / "vendor"
SCRIPTS = ("main.js", "client.js", "dom.js", "markup.js", "charts.js")
ASSETS = {
    "dateline.css": ("text/css", _FILES / "dateline.css"),
    "icon.svg": ("image/svg+xml", _FILES / "icon.svg"),
    **{name: ("text/javascript", _FILES / name) for name in SCRIPTS},
    **{name: ("text/javascript", _VENDOR / name) for name in ("d3.min.js", "topojson-client.min.js")},
    "countries-110m.json": ("application/json", _VENDOR / "countries-110m.json"),
}
"""What the page loads from files."""

MADE: dict[str, Callable[[], Any]] = {"sample.json": lambda: ARTICLE, "points.json": points}
"""What it loads besides: the sample article, and where the countries are."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Referrer-Policy": "no-referrer",
}
"""Keeps the page from running or loading anything but its own, and an article from becoming part of it."""


_LABELS = {"q": "Full text", "from": "On or after", "to": "On or before"}
"""What is called otherwise on the page than in a query."""


class Field(Struct, frozen=True):
    """How a filter is asked for: by one of some values, each with what is shown for it, or by an input of a type."""

    name: str
    about: str
    type: str
    options: list[tuple[str, str]]

    @property
    def label(self) -> str:
        """What it is called on the page."""
        return _LABELS.get(self.name, _shown(self.name).capitalize())


@get(
    "/",
    operation_id="home",
    sync_to_thread=False,
    opt={
        OPTION: Endpoint(
            summary="A page to mark up an article and to browse the stored events",
            tag="Documents",
            gives=(Content(HTML, {"type": "string"}),),
        )
    },
)
def home() -> Response[bytes]:
    """It asks for what any caller may ask for, with the key that is typed into it, and works without a connection to anywhere else."""
    return Response(_page(), media_type=HTML, headers=HEADERS)


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=True)
def home_asset(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    """What the page loads: part of it, not of the API."""
    if name in ASSETS:
        media_type, path = ASSETS[name]
        body = path.read_bytes()
    elif name in MADE:
        media_type, body = "application/json", msgspec.json.encode(MADE[name]())
    else:
        raise Refused("not-found", "The page has no such part.")
    response = Response(
        body, media_type=media_type, headers={"Cache-Control": "no-cache"}
    )  # asked for anew, sent if it has changed
    return unless_known(request, response, tag_of_body(body))


@cache
def _page() -> bytes:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((_FILES / "index.html").read_text("utf-8"))
    sorts = [(sort, _SORTS[sort]) for sort in get_args(Sort)]
    return template.render(fields=[_field(field) for field in msgspec.structs.fields(Filters)], sorts=sorts).encode()


_SORTS = {
    "-published": "last published first",
    "published": "first published first",
    "-date": "last event first",
    "date": "first event first",
}


def _field(field: msgspec.structs.FieldInfo) -> Field:
    """How a filter is asked for, by its type."""
    schema: dict[str, Any] = reference(field.type, "#/")
    kind = next(one for one in schema["anyOf"] if one.get("type") != "null")
    about = schema.get("description", "").replace("`", "")
    options: list[tuple[str, str]] = []
    if "enum" in kind:
        options = [(value, _shown(value)) for value in kind["enum"]]
    elif kind.get("type") == "boolean":
        options = [("true", "yes"), ("false", "no")]
    elif kind.get("pattern") == "^[A-Z]{2}$":
        names = ((country.alpha_2, getattr(country, "common_name", country.name)) for country in pycountry.countries)
        options = sorted(names, key=lambda option: option[1])
    kinds = {"number": "number", DAY: "date"}
    return Field(field.encode_name, about, kinds.get(kind.get("pattern", kind.get("type")), "text"), options)


def _shown(name: str) -> str:
    return name.replace("_", " ")
