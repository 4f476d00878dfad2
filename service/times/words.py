"""The words of time expressions (``words.toml``) with their values, read once."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from service.lexicon import load

UnitName = Literal[
    "second",
    "minute",
    "hour",
    "day",
    "night",
    "week",
    "weekend",
    "fortnight",
    "month",
    "quarter",
    "year",
    "decade",
    "century",
    "millennium",
]
Mod = Literal["START", "MID", "END", "APPROX", "LESS_THAN", "MORE_THAN", "EQUAL", "EQUAL_OR_LESS", "EQUAL_OR_MORE"]
Relation = Literal["on", "in", "since", "until", "before", "after", "by", "during", "within"]


class WordList(Struct, frozen=True, forbid_unknown_fields=True):
    """A plain list of words."""

    words: list[str]


class ForeignMonths(Struct, frozen=True, forbid_unknown_fields=True):
    """Months of calendars that are not converted, and the eras that mark their years."""

    words: list[str]
    eras: list[str]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``words.toml``; each is explained there."""

    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, UnitName]
    seasons: dict[str, str]
    dayparts: dict[str, str]
    dayparts_plural: dict[str, str]
    cardinals: dict[str, int]
    ordinals: dict[str, int]
    decades: dict[str, int]
    days: dict[str, int]
    references: dict[str, str]
    frequencies: dict[str, str]
    shifts: dict[str, int]
    back_shifts: dict[str, int]
    parts: dict[str, Mod]
    part_nouns: dict[str, Mod]
    approximators: dict[str, Mod]
    relations: dict[str, Relation]
    terms: WordList
    zones: WordList
    holidays: dict[str, str]
    foreign_months: ForeignMonths
    ambiguous: WordList


WORDS = load("service.times", "words.toml", Words)

ZONES = frozenset(WORDS.zones.words)
AMBIGUOUS = frozenset(WORDS.ambiguous.words)
FOREIGN_MONTHS = frozenset(WORDS.foreign_months.words)
HOLIDAYS = tuple(sorted(((tuple(name.split()), rule) for name, rule in WORDS.holidays.items()), key=lambda pair: -len(pair[0])))
"""Holiday names as tuples of atoms with their rules, longest first."""

TRIGGERS: frozenset[str] = frozenset(
    {
        *WORDS.months, *WORDS.weekdays, *WORDS.units, *WORDS.seasons, *WORDS.dayparts, *WORDS.dayparts_plural, *WORDS.decades,
        *WORDS.days, *WORDS.references, *WORDS.frequencies, *FOREIGN_MONTHS, *WORDS.foreign_months.eras, *ZONES,
        *(name[0] for name, _ in HOLIDAYS), "tonight", "noon", "midnight", "past", "future", "time", "weekday", "weekdays", "term", "present", "current", "later",
        "moment", "period", "then", "half", "ago", "while", "nineteen", "thousand",
        *(f"{day}s" for day in WORDS.weekdays),
    }
)  # fmt: skip
"""A sentence with none of these words and no figures of a date holds no time expression."""
