"""Visits invented in the newswire documents of ``tests/gold/no_visit_ids.txt``, which tell of none: ``python -m benchmarks.no_visits``.

Prints their number, and each with its words, so that it can be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from service.contract import Article, VisitEvent
from service.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared/corpora/ner"
IDS = ROOT / "tests/gold/no_visit_ids.txt"


def documents() -> Iterator[tuple[str, str]]:
    """The documents of the corpus by their address lines, their tokens joined by spaces and their paragraphs by empty lines."""
    for part in ("train", "dev"):
        blocks = (CORPUS / f"{part}.tsv").read_text("utf-8").split("\n\n")
        lines = [[row.split("\t")[0] for row in block.splitlines() if row.strip()] for block in blocks]
        address, paragraphs = "", []
        for tokens in filter(None, lines):
            if tokens[0].startswith("http"):
                yield address, "\n\n".join(paragraphs)
                address, paragraphs = tokens.pop(0), []
            if tokens:
                paragraphs.append(" ".join(tokens))
        yield address, "\n\n".join(paragraphs)


def main() -> None:
    """Prints the invented visits."""
    wanted = [line for line in IDS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    texts = dict(documents())
    found = {address: texts[address] for address in wanted if texts.get(address)}
    results = extract([Article(text=text, published="2022-07-01", language="en") for text in found.values()])
    invented = [
        (address, event)
        for (address, _), result in zip(found.items(), results, strict=True)
        for event in result.events
        if isinstance(event, VisitEvent)
    ]
    print(f"{len(found)} documents of {len(wanted)}, {len(invented)} visits invented (at most 3 wanted)")
    for address, event in invented:
        place = event.destination
        print(f"- {', '.join(v.name for v in event.visitors)} → {place.name} ({place.country}), {event.status}: {address}")


if __name__ == "__main__":
    main()
