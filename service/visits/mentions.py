"""Makes of each candidate the mentions it gives: one a destination country, resolved, judged and dated; or none, where it is no visit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.entities import place_at
from service.entities.gazetteer import gazetteer
from service.entities.words import words as entity_words
from service.language.arguments import case, governor, particles, phrase, subject
from service.visits.dating import date_of, date_of_entry
from service.visits.factuality import Judged, status
from service.visits.model import Candidate, VisitMention
from service.visits.participants import destinations, home_of, hosts, is_wide, visitors
from service.visits.purpose import kind, met, purpose
from service.visits.roles import SURROUNDED
from service.visits.travellers import LED
from service.visits.words import office_words, triggers

if TYPE_CHECKING:
    from service.entities.model import Entities, PlaceReference, Reference
    from service.language.document import Document
    from service.times.model import Times
    from service.visits.model import Kind


_LATER = ("before", "ahead of", "prior to")
"""How the rules begin that find a visit to be later than what is told, which need not be later than today."""
_ON_THE_WAY = dt.timedelta(days=3)
"""How long somebody may be on his way who was said to be."""

_DEMONYM = 0.25
"""What a demonym weighs beside a place's name for where a story is: "the French leader" tells whose, not where."""


def mentions(
    document: Document, entities: Entities, times: Times, candidate: Candidate, anchor: dt.date, scene: PlaceReference | None
) -> list[VisitMention]:
    """The mentions of one candidate, the excepted destinations of a negation among them as asserted; ``scene`` is where the story is set."""
    home = None if scene is None else scene.country
    guests = visitors(document, entities, candidate)
    if not guests and candidate.frame != "noun":
        return []
    if candidate.frame == "activity" and not any(
        g.type == "person" and (g.told or (g.country is not None and _is_national(g))) for g in guests
    ):
        return []  # what is done in a place tells of a visit only by somebody who is said to be from elsewhere
    if candidate.frame == "encounter":
        parties = [g for g in guests if g.type in {"person", "group"}]
        return _met(document, entities, times, candidate, anchor, parties, scene)
    given = hosts(document, entities, candidate.hosts, guests)
    places: list[PlaceReference | None] = list(destinations(document, entities, candidate, candidate.destinations, scene))
    excepted = destinations(document, entities, candidate, candidate.exceptions, scene)
    if candidate.frame == "activity" and not places and not excepted:
        return []
    judged = status(document, candidate)
    if candidate.frame == "presence" and not places and not excepted:
        if (
            scene is None
            or judged[0] in {"hypothetical", "ruled_out"}
            or not any(h.country in {scene.country, None} for h in given)
        ):
            return []
        places = [scene]  # "BEIJING — X met the Chinese president on Monday"
    elif not places and not excepted:
        receiving = map(home_of, _receivers(document, entities, candidate, given, guests))
        places = [next((h for h in receiving if h is not None), None)]
    places = [_settled(entities, place, guests, scene) for place in places]
    turned: Judged = ("completed", f"exception to {judged[1]}") if judged[0] == "ruled_out" else judged
    made = [
        _mention(document, times, candidate, anchor, *_sides(candidate, guests, given, place), place, told)
        for places_, told in ((places, judged), (excepted, turned))
        for place in places_
    ]
    kept = [m for m in made if _is_visit(document, candidate, m, home) and not _stationed(document, entities, candidate, m)]
    return [_detailed(document, entities, times, candidate, m) for m in kept]


def _sides(
    candidate: Candidate, guests: tuple[Reference, ...], given: tuple[Reference, ...], place: PlaceReference | None
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """Of several who do something together in a place, those from abroad as guests and those at home there as hosts."""
    if candidate.frame not in {"presence", "activity"} or place is None or place.country is None:
        return guests, given
    abroad = tuple(g for g in guests if g.country not in {None, place.country})
    if not abroad or len(abroad) == len(guests):
        return guests, given
    return abroad, (*given, *(g for g in guests if g.country == place.country))


def _met(
    document: Document,
    entities: Entities,
    times: Times,
    candidate: Candidate,
    anchor: dt.date,
    parties: list[Reference],
    scene: PlaceReference | None,
) -> list[VisitMention]:
    """The mentions of a meeting: each party from abroad visits the place, received by those who are at home there.

    Where no place is told, it is where the story is set if one party is from there; else those who meet may receive one another on a visit told elsewhere.
    """
    judged = status(document, candidate)
    places = [p for p in destinations(document, entities, candidate, candidate.destinations, scene) if p.country is not None]
    away = any(
        a.lemma.lower() in triggers().verbs.journeying for a in document.ancestors(candidate.trigger)
    )  # "flies to PLACE *to meet* Y"
    unreal = judged[0] in {"hypothetical", "ruled_out"}  # they may have met anywhere
    if not places and not away and not unreal and scene is not None and not candidate.destinations:
        places = [scene] if any(p.country == scene.country for p in parties) else []
    beside = any(document.lemmas[d] in triggers().nouns.events for d in candidate.destinations)  # "met *at the summit*"
    found = []
    for place in places:
        at_home = tuple(p for p in parties if p.country == place.country)
        received = any(p.told for p in at_home)
        opposite = any(
            p.name.lower().split()[-1].startswith("counterpart") for p in at_home
        )  # "met *their counterparts* in PLACE"
        away_from = [
            p
            for p in parties
            if p.country != place.country
            and (
                p.told
                or (beside and p.country is not None and _is_national(p))
                or (received and (p.country is not None or opposite))
            )
        ]
        for country in dict.fromkeys(p.country for p in away_from):
            guests = tuple(p for p in away_from if p.country == country)
            mention = _mention(document, times, candidate, anchor, guests, at_home, place, judged)
            if not _stationed(document, entities, candidate, mention):
                found.append(_detailed(document, entities, times, candidate, mention))
    if found:
        return found
    sides = [
        (tuple(p for p in parties if p.country == c), tuple(p for p in parties if p.country != c))
        for c in dict.fromkeys(p.country for p in parties)
        if c is not None
    ]
    return [m for guests, given in sides for m in _received(document, candidate, guests, given, judged)]


def _received(
    document: Document, candidate: Candidate, guests: tuple[Reference, ...], given: tuple[Reference, ...], judged: Judged
) -> list[VisitMention]:
    """The mention of a meeting as one of a visit by ``guests`` to the country of those who receive them, told of elsewhere."""
    place = next((h for h in map(home_of, given) if h is not None), None)
    if not given or not guests or (place is not None and any(g.country == place.country for g in guests)):
        return []
    if place is None and document.words[candidate.trigger].lemma.lower() not in triggers().verbs.reception | {"meet"}:
        return []
    trigger = document.words[candidate.trigger]
    return [
        VisitMention(
            frame="meeting",
            trigger=candidate.trigger,
            predicate=candidate.predicate,
            sentence=trigger.sentence,
            span=trigger.span,
            visitors=guests,
            destination=place,
            hosts=tuple(h for h in given if place is None or h.country == place.country),
            status=judged[0],
            kind=None,
            purpose=None,
            dating=None,
            last=False,
            then=False,
            gone=False,
            rules=(candidate.rule,),
        )
    ]


def _settled(
    entities: Entities, place: PlaceReference | None, guests: tuple[Reference, ...], scene: PlaceReference | None
) -> PlaceReference | None:
    """A place whose country the article settles.

    "The country" that somebody visits is not his own but where the story is set. A town, building or "the villages" of a country that nobody
    tells is in the one that the article is about; a part of the world ("the region") stays without.
    """
    if place is None:
        return None
    if place.resolved == "venue" and scene is not None and scene.country is not None and not _is_told(entities, place):
        return replace(
            place, country=scene.country
        )  # "Bole airport" of a dateline in Addis Ababa is in no town of that name elsewhere
    countries = {g.country for g in guests}
    own = next(iter(countries)) if len(countries) == 1 else None
    if own is not None and place.country == own and place.resolved == "coreference" and scene is not None:
        return replace(scene, span=place.span) if scene.country not in {own, None} else place
    if place.country is None and (posted := next(filter(None, map(_posted_to, guests)), None)) is not None:
        return replace(place, country=posted, resolved="venue")  # a "*representative to Japan*" inspects a school
    words = {w.removesuffix("s") for w in place.name.lower().split()}
    gathering = bool(words & triggers().nouns.events) and "in" not in words  # "a ceremony *in Independence*" is somewhere
    if place.country is None and not is_wide(place) and not gathering and scene is not None and scene.country is not None:
        return replace(place, country=scene.country, resolved="venue")  # "KUWAIT: … toured the National Assembly"
    if place.country is None and not is_wide(place) and (country := _told_most(entities, own)) is not None:
        return replace(place, country=country, resolved="venue")
    return place


def _is_national(guest: Reference) -> bool:
    """Whether somebody holds an office of the whole country, who is on a journey in any of its towns but the capital."""
    words = office_words(guest)
    return guest.type in {"person", "group"} and bool(words & triggers().people.national) and not words & triggers().people.local


def _is_told(entities: Entities, place: PlaceReference) -> bool:
    """Whether the article names any place in the country of one, or says whose it is."""
    return place.country is None or any(
        e.country == place.country for e in entities.all if e.type in {"place", "person", "group"}
    )


def _posted_to(guest: Reference) -> str | None:
    """The country that somebody's role says he is posted to: "representative *to Japan*"."""
    _, _, country = (guest.role or "").partition(" to ")
    readings = gazetteer().readings(country.removeprefix("the "))
    return readings[0].country if readings and readings[0].level == "country" else None


def _told_most(entities: Entities, own: str | None) -> str | None:
    """The country that most of an article's places are in, where it is half of them at least; of two with as many, the travellers' ``own``."""
    told: defaultdict[str, float] = defaultdict(float)
    for entity in entities.all:
        if entity.type == "place" and entity.country is not None:
            told[entity.country] += sum(_DEMONYM if m.kind == "demonym" else 1.0 for m in entity.mentions)
    if not told:
        return None
    best = max(told, key=lambda c: (told[c], c == own, c))
    return best if 2 * told[best] >= sum(told.values()) or best == own else None


def _stationed(document: Document, entities: Entities, candidate: Candidate, mention: VisitMention) -> bool:
    """Whether those received or met are posted to the country: its resident ambassadors, "the head of the French office *in Taipei*"."""
    place = mention.destination
    if (
        candidate.frame not in {"reception", "presence", "location", "activity", "encounter"}
        or place is None
        or place.country is None
    ):
        return False
    if any(set((g.role or "").lower().split()) & triggers().people.residents for g in mention.visitors):
        return True
    if all(map(_is_national, mention.visitors)):
        return False  # "the foreign minister *in PLACE*" is where the tree hangs it
    return any(
        case(document, index) in {"in", "to"}
        and (posted := place_at(document, entities, index)) is not None
        and posted.country == place.country
        for head in candidate.visitors
        if document.words[head].upos == "NOUN" and any(g.phrase.covers(document.words[head].span) for g in mention.visitors)
        for index in phrase(document, head)
        if document.words[index].head == head
    )


def _receivers(
    document: Document, entities: Entities, candidate: Candidate, given: tuple[Reference, ...], guests: tuple[Reference, ...]
) -> tuple[Reference, ...]:
    """Whose country an unnamed destination is: the host's, or of one who invites somebody to come."""
    if candidate.rule == "visit told of where it is":
        return tuple(g for g in given if g.type == "place")
    if candidate.frame in {"reception", "invitation", "noun"} or candidate.rule == "visiting X":
        return given
    above = governor(document, candidate.predicate)
    if candidate.frame in {"motion", "object"} and above is not None and above.lemma.lower() in triggers().verbs.invitation:
        return _inviters(document, entities, candidate, guests)
    return ()


def _inviters(
    document: Document, entities: Entities, candidate: Candidate, guests: tuple[Reference, ...]
) -> tuple[Reference, ...]:
    above = governor(document, candidate.predicate)
    if above is None or above.lemma.lower() not in triggers().verbs.invitation:
        return ()
    inviter = subject(document, above.index)
    return () if inviter is None else hosts(document, entities, (inviter,), guests)


def _mention(
    document: Document,
    times: Times,
    candidate: Candidate,
    anchor: dt.date,
    guests: tuple[Reference, ...],
    given: tuple[Reference, ...],
    place: PlaceReference | None,
    judged: Judged,
) -> VisitMention:
    """What decides if a candidate tells of a visit: who goes where, when, and how far it is real; the rest is ``_detailed``."""
    found, rule = judged
    others = (d for d in candidate.destinations if document.words[d].upos == "PROPN")
    elsewhere = frozenset(d for d in others if place is not None and not place.span.covers(document.words[d].span))
    moved = None if found == "cancelled" else found == "postponed"
    dating = date_of(document, times, candidate, anchor, moved=moved, elsewhere=elsewhere)
    if dating is None and found in {"completed", "ongoing"} and candidate.frame != "departure":
        dating = date_of_entry(document, times, candidate, anchor)
    if (
        dating is not None
        and dating.interval.start is not None
        and dating.interval.start > anchor
        and found in {"completed", "ongoing", None}
    ):
        found, rule = "planned", f"{rule}, but ahead"
    if rule == "present" and candidate.frame == "motion" and dating is not None and dating.interval.start == anchor:
        found, rule = "planned", "leaves tonight"  # a timetable (Huddleston & Pullum 2002, §4.2.3)
    if found == "planned" and rule.startswith(_LATER) and dating is not None:
        end = dating.interval.end
        found = "completed" if end is not None and end < anchor else found  # "*before her visit* to PLACE in May"
    if (
        rule == "on the way"
        and dating is not None
        and dating.interval.end is not None
        and anchor - dating.interval.end > _ON_THE_WAY
    ):
        found = "completed"
    trigger = document.words[candidate.trigger]
    told = kind(document, candidate)
    return VisitMention(
        frame=candidate.frame,
        trigger=candidate.trigger,
        predicate=candidate.predicate,
        sentence=trigger.sentence,
        span=trigger.span,
        visitors=tuple(replace(g, home=None) if _comes_from_abroad(g, place, told) else g for g in guests),
        destination=place,
        hosts=given,
        status=found,
        kind=told,
        purpose=None,
        dating=dating,
        last=False,
        then=False,
        gone=False,
        rules=(candidate.rule, rule, LED) if _is_led_by(document, candidate, guests) else (candidate.rule, rule),
    )


def _detailed(document: Document, entities: Entities, times: Times, candidate: Candidate, mention: VisitMention) -> VisitMention:
    """A mention of a visit with what more its words tell: all who receive it, what it is for, how it follows on others."""
    place, guests = mention.destination, mention.visitors
    receiving = mention.hosts + _inviters(document, entities, candidate, guests)
    people = hosts(document, entities, tuple(met(document, candidate, times)), guests)
    receiving += tuple(p for p in people if place is not None and p.country in {None, place.country})
    own = {candidate.trigger, candidate.predicate}
    heads = [*own, *candidate.visitors, *candidate.destinations, *candidate.exceptions]
    inside = [i for i in heads if document.words[i].sentence == mention.sentence]
    return replace(
        mention,
        span=document.span(i for head in inside for i in ([head] if head in own else phrase(document, head))),
        hosts=receiving,
        purpose=purpose(document, candidate, times),
        last=any(c.lemma.lower() in {"last", "previously", "once"} for c in document.children(candidate.trigger, "advmod")),
        then=_is_next(document, candidate, place),
        gone=_gone(document, candidate),
    )


def _is_led_by(document: Document, candidate: Candidate, guests: tuple[Reference, ...]) -> bool:
    """Whether the guest leads the body that the words name: "a *delegation* led by X"."""
    bodies = [document.words[h] for h in candidate.visitors if document.words[h].lemma.lower() in triggers().people.delegations]
    return len(guests) == 1 and len(bodies) == 1 and not guests[0].phrase.covers(bodies[0].span) and guests[0].entity is not None


def _comes_from_abroad(guest: Reference, place: PlaceReference | None, told: Kind | None) -> bool:
    """Whether somebody of no told country cannot be at home where he goes: a premier visits no country, or capital, of his own."""
    if place is None or guest.country is not None or guest.home != place.country or place.resolved not in {"named", "capital"}:
        return False
    if place.resolved == "named" and not any(r.level == "country" for r in gazetteer().readings(place.name)):
        return False
    return _is_national(guest) or told in {"state", "official", "working"}


def _from_all_over(document: Document, guest: Reference) -> bool:
    """Whether guests are by their words from several countries, or away from home: "leaders of 17 *economies*", "*envoys* of the captors"."""
    named = {w.strip(",.;") for w in f"{guest.phrase.of(document.text)} {guest.name}".lower().split()}
    singular = {w.removesuffix("s") for w in named}
    return guest.type in {"person", "group"} and bool(named & triggers().places.nations or singular & triggers().people.sent)


def _naming(document: Document, candidate: Candidate, place: PlaceReference | None) -> list[int]:
    """The destinations of a candidate whose words are those of a place."""
    return [d for d in candidate.destinations if place is not None and place.span.covers(document.words[d].span)]


def _is_next(document: Document, candidate: Candidate, place: PlaceReference | None) -> bool:
    """Whether the words make of it the next step of a journey: "will *then* fly to PLACE", "*continue* to PLACE", "to A and *then* to PLACE"."""
    verbs = triggers().verbs
    heads = [
        candidate.trigger,
        *_naming(document, candidate, place),
    ]
    return document.words[candidate.trigger].lemma.lower() in verbs.onward or any(
        c.text.lower() in verbs.then for h in heads for c in document.children(h, "advmod", "compound")
    )


def _gone(document: Document, candidate: Candidate) -> bool:
    """Whether the same sentence takes the visitor away again: "flew into X on Monday *and left* / *was gone* by breakfast", "*concluded* a visit"."""
    verb = document.words[candidate.predicate]
    if candidate.frame == "noun" and verb.lemma.lower() in triggers().support.ends and verb.xpos in {"VBD", "VBN"}:
        return True
    leaving = triggers().verbs.departure | {"gone"}
    return candidate.frame == "motion" and any(
        c.lemma.lower() in leaving or c.text.lower() == "gone" for c in document.children(candidate.predicate, "conj")
    )


def _is_passing(document: Document, candidate: Candidate, place: PlaceReference | None) -> bool:
    """Whether the words lead by a place and not to it: "walked *near* the station", "drove *around* the airport"."""
    led = {case(document, d) for d in _naming(document, candidate, place)}
    return bool(led) and led <= triggers().prepositions.beside


def _is_visit(document: Document, candidate: Candidate, mention: VisitMention, home: str | None) -> bool:
    """Whether those who travel and the place can make a visit of these words; frames of weak words ask for more.

    ``home`` is the country where the story is set: who is of no known country may be from there.
    """
    place, guests = mention.destination, mention.visitors
    word = document.words[candidate.trigger]
    countries = {g.country for g in guests if g.country is not None}
    if any(g.type == "place" and place is not None and g.country == place.country for g in guests):
        return False
    if candidate.rule == SURROUNDED and (place is None or place.country is None or not countries or place.country in countries):
        return False
    if candidate.frame == "noun" and not guests and word.feats.get("Number") == "Plur":
        return False  # "most *visits* to emergency wards"
    landed = place is not None and place.country in countries and "airport" in place.name.lower()
    if candidate.frame == "noun" and landed and document.lemmas[word.index] == "arrival":
        return False  # home again
    if candidate.frame == "noun":
        return place is not None or bool(guests) or bool(document.children(word.index, "det"))
    if not guests:
        return False
    people = all(g.type in {"person", "group"} or g.plural for g in guests)
    homes = {g.home for g in guests if g.home is not None} if not countries else set()
    home = home if not homes else next(iter(homes))  # of those whom nothing tells it, the country that the article is about
    abroad = (
        place is not None
        and place.country is not None
        and (place.country not in countries if countries else place.country != home)
    )
    known = abroad and (bool(countries) or all(g.told for g in guests))  # who is of a body of many countries is at home in none
    foreign = (
        place is not None and place.country is not None and not countries and all(_from_all_over(document, g) for g in guests)
    )
    inland = place is not None and place.resolved == "city" and place.country in countries and all(map(_is_national, guests))
    if candidate.frame == "gathering" and not countries and not people:
        return False  # "UN conferences will take place in PLACE"
    if candidate.frame == "object":
        return place is not None or candidate.rule == "visiting X"
    if candidate.frame == "departure" and not (
        known
        and all((g.type == "person" and g.entity is not None and not g.plural) or (g.told and _is_national(g)) for g in guests)
    ):
        return False  # people who leave a country may live there
    if candidate.frame == "departure" and mention.status not in {"completed", "ongoing", "planned"}:
        return False  # "has not left the country"
    if place is not None and place.resolved == "host" and not known:
        return False  # "invites the opposition to a dialogue"
    if candidate.frame == "reception":
        return people and known
    if candidate.frame == "location":
        if any(a.lemma.lower() == "back" for a in document.children(word.index, "advmod")):
            return known  # "will be *back* in PLACE" is at home there as often as not
        if case(document, word.index) == "to" and place is not None and place.country is None:
            return people  # "has not been to the Caribbean"
        named = place is not None and (place.entity is not None or word.lemma.lower() in {"capital", "city", "country", "town"})
        ahead = mention.status in {"planned", "cancelled", "hypothetical"} and all(g.entity is not None for g in guests)
        been = case(document, word.index) == "to" or ahead  # nobody "has been to" or "will be in" where he lives
        return named and people and (known or foreign or been or inland or (abroad and home is not None))
    if candidate.frame == "activity":
        sure = word.lemma.lower() in triggers().verbs.activity
        if any(document.lemmas[v] in entity_words().spokes for v in candidate.visitors):
            return False  # "in PLACE, *a spokesman* for X denied"
        led = "in" in {case(document, d) for d in _naming(document, candidate, place)}
        return (
            (abroad or inland)
            and word.lemma.lower() != "host"  # who hosts is at home
            and (bool(countries) or known)
            and all(
                (g.told or (known and led and _is_national(g)))
                and g.type == "person"
                and (sure or g.role is not None or g.plural)
                for g in guests
            )
        )
    if (candidate.rule == "does at" and not people) or (word.lemma.lower() == "stay" and mention.status == "hypothetical"):
        return False  # who "should stay" somewhere may live there
    if candidate.frame == "presence" and word.lemma.lower() == "stay":
        return known  # who stays in a place may be at home there
    if candidate.frame == "presence":
        return (
            known
            or foreign
            or inland
            or (abroad and people and home is not None)
            or (mention.status == "ruled_out" and place is not None and place.country is not None)
        )
    if place is not None and word.lemma.lower() == "return" and place.resolved == "capital" and place.name.islower():
        return False  # "returned to the capital" is home again
    if word.lemma.lower() == "return" or any(a.lemma.lower() == "back" for a in document.children(word.index, "advmod")):
        return known
    if candidate.rule == "goes to" and _is_passing(document, candidate, place) and not all(map(_is_national, guests)):
        return False
    if candidate.frame in {"motion", "departure"}:
        if place is None:  # "arrives on Monday": the place may be told elsewhere
            inwards = "in" in particles(document, word.index)  # "flew *in*"
            return people and bool(countries) and (inwards or word.lemma.lower() in triggers().verbs.coming)
        return people and (known or inland or not countries or word.lemma.lower() in triggers().verbs.journeying)
    return place is not None
