"""Where models lie and what a folder of them must hold; costs no library, so that a wrong setting is told at once.

A folder is laid out as the shipped one: ``tokenize.pt``, ``mwt.pt``, ``pos.pt``, ``lemma.pt``, ``depparse.pt``, ``ner.pt`` and ``encoder/``.
"""

from __future__ import annotations

from pathlib import Path

SHIPPED = "en-news-1"
"""Name of the shipped models; part of every extraction's ``engine``."""

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")

ENCODER = "encoder"
"""What the heads call their encoder; the training packs them so."""

ENCODER_FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


class ModelsError(RuntimeError):
    """The models cannot be loaded; the message says which file or setting is at fault and what would cure it."""


def folder_of(setting: str) -> Path | None:
    """The folder of a models setting, with all that it must hold; ``None`` for ``official``, which Stanza keeps. Raises ``ModelsError``."""
    if setting == "official":
        return None
    folder = shipped_folder() if setting == "shipped" else Path(setting)
    check_folder(folder)
    return folder


def shipped_folder() -> Path:
    """Where the shipped models lie: inside the installed package, or in ``models/`` of a checkout."""
    package = Path(__file__).resolve().parent.parent
    places = (package / "_models" / SHIPPED, package.parent / "models" / SHIPPED)
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise ModelsError(
            f"the shipped models are at neither {places[0]} nor {places[1]}: install the wheel again, or set a models folder"
        )
    return found


def check_folder(folder: Path) -> None:
    """Raises ``ModelsError`` naming every file that a models folder lacks."""
    if not folder.is_dir():
        raise ModelsError(f"models: expected 'shipped', 'official' or a folder, found {str(folder)!r}, which is no folder")
    wanted = [*(f"{name}.pt" for name in PROCESSORS), "resources.json", *(f"{ENCODER}/{name}" for name in ENCODER_FILES)]
    missing = [name for name in wanted if not (folder / name).is_file()]
    if missing:
        raise ModelsError(f"models: {folder} lacks {', '.join(missing)}")
