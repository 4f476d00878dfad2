"""Which country each person and body represents: said by its words, by whom it belongs to, else inferred with care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.entities.gazetteer import gazetteer
from service.entities.phrases import cases, past_dateline
from service.entities.roles import office_row, offices, role_words
from service.entities.words import words
from service.language.arguments import conjuncts, subject

if TYPE_CHECKING:
    from service.entities.countries import Countries
    from service.entities.drafts import Cluster, Draft
    from service.language.document import Document

_PAST = frozenset({"former", "late", "ex", "then"})
"""Words that say that an office is held by another today."""

_OPPOSED = frozenset({"counterpart", "rival", "opponent", "opposition"})
"""Nouns for people who are of another country than whose they are."""

_SAID = 0.6
"""What a country weighs for those with none said, once somebody else is said to be from it: home is what goes without saying."""

_SEVERAL = 2
"""Countries at least that are told with the names of those who represent them."""

_CLOSE = 3
"""Words between "headed by" and a name at most, where the tree does not join them."""

_MOST = 0.6
"""Share of all that tells countries in an article from which on it is about one."""

_HALF = 0.5
"""The same share for towns: who travels to one of a country that an article speaks of so much may be of that country."""

_TOLD = 3.0
"""What a country weighs at least for those who hold no office."""

_INVITES = 3.0
"""What a country weighs for one who invites somebody there."""

_UNIQUE = 12
"""Rows of the office table up to here are offices that a country has one holder of."""


def _alone(index: int) -> set[tuple[str, ...]]:
    """The names of an office as the whole of a role: "secretary of state", not "secretary of state for education"."""
    return {role_words(w) for w in office_row(index).words}


class Represent:
    """Fills the countries of clusters."""

    def __init__(self, document: Document, countries: Countries, clusters: list[Cluster]) -> None:
        self.document = document
        self.countries = countries
        self.clusters = clusters
        self.by_head = {d.head: c for c in clusters for d in c.drafts}
        self.led: list[tuple[Cluster, Cluster]] = []
        """Delegations behind those who lead them."""

    def state(self, draft: Draft) -> tuple[str | None, bool]:
        """What the words of one mention say."""
        if draft.kind == "pronoun":
            return None, False
        country, many = None, False
        if draft.kind == "name":
            if draft.type in {"organization", "outlet", "facility", "group"}:
                country = self.countries.at.get(draft.core_first) or self.countries.at.get(draft.core_last - 1)
                many = draft.core_first in self.countries.international
            if country is None:
                country, more = self.countries.in_words(draft.first, draft.core_first)
                many |= more
        if country is None and not many and draft.type not in {"place"}:
            country, more = self.countries.stated(draft.head)
            many |= more
            if draft.type == "person" and draft.kind == "name" and country is not None and not draft.role:
                country = self._of_country(draft.head)  # "Ritter of Baghdad" tells where, not for whom
        if country is None and draft.role:
            fixed = {office_row(i).country for i in offices(draft.role)} - {None}
            if fixed:
                country = next(iter(fixed))
        return country, many and country is None

    def _of_country(self, head: int) -> str | None:
        """Whom a bare name is said to be of, where that is a country: "Koji Nakahara *of Japan*"."""
        for child in self.document.children(head, "nmod"):
            place = self.by_head.get(child.index)
            if cases(self.document, child.index) == {"of"} and place is not None and place.type == "place" and place.country:
                readings = gazetteer().readings(place.name)
                return place.country if any(r.level == "country" and r.country == place.country for r in readings) else None
        return None

    def stated(self) -> None:
        """The countries that the mentions' own words say, the most said winning."""
        for cluster in self.clusters:
            if cluster.type == "place":
                continue
            for draft in cluster.drafts:
                if draft.country is None and not draft.judged:
                    draft.judged = True
                    draft.country, many = self.state(draft)
                    cluster.international |= many
            told = [d.country for d in cluster.drafts if d.country is not None]
            if told:
                cluster.country = max(dict.fromkeys(told), key=told.count)

    def related(self) -> None:
        """Countries handed on between a group and its head or members, an owner and a group, a host and a guest."""
        lexicon = words()
        verbs = [(w.index, self.document.lemmas[w.index]) for w in self.document.tagged("VERB")]
        verbs = [(verb, lemma) for verb, lemma in verbs if lemma in lexicon.comprise or lemma in lexicon.lead]
        for _ in range(2):
            for verb, lemma in verbs:
                if lemma in lexicon.comprise:
                    self._members(verb)
                if lemma in lexicon.lead:
                    self._heads(verb)
            for cluster in self.clusters:
                if cluster.country is None and cluster.type in {"group", "organization", "person"}:
                    self._owned(cluster)

    def respective(self) -> None:
        """The countries of several who are named in the order of their countries: "his *Iranian* and *Russian* counterparts, *X* and *Y*"."""
        for word in self.document.tagged("NOUN"):
            if word.feats.get("Number") != "Plur" or word.lemma.lower() not in words().person:
                continue
            told = [
                self.countries.at.get(i)
                for c in self.document.children(word.index, "amod", "compound")
                for i in self._joined(c.index)
            ]
            named = [i for c in self.document.children(word.index, "appos") for i in conjuncts(self.document, c.index)]
            people = [self.by_head.get(i) for i in named]
            if len(told) < _SEVERAL or len(told) != len(people) or None in told:
                continue
            for country, one in zip(told, people, strict=True):
                if one is not None and one.type == "person" and one.country in {None, *told}:
                    one.country = country
                    one.drafts[0].country = country

    def _joined(self, index: int) -> list[int]:
        """A word and those joined to it, in text order."""
        return sorted([index, *(i for c in self.document.children(index, "conj") for i in self._joined(c.index))])

    def counterparts(self) -> None:
        """Nobody is from the country of his counterpart: "*his* Iranian counterpart", "*X* met his Iranian counterpart"."""
        for cluster in self.clusters:
            for draft in cluster.drafts:
                if draft.lemma == "counterpart" and draft.country is not None:
                    for child in self.document.children(draft.head, "nmod:poss"):
                        owner = self.by_head.get(child.index)
                        if owner is not None and owner is not cluster:
                            owner.away.add(draft.country)

    def _members(self, verb: int) -> None:
        whole = self.document.child(verb, "nsubj")
        group = self.by_head.get(whole.index) if whole is not None else None
        if group is None or group.country is None or group.type not in {"group", "organization"}:
            return
        sentence = self.document.sentence_of(verb)
        for cluster in self.clusters:
            if cluster.type == "person" and any(verb < d.head < sentence.last and d.kind == "name" for d in cluster.drafts):
                self._give(cluster, group.country)

    def _heads(self, verb: int) -> None:
        """A delegation and who leads it have one country."""
        document, word = self.document, self.document.words[verb]
        by = next(
            (c for c in document.children(verb, "obl") if "by" in cases(document, c.index)),
            None,
        )
        after = document.words[verb + 1 : verb + 2]
        if by is not None or (word.xpos == "VBN" and any(w.text.lower() == "by" for w in after)):
            leader = by.index if by is not None and by.index in self.by_head else self._next_person(verb)
            passive = (
                document.child(verb, "nsubj") if word.relation not in {"acl", "amod"} else None
            )  # "the delegation *was led by* X"
            led: int | None = word.head if word.relation in {"acl", "amod"} else (verb - 1 if passive is None else passive.index)
        else:
            leader, child = subject(document, verb), document.child(verb, "obj")
            led = child.index if child is not None else None
        while (
            led is not None
            and document.words[led].relation == "nmod"
            and document.words[led].lemma.lower() not in words().delegations
        ):
            led = document.words[led].head  # "a *delegation* of lawmakers led by X"
        if leader is None or led is None or document.words[led].lemma.lower() not in words().delegations:
            return
        one, group = self.by_head.get(leader), self.by_head.get(led)
        if one is None or group is None:
            return
        self.led.append((one, group))
        if group.country is None and not group.international:
            group.country = one.country
        elif one.country is None and not one.international and one.type == "person":
            one.country = group.country

    def _next_person(self, verb: int) -> int | None:
        """The head of the first person's name close behind "headed by", where the tree has lost it."""
        near = (
            d
            for c in self.clusters
            if c.type == "person"
            for d in c.drafts
            if d.kind == "name" and verb < d.first <= verb + _CLOSE
        )
        return min((d.head for d in near), default=None)

    def _give(self, cluster: Cluster | None, country: str) -> None:
        if cluster is not None and cluster.country is None and not cluster.international and cluster.type in {"person", "group"}:
            cluster.country = country

    def _owned(self, cluster: Cluster) -> None:
        """ "You's delegation", "his family", "the president's spokesman", "a spokesman for the ministry"."""
        for draft in cluster.drafts:
            if draft.kind != "nominal" or draft.lemma in _OPPOSED or draft.lemma in words().hired:
                continue
            for child in self.document.related[draft.head].get("nmod", ()):
                marks = cases(self.document, child.index)
                if child.deprel == "nmod:poss" or marks & {"of", "for", "from"}:
                    owner = self.by_head.get(child.index)
                    if owner is not None and owner is not cluster and owner.country is not None and owner.type != "place":
                        cluster.country = owner.country
                        return

    def travel(self) -> None:
        """Notes where each person is a guest: whoever visits a country is not at home there."""
        lexicon = words()
        for word in self.document.tagged("VERB", "NOUN"):
            lemma = self.document.lemmas[word.index]
            if lemma not in lexicon.travelling:
                continue
            if word.upos == "VERB" and lemma in lexicon.travel_verbs:
                who = subject(self.document, word.index)
                places = self.document.children(word.index, "obj", "obl")
            elif word.upos == "VERB" and lemma == "accompany" and (taken := self.document.child(word.index, "obj")) is not None:
                who = taken.index
                below = (
                    n for a in (taken, *self.document.children(who, "appos")) for n in self.document.children(a.index, "nmod")
                )
                places = [
                    p for p in (*self.document.children(word.index, "obl"), *below) if "to" in cases(self.document, p.index)
                ]
            elif word.upos == "NOUN" and lemma in lexicon.travel_nouns:
                owner = self.document.child(word.index, "nmod:poss")
                who = owner.index if owner is not None else None
                places = self.document.children(word.index, "nmod")
            else:
                continue
            if who is None or any(a.lemma.lower() == "back" for a in self.document.children(word.index, "advmod")):
                continue  # who goes back goes home as often as not
            cluster = self.by_head.get(past_dateline(self.document, who))
            if cluster is None or cluster.type == "place":
                continue
            bound_for = [p for p in places if "for" in cases(self.document, p.index)]
            if lemma in lexicon.departures and bound_for:
                places = [p for p in bound_for if p.relation == "obl"]
            if lemma in lexicon.departures and not any(p.relation == "obl" for p in places) and self.countries.order:
                home = self.countries.order[0]  # "has not left Jordan" under a dateline of Jordan is said of one who lives there
                places = [p for p in places if home[0] != 0 or self._place_country(p.index) != home[1]]
            for child in places:
                for head in conjuncts(self.document, child.index):
                    country = self._place_country(head)
                    if country is not None and not self._is_inland(head):
                        leaves = lemma in lexicon.departures and child.relation == "obj"  # home, as often as not
                        sure = not leaves and (who is None or self.document.words[who].upos != "PRON")
                        (cluster.away if sure else cluster.perhaps_away).add(country)
        for leader, group in self.led:
            leader.away |= group.away
            group.away |= leader.away

    def inviting(self) -> None:
        """Notes where each person invites others: he is at home there ("*X* has invited Y to visit *PLACE*")."""
        for word in self.document.tagged("VERB"):
            if self.document.lemmas[word.index] != "invite":
                continue
            host = self._doer(word.index)
            if host is None or host.type != "person":
                continue
            below = [word, *self.document.children(word.index, "xcomp", "advcl")]
            for place in (p for b in below for p in self.document.children(b.index, "obj", "obl")):
                country = self._place_country(place.index)
                if country is not None:
                    host.hosts_in.add(country)

    def beside(self) -> None:
        """Notes where people are said to have been, and whom officials of another country meet: neither is home for sure."""
        for word in self.document.tagged("PROPN"):
            if "cop" not in self.document.related[word.index] or not cases(self.document, word.index) & {"in", "to"}:
                continue
            who, country = self._doer(word.index), self._place_country(word.index)
            if who is not None and who.type == "person" and country is not None and not self._is_inland(word.index):
                who.perhaps_away.add(country)
        for word in self.document.tagged("VERB"):
            if self.document.lemmas[word.index] not in words().meeting_verbs:
                continue
            one = self._doer(word.index)
            met = self.document.child(word.index, "obj", "nsubj:pass")
            other = self.by_head.get(met.index) if met is not None else None
            if one is None or other is None or one.type != "person" or other.type != "person":
                continue
            for a, b in ((one, other), (other, one)):
                if a.country is not None and any(d.country == a.country for d in a.drafts):
                    b.perhaps_away.add(a.country)

    def _is_inland(self, head: int) -> bool:
        """Whether a place is a town of the country that the story opens in or is about, where people of the country travel too."""
        place = self.by_head.get(head)
        if place is None or place.resolved != "city":
            return False
        opening = self.countries.order[0] if self.countries.order else None
        return opening == (0, place.country) or (place.country is not None and place.country == self._about(_HALF))

    def _about(self, share: float = _MOST) -> str | None:
        """The one country that an article is about, by its ``share`` of all that tells countries."""
        weights = self.countries.weights
        best = self.countries.most_told()
        return best if best is not None and weights[best] >= share * sum(weights.values()) else None

    def _doer(self, predicate: int) -> Cluster | None:
        who = subject(self.document, predicate)
        return None if who is None else self.by_head.get(who)

    def _place_country(self, head: int) -> str | None:
        cluster = self.by_head.get(head)
        if cluster is not None and cluster.type == "place":
            return cluster.country
        return self.countries.at.get(head) if cluster is None else None

    def infer(self) -> None:
        """The country of those who hold an office of state with no country said: the one the article is most about that can be it."""
        lexicon = words()
        for cluster in sorted(self.clusters, key=lambda c: min([d.first for d in c.drafts])):
            if cluster.country is None and any(r.lower() == "secretary-general" for r in cluster.roles):
                cluster.international = True  # of parties it is the general secretary
            if cluster.country is not None or cluster.international:
                continue
            roles = cluster.roles
            held = {i for r in roles for i in offices(r)}
            usual = {office_row(i).usually for r in roles for i in offices(r) if role_words(r) in _alone(i)} - {None}
            if usual and cluster.type == "person":
                cluster.country = next(iter(usual))
                continue
            state = cluster.type in {"organization", "group"} and any(
                d.kind == "nominal" and d.lemma in lexicon.state_bodies and d.definite and not d.plural for d in cluster.drafts
            )
            if (cluster.type == "person" and self._official(cluster)) or state:
                cluster.country = self._likeliest(cluster, {i for i in held if i < _UNIQUE})
            elif cluster.type == "person" and cluster.named and cluster.away | cluster.perhaps_away:
                cluster.country = self._likeliest(cluster, set())

    def _held_elsewhere(self, cluster: Cluster, held: set[int]) -> set[str]:
        """The countries whose holder of the same office is another."""
        others = (
            c
            for c in self.clusters
            if c is not cluster
            and c.country is not None
            and not c.plural
            and (c.named or any(d.definite for d in c.drafts) or self._is_the_one(c.drafts[0]))
        )
        return {c.country or "" for c in others if held & {i for r in c.roles for i in offices(r)}}

    def _is_the_one(self, draft: Draft) -> bool:
        """Whether a phrase may be of the holder of an office by its capital: "Israeli President"; not "the first trip by *a* South Korean minister"."""
        return not draft.text[:1].islower() and not any(d.lemma.lower() == "a" for d in self.document.children(draft.head, "det"))

    def _official(self, cluster: Cluster) -> bool:
        """Whether a role is one of state; the president of an association whose country nobody tells is not."""
        return any(
            words().state_offices & set(role.lower().split(" of ")[0].split()) and not self._private(role)
            for role in cluster.roles
        ) and not any(words().sent & set(role.lower().split()) for role in cluster.roles)

    def _private(self, role: str) -> bool:
        """Whether a role is one at a body that is no state's: "president *of the Tour Operator Network Association*"."""
        _, _, body = role.partition(" of ")
        return any(w.lower() in words().body_names and w[:1].isupper() for w in body.split()) and not any(
            w.lower() in words().state_bodies for w in body.split()
        )

    def _opens(self, index: int) -> bool:
        """Whether a place is the dateline of a brief: "DUBLIN: The foreign minister …"."""
        after = self.document.words[index + 1 : index + 2]
        start = self.document.sentence_of(index).first
        return (
            index == start and self.document.words[index].text.isupper() and any(w.text in {":", "—", "–", "--"} for w in after)
        )

    def _likeliest(self, cluster: Cluster, held: set[int]) -> str | None:
        past = any(set(r.lower().split()) & _PAST for r in cluster.roles)
        taken = set() if past else self._held_elsewhere(cluster, held)
        scores: dict[str, float] = dict(self.countries.weights)
        abroad = {c.country for c in self.clusters if c.type == "person" and any(d.country for d in c.drafts) and c.country}
        opening = self.countries.order[0] if self.countries.order else None
        if opening is not None and opening[0] == 0:
            abroad.discard(opening[1])  # where the dateline is, both are at home
        for country in abroad & scores.keys():
            scores[country] *= _SAID  # of whom the text says where he is from, he is as a rule from abroad
        for country in cluster.perhaps_away & scores.keys():
            scores[country] *= _SAID
        for country in cluster.hosts_in & scores.keys():
            scores[country] += _INVITES
        first = min(d.first for d in cluster.drafts)
        sentence = self.document.words[first].sentence
        dateline = max((i for i, _ in self.countries.order if i <= first and self._opens(i)), default=None)
        for index, country in self.countries.order:
            if self.document.words[index].sentence == sentence:
                scores[country] = scores.get(country, 0) + 1.0
            if index == 0 or (index < 3 and self.document.words[index].text.isupper()):
                scores[country] = scores.get(country, 0) + 2.5  # the dateline
            elif index == dateline:
                scores[country] = scores.get(country, 0) + 3.0  # of one brief among others
        options = {c: s for c, s in scores.items() if c not in taken and c not in cluster.away and s >= (1.0 if held else 1.5)}
        if not options and held and len([c for c, s in scores.items() if s >= 1.0]) == 1:
            options = scores  # a journey inside the one country the article speaks of
        fitting = self._reigned(cluster, options)
        if not fitting:
            return None
        best = max(fitting, key=lambda c: (fitting[c], c))
        rest = sum(fitting.values()) - fitting[best]
        if not self._official(cluster) and not held and fitting[best] < _TOLD:
            return None
        return best if fitting[best] >= 0.4 * rest or held else None

    def _reigned(self, cluster: Cluster, options: dict[str, float]) -> dict[str, float]:
        """Those of some countries with such a head of state: a king has a monarchy, and a president none, where there is the choice."""
        titles = {w for r in cluster.roles for w in role_words(r)}
        monarchies = gazetteer().kinds["monarchy"]
        if titles & words().royal:
            return {c: s for c, s in options.items() if c in monarchies} or options
        if "president" in titles:
            return {c: s for c, s in options.items() if c not in monarchies - gazetteer().kinds["emirate"]} or options
        return options

    def assume(self) -> None:
        """The home of people of whom nothing tells it: the one country that an article is about."""
        best = self._about()
        if best is None:
            return
        for cluster in self.clusters:
            if (
                cluster.country is None
                and not cluster.international
                and cluster.type in {"person", "group"}
                and best not in cluster.away
            ):
                cluster.home = best
