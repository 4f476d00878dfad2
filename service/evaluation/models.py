"""Scores of the language models on the shared dev sets, in percent.

Tokens and sentences are found in running text: each document of the treebank is put together from its tokens and parsed as an article
would be; a token or sentence counts where both its ends do (F1, as in the CoNLL 2018 shared task). Tags and trees are scored on gold
words (accuracy; LAS with the relations' subtypes), names by exact words and type on sentences cut as the training cut them (F1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.evaluation.treebank import documents, raw_text, read_names, read_trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from service.language.parse import Language


def evaluate_models(folder: Path, load: Callable[[], Language]) -> dict[str, float]:
    """``tokens``, ``sentences``, ``upos``, ``uas``, ``las`` and ``ner`` on ``folder/ud/dev.conllu`` and ``folder/ner/dev.tsv``, with what ``load`` gives."""
    language = load()
    return {
        **_split_scores(folder / "ud/dev.conllu", language),
        **_tree_scores(folder / "ud/dev.conllu", language),
        "ner": _name_score(folder / "ner/dev.tsv", language),
    }


def _split_scores(path: Path, language: Language) -> dict[str, float]:
    tokens: list[tuple[int, set[object], set[object]]] = []
    sentences: list[tuple[int, set[object], set[object]]] = []
    for number, document in enumerate(documents(read_trees(path))):
        text, gold = raw_text(document)
        (found,) = language.split([text])
        tokens.append((number, {t for s in gold for t in s}, {w.token for s in found for w in s.words}))
        got: set[object] = {(s.words[0].span.start, s.words[-1].span.end) for s in found if not s.cut}
        sentences.append((number, {(s[0].start, s[-1].end) for s in gold}, got))
    return {"tokens": _f1(tokens), "sentences": _f1(sentences)}


def _tree_scores(path: Path, language: Language) -> dict[str, float]:
    trees = [s.words for s in read_trees(path)]
    analysed = language.analyse([[w.form for w in words] for words in trees])
    pairs = [(g, w) for gold, a in zip(trees, analysed, strict=True) for g, w in zip(gold, a.words, strict=True)]
    return {
        "upos": _percent(g.upos == w.upos for g, w in pairs),
        "uas": _percent(g.head == w.head for g, w in pairs),
        "las": _percent(g.head == w.head and g.deprel == w.deprel for g, w in pairs),
    }


def _name_score(path: Path, language: Language) -> float:
    gold = read_names(path)
    analysed = language.analyse([[form for form, _ in sentence] for sentence in gold])
    return _f1(
        (
            number,
            {(start, end, label) for label, start, end in name_spans([tag for _, tag in sentence])},
            {(s, e, t) for t, s, e in a.names},
        )
        for number, (sentence, a) in enumerate(zip(gold, analysed, strict=True))
    )


def name_spans(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Type, first and last (excluded) word of every name in BIO tags; an inside tag with nothing to continue begins a name."""
    found: list[tuple[str, int, int]] = []
    start: int | None = None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and (tag[0] != "I" or tag[2:] != tags[start][2:]):
            found.append((tags[start][2:], start, i))
            start = None
        if tag[0] == "B" or (tag[0] == "I" and start is None):
            start = i
    return found


def _f1(parts: Iterable[tuple[int, set[object], set[object]]]) -> float:
    """F1 in percent of what was found (third) against what is right (second), over all parts."""
    hit = gold = found = 0
    for _, right, got in parts:
        hit, gold, found = hit + len(right & got), gold + len(right), found + len(got)
    return 200 * hit / (gold + found) if gold + found else 0.0


def _percent(right: Iterable[bool]) -> float:
    outcomes = list(right)
    return 100 * sum(outcomes) / len(outcomes) if outcomes else 0.0
