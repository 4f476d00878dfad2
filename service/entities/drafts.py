"""What the stage works with before it hands on frozen entities: mentions being judged and clusters being filled."""

from __future__ import annotations

from msgspec import Struct, field

from service.entities.model import EntityType, MentionKind, Resolved
from service.entities.words import fold


def _fullness(name: str) -> tuple[int, int]:
    """How full a name is: its words, then its letters."""
    folded = fold(name).split()
    return len(folded), sum(map(len, folded))


class Draft(Struct, eq=False):
    """A mention: words ``first``–``last`` with their ``head``, and the words ``core_first``–``core_last`` that are shown for it."""

    kind: MentionKind
    type: EntityType
    first: int
    last: int
    head: int
    core_first: int
    core_last: int
    text: str
    lemma: str = ""
    role: str | None = None
    country: str | None = None
    resolved: Resolved | None = None
    gender: str | None = None
    plural: bool = False
    definite: bool = False
    anonymous: bool = False
    beside: bool = False
    judged: bool = False
    cluster: Cluster | None = None


class Cluster(Struct, eq=False):
    """An entity being filled."""

    type: EntityType
    drafts: list[Draft] = field(default_factory=list)
    country: str | None = None
    home: str | None = None
    resolved: Resolved | None = None
    gender: str | None = None
    plural: bool = False
    named: bool = False
    """Whether a name of its own is known."""
    anonymous: bool = False
    international: bool = False
    title_name: str | None = None
    away: set[str] = field(default_factory=set)
    perhaps_away: set[str] = field(default_factory=set)
    hosts_in: set[str] = field(default_factory=set)

    def add(self, draft: Draft) -> None:
        """Take in a mention with what it tells."""
        self.drafts.append(draft)
        draft.cluster = self
        if draft.gender is not None and self.gender is None:
            self.gender = draft.gender
        if draft.kind == "name":
            self.named = True
        if draft.kind != "pronoun":
            self.plural = draft.plural

    @property
    def name(self) -> str:
        """The fullest name given: the longest of those that occur, the earliest of equals; a nominal only where no name does."""
        best = ""
        for wanted in ("name", "demonym" if self.type == "place" else "nominal", "nominal", "demonym", "pronoun"):
            texts = list(dict.fromkeys([d.text for d in self.drafts if d.kind == wanted]))
            if texts:
                best = texts[0] if len(texts) == 1 else max(texts, key=_fullness)
                break
        if self.title_name is not None and (not best or _fullness(self.title_name)[0] > _fullness(best)[0]):
            return self.title_name
        return best

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the fullest name, as they are compared."""
        return tuple(fold(self.name).split())

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles stated, each once, in text order."""
        told = [d for d in self.drafts if d.role]
        if not told:
            return ()
        if len(told) == 1:
            return (told[0].role or "",)
        ordered = sorted(told, key=lambda d: d.first)
        stated = [d for d in ordered if d.kind == "name" or d.beside] or ordered
        return tuple(dict.fromkeys(d.role or "" for d in stated))

    def is_headed(self, index: int) -> bool:
        """Whether one of its mentions hangs by a word."""
        return any(d.head == index for d in self.drafts)

    def last_before(self, index: int) -> Draft | None:
        """Its latest mention that ends before a word."""
        earlier = [d for d in self.drafts if d.core_last <= index]
        return max(earlier, key=lambda d: d.core_last, default=None)
