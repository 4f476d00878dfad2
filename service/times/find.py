"""The date stage: recognise, choose the side by tense, resolve, and widen by "since" and ranges."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from service.language.document import ROOT, Document
from service.spans import Interval, Span
from service.times import edtf
from service.times.atoms import Line, lines_of
from service.times.direction import NEAREST, Direction, direction, sets_term
from service.times.expressions import (
    Ago,
    Calendar,
    Clock,
    Cut,
    DayPart,
    Duration,
    Expression,
    Found,
    Fraction,
    Holiday,
    Nth,
    Part,
    Relative,
    Season,
    Weekend,
)
from service.times.meaning import REPORTED_LENGTHS, Context, Meaning
from service.times.model import Times, TimeWarning, Timex
from service.times.recognise import recognise
from service.times.resolve import RESOLVERS
from service.times.words import WORDS, Relation

_SINCE = frozenset({"since"})

_KEPT = frozenset({"day", "week", "month", "quarter", "season", "year", "time"})
"""Precisions of dates that later expressions of the text can point back to."""


def find_times(document: Document, anchor: dt.date) -> Times:
    """The time expressions of a document, resolved against the day it was published. Pure and deterministic; raises nothing."""
    found: list[Timex] = []
    warnings: list[TimeWarning] = []
    earlier: list[Meaning] = []
    for line in lines_of(document):
        part: list[tuple[Found, Meaning]] = []
        relations: list[Relation | None] = []
        for read in recognise(line):
            item = read
            relation = _relation(line, item)
            context = Context(anchor, _direction(line, item, relation), earlier, RESOLVERS)
            meaning = context.resolve(item.expression)
            if (
                isinstance(item.expression, Ago)
                and item.rule == "in two weeks"
                and _is_length(line, item, item.expression, context)
            ):
                item, meaning = _as_length(item, item.expression, context)
            if item.joined and part:
                part[-1], (item, meaning) = _join(part[-1], (item, meaning), context)
                relations[-1] = None if relations[-1] == "since" else relations[-1]
            elif relation == "since" or (_since_clause(line, item) and relation not in {"until", "before", "by"}):
                relation = "since"
                meaning = _opened(meaning, anchor)
            part.append((item, meaning))
            relations.append(relation)
            if (
                meaning.interval is not None
                and meaning.precision in _KEPT
                and not meaning.approximate
                and meaning.value != "PRESENT_REF"
            ):
                earlier.append(meaning if relation != "since" else context.resolve(item.expression))
            elif meaning.value in REPORTED_LENGTHS:
                earlier.append(meaning)
        for (item, meaning), relation in zip(part, relations, strict=True):
            timex = _timex(line, item, meaning, relation)
            found.append(timex)
            warnings.extend(TimeWarning(code, message, timex.span) for code, message in meaning.warnings)
    return Times(tuple(found), tuple(warnings))


def _direction(line: Line, item: Found, relation: Relation | None) -> Direction:
    """The side the grammar asks for; only asked where the expression leaves it open."""
    if not _is_open(item.expression):
        return NEAREST
    if relation == "since":
        return Direction(-1)
    dated = _names_month(item.expression)
    found = direction(line.document, _head(line, item), line.atoms[item.first].word, own_clause=dated)
    term = (relation in {"until", "by"} or line.low(item.first - 1) == "to") and not item.joined
    if term and found.side < 0:  # a past verb sets a term for later: "extended it until Nov. 9"
        if dated:
            return NEAREST
        if sets_term(line.document, _head(line, item)):
            return Direction(1)
    return found


def _is_open(expression: Expression) -> bool:
    if isinstance(expression, Part | DayPart | Clock | Cut | Nth):
        inner = expression.whole if isinstance(expression, Part | Cut | Nth) else expression.day
        return inner is not None and _is_open(inner)
    if isinstance(expression, Calendar):
        return (
            expression.year is None
            and expression.shift is None
            and expression.year_shift is None
            and expression.month_shift is None
        )
    if isinstance(expression, Relative):
        return expression.offset == 0
    if isinstance(expression, Ago):
        return not expression.back and expression.side > 0
    return isinstance(expression, Season | Fraction | Weekend | Holiday)


def _names_month(expression: Expression) -> bool:
    """Whether a year is what tense must choose; there news leaves out the year only of what is near."""
    if isinstance(expression, Part | Nth):
        return _names_month(expression.whole)
    if isinstance(expression, Clock | DayPart):
        return expression.day is not None and _names_month(expression.day)
    return isinstance(expression, Calendar) and expression.month is not None


def _is_length(line: Line, item: Found, expression: Ago, context: Context) -> bool:
    """Whether "in two days" is how long it took: under a past tense, or after a superlative ("the worst drought in 40 years")."""
    if expression.within or context.side > 0:
        return False
    first = line.document.sentences[line.word(item.first).sentence].first
    before = line.document.words[max(first, line.atoms[item.first].word - 6) : line.atoms[item.first].word]
    return context.side < 0 or any(w.xpos in {"JJS", "RBS"} or w.text.lower() in {"first", "only"} for w in before)


def _as_length(item: Found, expression: Ago, context: Context) -> tuple[Found, Meaning]:
    """ "In two days" under a past tense is a length: how long it took."""
    length = Duration(((expression.count, expression.unit),), expression.mod)
    return replace(item, expression=length, rule="duration"), context.resolve(length)


def _head(line: Line, item: Found) -> int:
    """The word of the expression that the tree hangs the others by."""
    words = line.document.words
    first, last = line.atoms[item.first].word, line.atoms[item.last - 1].word
    for index in range(first, last + 1):
        head = words[index].head
        if head == ROOT or not first <= head <= last:
            return index
    return last


def _relation(line: Line, item: Found) -> Relation | None:
    """What the preposition right before the expression says."""
    return WORDS.relations.get(line.low(item.first - 1))


def _since_clause(line: Line, item: Found) -> bool:
    """Whether the expression stands in a clause or phrase under "since": "since the court issued the warrant last year"."""
    document = line.document
    if not isinstance(item.expression, Calendar | Relative | Part | Season | Fraction | Ago) or (
        isinstance(item.expression, Ago) and item.expression.side > 0
    ):
        return False
    head = _head(line, item)
    if document.words[head].relation == "root" or not document.beside(head, _SINCE):
        return False
    for step in (document.words[head], *document.ancestors(head)):
        for child in document.children(step.index, "mark", "case"):
            if child.lemma.lower() == "since" and child.index < line.atoms[item.first].word:
                return True
        if step.relation in {"root", "ccomp", "parataxis", "advcl"} or (step.relation == "conj" and step.upos == "VERB"):
            return False
    return False


def _opened(meaning: Meaning, anchor: dt.date) -> Meaning:
    """ "Since X": from the first day of X to the anchor."""
    days = meaning.interval
    if days is None or days.start is None or days.start > anchor or meaning.approximate:
        return meaning
    opened = Interval(days.start, anchor)
    return replace(meaning, interval=opened, edtf=edtf.stretch(opened))


def _join(
    first: tuple[Found, Meaning], second: tuple[Found, Meaning], context: Context
) -> tuple[tuple[Found, Meaning], tuple[Found, Meaning]]:
    """The ends of a range: each keeps its value, both get the whole range as interval. A year told at one end holds for the other."""
    (a, start), (b, end) = first, second
    x, y = a.expression, b.expression
    if isinstance(x, Calendar) and isinstance(y, Calendar) and x.month is not None and y.month is not None:
        if x.year is None and y.year is not None:
            year = y.year if (x.month, x.day or 0) <= (y.month, y.day or 31) else y.year - 1
            start = context.resolve(replace(x, year=year))
        elif y.year is None and start.interval is not None and start.interval.start is not None:
            year = start.interval.start.year
            end = context.resolve(replace(y, year=year if (x.month, x.day or 0) <= (y.month, y.day or 31) else year + 1))
    opening = start.interval.start if start.interval is not None else None
    closing = end.interval.end if end.interval is not None else None
    if (
        isinstance(x, Calendar)
        and isinstance(y, Calendar)
        and y.weekday is not None
        and y.month is None
        and x.weekday is not None
        and opening is not None
    ):
        days_between = dt.timedelta(days=(y.weekday - opening.weekday()) % 7)
        if closing is not None and closing < opening <= context.anchor:  # "was there from Thursday to Saturday"
            opening = closing - days_between
            start = context.resolve(Calendar(year=opening.year, month=opening.month, day=opening.day))
        closing = opening + days_between
        end = context.resolve(Calendar(year=closing.year, month=closing.month, day=closing.day))
    if opening is None or closing is None or opening > closing:
        return (a, start), (b, end)
    days = Interval(opening, closing)
    text = edtf.stretch(days, start_approximate=start.approximate, end_approximate=end.approximate)
    rough = start.approximate or end.approximate
    return (a, replace(start, interval=days, edtf=text, approximate=rough)), (
        b,
        replace(end, interval=days, edtf=text, approximate=rough),
    )


def _timex(line: Line, item: Found, meaning: Meaning, relation: Relation | None) -> Timex:
    first, last = line.atoms[item.first], line.atoms[item.last - 1]
    return Timex(
        span=Span(first.start, last.end),
        first=first.word,
        last=last.word + 1,
        head=_head(line, item),
        type=meaning.type,
        value=meaning.value,
        mod=meaning.mod,
        relation=relation,
        interval=meaning.interval,
        edtf=meaning.edtf,
        precision=meaning.precision,
        approximate=meaning.approximate,
        rule=item.rule,
    )
