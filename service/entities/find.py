"""The entities of an article: names, nominals and pronouns found, linked, given roles and countries, and put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.entities.countries import Countries, resolution
from service.entities.drafts import Cluster, Draft
from service.entities.gazetteer import gazetteer
from service.entities.linking import Linker
from service.entities.model import Entities, Entity, Mention
from service.entities.names import Found, find_names
from service.entities.nominals import find_nominals, nominal
from service.entities.people import link_people, name_draft, role_beside
from service.entities.phrases import name_head
from service.entities.pronouns import Pronouns
from service.entities.represent import Represent
from service.entities.words import fold, words

if TYPE_CHECKING:
    from service.entities.model import EntityType
    from service.language.document import Document


_RANK = {"name": 0, "nominal": 1, "demonym": 2, "pronoun": 3}
"""Which of several mentions at one head is kept: the lowest."""


def find_entities(document: Document, title: Document | None) -> Entities:
    """Who and what the article names, in order of first mention.

    ``title`` may give a fuller name or tell which of several countries is meant; its words become no mentions, since offsets count the text.
    """
    names = find_names(document)
    title_names = find_names(title) if title is not None else []
    countries = Countries(document, names, title_names)
    people, clusters = _named(document, names, countries)
    clusters += link_people(people, [n.text for n in title_names if n.kind == "person"])
    nominals = _beside(document, clusters)
    represent = Represent(document, countries, clusters)
    represent.stated()
    linker = Linker(document, countries, clusters)
    nominals += _nominals(document, represent, linker)
    linker.delayed(nominals)
    represent = Represent(document, countries, clusters)
    represent.stated()
    Pronouns(document, clusters).resolve()
    _possessed(document, linker)
    represent = Represent(document, countries, clusters)
    represent.respective()
    represent.related()
    represent.counterparts()
    represent.travel()
    represent.inviting()
    represent.beside()
    represent.infer()
    represent.related()
    represent.assume()
    return _frozen(document, clusters)


def _named(document: Document, names: list[Found], countries: Countries) -> tuple[list[Draft], list[Cluster]]:
    """Drafts of people's names, and the clusters of all other names."""
    held = {i for n in names if n.kind in {"person", "organization", "outlet"} for i in range(n.first, n.last)}
    people: list[Draft] = []
    clusters: dict[tuple[str, str], Cluster] = {}
    short: dict[str, Cluster] = {}
    for name in names:
        if name.kind == "person":
            people.append(name_draft(document, name, "person", held))
            continue
        if name.kind in {"place", "demonym"}:
            _place(document, name, countries, clusters)
            continue
        kind: EntityType = "group" if name.kind == "demonym" else name.kind
        draft = name_draft(document, name, kind, held)
        key = (name.kind if name.kind == "group" else "body", fold(name.text))
        if name.kind == "group":
            draft.country = countries.at.get(name.first)
            draft.plural = True
        if draft.role and name.kind == "organization" and any(w in draft.role.lower() for w in words().outlet_nouns):
            draft.type = "outlet"
        cluster = clusters.get(key) or (short.get(fold(name.text)) if name.kind != "group" else None)
        if cluster is None:
            cluster = clusters[key] = Cluster(draft.type)
            for abbreviation in (_initials(name.text), *_bracketed(document, name)):
                short.setdefault(abbreviation, cluster)
        if draft.type == "outlet":
            cluster.type = "outlet"
        draft.type = cluster.type
        cluster.add(draft)
    return people, list(clusters.values())


def _initials(name: str) -> str:
    """What a body's name is shortened to by its initials."""
    return (
        "".join(t[0] for t in name.replace("-", " ").split() if t[:1].isupper()).lower() if len(name.split()) > 2 else fold(name)
    )


def _bracketed(document: Document, name: Found) -> list[str]:
    """The short form in brackets behind a name: "Kuwait News Agency (KUNA)"."""
    after = document.words[name.last : name.last + 3]
    return [fold(after[1].text)] if len(after) == 3 and after[0].text == "(" and after[2].text == ")" else []


def _place(document: Document, name: Found, countries: Countries, clusters: dict[tuple[str, str], Cluster]) -> None:
    country = countries.at.get(name.first)
    reading = countries.readings.get(name)
    as_country = name.kind == "demonym" or (reading is not None and reading.level == "country")
    key = ("country", country) if as_country and country is not None else ("place", f"{fold(name.text)}/{country}")
    cluster = clusters.get(key)
    how = "demonym" if name.kind == "demonym" else resolution(name.text, reading)
    if (
        name.kind == "demonym"
        and name.text.endswith("s")
        and document.words[name.head].upos in {"NOUN", "PROPN"}
        and document.words[name.head].relation not in {"compound", "amod"}
    ):
        key = ("group", fold(name.text))
        cluster = clusters.setdefault(key, Cluster("group"))
        draft = name_draft(document, name, "group", set())
        draft.country, draft.plural = country, True
        cluster.add(draft)
        cluster.country = country
        return
    if cluster is None:
        cluster = clusters[key] = Cluster("place", country=country, resolved=how)
    elif how == "named" and cluster.resolved == "demonym":
        cluster.resolved = how
    draft = Draft(
        "demonym" if name.kind == "demonym" else "name",
        "place",
        name.first,
        name.last,
        name.head,
        name.first,
        name.last,
        name.text,
    )
    draft.country, draft.resolved = country, how
    if how == "named" and country is None and name.kind == "demonym":
        return
    if name.kind == "place":
        first = name.first
        while first > 0 and document.words[first - 1].upos == "DET" and document.words[first - 1].head == name.head:
            first -= 1
        draft.first = first
    cluster.add(draft)


def _beside(document: Document, clusters: list[Cluster]) -> list[Draft]:
    """Takes the appositions and predicates of named people and bodies into their clusters."""
    taken = {d.head for c in clusters for d in c.drafts}
    found = []
    for cluster in clusters:
        if cluster.type not in {"person", "organization", "outlet"}:
            continue
        for draft in list(cluster.drafts):
            for extra in role_beside(document, draft):
                if extra.head not in taken:
                    taken.add(extra.head)
                    cluster.add(extra)
                    found.append(extra)
                    if extra.type == "organization" and extra.lemma in words().outlet_nouns:
                        cluster.type = "outlet"
    return found


def _nominals(document: Document, represent: Represent, linker: Linker) -> list[Draft]:
    """Links or founds the clusters of noun phrases, in text order."""
    held = [d for c in linker.clusters for d in c.drafts]
    taken = {i for d in held if d.kind == "name" for i in range(d.first, max(d.core_last, d.head + 1))}
    taken |= {d.head for d in held}
    drafts = find_nominals(document, taken)
    for draft in drafts:
        draft.country, many = represent.state(draft) if draft.type != "place" else (linker.countries.stated(draft.head)[0], False)
        cluster = linker.link(draft)
        if cluster is None and draft.type == "facility":
            continue
        if cluster is None and draft.type == "place":
            if draft.country is None or draft.resolved is None:
                continue
            cluster = Cluster("place", country=draft.country, resolved=draft.resolved)
        elif cluster is None:
            cluster = Cluster(draft.type, international=many)
            cluster.country = draft.country
            cluster.anonymous = draft.anonymous
        elif cluster.anonymous and not cluster.named and not draft.anonymous and draft.type == "person" and not draft.definite:
            cluster.anonymous = False
        linker.join(draft, cluster)
    return drafts


def _possessed(document: Document, linker: Linker) -> None:
    """Resolves "his country" and "their country" once pronouns are known."""
    for pronoun in document.tagged("PRON"):
        if pronoun.deprel != "nmod:poss":
            continue
        noun = document.head(pronoun.index)
        if noun is None or noun.lemma.lower() not in words().country_nouns:
            continue
        draft = nominal(document, noun.index, "place")
        if draft.plural:
            continue
        for cluster in linker.clusters:
            cluster.drafts = [d for d in cluster.drafts if not (d.head == draft.head and d.kind == "nominal")]
        linker.clusters[:] = [c for c in linker.clusters if c.drafts]
        target = linker.link(draft)
        if target is None and draft.country is not None:
            target = Cluster("place", country=draft.country, resolved="coreference")
        if target is not None:
            linker.join(draft, target)


def _frozen(document: Document, clusters: list[Cluster]) -> Entities:
    """The clusters as entities, ordered by first mention; each head has one mention, a name before a nominal before the rest."""
    owner: dict[int, Draft] = {}
    for draft in sorted((d for c in clusters for d in c.drafts), key=lambda d: (_RANK[d.kind], d.first)):
        if draft.kind == "name" and draft.head in owner:
            draft.head = name_head(document, draft.core_first, draft.core_last)
        owner.setdefault(draft.head, draft)
    kept = {id(d) for d in owner.values()}
    rows = []
    for cluster in clusters:
        drafts = [d for d in cluster.drafts if id(d) in kept]
        if len(drafts) > 1:
            drafts.sort(key=lambda d: (d.first, d.last))
        if drafts and any(d.kind != "pronoun" for d in drafts):
            rows.append((drafts[0].core_first, drafts[0].core_last, cluster, drafts))
    rows.sort(key=lambda r: r[:2])
    return Entities(tuple(_entity(document, f"e{n}", cluster, drafts) for n, (_, _, cluster, drafts) in enumerate(rows, 1)))


def _entity(document: Document, id_: str, cluster: Cluster, drafts: list[Draft]) -> Entity:
    return Entity(
        id=id_,
        type=cluster.type,
        name=cluster.name,
        country=cluster.country,
        home=cluster.country or cluster.home,
        roles=cluster.roles,
        mentions=tuple([_mention(document, d) for d in drafts]),
        resolved=cluster.resolved if cluster.type == "place" else None,
        anonymous=not cluster.named and cluster.anonymous,
        plural=cluster.plural,
        told=cluster.international or (cluster.country is not None and any(d.country == cluster.country for d in cluster.drafts)),
    )


def _mention(document: Document, draft: Draft) -> Mention:
    phrase = document.stretch(draft.first, draft.last)
    whole = draft.first == draft.core_first and draft.last == draft.core_last
    span = phrase if whole else document.stretch(draft.core_first, draft.core_last)
    return Mention(draft.kind, draft.first, draft.last, draft.head, span, phrase, draft.role)


def country_name(code: str) -> str:
    """The English short name of a country (GeoNames); the code itself where there is none."""
    return gazetteer().names.get(code, code)
