"""Turns the corpora into the files Stanza's trainers read.

Trees become a tokenizer's text and labels, its table of contractions, and CoNLL-U; names become JSON sentences. Newswire writes quotation
marks in ways the treebanks seldom do (curly, or `` and ''), so a part of the training text is repeated in those styles.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING

from service.evaluation.treebank import GoldSentence, GoldToken, GoldWord, raw_text, read_names, read_trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SEED = 1
RESTYLED = 0.5
"""Share of the paragraphs with quotation marks that are repeated in another style."""


def prepare(corpora: Path, work: Path) -> None:
    """Writes every training file below ``work``; files that are there already are left alone."""
    for part in ("train", "dev"):
        if (work / f"{part}.conllu").exists() and (work / f"{part}.names.json").exists():
            continue
        work.mkdir(parents=True, exist_ok=True)
        names = read_names(corpora / f"ner/{part}.tsv")
        (work / f"{part}.names.json").write_text(
            json.dumps([[{"text": form, "ner": tag} for form, tag in _begun(s)] for s in names]), "utf-8"
        )
        sentences = read_trees(corpora / f"ud/{part}.conllu")
        if part == "train":
            sentences += list(restyled(sentences))
        text, labels = tokenizer_files(sentences)
        (work / f"{part}.txt").write_text(text, "utf-8")
        (work / f"{part}.labels").write_text(labels, "utf-8")
        (work / f"{part}.mwt.json").write_text(json.dumps(contractions(sentences)), "utf-8")
        (work / f"{part}.lemmas.conllu").write_text(conllu(vocabulary(sentences) if part == "train" else sentences), "utf-8")
        (work / f"{part}.conllu").write_text(conllu(sentences), "utf-8")


def _begun(sentence: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The sentence with every inside tag that follows no name of its type made the beginning of one."""
    before = "O"
    for form, tag in sentence:
        begins = tag.startswith("I-") and before[2:] != tag[2:]
        yield form, f"B-{tag[2:]}" if begins else tag
        before = tag


def paragraphs(sentences: Iterable[GoldSentence]) -> Iterator[list[GoldSentence]]:
    """The sentences of each paragraph in turn."""
    group: list[GoldSentence] = []
    for sentence in sentences:
        if sentence.starts and group:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def restyled(sentences: list[GoldSentence]) -> Iterator[GoldSentence]:
    """Paragraphs with quotation marks or apostrophes once more, in a style drawn at random."""
    draw = random.Random(SEED)  # noqa: S311 - a seeded draw
    for paragraph in paragraphs(sentences):
        if any(c in t.form for s in paragraph for t in s.tokens for c in "\"'") and draw.random() < RESTYLED:
            style = draw.choice(("curly", "curly", "wire"))
            opened = False
            for number, sentence in enumerate(paragraph):
                tokens = []
                for token in sentence.tokens:
                    form = token.form
                    if form == '"':
                        opened = not opened
                        form = {"curly": "“”", "wire": ("``", "''")}[style][0 if opened else 1]
                    elif style == "curly":
                        form = form.replace("'", "’")
                    tokens.append(_with_form(token, form))
                yield GoldSentence(tuple(tokens), "document" if number == 0 else sentence.starts)


def _with_form(token: GoldToken, form: str) -> GoldToken:
    """The token written as ``form``; the parts of a contraction change as their characters do."""
    if form == token.form:
        return token
    words, start = [], 0
    composed = "".join(w.form for w in token.words) == token.form
    for word in token.words:
        end = start + len(word.form)
        changed = form if len(token.words) == 1 else form[start:end] if composed else word.form
        words.append(GoldWord(changed, word.lemma, word.upos, word.xpos, word.feats, word.head, word.deprel))
        start = end
    return GoldToken(form, tuple(words), token.space_after)


def tokenizer_files(sentences: list[GoldSentence]) -> tuple[str, str]:
    """Text and labels of the tokenizer: 0 inside a token, 1 its last character, 2 a sentence's last; 3 and 4 the same of a contraction."""
    texts, labels = [], []
    for paragraph in paragraphs(sentences):
        text, spans = raw_text(paragraph)
        marks = ["0"] * len(text)
        for sentence, tokens in zip(paragraph, spans, strict=True):
            for token, span in zip(sentence.tokens, tokens, strict=True):
                last = token is sentence.tokens[-1]
                marks[span.end - 1] = "24"[len(token.words) > 1] if last else "13"[len(token.words) > 1]
        texts.append(text)
        labels.append("".join(marks))
    return "\n\n".join(texts) + "\n", "\n\n".join(labels) + "\n"


def contractions(sentences: list[GoldSentence]) -> list[tuple[tuple[str, tuple[str, ...]], int]]:
    """Every contraction with its parts in lower case and how often it occurs."""
    counts = Counter((t.form, tuple(w.form.lower() for w in t.words)) for s in sentences for t in s.tokens if len(t.words) > 1)
    return list(counts.items())


def vocabulary(sentences: list[GoldSentence]) -> list[GoldSentence]:
    """Each form with its part of speech and its most frequent lemma, once, the frequent first, in lines of twenty.

    The lemmatizer looks at one word at a time and looks known ones up: rare words teach it what it needs for unknown ones.
    """
    counts = Counter((w.form, w.upos, w.lemma) for s in sentences for w in s.words)
    best: dict[tuple[str, str], str] = {}
    for (form, upos, lemma), _ in counts.most_common():
        best.setdefault((form, upos), lemma)
    tokens = [
        GoldToken(form, (GoldWord(form, lemma, upos, "_", "_", i % 20, "dep" if i % 20 else "root"),))
        for i, ((form, upos), lemma) in enumerate(best.items())
    ]
    return [GoldSentence(tuple(tokens[i : i + 20])) for i in range(0, len(tokens), 20)]


def conllu(sentences: list[GoldSentence]) -> str:
    """The sentences as CoNLL-U without comments, enhanced dependencies and annotations Stanza does not train on."""
    blocks = []
    for sentence in sentences:
        lines, number = [], 1
        for token in sentence.tokens:
            misc = "_" if token.space_after else "SpaceAfter=No"
            if len(token.words) > 1:
                lines.append(f"{number}-{number + len(token.words) - 1}\t{token.form}" + "\t_" * 7 + f"\t{misc}")
            for word in token.words:
                own = misc if len(token.words) == 1 else "_"
                columns = (number, word.form, word.lemma, word.upos, word.xpos, word.feats, word.head, word.deprel, "_", own)
                lines.append("\t".join(map(str, columns)))
                number += 1
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n\n"
