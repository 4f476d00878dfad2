"""One pass of a frozen encoder for every processor that reads it.

Tagger, parser and name tagger ask the same encoder for the same sentences, each with its own mix of its layers. Stanza makes the pass
anew for each. ``SharedEncoder`` stands in for the encoder and remembers the hidden states of every row of word pieces, so that the
second and third request cost a copy. It sits below Stanza's ``cloned_feature``: each head still mixes the layers with its own weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Sequence

PADDED_PIECES = 4096
"""Most word pieces, padding included, of one pass: bounds memory; more is not faster on a CPU."""


class Hidden(NamedTuple):
    """What Stanza reads of a transformer's output: the last layers' states, each (rows, pieces, size)."""

    hidden_states: tuple[Tensor, ...]


class SharedEncoder(nn.Module):
    """An encoder in evaluation mode that computes the states of a row of word pieces once, until ``forget`` is called.

    ``layers`` is how many of the last layers are kept; no head may ask for more. ``coarse`` computes in bfloat16 and keeps float16:
    half the time and memory, for training, where the rounding is lost in the dropout.
    """

    _hf_peft_config_loaded = False
    """Read by Stanza: there is no adapter to switch."""

    def __init__(self, encoder: nn.Module, layers: int, *, coarse: bool = False) -> None:
        super().__init__()
        self.encoder = encoder.eval()
        self.config: Any = encoder.config
        self.layers = layers
        self.coarse = coarse
        self._states: dict[bytes, Tensor] = {}

    def train(self, mode: bool = True) -> SharedEncoder:  # noqa: FBT001, FBT002 - torch's signature
        """Stays in evaluation mode: a frozen encoder has no dropout, also while a head is trained on it."""
        self.training = mode
        return self

    def forget(self) -> None:
        """Drops every remembered state."""
        self._states.clear()

    def forward(self, input_ids: Tensor, attention_mask: Tensor, **_options: bool) -> Hidden:
        """The states of the last ``layers`` layers for rows of word pieces padded on the right."""
        lengths = attention_mask.sum(1).tolist()
        rows = [ids[:n] for ids, n in zip(input_ids, lengths, strict=True)]
        keys = [row.numpy().tobytes() for row in rows]
        self._compute({k: r for k, r in zip(keys, rows, strict=True) if k not in self._states and len(r)})
        size = self.config.hidden_size
        out = torch.zeros(self.layers, len(rows), input_ids.size(1), size)
        for i, (key, n) in enumerate(zip(keys, lengths, strict=True)):
            if n:
                out[:, i, :n] = self._states[key]
        return Hidden(tuple(out))

    @torch.no_grad()
    def _compute(self, rows: dict[bytes, Tensor]) -> None:
        """Passes rows through the encoder, those of like length together."""
        order = sorted(rows, key=lambda key: len(rows[key]))
        for batch in _batches([len(rows[key]) for key in order]):
            keys = order[batch]
            ids = nn.utils.rnn.pad_sequence([rows[key] for key in keys], batch_first=True)
            mask = torch.zeros_like(ids)
            for i, key in enumerate(keys):
                mask[i, : len(rows[key])] = 1
            with torch.autocast("cpu", torch.bfloat16, enabled=self.coarse):
                states = self.encoder(ids, attention_mask=mask, output_hidden_states=True).hidden_states[-self.layers :]
            stacked = torch.stack(states).to(torch.float16 if self.coarse else torch.float32)
            for i, key in enumerate(keys):
                self._states[key] = stacked[:, i, : len(rows[key])].clone()


def _batches(lengths: Sequence[int]) -> list[slice]:
    """Runs of rising ``lengths`` whose padded area stays within ``PADDED_PIECES``; a longer row stands alone."""
    found: list[slice] = []
    start = 0
    for i, length in enumerate(lengths):
        if i > start and length * (i + 1 - start) > PADDED_PIECES:
            found.append(slice(start, i))
            start = i
    if start < len(lengths):
        found.append(slice(start, len(lengths)))
    return found
