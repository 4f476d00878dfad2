"""The corpora that measure the language models, as structs: Universal Dependencies trees and tagged names.

Formats: CoNLL-U (https://universaldependencies.org/format.html) and ``token<TAB>BIO tag`` lines with blank lines between paragraphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST_NAMED_SENTENCE = 120
"""Words after which a paragraph of the names corpus is cut where it has no full stop."""


class GoldWord(Struct, frozen=True):
    """A syntactic word of a tree; ``head`` counts words of the sentence from 1, 0 is the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str


class GoldToken(Struct, frozen=True):
    """A token of the surface, of one word or (a contraction) of several; ``space_after`` where white space follows it."""

    form: str
    words: tuple[GoldWord, ...]
    space_after: bool = True


class GoldSentence(Struct, frozen=True):
    """A tree. ``starts`` tells whether a document, a paragraph or neither begins here."""

    tokens: tuple[GoldToken, ...]
    starts: str = ""

    @property
    def words(self) -> tuple[GoldWord, ...]:
        """The syntactic words in order."""
        return tuple(w for t in self.tokens for w in t.words)


def read_trees(path: Path) -> list[GoldSentence]:
    """The sentences of a CoNLL-U file; empty nodes (``8.1``) are left out."""
    return [_sentence(block.split("\n")) for block in path.read_text("utf-8").split("\n\n") if block.strip()]


def documents(sentences: Sequence[GoldSentence]) -> Iterator[list[GoldSentence]]:
    """The sentences of each document in turn."""
    group: list[GoldSentence] = []
    for sentence in sentences:
        if sentence.starts == "document" and group:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def raw_text(sentences: Sequence[GoldSentence]) -> tuple[str, list[list[Span]]]:
    """The running text of some sentences, paragraphs parted by a blank line, and the span of every token by sentence."""
    parts: list[str] = []
    length = 0
    spans: list[list[Span]] = []
    gap = ""
    for sentence in sentences:
        if parts and sentence.starts:
            gap = "\n\n"
        spans.append([])
        for token in sentence.tokens:
            parts += [gap, token.form]
            length += len(gap)
            spans[-1].append(Span(length, length + len(token.form)))
            length += len(token.form)
            gap = " " if token.space_after else ""
    return "".join(parts), spans


def read_names(path: Path) -> list[list[tuple[str, str]]]:
    """Sentences of ``(form, BIO tag)``, with the articles' address lines left out.

    The files part paragraphs only: a paragraph is cut after a full stop, a question or an exclamation mark once it has more than three
    words, and at ``LONGEST_NAMED_SENTENCE`` words. An inside tag that a cut leaves without its beginning begins a name there.
    """
    found: list[list[tuple[str, str]]] = []
    for block in path.read_text("utf-8").split("\n\n"):
        words: list[tuple[str, str]] = []
        for line in block.split("\n"):
            form, _, tag = line.partition("\t")
            if not tag:
                continue
            words.append((form, tag))
            if (form in ".!?" and len(words) > 3) or len(words) >= LONGEST_NAMED_SENTENCE:
                found.append(words)
                words = []
        if words and not (len(words) == 1 and words[0][0].startswith("http")):
            found.append(words)
    return found


def _sentence(lines: list[str]) -> GoldSentence:
    """One tree from the lines of its block."""
    starts = ""
    rows: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("# newdoc"):
            starts = "document"
        elif line.startswith("# newpar"):
            starts = starts or "paragraph"
        elif line and line[0] != "#":
            columns = line.split("\t")
            if "." not in columns[0]:
                rows[columns[0]] = columns
    tokens: list[GoldToken] = []
    number = 1
    while str(number) in rows:
        last = next((int(key.split("-")[1]) for key in rows if key.startswith(f"{number}-")), number)
        surface = rows[f"{number}-{last}"] if last > number else rows[str(number)]
        words = tuple(_word(rows[str(n)]) for n in range(number, last + 1))
        tokens.append(GoldToken(surface[1], words, "SpaceAfter=No" not in surface[9].split("|")))
        number = last + 1
    return GoldSentence(tuple(tokens), starts)


def _word(columns: list[str]) -> GoldWord:
    return GoldWord(columns[1], columns[2], columns[3], columns[4], columns[5], int(columns[6]), columns[7])
