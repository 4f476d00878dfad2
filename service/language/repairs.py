"""What the parser gets wrong in news and plain grammar can put right.

English treebanks hardly have the phrases in which agencies name people, and the parser makes of them

- a clause, of "Visiting Premier X said": the verb behind it is left without a subject. The title shows the participle to be attributive
  (Huddleston & Pullum 2002, §6.2.2: "the visiting team");
- two people, of "Deputy Prime Minister and Foreign Minister X": a count noun in the singular with no determiner is no noun phrase of its own
  (§5.8.3), so that the first office belongs to the name as the second does;
- a title "Defence", of "met Minister of Defence X" and "Secretary of State X's visit": what follows "of" is the office's (`offices.toml`), the
  office the name's, and who has an "'s" owns what comes next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from service.language.document import ROOT
from service.lexicon import load

if TYPE_CHECKING:
    from service.language.document import Word

_LEADING = frozenset({"with", "by", "to", "from", "for", "of", "between"})
"""Prepositions of which the parser makes the mark of the clause."""

_REACH = 12
"""Words within which a name stands behind the offices: "Minister of State for Foreign Affairs and the European Union X"."""
_HANGING = frozenset({"appos", "conj", "nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "nmod:desc", "flat"})
"""Relations by which the parser hangs a name whose office it took for somebody else."""
_BEFORE_NOUN = frozenset({"ADJ", "NUM", "ADV", "DET"})
_OF_THE_NAME = frozenset({"case", "mark", "cop", "aux", "advmod", "acl", "advcl"})
"""Dependents that the head of a phrase has, and so go from the office to the name."""


class _Offices(Struct, frozen=True, forbid_unknown_fields=True):
    of: frozenset[str]


def repaired(words: list[Word]) -> list[Word]:
    """The words of a document with the trees of "visiting", of two offices and of owners put right; a new list where any were wrong."""
    for word in [w for w in words if w.text.lower() == "visiting" and w.xpos == "VBG" and w.head != ROOT]:
        words = _attributive(words, word)
    for word in [w for w in words if w.deprel == "nmod:desc" and w.head > w.index]:
        words = _office_of(words, word, words[word.head])
    for word in [
        w
        for w in words
        if w.deprel in {"nmod:poss", "nmod"} and w.upos == "PROPN" and w.index and words[w.index - 1].deprel == "nmod"
    ]:
        if word.deprel == "nmod:poss" or any(w.deprel == "flat" for w in _below(words, word)):  # no part of "Fintech Saudi"
            words = _office_of(words, words[word.index - 1], word)
    for word in [w for w in words if w.deprel == "cc" and w.text.lower() == "and"]:
        words = _two_offices(words, word)
    for word in [w for w in words if w.xpos == "POS" and w.deprel == "case" and words[w.head].deprel == "appos"]:
        words = _owner(words, word)
    return words


def _attributive(words: list[Word], word: Word) -> list[Word]:
    below = [w for w in words if w.head == word.index]
    if any(w.relation in {"aux", "det"} for w in below):
        return words
    name = next((w for w in below if w.relation in {"obj", "nsubj"} and w.upos == "PROPN" and w.index > word.index), None)
    if name is None or not _is_titled(words, word.index + 1, name):
        return words
    lead = next((w for w in below if w.relation in {"mark", "case"} and w.text.lower() in _LEADING), None)
    verb = words[word.head]
    taken = any(w.head == verb.index and w.relation == "nsubj" for w in words)
    if lead is not None:
        role = "nmod" if verb.upos in {"NOUN", "PROPN"} else "obl"
    elif word.index < verb.index and not taken:
        role = "nsubj"
    elif word.relation in {"xcomp", "ccomp", "obj"} and word.index == verb.index + 1:
        role = "obj"
    else:
        return words
    changed = {word.index: ("amod", name.index), name.index: (role, verb.index)}
    changed |= {
        w.index: ("case" if w is lead else w.deprel, name.index if w is lead else verb.index) for w in below if w is not name
    }
    return [replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in words]


def _is_titled(words: list[Word], first: int, name: Word) -> bool:
    """Whether nothing but a title stands before a name, at least one word of it."""
    between = words[first : name.index]
    return bool(between) and all(w.upos in {"ADJ", "NOUN", "PROPN"} for w in between)


def _office_of(words: list[Word], inner: Word, name: Word) -> list[Word]:
    """ "*Minister of Defence* X": what follows "of" is of the office, which is the name's, and no title without it."""
    cases = (w for w in [*_below(words, inner), *_below(words, name)] if w.relation == "case" and w.text.lower() == "of")
    of = next((w for w in cases if w.index < inner.index), None)
    office = words[of.index - 1] if of is not None and of.index else None
    if of is None or office is None or name.upos != "PROPN" or office.sentence != name.sentence or not _is_capital_noun(office):
        return words
    if office.lemma.lower() not in load(__package__, "offices.toml", _Offices).of:  # "the Government of President X"
        return words
    over = (
        name.head == office.index
    )  # the name by the office, or both by one word, or the office by what the name owns or belongs to
    above = name.head if name.head == ROOT else words[name.head].head
    if not over and (office.head == ROOT or office.head not in {name.index, name.head, above}):
        return words
    changed = {of.index: ("case", inner.index), inner.index: ("nmod", office.index), office.index: ("nmod:desc", name.index)}
    if over:
        changed[name.index] = (office.deprel, office.head)
        changed |= {w.index: (w.deprel, name.index) for w in _below(words, office) if w.relation in _OF_THE_NAME}
    return [replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in words]


def _two_offices(words: list[Word], coordinator: Word) -> list[Word]:
    second, third = words[coordinator.head], None
    if second.upos == "PROPN" and second.deprel == "conj":  # the tree coordinates the first office with the name
        third = second
        second = next((w for w in _below(words, third) if w.deprel == "nmod:desc" and w.index > coordinator.index), third)
    elif second.deprel == "nmod:desc" and words[second.head].upos == "PROPN" and words[second.head].deprel in {"conj", "appos"}:
        third = words[second.head]
    told = second if third is None else third
    if told.deprel not in {"conj", "appos", "nmod:desc"}:
        return words
    first = words[told.head]
    if not _is_office(first) or not _is_office(second) or not first.index < coordinator.index < second.index:
        return words
    between = words[first.index + 1 : coordinator.index]
    if any(w.upos in {"PUNCT", "VERB"} for w in between) or any(w.relation == "det" for w in _below(words, second)):
        return words
    name = third or next(
        (
            w
            for w in words[second.index + 1 : second.index + _REACH]
            if w.upos == "PROPN" and w.head in {first.index, second.index, first.head} and w.deprel in _HANGING
        ),
        None,
    )
    if name is None or any(w.upos in {"VERB", "AUX", "PRON"} for w in words[second.index : name.index]):
        return words
    if any(w.relation == "case" and w.index > second.index for w in _below(words, name)):
        return words  # "the House *in Berlin*" has no name of anybody
    of = any(w.relation == "case" and w.text.lower() in {"of", "for"} for w in _below(words, first))
    if of and words[first.head].text[:1].isupper():
        return words  # "Minister of *Planning and Cooperation* X"
    commas = [w.index for w in words[second.index : name.index] if w.text == ","]
    if commas == [name.index - 1] or (commas and name.deprel == "appos"):  # "the Prime Minister and Minister of Defence, *X*"
        changed = {second.index: ("nmod:desc", first.index), name.index: ("appos", first.index)}
    elif commas or any(w.relation == "det" for w in _below(words, first)):
        return words
    else:
        changed = {
            w.index: (w.deprel, name.index) for w in _below(words, first) if w.relation in _OF_THE_NAME or w.index > name.index
        }
        changed |= {
            first.index: ("nmod:desc", name.index),
            second.index: ("nmod:desc", name.index),
            name.index: (first.deprel, first.head),
        }
    return [replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in words]


def _owner(words: list[Word], clitic: Word) -> list[Word]:
    """ "Secretary of State *X's visit*": who has an "'s" owns what follows, and is no second name of the office before him."""
    name = words[clitic.head]
    office = words[name.head]
    owned = next((w for w in words[clitic.index + 1 : clitic.index + _REACH] if w.upos not in _BEFORE_NOUN), None)
    while owned is not None and owned.relation == "compound" and owned.head > owned.index:
        owned = words[owned.head]
    if owned is None or owned.upos != "NOUN" or not office.index < name.index < clitic.index < owned.index:
        return words
    if office.upos not in {"NOUN", "PROPN"} or any(w.upos in {"PUNCT", "VERB"} for w in words[office.index : name.index]):
        return words
    if any(w.relation == "det" for w in _below(words, office)):
        return words
    changed = {name.index: ("nmod:poss", owned.index), office.index: ("nmod:desc", name.index)}
    if owned.head in {office.index, name.index}:
        changed[owned.index] = (office.deprel, office.head)
        changed |= {w.index: (w.deprel, owned.index) for w in _below(words, office) if w.relation == "case"}
    return [replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in words]


def _below(words: list[Word], above: Word) -> list[Word]:
    return [w for w in words if w.head == above.index]


def _is_office(word: Word) -> bool:
    """Whether a word may be an office as part of a name: a noun in the singular with a capital."""
    return _is_capital_noun(word) and (word.upos == "NOUN" or word.deprel == "nmod:desc")


def _is_capital_noun(word: Word) -> bool:
    return word.upos in {"NOUN", "PROPN"} and word.xpos in {"NN", "NNP"} and word.text[:1].isupper()
