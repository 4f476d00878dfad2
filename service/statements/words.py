"""The words of speech, typed: ``cues.toml`` as lookups by lemma."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Literal

from msgspec import Struct

from service import lexicon
from service.contract import Act

Frame = Literal["quote", "clause", "infinitive", "object", "predicate", "about", "bare", "told"]


class VerbRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that do ``act`` in one of ``frames``; ``prepositions`` are those of the frame ``about``.

    ``manner`` marks verbs of how one speaks ("continue", "smile"), cues beside words quoted or set beside them only, never in "as X continues".
    """

    act: Act
    frames: tuple[Frame, ...]
    lemmas: tuple[str, ...]
    source: str
    prepositions: tuple[str, ...] = ()
    manner: bool = False


class NounRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns that name an ``act``; ``light_only`` ones only as object of a verb of expressing."""

    act: Act
    lemmas: tuple[str, ...]
    contents: tuple[str, ...]
    source: str
    light_only: bool = False


class LightRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that carry a noun of speech (``any``) or also one of feeling (``feeling``)."""

    any: tuple[str, ...]
    feeling: tuple[str, ...]
    source: str


class Lemmas(Struct, frozen=True, forbid_unknown_fields=True):
    """A plain list."""

    lemmas: tuple[str, ...]
    source: str


class SilenceRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs of speech under "decline to" and those that mean the same under "not"."""

    declined: tuple[str, ...]
    negated: tuple[str, ...]
    source: str


class PeopleRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Common nouns by the kind of speaker they head."""

    anonymous: tuple[str, ...]
    spokesperson: tuple[str, ...]
    organization: tuple[str, ...]
    outlet: tuple[str, ...]
    group: tuple[str, ...]
    source: str


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    verb: tuple[VerbRow, ...]
    noun: tuple[NounRow, ...]
    light: LightRow
    media: Lemmas
    silence: SilenceRow
    guest: Lemmas
    people: PeopleRow


class Words(Struct, frozen=True, dict=True):
    """``cues.toml`` by lemma: the verb rows of a lemma in file order, the noun row, and the plain lists as sets."""

    verbs: dict[str, tuple[VerbRow, ...]]
    nouns: dict[str, NounRow]
    light: frozenset[str]
    feeling: frozenset[str]
    media: frozenset[str]
    declined: frozenset[str]
    negated_silence: frozenset[str]
    guest: frozenset[str]
    anonymous: frozenset[str]
    spokesperson: frozenset[str]
    organization: frozenset[str]
    outlet: frozenset[str]
    group: frozenset[str]

    @cached_property
    def telling(self) -> frozenset[str]:
        """All lemmas that a cue can hang by."""
        return self.light | self.feeling | self.verbs.keys() | self.nouns.keys() | {"word"}


@cache
def words() -> Words:
    """The word file, read once. Raises ``lexicon.LexiconError`` where it is malformed."""
    file = lexicon.load("service.statements", "cues.toml", _File)
    verbs: dict[str, list[VerbRow]] = {}
    for row in file.verb:
        for lemma in row.lemmas:
            verbs.setdefault(lemma, []).append(row)
    return Words(
        verbs={lemma: tuple(rows) for lemma, rows in verbs.items()},
        nouns={lemma: row for row in file.noun for lemma in row.lemmas},
        light=frozenset(file.light.any),
        feeling=frozenset(file.light.feeling),
        media=frozenset(file.media.lemmas),
        declined=frozenset(file.silence.declined),
        negated_silence=frozenset(file.silence.negated),
        guest=frozenset(file.guest.lemmas),
        anonymous=frozenset(file.people.anonymous),
        spokesperson=frozenset(file.people.spokesperson),
        organization=frozenset(file.people.organization),
        outlet=frozenset(file.people.outlet),
        group=frozenset(file.people.group),
    )
