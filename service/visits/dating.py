"""Which time expressions date a visit, and the interval they give it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.language.arguments import case, first_conjunct, governor
from service.language.clauses import CLAUSAL, clause, infinitival
from service.spans import Interval
from service.times.calendar import shift
from service.visits.model import Dating
from service.visits.words import controls, triggers

if TYPE_CHECKING:
    import datetime as dt

    from service.language.document import Document, Word
    from service.times.model import Times, Timex
    from service.visits.model import Candidate


_ENTRY = re.compile(r"\s*(?:[-–—]{1,2}|:)\s")
"""What parts the date of an entry from what it tells."""


def date_of(
    document: Document,
    times: Times,
    candidate: Candidate,
    anchor: dt.date,
    *,
    moved: bool | None,
    elsewhere: frozenset[int] = frozenset(),
) -> Dating | None:
    """The interval that the mention's own clause gives the visit; ``None`` where it gives none.

    A time counts where the tree hangs it by the trigger or by the verb that carries it, or, standing after it, by a control that only looks
    ahead ("is expected to visit *on Monday*"); one inside a report, a wish or an invitation dates that, not the visit. A time under "since" opens
    an interval that ends at ``anchor``; that of a departure is the end alone; "until" and "before" give the end, but for a visit that is ``moved``
    ("put off *until next week*") rather than called off (``None``). What a visit is the first since ("the third trip *since independence in 1980*") does not date it.
    ``elsewhere`` are the words of other places of the same candidate: a time that hangs by one is of the visit there first.
    """
    found: list[tuple[int, Interval]] = []
    beside: list[tuple[int, Interval]] = []
    for position in times_beside(document, times, candidate.trigger):
        time = times.all[position]
        if time.interval is None or time.type in {"DURATION", "SET"}:
            continue
        if _is_of_speech(document, time, candidate) or _is_of_dateline(document, time):
            continue
        if _is_counted(document, candidate) and document.words[time.head].lemma.lower() in {"decade", "century", "year", "month"}:
            continue  # "the first visit *in a decade*"
        link = _end_of(document, time, candidate) or _link(document, time, candidate)
        goal = _right_behind(document, time, candidate)
        if link is None and goal is not None and goal not in elsewhere and _is_of_goal(time, candidate, anchor):
            link = "in"
        if link is None:
            continue
        if moved is None and _dates_the_news(document, time, candidate):
            continue
        if candidate.frame == "invitation" and (time.interval.end is None or time.interval.end < anchor):
            continue  # "whom the emir invited *in September*"
        if link == "in" and time.relation in {"until", "before"} and not moved:
            link = "before"
        if _is_counted(document, candidate) and (
            link == "since" or time.relation == "since" or _after_since(document, time, candidate)
        ):
            continue
        there = document.words[time.head].head in elsewhere or goal in elsewhere  # "in A on Monday and *B on Tuesday*"
        (beside if there else found).append((position, _through(time, link, anchor)))
    found = found or beside
    if not found and candidate.occasion is not None:
        told = replace(candidate, trigger=candidate.occasion, predicate=candidate.occasion, occasion=None)
        return date_of(document, times, told, anchor, moved=moved)
    if not found:
        return None
    found = _listed(document, times, found)
    dating = narrowed(times, found)
    return replace(dating, interval=Interval(None, dating.interval.end)) if candidate.frame == "departure" else dating


def date_of_entry(document: Document, times: Times, candidate: Candidate, anchor: dt.date) -> Dating | None:
    """The date that heads the paragraph of a candidate as an entry of a timeline: "*Oct 8-9* - X pays his first visit to PLACE".

    What a timeline tells has been: a day of no year is the last before ``anchor``.
    """
    start = document.text.rfind("\n", 0, document.sentence_of(candidate.trigger).span.start) + 1
    for position, time in enumerate(times.all):
        if time.span.start == start and time.interval is not None and _ENTRY.match(document.text, time.span.end):
            told = narrowed(times, [(position, time.interval)])
            ahead = told.interval.start is not None and told.interval.start > anchor
            return replace(told, interval=_a_year_before(told.interval)) if ahead else told
    return None


def _a_year_before(interval: Interval) -> Interval:
    first, last = interval.start, interval.end
    return Interval(None if first is None else shift(first, -1, "year"), None if last is None else shift(last, -1, "year"))


def _right_behind(document: Document, time: Timex, candidate: Candidate) -> int | None:
    """The destination of a candidate, or who is said to go, that a time stands right behind: "his visit to *Islamabad* in 2010", "the visit of *X* in May"."""
    index = time.first - 1
    while index > candidate.trigger and document.words[index].upos == "ADP":
        index -= 1
    while index > candidate.trigger and document.words[index].relation == "flat" and index not in candidate.destinations:
        index = document.words[index].head
    if index in candidate.destinations:
        return index
    of = document.words[candidate.trigger + 1].text.lower() == "of" if candidate.frame == "noun" else False
    return (
        index
        if of and any(index in {v, document.words[v].head} or document.words[index].head == v for v in candidate.visitors)
        else None
    )


def _is_of_goal(time: Timex, candidate: Candidate, anchor: dt.date) -> bool:
    """Whether a time behind a destination is of the going and not of what is done with it: a month or a year, a day ahead; not "cancelled his trip to A *on Monday*"."""
    if candidate.frame != "noun":
        return True
    ahead = time.interval is not None and time.interval.start is not None and time.interval.start > anchor
    return ahead or time.precision in {"month", "season", "quarter", "year"}


def _is_counted(document: Document, candidate: Candidate) -> bool:
    """Whether a visit is numbered: "the *first* visit by a pope since", "his *third* trip since"."""
    return candidate.frame == "noun" and any(
        c.feats.get("NumType") == "Ord" or c.lemma.lower() in {"first", "last", "latest"}
        for c in document.children(candidate.trigger, "amod")
    )


def _after_since(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a time stands behind what a visit is counted from, which it dates: "since independence *in 1980*"."""
    start = (c for c in document.children(candidate.trigger, "nmod", "obl") if case(document, c.index) == "since")
    return any(c.index < time.first for c in start)


def times_beside(document: Document, times: Times, index: int) -> list[int]:
    """The positions in ``times.all`` of the expressions in a word's sentence: those that could date what the word tells."""
    sentence = document.words[index].sentence
    return [p for p, time in enumerate(times.all) if document.words[time.head].sentence == sentence]


def narrowed(times: Times, found: list[tuple[int, Interval]]) -> Dating:
    """The first of some dated expressions (position in ``times.all``, interval), narrowed by each later one that agrees with it."""
    interval, used = found[0][1], [found[0][0]]
    for position, other in found[1:]:
        if (common := intersection(interval, other)) is not None:
            interval = common
            used.append(position)
    return Dating(interval, any(times.all[p].approximate for p in used), tuple(used))


def intersection(one: Interval, other: Interval) -> Interval | None:
    """The days two intervals share, ``None`` where there are none."""
    start = max((d for d in (one.start, other.start) if d is not None), default=None)
    end = min((d for d in (one.end, other.end) if d is not None), default=None)
    if start is not None and end is not None and start > end:
        return None
    return Interval(start, end)


def _link(document: Document, time: Timex, candidate: Candidate) -> str | None:
    """How a time hangs by a candidate: ``in`` its clause, ``since`` or ``before`` or ``after`` an event of it; ``None`` if it does not."""
    wanted = {candidate.trigger, candidate.predicate, *_becoming(document, candidate)}
    if any(c.index == candidate.trigger for c in document.children(time.head, "nsubj")):
        return "in"  # "his last *visit* to PLACE was in 1984"
    if (
        _told_of(document, time, wanted)
        or _stranded(document, time, candidate)
        or _announced_for(document, time, candidate)
        or _latest(document, time, candidate)
    ):
        return "in"
    through = "in"
    step: Word = document.words[time.head]
    if step.index in wanted or ((above := document.head(step.index)) is not None and above.index in wanted):
        through = _enclosing(document, time, candidate) or through
    if step.index in wanted:
        return through
    seen = set()
    while step.index not in seen:
        seen.add(step.index)
        above = document.head(step.index)
        if above is None:
            return None
        mark = _temporal(document, step) if step.index != time.head else None
        if mark is not None:
            through = mark
        elif (
            step.relation in CLAUSAL
            and step.index != time.head
            and not (_is_purpose(document, step, wanted) or _is_held(document, step))
        ):
            return None
        if above.index in wanted and step.relation == "conj" and _is_later_clause(document, step, above):
            return None  # "is in A and *will* visit B *on Thursday*"
        if above.index in wanted:
            inside = step.relation in {"nsubj", "ccomp"} and step.index != time.head
            return through if not inside or _before_verb(document, time, above) else None
        if _looks_ahead(document, above, candidate, time):
            return through
        step = above
    return None


def _becoming(document: Document, candidate: Candidate) -> list[int]:
    """The verb that tells of a first: "in 2019 X *became* the first PEOPLE leader to visit PLACE"."""
    verb = document.words[candidate.predicate]
    above = document.head(verb.index) if verb.relation in {"advcl", "acl", "xcomp"} else None
    if above is not None and above.relation in {"obj", "xcomp"} and document.child(above.index, "cop") is None:
        above = document.head(above.index) if above.lemma.lower() != "become" else above
    told = above is not None and above.lemma.lower() == "become" and document.children(verb.index, "mark")
    return [above.index] if told and above is not None else []


def _is_of_dateline(document: Document, time: Timex) -> bool:
    """Whether a time is that of a dateline: "NEW DELHI, *Apr 20* (PTI) The minister …", "CAIRO, *24 July 2022* — …"."""
    first = document.sentence_of(time.head).first
    after = document.words[time.last].text if time.last < len(document.words) else ""
    before = document.words[first : time.first]
    return after in {"(", "--", "—", "–", "-", ":"} and bool(before) and all(w.upos in {"PROPN", "PUNCT", "ADJ"} for w in before)


def _is_of_speech(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a time follows a verb of saying, to which it belongs wherever the tree hangs it: "will leave for B, the ministry *told Interfax on Tuesday*"."""
    start = document.sentence_of(time.head).first
    for index in range(time.first - 1, start - 1, -1):
        word = document.words[index]
        if word.text in {",", ";"} or index in {candidate.trigger, candidate.predicate}:
            return False
        if word.upos in {"VERB", "AUX"}:
            return word.xpos in {"VBD", "VBN"} and word.lemma.lower() in triggers().verbs.activity
    return False


def _told_of(document: Document, time: Timex, wanted: set[int]) -> bool:
    """Whether a clause with "when" tells what was on a day: "last met in *May, when X was in PLACE*"."""
    behind = document.words[time.last : time.last + 2]
    when = next((w for w in behind if w.text != ","), None)
    return when is not None and when.text.lower() == "when" and when.head in wanted


def _is_later_clause(document: Document, step: Word, above: Word) -> bool:
    """Whether a clause joined to another is of another time."""
    one, other = clause(document, step.index), clause(document, above.index)
    return step.upos == "VERB" and one.finite and one.tense != other.tense


def _stranded(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a time belongs to the trigger by its place, though the tree hangs it by a later verb.

    "drove to X *in February*, slept in a school"; "will lead a delegation to X *later this month*, her office announced"; "whose trip to X *in
    March* caused an uproar".
    """
    verb = document.head(time.head)
    while verb is not None and verb.index in range(time.first, time.last):
        verb = document.head(verb.index)
    if verb is None or verb.upos != "VERB" or not candidate.trigger < time.first < verb.index:
        return False
    if candidate.frame == "noun" and any(c.index == candidate.trigger for c in document.children(verb.index, "nsubj")):
        return verb.index == time.last and verb.relation in CLAUSAL
    joined = verb.relation in {"parataxis", "conj"} and verb.head in {candidate.trigger, candidate.predicate}
    return joined and document.words[time.last].text == ","


def _announced_for(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a clause about the noun of going says when it is to be: "a trip *scheduled for last week*", "a visit that *was to have begun on Monday*"."""
    verb = document.head(time.head)
    if candidate.frame != "noun" or verb is None:
        return False
    beside = verb.lemma.lower() in {"schedule", "plan", "set", "fix"} and verb.head in document.subtree(candidate.trigger)
    if verb.head != candidate.trigger and not beside:  # "a visit to *the dam*, which had been scheduled for February"
        return False
    if verb.deprel == "acl:relcl":
        begun = verb.lemma.lower() in {"begin", "start", "take"} or verb.lemma.lower() in triggers().verbs.taking_place
        return begun or (case(document, time.head) == "for" and verb.xpos == "VBN")
    return verb.relation == "acl" and verb.xpos == "VBN" and case(document, time.head) == "for"


def _latest(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a time is named as that of the latest of several visits: "has been there 14 times, *most recently in January*"."""
    start = time.first - (document.words[time.first - 1].upos == "ADP") if time.first else 0
    return (
        start > 0
        and document.words[start - 1].text.lower() in {"recently", "lately"}
        and document.words[start - 2].text.lower() == "most"
        and candidate.trigger < time.first
    )


def _end_of(document: Document, time: Timex, candidate: Candidate) -> str | None:
    """ "before" where a time says when somebody went away after the visit: "flew home *Thursday* after a visit", "left *on Friday* after talks"."""
    verb = governor(document, candidate.trigger)
    by = document.head(time.head)
    if candidate.frame != "noun" or verb is None or by is None or by.index != verb.index or time.relation == "since":
        return None
    if verb.index == candidate.predicate and verb.lemma.lower() in triggers().support.ends:
        return "before" if verb.xpos in {"VBD", "VBN"} else None
    if case(document, candidate.trigger) not in {"after", "following", "from"}:
        return None
    home = any(a.lemma.lower() == "home" for a in document.children(verb.index, "advmod", "obj", "obl"))
    gone = verb.lemma.lower() in triggers().verbs.departure or home or verb.lemma.lower() == "return"
    return "before" if gone else None


def _dates_the_news(document: Document, time: Timex, candidate: Candidate) -> bool:
    """Whether a time hangs by the verb that calls the visit off, and dates that: "a visit to X was called off *last week*"."""
    by = document.head(time.head)
    return (
        candidate.frame == "noun"
        and candidate.predicate != candidate.trigger
        and by is not None
        and by.index == candidate.predicate
        and case(document, time.head) not in {"for", "until"}
        and clause(document, by.index).tense == "past"
        and candidate.trigger < candidate.predicate < time.first
    )


def _listed(document: Document, times: Times, found: list[tuple[int, Interval]]) -> list[tuple[int, Interval]]:
    """The dated expressions with those coordinated ("in 2012 *and* 2013") made one, from the first to the last."""
    joined: list[tuple[int, Interval]] = []
    for position, interval in found:
        last = joined[-1] if joined else None
        beside = (
            last is not None
            and position == last[0] + 1
            and document.words[times.all[position].head].head == times.all[last[0]].head
        )
        if (
            last is not None
            and beside
            and document.words[times.all[position].head].relation == "conj"
            and interval.start
            and last[1].end
        ):
            joined[-1] = (last[0], Interval(last[1].start, interval.end))
        else:
            joined.append((position, interval))
    return joined


def _before_verb(document: Document, time: Timex, verb: Word) -> bool:
    """Whether a time stands right before the verb, to which it belongs, though the tree hangs it by the subject: "The king of X *on Monday* toured …"."""
    return time.last in {verb.index, *(a.index for a in document.children(verb.index, "aux"))}


def _is_purpose(document: Document, step: Word, wanted: set[int]) -> bool:
    """Whether a clause says what the visit is for, which happens on it: "visited Brest to attend a summit *in February*"."""
    return step.relation == "advcl" and step.head in wanted and infinitival(document, step.index)


def _is_held(document: Document, step: Word) -> bool:
    """Whether a clause says when a gathering is that somebody goes to: "a meeting, *to be held* in PLACE *on July 20*"."""
    above = document.head(step.index)
    held = step.lemma.lower() in triggers().verbs.taking_place
    return held and step.relation == "acl" and above is not None and above.lemma.lower() in triggers().nouns.events


def _enclosing(document: Document, time: Timex, candidate: Candidate) -> str | None:
    """ "since", "before" or "after" of a clause that the time stands in by its place, though the tree hangs it higher: "Since X issued the order *last year*, Y …"."""
    for below in document.children(candidate.predicate, "advcl"):
        mark = _temporal(document, below)
        words = document.subtree(below.index)
        if mark is None or not words[0] < time.first:
            continue
        between = document.words[words[-1] + 1 : time.first] if words[-1] < time.first else ()
        if time.first <= words[-1] or not between:
            return mark
    return None


def _looks_ahead(document: Document, above: Word, candidate: Candidate, time: Timex) -> bool:
    """Whether ``above`` governs the visit as a plan and the time stands behind the trigger."""
    below = document.head(first_conjunct(document, candidate.predicate))
    if below is None or below.index != above.index:
        return False
    predicate = document.words[candidate.predicate]
    if predicate.relation == "advcl" and not infinitival(document, predicate.index):
        return False  # "begins a visit to A next week, *having been in B*"
    planned = controls().of(above.lemma.lower()) == "planned"
    aspect = above.lemma.lower() in triggers().support.travels
    return (planned and time.first > candidate.trigger) or aspect


def _temporal(document: Document, word: Word) -> str | None:
    """ "since", "before" or "after" over a clause or noun phrase that the time is part of: "since his election in May"."""
    for mark in document.children(word.index, "mark", "case"):
        text = mark.text.lower()
        if text in {"since", "before", "after", "until"}:
            return text
        if text == "following":
            return "after"
    return {"ahead of": "before", "prior to": "before"}.get(case(document, word.index) or "")


def _through(time: Timex, link: str, anchor: dt.date) -> Interval:
    interval = time.interval or Interval()
    if link == "since":
        return Interval(interval.start, anchor)
    if link == "before":
        return Interval(None, interval.end)
    if link == "after":
        return Interval(interval.start, None)
    return interval
