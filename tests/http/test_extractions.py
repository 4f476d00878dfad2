"""Sound requests: what may be asked, and that the answer's spans are the text's characters, whatever the text is made of."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from tests.conftest import ROOT
from tests.serving import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

URL = "/v1/extractions"
SAMPLE: dict[str, Any] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8"))
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Putin in Asia</title>
<meta property="article:published_time" content="2024-06-11T09:00:00+03:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Putin in Asia</h1>
<p>Russian President Vladimir Putin will visit North Korea in a few weeks.</p>
<p>The “Vedomosti” newspaper reported this on Monday&nbsp;🗞️.</p></article></body></html>"""


def test_the_sample_article(client: httpx.Client) -> None:
    """The sample article's extraction is the expected one."""
    expected = json.loads((ROOT / "seeds/moscow-times-2024-06-11.expected.json").read_text("utf-8"))
    assert client.post(URL, json=SAMPLE).raise_for_status().json() == expected


def test_the_article_comes_back_as_it_was_sent(client: httpx.Client) -> None:
    """What the caller said of the article stands in the answer, and its text only where it was asked for."""
    sent = {**ARTICLE, "id": "a/1 é", "title": "Tïtle", "source": "AP", "url": "https://example.org/1", "language": "en-GB"}
    told = client.post(URL, json=sent).json()["article"]
    assert {name: told[name] for name in ("id", "title", "source", "url", "published")} == {
        name: sent[name] for name in ("id", "title", "source", "url", "published")
    }
    assert "text" not in told
    assert client.post(f"{URL}?include=text", json=sent).json()["article"]["text"] == sent["text"]


def test_explain_names_the_rules_of_each_event(client: httpx.Client) -> None:
    """With ``explain=true`` each event has its rules, without it none has."""
    assert all(event["rules"] for event in client.post(f"{URL}?explain=true", json=SAMPLE).json()["events"])
    for query in ("", "?explain=false"):
        assert not any({"rules", "evidence"} & event.keys() for event in client.post(URL + query, json=SAMPLE).json()["events"])


def test_explain_shows_the_clause_and_the_dates_weighed(client: httpx.Client) -> None:
    """Trigger, cue, tense, and the date that was chosen beside the one that was not."""
    text = "On Friday French Foreign Minister Claude Marchand said that he did not visit Kenya last month."
    answer = client.post(f"{URL}?explain=true", json={"text": text, "published": "2024-06-11"}).json()
    visit, statement = answer["events"]
    friday, month = (time["id"] for time in answer["times"])
    [seen], [heard] = visit["evidence"], statement["evidence"]
    assert text[slice(*seen["span"])] == "visit"
    assert (seen["tense"], seen["modal"], seen["negated"], seen["status"]) == ("past", None, True, "ruled_out")
    assert [(d["time"], d["chosen"]) for d in seen["dates"]] == [(friday, False), (month, True)]
    assert text[slice(*heard["span"])] == "said"
    assert [(d["time"], d["chosen"], d["reason"]) for d in heard["dates"]] == [
        (friday, True, "stands beside the cue"),
        (month, False, "is part of what is said"),
    ]


def test_query_parameters_win(client: httpx.Client) -> None:
    """Fields may stand beside the body, all of them if need be."""
    query = urlencode({"title": "A & B", "published": "2023-01-02", "id": "7"})
    told = client.post(f"{URL}?{query}", json={**ARTICLE, "title": "C", "id": "8"}).json()["article"]
    assert (told["title"], told["published"], told["id"]) == ("A & B", "2023-01-02", "7")
    answer = client.post(f"{URL}?include=text&{urlencode(ARTICLE)}", json={})
    assert answer.json()["article"]["text"] == ARTICLE["text"]


def test_null_is_as_good_as_nothing(client: httpx.Client) -> None:
    """An optional field may be null."""
    nothing = dict.fromkeys(("id", "title", "source", "url", "language"))
    assert client.post(URL, json={**ARTICLE, **nothing}).content == client.post(URL, json=ARTICLE).content


def test_a_page(client: httpx.Client) -> None:
    """Text, title and date are read from a page; the text comes back, and the headline is no part of it."""
    told = client.post(URL, content=PAGE.encode(), headers={"content-type": "text/html"}).json()
    assert told["article"]["title"] == "Putin in Asia"
    assert told["article"]["published"] == "2024-06-11"
    assert told["article"]["text"].startswith("Russian President Vladimir Putin")
    assert "Home" not in told["article"]["text"]
    assert list(faulty_spans(told, told["article"]["text"])) == []


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "utf-16"])
def test_a_page_in_another_encoding(client: httpx.Client, charset: str) -> None:
    """A page is decoded as its sender says."""
    page = PAGE.replace("🗞️", "").replace("“Vedomosti”", "Ведомости").encode(charset, "ignore")
    answer = client.post(URL, content=page, headers={"content-type": f"text/html; charset={charset}"})
    assert "Ведомости" in answer.json()["article"]["text"]


def test_query_parameters_win_over_a_page(client: httpx.Client) -> None:
    """What the page does not say, or says wrongly, is told beside it."""
    page = "<html><body><p>Putin will visit North Korea.</p></body></html>"
    answer = client.post(f"{URL}?published=2024-06-11&title=T", content=page.encode(), headers={"content-type": "text/html"})
    assert answer.json()["article"]["published"] == "2024-06-11"


@pytest.mark.parametrize(
    ("page", "pointers"),
    [
        (b"<html></html>", ["published", "text"]),
        (b"<html><body><p>Putin will visit North Korea.</p></body></html>", ["published"]),
        (b"no page", ["published", "text"]),
        (b"<html><body><p>caf\xe9</p></body></html>", [""]),
        (b'<meta charset="nonsense"><html><body><p>x</p></body></html>', [""]),
        (b"<div>" * 100_000, ["published", "text"]),
    ],
)
def test_a_page_that_is_none(client: httpx.Client, page: bytes, pointers: list[str]) -> None:
    """What a page lacks is told by the parameter that would supply it."""
    answer = client.post(URL, content=page, headers={"content-type": "text/html"})
    assert answer.status_code == 400
    assert sorted(fault["pointer"] for fault in answer.json()["errors"]) == pointers


def test_a_packed_body(client: httpx.Client) -> None:
    """Gzip, in one member or several, changes nothing."""
    body = json.dumps(SAMPLE).encode()
    headers = {"content-type": "application/json; charset=utf-8", "content-encoding": "gzip"}
    plain = client.post(URL, json=SAMPLE).content
    for packed in (gzip.compress(body), gzip.compress(body[:500]) + gzip.compress(body[500:])):
        assert client.post(URL, content=packed, headers=headers).content == plain


def test_the_request_id(client: httpx.Client) -> None:
    """A plain id is taken over; one that could harm a log, or none, gives a new one."""
    assert client.get("/health/live", headers={"x-request-id": "ingest-7:a/b"}).headers["x-request-id"] == "ingest-7:a/b"
    for odd in ("", "a b", '"', "x" * 129, "é"):
        told = client.get("/health/live", headers={"x-request-id": odd.encode()}).headers["x-request-id"]
        assert len(told) == 32
        assert told != odd


SENTENCE = "Russian President Vladimir Putin will visit North Korea in a few weeks, Vedomosti reported on Monday."
ODD_TEXTS = {
    "emoji": f"🇷🇺🇰🇵 👨‍👩‍👧‍👦 {SENTENCE} 😀" + SENTENCE.replace(" ", " 😀 ", 3),
    "combining characters": SENTENCE.replace("u", "u\u0308").replace("e", "e\u0301\u0323"),
    "right to left": f"قال المتحدث \u202b{SENTENCE}\u202c שלום. {SENTENCE}",
    "CRLF": f"{SENTENCE}\r\n\r\n{SENTENCE}\r\nPutin\r\nvisited\r\nHanoi last month.\r\n",
    "odd spaces": SENTENCE.replace(" ", "\u00a0") + "\u2003\u2028" + SENTENCE.replace(" ", "   "),
    "leading and trailing": f"\n\t \ufeff{SENTENCE}\n\n\n",
    "control characters": SENTENCE.replace(" will", "\u0001 \u007fwill\u0085\u009f"),
    "beyond the basic plane": SENTENCE.replace("Putin", "𝐏𝐮𝐭𝐢𝐧") + " 𐍈 " + SENTENCE,
    "unpaired quotes": "“‘\"'" * 50 + SENTENCE + "”" * 50,
    "a long URL": f"https://example.org/{'a1b2/' * 400} {SENTENCE}",
    "base64": f"{'QUJDREVGR0g' * 300}== {SENTENCE}",
    "punctuation": "?! … — " * 300 + SENTENCE,
    "one letter": "x",
    "one digit": "7",
    "digits": "12345 " * 2000,
    "private use and noncharacters": "\ue000\uffff\U0010ffff " + SENTENCE,
    "zalgo": "".join(letter + "\u0300\u0316\u0334" * 20 for letter in "Putin visited Hanoi on Monday"),
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_spans_are_the_texts_characters(client: httpx.Client, text: str) -> None:
    """``text[start:end]`` is what each record says, counted in code points."""
    answer = client.post(f"{URL}?include=text", json={"text": text, "published": "2024-06-11", "language": "en"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["article"]["text"] == text
    assert list(faulty_spans(told, text)) == []


HARD_TEXTS = {
    "one word of 100,000 characters": "a" * 100_000,
    "10,000 nested quotes": "“" * 10_000 + SENTENCE + "”" * 10_000,
    "100,000 code points of four bytes": SENTENCE + "😀" * (100_000 - len(SENTENCE)),
    "20,000 lines": SENTENCE + "\nx" * 20_000,
}


@pytest.mark.parametrize("text", HARD_TEXTS.values(), ids=HARD_TEXTS)
def test_texts_that_are_hard(client: httpx.Client, text: str) -> None:
    """Any text within the limits is done."""
    answer = client.post(URL, json={"text": text, "published": "2024-06-11", "language": "en"})
    assert answer.status_code == 200, answer.text
    assert list(faulty_spans(answer.json(), text)) == []


def test_a_sentence_that_is_too_long_is_cut(client: httpx.Client) -> None:
    """One sentence of 20,000 words with no full stop is done, and the warning says that it was cut."""
    words = ("he and she or it said of a man " * 2500).split()[:20_000]
    text = " ".join(words)[:100_000]
    told = client.post(URL, json={"text": text, "published": "2024-06-11", "language": "en"}).raise_for_status().json()
    assert "sentence_cut" in {warning["code"] for warning in told["warnings"]}
    assert list(faulty_spans(told, text)) == []


def test_a_short_text_in_no_clear_language_goes_on(client: httpx.Client) -> None:
    """Where nobody can tell the language, a warning says so; where the caller says it, none does."""
    for fields, doubted in (({}, True), ({"language": "en"}, False), ({"language": "EN-us"}, False)):
        told = client.post(URL, json={"text": "Bonjour Hanoi.", "published": "2024-06-11", **fields}).raise_for_status().json()
        assert ("language_uncertain" in {warning["code"] for warning in told["warnings"]}) == doubted


def faulty_spans(record: Any, text: str) -> Iterator[Any]:
    """Records whose ``text`` is not what their ``span`` covers, and spans that lie outside the text."""
    if isinstance(record, dict):
        spans = (
            [record["span"]] if record.get("span") else record.get("spans", []) if isinstance(record.get("spans"), list) else []
        )
        if spans and not all(0 <= start < end <= len(text) for start, end in spans):
            yield record
        if spans and "text" in record and record["text"] != " ".join(text[start:end] for start, end in spans):
            yield record
        for value in record.values():
            yield from faulty_spans(value, text)
    elif isinstance(record, list):
        for value in record:
            yield from faulty_spans(value, text)
