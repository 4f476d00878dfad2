"""Near-copies: one agency's text in several papers, found by MinHash (datasketch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasketch import LeanMinHash, MinHash, MinHashLSH

from service.entities.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HASHES = 128
"""Hash functions of a signature: the similarity of two texts comes out with a standard error of at most 0.044."""

SHINGLE = 5
"""Words that are compared as one: independent reports of one event share hardly any run of five (Broder 1997 compares such runs too)."""

LIKENESS = 0.5
"""The share of all their runs that two near-copies have in common, at least: that of a text and its first half."""

APART = 7
"""Days within which one text is a copy of another; the same words a year later are another year's report."""

_BANDS = (25, 5)
"""How datasketch divides ``HASHES`` for ``LIKENESS``, said here since it takes 13 ms to find out."""


_EMPTY = MinHash(num_perm=HASHES)
"""Made once, with its permutations."""


def signature_of(text: str) -> bytes:
    """The MinHash of a text's runs of words, in datasketch's own form."""
    words = fold(text).split()
    runs = {" ".join(words[i : i + SHINGLE]).encode() for i in range(max(1, len(words) - SHINGLE + 1))}
    made = _EMPTY.copy()
    made.update_batch(sorted(runs))
    lean = LeanMinHash(made)
    packed = bytearray(lean.bytesize())
    lean.serialize(packed)
    return bytes(packed)


def originals(published: Mapping[str, int], signatures: Mapping[str, bytes]) -> dict[str, str]:
    """For each article that is a near-copy, or a copy of one, the article of that text that was published first (of one day, the least id).

    ``published`` gives each article's day. An article without a signature is a copy of none.
    """
    order = sorted(signatures.keys() & published.keys(), key=lambda article: (published[article], article))
    if len(order) < 2:
        return {}
    index = MinHashLSH(num_perm=HASHES, params=_BANDS)
    hashes: dict[str, LeanMinHash] = {}
    found: dict[str, str] = {}
    for article in order:
        own = LeanMinHash.deserialize(signatures[article])
        near = [
            other
            for other in index.query(own)
            if published[article] - published[other] <= APART and own.jaccard(hashes[other]) >= LIKENESS
        ]
        if near:
            found[article] = _first(near, found, published)
        hashes[article] = own
        index.insert(article, own)
    return found


def _first(near: Iterable[str], found: Mapping[str, str], published: Mapping[str, int]) -> str:
    return min((found.get(other, other) for other in near), key=lambda article: (published[article], article))
