"""Sentences of words to tags, lemmas, trees and names: the processors that work on sentences of any texts together."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import simplemma
from msgspec import Struct
from stanza.models.common.doc import Document as StanzaDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.language.load import Models

log = logging.getLogger(__name__)


class AnalysedWord(Struct, frozen=True):
    """What the models say of a word; ``head`` counts the sentence's words from 1, 0 is the root."""

    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str


class AnalysedSentence(Struct, frozen=True):
    """The words of a sentence and its names: type by the model's own tag set, first word, last word (excluded)."""

    words: tuple[AnalysedWord, ...]
    names: tuple[tuple[str, int, int], ...]


def analyse(sentences: Sequence[Sequence[str]], models: Models) -> list[AnalysedSentence]:
    """Tags, trees and names of sentences given as the forms of their words.

    Sentences of like length are done together. Where that fails they are done one by one; one that fails by itself gets a flat tree.
    """
    if not sentences:
        return []
    order = sorted(range(len(sentences)), key=lambda i: (len(sentences[i]), i))
    try:
        found = _together([sentences[i] for i in order], models)
    except Exception as fault:  # noqa: BLE001 - whatever a text does to Stanza, its neighbours are done
        log.warning("analysis of %d sentences failed, done one by one: %s", len(sentences), type(fault).__name__)
        found = [_alone(sentences[i], models) for i in order]
    back = dict(zip(order, found, strict=True))
    return [back[i] for i in range(len(sentences))]


def _together(sentences: Sequence[Sequence[str]], models: Models) -> list[AnalysedSentence]:
    doc = StanzaDocument([[{"id": (i,), "text": form} for i, form in enumerate(s, 1)] for s in sentences])
    try:
        for processor in (models.pos, models.lemma, models.depparse, models.ner):
            processor.process(doc)
    finally:
        if models.encoder is not None:
            models.encoder.forget()
    return [_read(sentence) for sentence in doc.sentences]


def _alone(sentence: Sequence[str], models: Models) -> AnalysedSentence:
    try:
        return _together([sentence], models)[0]
    except Exception as fault:  # noqa: BLE001 - and it is answered itself
        log.warning("a sentence of %d words cannot be analysed: %s", len(sentence), type(fault).__name__)
        words = (AnalysedWord(form, "X", "FW", "", min(i, 1), "dep" if i else "root") for i, form in enumerate(sentence))
        return AnalysedSentence(tuple(words), ())


def _read(sentence: Any) -> AnalysedSentence:
    words = tuple(AnalysedWord(_lemma(w), w.upos or "X", w.xpos or "", w.feats or "", w.head, w.deprel) for w in sentence.words)
    names = tuple((ent.type, ent.tokens[0].id[0] - 1, ent.tokens[-1].id[0]) for ent in sentence.ents)
    return AnalysedSentence(words, names)


_INFLECTED = frozenset({"VBD", "VBG", "VBN", "VBZ"})


def _lemma(word: Any) -> str:
    """The model's lemma; for an inflected verb it has never seen ("touring", which it repeats, "scrapped", which it makes "scrappe"), that of simplemma's word list."""
    lemma: str = word.lemma or word.text
    if (
        word.upos == "VERB"
        and word.xpos in _INFLECTED
        and (lemma.lower() == word.text.lower() or not simplemma.is_known(lemma, "en"))
    ):
        known = simplemma.lemmatize(word.text.lower(), lang="en")
        return known if lemma.lower() == word.text.lower() or simplemma.is_known(known, "en") else lemma
    return lemma
