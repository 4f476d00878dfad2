"""The side of the anchor that the grammar asks for, beyond plain past and future."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from service.times import find_times
from tests.times.trees import tree

if TYPE_CHECKING:
    from service.language.document import Document


def planned(text: str, governor: str, infinitive: str) -> Document:
    """The tree of a text with ``infinitive`` and its "to" hung under ``governor``, and what follows under ``infinitive``."""
    document = tree(text)
    at = {word.text: word.index for word in document.words}
    words = list(document.words)
    words[at["to"]] = replace(words[at["to"]], head=at[infinitive], deprel="mark", lemma="to")
    words[at[infinitive]] = replace(words[at[infinitive]], head=at[governor], deprel="xcomp", xpos="VB", upos="VERB")
    words[at[governor]] = replace(
        words[at[governor]], lemma={"planned": "plan", "managed": "manage"}[governor], upos="VERB", xpos="VBD"
    )
    for word in words[at[infinitive] + 1 :]:
        words[word.index] = replace(word, head=at[infinitive])
    return replace(document, words=tuple(words))


@pytest.mark.parametrize(("verb", "day"), [("planned", "2024-06-13"), ("managed", "2024-06-06")])
def test_plan(verb: str, day: str) -> None:
    """What somebody planned to do on Thursday lies ahead; what somebody managed to do lies behind."""
    document = planned(f"He {verb} to leave on Thursday", verb, "leave")
    words = [
        replace(w, deprel="root", head=-1, feats={"Tense": "Past", "VerbForm": "Fin"}) if w.text == verb else w
        for w in document.words
    ]
    document = replace(document, words=tuple(words))
    assert [t.value for t in find_times(document, dt.date(2024, 6, 11)).all] == [day]


def test_term_set_by_a_past_verb() -> None:
    """A past verb sets a term for later: the nearest day is meant."""
    assert [t.value for t in find_times(tree("He issued it until June 20."), dt.date(2024, 6, 11)).all] == ["2024-06-20"]
