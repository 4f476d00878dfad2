"""How probable it is that a record is right, from what made it.

A logistic score over a few facts of a record; ``confidence.toml`` holds the weights and says where they come from.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from service.lexicon import load

if TYPE_CHECKING:
    from service.statements.model import Said
    from service.visits.model import Visit


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """Log-odds: ``base`` of any record, and what each fact of it adds."""

    base: float
    facts: dict[str, float]


class Confidence(Struct, frozen=True, forbid_unknown_fields=True):
    """``confidence.toml``."""

    visit: Weights
    statement: Weights


def of_visit(visit: Visit) -> float:
    """The probability that visitor, destination and status of a visit are right."""
    return _probability(_weights().visit, visit_facts(visit))


def of_statement(said: Said) -> float:
    """The probability that speaker, cue and act of a statement are right."""
    return _probability(_weights().statement, statement_facts(said))


def visit_facts(visit: Visit) -> set[str]:
    """The facts of a visit that bear on its confidence, by their names in ``confidence.toml``."""
    facts = {f"frame {visit.mentions[0].frame}"}
    if len(visit.mentions) > 1:
        facts.add("told more than once")
    if visit.dating is not None:
        facts.add("dated")
    if any(v.entity is None for v in visit.visitors):
        facts.add("unnamed visitor")
    if visit.destination.country is None:
        facts.add("no country")
    if visit.destination.resolved in {"coreference", "host", "venue"}:
        facts.add("place inferred")
    return facts


def statement_facts(said: Said) -> set[str]:
    """The facts of a statement that bear on its confidence, by their names in ``confidence.toml``."""
    facts = {f"quote {said.quote}"}
    if said.speaker is None:
        facts.add("no speaker")
    elif said.speaker.entity is None:
        facts.add("unnamed speaker")
    if not said.content:
        facts.add("no content")
    if len(said.content) > 1:
        facts.add("split content")
    return facts


def _probability(weights: Weights, facts: set[str]) -> float:
    odds = weights.base + sum(weights.facts.get(f, 0.0) for f in sorted(facts))
    return round(1 / (1 + math.exp(-odds)), 3)


def _weights() -> Confidence:
    return load("service", "confidence.toml", Confidence)
