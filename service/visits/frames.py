"""Finds the words that may tell of a visit and reads their roles off the tree. Grammar only: nothing is resolved or judged here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, governor, is_passive, particles, patient, subject
from service.language.clauses import infinitival
from service.visits.nouns import located, noun, sayer, there_again
from service.visits.presence import absent, active, attending, away_from, being_at, encounter, held, meeting, representing
from service.visits.roles import (
    SURROUNDED,
    at_events,
    build,
    delegation,
    goals_of,
    led_by,
    seats,
    surroundings,
    told_before,
    whereabouts,
)
from service.visits.words import is_time_word, triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.visits.model import Candidate


_FAR = frozenset({"far", "farther", "further"})


def candidates(document: Document) -> list[Candidate]:
    """All candidates of a document in text order."""
    found: list[Candidate] = []
    verbs, nouns = triggers().verbs, triggers().nouns
    occasions, talks = document.sentences_with(nouns.occasions), document.sentences_with(nouns.encounter)
    for word, lemma, low in zip(document.words, document.lemmas, document.lows, strict=True):
        if word.relation in {"aux", "cop", "punct", "case", "det"} and lemma not in verbs.awaited:
            continue
        if word.upos in {"VERB", "AUX"} or word.xpos in {"VBG", "VBN"} or lemma in verbs.awaited:
            found += _verb(document, word)
            if lemma in verbs.absence or lemma in verbs.keeping:
                found += absent(document, word)
            if lemma in verbs.taking_place:
                found += held(document, word)
            if word.upos == "VERB":
                found += active(document, word, beside=word.sentence in occasions)
            if lemma in verbs.meeting or lemma in verbs.joint or word.sentence in talks:
                found += meeting(document, word)
        if lemma == "absent":
            found += away_from(document, word)
        if low == "visiting" and word.upos == "ADJ":
            found += _visiting(document, word)
        if low == "bound" or (lemma == "route" and word.index and document.lows[word.index - 1] == "en"):
            found += _bound(document, word)
        elif word.upos in {"NOUN", "PROPN"}:
            telling, below = lemma in nouns.telling, document.related[word.index]
            if telling and lemma in nouns.going:
                found += noun(document, word)
            if word.relation == "acl" and word.upos == "NOUN" and lemma in verbs.motion:
                found += _mistaken(document, word)
            if "cop" in below or (word.upos == "PROPN" and "case" in below) or lemma == "guest":
                found += located(document, word)
            if telling and lemma in nouns.encounter:
                found += encounter(document, word)
            if telling and lemma in nouns.presence:
                found += being_at(document, word)
        elif lemma in verbs.again or lemma in {"here", "there"}:
            found += there_again(document, word)
    return found


def _verb(document: Document, word: Word) -> Iterator[Candidate]:
    verbs, lemma = triggers().verbs, word.lemma.lower()
    if lemma in verbs.carrying and is_passive(document, word.index):
        goals = goals_of(document, word.index)
        goals = [g for g in goals if not _confines(document, g)]
        goals = [g for goal in goals for g in (goal, *seats(document, goal)) if document.words[g].upos == "PROPN"]
        yield from build(document, "motion", word, patient(document, word.index), goals, "is brought to")
    if lemma in verbs.showing:
        yield from _shown(document, word)
    if lemma in {"take", "catch", "board"} and (what := document.child(word.index, "obj")) is not None:
        yield from _taking_part(document, word, what)
    if lemma == "see" and "off" in particles(document, word.index):
        host, guest = subject(document, word.index), patient(document, word.index)
        if host is not None and guest is not None:
            yield from build(
                document, "reception", word, guest, goals_of(document, word.index, host, places=True), "sees off", host
            )
    if lemma in verbs.giving and (what := document.child(word.index, "obj")) is not None:
        yield from _playing_host(document, word, what)
    if lemma in verbs.denying:
        yield from _kept_out(document, word)
    what = document.child(word.index, "obj") if lemma == "address" else None
    if what is not None and what.lemma.lower() in triggers().nouns.chamber:  # "*addressed* the Kenyan parliament"
        yield from build(document, "reception", word, subject(document, word.index), [], "addresses", what.index)
    if (needed := verbs.particles.get(lemma)) is not None:
        thing = document.child(word.index, "obj")  # "*set foot* in PLACE"
        near = particles(document, word.index) | ({document.lows[thing.index]} if thing is not None else set())
        if not needed.isdisjoint(near):
            yield from _going(document, word, needed)
            yield from _coming_back(document, word)
        yield from _as_far_as(document, word)
    elif lemma in verbs.object:
        yield from _visiting(document, word)
    elif lemma in verbs.leading and (led := delegation(document, word)) is not None:
        leader = subject(document, word.index)
        gone = [g for c in document.children(led, "acl") for g in goals_of(document, c.index) if c.lemma.lower() in verbs.motion]
        yield from build(
            document,
            "sending",
            word,
            leader if leader is not None else led,
            [*goals_of(document, word.index, led), *gone],
            "leads a delegation",
        )
    elif lemma == "lead":
        yield from _leading(document, word)
    elif lemma in verbs.accompanying and (
        goals := [
            g
            for g in goals_of(document, word.index, patient(document, word.index))
            if case(document, g) == "to"
            or (case(document, g) == "on" and document.words[g].lemma.lower() in triggers().nouns.going)
        ]
    ):
        both = [w for w in (subject(document, word.index), patient(document, word.index)) if w is not None]
        yield from build(document, "motion", word, both, goals, "accompanies to")
    elif lemma in verbs.with_object and not verbs.with_object[lemma].isdisjoint(particles(document, word.index)):
        yield from _getting_to(document, word, "takes in")
    elif lemma in verbs.sending:
        sent = patient(document, word.index)
        yield from build(document, "sending", word, sent, goals_of(document, word.index, sent), "sent")
    elif lemma in verbs.reaching:
        yield from _getting_to(document, word, "reaches")
    elif lemma in verbs.motion:
        yield from _going(document, word)
        yield from _coming_back(document, word)
    elif lemma in verbs.departure:
        yield from _leaving(document, word)
    elif lemma in verbs.reception:
        host = subject(document, word.index)
        yield from build(
            document,
            "reception",
            word,
            patient(document, word.index),
            [
                *goals_of(document, word.index, host, places=True),
                *whereabouts(document, [p for p in (patient(document, word.index),) if p is not None]),
            ],
            "received",
            host,
        )
    elif lemma == "ask" and is_passive(document, word.index) and document.child(word.index, "xcomp", "ccomp") is None:
        goals = [g for g in goals_of(document, word.index) if case(document, g) == "to" and document.words[g].upos == "PROPN"]
        if goals:  # "has been *asked* to PLACE for talks"
            yield from build(
                document, "invitation", word, patient(document, word.index), goals, "is asked to", subject(document, word.index)
            )
    elif lemma in verbs.invitation and not document.children(word.index, "xcomp", "ccomp"):
        host, invited = subject(document, word.index), patient(document, word.index)
        yield from build(document, "invitation", word, invited, goals_of(document, word.index, invited), "invited to", host)
    elif lemma in {"include", "cover", "feature"} and document.child(word.index, "obj") is not None:
        yield from _including(document, word)
    elif lemma in verbs.taking and document.child(word.index, "obj") is not None:
        yield from _taken(document, word)
    elif lemma == "call":
        yield from _calling_on(document, word)
    elif lemma in verbs.presence:
        yield from attending(document, word)
    elif lemma == "represent":
        yield from representing(document, word)
    elif lemma in verbs.awaited:
        yield from _awaited(document, word)


def _confines(document: Document, goal: int) -> bool:
    """Whether who is brought to a place is no visitor there: "was taken to *X Medical College and Hospital*"."""
    name = document.name_at(goal)
    held = document.words[name.first : name.last] if name is not None else (document.words[goal],)
    return any(w.lemma.lower() in triggers().places.confining for w in held)


def _visiting(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *visits* PLACE"; "PLACE was *visited* by X"; "the *visiting* X"."""
    if word.relation == "amod":
        guest = word.head
        while document.words[guest].deprel == "nmod:desc":  # "*visiting* State Councilor and Foreign Minister X"
            guest = document.words[guest].head
        verb = governor(document, guest)
        if document.words[guest].lemma.lower() in triggers().people.academics:
            return
        goals = [] if verb is None or verb.upos != "VERB" else goals_of(document, verb.index, places=True)
        goals += [] if verb is None else whereabouts(document, [o.index for o in document.children(verb.index, "obj")])
        host = document.child(guest, "nmod:poss")  # "*her* visiting counterpart"
        goals = [g for g in goals if g != guest]
        yield from build(document, "object", word, guest, goals, "visiting X", None if host is None else host.index)
        return
    place = patient(document, word.index)
    goals = [place] if place is not None else []
    if place is not None:  # "visited a former leader *living in PLACE*"
        goals += [
            g
            for c in document.children(place, "acl")
            if c.lemma.lower() in triggers().verbs.settled
            for g in goals_of(document, c.index, places=True)
        ]
    across = place is None and word.lemma.lower() == "tour"  # "will be *touring* across the state"
    goals += goals_of(document, word.index, places=not across)
    by = sayer(document, word) if place is None and not across else None
    if by is not None and not _has_name(document, goals):
        yield from build(document, "object", word, subject(document, word.index), [], "visit told of where it is", by)
        return
    yield from build(document, "object", word, subject(document, word.index), goals, "visits")


def _shown(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *shown* round PLACE"."""
    if not is_passive(document, word.index):
        return
    led = ("round", "around", "through", "over")
    goals = [o.index for o in document.children(word.index, "obl", "obj") if (case(document, o.index) or "") in led]
    if not particles(document, word.index).isdisjoint(led):
        goals += [o.index for o in document.children(word.index, "obj")]
    if goals:
        yield from build(document, "object", word, patient(document, word.index), goals, "is shown round")


def _taking_part(document: Document, word: Word, what: Word) -> Iterator[Candidate]:
    """ "X *took* part in a summit in PLACE", "X *took* a train to PLACE"."""
    who = subject(document, word.index)
    if what.lemma.lower() == "part":
        near = (*document.children(word.index, "obl"), *document.children(what.index, "nmod"))
        events = [n.index for n in near if n.lemma.lower() in triggers().nouns.events and case(document, n.index) == "in"]
        goals = at_events(document, events) + goals_of(document, word.index, places=True)
        named = [g for g in goals if g not in events]
        if events and named:
            yield from build(document, "presence", word, who, goals, "takes part")
    elif what.lemma.lower() in triggers().nouns.vehicle:
        goals = [g for g in goals_of(document, word.index, what.index) if case(document, g) in {"to", "into"}]
        yield from build(document, "motion", word, who, goals, "takes a train to")


def _playing_host(document: Document, word: Word, what: Word) -> Iterator[Candidate]:
    """ "Y *played* host to X (in PLACE)", "Y *rolled* out the red carpet for X"."""
    led = triggers().nouns.hospitality.get(what.lemma.lower())
    if led is None:
        return
    near = (*document.children(word.index, "obl"), *document.children(what.index, "nmod"))
    guest = next((n.index for n in near if case(document, n.index) in {led, "for"}), None)
    given = document.child(word.index, "iobj")
    host = subject(document, word.index)
    if is_passive(document, word.index):
        guest = patient(document, word.index)
    elif given is not None:
        guest = given.index
    if guest is not None and (host is not None or is_passive(document, word.index)):
        goals = goals_of(document, word.index, guest, places=True)
        yield from build(document, "reception", word, guest, [g for g in goals if g != guest], "plays host to", host)


def _leading(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X will *lead* a group of executives to PLACE"."""
    people = patient(document, word.index)
    if people is None or document.words[people].upos != "NOUN":
        return
    goals = goals_of(document, word.index, people)
    there = [g for g in goals if case(document, g) == "to" and document.words[g].upos == "PROPN"]
    if there:
        yield from build(document, "sending", word, subject(document, word.index), there, "leads a delegation")


def _kept_out(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *refused* entry to PLACE", "Y *denied* X a visa", "Y *refused* entry to X"."""
    what = next((o for o in document.children(word.index, "obj") if o.lemma.lower() in triggers().nouns.admission), None)
    if what is None:
        return
    whom = document.child(word.index, "iobj")
    to = [
        n.index for i in (what.index, word.index) for n in document.children(i, "nmod", "obl") if case(document, n.index) == "to"
    ]
    to += [n.index for n in document.children(what.index, "nmod") if case(document, n.index) in {"for", "into"}]
    if is_passive(document, word.index):
        yield from build(document, "invitation", word, patient(document, word.index), to, "is kept out")
    elif whom is not None:
        yield from build(document, "invitation", word, whom.index, to, "is kept out", subject(document, word.index))
    elif to:
        yield from build(document, "invitation", word, to[0], [], "is kept out", subject(document, word.index))


def _getting_to(document: Document, word: Word, rule: str) -> Iterator[Candidate]:
    """ "X *reaches* PLACE", "X *takes in* PLACE": the place by its name is the object."""
    place = patient(document, word.index)
    if place is not None and document.words[place].upos == "PROPN" and not is_passive(document, word.index):
        yield from build(document, "motion", word, subject(document, word.index), [place], rule)


def _going(document: Document, word: Word, particles: frozenset[str] = frozenset()) -> Iterator[Candidate]:
    """ "X *travels* to PLACE", "X *set off* for PLACE", "X drove *all the way* to PLACE"."""
    if any(a.lemma.lower() == "home" for a in document.children(word.index, "advmod", "obj", "obl")):
        return
    moved = next((o for o in document.children(word.index, "obj") if document.child(o.index, "case") is None), None)
    beside: int | None = None
    spends = word.lemma.lower() == "spend"
    if moved is not None and not spends and (moved.text.lower() in particles or moved.lemma.lower() in triggers().nouns.distance):
        beside, moved = moved.index, None
    if spends:  # "spent five hours in PLACE"; who spends years there lives there
        if moved is not None and moved.lemma.lower() in triggers().nouns.residence:
            return
        goals = goals_of(document, word.index, None if moved is None else moved.index, places=True)
        for index in () if moved is None else document.subtree(moved.index):
            part = document.words[index]  # "hours on the ground *in PLACE*, then two hours *in PLACE*"
            if (
                part.relation in {"nmod", "conj"}
                and moved is not None
                and (part.head == moved.index or part.lemma == moved.lemma)
            ):
                goals += goals_of(document, index, places=True)
        goals += whereabouts(document, led_by(document, word.index, "with"))
        for doing in document.children(word.index, "xcomp", "advcl"):  # "spent nine days *waiting* in PLACE"
            if doing.xpos in {"VBG", "VBN"}:
                goals += goals_of(document, doing.index, places=True)
                goals += whereabouts(document, led_by(document, doing.index, "with"))
        yield from build(document, "presence", word, subject(document, word.index), goals, "spends time in")
    elif word.lemma.lower() == "shuttle":  # "*shuttled* between A and B"
        between = led_by(document, word.index, "between", "to")
        yield from build(document, "motion", word, subject(document, word.index), between, "shuttles between")
    elif word.lemma.lower() == "pass":  # "*passed* through PLACE"
        through = led_by(document, word.index, "through")
        yield from build(document, "motion", word, subject(document, word.index), through, "passes through")
    elif _comes_to_stay(document, word):
        return
    elif moved is None or is_passive(document, word.index):
        goals = goals_of(document, word.index, beside)
        goals += whereabouts(
            document, [g for g in goals if document.words[g].upos == "NOUN"]
        )  # "arrived to a welcome *in PLACE*"
        unsaid = word.lemma.lower() in triggers().verbs.coming and not _has_name(document, goals)
        if unsaid and (near_by := surroundings(document, word)):
            yield from build(document, "motion", word, subject(document, word.index), near_by, SURROUNDED)
            return
        yield from build(document, "motion", word, subject(document, word.index), goals, "goes to")


def _has_name(document: Document, goals: list[int]) -> bool:
    """Whether one of some goals is a name, and no day's."""
    return any(document.words[g].upos == "PROPN" and not is_time_word(document.words[g]) for g in goals)


def _mistaken(document: Document, word: Word) -> Iterator[Candidate]:
    """A verb that the tagger takes for a noun behind its subject: "The chancellor and his ministers *travel* to PLACE"."""
    goals = [g for g in led_by(document, word.index, "to", "for", "in") if document.words[g].upos == "PROPN"]
    if goals:
        yield from build(document, "motion", word, word.head, goals, "goes to")


def _comes_to_stay(document: Document, word: Word) -> bool:
    """Whether somebody comes to live where he goes: "arrived in Britain *to study*"."""
    for doing in document.children(word.index, "advcl", "xcomp"):
        lemma, to = doing.lemma.lower(), infinitival(document, doing.index)
        bare = to and document.child(doing.index, "obj") is None
        if lemma in triggers().purpose.settling or (lemma in triggers().purpose.staying and bare):
            return True
    return False


def _as_far_as(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *got* as far as PLACE", "X *got* no farther than PLACE"."""
    there = led_by(document, word.index, "to", "into") if word.lemma.lower() == "get" else []
    there = [g for g in there if document.words[g].upos == "PROPN"]
    if there:
        yield from build(document, "motion", word, subject(document, word.index), there, "gets to")
    far = [a.index for a in document.children(word.index, "advmod", "xcomp", "obj") if a.text.lower() in _FAR]
    goals = [o.index for f in far for o in (*document.children(f, "obl"), *document.children(word.index, "obl"))]
    goals = [g for g in goals if document.words[g].upos == "PROPN"]
    if goals:
        beyond = any(case(document, g) == "than" for g in goals)
        rule = "gets no farther than" if beyond else "gets as far as"
        yield from build(document, "motion", word, subject(document, word.index), goals, rule)


def _taken(document: Document, word: Word) -> Iterator[Candidate]:
    """ "a tour that *takes* X to PLACE", "his trip will *take* him to PLACE"."""
    moved, journey = document.child(word.index, "obj"), subject(document, word.index)
    if moved is None or journey is None:
        return
    if moved.lemma.lower() in triggers().nouns.message:  # "*took* her campaign to PLACE"
        goals = [g for g in goals_of(document, word.index, moved.index) if case(document, g) == "to"]
        yield from build(document, "motion", word, journey, goals, "takes a message to")
        return
    near = [
        journey,
        *(n.index for n in document.children(journey, "nmod") if case(document, n.index) == "of"),
    ]  # "the last leg *of a tour*"
    named = next((i for i in near if document.words[i].lemma.lower() in triggers().nouns.journey), None)
    goals = [g for g in goals_of(document, word.index) if case(document, g) in {"to", "through"}]
    if named is None or not goals:
        return
    above = governor(document, named)
    unreal = any(a.lemma == "would" for a in document.children(word.index, "aux")) and above is not None and above.upos == "VERB"
    predicate = above.index if unreal and above is not None else word.index
    yield from build(document, "motion", word, moved.index, goals, "a journey takes X to", predicate=predicate)


def _including(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X's itinerary *includes* PLACE"."""
    journey, stop = document.child(word.index, "nsubj"), document.child(word.index, "obj")
    owner = None if journey is None else document.child(journey.index, "nmod:poss")
    if owner is None or stop is None or journey is None or stop.upos != "PROPN":
        return
    if journey.lemma.lower() in triggers().nouns.journey:
        yield from build(document, "motion", word, owner.index, [stop.index], "an itinerary includes")


def _calling_on(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *called* on Y (in PLACE)"."""
    host = next(iter(led_by(document, word.index, "on", "upon")), None)
    if host is not None and document.child(word.index, "obj", "xcomp", "ccomp") is None:
        places = [g for g in (*goals_of(document, word.index, places=True), *seats(document, host)) if g != host]
        yield from build(document, "presence", word, subject(document, word.index), places, "calls on", host)


def _leaving(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *left* PLACE": a visit ends there; "X *left* for PLACE": one begins."""
    ahead = [g for g in goals_of(document, word.index) if case(document, g) in {"for", "to"}]
    ahead += [  # "will leave the next day *for Rome* to attend", which the parser takes for one clause
        goal.index
        for clause in document.children(word.index, "advcl", "xcomp")
        if any(m.lemma == "for" for m in document.children(clause.index, "mark"))
        and (goal := document.child(clause.index, "nsubj", "obl")) is not None
        and goal.upos == "PROPN"
        and goal.index < clause.index
    ]
    who = subject(document, word.index)
    place = patient(document, word.index)
    if (
        place is not None and document.words[place].upos == "PROPN"
    ):  # "departed Abuja *for Paris*", which the tree hangs by the place
        ahead += [n.index for n in document.children(place, "nmod") if case(document, n.index) == "for"]
    if ahead:
        yield from build(document, "motion", word, who, ahead, "leaves for")
    behind = led_by(document, word.index, "from")
    behind += [a.index for a in document.children(word.index, "advmod") if a.lemma.lower() == "here"]
    if place is not None or behind:
        yield from build(document, "departure", word, who, [place] if place is not None else behind, "leaves")


def _coming_back(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *returned* from PLACE", "X got *back* from PLACE": the visit there is over."""
    near = [word.index, *(a.index for a in document.children(word.index, "advmod", "obj", "obl"))]
    onward = word.lemma.lower() in triggers().verbs.onward | {"move"} or any(document.words[a].text.lower() == "on" for a in near)
    onward |= (
        word.lemma.lower() == "come" and word.xpos == "VBG" and word.relation in {"advcl", "acl"}
    )  # "arrived *coming from PLACE*"
    back = onward or word.lemma.lower() == "return" or any(document.words[a].lemma.lower() in {"back", "home"} for a in near)
    left = [o.index for n in near for o in document.children(n, "obl", "nmod") if case(document, o.index) == "from"]
    out = [g for g in led_by(document, word.index, "out of") if document.words[g].upos == "PROPN"]
    if out:
        yield from build(document, "departure", word, subject(document, word.index), out, "goes out of")
    if back and left:
        yield from build(document, "departure", word, subject(document, word.index), left, "comes back from")


def _awaited(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X is *expected* (back) in PLACE", "X is *due* in PLACE"."""
    if word.upos == "VERB" and word.lemma.lower() in {"expect", "await"} and not is_passive(document, word.index):
        return  # who "expects" somebody does not come himself
    said = any(document.child(c.index, "mark") is not None for c in document.children(word.index, "ccomp"))
    if document.child(word.index, "xcomp") is None and not said:  # a clause with no "that" is what somebody says beside
        who = document.child(word.index, "nsubj")
        goals = goals_of(document, word.index, places=True)
        told = told_before(document, word) if not goals and word.lemma.lower() == "expect" else None
        occasion, goals = (None, goals) if told is None else told
        yield from build(
            document,
            "motion",
            word,
            None if who is None else who.index,
            goals,
            "is expected in",
            occasion=occasion,
        )


def _bound(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X is *bound* for PLACE", "X is en *route* to PLACE"."""
    who = patient(document, word.index) if is_passive(document, word.index) else subject(document, word.index)
    near = document.children(word.index, "obl", "nmod")
    goals = [o.index for o in near if case(document, o.index) in {"for", "to"} and o.upos == "PROPN"]
    if who is not None and goals:
        yield from build(document, "motion", word, who, goals, "is off to")
