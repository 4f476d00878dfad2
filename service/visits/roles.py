"""Builds candidates: the places, hosts and exceptions that hang by a word that tells of a visit, read off the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, conjuncts, is_passive, patient
from service.language.clauses import predicate_of
from service.language.document import ROOT
from service.visits.model import Candidate
from service.visits.words import is_time_word, triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word

EXCEPTION = frozenset({"than", "except", "except for", "but", "besides", "apart from", "aside from", "excluding", "other than"})
"""What leads to an exception from a negation."""

_BESIDE = frozenset({"ahead of", "before", "for", "during", "prior to", "against"})
"""Prepositions that set a going beside what is done where it leads."""

SURROUNDED = "a visit beside what is done in PLACE"
"""The rule of a candidate whose goals are its ``surroundings``."""

_BACK = 2
"""Sentences that a gathering may have been told before."""

_GOAL = {"to", "into"}
"""Prepositions of where a movement ends."""

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "X"})
"""Tags of what a goal may be."""

_NOBODY = frozenset({"none", "nowhere", "nothing"})
_OPEN = frozenset({"any", "no", "every", "all", "other", "another", "each"})
_ANY = _NOBODY | _OPEN
_AFTERWARDS = frozenset({"then", "later", "afterwards"})
_FOLLOW = frozenset({"follow"})


def build(
    document: Document,
    frame: str,
    word: Word,
    visitor: int | list[int] | None,
    goals: list[int],
    rule: str,
    host: int | None = None,
    predicate: int | None = None,
    occasion: int | None = None,
) -> Iterator[Candidate]:
    """The candidate of ``word`` in a frame: coordinations spread out, exceptions apart, what names no place left out.

    ``visitor`` (one or several), ``goals`` and ``host`` head the phrases of those who go, of where, and of who receives them; ``predicate`` is the word whose
    tense and negation count, the trigger itself if ``None``.
    """
    goals = [g for goal in goals for g in _of_margin(document, goal)]
    heads = [] if visitor is None else ([visitor] if isinstance(visitor, int) else visitor)
    heads = [_aboard(document, h) for h in heads]
    goals += [
        w.index
        for g in goals
        if document.beside(word.index, _FOLLOW) or document.beside(g, _FOLLOW)
        for after in (*document.children(g, "acl"), *document.children(word.index, "advcl"))
        if after.lemma.lower() == "follow"
        for w in document.children(after.index, "obl")
        if case(document, w.index) == "by" and w.upos == "PROPN"
    ]  # "to A, *followed by B*"
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
        visitors=tuple(dict.fromkeys(v for head in heads for v in conjuncts(document, head))),
        destinations=tuple(dict.fromkeys(destinations)),
        hosts=tuple(hosts),
        exceptions=tuple(dict.fromkeys(exceptions)),
        rule=rule,
        occasion=occasion,
    )


def _aboard(document: Document, head: int) -> int:
    """Who travels in a vehicle that is told in his stead: "*X's* plane landed in PLACE"; any other word for itself."""
    owner = document.child(head, "nmod:poss") if document.lemmas[head] in triggers().nouns.vehicle else None
    return head if owner is None else owner.index


def goals_of(document: Document, index: int, beside: int | None = None, *, places: bool = False) -> list[int]:
    """The noun phrases that a goal's preposition hangs by a word (or by ``beside``, "led a delegation *to Prague*")."""
    wanted = triggers().prepositions.place if places else triggers().prepositions.goal
    if document.words[index].lemma.lower() in triggers().verbs.setting_out:
        wanted |= triggers().prepositions.ahead
    found = []
    for start in (index, *([] if beside is None else [beside])):
        below = document.related[start]
        near = document.children(start, "obl", "nmod")
        if "obj" in below:
            near += [c for c in below["obj"] if "case" in document.related[c.index]]
        if "conj" in below:  # "flew to A on Monday and then *to B*"
            near += [c for c in below["conj"] if c.upos == "PROPN" and "case" in document.related[c.index]]
        if "advmod" in below:  # "travel on *to PLACE*"
            near += [o for a in below["advmod"] for o in document.children(a.index, "obl", "nmod")]
        after = document.words[start + 1] if start + 1 < len(document.words) else None
        if after is not None and after.upos == "ADP" and after.head > after.index and document.words[after.head].upos == "PROPN":
            near += [document.words[after.head]]  # "arrived *in PLACE* unannounced", which the tree hangs by the last word
        if start == beside:  # "accompanied the premier, X, *to PLACE*"
            near += [n for a in below.get("appos", ()) for n in document.children(a.index, "nmod")]
            near += [
                n for m in below.get("nmod", ()) for n in document.children(m.index, "nmod")
            ]  # "a delegation of exporters *to PLACE*"
        if "xcomp" in below:  # "come *to Quito*"
            near += [c for c in below["xcomp"] if c.upos == "PROPN" and _marked_to(document, c)]
        if "advcl" in below:  # "pledged aid while *in Nairobi*"
            near += [c for c in below["advcl"] if c.upos == "PROPN"]
        if not places:
            near += _then_to(document, start) + _behind(document, start)
        for child in near:
            if child.deprel in {"nmod:poss", "obl:agent"}:
                continue
            if child.upos in _NOMINAL and (
                (case(document, child.index) or "").split(" ")[-1] in wanted or child.relation == "xcomp"
            ):
                found.append(child.index)
    beside_it = list(document.related[index].get("advmod", ()))
    if document.words[index].relation == "xcomp":  # "Tokyo, *where* she is due to meet"
        beside_it += [w for w in document.children(document.words[index].head, "advmod") if w.lemma.lower() == "where"]
    for child in beside_it:
        if child.lemma.lower() in {"there", "here"}:
            found.append(child.index)
        elif any(c.lemma.lower() == "there" for c in document.children(child.index, "advmod")):
            found += [
                c.index for c in document.children(child.index, "advmod") if c.lemma.lower() == "there"
            ]  # "*there* two days later"
        elif child.lemma.lower() == "where" and (place := _antecedent_place(document, child.head, child.index)) is not None:
            found.append(place)
    return found


def _marked_to(document: Document, word: Word) -> bool:
    return any(m.lemma == "to" for m in document.children(word.index, "mark", "case"))


def _behind(document: Document, verb: int) -> list[Word]:
    """The goal that the tree hangs by a phrase before it: "crossed on foot *into PLACE*", "left at the head of a delegation *for PLACE*"; not "with the envoy *to PLACE*"."""
    word = document.words[verb]
    leads = {"for"} if word.lemma.lower() in triggers().verbs.departure else set()
    found = []
    for obl in document.children(verb, "obl") if word.upos == "VERB" else ():
        below = [document.words[i] for i in document.subtree(obl.index, lambda w: w.relation == "nmod")]
        aside = obl.lemma.lower() in triggers().nouns.going and case(document, obl.index) != "on"
        aside |= obl.lemma.lower() in triggers().people.travellers
        wanted = leads | (set() if aside or case(document, obl.index) in _GOAL else _GOAL)
        found += [w for w in below if w.index != obl.index and w.upos == "PROPN" and case(document, w.index) in wanted]
    return found


def _then_to(document: Document, verb: int) -> list[Word]:
    """The next stop of a journey, wherever the tree hangs it: "will travel to A to see the camps, and *then to B*"."""
    if document.words[verb].upos != "VERB" or not document.beside(verb, _AFTERWARDS):
        return []
    return [
        w
        for w in (document.words[i] for i in document.subtree(verb))
        if w.upos == "PROPN"
        and w.relation == "conj"
        and _marked_to(document, w)
        and any(a.lemma.lower() in _AFTERWARDS for a in document.children(w.index, "advmod"))
    ]


def _antecedent_place(document: Document, verb: int, where: int) -> int | None:
    """The place that "where" takes up: "*Tokyo*, where he is due next week"; the name right before it where the tree hangs its clause elsewhere."""
    if document.words[verb].deprel == "acl:relcl" and not is_time_word(document.words[document.words[verb].head]):
        return document.words[verb].head
    before = [w for w in document.words[max(0, where - 2) : where] if w.text != ","]
    return before[-1].index if before and before[-1].upos == "PROPN" else None


def told_before(document: Document, word: Word) -> tuple[int, list[int]] | None:
    """What the sentences before tell that somebody may attend or miss, and where: "A funeral *will be held* in PLACE on Saturday. X is expected to attend"."""
    for sentence in reversed(document.sentences[max(0, word.sentence - _BACK) : word.sentence]):
        for verb in document.words[sentence.first : sentence.last]:
            if verb.upos != "VERB" or not _puts(document, verb):
                continue
            beside = whereabouts(
                document, [o.index for o in document.children(verb.index, "obl")]
            )  # "sworn in as head of state *in PLACE*"
            goals = [g for g in (*goals_of(document, verb.index, places=True), *beside) if not is_time_word(document.words[g])]
            if goals:
                return verb.index, goals
    return None


def _puts(document: Document, verb: Word) -> bool:
    """Whether a verb tells of a gathering or a ceremony that it puts somewhere."""
    verbs, nouns, lemma = triggers().verbs, triggers().nouns, verb.lemma.lower()
    if lemma in verbs.gathering or (lemma in verbs.ceremony and is_passive(document, verb.index)):
        return True
    given = document.child(verb.index, "obj") if lemma in {"host", "hold"} else None
    if given is not None and given.lemma.lower() in nouns.gathering:
        return True  # "On Friday X will *host* a meeting in PLACE. Y will attend"
    what = document.child(verb.index, "nsubj")
    return lemma in verbs.taking_place and what is not None and what.lemma.lower() in nouns.gathering


def seats(document: Document, gathering: int) -> list[int]:
    """Where a gathering is: "a summit *in Berlin*", "talks to be held *in Berlin*"; what it is on is no place of it."""
    below = document.related[gathering]
    held = [
        c.index
        for c in below.get("acl", ())
        if document.lemmas[c.index] in triggers().verbs.taking_place or document.lemmas[c.index] in {"happen", "occur"}
    ]
    above = document.head(gathering)
    if (
        above is not None and above.upos == "VERB"
    ):  # "attends the conference on 1 August *to be held* in PLACE", which the tree hangs higher
        held += [
            c.index
            for c in document.children(above.index, "advcl", "xcomp")
            if c.index > gathering and c.xpos == "VBN" and c.lemma.lower() in triggers().verbs.taking_place
        ]
    whose = [n.index for n in below.get("nmod", ()) if case(document, n.index) == "of"]
    whose = [
        n for n in whose if (name := document.name_at(n)) is not None and name.type == "person"
    ]  # "the inauguration of X *in PLACE*"
    found = [g for i in (gathering, *held) for g in goals_of(document, i, places=True) if _is_place(document, g)]
    return found + [g for n in whose for g in goals_of(document, n, places=True) if document.words[g].upos == "PROPN"]


def _is_place(document: Document, goal: int) -> bool:
    """Whether a goal may be where something is; "on" leads to what it is about, but for "on the sidelines of"."""
    return case(document, goal) != "on" or document.words[goal].lemma.lower() in triggers().nouns.margin


def _of_margin(document: Document, goal: int) -> list[int]:
    """A goal, or what it is beside: "on the sidelines of *the summit*"."""
    if document.words[goal].lemma.lower() not in triggers().nouns.margin:
        return [goal]
    return [n.index for n in document.children(goal, "nmod") if case(document, n.index) == "of"]


def delegation(document: Document, word: Word) -> int | None:
    """The body that a verb's subject leads or brings: "led a *delegation*"."""
    led = patient(document, word.index)
    if led is not None and document.words[led].lemma.lower() in triggers().people.delegations:
        return led
    return None


def _exceptions(document: Document, goal: int) -> list[int]:
    """Destinations named as exceptions: "to any country other *than China*, Saudi Arabia and …"."""
    if not document.beside(goal, _ANY) or (
        document.lemmas[goal] not in _NOBODY
        and not any(document.lemmas[c.index] in _OPEN for c in document.children(goal, "det", "amod"))
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
    return (case(document, index) or "") in EXCEPTION or any(
        m.text.lower() in EXCEPTION for m in document.children(index, "mark", "cc", "advmod")
    )


def led_by(document: Document, index: int, *prepositions: str) -> list[int]:
    """The oblique phrases of a word that one of some prepositions leads: "shuttled *between* A and B"."""
    return [o.index for o in document.related[index].get("obl", ()) if case(document, o.index) in prepositions]


def at_events(document: Document, events: list[int]) -> list[int]:
    """Where gatherings are, by their own phrases and as venues themselves."""
    return [g for e in events for g in (*seats(document, e), e)]


def whereabouts(document: Document, others: list[int]) -> list[int]:
    """Places that the tree hangs by those who are met: "met with the premier *in Hanoi*"."""
    others = [i for o in others for i in (o, *(a.index for a in document.children(o, "appos")))]
    return [g for o in others for g in seats(document, o) if document.words[g].upos == "PROPN" or _is_located(document, g)]


def surroundings(document: Document, word: Word) -> list[int]:
    """Where a clause puts what it tells of, for a going that stands beside it with no place: "Security is tight *in PLACE* before X arrives".

    What somebody says there may be of a going to anywhere.
    """
    beside = word.relation == "advcl" or case(document, word.index) in _BESIDE
    top = document.words[predicate_of(document, word.head)] if beside and word.head != ROOT else None
    if top is None or top.lemma.lower() in triggers().verbs.activity | triggers().verbs.motion:
        return []
    doers = [c.index for c in document.children(top.index, "nsubj", "obj")]
    told = [*goals_of(document, top.index, places=True), *whereabouts(document, doers)]
    return [g for g in dict.fromkeys(told) if document.words[g].upos == "PROPN" and case(document, g) in {"in", "at", "across"}]


def _is_located(document: Document, goal: int) -> bool:
    """Whether a plain noun for a place says where it is: "in *this* northern town", "in the *Philippine* capital", "in *Hong Kong's* Central district"."""
    if any(d.text.lower() == "this" for d in document.children(goal, "det")):
        return True
    named = (c for c in document.children(goal, "nmod:poss", "compound", "amod") if c.text[:1].isupper())
    return document.words[goal].lemma.lower() in triggers().places.sites and next(named, None) is not None
