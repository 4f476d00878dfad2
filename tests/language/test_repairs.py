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


@pytest.mark.parametrize(
    ("text", "role", "head"),
    [
        ("Deputy Prime Minister and Foreign Minister Nasser Al-Tamimi arrived in Paris on Monday.", "nsubj", "arrived"),
        (
            "Kuwait's Deputy Prime Minister and Minister of Foreign Affairs Nasser Al-Tamimi left for Paris on Monday.",
            "nsubj",
            "left",
        ),
        ("The envoy met Deputy Prime Minister and Minister of Defence Nasser Al-Tamimi in Kuwait City on Monday.", "obj", "met"),
        (
            "Talks between Prime Minister and Defence Minister Nasser Al-Tamimi and President Luc Moreau began on Monday.",
            "nmod",
            "Talks",
        ),
    ],
)
def test_two_offices_are_one_person(language: Language, text: str, role: str, head: str) -> None:
    """Offices in the singular without a determiner before a name are both the name's."""
    [document] = language.parse([text])
    name = next(w for w in document.words if w.text == "Nasser")
    assert (name.relation, document.words[name.head].text) == (role, head)
    assert [w.deprel for w in document.words if w.text == "Minister" and w.head == name.index] == ["nmod:desc", "nmod:desc"]


@pytest.mark.parametrize(
    "text",
    [
        "The president and Foreign Minister Nasser Tamimi flew to Rome.",
        "President Luc Moreau and Prime Minister Nasser Tamimi flew to Rome.",
        "Egypt and Prime Minister Nasser Tamimi disagree.",
    ],
)
def test_two_who_are_told_of_stay_two(language: Language, text: str) -> None:
    """What has a determiner, a name or a country of its own is left as parsed."""
    [document] = language.parse([text])
    name = next(w for w in document.words if w.text == "Nasser")
    before = next(w.index for w in document.words if w.text == "and")
    assert not [w for w in document.words[:before] if w.deprel == "nmod:desc" and w.head == name.index]


@pytest.mark.parametrize(
    ("text", "office", "role", "head"),
    [
        ("The envoy met Minister of Defence Nasser Tamimi in Kuwait City on Monday.", "Minister", "obj", "met"),
        (
            "US Secretary of State Nasser Tamimi's visit to Beijing next week has been confirmed.",
            "Secretary",
            "nmod:poss",
            "visit",
        ),
        (
            "The news came during Secretary of State Nasser Tamimi's visit to Beijing on Monday.",
            "Secretary",
            "nmod:poss",
            "visit",
        ),
        (
            "Deputy Secretary of State Nasser Tamimi's surprise visit to Beijing ended on Monday.",
            "Secretary",
            "nmod:poss",
            "visit",
        ),
    ],
)
def test_an_office_of_something_is_the_name_s(language: Language, text: str, office: str, role: str, head: str) -> None:
    """What follows "of" belongs to the office, and the office to the name, which has its part in the clause."""
    [document] = language.parse([text])
    name = next(w for w in document.words if w.text == "Nasser")
    title = next(w for w in document.words if w.text == office)
    assert (name.deprel, document.words[name.head].text) == (role, head)
    assert (title.deprel, title.head) == ("nmod:desc", name.index)
