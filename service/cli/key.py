"""``dateline key``: a new key, and what the keys file is to hold of it."""

from __future__ import annotations

from typing import get_args

import click
import msgspec

from service.cli.setting import WrongUse
from service.contract import Scope

SCOPES = get_args(Scope)


@click.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="What it may do; may be given again."
)
def key(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key for NAME, and print it with the lines for the file that DATELINE_KEYS_FILE names.

    The key itself is kept nowhere: hand it on, and put only the lines into the file.
    """
    from service.api.keys import digest_of, new_key  # noqa: PLC0415 - a web framework

    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        raise WrongUse("a key's name is letters, digits, `-` and `_`")
    made = new_key()
    allowed = ", ".join(f'"{scope}"' for scope in SCOPES if scope in scopes)
    lines = f'[keys.{name}]\nsha256 = "{digest_of(made)}"\nscopes = [{allowed}]\n'
    click.echo(msgspec.json.format(msgspec.json.encode({"key": made, "lines": lines}), indent=2))
