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
        agent = agent_of(document, verb) or _displaced_agent(document, verb)
        return Source(agent, "by-agent" if agent is not None else "passive")
    found = _subject(document, word, 0)
    beside = _beside_cue(document, word) or (_before_cue(document, word) if found.head is None else None)
    if beside is not None and (found.head is None or _strays(document, found, verb, beside)):
        return Source(beside, "beside-cue")
    behind = _behind_dateline(document, found.head, verb) if found.head is not None else None
    return found if behind is None else Source(behind, f"{found.rule}-after-dateline")


def _displaced_agent(document: Document, verb: int) -> int | None:
    """An agent that the tree hung by an active infinitive below: Putin was invited to visit Vietnam *by its leader*."""
    for lower in document.children(verb, "xcomp"):
        if document.child(lower.index, "aux:pass") is None:
            for index in document.subtree(lower.index):
                word = document.words[index]
                if (
                    word.relation in {"obl", "nmod"}
                    and case_of(document, index) == "by"
                    and word.upos in {"NOUN", "PROPN", "PRON"}
                ):
                    gerund = document.head(index)
                    return index if gerund is not None and gerund.xpos not in {"VBN", "VBG"} else None
    return None


_CLOSES_CONTENT = frozenset({",", '"', "”", "''", "’", "'", "!", "?", "…", "..."})
"""What stands between words said and the source that follows them."""

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_PHRASE = _NOMINAL | {"DET", "ADJ", "NUM", "PART"}
_FINITE = frozenset({"VBD", "VBZ", "VBP"})


def _beside_cue(document: Document, verb: Word) -> int | None:
    """The head of a noun phrase pressed between a comma or closing mark and the cue, on either side of it.

    …, *spokesman Alan Dacey* said · "…," said *Dacey* · Said *Dacey*: "…". Commas and marks show it where a long sentence misleads the tree.
    """
    sentence = document.sentence_of(verb.index)
    first, last = run_before(document, verb.index)
    if sentence.first < first <= last and document.words[first - 1].text in _CLOSES_CONTENT:
        return _head_of_run(document, first, last)
    if verb.xpos not in _FINITE:
        return None
    if verb.index == sentence.first or document.words[verb.index - 1].text in _CLOSES_CONTENT - {"'", "’"}:
        last = verb.index
        while last + 1 < sentence.last and document.words[last + 1].upos in _PHRASE:
            last += 1
        if last > verb.index:
            return _head_of_run(document, verb.index + 1, last)
    return None


def _before_cue(document: Document, verb: Word) -> int | None:
    """The head of whatever noun phrase ends at a finite cue that has no subject in the tree: *attorneys for the family* said."""
    if verb.xpos not in _FINITE or document.child(verb.index, "nsubj", "nsubj:pass", "expl") is not None:
        return None
    first, last = run_before(document, verb.index, _PHRASE | {"ADP"})
    return _head_of_run(document, first, last) if first <= last else None


def run_before(document: Document, verb: int, kinds: frozenset[str] = _PHRASE) -> tuple[int, int]:
    """The first and last word of the run of some parts of speech that ends at a verb, its helpers and adverbs skipped; empty: first > last."""
    sentence = document.sentence_of(verb)
    last = verb - 1
    while last > sentence.first and document.words[last].upos in {"ADV", "AUX"}:
        last -= 1
    first = last + 1
    while first > sentence.first and document.words[first - 1].upos in kinds:
        first -= 1
    return first, last


def _head_of_run(document: Document, first: int, last: int) -> int | None:
    heads = [
        i for i in range(first, last + 1) if not first <= document.words[i].head <= last and document.words[i].upos in _NOMINAL
    ]
    return heads[-1] if heads else None


def phrase_after(document: Document, index: int) -> int | None:
    """The head of the noun phrase that follows a word, whatever the tree says: according to *a database*."""
    sentence = document.sentence_of(index)
    last = index
    while last + 1 < sentence.last and document.words[last + 1].upos in _PHRASE:
        last += 1
    nominal = [i for i in range(index + 1, last + 1) if document.words[i].upos in _NOMINAL]
    return _head_of_run(document, index + 1, last) or (nominal[-1] if nominal else None)


def _strays(document: Document, found: Source, verb: int, beside: int) -> bool:
    """Whether the tree's subject stands beyond another verb and a comma from the cue, past the phrase pressed to it."""
    if found.head is None or found.pronoun is not None or found.rule not in {"subject", "shared-subject", "participle"}:
        return False
    if found.head == beside or beside in document.subtree(found.head) or (beside < verb) != (found.head < verb):
        return False
    if beside < verb:
        between = range(found.head + 1, beside)
        return any(document.words[i].text in _CLOSES_CONTENT for i in between) and any(
            document.words[i].upos in {"VERB", "AUX"} for i in between
        )
    return False


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
    dash = next((i for i in opening if _is_dash(document, i)), None)
    if dash is None or head > dash or any(_is_dash(document, i) for i in range(dash + 1, verb)):
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
    return (
        word.relation in {"acl", "amod"}
        and word.deprel != "acl:relcl"
        and (word.xpos in {"VBN", "VBD"} or word.feats.get("Voice") == "Pass")
    )


def agent_of(document: Document, index: int) -> int | None:
    """The head of the agent of a passive or of a noun: announced *by the ministry*, a report *by the bank*."""
    for child in document.children(index, "obl", "nmod"):
        if child.deprel == "obl:agent" or case_of(document, child.index) == "by":
            return child.index
    return None


def _is_dash(document: Document, index: int) -> bool:
    """Whether a word is a dash or colon between words, no hyphen within one."""
    word = document.words[index]
    if word.text == "-":
        return document.text[word.span.start - 1 : word.span.start].isspace()
    return word.text in _DASHES or word.text.endswith(")_")


def _subject(document: Document, word: Word, steps: int) -> Source:
    """The subject of an active verb, shared or controlled where it has none of its own."""
    subject = next((c for c in document.children(word.index, "nsubj") if c.deprel != "nsubj:outer"), None)
    if subject is not None:
        antecedent = antecedent_of(document, subject, word)
        return (
            Source(antecedent, "relative-clause", subject.index) if antecedent is not None else Source(subject.index, "subject")
        )
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
    if word.relation in {"advcl", "parataxis", "ccomp", "dep"} and (
        word.xpos in {"VBG", "VBN", "VB"} or word.relation != "ccomp"
    ):
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
    if found.head is None and head.xpos in _FINITE:
        found = Source(_beside_cue(document, head) or _before_cue(document, head), rule)
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
    """The source of a verb that hangs by a noun: a *letter* saying …, *his* wish to say, *officials* saying …."""
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
