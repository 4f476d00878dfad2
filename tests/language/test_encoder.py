"""The shared encoder gives what the encoder gives, and computes it once."""

from __future__ import annotations

import pytest
import torch
from stanza.models.common.bert_embedding import extract_bert_embeddings, load_bert
from torch import Tensor, nn

from service.language.encoder import SharedEncoder
from service.language.folder import shipped_folder

SENTENCES = [["He", "left", "."], ["The", "president", "visited", "Hanoi", "on", "Friday", "."], ["(", "AP", ")"], ["word"] * 700]


class Counting(nn.Module):
    """The encoder, counting the word pieces it is given."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder, self.config, self.pieces = encoder, encoder.config, 0

    def forward(self, ids: Tensor, attention_mask: Tensor, **options: bool) -> object:
        """The encoder's own output."""
        self.pieces += int(attention_mask.sum())
        return self.encoder(ids, attention_mask=attention_mask, **options)


@pytest.fixture(scope="module")
def loaded() -> tuple[nn.Module, object]:
    """Encoder and tokenizer of the shipped models."""
    bert, pieces = load_bert(str(shipped_folder() / "encoder"), local_files_only=True)
    return bert.eval(), pieces


def _vectors(encoder: nn.Module, pieces: object, sentences: list[list[str]], mix: nn.Linear, *, ends: bool) -> list[Tensor]:
    with torch.inference_mode():
        found: list[Tensor] = extract_bert_embeddings(
            "encoder", pieces, encoder, sentences, "cpu", ends, detach=True, bert_layer_mix=mix
        )
    return found


@pytest.mark.parametrize("ends", [False, True], ids=["words alone", "with both ends"])
def test_same_vectors(loaded: tuple[nn.Module, object], ends: bool) -> None:  # noqa: FBT001
    """Every head's mix of the layers is the one it gets from the encoder itself, also past the encoder's 512 word pieces."""
    bert, pieces = loaded
    mix = nn.Linear(2, 1, bias=False)
    for sentences in (SENTENCES[:3], SENTENCES[1:]):
        plain = _vectors(bert, pieces, sentences, mix, ends=ends)
        for ours, theirs in zip(_vectors(SharedEncoder(bert, 2), pieces, sentences, mix, ends=ends), plain, strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_one_pass_serves_all(loaded: tuple[nn.Module, object]) -> None:
    """Asked again, in another order, it computes nothing; once told to forget, it computes anew."""
    bert, pieces = loaded
    counting = Counting(bert)
    shared, mix = SharedEncoder(counting, 2), nn.Linear(2, 1, bias=False)
    first = _vectors(shared, pieces, SENTENCES[:3], mix, ends=False)
    passed = counting.pieces
    assert passed > 0
    second = _vectors(shared, pieces, SENTENCES[2::-1], mix, ends=False)
    assert counting.pieces == passed
    assert all(torch.equal(a, b) for a, b in zip(first, second[::-1], strict=True))
    shared.forget()
    _vectors(shared, pieces, SENTENCES[:3], mix, ends=False)
    assert counting.pieces == 2 * passed


def test_it_stays_in_evaluation_mode(loaded: tuple[nn.Module, object]) -> None:
    """A head that is trained on it does not switch the encoder's dropout on."""
    shared = SharedEncoder(loaded[0], 2).train()
    assert shared.training
    assert not shared.encoder.training
