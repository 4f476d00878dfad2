"""Where articles come from that are to be kept: lines of NDJSON, rows of Parquet, texts and pages, alone or in folders."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct

from service.bulk.lines import read_line
from service.bulk.sink import PARQUET
from service.bulk.source import SourceError, lines_of
from service.contract import ARTICLE_ID, BODY_LIMIT, DAY, Article, Fault
from service.problems import Faults, Refused
from service.reading.articles import article_from_fields
from service.reading.files import PAGES, is_page, text_of
from service.store.records import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STDIN = Path("-")
"""Stands for standard input, which holds lines."""

LINES = frozenset({".ndjson", ".jsonl"})
TEXTS = frozenset({".txt"})
READABLE = (*sorted(LINES), PARQUET, *sorted(TEXTS), *sorted(PAGES))
"""How the names of files end that are read."""

_DAY_IN_A_NAME = re.compile(rf"(?<![0-9]){DAY[1:-1]}(?![0-9])")


class Found(Struct, frozen=True):
    """One article, with the id that it is to have, or why there is none: in which file, on which line or row (from 1), of how many bytes."""

    file: str
    line: int | None
    size: float
    article: Article | Refused


class Files(Struct, frozen=True):
    """The files to read, in the order in which they are read, and how many others lie in the same folders."""

    paths: list[Path]
    others: int

    @property
    def size(self) -> int | None:
        """How many bytes all of them have, if that can be known."""
        return None if STDIN in self.paths else sum(path.stat().st_size for path in self.paths if path.is_file())


def files_of(given: Sequence[Path]) -> Files:
    """The files that are given, and in the place of each folder those within that can be read, by their paths.

    Raises ``SourceError`` for a file that is given and has another name than those that can be read.
    """
    paths, others = [], 0
    for path in given:
        if path.is_dir():
            within = sorted(Path(folder, name) for folder, _, names in os.walk(path) for name in names)
            readable = [one for one in within if one.suffix.lower() in READABLE]
            paths += readable
            others += len(within) - len(readable)
        elif path == STDIN or path.suffix.lower() in READABLE:
            paths.append(path)
        else:
            raise SourceError(f"{path}: expected a folder, or a file that ends in {', '.join(READABLE)}")
    return Files(paths, others)


def articles_of(path: Path, defaults: Mapping[str, str]) -> Iterator[Found]:
    """The articles of a file, in their order; ``defaults`` are the fields of texts and pages that do not tell them themselves."""
    try:
        if path == STDIN:
            yield from _many(path, sys.stdin.buffer)
        else:
            with path.open("rb") as file:
                if path.suffix.lower() in LINES | {PARQUET}:
                    yield from _many(path, file)
                else:
                    yield _single(path, file, defaults)
    except SourceError as fault:
        yield Found(_shown(path), None, 0, Refused("invalid-request", _shown(fault)))
    except OSError as fault:
        yield Found(_shown(path), None, 0, Refused("invalid-request", _shown(f"{path}: {fault.strerror}")))


def _many(path: Path, file: BinaryIO) -> Iterator[Found]:
    """The articles of lines, or of rows, each of which is an equal part of its file."""
    lines = lines_of(file)
    part = _part_of_a_row(path) if path.suffix.lower() == PARQUET else None
    for number, line in enumerate(lines, 1):
        yield Found(_shown(path), number, len(line or b"") + 1 if part is None else part, _with_id(read_line(line)))


def _part_of_a_row(path: Path) -> float:
    from pyarrow import parquet  # noqa: PLC0415 - takes its time to import, and only Parquet needs it

    return float(path.stat().st_size / max(1, parquet.read_metadata(path).num_rows))


def _single(path: Path, file: BinaryIO, defaults: Mapping[str, str]) -> Found:
    body = file.read(BODY_LIMIT + 1)
    try:
        article = _article(path, body, defaults)
    except Refused as refusal:
        return Found(_shown(path), None, len(body), refusal)
    return Found(_shown(path), None, len(body), _with_id(article))


def _article(path: Path, body: bytes, defaults: Mapping[str, str]) -> Article:
    """The article of a text or a page; a text is of the day that its file's name holds."""
    if len(body) > BODY_LIMIT:
        raise Refused("too-large", f"The file has more than {BODY_LIMIT} bytes.", [Fault("", f"more than {BODY_LIMIT} bytes")])
    told: dict[str, str | None]
    if is_page(path.name, body):
        from service.reading.html import PageError, read_page  # noqa: PLC0415 - reading pages takes a second to import

        try:
            page = read_page(body)
        except PageError as fault:
            raise Refused("invalid-request", str(fault), [Fault("", str(fault))]) from None
        told = {"text": page.text, "title": page.title, "published": page.published}
    else:
        day = _DAY_IN_A_NAME.search(path.name)
        told = {"text": text_of(body), "published": day[0] if day else None}
    faults = Faults()
    members = {**defaults, **{name: value for name, value in told.items() if value is not None}}
    return faults.unless(article_from_fields(members, {}, faults, pointer=""))


def _shown(named: object) -> str:
    """A path, or a message that holds one, as JSON can hold it: not every file's name is UTF-8."""
    return str(named).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _with_id(article: Article | Refused) -> Article | Refused:
    """The article under its own id, or else under one that comes of what it is; refused where its own cannot be one."""
    if isinstance(article, Refused):
        return article
    if article.id is None:
        return msgspec.structs.replace(article, id=name_of(article))
    if re.fullmatch(ARTICLE_ID[1:-1], article.id) is None:
        fault = Fault("/id", "expected 1 to 128 letters, digits and `._~-`")
        return Refused("invalid-request", f"{fault.pointer}: {fault.message}", [fault])
    return article
