"""Settings, and what depends on them, as the commands get them; a wrong one ends the command with 2."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.contract import PUBLISHED
from service.problems import Refused
from service.settings import SettingError, Settings, load_settings
from service.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from service.engine import Engine
    from service.store import Store


class WrongUse(click.ClickException):
    """A command or a setting was used wrongly."""

    exit_code = 2


def current_settings() -> Settings:
    """The settings of this process's environment and working folder."""
    try:
        return load_settings(os.environ, Path.cwd())
    except SettingError as fault:
        raise WrongUse(str(fault)) from None


def loaded_engine(settings: Settings) -> Engine:
    """The models that the settings name, loaded; from here on only warnings are logged."""
    from service.engine import load_engine  # noqa: PLC0415 - the models' libraries take seconds to import

    configure_logging("warning")
    try:
        return load_engine(settings)
    except SettingError as fault:
        raise WrongUse(str(fault)) from None


def published_date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An option that says when an article was published, as it is."""
    if value is not None and not re.fullmatch(PUBLISHED, value):
        raise click.BadParameter("expected an RFC 3339 date, or a date-time with offset, such as 2024-06-11")
    return value


@contextlib.asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, open; where it fails the command ends with 1, and says so."""
    from service.store import Store  # noqa: PLC0415 - a database's libraries, which no other command needs

    try:
        store = Store(settings.database_url)
    except SettingError as fault:
        raise WrongUse(str(fault)) from None
    try:
        await store.database.open()
        yield store
    except Refused as refusal:
        raise click.ClickException(f"{refusal.detail} (DATELINE_DATABASE_URL)") from None
    finally:
        await store.close()
