"""What later stages ask of a noun phrase: whom it refers to, and which place it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.entities.countries import body_country
from service.entities.gazetteer import gazetteer
from service.entities.model import PlaceReference, Reference
from service.entities.nominals import nominal, noun_type
from service.entities.phrases import cases, past_dateline
from service.entities.words import words

if TYPE_CHECKING:
    from service.entities.model import Entities, Entity, Mention, Resolved
    from service.language.document import Document

_VAGUE = frozenset({"some", "others", "many", "several", "someone", "somebody", "anyone", "one"})
_PLACE_CASES = frozenset({"in", "at", "of", "near", "outside"})
_VENUE_NOUNS = frozenset({"headquarters", "hq", "secretariat"})


def referent(document: Document, entities: Entities, head: int) -> tuple[Entity, Mention] | None:
    """The entity a word stands for: as the head of its phrase, or inside its name or role."""
    head = past_dateline(document, head)
    found = entities.headed(head)
    if found is not None:
        return found
    found = entities.at(head)
    if found is not None and (head <= found[1].head or document.words[head].span.end <= found[1].span.end):
        return found
    return None


def describe(document: Document, entities: Entities, head: int) -> Reference:
    """Whom the noun phrase or pronoun headed by a word refers to; works for any word."""
    known = entities.described
    if head not in known:
        known[head] = _describe(document, entities, head)
    return known[head]


def _describe(document: Document, entities: Entities, head: int) -> Reference:
    found = referent(document, entities, head)
    if found is not None:
        entity, mention = found
        return Reference(
            entity=entity.id,
            name=entity.name,
            role=mention.role or next(iter(entity.roles), None),
            country=entity.country,
            home=entity.home,
            span=mention.span,
            phrase=mention.phrase,
            type=entity.type,
            anonymous=entity.anonymous,
            plural=entity.plural,
            told=entity.told,
        )
    word = document.words[head]
    type_ = noun_type(document, word) if word.upos in {"NOUN", "PROPN"} else None
    draft = nominal(document, head, type_ or "group")
    vague = word.text.lower() in _VAGUE
    country = _country_inside(document, entities, head)
    named = _unknown_name(document, head) if type_ == "person" else None
    return Reference(
        entity=None,
        name=draft.text if named is None else named,
        role=None if named is None else draft.text,
        country=country,
        home=country,
        span=document.stretch(draft.core_first, draft.core_last),
        phrase=document.stretch(draft.first, draft.last),
        type="group" if vague else type_,
        anonymous=vague or (type_ is not None and draft.anonymous),
        plural=(draft.plural and type_ is not None) or word.text.lower() in {"some", "others", "many", "several"},
        told=country is not None,
    )


def _unknown_name(document: Document, head: int) -> str | None:
    """A name right behind what somebody is, where no model took it for one: "comedian *Don Burnstick*"."""
    name = next((c for c in document.children(head, "appos", "flat") if c.upos == "PROPN" and c.index == head + 1), None)
    if name is None or document.words[head].upos != "NOUN" or document.words[head].feats.get("Number") == "Plur":
        return None
    return document.span([name.index, *(c.index for c in document.children(name.index, "flat"))]).of(document.text)


def place_at(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """The place that a noun phrase or "there" names; ``None`` where it is none.

    A place has its own country; a seat of government ("the Kremlin") and a building are venues, whose country is where they stand.
    """
    word = document.words[head]
    if word.text.lower() in words().place_adverbs:
        return _last_place(entities, head)
    found = referent(document, entities, head)
    if found is not None:
        entity, mention = found
        name = " ".join(mention.span.of(document.text).split())
        if entity.type == "place":
            if mention.kind == "demonym" and head != mention.head:
                return None
            how: Resolved = {"demonym": "demonym", "nominal": "coreference", "pronoun": "coreference"}.get(
                mention.kind, entity.resolved or "named"
            )  # type: ignore[assignment]
            if mention.kind == "nominal" and word.lemma.lower() in words().capital_nouns:
                how = "capital"
            return PlaceReference(entity.id, name, entity.country, how, mention.span)
        return _venue(document, entities, entity, mention, head, name)
    return _unnamed(document, entities, head)


def _venue(
    document: Document, entities: Entities, entity: Entity, mention: Mention, head: int, name: str
) -> PlaceReference | None:
    """A body or building as a place to go to."""
    seat = gazetteer().seat(entity.name)
    if seat is not None and seat.venue:
        return PlaceReference(entity.id, name, seat.country, "venue", mention.span)
    if entity.type != "facility":
        return None
    inside = _place_inside(document, entities, head)
    country = inside.country if inside is not None else None
    if country is None and document.words[head].lemma.lower() not in {"embassy", "consulate"}:
        country = entity.country or body_country(entity.name, {})
    return PlaceReference(entity.id, name, country, "venue" if country else "named", mention.span)


def _unnamed(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """A building or spot with no name of its own: it lies where its phrase says."""
    word = document.words[head]
    if word.upos not in {"NOUN", "PROPN"}:
        return None
    type_ = noun_type(document, word)
    if type_ not in {"facility", "place"}:
        return None
    draft = nominal(document, head, type_)
    span = document.stretch(draft.core_first, draft.core_last)
    if word.lemma.lower() in _VENUE_NOUNS:
        for index in range(draft.first, draft.last):
            owner = entities.at(index)
            sits = gazetteer().headquarters(owner[0].name) if owner is not None else None
            if sits is not None:
                return PlaceReference(None, draft.text, sits, "venue", span)
    inside = _place_inside(document, entities, head)
    if inside is None or inside.country is None:
        return PlaceReference(None, draft.text, None, "named", span) if type_ == "facility" or not draft.plural else None
    return PlaceReference(None, draft.text, inside.country, "venue" if type_ == "facility" else inside.resolved, span)


def _place_inside(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """The place that a phrase says something stands in."""
    for child in document.children(head, "nmod", "appos", "compound", "amod", "obl"):
        behind = child.index > head
        if behind and child.relation != "appos" and not cases(document, child.index) & _PLACE_CASES:
            continue
        found = entities.at(child.index)
        if found is not None and found[0].type == "place" and found[0].country is not None:
            if not behind and document.words[head].lemma.lower() in {"embassy", "consulate", "mission", "base"}:
                continue  # "the *U.S.* embassy" stands elsewhere
            return PlaceReference(found[0].id, found[0].name, found[0].country, found[0].resolved or "named", found[1].span)
    return None


def _last_place(entities: Entities, index: int) -> PlaceReference | None:
    """What "there" points back to: the place named last."""
    best: tuple[int, Entity, Mention] | None = None
    for entity in entities.all:
        if entity.type == "place":
            for mention in entity.mentions:
                if mention.last <= index and mention.kind == "name" and (best is None or mention.last > best[0]):
                    best = (mention.last, entity, mention)
    if best is None:
        return None
    _, entity, mention = best
    return PlaceReference(entity.id, entity.name, entity.country, "coreference", mention.span)


def _country_inside(document: Document, entities: Entities, head: int) -> str | None:
    """The country that the words of an unlinked phrase tell."""
    for child in document.children(head, "amod", "compound", "nmod"):
        if child.index > head and not cases(document, child.index) & {"of", "from", "'s"}:
            continue
        found = entities.at(child.index)
        if found is not None and found[0].country is not None:
            return found[0].country
    return None
