"""One queue between many requests and the one thread that owns the models.

While the models work on one batch the next one gathers, so nobody waits for a batch to fill. The models are not thread-safe: no other
thread touches them, and the event loop never waits for more than a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Literal, Protocol

import structlog

from service.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from service.contract import Article, Extraction
    from service.settings import Settings

    Engine = Callable[[Sequence[Article], bool], list[Extraction | Refused]]

CHARACTERS_A_SECOND = 20_000
"""How far a long article stands back: one of 100,000 code points lets pass what comes up to 5 s after it and is short."""

RETRY_NOT_READY = 5
RETRY_FULL = 2
"""Seconds, as ``Retry-After`` says them."""

log = structlog.get_logger()


class Watch(Protocol):
    """Who wants to know of the queue's work."""

    def batch_done(self, articles: int, seconds: float) -> None:
        """One batch has been through the models."""


class _Job:
    """One article on its way; a heap orders jobs by ``rank``."""

    def __init__(self, rank: tuple[float, int], article: Article, outcome: asyncio.Future[Extraction], *, explain: bool) -> None:
        self.rank, self.article, self.outcome, self.explain = rank, article, outcome, explain

    def __lt__(self, other: _Job) -> bool:
        return self.rank < other.rank


class Queue:
    """The queue and its worker; lives on one event loop."""

    def __init__(self, load: Callable[[Settings], Engine], settings: Settings, watch: Watch) -> None:
        self._load, self._settings, self._watch = load, settings, watch
        self._heap: list[_Job] = []
        self._numbers = count()
        self._filled = asyncio.Event()
        self._room_for_bulk = asyncio.Semaphore(max(1, settings.queue_size // 2))
        self._ready = self._stopping = False

    @property
    def state(self) -> Literal["starting", "ready", "stopping"]:
        """``ready`` once the models are loaded, until told to stop."""
        return "stopping" if self._stopping else "ready" if self._ready else "starting"

    def __len__(self) -> int:
        """How many articles wait."""
        return len(self._heap)

    def stop(self) -> None:
        """Take no more articles; those taken are finished."""
        self._stopping = True

    def check_ready(self) -> None:
        """Raise ``Refused`` (``unavailable``) until the models are loaded, and again once told to stop."""
        if self.state != "ready":
            raise Refused("unavailable", f"The service is {self.state}.", headers={"Retry-After": str(RETRY_NOT_READY)})

    def check(self) -> None:
        """Raise ``Refused`` (``unavailable``) where an article would not be taken now."""
        self.check_ready()
        if len(self._heap) >= self._settings.queue_size:
            raise Refused("unavailable", "The queue is full.", headers={"Retry-After": str(RETRY_FULL)})

    async def extract(self, article: Article, *, explain: bool) -> Extraction:
        """The extraction of one article; raises ``Refused`` at once where it is not taken, later where it cannot be done.

        Who stops waiting (is cancelled) before the models have begun with the article takes it out of the queue.
        """
        self.check()
        return await self._put(article, explain=explain)

    async def extract_in_turn(self, article: Article, *, explain: bool) -> Extraction:
        """As ``extract``, but waits for room where there is none; all who wait so share one half of the queue."""
        async with self._room_for_bulk:
            self.check_ready()
            return await self._put(article, explain=explain)

    async def work(self) -> None:
        """Load the models, then do batch after batch until cancelled; raises what loading raises."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "models") as thread:
            engine = await loop.run_in_executor(thread, self._load, self._settings)
            self._ready = True
            log.info("ready")
            while True:
                await self._filled.wait()
                jobs = self._next()
                if not self._heap:
                    self._filled.clear()
                if jobs:
                    began = loop.time()
                    articles = [job.article for job in jobs]
                    _settle(jobs, await loop.run_in_executor(thread, engine, articles, jobs[0].explain))
                    self._watch.batch_done(len(jobs), loop.time() - began)

    async def _put(self, article: Article, *, explain: bool) -> Extraction:
        loop = asyncio.get_running_loop()
        rank = (loop.time() + len(article.text) / CHARACTERS_A_SECOND, next(self._numbers))
        job = _Job(rank, article, loop.create_future(), explain=explain)
        heapq.heappush(self._heap, job)
        self._filled.set()
        try:
            return await job.outcome
        finally:
            if job.outcome.cancelled():
                with contextlib.suppress(ValueError):  # the models have it already
                    self._heap.remove(job)
                    heapq.heapify(self._heap)

    def _next(self) -> list[_Job]:
        """The jobs that go to the models together: the first in line and those after it that ask for the same, within the limits."""
        jobs: list[_Job] = []
        characters = 0
        while self._heap and len(jobs) < self._settings.batch_articles:
            first = self._heap[0]
            characters += len(first.article.text)
            if jobs and (first.explain != jobs[0].explain or characters > self._settings.batch_characters):
                break
            jobs.append(heapq.heappop(self._heap))
        return jobs


def _settle(jobs: list[_Job], outcomes: list[Extraction | Refused]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.outcome.done():
            continue  # who asked has gone
        if isinstance(outcome, Refused):
            job.outcome.set_exception(outcome)
        else:
            job.outcome.set_result(outcome)
