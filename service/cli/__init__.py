"""The command line ``dateline``: JSON on stdout, all else on stderr.

It ends with 0 when all is done, 1 when some inputs failed, 2 when it or a setting was used wrongly.
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "eval": "evaluate:evaluate",
    "export": "export:export_command",
    "extract": "extract:extract",
    "ingest": "ingest:ingest_command",
    "key": "key:key",
    "openapi": "documents:openapi",
    "schemas": "documents:schemas",
    "serve": "serve:serve",
    "settings": "documents:settings",
}
"""By name: the module of this package and what it calls the command."""


class _Commands(click.Group):
    """A group that imports a command when it is asked for: who extracts needs no database, and that takes a second to import.

    As in https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from DATELINE_… variables: dateline settings.",
)
@click.version_option(package_name="dateline", message="%(version)s")
def main() -> None:
    """Events in news: who visited whom, where and when; who said what."""
