"""Each rule's examples and counter-examples hold."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from service.times import find_times
from service.times.rulebook import RULES
from tests.times.trees import tree

EXAMPLES = [example for rule in RULES.values() for example in rule.examples]
COUNTER_EXAMPLES = [(rule.name, text) for rule in RULES.values() for text in rule.not_here]


def found(text: str) -> list[tuple[str, str]]:
    """Rule and words of every expression of a text."""
    return [(t.rule, t.span.of(text)) for t in find_times(tree(text), dt.date(2024, 6, 11)).all]


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example: str) -> None:
    """The words in brackets are found, exactly, as one expression."""
    text = re.sub(r"[\[\]]", "", example)
    (words,) = re.findall(r"\[(.*?)\]", example)
    assert [w for _, w in found(text)] == [words]


@pytest.mark.parametrize(("name", "text"), COUNTER_EXAMPLES)
def test_counter_example(name: str, text: str) -> None:
    """The rule finds nothing where its words mean something else."""
    assert [w for rule, w in found(text) if rule == name] == []


def test_every_rule_has_an_example() -> None:
    """No rule stands without an example."""
    assert [rule.name for rule in RULES.values() if not rule.examples] == []
