"""The word files of this stage as typed tables, with the lookups that rules need."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from msgspec import Struct

from service import lexicon

_PACKAGE = "service.entities"

SMALL = frozenset({"of", "the", "for", "and", "to", "in", "a", "an", "'s", "’s", "-"})
"""Words that roles are compared without."""


class Titles(Struct, frozen=True, forbid_unknown_fields=True):
    """Words before a name that are no part of it, by the gender they tell."""

    male: list[str]
    female: list[str]
    neutral: list[str]
    courtesy: list[str]
    regnal: list[str]
    light: list[str]
    deputy: list[str]


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """Names of one office, and looser words that may stand for its holder."""

    words: list[str]
    also: list[str]
    country: str | None = None
    usually: str | None = None
    """Whose office it is where nothing in the article says so."""
    gender: str | None = None


class PersonNouns(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns for people, by what they tell of their identity."""

    offices: list[str]
    state: list[str]
    spokes: list[str]
    hired: list[str]
    sent: list[str]
    guests: list[str]
    kin: list[str]
    trades: list[str]
    anonymous: list[str]
    anonymous_plural: list[str]
    withheld: list[str]


class GroupNouns(Struct, frozen=True, forbid_unknown_fields=True):
    """Collective nouns, and the verbs that tell members and heads."""

    nouns: list[str]
    delegations: list[str]
    comprise: list[str]
    lead: list[str]


class BodyNouns(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns for organisations."""

    name: list[str]
    nouns: list[str]
    state: list[str]


class FacilityNouns(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns for buildings and grounds."""

    nouns: list[str]


class PlaceNouns(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns and adverbs for countries and their parts."""

    country: list[str]
    capital: list[str]
    city: list[str]
    area: list[str]
    adverbs: list[str]
    parts: list[str]


class Genders(Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns that tell a gender."""

    male: list[str]
    female: list[str]


class Travel(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of going somewhere: who does so is, as a rule, not at home there."""

    verbs: list[str]
    nouns: list[str]
    meeting: list[str]
    departures: list[str]


class Roles(Struct, frozen=True, forbid_unknown_fields=True):
    """``roles.toml``."""

    titles: Titles
    office: list[Office]
    person: PersonNouns
    group: GroupNouns
    body: BodyNouns
    facility: FacilityNouns
    place: PlaceNouns
    gender: Genders
    travel: Travel


class Outlets(Struct, frozen=True, forbid_unknown_fields=True):
    """``outlets.toml``: nouns for media, words in their names, and names that hold none, by country."""

    nouns: list[str]
    words: list[str]
    agency: list[str]
    names: dict[str, list[str]]


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """A name as it is compared: no case, accents, full stops, apostrophe variants, hyphens or leading article."""
    plain = name.replace("’", "'").replace("-", " ").replace("–", " ")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = plain.casefold().replace(".", "")
    words = plain.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


class Words:
    """The word files, as sets in lower case."""

    def __init__(self) -> None:
        roles = lexicon.load(_PACKAGE, "roles.toml", Roles)
        outlets = lexicon.load(_PACKAGE, "outlets.toml", Outlets)
        self.titles = frozenset(roles.titles.male + roles.titles.female + roles.titles.neutral)
        self.title_gender = dict.fromkeys(roles.titles.male, "male") | dict.fromkeys(roles.titles.female, "female")
        self.courtesy = frozenset(roles.titles.courtesy)
        self.light = frozenset(roles.titles.light)
        self.deputy = frozenset(roles.titles.deputy)
        self.offices = tuple(roles.office)
        self.office_nouns = frozenset(roles.person.offices)
        self.state_offices = frozenset(roles.person.state)
        self.spokes = frozenset(roles.person.spokes)
        self.hired = frozenset(roles.person.hired)
        self.sent = frozenset(roles.person.sent)
        self.guests = frozenset(roles.person.guests)
        self.royal = frozenset(roles.titles.regnal) - {"pope", "saint", "sheikh", "patriarch"} | {"monarch", "crown"}
        self.kin = frozenset(roles.person.kin)
        self.anonymous = frozenset(roles.person.anonymous)
        self.anonymous_plural = frozenset(roles.person.anonymous_plural)
        self.withheld = frozenset(roles.person.withheld)
        self.person = self.office_nouns | self.spokes | self.kin | frozenset(roles.person.trades) | self.anonymous
        self.groups = frozenset(roles.group.nouns)
        self.delegations = frozenset(roles.group.delegations)
        self.comprise = frozenset(roles.group.comprise)
        self.lead = frozenset(roles.group.lead)
        self.bodies = frozenset(roles.body.nouns)
        self.body_names = self.bodies | frozenset(roles.body.name)
        self.regnal = frozenset(roles.titles.regnal)
        self.state_bodies = frozenset(roles.body.state)
        self.facilities = frozenset(roles.facility.nouns)
        self.country_nouns = frozenset(roles.place.country)
        self.capital_nouns = frozenset(roles.place.capital)
        self.city_nouns = frozenset(roles.place.city)
        self.area_nouns = frozenset(roles.place.area)
        self.place_adverbs = frozenset(roles.place.adverbs)
        self.parts = frozenset(roles.place.parts)
        self.settlements = self.city_nouns | self.capital_nouns
        self.states = self.country_nouns | self.capital_nouns
        self.place_kinds = self.area_nouns | self.city_nouns
        self.gender = dict.fromkeys(roles.gender.male, "male") | dict.fromkeys(roles.gender.female, "female")
        self.travel_verbs = frozenset(roles.travel.verbs)
        self.travel_nouns = frozenset(roles.travel.nouns)
        self.travelling = self.travel_verbs | self.travel_nouns | {"accompany"}
        self.departures = frozenset(roles.travel.departures)
        self.meeting_verbs = frozenset(roles.travel.meeting)
        self.outlet_nouns = frozenset(outlets.nouns)
        self.outlet_ends = frozenset(n.split()[-1] for n in outlets.nouns)
        self.outlet_words = frozenset(w.casefold() for w in outlets.words)
        self.outlet_agencies = tuple(a.split() for a in outlets.agency)
        self.agency_ends = frozenset(a[-1] for a in self.outlet_agencies)
        self.related = self.spokes | self.kin
        """Nouns for people that say whose they are: "spokesman for the ministry", "son of"."""
        self.posts = self.office_nouns | self.related
        self.title_words = self.titles | self.office_nouns | self.spokes
        self.role_words = self.titles | self.person | self.outlet_nouns | self.groups
        self.seated = self.anonymous | self.office_nouns | self.bodies | self.state_bodies
        """Nouns for those of whom "in" and "at" say whose they are, as "of" does: "a diplomat in Hanoi"."""
        self.typed = (
            self.outlet_nouns
            | self.outlet_ends
            | self.person
            | self.states
            | self.groups
            | self.bodies
            | self.facilities
            | self.place_kinds
        )
        """All nouns that tell what they stand for."""
        self.office_phrases = tuple(
            (row, name, f" {' '.join(w for w in name.replace('-', ' ').split() if w not in SMALL)} ")
            for row, office in enumerate(self.offices)
            for name in office.words
        )
        """Each name of an office with its row and as it is looked for in the content words of a role."""
        self.outlet_names = {fold(n): country for country, names in outlets.names.items() for n in names}


@cache
def words() -> Words:
    """The tables, read once."""
    return Words()
