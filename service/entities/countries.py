"""Which country a word tells: of places, demonyms and bodies in the text, and what the words around a role say of whose it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from service.entities.gazetteer import Reading, choose, gazetteer
from service.entities.nominals import is_definite, shares_modifiers
from service.entities.phrases import cases, phrase_words
from service.entities.words import fold, words
from service.language.arguments import POSSESSIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.entities.model import Resolved
    from service.entities.names import Found
    from service.language.document import Document, Word

_BIG = 500_000
"""Inhabitants from which a city inside a body's name is taken for one: below, too many share a name with a word or a person."""

_FULL = 4
"""Letters of the shortest name of a state that is no abbreviation ("Iowa")."""

_DEPTH = 4
"""Phrases within phrases that are looked into for whose a role is."""

_OF = frozenset({"of", "from", "'s", "’s", "for"})
_IN = frozenset({"in", "at"})


class Countries:
    """The countries of an article: what each word tells, and how often each country is spoken of."""

    def __init__(self, document: Document, names: list[Found], title_names: list[Found]) -> None:
        self.document = document
        self.weights: defaultdict[str, float] = defaultdict(float)
        self._states = 0
        self._stated: dict[tuple[int, int], tuple[str | None, bool]] = {}
        self.at: dict[int, str] = {}
        self.readings: dict[Found, Reading | None] = {}
        self.international: set[int] = set()
        self._starting = {n.first: n for n in names if n.kind == "place"}
        self._weigh(names)
        self._weigh(title_names)
        for name in names:
            self._settle(name)
        self.order = sorted(
            (n.first, country) for n in names if (country := self.at.get(n.first)) is not None and n.kind in {"place", "demonym"}
        )

    def _weigh(self, names: list[Found]) -> None:
        for name in names:
            if name.kind in {"person", "outlet"}:
                continue
            several = fold(name.text) in gazetteer().several or len(gazetteer().demonym(name.text)) > 1
            readings = gazetteer().readings(name.text) if name.kind == "place" and not several else ()
            if readings and readings[0].country == "US" and readings[0].level in {"city", "state"}:
                self._states += 1
            options = {r.country for r in readings if r.level in {"country", "capital"}} or {r.country for r in readings[:1]}
            options |= set(() if several else gazetteer().demonym(name.text)[:1]) if name.kind in {"demonym", "group"} else set()
            for country in options - {None}:
                self.weights[country or ""] += 1.0 / len(options)
            if name.kind in {"organization", "facility"} and (country := body_country(name.text, self.weights)) is not None:
                self.weights[country] += 0.5

    def _settle(self, name: Found) -> None:
        """Fix what one name tells."""
        table = gazetteer()
        country: str | None = None
        if name.kind == "place":
            reading = self.read(name)
            self.readings[name] = reading
            country = reading.country if reading is not None else None
        elif name.kind in {"demonym", "group"}:
            codes = table.demonym(name.text)
            if codes:
                country = max(codes, key=lambda c: (self.weights.get(c, 0), -codes.index(c))) if len(codes) > 1 else codes[0]
            else:
                country = body_country(name.text, self.weights)
        elif name.kind in {"organization", "outlet", "facility"}:
            country = body_country(name.text, self.weights)
            if country is None and is_international(name.text):
                self.international.update(range(name.first, name.last))
        if country is not None:
            self.at |= dict.fromkeys(range(name.first, name.last), country)

    def read(self, name: Found) -> Reading | None:
        """The reading of a place's name here: what stands beside it ("Paris, Texas", "the French city of Brest") goes before all else."""
        document, table = self.document, gazetteer()
        readings = table.readings(name.text) or self._without_kind(name.text)
        if readings and readings[0].level == "state" and len(name.text) < _FULL and not self._behind_comma(name):
            readings = ()  # "*Md* Mahbub Hossain" is of no state
        beside = self._beside(name)
        if beside is not None:
            fitting = [r for r in readings if r.country == beside]
            return fitting[0] if fitting else Reading(beside, "city")
        head = document.words[name.head]
        governor = document.head(name.head)
        if governor is not None and governor.lemma.lower() in words().settlements:
            for child in document.children(governor.index, "amod", "compound", "nmod:poss"):
                codes = table.demonym(child.text) or tuple(
                    r.country for r in table.readings(child.text) if r.level == "country" and r.country
                )
                fitting = [r for r in readings if r.country in codes]
                if fitting:
                    return fitting[0]
                if codes and not readings:
                    return Reading(codes[0], "city")
        if fold(name.text) in table.several:
            readings = tuple(r for r in readings if r.level != "state" or self._in_a_list_of_states(name))
        found = choose(readings, self.weights)
        if found is None:
            for child in document.children(head.index, "nmod", "appos"):
                if cases(document, child.index) & (_IN | {"of"}) and (inner := table.readings(child.text)):
                    return Reading(choose(inner, self.weights).country, "city")  # type: ignore[union-attr]  # inner is not empty
        return found

    def _without_kind(self, text: str) -> tuple[Reading, ...]:
        """The readings of a name that says what it is: "Hiroshima Prefecture", "Gujarat State", "Province of Alberta", "northern Iraq"."""
        tokens = text.split()
        kinds = words().place_kinds
        if len(tokens) > 1 and tokens[0].lower() in words().parts:
            return gazetteer().readings(" ".join(tokens[1:]))
        if len(tokens) > 1 and tokens[-1].lower() in kinds:
            return gazetteer().readings(" ".join(tokens[:-1]))
        if len(tokens) > 2 and tokens[0].lower() in kinds and tokens[1] == "of":
            return gazetteer().readings(" ".join(tokens[2:]))
        return ()

    def _in_a_list_of_states(self, name: Found) -> bool:
        """Whether "Georgia" is the state: behind a city's comma, or where places in the US are named and none of the country's."""
        words_ = self.document.words
        if name.first > 1 and words_[name.first - 1].text == ",":
            before = gazetteer().readings(words_[name.first - 2].text)
            if before and before[0].country == "US":
                return True
        return self._states > 0 and not any(
            self.weights.get(r.country or "", 0) for r in gazetteer().readings(name.text) if r.level == "country"
        )

    def _behind_comma(self, name: Found) -> bool:
        return name.first > 0 and self.document.words[name.first - 1].text == ","

    def _beside(self, name: Found) -> str | None:
        """The country after a comma: "Dar es Salaam, Tanzania"."""
        index = name.last
        if index + 1 >= len(self.document.words) or self.document.words[index].text != ",":
            return None
        other = self._starting.get(index + 1)
        own = gazetteer().readings(name.text)
        big = choose(gazetteer().readings(other.text), self.weights) if other is not None else None
        if other is None or big is None or big.country is None or (own and own[0].level == "country"):
            return None
        if not own:
            return None if any(w.text == "and" for w in self.document.words[other.last : other.last + 1]) else big.country
        return big.country if big.level in {"country", "state"} and any(r.country == big.country for r in own) else None

    def stated(self, head: int, depth: int = 0) -> tuple[str | None, bool]:
        """The country that a role or body's words say it is of, and whether they say it is of many countries.

        "the *Russian* ambassador to North Korea", "president of *Algeria*", "*Kremlin* spokesman", "head of the *Czech* … Office".
        """
        if (head, depth) not in self._stated:
            self._stated[head, depth] = self._state(head, depth)
        return self._stated[head, depth]

    def _state(self, head: int, depth: int) -> tuple[str | None, bool]:
        document = self.document
        many = False
        behind: list[Word] = []
        children = document.children(head) if document.related[head] else []
        start = phrase_words(document, head)[0] if children and children[0].index < head - 1 else head - 1
        for child in children:
            if (
                start <= child.index < head
                and child.relation in {"amod", "compound", "nmod", "flat", "det"}
                and cases(document, child.index) <= POSSESSIVE
            ):
                country, several = self._told(child.index, depth)
                if country is not None:
                    return country, False
                if several:
                    return None, True
            elif child.relation == "nmod" and child.index > head:
                behind.append(child)
        if not behind:
            shared = depth < _DEPTH and document.words[head].relation == "conj" and shares_modifiers(document, head)
            return self.stated(document.words[head].head, depth + 1) if shared else (None, False)
        there = document.words[head].lemma.lower() in words().seated
        for wanted in (_OF, _IN) if there else (_OF,):
            for child in behind:
                if cases(document, child.index) & wanted:
                    country, several = self._told(child.index, depth)
                    if country is not None:
                        return country, False
                    many |= several
        return None, many

    def _told(self, index: int, depth: int) -> tuple[str | None, bool]:
        if index in self.international:
            return None, True
        if index in self.at:
            return self.at[index], False
        word = self.document.words[index]
        if word.lemma.lower() in words().country_nouns and is_definite(self.document, index):
            return self.last_country(index), False
        return self.stated(index, depth + 1) if depth < _DEPTH else (None, False)

    def in_words(self, first: int, last: int) -> tuple[str | None, bool]:
        """The first country told by a stretch of words before a name; what stands behind "to" is where somebody is sent."""
        for i in range(first, last):
            if self.document.words[i].text.lower() in {"to", "on", "with", "against"}:
                break
            if i in self.international:
                return None, True
            if i in self.at:
                return self.at[i], False
        return None, False

    def last_country(self, index: int, among: frozenset[str] | None = None, other_than: str | None = None) -> str | None:
        """The country spoken of last before a word, one of ``among`` where they are given; failing that, the most spoken of among them."""
        for _, country in reversed(self.order[: bisect_left(self.order, (index, ""))]):
            if country != other_than and (among is None or country in among):
                return country
        if among is not None:
            heard = [c for c in among if self.weights.get(c, 0) > 0]
            return max(heard, key=lambda c: (self.weights.get(c, 0), c), default=None)
        return None

    def most_told(self, other_than: str | None = None) -> str | None:
        """The country that the article speaks of most."""
        heard = (c for c in self.weights if c != other_than)
        return max(heard, key=lambda c: (self.weights[c], c), default=None)


@lru_cache(maxsize=20_000)
def is_international(name: str) -> bool:
    """Whether a body is one of many countries, by its name or a part of it ("U.N. Security Council")."""
    table = gazetteer()
    return table.headquarters(name) is not None or any(
        table.headquarters(t) is not None for t in name.split() if t.isupper() or "." in t
    )


def body_country(name: str, weights: Mapping[str, float]) -> str | None:
    """The country that the name of a body or building tells: of a known seat, an outlet, a demonym or a place inside it."""
    table = gazetteer()
    seat = table.seat(name)
    if seat is not None:
        return seat.country
    if fold(name) in words().outlet_names:
        return words().outlet_names[fold(name)]
    if is_international(name):
        return None
    for codes, readings in _inside(name):
        if codes:
            return max(codes, key=lambda c: weights.get(c, 0)) if len(codes) > 1 else codes[0]
        found = choose(readings, weights)
        if found is not None and (found.level in {"country", "capital"} or found.population >= _BIG):
            return found.country
    return None


@lru_cache(maxsize=20_000)
def _inside(name: str) -> tuple[tuple[tuple[str, ...], tuple[Reading, ...]], ...]:
    """What the parts of a body's name are as demonyms and as places, the longest first; parts that are neither left out."""
    table = gazetteer()
    tokens = name.replace("’s", "").replace("'s", "").split()
    parts = [" ".join(tokens[start : start + size]) for size in (3, 2, 1) for start in range(len(tokens) - size + 1)]
    told = ((table.demonym(part), table.readings(part)) for part in parts if part[0].isupper())
    return tuple((codes, readings) for codes, readings in told if codes or readings)


def resolution(name: str, reading: Reading | None) -> Resolved:
    """How a place's name tells its country."""
    if reading is None or reading.country is None or reading.level in {"country", "region"}:
        return "named"
    if reading.level == "capital" or gazetteer().is_capital(name, reading.country):
        return "capital"
    return "city"
