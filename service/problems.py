"""Every kind of problem a caller can meet: one table, from which answers, ``openapi.yaml`` and the pages under ``/problems`` are made.

Source: the contract's table of errors; RFC 9457 for the shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from service.contract import Fault, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")

FAULT_LIMIT = 1_000
"""The most faults that one answer lists; beyond it they are only counted."""


class Kind(Struct, frozen=True):
    """One kind of problem: the last part of its ``type``, its status and title, when it is answered, whether a later try may succeed."""

    name: str
    status: int
    title: str
    when: str
    retriable: bool = False

    @property
    def uri(self) -> str:
        """The problem's ``type``: a reference relative to the service, where a page explains it."""
        return f"/problems/{self.name}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "invalid-request",
            400,
            "The request is not valid",
            "Not JSON, bad UTF-8, a lone surrogate, a duplicate key, nesting beyond 64, a wrong shape or type, a missing or unknown field, "
            "a bad date, a date-time with no offset, a year outside 1000 to 2999, NUL in a string, a text with no letter or digit, "
            "unknown, repeated or wrong query parameters, broken gzip, an id in the path other than the body's.",
        ),
        Kind(
            "unauthorized",
            401,
            "A key is needed",
            "`Authorization` holds no key, or one that is unknown; `WWW-Authenticate` says how to send it.",
        ),
        Kind("forbidden", 403, "The key does not allow this", "The key lacks the scope that the route needs."),
        Kind("not-found", 404, "There is nothing here", "No such route, page, article or event."),
        Kind("method-not-allowed", 405, "The method is not allowed here", "`Allow` lists those that are."),
        Kind(
            "not-acceptable",
            406,
            "The answer cannot have the form asked for",
            "`Accept` leaves out every media type the route can answer with.",
        ),
        Kind(
            "conflict",
            409,
            "Another writer was first",
            "The article was as `If-Match` or `If-None-Match` asked, and another writer changed it meanwhile.",
        ),
        Kind(
            "precondition-failed",
            412,
            "The article is not as expected",
            "`If-Match` names another version of the article than there is, or `If-None-Match: *` meets one.",
        ),
        Kind(
            "too-large",
            413,
            "The request is too large",
            "The body is over the limit (1 MiB, also after gzip; for NDJSON that is per line), or the text has more than 100,000 code points.",
        ),
        Kind(
            "unsupported-media-type",
            415,
            "The body's type or encoding is not supported",
            "`Content-Type` is missing or another than the route takes, or `Content-Encoding` is another than gzip.",
        ),
        Kind("unsupported-language", 422, "The text is not English", "The detail names what was declared or found."),
        Kind(
            "rate-limited",
            429,
            "Too many requests",
            "The caller has made as many requests as it may for now; `Retry-After` says when to come again.",
            retriable=True,
        ),
        Kind("internal-error", 500, "The service failed", "A defect of the service: nothing the caller sends should lead here."),
        Kind(
            "unavailable",
            503,
            "The service cannot take the request now",
            "The queue is full, the store is down or full, or the service is still starting or already stopping; `Retry-After` says when to come "
            "again.",
            retriable=True,
        ),
        Kind("timeout", 504, "The request took too long", "It was not done within the request limit.", retriable=True),
    )
}


class Refused(Exception):  # noqa: N818 - it is no error of ours: the caller asked for what cannot be done
    """A request, or one line of a batch, that ends in a problem.

    ``kind`` is a key of ``KINDS``; ``headers`` go out with the answer where it is a whole one.
    """

    def __init__(self, kind: str, detail: str, errors: Iterable[Fault] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self.kind = KINDS[kind]
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def problem(self, instance: str | None = None, line: int | None = None) -> Problem:
        """The problem as it is sent; with ``line`` as one line of a batch, which also says whether it may be sent again."""
        return Problem(
            type=self.kind.uri,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=instance,
            errors=self.errors,
            line=line,
            retriable=None if line is None else self.kind.retriable,
        )


def internal_error(cause: Exception) -> Refused:
    """What a caller is told of a defect: nothing of its cause, which is for the log."""
    refusal = Refused("internal-error", "The failure has been logged.")
    refusal.__cause__ = cause
    return refusal


class Faults:
    """Collects every fault of a request, so that one answer tells them all."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._count = 0
        self._kinds: set[str] = set()

    def add(self, pointer: str, message: str, kind: str = "invalid-request") -> None:
        """Note a fault: a JSON pointer into the body, or the name of a parameter, and what is wrong there."""
        self._count += 1
        self._kinds.add(kind)
        if len(self._found) < FAULT_LIMIT:
            self._found.append(Fault(pointer, message))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._count > 0

    def unless(self, sound: T | None) -> T:
        """``sound``, of which no fault was found; raises ``Refused`` if there are any."""
        self.refuse()
        assert sound is not None  # noqa: S101 - whoever gives nothing has told why
        return sound

    def refuse(self) -> None:
        """Raise ``Refused`` if there are any faults: ``too-large`` where nothing else is wrong, else ``invalid-request``."""
        if self._count:
            kind = "too-large" if self._kinds == {"too-large"} else "invalid-request"
            first = self._found[0]
            rest = f", and {self._count - 1} more" if self._count > 1 else ""
            raise Refused(kind, f"{first.pointer or 'the body'}: {first.message}{rest}", self._found)
