"""Quality does not slip: the figures of the gold articles stay at or above what ``tests/ratchet.json`` records (raise them when they rise).

All articles are extracted once; whatever else must hold of every extraction is looked at here too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from service.evaluation.events import read_gold, score
from tests.conftest import ROOT
from tests.test_spans import check

if TYPE_CHECKING:
    from service.language import Language

RATCHET: dict[str, dict[str, float]] = json.loads((ROOT / "tests/ratchet.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", RATCHET)
def test_the_figures_do_not_fall(language: Language, folder: str) -> None:
    """Percent F1, by the rules of the shared scorer; and every span of every event slices true."""
    path = ROOT / folder if (ROOT / folder).is_dir() else ROOT.parent / folder
    if not path.is_dir():
        pytest.skip(f"the shared corpora are not at {path}")
    gold, got = read_gold(path, lambda: language)
    for article, extraction in zip(gold, got, strict=True):
        check(article["text"], extraction)
    figures = score(gold, got)
    fallen = {name: (figures[name], least) for name, least in RATCHET[folder].items() if figures[name] < least}
    assert not fallen
