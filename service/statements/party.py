"""Who a source or an addressee is: from the head of its noun phrase to an entity, a name and a kind.

The one place where the statement stage asks the entity stage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.statements.model import Party
from service.statements.reading import case_of
from service.statements.words import words

if TYPE_CHECKING:
    from service.entities.model import Entities, Entity, EntityType, Mention
    from service.language.document import Document, Word
    from service.statements.model import SpeakerKind
    from service.statements.reading import Reading

_KINDS: dict[EntityType, SpeakerKind] = {
    "person": "person",
    "organization": "organization",
    "outlet": "outlet",
    "place": "organization",
    "facility": "organization",
    "group": "group",
}
"""Places and buildings that speak are the bodies that reside there: "Baghdad said", "the Kremlin said"."""

_LONGEST_NAME = 10
"""Words of a noun phrase that still make a name; of a longer one only the part up to its head is taken."""


def party(reading: Reading, head: int) -> Party:
    """The source or addressee whose noun phrase the tree hangs by the word ``head``."""
    document, entities = reading.document, reading.entities
    named = _apposed(document, entities, head) or _known(entities, head)
    word = document.words[head]
    if named is not None and not (_is_coordinated(document, head) and named[1].kind != "pronoun"):
        entity, mention = named
        lemma = word.lemma.lower()
        kind = _KINDS[entity.type]
        if entity.anonymous or (
            mention.kind == "nominal"
            and entity.type in {"person", "group"}
            and lemma in words().anonymous
            and not _is_named(entity)
        ):
            kind = "anonymous"
        span = document.words[head].span if mention.kind == "pronoun" else mention.span
        role = mention.role or next(iter(entity.roles), None)
        if kind == "person" and lemma in words().spokesperson and not _is_named(entity):
            kind = "organization" if _body_of(document, entities, head) is not None else "anonymous"
        if kind == "person" and role is not None and role.lower().split()[-1] in words().outlet:
            kind = "outlet"  # "Russian media Vedomosti": a name that the tagger took for a person's
        return Party(entity.id, entity.name, kind, role, entity.country, span, head)
    run = _name_words(reading, head)
    span = document.span(run)
    body = _body_of(document, entities, head)
    kind = _kind_of_noun(document, word, body)
    spoken_for = body if kind == "organization" and word.lemma.lower() in words().spokesperson else None
    return Party(
        entity=spoken_for.id if spoken_for is not None else None,
        name=" ".join(span.of(document.text).split()),
        kind=kind,
        role=word.lemma.lower() if word.lemma.lower() in words().spokesperson else None,
        country=body.country if body is not None else None,
        span=span,
        head=head,
    )


def _known(entities: Entities, head: int) -> tuple[Entity, Mention] | None:
    found = entities.headed(head)
    if found is not None:
        return found
    found = entities.at(head)
    return found if found is not None and found[1].kind in {"name", "pronoun"} else None


def _apposed(document: Document, entities: Entities, head: int) -> tuple[Entity, Mention] | None:
    """The named person that a role is set beside: a spokeswoman, *Anna White*, said."""
    for child in document.children(head, "appos"):
        if child.index < head:
            continue
        found = _known(entities, child.index)
        if found is not None and found[0].type == "person" and found[1].kind == "name":
            return found
    return None


def _is_named(entity: Entity) -> bool:
    return any(m.kind == "name" for m in entity.mentions)


def _is_coordinated(document: Document, head: int) -> bool:
    return any(c.upos in {"PROPN", "NOUN", "PRON"} for c in document.children(head, "conj"))


def _name_words(reading: Reading, head: int) -> list[int]:
    """The words that name somebody who is no entity: the noun phrase without article, apposition and relative clause."""
    document = reading.document
    run = reading.phrase(head, "appos", "advcl", "case", "cc:preconj")
    if document.words[head].relation in {"nmod", "obl"} or len(run) > _LONGEST_NAME:
        run = [i for i in run if i <= head] if len(run) > _LONGEST_NAME else run
    if len(run) > _LONGEST_NAME:
        run = run[-_LONGEST_NAME:]
    while len(run) > 1 and (document.words[run[0]].lemma.lower() in {"the", "a", "an"} or document.words[run[0]].upos == "PUNCT"):
        run = run[1:]
    return run or [head]


def _body_of(document: Document, entities: Entities, head: int) -> Entity | None:
    """The body that an unnamed person belongs to: a *Pentagon* spokesman, a spokesman for *the ministry*."""
    for child in document.children(head, "compound", "nmod", "amod"):
        if (
            child.relation == "nmod"
            and child.deprel not in {"nmod:poss", "nmod:desc"}
            and case_of(document, child.index) not in {"for", "of", "at", "from"}
        ):
            continue
        found = _known(entities, child.index)
        if found is not None and found[0].type in {"organization", "outlet", "facility", "place"}:
            return found[0]
    return None


def _kind_of_noun(document: Document, word: Word, body: Entity | None) -> SpeakerKind:
    """The kind of somebody who is no entity, by the noun that heads the phrase and its number."""
    lemma, known = word.lemma.lower(), words()
    if lemma in known.spokesperson:
        return "organization" if body is not None or document.child(word.index, "compound", "nmod") is not None else "anonymous"
    if lemma in known.organization:
        return "organization"
    if lemma in known.outlet or lemma in known.media:
        return "outlet"
    if lemma in known.group:
        return "group"
    if lemma in known.anonymous or word.upos in {"DET", "ADJ", "NUM"}:
        return "anonymous"
    if word.feats.get("Number") == "Plur" or word.xpos in {"NNS", "NNPS"}:
        return "group"
    if word.upos == "PROPN":
        return "person" if document.name_at(word.index) is None else "organization"
    if any(d.lemma.lower() in {"a", "an", "one", "another"} for d in document.children(word.index, "det", "nummod")):
        return "anonymous"
    return "person"
