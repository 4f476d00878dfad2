"""The shipped weights hold what they should and no more, and their scores are found by the evaluation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch

from service.evaluation.models import evaluate_models
from service.language.folder import PROCESSORS, shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

    from service.language import Language

TREES = """\
# newdoc id = one
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tpresident\tpresident\tNOUN\tNN\t_\t3\tnsubj\t_\t_
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\tarrived\tarrive\tVERB\tVBD\t_\t0\troot\t_\t_
3\tin\tin\tADP\tIN\t_\t4\tcase\t_\t_
4\tHanoi\tHanoi\tPROPN\tNNP\t_\t2\t{relation}\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_
"""

NAMES = "http://example.org\tO\n\nHe\tO\narrived\tO\nin\tO\nHanoi\tB-Location\n.\tO\n"


@pytest.mark.parametrize("processor", PROCESSORS)
def test_weights_are_plain(processor: str) -> None:
    """Weights load without running code, carry no optimizer and name no folder of the machine that trained them."""
    checkpoint = torch.load(shipped_folder() / f"{processor}.pt", weights_only=True)
    assert not [key for key in checkpoint if "optim" in key or "sched" in key]
    assert not [value for value in checkpoint["config"].values() if isinstance(value, str) and value.startswith("/")]


def test_the_encoder_is_loaded_in_single_precision() -> None:
    """A CPU multiplies half precision slowly."""
    assert json.loads((shipped_folder() / "encoder/config.json").read_text("utf-8"))["dtype"] == "float32"


@pytest.mark.parametrize(("relation", "las"), [("obl", 100.0), ("nmod", 100 * 8 / 9)])
def test_scores(tmp_path: Path, language: Language, relation: str, las: float) -> None:
    """Easy sentences score full marks; a relation the gold has otherwise costs LAS alone."""
    for folder, name, content in (("ud", "dev.conllu", TREES.format(relation=relation)), ("ner", "dev.tsv", NAMES)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content, "utf-8")
    full = dict.fromkeys(("tokens", "sentences", "upos", "uas", "ner"), 100.0)
    assert evaluate_models(tmp_path, lambda: language) == pytest.approx({**full, "las": las})
