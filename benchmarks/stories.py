"""How well reports of one visit are joined: ``python -m benchmarks.stories [--write]`` prints the tables of ``docs/stories.md``, or writes them.

The made-up articles of ``tests/gold/stories`` tell of trips by twos and threes, with those beside them that must not be joined. All other gold articles,
our own and the shared ones (looked for in ``../shared/corpora``), are read together too: no two of them tell of one trip, but some made-up ones tell of
trips of theirs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from service.contract import Article
from service.entities.words import fold
from service.extract import extract
from service.language import Language
from service.store.records import rows_of
from service.store.stories import block_for, reports_of
from service.stories import Report, Told, signature_of, stories_of

if TYPE_CHECKING:
    from collections.abc import Iterable


ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold/stories"
SETS = ("first", "second")
DOCUMENT = ROOT / "docs/stories.md"

Key = tuple[str, int, int]
Record = dict[str, Any]


class Read(Struct, frozen=True):
    """What some articles tell: all reports by their keys, and the stories made of them."""

    reports: dict[Key, Report]
    told: list[Told]


class Figures(Struct, frozen=True):
    """Pairs of reports of one visit by two articles: joined rightly, wrongly, and missed; why some of the last were."""

    right: int
    wrong: int
    missed: int
    unseen: int

    @property
    def row(self) -> str:
        """The cells of a table."""
        found, gold = self.right + self.wrong, self.right + self.missed
        rates = (
            f"{100 * part / whole:.1f}" if whole else "–"
            for part, whole in ((self.right, found), (self.right, gold), (2 * self.right, found + gold))
        )
        return " | ".join(map(str, (gold, self.right, self.wrong, self.missed, self.unseen, *rates)))


def read(articles: list[Article], language: Language) -> Read:
    """The stories of some articles, as the store would keep them."""
    blocks: dict[str, list[Report]] = defaultdict(list)
    signatures = {article.id or "": signature_of(article.text) for article in articles}
    for article, extraction in zip(articles, extract(articles, language), strict=True):
        for position, event in enumerate(rows_of(article, extraction, 1).events):
            for report in reports_of(article.id or "", position, event.row):
                blocks[block_for(report)].append(report)
    told = [story for block, reports in sorted(blocks.items()) for story in stories_of(block, reports, signatures)]
    return Read({report.key: report for reports in blocks.values() for report in reports}, told)


def matched(gold: list[Record], found: Read) -> list[list[Key | None]]:
    """For each gold story the reports that were found of those it names, ``None`` where one was not."""
    used: set[Key] = set()

    def look(story: Record, name: str) -> Key | None:
        article, _, year = name.partition("@")
        for key, report in sorted(found.reports.items()):
            day = report.first or report.last
            told = dt.date.fromordinal(day) if day else None
            same_year = not year or (told is not None and int(year) in {told.year, told.day})
            named = fold(story["visitor"]) in fold(report.name)
            if key not in used and report.article == article and report.country == story["country"] and named and same_year:
                used.add(key)
                return key
        return None

    return [[look(story, name) for name in story["reports"]] for story in gold]


def joined(gold: list[list[Key | None]], found: Read) -> Figures:
    """The figures of the pairs."""
    pairs = {
        frozenset((one, other))
        for story in found.told
        for (one, _), (other, _) in itertools.combinations(story.reports, 2)
        if one[0] != other[0]
    }
    wanted = [pair for story in gold for pair in itertools.combinations(story, 2)]
    right = sum(frozenset(pair) in pairs for pair in wanted)
    return Figures(right, len(pairs) - right, len(wanted) - right, sum(None in pair for pair in wanted))


def made_up(name: str) -> tuple[list[Article], list[Record]]:
    """One set of made-up articles and what they tell of."""
    lines = (GOLD / name / "articles.ndjson").read_text("utf-8").splitlines()
    gold = tomllib.loads((GOLD / name / "stories.toml").read_text("utf-8"))
    return [msgspec.json.decode(line, type=Article) for line in lines], gold["story"]


def pairs_table(language: Language) -> str:
    """The tables of the made-up articles."""
    rows, counts = [], []
    for name in SETS:
        articles, gold = made_up(name)
        found = read(articles, language)
        reports = matched(gold, found)
        rows.append(f"| {name} set, {len(articles)} articles | {joined(reports, found).row} |")
        counts.append([len(gold), *_agreeing(gold, reports, found)])
    told = (
        "in gold",
        "whose reports are all in one story",
        "and its status now is right",
        "its history",
        "its number of sources",
    )
    cells = [" | ".join(map(str, column)) for column in zip(*counts, strict=True)]
    table = [f"| {name} | {numbers} |" for name, numbers in zip(told, cells, strict=True)]
    return "\n".join([_HEAD, *rows, "", f"| visits | {' | '.join(SETS)} |", "|---|---|---|", *table])


def _agreeing(gold: list[Record], reports: list[list[Key | None]], found: Read) -> tuple[int, ...]:
    """How many gold stories are one story, and of how many of these the status, the history and the number of sources are right."""
    where = {key: story.story for story in found.told for key, _ in story.reports}
    stories = [[where[key] if key is not None else None for key in some] for some in reports]
    whole = [
        (g, some[0]) for g, some in zip(gold, stories, strict=True) if some[0] is not None and all(s is some[0] for s in some)
    ]
    status = sum(story.status == g["history"][-1] for g, story in whole)
    history = sum([step.status for step in story.history] == g["history"] for g, story in whole)
    return len(whole), status, history, sum(story.sources == g["sources"] for g, story in whole)


def gold_table(language: Language) -> str:
    """The table of all other gold articles, by themselves and with their companions."""
    folders = [ROOT / "tests/gold", ROOT.parent / "shared/corpora/visits"]
    some = [_article(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    companions, gold = made_up("companions")
    alone, together = read(some, language), read([*some, *companions], language)
    figures = joined(matched(gold, together), together)
    return "\n".join(
        [
            _HEAD,
            f"| {len(some)} gold articles | {joined([], alone).row} |",
            f"| with {len(companions)} that tell of the same trips | {figures.row} |",
        ]
    )


_HEAD = (
    "| articles | pairs in gold | joined rightly | joined wrongly | missed | of these not extracted | precision | recall | F1 |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def _article(path: Path) -> Article:
    record = json.loads(path.read_text("utf-8"))
    return msgspec.convert({name: record[name] for name in Article.__struct_fields__ if name in record}, Article)


def written(document: str, sections: Iterable[tuple[str, str]]) -> str:
    """A document with what stands between its markers replaced."""
    for name, table in sections:
        document, times = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda m, table=table: f"{m[1]}{table}\n{m[2]}",
            document,
            flags=re.DOTALL,
        )
        if times != 1:
            raise ValueError(f"expected one section <!-- {name} -->, found {times}")
    return document


def main() -> None:
    """Print the tables, and write them where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put them into docs/stories.md")
    options = parser.parse_args()
    language = Language.load("shipped")
    sections = [("pairs", pairs_table(language)), ("gold", gold_table(language))]
    for name, table in sections:
        print(f"## {name}\n{table}\n")
    if options.write:
        DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8"), sections), "utf-8")


if __name__ == "__main__":
    main()
