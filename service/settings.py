"""Every setting, once: name, default, bounds and help stand on the fields of ``Settings``; all else is made from them.

A setting ``request_limit`` is read from the environment as ``DATELINE_REQUEST_LIMIT``, else from a TOML file as ``request_limit``. The
file is the one that ``DATELINE_CONFIG`` names, else ``dateline.toml`` in the working folder if there is one.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PREFIX = "DATELINE_"
CONFIG = "DATELINE_CONFIG"
FILE = "dateline.toml"


class SettingError(ValueError):
    """A setting is unknown or has a bad value: the message names it, where it stands, what was expected and what was found."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be set, with its default."""

    host: Annotated[str, Meta(min_length=1, description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port to listen on; 0 takes any free one.")] = 8000
    models: Annotated[
        str,
        Meta(
            min_length=1,
            description="The Stanza models: `shipped` (those in the package), `official` (Stanza's English package, "
            "downloaded before), or a folder.",
        ),
    ] = "shipped"
    threads: Annotated[
        int,
        Meta(
            ge=1,
            le=256,
            description="The threads a model computes with. More make a long article faster and cost more processor time for each, "
            "above all where the cores are shared.",
        ),
    ] = 1
    database_url: Annotated[
        str,
        Meta(
            min_length=1,
            description="Where articles are kept: `sqlite+aiosqlite:///FILE` or `postgresql+asyncpg://USER:PASSWORD@HOST/NAME`.",
        ),
    ] = "sqlite+aiosqlite:///dateline.db"
    keys_file: Annotated[
        str,
        Meta(
            description="A TOML file with the digests and scopes of keys, as `dateline key` prints them; without one, no key is asked for."
        ),
    ] = ""
    rate_limit: Annotated[
        str,
        Meta(
            description="How often each caller (a key, or where there are none an address) may ask for something, such as `600/minute`; each "
            "process counts for itself. Empty: as often as it likes."
        ),
    ] = ""
    request_limit: Annotated[float, Meta(gt=0, le=3600, description="The seconds after which a request ends in 504.")] = 30.0
    idle_limit: Annotated[
        float,
        Meta(
            gt=0,
            le=3600,
            description="The seconds that a batch may wait for its sender or its reader to go on, and a stream for its reader.",
        ),
    ] = 60.0
    queue_size: Annotated[
        int, Meta(ge=1, le=10_000, description="The articles that may wait for the models; one more ends in 503.")
    ] = 64
    batch_articles: Annotated[int, Meta(ge=1, le=1_000, description="The most articles that the models take at once.")] = 16
    batch_characters: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000_000,
            description="The most code points that the models take at once, but for a single longer article.",
        ),
    ] = 40_000
    concurrent_requests: Annotated[
        int, Meta(ge=1, le=100_000, description="The requests in hand at once; one more ends in 503.")
    ] = 256
    streams: Annotated[
        int, Meta(ge=1, le=100_000, description="The streams of events that may be open at once; one more ends in 503.")
    ] = 64
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="The least level of events that are logged.")
    ] = "info"


class Setting(Struct, frozen=True):
    """One setting as `dateline settings` lists it."""

    name: str
    variable: str
    default: str | int | float
    help: str


def table() -> list[Setting]:
    """Every setting with its variable, default and help."""
    return [
        Setting(field.name, PREFIX + field.name.upper(), field.default, _meta(field).description or "")
        for field in msgspec.structs.fields(Settings)
    ]


def load_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings of an environment and of the file that it names or that lies in ``folder``.

    Raises ``SettingError`` for an unknown name, a bad value, a missing or unreadable file.
    """
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    found: dict[str, Any] = {}
    sources = ((_from_file(environment, folder), True), (_from_environment(environment), False))
    for name, value, place, strict in ((*item, strict) for source, strict in sources for item in source):
        if name not in fields:
            raise SettingError(f"{place}: there is no such setting; `dateline settings` lists them")
        try:
            found[name] = msgspec.convert(value, fields[name].type, strict=strict)
        except msgspec.ValidationError as fault:
            raise SettingError(f"{place}: {_expected(fields[name], fault)}, got {value!r}") from None
    return Settings(**found)


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for variable, value in sorted(environment.items()):
        if variable.startswith(PREFIX) and variable != CONFIG:
            yield variable.removeprefix(PREFIX).lower(), value, variable


def _from_file(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[str, Any, str]]:
    path = folder / environment.get(CONFIG, FILE)
    if CONFIG not in environment and not path.is_file():
        return
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise SettingError(f"{path}: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingError(f"{path}: not TOML: {fault}") from None
    for name, value in content.items():
        yield name, value, f"{name} in {path}"


def _meta(field: msgspec.structs.FieldInfo) -> Meta:
    return next(item for item in field.type.__metadata__ if isinstance(item, Meta))


def _expected(field: msgspec.structs.FieldInfo, fault: msgspec.ValidationError) -> str:
    choices = get_args(get_args(field.type)[0])
    if choices:
        return f"expected one of {', '.join(choices)}"
    return "expected " + str(fault).removeprefix("Expected ").partition(", got")[0]
