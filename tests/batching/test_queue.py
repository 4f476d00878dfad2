"""The queue: what goes together, what goes first, what becomes of those who leave or come when there is no room.

The engine here is a plain function that does what each test asks of it; the queue takes any.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest

from service.api.examples import EXTRACTION
from service.batching import Queue
from service.contract import Article, Extraction
from service.engine import extract_each
from service.problems import Refused
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

TEXT = "Putin will visit North Korea. "
SAMPLE = msgspec.convert(EXTRACTION, Extraction)


def article(name: str, length: int = 1) -> Article:
    """An article by that name, so many sentences long."""
    return Article(text=TEXT * length, published="2024-06-11", id=name, language="en")


class Watched:
    """An engine that notes what it is given, waits until it may go on, and fails where it is told to."""

    def __init__(self, *, held: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.threads: set[int] = set()
        self.go_on = threading.Event()
        self.began = threading.Event()
        if not held:
            self.go_on.set()

    def load(self, _: Settings) -> Callable[[Sequence[Article], bool], list[Extraction | Refused]]:
        """Give the engine."""
        self.threads.add(threading.get_ident())
        return lambda articles, explain: extract_each(self.extract, articles)  # noqa: ARG005 - an engine's signature

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """What the models would do."""
        self.threads.add(threading.get_ident())
        self.batches.append([str(one.id) for one in articles])
        self.began.set()
        assert self.go_on.wait(60)
        if any(one.id == "bad" for one in articles):
            raise KeyError("bad")
        return [msgspec.structs.replace(SAMPLE, article=msgspec.structs.replace(SAMPLE.article, id=one.id)) for one in articles]

    def batch_done(self, articles: int, seconds: float) -> None:
        """The queue tells of its work."""
        assert articles
        assert seconds >= 0


def run(engine: Watched, test: Callable[[Queue], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Run a test with a queue that is worked on."""

    async def main() -> None:
        queue = Queue(engine.load, Settings(**settings), engine)
        worker = asyncio.create_task(queue.work())
        async with asyncio.timeout(60):
            while queue.state == "starting":  # noqa: ASYNC110 - only these tests would use an event for it
                await asyncio.sleep(0.001)
            await test(queue)
        worker.cancel()
        await asyncio.wait([worker])

    asyncio.run(main())


async def held(queue: Queue, engine: Watched) -> asyncio.Task[Extraction]:
    """Have the models busy with an article."""
    first = asyncio.create_task(queue.extract(article("first"), explain=False))
    await asyncio.to_thread(engine.began.wait)
    return first


def gather(queue: Queue, articles: Sequence[Article], *, explain: bool = False) -> list[asyncio.Task[Extraction]]:
    """Hand over articles, one after the other."""
    return [asyncio.create_task(queue.extract(one, explain=explain)) for one in articles]


def test_articles_that_wait_go_together() -> None:
    """While the models are busy the next batch gathers, up to its limits, in the order of coming; one thread does all."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = gather(queue, [article(str(n)) for n in range(5)])
        await asyncio.sleep(0)
        engine.go_on.set()
        assert [(await task).article.id for task in [first, *tasks]] == ["first", "0", "1", "2", "3", "4"]
        assert engine.batches == [["first"], ["0", "1", "2"], ["3", "4"]]
        assert len(engine.threads) == 1
        assert threading.get_ident() not in engine.threads

    run(engine, test, batch_articles=3)


def test_a_long_article_goes_alone_and_lets_short_ones_pass() -> None:
    """A long article does not take short ones along, nor hold up those that come just after it."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = gather(queue, [article("long", 2000), article("a"), article("b", 50), article("c")])
        await asyncio.sleep(0)
        engine.go_on.set()
        await asyncio.gather(first, *tasks)
        assert engine.batches == [["first"], ["a", "c", "b"], ["long"]]

    run(engine, test, batch_characters=10_000)


def test_what_is_asked_differently_goes_apart() -> None:
    """Articles with and without their rules are not one batch."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = [*gather(queue, [article("a"), article("b")]), *gather(queue, [article("c")], explain=True)]
        await asyncio.sleep(0)
        engine.go_on.set()
        await asyncio.gather(first, *tasks)
        assert engine.batches == [["first"], ["a", "b"], ["c"]]

    run(engine, test)


def test_one_that_fails_takes_none_with_it() -> None:
    """A batch that fails is done again one by one, and only the article at fault is a defect."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = gather(queue, [article("a"), article("bad"), article("c")])
        await asyncio.sleep(0)
        engine.go_on.set()
        done = await asyncio.gather(first, *tasks, return_exceptions=True)
        assert [one.article.id if isinstance(one, Extraction) else None for one in done] == ["first", "a", None, "c"]
        failure = done[2]
        assert isinstance(failure, Refused)
        assert failure.kind.name == "internal-error"
        assert isinstance(failure.__cause__, KeyError)
        assert "bad" not in failure.problem().detail

    run(engine, test)


def test_a_full_queue_refuses_at_once() -> None:
    """One more than there is room for is refused; who comes in bulk waits instead, and takes only half the room."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        bulk = [asyncio.create_task(queue.extract_in_turn(article(f"bulk {n}"), explain=False)) for n in range(9)]
        await asyncio.sleep(0.01)
        assert len(queue) == 2
        tasks = gather(queue, [article("a"), article("b")])
        await asyncio.sleep(0.01)
        assert len(queue) == 4
        with pytest.raises(Refused) as refused:
            await queue.extract(article("c"), explain=False)
        assert refused.value.kind.name == "unavailable"
        assert int(refused.value.headers["Retry-After"]) > 0
        engine.go_on.set()
        await asyncio.gather(first, *tasks, *bulk)
        assert [name for batch in engine.batches for name in batch if name.startswith("bulk")] == [f"bulk {n}" for n in range(9)]

    run(engine, test, queue_size=4)


def test_who_leaves_is_not_worked_for() -> None:
    """An article whose sender gave up before the models had it is taken out; one they have is done, and its outcome thrown away."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = gather(queue, [article("a"), article("b")])
        await asyncio.sleep(0)
        tasks[0].cancel()
        first.cancel()
        await asyncio.wait([tasks[0], first])
        assert len(queue) == 1
        engine.go_on.set()
        assert (await tasks[1]).article.id == "b"
        assert engine.batches == [["first"], ["b"]]

    run(engine, test)


def test_stopping_takes_no_more_and_finishes_what_was_taken() -> None:
    """Told to stop, the queue refuses what comes and does what it has."""
    engine = Watched(held=True)

    async def test(queue: Queue) -> None:
        first = await held(queue, engine)
        tasks = gather(queue, [article("a")])
        await asyncio.sleep(0)
        queue.stop()
        for take in (queue.extract, queue.extract_in_turn):
            with pytest.raises(Refused, match="unavailable"):
                await take(article("b"), explain=False)
        engine.go_on.set()
        assert [(await task).article.id for task in [first, *tasks]] == ["first", "a"]

    run(engine, test)


def test_models_that_do_not_load_end_the_work() -> None:
    """Whoever runs the queue learns why."""

    def fail(_: Settings) -> Any:
        raise RuntimeError("no models")

    async def main() -> None:
        queue = Queue(fail, Settings(), Watched())
        with pytest.raises(RuntimeError, match="no models"):
            await queue.work()
        assert queue.state == "starting"

    asyncio.run(main())
