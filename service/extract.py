"""The one path through all stages: ``extract(articles) -> extractions``. Pure: text and date in, structs out."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from service import contract as wire
from service.confidence import of_statement, of_visit
from service.entities import find_entities
from service.entities.model import Entities
from service.explain import why_statement, why_visit
from service.links import Links, link
from service.statements import find_statements
from service.statements.model import Said
from service.times import find_times
from service.times.model import Times
from service.visits import find_visits
from service.visits.model import Visit
from service.visits.words import cameo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.entities.model import Reference
    from service.language import Language
    from service.language.document import Document
    from service.spans import Span
    from service.statements.model import Party
    from service.visits.model import Dating, VisitMention


def extract(
    articles: Sequence[wire.Article], language: Language | None = None, *, explain: bool = False
) -> list[wire.Extraction]:
    """Dates, entities, visits and statements of each article, in the order given.

    ``language`` holds the models (the shipped ones if none is given, loaded once a process) and is not thread-safe. The result for an article
    does not depend on the others. With ``explain`` each event brings the rules that made it and the evidence they went by. Articles are taken as valid
    (``contract.Article``'s constraints hold).
    """
    language = language or _shipped()
    texts = [t for a in articles for t in (a.text, a.title or "")]
    parsed = language.parse(texts)
    return [
        extraction_of(a, *parsed[2 * i : 2 * i + 2], models=language.version, explain=explain) for i, a in enumerate(articles)
    ]


def anchor_of(published: str) -> dt.date:
    """The calendar day of publication in the article's own time zone."""
    return dt.date.fromisoformat(published[:10])


@cache
def _version() -> str:
    return version("dateline")


@cache
def _shipped() -> Language:
    from service.language import Language  # noqa: PLC0415 - torch, which takes seconds to import

    return Language.load()


class Found(Struct, frozen=True):
    """What the stages found in one article, before it becomes the contract's structs; events are ``visits``, then ``said``."""

    times: Times
    entities: Entities
    said: tuple[Said, ...]
    visits: tuple[Visit, ...]
    links: Links


def find(document: Document, title: Document, anchor: dt.date) -> Found:
    """All stages above the models, over the parses of an article's text and title; ``anchor`` is its day of publication."""
    times = find_times(document, anchor)
    entities = find_entities(document, title)
    said = find_statements(document, entities, times)
    visits = find_visits(document, entities, times, anchor)
    return Found(times, entities, said, visits, link(document, times, said, visits))


def extraction_of(article: wire.Article, document: Document, title: Document, *, models: str, explain: bool) -> wire.Extraction:
    """The extraction of one article from the parses of its text and title: all that is done above the models."""
    writer = _Writer(document, find(document, title, anchor_of(article.published)), explain=explain)
    return wire.Extraction(
        article=wire.ArticleInfo(
            id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            published=article.published,
            sha256=hashlib.sha256(article.text.encode()).hexdigest(),
            language=article.language or "en",
        ),
        times=writer.times(),
        entities=writer.entities(),
        events=writer.events(),
        warnings=writer.warnings(),
        engine=wire.Engine(version=_version(), models=models),
    )


class _Writer:
    """Turns the stages' structs into the contract's, numbering times, visits and statements."""

    def __init__(self, document: Document, found: Found, *, explain: bool) -> None:
        self._document, self._entities, self._times = document, found.entities, found.times
        self._said, self._visits, self._links, self._explain = found.said, found.visits, found.links, explain

    def times(self) -> list[wire.Time]:
        return [
            wire.Time(
                id=f"t{n}",
                text=t.span.of(self._document.text),
                span=t.span,
                type=t.type,
                value=t.value,
                mod=t.mod,
                relation=t.relation,
                start=_iso(t.interval.start) if t.interval else None,
                end=_iso(t.interval.end) if t.interval else None,
                edtf=t.edtf,
                precision=t.precision,
                approximate=t.approximate,
                rule=t.rule,
            )
            for n, t in enumerate(self._times.all, 1)
        ]

    def entities(self) -> list[wire.Entity]:
        return [
            wire.Entity(
                id=e.id,
                type=e.type,
                name=e.name,
                country=e.country or e.home,
                roles=list(e.roles),
                mentions=[m.span for m in e.mentions],
            )
            for e in self._entities.all
        ]

    def events(self) -> list[wire.Event]:
        visits: list[wire.Event] = [self._visit(v, visit) for v, visit in enumerate(self._visits)]
        return visits + [self._statement(s, said) for s, said in enumerate(self._said)]

    def warnings(self) -> list[wire.Notice]:
        found = [wire.Notice(code=w.code, message=w.message, span=w.span) for w in self._times.warnings]
        for v, visit in enumerate(self._visits, 1):
            if visit.dating is None:
                span = visit.mentions[0].span
                found.append(wire.Notice(code="undated_visit", message=f"the text does not date visit v{v}", span=span))
        for sentence in self._document.sentences:
            if sentence.cut:
                found.append(
                    wire.Notice(
                        code="sentence_cut", message="a sentence was too long to be read as one and was cut", span=sentence.span
                    )
                )
        return found

    def _visit(self, v: int, visit: Visit) -> wire.VisitEvent:
        code = cameo().get(visit.status)
        return wire.VisitEvent(
            id=f"v{v + 1}",
            visitors=[_participant(r) for r in visit.visitors],
            destination=wire.Destination(
                entity=visit.destination.entity,
                name=visit.destination.name,
                country=visit.destination.country,
                span=visit.destination.span,
                resolved=visit.destination.resolved,
            ),
            hosts=[_participant(r) for r in visit.hosts],
            status=visit.status,
            kind=visit.kind,
            purpose=self._text(visit.purpose),
            date=self._date(visit.dating),
            order=[wire.Order("before", f"v{b + 1}") for a, b in self._links.order if a == v]
            + [wire.Order("after", f"v{a + 1}") for a, b in self._links.order if b == v],
            reported_by=[f"s{s + 1}" for s, about in enumerate(self._links.about) if v in about],
            mentions=[self._mention(m) for m in visit.mentions],
            cameo=code.code if code else None,
            confidence=of_visit(visit),
            rules=list(visit.rules) if self._explain else UNSET,
            evidence=why_visit(self._document, self._times, visit) if self._explain else UNSET,
        )

    def _mention(self, mention: VisitMention) -> wire.Mention:
        word = self._document.words[mention.trigger]
        return wire.Mention(sentence=word.sentence, span=mention.span, trigger=wire.Lemma(word.text, word.lemma, word.span))

    def _statement(self, s: int, said: Said) -> wire.Statement:
        text = self._document.text
        cue = self._document.span(said.cue)
        return wire.Statement(
            id=f"s{s + 1}",
            speaker=_speaker(said.speaker),
            act=said.act,  # type: ignore[arg-type]
            cue=wire.Lemma(cue.of(text), self._document.words[said.cue_head].lemma, cue),
            content=wire.Content(" ".join(c.of(text) for c in said.content), list(said.content)) if said.content else None,
            topic=self._text(said.topic),
            quote=said.quote,
            addressee=_speaker(said.addressee),
            cites=[wire.Source(p.kind, p.span.of(text) if p.kind == "anonymous" else p.name, p.span) for p in said.cites],
            negated=said.negated,
            date=self._date(self._links.dates[s]),
            about=[f"v{v + 1}" for v in self._links.about[s]],
            confidence=of_statement(said),
            rules=list(said.rules) if self._explain else UNSET,
            evidence=why_statement(self._document, self._times, said) if self._explain else UNSET,
        )

    def _text(self, span: Span | None) -> wire.TextSpan | None:
        return None if span is None else wire.TextSpan(span.of(self._document.text), span)

    def _date(self, dating: Dating | None) -> wire.EventDate | None:
        if dating is None:
            return None
        return wire.EventDate(
            start=_iso(dating.interval.start),
            end=_iso(dating.interval.end),
            approximate=dating.approximate,
            times=[f"t{t + 1}" for t in dating.times],
        )


def _participant(reference: Reference) -> wire.Participant:
    return wire.Participant(
        entity=reference.entity, name=reference.name, role=reference.role, country=reference.home, span=reference.span
    )


def _speaker(party: Party | None) -> wire.Speaker | None:
    if party is None:
        return None
    return wire.Speaker(
        entity=party.entity, name=party.name, kind=party.kind, role=party.role, country=party.country, span=party.span
    )


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
