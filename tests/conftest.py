"""What several test folders need: the shipped models, loaded once, and where the shared corpora are."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.language import Language
from tests.databases import database_url, either, keeping, postgresql, postgresql_server
from tests.serving import client, server

__all__ = ["client", "database_url", "either", "keeping", "postgresql", "postgresql_server", "server"]

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"


@pytest.fixture(scope="session")
def language() -> Language:
    """The shipped models."""
    return Language.load("shipped")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The shared corpora, which are not part of the project; a test that needs them is skipped where they are not beside it."""
    if not CORPORA.is_dir():
        pytest.skip(f"the shared corpora are not at {CORPORA}")
    return CORPORA
