"""Settings as the commands get them; a wrong one ends the command with 2."""

from __future__ import annotations

import os
from pathlib import Path

import click

from service.settings import SettingError, Settings, load_settings


class WrongUse(click.ClickException):
    """A command or a setting was used wrongly."""

    exit_code = 2


def current_settings() -> Settings:
    """The settings of this process's environment and working folder."""
    try:
        return load_settings(os.environ, Path.cwd())
    except SettingError as fault:
        raise WrongUse(str(fault)) from None
