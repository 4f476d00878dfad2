"""A batch of numbered lines in, a record for each of them out: the same bytes wherever it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from service.contract import BODY_LIMIT, Article, Fault
from service.problems import Faults, Refused
from service.reading.articles import article_from_json
from service.telemetry import tell_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from service.engine import Engine
    from service.settings import Settings

    T = TypeVar("T")

Line = bytes | None
"""One article as JSON, without the line's end; ``None`` in place of one over the limit of a body, which nobody keeps."""


class Batch(Struct, frozen=True):
    """Lines that go to the models together; ``first`` is the number of the first one, counted from 1."""

    first: int
    lines: list[Line]


class Record(Struct, frozen=True):
    """What became of a line: ``json`` is its ``Extraction``, or where it ``failed`` its ``Problem``. ``id`` is the article's own."""

    line: int
    id: str | None
    failed: bool
    json: bytes


def batches(lines: Iterable[Line], settings: Settings) -> Iterator[Batch]:
    """All lines in their order, as many together as the models take at once.

    A line has no more code points than bytes, so that its article need not be read to keep within ``batch_characters``.
    """
    first = 1
    for some in together(lines, lambda line: len(line or b""), settings):
        yield Batch(first, some)
        first += len(some)


def together(items: Iterable[T], length_of: Callable[[T], int], settings: Settings) -> Iterator[list[T]]:
    """All items in their order, as many at a time as the models take at once; ``length_of`` is at least an item's code points."""
    gathered: list[T] = []
    size = 0
    for item in items:
        length = length_of(item)
        if gathered and (len(gathered) >= settings.batch_articles or size + length > settings.batch_characters):
            yield gathered
            gathered, size = [], 0
        gathered.append(item)
        size += length
    if gathered:
        yield gathered


def extract_batch(batch: Batch, engine: Engine, *, explain: bool) -> list[Record]:
    """A record for each line of a batch, in its order; one that cannot be done takes no other with it."""
    read = [read_line(line) for line in batch.lines]
    outcomes = iter(engine([article for article in read if isinstance(article, Article)], explain))
    records = []
    for number, article in enumerate(read, batch.first):
        outcome = article if isinstance(article, Refused) else next(outcomes)
        failed = isinstance(outcome, Refused)
        if isinstance(outcome, Refused):
            tell_cause(outcome)
            json = msgspec.json.encode(outcome.problem(line=number))
        else:
            json = msgspec.json.encode(outcome)
        records.append(Record(number, article.id if isinstance(article, Article) else None, failed, json))
    return records


def read_line(line: Line) -> Article | Refused:
    """The article of a line, or why there is none."""
    if line is None:
        return Refused("too-large", f"The line has more than {BODY_LIMIT} bytes.", [Fault("", f"more than {BODY_LIMIT} bytes")])
    faults = Faults()
    article = article_from_json(line, {}, faults)
    try:
        return faults.unless(article)
    except Refused as refusal:
        return refusal
