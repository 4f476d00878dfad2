"""Which reports are one visit, and what is told of it: by names, days and order of publication alone."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.stories import Report, block_of, signature_of, stories_of
from service.stories.copies import originals
from service.stories.names import name_of, same_person

DAY = dt.date(2024, 6, 11).toordinal()
"""A Tuesday, from which the days below count."""


def report(article: str, status: str, published: int, first: int | None = None, last: int | None = None, **other: Any) -> Report:
    """A report of Putin's visit to Vietnam: days count from ``DAY``, and the one that is left out is as the one that is given."""
    days = [None if day is None else DAY + day for day in (first, last if last is not None else first)]
    fields: dict[str, Any] = {
        "number": 0,
        "visitor": 0,
        "name": "Vladimir Putin",
        "role": None,
        "visitor_country": "RU",
        "country": "VN",
        "place": "Vietnam",
        "approximate": False,
        "source": f"The {article}",
        "confidence": 0.9,
        "statements": 1,
        **other,
    }
    return Report(article=article, status=status, published=DAY + published, first=days[0], last=days[1], **fields)


def told(*reports: Report) -> list[list[str]]:
    """The articles of each story, in the order of their reports."""
    return [[key[0] for key, _ in story.reports] for story in stories_of("VN|x", reports, {})]


JOINED: dict[str, tuple[Report, ...]] = {
    "planned for Tuesday, told undated the day after": (report("a", "planned", -1, 0), report("b", "completed", 1)),
    "invited, then planned, then there": (report("a", "invited", -90), report("b", "planned", -9), report("c", "ongoing", 1, 0)),
    "this month, then a day of it": (report("a", "planned", -10, -10, 19), report("b", "completed", 4, 3)),
    "arrival and talks": (report("a", "completed", 1, 0), report("b", "completed", 3, 2)),
    "a few weeks that came to be fewer": (report("a", "planned", 0, 14, 35, approximate=True), report("b", "completed", 10, 9)),
    "planned for Tuesday, come on Wednesday": (report("a", "planned", -3, 0), report("b", "completed", 2, 1)),
    "put off, and held later": (report("a", "planned", 0, 7), report("b", "postponed", 5), report("c", "completed", 60, 59)),
    "put off to a day": (report("a", "planned", 0, 7), report("b", "postponed", 5, 40), report("c", "ongoing", 41, 40)),
    "planned, and denied": (report("a", "planned", 0, 7), report("b", "ruled_out", 1, 7)),
    "cancelled, and on again for the same day": (
        report("a", "planned", 0, 20), report("b", "cancelled", 5), report("c", "planned", 12, 20),
    ),
    "a bare name and a full one": (report("a", "planned", 0, 7, name="Putin"), report("b", "planned", 1, 7)),
    "no country and one": (report("a", "planned", 0, 7, visitor_country=None), report("b", "planned", 1, 7)),
    "two spellings": (report("a", "planned", 0, 7, name="Sergei Lavrov"), report("b", "planned", 1, 7, name="Sergey Lavrow")),
    "there, and to go on the day after": (report("a", "ongoing", 1, 0, 1), report("b", "planned", 2, 3)),
    "remembered by its year": (report("a", "completed", 1, 0), report("b", "completed", 400, -162, 203)),
    "an offer that is dated by the day it was made": (report("a", "invited", 0, 0), report("b", "planned", 60, 70)),
}  # fmt: skip
APART: dict[str, tuple[Report, ...]] = {
    "another year": (report("a", "completed", 1, 0), report("b", "completed", 366, 365)),
    "a week later, there again": (report("a", "completed", 1, 0), report("b", "completed", 8, 7)),
    "there and back, and to go again the day after": (report("a", "completed", 1, 0, 1), report("b", "planned", 2, 3)),
    "after the visit, a plan": (report("a", "completed", 1, 0), report("b", "planned", 2)),
    "two undated ones, far apart": (report("a", "completed", 0), report("b", "completed", 60)),
    "cancelled, and another one planned": (
        report("a", "planned", 0, 7),
        report("b", "cancelled", 3),
        report("c", "planned", 100),
    ),
    "two given names": (
        report("a", "completed", 1, 0, name="Boris Johnson"),
        report("b", "completed", 1, 0, name="Lyndon Johnson"),
    ),
    "two countries": (
        report("a", "completed", 1, 0, name="Johnson", visitor_country="GB"),
        report("b", "completed", 1, 0, name="Johnson", visitor_country="US"),
    ),
    "told apart by one article": (report("a", "completed", 1, 0), report("a", "planned", 1, 1, number=1)),
    "no visit for years, and one": (report("a", "completed", -300, -301), report("b", "ruled_out", 0, -1500, 0)),
    "planned for this year after the first": (report("a", "completed", -150, -151), report("b", "planned", -100, -162, 203)),
}


@pytest.mark.parametrize("reports", JOINED.values(), ids=JOINED)
def test_one_visit(reports: tuple[Report, ...]) -> None:
    """All that may be reports of one visit are, in the order in which they were published."""
    assert [[one.article for one in reports]] == told(*reports)


@pytest.mark.parametrize("reports", APART.values(), ids=APART)
def test_several_visits(reports: tuple[Report, ...]) -> None:
    """What is apart in time, in name or in one article's own words is never one."""
    found = stories_of("VN|x", reports, {})
    assert len(found) > 1
    assert {len({key[0] for key, _ in story.reports}) == len(story.reports) for story in found} == {True}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Vladimir Putin", "RU"), ("Putin", "RU"), True),
        (("Vladimir Putin", "RU"), ("V. Putin", None), True),
        (("Abdel Fattah El-Sisi", "EG"), ("al-Sisi", "EG"), True),
        (("Ursula von der Leyen", None), ("Leyen", None), True),
        (("Kim Jong-un", None), ("Kim Jong Un", "KP"), True),
        (("Xi Jinping", "CN"), ("Xi", None), True),
        (("Volodymyr Zelensky", "UA"), ("Zelenskyy", "UA"), True),
        (("Pope Francis", "VA"), ("Francis", None), True),
        (("Henrik IV", "DK"), ("King Henrik", "DK"), True),
        (("Patriarch Serafim of Romania", "RO"), ("Serafim", "RO"), True),
        (("Recep Tayyip Erdoğan", "TR"), ("Recep Tayyip Erdogan", None), True),
        (("Boris Johnson", "GB"), ("Lyndon Johnson", "US"), False),
        (("George W. Bush", "US"), ("Jeb Bush", "US"), False),
        (("Han Jae-won", "KR"), ("Lee Jae-won", "KR"), False),
        (("John Smith", None), ("Joan Smith", None), False),
        (("Li Qiang", "CN"), ("Le Qiang", None), False),
    ],
)
def test_names(one: tuple[str, str | None], other: tuple[str, str | None], *, same: bool) -> None:
    """Names that may be one person's share a block; given names that differ tell two people apart."""
    assert same_person(name_of(*one), name_of(*other)) == same
    assert same_person(name_of(*other), name_of(*one)) == same
    if same:
        assert block_of(*one, "VN", "Hanoi") == block_of(*other, "VN", "Vietnam")


def test_what_is_told_of_a_visit() -> None:
    """The fullest name, the last role, the days it was seen under way, the way its status went, and who says so."""
    [story] = [
        found.story
        for found in stories_of(
            "VN|x",
            (
                report("a", "invited", -60, name="Putin"),
                report("b", "planned", -7, 0, role="Russian leader"),
                report("c", "planned", -7, 0, 5, statements=3),
                report("d", "ongoing", 1, 0, 1, name="Vladimir V. Putin", role="President"),
                report("e", "completed", 1, 1, confidence=0.95),
                report("f", "completed", 40, place="Hanoi"),
            )[:5],
            {},
        )
    ]
    assert (story.visitor.name, story.visitor.role, story.visitor.country) == ("Vladimir V. Putin", "President", "RU")
    assert (story.destination, story.country, story.status) == ("Vietnam", "VN", "completed")
    assert story.date is not None
    assert (story.date.start, story.date.end, story.date.approximate) == ("2024-06-11", "2024-06-12", False)
    assert [(step.status, step.published, step.articles) for step in story.history] == [
        ("invited", "2024-04-12", 1),
        ("planned", "2024-06-04", 2),
        ("ongoing", "2024-06-12", 1),
        ("completed", "2024-06-12", 1),
    ]
    assert (story.articles, story.sources, story.statements, story.confidence) == (5, 5, 7, 0.95)
    assert (story.first_published, story.last_published) == ("2024-04-12", "2024-06-12")


@pytest.mark.parametrize(
    ("reports", "days"),
    [
        ((report("a", "planned", 0, -10, 19), report("b", "planned", 1, 5)), (5, 5)),
        ((report("a", "planned", 0, 5), report("b", "planned", 1, 6)), (6, 6)),
        ((report("a", "planned", 0, 5), report("b", "completed", 7)), (5, 5)),
        ((report("a", "completed", 3, None, 2), report("b", "ongoing", 1, 0, 1)), (0, 2)),
        ((report("a", "planned", 0, 7), report("b", "postponed", 5), report("c", "planned", 9, 30, 60)), (30, 60)),
        ((report("a", "planned", 0, 7), report("b", "postponed", 5)), None),
        ((report("a", "completed", 0), report("b", "completed", 2)), None),
        ((report("a", "invited", 0, 0), report("b", "invited", 2)), None),
    ],
)
def test_the_days_of_a_visit(reports: tuple[Report, ...], days: tuple[int, int] | None) -> None:
    """The fewest days that reports agree on, all those it was seen under way; none that no report tells, and none of before it was put off."""
    [found] = stories_of("VN|x", reports, {})
    date = found.story.date
    assert (None if date is None else (date.start, date.end)) == (
        None if days is None else tuple(dt.date.fromordinal(DAY + day).isoformat() for day in days)
    )


WORDS = [f"word{number}" for number in range(400)]


def text(seed: int, length: int = 120) -> str:
    """Some words, the same for the same seed."""
    return " ".join(random.Random(seed).choices(WORDS, k=length))  # noqa: S311 - no secret


def test_near_copies_count_once() -> None:
    """A text in three papers, one of which cuts it, is one source, told on the day of the first; its later copies change nothing."""
    whole = text(1)
    texts = {"a": whole, "b": f"LONDON (Agency) - {whole}", "c": " ".join(whole.split()[:80]), "d": text(2)}
    reports = [report("a", "planned", 0, 2), report("b", "planned", 3), report("c", "planned", 4), report("d", "completed", 3, 2)]
    signatures = {name: signature_of(some) for name, some in texts.items()}
    [found] = stories_of("VN|x", reports, signatures)
    assert [(key[0], copy) for key, copy in found.reports] == [("a", None), ("b", "a"), ("d", None), ("c", "a")]
    assert (found.story.articles, found.story.sources, found.story.status) == (4, 2, "completed")
    assert [step.status for step in found.story.history] == ["planned", "completed"]


def test_the_same_words_a_year_later_are_no_copy() -> None:
    """What is printed every year is told every year."""
    signature = signature_of(text(1))
    assert originals({"a": DAY, "b": DAY + 365, "c": DAY + 2}, dict.fromkeys("abc", signature)) == {"c": "a"}
    assert originals({"a": DAY, "b": DAY}, {"a": signature, "b": signature_of(text(2))}) == {}


def test_an_id_lasts() -> None:
    """A story keeps its id whatever is reported later, and takes another one once an earlier report is known, or the first is gone."""
    reports = [report("b", "planned", 0, 7), report("a", "planned", 3, 7), report("c", "completed", 9, 7)]
    ids = [
        stories_of("VN|x", some, {})[0].story.id
        for some in (reports[:1], reports[:2], reports, [*reports, report("z", "invited", -9)], reports[1:])
    ]
    assert len(set(ids[:3])) == 1
    assert len(set(ids)) == 3
    assert stories_of("VN|y", reports, {})[0].story.id not in ids


NAMES = ("Putin", "Vladimir Putin", "Igor Putin", "V. Putin", "Putin Jr.")
any_report = st.builds(
    report,
    st.sampled_from("abcdefghij"),
    st.sampled_from(
        ["completed", "ongoing", "planned", "invited", "desired", "cancelled", "postponed", "ruled_out", "hypothetical"]
    ),
    st.integers(0, 60),
    st.none() | st.integers(-40, 100),
    st.none(),
    number=st.integers(0, 3),
    name=st.sampled_from(NAMES),
    visitor_country=st.sampled_from([None, "RU", "BY"]),
    approximate=st.booleans(),
)


@st.composite
def news(draw: st.DrawFn) -> list[Report]:
    """Reports as articles give them: each has one day of publication, and each number once."""
    some = {one.key: one for one in draw(st.lists(any_report, max_size=25))}
    days = {article: draw(st.integers(0, 60)) for article in sorted({key[0] for key in some})}
    return [
        Report(**{n: getattr(one, n) for n in Report.__struct_fields__} | {"published": DAY + days[one.article]})
        for one in some.values()
    ]


@settings(max_examples=300, deadline=None)
@given(news(), st.randoms(use_true_random=False))
def test_whatever_is_reported(reports: list[Report], chance: random.Random) -> None:
    """Each report is in one story, no story has two of one article or of two people, and the order of arrival changes nothing."""
    signatures = {one.article: signature_of(text(ord(one.article) % 6)) for one in reports}
    found = stories_of("VN|x", reports, signatures)
    keys = [key for story in found for key, _ in story.reports]
    assert sorted(keys) == sorted(one.key for one in reports)
    assert len({story.number for story in found}) == len(found)
    by_key = {one.key: one for one in reports}
    for story in found:
        own = [by_key[key] for key, copy in story.reports if copy is None]
        assert len({one.article for one in own}) == len(own)
        assert len({one.visitor_country for one in own} - {None}) <= 1
        assert story.story.history[-1].status == story.story.status
    chance.shuffle(reports)
    assert stories_of("VN|x", reports, signatures) == found
