"""Names, repaired: the tagger's stretches with their titles, articles and wrong classes put right, and names it missed.

The tagger is right about four names in five. What it does not see the tree and the tables do: a role or demonym before a name is no
part of it, a run of proper nouns after a title is a person, "Kuwait News Agency" is a body though the tagger may say place.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from service.entities.gazetteer import gazetteer
from service.entities.nominals import noun_type
from service.entities.phrases import name_head
from service.entities.words import fold, words
from service.language.arguments import POSSESSIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word

Kind = Literal["person", "organization", "outlet", "place", "facility", "group", "demonym"]


class Found(Struct, frozen=True):
    """A name: words ``first`` to ``last`` with their ``head``, and what it names. ``titles`` are the words of the role or title before it."""

    kind: Kind
    first: int
    last: int
    head: int
    text: str
    before: int
    sure: bool = True


_KNOWN_CITY = 500_000
"""Inhabitants from which a city is taken for one against the tagger."""

_INDEX = attrgetter("index")
_DEMONYMS = ("ADJ", "NOUN", "X")
"""Tags that a demonym may have beside a name's."""

_BRACKETS = frozenset({"(", ")", ";"})
_BETWEEN_PEOPLE = _BRACKETS | {",", "and", "/"}
_CLOSED = frozenset({"the", "a", "an", "this", "that", "these", "those", "his", "her", "their", "its"})


def find_names(document: Document) -> list[Found]:
    """All names in text order; none overlap, but for demonyms before a name, which are their own."""
    spans = [(n.first, n.last, n.type) for n in document.names if n.type not in {"date", "money"}]
    taken = {i for first, last, _ in spans for i in range(first, last)}
    dated = {i for n in document.names if n.type in {"date", "money"} for i in range(n.first, n.last)}
    spans += [(first, last, "misc") for first, last in _runs(document, taken | dated)]
    found: list[Found] = []
    for first, last, type_ in sorted(spans):
        for part in _split(document, first, last, type_):
            found += _repair(document, *part, type_=type_, taken=taken)
    people = _known_people(found)
    return _with_demonyms(document, _vote(_adopt(document, found, people), people))


def _runs(document: Document, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Stretches of proper nouns and capitalised demonyms that the tagger left out."""
    table = gazetteer()
    proper = [w for w in document.tagged("PROPN") if w.index not in taken and w.text[:1].isalpha()]
    proper += [
        w
        for w in document.tagged(*_DEMONYMS)
        if w.text[:1].isupper() and w.index not in taken and table.demonym(w.text) and w.text[:1].isalpha()
    ]
    proper.sort(key=_INDEX)
    first = last = -1
    for word in proper:
        if word.index != last or word.sentence != document.words[first].sentence:
            if last > first:
                yield first, last
            first = word.index
        last = word.index + 1
    if last > first:
        yield first, last


def _split(document: Document, first: int, last: int, type_: str) -> Iterator[tuple[int, int]]:
    """A person's stretch cut at commas, "and" and the ends of sentences: "Putin and Xi" are two."""
    start = first
    several = type_ in {"person", "norp"}
    for i in range(first, last):
        word = document.words[i]
        cut = word.text in (_BETWEEN_PEOPLE if several else _BRACKETS) or (type_ == "place" and word.text == ",")
        if cut or (i > start and word.sentence != document.words[start].sentence):
            if i > start:
                yield start, i
            start = i + 1 if cut else i
    if last > start:
        yield start, last


def _repair(document: Document, first: int, last: int, type_: str, taken: set[int]) -> list[Found]:
    """One stretch as the names it holds."""
    table = gazetteer()
    found: list[Found] = []
    start = first
    while first < last and (
        document.words[first].text.lower() in _CLOSED or document.words[first].upos in {"PUNCT", "ADP", "DET"}
    ):
        first += 1
    while first < last and (
        document.words[last - 1].upos in {"PUNCT", "ADP"} or document.words[last - 1].text.lower() in POSSESSIVE
    ):
        last -= 1
    if first >= last:
        return []
    text = document.text_of(first, last)
    if table.is_regional(text) or text.islower():
        return []
    if table.demonym(text) and (
        type_ != "person" or (last - first == 1 and not (first and _is_title(document.words[first - 1])))
    ):
        return [_found(document, "demonym", first, last, start)]
    if type_ in {"place", "organization"} and first and document.words[first - 1].text.lower() in words().regnal:
        named = next(
            (i for i in range(first, last) if document.words[i].text.lower() == "of"), last
        )  # "Princess *Leonora* of Denmark"
        if named < last:
            taken = taken - set(range(named, last))
            return [*_repair(document, first, named, "person", taken), *_repair(document, named + 1, last, "place", taken)]
    whole = _class_of(document, first, last, type_, text)
    if whole in {"person", None} or (type_ == "misc" and whole == "group"):
        while first < last - 1 and table.demonym(document.words[first].text):
            found.append(_found(document, "demonym", first, first + 1, first))
            first += 1
        before = first
        while first < last - 1 and _is_title(document.words[first]):
            first += 1
        if whole is None and (inner := _country_first(document, before, last)) > before:
            found.append(_found(document, "place", before, inner, before))  # "U.S. President"
            first = max(first, inner)
            while first < last - 1 and _is_title(document.words[first]):
                first += 1
        if whole is None:
            whole = _class_of(document, first, last, type_, document.text_of(first, last))
            if whole is None and first > before and not _is_title(document.words[first]):
                whole = "person"
        if whole == "person":
            first = _trim_person(document, first, last)
            first, last = _widen(document, first, last, taken)
            if last - first == 1 and (_is_title(document.words[first]) or not document.words[first].text[:1].isupper()):
                return found
    if whole is None or (whole == "group" and document.words[last - 1].relation in {"amod", "compound"}):
        return found  # "Catholic dioceses" names no group
    if whole == "organization":
        first = _widen_body(document, first, taken)
    return [*found, _found(document, whole, first, last, start)]


def _found(document: Document, kind: Kind, first: int, last: int, before: int) -> Found:
    text = document.text_of(first, last)
    return Found(kind, first, last, name_head(document, first, last), " ".join(text.split()), before)


def _is_title(word: Word) -> bool:
    low = word.text.lower()
    return low in words().title_words or low in {"kremlin", "white"}


def _class_of(document: Document, first: int, last: int, type_: str, text: str) -> Kind | None:
    """What a stretch names; ``None`` where nothing but the tagger's silence is known."""
    table, lexicon = gazetteer(), words()
    tokens = [document.words[i].text for i in range(first, last)]
    low = [t.lower() for t in tokens]
    before = document.words[first - 1].text if first else ""
    titled = low[0] not in lexicon.titles and before[:1].isupper() and before.lower() in lexicon.titles
    if fold(text) in lexicon.outlet_names and type_ not in {"person", "place"}:
        return "outlet"
    if table.seat(text) is not None or table.headquarters(text) is not None:
        return "organization"
    if low[0] in lexicon.courtesy:
        return "person"
    if len(tokens) == 1 and low[0] in {"state", "house"} and type_ != "person":
        return None
    if len(tokens) == 1 and type_ == "place" and low[0] in lexicon.title_words and not table.readings(text):
        return None  # "the *Taoiseach*"
    readings = table.readings(text)
    if type_ == "person" and len(tokens) == 1 and readings and not titled and _reads_as_place(document, first, text):
        return "place"
    if readings and not titled and (type_ != "person" or (readings[0].level == "country" and fold(text) not in table.several)):
        strong = readings[0].level in {"country", "capital", "region"} or readings[0].population >= 500_000
        led_to = first > 0 and document.words[first - 1].text.lower() in {"to", "in", "into", "from", "at"}
        nation = readings[0].level == "country" or (readings[0].level == "capital" and led_to)
        if type_ in {"place", "facility", "norp"} or (strong and (type_ != "organization" or nation)):
            return "place"
    if low[-1] in lexicon.agency_ends and any(low[-len(agency) :] == agency for agency in lexicon.outlet_agencies):
        return "outlet"
    if type_ in {"organization", "misc"} and len(tokens) > 1 and low[-1] in lexicon.outlet_words:
        return "outlet"
    facility = low[-1] in lexicon.facilities and len(tokens) > 1 and "of" not in low
    body = len(tokens) > 1 and any(t in lexicon.body_names and o[:1].isupper() for t, o in zip(low, tokens, strict=True))
    match type_:
        case "person":
            if body and not titled and low[0] not in lexicon.titles and (low[-1] in lexicon.body_names or "of" in low):
                return "facility" if facility and low[-1] not in lexicon.body_names else "organization"
            return "person"
        case "place":
            return "facility" if facility else "organization" if body and not readings else "place"
        case "facility":
            return "organization" if body and not facility else "facility"
        case "organization":
            if len(tokens) > 1 and not body and all(t[:1].isupper() for t in tokens) and _is_apposed(document, first, last):
                return "person"  # "his Lithuanian counterpart, *Vytautas Grigas*"
            return "facility" if facility and low[-1] not in lexicon.body_names else "organization"
        case "norp":
            return "organization" if body else "group"
        case _:
            if all(t[:1].isupper() for t in tokens) and (
                titled or (len(tokens) > 1 and not body and _is_apposed(document, first, last))
            ):
                return "person"
            return (
                "facility"
                if facility and low[-1] not in lexicon.body_names
                else "organization"
                if body and len(tokens) > 1 and low[-1] in lexicon.body_names
                else None
            )


def _country_first(document: Document, first: int, last: int) -> int:
    """The word past the country that a stretch begins with; ``first`` where it begins with none."""
    for end in range(min(last - 1, first + 3), first, -1):
        readings = gazetteer().readings(document.text_of(first, end))
        if readings and readings[0].level == "country":
            return end
    return first


def _is_apposed(document: Document, first: int, last: int) -> bool:
    """Whether a stretch stands beside a noun for one person: "the Minister of Tourism, Morena Valdez"."""
    head = name_head(document, first, last)
    governor = document.head(head)
    beside = document.children(head, "appos")
    if governor is not None and document.words[head].relation == "appos":
        beside.append(governor)
    return any(b.upos == "NOUN" and noun_type(document, b) == "person" for b in beside)


def _trim_person(document: Document, first: int, last: int) -> int:
    """A person's first word, past verbs and a country that the tagger took in: "to Korea | Sripriya Ranganathan"."""
    while first < last - 1 and document.words[first].upos in {"VERB", "AUX", "SCONJ", "ADV"}:
        first += 1
    if last - first > 2 and first > 0 and document.words[first - 1].text.lower() in {"to", "in", "of"}:
        readings = gazetteer().readings(document.words[first].text)
        first += bool(readings) and readings[0].level == "country"
    return first


def _widen(document: Document, first: int, last: int, taken: set[int]) -> tuple[int, int]:
    """A person's name with the proper nouns the tree joins to it: "Mohammed bin | Salman"."""
    head = name_head(document, first, last)
    while last < len(document.words):
        word = document.words[last]
        if last in taken or word.upos != "PROPN" or word.relation != "flat" or word.head not in range(first, last):
            break
        last += 1
    if head >= first and document.words[first].relation == "flat":
        before = document.words[first - 1] if first > 0 else None
        joined = before is not None and before.index not in taken and before.upos == "PROPN"
        if joined and before is not None and document.words[first].head == before.index:
            first -= not _is_title(before) and not gazetteer().demonym(before.text)
    return first, last


def _reads_as_place(document: Document, index: int, text: str) -> bool:
    """Whether a capital or big city that the tagger took for a person is a place: always but for names that people bear too."""
    if not _well_known(text):
        return False
    word = document.words[index]
    if word.relation == "flat" or document.child(index, "flat") is not None:
        return False
    before = document.words[index - 1].text.lower() if index else ""
    return before in {"in", "at", "to", "from", "near", "for"} or fold(text) not in gazetteer().also_people


def _widen_body(document: Document, first: int, taken: set[int]) -> int:
    """The first word of a body's name with what a hyphen joins to it: "Joint High-|Level Commission"."""
    while first > 1 and document.words[first - 1].text in {"-", "–"} and first - 1 not in taken:
        first -= 2
        while first > 0 and document.words[first - 1].upos == "PROPN" and first - 1 not in taken:
            first -= 1
    return first


def _known_people(found: list[Found]) -> dict[str, str]:
    """Parts of people's full names → the whole, for names of one word that the tagger missed later on."""
    parts: dict[str, str] = {}
    for name in found:
        tokens = name.text.split()
        if name.kind == "person" and len(tokens) > 1:
            parts[tokens[-1]] = name.text
            parts.setdefault(tokens[0], name.text)
    return parts


def _adopt(document: Document, found: list[Found], people: dict[str, str]) -> list[Found]:
    """Adds words that repeat a part of a known person's name, capitalised, and are no name yet: "You" of "You Si-kun"."""
    taken = {i for f in found for i in range(f.first, f.last)}
    extra = []
    for word in document.words if people else ():
        if word.text in people and word.index not in taken and word.text[0].isupper():
            starts = word.index == document.sentence_of(word.index).first
            likely = word.upos == "PROPN" or not starts or _governs_singular(document, word)
            if likely and word.relation not in {"amod", "det"}:
                extra.append(_found(document, "person", word.index, word.index + 1, word.index))
    return sorted([*found, *extra], key=lambda f: f.first)


def _governs_singular(document: Document, word: Word) -> bool:
    """Whether the verb a word is the subject of is in the third person singular."""
    head = document.head(word.index)
    if head is None or word.relation != "nsubj":
        return False
    verbs = [head, *document.children(head.index, "aux", "cop")]
    return any(v.xpos == "VBZ" for v in verbs)


def _well_known(name: str) -> bool:
    """Whether a place is too big to be taken for a person of that name."""
    readings = gazetteer().readings(name)
    return bool(readings) and (readings[0].level in {"country", "capital", "region"} or readings[0].population >= _KNOWN_CITY)


def _with_demonyms(document: Document, found: list[Found]) -> list[Found]:
    """Joins a demonym to the body it names: "Czech | Senate"."""
    result: list[Found] = []
    for name in found:
        before = result[-1] if result else None
        body = name.kind == "organization" and name.text.split()[-1].lower() in words().bodies
        if body and before is not None and before.kind == "demonym" and before.last == name.first:
            result[-1] = _found(document, "organization", before.first, name.last, before.before)
        else:
            result.append(name)
    return result


def _vote(found: list[Found], people: dict[str, str]) -> list[Found]:
    """One class a name: the one most of its mentions have, and a person's where it is part of a person's full name."""
    counts: dict[str, dict[Kind, int]] = {}
    for name in found:
        kinds = counts.setdefault(fold(name.text), {})
        kinds[name.kind] = kinds.get(name.kind, 0) + 1
    result = []
    for name in found:
        kinds = counts[fold(name.text)]
        best = max(kinds, key=lambda k: kinds[k]) if len(kinds) > 1 else name.kind
        kind = best if kinds[best] > kinds[name.kind] else name.kind
        if name.text in people and kind != "demonym" and not (name.kind == "place" and _well_known(name.text)):
            kind = "person"
        result.append(name if kind == name.kind else msgspec.structs.replace(name, kind=kind))
    return result
