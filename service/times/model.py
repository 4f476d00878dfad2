"""What the date stage hands on: a time expression with its interval as dates."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from service.spans import Interval, Span


class Timex(Struct, frozen=True):
    """A time expression of the text, resolved.

    ``first`` (included) to ``last`` (excluded) are its words in the document, ``head`` the one the tree hangs it by.
    ``value`` and ``mod`` are TIMEX3's, ``edtf`` is EDTF level 1. ``interval`` is ``None`` where nothing resolves it (a duration,
    "recently"). ``refers`` marks an anaphor whose interval only an event can give ("on that visit": ``event``).
    """

    span: Span
    first: int
    last: int
    head: int
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    mod: str | None
    relation: Literal["on", "in", "since", "until", "before", "after", "by", "during", "within"] | None
    interval: Interval | None
    edtf: str | None
    precision: Literal["day", "week", "month", "quarter", "season", "year", "decade", "time", "other"]
    approximate: bool
    rule: str
    refers: Literal["event"] | None = None


class TimeWarning(Struct, frozen=True):
    """A doubt about a time expression: ``code`` is one of ``contract.WarningCode``."""

    code: Literal["weekday_mismatch", "ambiguous_year", "unresolved_calendar"]
    message: str
    span: Span


class Times(Struct, frozen=True, dict=True):
    """The time expressions of a document in text order, and the doubts about them."""

    all: tuple[Timex, ...]
    warnings: tuple[TimeWarning, ...]

    @cached_property
    def words(self) -> frozenset[int]:
        """The words of all expressions, by their index in the document."""
        return frozenset(i for time in self.all for i in range(time.first, time.last))
