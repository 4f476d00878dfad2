"""Events asked for over HTTP: filters, pages and forms, the same over both databases."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from pyarrow import parquet

from tests.http.test_bad_requests import refused

if TYPE_CHECKING:
    import httpx

URL = "/v1/events"
TEXT = (
    "Russian President Vladimir Putin will visit Vietnam in June, a diplomatic source told reporters on Monday. "
    "French President Emmanuel Macron visited Vietnam last month. The Kremlin denied that Putin would visit Ramallah."
)
SOURCE = "The Événement"
"""Who publishes the articles of these tests, and of no other."""

FORMS = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
}


@pytest.fixture
def events(keeping: httpx.Client) -> list[dict[str, Any]]:
    """The events of two articles that are kept, those of the later article first."""
    for name, day in (("told-1", "2024-06-11"), ("told-2", "2024-06-12")):
        article = {
            "text": TEXT,
            "published": day,
            "source": SOURCE,
            "title": f"News of {day}",
            "url": f"https://example.org/{name}",
        }
        keeping.put(f"/v1/articles/{name}", json=article).raise_for_status()
    found: list[dict[str, Any]] = keeping.get(URL, params={"source": SOURCE}).json()["events"]
    assert {event["type"] for event in found} == {"visit", "statement"}
    return found


def ids(answer: httpx.Response) -> list[str]:
    """The ids of the events of a page."""
    return [event["id"] for event in answer.raise_for_status().json()["events"]]


def test_filters(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """Each filter lets through what it says, and together all of them must hold."""
    visits = [event for event in events if event["type"] == "visit"]
    ask = lambda **params: ids(keeping.get(URL, params={"source": "the evenement", **params}))  # noqa: E731
    assert ask(type="visit") == [event["id"] for event in visits]
    assert ask(visitor="PUTIN", country="VN") == [
        event["id"] for event in visits if event["visitors"][0]["country"] == "RU" and event["destination"]["country"] == "VN"
    ]
    assert ask(visitor="Vladimir Putin") == ask(visitor_country="RU")
    assert len(ask(visitor="emmanuel macron", status="completed")) == 2
    assert ask(visitor="Putin Vladimir") == []
    assert len(ask(act="deny")) == 2
    assert ask(anonymous="true") == [
        event["id"]
        for event in events
        if event["type"] == "statement"
        and any(party["kind"] == "anonymous" for party in (event["speaker"], *event["cites"]) if party)
    ]
    assert ask(published_from="2024-06-12", published_to="2024-06-12") == [
        event["id"] for event in events if event["article"]["id"] == "told-2"
    ]
    dated = [event for event in events if event["date"]]
    assert set(ask(**{"from": "1000-01-01", "to": "2999-12-31"})) == {event["id"] for event in dated}
    assert ask(type="visit", **{"from": "2024-05-31", "to": "2024-05-31"}) == ask(visitor="Macron")
    assert ask(q='"Vladimir Putin" visiting', type="visit", country="VN") == ask(visitor="Putin", country="VN")
    assert ask(min_confidence="1") == [event["id"] for event in events if event["confidence"] == 1]


def test_pages_and_links(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """Following ``next``, or the link of a form that has no place for it, every event comes once, in order."""
    for form, media_type in FORMS.items():
        wanted = [event["id"] for event in events if form not in {"geojson", "ics"} or event["type"] == "visit"]
        url: str | None = f"{URL}?source=The%20%C3%89v%C3%A9nement&limit=3"
        count = 0
        while url:
            answer = keeping.get(url, headers={"accept": media_type}).raise_for_status()
            assert answer.headers["content-type"].partition(";")[0] == media_type
            link = answer.links.get("next", {}).get("url")
            if form == "json":
                told = answer.json()
                assert [event["id"] for event in told["events"]] == wanted[count : count + 3]
                assert (told["next"] is None) == (link is None)
                if link:
                    assert (
                        ids(keeping.get(URL, params={"source": SOURCE, "limit": "1", "next": told["next"]}))
                        == wanted[count + 3 : count + 4]
                    )
            count += 3
            url = link
        assert count - 3 < len(wanted) <= count


def test_sorts(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """By publication or by the event's own date, either way; undated events come after all dated ones."""
    ask = lambda sort: ids(keeping.get(URL, params={"source": SOURCE, "sort": sort}))  # noqa: E731
    assert ask("-published") == [event["id"] for event in events]
    assert ask("published") == ask("-published")[::-1]
    assert ask("date") == ask("-date")[::-1]
    days = {event["id"]: event["date"] and (event["date"]["start"] or event["date"]["end"]) for event in events}
    ordered = [days[name] or "9" for name in ask("date")]
    assert ordered == sorted(ordered)


def test_json_and_its_lines(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """NDJSON holds the same events, one a line; ``format`` wins over ``Accept``."""
    answer = keeping.get(URL, params={"source": SOURCE, "format": "ndjson"}, headers={"accept": "application/json, */*;q=0.1"})
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in answer.content.splitlines()] == events


def test_tables(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """CSV and Parquet have the same columns and the same values."""
    text = keeping.get(URL, params={"source": SOURCE}, headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    table = parquet.read_table(io.BytesIO(keeping.get(URL, params={"source": SOURCE, "format": "parquet"}).content))
    assert table.column_names == list(rows[0])
    assert [row["id"] for row in rows] == table.column("id").to_pylist() == [event["id"] for event in events]
    for event, row, cells in zip(events, rows, table.to_pylist(), strict=True):
        assert cells["confidence"] == float(row["confidence"]) == event["confidence"]
        assert cells["published"] == row["published"] == event["article"]["published"]
        if event["type"] == "visit":
            assert cells["visitors"] == row["visitors"].split("; ") == [visitor["name"] for visitor in event["visitors"]]
            assert (cells["country"] or "") == row["country"] == (event["destination"]["country"] or "")
            assert cells["act"] is None
        else:
            assert cells["act"] == row["act"] == event["act"]
            assert row["negated"] == str(event["negated"]).lower()
            assert cells["visitors"] is None


def test_a_map(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """Visits are points in the countries visited."""
    told = keeping.get(URL, params={"source": SOURCE}, headers={"accept": "application/geo+json"}).json()
    assert told["type"] == "FeatureCollection"
    assert [feature["id"] for feature in told["features"]] == [event["id"] for event in events if event["type"] == "visit"]
    for feature in told["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        within = {"VN": (102, 110, 8, 24), "PS": (34, 36, 31, 33)}[feature["properties"]["country"]]
        assert within[0] < longitude < within[1]
        assert within[2] < latitude < within[3]


def test_a_calendar(keeping: httpx.Client, events: list[dict[str, Any]]) -> None:
    """Dated visits are whole days, the last one included, tentative as long as they are planned."""
    answer = keeping.get(URL, params={"source": SOURCE, "type": "visit", "format": "ics"})
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    told = {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}
    dated = [event for event in events if event["type"] == "visit" and event["date"]]
    assert set(told) == {f"{event['id']}@dateline" for event in dated}
    for event in dated:
        entry = told[f"{event['id']}@dateline"]
        assert entry["dtstart"].dt.isoformat() == event["date"]["start"]
        assert (entry["dtend"].dt - entry["dtstart"].dt).days >= 1
        assert (entry["status"] == "CONFIRMED") == (event["status"] == "completed")
        assert event["visitors"][0]["name"] in entry["summary"]
        assert entry["url"] == event["article"]["url"]


@pytest.mark.parametrize("params", [{"type": "statement", "format": "ics"}, {"type": "statement", "format": "geojson"}])
def test_a_form_for_visits_alone(keeping: httpx.Client, params: dict[str, str]) -> None:
    """Statements have no place on a map or in a calendar."""
    refused(keeping.get(URL, params=params), "not-acceptable")
    refused(keeping.get(URL, params={"type": "statement"}, headers={"accept": FORMS[params["format"]]}), "not-acceptable")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/*", "text/csv"),
        ("*/*", "application/json"),
        ("application/*;q=0.2, text/calendar", "text/calendar"),
        ("application/json;q=0, application/*", "application/x-ndjson"),
    ],
)
def test_the_form_that_is_liked_best(keeping: httpx.Client, accept: str, given: str) -> None:
    """Qualities decide, and among equals the order in which forms are offered."""
    answer = keeping.get(URL, params={"limit": "1"}, headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == given


BAD_QUERIES: dict[str, tuple[str, list[str]]] = {
    "unknown": ("vistor=putin", ["vistor"]),
    "repeated": ("status=planned&status=invited", ["status"]),
    "type": ("type=meeting", ["type"]),
    "type in capitals": ("type=Visit", ["type"]),
    "type null": ("type=null", ["type"]),
    "country in words": ("country=Vietnam", ["country"]),
    "country in small letters": ("country=vn", ["country"]),
    "country with a line break": ("country=VN%0A", ["country"]),
    "country of two": ("visitor_country=VN,RU", ["visitor_country"]),
    "status": ("status=maybe", ["status"]),
    "act empty": ("act=", ["act"]),
    "visitor empty": ("visitor=", ["visitor"]),
    "visitor of no letters": ("visitor=%20!%20", ["visitor"]),
    "visitor with NUL": ("visitor=Putin%00", ["visitor"]),
    "visitor too long": (f"visitor={'a' * 501}", ["visitor"]),
    "speaker not UTF-8": ("speaker=%ff", ["speaker"]),
    "anonymous": ("anonymous=yes", ["anonymous"]),
    "anonymous null": ("anonymous=null", ["anonymous"]),
    "from": ("from=yesterday", ["from"]),
    "no such day": ("to=2024-02-30", ["to"]),
    "a date-time": ("from=2024-06-11T00:00:00Z", ["from"]),
    "year 0999": ("published_from=0999-01-01", ["published_from"]),
    "a day with a line break": ("published_to=2024-06-11%0A", ["published_to"]),
    "q empty": ("q=", ["q"]),
    "q of quotes": ("q=%22%22", ["q"]),
    "q of 17 words": ("q=" + "+".join("abcdefghijklmnopq"), ["q"]),
    "confidence": ("min_confidence=high", ["min_confidence"]),
    "confidence above 1": ("min_confidence=1.1", ["min_confidence"]),
    "confidence not a number": ("min_confidence=NaN", ["min_confidence"]),
    "confidence null": ("min_confidence=null", ["min_confidence"]),
    "sort": ("sort=confidence", ["sort"]),
    "format": ("format=xml", ["format"]),
    "limit 0": ("limit=0", ["limit"]),
    "limit 501": ("limit=501", ["limit"]),
    "limit in words": ("limit=all", ["limit"]),
    "limit null": ("limit=null", ["limit"]),
    "next": ("next=abc", ["next"]),
    "next empty": ("next=", ["next"]),
    "next of another script": ("next=%C3%A9", ["next"]),
    "all at once": ("x=1&type=x&country=x&from=x&limit=x&anonymous=x", ["anonymous", "country", "from", "limit", "type", "x"]),
    "no words in several": ("visitor=!&q=!&source=!", ["q", "source", "visitor"]),
}


@pytest.mark.parametrize(("query", "names"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_query_that_is_not_valid(keeping: httpx.Client, query: str, names: list[str]) -> None:
    """Each is refused, and every fault is told by the parameter's name."""
    problem = refused(keeping.get(f"{URL}?{query}"), "invalid-request")
    assert sorted(fault["pointer"] for fault in problem["errors"]) == names


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "next=abc", "sort=date", "limit=1&limit=2"])
def test_a_query_for_articles_that_is_not_valid(keeping: httpx.Client, query: str) -> None:
    """Articles are asked for by page alone."""
    refused(keeping.get(f"/v1/articles?{query}"), "invalid-request")


HOSTILE = [
    "'; DROP TABLE events; --",
    '" OR 1=1',
    "putin*",
    "NEAR(a b)",
    "a:b",
    "words:putin",
    "(",
    "a & b | !c",
    "<->",
    "\\",
    "%",
    "_",
    "😀 x",
    "ａ",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_mean_something_to_a_database(keeping: httpx.Client, words: str) -> None:
    """They mean nothing here: words are words."""
    for name in ("q", "visitor", "source"):
        assert keeping.get(URL, params={name: words}).status_code in {200, 400}
    assert keeping.get(URL, params={"limit": "1"}).status_code == 200
