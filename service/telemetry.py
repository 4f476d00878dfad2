"""Structured logs: one JSON object a line on stderr, with the request's id where there is one. No article's text ever goes in."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from service.problems import Refused

_TALKATIVE = ("filelock", "htmldate", "httpx", "stanza", "trafilatura", "transformers", "urllib3")
"""Libraries whose messages may quote what they were given."""


def configure_logging(level: str) -> None:
    """Send this package's events and all libraries' log records of ``level`` and above to stderr, as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_contents,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("alembic", "uvicorn"):
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def tell_cause(refusal: Refused) -> None:
    """Log what is behind a refusal that is a defect of the service; the caller is told nothing of it."""
    if refusal.__cause__ is not None:
        structlog.get_logger().error("defect", exc_info=refusal.__cause__)


def _without_contents(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its type and the lines it passed: its message may quote the article."""
    exception = event.pop("exc_info", None)
    if exception is True:
        exception = sys.exc_info()[1]
    if isinstance(exception, tuple):
        exception = exception[1]
    if isinstance(exception, BaseException):
        event["error"] = type(exception).__qualname__
        event["trace"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(exception.__traceback__)]
        if exception.__cause__ is not None:
            event["cause"] = type(exception.__cause__).__qualname__
    return event
