"""Command line of the training: prepare, train each processor, pack."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch

from models.training import heads, news, pack, prepare


def main() -> None:
    """Trains what is not there yet and packs the result. Stopped and started again it goes on with the first unfinished processor."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description="Train the English models.")
    parser.add_argument("corpora", type=Path, help="folder with ud/ and ner/")
    parser.add_argument(
        "--encoder", type=Path, default=Path("models/en-news-1/encoder"), help="the frozen encoder (see encoder.py)"
    )
    parser.add_argument("--work", type=Path, default=Path("build/models"), help="prepared data and unpacked weights")
    parser.add_argument("--out", type=Path, default=Path("models/en-news-1"), help="where the packed models go")
    parser.add_argument("--only", nargs="+", choices=list(heads.TRAINERS), default=list(heads.TRAINERS), metavar="PROCESSOR")
    parser.add_argument("--start", type=Path, help="packed models whose heads go on, rather than begin anew")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--arguments", default="", help="further arguments for Stanza's trainer, in one string")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    prepare.prepare(args.corpora, args.work)
    news.write(args.work)
    heads.share_encoder()
    pack.pack_encoder(args.encoder, args.out / pack.ENCODER)
    for processor in args.only:
        weights = heads.train(processor, args.work, args.encoder, args.arguments.split(), args.start)
        pack.pack(weights, args.out / f"{processor}.pt")
    (args.out / "resources.json").write_text("{}\n", "utf-8")


if __name__ == "__main__":
    main()
