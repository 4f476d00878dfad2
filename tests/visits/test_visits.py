"""Visits of short articles, through the real models."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.contract import Article, VisitEvent
from service.extract import extract

if TYPE_CHECKING:
    from service.language import Language

CASES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_the_visits_of_a_short_article(language: Language, case: dict[str, Any]) -> None:
    """Who goes where, how far it is real, and when."""
    [result] = extract([Article(text=case["text"], published=case.get("published", "2024-06-11"))], language)
    found = [
        [
            visitor.name,
            event.destination.country,
            event.status,
            (event.date and event.date.start) or "",
            (event.date and event.date.end) or "",
        ]
        for event in result.events
        if isinstance(event, VisitEvent)
        for visitor in event.visitors
    ]
    assert found == case["visits"]
