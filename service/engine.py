"""Models and rules behind one function: articles in, and for each its extraction or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
import structlog

from service.contract import Article, Extraction, Notice
from service.language import ModelsError
from service.language.folder import folder_of
from service.problems import Refused, internal_error
from service.reading.language import check_language, warm_up
from service.settings import SettingError

if TYPE_CHECKING:
    from service.settings import Settings

Outcome = Extraction | Refused
"""What becomes of one article."""

Engine = Callable[[Sequence[Article], bool], list[Outcome]]
"""The outcomes of some articles, in their order; the flag asks for the rules behind each event. For one thread only."""

log = structlog.get_logger()


def load_engine(settings: Settings) -> Engine:
    """Load the models (seconds, and some hundred megabytes).

    Raises ``SettingError`` where they are missing or broken.
    """
    try:
        folder_of(settings.models)
        import torch  # noqa: PLC0415 - takes seconds to import, and only who extracts needs it

        from service.extract import extract  # noqa: PLC0415
        from service.language import Language  # noqa: PLC0415

        torch.set_num_threads(settings.threads)
        warm_up()
        language = Language.load(settings.models)
    except ModelsError as fault:
        raise SettingError(f"DATELINE_MODELS: {fault}") from fault

    def engine(articles: Sequence[Article], explain: bool) -> list[Outcome]:  # noqa: FBT001 - a plain function, called by place
        return extract_each(lambda some: extract(some, language, explain=explain), articles)

    return engine


def extract_each(extract: Callable[[Sequence[Article]], list[Extraction]], articles: Sequence[Article]) -> list[Outcome]:
    """The outcome of each article: a text that is not English is refused, and one that fails takes no other with it."""
    outcomes: dict[int, Outcome] = {}
    notices: dict[int, Notice | None] = {}
    for position, article in enumerate(articles):
        try:
            notices[position] = check_language(article)
        except Refused as refusal:
            outcomes[position] = refusal
    done = _extract(extract, [articles[position] for position in notices])
    for (position, notice), outcome in zip(notices.items(), done, strict=True):
        outcomes[position] = outcome if notice is None else _with(notice, outcome)
    return [outcomes[position] for position in range(len(articles))]


def _extract(extract: Callable[[Sequence[Article]], list[Extraction]], articles: Sequence[Article]) -> Sequence[Outcome]:
    if not articles:
        return []
    try:
        return extract(articles)
    except Exception as failure:  # whatever a library raises: one article's failure is not its neighbours'
        if len(articles) == 1:
            return [internal_error(failure)]
        log.exception("batch failed", articles=len(articles))
    return [outcome for article in articles for outcome in _extract(extract, [article])]


def _with(notice: Notice, outcome: Outcome) -> Outcome:
    if isinstance(outcome, Refused):
        return outcome
    return msgspec.structs.replace(outcome, warnings=[*outcome.warnings, notice])
