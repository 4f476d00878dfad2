"""Bad input by kind: each has its status, its problem type and the places of its faults; none of it ends in a defect."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from service.problems import KINDS
from tests.serving import ARTICLE

if TYPE_CHECKING:
    import httpx

URL = "/v1/extractions"
LIMIT = 1024 * 1024
FRENCH = "Le président français Emmanuel Macron se rendra à Pékin la semaine prochaine pour une visite officielle, a annoncé lundi l’Élysée."


def article(**fields: Any) -> bytes:
    """The short article with some fields put in; ``...`` takes one out."""
    return json.dumps({name: value for name, value in {**ARTICLE, **fields}.items() if value is not ...}).encode()


def raw(name: str, value: str) -> bytes:
    """The short article with the JSON of one field written out."""
    return article(**{name: ...})[:-1] + f', "{name}": {value}}}'.encode()


JSON = {"content-type": "application/json"}

INVALID: dict[str, tuple[bytes, list[str]]] = {
    "empty body": (b"", [""]),
    "not JSON": (b"Putin will visit North Korea.", [""]),
    "JSON cut short": (article()[:-5], [""]),
    "trailing characters": (article() + b" x", [""]),
    "two values": (article() + article(), [""]),
    "NaN": (raw("text", "NaN"), [""]),
    "single quotes": (article().replace(b'"', b"'"), [""]),
    "byte order mark": (b"\xef\xbb\xbf" + article(), [""]),
    "UTF-16": (article().decode().encode("utf-16"), [""]),
    "bad UTF-8": (article().replace(b"Putin", b"Put\xffin"), [""]),
    "overlong UTF-8": (article().replace(b"Putin", b"Put\xc0\x80in"), [""]),
    "surrogate in UTF-8": (article().replace(b"Putin", b"Put\xed\xa0\x80in"), [""]),
    "array": (b"[" + article() + b"]", [""]),
    "string": (b'"text"', [""]),
    "null": (b"null", [""]),
    "control character": (article().replace(b"Putin", b"Put\x01in"), [""]),
    "lone surrogate": (raw("text", r'"Put\ud800in visited."'), ["/text"]),
    "low surrogate first": (raw("title", r'"Put\ude00\ud83din"'), ["/title"]),
    "surrogate in a name": (raw("text", r'"Putin", "\ud800": 1'), ["/?", "/?"]),
    "NUL in the text": (article(text="Put\0in visited."), ["/text"]),
    "NUL in the title": (article(title="\0"), ["/title"]),
    "published yesterday": (article(published="yesterday"), ["/published"]),
    "no such day": (article(published="2024-02-30"), ["/published"]),
    "no leap year": (article(published="1900-02-29"), ["/published"]),
    "year 0001": (article(published="0001-01-01"), ["/published"]),
    "year 3000": (article(published="3000-01-01"), ["/published"]),
    "basic format": (article(published="20240611"), ["/published"]),
    "date-time with no offset": (article(published="2024-06-11T09:00:00"), ["/published"]),
    "date-time with a space": (article(published="2024-06-11 09:00:00Z"), ["/published"]),
    "hour 24": (article(published="2024-06-11T24:00:00Z"), ["/published"]),
    "digits of another script": (article(published="٢٠٢٤-٠٦-١١"), ["/published"]),
    "date with a newline": (article(published="2024-06-11\n"), ["/published"]),
    "empty text": (article(text=""), ["/text"]),
    "only spaces": (article(text=" \t\r\n\u00a0\u2003"), ["/text"]),
    "only punctuation": (article(text="… — ! ? “”"), ["/text"]),
    "only an emoji": (article(text="🇰🇵"), ["/text"]),
    "only combining characters": (article(text="\u0301\u0302"), ["/text"]),
    "no text": (article(text=...), ["/text"]),
    "no date": (article(published=...), ["/published"]),
    "empty object": (b"{}", ["/published", "/text"]),
    "unknown field": (article(body="x"), ["/body"]),
    "unknown field with odd letters": (article(**{"a/b~c": 1}), ["/a~1b~0c"]),
    "a name in capitals": (article(Title="x"), ["/Title"]),
    "duplicate key": (raw("text", '"Putin", "text": "Putin visited."'), ["/text"]),
    "duplicate key of the same value": (raw("source", '"AP", "source": "AP"'), ["/source"]),
    "duplicate key, escaped": (raw("text", r'"Putin", "te\u0078t": "Putin visited."'), ["/text"]),
    "text a number": (article(text=1), ["/text"]),
    "text null": (article(text=None), ["/text"]),
    "text a list": (article(text=["Putin visited."]), ["/text"]),
    "text an object": (article(text={"en": "Putin visited."}), ["/text"]),
    "text true": (article(text=True), ["/text"]),
    "published a number": (article(published=20240611), ["/published"]),
    "id a number": (article(id=1), ["/id"]),
    "title a list": (article(title=[]), ["/title"]),
    "source an object": (article(source={}), ["/source"]),
    "url false": (article(url=False), ["/url"]),
    "language a number": (article(language=1), ["/language"]),
    "a number of 10,000 digits": (raw("id", "1" * 10_000), ["/id"]),
    "everything wrong at once": (
        raw("text", '1, "id": {"a": 1, "a": "\\ud800"}, "published": "soon", "published": "later", "x": null'),
        ["/id", "/id/a", "/id/a", "/published", "/published", "/published", "/text", "/x"],
    ),
    "nested 65 deep": (raw("x", "[" * 64 + "]" * 64), [""]),
    "nested 100,000 deep": (b"[" * 100_000, [""]),
    "nested 100,000 deep in an ignored field": (raw("x", "[" * 100_000 + "]" * 100_000), [""]),
    "nested 100,000 deep in a field": (raw("text", '{"a":' * 100_000), [""]),
    "objects and arrays by turns, deep": (b'[{"a":' * 60_000, [""]),
    "10,000 faults": (b"{" + b",".join(b'"%d":1' % i for i in range(10_000)) + b"}", []),
}


@pytest.mark.parametrize(("body", "pointers"), INVALID.values(), ids=INVALID)
def test_a_body_that_is_not_valid(client: httpx.Client, body: bytes, pointers: list[str]) -> None:
    """Each is refused with 400, and every fault is told where it is."""
    answer = client.post(URL, content=body, headers=JSON)
    problem = refused(answer, "invalid-request")
    if pointers:
        assert sorted(fault["pointer"] for fault in problem["errors"]) == pointers
    assert all(fault["message"] for fault in problem["errors"])


QUERIES: dict[str, tuple[str, list[str]]] = {
    "unknown": ("foo=1", ["foo"]),
    "unknown, twice": ("foo=1&foo=2", ["foo", "foo"]),
    "repeated": ("explain=true&explain=true", ["explain"]),
    "explain of another kind": ("explain=yes", ["explain"]),
    "explain empty": ("explain", ["explain"]),
    "explain in capitals": ("explain=True", ["explain"]),
    "include of another kind": ("include=all", ["include"]),
    "include null": ("include=null", ["include"]),
    "bad percent-encoding": ("title=%ff", ["title"]),
    "NUL": ("title=%00", ["title"]),
    "blank text": ("text=%20", ["text"]),
    "wrong date": ("published=2024-13-01", ["published"]),
    "all at once": ("a=1&explain=2&include=3&published=4", ["a", "explain", "include", "published"]),
}


@pytest.mark.parametrize(("query", "names"), QUERIES.values(), ids=QUERIES)
def test_a_query_that_is_not_valid(client: httpx.Client, query: str, names: list[str]) -> None:
    """Unknown, repeated and wrong parameters are refused, all of them told by name."""
    problem = refused(client.post(f"{URL}?{query}", content=article(), headers=JSON), "invalid-request")
    assert sorted(fault["pointer"] for fault in problem["errors"]) == names


@pytest.mark.parametrize("url", ["/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs", "/schemas/Article.json"])
def test_no_route_takes_an_unknown_parameter(client: httpx.Client, url: str) -> None:
    """What a route does not know, it does not ignore."""
    refused(client.get(f"{url}?verbose=1"), "invalid-request")


def test_faults_of_query_and_body_are_told_together(client: httpx.Client) -> None:
    """One answer tells all that is wrong with a request, wherever it stands."""
    problem = refused(client.post(f"{URL}?explain=1", content=b'{"text": 1, "x": 1}', headers=JSON), "invalid-request")
    assert sorted(fault["pointer"] for fault in problem["errors"]) == ["/published", "/text", "/x", "explain"]


TOO_LARGE = {
    "100,001 code points": article(text="Putin visited. " * 6666 + "Putin visit"),
    "100,001 code points of four bytes": article(text="a" + "😀" * 100_000),
    "1 MiB and 1 byte": article()[:-1] + b" " * (LIMIT + 2 - len(article())) + b"}",
    "1 MiB of zeros and 1": b"0" * (LIMIT + 1),
    "ten times the limit": b"[" * LIMIT * 10,
}


@pytest.mark.parametrize("body", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_body_or_text_that_is_too_large(client: httpx.Client, body: bytes) -> None:
    """One code point, or one byte, over the limit is too much."""
    refused(client.post(URL, content=body, headers=JSON), "too-large")


def test_a_body_that_is_too_large_once_unpacked(client: httpx.Client) -> None:
    """The limit holds after gzip: 100 MiB in 100 kB do not get in."""
    packed = gzip.compress(b" " * LIMIT * 100)
    assert len(packed) < LIMIT
    refused(client.post(URL, content=packed, headers={**JSON, "content-encoding": "gzip"}), "too-large")


GZIP = {
    "no gzip": article(),
    "cut short": gzip.compress(article())[:-9],
    "a wrong check sum": gzip.compress(article())[:-8] + b"\0\0\0\0" + gzip.compress(article())[-4:],
    "something after it": gzip.compress(article()) + b"x",
    "empty": b"",
}


@pytest.mark.parametrize("body", GZIP.values(), ids=GZIP)
def test_broken_gzip(client: httpx.Client, body: bytes) -> None:
    """What says it is gzip must be."""
    refused(client.post(URL, content=body, headers={**JSON, "content-encoding": "gzip"}), "invalid-request")


UNSUPPORTED = {
    "no content type": {},
    "another": {"content-type": "text/csv"},
    "a form": {"content-type": "application/x-www-form-urlencoded"},
    "NDJSON on the route for one": {"content-type": "application/x-ndjson"},
    "no type at all": {"content-type": "json"},
    "JSON in Latin 1": {"content-type": "application/json; charset=iso-8859-1"},
    "brotli": {**JSON, "content-encoding": "br"},
    "gzip twice": {**JSON, "content-encoding": "gzip, gzip"},
}


@pytest.mark.parametrize("headers", UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_a_type_or_encoding_that_is_not_supported(client: httpx.Client, headers: dict[str, str]) -> None:
    """A body is read only as what it is said to be."""
    refused(client.post(URL, content=article(), headers=headers), "unsupported-media-type")


@pytest.mark.parametrize(
    "accept", ["image/png", "text/html", "application/json;q=0", "*/*;q=0", "application/*;q=0, text/*", "json"]
)
def test_an_answer_in_a_form_that_is_not_offered(client: httpx.Client, accept: str) -> None:
    """An answer is never in a form that the caller has ruled out."""
    refused(client.post(URL, content=article(), headers={**JSON, "accept": accept}), "not-acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "APPLICATION/JSON", "text/html, */*;q=0.1", "application/json;q=0.5, image/png", ""]
)
def test_an_answer_in_a_form_that_is_offered(client: httpx.Client, accept: str) -> None:
    """Ranges and qualities are understood."""
    assert client.post(URL, content=article(), headers={**JSON, "accept": accept}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"text": FRENCH}, "fr"), ({"language": "de"}, "de"), ({"language": "zh-Hant"}, "zh-Hant"), ({"language": ""}, "")],
)
def test_a_text_that_is_not_english(client: httpx.Client, fields: dict[str, str], named: str) -> None:
    """What was declared or found is named."""
    problem = refused(client.post(URL, content=article(**fields), headers=JSON), "unsupported-language")
    assert repr(named) in problem["detail"]


def test_no_such_route(client: httpx.Client) -> None:
    """Paths that lead nowhere say so in the common form."""
    for path in (
        "/nowhere",
        "/v1",
        "/v1/extractions/1",
        "/schemas/Nothing.json",
        "/schemas/Article",
        "/problems/nothing",
        "/docs/nothing",
    ):
        refused(client.get(path), "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", URL, {"POST", "OPTIONS"}),
        ("PUT", URL, {"POST", "OPTIONS"}),
        ("DELETE", f"{URL}/batch", {"POST", "OPTIONS"}),
        ("POST", "/health/live", {"GET", "HEAD", "OPTIONS"}),
        ("TRACE", "/openapi.json", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", URL, {"POST", "OPTIONS"}),
    ],
)
def test_a_wrong_method(client: httpx.Client, method: str, path: str, allow: set[str]) -> None:
    """``Allow`` lists the right ones."""
    answer = client.request(method, path)
    refused(answer, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == allow


def refused(answer: httpx.Response, kind: str) -> dict[str, Any]:
    """The problem of an answer, which is one of that kind in every way."""
    problem: dict[str, Any] = answer.json()
    assert problem["type"].rpartition("/")[2] == kind, problem
    assert answer.status_code == problem["status"] == KINDS[kind].status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["title"] == KINDS[kind].title
    assert problem["detail"]
    assert problem["instance"]
    assert answer.headers["x-request-id"]
    return problem
