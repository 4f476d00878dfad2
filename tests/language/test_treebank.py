"""The readers of the corpora that the models are trained and measured on."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.training import news
from models.training.prepare import conllu, contractions, restyled, tokenizer_files, vocabulary
from service.evaluation.models import name_spans
from service.evaluation.treebank import documents, raw_text, read_names, read_trees
from service.language.trees import cycle
from service.spans import Span

if TYPE_CHECKING:
    from pathlib import Path

TREES = """\
# newdoc id = one
# newpar id = one-1
# text = "I don't know."
1\t"\t"\tPUNCT\t``\t_\t5\tpunct\t_\tSpaceAfter=No
2\tI\tI\tPRON\tPRP\tPerson=1\t5\tnsubj\t_\t_
3-4\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
3\tdo\tdo\tAUX\tVBP\tTense=Pres\t5\taux\t_\t_
4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_
5\tknow\tknow\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\tSpaceAfter=No
7\t"\t"\tPUNCT\t''\t_\t5\tpunct\t_\t_

# text = He left
1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\tTense=Past\t0\troot\t_\t_
2.1\tleft\tleave\tVERB\tVBD\t_\t_\t_\t_\t_

# newdoc id = two
# text = Go
1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_
"""


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A small treebank."""
    path = tmp_path / "trees.conllu"
    path.write_text(TREES, "utf-8")
    return path


def test_trees(trees: Path) -> None:
    """Tokens, contractions, documents and running text come out as the treebank has them."""
    sentences = read_trees(trees)
    assert [[t.form for t in s.tokens] for s in sentences] == [['"', "I", "don't", "know", ".", '"'], ["He", "left"], ["Go"]]
    assert [w.form for w in sentences[0].words] == ['"', "I", "do", "n't", "know", ".", '"']
    assert [len(d) for d in documents(sentences)] == [2, 1]
    text, spans = raw_text(sentences)
    assert text == '"I don\'t know." He left\n\nGo'
    assert [[span.of(text) for span in row] for row in spans] == [[t.form for t in s.tokens] for s in sentences]
    assert spans[2] == [Span(25, 27)]


def test_written_trees_are_read_back(trees: Path, tmp_path: Path) -> None:
    """CoNLL-U written for the trainers holds the same words, heads and spaces."""
    again = tmp_path / "again.conllu"
    again.write_text(conllu(read_trees(trees)), "utf-8")
    assert [s.tokens for s in read_trees(again)] == [s.tokens for s in read_trees(trees)]


def test_tokenizer_labels(trees: Path) -> None:
    """Every character has a label; the last of a token, a sentence and a contraction is marked."""
    text, labels = tokenizer_files(read_trees(trees))
    assert text == '"I don\'t know." He left\n\nGo\n'
    assert labels == "11000003000011200100002\n\n02\n"
    assert contractions(read_trees(trees)) == [(("don't", ("do", "n't")), 1)]


def test_restyled_paragraphs(trees: Path) -> None:
    """A paragraph in another style has the same tree and opens and closes its quotation."""
    copies = [s for _ in range(1) for s in restyled(read_trees(trees) * 20)]
    forms = {tuple(t.form for t in s.tokens) for s in copies}
    assert ("“", "I", "don’t", "know", ".", "”") in forms
    assert ("``", "I", "don't", "know", ".", "''") in forms
    assert {tuple(w.head for w in s.words) for s in copies} == {(5, 5, 5, 5, 0, 5, 5), (2, 0)}
    assert all("".join(w.form for w in t.words) == t.form for s in copies for t in s.tokens)


def test_vocabulary(trees: Path) -> None:
    """The lemmatizer learns each form with its part of speech once, with its most frequent lemma."""
    words = [(w.form, w.upos, w.lemma) for s in vocabulary(read_trees(trees) * 2) for w in s.words]
    assert len(words) == len(set(words))
    assert ("left", "VERB", "leave") in words


def test_names(tmp_path: Path) -> None:
    """Paragraphs are cut at full stops, not after initials; the address line is left out."""
    path = tmp_path / "names.tsv"
    rows = [
        "http://example.org\tO",
        "",
        *(f"{w}\tO" for w in ("The", "king", "came", ".")),
        *(f"{w}\tB-Person" for w in ("He", "left")),
        "",
    ]
    path.write_text("\n".join(rows), "utf-8")
    assert [[form for form, _ in s] for s in read_names(path)] == [["The", "king", "came", "."], ["He", "left"]]


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        (["O"], []),
        (["B-Person", "I-Person", "O", "B-Date"], [("Person", 0, 2), ("Date", 3, 4)]),
        (["B-Person", "B-Person"], [("Person", 0, 1), ("Person", 1, 2)]),
        (["I-Person", "I-Date"], [("Person", 0, 1), ("Date", 1, 2)]),
    ],
)
def test_name_spans(tags: list[str], names: list[tuple[str, int, int]]) -> None:
    """BIO tags give names; an inside tag with nothing to continue begins one."""
    assert name_spans(tags) == names


def test_news_trees() -> None:
    """The trees of our own articles fit the words that stand there, and are trees; those of the corpora are of the same shape."""
    with gzip.open(news.TREES, "rt", encoding="utf-8") as lines:
        rows = lines.readlines()
    assert {row.split("\t")[0] for row in rows} == {"train", "dev"}
    own = [row for row in rows if row.split("\t")[1].startswith("tests/gold/")]
    assert len(own) > 500
    for row in own:
        words = [line.split("\t") for line in news.conllu(row)[1].split("\n") if line]
        assert all(word[1] and not word[1][0].isspace() and not word[1][-1].isspace() for word in words), row
        heads = [int(word[6]) for word in words]
        assert heads.count(0) == 1, row
        assert cycle(np.array([0, *heads])) is None, row
