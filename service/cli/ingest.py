"""``dateline ingest``: articles into the store."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from tqdm import tqdm

from service.bulk import SourceError
from service.bulk.files import READABLE, STDIN, files_of
from service.bulk.ingest import FAILED, ingest
from service.cli.setting import current_settings, loaded_engine, opened_store, published_date
from service.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.bulk.files import Files

OUTCOMES = ("created", "replaced", "unchanged", FAILED)


@click.command("ingest", epilog=f"Files that are read end in {', '.join(READABLE)}.")
@click.argument(
    "given",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, allow_dash=True, readable=True),
)
@click.option(
    "--published",
    metavar="DATE",
    callback=published_date,
    help="When texts and pages were published that do not say so themselves.",
)
@click.option("--source", help="Who published the texts and pages.")
def ingest_command(given: tuple[Path, ...], **defaults: str | None) -> None:
    """Extract from the articles of each FILE and keep both, as PUT does, in the store that DATELINE_DATABASE_URL names.

    FILE is NDJSON ("-" is NDJSON from stdin) or Parquet, with an article a line or a row; a text; an HTML page; or a folder of any of
    them. What is kept already is passed over, so that a run that was broken off goes on when it is started again. For each article that
    cannot be kept a problem is printed, with its file and line; at last, how many became what.
    """
    try:
        files = files_of(given)
    except SourceError as fault:
        raise click.UsageError(str(fault)) from None
    if given.count(STDIN) > 1:
        raise click.UsageError("stdin can be read once")
    counts = asyncio.run(_ingest(files, {name: value for name, value in defaults.items() if value is not None}))
    summary = {"articles": counts.total(), **{name: counts[name] for name in OUTCOMES}, "other_files": files.others}
    click.echo(msgspec.json.encode(summary))
    sys.exit(1 if counts[FAILED] else 0)


async def _ingest(files: Files, defaults: Mapping[str, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    settings = current_settings()
    configure_logging("warning")
    async with opened_store(settings) as store:
        with tqdm(total=files.size, unit="B", unit_scale=True, file=sys.stderr, disable=None) as progress:
            async for done in ingest(files.paths, store, lambda: loaded_engine(settings), settings, defaults):
                counts[done.outcome] += 1
                if done.problem is not None:
                    progress.write(msgspec.json.encode(done.problem).decode())  # above the bar, where both are on a screen
                progress.set_postfix(counts, refresh=False)
                progress.update(done.size)
    return counts
