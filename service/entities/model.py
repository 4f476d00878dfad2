"""What the entity stage hands on: who and what the article names, and which words refer to whom."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from service.spans import Span

EntityType = Literal["person", "organization", "outlet", "place", "facility", "group"]
MentionKind = Literal["name", "nominal", "pronoun", "demonym"]
Resolved = Literal["named", "city", "capital", "demonym", "coreference", "venue", "host"]


class Mention(Struct, frozen=True):
    """Words ``first`` (included) to ``last`` (excluded) that refer to an entity; ``head`` is the one the tree hangs them by.

    ``span`` is the name or noun phrase core as it should be shown: "Russian President Vladimir Putin" has the span of the whole
    phrase in ``phrase`` and that of "Vladimir Putin" in ``span``. ``role`` is the role stated at this mention.
    """

    kind: MentionKind
    first: int
    last: int
    head: int
    span: Span
    phrase: Span
    role: str | None = None


class Entity(Struct, frozen=True):
    """A person, body, outlet, group, place or building.

    ``name`` is the fullest name the article (or its title) gives. ``country`` (ISO 3166-1 alpha-2) is the one a person or body
    represents, or a place lies in; ``home`` is the same, or where nothing tells it the one country that the article is about. ``resolved`` says how a place's country was found. ``anonymous`` marks people whose identity is
    withheld or untold ("a diplomatic source"). ``plural`` marks several people ("reporters", "the two leaders"). ``told`` marks a country
    that the words of a mention tell, and that is not inferred from the rest of the article; without one, somebody of a body of many countries.
    """

    id: str
    type: EntityType
    name: str
    country: str | None
    roles: tuple[str, ...]
    mentions: tuple[Mention, ...]
    resolved: Resolved | None = None
    home: str | None = None
    anonymous: bool = False
    plural: bool = False
    told: bool = False


class Entities(Struct, frozen=True, dict=True):
    """The entities of a document in order of first mention."""

    all: tuple[Entity, ...]

    @cached_property
    def _at(self) -> dict[int, tuple[Entity, Mention]]:
        pairs = [(e, m) for e in self.all for m in e.mentions]
        pairs.sort(key=lambda p: p[1].first - p[1].last)  # the longest first, so that the shortest mention at a word wins
        return {i: pair for pair in pairs for i in range(pair[1].first, pair[1].last)}

    @cached_property
    def described(self) -> dict[int, Reference]:
        """What noun phrases have been found to refer to, by their heads: ``references.describe`` keeps it here."""
        return {}

    def at(self, index: int) -> tuple[Entity, Mention] | None:
        """The entity and mention that a word belongs to, the narrowest one where they nest."""
        return self._at.get(index)

    def headed(self, index: int) -> tuple[Entity, Mention] | None:
        """The entity and mention whose phrase the tree hangs by this word."""
        return self._headed.get(index)

    @cached_property
    def _headed(self) -> dict[int, tuple[Entity, Mention]]:
        return {m.head: (e, m) for e in self.all for m in e.mentions}


class Reference(Struct, frozen=True):
    """Whom or what one noun phrase refers to; works for phrases that are no entity too (``entity`` is then ``None``).

    ``name`` is the fullest one of the article for a named entity, else the phrase's own words without their article. ``role`` is the
    one stated here, else the first stated anywhere. ``span`` is the name or the core of the phrase here, ``phrase`` all of it. ``told`` is as in ``Entity``.
    """

    entity: str | None
    name: str
    role: str | None
    country: str | None
    home: str | None
    span: Span
    phrase: Span
    type: EntityType | None
    anonymous: bool
    plural: bool
    told: bool


class PlaceReference(Struct, frozen=True):
    """A place as a noun phrase names it: ``country`` is ``None`` for a part of the world or where nothing tells it."""

    entity: str | None
    name: str
    country: str | None
    resolved: Resolved
    span: Span
