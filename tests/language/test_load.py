"""The models setting: what it loads, and what it says where it cannot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from service.language.folder import ModelsError, check_folder, shipped_folder
from service.language.parse import Language

if TYPE_CHECKING:
    from pathlib import Path

PART = 4096
"""Bytes of a file cut short."""


def test_the_shipped_models_say_their_name(language: Language) -> None:
    """The name that extractions carry is that of the weights' folder."""
    assert language.version == shipped_folder().name == "en-news-1"


def test_shipped_models_are_small() -> None:
    """All weights together stay within 80 MB."""
    assert sum(p.stat().st_size for p in shipped_folder().rglob("*") if p.is_file()) <= 80_000_000


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A setting that names no folder is told so, with what would be right."""
    with pytest.raises(ModelsError, match=r"expected 'shipped', 'official' or a folder, found '.*/nowhere'"):
        Language.load(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("missing", ["pos.pt", "encoder/tokenizer.json", "resources.json"])
def test_a_folder_that_lacks_a_file(tmp_path: Path, missing: str) -> None:
    """The file that a models folder lacks is named."""
    for path in shipped_folder().rglob("*"):
        if path.is_file() and str(path.relative_to(shipped_folder())) != missing:
            copy = tmp_path / path.relative_to(shipped_folder())
            copy.parent.mkdir(exist_ok=True)
            copy.symlink_to(path)
    with pytest.raises(ModelsError, match=f"lacks {missing}"):
        check_folder(tmp_path)


def test_a_broken_file(tmp_path: Path) -> None:
    """Weights cut short in a copy are reported as a fault of that folder, not as Stanza's."""
    shutil.copytree(shipped_folder(), tmp_path / "models")
    weights = tmp_path / "models" / "depparse.pt"
    weights.write_bytes(weights.read_bytes()[:PART])
    with pytest.raises(ModelsError, match="cannot be loaded"):
        Language.load(str(tmp_path / "models"))


def test_a_folder_of_the_user(tmp_path: Path) -> None:
    """A folder laid out as the shipped one is loaded under its own name, and parses alike."""
    shutil.copytree(shipped_folder(), tmp_path / "our-models")
    loaded = Language.load(str(tmp_path / "our-models"))
    assert loaded.version == "our-models"
    assert [w.deprel for w in loaded.parse(["He left."])[0].words] == ["nsubj", "root", "punct"]
