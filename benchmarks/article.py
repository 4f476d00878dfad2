"""Time and memory an article: ``python benchmarks/article.py [FOLDER]``.

FOLDER holds gold articles as JSON (default: ``../shared/corpora/visits``, or the sample article where that is missing). Prints a Markdown table:
articles alone, articles in batches of 16, what the stages above the models take and their share (both in processor time, so that what else the
machine does is not counted), and one article of 100,000 code points.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from service.contract import TEXT_LIMIT, Article
from service.extract import extract, extraction_of
from service.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent


def articles(folder: Path) -> list[Article]:
    """The articles of a folder, or the sample article alone."""
    paths = sorted(folder.glob("*.json")) or [ROOT / "seeds/moscow-times-2024-06-11.json"]
    gold = (json.loads(p.read_text("utf-8")) for p in paths)
    return [Article(text=g["text"], published=g["published"], title=g.get("title")) for g in gold]


def longest(some: list[Article]) -> Article:
    """An article of the greatest length that is accepted, of the others' paragraphs in turn."""
    text = "\n\n".join(a.text for a in some)
    return Article(text=(text * (TEXT_LIMIT // len(text) + 1))[:TEXT_LIMIT], published="2024-06-11")


def seconds(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of three runs after one that does not count."""
    run()
    found = []
    for _ in range(3):
        start = clock()
        run()
        found.append(clock() - start)
    return median(found)


def above_the_models(some: list[Article], language: Language) -> float:
    """Processor seconds of what is done with parses of some articles; each is new, for nobody reads an article twice."""
    parsed = language.parse([t for a in some for t in (a.text, a.title or "")])
    start = time.process_time()  # one thread's work, whatever else the machine does
    for n, article in enumerate(some):
        extraction_of(article, *parsed[2 * n : 2 * n + 2], models=language.version, explain=False)
    return time.process_time() - start


def megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measures and prints."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/corpora/visits"
    some = articles(folder)
    start = time.perf_counter()
    language = Language.load()
    loading = time.perf_counter() - start
    words = sum(len(a.text.split()) for a in some)
    alone = seconds(lambda: [extract([a], language) for a in some])
    batched = seconds(lambda: extract(some, language))
    processor = seconds(lambda: extract(some, language), clock=time.process_time)
    above = median(above_the_models(some, language) for _ in range(5))
    usual = megabytes()
    long = longest(some)
    once = time.perf_counter()
    extract([long], language)
    long_seconds = time.perf_counter() - once
    print(f"{len(some)} articles, {words} words\n")
    print("| measured | figure |\n|---|---|")
    print(f"| models loaded | {loading:.1f} s |")
    print(f"| an article alone | {1000 * alone / len(some):.0f} ms |")
    print(f"| an article in a batch of {len(some)} | {1000 * batched / len(some):.0f} ms |")
    print(f"| above the models, by 1,000 words | {1000 * above / words * 1000:.1f} ms |")
    print(f"| share of it in a batch | {100 * above / processor:.1f} % |")
    print(f"| memory, articles of usual length | {usual:.0f} MB |")
    print(f"| one article of {len(long.text):,} code points | {long_seconds:.1f} s |")
    print(f"| memory, with that article | {megabytes():.0f} MB |")


if __name__ == "__main__":
    main()
