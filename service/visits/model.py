"""What the visit stage hands on, as references and intervals, before it becomes the contract's ``VisitEvent``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from service.entities.model import PlaceReference, Reference
from service.spans import Interval, Span

Status = Literal["completed", "ongoing", "planned", "invited", "desired", "cancelled", "postponed", "ruled_out", "hypothetical"]
Kind = Literal["state", "official", "working", "private", "campaign", "inspection", "other"]
Frame = Literal[
    "object",
    "motion",
    "departure",
    "reception",
    "invitation",
    "sending",
    "presence",
    "noun",
    "gathering",
    "location",
    "activity",
    "encounter",
    "meeting",
]


class Candidate(Struct, frozen=True):
    """Words that may tell of a visit: roles as indexes of the words that head them, before anything is resolved or judged.

    ``trigger`` is the word that names the going; ``predicate`` the word whose tense, modality and negation count for it (the light verb of
    "paid a visit"). ``exceptions`` are destinations named as exceptions under a negation ("no country other than China").
    ``rule`` names the frame and the grammar that matched; ``occasion`` is a verb whose time is that of the visit too: the one of an earlier sentence
    that tells where and when what is attended takes place, or the one that tells what is done "on a visit".
    """

    frame: Frame
    trigger: int
    predicate: int
    visitors: tuple[int, ...]
    destinations: tuple[int, ...]
    hosts: tuple[int, ...]
    exceptions: tuple[int, ...]
    rule: str
    occasion: int | None = None


class Dating(Struct, frozen=True):
    """When a mention says the visit is: the interval, whether it is vague, and the positions in ``Times.all`` it came from."""

    interval: Interval
    approximate: bool
    times: tuple[int, ...]


class VisitMention(Struct, frozen=True):
    """One place where one visitor group's visit to one place is told, resolved.

    ``status`` is ``None`` where the words only refer to a visit ("the visit"). ``destination`` or ``visitors`` may be missing in such a mention.
    ``last`` marks one told as the latest before ("last visited in 2000"), ``then`` one told as the next step of a journey, ``gone`` one whose end is told too; ``predicate`` is that of its candidate.
    """

    frame: Frame
    trigger: int
    predicate: int
    sentence: int
    span: Span
    visitors: tuple[Reference, ...]
    destination: PlaceReference | None
    hosts: tuple[Reference, ...]
    status: Status | None
    kind: Kind | None
    purpose: Span | None
    dating: Dating | None
    last: bool
    then: bool
    gone: bool
    rules: tuple[str, ...]


class Visit(Struct, frozen=True):
    """One visit of the article with all its mentions in text order."""

    visitors: tuple[Reference, ...]
    destination: PlaceReference
    hosts: tuple[Reference, ...]
    status: Status
    kind: Kind | None
    purpose: Span | None
    dating: Dating | None
    mentions: tuple[VisitMention, ...]
    rules: tuple[str, ...]
