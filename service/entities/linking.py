"""Noun phrases to the entities they stand for: "the Russian President", "the agency", "the delegation", "this Southeast Asian country"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.entities.gazetteer import gazetteer
from service.entities.nominals import is_definite
from service.entities.phrases import cases
from service.entities.roles import offices, role_words, same_role
from service.entities.words import fold, words
from service.language.arguments import subject

if TYPE_CHECKING:
    from service.entities.countries import Countries
    from service.entities.drafts import Cluster, Draft
    from service.language.document import Document

_OFTEN = 1.5
"""Weight from which an article is about a country: its name and a body or demonym of it, or two names."""

_LEAD_SENTENCES = 2
"""How far a lead may keep back the name of somebody it brings in as "an American leader of …"."""


def _is_part(name: str) -> bool:
    """Whether a place is a part of a country and no town of it."""
    readings = gazetteer().readings(name)
    return not readings or readings[0].level not in {"city", "capital"}


class Linker:
    """Finds the cluster of a nominal draft among those there are."""

    def __init__(self, document: Document, countries: Countries, clusters: list[Cluster]) -> None:
        self.document = document
        self.countries = countries
        self.clusters = clusters
        self._people: list[Cluster] = []
        self._by_lemma: dict[str, list[Draft]] = {}
        self._by_text: dict[str, Cluster] = {}
        self._by_word: dict[str, list[Cluster]] = {}
        self._by_head: dict[int, Cluster] = {}
        for cluster in clusters:
            for draft in cluster.drafts:
                self._note(cluster, draft)

    def join(self, draft: Draft, cluster: Cluster) -> None:
        """Adds a mention to a cluster, a new one too, so that later phrases find it."""
        if not cluster.drafts:
            self.clusters.append(cluster)
        cluster.add(draft)
        self._note(cluster, draft)

    def _note(self, cluster: Cluster, draft: Draft) -> None:
        self._by_head[draft.head] = cluster
        if cluster.type == "person" and (not self._people or self._people[-1] is not cluster):
            self._people.append(cluster)
        if draft.kind == "nominal":
            self._by_lemma.setdefault(draft.lemma, []).append(draft)
            self._by_text.setdefault(fold(draft.text), cluster)
        elif draft.kind == "name" and cluster.type in {"organization", "outlet", "facility"}:
            for word in set(fold(draft.text).split()):
                clusters = self._by_word.setdefault(word, [])
                if not clusters or clusters[-1] is not cluster:
                    clusters.append(cluster)

    def link(self, draft: Draft) -> Cluster | None:
        """The cluster a phrase belongs to, ``None`` where it brings in somebody new."""
        match draft.type:
            case "person":
                return self._person(draft)
            case "place":
                return self._place(draft)
            case "organization" | "outlet" | "facility":
                return self._named_like(draft)
            case _:
                return self._again(draft) if draft.definite else self._verbatim(draft)

    def _constraint(self, draft: Draft) -> tuple[str | None, frozenset[str] | None]:
        """The country, or the countries of a region, that the phrase asks for."""
        if draft.country is not None:
            return draft.country, None
        for child in self.document.children(draft.head, "amod", "compound", "nmod:poss"):
            text = child.text
            inner = " ".join(c.text for c in self.document.children(child.index, "compound", "amod", "advmod"))
            for name in (f"{inner} {text}".strip(), text):
                if region := gazetteer().region(name):
                    return None, region
        return None, None

    def _person(self, draft: Draft) -> Cluster | None:
        if draft.plural or self._another(draft):
            return None
        if draft.country is None:
            draft.country = self._spoken_for(draft)
        country, region = self._constraint(draft)
        office = bool(offices(draft.text))
        capital = draft.text[:1].isupper() and office
        if not draft.definite and not capital and not (country is not None and office and not self._indefinite(draft)):
            return None
        counterpart = draft.lemma == "counterpart"
        doer = self._clause_subject(draft)
        options: list[tuple[tuple[int, int, int, int, int], Cluster]] = []
        for cluster in () if counterpart else dict.fromkeys(self._people):
            if (
                cluster.plural
                or self._clash(cluster, country, region)
                or (doer is not None and self._by_head.get(doer) is cluster)
            ):
                continue
            if cluster.gender and draft.gender and cluster.gender != draft.gender:
                continue
            roles = cluster.roles
            peer = (
                office and country is not None and cluster.country == country and any("counterpart" in r.lower() for r in roles)
            )
            if not peer and not any(same_role(draft.text, role) for role in roles):
                continue
            last = cluster.last_before(draft.first)
            known = cluster.country is not None and (country is None or cluster.country == country)
            exact = any(set(role_words(draft.text)) <= set(role_words(role)) for role in roles)
            if last is None and not (office and exact and cluster.named):
                continue
            when = last.core_last if last is not None else -min(d.first for d in cluster.drafts)
            prime = any("prime" in role_words(role) for role in roles) and "prime" not in role_words(draft.text)
            plain = draft.lemma != "minister" or not prime  # "the *minister*" is no prime minister
            options.append(((int(last is not None), int(known and country is not None), int(exact), int(plain), when), cluster))
        if options:
            return max(options, key=lambda o: o[0])[1]
        if region is not None and draft.definite:
            return self._leader_of(draft, region)
        if draft.definite and draft.lemma in words().guests and (country is not None or role_words(draft.text) == (draft.lemma,)):
            return self._guest(draft, country)
        return self._again(draft) if draft.definite or capital else None

    def _another(self, draft: Draft) -> bool:
        """Whether a phrase tells one holder of an office from another: "the minister *before me*"."""
        return any(cases(self.document, c.index) & {"before", "after"} for c in self.document.children(draft.head, "nmod"))

    def _spoken_for(self, draft: Draft) -> str | None:
        """The country of the spokesman who says "the president", which is whom he means: "White House spokesman X said *the president* …"."""
        if not draft.definite or role_words(draft.text) != (draft.lemma,) or not offices(draft.text):
            return None
        for word in self.document.ancestors(draft.head):
            if word.relation not in {"ccomp", "parataxis"} or (verb := self.document.head(word.index)) is None:
                continue
            speaker = self.document.child(verb.index, "nsubj")
            if speaker is None:
                continue
            by = {self.document.words[i].lemma.lower() for i in self.document.subtree(speaker.index)}
            return self.countries.stated(speaker.index)[0] if by & words().spokes else None
        return None

    def _indefinite(self, draft: Draft) -> bool:
        return any(
            c.text.lower() in {"a", "an", "another", "any", "some", "no"} for c in self.document.children(draft.head, "det")
        )

    def _leader_of(self, draft: Draft, region: frozenset[str]) -> Cluster | None:
        """ "The South American leader": who holds an office of a country there and was spoken of last."""
        options = [
            (last.core_last, c)
            for c in dict.fromkeys(self._people)
            if c.country in region
            and any(offices(r) or "counterpart" in r for r in c.roles)
            and (last := c.last_before(draft.first)) is not None
        ]
        return max(options, key=lambda o: o[0], default=(0, None))[1]

    def _guest(self, draft: Draft, country: str | None) -> Cluster | None:
        """ "The Tanzanian guest": whoever of that country was named last; "the guest": whoever is not of the country that the story opens in."""
        home = self.countries.order[0][1] if self.countries.order else None
        options = [
            (last.core_last, c)
            for c in dict.fromkeys(self._people)
            if (c.country == country if country is not None else c.country not in {None, home})
            and c.named
            and not c.plural
            and (last := c.last_before(draft.first)) is not None
        ]
        return max(options, key=lambda o: o[0], default=(0, None))[1]

    def _clash(self, cluster: Cluster, country: str | None, region: frozenset[str] | None) -> bool:
        if cluster.country is None:
            return country is not None and any(d.kind == "nominal" and d.country for d in cluster.drafts)
        return (country is not None and cluster.country != country) or (region is not None and cluster.country not in region)

    def _again(self, draft: Draft) -> Cluster | None:
        """The unnamed one brought in before by the same noun: "An Iraqi official … The official"."""
        country, _ = self._constraint(draft)
        owner = self._owner(draft)
        for one in reversed(self._by_lemma.get(draft.lemma, ())):
            cluster = one.cluster
            if cluster is None or one.last > draft.first or one.plural != draft.plural:
                continue
            if country is not None and cluster.country != country:
                continue
            if (owner is None or owner is self._owner(one)) and not set(self._marks(draft)) - set(self._marks(one)):
                return cluster
        return None

    def _verbatim(self, draft: Draft) -> Cluster | None:
        """A group spoken of in the same words: "Iraqi authorities … the Iraqi authorities"; the anonymous are others each time."""
        if draft.anonymous or len(draft.text.split()) < 2:
            return None
        found = self._by_text.get(fold(draft.text))
        return found if found is not None and found.type == "group" else None

    def _marks(self, draft: Draft) -> tuple[str, ...]:
        """The adjectives and nouns before the head that tell one from another, countries apart."""
        return tuple(w for w in role_words(draft.text) if w != draft.lemma and not w.isdigit())

    def _owner(self, draft: Draft) -> Cluster | None:
        """Whose it is: the cluster of a possessor, where it is known by now."""
        owners = (self._by_head.get(c.index) for c in self.document.children(draft.head, "nmod:poss"))
        return next((o for o in owners if o is not None), None)

    def _named_like(self, draft: Draft) -> Cluster | None:
        """A named body or building whose name holds the noun: "the agency" for the Iraqi News Agency."""
        if not draft.definite:
            return None
        country, _ = self._constraint(draft)
        marks = {fold(w) for w in self._marks(draft)} | {fold(draft.lemma)}
        options = []
        for cluster in self._by_word.get(fold(draft.lemma), ()):
            last = cluster.last_before(draft.first)
            if last is None:
                continue
            if not any(marks <= set(fold(d.text).split()) for d in cluster.drafts if d.kind == "name"):
                continue
            if country is not None and cluster.country not in {None, country}:
                continue
            options.append((last.core_last, cluster))
        found = max(options, key=lambda o: o[0], default=(0, None))[1]
        return found if found is not None else self._again(draft)

    def _place(self, draft: Draft) -> Cluster | None:
        """The country or city that "the country", "the kingdom", "the city" or "this Southeast Asian country" stands for."""
        lexicon = words()
        if draft.plural or not is_definite(self.document, draft.head):
            return None
        country, region = self._constraint(draft)
        named = self._named_city(draft)
        if named is not None:
            return named
        if draft.lemma in lexicon.capital_nouns:
            return self._capital(draft, country)
        if draft.lemma in lexicon.country_nouns:
            return self._country(draft, country, region)
        named_after = (c for c in self.document.children(draft.head, "nmod", "appos") if c.upos == "PROPN")
        if any(c.index > draft.head and cases(self.document, c.index) <= {"of"} for c in named_after):
            return None  # "the ancient city of *Petra*" is no city told before
        options = [
            (last.core_last, c)
            for c in self.clusters
            if c.type == "place" and c.resolved in {"city", "capital"} and (draft.lemma != "region" or _is_part(c.name)) and c.country in {country, c.country if country is None else country}
            and (last := c.last_before(draft.first)) is not None
        ]  # fmt: skip
        return max(options, key=lambda o: o[0], default=(0, None))[1]

    def _named_city(self, draft: Draft) -> Cluster | None:
        """The city named in the phrase itself: "the French city of Brest"."""
        if draft.lemma not in words().settlements:
            return None
        for child in self.document.children(draft.head, "nmod", "appos"):
            found = self._by_head.get(child.index)
            if cases(self.document, child.index) - {"of", "in"}:
                continue  # "the Serbian capital *from Tunis*"
            if child.index > draft.head and found is not None and found.type == "place" and found.resolved in {"city", "capital"}:
                return found
        return None

    def _capital(self, draft: Draft, country: str | None) -> Cluster | None:
        country = country or self.countries.last_country(draft.first)
        if country is None:
            return None
        draft.country, draft.resolved = country, "capital"
        return next((c for c in self.clusters if c.type == "place" and c.country == country and c.resolved == "capital"), None)

    def _country(self, draft: Draft, country: str | None, region: frozenset[str] | None) -> Cluster | None:
        owner = next(
            (self._cluster_at(c.index) for c in self.document.children(draft.head, "nmod:poss") if c.upos == "PRON"), None
        )
        if owner is not None and owner.country is not None:
            code: str | None = owner.country
        elif country is not None and draft.lemma not in {"state", "power"} and not self._is_former(draft):
            code = country
        else:
            among = region or gazetteer().kinds.get(draft.lemma)
            beside = any(c.text.lower().startswith("neighbo") for c in self.document.children(draft.head))
            home = self.countries.order[0][1] if self.countries.order else None
            if home is not None and (beside or draft.lemma.startswith("neighbo")):
                among = gazetteer().neighbours.get(home, frozenset())
            code = self._country_of(draft, among)
        if code is None or (draft.lemma == "state" and region is None):
            return None
        draft.country, draft.resolved = code, "coreference"
        return self.country_cluster(code)

    def _is_former(self, draft: Draft) -> bool:
        """Whether a country is told by what it was a part of: "the *former Yugoslav* republic"."""
        return any(c.text.lower() == "former" for c in self.document.children(draft.head, "amod"))

    def _country_of(self, draft: Draft, among: frozenset[str] | None) -> str | None:
        """The country spoken of last; of "a team led by the Belgian X *is in the country*" the one that the article speaks of most."""
        own = self._own_country(draft)
        if among is None and self.document.child(draft.head, "cop") is not None:
            most = self.countries.most_told(own)
            return most if most is not None and self.countries.weights[most] >= _OFTEN else None
        return self.countries.last_country(draft.first, among, own)

    def _clause_subject(self, draft: Draft) -> int | None:
        """The subject of the verb that a phrase is an argument of."""
        word, verb = self.document.words[draft.head], self.document.head(draft.head)
        if verb is None or verb.upos != "VERB" or word.relation not in {"obj", "obl", "iobj"}:
            return None
        return subject(self.document, verb.index)

    def _own_country(self, draft: Draft) -> str | None:
        """The country of whoever goes to "the country", which is another one."""
        verb, traveller = self.document.head(draft.head), self._clause_subject(draft)
        if verb is None or traveller is None or verb.lemma.lower() not in words().travel_verbs:
            return None
        cluster = self._by_head.get(traveller)
        if cluster is not None and cluster.type != "place" and cluster.country is not None:
            return cluster.country
        return self.countries.stated(traveller)[0]

    def country_cluster(self, code: str) -> Cluster | None:
        """The cluster of a country as such."""
        return next(
            (
                c
                for c in self.clusters
                if c.type == "place" and c.country == code and c.resolved in {"named", "demonym", "coreference"}
            ),
            None,
        )

    def _cluster_at(self, index: int) -> Cluster | None:
        return self._by_head.get(index)

    def delayed(self, drafts: list[Draft]) -> None:
        """Joins a person brought in unnamed to the name that follows.

        The lead keeps the name back: "An American leader of a U.N. team … Scott Ritter led his team". Or the same noun comes with a name in
        the next sentences: "A Pentagon spokesman said … said spokesman Kenneth Bacon".
        """
        for draft in drafts:
            if draft.type != "person" or draft.plural or draft.cluster is None or draft.cluster.named:
                continue
            if any(d.first < draft.first for d in draft.cluster.drafts):
                continue  # "*the UAE minister*" is the one brought in as "the UAE minister of industry"
            held_back = draft.country is not None and (
                bool(offices(draft.text)) or draft.lemma == "leader"
            )  # "*Ghana's foreign minister* broke off … *X* had"
            if not self._indefinite(draft) and not held_back:
                continue
            named = [c for c in self.clusters if c.type == "person" and c.named and self._follows(draft, c)]
            if len(named) == 1:
                other = draft.cluster
                self.clusters.remove(other)
                for one in other.drafts:
                    one.anonymous = False
                    named[0].add(one)
                named[0].country = named[0].country or other.country

    def _follows(self, draft: Draft, cluster: Cluster) -> bool:
        """Whether a cluster's first mention names the one that an indefinite phrase brought in."""
        first = min((d for d in cluster.drafts if d.kind == "name"), key=lambda d: d.first)
        here, there = self.document.words[draft.head], self.document.words[first.head]
        if not 0 < there.sentence - here.sentence <= _LEAD_SENTENCES or any(d.first < draft.first for d in cluster.drafts):
            return False
        if first.role is not None:
            if draft.country is not None and cluster.country is None and same_role(draft.text, first.role):
                return True  # "*Papua New Guinea's leader* … Prime Minister *X*"
            return role_words(first.role) == (draft.lemma,) and draft.lemma in words().person
        apposed = any(d.kind == "nominal" and self.document.words[d.head].sentence == there.sentence for d in cluster.drafts)
        lead = here.sentence < _LEAD_SENTENCES and here.relation == "nsubj" and there.relation == "nsubj"
        return lead and not apposed and there.sentence == here.sentence + 1
