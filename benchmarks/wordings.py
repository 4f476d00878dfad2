"""Visits by how they are worded: ``python -m benchmarks.wordings [--missed]``.

``tests/gold/wordings/*.txt`` holds sentences as agencies write them, of invented people, published on 2024-06-12. A line is what is expected and
the text, parted by a bar: for each country visited ``CC status``, joined by semicolons, statuses that are as good parted by strokes; ``-`` where
the text tells of no visit. Scored are countries: found, and found with a right status (under way and over count as one, for a sentence alone
seldom tells which). ``--missed`` prints each line that is not wholly right with what was found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from service.contract import Article, VisitEvent
from service.evaluation.events import f1
from service.extract import extract

if TYPE_CHECKING:
    from service.contract import Extraction

FOLDER = Path(__file__).resolve().parent.parent / "tests/gold/wordings"
PUBLISHED = "2024-06-12"
TOGETHER = 64
"""Texts extracted at once."""

_ACTUAL = {"completed", "ongoing"}


def lines(path: Path) -> list[tuple[dict[str, set[str]], str]]:
    """What is expected, by country, and the text of each line of a file."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        wanted, _, text = line.partition("|")
        pairs = (pair.split() for pair in wanted.split(";") if pair.strip() != "-")
        found.append(({country: set(status.split("/")) for country, status in pairs}, text))
    return found


def countries(result: Extraction) -> dict[str | None, set[str]]:
    """The statuses of the visits found, by country."""
    found: dict[str | None, set[str]] = {}
    for event in result.events:
        if isinstance(event, VisitEvent):
            found.setdefault(event.destination.country, set()).add(event.status)
    return found


def as_told(wanted: set[str], found: set[str]) -> bool:
    """Whether the visits found to a country have a status that the text tells."""
    return bool(wanted & found) or bool(wanted & _ACTUAL and found & _ACTUAL)


def main() -> None:
    """Prints a table, a row for each file."""
    print("| sentences | precision | recall | visits | status |\n|---|---|---|---|---|")
    missed = []
    for path in sorted(FOLDER.glob("*.txt")):
        rows = lines(path)
        texts = [Article(text=text, published=PUBLISHED) for _, text in rows]
        results = [r for start in range(0, len(texts), TOGETHER) for r in extract(texts[start : start + TOGETHER])]
        hits = right = gold = given = 0
        for (wanted, text), result in zip(rows, results, strict=True):
            found = countries(result)
            both = wanted.keys() & found.keys()
            told = [c for c in both if as_told(wanted[c], found[c])]
            hits, right, gold, given = hits + len(both), right + len(told), gold + len(wanted), given + len(found)
            if not len(wanted) == len(found) == len(told):
                missed.append(f"{wanted or '-'} | {text} | {found or '-'}")
        share = [100 * hits / given, 100 * hits / gold, f1(hits, gold + given), f1(right, gold + given)]
        print(f"| {path.stem} ({len(rows)}) | {' | '.join(f'{value:.1f}' for value in share)} |")
    if "--missed" in sys.argv[1:]:
        print("\n".join(missed))


if __name__ == "__main__":
    main()
