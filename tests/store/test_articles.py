"""Articles put, asked for and removed over HTTP, the same over both databases."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.http.test_bad_requests import refused
from tests.serving import ARTICLE

if TYPE_CHECKING:
    import httpx

    from tests.serving import Server

SAMPLE: dict[str, Any] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8"))
EXPECTED: dict[str, Any] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.expected.json").read_text("utf-8"))
NUMBERS = count()


@pytest.fixture
def url() -> str:
    """The place of an article that no other test knows."""
    return f"/v1/articles/article-{next(NUMBERS)}"


def events_of(stored: dict[str, Any]) -> list[str]:
    """The ids of an article's events."""
    return [event["id"] for event in stored["extraction"]["events"]]


def test_an_article_is_kept_with_its_extraction(keeping: httpx.Client) -> None:
    """What is put comes back, and its extraction is that of the stateless route but for the ids of events, which now hold everywhere."""
    url = f"/v1/articles/{SAMPLE['id']}"
    keeping.delete(url)
    put = keeping.put(url, json=SAMPLE)
    assert put.status_code == 201
    assert put.headers["location"] == url
    got = keeping.get(url)
    assert (got.status_code, got.content) == (200, put.content)
    assert got.headers["etag"] == put.headers["etag"]
    stored = got.json()
    assert stored["article"] == SAMPLE
    prefix = f"{SAMPLE['id']}.{stored['revision']}."
    assert json.loads(got.text.replace(prefix, ""))["extraction"] == EXPECTED
    assert all(name.startswith(prefix) for name in events_of(stored))
    for event in stored["extraction"]["events"]:
        told = keeping.get(f"/v1/events/{event['id']}").raise_for_status().json()
        assert told.pop("article") == {
            "id": SAMPLE["id"],
            "revision": stored["revision"],
            **{name: SAMPLE.get(name) for name in ("published", "title", "source", "url")},
        }
        assert told == event
        for other in (*told.get("about", ()), *told.get("reported_by", ()), *(order["event"] for order in told.get("order", ()))):
            assert keeping.get(f"/v1/events/{other}").status_code == 200


def test_the_same_content_changes_nothing(keeping: httpx.Client, url: str) -> None:
    """Put twice, whatever the form it is sent in, it is the same revision."""
    first = keeping.put(url, json=ARTICLE)
    packed = gzip.compress(json.dumps(dict(reversed(ARTICLE.items()))).encode())
    again = keeping.put(url, content=packed, headers={"content-type": "application/json", "content-encoding": "gzip"})
    named = keeping.put(f"{url}?id={url.rpartition('/')[2]}", json={**ARTICLE, "title": None})
    assert [answer.status_code for answer in (first, again, named)] == [201, 200, 200]
    assert first.content == again.content == named.content
    assert first.json()["revision"] == 1


def test_other_content_is_a_new_revision(keeping: httpx.Client, url: str) -> None:
    """The events of the revision before are gone, from the article and from every list."""
    old = keeping.put(url, json={**ARTICLE, "source": url}).json()
    new = keeping.put(url, json={**ARTICLE, "source": url, "text": "German Chancellor Olaf Scholz arrived in Beijing on Sunday."})
    assert new.status_code == 200
    assert new.json()["revision"] == 2
    assert events_of(old)
    assert events_of(new.json())
    assert all(keeping.get(f"/v1/events/{name}").status_code == 404 for name in events_of(old))
    listed = keeping.get("/v1/events", params={"source": url}).json()["events"]
    assert sorted(event["id"] for event in listed) == sorted(events_of(new.json()))
    for query, found in (("Putin", 0), ("Scholz", 1)):
        assert bool(keeping.get("/v1/events", params={"q": query, "source": url}).json()["events"]) == bool(found)


def test_a_title_makes_a_revision_too(keeping: httpx.Client, url: str) -> None:
    """All that is sent is content."""
    for number, field in enumerate(
        ({}, {"title": "A"}, {"url": "https://example.org"}, {"published": "2024-06-12"}, {"language": "en"})
    ):
        assert keeping.put(url, json={**ARTICLE, **field}).json()["revision"] == number + 1


def test_removing_an_article(keeping: httpx.Client, url: str) -> None:
    """Text, extraction and events are gone; put anew, its events have ids that none ever had."""
    stored = keeping.put(url, json=ARTICLE).json()
    gone = keeping.delete(url)
    assert (gone.status_code, gone.content) == (204, b"")
    for path in (url, *(f"/v1/events/{name}" for name in events_of(stored))):
        refused(keeping.get(path), "not-found")
    refused(keeping.delete(url), "not-found")
    again = keeping.put(url, json=ARTICLE)
    assert (again.status_code, again.json()["revision"]) == (201, 2)


def test_a_page_is_kept(keeping: httpx.Client, url: str) -> None:
    """HTML is read as on the stateless route, and what was read is kept."""
    page = "<html><head><title>A visit</title></head><body><article><p>Putin will visit North Korea in a few weeks.</p></article></body></html>"
    put = keeping.put(f"{url}?published=2024-06-11", content=page.encode(), headers={"content-type": "text/html"})
    assert put.status_code == 201
    assert put.json()["article"]["text"] == "Putin will visit North Korea in a few weeks."


def test_the_list_of_articles(keeping: httpx.Client) -> None:
    """The newest come first, page by page, none twice and none left out."""
    names = [f"listed-{next(NUMBERS)}" for _ in range(5)]
    days = ["2991-01-02", "2991-01-01", "2991-01-03", "2991-01-02", "2991-01-01"]
    for name, day in zip(names, days, strict=True):
        keeping.put(f"/v1/articles/{name}", json={**ARTICLE, "published": day, "title": name}).raise_for_status()
    order = sorted(range(5), key=lambda number: (days[number], number), reverse=True)
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while len(found) < 5:
        page = keeping.get("/v1/articles", params={"limit": "2", **cursor})
        found += page.json()["articles"]
        cursor = {"next": page.json()["next"]}
        assert page.links["next"]["url"] == f"/v1/articles?limit=2&next={cursor['next']}"
    assert [article["id"] for article in found[:5]] == [names[number] for number in order]
    stored = keeping.get(f"/v1/articles/{found[0]['id']}").json()
    assert found[0] == {
        **{name: stored["article"].get(name) for name in ("id", "published", "title", "source", "url")},
        "revision": stored["revision"],
        "sha256": stored["extraction"]["article"]["sha256"],
        "engine": stored["extraction"]["engine"],
    }
    for name in names:
        keeping.delete(f"/v1/articles/{name}").raise_for_status()


def test_conditional_requests(keeping: httpx.Client, url: str) -> None:
    """Who has the version there is gets 304; who expects another one gets 412; nothing is done by halves."""
    tag = keeping.put(url, json=ARTICLE, headers={"if-none-match": "*"}).headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = keeping.get(url, headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert keeping.get(url, headers={"if-none-match": '"x"'}).status_code == 200
    other = {**ARTICLE, "title": "B"}
    for headers in ({"if-match": '"x"'}, {"if-match": f"W/{tag}"}, {"if-none-match": "*"}, {"if-none-match": tag}):
        refused(keeping.put(url, json=other, headers=headers), "precondition-failed")
    refused(keeping.delete(url, headers={"if-match": '"x"'}), "precondition-failed")
    changed = keeping.put(url, json=other, headers={"if-match": tag})
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert changed.headers["etag"] != tag
    refused(keeping.put(url, json=ARTICLE, headers={"if-match": tag}), "precondition-failed")
    assert keeping.delete(url, headers={"if-match": f'"x", {changed.headers["etag"]}'}).status_code == 204
    refused(keeping.put(url, json=ARTICLE, headers={"if-match": "*"}), "precondition-failed")
    again = keeping.put(url, json=ARTICLE)
    assert again.headers["etag"] not in {tag, changed.headers["etag"]}


def test_lists_and_events_have_tags(keeping: httpx.Client, url: str) -> None:
    """A client that polls is told that nothing is new; one that asks for another form is not."""
    stored = keeping.put(url, json={**ARTICLE, "source": url}).json()
    for path, params in (
        (f"/v1/events/{events_of(stored)[0]}", {}),
        ("/v1/events", {"source": url}),
        ("/v1/articles", {"limit": "1"}),
    ):
        tag = keeping.get(path, params=params).headers["etag"]
        assert keeping.get(path, params=params, headers={"if-none-match": tag}).status_code == 304
    listed = keeping.get("/v1/events", params={"source": url})
    assert listed.headers["vary"] == "Accept"
    headers = {"if-none-match": listed.headers["etag"], "accept": "text/csv"}
    assert keeping.get("/v1/events", params={"source": url}, headers=headers).status_code == 200


@pytest.mark.parametrize("header", ["if-match", "if-none-match"])
@pytest.mark.parametrize("value", ["x", '"a" "b"', '"', "*, *", 'w/"a"', ","])
def test_a_malformed_condition(keeping: httpx.Client, url: str, header: str, value: str) -> None:
    """What is no entity tag is no condition."""
    refused(keeping.put(url, json=ARTICLE, headers={header: value}), "invalid-request")
    refused(keeping.get(url), "not-found")


BAD_PUTS: dict[str, tuple[str, dict[str, Any], str, list[str]]] = {
    "another id in the body": ("a", {**ARTICLE, "id": "b"}, "invalid-request", ["/id"]),
    "another id in the query": ("a?id=b", ARTICLE, "invalid-request", ["id"]),
    "another id, and more": (
        "a?x=1",
        {**ARTICLE, "id": "b", "published": "soon", "y": 1},
        "invalid-request",
        ["/id", "/published", "/y", "x"],
    ),
    "id of a slash, encoded": ("a%2Fb", ARTICLE, "not-found", []),
    "id of a space": ("a%20b", ARTICLE, "invalid-request", ["article"]),
    "id of another script": ("статья", ARTICLE, "invalid-request", ["article"]),
    "id with NUL": ("a%00", ARTICLE, "invalid-request", ["article"]),
    "id with a line break": ("a%0a", ARTICLE, "invalid-request", ["article"]),
    "id of 129 characters": ("a" * 129, ARTICLE, "invalid-request", ["article"]),
    "no text": ("a", {"published": "2024-06-11"}, "invalid-request", ["/text"]),
    "an option of the stateless route": ("a?explain=true", ARTICLE, "invalid-request", ["explain"]),
    "another language": ("a", {**ARTICLE, "language": "fr"}, "unsupported-language", ["/language"]),
    "too long": ("a", {**ARTICLE, "text": "a " * 50_001}, "too-large", ["/text"]),
}


@pytest.mark.parametrize(("name", "body", "kind", "pointers"), BAD_PUTS.values(), ids=BAD_PUTS)
def test_an_article_that_is_not_kept(
    keeping: httpx.Client, name: str, body: dict[str, Any], kind: str, pointers: list[str]
) -> None:
    """Each is refused as on the stateless route, and nothing is kept of it."""
    problem = refused(keeping.put(f"/v1/articles/{name}", json=body), kind)
    assert sorted(fault["pointer"] for fault in problem.get("errors", [])) == pointers
    assert keeping.get("/v1/articles/a").status_code == 404


@pytest.mark.parametrize(
    "path", ["/v1/articles/a%00", "/v1/articles/" + "é" * 200, "/v1/events/a%00b", "/v1/events/x.1.v1", "/v1/articles/%ff"]
)
def test_what_is_not_there(keeping: httpx.Client, path: str) -> None:
    """Whatever the path holds, there is nothing."""
    refused(keeping.get(path), "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/v1/articles", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/v1/articles/a", {"DELETE", "GET", "HEAD", "OPTIONS", "PUT"}),
        ("DELETE", "/v1/events", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/v1/events/a", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method(client: httpx.Client, method: str, path: str, allow: set[str]) -> None:
    """``Allow`` lists the right ones."""
    answer = client.request(method, path)
    refused(answer, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == allow


def test_longest_id(keeping: httpx.Client) -> None:
    """128 characters of each kind that is allowed."""
    name = ("Az09._~-" * 16)[:128]
    assert keeping.put(f"/v1/articles/{name}", json=ARTICLE).status_code in {200, 201}
    stored = keeping.get(f"/v1/articles/{name}").raise_for_status().json()
    assert keeping.get(f"/v1/events/{events_of(stored)[0]}").status_code == 200
    assert keeping.delete(f"/v1/articles/{name}").status_code == 204


def test_writers_at_once(either: Server, url: str) -> None:
    """Each of several writers of one article has a revision of its own, or is told that another was first, where it asked to be told."""
    with either.client() as client, ThreadPoolExecutor(8) as pool:
        tag = client.put(url, json=ARTICLE).headers["etag"]
        put = lambda number, **headers: client.put(url, json={**ARTICLE, "title": str(number)}, headers=headers)  # noqa: E731
        free = list(pool.map(put, range(8)))
        assert {answer.status_code for answer in free} == {200}
        assert sorted(answer.json()["revision"] for answer in free) == list(range(2, 10))
        tag = client.get(url).headers["etag"]
        bound = list(pool.map(lambda number: put(number + 8, **{"if-match": tag}), range(8)))
        assert {answer.status_code for answer in bound} <= {200, 409, 412}
        assert [answer.status_code for answer in bound].count(200) == 1
        assert client.get(url).json()["revision"] == 10
        same = list(pool.map(lambda _: put("same"), range(8)))
        assert {answer.json()["revision"] for answer in same} == {11}


def test_readiness_asks_the_store(keeping: httpx.Client) -> None:
    """A service whose store answers is ready, and its numbers say so."""
    assert keeping.get("/health/ready").json() == {"status": "ready"}
    assert "dateline_store_opened 1.0" in keeping.get("/metrics").text
