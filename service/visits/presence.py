"""Who is in a place by what is done there: summits, talks, speeches and signings, with those who stay away. Grammar only, as in ``frames``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, conjuncts, governor, is_passive, patient, subject
from service.visits.roles import at_events, build, goals_of, led_by, seats, told_before, whereabouts
from service.visits.words import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.visits.model import Candidate


def attending(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *attends* a summit in PLACE", "X *met* Y in PLACE", "X *held* talks in PLACE"."""
    nouns = triggers().nouns
    if _is_remote(document, word.index) or (word.lemma.lower() == "meet" and is_passive(document, word.index)):
        return  # who "was *met* by Y" is a guest, not Y
    if any(a.text.lower() == "away" for a in document.children(word.index, "advmod")):
        return  # which is the absence told of elsewhere
    what = patient(document, word.index)
    if what is not None and document.words[what].lemma.lower() not in nouns.events:
        what = next((n.index for n in _days_of(document, document.words[what])), what)  # "held a round of *talks*"
    goals = goals_of(document, word.index, places=True)
    if word.lemma.lower() == "attend" and what is None and not goals and (told := told_before(document, word)) is not None:
        occasion, goals = told
        who = subject(document, word.index)
        yield from build(document, "presence", word, who, goals, "attends what is told before", occasion=occasion)
        return
    if what is not None and word.lemma.lower() == "meet":  # the tree hangs "met the premier *in Hanoi*" by the premier
        goals += whereabouts(document, [what])
    if (
        what is not None
        and word.lemma.lower() in {"attend", "address"}
        and document.words[what].lemma.lower() not in nouns.events
    ):
        goals += whereabouts(document, [what])
    if what is not None and document.words[what].lemma.lower() in nouns.events:
        goals += seats(document, what)
        if word.lemma.lower() in {"attend", "join"} and document.words[what].lemma.lower() in nouns.gathering:
            goals.append(what)
    elif word.lemma.lower() == "join" and what is not None and _is_somebody(document, what):
        goals += whereabouts(document, [what])  # "*joined* other leaders in PLACE"
    elif word.lemma.lower() in {"hold", "join"} or (word.lemma.lower() == "deliver" and what is None):
        return  # "joined the college in PLACE"
    for obl in document.children(word.index, "obl"):
        if obl.lemma.lower() in nouns.events:
            goals += seats(document, obl.index)
            if word.lemma.lower() in {"participate", "speak", "appear"} and obl.lemma.lower() in nouns.gathering:
                goals.append(obl.index)
    host = what if word.lemma.lower() == "meet" else None
    if (
        word.deprel == "acl:relcl"
        and word.lemma.lower() in {"attend", "join"}
        and document.words[word.head].lemma.lower() in nouns.gathering
    ):
        goals.append(word.head)
    if goals or host is not None:
        yield from build(document, "presence", word, subject(document, word.index), list(dict.fromkeys(goals)), "attends", host)


def _is_somebody(document: Document, index: int) -> bool:
    """Whether a phrase is of people by the noun that heads it or by its name."""
    name = document.name_at(index)
    return document.words[index].lemma.lower() in triggers().people.travellers or (name is not None and name.type == "person")


def active(document: Document, word: Word, *, beside: bool) -> Iterator[Candidate]:
    """ "X did something *during a ceremony* in PLACE", "X *spoke* in PLACE"; ``beside`` where the sentence names any such occasion."""
    found = [*(_at_gatherings(document, word) if beside else ()), *_doing(document, word)]
    if found and not _is_remote(document, word.index):
        yield from found


def _at_gatherings(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X did something *during a ceremony* in PLACE"."""
    nouns = triggers().nouns
    what = document.child(word.index, "obj", "iobj")
    near = (*document.children(word.index, "obl"), *(document.children(what.index, "nmod") if what is not None else ()))
    for obl in (*near, *[held for o in near for held in _days_of(document, o)]):
        noun = document.lemmas[obl.index]
        gathering = noun in nouns.events or noun in nouns.encounter
        if not (gathering or noun in nouns.time or noun in nouns.performance):
            continue
        stayed = noun in nouns.time and document.child(obl.index, "nmod:poss") is not None  # "during *his two days* in PLACE"
        if stayed and case(document, obl.index) in {"during", "in", "after", "before"}:
            goals = whereabouts(document, [obl.index])
            yield from build(document, "presence", obl, subject(document, word.index), goals, "does at", predicate=word.index)
        spoken = noun in nouns.performance and case(document, obl.index) in {"in", "at", "during"}
        lead = case(document, obl.index)
        if lead == "of" and (round_ := document.head(obl.index)) is not None:
            lead = case(document, round_.index)
        if spoken or (gathering and lead in {"at", "during", "after", "before", "following"}):
            goals = seats(document, obl.index) + goals_of(document, word.index, places=True)
            if not goals and word.lemma.lower() == "represent" and (told := told_before(document, word)) is not None:
                goals = told[1]  # "X will *represent* the country *at the meeting* instead"
            yield from build(document, "presence", obl, subject(document, word.index), goals, "does at", predicate=word.index)


def _doing(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *spoke* in PLACE", "X was *honoured* in PLACE"."""
    verbs, nouns, lemma = triggers().verbs, triggers().nouns, word.lemma.lower()
    what = document.child(word.index, "obj", "iobj")
    rule = "does in PLACE"
    if is_passive(document, word.index):
        if lemma not in verbs.honoured:
            return
        rule = "is honoured in PLACE"
    elif what is not None and lemma in {"give", "make", "hold", "deliver"} and what.lemma.lower() in nouns.performance:
        rule = "speaks in PLACE"
    elif lemma not in verbs.activity and lemma in verbs.elsewhere:
        return
    goals = [
        g
        for g in goals_of(document, word.index, places=True)
        if case(document, g) in {"in", "at"} or _is_isle(document, g) or document.words[g].lemma.lower() == "here"
    ]
    if what is not None:  # "wrapped up two days of consultations *here*"
        goals += [
            i
            for i in document.subtree(what.index, lambda w: w.relation in {"nmod", "advmod"})
            if document.words[i].text.lower() == "here"
        ]
    if what is not None and (lemma in verbs.officiating or rule == "speaks in PLACE"):
        beside = (n.index for n in document.children(what.index, "nmod") if case(document, n.index) not in {"on", "about"})
        goals += whereabouts(document, [what.index, *beside])
    elif what is not None and lemma in verbs.activity:
        goals += whereabouts(
            document, [n.index for n in document.children(what.index, "nmod") if case(document, n.index) == "with"]
        )
    if lemma in verbs.activity:  # "dined with the president *in PLACE*"
        goals += whereabouts(document, led_by(document, word.index, "with", "to", "among", "before", "for"))
    if not goals:
        return
    who = (patient if is_passive(document, word.index) else subject)(document, word.index)
    if who is not None:
        yield from build(document, "activity", word, who, goals, rule)


def _days_of(document: Document, time: Word) -> list[Word]:
    """What fills a stretch of time: "after four days *of talks* in PLACE"."""
    if document.lemmas[time.index] not in triggers().nouns.filled:
        return []
    return [n for n in document.children(time.index, "nmod") if case(document, n.index) == "of"]


def _is_isle(document: Document, goal: int) -> bool:
    """ "is camped *on Ambae*"."""
    return case(document, goal) == "on" and document.words[goal].upos == "PROPN"


def absent(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *skipped* the summit in PLACE", "X *pulled out* of talks in PLACE"."""
    verbs, nouns, lemma = triggers().verbs, triggers().nouns, word.lemma.lower()
    after = {w.text.lower() for w in document.words[word.index + 1 : word.index + 3]}
    if lemma in verbs.keeping and not after & {"away", "clear", "out"}:
        return  # who "keeps an embassy" somewhere stays away from nothing
    if lemma == "withdraw" and document.child(word.index, "obj") is not None:
        return  # who "withdraws troops from" somewhere is no guest that stays away
    away = [a.index for a in document.children(word.index, "advmod", "compound")]  # "stayed *away* from", "pulled *out* of"
    near = [o.index for i in (word.index, *away) for o in document.children(i, "obl")]
    what = [o for o in (patient(document, word.index), *near) if o is not None]
    if lemma in verbs.keeping and "away" in after and not near and (told := told_before(document, word)) is not None:
        occasion, goals = told  # "X, who *stayed away* over a dispute"
        who = subject(document, word.index)
        yield from build(document, "presence", word, who, goals, "stays away from", occasion=occasion)
    for gathering in what:
        if document.words[gathering].upos == "PROPN" and (case(document, gathering) or "").split()[-1:] in (["from"], ["of"]):
            yield from build(document, "motion", word, subject(document, word.index), [gathering], "stays away from")
        if document.words[gathering].lemma.lower() in nouns.stage | nouns.going:  # "skipped the *Jakarta* leg of his tour"
            named = [c.index for c in document.children(gathering, "compound") if c.upos == "PROPN"]
            yield from build(document, "motion", word, subject(document, word.index), named, "stays away from")
        if document.words[gathering].lemma.lower() not in nouns.events and not whereabouts(document, [gathering]):
            continue
        leading = case(document, gathering)
        if leading is None or leading.split()[-1] in {"of", "from"}:
            goals = [*seats(document, gathering), *goals_of(document, word.index, places=True), gathering]
            goals = list(dict.fromkeys(goals))
            yield from build(document, "presence", word, subject(document, word.index), goals, "stays away from")


def _gatherings(document: Document, word: Word) -> list[int]:
    """The gatherings among the oblique phrases of a word: "absent from the *summit*"."""
    return [o.index for o in document.children(word.index, "obl") if o.lemma.lower() in triggers().nouns.events]


def away_from(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *absent* from the summit in PLACE", "conspicuously *absent* was X"."""
    who = document.child(word.index, "nsubj")
    events = _gatherings(document, word)
    if who is not None and events:
        yield from build(document, "presence", word, who.index, at_events(document, events), "stays away from")
    elif who is not None and not document.children(word.index, "obl") and (told := told_before(document, word)) is not None:
        yield from build(document, "presence", word, who.index, told[1], "stays away from", occasion=told[0])


def representing(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *represented* by Y" where something is told to be held or celebrated."""
    if not is_passive(document, word.index) or (who := subject(document, word.index)) is None:
        return
    goals = goals_of(document, word.index, places=True)
    goals += at_events(document, _gatherings(document, word))
    told = told_before(document, word) if not goals else None
    if goals or told is not None:
        occasion, where = told or (None, goals)
        yield from build(document, "presence", word, who, where, "represents at", occasion=occasion)


def held(document: Document, word: Word) -> Iterator[Candidate]:
    """ "the X *summit* will be held in PLACE", "the *seminar* takes place in PLACE with the participation of X"."""
    what = document.child(word.index, "nsubj")
    if what is None or what.lemma.lower() not in triggers().nouns.gathering:
        return
    goals = goals_of(document, word.index, places=True)
    who = [c.index for c in document.children(what.index, "compound", "nmod:poss") if c.upos in {"PROPN", "NOUN"}]
    for obl in document.children(word.index, "obl"):
        if case(document, obl.index) == "with" and obl.lemma.lower() in {"participation", "attendance"}:
            who += [n.index for n in document.children(obl.index, "nmod") if case(document, n.index) == "of"]
    for visitor in who:
        yield from build(document, "gathering", what, visitor, goals, "a gathering of X is held in", predicate=word.index)


def meeting(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *met* Y (in PLACE)", "X and Y *conferred*", "X *held* talks with Y": both are where they meet, or one receives the other."""
    verbs, nouns = triggers().verbs, triggers().nouns
    what = patient(document, word.index)
    beside = word.index
    if what is not None and document.words[what].lemma.lower() in nouns.encounter:
        beside = what
    elif word.lemma.lower() in verbs.joint:
        yield from _acting_together(document, word, what)
        return
    elif word.lemma.lower() not in verbs.meeting:
        return
    others = [
        o.index
        for i in dict.fromkeys((word.index, beside))
        for o in document.children(i, "obl", "nmod")
        if case(document, o.index) == "with"
    ]
    if beside == word.index and what is not None:
        others.append(what)
    who = subject(document, word.index)
    goals = seats(document, word.index) + (seats(document, beside) if beside != word.index else [])
    goals += whereabouts(document, [*others, *([] if who is None else [who])])
    together = who is not None and (others or len(conjuncts(document, who)) > 1)
    if together and who is not None and not _is_remote(document, beside):
        yield from build(document, "encounter", word, [who, *others], goals or _talks_before(document, word), "meets")


def _acting_together(document: Document, word: Word, what: int | None) -> Iterator[Candidate]:
    """ "X and Y *launched* the PLACE road", "the agreement was *signed* by X and Y"; not "the accord *signed* by them", which is known from before."""
    who = subject(document, word.index)
    if who is None or len(conjuncts(document, who)) == 1 or word.relation == "acl":
        return
    goals = goals_of(document, word.index, places=True)
    if what is not None:
        goals += [*seats(document, what), *([what] if document.words[what].upos == "PROPN" else [])]
    yield from build(document, "encounter", word, who, goals, "acts together")


def _talks_before(document: Document, word: Word) -> list[int]:
    """Where the sentence before puts talks: "ahead of next week's *talks in London*. X meets Y on Monday"."""
    if word.sentence == 0 or word.lemma.lower() != "meet":
        return []
    before = document.sentences[word.sentence - 1]
    told = (w for w in document.words[before.first : before.last] if w.lemma.lower() in triggers().nouns.encounter)
    return [g for w in told for g in seats(document, w.index) if document.words[g].upos == "PROPN"]


def encounter(document: Document, word: Word) -> Iterator[Candidate]:
    """ "a *meeting* between X and Y in PLACE", "X's *talks* with Y", "after his PLACE *meeting* with Y"."""
    if word.relation == "compound" or _is_remote(document, word.index):
        return
    who = [
        n.index
        for n in document.children(word.index, "nmod")
        if n.deprel != "nmod:unmarked"
        and (n.deprel == "nmod:poss" or case(document, n.index) in {"between", "with", "of", "among", "by"})
    ]
    goals = seats(document, word.index) + whereabouts(document, who)
    above = governor(document, word.index)
    predicate = word.index
    verbs = triggers().verbs
    if above is not None and word.relation == "obj" and above.lemma.lower() in verbs.absence | {"attend"}:
        return  # which tells of it better
    if above is not None and above.upos == "VERB" and word.relation in {"obj", "obl", "nsubj"}:
        goals += [g for g in goals_of(document, above.index, places=True) if g != word.index]
        if word.relation == "obj" and (doer := subject(document, above.index)) is not None:
            who.append(doer)
        if word.relation == "obj" or word.deprel == "nsubj:pass" or above.lemma.lower() in triggers().verbs.taking_place:
            predicate = above.index
    if who:
        yield from build(document, "encounter", word, who, goals, "meeting of X and Y", predicate=predicate)


def being_at(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X's *attendance* at the summit in PLACE", "the *participation* of X in talks in PLACE"."""
    who = [
        n.index
        for n in document.children(word.index, "nmod")
        if n.deprel == "nmod:poss" or case(document, n.index) in {"of", "by"}
    ]
    goals = seats(document, word.index)
    events = [g for g in goals if document.words[g].lemma.lower() in triggers().nouns.events]
    for goal in events:
        goals += seats(document, goal)
    if who and (events or word.lemma.lower() != "presence"):  # "their *presence* in the country" may be that of residents
        yield from build(document, "presence", word, who, goals, "attendance of X")


def _is_remote(document: Document, meeting: int) -> bool:
    if not document.beside(meeting, triggers().nouns.remote):
        return False
    beside = document.children(meeting, "amod", "advmod", "compound", "obl", "nmod")
    return any({c.lemma.lower(), c.text.lower()} & triggers().nouns.remote for c in beside)
