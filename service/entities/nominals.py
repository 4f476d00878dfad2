"""Noun phrases that name nobody but stand for somebody: "the Russian President", "Vietnamese media", "reporters", "the country"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.entities.drafts import Draft
from service.entities.phrases import core_words, phrase_words, without_article
from service.entities.words import words

if TYPE_CHECKING:
    from service.entities.model import EntityType
    from service.language.document import Document, Word

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_OF = frozenset({"of"})
_SPEAKS_FOR = frozenset({"of", "for"})
_INSIDE = frozenset({"compound", "fixed", "flat", "goeswith"})


def is_plural(word: Word) -> bool:
    """Whether a noun or pronoun stands for several."""
    return word.feats.get("Number") == "Plur" or word.xpos in {"NNS", "NNPS"}


def is_definite(document: Document, head: int) -> bool:
    """Whether a phrase speaks of somebody known: by article, demonstrative or possessor."""
    below = document.related[head]
    if "nmod:poss" in below or any(document.lows[d.index] in _DEFINITE for d in below.get("det", ())):
        return True
    return shares_modifiers(document, head) and is_definite(document, document.words[head].head)


def shares_modifiers(document: Document, head: int) -> bool:
    """Whether a bare conjunct shares the article and adjectives of the first: "the Greek president and *prime minister*"."""
    word = document.words[head]
    if word.relation != "conj" or word.head < 0 or document.words[word.head].upos not in {"NOUN", "PROPN"} or is_plural(word):
        return False
    return word.text.islower() and document.child(head, "det", "nmod:poss", "case") is None


def noun_type(document: Document, word: Word) -> EntityType | None:
    """What a common noun stands for; ``None`` for things and thoughts."""
    lexicon, lemma, low = words(), document.lemmas[word.index], document.lows[word.index]
    if _is_opposite_number(document, word):
        return "person"
    if lemma not in lexicon.typed and low not in lexicon.typed:
        return None
    if lemma in lexicon.outlet_nouns or low in lexicon.outlet_nouns:
        return "outlet"
    if lemma in lexicon.outlet_ends and word.index:
        before = document.words[word.index - 1].text.lower()
        if f"{before} {lemma}" in lexicon.outlet_nouns:
            return "outlet"
    if lemma in lexicon.person or low in lexicon.person:
        return "group" if is_plural(word) else "person"
    if lemma in lexicon.states:
        return "place"
    if lemma in lexicon.groups or low in lexicon.groups:
        return "group"
    if lemma in lexicon.bodies and lemma not in lexicon.facilities:
        return "organization"
    if lemma in lexicon.facilities:
        return "facility"
    if lemma in lexicon.bodies:
        return "organization"
    return "place" if lemma in lexicon.place_kinds else None


def _is_opposite_number(document: Document, word: Word) -> bool:
    """ "her Fijian *opposite number*": a counterpart."""
    lemmas = document.lemmas
    return lemmas[word.index] == "number" and any(lemmas[c.index] == "opposite" for c in document.children(word.index, "amod"))


def nominal(document: Document, head: int, type_: EntityType) -> Draft:
    """The phrase of a noun as a draft."""
    word, lexicon = document.words[head], words()
    lemma = "counterpart" if _is_opposite_number(document, word) else document.lemmas[head]
    first, last = phrase_words(document, head)
    core_first, core_last = core_words(document, head, _SPEAKS_FOR if lemma in lexicon.related else _OF)
    core_first = max(core_first, first)
    shown = without_article(document, core_first, core_last)
    owned = shown < head and document.words[shown].deprel == "nmod:poss" and document.words[shown].upos == "PRON"
    text = " ".join(document.text_of(shown, core_last).split())
    plural = is_plural(word) or (type_ == "group" and lemma not in lexicon.delegations)
    definite = is_definite(document, head)
    return Draft(
        kind="nominal",
        type=type_,
        first=first,
        last=max(last, core_last),
        head=head,
        core_first=core_first,
        core_last=core_last,
        text=text,
        lemma=lemma,
        role=(text.partition(" ")[2] if owned else text) if type_ == "person" else None,
        gender=lexicon.gender.get(lemma) if not plural else None,
        plural=plural,
        definite=definite,
        anonymous=type_ in {"person", "group"} and _is_anonymous(document, word, type_, definite=definite),
    )


def find_nominals(document: Document, taken: set[int]) -> list[Draft]:
    """The nominal mentions of an article; ``taken`` are words that a name or its role holds already."""
    found = []
    for word in document.tagged("NOUN", "PROPN"):
        if word.index in taken or (word.relation in _INSIDE and word.deprel != "flat:foreign"):
            continue
        type_ = noun_type(document, word)
        if type_ is None or word.deprel == "nmod:desc" or _is_label(document, word) or _is_measure(document, word):
            continue
        said = "cop" in document.related[word.index] and not (type_ == "place" and "case" in document.related[word.index])
        if said or (type_ == "person" and _is_abstract(document, word)):
            continue  # "is a country" names none, "is *in the country*" does
        found.append(nominal(document, word.index, type_))
    return found


def _is_label(document: Document, word: Word) -> bool:
    """Whether a noun heads a line of its own: "Source: …"."""
    after = document.words[word.index + 1].text if word.index + 1 < len(document.words) else ""
    return after == ":" and word.index == document.sentence_of(word.index).first


def _is_abstract(document: Document, word: Word) -> bool:
    """Whether a noun for a person stands bare, for the thing or the office: "bring to justice", "a term as president"."""
    bare = not document.children(word.index, "det", "nmod", "amod", "compound", "nummod")
    return bare and word.text.islower() and word.relation not in {"nsubj", "appos", "conj", "vocative"}


def _is_measure(document: Document, word: Word) -> bool:
    """Whether a number word counts things: "thousands of kilometres"."""
    if word.lemma.lower() not in {
        "thousand",
        "hundred",
        "dozen",
        "million",
        "thousands",
        "hundreds",
        "dozens",
        "millions",
        "majority",
    }:
        return False
    counted = [
        c for c in document.children(word.index, "nmod") if any(m.lemma == "of" for m in document.children(c.index, "case"))
    ]
    return any(noun_type(document, c) not in {"person", "group"} for c in counted if c.upos == "NOUN")


def _is_anonymous(document: Document, word: Word, type_: EntityType, *, definite: bool) -> bool:
    """Whether the identity of somebody unnamed, or of several, is withheld or untold.

    Sources, diplomats, officials are anonymous; the holder of an office, a relative of somebody named and the spokesperson of a body are not.
    """
    lexicon, lemma = words(), word.lemma.lower()
    several = is_plural(word) or type_ == "group"
    if several and lemma in lexicon.anonymous_plural and lemma not in {"people", "person"}:
        return True
    if document.beside(word.index, lexicon.withheld) and not lexicon.withheld.isdisjoint(_around(document, word)):
        return True
    if several:
        return lemma == "people" and "familiar" in _around(document, word)
    if lemma in lexicon.spokes:
        return not definite and document.child(word.index, "compound", "amod", "nmod") is None
    if lemma in lexicon.kin:
        return not definite
    if lemma in lexicon.anonymous:
        return True
    return lemma not in lexicon.office_nouns and not definite


def _around(document: Document, word: Word) -> set[str]:
    """The words of a phrase and of what is said of its bearer beside it, in lower case: "*speaking on condition of anonymity*"."""
    governor = document.head(word.index)
    near = document.subtree(word.index, lambda w: w.relation not in {"conj", "appos"})
    if governor is not None and word.relation in {"nsubj", "obl"}:
        for clause in document.children(governor.index, "acl", "advcl", "xcomp"):
            near += document.subtree(clause.index)
    return {document.lows[i] for i in near}
