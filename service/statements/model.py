"""What the statement stage hands on, as word indexes and entities, before it becomes the contract's ``Statement``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from service.spans import Span

SpeakerKind = Literal["person", "organization", "outlet", "group", "anonymous"]


class Party(Struct, frozen=True):
    """A source or an addressee: ``entity`` is the id of the entity it is, if it is one; ``span`` the words that stand for it here."""

    entity: str | None
    name: str
    kind: SpeakerKind
    role: str | None
    country: str | None
    span: Span
    head: int


class Said(Struct, frozen=True):
    """One statement. ``cue`` are the indexes of the cue's words, ``cue_head`` the one the tree hangs them by.

    ``content`` are spans of the text; ``content_words`` the indexes of all words inside them. ``times`` are positions in
    ``Times.all`` of the expressions that date the saying. ``rules`` names the rules that made it.
    """

    speaker: Party | None
    act: str
    cue: tuple[int, ...]
    cue_head: int
    content: tuple[Span, ...]
    content_words: tuple[int, ...]
    topic: Span | None
    quote: Literal["direct", "indirect", "mixed"]
    addressee: Party | None
    cites: tuple[Party, ...]
    negated: bool
    times: tuple[int, ...]
    rules: tuple[str, ...]
