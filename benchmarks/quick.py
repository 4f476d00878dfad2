"""``python -m benchmarks.quick``: the service with made-up extractions in place of models, for what is asked of its store alone.

It starts in a second, and an article takes it no time, so that a store is written to as fast as it can be.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generated import extraction_of
from service.api.server import serve
from service.settings import Settings, load_settings
from service.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.contract import Article
    from service.engine import Engine, Outcome


def load(_: Settings) -> Engine:
    """Load nothing."""

    def engine(articles: Sequence[Article], explain: bool) -> list[Outcome]:  # noqa: FBT001 - as the real one
        del explain
        return [extraction_of(article) for article in articles]

    return engine


if __name__ == "__main__":
    settings = load_settings(os.environ, Path.cwd())
    configure_logging(settings.log_level)
    serve(settings, load)
