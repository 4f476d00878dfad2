"""Reports → stories: the news is read in order of publication, and each report goes to the story it may belong to, or opens one.

Nothing depends on the order in which the reports are handed over. What a story is told to be is decided when all its reports are known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from service.contract import Status, Story, StoryDate, StoryStep, StoryVisitor
from service.stories.copies import originals
from service.stories.model import Report, Told
from service.stories.names import Name, name_of, same_person
from service.stories.windows import ACTUAL, EXPECTED, WISHED, Window, absence, told, window_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


NEAR = 3
"""Days between an arrival and the talks, or between the day planned and the one it came to be; also how long stale news is printed."""

SPAN = 14
"""Days that one visit takes at most where several single days make it up."""

BRIEF = 2
"""Days beyond the first that a report tells at most if all of them are the visit's, and not only the week or month that it was in."""

STRENGTH: tuple[Status, ...] = (
    *("hypothetical", "desired", "invited", "planned"),
    *("ruled_out", "postponed", "cancelled", "ongoing", "completed"),
)
"""Statuses from the weakest: of reports of one day the strongest holds. That a plan beats an invitation and a wish is the contract's rule."""

_RANK = {status: rank for rank, status in enumerate(STRENGTH)}
_MONTH = 32
"""Days of a bucket in which stories are looked for."""


def stories_of(block: str, reports: Iterable[Report], signatures: Mapping[str, bytes]) -> list[Told]:
    """The stories of all reports of one block (``names.block_of``), in the order in which they were first told.

    ``signatures`` are those of the articles (``copies.signature_of``); an article without one is nobody's near-copy.
    """
    known = sorted(reports, key=lambda report: report.key)
    published = {report.article: report.published for report in known}
    copied = originals(published, signatures) if len(published) > 1 else {}
    ordinals = _ordinals(known)
    shelf = _Shelf()
    placed: dict[tuple[str, int, int], _Thread] = {}
    by_place = {(report.article, ordinals[report.key]): report for report in known}
    later = []
    for report in sorted(known, key=_in_order):
        first = by_place.get((copied.get(report.article, ""), ordinals[report.key]))
        if first is not None and same_person(_name(first), _name(report)):
            later.append((report, first))  # a copy tells what its original tells, whatever is made of it
        else:
            placed[report.key] = shelf.place(report)
    for report, first in later:
        placed[first.key].copies.append(report)
    return [_told(block, thread, copied, ordinals) for thread in shelf.threads]


def _in_order(report: Report) -> tuple[object, ...]:
    """The order in which reports are read: by day of publication, and of one day the dated ones first, those with the fewest days before others."""
    window = window_of(report)
    return report.published, told(report) is None, window.length, -_RANK[report.status], report.key


def _ordinals(reports: list[Report]) -> dict[tuple[str, int, int], int]:
    """Each report's place among those of its article, by key; the reports are sorted by key."""
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for report in reports:
        found[report.key] = seen[report.article]
        seen[report.article] += 1
    return found


def _name(report: Report) -> Name:
    return name_of(report.name, report.visitor_country)


class _Item(Struct, frozen=True):
    """A report as it is read: who is named, when it may be, whether that is told, whether it tells of no visit."""

    report: Report
    name: Name
    window: Window
    dated: bool
    absence: bool


def _item(report: Report) -> _Item:
    return _Item(report, _name(report), window_of(report), told(report) is not None, absence(report))


class _Thread:
    """A story as far as it has been read: who, when, how it stands."""

    def __init__(self, item: _Item) -> None:
        self.reports: list[Report] = []
        self.copies: list[Report] = []
        self.people: set[tuple[Name, str | None]] = set()
        self.articles: set[str] = set()
        self.window = item.window
        self.dated = False
        self.actual = self.over = False
        self.absence = item.absence

    @property
    def last(self) -> Report:
        """The report that was read last."""
        return self.reports[-1]

    def take(self, item: _Item) -> None:
        """Read one more report."""
        report, window = item.report, item.window
        if item.dated and not self.dated:
            self.window, self.dated = self.window.shared(window) or window, True
        elif item.dated == self.dated:
            near = item.dated and self.window.gap(window) <= NEAR and report.status != "postponed"
            self.window = self.window.shared(window) or (self.window.around(window) if near else window)
        self.actual = self.actual or report.status in ACTUAL
        self.over = self.over or report.status == "completed"
        self.people.add((item.name, report.visitor_country))
        self.articles.add(report.article)
        self.reports.append(report)

    def fits(self, item: _Item) -> tuple[int, ...] | None:
        """How well a report may belong here, the least being best; ``None`` where it does not.

        An article tells a visit once: what it tells apart are two.
        """
        report = item.report
        if report.article in self.articles or item.absence != self.absence:
            return None
        found = self._in_time(item)
        return found if found is not None and self._same_visitor(item) else None

    def _in_time(self, item: _Item) -> tuple[int, ...] | None:
        report, window, last = item.report, item.window, self.reports[-1]
        by_days = self.dated and item.dated
        if last.status == "cancelled" and not by_days and report.published - last.published > NEAR:
            return None  # news of a visit after it was called off is of another one
        away = max(0, self.window.first - report.published, report.published - self.window.last)
        gap = self.window.gap(window)
        if gap == 0:
            return (0 if by_days else 1, away, -last.published)
        if by_days and gap <= NEAR and self._near(report, window):
            return (1, gap, -last.published)
        if self._moved(report):
            return (2, away, -last.published)
        return None

    def _same_visitor(self, item: _Item) -> bool:
        own = item.report.visitor_country
        return all(
            (country is None or own is None or country == own) and same_person(name, item.name) for name, country in self.people
        )

    def _near(self, report: Report, window: Window) -> bool:
        """Whether two times told of it, some days apart, may be arrival and talks; once it is over, a plan is the next visit's."""
        return not (self.over and report.status in EXPECTED) and self.window.around(window).length < SPAN

    def _moved(self, report: Report) -> bool:
        """Whether it was put off, and one of the two times is the old one."""
        put_off = report.status == "postponed" or self.last.status == "postponed"
        return put_off and not self.actual and report.published - self.last.published <= WISHED


class _Shelf:
    """The stories read so far, found by the months that they may be in."""

    def __init__(self) -> None:
        self.threads: list[_Thread] = []
        self._months: dict[int, set[int]] = defaultdict(set)
        self._open: set[int] = set()

    def place(self, report: Report) -> _Thread:
        """The story that a report belongs to, a new one where it belongs to none."""
        item = _item(report)
        fits = [(fit, position) for position in self._near(item) if (fit := self.threads[position].fits(item)) is not None]
        if fits:
            position = min(fits)[1]
        else:
            position = len(self.threads)
            self.threads.append(_Thread(item))
        thread = self.threads[position]
        thread.take(item)
        for month in _months(thread.window):
            self._months[month].add(position)
        (self._open.add if report.status == "postponed" else self._open.discard)(position)
        return thread

    def _near(self, item: _Item) -> set[int]:
        """Where a story may be that fits a report: all whose days are near, all that were put off, and to what is put off any."""
        if item.report.status == "postponed":
            return set(range(len(self.threads)))
        months = _months(Window(item.window.first - NEAR, item.window.last + NEAR))
        return self._open.union(*(self._months[month] for month in months if month in self._months))


def _months(window: Window) -> range:
    return range(window.first // _MONTH, window.last // _MONTH + 1)


def _told(block: str, thread: _Thread, copied: Mapping[str, str], ordinals: Mapping[tuple[str, int, int], int]) -> Told:
    """A story as it is sent."""
    own = sorted(thread.reports, key=lambda report: (report.published, report.key))
    everyone = sorted([*own, *thread.copies], key=lambda report: (report.published, report.key))
    steps = list(_steps(own))
    number = _number(block, own[0], ordinals)
    names = [report.name for report in everyone]
    countries = [report.visitor_country for report in everyone if report.visitor_country]
    places = [report.place for report in everyone]
    articles = {report.article for report in everyone}
    story = Story(
        id=f"{number:016x}",
        visitor=StoryVisitor(
            name=max(names, key=lambda name: (len(name.split()), names.count(name), name)),
            role=next((report.role for report in reversed(everyone) if report.role), None),
            country=max(countries, key=lambda country: (countries.count(country), country), default=None),
        ),
        destination=max(places, key=lambda place: (places.count(place), place)),
        country=own[0].country,
        status=steps[-1].status,
        date=_date(own),
        history=steps,
        first_published=_iso(everyone[0].published),
        last_published=_iso(everyone[-1].published),
        articles=len(articles),
        sources=len({copied.get(article, article) for article in articles}),
        statements=sum(report.statements for report in everyone),
        confidence=max(report.confidence for report in everyone),
    )
    return Told(story, number, [(report.key, copied.get(report.article)) for report in everyone])


def _steps(reports: list[Report]) -> Iterator[StoryStep]:
    """How the status went: each status from the day on which it was first reported, of one day the weakest first."""
    runs: list[tuple[Status, list[Report]]] = []
    for report in sorted(reports, key=lambda report: (report.published, _RANK[report.status], report.key)):
        if runs and runs[-1][0] == report.status:
            runs[-1][1].append(report)
        else:
            runs.append((report.status, [report]))
    for status, some in runs:
        yield StoryStep(status, _iso(some[0].published), len(some))


class _Days(Struct, frozen=True):
    """The days that a report tells, whether the visit was real by then and the days are no rough ones."""

    window: Window
    actual: bool
    exact: bool
    published: int


def _date(reports: list[Report]) -> StoryDate | None:
    """The visit's days, as told since it was last put off: all days on which reports see it under way; else the fewest, of those the last told."""
    put_off = max((i for i, report in enumerate(reports) if report.status == "postponed"), default=0)
    dated = [
        _Days(days, report.status in ACTUAL, not report.approximate, report.published)
        for report in reports[put_off:]
        if (days := told(report)) is not None
    ]
    if not dated:
        return None
    seen = [days.window for days in dated if days.actual and days.exact and days.window.length <= BRIEF]
    if not seen:
        best = min(dated, key=lambda days: (not days.exact, days.window.length, not days.actual, -days.published))
        return StoryDate(_iso(best.window.first), _iso(best.window.last), approximate=not best.exact)
    whole, *others = sorted(seen, key=lambda window: (window.first, window.last))
    for window in others:
        if whole.gap(window) <= NEAR and whole.around(window).length < SPAN:
            whole = whole.around(window)
    return StoryDate(_iso(whole.first), _iso(whole.last), approximate=False)


def _number(block: str, first: Report, ordinals: Mapping[tuple[str, int, int], int]) -> int:
    """A story's number, of 63 bits: the digest of its block and of the report that told it first."""
    told = f"{block}\0{first.article}\0{ordinals[first.key]}"
    return int.from_bytes(hashlib.blake2s(told.encode(), digest_size=8, person=b"story").digest()) >> 1


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
