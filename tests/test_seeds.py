"""The sample article: what the contract says of it, assertion by assertion, and its whole expected extraction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from service.contract import Article
from service.extract import extract
from tests.conftest import ROOT

if TYPE_CHECKING:
    from service.language import Language

ARTICLE = ROOT / "seeds/moscow-times-2024-06-11.json"
EXPECTED = ROOT / "seeds/moscow-times-2024-06-11.expected.json"


@pytest.fixture(scope="module")
def result(language: Language) -> dict[str, Any]:
    """The extraction of the sample article."""
    [extraction] = extract([msgspec.json.decode(ARTICLE.read_bytes(), type=Article)], language)
    return msgspec.to_builtins(extraction)  # type: ignore[no-any-return]


def visit(result: dict[str, Any], visitor: str, country: str, status: str) -> dict[str, Any]:
    """The one visit of that visitor, country and status."""
    [found] = [
        e
        for e in result["events"]
        if e["type"] == "visit"
        and e["destination"]["country"] == country
        and e["status"] == status
        and any(visitor in v["name"] for v in e["visitors"])
    ]
    return found  # type: ignore[no-any-return]


def statements(result: dict[str, Any], speaker: str, cue: str) -> list[dict[str, Any]]:
    """The statements with that speaker and that word in the cue."""
    return [
        e
        for e in result["events"]
        if e["type"] == "statement" and e["speaker"] and speaker in e["speaker"]["name"] and cue in e["cue"]["text"]
    ]


def test_the_expected_extraction(result: dict[str, Any]) -> None:
    """The whole extraction is the expected one; `python -m tests.test_seeds` writes it anew for review."""
    expected = json.loads(EXPECTED.read_text("utf-8"))
    assert result == expected


def test_the_visits_are_ordered(result: dict[str, Any]) -> None:
    """The North Korean visit comes before the Vietnamese one."""
    korea, vietnam = visit(result, "Putin", "KP", "planned"), visit(result, "Putin", "VN", "planned")
    assert {"relation": "before", "event": vietnam["id"]} in korea["order"]
    assert {"relation": "after", "event": korea["id"]} in vietnam["order"]


def test_both_are_reported_by_the_outlet_citing_a_source(result: dict[str, Any]) -> None:
    """Both visits are reported by Vedomasti citing an anonymous source."""
    [report] = statements(result, "Vedomasti", "reported")
    assert report["speaker"]["kind"] == "outlet"
    assert report["speaker"]["country"] == "RU"
    assert [c["kind"] for c in report["cites"]] == ["anonymous"]
    for country in ("KP", "VN"):
        assert report["id"] in visit(result, "Putin", country, "planned")["reported_by"]


def test_the_hosts(result: dict[str, Any]) -> None:
    """Nguyen Phu Trong is host for Vietnam, Kim Jong Un for North Korea."""
    assert "Nguyen Phu Trong" in [h["name"] for h in visit(result, "Putin", "VN", "planned")["hosts"]]
    assert any("Kim Jong" in h["name"] for h in visit(result, "Putin", "KP", "planned")["hosts"])


def test_the_purposes(result: dict[str, Any]) -> None:
    """Kim travelled "for a meeting with Putin", Putin went in 2000 "to meet Kim Jong Il…"."""
    assert visit(result, "Kim", "RU", "completed")["purpose"]["text"] == "for a meeting with Putin"
    assert visit(result, "Putin", "KP", "completed")["purpose"]["text"].startswith("to meet Kim Jong Il")


def test_the_addressees(result: dict[str, Any]) -> None:
    """The ambassador confirmed to Vedomasti, the deputy minister told reporters."""
    [confirmed] = statements(result, "Matsegora", "confirmed")
    assert confirmed["addressee"]["name"] == "Vedomasti"
    [told] = statements(result, "Rudenko", "told")
    assert "reporters" in told["addressee"]["name"]


def test_the_diplomat_is_anonymous(result: dict[str, Any]) -> None:
    """ "A Russian diplomat, speaking on condition of anonymity" has no name to give."""
    [said] = statements(result, "diplomat", "said")
    assert said["speaker"]["kind"] == "anonymous"
    assert said["speaker"]["country"] == "RU"


def test_did_not_tell_is_negated(result: dict[str, Any]) -> None:
    """ "Alexander did not tell the purpose" is a statement, negated."""
    [untold] = statements(result, "Matsegora", "tell")
    assert untold["negated"]


def test_both_statements_of_monday_are_dated_so(result: dict[str, Any]) -> None:
    """ "Monday (June 10)" dates Vedomasti's report and Peskov's refusal."""
    [report] = statements(result, "Vedomasti", "reported")
    [declined] = statements(result, "Peskov", "declined")
    for said in (report, declined):
        assert (said["date"]["start"], said["date"]["end"]) == ("2024-06-10", "2024-06-10")


def test_the_invitation_was_made_on_the_visit(result: dict[str, Any]) -> None:
    """ "invited Putin to visit North Korea on that visit" happened when Kim was in Russia."""
    [invited] = statements(result, "Kim", "invited")
    assert (invited["date"]["start"], invited["date"]["end"]) == ("2023-09-01", "2023-09-30")


def test_an_exception_under_a_negation_was_visited(result: dict[str, Any]) -> None:
    """ "has not made a state visit to any country other than China, Saudi Arabia, …" says that they were visited."""
    for country in ("SA", "AE"):
        found = visit(result, "Putin", country, "completed")
        assert found["kind"] == "state"
        assert (found["date"]["start"], found["date"]["end"]) == ("2023-01-01", "2024-06-11")


if __name__ == "__main__":
    [extraction] = extract([msgspec.json.decode(ARTICLE.read_bytes(), type=Article)])
    EXPECTED.write_bytes(msgspec.json.format(msgspec.json.encode(extraction), indent=1) + b"\n")
