"""Links that need every stage: who asserts which visit, when a statement was made, which visit comes before which. Run last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.language.arguments import case
from service.visits.dating import narrowed
from service.visits.model import Dating
from service.visits.participants import same
from service.visits.words import triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document
    from service.statements.model import Said
    from service.times.model import Times
    from service.visits.model import Visit

_SPEECH_OF_VISIT = frozenset({"invite", "desire"})
"""Acts whose content is the visit itself though it is no reported clause: "invited him to visit", "expressed his desire to visit"."""


_NEAR = 4
"""Sentences that a next step may stand behind the step before it."""

_NO_STEP = frozenset({"ruled_out", "cancelled", "postponed"})
"""Statuses of what is no step of a journey."""

_ASSERTS_NOTHING = frozenset({"deny", "ask", "decline"})
"""Acts whose content the speaker does not put forward as so."""


class Links(Struct, frozen=True):
    """By position: ``about[s]`` the visits that statement ``s`` asserts, ``dates[s]`` when it was made, ``order`` the pairs (earlier, later)."""

    about: tuple[tuple[int, ...], ...]
    dates: tuple[Dating | None, ...]
    order: tuple[tuple[int, int], ...]


def link(document: Document, times: Times, said: tuple[Said, ...], visits: tuple[Visit, ...]) -> Links:
    """The links of an article between its statements and visits."""
    told = {m.trigger: visit.dating for visit in reversed(visits) for m in visit.mentions}
    triggers_of = [frozenset(m.trigger for m in visit.mentions) for visit in visits]
    dated: dict[int, dict[int, Dating]] = {}
    for trigger, dating in told.items():
        if dating is not None:
            dated.setdefault(document.words[trigger].sentence, {})[trigger] = dating
    return Links(
        about=tuple(_about(document, s, triggers_of) for s in said),
        dates=tuple(_date(document, times, s, dated.get(document.words[s.cue_head].sentence, {})) for s in said),
        order=tuple(_order(document, visits)),
    )


def _about(document: Document, said: Said, triggers_of: list[frozenset[int]]) -> tuple[int, ...]:
    """The visits one of whose triggers stands in the content. "This information" and the like stand for what the sentence before told."""
    if said.negated or said.act in _ASSERTS_NOTHING:
        return ()
    inside = frozenset(said.content_words)
    found = [v for v, own in enumerate(triggers_of) if not own.isdisjoint(inside)]
    if not found and said.act in _SPEECH_OF_VISIT:
        below = document.subtree(said.cue_head)
        found = [v for v, own in enumerate(triggers_of) if not own.isdisjoint(below)]
    if not found and _points_back(document, said):
        sentence = document.words[said.cue_head].sentence - 1
        found = [v for v, own in enumerate(triggers_of) if any(document.words[t].sentence == sentence for t in own)]
    return tuple(found)


def _points_back(document: Document, said: Said) -> bool:
    """Whether the content is only words for what was just told: "reported *this information*", "confirmed *this*"."""
    words = [document.words[i] for i in said.content_words]
    return (
        0 < len(words) <= 3
        and words[0].lemma.lower() in {"this", "that", "these", "it", "the"}
        and all(w.upos in {"DET", "PRON", "NOUN"} for w in words)
    )


def _date(document: Document, times: Times, said: Said, visits: dict[int, Dating]) -> Dating | None:
    """When it was said: the expressions beside the cue, else the visit it was said on ("invited him *on that visit*").

    ``visits`` are the dates of visits by what triggers them in the sentence of the cue.
    """
    dated = [(p, i) for p in said.times if (i := times.all[p].interval) is not None]
    if dated:
        return narrowed(times, dated)
    for child in document.subtree(said.cue_head) if visits else ():
        if (
            child in visits
            and document.words[child].lemma.lower() in triggers().nouns.visit
            and case(document, child) in {"on", "during"}
            and document.child(child, "det") is not None
        ):
            return visits[child]
    return None


def _order(document: Document, visits: tuple[Visit, ...]) -> list[tuple[int, int]]:
    """Pairs that the text itself puts in order: "will visit X before going to Y", "follows a visit in Z", "will then fly to Y"."""
    where = {m.trigger: v for v, visit in enumerate(visits) for m in visit.mentions}
    pairs = [*_next_steps(visits), *_left_for(visits), *_leaves_next(visits)]
    for trigger, later in where.items():
        for mark in document.children(trigger, "mark", "case"):
            above = next((a.index for a in document.ancestors(trigger) if a.index in where), None)
            if above is None or where[above] == later:
                continue
            if mark.text.lower() in {"before"}:
                pairs.append((where[above], later))
            elif mark.text.lower() in {"after", "following"}:
                pairs.append((later, where[above]))
        above_word = document.head(trigger)
        if above_word is not None and above_word.lemma.lower() in {"follow", "precede"}:
            subject = document.child(above_word.index, "nsubj")
            if subject is not None and subject.index in where and where[subject.index] != later:
                first, second = later, where[subject.index]
                pairs.append((first, second) if above_word.lemma.lower() == "follow" else (second, first))
    return sorted(set(pairs))


def _next_steps(visits: tuple[Visit, ...]) -> Iterator[tuple[int, int]]:
    """The visit told before each that is told as the next step of a journey: "stays in A until Friday; she will *then* go to B"."""
    told = [(m, v) for v, visit in enumerate(visits) for m in visit.mentions if visit.status not in _NO_STEP]
    for mention, v in told:
        before = [
            (m.trigger, -o)
            for m, o in told
            if mention.then
            and o != v
            and (m.trigger < mention.trigger or (m.trigger == mention.trigger and not m.then))
            and mention.sentence - m.sentence <= _NEAR
            and any(same(a, b) for a in visits[o].visitors for b in mention.visitors)
        ]
        if before:
            yield -max(before)[1], v


def _leaves_next(visits: tuple[Visit, ...]) -> Iterator[tuple[int, int]]:
    """The visit that is under way and the one its traveller is to leave for: "arrived in A on Monday … will *leave for B*"."""
    for later, visit in enumerate(visits):
        if visit.status != "planned" or not any("leaves for" in m.rules for m in visit.mentions):
            continue
        for earlier, other in enumerate(visits):
            before = other.mentions[0].trigger < visit.mentions[0].trigger
            if other.status == "ongoing" and before and any(same(a, b) for a in other.visitors for b in visit.visitors):
                yield earlier, later


def _left_for(visits: tuple[Visit, ...]) -> Iterator[tuple[int, int]]:
    """The visit that ends and the one that begins by one verb: "*left* A for B"."""
    left = [(m.trigger, v) for v, visit in enumerate(visits) for m in visit.mentions if m.frame == "departure"]
    for trigger, earlier in left:
        for later, visit in enumerate(visits):
            if later != earlier and any(m.trigger == trigger and m.frame == "motion" for m in visit.mentions):
                yield earlier, later
