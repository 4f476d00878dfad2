"""``dateline serve``."""

from __future__ import annotations

import click

from service.cli.setting import WrongUse, current_settings
from service.telemetry import configure_logging


@click.command()
def serve() -> None:
    """Serve the HTTP API until SIGTERM or SIGINT; then finish what is in hand and end with 0."""
    from service.api.server import serve as run  # noqa: PLC0415 - a web framework, which no other command needs
    from service.language import ModelsError  # noqa: PLC0415 - torch, likewise

    settings = current_settings()
    configure_logging(settings.log_level)
    try:
        run(settings)
    except OSError as fault:
        raise WrongUse(f"cannot listen on {settings.host}, port {settings.port}: {fault.strerror}") from None
    except ModelsError as fault:
        raise WrongUse(str(fault)) from None
