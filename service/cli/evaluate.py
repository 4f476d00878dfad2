"""``dateline eval``: the figures of docs/quality.md, over the shared corpora."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from service.cli.setting import WrongUse, current_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.language import Language

MEASURES = {
    "models": ("service.evaluation.models", "evaluate_models", "Score the models on DIR/ud/dev.conllu and DIR/ner/dev.tsv."),
    "dates": ("service.evaluation.dates", "evaluate_dates", "Score dates on the TimeML documents of DIR."),
    "attribution": (
        "service.evaluation.attribution",
        "evaluate_attribution",
        "Score statements on the PolNeAR documents of DIR.",
    ),
}
"""By name: the module and function that measure, and what they measure."""


@click.group("eval")
def evaluate() -> None:
    """Measure quality against gold annotations, by the same rules as the shared scorers."""


@evaluate.command("events")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of a table.")
@click.option(
    "--report",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write an HTML page that shows in each text what was right, wrong, invented or missed.",
)
@click.option(
    "--details",
    is_flag=True,
    help="Also score what hangs by visits and statements, on the articles that have links: who reports which, order, hosts and more.",
)
def events(folder: Path, *, as_json: bool, page: Path | None, details: bool) -> None:
    """Score visits and statements on the gold articles of DIR."""
    from service.evaluation.details import score_details  # noqa: PLC0415 - only who measures needs them
    from service.evaluation.events import read_gold, score  # noqa: PLC0415
    from service.evaluation.report import report  # noqa: PLC0415

    with _complaining():
        gold, got = read_gold(folder, _language)
        if page is not None:
            page.write_text(report(gold, got), encoding="utf-8")
        figures = score(gold, got)
        if details:
            figures |= score_details(gold, got)
    _print(figures, as_json=as_json)


def _command(name: str, module: str, function: str, summary: str) -> click.Command:
    @click.command(name, help=summary)
    @click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.option("--json", "as_json", is_flag=True, help="One JSON object in place of a table.")
    def measure(folder: Path, *, as_json: bool) -> None:
        with _complaining():
            figures = getattr(import_module(module), function)(folder, _language)
        _print(figures, as_json=as_json)

    return measure


def _language() -> Language:
    """The models that the settings name."""
    from service.language import Language, ModelsError  # noqa: PLC0415 - torch, which takes seconds to import

    try:
        return Language.load(current_settings().models)
    except ModelsError as fault:
        raise WrongUse(str(fault)) from None


@contextmanager
def _complaining() -> Iterator[None]:
    """Have a file that cannot be read or written, or is not of its kind, told as wrong use."""
    try:
        yield
    except OSError as fault:
        raise WrongUse(f"{fault.filename}: {fault.strerror}") from None
    except ValueError as fault:
        raise WrongUse(str(fault)) from None


def _print(figures: Mapping[str, float], *, as_json: bool) -> None:
    click.echo(msgspec.json.encode(figures) if as_json else _as_table(figures))


def _as_table(figures: Mapping[str, float]) -> str:
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:8.2f}" for name, value in figures.items())


for _name, (_module, _function, _summary) in MEASURES.items():
    evaluate.add_command(_command(_name, _module, _function, _summary))
