"""Visits and statements in real newswire: ``python -m benchmarks.newswire [--keep FOLDER]``.

``tests/gold/newswire`` holds annotations alone (of some articles those of visits only), for the corpora they were made on may not be passed
on. Each is joined with its text from ``../shared/corpora``, and all are scored as ``dateline eval events`` does. ``--keep`` leaves the whole
gold articles in a folder for that command; they must not be committed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sacremoses import MosesDetokenizer

from benchmarks.no_visits import documents
from service.evaluation.dates import read_timeml
from service.evaluation.events import read_gold, score
from service.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.evaluation.events import Record

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared/corpora"
ANNOTATIONS = ROOT / "tests/gold/newswire"

_OF_STATEMENTS = frozenset({"statements", "acts", "anonymous"})
"""Figures that articles without annotated statements have none of."""

_SHORT = r"(?:s|S|t|re|ve|ll|d|m)\b"
"""What follows an apostrophe in contractions and possessives."""

_CLOSED_UP = (
    (r" ?“ ?", " “"),
    (r" ?”", "”"),
    (rf"‘ ([^‘’]*?) ?’(?! {_SHORT})", r"‘\1’"),
    (rf"(?<=[\w)]) ’ (?={_SHORT})", "’"),
    (r"(?<=[sS]) ’", "’"),
    (r"(?<=\w) ’ (?=\w)", "’"),
    (r" (?=n't\b|…)", ""),
    (r"(?<=\w) ([-/]) (?=\w)", r"\1"),
    (r"(?<=\d) ?: (?=\d)", ":"),
)
"""What Moses leaves apart, for its own tokeniser never parts it: curly quotes and apostrophes, "n't", "…", hyphens, strokes and clock times."""

_MOSES = MosesDetokenizer(lang="en")


def running(tokens: Sequence[str]) -> str:
    """A paragraph's tokens as running text."""
    text: str = _MOSES.detokenize(tokens)
    for apart, together in _CLOSED_UP:
        text = re.sub(apart, together, text)
    return text.strip()


@cache
def _tokens() -> dict[str, str]:
    return dict(documents())


def text_of(source: str, address: str = "") -> str:
    """The running text of an article of the corpora: of a TimeML file, or of the document that an address names in ``ner/``."""
    if not source.startswith("ner/"):
        return read_timeml(CORPORA / source).text.strip()
    paragraphs = (p.split() for p in _tokens()[address].split("\n\n"))
    # the rest of an address that the corpus takes apart stands as a paragraph of its own
    return "\n\n".join(running(p) for p in paragraphs if p[0] != "&")


def joined() -> Iterator[tuple[str, Record]]:
    """The names of the annotations, and the gold articles that they make with their texts."""
    for path in sorted(ANNOTATIONS.glob("*.json")):
        article = json.loads(path.read_text("utf-8"))
        article["text"] = text_of(article["source"], article["id"])
        yield path.name, article


def main() -> None:
    """Prints the figures of all articles and of each corpus."""
    parser = argparse.ArgumentParser(description="Visits and statements in real newswire.")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="leave the gold articles with their texts there")
    kept: Path | None = parser.parse_args().keep
    if not CORPORA.is_dir():
        sys.exit(f"expected the shared corpora at {CORPORA}")
    with TemporaryDirectory() as temporary:
        folder = kept or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, article in joined():
            (folder / name).write_text(json.dumps(article, ensure_ascii=False, indent=1), "utf-8")
        gold, got = read_gold(folder, Language.load)
    picked = [n for n, article in enumerate(gold) if "statements" in article]
    kinds = {
        "chosen for their visits": picked,
        "of them Worldwide newswire": [n for n in picked if gold[n]["source"].startswith("ner/")],
        "of them AQUAINT and TimeBank": [n for n in picked if gold[n]["source"].startswith("timex/")],
        "others": [n for n, article in enumerate(gold) if "statements" not in article],
        "all": list(range(len(gold))),
    }
    figures = {kind: score([gold[n] for n in chosen], [got[n] for n in chosen]) for kind, chosen in kinds.items()}
    names = list(figures["all"])
    print(f"| articles | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for kind, chosen in kinds.items():
        unsaid = frozenset() if any("statements" in gold[n] for n in chosen) else _OF_STATEMENTS
        row = " | ".join("–" if name in unsaid else f"{figures[kind][name]:.1f}" for name in names)
        print(f"| {kind} ({len(chosen)}) | {row} |")


if __name__ == "__main__":
    main()
