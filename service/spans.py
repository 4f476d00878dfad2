"""Positions in a text and stretches of calendar days: what every stage may import."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Span(Struct, frozen=True, array_like=True, order=True, gc=False):
    """Unicode code points ``start`` (included) to ``end`` (excluded) of the article's text as posted."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


class Interval(Struct, frozen=True):
    """Calendar days ``start`` to ``end``, both included; ``None`` is an open end."""

    start: dt.date | None = None
    end: dt.date | None = None
