"""The best tree of a sentence: the one Stanza finds, found faster.

Stanza makes root arcs dear, so that one is used, and then contracts the cycles that this leaves, about as many as the sentence has words
(Stanojević and Cohen 2021, https://aclanthology.org/2021.emnlp-main.823/). Two things are done differently here. Where each word's best head
makes a tree with one root already, no tree can be better, and nothing need be contracted: that holds of most sentences. And a cycle is
looked for by walking up the heads until one is met again, where Stanza computes all strong components anew each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from stanza.models.common.chuliu_edmonds import expand_contracted_tree, prepare_scores, process_cycle
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.head_constraints import resolve_head_constraint_violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def best_tree(scores: NDArray[np.floating[Any]]) -> NDArray[np.intp]:
    """Head of every word for ``scores[word, head]``, word 0 being the root; exactly one word hangs on the root."""
    masked = scores.copy()
    np.fill_diagonal(masked, -np.inf)
    tree: NDArray[np.intp] = masked.argmax(1)
    tree[0] = 0
    if np.count_nonzero(tree[1:] == 0) == 1 and cycle(tree) is None:
        return tree
    dear = scores.astype(np.float64)
    dear[:, 0] += dear[np.isfinite(dear)].min() * len(dear)
    return _best_of_all(dear)


def _best_of_all(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """The best tree with any number of roots (Chu and Liu 1965, Edmonds 1967); changes ``scores``."""
    contracted: list[tuple[Any, ...]] = []
    while True:
        prepare_scores(scores)
        tree: NDArray[np.intp] = scores.argmax(1)
        found = cycle(tree)
        if found is None:
            break
        scores, *places = process_cycle(tree, found, scores)
        contracted.append((tree, *places))
    for whole, *places in reversed(contracted):
        tree = expand_contracted_tree(whole, tree, *places)
    return tree


def cycle(tree: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Which words make up a cycle of heads, the first there is; ``None`` where every word reaches the root, word 0."""
    heads = tree.tolist()
    walked = [0] * len(heads)
    for start in range(1, len(heads)):
        word = start
        while word and not walked[word]:
            walked[word] = start
            word = heads[word]
        if word and walked[word] == start:
            members = np.zeros(len(heads), dtype=np.bool_)
            while not members[word]:
                members[word] = True
                word = heads[word]
            return members
    return None


def decode(
    vocab: Any, batch_size: int, preds: Sequence[Any], sentlens: Sequence[int], *, resolve_head_constraints: bool = False
) -> list[list[list[Any]]]:
    """Stanza's ``GraphParser.decode_graph_predictions`` with ``best_tree``: head and relation of every word of every sentence."""
    found = []
    for i, length in zip(range(batch_size), sentlens, strict=True):
        scores = preds[0][i][:length, :length]
        tree = best_tree(scores)
        if resolve_head_constraints:
            tree, labels = resolve_head_constraint_violations(scores, preds[2][i][:length, :length, :], tree, vocab)
            relations = vocab.unmap([label + VOCAB_PREFIX_SIZE for label in labels])
        else:
            relations = vocab.unmap([preds[1][i][word][head] for word, head in enumerate(tree[1:], 1)])
        found.append([[head, relation] for head, relation in zip(tree[1:], relations, strict=True)])
    return found
