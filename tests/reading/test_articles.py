"""JSON → article: every fault is told, and none is invented."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.contract import Article
from service.problems import Faults, Refused
from service.reading.articles import article_from_json

SOUND = {"text": "Putin visited Hanoi.", "published": "2024-06-11"}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
FIELD = st.sampled_from([*Article.__struct_fields__, "x"])


def read(body: bytes, **beside: str) -> Article | list[tuple[str, str]]:
    """The article, or the faults."""
    faults = Faults()
    article = article_from_json(body, beside, faults)
    try:
        return faults.unless(article)
    except Refused as refusal:
        return [(fault.pointer, fault.message) for fault in refusal.errors]


@given(st.dictionaries(FIELD, ANY_JSON | st.just("2024-06-11") | st.just("Putin visited Hanoi.")))
def test_what_the_type_takes_is_taken(fields: dict[str, Any]) -> None:
    """The second pass and the type agree on what is an article, whatever comes."""
    body = json.dumps(fields).encode("utf-8", "surrogatepass")
    found = read(body)
    try:
        article = msgspec.json.decode(body, type=Article)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        assert isinstance(found, list)
        assert found
    else:
        assert found == article or isinstance(found, list)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No body, however broken, does more than be refused."""
    assert read(body)


@given(st.lists(st.tuples(FIELD, ANY_JSON), max_size=6))
def test_doubles_are_always_found(members: list[tuple[str, Any]]) -> None:
    """A key that is given twice is told, wherever else faults are."""
    body = "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in members) + "}"
    found = read(body.encode())
    names = [name for name, _ in members]
    for name in set(names):
        if names.count(name) > 1:
            assert isinstance(found, list)
            assert [message for pointer, message in found if pointer == f"/{name}"].count("given more than once") == names.count(
                name
            ) - 1


def test_what_stands_beside_wins() -> None:
    """Fields beside the body take the place of its own and are held to the same rules, by their own names."""
    assert read(json.dumps(SOUND).encode(), title="T", published="2023-01-01") == Article(
        **{**SOUND, "title": "T", "published": "2023-01-01"}
    )
    assert read(b"{}", **SOUND) == Article(**SOUND)
    assert [place for place, _ in read(b'{"published": 1}', text="!", id="\0")] == ["/published", "id", "text"]  # type: ignore[misc]


def test_a_thousand_faults_are_told_and_all_are_counted() -> None:
    """An answer stays within bounds, whatever is thrown at the service."""
    body = json.dumps({**SOUND, **{f"f{n}": n for n in range(3000)}}).encode()
    faults = Faults()
    article_from_json(body, {}, faults)
    with pytest.raises(Refused) as refused:
        faults.refuse()
    assert len(refused.value.errors) == 1000
    assert "2999 more" in refused.value.detail
