"""Made-up articles with made-up events, as many as are wanted, for the store: nothing is extracted, so nothing takes long.

Names, countries and dates are spread as in news: few of them are in most of it, most of them are in little.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import TYPE_CHECKING, get_args

import pycountry

from service import contract as wire
from service.contract import Act, Article, Engine, Extraction, Statement, Status, VisitEvent
from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTRIES = sorted(country.alpha_2 for country in pycountry.countries)
SOURCES = [f"The {place} {paper}" for place in ("Northern", "Harbour", "Old", "Évening") for paper in ("Times", "Post", "Herald")]
FAMILIES = [
    first + last
    for first in ("Al", "Bor", "Čer", "Dra", "Esz", "Fal", "Gor")
    for last in ("ba", "den", "lini", "ström", "kov", "wek")
]
GIVEN = ["Ana", "Boris", "Chloé", "Dmitri", "Ela", "Femi", "Gün", "Hana"]
WORDS = [
    a + b
    for a in ("tra", "bor", "sum", "ga", "li", "po", "mar", "fi")
    for b in ("de", "der", "mit", "les", "ne", "ket", "nance", "ral")
]
SPAN = Span(0, 1)
_STATUS, _ACT = (get_args(get_args(kind)[0]) for kind in (Status, Act))


def articles(number: int, events: int = 5, seed: int = 0) -> Iterator[tuple[Article, Extraction]]:
    """So many articles with so many events each, and what might have been extracted from them; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for position in range(number):
        day = dt.date(2020, 1, 1) + dt.timedelta(days=min(int(chance.expovariate(1 / 400)), 2000))
        text = " ".join(_some(chance, WORDS) for _ in range(20))
        article = Article(
            text=text,
            published=day.isoformat(),
            id=f"g{seed}-{position}",
            title=" ".join(_some(chance, WORDS) for _ in range(4)),
            source=_some(chance, SOURCES),
            url=f"https://example.org/{position}",
        )
        yield article, extraction_of(article, events, chance)


def extraction_of(article: Article, events: int = 5, chance: random.Random | None = None) -> Extraction:
    """What might have been extracted from an article: by chance, which the article's title decides where none is given."""
    chance = chance or random.Random(article.title)  # noqa: S311 - no secret
    day = dt.date.fromisoformat(article.published[:10])
    made = [_visit(chance, day, n) if chance.random() < 0.45 else _statement(chance, day, n) for n in range(1, events + 1)]
    digest = hashlib.sha256(article.text.encode()).hexdigest()
    info = wire.ArticleInfo(article.id, article.title, article.source, article.url, article.published, digest, "en")
    return Extraction(article=info, times=[], entities=[], events=made, warnings=[], engine=Engine("1.0.0", "none"))


def _some(chance: random.Random, values: list[str]) -> str:
    """One of some values: the first ones often, the last ones hardly ever."""
    return values[min(int(chance.expovariate(6 / len(values))), len(values) - 1)]


def _name(chance: random.Random) -> str:
    return f"{_some(chance, GIVEN)} {_some(chance, FAMILIES)}"


def _date(chance: random.Random, day: dt.date) -> wire.EventDate | None:
    kind = chance.random()
    start = day + dt.timedelta(days=int(chance.gauss(0, 60)))
    if kind < 0.2:
        return None
    end = start + dt.timedelta(days=0 if kind < 0.7 else int(chance.expovariate(1 / 60)))
    return wire.EventDate(
        start.isoformat() if kind < 0.97 else None,
        end.isoformat() if not 0.94 < kind < 0.97 else None,
        approximate=False,
        times=[],
    )


def _visit(chance: random.Random, day: dt.date, number: int) -> VisitEvent:
    visitors = [
        wire.Participant(None, _name(chance), None, _some(chance, COUNTRIES), SPAN) for _ in range(chance.choice((1, 1, 1, 2)))
    ]
    return VisitEvent(
        id=f"v{number}",
        visitors=visitors,
        destination=wire.Destination(None, _some(chance, WORDS).title(), _some(chance, COUNTRIES), SPAN, "named"),
        hosts=[],
        status=chance.choice(_STATUS),
        kind=None,
        purpose=wire.TextSpan(" ".join(_some(chance, WORDS) for _ in range(3)), SPAN),
        date=_date(chance, day),
        order=[],
        reported_by=[],
        mentions=[],
        cameo="042",
        confidence=round(chance.betavariate(8, 2), 3),
    )


def _statement(chance: random.Random, day: dt.date, number: int) -> Statement:
    kind = chance.choice(("person", "person", "outlet", "anonymous"))
    speaker = wire.Speaker(
        None, "a diplomat" if kind == "anonymous" else _name(chance), kind, None, _some(chance, COUNTRIES), SPAN
    )
    cites = [wire.Source("anonymous", "a source", SPAN)] if chance.random() < 0.05 else []
    return Statement(
        id=f"s{number}",
        speaker=speaker if chance.random() < 0.95 else None,
        act=chance.choice(_ACT),
        cue=wire.Lemma("said", "say", SPAN),
        content=wire.Content(" ".join(_some(chance, WORDS) for _ in range(12)), [SPAN]),
        topic=None,
        quote="indirect",
        addressee=None,
        cites=cites,
        negated=False,
        date=_date(chance, day),
        about=[],
        confidence=round(chance.betavariate(8, 2), 3),
    )
