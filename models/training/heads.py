"""Stanza's own trainers, one processor after the other, over one frozen encoder.

Each trainer is called in this process, with ``SharedEncoder`` in the encoder's place: its states of a sentence never change, so every
epoch after the first costs the head alone.
"""

from __future__ import annotations

import logging
import shutil
from functools import partial
from typing import TYPE_CHECKING

from stanza.models import lemmatizer, mwt_expander, ner_tagger, parser, tagger, tokenizer
from stanza.models.common import bert_embedding
from stanza.utils.training.run_tokenizer import EXTRA_FEAT_FUNCS

from models.training.pack import unpacked
from service.language.encoder import SharedEncoder

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("stanza")

LAYERS = 2
"""Last layers of the encoder that each head mixes; without the setting Stanza leaves out the very last one."""

NEWS = 0.4
"""How many batches of the parser are of news (``news.py``) to one of the treebanks."""

FEATURES = ",".join([*tokenizer.DEFAULT_FEAT_FUNCS, *EXTRA_FEAT_FUNCS["en"]])


def arguments(work: Path, encoder: Path) -> dict[str, list[str]]:
    """The command line of every trainer, by the name of the processor."""

    def path(name: str) -> str:
        return str(work / name)

    common = ["--shorthand", "en_news", "--cpu"]
    over = [
        "--bert_model",
        str(encoder),
        "--bert_hidden_layers",
        str(LAYERS),
        "--no_pretrain",
        "--no_char",
        "--word_emb_dim",
        "0",
    ]
    trees = ["--train_file", path("train.conllu"), "--eval_file", path("dev.conllu")]
    # fmt: off
    return {
        "tokenize": [
            *common, "--txt_file", path("train.txt"), "--label_file", path("train.labels"), "--dev_txt_file", path("dev.txt"),
            "--dev_label_file", path("dev.labels"), "--dev_conll_gold", path("dev.conllu"), "--mwt_json_file", path("train.mwt.json"),
            "--lang", "en", "--max_seqlen", "300", "--feat_funcs", FEATURES, "--use_mwt", "--steps", "3000", "--eval_steps", "300",
            "--anneal_after", "1500", "--anneal", "0.9",
        ],
        "mwt": [*common, *trees, "--gold_file", path("dev.conllu"), "--lang", "en", "--num_epoch", "12"],
        "lemma": [
            *common, "--train_file", path("train.lemmas.conllu"), "--eval_file", path("dev.lemmas.conllu"),
            "--num_epoch", "3", "--batch_size", "100",
        ],
        "pos": [
            *common, *trees, *over, "--lang", "en", "--hidden_dim", "150", "--num_layers", "1", "--deep_biaff_hidden_dim", "200",
            "--share_hid", "--batch_size", "100", "--lr", "2e-3", "--max_steps", "2200",
            "--eval_interval", "200", "--fix_eval_interval", "--no_second_optim", "--max_steps_before_stop", "800",
        ],
        "depparse": [
            *common, *trees, *over, "--lang", "en", "--no_upos", "--no_xpos", "--no_ufeats", "--tag_emb_dim", "0", "--hidden_dim", "200",
            "--num_layers", "1", "--deep_biaff_hidden_dim", "100", "--no_linearization", "--no_distance", "--batch_size", "2000",
            "--optim", "adam", "--lr", "2e-3", "--beta2", "0.95", "--dropout", "0.33", "--word_dropout", "0.1", "--no_second_optim",
            "--max_steps", "1400", "--eval_interval", "200", "--no_checkpoint", "--max_steps_before_stop", "1000", "--plateau_steps", "2",
            "--silver_file", path("news.train.conllu"), "--silver_weight", str(NEWS),
        ],
        "ner": [
            *common, *over, "--train_file", path("train.names.json"), "--eval_file", path("dev.names.json"), "--hidden_dim", "150",
            "--optim", "adam", "--lr", "1e-3", "--lr_decay", "0.6", "--patience", "2", "--min_lr", "5e-5", "--batch_size", "64",
            "--max_batch_words", "2400", "--eval_interval", "200", "--max_steps", "1800", "--max_steps_no_improve", "1600",
        ],
    }
    # fmt: on


TRAINERS = {"tokenize": tokenizer, "mwt": mwt_expander, "lemma": lemmatizer, "pos": tagger, "depparse": parser, "ner": ner_tagger}


GOING_ON = {
    "pos": [],
    "depparse": ["--continue_from", "{before}"],
    "ner": ["--finetune", "--finetune_load_name", "{before}"],
}
"""What makes each trainer over the encoder go on from earlier weights."""


def train(processor: str, work: Path, encoder: Path, extra: list[str], start: Path | None = None) -> Path:
    """Trains one processor unless its finished weights are there; gives the path of the weights.

    ``extra`` are further arguments for the trainer, stronger than ours; ``start`` is a folder of packed models, from whose weights those over the
    encoder go on. While it runs, its best weights so far lie beside the finished ones.
    """
    finished = work / f"{processor}.pt"
    if not finished.exists():
        running = f"{processor}.running.pt"
        args = [*arguments(work, encoder)[processor], "--save_dir", str(work), "--save_name", running, *extra]
        if start is not None and processor in GOING_ON:
            before = unpacked(start / f"{processor}.pt", work / f"{processor}.before.pt", encoder)
            args += [a.format(before=before) for a in GOING_ON[processor]]
            if processor == "pos":  # whose trainer has no option for it
                tagger.Trainer = partial(tagger.Trainer, model_file=str(before))
        log.info("training %s: %s", processor, " ".join(args))
        TRAINERS[processor].main(args)
        shutil.move(work / running, finished)
    return finished


def share_encoder() -> None:
    """Makes every trainer of this process load encoders as ``SharedEncoder``, its states kept at half precision."""
    plain = bert_embedding.load_bert
    loaded: dict[str, tuple[SharedEncoder, object]] = {}

    def load(name: str | None, *_args: object, **_options: object) -> tuple[SharedEncoder | None, object]:
        if name is None:
            return None, None
        if name not in loaded:
            model, pieces = plain(name, local_files_only=True)
            loaded[name] = SharedEncoder(model, LAYERS, coarse=True), pieces
        return loaded[name]

    bert_embedding.load_bert = load
