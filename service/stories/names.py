"""Who is who: the family name that reports of one traveller share, and whether two names may be one person's."""

from __future__ import annotations

from functools import lru_cache

import jellyfish
from msgspec import Struct
from rapidfuzz.distance import JaroWinkler

from service.entities.words import fold
from service.lexicon import load

ALIKE = 0.92
"""Jaro-Winkler similarity from which two spellings are taken for one name.

Winkler (1990); above it are Sergei and Sergey (0.93), Mohammed and Mohamed (0.98), Zelensky and Zelenskyy (0.98), below it John and Joan (0.87).
"""

SPELT = 5
"""Letters from which a family name is compared by its sound (Metaphone): shorter ones, as Li and Lee, come to sound alike too often."""


class _Names(Struct, frozen=True, forbid_unknown_fields=True):
    suffixes: list[str]
    openers: list[str]
    particles: list[str]


class _Order(Struct, frozen=True, forbid_unknown_fields=True):
    family_first: list[str]


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    names: _Names
    order: _Order


class Name(Struct, frozen=True):
    """A name as it is compared: the family name (of what is no person, the noun that heads it), and the words before or after it."""

    family: str
    others: tuple[str, ...]


@lru_cache(maxsize=10_000)
def name_of(name: str, country: str | None) -> Name:
    """A name in its parts; ``country`` is the one represented, which decides whether the family name comes first."""
    words = load(__package__, "names.toml", _Words)
    parts = fold(name).replace("'", "").split() or [""]
    cut = next((i for i, word in enumerate(parts) if i and word in words.names.openers), len(parts))
    parts = parts[:cut]
    while len(parts) > 1 and parts[-1] in words.names.suffixes:
        parts.pop()
    first = len(parts) > 1 and (country in words.order.family_first or _given_last(name, words.names.particles))
    family = parts[0] if first else parts[-1]
    others = parts[1:] if first else parts[:-1]
    return Name(family, tuple(word for word in others if word not in words.names.particles))


def _given_last(name: str, particles: list[str]) -> bool:
    """Whether a name of two words ends in a given name of two syllables as Koreans and Taiwanese write it: "Kim Jong-un", not "Omar al-Bashir"."""
    words = name.split()
    one, hyphen, other = words[-1].partition("-")
    return len(words) == 2 and bool(hyphen) and other.islower() and one.casefold() not in particles and one[:1].isupper()


def block_of(name: str, visitor_country: str | None, country: str | None, place: str) -> str:
    """What all reports of one visit share, and few others: the country visited (where it has none, the place), and how the family name sounds."""
    family = name_of(name, visitor_country).family
    sound = jellyfish.metaphone(family) if len(family) >= SPELT and family.isascii() else ""
    return f"{country or fold(place)}|{sound.casefold() or family}"


def same_person(one: Name, other: Name) -> bool:
    """Whether two names may be one traveller's: family names that are spelt alike, and each other word of the shorter one in the longer one.

    A word is also met by its initial and by another spelling. "Putin" may be any Putin; "Boris Johnson" is not "Lyndon Johnson".
    """
    if one.family != other.family and not _alike(one.family, other.family):
        return False
    short, long = sorted((one.others, other.others), key=len)
    return all(any(_stands_for(a, b) for b in long) for a in short)


def _stands_for(one: str, other: str) -> bool:
    initial = 1 in {len(one), len(other)} and one[:1] == other[:1]
    return one == other or initial or _alike(one, other)


def _alike(one: str, other: str) -> bool:
    return JaroWinkler.similarity(one, other) >= ALIKE
