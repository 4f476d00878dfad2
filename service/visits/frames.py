"""Finds the words that may tell of a visit and reads their roles off the tree. Grammar only: nothing is resolved or judged here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, conjuncts, governor, is_passive, patient, subject
from service.language.clauses import clause, predicate_of
from service.visits.model import Candidate
from service.visits.words import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word

_EXCEPTION = frozenset({"than", "except", "except for", "but", "besides", "apart from", "aside from", "excluding", "other than"})
_ALONGSIDE = frozenset({"on", "during", "before", "after", "following", "ahead of"})
"""What puts a noun of going beside what its traveller does: "died a month *before* a planned visit to X"."""

_NOBODY = frozenset({"none", "nowhere", "nothing"})
_OPEN = frozenset({"any", "no", "every", "all", "other", "another", "each"})


def candidates(document: Document) -> list[Candidate]:
    """All candidates of a document in text order."""
    found: list[Candidate] = []
    for word in document.words:
        if word.upos in {"VERB", "AUX"} or word.xpos in {"VBG", "VBN"} or word.lemma.lower() in triggers().verbs.awaited:
            found += _verb(document, word)
            found += _gathering(document, word)
        elif word.upos in {"NOUN", "PROPN"}:
            found += _noun(document, word)
            found += _located(document, word)
        elif word.lemma.lower() in triggers().verbs.again:
            found += _there_again(document, word)
    return found


def _verb(document: Document, word: Word) -> Iterator[Candidate]:
    verbs, lemma = triggers().verbs, word.lemma.lower()
    if (particles := verbs.particles.get(lemma)) is not None:
        if any(p.text.lower() in particles for p in document.children(word.index, "compound", "advmod", "obj")):
            yield from _going(document, word, particles)
            yield from _coming_back(document, word)
    elif lemma in verbs.object:
        yield from _visiting(document, word)
    elif lemma in verbs.leading and (led := _delegation(document, word)) is not None:
        leader = subject(document, word.index)
        yield from _candidate(
            document,
            "sending",
            word,
            leader if leader is not None else led,
            _goals(document, word.index, led),
            "leads a delegation",
        )
    elif lemma in verbs.sending:
        yield from _candidate(document, "sending", word, patient(document, word.index), _goals(document, word.index), "sent")
    elif lemma in verbs.motion:
        yield from _going(document, word)
        yield from _coming_back(document, word)
    elif lemma in verbs.departure:
        yield from _leaving(document, word)
    elif lemma in verbs.reception:
        host = subject(document, word.index)
        yield from _candidate(
            document,
            "reception",
            word,
            patient(document, word.index),
            _goals(document, word.index, host, places=True),
            "received",
            host,
        )
    elif lemma in verbs.invitation and not document.children(word.index, "xcomp", "ccomp"):
        host = subject(document, word.index)
        yield from _candidate(
            document, "invitation", word, patient(document, word.index), _goals(document, word.index), "invited to", host
        )
    elif lemma in verbs.presence:
        yield from _attending(document, word)
    elif lemma in verbs.awaited:
        yield from _awaited(document, word)
    elif word.upos == "VERB":
        yield from _present(document, word)


def _visiting(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *visits* PLACE"; "PLACE was *visited* by X"; "the *visiting* X"."""
    if word.relation == "amod":
        yield from _candidate(document, "object", word, word.head, [], "visiting X")
        return
    place = patient(document, word.index)
    goals = [place] if place is not None else []
    yield from _candidate(
        document, "object", word, subject(document, word.index), [*goals, *_goals(document, word.index, places=True)], "visits"
    )


def _going(document: Document, word: Word, particles: frozenset[str] = frozenset()) -> Iterator[Candidate]:
    """ "X *travels* to PLACE", "X *set off* for PLACE", "X drove *all the way* to PLACE"."""
    if any(a.lemma.lower() == "home" for a in document.children(word.index, "advmod", "obj", "obl")):
        return
    moved = document.child(word.index, "obj")
    beside: int | None = None
    if moved is not None and (moved.text.lower() in particles or moved.lemma.lower() in triggers().nouns.distance):
        beside, moved = moved.index, None
    if word.lemma.lower() == "spend":  # "spent five hours in PLACE"
        goals = _goals(document, word.index, None if moved is None else moved.index, places=True)
        yield from _candidate(document, "presence", word, subject(document, word.index), goals, "spends time in")
    elif moved is None or is_passive(document, word.index):
        goals = _goals(document, word.index, beside)
        yield from _candidate(document, "motion", word, subject(document, word.index), goals, "goes to")


def _leaving(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *left* PLACE": a visit ends there; "X *left* for PLACE": one begins."""
    ahead = [g for g in _goals(document, word.index) if case(document, g) in {"for", "to"}]
    who = subject(document, word.index)
    if ahead:
        yield from _candidate(document, "motion", word, who, ahead, "leaves for")
    place = patient(document, word.index)
    behind = [o.index for o in document.children(word.index, "obl") if case(document, o.index) == "from"]
    if place is not None or behind:
        yield from _candidate(document, "departure", word, who, [place] if place is not None else behind, "leaves")


def _coming_back(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *returned* from PLACE", "X got *back* from PLACE": the visit there is over."""
    back = word.lemma.lower() == "return" or any(a.lemma.lower() == "back" for a in document.children(word.index, "advmod"))
    near = [word.index, *(a.index for a in document.children(word.index, "advmod"))]
    left = [o.index for n in near for o in document.children(n, "obl", "nmod") if case(document, o.index) == "from"]
    if back and left:
        yield from _candidate(document, "departure", word, subject(document, word.index), left, "comes back from")


def _awaited(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X is *expected* (back) in PLACE", "X is *due* in PLACE"."""
    if document.child(word.index, "xcomp", "ccomp") is None:
        who = document.child(word.index, "nsubj")
        yield from _candidate(
            document,
            "motion",
            word,
            None if who is None else who.index,
            _goals(document, word.index, places=True),
            "is expected in",
        )


def _attending(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X *attends* a summit in PLACE", "X *met* Y in PLACE", "X *held* talks in PLACE"."""
    nouns = triggers().nouns
    what = patient(document, word.index)
    goals = _goals(document, word.index, places=True)
    if what is not None and word.lemma.lower() == "meet":  # the tree hangs "met the premier *in Hanoi*" by the premier
        goals += [g for g in _seats(document, what) if document.words[g].upos == "PROPN"]
    if what is not None and document.words[what].lemma.lower() in nouns.gathering | nouns.occasion:
        goals += _seats(document, what)
        if word.lemma.lower() in {"attend", "join"} and document.words[what].lemma.lower() in nouns.gathering:
            goals.append(what)
    elif word.lemma.lower() in {"hold", "join"} or (word.lemma.lower() == "deliver" and what is None):
        return  # "joined the college in PLACE"
    for obl in document.children(word.index, "obl"):
        if obl.lemma.lower() in nouns.gathering | nouns.occasion:
            goals += _seats(document, obl.index)
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
        yield from _candidate(
            document, "presence", word, subject(document, word.index), list(dict.fromkeys(goals)), "attends", host
        )


def _present(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X did something *during a ceremony* in PLACE"."""
    for obl in document.children(word.index, "obl"):
        if obl.lemma.lower() in triggers().nouns.gathering | triggers().nouns.occasion and case(document, obl.index) in {
            "at",
            "during",
        }:
            goals = _seats(document, obl.index) + _goals(document, word.index, places=True)
            yield from _candidate(
                document, "presence", obl, subject(document, word.index), goals, "does at", predicate=word.index
            )


def _gathering(document: Document, word: Word) -> Iterator[Candidate]:
    """ "the X *summit* will be held in PLACE", "the *seminar* takes place in PLACE with the participation of X"."""
    if word.lemma.lower() not in triggers().verbs.taking_place:
        return
    what = document.child(word.index, "nsubj")
    if what is None or what.lemma.lower() not in triggers().nouns.gathering:
        return
    goals = _goals(document, word.index, places=True)
    who = [c.index for c in document.children(what.index, "compound", "nmod:poss") if c.upos in {"PROPN", "NOUN"}]
    for obl in document.children(word.index, "obl"):
        if case(document, obl.index) == "with" and obl.lemma.lower() in {"participation", "attendance"}:
            who += [n.index for n in document.children(obl.index, "nmod") if case(document, n.index) == "of"]
    for visitor in who:
        yield from _candidate(document, "gathering", what, visitor, goals, "a gathering of X is held in", predicate=word.index)


def _noun(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X paid a *visit* to PLACE"; "X's PLACE *visit*"; "a *trip* to PLACE by X"."""
    errand = word.lemma.lower() in triggers().nouns.errand
    if (word.lemma.lower() not in triggers().nouns.visit and not errand) or word.relation == "compound":
        return
    if errand and not any(case(document, n.index) == "to" for n in document.children(word.index, "nmod")):
        return  # "the mission in PLACE" may be one that stays
    goals = _goals(document, word.index)
    if word.lemma.lower() == "tour":  # "a tour *of PLACE*"
        goals += [n.index for n in document.children(word.index, "nmod") if case(document, n.index) == "of"]
    goals += [c.index for c in document.children(word.index, "compound", "amod") if c.upos == "PROPN"]
    owner = document.child(word.index, "nmod:poss")
    who = owner.index if owner is not None else None
    refers = any(d.lemma.lower() in {"this", "that", "these", "those"} for d in document.children(word.index, "det"))
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
    if who is not None and not goals and owner is None:  # "a visit by X *to PLACE*"
        goals = [n.index for n in document.children(who, "nmod") if case(document, n.index) == "to"]
    predicate, rule = word.index, "visit of X"
    above = governor(document, word.index)
    if above is not None and above.upos == "VERB" and word.relation in {"obj", "nsubj", "obl", "conj"}:
        supported = above.lemma.lower() in triggers().support.travels and word.relation != "nsubj"
        if (
            word.deprel == "nsubj:pass"
            or supported
            or (word.relation == "obl" and case(document, word.index) in {"on", "for", "during"})
        ):
            predicate = above.index
        if not refers and (supported or (word.relation == "obl" and case(document, word.index) in _ALONGSIDE)):
            goals = goals or [g for g in _goals(document, above.index) if g != word.index]
            who = (
                who
                if who is not None
                else (patient(document, above.index) if is_passive(document, above.index) else subject(document, above.index))
            )
            rule = "pays a visit"
    elif above is not None and word.relation == "nmod" and case(document, word.index) in {"on", "for"} and who is None:
        clause_head = predicate_of(
            document, above.index
        )  # "met victims *on a visit to PLACE*": the subject is on it, whatever the tree hangs it by
        doer = subject(document, clause_head) if case(document, word.index) == "on" else None
        who = doer if doer is not None else above.index
    if who is None and above is not None and case(document, word.index) in _EXCEPTION:
        who = subject(document, above.index)  # "*he* has not left home, except for a trip to X"
    yield from _candidate(document, "noun", word, who, goals, rule, predicate=predicate)


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


def _there_again(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X was *last* in PLACE", "X is *back* in PLACE", "X is *off* to PLACE"."""
    who = document.child(word.index, "nsubj")
    if who is None or document.child(word.index, "cop") is None:
        return
    if word.lemma.lower() == "off":
        yield from _candidate(document, "motion", word, who.index, _goals(document, word.index), "is off to")
    else:
        yield from _candidate(document, "location", word, who.index, _seats(document, word.index), "is in PLACE")


def _located(document: Document, word: Word) -> Iterator[Candidate]:
    """ "X is in *PLACE* (for talks)", "X has been to *PLACE*"."""
    if document.child(word.index, "cop") is None or not (
        case(document, word.index) in {"in", "at", "off to"}
        or (case(document, word.index) == "to" and clause(document, word.index).perfect)
    ):
        return
    who = subject(document, word.index)
    if who is not None and case(document, word.index) == "off to":
        yield from _candidate(document, "motion", word, who, [word.index], "is off to")
    elif who is not None:
        yield from _candidate(document, "location", word, who, [word.index], "is in PLACE")


def _candidate(
    document: Document,
    frame: str,
    word: Word,
    visitor: int | None,
    goals: list[int],
    rule: str,
    host: int | None = None,
    predicate: int | None = None,
) -> Iterator[Candidate]:
    exceptions = [e for g in goals for e in _exceptions(document, g)]
    hosts = [] if host is None else conjuncts(document, host)
    destinations = [
        d
        for g in goals
        for c in conjuncts(document, g)
        if (d := _whole(document, c)) not in exceptions and not _unnamed(document, d)
    ]
    yield Candidate(
        frame=frame,  # type: ignore[arg-type]
        trigger=word.index,
        predicate=word.index if predicate is None else predicate,
        visitors=tuple(conjuncts(document, visitor)) if visitor is not None else (),
        destinations=tuple(dict.fromkeys(destinations)),
        hosts=tuple(hosts),
        exceptions=tuple(dict.fromkeys(exceptions)),
        rule=rule,
    )


def _goals(document: Document, index: int, beside: int | None = None, *, places: bool = False) -> list[int]:
    """The noun phrases that a goal's preposition hangs by a word (or by ``beside``, "led a delegation *to Prague*")."""
    wanted = triggers().prepositions.place if places else triggers().prepositions.goal
    if document.words[index].lemma.lower() in triggers().verbs.departure | triggers().verbs.particles.keys() | {"head"}:
        wanted |= triggers().prepositions.ahead
    found = []
    for start in (index, *([] if beside is None else [beside])):
        near = document.children(start, "obl", "nmod")
        near += [
            c for c in document.children(start, "conj") if c.upos == "PROPN" and document.child(c.index, "case") is not None
        ]  # "flew to A on Monday and then *to B*"
        near += [
            o for a in document.children(start, "advmod") for o in document.children(a.index, "obl", "nmod")
        ]  # "travel on *to PLACE*"
        if start == beside:
            near += [
                n for m in document.children(start, "nmod") for n in document.children(m.index, "nmod")
            ]  # "a delegation of exporters *to PLACE*"
        for child in near:
            if child.deprel in {"nmod:poss", "obl:agent"}:
                continue
            if (case(document, child.index) or "").split(" ")[-1] in wanted and child.upos in {"NOUN", "PROPN", "PRON", "X"}:
                found.append(child.index)
    for child in document.children(index, "advmod"):
        if child.lemma.lower() in {"there", "here"}:
            found.append(child.index)
        elif child.lemma.lower() == "where" and document.words[index].deprel == "acl:relcl":
            found.append(document.words[index].head)  # "*Tokyo*, where he is due next week"
    return found


def _seats(document: Document, gathering: int) -> list[int]:
    """Where a gathering is: "a summit *in Berlin*"; what it is on is no place of it."""
    return [g for g in _goals(document, gathering, places=True) if case(document, g) != "on"]


def _delegation(document: Document, word: Word) -> int | None:
    led = patient(document, word.index)
    if led is not None and document.words[led].lemma.lower() in triggers().people.delegations:
        return led
    return None


def _exceptions(document: Document, goal: int) -> list[int]:
    """Destinations named as exceptions: "to any country other *than China*, Saudi Arabia and …"."""
    if document.words[goal].lemma.lower() not in _NOBODY and not any(
        c.lemma.lower() in _OPEN for c in document.children(goal, "det", "amod")
    ):
        return []
    found: list[int] = []
    for index in document.subtree(goal):
        word = document.words[index]
        if index != goal and word.upos in {"NOUN", "PROPN"} and word.relation != "conj" and _excepting(document, index):
            found += conjuncts(document, index)
    return found


def _whole(document: Document, goal: int) -> int:
    """What a partitive is part of: "any of the *sites*", "a total of nine *sites*"."""
    word = document.words[goal]
    if word.upos in {"DET", "PRON", "NUM"} or word.lemma.lower() in {"total", "number", "several", "series", "string"}:
        return next((n.index for n in document.children(goal, "nmod") if case(document, n.index) == "of"), goal)
    return goal


def _unnamed(document: Document, goal: int) -> bool:
    """Whether a goal is a quantity and no destination: "any other country", "a handful of other countries"."""
    word = document.words[goal]
    if word.lemma.lower() in _NOBODY | {"handful", "couple", "dozen", "range"}:
        return True
    return word.upos == "NOUN" and any(c.lemma.lower() in _OPEN for c in document.children(goal, "det", "amod"))


def _excepting(document: Document, index: int) -> bool:
    return (case(document, index) or "") in _EXCEPTION or any(
        m.text.lower() in _EXCEPTION for m in document.children(index, "mark", "cc", "advmod")
    )
