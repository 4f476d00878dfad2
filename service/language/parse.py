"""``Language``: texts in, parsed documents out; the one path for one text and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from service.language.analyse import AnalysedSentence, analyse
from service.language.boundaries import news_sentences
from service.language.document import ROOT, Document, Name, NameType, Sentence, Word
from service.language.load import Models, load_models
from service.language.repairs import repaired
from service.language.tokens import RawSentence, split
from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS_AT_ONCE = 20_000
"""Words whose sentences are analysed together; bounds memory (about 6 KB a word while it lasts)."""

NAME_TYPES: dict[str, NameType] = {
    # Worldwide (Shan et al. 2023)
    "Person": "person", "Location": "place", "NORP": "norp", "Organization": "organization", "Facility": "facility",
    "Date": "date", "Money": "money", "Product": "product", "Misc": "misc",
    # OntoNotes 5 (https://catalog.ldc.upenn.edu/LDC2013T19), of Stanza's official package; its numbers are no names
    "PERSON": "person", "GPE": "place", "LOC": "place", "ORG": "organization", "FAC": "facility", "DATE": "date", "TIME": "date",
    "MONEY": "money", "PRODUCT": "product", "EVENT": "misc", "WORK_OF_ART": "misc", "LAW": "misc", "LANGUAGE": "misc",
    # CoNLL 2003
    "PER": "person", "MISC": "misc",
}  # fmt: skip
"""The types of the name taggers we may meet, as ours; a type that is not here is dropped."""


class Language:
    """The loaded models and what is done with them.

    Not safe for threads: Stanza's processors are not, and the encoder's memory is shared. One owner calls ``parse``.
    """

    def __init__(self, models: Models) -> None:
        self._models = models

    @classmethod
    def load(cls, models: str = "shipped", threads: int | None = None) -> Language:
        """Loads the models of a setting (see ``load.py``); ``threads`` sets torch's for the whole process.

        Raises ``ModelsError`` where they cannot be loaded.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        return cls(load_models(models))

    @property
    def version(self) -> str:
        """Name of the models: ``en-news-1``, ``stanza-en-1.15.0`` or the folder's name."""
        return self._models.version

    def parse(self, texts: Sequence[str], *, news: bool = True) -> list[Document]:
        """The documents of some texts, in order. A text gives the same document whatever stands beside it.

        With ``news``, sentences end where newswire ends them (``boundaries.py``); without, just where the tokenizer says.
        """
        with torch.inference_mode():
            raw = self.split(texts)
            if news:
                raw = [list(news_sentences(s, t)) for s, t in zip(raw, texts, strict=True)]
            flat = [sentence for sentences in raw for sentence in sentences]
            analysed = [a for group in _groups(flat) for a in self.analyse([[w.form for w in s.words] for s in group])]
        rest = iter(analysed)
        return [_document(text, sentences, [next(rest) for _ in sentences]) for text, sentences in zip(texts, raw, strict=True)]

    def split(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        """The sentences and words of each text, untagged."""
        return split(texts, self._models)

    def analyse(self, sentences: Sequence[Sequence[str]]) -> list[AnalysedSentence]:
        """Tags, trees and names for sentences whose words are given."""
        with torch.inference_mode():
            return analyse(sentences, self._models)


def _groups(sentences: Sequence[RawSentence]) -> Iterator[Sequence[RawSentence]]:
    """Runs of sentences of at most ``WORDS_AT_ONCE`` words."""
    start = words = 0
    for i, sentence in enumerate(sentences):
        words += len(sentence.words)
        if words > WORDS_AT_ONCE and i > start:
            yield sentences[start:i]
            start, words = i, len(sentence.words)
    if start < len(sentences):
        yield sentences[start:]


def _document(text: str, raw: Sequence[RawSentence], analysed: Sequence[AnalysedSentence]) -> Document:
    words: list[Word] = []
    sentences: list[Sentence] = []
    names: list[Name] = []
    for number, (before, after) in enumerate(zip(raw, analysed, strict=True)):
        first = len(words)
        for at, (word, said) in enumerate(zip(before.words, after.words, strict=True)):
            words.append(
                Word(
                    index=first + at,
                    sentence=number,
                    text=word.span.of(text),
                    lemma=said.lemma,
                    upos=said.upos,
                    xpos=said.xpos,
                    feats=_feats(said.feats),
                    head=first + said.head - 1 if said.head else ROOT,
                    deprel=said.deprel,
                    span=word.span,
                )
            )
        words[first:] = repaired(words[first:])
        root = next(i for i in range(first, len(words)) if words[i].head == ROOT)
        span = Span(words[first].span.start, words[-1].span.end)
        sentences.append(Sentence(number, first, len(words), root, span, before.cut))
        for label, start, end in after.names:
            if label in NAME_TYPES:
                covered = Span(words[first + start].span.start, words[first + end - 1].span.end)
                names.append(Name(NAME_TYPES[label], first + start, first + end, covered))
    return Document(text, tuple(words), tuple(sentences), tuple(names))


def _feats(column: str) -> dict[str, str]:
    """A FEATS column (``Number=Sing|Person=3``) as a table."""
    return dict(pair.split("=", 1) for pair in column.split("|") if "=" in pair)
