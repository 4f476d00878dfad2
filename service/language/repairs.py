"""What the parser gets wrong in news and plain grammar can put right.

English treebanks hardly have the phrases in which agencies name people, and the parser makes of them

- a clause, of "Visiting Premier X said": the verb behind it is left without a subject. The title shows the participle to be attributive
  (Huddleston & Pullum 2002, §6.2.2: "the visiting team");
- two people, of "Deputy Prime Minister and Foreign Minister X": a count noun in the singular with no determiner is no noun phrase of its own
  (§5.8.3), so that the first office belongs to the name as the second does;
- a title "Defence", of "met Minister of Defence X" and "Secretary of State X's visit": what follows "of" is the office's (`offices.toml`), the
  office the name's, and who has an "'s" owns what comes next;
- a subject, of "met *with* Premier X": a subject has no preposition (§4.2.1);
- two people, of "Governor-General X", whose title the tokenizer parts;
- a verb of its own, of "a delegation *led by* X visited": who leads by somebody is led;
- a second name of the office, of "*Minister of Energy Sheikh X* left": what stands right behind an office with no comma is who holds it;
- a clause about the noun, of "A trip that X had planned *was called off*": a relative clause of a subject has its pronoun (§12.3.2);
- a part of the day, of "arrived Saturday *in Bamako*": days have no places, so that what follows one is of the verb before it;
- a passive, of "X called on President Y": an agent has "by" (§4.5);
- a part of what is said, of "told a luncheon *in August* that it was lonely": nothing of a clause stands before its "that" (§11.3.1).
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from service.language.document import ROOT
from service.language.trees import cycle
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


_UNITS = frozenset({"minute", "hour", "day", "week", "month"})
_LED = frozenset({"led", "headed"})
_DAYS = frozenset(
    n.lower() for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr) for n in names if n
)


class _Offices(Struct, frozen=True, forbid_unknown_fields=True):
    """``offices.toml``."""

    of: frozenset[str]


class _Tree:
    """The tree of one sentence while it is put right; words keep their place and their index in the document."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.first = words[0].index

    def at(self, index: int) -> Word:
        """The word of an index in the document."""
        return self.words[index - self.first]

    def between(self, start: int, end: int) -> list[Word]:
        """The words from one index to before another, as far as the sentence reaches."""
        return self.words[max(start - self.first, 0) : max(end - self.first, 0)]

    def below(self, above: Word) -> list[Word]:
        """The dependents of a word in text order."""
        return [w for w in self.words if w.head == above.index]

    def hang(self, changed: dict[int, tuple[str, int]]) -> None:
        """Gives words another relation and head; nothing is changed where that would make no tree."""
        words = [
            replace(w, deprel=changed[w.index][0], head=changed[w.index][1]) if w.index in changed else w for w in self.words
        ]
        heads = [0, *(0 if w.head == ROOT else w.head - self.first + 1 for w in words)]
        if cycle(np.array(heads)) is None:
            self.words = words


def repaired(words: list[Word]) -> list[Word]:
    """The words of a sentence with the trees of "visiting", of offices before a name, of owners and of the rest above put right."""
    tree = _Tree(list(words))
    for word in [w for w in tree.words if w.deprel == "nsubj" and ROOT != w.head < w.index]:
        if any(c.relation == "case" and c.upos == "ADP" for c in tree.below(word)):
            tree.hang({word.index: ("obl", word.head)})
    for before, hyphen, after in zip(tree.words, tree.words[1:], tree.words[2:], strict=False):
        if hyphen.xpos == "HYPH" and after.deprel == "nmod:desc" and after.head > after.index:
            _hyphenated(tree, tree.at(before.index), tree.at(after.head))
    for word in [w for w in tree.words if w.text.lower() == "visiting" and w.xpos == "VBG" and w.head != ROOT]:
        _attributive(tree, word)
    for word in [w for w in tree.words if w.deprel == "nmod:desc" and w.head > w.index]:
        _office_of(tree, word, tree.at(word.head))
    for before, word in list(zip(tree.words, tree.words[1:], strict=False)):
        if before.deprel != "nmod" or word.upos != "PROPN" or word.deprel not in {"nmod:poss", "nmod"}:
            continue
        if word.deprel == "nmod:poss" or any(w.deprel == "flat" for w in tree.below(word)):  # no part of "Fintech Saudi"
            _office_of(tree, tree.at(before.index), word)
    for word in [w for w in tree.words if w.deprel == "cc" and w.text.lower() == "and" and w.head != ROOT]:
        _two_offices(tree, word)
    for word in [w for w in tree.words if w.xpos == "POS" and w.deprel == "case" and w.head != ROOT]:
        _owner(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.deprel == "appos" and w.upos == "PROPN" and w.head != ROOT]:
        _apposed(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.deprel == "acl:relcl" and w.head != ROOT]:
        _main_clause(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.text.lower() in _LED and w.deprel in {"advcl", "acl"} and w.head != ROOT]:
        _led_by(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.deprel == "nmod" and ROOT != w.head < w.index]:
        _behind_a_day(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.deprel == "obl:agent" and w.head != ROOT]:
        _no_agent(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.text.lower() == "due" and w.deprel == "case" and w.head > w.index]:
        _due_back(tree, word, tree.at(word.head))
    for word in [w for w in tree.words if w.deprel == "ccomp"]:
        _before_subject(tree, word)
    for word in [w for w in tree.words if w.deprel == "mark" and w.text.lower() == "that" and w.head > w.index]:
        _before_that(tree, word, tree.at(word.head))
    return tree.words


def _apposed(tree: _Tree, name: Word, office: Word) -> None:
    """ "*Minister of Energy Sheikh X*": the office is the name's."""
    behind = tree.between(office.index + 1, name.index)
    of = any(w.relation == "case" and w.text.lower() in {"of", "for"} for w in behind)
    if not of or not _is_capital_noun(office) or _has_determiner(tree, office) or office.index > name.index:
        return
    if (
        any(w.upos in {"PUNCT", "VERB", "AUX", "CCONJ"} for w in behind)
        or office.lemma.lower() not in load(__package__, "offices.toml", _Offices).of
    ):
        return
    changed = {w.index: (w.deprel, name.index) for w in tree.below(office) if w.relation in _OF_THE_NAME or w.index > name.index}
    changed |= {name.index: (office.deprel, office.head), office.index: ("nmod:desc", name.index)}
    tree.hang(changed)


def _main_clause(tree: _Tree, verb: Word, noun: Word) -> None:
    """ "A trip that X had planned *was called off*": a passive clause behind another one of the noun is the main clause, and the noun its subject."""
    below = tree.below(verb)
    others = [w for w in tree.below(noun) if w.deprel == "acl:relcl" and w.index < verb.index]
    passive = any(w.deprel == "aux:pass" for w in below)
    if not others or not passive or not any(w.relation == "aux" and w.xpos in {"VBD", "VBZ", "VBP", "MD"} for w in below):
        return
    if any(w.relation in {"nsubj", "mark"} or w.xpos in {"WDT", "WP", "WRB"} for w in below) or noun.index > verb.index:
        return
    changed = {w.index: (w.deprel, verb.index) for w in tree.below(noun) if w.index > verb.index}
    if noun.head == ROOT:
        tree.hang(changed | {verb.index: ("root", ROOT), noun.index: ("nsubj:pass", verb.index)})
        return
    said = tree.at(noun.head)
    if noun.relation == "nsubj" and len([w for w in tree.below(said) if w.relation == "nsubj"]) > 1 and said.index > verb.index:
        tree.hang(changed | {verb.index: ("ccomp", said.index), noun.index: ("nsubj:pass", verb.index)})  # "…, the office *said*"


def _led_by(tree: _Tree, led: Word, above: Word) -> None:
    """ "a delegation *led by* X visited": the leader is no subject of the next verb, and the delegation is."""
    following = tree.between(led.index + 1, led.index + 2)
    by = next((w for w in following if w.text.lower() == "by" and w.relation == "case"), None)
    leader = None if by is None else tree.at(by.head)
    if leader is not None and leader.deprel == "nmod:desc" and leader.head != ROOT:  # "by its president X"
        leader = tree.at(leader.head)
    verb = above if led.deprel == "advcl" or above.head == ROOT else tree.at(above.head)
    whole = [w for w in tree.below(verb) if w.relation == "nsubj" and w.index < led.index]
    if leader is None or leader.head != verb.index or leader.relation != "nsubj" or len(whole) != 1 or led.index > verb.index:
        return
    tree.hang({leader.index: ("obl:agent", led.index), led.index: ("acl", whole[0].index)})


def _behind_a_day(tree: _Tree, word: Word, day: Word) -> None:
    """ "arrived Saturday *in Bamako*", "left on July 8 *for Nara*": what a preposition other than "of" hangs by a day is of what the day dates."""
    cases = [w.text.lower() for w in tree.below(word) if w.relation == "case"]
    if (
        not cases
        or "of" in cases
        or not (_is_day(tree, day) or _is_while(tree, day))
        or _is_day(tree, word)
        or word.upos == "NUM"
        or day.head == ROOT
    ):
        return
    if day.relation in {"obl", "nmod"}:
        tree.hang({word.index: (day.relation, day.head)})


def _is_day(tree: _Tree, word: Word) -> bool:
    """Whether a word is a weekday or month, or the number of a day in one."""
    return word.text.strip(".").lower() in _DAYS or (
        word.upos == "NUM" and any(w.text.strip(".").lower() in _DAYS for w in tree.below(word))
    )


def _due_back(tree: _Tree, due: Word, place: Word) -> None:
    """ "is *due* back in PLACE": "due" is what is said of somebody, and no preposition."""
    if not any(w.relation == "cop" for w in [*tree.below(due), *tree.below(place)]):
        return
    moved = {
        w.index: (w.deprel, due.index)
        for w in tree.below(place)
        if w.relation in {"nsubj", "cop", "aux", "punct", "advmod", "obl"}
    }
    tree.hang(moved | {due.index: (place.deprel, place.head), place.index: ("obl", due.index)})


def _is_while(tree: _Tree, word: Word) -> bool:
    """Whether a phrase says how long: "met *for two hours* in Jerusalem"."""
    below = tree.below(word)
    counted = any(w.relation in {"nummod", "det"} for w in below)
    return word.lemma.lower() in _UNITS and counted and any(w.relation == "case" and w.text.lower() == "for" for w in below)


def _before_subject(tree: _Tree, verb: Word) -> None:
    """ "told parliament *on Wednesday* he would not go": a phrase between a verb and the subject of what it governs is of the verb."""
    own = next((w for w in tree.below(verb) if w.relation == "nsubj"), None)
    marks = any(w.relation == "mark" for w in tree.below(verb))
    if own is None or marks or verb.head == ROOT or verb.head > own.index:
        return
    early = [w for w in tree.below(verb) if w.relation == "obl" and verb.head < w.index < own.index]
    between = tree.between(verb.head, own.index)
    if not any(w.text == "," for w in between):
        tree.hang({w.index: (w.deprel, verb.head) for w in early})


def _no_agent(tree: _Tree, word: Word, verb: Word) -> None:
    """ "X *called on* President Y": what "on" leads to does nothing to X, and a verb with no auxiliary is no passive."""
    below = tree.below(verb)
    if not any(w.relation == "case" for w in tree.below(word)):
        if word.index < verb.index and not any(w.relation == "nsubj" for w in below):  # "X and Y *are expected* in PLACE"
            tree.hang({word.index: ("nsubj:pass", verb.index)})
        return
    if any(w.relation == "aux" for w in below):
        return
    if any(w.relation == "case" and w.text.lower() == "by" for w in tree.below(word)):
        return
    done_to = {w.index: ("nsubj", verb.index) for w in below if w.deprel == "nsubj:pass"}
    tree.hang(done_to | {word.index: ("obl", verb.index)})


def _before_that(tree: _Tree, that: Word, verb: Word) -> None:
    """ "told a luncheon *in August* that it was lonely": a phrase before "that" is of the verb that governs its clause."""
    if verb.deprel != "ccomp" or verb.head == ROOT or verb.head > that.index:
        return
    early = [w for w in tree.below(verb) if w.relation == "obl" and verb.head < w.index < that.index]
    tree.hang({w.index: (w.deprel, verb.head) for w in early})


def _hyphenated(tree: _Tree, first: Word, name: Word) -> None:
    """ "*Governor-General* X": the first half of a title hangs where the name does, and is the name's as the second is."""
    if first.upos in {"NOUN", "PROPN"} and (first.deprel, first.head) == (name.deprel, name.head):
        tree.hang({first.index: ("nmod:desc", name.index)})


def _attributive(tree: _Tree, word: Word) -> None:
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
    verb = tree.at(word.head)
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


def _office_of(tree: _Tree, inner: Word, name: Word) -> None:
    """ "*Minister of Defence* X": what follows "of" is of the office, which is the name's, and no title without it."""
    cases = (w for w in [*tree.below(inner), *tree.below(name)] if w.relation == "case" and w.text.lower() == "of")
    of = next((w for w in cases if w.index < inner.index), None)
    office = tree.at(of.index - 1) if of is not None and of.index > tree.first else None
    if of is None or office is None or name.upos != "PROPN" or not _is_capital_noun(office):
        return
    if office.lemma.lower() not in load(__package__, "offices.toml", _Offices).of:  # "the Government of President X"
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


def _two_offices(tree: _Tree, coordinator: Word) -> None:
    """ "*Deputy Prime Minister and Foreign Minister* X", also "the Prime Minister and Minister of Defence, *X*"."""
    second, name = tree.at(coordinator.head), None
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
    of = any(w.relation == "case" and w.text.lower() in {"of", "for"} for w in tree.below(first))
    if of and first.head != ROOT and tree.at(first.head).text[:1].isupper():
        return  # "Minister of *Planning and Cooperation* X"
    commas = [w.index for w in behind if w.text == ","]
    if commas == [name.index - 1] or (commas and name.deprel == "appos"):
        tree.hang({second.index: ("nmod:desc", first.index), name.index: ("appos", first.index)})
        return
    if commas or _has_determiner(tree, first):
        return
    changed = {w.index: (w.deprel, name.index) for w in tree.below(first) if w.relation in _OF_THE_NAME or w.index > name.index}
    changed |= {o.index: ("nmod:desc", name.index) for o in (first, second)}
    tree.hang(changed | {name.index: (first.deprel, first.head)})


def _owner(tree: _Tree, clitic: Word, name: Word) -> None:
    """ "Secretary of State *X's visit*": who has an "'s" owns what follows, and is no second name of the office before him."""
    if name.deprel != "appos" or name.head == ROOT:
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


def _has_determiner(tree: _Tree, word: Word) -> bool:
    return any(w.relation == "det" for w in tree.below(word))


def _is_office(word: Word) -> bool:
    """Whether a word may be an office as part of a name: a noun in the singular with a capital."""
    return _is_capital_noun(word) and (word.upos == "NOUN" or word.deprel == "nmod:desc")


def _is_capital_noun(word: Word) -> bool:
    return word.upos in {"NOUN", "PROPN"} and word.xpos in {"NN", "NNP"} and word.text[:1].isupper()
