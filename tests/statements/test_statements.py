"""Statements of short texts, through the shipped models."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from service.entities import find_entities
from service.statements import find_statements
from service.times import find_times

if TYPE_CHECKING:
    from service.language import Language
    from service.language.document import Document
    from service.statements.model import Said

ANCHOR = dt.date(2024, 6, 11)

# text, then for each statement: speaker, act, cue, content (None: nothing said)
Row = tuple[str | None, str, str, str | None]
CASES: list[tuple[str, list[Row]]] = [
    ("Anna Smith said that the talks were useful.", [("Anna Smith", "say", "said", "that the talks were useful")]),
    ("“The talks were useful,” said Anna Smith.", [("Anna Smith", "say", "said", "“The talks were useful,”")]),
    ("The talks, he added, were useful.", [("he", "say", "added", "The talks … were useful")]),
    (
        "“We will go,” Anna Smith said. “We will stay for a week.”",
        [("Anna Smith", "say", "said", "“We will go,” … “We will stay for a week.”")],
    ),
    (
        "“We will go,” Anna Smith said.\n\n“We will stay for a week.”",
        [("Anna Smith", "say", "said", "“We will go,” … “We will stay for a week.”")],
    ),
    (
        "According to the ministry, the visit will last two days.",
        [("ministry", "say", "According to", "the visit will last two days")],
    ),
    (
        "The visit will last two days, according to the ministry.",
        [("ministry", "say", "according to", "The visit will last two days")],
    ),
    ("The deal was announced by the ministry.", [("ministry", "announce", "announced", "The deal")]),
    ("The minister declined to comment on the visit.", [("minister", "decline", "declined to comment", None)]),
    ("The minister refused to say whether he would resign.", [("minister", "decline", "refused to say", None)]),
    ("The company would not elaborate.", [("company", "decline", "would not elaborate", None)]),
    ("Anna Smith told reporters that the visit was over.", [("Anna Smith", "say", "told", "that the visit was over")]),
    ("Anna Smith promised to return.", [("Anna Smith", "promise", "promised", "to return")]),
    (
        "Kim Jong Un invited Vladimir Putin to visit Pyongyang.",
        [("Kim Jong Un", "invite", "invited", "Vladimir Putin to visit Pyongyang")],
    ),
    ("Macron accepted Vladimir Putin's invitation to Moscow.", [("Vladimir Putin", "invite", "invitation", "Moscow")]),
    ("Anna Smith expressed her desire to visit Paris.", [("Anna Smith", "desire", "expressed desire", "to visit Paris")]),
    ("The government issued an apology.", [("government", "apologise", "issued apology", None)]),
    ("The opposition criticised the plan.", [("opposition", "criticise", "criticised", "the plan")]),
    ("Police denied that anyone was arrested.", [("Police", "deny", "denied", "that anyone was arrested")]),
    ("Analysts predicted a rise in prices.", [("Analysts", "predict", "predicted", "a rise in prices")]),
    ("The opposition called for an election.", [("opposition", "ask", "called for", "an election")]),
    ("Anna Smith arrived in Paris and said the visit was short.", [("Anna Smith", "say", "said", "the visit was short")]),
    ("The minister, who said the visit was short, left.", [("minister", "say", "said", "the visit was short")]),
    ("Anna Smith went on to say that the visit was short.", [("Anna Smith", "say", "say", "that the visit was short")]),
    ("The two leaders discussed trade and agreed to meet again.", []),
    ("The president was welcomed by the prime minister.", []),
    ("Student debt would decline.", []),
    ("He called his mother on Sunday.", []),
    ("A man called John lives here.", []),
]


def statements(language: Language, texts: list[str]) -> list[tuple[Document, tuple[Said, ...]]]:
    """The statements of each text."""
    documents = language.parse(texts)
    return [(d, find_statements(d, find_entities(d, None), find_times(d, ANCHOR))) for d in documents]


@pytest.fixture(scope="module")
def found(language: Language) -> dict[str, tuple[Document, tuple[Said, ...]]]:
    """The statements of every text of the table, parsed in one batch."""
    texts = [text for text, _ in CASES]
    return dict(zip(texts, statements(language, texts), strict=True))


def rows(document: Document, said: tuple[Said, ...]) -> list[Row]:
    """What a table's row tells of statements."""
    return [
        (
            s.speaker.name if s.speaker else None,
            s.act,
            " ".join(document.words[i].text for i in s.cue),
            " … ".join(span.of(document.text) for span in s.content) or None,
        )
        for s in said
    ]


@pytest.mark.parametrize("text, expected", CASES, ids=[text[:40] for text, _ in CASES])
def test_statements_of_a_sentence(found: dict[str, tuple[Document, tuple[Said, ...]]], text: str, expected: list[Row]) -> None:
    """Who says what by which cue, one statement a cue; what is no statement gives none."""
    assert rows(*found[text]) == expected


def test_addressee_date_and_negation(language: Language) -> None:
    """Whom it is said to, when, and whether it was said at all."""
    texts = [
        "Andrei Rudenko told reporters on Monday that the visit was near.",
        "Anna Smith did not tell the purpose of the visit.",
        "Anna Smith confirmed to Reuters that the visit was near.",
    ]
    (_, [told]), (_, [untold]), (_, [confirmed]) = statements(language, texts)
    assert told.addressee is not None
    assert (told.addressee.name, told.times, told.negated) == ("reporters", (0,), False)
    assert (untold.negated, untold.content) == (True, ())
    assert confirmed.addressee is not None
    assert confirmed.addressee.name == "Reuters"


def test_a_date_inside_what_is_said_does_not_date_the_saying(language: Language) -> None:
    """ "He left on Monday" is when he left."""
    [(_, [said])] = statements(language, ["Anna Smith said that he left on Monday."])
    assert said.times == ()


def test_nested_reports_are_one_statement_with_its_source(language: Language) -> None:
    """ "X reported, citing a diplomatic source" cites."""
    [(_, [report])] = statements(language, ["Reuters reported the visit on Monday, citing a diplomatic source."])
    assert [c.name for c in report.cites] == ["diplomatic source"]
    assert report.cites[0].kind == "anonymous"


@pytest.mark.parametrize(
    "text, kind",
    [
        ("A diplomatic source said the visit was near.", "anonymous"),
        ("An official who asked not to be named said the visit was near.", "anonymous"),
        ("A Pentagon spokesman said the troops would stay.", "organization"),
        ("Police said the man had fled.", "group"),
        ("The ministry said the visit was near.", "organization"),
        ("Anna Smith said the visit was near.", "person"),
        ("Vietnamese media said the visit was near.", "outlet"),
    ],
)
def test_kind_of_speaker(language: Language, text: str, kind: str) -> None:
    """People whose identity is withheld are anonymous; an unnamed spokesperson speaks for the body; groups are groups."""
    [(_, said)] = statements(language, [text])
    assert said[-1].speaker is not None
    assert said[-1].speaker.kind == kind


@pytest.mark.parametrize(
    "text, quote",
    [
        ("“The talks were useful,” Anna Smith said.", "direct"),
        ("Anna Smith said the talks were “very useful”.", "mixed"),
        ("Anna Smith said the talks were useful.", "indirect"),
    ],
)
def test_kind_of_quote(language: Language, text: str, quote: str) -> None:
    """All of it in marks, some of it, none of it."""
    [(_, [said])] = statements(language, [text])
    assert said.quote == quote


def test_odd_texts_give_no_error(language: Language) -> None:
    """Whatever the text, statements come back, or none."""
    texts = [
        "“” said said “said",
        '""""""',
        "said",
        "According to",
        "According to , said to to to.",
        "said: " * 50,
        "“He said “she said “they said",
        "قال إنه سيزور",
    ]
    for document, said in statements(language, texts):
        for s in said:
            assert all(span.of(document.text) for span in s.content)


def test_every_statement_names_its_rules(found: dict[str, tuple[Document, tuple[Said, ...]]]) -> None:
    """A statement can be traced to the rules that made it."""
    assert all(s.rules for _, said in found.values() for s in said)
