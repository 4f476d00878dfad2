"""Pronouns to the entities they stand for, by gender, number, grammar and nearness; doubtful ones are left alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from service.entities.drafts import Cluster, Draft
from service.entities.given_names import given_name_gender
from service.entities.words import words
from service.language.arguments import first_conjunct
from service.language.document import remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.language.document import Document, Word

_HE = {
    "he": "male",
    "him": "male",
    "his": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
    "herself": "female",
}
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_WHO = frozenset({"who", "whom", "which", "that", "whose"})
_I = frozenset({"i", "me", "my", "myself"})
_WE = frozenset({"we", "us"})
_AT_HOME = 1.5
"""What speaks against one who would be at home where the pronoun travels; he may tour his own country."""

_REACH = 4
"""Sentences back in which a pronoun finds whom it stands for; farther ones are said again by name."""


class Pronouns:
    """Resolves the pronouns of a document in text order."""

    def __init__(self, document: Document, clusters: list[Cluster]) -> None:
        self.document = document
        self.by_head = {d.head: d for c in clusters for d in c.drafts}
        self.order = sorted([d for c in clusters for d in c.drafts if d.kind != "demonym"], key=attrgetter("core_first"))
        self.starts = [d.core_first for d in self.order]

    def resolve(self) -> list[Draft]:
        """A draft for each pronoun that was resolved, already in its cluster."""
        found = []
        for word in self.document.tagged("PRON", "DET"):
            if word.index in self.by_head:
                continue
            low = word.text.lower()
            cluster = (
                self._relative(word) if low in _WHO
                else self._person(word, _HE[low]) if low in _HE
                else self._thing(word) if low in _IT
                else self._many(word) if low in _THEY
                else self._speaker(word) if low in _I or low in _WE
                else None
            )  # fmt: skip
            if cluster is None:
                continue
            draft = Draft(
                "pronoun", cluster.type, word.index, word.index + 1, word.index, word.index, word.index + 1, word.text, low
            )
            draft.gender = _HE.get(low)
            cluster.add(draft)
            self.by_head[word.index] = draft
            place = bisect_right(self.starts, word.index)
            self.order.insert(place, draft)
            self.starts.insert(place, word.index)
            found.append(draft)
        return found

    def _relative(self, word: Word) -> Cluster | None:
        if word.xpos not in {"WP", "WDT", "WP$"}:
            return None
        for above in self.document.ancestors(word.index):
            if above.deprel == "acl:relcl" and above.head >= 0:
                draft = self.by_head.get(above.head)
                return draft.cluster if draft is not None else None
            if above.relation in {"root", "ccomp", "advcl"}:
                break
        return self._right_before(word)

    def _right_before(self, word: Word) -> Cluster | None:
        """Whom a relative clause is about that the tree hangs elsewhere: the phrase that ends where it begins, "X, *whose* own trip …"."""
        if word.index == 0 or word.text.lower() not in {"whose", "who"}:
            return None
        end = word.index - (self.document.words[word.index - 1].text == ",")
        return next((d.cluster for d in self.by_head.values() if end in {d.last, d.core_last} and d.cluster is not None), None)

    def _candidates(self, word: Word, reach: int = _REACH) -> list[tuple[Cluster, Draft]]:
        """The latest mention of each cluster before a pronoun, at most ``reach`` sentences back."""
        found: dict[int, tuple[Cluster, Draft]] = {}
        for position in range(bisect_left(self.starts, word.index) - 1, -1, -1):
            draft = self.order[position]
            if word.sentence - self.document.words[draft.head].sentence > reach:
                break
            cluster = draft.cluster
            if (
                cluster is not None
                and (key := id(cluster)) not in found
                and not (draft.kind == "nominal" and self._says_of(word, draft))
            ):
                found[key] = (cluster, draft)
        return list(found.values())

    def _says_of(self, word: Word, draft: Draft) -> bool:
        """Whether a phrase in front only says what a pronoun is, who was told before: "*The son of a farmer*, he joined"."""
        opens = draft.first == self.document.sentence_of(word.index).first
        return opens and draft.last == word.index - 1 and self.document.words[draft.last].text == ","

    def _person(self, word: Word, gender: str) -> Cluster | None:
        there = self._goes_to(word)
        ahead = self._fronted(word)
        if (
            ahead is not None
            and ahead.type == "person"
            and ahead.gender in {None, gender}
            and not ahead.plural
            and ahead.country not in there
        ):
            return ahead
        beside = self._accompanied(word)
        if beside is not None and beside.gender in {None, gender}:
            return beside
        options = [
            (cluster, last)
            for cluster, last in self._candidates(word)
            if cluster.type == "person"
            and not cluster.plural
            and cluster.gender in {None, gender}
            and not self._barred(word, cluster)
        ]

        def score(cluster: Cluster, last: Draft) -> float:
            home = _AT_HOME if cluster.country in there else 0.0
            return self._score(word, cluster, last) + self._likely(cluster, gender) - home

        return _best(options, score)

    def _goes_to(self, word: Word) -> set[str | None]:
        """The countries that a pronoun's own clause or noun takes it to: "when *he* last visited PLACE", "*his* trip to PLACE"."""
        head = self.document.head(word.index)
        if head is None or head.lemma.lower() in {"return", "leave"}:
            return set()
        if word.relation == "nsubj" and head.lemma.lower() in words().travel_verbs:
            places = self.document.children(head.index, "obj", "obl")
        elif word.deprel == "nmod:poss" and head.lemma.lower() in words().travel_nouns:
            places = self.document.children(head.index, "nmod", "compound")
        else:
            return set()
        drafts = (self.by_head.get(p.index) for p in places)
        return {d.country for d in drafts if d is not None and d.type == "place" and d.country is not None}

    def _likely(self, cluster: Cluster, gender: str) -> float:
        """How far a given name speaks for a pronoun, where nothing in the text has told the gender yet."""
        guess = given_name_gender(cluster.name) if cluster.gender is None and cluster.named else None
        return 0.0 if guess is None else (0.3 if guess == gender else -2.5)

    def _accompanied(self, word: Word) -> Cluster | None:
        """Whom those beside him go with: "received the minister *and the delegation accompanying him on his visit*"."""
        if not self.document.beside(word.index, words().delegations):
            return None
        for above in self.document.ancestors(word.index):
            if above.relation == "conj" and above.lemma.lower() in words().delegations:
                first = self.by_head.get(first_conjunct(self.document, above.index))
                return first.cluster if first is not None and first.type == "person" and not first.plural else None
            if above.relation in {"root", "ccomp", "advcl"}:
                return None
        return None

    def _thing(self, word: Word) -> Cluster | None:
        if self.document.child(word.index, "acl") is not None or word.deprel == "expl" or self._empty(word):
            return None
        options = [
            (cluster, last)
            for cluster, last in self._candidates(word, reach=1)
            if cluster.type in {"organization", "outlet", "place", "group"} and not cluster.plural and not self._barred(word, cluster)
            and (self.document.words[last.head].relation in {"nsubj", "nmod"} or word.sentence == self.document.words[last.head].sentence)
        ]  # fmt: skip
        return _best(options, partial(self._score, word))

    def _empty(self, word: Word) -> bool:
        """ "It was a rare trip", "it is recalled that": an "it" that stands for no one who could act."""
        head = self.document.head(word.index)
        if head is None or word.relation != "nsubj":
            return False
        return self.document.child(head.index, "cop", "csubj") is not None or word.deprel == "nsubj:pass"

    def _many(self, word: Word) -> Cluster | None:
        options = [
            (cluster, last)
            for cluster, last in self._candidates(word, reach=2)
            if (cluster.plural or cluster.type in {"group", "organization", "outlet"}) and not self._barred(word, cluster)
            and (cluster.plural or self.document.words[last.head].relation == "nsubj")
        ]  # fmt: skip
        return _best(options, partial(self._score, word))

    def _speaker(self, word: Word) -> Cluster | None:
        """Who says "I", or "we" for himself and those with him: the subject of the verb that reports the words."""
        for above in self.document.ancestors(word.index):
            if above.relation not in {"ccomp", "parataxis"} or (verb := self.document.head(above.index)) is None:
                continue
            speaker = self.document.child(verb.index, "nsubj")
            if speaker is None or speaker.index == word.index:
                continue
            draft = self.by_head.get(speaker.index)
            one = draft.cluster if draft is not None else None
            return one if one is not None and one.type == "person" and not one.plural else None
        return None

    def _fronted(self, word: Word) -> Cluster | None:
        """The subject that a pronoun in a fronted phrase looks ahead to: "For his part, Fidel Castro …", "Since he was sworn in, the president, X, …"."""
        for above in self.document.ancestors(word.index):
            if above.relation in {"obl", "advcl", "nmod"} and above.head > above.index:
                verb = self.document.words[above.head]
                subject = self.document.child(verb.index, "nsubj")
                draft = self.by_head.get(subject.index) if subject is not None and subject.index > word.index else None
                own = self.document.child(above.index, "nsubj")
                cluster = draft.cluster if draft is not None else None
                named = cluster is not None and (cluster.named or cluster.country is not None)
                if draft is not None and named and (own is None or own.index == word.index):
                    return draft.cluster
        return None

    def _barred(self, word: Word, cluster: Cluster) -> bool:
        """Whether grammar forbids it: an object and its clause's subject are two, and so are a possessor and what it possesses."""
        head = self.document.head(word.index)
        if head is None or word.text.lower().endswith(("self", "selves")):
            return False
        if word.deprel == "nmod:poss" and cluster.is_headed(head.index):
            return True
        if word.relation in {"obj", "iobj", "obl"}:
            verb = head.index
            while (subject := self.document.child(verb, "nsubj")) is None and self.document.words[verb].relation in {
                "conj",
                "xcomp",
                "advcl",
            }:
                verb = self.document.words[verb].head
            return subject is not None and cluster.is_headed(subject.index)
        if word.relation == "nsubj":
            return any(cluster.is_headed(c.index) for c in self.document.children(head.index, "obj", "iobj", "obl"))
        return False

    def _score(self, word: Word, cluster: Cluster, last: Draft) -> float:
        """Nearness first, then the subject's place, then how much the article is about somebody."""
        there = self.document.words[last.head]
        while there.relation == "appos" and there.head >= 0:  # "China's vice-premier, *Wu Jianping*, was given …"
            there = self.document.words[there.head]
        score = -1.5 * (word.sentence - there.sentence)
        if there.relation == "nsubj" or (
            there.relation == "nmod" and there.sentence == word.sentence and there.deprel == "nmod:poss"
        ):
            score += 1.0
            if there.sentence == word.sentence and there.head == word.head:
                score += 0.2
        if last.kind == "pronoun":
            score += 0.5
        if there.index in _subjects_above(self.document, word.index):
            score += 1.0
        if there.relation in {"nmod", "compound"} and there.deprel != "nmod:poss":
            score -= 0.7
        score += min(len([d for d in cluster.drafts if d.first <= word.index]), 6) * 0.1
        score += 0.001 * last.core_first / max(1, word.index)
        return score if cluster.gender is None else score + 0.3


def _best(options: list[tuple[Cluster, Draft]], score: Callable[[Cluster, Draft], float]) -> Cluster | None:
    """The one of some clusters, each with its latest mention, that scores highest, the first of equals; the only one needs no score."""
    if len(options) < 2:
        return options[0][0] if options else None
    return max(options, key=lambda o: score(*o))[0]


@remembered
def _subjects_above(document: Document, index: int) -> frozenset[int]:
    """The subjects of the clauses that a word stands in, and before it their agents: "was extended *by the mayor* when he visited"."""
    above = document.ancestors(index)
    subjects = (document.child(a.index, "nsubj") for a in above)
    agents = (o for a in above for o in document.children(a.index, "obl") if o.deprel == "obl:agent" and o.index < index)
    return frozenset([*(s.index for s in subjects if s is not None), *(o.index for o in agents)])
