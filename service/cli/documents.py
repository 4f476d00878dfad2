"""``dateline openapi``, ``schemas`` and ``settings``: what is generated, to read or to write."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from service.settings import table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON, not YAML.")
@click.option("--write", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
def openapi(write: Path | None, *, as_json: bool) -> None:
    """Print the API's OpenAPI document."""
    from service.api import documents  # noqa: PLC0415 - a web framework
    from service.api.app import ROUTES  # noqa: PLC0415
    from service.api.openapi import openapi_of  # noqa: PLC0415

    document = openapi_of(ROUTES)
    _give(documents.as_json(document) if as_json else documents.as_yaml(document).encode(), write)


@click.command()
@click.option("--write", type=click.Path(path_type=Path, file_okay=False), help="Write each to a file in this folder.")
def schemas(write: Path | None) -> None:
    """Print the JSON Schemas of the records, by name."""
    from service.api.documents import as_json  # noqa: PLC0415
    from service.api.schemas import PUBLISHED, schema_of  # noqa: PLC0415

    found = {name: schema_of(name) for name in sorted(PUBLISHED)}
    if write is None:
        _give(as_json(found), None)
        return
    write.mkdir(parents=True, exist_ok=True)
    for name, schema in found.items():
        _give(as_json(schema), write / f"{name}.json")


@click.command()
@click.option("--markdown", is_flag=True, help="The table that the documentation holds.")
def settings(*, markdown: bool) -> None:
    """Print every setting with its variable, default and meaning."""
    if markdown:
        rows = [f"| `{s.name}` | `{s.variable}` | `{s.default}` | {s.help} |" for s in table()]
        click.echo("\n".join(["| in a file | in the environment | default | meaning |", "|---|---|---|---|", *rows]))
    else:
        click.echo(msgspec.json.format(msgspec.json.encode(table()), indent=2))


def _give(content: bytes, path: Path | None) -> None:
    if path is None:
        click.echo(content, nl=False)
    else:
        path.write_bytes(content)
        click.echo(f"wrote {path}", err=True)
