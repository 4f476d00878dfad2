"""When a report's visit may have been or may be: the days it tells, or those that its status and its day of publication leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from service.stories.model import Report

AHEAD = 120
"""Days: how far ahead an undated plan is looked for. Of 56 dated plans of the gold articles 53 begin within so many days of publication."""

WISHED = 240
"""Days: the same of what is only wished or offered; of 9 dated ones the latest begins 226 days after publication."""

BACK = 14
"""Days: how far back an undated visit that took place is looked for. News tells of it at once; later on it is dated, or an allusion."""

STAY = 3
"""Days that a visit goes on where only one end of it is told, and that an undated one has been under way.

Of 95 visits of the gold articles with both ends within a month five in six last no longer.
"""

VAGUE = 7
"""Days by which an approximate interval may be wrong at either end."""

ABSENT = 14
"""Days from which on "has not visited" tells of a time without a visit, and not of a visit that did not come about."""

ACTUAL = frozenset({"completed", "ongoing"})
WISHES = frozenset({"invited", "desired"})
EXPECTED = frozenset({"planned", "hypothetical", *WISHES})


class Window(Struct, frozen=True):
    """Days ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many days beyond the first."""
        return self.last - self.first

    def shared(self, other: Window) -> Window | None:
        """The days of both, if there are any."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Window(first, last) if first <= last else None

    def gap(self, other: Window) -> int:
        """Days between the two, 0 where they share any."""
        return max(0, self.first - other.last, other.first - self.last)

    def around(self, other: Window) -> Window:
        """All days from the first of both to the last."""
        return Window(min(self.first, other.first), max(self.last, other.last))


def told(report: Report) -> Window | None:
    """The days that a report tells of its visit, one end standing for both where the other is open; ``None`` where it tells none.

    What is only offered, wished for or spoken of has not been: a day gone by is that of the offer.
    """
    known = [day for day in (report.first, report.last) if day is not None]
    if not known or (report.status in {*WISHES, "hypothetical"} and max(known) <= report.published):
        return None
    return Window(min(known), max(known))


def window_of(report: Report) -> Window:
    """The days that are left to a report's visit."""
    days = told(report)
    return _left(report) if days is None else _around(report, days)


def absence(report: Report) -> bool:
    """Whether it tells of a time without a visit: "has not been to Vietnam since 2019"."""
    days = told(report)
    return report.status == "ruled_out" and days is not None and days.length > ABSENT and days.last <= report.published


def _around(report: Report, days: Window) -> Window:
    published = report.published
    if report.first is None:
        days = Window(days.first - STAY if report.status in ACTUAL else min(published, days.first), days.last)
    if report.last is None:
        days = Window(days.first, days.last + STAY if report.status in EXPECTED else max(days.last, published))
    if report.approximate:
        days = Window(days.first - VAGUE, days.last + VAGUE)
    if report.status in ACTUAL and days.first <= published < days.last:
        return Window(days.first, published)  # "visited this year": not later than it was told
    if report.status in EXPECTED and days.first < published <= days.last:
        return Window(published, days.last)  # "will visit this year": not earlier
    return days


def _left(report: Report) -> Window:
    published = report.published
    if report.status in ACTUAL:
        return Window(published - (BACK if report.status == "completed" else STAY), published)
    if report.status in WISHES:
        return Window(published, published + WISHED)
    if report.status in EXPECTED:
        return Window(published, published + AHEAD)
    return Window(published - STAY, published + AHEAD)  # called off, put off, refused: it may have been due just now
