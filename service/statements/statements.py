"""From a parsed document to its statements: cues, then quotations given to them, then sources made parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.statements.cites import cited_by, is_citation
from service.statements.cues import Cue, find_cues
from service.statements.dating import dates_beside, times_of
from service.statements.model import Party, Said
from service.statements.party import party
from service.statements.quoting import give_quotations
from service.statements.reading import Reading

if TYPE_CHECKING:
    from typing import Literal

    from service.entities.model import Entities
    from service.language.document import Document
    from service.times.model import Times


def find_statements(document: Document, entities: Entities, times: Times) -> tuple[Said, ...]:
    """The statements of a document, one a cue, in text order. Never raises on odd trees: a cue that makes no sense is left out."""
    reading = Reading.of(document, entities)
    cues = find_cues(reading)
    cited = cited_by(document, cues)
    cues = [c for c in cues if not is_citation(c, cited)]
    given = give_quotations(reading, cues)
    said = tuple(_said(reading, times, cue, words, cited.get(cue.head, ())) for cue, words in given)
    return tuple(_first_person(reading, said, s) for s in said)


def _said(reading: Reading, times: Times, cue: Cue, content: frozenset[int], cited: tuple[int, ...]) -> Said:
    document = reading.document
    own = set(cue.words)
    content = frozenset(reading.closed(content - own))
    beside = dates_beside(document, times, content)
    content -= beside
    spans = reading.spans(content)
    inside = tuple(i for span in spans for i in reading.words_in(span))
    topic = reading.spans(cue.filled.topic)
    speaker = party(reading, cue.source.head) if cue.source.head is not None else None
    if speaker is not None and cue.source.pronoun is not None:
        speaker = replace(speaker, span=document.words[cue.source.pronoun].span)
    return Said(
        speaker=speaker,
        act=cue.act,
        cue=cue.words,
        cue_head=cue.head,
        content=spans,
        content_words=inside,
        topic=topic[0] if topic else None,
        quote=_quote(reading, inside),
        addressee=party(reading, cue.filled.addressee) if cue.filled.addressee is not None else None,
        cites=tuple(party(reading, head) for head in cited),
        negated=cue.negated,
        times=times_of(document, times, cue, content | set(cue.filled.topic), beside),
        rules=cue.rules,
    )


def _quote(reading: Reading, content: tuple[int, ...]) -> Literal["direct", "indirect", "mixed"]:
    """Direct: all of it stands in quotation marks; mixed: some of it."""
    words, quoted = reading.document.words, reading.quoted
    inside = [i for i in content if i in quoted and words[i].upos != "PUNCT"]
    if not inside:
        return "indirect"
    return "mixed" if any(i not in quoted and words[i].upos != "PUNCT" for i in content) else "direct"


def _first_person(reading: Reading, said: tuple[Said, ...], one: Said) -> Said:
    """ "I" in a quotation is whoever is quoted: "I warned all the brothers," said *the preacher*."""
    if one.speaker is None or reading.document.words[one.speaker.head].lemma.lower() not in {"i", "we", "my", "our"}:
        return one
    at = reading.document.words[one.cue_head].span
    outer = [s for s in said if s is not one and s.speaker is not None and any(span.covers(at) for span in s.content)]
    if not outer:
        return one
    speaker = min(outer, key=lambda s: len(s.content_words)).speaker
    if not isinstance(speaker, Party):
        return one
    return replace(
        one, speaker=replace(speaker, span=one.speaker.span, head=one.speaker.head), rules=(*one.rules, "first-person")
    )
