"""The tree decoder finds the trees that Stanza's finds."""

from __future__ import annotations

import numpy as np
import pytest
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

from service.language.trees import best_tree


def _scores(words: int, spread: float, root: float, seed: int) -> np.ndarray:
    """Logarithms of head probabilities as the parser gives them: ``spread`` makes them sure, ``root`` favours root arcs."""
    logits = np.random.default_rng(seed).normal(scale=spread, size=(words + 1, words + 1)).astype(np.float32)
    logits[:, 0] += root
    np.fill_diagonal(logits, -np.inf)
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


@pytest.mark.parametrize("words", [1, 2, 3, 8, 30])
@pytest.mark.parametrize("root", [-20.0, -3.0, 0.0, 3.0], ids=lambda root: f"root {root:+}")
def test_same_trees(words: int, root: float) -> None:
    """Whether one, several or no words lean to the root, the tree is the best one with one root."""
    for seed in range(40):
        for spread in (0.1, 1.0, 5.0):
            scores = _scores(words, spread, root, seed)
            before = scores.copy()
            assert best_tree(scores).tolist() == chuliu_edmonds_one_root(scores).tolist()
            assert np.array_equal(scores, before)
