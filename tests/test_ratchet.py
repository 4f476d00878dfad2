"""Quality does not slip: the figures of the gold articles stay at or above what ``tests/ratchet.json`` records (raise them when they rise)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from service.evaluation.events import evaluate_events
from tests.conftest import ROOT

if TYPE_CHECKING:
    from service.language import Language

RATCHET: dict[str, dict[str, float]] = json.loads((ROOT / "tests/ratchet.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", RATCHET)
def test_the_figures_do_not_fall(language: Language, folder: str) -> None:
    """Percent F1, by the rules of the shared scorer."""
    path = ROOT / folder if (ROOT / folder).is_dir() else ROOT.parent / folder
    if not path.is_dir():
        pytest.skip(f"the shared corpora are not at {path}")
    figures = evaluate_events(path, language)
    fallen = {name: (figures[name], least) for name, least in RATCHET[folder].items() if figures[name] < least}
    assert not fallen
