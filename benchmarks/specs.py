"""The specs of Recognizers-Text (Date and DatePeriod, English) against ours: which are compared, how, and which are left out by which rule."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from service.language import Language
from service.spans import Interval, Span
from service.times import find_times

if TYPE_CHECKING:
    from pathlib import Path

    from service.times.model import Timex


class Case(Struct, frozen=True):
    """A sentence with its reference day, the expression and the readings (past and future) that count as right."""

    text: str
    published: dt.date
    span: Span
    words: str
    readings: tuple[Interval, ...]
    ranged: bool
    """Whether the text names two ends: theirs leaves out the end named, ours has it."""


LEFT_OUT: dict[str, str] = {
    "early, mid and late, beginning and end are thirds here, halves there": r"\b(early|mid|late|beginning|start|end) (of )?(next|this|last|summer|march)",
    "few and couple are 2 to 5 and 2 here, three there": r"\b(few|couple)\b",
    "weeks, months and years ago or ahead name that week, month or year here, one day there": r"^(in )?(a|\w+) (week|month|year)s? (ago|from (now|tomorrow))|^in \w+ weeks|^\d years? (?!.*days)",
    "counted stretches begin or end at the day of publication here, beside it there": r"\b(next|past|last|previous|upcoming|within) (\d|two|three)|in the future$|hence$",
    "earlier this week ends at the day of publication here, the day before there": r"^earlier\b",
    'a length from a day on ("for 3 days from today") is a length here': r"^for \d|^(\d|a) \w+ starting",
    "more than and less than so many days after a day are no days here": r"^(more|less) than\b",
    "commands to an assistant: my day, my week, the day, business days, tmrw": r"\bmy (day|week|weekend)|\btmrw\b|^(the|this|last|past|the last) day$|business days|^rest (the|this|of week|of current)",
    "figures of a day and month with a full stop or hyphen are scores and amounts in news": r"^\d{1,2}[.-]\d{1,2}$",
    "figures cut apart or run together are not written in news": r"^\d+( [-/] ?|[-/] )\d+$|^oct(ober)?\d|\d,\d|\.\d+th$",
    'a bare number for a day ("on 15", "the 27") is an amount in news': r"^(the )?(\d+|thirty)$",
    "years and days spelt out in words are figures in news": r"hundred|two thousand|twenty[ -](one|two|tens)|nineteen zero",
    "the year is not written before the month in English": r"\b\d{4} ?,? ?(june|may|nov)",
    "a day with no month is a date here only after on, by, until and the like": r"^the (\d+(st|nd|rd|th)|second|twenty second)$",
    "a numbered weekday is a date here only with its month": r"^(first|second|third|fifth) \w+day$",
    "numbered weeks of the year are not covered": r"^(from |between )?week \d+",
}
"""By reason, what is left out: patterns of the expression's words, in lower case. Beside them, expressions with no interval there (seasons, days that do not exist)."""
_NO_DAYS = "no interval there: seasons, days that do not exist"


def read(folder: Path) -> tuple[list[Case], Counter[str]]:
    """The cases that are compared, and how many are left out for each reason."""
    kept: list[Case] = []
    left: Counter[str] = Counter()
    for name in ("DateParser", "DatePeriodParser"):
        for entry in json.loads((folder / f"{name}.json").read_text("utf-8-sig")):
            if "Context" not in entry:
                continue
            published = dt.date.fromisoformat(entry["Context"]["ReferenceDateTime"][:10])
            for result in entry["Results"]:
                words = result["Text"]
                readings = _readings(result.get("Value") or {})
                if not readings:
                    left[_NO_DAYS] += 1
                    continue
                reason = next((why for why, pattern in LEFT_OUT.items() if re.search(pattern, words.lower())), None)
                if reason is not None:
                    left[reason] += 1
                    continue
                start = result.get("Start", entry["Input"].find(words))
                span = Span(start, start + len(words))
                kept.append(Case(entry["Input"], published, span, words, readings, _is_ranged(words)))
    return kept, left


def _readings(value: dict[str, dict[str, str]]) -> tuple[Interval, ...]:
    """Its readings, ends included: a period's end is the day after its last there."""
    found: dict[Interval, None] = {}
    for key in ("PastResolution", "FutureResolution"):
        days = value.get(key) or {}
        try:
            if "date" in days:
                day = dt.date.fromisoformat(days["date"])
                reading = Interval(day, day)
            elif "startDate" in days and "endDate" in days:
                reading = Interval(
                    dt.date.fromisoformat(days["startDate"]), dt.date.fromisoformat(days["endDate"]) - dt.timedelta(days=1)
                )
            else:
                continue
        except (ValueError, OverflowError):
            continue
        if reading.start != dt.date.min:
            found[reading] = None
    return tuple(found)


def _is_ranged(words: str) -> bool:
    """Whether two ends are named; "rest of" likewise gives the last day itself there."""
    low = words.lower()
    if re.fullmatch(r"\d{4}-\d{1,2}|\d{1,2}-\d{4}|\d+-\d+-\d+", low):
        return False
    return bool(re.search(r"^from\b|\b(between|until|till|to|through)\b|\d-\d|^rest| - ", low))


def _first_day(value: str) -> dt.date | None:
    """The first day of what a TIMEX3 value names."""
    week = re.fullmatch(r"(\d{4})-W(\d\d)", value)
    if week:
        return dt.date.fromisocalendar(int(week[1]), int(week[2]), 1)
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None


def equals(case: Case, found: list[Timex]) -> bool:
    """Whether the expressions found in the case's words have an interval of one of its readings."""
    inside = [t for t in found if t.span.overlaps(case.span) and t.interval is not None]
    if not inside:
        return False
    days = inside[-1].interval
    if days is None or days.start is None or days.end is None:
        return False
    if case.ranged and len(inside) > 1:
        end = case.published if inside[-1].value == "PRESENT_REF" else _first_day(inside[-1].value)
        return any(r.end is not None and (days.start, end) == (r.start, r.end + dt.timedelta(days=1)) for r in case.readings)
    if case.ranged:
        return any(r.end is not None and (days.start, days.end) == (r.start, r.end + dt.timedelta(days=1)) for r in case.readings)
    cut = days.end == case.published and case.words.lower().startswith("this ")  # the period's own past, by contract
    return any((days.start, days.end) == (r.start, days.end if cut else r.end) for r in case.readings)


def specs(folder: Path, *, verbose: bool = False) -> str:
    """The table of what is compared and left out; with ``verbose`` each case that differs before it."""
    cases, left = read(folder)
    language = Language.load()
    documents = language.parse([case.text for case in cases])
    out: list[str] = []
    right = 0
    for case, document in zip(cases, documents, strict=True):
        found = list(find_times(document, case.published).all)
        if equals(case, found):
            right += 1
        elif verbose:
            ours = "; ".join(
                f"{t.span.of(case.text)!r} {t.interval.start}/{t.interval.end}" if t.interval else t.span.of(case.text)
                for t in found
            )
            theirs = " or ".join(f"{r.start}/{r.end}" for r in case.readings)
            out.append(f"{case.published} {case.text!r} [{case.words}] expected {theirs}, found {ours or 'nothing'}")
    out += [
        f"{right} of {len(cases)} intervals equal: {100 * right / len(cases):.1f} %; {left.total()} left out\n",
        "| left out because | expressions |\n|---|---|",
        *(f"| {why} | {number} |" for why, number in sorted(left.items(), key=lambda item: -item[1])),
    ]
    return "\n".join(out)
