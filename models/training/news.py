"""Trees of news sentences, as CoNLL-U: ``python -m models.training.news OUT``.

``news.tsv.gz`` holds trees without words, for most of their texts may not be passed on: sentences of newswire and of our own articles open to
tuning (``tests/gold``), parsed by the models of the time and put right sentence by sentence, in UD's terms, as in English EWT and GUM. OUT gets ``news.train.conllu`` and
``news.dev.conllu``; words that nobody tagged have no tags.

A line is: part, source, where in its text the sentence starts, its words (each as its start from that of the word before, and its length), their
heads (from 1; 0 is the root), their relations.
"""

from __future__ import annotations

import argparse
import gzip
import json
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = Path(__file__).with_name("news.tsv.gz")


@cache
def text_of(source: str) -> str:
    """The text that a source names: "ner/train.tsv ADDRESS", a TimeML file of the corpora, a gold article, or "FILE LINE" of ``wordings``."""
    name, _, part = source.partition(" ")
    if name.startswith(("ner/", "timex/")):
        from benchmarks import newswire  # noqa: PLC0415 - its detokeniser comes with the benchmarks alone

        return newswire.text_of(name, part)
    held = (ROOT / name).read_text("utf-8")
    if part:
        return held.splitlines()[int(part) - 1].split("|", 1)[-1]
    return str(json.loads(held)["text"])


def conllu(line: str) -> tuple[str, str]:
    """The part that a line of the file belongs to, and its tree."""
    part, source, start, words, heads, relations = line.rstrip("\n").split("\t")
    text, at = text_of(source), int(start)
    rows = []
    for number, (word, head, relation) in enumerate(zip(words.split(), heads.split(), relations.split(), strict=True), 1):
        gap, length = map(int, word.split(","))
        at += gap
        rows.append(f"{number}\t{text[at : at + length]}" + "\t_" * 4 + f"\t{head}\t{relation}\t_\t_")
    return part, "\n".join(rows) + "\n\n"


def write(out: Path) -> None:
    """Writes the trees of each part below ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with gzip.open(TREES, "rt", encoding="utf-8") as lines:
        trees = [conllu(line) for line in lines]
    for part in ("train", "dev"):
        (out / f"news.{part}.conllu").write_text("".join(tree for of, tree in trees if of == part), "utf-8")


def main() -> None:
    """Writes them for the encoder's training."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.news", description="Join the trees of news with their words."
    )
    parser.add_argument("out", type=Path, help="folder for news.train.conllu and news.dev.conllu")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
