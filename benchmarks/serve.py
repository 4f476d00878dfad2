"""Articles a second, and how long each takes, of a running service under a number of senders at once: ``python -m benchmarks.serve URL``.

Beside them it asks the service for its health, to show what a busy service still answers. Traffic goes to the URL given and no further.
"""

from __future__ import annotations

import argparse
import json
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

SAMPLE = Path(__file__).resolve().parent.parent / "seeds/moscow-times-2024-06-11.json"


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where the service listens")
    parser.add_argument("--articles", type=int, default=60, help="how many are sent for each number of senders")
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 4, 16], help="how many send at once")
    options = parser.parse_args()
    article = json.loads(SAMPLE.read_text("utf-8"))
    with httpx.Client(base_url=options.url, timeout=300, limits=httpx.Limits(max_connections=100)) as client:
        client.post("/v1/extractions", json=article).raise_for_status()
        print("senders  articles/s  median s  worst s  health: median ms  worst ms")
        for senders in options.senders:
            print(measured(client, article, senders, options.articles))


def measured(client: httpx.Client, article: dict[str, str], senders: int, articles: int) -> str:
    """One row of figures."""
    done = threading.Event()
    health: list[float] = []

    def ask() -> None:
        while not done.wait(0.05):
            began = time.perf_counter()
            client.get("/health/live").raise_for_status()
            health.append(time.perf_counter() - began)

    def send(_: int) -> float:
        began = time.perf_counter()
        client.post("/v1/extractions", json=article).raise_for_status()
        return time.perf_counter() - began

    asking = threading.Thread(target=ask)
    asking.start()
    began = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        seconds = list(pool.map(send, range(articles)))
    rate = articles / (time.perf_counter() - began)
    done.set()
    asking.join()
    median, worst = statistics.median(health) * 1000, max(health) * 1000
    return f"{senders:7}  {rate:10.2f}  {statistics.median(seconds):8.2f}  {max(seconds):7.2f}  {median:17.0f}  {worst:8.0f}"


if __name__ == "__main__":
    main()
