"""Builds Stanza's processors from the models setting, without the network where the models are ours or the user's own.

The setting is ``shipped`` (our models, default), ``official`` (Stanza's English package, which Stanza downloads once) or the path of a
folder laid out as the shipped one (``folder.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stanza
import transformers
from msgspec import Struct
from stanza.models.common.bert_embedding import load_bert
from stanza.models.common.foundation_cache import BertRecord, FoundationCache
from stanza.models.depparse.model import GraphParser

from service.language.encoder import SharedEncoder
from service.language.folder import ENCODER, PROCESSORS, SHIPPED, ModelsError, folder_of
from service.language.trees import decode

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("pos", "depparse", "ner")
"""The processors that read the encoder."""


class Models(Struct, frozen=True):
    """Loaded processors. ``encoder`` is shared by tagger, parser and names; ``None`` where each processor has its own (official)."""

    version: str
    tokenize: Any
    mwt: Any | None
    pos: Any
    lemma: Any
    depparse: Any
    ner: Any
    encoder: SharedEncoder | None


def load_models(setting: str = "shipped") -> Models:
    """The processors for a models setting.

    Raises ``ModelsError`` where a file is missing, is not a model, or (official) the package is neither here nor to be had.
    """
    folder = folder_of(setting)
    if folder is None:
        return _official()
    return from_folder(folder, SHIPPED if setting == "shipped" else folder.resolve().name)


def from_folder(folder: Path, version: str) -> Models:
    """The processors of a folder laid out as the shipped one, their encoder shared. Raises ``ModelsError``."""
    try:
        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        bert, pieces = load_bert(str(folder / ENCODER), local_files_only=True)
        encoder = SharedEncoder(bert, layers=1)
        pipeline = pipeline_of(folder, encoder, pieces)
    except Exception as fault:
        raise ModelsError(f"the models in {folder} cannot be loaded with stanza {stanza.__version__}: {fault}") from fault
    processors = pipeline.processors
    encoder.layers = max(_layers(processors[name]) for name in HEADS)
    parser = processors["depparse"].trainer.model
    if isinstance(parser, GraphParser):
        parser.decode_graph_predictions = decode
    return Models(version=version, encoder=encoder, **{name: processors[name] for name in PROCESSORS})


def pipeline_of(folder: Path, encoder: Any, pieces: Any) -> stanza.Pipeline:
    """A plain ``stanza.Pipeline`` over a folder's models, offline, with ``encoder`` and its tokenizer ``pieces`` handed in."""
    cache = FoundationCache(local_files_only=True)
    cache.bert[ENCODER] = BertRecord(encoder, pieces, {})
    return stanza.Pipeline(
        "en",
        dir=str(folder),
        package=None,
        processors=dict.fromkeys(PROCESSORS, "default"),
        download_method=None,
        allow_unknown_language=True,
        foundation_cache=cache,
        use_gpu=False,
        logging_level="ERROR",
        # Stanza pairs the name tagger's file with lists of these; without them it loads no tagger at all
        ner_forward_charlm_path="",
        ner_backward_charlm_path="",
        ner_pretrain_path="",
        **{f"{name}_model_path": str(folder / f"{name}.pt") for name in PROCESSORS},
    )


def _official() -> Models:
    """Stanza's own English package, from its cache or else its server."""
    names = ",".join(PROCESSORS)
    method = stanza.DownloadMethod.REUSE_RESOURCES
    try:
        pipeline = stanza.Pipeline("en", processors=names, download_method=method, use_gpu=False, logging_level="ERROR")
    except Exception as fault:
        raise ModelsError(
            f"Stanza's English package is not here and cannot be fetched ({fault}): run stanza.download('en') where there is a network, "
            "or set models to 'shipped'"
        ) from fault
    loaded = {name: pipeline.processors.get(name) for name in PROCESSORS}
    return Models(version=f"stanza-en-{stanza.__version__}", encoder=None, **loaded)


def _layers(processor: Any) -> int:
    """How many of the encoder's last layers a head reads; Stanza's old way reads the fourth but last to the second but last."""
    layers: int | None = processor.trainer.args.get("bert_hidden_layers")
    return layers or 4
