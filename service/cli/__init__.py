"""The command line ``dateline``: JSON on stdout, all else on stderr.

It ends with 0 when all is done, 1 when some inputs failed, 2 when it or a setting was used wrongly.
"""

from __future__ import annotations

import click

from service.cli.documents import openapi, schemas, settings
from service.cli.evaluate import evaluate
from service.cli.export import export_command
from service.cli.extract import extract
from service.cli.ingest import ingest_command
from service.cli.key import key
from service.cli.serve import serve


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]}, epilog="Settings come from DATELINE_… variables: dateline settings."
)
@click.version_option(package_name="dateline", message="%(version)s")
def main() -> None:
    """Events in news: who visited whom, where and when; who said what."""


for _command in (serve, extract, ingest_command, export_command, evaluate, openapi, schemas, settings, key):
    main.add_command(_command)
