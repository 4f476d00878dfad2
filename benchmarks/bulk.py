"""Articles a second of one process beside Ray with one and two actors, and whether all say the same: ``python -m benchmarks.bulk [FOLDER]``.

FOLDER holds articles as JSON (default: ``../shared/corpora/visits``, or the sample article where that is missing); they are taken over and
over until there are ``--articles`` of them. Each row is one run of ``dateline extract``: the time until the first records are there (interpreter,
models, Ray) and, apart from it, the articles a second from then on. Memory is the most that the command and all its processes held together.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle, islice
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ("id", "title", "text", "published", "source", "url")


def main() -> None:
    """Run the benchmark and print its figures."""
    shared = ROOT.parent / "shared/corpora/visits"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=shared if shared.is_dir() else ROOT / "seeds")
    parser.add_argument("--articles", type=int, default=320)
    parser.add_argument("--actors", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    ways = {"one process": [], **{f"Ray, actors: {n}": ["--engine", "ray", "--actors", str(n)] for n in options.actors}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.ndjson"
        size = written(path, options.folder, options.articles)
        print(f"{options.articles} articles, {size} bytes\n")
        print("| | first records after, s | articles/s from then on | most memory, MB | the same bytes |\n|---|---|---|---|---|")
        expected = None
        for name, arguments in ways.items():
            first, rate, memory, found = measured(["extract", "--ndjson", *arguments, str(path)])
            expected = expected or found
            same = "yes" if found == expected else "NO"
            print(f"| {name} | {first:.1f} | {rate:.2f} | {memory / 1e6:.0f} | {same} |", flush=True)


def written(path: Path, folder: Path, articles: int) -> int:
    """Write that many articles of a folder to a file, a line each; its size in bytes."""
    found = [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json")) if "expected" not in p.name]
    chosen = ({name: a[name] for name in FIELDS if isinstance(a.get(name), str)} for a in islice(cycle(found), articles))
    return path.write_text("".join(json.dumps(article) + "\n" for article in chosen), "utf-8")


def measured(arguments: list[str]) -> tuple[float, float, int, bytes]:
    """Seconds to the first records, articles a second after them, most bytes of memory, and what was written."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "service", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        held = [0]
        watcher = threading.Thread(target=watch, args=(run, held))
        watcher.start()
        arrivals: list[float] = []
        lines = []
        for line in run.stdout or ():
            lines.append(line)
            arrivals.append(time.perf_counter())
        run.wait()
        watcher.join()
    together = sum(arrival - arrivals[0] < 0.1 for arrival in arrivals)  # the first batch comes at once
    rate = (len(arrivals) - together) / (arrivals[-1] - arrivals[0])
    return arrivals[0] - began, rate, held[0], b"".join(lines)


def watch(run: subprocess.Popen[bytes], held: list[int]) -> None:
    """Note the most memory that a process and its descendants have to themselves."""
    process = psutil.Process(run.pid)
    while run.poll() is None:
        total = 0
        for one in [process, *process.children(recursive=True)]:
            try:
                total += one.memory_full_info().uss
            except psutil.NoSuchProcess:
                continue
        held[0] = max(held[0], total)
        time.sleep(1)


if __name__ == "__main__":
    main()
