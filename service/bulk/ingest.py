"""Articles into the store, as PUT keeps them: each at most once, and extracted only where it is not kept already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.bulk.files import articles_of
from service.bulk.lines import together
from service.contract import Article, Problem
from service.problems import Refused
from service.telemetry import tell_cause

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from pathlib import Path

    from service.bulk.files import Found
    from service.engine import Engine
    from service.settings import Settings
    from service.store import Store

FAILED = "failed"


class FaultyRecord(Problem, frozen=True, omit_defaults=True, kw_only=True):
    """The problem of an article that could not be kept: ``file`` is the one it stands in, ``line`` its line or row there, if it has others."""

    file: str


class Done(Struct, frozen=True):
    """What became of an article: ``created``, ``replaced``, ``unchanged`` or, with its problem, ``failed``; ``size`` is that of its bytes."""

    outcome: str
    size: float
    problem: FaultyRecord | None = None


async def ingest(
    paths: Iterable[Path], store: Store, load: Callable[[], Engine], settings: Settings, defaults: Mapping[str, str]
) -> AsyncIterator[Done]:
    """What becomes of each article of some files, in their order, as soon as it is kept for good.

    The models are loaded (``load``) once an article is to be extracted. Memory stays flat for any length.
    Raises ``Refused`` (``unavailable``) where the store fails: what was given out until then is kept.
    """
    engine: Engine | None = None
    for some in together((found for path in paths for found in articles_of(path, defaults)), _length, settings):
        kept = await store.contents([found.article.id or "" for found in some if isinstance(found.article, Article)])
        fresh = [found.article for found in some if isinstance(found.article, Article) and not _same(found.article, kept, store)]
        if fresh and engine is None:
            engine = load()
        outcomes = iter(engine(fresh, False) if fresh and engine else [])  # noqa: FBT003 - the engine's own way to be called
        for found in some:
            if isinstance(found.article, Refused):
                yield _failed(found, found.article)
            elif _same(found.article, kept, store):
                yield Done("unchanged", found.size)
            else:
                outcome = next(outcomes)
                if isinstance(outcome, Refused):
                    yield _failed(found, outcome)
                else:
                    yield Done((await store.put(found.article, outcome))[0], found.size)


def _same(article: Article, kept: Mapping[str, str], store: Store) -> bool:
    return kept.get(article.id or "") == store.content_of(article)


def _failed(found: Found, refusal: Refused) -> Done:
    tell_cause(refusal)
    problem = refusal.problem()
    return Done(
        FAILED,
        found.size,
        FaultyRecord(
            type=problem.type,
            title=problem.title,
            status=problem.status,
            detail=problem.detail,
            errors=problem.errors,
            file=found.file,
            line=found.line,
        ),
    )


def _length(found: Found) -> int:
    return len(found.article.text) if isinstance(found.article, Article) else 0
