"""The word files of this stage, typed."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from service.lexicon import load
from service.times.words import WORDS

if TYPE_CHECKING:
    from service.entities.model import Reference
    from service.language.document import Word


class Verbs(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Lemmas of verbs by the frame that says which role is whose; ``particles`` are those that need one to count."""

    object: frozenset[str]
    motion: frozenset[str]
    coming: frozenset[str]
    journeying: frozenset[str]
    there_and_back: frozenset[str]
    accompanying: frozenset[str]
    absence: frozenset[str]
    keeping: frozenset[str]
    departure: frozenset[str]
    reception: frozenset[str]
    invitation: frozenset[str]
    denying: frozenset[str]
    sending: frozenset[str]
    leading: frozenset[str]
    presence: frozenset[str]
    reaching: frozenset[str]
    activity: frozenset[str]
    officiating: frozenset[str]
    settled: frozenset[str]
    honoured: frozenset[str]
    carrying: frozenset[str]
    showing: frozenset[str]
    giving: frozenset[str]
    meeting: frozenset[str]
    joint: frozenset[str]
    awaited: frozenset[str]
    taking_place: frozenset[str]
    bounding: frozenset[str]
    ceremony: frozenset[str]
    taking: frozenset[str]
    gathering: frozenset[str]
    onward: frozenset[str]
    then: frozenset[str]
    again: frozenset[str]
    particles: dict[str, frozenset[str]]
    with_object: dict[str, frozenset[str]]

    @cached_property
    def setting_out(self) -> frozenset[str]:
        """Verbs and nouns of leaving, after which "for" leads to a goal."""
        return self.departure | self.particles.keys() | {"head", "departure"}

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Verbs whose phrases of place say where somebody goes, comes from or lives, rather than where he does something."""
        return self.settled | self.motion | self.object | self.departure


class Nouns(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Lemmas of nouns that name the going itself, alone or with its goal only (led to by the prepositions of ``only_with``); of stretches of way; of gatherings."""

    vehicle: frozenset[str]
    chamber: frozenset[str]
    performance: frozenset[str]
    stage: frozenset[str]
    midway: frozenset[str]
    programme: frozenset[str]
    hospitality: dict[str, str]
    message: frozenset[str]
    time: frozenset[str]
    visit: frozenset[str]
    errand: frozenset[str]
    only_with: dict[str, frozenset[str]]
    distance: frozenset[str]
    admission: frozenset[str]
    residence: frozenset[str]
    gathering: frozenset[str]
    occasion: frozenset[str]
    encounter: frozenset[str]
    remote: frozenset[str]
    own: frozenset[str]
    margin: frozenset[str]
    any_gathering: frozenset[str]
    presence: frozenset[str]

    @cached_property
    def going(self) -> frozenset[str]:
        """All nouns of going."""
        return self.visit | self.errand | self.only_with.keys()

    @cached_property
    def telling(self) -> frozenset[str]:
        """All nouns that may tell of a visit by themselves."""
        return self.going | self.encounter | self.presence | {"guest"}

    @cached_property
    def journey(self) -> frozenset[str]:
        """Nouns of going, and of what it consists of."""
        return self.visit | self.errand | self.programme

    @cached_property
    def occasions(self) -> frozenset[str]:
        """Nouns for all on the occasion of which somebody may do something: gatherings, meetings, performances and times."""
        return self.events | self.encounter | self.performance | self.time

    @cached_property
    def filled(self) -> frozenset[str]:
        """Nouns for what "of" fills with gatherings: "four *days* of talks", "a *round* of talks"."""
        return self.time | {"hour", "round", "series"}

    @cached_property
    def events(self) -> frozenset[str]:
        """Gatherings and occasions."""
        return self.gathering | self.occasion


class Support(Struct, frozen=True, forbid_unknown_fields=True):
    """Lemmas of verbs that carry a noun of going and whose subject travels; of those that end it."""

    travels: frozenset[str]
    ends: frozenset[str]


class Prepositions(Struct, frozen=True, forbid_unknown_fields=True):
    """What leads to a goal, and to the place of a gathering."""

    goal: frozenset[str]
    ahead: frozenset[str]
    beside: frozenset[str]
    place: frozenset[str]


class Purpose(Struct, frozen=True, forbid_unknown_fields=True):
    """Infinitives of those who come to stay; nouns whose infinitive says why, and nouns behind "for" that do not."""

    settling: frozenset[str]
    staying: frozenset[str]
    aim: frozenset[str]
    none: frozenset[str]


class People(Struct, frozen=True, forbid_unknown_fields=True):
    """Plain nouns for those who travel, for those whose coming is no visit, and for bodies that travel with their head."""

    travellers: frozenset[str]
    attenders: frozenset[str]
    strangers: frozenset[str]
    residents: frozenset[str]
    sent: frozenset[str]
    academics: frozenset[str]
    nobody: frozenset[str]
    national: frozenset[str]
    local: frozenset[str]
    delegations: frozenset[str]


class Places(Struct, frozen=True, forbid_unknown_fields=True):
    """Plain nouns for places one visits."""

    sites: frozenset[str]
    none: frozenset[str]
    confining: frozenset[str]
    sides: frozenset[str]
    wide: frozenset[str]
    nations: frozenset[str]


class Triggers(Struct, frozen=True, forbid_unknown_fields=True):
    """``triggers.toml``."""

    verbs: Verbs
    nouns: Nouns
    support: Support
    prepositions: Prepositions
    purpose: Purpose
    people: People
    places: Places
    kinds: dict[str, Literal["state", "official", "working", "private", "campaign", "inspection", "other"]]


Status = Literal["completed", "ongoing", "planned", "invited", "desired", "cancelled", "postponed", "ruled_out", "hypothetical"]


class Control(Struct, frozen=True, forbid_unknown_fields=True):
    """Predicates that give a visit they govern ``status``, or ``negated`` where they are negated themselves."""

    status: Status
    negated: Status
    words: frozenset[str]


class Phrasal(Struct, frozen=True, forbid_unknown_fields=True):
    """A verb that is a control only with its particle."""

    verb: str
    particle: str
    status: Status
    negated: Status


class Implicative(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs whose complement is as real as they are themselves."""

    words: frozenset[str]


class Acceptance(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that make a plan of an invitation."""

    words: frozenset[str]


class WithOn(Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs that control what "on" leads to."""

    words: frozenset[str]


class Adverbs(Struct, frozen=True, forbid_unknown_fields=True):
    """Adjectives that put a noun of going into the past."""

    past: frozenset[str]


class Controls(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """``controls.toml``."""

    control: tuple[Control, ...]
    phrasal: tuple[Phrasal, ...]
    acceptance: Acceptance
    implicative: Implicative
    with_on: WithOn
    adverbs: Adverbs

    def of(self, lemma: str, *, negated: bool = False) -> Status | None:
        """The status that a governing word gives, or ``None`` where it is no control."""
        row = self._by_word.get(lemma)
        return None if row is None else (row.negated if negated else row.status)

    @cached_property
    def _by_word(self) -> dict[str, Control]:
        """Each control's row, the first of several."""
        return {word: row for row in reversed(self.control) for word in row.words}

    @cached_property
    def particles(self) -> dict[str, list[Phrasal]]:
        """The rows of each verb that is a control only with a particle."""
        return {verb: [row for row in self.phrasal if row.verb == verb] for verb in {row.verb for row in self.phrasal}}


class Cameo(Struct, frozen=True, forbid_unknown_fields=True):
    """A CAMEO code and the codebook's words for it."""

    code: str
    words: str


def is_time_word(word: Word) -> bool:
    """Whether a word names a day, a month or a stretch of time: "*Thursday*'s visit", "next *week*'s trip"."""
    lemma = word.lemma.lower()
    return lemma in WORDS.weekdays or lemma in WORDS.months or lemma in triggers().nouns.time


@cache
def triggers() -> Triggers:
    """The words that tell of a visit."""
    return load("service.visits", "triggers.toml", Triggers)


@cache
def controls() -> Controls:
    """The words that say how far a visit is real."""
    return load("service.visits", "controls.toml", Controls)


def office_words(reference: Reference) -> set[str]:
    """The words, in the singular, that say what office somebody holds: of the role, or of a name that is one."""
    return {w.removesuffix("s") for w in (reference.role or reference.name).lower().replace("-", " ").split()}


@cache
def cameo() -> dict[str, Cameo]:
    """CAMEO codes by status."""
    return load("service.visits", "cameo.toml", dict[str, Cameo])
