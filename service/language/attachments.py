"""Phrases and clauses that the parser hangs by the wrong word, put right by plain grammar.

It makes of news

- a subject, of "met *with* Premier X": a subject has no preposition (Huddleston & Pullum 2002, §4.2.1);
- a clause about the noun, of "The talks, *he added*, were useful": no relative clause without a pronoun is set off (§12.4.1);
- a clause about the noun, of "A trip that X had planned *was called off*": a relative clause of a subject has its pronoun (§12.3.2);
- a part of the day or the hours, of "arrived Saturday *in Bamako*": times have no places, so that what follows one is of what it dates;
- a passive, of "X called on President Y", and its agent of "X and Y are expected": an agent has "by" (§4.5);
- a preposition, of "is *due* back in PLACE";
- a part of what is said, of "told a luncheon *in August* that it was lonely": nothing of a clause stands before its "that" (§11.3.1), nor
  between the verb that governs it and its subject.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from service.language.document import ROOT

if TYPE_CHECKING:
    from service.language.document import Word
    from service.language.grafts import Tree

_UNITS = frozenset({"minute", "hour", "day", "week", "month"})
_DAYS = frozenset(
    n.lower() for names in (calendar.day_name, calendar.day_abbr, calendar.month_name, calendar.month_abbr) for n in names if n
)


def main_clause(tree: Tree, verb: Word, noun: Word) -> None:
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


def interposed(tree: Tree, verb: Word, noun: Word) -> None:
    """ "The talks, *he added*, were useful": a clause between commas with a subject and no pronoun of its own is put into another, and tells of no noun."""
    below = tree.below(verb)
    first = min((w.index for w in below if w.upos != "PUNCT"), default=verb.index)
    beside = [*tree.between(first - 1, first), *tree.between(verb.index + 1, verb.index + 2)]
    plain = all(w.relation in {"nsubj", "punct"} for w in below) and any(w.relation == "nsubj" for w in below)
    if plain and [w.text for w in beside] == [",", ","] and noun.relation == "nsubj" and noun.head != ROOT:
        tree.hang({verb.index: ("parataxis", noun.head)})


def behind_a_time(tree: Tree, word: Word, day: Word) -> None:
    """ "arrived Saturday *in Bamako*", "left on July 8 *for Nara*": what a preposition other than "of" hangs by a day is of what the day dates."""
    cases = tree.cases(word)
    if (
        word.index < day.index
        or not cases
        or "of" in cases
        or not (_is_day(tree, day) or _is_while(tree, day))
        or _is_day(tree, word)
        or word.upos == "NUM"
        or day.head == ROOT
    ):
        return
    if day.relation in {"obl", "nmod"}:
        tree.hang({word.index: (day.relation, day.head)})


def _is_day(tree: Tree, word: Word) -> bool:
    """Whether a word is a weekday or month, or the number of a day in one."""
    return word.text.strip(".").lower() in _DAYS or (
        word.upos == "NUM" and any(w.text.strip(".").lower() in _DAYS for w in tree.below(word))
    )


def _is_while(tree: Tree, word: Word) -> bool:
    """Whether a phrase says how long: "met *for two hours* in Jerusalem"."""
    counted = any(w.relation in {"nummod", "det"} for w in tree.below(word))
    return word.lemma.lower() in _UNITS and counted and "for" in tree.cases(word)


def due_back(tree: Tree, due: Word, place: Word) -> None:
    """ "is *due* back in PLACE": "due" is what is said of somebody, and no preposition."""
    if due.text.lower() != "due" or place.index < due.index:
        return
    if not any(w.relation == "cop" for w in [*tree.below(due), *tree.below(place)]):
        return
    moved = {
        w.index: (w.deprel, due.index)
        for w in tree.below(place)
        if w.relation in {"nsubj", "cop", "aux", "punct", "advmod", "obl"}
    }
    tree.hang(moved | {due.index: (place.deprel, place.head), place.index: ("obl", due.index)})


def no_agent(tree: Tree, word: Word, verb: Word) -> None:
    """ "X *called on* President Y": what "on" leads to does nothing to X, and a verb with no auxiliary is no passive."""
    below, cases = tree.below(verb), tree.cases(word)
    if not cases:
        if word.index < verb.index and not any(w.relation == "nsubj" for w in below):  # "X and Y *are expected* in PLACE"
            tree.hang({word.index: ("nsubj:pass", verb.index)})
        return
    if "by" in cases or any(w.relation == "aux" for w in below):
        return
    done_to = {w.index: ("nsubj", verb.index) for w in below if w.deprel == "nsubj:pass"}
    tree.hang(done_to | {word.index: ("obl", verb.index)})


def before_subject(tree: Tree, verb: Word, above: Word) -> None:
    """ "told parliament *on Wednesday* he would not go": a phrase between a verb and the subject of what it governs is of the verb."""
    own = next((w for w in tree.below(verb) if w.relation == "nsubj"), None)
    marks = any(w.relation == "mark" for w in tree.below(verb))
    if own is None or marks or above.index > own.index:
        return
    early = [w for w in tree.below(verb) if w.relation in {"obl", "obj", "iobj"} and verb.head < w.index < own.index]
    between = tree.between(verb.head, own.index)
    if not any(w.text == "," for w in between):
        tree.hang({w.index: (w.deprel, verb.head) for w in early})


def before_that(tree: Tree, that: Word, verb: Word) -> None:
    """ "told a luncheon *in August* that it was lonely": a phrase before "that" is of the verb that governs its clause."""
    if that.text.lower() != "that" or that.index > verb.index:
        return
    if verb.deprel != "ccomp" or verb.head == ROOT or verb.head > that.index:
        return
    early = [w for w in tree.below(verb) if w.relation == "obl" and verb.head < w.index < that.index]
    tree.hang({w.index: (w.deprel, verb.head) for w in early})


def led_subject(tree: Tree, word: Word, verb: Word) -> None:
    """ "*met with* Premier X": what a preposition leads to is no subject."""
    if word.index > verb.index and any(c.relation == "case" and c.upos == "ADP" for c in tree.below(word)):
        tree.hang({word.index: ("obl", verb.index)})
