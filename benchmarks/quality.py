"""Writes the figures of ``docs/quality.md``: ``python -m benchmarks.quality [SECTION …]`` (default: all of them).

The corpora are looked for in ``../shared/corpora``.

Runs the evaluations behind ``dateline eval`` and the benchmarks in a process each, and puts what they print between the document's markers.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from service.evaluation.details import NAMES as DETAILS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/quality.md"
DATELINE = Path(sys.executable).with_name("dateline")

BARS = {
    "models": {"tokens": 98.5, "sentences": 87, "upos": 96, "las": 86, "ner": 81},
    "events": {"visits": 90, "status": 85, "full": 80, "statements": 88, "acts": 82},
    "attribution": {"cue": 75, "full": 50},
}
"""What the figures are meant to reach."""

COUNTS = {"documents", "gold", "predicted"}
"""What some evaluations count beside their scores."""


def measured(kind: str, folder: Path, *options: str) -> dict[str, float]:
    """The figures of one evaluation, without what it counts."""
    run = subprocess.run([DATELINE, "eval", kind, folder, "--json", *options], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(run.stdout)
    return {name: value for name, value in figures.items() if name not in COUNTS}


def evaluated(kind: str, folder: Path) -> str:
    """The table of one evaluation, beside its bars."""
    scores = measured(kind, folder)
    rows = [f"| {name} | {value:.1f} | {BARS.get(kind, {}).get(name, '')} |" for name, value in scores.items()]
    return "\n".join(["| figure | percent | bar |", "|---|---|---|", *rows])


def detailed(*folders: Path) -> str:
    """The table of what hangs by visits and statements, a row for each folder of gold articles."""
    rows = [f"| articles | {' | '.join(DETAILS)} |", "|---|" + "---|" * len(DETAILS)]
    for folder in folders:
        figures = measured("events", folder, "--details")
        rows.append(f"| {folder.relative_to(ROOT)} | {' | '.join(f'{figures[name]:.1f}' for name in DETAILS)} |")
    return "\n".join(rows)


def compared(*folders: Path) -> str:
    """The table of visits, a row for each folder of gold articles that have visits alone."""
    rows = ["| articles | visits | status | dated | full | from |", "|---|---|---|---|---|---|"]
    for folder in folders:
        figures = measured("events", folder)
        told = " | ".join(f"{figures[name]:.1f}" for name in ("visits", "status", "dated", "full", "from"))
        rows.append(f"| {folder.relative_to(ROOT)} ({len(list(folder.glob('*.json')))}) | {told} |")
    return "\n".join(rows)


def printed(script: str) -> str:
    """What a benchmark prints."""
    return subprocess.run(
        [sys.executable, "-m", f"benchmarks.{Path(script).stem}"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.strip()


def main() -> None:
    """Measures everything, prints it, and rewrites the document."""
    corpora = ROOT.parent / "shared/corpora"
    sections = {
        "models": lambda: evaluated("models", corpora),
        "visits": lambda: evaluated("events", corpora / "visits"),
        "sample": lambda: evaluated("events", ROOT / "tests/gold/sample"),
        "gold": lambda: evaluated("events", ROOT / "tests/gold"),
        "held_out": lambda: evaluated("events", ROOT / "tests/gold/held_out"),
        "briefs": lambda: compared(
            *(ROOT / "tests/gold" / name for name in ("briefs", "briefs/held_out", "reports", "reports/held_out", "unusual"))
        ),
        "newswire": lambda: printed("newswire.py"),
        "wordings": lambda: printed("wordings.py"),
        "links": lambda: detailed(ROOT / "tests/gold", ROOT / "tests/gold/held_out"),
        "no_visits": lambda: printed("no_visits.py"),
        "confidence": lambda: printed("confidence.py"),
        "TimeBank": lambda: evaluated("dates", corpora / "timex/TimeBank"),
        "AQUAINT": lambda: evaluated("dates", corpora / "timex/AQUAINT"),
        "attribution": lambda: evaluated("attribution", corpora / "attribution/dev"),
        "pipeline": lambda: printed("pipeline.py"),
        "article": lambda: printed("article.py"),
    }
    wanted = sys.argv[1:] or list(sections)
    if unknown := set(wanted) - set(sections):
        sys.exit(f"expected sections among {', '.join(sections)}, found {', '.join(sorted(unknown))}")
    text = DOCUMENT.read_text("utf-8")
    for name in wanted:
        found = sections[name]()
        print(f"## {name}\n{found}\n", flush=True)
        marked = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, times = re.subn(marked, lambda m, found=found: f"{m[1]}{found}\n{m[2]}", text, flags=re.DOTALL)
        if times != 1:
            sys.exit(f"{DOCUMENT}: expected one section <!-- {name} -->, found {times}")
        DOCUMENT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
