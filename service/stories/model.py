"""What stories are made of, and what they are, as the store hands them over and takes them back."""

from __future__ import annotations

from msgspec import Struct

from service.contract import Status, Story


class Report(Struct, frozen=True, array_like=True):
    """One visitor of one visit that one article tells of.

    ``number`` is the visit's place among the events of its article, ``visitor`` the visitor's among those of the visit: with the article's
    id they name a report, whichever revision it is of. ``published``, ``first`` and ``last`` are days (``date.toordinal``), the latter as far as
    they are told. ``statements`` is how many statements of the article assert the visit.
    """

    article: str
    number: int
    visitor: int
    name: str
    role: str | None
    visitor_country: str | None
    country: str | None
    place: str
    status: Status
    published: int
    first: int | None
    last: int | None
    approximate: bool
    source: str | None
    confidence: float
    statements: int

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from all others, and orders those of one day."""
        return self.article, self.number, self.visitor


class Told(Struct, frozen=True):
    """A story as it is sent, and the keys of its reports in order of publication, with the article that each one's is a near-copy of."""

    story: Story
    number: int
    reports: list[tuple[tuple[str, int, int], str | None]]
