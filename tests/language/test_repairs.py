"""Trees of news phrases that the treebanks hardly know, as documents have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from service.language import Language


@pytest.mark.parametrize(
    ("text", "name", "role", "head"),
    [
        ("Visiting Indian Premier Arjun Mehta said on Tuesday that trade would double.", "Arjun", "nsubj", "said"),
        (
            "Omani Foreign Minister Salim Rashdi met visiting Indian Foreign Minister Arjun Mehta on Monday.",
            "Arjun",
            "obj",
            "met",
        ),
        ("The president held talks with visiting Prime Minister Arjun Mehta on Monday.", "Arjun", "nmod", "talks"),
    ],
)
def test_who_is_visiting_keeps_his_part_in_the_clause(language: Language, text: str, name: str, role: str, head: str) -> None:
    """ "Visiting" before a title and a name is an attribute of the name, which has its own part."""
    [document] = language.parse([text])
    word = next(w for w in document.words if w.text == name)
    visiting = next(w for w in document.words if w.text.lower() == "visiting")
    assert (word.relation, document.words[word.head].text) == (role, head)
    assert (visiting.deprel, visiting.head) == ("amod", word.index)


@pytest.mark.parametrize(
    "text",
    [
        "Visiting the president was a mistake, she said.",
        "She is visiting Prime Minister Arjun Mehta on Monday.",
        "They like visiting Kenya.",
    ],
)
def test_other_visiting_stays_a_verb(language: Language, text: str) -> None:
    """A clause about somebody who visits is left as parsed."""
    [document] = language.parse([text])
    [visiting] = [w for w in document.words if w.text.lower() == "visiting"]
    assert visiting.upos == "VERB"
    assert visiting.deprel != "amod"
