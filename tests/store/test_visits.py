"""Stories asked for over HTTP: they follow what is put, replaced and removed, the same over both databases."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from pyarrow import parquet

from tests.http.test_bad_requests import refused
from tests.store.test_events import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

URL = "/v1/visits"
TEXT = (
    "NAIROBI — Kenyan President Joseph Wanjala has invited Fijian President Adi Vakatawa to visit Kenya, his office said. "
    "Both countries grow sugar, and both want to sell more of it to the same few buyers in Europe and in the Gulf."
)
NEWS = {
    "told-a": ("2031-03-03", "Coast Mail", TEXT),
    "told-b": (
        "2031-05-05",
        "Suva Star",
        "SUVA — Fijian President Adi Vakatawa will visit Kenya on May 20, her office said on Monday.",
    ),
    "told-c": (
        "2031-05-21",
        "Coast Mail",
        "NAIROBI — Fijian President Adi Vakatawa arrived in Kenya on Tuesday and met President Joseph Wanjala.",
    ),
    "told-d": ("2031-03-04", "Lake Post", TEXT),
    "told-e": (
        "2031-05-06",
        "Suva Star",
        "SUVA — Fijian Trade Minister Semi Vakatawa will visit Kenya in June, the ministry said on Tuesday.",
    ),
}


@pytest.fixture
def visits(keeping: httpx.Client) -> Iterator[list[dict[str, Any]]]:
    """The stories of some articles about two of one surname, put in no order; the articles are gone afterwards."""
    for name in ("told-c", "told-e", "told-d", "told-a", "told-b"):
        put(keeping, name)
    yield asked(keeping)
    for name in NEWS:
        keeping.delete(f"/v1/articles/{name}")


def put(keeping: httpx.Client, name: str, **other: str) -> None:
    """Keep one of the articles."""
    published, source, text = NEWS[name]
    article = {"published": published, "source": source, "text": text, **other}
    keeping.put(f"/v1/articles/{name}", json=article).raise_for_status()


def asked(keeping: httpx.Client, **params: str) -> list[dict[str, Any]]:
    """The stories that some filters let through, of those of these tests."""
    answer = keeping.get(URL, params={"visitor": "vakatawa", "country": "KE", "sort": "published", **params})
    found: list[dict[str, Any]] = answer.raise_for_status().json()["visits"]
    return found


def test_one_visit_over_four_articles(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """Invited, planned, there: one story with four articles, of which a near-copy counts as no source of its own; the minister's is another."""
    other, story = visits
    assert (other["visitor"]["name"], other["status"]) == ("Semi Vakatawa", "planned")
    assert story["visitor"] == {"name": "Adi Vakatawa", "role": story["visitor"]["role"], "country": "FJ"}
    assert [step["status"] for step in story["history"]] == ["invited", "planned", "ongoing"]
    assert (story["status"], story["country"], story["articles"], story["sources"]) == ("ongoing", "KE", 4, 3)
    assert story["date"]["start"] == "2031-05-20"
    whole = keeping.get(f"{URL}/{story['id']}").raise_for_status().json()
    timeline = whole.pop("timeline")
    assert whole == story
    assert [(line["article"]["id"], line["copy_of"]) for line in timeline] == [
        ("told-a", None), ("told-d", "told-a"), ("told-b", None), ("told-c", None),
    ]  # fmt: skip
    for line in timeline:
        event = keeping.get(f"/v1/events/{line['event']}").raise_for_status().json()
        assert [line[name] for name in ("status", "date", "article")] == [event[name] for name in ("status", "date", "article")]
        assert line["statements"] == event["reported_by"]


def test_what_is_removed_or_replaced(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """A story is that of the articles that are kept: without one it is another, and with it again the same, by id and by bytes."""
    url = f"{URL}/{visits[1]['id']}"
    before = keeping.get(url).raise_for_status()
    keeping.delete("/v1/articles/told-c").raise_for_status()
    [_, story] = sorted(asked(keeping), key=lambda story: story["visitor"]["name"], reverse=True)
    assert (story["id"], story["status"], story["articles"]) == (visits[1]["id"], "planned", 3)
    put(
        keeping,
        "told-b",
        text="SUVA — Fijian President Adi Vakatawa has cancelled her visit to Kenya, her office said on Monday.",
    )
    assert {one["id"]: one["status"] for one in asked(keeping)}[story["id"]] == "cancelled"
    put(keeping, "told-b")
    put(keeping, "told-c")
    after = keeping.get(url).raise_for_status()
    told = [
        [{name: line[name] for name in ("published", "status", "copy_of")} for line in answer.json()["timeline"]]
        for answer in (before, after)
    ]
    assert told[0] == told[1]
    assert {**after.json(), "timeline": []} == {**before.json(), "timeline": []}
    keeping.delete("/v1/articles/told-a").raise_for_status()
    assert keeping.get(url).status_code == 404
    assert "told-d" in {
        line["article"]["id"] for one in asked(keeping) for line in keeping.get(f"{URL}/{one['id']}").json()["timeline"]
    }


def test_filters_of_its_own(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """By an article that reports it, by who published one, and by when the first and the last were published."""
    story = visits[1]["id"]
    for params in (
        {"article": "told-d"},
        {"source": "the lake post".removeprefix("the ")},
        {"visitor": "Adi Vakatawa", "visitor_country": "FJ"},
        {"published_from": "2031-05-21"},
        {"published_to": "2031-03-03"},
        {"from": "2031-05-20", "to": "2031-05-21"},
        {"status": "ongoing"},
    ):
        assert [one["id"] for one in asked(keeping, **params)] == [story], params
    assert asked(keeping, article="told-x") == []


def test_versions(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """A caller who has an answer is told so, until it changes."""
    for path in (f"{URL}/{visits[1]['id']}", f"{URL}?visitor=vakatawa", f"{URL}/summary?visitor=vakatawa&by=status"):
        tag = keeping.get(path).raise_for_status().headers["etag"]
        known = keeping.get(path, headers={"if-none-match": tag})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
        put(
            keeping,
            "told-c",
            title=f"Anew {path}",
            text="NAIROBI — Fijian President Adi Vakatawa called off her visit to Kenya on Tuesday.",
        )
        assert keeping.get(path, headers={"if-none-match": tag}).status_code == 200
        put(keeping, "told-c")


def test_pages_and_forms(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """Page by page, in every form, each visit comes once; tables have the columns of stories."""
    for form, media_type in FORMS.items():
        url: str | None = f"{URL}?visitor=vakatawa&country=KE&sort=published&limit=1"
        seen = []
        while url:
            answer = keeping.get(url, headers={"accept": media_type}).raise_for_status()
            assert answer.headers["content-type"].partition(";")[0] == media_type
            seen.append(answer)
            url = answer.links.get("next", {}).get("url")
        assert len(seen) == 2
        assert all(visits[0]["id"].encode() in answer.content or form == "parquet" for answer in seen[:1])
    params = {"visitor": "vakatawa", "country": "KE", "sort": "published"}
    rows = list(csv.DictReader(io.StringIO(keeping.get(URL, params={**params, "format": "csv"}).text)))
    table = parquet.read_table(io.BytesIO(keeping.get(URL, params={**params, "format": "parquet"}).content))
    assert table.column_names == list(rows[0])
    assert [row["id"] for row in rows] == table.column("id").to_pylist() == [story["id"] for story in visits]
    assert rows[1]["history"].startswith("2031-03-03 invited; 2031-05-05 planned")
    calendar = icalendar.Calendar.from_ical(keeping.get(URL, params={**params, "format": "ics"}).content)
    assert {str(entry["uid"]) for entry in calendar.walk("VEVENT")} == {f"{story['id']}@dateline" for story in visits}
    features = keeping.get(URL, params={**params, "format": "geojson"}).json()["features"]
    assert [feature["id"] for feature in features] == [story["id"] for story in visits]


def test_a_summary(keeping: httpx.Client, visits: list[dict[str, Any]]) -> None:
    """Counts by any of the fields, as JSON and as a table; by source a visit counts for each."""
    assert len(visits) == 2

    def ask(**params: str) -> httpx.Response:
        return keeping.get(f"{URL}/summary", params={"visitor": "vakatawa", "country": "KE", **params}).raise_for_status()

    assert ask().json() == {"visits": 2, "groups": [], "more": False}
    assert ask(by="country,visitor_country").json()["groups"] == [{"country": "KE", "visitor_country": "FJ", "visits": 2}]
    assert ask(by="month").json()["groups"] == [{"month": "2031-05", "visits": 1}, {"month": "2031-06", "visits": 1}]
    assert ask(by="source", status="ongoing").json() == {
        "visits": 1, "groups": [{"source": name, "visits": 1} for name in ("Coast Mail", "Lake Post", "Suva Star")], "more": False,
    }  # fmt: skip
    assert ask(by="status", limit="1").json()["more"]
    assert ask(by="status,month", format="csv").text.splitlines() == [
        "status,month,visits",
        "ongoing,2031-05,1",
        "planned,2031-06,1",
    ]
    assert keeping.get(f"{URL}/summary", headers={"accept": "text/csv"}).text.startswith("visits\r\n")


BAD_QUERIES: dict[str, tuple[str, list[str]]] = {
    "a filter of events alone": (
        "?q=putin&act=say&speaker=x&type=visit&anonymous=true",
        ["act", "anonymous", "q", "speaker", "type"],
    ),
    "a visitor of no letters": ("?visitor=%20!", ["visitor"]),
    "an article that cannot be": ("?article=a%2Fb", ["article"]),
    "a day that is none": ("?from=2024-02-30&to=soon", ["from", "to"]),
    "next of another query": ("?next=abc", ["next"]),
    "status, sort, format, limit": ("?status=done&sort=name&format=xml&limit=501", ["format", "limit", "sort", "status"]),
    "twice": ("?country=VN&country=VN", ["country"]),
    "by nothing": ("/summary?by=", ["by"]),
    "by what is not there": ("/summary?by=visitor", ["by"]),
    "by one field twice": ("/summary?by=status,status", ["by"]),
    "by with spaces": ("/summary?by=status,%20month", ["by"]),
    "too many groups": ("/summary?by=status&limit=1001", ["limit"]),
    "a summary in pages": ("/summary?next=abc&sort=date", ["next", "sort"]),
    "a summary as a map": ("/summary?format=geojson", ["format"]),
    "a visit with a query": ("/0123456789abcdef?x=1", ["x"]),
}


@pytest.mark.parametrize(("path", "names"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_query_that_is_not_valid(keeping: httpx.Client, path: str, names: list[str]) -> None:
    """Each is refused, and every fault is told by the parameter's name."""
    problem = refused(keeping.get(f"{URL}{path}"), "invalid-request")
    assert sorted(fault["pointer"] for fault in problem["errors"]) == names


@pytest.mark.parametrize("name", ["0123456789abcdef", "0123456789ABCDEF", "ffffffffffffffff", "1", "x" * 300, "%00", "%ff", "é"])
def test_a_visit_that_is_not_there(keeping: httpx.Client, name: str) -> None:
    """Whatever it is called, it is not found."""
    refused(keeping.get(f"{URL}/{name}"), "not-found")


def test_forms_that_a_summary_has_not(keeping: httpx.Client) -> None:
    """A summary is no map, and one visit no table."""
    refused(keeping.get(f"{URL}/summary", headers={"accept": "application/geo+json"}), "not-acceptable")
    refused(keeping.get(f"{URL}/0123456789abcdef", headers={"accept": "text/csv"}), "not-acceptable")
