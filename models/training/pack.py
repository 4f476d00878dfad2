"""Packs trained weights for shipping: one folder with everything the service loads, and nothing only a trainer needs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from pathlib import Path

ENCODER = "encoder"
"""Name under which every head asks for the encoder; the loader hands it in, so no path of the training machine is shipped."""


def pack(weights: Path, out: Path) -> None:
    """Copies a checkpoint to ``out`` without optimizers and paths, its numbers in half precision (Stanza loads them as single)."""
    checkpoint = torch.load(weights, map_location="cpu", weights_only=True)
    config = checkpoint["config"]
    for key, value in list(config.items()):
        if key == "bert_model":
            config[key] = ENCODER if value else None
        elif (key.endswith(("_file", "_dir", "_name", "_gold")) or key in {"device", "continue_from"}) and isinstance(value, str):
            config[key] = ""
    kept = {
        k: _in(torch.half, v)
        for k, v in checkpoint.items()
        if not k.startswith(("optimizer", "scheduler", "dev_score", "global_step"))
    }
    torch.save(kept, out)
    torch.load(out, weights_only=True)


def unpacked(packed: Path, out: Path, encoder: Path) -> Path:
    """Writes a packed checkpoint as one that Stanza's trainers can go on from, over the encoder of a folder; gives ``out``."""
    checkpoint = torch.load(packed, map_location="cpu", weights_only=True)
    checkpoint["config"]["bert_model"] = str(encoder)
    torch.save(_in(torch.float, checkpoint) | {"global_step": 0, "last_best_step": 0, "dev_score_history": []}, out)
    return out


def pack_encoder(encoder: Path, out: Path) -> None:
    """Copies the files of the encoder."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        if not (out / name).exists() or (out / name).read_bytes() != (encoder / name).read_bytes():
            shutil.copyfile(encoder / name, out / name)


def _in(kind: torch.dtype, value: Any) -> Any:
    """A value of a checkpoint with all its floating numbers in one precision."""
    if isinstance(value, torch.Tensor):
        return value.to(kind) if value.is_floating_point() else value
    if isinstance(value, dict):
        return {k: _in(kind, v) for k, v in value.items()}
    return value
