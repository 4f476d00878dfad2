"""Joins mentions of one and the same visit over the article, and gathers what each of them knows of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.spans import Interval
from service.visits.dating import intersection
from service.visits.model import Dating, Visit, VisitMention
from service.visits.participants import is_wide, same, scene_at
from service.visits.words import triggers

if TYPE_CHECKING:
    from service.entities.model import PlaceReference, Reference
    from service.language.document import Document
    from service.visits.words import Status

_ACTUAL: frozenset[Status | None] = frozenset({"completed", "ongoing"})
_RANK: dict[Status, int] = {"hypothetical": 0, "desired": 1, "invited": 2, "planned": 3, "postponed": 4, "cancelled": 5}
"""Of several reports of one visit ahead the stronger wins: the contract puts ``planned`` over ``invited`` and ``desired``; what is called off
had been planned."""

_JOURNEY = "a journey takes X to"
"""The rule of a journey told with its stations, whatever their order in the text."""

_UNDONE = frozenset({"was to have", "had been expected in", "is due to"})
"""Rules that say only that a plan came to nothing."""

_TOURS = frozenset({"tour", "swing"})
"""Nouns of a going whose being under way says nothing of a stop of it."""

_RECENT = dt.timedelta(days=3)
"""An arrival this short before publication, with no departure told, leaves the visit under way (a working visit rarely lasts less)."""

_STAY = dt.timedelta(days=6)
"""How long the stops of one visit may lie apart in all."""

_LONGEST = dt.timedelta(days=14)
"""How long after an arrival what is planned in the country is of the same visit."""

_NEWS = dt.timedelta(days=45)
"""How far back an undated visit may lie: what the news tells without a date is of about the last month."""


def merge(
    document: Document, mentions: list[VisitMention], anchor: dt.date, settings: tuple[tuple[int, PlaceReference], ...]
) -> list[Visit]:
    """The visits that ``mentions`` tell of, in order of first mention.

    Mentions that assert a visit meet first: same visitor and country, both ahead or both behind, dates that agree. Words that only refer to one
    ("the trip", "Putin's visit") then join the nearest that fits, and stand alone only where they name visitor and place themselves; where the
    place is left unsaid, a guest from abroad comes to where the story is set by its datelines, the ``settings``. Who meets whom is no visit, but
    gives the hosts of one that other words tell of.
    """
    groups: list[list[VisitMention]] = []
    telling = [m for m in mentions if m.frame != "meeting" and not _is_over_there(m, mentions)]
    for mention in telling:
        if mention.status is not None and mention.visitors and mention.destination is not None:
            home = _home(groups, mention, anchor)
            if home is None:
                groups.append([mention])
            else:
                home.append(mention)
    for mention in telling:
        if any(mention is m for g in groups for m in g):
            continue
        home = _referent(document, groups, mention)
        if home is not None:
            home.append(mention)
        elif mention.visitors and mention.destination is not None:
            groups.append([mention])
        elif (scene := scene_at(settings, mention.trigger)) is not None and _from_abroad(mention, scene):
            here = replace(mention, destination=scene, rules=(*mention.rules, "to where the story is set"))
            home = None if mention.status is None else _home(groups, here, anchor)
            (groups.append([here]) if home is None else home.append(here))
    ordered = [sorted(g, key=lambda m: m.trigger) for g in groups]
    met: dict[int, list[Reference]] = {}
    for meeting in (m for m in mentions if m.frame == "meeting"):
        if (home := _referent(document, ordered, meeting)) is not None:
            met.setdefault(id(home), []).extend(meeting.hosts)
    visits = [_visit(document, g, met.get(id(g), []), anchor, moved_on=_moved_on(g, ordered)) for g in ordered]
    visits = [v for v in visits if not _is_whole_tour(v, visits)]
    return sorted(visits, key=lambda v: (v.mentions[0].trigger, v.destination.span, v.visitors[0].span))


def _is_over_there(meeting: VisitMention, mentions: list[VisitMention]) -> bool:
    """Whether a meeting that no words place is where its host is said to go: "left for *Luanda* … would hold talks with Angolan leaders"."""
    place = meeting.destination
    if meeting.frame != "encounter" or place is None or meeting.span.covers(place.span):
        return False
    homes = {v.country for v in meeting.visitors} - {None}
    return any(
        m.destination is not None
        and m.destination.country in homes
        and any(same(h, v) for h in meeting.hosts for v in m.visitors)
        for m in mentions
        if m.frame in {"motion", "object", "noun"}
    )


def _is_whole_tour(visit: Visit, visits: list[Visit]) -> bool:
    """Whether a tour is named as a whole ("a tour of four Asian *nations*", "of *East Africa*") beside stops of it (contract: no visit of its own)."""
    if visit.status == "ruled_out":
        return False
    return is_wide(visit.destination) and any(v.destination.country and same(v.visitors[0], visit.visitors[0]) for v in visits)


def _from_abroad(mention: VisitMention, scene: PlaceReference) -> bool:
    """Whether all who travel are known to be from another country than the scene's."""
    asserts = mention.status is not None or mention.frame == "noun"
    return asserts and bool(mention.visitors) and all(v.country not in {None, scene.country} for v in mention.visitors)


def _home(groups: list[list[VisitMention]], mention: VisitMention, anchor: dt.date) -> list[VisitMention] | None:
    """The visit that a mention is of, the one told last of several; what is told without a date is of the news before it is of years ago."""
    fitting = [g for g in reversed(groups) if _joins(g, mention, anchor)]
    if mention.dating is None:
        fitting = [g for g in fitting if not any(_is_past(m.dating, anchor) for m in g)] or fitting
    return fitting[0] if fitting else None


def _joins(group: list[VisitMention], mention: VisitMention, anchor: dt.date) -> bool:
    undated = not any(m.dating for m in group)
    apart = all(m.sentence != mention.sentence for m in group)
    return (
        _same_pair(group, mention)
        and (_class(group[0].status) == _class(mention.status) or _goes_on(group, mention, anchor))
        and _dates_agree(group, mention)
        and not _of_another_time(group, mention, anchor)
        and not _off_elsewhere(group, mention)
        and not (undated and apart and (mention.last or _is_past(mention.dating, anchor)))
    )


def _goes_on(group: list[VisitMention], mention: VisitMention, anchor: dt.date) -> bool:
    """Whether what is planned is of a visit under way: "arrived on Monday … will hold talks tomorrow", "flew to PLACE, where she is due to meet"."""
    if mention.status == "planned" and any(
        m.frame == "motion" and m.sentence == mention.sentence and m.dating is None for m in group
    ):
        return True
    came = [m.dating.interval.start for m in group if m.dating is not None and m.dating.interval.start is not None]
    under_way = _class(group[0].status) == "actual" and any(dt.timedelta(0) <= anchor - day <= _RECENT for day in came)
    last = None if mention.dating is None else mention.dating.interval.end
    return under_way and mention.status == "planned" and (last is None or last - min(came) <= _LONGEST)


def _is_past(dating: Dating | None, anchor: dt.date) -> bool:
    """Whether a date is background: what the news tells without a date is of its own days, and no visit of long ago."""
    return dating is not None and dating.interval.end is not None and anchor - dating.interval.end > _NEWS


def _of_another_time(group: list[VisitMention], mention: VisitMention, anchor: dt.date) -> bool:
    """Whether one is of the days that the news tells of and the other of long before: "ended a visit on Thursday … who *first came in 1996*"."""
    if mention.dating is None or _moved(group, mention):
        return False
    dated = [m.dating for m in group if m.dating is not None]
    return any(_is_past(d, anchor) != _is_past(mention.dating, anchor) and d.interval.start is None for d in dated)


def _together(one: Interval, other: Interval) -> Interval | None:
    """The days that two dates of one visit leave it: those they share; or, of two close by (arrival and talks, one stop and the next), all from one to the other."""
    for end, whole in ((one, other), (other, one)):  # one tells when it ended, the other when it began or was going on
        if end.start is not None or end.end is None or whole.start is None or whole.end is None:
            continue
        if whole.end <= end.end and end.end - whole.start <= _LONGEST:
            return Interval(whole.start, end.end)
    common = intersection(one, other)
    if common is not None:
        return common
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return None
    (first, until), (start, last) = sorted(((one.start, one.end), (other.start, other.end)))
    return Interval(first, last) if start - until <= _RECENT and last - first <= _STAY else None


def _same_pair(group: list[VisitMention], mention: VisitMention) -> bool:
    place = next(m.destination for m in group if m.destination is not None)
    return _same_visitors(group, mention) and (mention.destination is None or _same_place(place, mention.destination))


def _same_visitors(group: list[VisitMention], mention: VisitMention) -> bool:
    return not mention.visitors or any(
        same(a, b) or _generic(a, b) or _generic(b, a) for m in group for a in m.visitors for b in mention.visitors
    )


def _generic(one: Reference, other: Reference) -> bool:
    """Whether ``one`` is a description that ``other`` may fill: "the first visit by *a sitting U.S. president*" and the U.S. president named."""
    described = one.type == "person" and not one.plural and (one.entity is None or one.name[:1].islower())
    told = (one.country is not None or one.home is None) and not one.name.lower().startswith("no ")
    return described and told and other.type == "person" and not other.plural and one.country == other.country


def _same_place(one: PlaceReference, other: PlaceReference) -> bool:
    if one.country is not None and other.country is not None:
        return one.country == other.country
    if one.entity is not None and one.entity == other.entity:
        return True
    return one.name.casefold() == other.name.casefold()


def _class(status: Status | None) -> str:
    return "actual" if status in _ACTUAL else ("never" if status == "ruled_out" else "ahead")


def _dates_agree(group: list[VisitMention], mention: VisitMention) -> bool:
    if mention.dating is None or _moved(group, mention):
        return True
    told = [m.dating.interval for m in group if m.dating is not None]
    return all(_together(one, mention.dating.interval) is not None for one in told) or (
        bool(told)
        and {_class(group[0].status), _class(mention.status)} == {"ahead"}
        and (whole := _spanned(told)) is not None
        and _together(whole, mention.dating.interval) is not None
    )


def _spanned(told: list[Interval]) -> Interval | None:
    """All days from the first to the last of a visit's dates; ``None`` where one is open."""
    starts, ends = [i.start for i in told if i.start is not None], [i.end for i in told if i.end is not None]
    return Interval(min(starts), max(ends)) if len(starts) == len(ends) == len(told) else None


def _moved(group: list[VisitMention], mention: VisitMention) -> bool:
    """Whether one of the dates is the old one of a visit put off: "whose trip in June was put off, will now come in September"."""
    said = {m.status for m in group}
    return (mention.status == "postponed" and said <= {"planned", None}) or (
        mention.status == "planned" and said <= {"postponed", None}
    )


def _off_elsewhere(group: list[VisitMention], mention: VisitMention) -> bool:
    """Whether one is called or put off and the other is not, and they name different places of the country: two visits."""
    off = frozenset({"cancelled", "postponed"})
    place, status = group[0].destination, group[0].status
    if mention.destination is None or place is None or (status in off) == (mention.status in off) or mention.status is None:
        return False
    named = place.resolved in {"city", "capital", "venue"} and mention.destination.resolved in {"city", "capital", "venue"}
    return named and place.name.casefold() != mention.destination.name.casefold()


def _referent(document: Document, groups: list[list[VisitMention]], mention: VisitMention) -> list[VisitMention] | None:
    """The visit that referring words mean: told nearest before, in an earlier sentence if there is one, else the next to come."""
    fits = [
        g
        for g in groups
        if _same_pair(g, mention)
        and _dates_agree(g, mention)
        and (mention.status is None or mention.visitors == () or _class(g[0].status) == _class(mention.status))
    ]
    if not fits:
        return None
    sentence = document.words[mention.trigger].sentence

    def distance(group: list[VisitMention]) -> tuple[int, int]:
        before = [m.trigger for m in group if document.words[m.trigger].sentence < sentence]
        beside = [m.trigger for m in group if document.words[m.trigger].sentence == sentence and m.trigger < mention.trigger]
        if before:
            return 0, mention.trigger - max(before)
        if beside:
            return 1, mention.trigger - max(beside)
        return 2, min(m.trigger for m in group) - mention.trigger

    return min(fits, key=distance)


def _moved_on(group: list[VisitMention], groups: list[list[VisitMention]]) -> bool:
    """Whether the article takes the visitor on to another country after this one: "met X in A and then *flew to B*", or went there on a later day."""
    came = [m.dating.interval.start for m in group if m.dating is not None and m.dating.interval.start is not None]
    for other in groups:
        if other is group or not _same_visitors(group, other[0]) or _class(other[0].status) != "actual":
            continue
        if any(m.then and m.trigger > group[0].trigger and _JOURNEY not in m.rules for m in other):
            return True
        later = [
            m.dating.interval.start
            for m in other
            if m.frame == "motion" and m.dating is not None and m.dating.interval.start is not None
        ]
        if came and later and max(later) > max(came):
            return True
    return False


def _visit(document: Document, group: list[VisitMention], met: list[Reference], anchor: dt.date, *, moved_on: bool) -> Visit:
    telling = [m for m in group if m.destination is not None and m.visitors] or group
    status = _status(document, group, anchor, moved_on=moved_on)
    visitors: list[Reference] = []
    for mention in telling:
        visitors += [v for v in mention.visitors if not any(same(v, w) or _generic(v, w) for w in visitors)]
    receiving: list[Reference] = []
    for host in (*(h for m in group for h in m.hosts), *met):
        receiving += [] if any(same(host, w) for w in receiving + visitors) else [host]
    place = next(m.destination for m in telling if m.destination is not None)
    return Visit(
        visitors=tuple(visitors),
        destination=place,
        hosts=tuple(receiving),
        status=status,
        kind=next((m.kind for m in group if m.kind is not None), None),
        purpose=next((m.purpose for m in group if m.purpose is not None), None),
        dating=_dating(group, status, anchor),
        mentions=tuple(group),
        rules=tuple(dict.fromkeys(r for m in group for r in m.rules)),
    )


def _status(document: Document, group: list[VisitMention], anchor: dt.date, *, moved_on: bool) -> Status:
    said = [m.status for m in group if m.status is not None]
    dated = [m.dating.interval for m in group if m.dating is not None]
    if not said:
        return "planned" if any(i.start is not None and i.start > anchor for i in dated) else "completed"
    if _class(said[0]) == "never":
        return "ruled_out"
    if _class(said[0]) == "ahead":
        if "postponed" in said and all(_only_undone(r) for m in group if m.status == "cancelled" for r in m.rules[1:2]):
            said = [s for s in said if s != "cancelled"]  # "was to have come on Tuesday, has put off his trip"
        return max((s for s in said if s in _RANK), key=lambda s: _RANK[s])
    if dated and all(i.start is not None and i.start > anchor for i in dated):
        return "planned"  # "flew to PLACE, where she is due to meet the emperor *next week*"
    if moved_on or any((m.frame == "departure" and m.status != "ongoing") or m.gone for m in group):
        return "completed"
    going = max((m.trigger for m in group if m.frame == "motion"), default=-1)
    if any(m.rules[0] == "spends time in" and m.status == "completed" and m.trigger > going for m in group):
        return "completed"
    if any(m.rules[0] == "is among" and m.status == "completed" for m in group):
        return "completed"  # of a ceremony that is over
    arrived = [m for m in group if m.dating is not None and _is_arrival(m, document.words[m.trigger].lemma.lower())]
    recent = any(m.dating and m.dating.interval.start and anchor - m.dating.interval.start <= _RECENT for m in arrived)
    there = [m.status for m in group if m.destination is not None or document.words[m.trigger].lemma not in _TOURS]
    return "ongoing" if "ongoing" in there or recent else "completed"


def _only_undone(rule: str) -> bool:
    """Whether a rule says only that a plan came to nothing, whatever became of it: "*had been due* in PLACE"."""
    return rule in _UNDONE or rule.startswith("had been ")


def _is_arrival(mention: VisitMention, lemma: str) -> bool:
    """Whether a mention tells of coming there and no more, after which somebody stays: "*arrived* in PLACE", not "*travelled* to PLACE with him"."""
    return lemma == "arrival" or (mention.frame == "motion" and lemma not in triggers().verbs.there_and_back)


def _dating(group: list[VisitMention], status: Status, anchor: dt.date) -> Dating | None:
    """The narrowest interval the mentions agree on; a visit under way ends at ``anchor``."""
    found: Dating | None = None
    if {"postponed", "planned"} <= {m.status for m in group}:  # the later date is the new one
        dated = [m for m in group if m.dating is not None and m.dating.interval.start is not None]
        group = sorted(
            dated, key=lambda m: m.dating.interval.start if m.dating and m.dating.interval.start else anchor, reverse=True
        )
    for mention in group:
        if mention.dating is None:
            continue
        if found is None:
            found = mention.dating
        elif (common := _together(found.interval, mention.dating.interval)) is not None:
            times = tuple(dict.fromkeys((*found.times, *mention.dating.times)))
            vague = found.approximate if common == found.interval else mention.dating.approximate
            found = Dating(common, vague, times)
    if found is not None and status == "ongoing" and (found.interval.end is None or found.interval.end < anchor):
        return Dating(Interval(found.interval.start, anchor), found.approximate, found.times)
    return found
