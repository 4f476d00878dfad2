"""``dateline extract``: one text, one page, or any number of articles from a file or from stdin."""

from __future__ import annotations

import re
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec
from tqdm import tqdm

from service.cli.setting import WrongUse, current_settings
from service.contract import BODY_LIMIT, PUBLISHED, Extraction, Fault
from service.problems import Faults, Refused
from service.reading.articles import article_from_fields, article_from_json
from service.settings import SettingError
from service.telemetry import configure_logging, tell_cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from service.contract import Article, Problem
    from service.engine import Engine
    from service.settings import Settings

PAGES = {".html", ".htm", ".xhtml"}
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_SPAN = re.compile(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")


def _date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(PUBLISHED, value):
        raise click.BadParameter("expected an RFC 3339 date, or a date-time with offset, such as 2024-06-11")
    return value


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--ndjson", is_flag=True, help="FILE holds an article a line, as JSON.")
@click.option("--published", metavar="DATE", callback=_date, help="When the article was published; a page may say so itself.")
@click.option("--title", help="The article's headline.")
@click.option("--source", help="Who published it.")
@click.option("--url", help="Where it was published.")
@click.option("--id", help="Your own name for it.")
@click.option("--language", help="`en` skips language detection.")
@click.option(
    "--explain",
    is_flag=True,
    help="Bring with each event the rules that made it, the grammar of its clause and the dates weighed.",
)
def extract(file: BinaryIO, *, ndjson: bool, explain: bool, **beside: str | None) -> None:
    """Extract from FILE, a text or an HTML page ("-" is stdin), and print the extraction as JSON.

    With --ndjson, print for each line of FILE, in its order, the extraction of the article in it, or a problem with the line's number.
    """
    given = {name: value for name, value in beside.items() if value is not None}
    if ndjson:
        if given:
            raise click.UsageError(f"--{next(iter(given))} is for a single article; with --ndjson each line has its own")
        sys.exit(_many(file, explain=explain))
    sys.exit(_one(file, given, explain=explain))


def _one(file: BinaryIO, given: Mapping[str, str], *, explain: bool) -> int:
    body = file.read()
    page = PurePath(file.name).suffix.lower() in PAGES or _PAGE.match(body) is not None
    if not page and "published" not in given:
        raise click.UsageError("a text does not say when it was published: give --published DATE")
    try:
        article = _article(body, given, page=page)
    except Refused as refusal:
        return _print(refusal)
    [outcome] = _engine(current_settings())([article], explain)
    if page and isinstance(outcome, Extraction):
        outcome = msgspec.structs.replace(outcome, article=msgspec.structs.replace(outcome.article, text=article.text))
    return _print(outcome)


def _article(body: bytes, given: Mapping[str, str], *, page: bool) -> Article:
    faults = Faults()
    if page:
        from service.reading.html import article_from_page  # noqa: PLC0415 - reading pages takes a second to import

        return faults.unless(article_from_page(body, given, faults))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused("invalid-request", f"not UTF-8: {fault.reason} at byte {fault.start}") from None
    return faults.unless(article_from_fields({"text": text}, given, faults, pointer=""))


def _print(outcome: Extraction | Refused) -> int:
    """Print what became of a single input, laid out for reading; the status to end with."""
    record = outcome if isinstance(outcome, Extraction) else _problem(outcome)
    click.echo(_SPAN.sub(r"[\1, \2]", msgspec.json.format(msgspec.json.encode(record), indent=1).decode()))
    return 0 if isinstance(outcome, Extraction) else 1


def _many(file: BinaryIO, *, explain: bool) -> int:
    settings = current_settings()
    engine = _engine(settings)
    failed = False
    with tqdm(unit=" articles", file=sys.stderr, disable=None) as progress:
        for gathered in _gathered(_lines(file), settings):
            outcomes = iter(engine([read for _, read in gathered if not isinstance(read, Refused)], explain))
            for number, read in gathered:
                outcome = read if isinstance(read, Refused) else next(outcomes)
                failed = failed or isinstance(outcome, Refused)
                click.echo(_line(number, outcome))
            progress.update(len(gathered))
    return int(failed)


def _line(number: int, outcome: Extraction | Refused) -> bytes:
    return msgspec.json.encode(_problem(outcome, number) if isinstance(outcome, Refused) else outcome)


def _problem(refusal: Refused, line: int | None = None) -> Problem:
    tell_cause(refusal)
    return refusal.problem(line=line)


def _gathered(lines: Iterable[bytes | None], settings: Settings) -> Iterator[list[tuple[int, Article | Refused]]]:
    """Numbered lines in their order, as many together as the models take at once."""
    gathered: list[tuple[int, Article | Refused]] = []
    characters = 0
    for number, line in enumerate(lines, 1):
        read = _read(line)
        gathered.append((number, read))
        characters += 0 if isinstance(read, Refused) else len(read.text)
        if len(gathered) >= settings.batch_articles or characters >= settings.batch_characters:
            yield gathered
            gathered, characters = [], 0
    if gathered:
        yield gathered


def _read(line: bytes | None) -> Article | Refused:
    if line is None:
        return Refused("too-large", f"The line has more than {BODY_LIMIT} bytes.", [Fault("", f"more than {BODY_LIMIT} bytes")])
    faults = Faults()
    article = article_from_json(line, {}, faults)
    try:
        return faults.unless(article)
    except Refused as refusal:
        return refusal


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file, without their ends; ``None`` for one over the limit, which is not kept."""
    while line := file.readline(BODY_LIMIT + 1):
        over = len(line.rstrip(b"\n")) > BODY_LIMIT
        while over and line and not line.endswith(b"\n"):
            line = file.readline(BODY_LIMIT)
        yield None if over else line.rstrip(b"\n")


def _engine(settings: Settings) -> Engine:
    from service.engine import load_engine  # noqa: PLC0415 - the models' libraries take seconds to import

    configure_logging("warning")
    try:
        return load_engine(settings)
    except SettingError as fault:
        raise WrongUse(str(fault)) from None
