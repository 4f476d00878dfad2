"""HTML page → article: text, title and date, read by trafilatura, which leaves menus, captions and comments of readers out."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from trafilatura import bare_extraction
from trafilatura.settings import Document, use_config

from service.lexicon import load
from service.reading.articles import article_from_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.contract import Article
    from service.problems import Faults

PRESCANNED = 1024
"""The bytes in which a page may declare its encoding (https://html.spec.whatwg.org/#charset)."""


_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CONFIG = use_config()
for _name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
    _CONFIG.set("DEFAULT", _name, "1")  # a short article is an article

_DATES = {
    "original_date": True,  # when it was first published, not when it was last touched
    "extensive_search": False,  # no guesses from the running text
    "max_date": "2999-12-31",  # else today: the answer would depend on the day it is asked for
}


class _Encodings(Struct, frozen=True, forbid_unknown_fields=True):
    names: list[str]


class PageError(ValueError):
    """A page's bytes are no text: the message says what was expected and found."""


class Page(Struct, frozen=True):
    """What a page says of its article; ``text`` is empty where there is none, ``published`` is an ISO 8601 date."""

    text: str
    title: str | None
    published: str | None


def article_from_page(
    body: bytes, beside: Mapping[str, str], faults: Faults, charset: str | None = None, own_id: str | None = None
) -> Article | None:
    """The article of a page, with the fields given ``beside`` it put in their place; ``None`` where ``faults`` were found.

    ``charset`` is what the bytes' sender says of them. Another id than ``own_id``, if the caller knows the article by one, is a fault.
    """
    try:
        page = read_page(body, charset)
    except PageError as fault:
        faults.add("", str(fault))
        return None
    read = {"text": page.text, "title": page.title, "published": page.published}
    members = {name: value for name, value in read.items() if value is not None and name not in beside}
    return article_from_fields(members, beside, faults, pointer="", own_id=own_id)


def read_page(body: bytes, charset: str | None = None) -> Page:
    """The article of a page; ``charset`` is what the bytes' sender says of them.

    Raises ``PageError`` where the bytes are not in the encoding that they are said to be in.
    """
    found = bare_extraction(
        _decoded(body, charset),
        fast=True,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_DATES,
        config=_CONFIG,
    )
    if not isinstance(found, Document):
        return Page("", None, None)
    return Page(_without(found.title, found.text or ""), found.title or None, found.date or None)


def _without(title: str | None, text: str) -> str:
    """The text less a first line that only repeats the title: a headline is not part of the article's text."""
    first, _, rest = text.partition("\n")
    return rest if rest and first == title else text


def _decoded(body: bytes, charset: str | None) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            charset, body = encoding, body[len(mark) :]
            break
    else:
        if charset is None and (declared := _DECLARED.search(body[:PRESCANNED])):
            charset = declared[1].decode("ascii")
    name = charset or "utf-8"
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        encoding = ""
    if encoding not in load(__package__, "encodings.toml", _Encodings).names:
        raise PageError(f"declares the encoding {name!r}, which no page of the web may have")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as fault:
        raise PageError(f"not {name}: {fault.reason} at byte {fault.start}") from None
