"""Articles per second of ``Language`` beside plain ``stanza.Pipeline`` calls with the same models, and whether they say the same.

    python benchmarks/pipeline.py [FOLDER] [--threads 2]

FOLDER holds articles as ``.json`` (with a ``text``), ``.tml`` or ``.txt`` (default: ``../shared/corpora/visits``, or ``seeds`` where that is missing). Plain means: one call of the pipeline an article for words,
tags, lemmas and trees, and one for the names of those words (names are tagged on words, as the names corpus has them, not on contractions).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from stanza.models.common.bert_embedding import load_bert
from stanza.models.common.doc import Document as StanzaDocument

from service.language.folder import ENCODER, shipped_folder
from service.language.load import pipeline_of
from service.language.parse import NAME_TYPES, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.language.document import Document

ROOT = Path(__file__).resolve().parent.parent

Row = tuple[object, ...]


def read_texts(folder: Path) -> list[str]:
    """The articles of a folder in the order of their names."""
    texts: list[str] = []
    for path in sorted(folder.iterdir()):
        content = path.read_text("utf-8", errors="replace")
        if path.suffix == ".json":
            texts += [json.loads(content)["text"]] if "expected" not in path.name else []
        elif path.suffix == ".tml":
            texts.append(re.sub(r"<[^>]*>", "", content.partition("<TEXT>")[2].partition("</TEXT>")[0]))
        elif path.suffix == ".txt":
            texts.append(content)
    return texts


def plain_pipeline() -> Callable[[str], tuple[list[Row], set[Row]]]:
    """A function from a text to words and names by plain calls of Stanza's pipeline."""
    folder = shipped_folder()
    pipeline = pipeline_of(folder, *load_bert(str(folder / ENCODER), local_files_only=True))

    def parse(text: str) -> tuple[list[Row], set[Row]]:
        doc = pipeline(text, processors="tokenize,mwt,pos,lemma,depparse")
        words = StanzaDocument([[{"id": (w.id,), "text": w.text} for w in s.words] for s in doc.sentences])
        pipeline.process(words, processors="ner")
        return _plain_rows(doc, words)

    return parse


def _plain_rows(doc: Any, words: Any) -> tuple[list[Row], set[Row]]:
    rows: list[Row] = []
    names: set[Row] = set()
    first = 0
    for sentence, named in zip(doc.sentences, words.sentences, strict=True):
        for w in sentence.words:
            head = first + w.head - 1 if w.head else -1
            lemma = w.lemma or w.text  # one that the lemmatizer leaves empty is the form
            rows.append((w.text, lemma, w.upos, w.xpos, w.feats or "", head, w.deprel))
        names |= {(NAME_TYPES[e.type], first + e.tokens[0].id[0] - 1, first + e.tokens[-1].id[0]) for e in named.ents}
        first += len(sentence.words)
    return rows, names


def _our_rows(document: Document) -> tuple[list[Row], set[Row]]:
    rows: list[Row] = [
        (w.text, w.lemma, w.upos, w.xpos, "|".join(f"{k}={v}" for k, v in w.feats.items()), w.head, w.deprel)
        for w in document.words
    ]
    return rows, {(n.type, n.first, n.last) for n in document.names}


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def compare(plain: Sequence[tuple[list[Row], set[Row]]], ours: Sequence[Document]) -> str:
    """How many articles and words the two agree on, column by column."""
    columns = ("word", "lemma", "upos", "xpos", "feats", "head", "relation")
    differing = dict.fromkeys((*columns, "names"), 0)
    same = words = 0
    for (rows, names), document in zip(plain, ours, strict=True):
        our_rows, our_names = _our_rows(document)
        same += rows == our_rows and names == our_names
        words += len(rows)
        differing["names"] += len(names ^ our_names)
        if len(rows) != len(our_rows):
            differing["word"] += abs(len(rows) - len(our_rows))
            continue
        for a, b in zip(rows, our_rows, strict=True):
            for column, x, y in zip(columns, a, b, strict=True):
                differing[column] += x != y
    detail = ", ".join(f"{column} {count}" for column, count in differing.items() if count)
    return f"equal: {same} of {len(ours)} articles ({words} words){'; differing: ' + detail if detail else ''}"


def main() -> None:
    """Prints both rates, their ratio and the comparison."""
    shared = ROOT.parent / "shared/corpora/visits"
    parser = argparse.ArgumentParser(description="Ours beside plain Stanza.")
    parser.add_argument("folder", type=Path, nargs="?", default=shared if shared.is_dir() else ROOT / "seeds")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    texts = read_texts(args.folder)
    plain, language = plain_pipeline(), Language.load("shipped")
    plain(texts[0])
    language.parse(texts[:1])
    plain_time, theirs = _timed(lambda: [plain(text) for text in texts])
    single_time, alone = _timed(lambda: [language.parse([text], news=False)[0] for text in texts])
    bulk_time, together = _timed(lambda: language.parse(texts, news=False))
    print(f"{len(texts)} articles, {sum(map(len, texts))} characters, {args.threads} threads")
    print(f"plain stanza.Pipeline, one by one   {len(texts) / plain_time:6.2f} articles/s")
    for label, seconds in (("one by one", single_time), ("together", bulk_time)):
        print(f"Language.parse, {label:19} {len(texts) / seconds:6.2f} articles/s, {plain_time / seconds:.2f} times plain")
    print(compare(theirs, together))
    print(f"alone and together equal: {sum(a == b for a, b in zip(alone, together, strict=True))} of {len(texts)} articles")


if __name__ == "__main__":
    main()
