"""Whose words they are: from a cue up the tree to the head of the noun phrase that is its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.language.document import ROOT
from service.statements.reading import case_of
from service.statements.words import words

if TYPE_CHECKING:
    from service.language.document import Document, Word

_STEPS = 8
"""How many clauses a subject is looked for upward: deeper chains are parser errors."""

_RELATIVE = frozenset({"who", "which", "that", "whom", "what"})


class Source(Struct, frozen=True):
    """The head of a source and the rule that found it; ``head`` is ``None`` where the grammar says that there is none.

    ``pronoun`` is the relative pronoun that stands for it: the man *who* said.
    """

    head: int | None
    rule: str
    pronoun: int | None = None


def source_of_verb(document: Document, verb: int) -> Source:
    """The source of a verb of speech, by its voice and place in the sentence."""
    word = document.words[verb]
    if is_passive(document, word):
        agent = agent_of(document, verb)
        return Source(agent, "by-agent" if agent is not None else "passive")
    found = _subject(document, word, 0)
    behind = _behind_dateline(document, found.head, verb) if found.head is not None else None
    return found if behind is None else Source(behind, f"{found.rule}-after-dateline")


_DASHES = frozenset({"-", "--", "–", "—", "_", ":"})
_LONGEST_DATELINE = 12


def _behind_dateline(document: Document, head: int, verb: int) -> int | None:
    """The true subject where the tree took a dateline for it: RANGOON, Burma - *Allies* said · NAIROBI, Kenya (AP) _ *She* promised.

    Not: PEPSICO - the maker of drinks - said, where another dash follows.
    """
    sentence = document.sentence_of(head)
    first = document.words[sentence.first]
    if not (first.text.isupper() and len(first.text) > 2) or document.words[verb].sentence != sentence.index:
        return None
    opening = range(sentence.first, min(sentence.first + _LONGEST_DATELINE, verb))
    dash = next((i for i in opening if document.words[i].text in _DASHES or document.words[i].text.endswith(")_")), None)
    if dash is None or head > dash or any(document.words[i].text in _DASHES for i in range(dash + 1, verb)):
        return None
    for index in range(dash + 1, verb):
        word = document.words[index]
        if word.upos in {"NOUN", "PROPN", "PRON"} and not dash < word.head < verb:
            return index
    return None


def is_passive(document: Document, word: Word) -> bool:
    """Whether a verb is passive: "was told by", "a report published by". Not: "has said"."""
    if document.child(word.index, "aux:pass", "nsubj:pass", "csubj:pass") is not None:
        return True
    if document.child(word.index, "nsubj", "aux") is not None:
        return False
    if word.relation == "conj":
        first = document.words[word.head]
        return word.xpos == "VBN" and document.child(first.index, "aux:pass") is not None
    return word.relation in {"acl", "amod"} and word.deprel != "acl:relcl" and (word.xpos in {"VBN", "VBD"} or word.feats.get("Voice") == "Pass")


def agent_of(document: Document, index: int) -> int | None:
    """The head of the agent of a passive or of a noun: announced *by the ministry*, a report *by the bank*."""
    for child in document.children(index, "obl", "nmod"):
        if child.deprel == "obl:agent" or case_of(document, child.index) == "by":
            return child.index
    return None


def _subject(document: Document, word: Word, steps: int) -> Source:
    """The subject of an active verb, shared or controlled where it has none of its own."""
    subject = next((c for c in document.children(word.index, "nsubj") if c.deprel != "nsubj:outer"), None)
    if subject is not None:
        antecedent = antecedent_of(document, subject, word)
        return Source(antecedent, "relative-clause", subject.index) if antecedent is not None else Source(subject.index, "subject")
    if steps >= _STEPS or word.head == ROOT:
        return Source(None, "no-subject")
    head = document.words[word.head]
    if word.relation == "conj":
        return _shared(document, head, steps, "shared-subject")
    if word.relation == "xcomp":
        somebody = document.child(head.index, "obj", "iobj")
        if somebody is not None and head.lemma not in {"promise", "use", "take", "make"} and somebody.index < word.index:
            return Source(somebody.index, "object-control")
        return _shared(document, head, steps, "subject-control")
    if word.relation in {"advcl", "parataxis", "ccomp", "dep"} and (word.xpos in {"VBG", "VBN", "VB"} or word.relation != "ccomp"):
        return _shared(document, head, steps, "participle")
    if word.relation == "acl":
        return _of_noun(document, head, word, steps)
    return Source(None, "no-subject")


def _shared(document: Document, head: Word, steps: int, rule: str) -> Source:
    passive = document.child(head.index, "nsubj:pass")
    if passive is not None:
        antecedent = antecedent_of(document, passive, head)
        return Source(antecedent if antecedent is not None else passive.index, rule)
    found = _subject(document, head, steps + 1)
    if found.head is None and head.upos in {"NOUN", "PROPN"} and head.relation not in {"root", "conj"}:
        return Source(head.index, rule)
    return Source(found.head, rule)


def antecedent_of(document: Document, subject: Word, verb: Word) -> int | None:
    """What a relative pronoun stands for: *the man* who said. ``None`` where the subject is no relative pronoun."""
    if subject.lemma.lower() not in _RELATIVE or subject.upos not in {"PRON", "DET", "SCONJ"}:
        return None
    for step in (verb, *document.ancestors(verb.index)):
        if step.relation == "acl" and step.head != ROOT:
            return step.head
        if step.relation == "root":
            return None
    return None


def _of_noun(document: Document, noun: Word, word: Word, steps: int) -> Source:
    """The source of a verb that hangs by a noun: a *letter* saying …, *his* wish to say, *officials* saying …"""
    if noun.lemma.lower() in words().media or word.xpos == "VB" or noun.lemma.lower() in words().nouns:
        owner = owner_of(document, noun.index)
        if owner is not None:
            return Source(owner, "owner-of-text")
        verb = document.head(noun.index)
        if noun.relation == "obj" and verb is not None:
            return _shared(document, verb, steps, "author-of-text")
    return Source(noun.index, "participle-of-noun")


def owner_of(document: Document, noun: int) -> int | None:
    """Whose a noun of speech is: *Macron's* invitation, the announcement *by the ministry*, a letter *from her*."""
    owner = document.child(noun, "nmod:poss")
    if owner is not None:
        return owner.index
    for child in document.children(noun, "nmod", "obl"):
        if case_of(document, child.index) in {"by", "from"}:
            return child.index
    maker = next((c for c in document.children(noun, "acl") if c.xpos == "VBN"), None)
    return agent_of(document, maker.index) if maker is not None else None
