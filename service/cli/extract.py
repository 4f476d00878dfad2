"""``dateline extract``: one text, one page, or any number of articles, in this process or over Ray."""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from pathlib import Path, PurePath
from shutil import copyfileobj
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec
from tqdm import tqdm

from service.bulk import PARQUET, SourceError, batches, extract_batch, lines_of, opened_sink
from service.cli.setting import WrongUse, current_settings, loaded_engine, published_date
from service.contract import Extraction
from service.problems import Faults, Refused
from service.reading.articles import article_from_fields
from service.reading.files import is_page, text_of
from service.settings import SettingError
from service.telemetry import tell_cause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.bulk import Record
    from service.contract import Article

_SPAN = re.compile(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--published", metavar="DATE", callback=published_date, help="When the article was published; a page may say so itself."
)
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
@click.option("--ndjson", is_flag=True, help="FILE holds an article a line, as JSON.")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Where the records of many articles go."
)
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Where many articles are done.")
@click.option("--ray-address", metavar="ADDRESS", help="A running cluster of Ray; without it one is started for this command.")
@click.option(
    "--actors",
    type=click.IntRange(1, 10_000),
    help="How many processes of Ray extract; as many as there are cores for, if not given.",
)
def extract(
    file: BinaryIO,
    *,
    explain: bool,
    ndjson: bool,
    output: Path | None,
    engine: str,
    ray_address: str | None,
    actors: int | None,
    **beside: str | None,
) -> None:
    """Extract from FILE, a text or an HTML page ("-" is stdin), and print the extraction as JSON.

    With --ndjson, or where FILE ends in .parquet, FILE holds any number of articles, a line or a row each. For each, in their order, the
    extraction of the article is printed, or a problem with the line's number; or they are written to --output, as Parquet where that ends
    in .parquet. --engine ray does the same on all cores, or on a cluster.
    """
    given = {name: value for name, value in beside.items() if value is not None}
    over_ray = {"ray-address": ray_address, "actors": actors}
    many = ndjson or engine == "ray" or PurePath(file.name).suffix.lower() == PARQUET
    if many and given:
        raise click.UsageError(f"--{next(iter(given))} is for a single article; of many each has its own")
    if output is not None and not many:
        raise click.UsageError("--output is for many articles: --ndjson, or a FILE that ends in .parquet")
    if engine != "ray" and any(over_ray.values()):
        raise click.UsageError(f"--{next(name for name, value in over_ray.items() if value)} is for --engine ray")
    if not many:
        sys.exit(_one(file, given, explain=explain))
    found = _over_ray(file, ray_address, actors, explain=explain) if engine == "ray" else _here(file, explain=explain)
    sys.exit(_many(found, output))


def _one(file: BinaryIO, given: Mapping[str, str], *, explain: bool) -> int:
    body = file.read()
    page = is_page(file.name, body)
    if not page and "published" not in given:
        raise click.UsageError("a text does not say when it was published: give --published DATE")
    try:
        article = _article(body, given, page=page)
    except Refused as refusal:
        return _print(refusal)
    [outcome] = loaded_engine(current_settings())([article], explain)
    if page and isinstance(outcome, Extraction):
        outcome = msgspec.structs.replace(outcome, article=msgspec.structs.replace(outcome.article, text=article.text))
    return _print(outcome)


def _article(body: bytes, given: Mapping[str, str], *, page: bool) -> Article:
    faults = Faults()
    if page:
        from service.reading.html import article_from_page  # noqa: PLC0415 - reading pages takes a second to import

        return faults.unless(article_from_page(body, given, faults))
    return faults.unless(article_from_fields({"text": text_of(body)}, given, faults, pointer=""))


def _print(outcome: Extraction | Refused) -> int:
    """Print what became of a single input, laid out for reading; the status to end with."""
    if isinstance(outcome, Refused):
        tell_cause(outcome)
    record = outcome if isinstance(outcome, Extraction) else outcome.problem()
    click.echo(_SPAN.sub(r"[\1, \2]", msgspec.json.format(msgspec.json.encode(record), indent=1).decode()))
    return 0 if isinstance(outcome, Extraction) else 1


def _many(found: Iterator[list[Record]], output: Path | None) -> int:
    """Write records as they come; the status to end with."""
    failed = False
    with contextlib.ExitStack() as stack:
        try:
            write = stack.enter_context(opened_sink(output, sys.stdout.buffer))
        except OSError as fault:
            raise WrongUse(f"{fault.filename}: {fault.strerror}") from None
        progress = stack.enter_context(tqdm(unit=" articles", file=sys.stderr, disable=None))
        for records in found:
            write(records)
            failed = failed or any(record.failed for record in records)
            progress.update(len(records))
    return int(failed)


def _here(file: BinaryIO, *, explain: bool) -> Iterator[list[Record]]:
    settings = current_settings()
    try:
        lines = lines_of(file)
        engine = loaded_engine(settings)
        for batch in batches(lines, settings):
            yield extract_batch(batch, engine, explain=explain)
    except SourceError as fault:
        raise WrongUse(str(fault)) from None


def _over_ray(file: BinaryIO, address: str | None, actors: int | None, *, explain: bool) -> Iterator[list[Record]]:
    from service.bulk.over_ray import RayError, extract_over_ray  # noqa: PLC0415 - seconds to import

    settings = current_settings()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(file.name)
        if not path.is_file():  # a pipe, which no other process can read
            path = Path(folder) / "articles.ndjson"
            with path.open("wb") as spooled:
                copyfileobj(file, spooled)
        try:
            yield from extract_over_ray(path.resolve(), settings, explain=explain, address=address, actors=actors)
        except (SettingError, SourceError) as fault:
            raise WrongUse(str(fault)) from None
        except RayError as fault:
            raise click.ClickException(str(fault)) from None
