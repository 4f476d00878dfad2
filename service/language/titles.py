"""Those whom news names with their titles, put right in the tree: whose the office is, who visits, who owns what.

English treebanks hardly have the phrases in which agencies name people, and the parser makes of them

- a clause, of "Visiting Premier X said": the verb behind it is left without a subject. The title shows the participle to be attributive
  (Huddleston & Pullum 2002, §6.2.2: "the visiting team");
- two people, of "Deputy Prime Minister and Foreign Minister X": a count noun in the singular with no determiner is no noun phrase of its own
  (§5.8.3), so that the first office belongs to the name as the second does; and of "Governor-General X", whose title the tokenizer parts;
- a title "Defence", of "met Minister of Defence X" and "Secretary of State X's visit": what follows "of" is the office's (`offices.toml`), the
  office the name's, and who has an "'s" owns what comes next;
- a second name of the office, of "Minister of Energy Sheikh X left": what stands right behind an office with no comma is who holds it;
- a subject of the next verb, of "a delegation led by X visited": who leads by somebody is led.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.language.document import ROOT
from service.lexicon import load

if TYPE_CHECKING:
    from service.language.document import Word
    from service.language.grafts import Tree

_LEADING = frozenset({"with", "by", "to", "from", "for", "of", "between"})
"""Prepositions of which the parser makes the mark of the clause."""

_REACH = 12
"""Words within which a name stands behind the offices: "Minister of State for Foreign Affairs and the European Union X"."""

_HANGING = frozenset({"appos", "conj", "nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod", "nmod:desc", "flat"})
"""Relations by which the parser hangs a name whose office it took for somebody else."""

_BEFORE_NOUN = frozenset({"ADJ", "NUM", "ADV", "DET"})
_OF_THE_NAME = frozenset({"case", "mark", "cop", "aux", "advmod", "acl", "advcl"})
"""Dependents that the head of a phrase has, and so go from the office to the name."""

_LED = frozenset({"led", "headed"})


class _Offices(Struct, frozen=True, forbid_unknown_fields=True):
    """``offices.toml``."""

    of: frozenset[str]


def visiting(tree: Tree, word: Word, verb: Word) -> None:
    """ "*Visiting* Premier X said", "*Visiting* State Councilor and Minister X": an attribute of the name, which has its part in the clause."""
    if word.text.lower() != "visiting" or word.xpos != "VBG":
        return
    below = tree.below(word)
    if any(w.relation in {"aux", "det"} for w in below):
        return
    whom = next((w for w in below if w.relation in {"obj", "nsubj"} and w.index > word.index), None)
    name = whom
    if whom is not None and _is_office(whom) and not _has_determiner(tree, whom):  # "Visiting State Councilor and Minister *X*"
        name = next((w for w in tree.below(whom) if w.deprel == "conj" and w.upos == "PROPN"), None)
    if name is None or whom is None or name.upos != "PROPN" or not _is_title(tree.between(word.index + 1, name.index)):
        return
    lead = next((w for w in below if w.relation in {"mark", "case"} and w.text.lower() in _LEADING), None)
    taken = any(w.relation == "nsubj" for w in tree.below(verb))
    if lead is not None:
        role = "nmod" if verb.upos in {"NOUN", "PROPN"} else "obl"
    elif word.index < verb.index and not taken:
        role = "nsubj"
    elif word.relation in {"xcomp", "ccomp", "obj"} and word.index == verb.index + 1:
        role = "obj"
    else:
        return
    changed = {w.index: (w.deprel, verb.index) for w in below}
    if whom is not name:
        changed |= {w.index: ("nmod:desc", name.index) for w in tree.below(whom) if w.deprel == "conj" and w is not name}
        changed[whom.index] = ("nmod:desc", name.index)
    if lead is not None:
        changed[lead.index] = ("case", name.index)
    changed |= {word.index: ("amod", name.index), name.index: (role, verb.index)}
    tree.hang(changed)


def _is_title(words: list[Word]) -> bool:
    """Whether words before a name are a title and nothing else."""
    return bool(words) and all(w.upos in {"ADJ", "NOUN", "PROPN"} or w.text.lower() == "and" for w in words)


def office_of(tree: Tree, inner: Word, name: Word) -> None:
    """ "*Minister of Defence* X", where the tree makes a title of "Defence"."""
    if name.index > inner.index:
        _office_of(tree, inner, name)


def office_before(tree: Tree, name: Word, _: Word) -> None:
    """ "*Secretary of State* X's visit", where the tree hangs both names by one word."""
    before = next(iter(tree.between(name.index - 1, name.index)), None)
    if before is None or before.deprel != "nmod" or name.upos != "PROPN":
        return
    if name.deprel == "nmod:poss" or any(w.deprel == "flat" for w in tree.below(name)):  # no part of "Fintech Saudi"
        _office_of(tree, before, name)


def _office_of(tree: Tree, inner: Word, name: Word) -> None:
    """What follows "of" is of the office, which is the name's, and no title without it."""
    cases = (w for w in [*tree.below(inner), *tree.below(name)] if w.relation == "case" and w.text.lower() == "of")
    of = next((w for w in cases if w.index < inner.index), None)
    office = tree.at(of.index - 1) if of is not None and of.index > tree.first else None
    if of is None or office is None or name.upos != "PROPN" or not _is_office_of(office):
        return
    # The name hangs by the office, or both by one word, or the office by what the name owns or belongs to.
    over = name.head == office.index
    above = name.head if name.head == ROOT else tree.at(name.head).head
    if not over and (office.head == ROOT or office.head not in {name.index, name.head, above}):
        return
    changed = {of.index: ("case", inner.index), inner.index: ("nmod", office.index), office.index: ("nmod:desc", name.index)}
    if over:
        changed[name.index] = (office.deprel, office.head)
        changed |= {w.index: (w.deprel, name.index) for w in tree.below(office) if w.relation in _OF_THE_NAME}
    tree.hang(changed)


def two_offices(tree: Tree, coordinator: Word, second: Word) -> None:
    """ "*Deputy Prime Minister and Foreign Minister* X", also "the Prime Minister and Minister of Defence, *X*"."""
    if coordinator.text.lower() != "and":
        return
    name: Word | None = None
    if second.upos == "PROPN" and second.deprel == "conj":  # the tree coordinates the first office with the name
        name = second
        second = next((w for w in tree.below(name) if w.deprel == "nmod:desc" and w.index > coordinator.index), name)
    elif second.deprel == "nmod:desc" and second.head != ROOT:
        above = tree.at(second.head)
        name = above if above.upos == "PROPN" and above.deprel in {"conj", "appos"} else None
    told = second if name is None else name
    if told.deprel not in {"conj", "appos", "nmod:desc"} or told.head == ROOT:
        return
    first = tree.at(told.head)
    if not _is_office(first) or not _is_office(second) or not first.index < coordinator.index < second.index:
        return
    if any(w.upos in {"PUNCT", "VERB"} for w in tree.between(first.index + 1, coordinator.index)):
        return
    name = name or next(
        (
            w
            for w in tree.between(second.index + 1, second.index + _REACH)
            if w.upos == "PROPN" and w.head in {first.index, second.index, first.head} and w.deprel in _HANGING
        ),
        None,
    )
    if name is None or _has_determiner(tree, second):
        return
    behind = tree.between(second.index, name.index)
    if any(w.upos in {"VERB", "AUX", "PRON"} for w in behind):
        return
    if any(w.relation == "case" and w.index > second.index for w in tree.below(name)):
        return  # "the House *in Berlin*" has no name of anybody
    of = tree.cases(first) & {"of", "for"}
    if of and first.head != ROOT and tree.at(first.head).text[:1].isupper():
        return  # "Minister of *Planning and Cooperation* X"
    commas = [w.index for w in behind if w.text == ","]
    if commas == [name.index - 1] or (commas and name.deprel == "appos"):
        tree.hang({second.index: ("nmod:desc", first.index), name.index: ("appos", first.index)})
        return
    if commas or _has_determiner(tree, first):
        return
    changed = _handed_on(tree, first, name)
    changed |= {o.index: ("nmod:desc", name.index) for o in (first, second)}
    tree.hang(changed | {name.index: (first.deprel, first.head)})


def owner(tree: Tree, clitic: Word, name: Word) -> None:
    """ "Secretary of State *X's visit*": who has an "'s" owns what follows, and is no second name of the office before him."""
    if clitic.xpos != "POS" or name.deprel != "appos" or name.head == ROOT:
        return
    office = tree.at(name.head)
    following = tree.between(clitic.index + 1, clitic.index + _REACH)
    owned = next((w for w in following if w.upos not in _BEFORE_NOUN), None)
    while owned is not None and owned.relation == "compound" and owned.head > owned.index:
        owned = tree.at(owned.head)
    if owned is None or owned.upos != "NOUN" or not office.index < name.index < clitic.index < owned.index:
        return
    if office.upos not in {"NOUN", "PROPN"} or _has_determiner(tree, office):
        return
    if any(w.upos in {"PUNCT", "VERB"} for w in tree.between(office.index, name.index)):
        return
    changed = {name.index: ("nmod:poss", owned.index), office.index: ("nmod:desc", name.index)}
    if owned.head in {office.index, name.index}:
        changed[owned.index] = (office.deprel, office.head)
        changed |= {w.index: (w.deprel, owned.index) for w in tree.below(office) if w.relation == "case"}
    tree.hang(changed)


def apposed(tree: Tree, name: Word, office: Word) -> None:
    """ "*Minister of Energy Sheikh X*": the office is the name's."""
    behind = tree.between(office.index + 1, name.index)
    of = any(w.relation == "case" and w.text.lower() in {"of", "for"} for w in behind)
    if not of or name.upos != "PROPN" or not _is_office_of(office) or _has_determiner(tree, office):
        return
    if office.index > name.index or any(w.upos in {"PUNCT", "VERB", "AUX", "CCONJ"} for w in behind):
        return
    changed = _handed_on(tree, office, name)
    changed |= {name.index: (office.deprel, office.head), office.index: ("nmod:desc", name.index)}
    tree.hang(changed)


def led_by(tree: Tree, led: Word, above: Word) -> None:
    """ "a delegation *led by* X visited": the leader is no subject of the next verb, and the delegation is."""
    if led.text.lower() not in _LED:
        return
    following = tree.between(led.index + 1, led.index + 2)
    by = next((w for w in following if w.text.lower() == "by" and w.relation == "case"), None)
    leader = None if by is None else tree.at(by.head)
    if leader is not None and leader.deprel == "nmod:desc" and leader.head != ROOT:  # "by its president X"
        leader = tree.at(leader.head)
    verb = above if led.deprel == "advcl" or above.head == ROOT else tree.at(above.head)
    whole = [w for i in (verb, led) for w in tree.below(i) if w.relation == "nsubj" and w.index < led.index]
    if leader is None or leader.head != verb.index or leader.relation != "nsubj" or len(whole) != 1 or led.index > verb.index:
        return
    changed = {leader.index: ("obl:agent", led.index), led.index: ("acl", whole[0].index)}
    tree.hang(changed | {whole[0].index: ("nsubj", verb.index)})


def second_agent(tree: Tree, name: Word, verb: Word) -> None:
    """ "headed by *Moroccan engineer X*", "led by the ruler of his town, *X*": of two agents the name is who the first is."""
    before = [w for w in tree.below(verb) if w.deprel == "obl:agent" and w.index < name.index]
    if (
        name.upos != "PROPN"
        or len(before) != 1
        or before[0].upos != "NOUN"
        or any(w.relation == "case" for w in tree.below(name))
    ):
        return
    tree.hang({name.index: ("appos", before[0].index)})


def hyphenated(tree: Tree, second: Word, name: Word) -> None:
    """ "*Governor-General* X": the first half of a title hangs where the name does, and is the name's as the second is."""
    before = tree.between(second.index - 2, second.index)
    if len(before) != 2 or before[1].xpos != "HYPH" or name.index < second.index:
        return
    first = before[0]
    if first.upos in {"NOUN", "PROPN"} and (first.deprel, first.head) == (name.deprel, name.head):
        tree.hang({first.index: ("nmod:desc", name.index)})


def _handed_on(tree: Tree, office: Word, name: Word) -> dict[int, tuple[str, int]]:
    """What goes from an office to the name behind it that becomes the head of the phrase."""
    return {w.index: (w.deprel, name.index) for w in tree.below(office) if w.relation in _OF_THE_NAME or w.index > name.index}


def _has_determiner(tree: Tree, word: Word) -> bool:
    return any(w.relation == "det" for w in tree.below(word))


def _is_office(word: Word) -> bool:
    """Whether a word may be an office as part of a name: a noun in the singular with a capital."""
    return _is_capital_noun(word) and (word.upos == "NOUN" or word.deprel == "nmod:desc")


def _is_office_of(word: Word) -> bool:
    """Whether a word is an office that "of" completes: "*Minister* of Defence X"; not "the *Government* of President X"."""
    return _is_capital_noun(word) and word.lemma.lower() in load(__package__, "offices.toml", _Offices).of


def _is_capital_noun(word: Word) -> bool:
    return word.upos in {"NOUN", "PROPN"} and word.xpos in {"NN", "NNP"} and word.text[:1].isupper()
