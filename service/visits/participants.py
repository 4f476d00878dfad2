"""Who the words of a candidate stand for: visitors, places and hosts, resolved; and which of them can be what they would have to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.entities import country_name, describe, place_at
from service.entities.gazetteer import gazetteer
from service.entities.model import PlaceReference, Reference
from service.language.arguments import case, conjuncts, phrase
from service.visits.words import triggers

if TYPE_CHECKING:
    from service.entities.model import Entities
    from service.language.document import Document
    from service.visits.model import Candidate


_DATELINE = 16
"""Words that a dateline has at most: a city, a country, a date, an agency and their signs."""


def visitors(document: Document, entities: Entities, candidate: Candidate) -> tuple[Reference, ...]:
    """Those who travel; a delegation gives way to the leader its words name."""
    heads: list[int] = []
    for head in candidate.visitors:
        leaders = _leaders(document, head) if document.words[head].lemma.lower() in triggers().people.delegations else []
        heads += leaders or [head]
    found = [describe(document, entities, head) for head in dict.fromkeys(heads) if _can_travel(document, entities, head)]
    if any(
        r.type == "person" and r.entity is not None and not r.plural for r in found
    ):  # the leader stands for those who come along
        found = [r for r in found if r.name.lower().split()[-1] not in triggers().people.delegations]
    event = document.words[candidate.trigger].span
    return _distinct([r for r in found if not r.span.covers(event)])


def hosts(document: Document, entities: Entities, heads: tuple[int, ...], guests: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """Those of ``heads`` who can receive: people and bodies that are not themselves the guests."""
    found = []
    for head in heads:
        reference = describe(document, entities, head)
        if reference.type in {"person", "organization", "place"} and not any(same(reference, g) for g in guests):
            found.append(reference)
    return _distinct(found)


def destinations(
    document: Document, entities: Entities, candidate: Candidate, heads: tuple[int, ...], scene: PlaceReference | None
) -> list[PlaceReference]:
    """The places among ``heads``, one a country: the first named stands for the stops that share its country.

    A site or town of no known country lies where the story is set, at the ``scene``.
    """
    found: list[PlaceReference] = []
    for head in heads:
        place = _place(document, entities, candidate, head, scene)
        if place is None:
            continue
        if place.country is not None and any(p.country == place.country for p in found):
            continue
        found.append(place)
    named = [p for p in found if p.country is not None]
    return named or found[:1]


def home_of(host: Reference) -> PlaceReference | None:
    """The host's country as the destination, where the text names no place: "invited him to come"."""
    if host.country is None:
        return None
    return PlaceReference(entity=None, name=country_name(host.country), country=host.country, resolved="host", span=host.span)


def same(one: Reference, other: Reference) -> bool:
    """Whether two references are to the same entity."""
    if one.entity is not None and other.entity is not None:
        return one.entity == other.entity
    return one.name.casefold() == other.name.casefold()


def _distinct(references: list[Reference]) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for reference in references:
        if not any(same(reference, other) for other in found):
            found.append(reference)
    return tuple(found)


def _leaders(document: Document, head: int) -> list[int]:
    """Who heads a delegation: "a delegation *led by X*", "headed by X"."""
    found: list[int] = []
    for clause in document.children(head, "acl", "amod"):
        if clause.lemma.lower() in triggers().verbs.leading:
            for child in document.children(clause.index, "obl"):
                if child.deprel == "obl:agent" or case(document, child.index) == "by":
                    found += conjuncts(document, child.index)
    return found


def _can_travel(document: Document, entities: Entities, head: int) -> bool:
    """Whether somebody can make a visit in the contract's sense: one of name, office or country, or of a kind that the news sends abroad."""
    word, people = document.words[head], triggers().people
    reference = describe(document, entities, head)
    kind = word.lemma.lower() if word.upos != "PRON" else reference.name.lower().split()[-1].removesuffix("s")
    if kind in people.strangers or (" " in reference.name and reference.name.lower().split()[0] in people.strangers):
        return False  # "visited by *Typhoon* X"
    if kind in people.travellers:
        return True
    told = any(c.isupper() for c in reference.name) or reference.country is not None
    if reference.type in {"person", "group"}:
        return told or (word.upos == "PRON" and reference.entity is None)
    return reference.entity is not None and reference.type in {"organization", "place"}


def _place(
    document: Document, entities: Entities, candidate: Candidate, head: int, scene: PlaceReference | None
) -> PlaceReference | None:
    word = document.words[head]
    if word.lemma.lower() in triggers().nouns.gathering:
        return _venue(document, entities, head)
    place = place_at(document, entities, head)
    if place is not None and place.country is not None:
        return place
    if (
        scene is not None
        and any(d.text.lower() == "this" for d in document.children(head, "det"))
        and (place is not None or word.lemma.lower() in triggers().places.sites)
    ):
        return replace(scene, span=document.span(phrase(document, head)))  # "arrived in *this seaside resort*"
    reference = describe(document, entities, head)
    if reference.type == "person":
        return None
    if place is None and word.upos == "PROPN" and gazetteer().region(word.text):  # "the *Caribbean*"
        span = document.span(phrase(document, head))
        return PlaceReference(entity=None, name=span.of(document.text), country=None, resolved="named", span=span)
    inner = _inner(document, entities, head)
    wide = place is not None and any(r.level == "region" for r in gazetteer().readings(place.name))
    country = scene.country if scene is not None and not wide else None  # "BAGHDAD, Iraq — … visited three *sites*"
    if (
        word.lemma.lower() in triggers().places.sites
        or reference.type == "facility"
        or (place is not None)
        or (inner and candidate.frame == "object")
    ):
        span = document.span(phrase(document, head))
        name = place.name if place is not None else span.of(document.text)
        entity = place.entity if place is not None else reference.entity
        if inner is not None:
            return PlaceReference(entity=entity, name=name, country=inner.country, resolved="venue", span=span)
        if candidate.frame in {"object", "noun"} or (place is not None and word.upos == "PROPN"):
            return PlaceReference(
                entity=entity,
                name=name,
                country=country,
                resolved="venue" if country else "named",
                span=span,
            )
    return None


def scenes(document: Document, entities: Entities) -> tuple[tuple[int, PlaceReference], ...]:
    """Where a story is set by its datelines ("BAGHDAD, Iraq — …", "DOHA: …"), each from its first word on, in text order."""
    found = []
    for sentence in document.sentences:
        start = document.words[sentence.first].text
        if len(start) < 3 or not start[:3].isupper():
            continue
        opening = range(sentence.first, min(sentence.first + _DATELINE, sentence.last))
        end = next((i for i in opening if document.words[i].text in {"—", "–", "--", "-", "_", ":"}), None)
        if end is None:
            continue
        places = [place for i in range(sentence.first, end) if (place := place_at(document, entities, i)) is not None]
        named = next((p for p in places if p.country is not None), None)
        if named is not None:
            found.append((sentence.first, replace(places[0], country=named.country, resolved="coreference")))
    return tuple(found)


def scene_at(settings: tuple[tuple[int, PlaceReference], ...], index: int) -> PlaceReference | None:
    """The place that the dateline over a word names; ``None`` under none."""
    return next((place for first, place in reversed(settings) if first <= index), None)


def _inner(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """A place with a country inside the phrase of another: "the headquarters of the panel *in Port Louis*"."""
    for index in document.subtree(head):
        if index != head and document.words[index].upos in {"PROPN", "NOUN", "ADJ"}:
            place = place_at(document, entities, index)
            if place is not None and place.country is not None:
                return place
    return None


def _seat(document: Document, entities: Entities, gathering: int) -> PlaceReference | None:
    """Where the words of a gathering say it is: "the *Madrid* summit", "the summit *in Paris*"; not "the summit on Libya"."""
    for child in document.children(gathering, "compound", "amod", "nmod"):
        if child.relation == "nmod" and (child.deprel == "nmod:poss" or case(document, child.index) not in {"in", "at"}):
            continue
        place = place_at(document, entities, child.index)
        found = place if place is not None and place.country is not None else _inner(document, entities, child.index)
        if found is not None:
            return found
    return None


def _venue(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """Where a gathering is: a place in its phrase, or its host's country, here or where it was named before."""
    lemma = document.words[head].lemma.lower()
    span = document.span(phrase(document, head))
    before = (
        [w.index for w in reversed(document.words[:head]) if w.lemma.lower() == lemma]
        if document.words[head].upos == "NOUN"
        else []
    )
    for index in [head, *before]:
        inner = _seat(document, entities, index)
        if inner is not None:
            return PlaceReference(
                entity=inner.entity, name=inner.name, country=inner.country, resolved=inner.resolved, span=inner.span
            )
        owner = document.child(index, "nmod:poss")
        if owner is not None and (country := describe(document, entities, owner.index).country) is not None:
            return PlaceReference(entity=None, name=span.of(document.text), country=country, resolved="host", span=span)
    return PlaceReference(entity=None, name=span.of(document.text), country=None, resolved="named", span=span)
