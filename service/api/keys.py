"""Keys: who may do what, and how often. Without a keys file everybody may do everything, as often as the rate allows.

A key is 256 random bits, so its SHA-256 tells nothing of it and a slow hash would protect nothing more; the file holds the digest alone.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import structlog
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from msgspec import Meta, Struct

from service.api.endpoint import endpoint_of
from service.contract import Scope
from service.problems import Refused
from service.settings import SettingError

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from service.settings import Settings

PREFIX = "dateline_"
"""How each key begins, so that one that leaks is known for what it is."""


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says of a key: the SHA-256 of it, in hexadecimal digits, and what it may do."""

    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    scopes: Annotated[list[Scope], Meta(min_length=1)]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    keys: dict[str, Key]


class Keys:
    """Holds each request to what its caller may do.

    Raises ``SettingError`` where the file or the rate is not one.
    """

    def __init__(self, settings: Settings) -> None:
        self._named = {key.sha256: (name, key) for name, key in _read(settings.keys_file).items()}
        self._open = not settings.keys_file
        self._rate = _rate(settings.rate_limit)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def admit(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Let a request through to a route that asks for a scope, or raise ``Refused``: ``unauthorized``, ``forbidden``, ``rate-limited``.

        It is a coroutine so that it runs in the request's own context: Litestar has plain functions run by a thread.
        """
        endpoint = endpoint_of(handler)
        if endpoint is None or endpoint.scope is None:
            return
        caller = connection.client.host if connection.client else ""
        if not self._open:
            caller, key = self._known(connection.headers.get("authorization", ""))
            if endpoint.scope not in key.scopes:
                raise Refused("forbidden", f"The key {caller!r} lacks the scope {endpoint.scope!r}.")
            structlog.contextvars.bind_contextvars(caller=caller)
        if self._rate is not None and not self._limiter.hit(self._rate, caller):
            again = self._limiter.get_window_stats(self._rate, caller).reset_time
            wait = max(1, int(again - time.time()) + 1)
            raise Refused("rate-limited", f"At most {self._rate} are allowed.", headers={"Retry-After": str(wait)})

    def _known(self, authorization: str) -> tuple[str, Key]:
        scheme, _, key = authorization.partition(" ")
        found = self._named.get(digest_of(key.strip())) if scheme.lower() == "bearer" else None
        if found is None:
            told = "the key is unknown" if authorization else "send a key as Authorization: Bearer KEY"
            raise Refused(
                "unauthorized", f"This service asks for a key: {told}.", headers={"WWW-Authenticate": 'Bearer realm="dateline"'}
            )
        return found


def new_key() -> str:
    """A key that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """What the file holds of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _read(file: str) -> dict[str, Key]:
    if not file:
        return {}
    try:
        return msgspec.convert(tomllib.loads(Path(file).read_text("utf-8")), _File).keys
    except OSError as fault:
        raise SettingError(f"DATELINE_KEYS_FILE: {file}: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingError(f"DATELINE_KEYS_FILE: {file}: not TOML") from None
    except msgspec.ValidationError as fault:
        raise SettingError(f"DATELINE_KEYS_FILE: {file}: {fault}") from None


def _rate(text: str) -> RateLimitItem | None:
    if not text:
        return None
    try:
        return parse(text)
    except ValueError:
        raise SettingError(f"DATELINE_RATE_LIMIT: expected a rate such as 600/minute, got {text!r}") from None
