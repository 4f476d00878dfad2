"""Visits: who goes where, when, why, received by whom, and how far it is real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.visits.frames import candidates
from service.visits.mentions import mentions
from service.visits.merge import merge
from service.visits.model import Visit
from service.visits.participants import scene_at, scenes
from service.visits.travellers import led, taken_over

if TYPE_CHECKING:
    import datetime as dt

    from service.entities.model import Entities
    from service.language.document import Document
    from service.times.model import Times

__all__ = ["Visit", "find_visits"]


def find_visits(document: Document, entities: Entities, times: Times, anchor: dt.date) -> tuple[Visit, ...]:
    """The visits of an article, in order of first mention; ``anchor`` is its publication date."""
    settings = scenes(document, entities)
    found = [
        m for c in candidates(document) for m in mentions(document, entities, times, c, anchor, scene_at(settings, c.trigger))
    ]
    return tuple(merge(document, taken_over(led(found)), anchor, settings))
