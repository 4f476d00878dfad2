"""Who travels where a mention leaves it unsaid: the leader of "the delegation", the traveller of the visit told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.visits.participants import same
from service.visits.words import triggers

if TYPE_CHECKING:
    from service.entities.model import Reference
    from service.visits.model import VisitMention


LED = "with a delegation"
"""The rule of a mention whose words say who leads those who travel."""


def led(mentions: list[VisitMention]) -> list[VisitMention]:
    """The mentions with "the delegation", "the mission" replaced by the one who leads it, where the article names exactly one leader before."""
    leaders: list[Reference] = []
    headed = False
    found = []
    for mention in mentions:
        headed |= mention.rules[0] == "leads a delegation"
        if mention.rules[0] == "leads a delegation" or LED in mention.rules:
            leaders += [v for v in mention.visitors if v.entity is not None and v.type == "person" and v not in leaders]
        who = mention.visitors[0] if len(mention.visitors) == 1 else None
        told = who is not None and _is_delegation(who) and (headed or " " not in who.name)  # "*the delegation*" told of before
        if told and len({v.entity for v in leaders}) == 1:
            found.append(replace(mention, visitors=(leaders[0],), rules=(*mention.rules, "the delegation's leader")))
        else:
            found.append(mention)
    return found


def taken_over(mentions: list[VisitMention]) -> list[VisitMention]:
    """The mentions with those of no visitor but a place and a status ("a visit to X was called off") given the traveller whom most was told of before."""
    told: list[tuple[Reference, ...]] = []
    found = []
    for mention in mentions:
        if mention.visitors:
            told.append(mention.visitors)
        elif told and mention.destination is not None and mention.status is not None:
            most = max(told, key=lambda t: (sum(same(t[0], o[0]) for o in told), told.index(t)))
            if not _lives_there(most, mention):
                found.append(replace(mention, visitors=most, rules=(*mention.rules, "the traveller told most of before")))
                continue
        found.append(mention)
    return found


def _lives_there(travellers: tuple[Reference, ...], mention: VisitMention) -> bool:
    return mention.destination is not None and any(t.country == mention.destination.country for t in travellers)


def _is_delegation(reference: Reference) -> bool:
    return bool(set(reference.name.lower().split()) & triggers().people.delegations)
