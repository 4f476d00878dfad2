"""``dateline serve``."""

from __future__ import annotations

import click

from service.cli.setting import WrongUse, current_settings
from service.settings import SettingError
from service.telemetry import configure_logging


@click.command()
def serve() -> None:
    """Serve the HTTP API until SIGTERM or SIGINT; then finish what is in hand and end with 0."""
    settings = current_settings()

    from service.api.server import serve as run  # noqa: PLC0415 - a web framework, which no other command needs

    configure_logging(settings.log_level)
    try:
        run(settings)
    except OSError as fault:
        raise WrongUse(f"cannot listen on {settings.host}, port {settings.port}: {fault.strerror}") from None
    except SettingError as fault:
        raise WrongUse(str(fault)) from None
