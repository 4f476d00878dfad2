"""Puts right what the parser gets wrong in news and plain grammar can tell: titles (``titles.py``) and attachments (``attachments.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import attachments, titles
from service.language.document import ROOT
from service.language.grafts import Tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.language.document import Word

_REPAIRS: tuple[tuple[str, Callable[[Tree, Word, Word], None]], ...] = (
    ("nsubj", attachments.led_subject),
    ("nmod:desc", titles.hyphenated),
    ("", titles.visiting),
    ("nmod:desc", titles.office_of),
    ("nmod:poss", titles.office_before),
    ("nmod", titles.office_before),
    ("cc", titles.two_offices),
    ("case", titles.owner),
    ("appos", titles.apposed),
    ("acl:relcl", attachments.main_clause),
    ("acl:relcl", attachments.interposed),
    ("acl", titles.led_by),
    ("advcl", titles.led_by),
    ("obl:agent", titles.second_agent),
    ("nmod", attachments.behind_a_time),
    ("obl:agent", attachments.no_agent),
    ("case", attachments.due_back),
    ("ccomp", attachments.before_subject),
    ("mark", attachments.before_that),
)
"""In their order, by the relation of the words that each looks at (all words, where it is empty): what is done with such a word and the one it hangs by."""


def repaired(words: list[Word]) -> list[Word]:
    """The words of a sentence with its tree put right; it is a tree still."""
    tree = Tree(list(words))
    for relation, repair in _REPAIRS:
        for word in [w for w in tree.words if w.head != ROOT and (not relation or w.deprel == relation)]:
            repair(tree, word, tree.at(word.head))
    return tree.words
