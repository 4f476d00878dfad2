"""Finds the nouns, adverbs and places that may tell of a visit: "X's trip to", "X was last in", "X is in PLACE"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, governor, is_passive, patient, subject
from service.language.clauses import clause, predicate_of
from service.visits.factuality import governs, own_control
from service.visits.roles import EXCEPTION, SURROUNDED, at_events, build, goals_of, led_by, seats, surroundings, told_before
from service.visits.words import is_time_word, triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.visits.model import Candidate

_BREAKS = frozenset({"—", "–", "--", "-", ",", ")"})
"""What ends something put between."""

_ALONGSIDE = frozenset({"upon", "on", "during", "before", "after", "following", "ahead of"})
"""What puts a noun of going beside what its traveller does: "died a month *before* a planned visit to X"."""


_SEEN_AFTER = frozenset({"after", "during", "upon"})
"""What puts a noun of going beside a deed, though the tree hangs it by a noun of that."""


_NEAR = 4
"""Words before a noun of going where a possessive may stand that the tree has lost."""


def noun(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X paid a *visit* to PLACE"; "X's PLACE *visit*"; "a *trip* to PLACE by X"."""
    nouns, lemma = triggers().nouns, word.lemma.lower()
    errand = lemma in nouns.errand
    if lemma == "call":
        yield from _call(document, word)
    if lemma == "invitation":
        yield from _bidden(document, word)
        return
    only_with = nouns.only_with.get(lemma)
    if (lemma not in nouns.visit and not errand and only_with is None) or word.relation == "compound":
        return
    needed = frozenset({"to"}) if only_with is None else only_with
    carrier = document.head(word.index)
    beside = carrier is not None and word.relation == "obj" and carrier.lemma.lower() in triggers().support.travels
    near = [*document.children(word.index, "nmod"), *(document.children(carrier.index, "obl") if beside and carrier else [])]
    if (errand or only_with is not None) and not any(case(document, n.index) in needed for n in near):
        return  # "the mission in PLACE" may be one that stays
    goals = [g for g in goals_of(document, word.index) if document.words[g].lemma.lower() != "invitation"]
    if word.lemma.lower() in {"tour", "inspection"}:  # "a tour *of PLACE*"
        goals += [n.index for n in document.children(word.index, "nmod") if case(document, n.index) == "of"]
    goals += [c.index for c in document.children(word.index, "compound", "amod") if c.upos == "PROPN"]
    owner = next(
        (o for o in document.children(word.index, "nmod:poss") if not _is_time(document, o)), None
    )  # not "*next week's* trip"
    who = owner.index if owner is not None else None
    refers = any(d.lemma.lower() in {"this", "that", "these", "those"} for d in document.children(word.index, "det"))
    if carrier is not None and not goals and own_control(document, carrier, negated=False) in {"cancelled", "postponed"}:
        by = document.child(carrier.index, "nsubj")  # "but *Nicaragua* canceled *the trip*" of somebody told before
        state = None if by is None else document.name_at(by.index)
        definite = any(d.text.lower() == "the" for d in document.children(word.index, "det"))
        refers = refers or (definite and state is not None and state.type in {"place", "organization"})
    if carrier is not None and not goals and word.relation == "nsubj" and carrier.lemma.lower() in triggers().verbs.bounding:
        goals = [g for g in goals_of(document, carrier.index, places=True) if document.words[g].upos == "PROPN"]
    if who is None:
        who = next(
            (
                n.index
                for n in document.children(word.index, "nmod")
                if case(document, n.index) in {"by", "of"} and n.index not in goals
            ),
            None,
        )
    if who is None and (other := _other_visit(document, word)) is not None:
        who = other
    if who is None and owner is None and goals:  # "a visit *to PLACE* of X", whom the tree hangs by the place
        beyond = [n for g in goals for n in document.children(g, "nmod") if case(document, n.index) == "of"]
        who = next((n.index for n in beyond if _is_titled(document, n)), None)
    if who is not None and not goals and owner is None:  # "a visit by X *to PLACE*"
        named = [who, *(a.index for a in document.children(who, "appos"))]
        goals = [n.index for i in named for n in document.children(i, "nmod") if case(document, n.index) == "to"]
    guest_told = who is not None and owner is None
    predicate, rule, host, occasion, staged = word.index, "visit of X", None, None, False
    above = governor(document, word.index)
    if above is not None and above.lemma.lower() in triggers().verbs.reception and not is_passive(document, above.index):
        if word.relation == "obj" and above.lemma.lower() in {"receive", "host"}:  # "*received* a visit from X"
            from_him = (n.index for n in document.children(word.index, "nmod") if case(document, n.index) in {"from", "by"})
            who, host, predicate = next(from_him, who), subject(document, above.index), above.index
        elif word.relation == "obl" and owner is None:  # "during the visit, Y *received* X"
            who = patient(document, above.index)
    if who is None and owner is None and document.child(word.index, "cop") is not None:  # "X is *on a visit* to PLACE"
        who = subject(document, word.index) if case(document, word.index) == "on" else None
        told = next((c.index for c in document.children(word.index, "acl", "ccomp", "csubj", "advcl") if c.upos == "VERB"), None)
        own = document.child(word.index, "nsubj")
        if told is not None and own is not None and own.lemma.lower() == "it":  # "it was *during a visit* to PLACE that X first"
            who = subject(document, told)
    if who is None and lemma == "delegation":
        who = word.index
    if who is None and above is not None and above.lemma.lower() == "include" and above.deprel == "acl:relcl":
        around = governor(document, above.head)  # "ended a swing that *included stops* in PLACE"
        who = None if around is None or around.upos != "VERB" else subject(document, around.index)
    if above is not None and above.upos in {"VERB", "ADJ"} and word.relation in {"obj", "nsubj", "obl", "conj"}:
        supported = above.lemma.lower() in triggers().support.travels and word.relation != "nsubj"
        if (
            word.deprel == "nsubj:pass"
            or supported
            or (word.relation == "obl" and case(document, word.index) in {"on", "for", "during"})
        ):
            predicate = above.index
        controlled = word.relation in {"obj", "obl"} and _is_controlled(document, word, above)
        if word.relation == "obj" and above.lemma.lower() == "give" and who is None:  # "was *given* a tour of PLACE"
            shown = document.child(above.index, "iobj")
            who = (
                shown.index
                if shown is not None
                else (patient(document, above.index) if is_passive(document, above.index) else None)
            )
        if controlled and guest_told and not goals:  # "*Kenya* prepares for a visit by X"
            host = subject(document, above.index)
            goals = [] if host is not None else seats(document, above.index)
        if above.lemma.lower() == "have" and word.relation == "obj" and who is None:  # "*has* a trip to PLACE planned"
            who = subject(document, above.index)
        going = triggers().verbs.departure | triggers().verbs.motion
        sets_out = word.relation == "obl" and case(document, word.index) in {"for", "from"} and above.lemma.lower() in going
        if sets_out or (
            not refers and (supported or controlled or (word.relation == "obl" and case(document, word.index) in _ALONGSIDE))
        ):
            goals = goals or [g for g in goals_of(document, above.index) if g != word.index]
            who = (
                who
                if who is not None
                else (patient(document, above.index) if is_passive(document, above.index) else subject(document, above.index))
            )
            rule = "pays a visit"
    elif (
        above is not None
        and word.relation == "nmod"
        and case(document, word.index) in {"on", "for", *_SEEN_AFTER}
        and who is None
    ):
        clause_head = predicate_of(
            document, above.index
        )  # "met victims *on a visit to PLACE*": the subject is on it, whatever the tree hangs it by
        owned = any(document.words[i].xpos == "POS" for i in range(max(0, word.index - _NEAR), word.index))
        led = patient(document, clause_head) if is_passive(document, clause_head) else subject(document, clause_head)
        doer = led if case(document, word.index) != "for" and not owned else None
        who = doer if doer is not None else (None if case(document, word.index) in _SEEN_AFTER else above.index)
        occasion = clause_head if doer is not None and case(document, word.index) == "on" else None
    elif above is not None and who is None and above.lemma.lower() == "ahead":  # "*ahead* of a trip to PLACE, the minister said"
        who = subject(document, predicate_of(document, above.index))
    elif above is not None and who is None and case(document, word.index) == "of" and above.lemma.lower() in nouns.stage:
        predicate = predicate_of(document, above.index)  # "at the *end of* a visit", "is on the second *day of* a visit"
        who, staged = subject(document, predicate), True
    elif above is not None and who is None and case(document, word.index) == "about" and above.lemma.lower() in nouns.encounter:
        who = subject(document, predicate_of(document, above.index))  # "is in *talks about* a visit to PLACE"
    for plan in document.children(word.index, "acl"):  # "a trip to PLACE *planned by X*"
        if who is None and plan.deprel == "acl" and plan.lemma.lower() in triggers().support.travels:
            who = subject(document, plan.index)
    for clause_of in document.children(word.index, "acl:relcl"):  # "a visit *X made to PLACE*"
        if who is None and clause_of.lemma.lower() in triggers().support.travels:
            who = subject(document, clause_of.index)
            goals = goals or goals_of(document, clause_of.index)
    if (
        who is None
        and above is not None
        and above.lemma.lower() in {"fresh", "back", "home"}
        and case(document, word.index) == "from"
    ):
        top = document.head(above.index)  # "*fresh* from stops in PLACE, the minister told"
        who = None if top is None else (top.index if top.upos in {"NOUN", "PROPN"} else subject(document, top.index))
    if who is None and above is not None and case(document, word.index) in EXCEPTION:
        who = subject(document, above.index)  # "*he* has not left home, except for a trip to X"
    goals = goals or _behind_a_break(document, word)
    if not goals and host is None and owner is not None:
        host = sayer(document, word)
        rule = rule if host is None else "visit told of where it is"
    goals += [s for g in goals for s in seats(document, g) if document.words[s].upos == "PROPN"]  # "a visit to troops *in PLACE*"
    unsaid = host is None and who is not None and lemma in nouns.visit and all(is_time_word(document.words[g]) for g in goals)
    if unsaid and (near_by := surroundings(document, word)):
        goals, rule = near_by, SURROUNDED
    rule = "a stage of the visit" if staged else rule
    yield from build(document, "noun", word, who, goals, rule, host, predicate=predicate, occasion=occasion)


def _call(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X paid a *call* on Y in PLACE"."""
    verb = document.head(word.index)
    near = (*document.children(word.index, "nmod"), *(document.children(verb.index, "obl") if verb is not None else ()))
    host = next((n.index for n in near if case(document, n.index) in {"on", "upon"} and n.upos in {"NOUN", "PROPN"}), None)
    if verb is not None and verb.lemma.lower() in {"pay", "make"} and word.relation == "obj" and host is not None:
        places = [g for g in (*goals_of(document, verb.index, places=True), *seats(document, host)) if g != host]
        yield from build(
            document, "presence", word, subject(document, verb.index), places, "calls on", host, predicate=verb.index
        )


def _bidden(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X has an *invitation* to PLACE", "turned down an *invitation* to PLACE"."""
    goals = [g for g in goals_of(document, word.index) if case(document, g) == "to"]
    above = governor(document, word.index)
    if not goals and document.child(word.index, "acl") is not None:  # "received an invitation *from PLACE* to attend"
        goals = [n.index for n in document.children(word.index, "nmod") if case(document, n.index) == "from"]
    if goals and above is not None and above.upos == "VERB" and word.relation in {"obj", "nsubj"}:
        who = patient(document, above.index) if is_passive(document, above.index) else subject(document, above.index)
        yield from build(document, "invitation", word, who, goals, "has an invitation to")


def sayer(document: Document, word: Word) -> int | None:
    """Who speaks of a visit whose place is unsaid, by name: "*Barbados* said the minister would visit in September"."""
    for above in (word, *document.ancestors(word.index)):
        verb = document.head(above.index)
        if above.relation in {"ccomp", "parataxis"} and verb is not None and verb.lemma.lower() in triggers().verbs.activity:
            who = document.child(verb.index, "nsubj")
            return who.index if who is not None and who.upos == "PROPN" and document.child(who.index, "flat") is None else None
    return None


def _is_time(document: Document, word: Word) -> bool:
    """Whether an owner is a day or a stretch of time; *Sun* Ruiwen is a person."""
    return is_time_word(word) and document.child(word.index, "flat") is None


def _is_controlled(document: Document, word: Word, above: Word) -> bool:
    """Whether a verb or adjective of planning, wishing or refusing has the going for its object: "*mulls* a trip", "is *keen* on a visit", "*ruled* out a visit"."""
    told = own_control(document, above, negated=False)
    led = word.relation == "obj" or governs(above, case(document, word.index) or "")
    return told is not None and led and all(_is_time(document, o) for o in document.children(word.index, "nmod:poss"))


def _behind_a_break(document: Document, word: Word) -> list[int]:
    """The goal that something put between costs a noun: "made a visit — six months after taking office — *to PLACE*"."""
    sentence = document.sentence_of(word.index)
    for i in range(word.index + 1, sentence.last - 1):
        if document.words[i].text.lower() == "to" and document.words[i].upos == "ADP" and document.words[i - 1].text in _BREAKS:
            head = document.words[i].head
            return [head] if document.words[head].upos == "PROPN" else []
    return []


def _other_visit(document: Document, word: Word) -> int | None:
    """Whose the visit is that a verb sets beside this one: "X's visit follows a *visit* to PLACE"."""
    above = governor(document, word.index)
    first = (
        document.child(above.index, "nsubj")
        if above is not None and above.lemma.lower() in {"follow", "precede", "come"}
        else None
    )
    if first is None or first.index == word.index or first.lemma.lower() not in triggers().nouns.visit:
        return None
    owner = document.child(first.index, "nmod:poss")
    return None if owner is None else owner.index


def there_again(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *last* in PLACE", "X is *back* in PLACE", "X is *off* to PLACE", "X was *here*", "X was *there* for the final"."""
    who = document.child(word.index, "nsubj")
    left = [o.index for o in document.children(word.index, "obl", "nmod") if case(document, o.index) == "from"]
    returned = word.lemma.lower() in {"back", "fresh"}
    if who is not None and left and returned:
        yield from build(document, "departure", word, who.index, left, "comes back from")
        return
    if who is None or document.child(word.index, "cop") is None:
        above = document.head(word.index)
        if returned and left and above is not None and above.upos == "PROPN":  # "X, *back* from PLACE, said"
            predicate = predicate_of(document, above.index)
            yield from build(document, "departure", word, above.index, left, "is back from", predicate=predicate)
        elif above is not None and above.lemma.lower() == "way":  # "on *her way back* from PLACE"
            left = left or [n.index for n in document.children(above.index, "nmod") if case(document, n.index) == "from"]
            owner = document.child(above.index, "nmod:poss")
            if owner is not None and left:
                predicate = predicate_of(document, above.index)
                yield from build(document, "departure", word, owner.index, left, "is back from", predicate=predicate)
        elif returned and left:
            yield from _back_beside(document, word, left)
        return
    if word.lemma.lower() == "off":
        yield from build(document, "motion", word, who.index, goals_of(document, word.index), "is off to")
    elif word.lemma.lower() == "here" or (word.lemma.lower() == "there" and led_by(document, word.index, "for")):
        yield from build(document, "location", word, who.index, [word.index], "is in PLACE")
    elif word.lemma.lower() != "home":
        yield from build(document, "location", word, who.index, seats(document, word.index), "is in PLACE")


def _back_beside(document: Document, word: Word, left: list[int]) -> Iterator[Candidate]:
    """ "X, *back* from PLACE only hours earlier, did", "*Fresh* from PLACE, X did": the subject before the comma, or of the verb that this opens."""
    if word.index == document.sentence_of(word.index).first:
        opened = document.head(word.index)
        doer = None if opened is None else subject(document, opened.index)
        if opened is not None and doer is not None:
            yield from build(document, "departure", word, doer, left, "is back from", predicate=opened.index)
        return
    if document.words[word.index - 1].text != ",":
        return
    for verb in document.ancestors(word.index):
        who = document.child(verb.index, "nsubj") if verb.upos == "VERB" else None
        before = (
            []
            if who is None
            else [i for i in document.subtree(who.index) if i < word.index and document.words[i].upos != "PUNCT"]
        )
        if who is not None and before and word.index - before[-1] == 2:
            yield from build(document, "departure", word, who.index, left, "is back from", predicate=verb.index)
            return


def located(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X is in *PLACE* (for talks)", "X has been to *PLACE*", "X is the *guest* of Y"."""
    if word.lemma.lower() == "guest":
        yield from _guest(document, word)
    equated, leading = document.child(word.index, "cop") is not None, case(document, word.index)
    if not equated and word.upos == "PROPN" and leading in {"in", "due in"}:
        yield from _beside(document, word)
    if equated and leading == "among":
        yield from _among(document, word)
    if not equated or not (
        leading in {"in", "at", "off to", "due in"}
        or (leading in {"to", "through", "round", "around"} and clause(document, word.index).perfect)
    ):
        return
    who = subject(document, word.index)
    if who is not None and leading in {"off to", "due in"}:
        yield from build(document, "motion", word, who, [word.index], "is off to")
    elif who is not None:
        yield from build(document, "location", word, who, [word.index], "is in PLACE")


def _among(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was among the *mourners* at a funeral in PLACE", "among *leaders* who gathered in PLACE"."""
    who = subject(document, word.index)
    events = [n.index for n in document.children(word.index, "nmod", "obl") if n.lemma.lower() in triggers().nouns.events]
    goals = at_events(document, events)
    for doing in document.children(word.index, "acl"):
        if doing.lemma.lower() in triggers().verbs.presence | triggers().verbs.gathering:
            goals += goals_of(document, doing.index, places=True)
    if who is not None and goals:
        yield from build(document, "presence", word, who, goals, "is among")
    elif who is not None and word.lemma.lower() in triggers().people.attenders and (told := told_before(document, word)):
        yield from build(document, "presence", word, who, told[1], "is among", occasion=told[0])  # "Among the *guests* were X"


def _beside(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X, in *PLACE* for a festival, said …": a place set off beside a name."""
    above = document.head(word.index)
    start = document.subtree(word.index)[0]
    if (
        above is not None
        and above.upos == "PROPN"
        and above.index < start
        and word.relation in {"nmod", "obl", "appos"}
        and "," in {document.words[start].text, document.words[start - 1].text}
    ):
        if (case(document, word.index) or "").startswith("due"):
            yield from build(document, "motion", word, above.index, [word.index], "is off to")
            return
        predicate = predicate_of(document, above.index)
        yield from build(document, "location", word, above.index, [word.index], "is beside in PLACE", predicate=predicate)


def _guest(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X will be Y's *guest* (in PLACE)", "X was the *guest* of Y"."""
    who = subject(document, word.index)
    honoured = any(n.lemma.lower() in {"honour", "honor"} for n in document.children(word.index, "nmod"))
    if who is not None and honoured:  # "was *guest* of honour at a dinner in PLACE"
        at = [n.index for n in document.children(word.index, "nmod", "obl") if case(document, n.index) == "at"]
        yield from build(document, "presence", word, who, [g for e in at for g in seats(document, e)], "is guest of honour")
        return
    of = (n.index for n in document.children(word.index, "nmod") if n.deprel == "nmod:poss" or case(document, n.index) == "of")
    host = next(of, None)
    if who is not None and host is not None and document.child(word.index, "cop") is not None:
        yield from build(document, "reception", word, who, seats(document, word.index), "is the guest of", host)


def _is_titled(document: Document, name: Word) -> bool:
    """Whether a name has a role before it: "*President* X"."""
    return any(
        t.lemma.lower() in triggers().people.travellers for t in document.children(name.index, "nmod:desc", "compound", "flat")
    )
