"""Who the words of a candidate stand for: visitors, places and hosts, resolved; and which of them can be what they would have to be."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.entities import country_name, describe, place_at
from service.entities.gazetteer import gazetteer
from service.entities.model import PlaceReference, Reference
from service.entities.phrases import closes_agency
from service.language.arguments import case, conjuncts, phrase
from service.visits.roles import goals_of
from service.visits.words import is_time_word, triggers

if TYPE_CHECKING:
    from service.entities.model import Entities
    from service.language.document import Document
    from service.visits.model import Candidate


_DATELINE = 16
"""Words that a dateline has at most: a city, a country, a date, an agency and their signs."""


_DATELINE_ENDS = frozenset({"—", "–", "--", "---", "-", "_", ":"})
"""Signs that a dateline ends with."""

_DATELINE_SIGNS = _DATELINE_ENDS | {")"}
"""The same, and the bracket behind an agency, one of which every dateline holds."""

_MANY = 300
"""People from which on they are a crowd and no delegation."""

_BIG = 100_000
"""Inhabitants of a town whose name inside that of a gathering says where that is."""

_SHORTEST = 3
"""Letters of a dateline's place in capitals."""

_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4}
"""How many a plural may sum up."""

_COUNTS = frozenset({"several", "some", "many", "most", "dozen", "half"})
"""Words for how many, besides numbers."""

_BACK = 3
"""Sentences that those may be named in: its own and the two before."""

_NAME = 3
"""Words of a place's name at most, where a dateline in small letters holds nothing else."""


def visitors(document: Document, entities: Entities, candidate: Candidate) -> tuple[Reference, ...]:
    """Those who travel; a delegation gives way to the leader its words name."""
    heads: list[int] = []
    for head in (_counted_of(document, v) for v in candidate.visitors):
        leaders = _leaders(document, head, candidate.predicate) if _is_led(document, head) else []
        heads += leaders or _named(document, entities, head) or [head]
    found = [
        _as_people(document, describe(document, entities, h), h)
        for h in dict.fromkeys(heads)
        if _can_travel(document, entities, h)
    ]
    found = [r for r in found if not (candidate.frame in {"noun", "location", "activity", "sending"} and _is_town(entities, r))]
    if any(
        r.type == "person" and r.entity is not None and not r.plural for r in found
    ):  # the leader stands for those who come along
        found = [r for r in found if r.name.lower().split()[-1] not in triggers().people.delegations]
    event = document.words[candidate.trigger].span
    return _distinct(
        [
            r
            for r in found
            if candidate.rule == "visiting X" or candidate.trigger in candidate.visitors or not r.span.covers(event)
        ]
    )


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


def is_wide(place: PlaceReference) -> bool:
    """Whether a place is larger than a country, or of no country by its words: "the Middle East", "the region", "four nations", "a conference"."""
    if place.country is not None:
        return False
    readings = gazetteer().readings(place.name)
    head = place.name.lower().split()[-1]
    if place.name.islower() and head in triggers().nouns.events:
        return True
    return (
        any(r.level == "region" for r in readings)
        or bool(gazetteer().region(place.name))
        or head.removesuffix("s") in triggers().places.wide
        or head in triggers().places.nations
    )


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


def _counted_of(document: Document, head: int) -> int:
    """The people whom a number counts: "*two of the commission's investigators*"; any other word for itself."""
    word = document.words[head]
    if word.upos not in {"NUM", "DET"} and word.lemma.lower() not in _COUNTS:
        return head
    of = (n.index for n in document.children(head, "nmod") if case(document, n.index) == "of" and n.feats.get("Number") == "Plur")
    return head if word.lemma.lower() in triggers().people.nobody else next(of, head)


def _is_led(document: Document, head: int) -> bool:
    """Whether a phrase names a body or several people, who may have a leader."""
    word = document.words[head]
    return word.lemma.lower() in triggers().people.delegations or word.feats.get("Number") == "Plur"


def _leaders(document: Document, head: int, predicate: int) -> list[int]:
    """Who heads a delegation: "a delegation *led by X*", "*led by X*, they leave"."""
    found: list[int] = []
    if not document.beside(head, triggers().verbs.leading):
        return found
    inside = (
        document.words[i] for i in document.subtree(head, lambda w: w.relation in {"nmod", "acl", "amod", "flat", "compound"})
    )
    for clause in (*(w for w in inside if w.relation in {"acl", "amod"}), *document.children(predicate, "advcl")):
        if clause.lemma.lower() in triggers().verbs.leading:
            for child in document.children(clause.index, "obl"):
                if child.deprel == "obl:agent" or case(document, child.index) == "by":
                    found += conjuncts(document, child.index)
    return found


def _named(document: Document, entities: Entities, head: int) -> list[int]:
    """Those whom several unnamed people are said to be, or to have among them: "two aides, *X* and *Y*,", "heads of state including *X*"."""
    word = document.words[head]
    predicate = document.head(head)
    if case(document, head) == "among" and predicate is not None and document.child(predicate.index, "cop") is not None:
        return [predicate.index] if predicate.upos == "PROPN" else []  # "among those who attended was *X*"
    if word.upos == "PRON" and word.feats.get("Number") == "Plur" and (known := entities.headed(head)) is not None:
        summed = (_counted(document, entities, m.head) for m in known[0].mentions if m.kind == "nominal")
        return next((people for people in summed if people is not None), [])  # "The *two ministers* … They will both attend"
    if word.upos != "NOUN":
        return []
    equated = word.relation == "nsubj" and predicate is not None and document.child(predicate.index, "cop") is not None
    if equated and predicate is not None and predicate.upos == "PROPN" and case(document, predicate.index) is None:
        return conjuncts(document, predicate.index)  # "the last minister to come to PLACE was *X*"
    if word.feats.get("Number") != "Plur":
        return []
    if (counted := _counted(document, entities, head)) is not None:
        return counted
    told = [c.index for c in document.children(head, "appos") if c.index > head]
    told += [
        n.index for n in document.children(head, "nmod") if case(document, n.index) in {"including", "such as", "like", "of"}
    ]
    found = [c for t in told for c in conjuncts(document, t)]
    people = [i for i in found if (r := describe(document, entities, i)).type == "person" and r.entity is not None]
    return people if len(people) == len(found) else []


def _counted(document: Document, entities: Entities, head: int) -> list[int] | None:
    """Those whom "the *two* leaders", "*both* ministers" sums up: the people named just before, if they are as many."""
    word, below = document.words[head], document.children(head)
    counts = [
        _NUMBERS[c.text.lower()] for c in below if c.relation in {"nummod", "det", "cc:preconj"} and c.text.lower() in _NUMBERS
    ]
    definite = any(c.text.lower() in {"the", "both", "these"} for c in below)
    if not counts or not definite or any(c.relation in {"nmod", "acl"} or c.text[:1].isupper() for c in below if c.upos != "DET"):
        return None
    named: dict[str, int] = {}
    for sentence in reversed(document.sentences[max(word.sentence - _BACK + 1, 0) : word.sentence + 1]):
        named = _people_in(entities, sentence.first, min(sentence.last, head)) | named
        if len(named) >= counts[0]:
            break
    return sorted(named.values()) if len(named) == counts[0] else None


def _people_in(entities: Entities, first: int, last: int) -> dict[str, int]:
    """The people named between two words, each with the head of the last mention there."""
    people = (e for e in entities.all if e.type == "person" and not e.plural and any(m.kind == "name" for m in e.mentions))
    return {e.id: m.head for e in people for m in e.mentions if first <= m.head < last}


def _as_people(document: Document, reference: Reference, head: int) -> Reference:
    """A reference by a noun for those who travel that is no entity, as a person or a group: "opposition *figures*"."""
    word = document.words[head]
    if reference.type is not None or word.lemma.lower() not in triggers().people.travellers:
        return reference
    several = word.feats.get("Number") == "Plur"
    return replace(reference, type="group" if several else "person", plural=several)


def _is_town(entities: Entities, reference: Reference) -> bool:
    """Whether a reference is to a town, which goes nowhere: "*Sarajevo* is the second stop on a swing"."""
    return reference.type == "place" and any(e.id == reference.entity and e.resolved in {"city", "capital"} for e in entities.all)


def _can_travel(document: Document, entities: Entities, head: int) -> bool:
    """Whether somebody can make a visit in the contract's sense: one of name, office or country, or of a kind that the news sends abroad."""
    word, people = document.words[head], triggers().people
    if word.lemma.lower() in people.nobody:
        return False
    reference = describe(document, entities, head)
    kind = word.lemma.lower() if word.upos != "PRON" else _noun_of(document, entities, head)
    named = kind in people.travellers and reference.country is not None and not reference.plural  # "the Tanzanian *guest*"
    if (kind in people.strangers and not named) or (
        " " in reference.name and reference.name.lower().split()[0] in people.strangers
    ):
        return False  # "visited by *Typhoon* X"
    if kind in people.travellers:
        return True
    own, _, rest = reference.name.partition(" ")
    own_name = rest if own.lower() in {"my", "our", "his", "her", "their"} else reference.name  # "*My* sister"
    told = any(c.isupper() for c in own_name) or reference.country is not None
    if _are_many(document, head):
        return False  # "about 4,000 Newfoundlanders have left for Alberta"
    if reference.type in {"person", "group"}:
        return told or (word.upos == "PRON" and reference.entity is None)
    return reference.entity is not None and reference.type in {"organization", "place"}


def _may_be_town(document: Document, candidate: Candidate, reference: Reference, head: int) -> bool:
    """Whether what a model takes for somebody is a town by its name and what leads to it: "visited *Trincomalee*"."""
    word = document.words[head]
    single = word.upos == "PROPN" and not document.children(head, "flat", "compound", "nmod:desc") and reference.role is None
    going = candidate.rule in {"visits", "reaches", "takes in"} or (
        candidate.frame == "motion" and case(document, head) in {"to", "in"}
    )
    if single and candidate.rule == "spends time in" and case(document, head) in {"in", "at"}:
        return True
    return single and going and any(r.level in {"city", "capital"} for r in gazetteer().readings(word.text))


def _are_many(document: Document, head: int) -> bool:
    """Whether people are told by the hundred or thousand, as migrants are."""
    counts = document.related[head].get("nummod", ())
    return any(
        c.lemma.lower() in {"hundred", "thousand", "million"}
        or (c.text.replace(",", "").isdigit() and int(c.text.replace(",", "")) >= _MANY)
        for c in counts
    ) or document.words[head].lemma.lower() in {"hundred", "thousand", "million"}


def _people_of(document: Document, demonym: int) -> PlaceReference | None:
    """The country whose people an adjective names: "*Venezuelan*"."""
    word = document.words[demonym]
    codes = gazetteer().demonym(word.text)
    if len(codes) != 1:
        return None
    return PlaceReference(entity=None, name=word.text, country=codes[0], resolved="demonym", span=word.span)


def _noun_of(document: Document, entities: Entities, pronoun: int) -> str:
    """The noun that a pronoun stands for: "the *leaders* of 17 economies said *they*"; empty where that is unknown."""
    found = entities.headed(pronoun)
    if found is None:
        return ""
    return next((document.words[m.head].lemma.lower() for m in found[0].mentions if m.kind in {"nominal", "name"}), "")


def _place(
    document: Document, entities: Entities, candidate: Candidate, head: int, scene: PlaceReference | None
) -> PlaceReference | None:
    word = document.words[head]
    nouns = triggers().nouns
    if word.lemma.lower() in nouns.gathering or (word.upos == "PROPN" and word.lemma.lower() in nouns.occasion):
        return _venue(document, entities, head)
    if word.text.lower() == "here" and scene is None and candidate.frame == "location":
        return None  # the last place told need not be where it is said
    if word.text.lower() in {"here", "town"} and scene is not None and not document.children(head, "det", "amod", "nmod"):
        return replace(scene, span=word.span)  # "landed *here*", "is in *town*"
    if word.text.lower() == "town" and not document.children(head, "det", "amod", "nmod"):
        return PlaceReference(entity=None, name=word.text, country=None, resolved="coreference", span=word.span)
    if word.lemma.lower() in triggers().places.none:
        return None  # "his arrival to *power*"
    if gazetteer().demonym(word.text) and not gazetteer().readings(word.text):
        return None  # "said in fluent *English*"
    place = place_at(document, entities, head)
    if place is not None and place.country is not None:
        return place
    if scene is not None and (
        (
            any(d.text.lower() == "this" for d in document.children(head, "det"))
            and (place is not None or word.lemma.lower() in triggers().places.sites)
        )
        or (
            place is None
            and word.lemma.lower() == "country"
            and any(d.text.lower() == "the" for d in document.children(head, "det"))
        )
    ):
        return replace(scene, span=document.span(phrase(document, head)))  # "arrived in *this seaside resort*"
    if place is None and word.lemma.lower() in triggers().places.sides:
        told = (place_at(document, entities, c.index) or _people_of(document, c.index) for c in document.children(head, "amod"))
        if (land := next(filter(None, told), None)) is not None:
            return replace(land, span=document.span(phrase(document, head)))  # "on the *Venezuelan side*", "on *Turkish soil*"
    reference = describe(document, entities, head)
    if reference.type in {"person", "organization"} and _may_be_town(document, candidate, reference, head):
        return _by_name(document, candidate, head)
    if reference.type == "person":
        return None
    if place is None and word.upos == "PROPN" and gazetteer().region(word.text):  # "the *Caribbean*"
        span = document.span([head, *(c.index for c in document.children(head, "det", "compound", "amod"))])
        return PlaceReference(entity=None, name=span.of(document.text), country=None, resolved="named", span=span)
    if (
        place is None
        and word.upos == "PROPN"
        and reference.type is None
        and (found := _by_name(document, candidate, head)) is not None
    ):
        return found
    inner = _inner(
        document, entities, head, around=reference.type == "group" or word.lemma.lower() in triggers().people.strangers
    )
    region = place is not None and any(r.level == "region" for r in gazetteer().readings(place.name))
    wide = region or word.lemma.lower() in triggers().places.wide
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
        inner = inner or _named_after(document, entities, head)
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
        opening = range(sentence.first, min(sentence.first + _DATELINE, sentence.last))
        signs = _DATELINE_SIGNS.intersection(document.lows[opening.start : opening.stop])
        if not signs or not document.words[sentence.first].text[:1].isupper():
            continue
        end = next((i for i in opening if document.words[i].text in _DATELINE_ENDS), None)
        if end is None:
            end = _behind_agency(document, opening)
        if end is None or not _opens(document, sentence.first, end):
            continue
        places = [place for i in range(sentence.first, end) if (place := place_at(document, entities, i)) is not None]
        places = places or _read_off(document, sentence.first, end)
        named = next((p for p in places if p.country is not None), None)
        if named is not None:
            found.append((sentence.first, replace(places[0], country=named.country, resolved="coreference")))
    return tuple(found)


def _behind_agency(document: Document, opening: range) -> int | None:
    """The end of a dateline that only the agency in brackets ends: "New Delhi, Jun 12 *(PTI)* The minister …"."""
    closed = next((i for i in opening if document.words[i].text == ")"), None)
    if closed is None or not closes_agency(document, closed):
        return None
    return closed if any(w.text.isdigit() for w in document.words[opening.start : closed]) else None


def _by_name(document: Document, candidate: Candidate, head: int) -> PlaceReference | None:
    """A place that no model takes for one, by its name and what leads to it: "reached *Galle*", "spent nine days at *Bilene*"."""
    led = case(document, head) in {"to", "in", "at", "into", "from", "for"} or candidate.rule in {"reaches", "takes in", "visits"}
    name = [head, *(c.index for c in document.children(head, "flat", "compound") if c.upos == "PROPN")]
    if not led or is_time_word(document.words[head]) or any(c.isdigit() for i in name for c in document.words[i].text):
        return None
    span = document.span(name)
    readings = gazetteer().readings(span.of(document.text))
    country = readings[0].country if readings else None
    return PlaceReference(
        entity=None, name=span.of(document.text), country=country, resolved="city" if country else "named", span=span
    )


def _read_off(document: Document, first: int, end: int) -> list[PlaceReference]:
    """The place of a dateline that no model takes for one, by the country behind its comma: "KISELJAK, Bosnia-Herzegovina (AP)"."""
    if first == end:
        return []
    parts = document.span(range(first, end)).of(document.text).split("(")[0].split(",")
    for part in parts[1:2] or parts:
        readings = gazetteer().readings(part.strip())
        if readings and readings[0].level in {"country", "capital", "city", "state"}:
            span = document.words[first].span
            return [
                PlaceReference(entity=None, name=span.of(document.text), country=readings[0].country, resolved="city", span=span)
            ]
    return []


def _opens(document: Document, first: int, end: int) -> bool:
    """Whether a dateline's place comes before ``end``: one in capitals, or all there is before the sign at the head of a paragraph ("Beirut: …")."""
    place = document.words[first].text
    if len(place) >= _SHORTEST and place[:3].isupper():
        return True
    before = document.text[: document.words[first].span.start]
    opens = not before.strip() or "\n" in before[len(before.rstrip()) :]
    if opens and document.words[end].text == ")":
        return document.words[first].upos in {"PROPN", "ADJ"}
    return opens and end - first <= _NAME and all(w.upos == "PROPN" for w in document.words[first:end])


def scene_at(settings: tuple[tuple[int, PlaceReference], ...], index: int) -> PlaceReference | None:
    """The place that the dateline over a word names; ``None`` under none."""
    return next((place for first, place in reversed(settings) if first <= index), None)


def _inner(document: Document, entities: Entities, head: int, *, around: bool = False) -> PlaceReference | None:
    """A place with a country inside the phrase of another: "the headquarters of the panel *in Port Louis*", rather than whose it is.

    With ``around`` what is no place itself stands in it alone: "French troops *in Kenya*" are not in France.
    """
    inside = [
        i for i in phrase(document, head) if i != head and (not around or case(document, i) in {"in", "at", "near", "outside"})
    ]
    inside = [i for i in inside if case(document, i) not in {"from", "with", "by", "to"}]  # "the Serbian capital *from Tunis*"
    for index in sorted(inside, key=lambda i: case(document, i) not in {"in", "at", "near", "outside"}):
        if document.words[index].upos in {"PROPN", "NOUN", "ADJ"}:
            place = place_at(document, entities, index)
            if place is not None and place.country is not None:
                return place
    return None


def _seat(document: Document, entities: Entities, gathering: int) -> PlaceReference | None:
    """Where the words of a gathering say it is: "the *Madrid* summit", "the summit *in Paris*"; not "the summit on Libya"."""
    held = [
        document.words[g]
        for i in document.subtree(gathering)
        if document.words[i].relation == "acl" and document.words[i].lemma.lower() in triggers().verbs.taking_place
        for g in goals_of(document, i, places=True)
    ]
    those_there = [
        n for n in document.children(gathering, "nmod") if case(document, n.index) in {"with", "of", "between", "among"}
    ]
    behind = [n for t in those_there for n in document.children(t.index, "nmod")]  # "a conference with X *in PLACE*"
    for child in (*document.children(gathering, "compound", "amod", "nmod"), *held, *behind):
        if child.relation == "nmod" and (child.deprel == "nmod:poss" or case(document, child.index) not in {"in", "at"}):
            continue
        place = place_at(document, entities, child.index)
        found = place if place is not None and place.country is not None else _inner(document, entities, child.index)
        if found is None and child.upos == "PROPN":
            found = _town(document, child.index)
        if found is not None:
            return found
    return None


def _named_after(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """The town that a site has its name from, a capital or one of a country that the article names: "*Vilnius* University", not "*Cambridge* Bay"."""
    told = {e.country for e in entities.all if e.type == "place"}
    towns = (t for c in document.children(head, "compound") if c.upos == "PROPN" and (t := _town(document, c.index)) is not None)
    return next((t for t in towns if t.country in told or gazetteer().is_capital(t.name, t.country or "")), None)


def _town(document: Document, index: int) -> PlaceReference | None:
    """A town inside the name of a gathering ("the *Jeddah* Security and Development Summit"), or before its state ("in *Independence*, Mo.")."""
    span = document.words[index].span
    word = document.words[index]
    known = word.relation == "compound" and not word.text.isupper()  # "the UN summit" is not in the town of Un
    towns = [r for r in gazetteer().readings(word.text) if r.level == "capital" or r.population > _BIG] if known else []
    for beside in document.children(index, "nmod", "appos"):
        if beside.upos == "PROPN" and document.words[beside.index - 1].text == ",":
            towns += [r for r in gazetteer().readings(beside.text) if r.level in {"state", "country"}]
    if not towns:
        return None
    return PlaceReference(entity=None, name=span.of(document.text), country=towns[0].country, resolved="city", span=span)


def _venue(document: Document, entities: Entities, head: int) -> PlaceReference | None:
    """Where a gathering is: a place in its phrase, or its host's country, here or where it was named before."""
    word = document.words[head]
    lemma = word.lemma.lower()
    span = document.span(phrase(document, head))
    nouns = triggers().nouns
    alike = nouns.events if lemma in nouns.any_gathering else {lemma}
    definite = word.upos == "NOUN" and (
        lemma not in nouns.any_gathering or any(d.lemma == "the" for d in document.children(head, "det"))
    )
    before = (i for i in range(head - 1, -1, -1) if document.lemmas[i] in alike) if definite else ()
    for index in chain((head,), before):
        inner = _seat(document, entities, index)
        if inner is not None:
            return PlaceReference(
                entity=inner.entity, name=inner.name, country=inner.country, resolved=inner.resolved, span=inner.span
            )
        owner = document.child(index, "nmod:poss")
        private = any(c.lemma.lower() in nouns.own for c in document.children(index, "compound", "amod"))
        if index != head and (private or (owner is not None and owner.upos == "PRON")):
            continue  # "his news conference", "her meeting" is none that others attend
        if owner is not None and (country := describe(document, entities, owner.index).country) is not None:
            return PlaceReference(entity=None, name=span.of(document.text), country=country, resolved="host", span=span)
    return PlaceReference(entity=None, name=span.of(document.text), country=None, resolved="named", span=span)
