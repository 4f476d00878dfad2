"""Trees of news phrases that the treebanks hardly know, as documents have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.language.document import ROOT, Word
from service.language.repairs import repaired
from service.spans import Span

if TYPE_CHECKING:
    from service.language import Language
    from service.language.document import Document


def _word(document: Document, text: str) -> Word:
    return next(w for w in document.words if w.text.lower() == text.lower())


def _part(document: Document, text: str) -> tuple[str, str]:
    """The relation of a word, and what it hangs by."""
    word = _word(document, text)
    return word.deprel, document.words[word.head].text


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
    assert _part(document, name) == (role, head)
    assert _part(document, "visiting") == ("amod", name)


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
    visiting = _word(document, "visiting")
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
    name = _word(document, "Nasser")
    assert _part(document, "Nasser") == (role, head)
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
    name, coordinator = _word(document, "Nasser"), _word(document, "and")
    assert not [w for w in document.words[: coordinator.index] if w.deprel == "nmod:desc" and w.head == name.index]


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
    assert _part(document, "Nasser") == (role, head)
    assert _part(document, office) == ("nmod:desc", "Nasser")


_SENTENCES = st.sampled_from(
    [
        "Minister of State and Minister of State Mehta 's visit",
        "said visiting Minister Mehta",
        "met Minister and Secretary of State Mehta",
        "Secretary of State Mehta 's visit said",
    ]
)
_TAGS = {
    "Minister": ("NOUN", "NN"),
    "Secretary": ("PROPN", "NNP"),
    "State": ("PROPN", "NNP"),
    "Mehta": ("PROPN", "NNP"),
    "visit": ("NOUN", "NN"),
    "visiting": ("VERB", "VBG"),
    "said": ("VERB", "VBD"),
    "met": ("VERB", "VBD"),
    "and": ("CCONJ", "CC"),
    "of": ("ADP", "IN"),
    "'s": ("PART", "POS"),
}
_RELATIONS = {
    "and": ["cc"],
    "of": ["case"],
    "'s": ["case"],
    "visiting": ["xcomp", "obj", "nsubj"],
    "said": ["acl"],
    "met": ["acl"],
}
_OF_NAMES = ["nmod:desc", "nmod", "nmod:poss", "appos", "conj", "nsubj", "obj"]


@settings(max_examples=1500, deadline=None)
@given(st.data(), _SENTENCES, st.sampled_from([0, 7]))
def test_of_any_tree_a_tree_comes(data: Any, sentence: str, first: int) -> None:
    """Whatever the parser makes of a sentence, wherever it stands in the document, what is put right is a tree of the same words."""
    texts = sentence.split()
    order = data.draw(st.permutations(range(first, first + len(texts))))
    heads = {w: order[data.draw(st.integers(0, i - 1))] if i else ROOT for i, w in enumerate(order)}
    words = []
    for index, text in enumerate(texts, first):
        relation = data.draw(st.sampled_from(_RELATIONS.get(text, _OF_NAMES)))
        words.append(Word(index, 0, text, text.lower(), *_TAGS[text], {}, heads[index], relation, Span(index, index + 1)))
    after = repaired(words)
    assert [(w.index, w.text) for w in after] == [(w.index, w.text) for w in words]
    reached = {ROOT}
    for _ in after:
        reached |= {w.index for w in after if w.head in reached}
    assert reached == {ROOT, *heads}


@pytest.mark.parametrize(
    ("text", "word", "part"),
    [
        ("The envoy of Algeria, Karim Haddad, arrived Saturday in Bamako as a special envoy.", "Bamako", ("obl", "arrived")),
        ("He met for two hours in Jerusalem with the Israeli foreign minister.", "Jerusalem", ("obl", "met")),
        (
            "Australia's Defence Minister, Colin Hart, told a luncheon at the Wellington Club in Wellington in August that it was lonely.",
            "August",
            ("obl", "told"),
        ),
        (
            "The prime minister, Rick Tavake, told parliament on Wednesday he would not go to New York this month.",
            "Wednesday",
            ("obl", "told"),
        ),
    ],
)
def test_a_phrase_hangs_by_the_verb_it_is_of(language: Language, text: str, word: str, part: tuple[str, str]) -> None:
    """Days have no places, and nothing of a clause stands before its "that" or its subject."""
    [document] = language.parse([text])
    assert _part(document, word) == part


@pytest.mark.parametrize(
    ("text", "word", "part"),
    [
        (
            "Kuwaiti Minister of Energy Sheikh Nasser Al-Duaij left here today for Cairo.",
            "Nasser",
            ("nsubj", "left"),
        ),
        (
            "Kuwaiti Minister of Energy Sheikh Nasser Al-Duaij left here today for Cairo.",
            "Minister",
            ("nmod:desc", "Nasser"),
        ),
        (
            "At the invitation of the Speaker, a delegation of the State Duma led by its Deputy Chairman Ivan Melnikov visited Mongolia.",
            "Ivan",
            ("obl:agent", "led"),
        ),
        ("A trip to Tbilisi that Kaya had planned for September was called off.", "trip", ("nsubj:pass", "called")),
    ],
)
def test_everybody_has_one_part(language: Language, text: str, word: str, part: tuple[str, str]) -> None:
    """Who holds an office, who leads a delegation, and what a clause is about hang where they belong."""
    [document] = language.parse([text])
    assert _part(document, word) == part
