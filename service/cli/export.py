"""``dateline export``: events out of the store."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
import msgspec
from tqdm import tqdm

from service.api.query import filled, names_of
from service.bulk.export import FORMATS, format_of
from service.bulk.sink import opened_file
from service.cli.setting import WrongUse, current_settings, opened_store
from service.problems import Faults, Refused
from service.store.filters import Filters, Sort, conditions_of
from service.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Callable


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with an option for each filter, which says of itself what the parameter of the route says."""
    for field in reversed(msgspec.structs.fields(Filters)):
        option = click.option(f"--{_option(field.encode_name)}", field.encode_name, metavar="VALUE", help=_about(field.type))
        command = option(command)
    return command


def _option(name: str) -> str:
    return name.replace("_", "-")


def _about(kind: Any) -> str:
    return next(item.description or "" for item in kind.__metadata__ if isinstance(item, msgspec.Meta)).replace("`", "")


@click.command("export", epilog="Formats: " + "; ".join(f"{name}, {known.about}" for name, known in FORMATS.items()) + ".")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Where to write; else stdout.")
@click.option(
    "--format", "name", type=click.Choice(list(FORMATS)), help="As what; without it FILE's name tells, and without that NDJSON."
)
@click.option("--sort", type=click.Choice(get_args(Sort)), default="-published", help="As `sort` of GET /v1/events.")
@_filters
def export_command(output: Path | None, name: str | None, sort: str, **given: str | None) -> None:
    """Write all events of the store that DATELINE_DATABASE_URL names, of those that all filters let through, as they are at one moment."""
    name = name or (format_of(output.suffix) if output else "ndjson")
    if name is None:
        raise click.UsageError(f"{output}: its name does not tell a format: give --format")
    if name == "parquet" and output is None:
        raise click.UsageError("Parquet cannot go through a pipe: give --output FILE")
    count = asyncio.run(_export(output, name, sort, _checked({key: value for key, value in given.items() if value is not None})))
    if output is not None:
        click.echo(msgspec.json.encode({"records": count}))


def _checked(given: dict[str, str]) -> Filters:
    faults = Faults()
    filters = filled(Filters, given, faults)
    try:
        faults.refuse()
        conditions_of(filters)
    except Refused as refusal:
        told = [f"--{_option(f.pointer)}: {f.message}" if f.pointer in names_of(Filters) else f.message for f in refusal.errors]
        raise click.UsageError("; ".join(told)) from None
    return filters


async def _export(output: Path | None, name: str, sort: str, filters: Filters) -> int:
    count = 0
    settings = current_settings()
    configure_logging("warning")
    async with opened_store(settings) as store:
        try:
            with (
                opened_file(output, sys.stdout.buffer) as file,
                FORMATS[name].open(file) as write,
                tqdm(unit=" events", file=sys.stderr, disable=None) as progress,
            ):
                async for records in store.all_events(filters, sort):
                    count += write(records)
                    progress.update(len(records))
        except OSError as fault:
            if output is None:
                raise  # who read stdout has gone
            raise WrongUse(f"{output}: {fault.strerror}") from None
    return count
