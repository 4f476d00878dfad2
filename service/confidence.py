"""How probable it is that a record is right, from what made it.

A logistic score over facts of a record; ``confidence.toml`` holds the weights, which ``benchmarks/confidence.py`` fits and measures.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from service.lexicon import load
from service.visits.words import office_words, triggers

if TYPE_CHECKING:
    from service.statements.model import Said
    from service.visits.model import Visit


_COMMON = frozenset({"verb:say", "verb:tell", "verb:add", "verb:ask", "verb:call", "verb:report", "verb:announce", "verb:warn"})
"""Cues met often enough to be weighed by themselves."""


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
    first, place = visit.visitors[0], visit.destination
    facts = {f"frame {visit.mentions[0].frame}", f"status {visit.status}", f"rule {visit.mentions[0].rules[0]}"}
    facts |= {f"judged {rule}" for rule in visit.mentions[0].rules[1:2]}
    facts |= {f"rule {rule}" for rule in visit.rules if rule.startswith(("to where", "the traveller", "the delegation"))}
    facts.add("visitor named" if first.entity is not None and first.name[:1].isupper() else "visitor described")
    office = office_words(first) & (triggers().people.national | triggers().people.sent)
    facts.add("visitor in office" if office else "visitor of a role" if first.role else "visitor of no role")
    if first.told:
        facts.add("visitor's country told")
    if visit.purpose is not None:
        facts.add("purpose told")
    if visit.kind is not None:
        facts.add("kind told")
    if first.type not in {"person", None}:
        facts.add("visitor no person")
    if len(first.name.split()) == 1:
        facts.add("visitor of one word")
    if len(visit.mentions) > 1:
        facts.add("told more than once")
    if visit.dating is not None:
        facts.add("dated")
    if visit.hosts:
        facts.add("hosts told")
    if place.country is None:
        facts.add("place of no country")
    elif place.resolved in {"coreference", "host", "venue"}:
        facts.add("place inferred")
    if first.country is None:
        facts.add("visitor of no country")
    elif place.country is not None:
        facts.add("at home" if first.country == place.country else "abroad")
    return facts


def statement_facts(said: Said) -> set[str]:
    """The facts of a statement that bear on its confidence, by their names in ``confidence.toml``."""
    facts = {f"quote {said.quote}", f"act {said.act}"}
    facts |= {f"rule {rule}" if ":" not in rule or rule in _COMMON else f"cue {rule.partition(':')[0]}" for rule in said.rules}
    if said.speaker is None:
        facts.add("no speaker")
    else:
        facts.add(f"speaker {said.speaker.kind}")
        if said.speaker.entity is None:
            facts.add("speaker of no entity")
        if said.speaker.name[:1].islower():
            facts.add("speaker described")
    if not said.content:
        facts.add("no content")
    if len(said.content) > 1:
        facts.add("split content")
    if said.negated:
        facts.add("negated")
    if said.addressee is not None:
        facts.add("addressee told")
    return facts


def _probability(weights: Weights, facts: set[str]) -> float:
    odds = weights.base + sum(weights.facts[f] for f in sorted(weights.facts.keys() & facts))
    return round(1 / (1 + math.exp(-odds)), 3)


@cache
def _weights() -> Confidence:
    return load("service", "confidence.toml", Confidence)
