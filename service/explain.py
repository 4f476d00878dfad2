"""Why a record came out as it did: at each place that tells of it the rules, the grammar of the clause, and the dates weighed there.

Made from what the stages hand on and from the tree, after all is decided; nothing here changes a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.contract import Evidence, WeighedDate
from service.language.clauses import clause, predicate_of
from service.visits.dating import times_beside

if TYPE_CHECKING:
    from collections.abc import Collection

    from service.language.document import Document
    from service.statements.model import Said
    from service.times.model import Times
    from service.visits.model import Visit


def why_visit(document: Document, times: Times, visit: Visit) -> list[Evidence]:
    """The evidence of a visit, one for each mention."""
    chosen = set(visit.dating.times) if visit.dating is not None else set()
    found = []
    for mention in visit.mentions:
        own = set(mention.dating.times) if mention.dating is not None else set()
        dates = []
        for position in times_beside(document, times, mention.trigger):
            if position in own & chosen:
                reason = "dates the clause of the visit"
            elif position in own:
                reason = "dates the clause, but contradicts an earlier mention"
            else:
                reason = _undated(times, position) or "belongs to another clause"
            dates.append(WeighedDate(f"t{position + 1}", position in own & chosen, reason))
        found.append(_evidence(document, mention.trigger, mention.predicate, mention.rules, mention.status, dates))
    return found


def why_statement(document: Document, times: Times, said: Said) -> list[Evidence]:
    """The evidence of a statement, at its cue."""
    inside = set(said.content_words)
    dates = []
    for position in times_beside(document, times, said.cue_head):
        if position in said.times and times.all[position].interval is not None:
            reason = "stands beside the cue"
        elif times.all[position].head in inside:
            reason = "is part of what is said"
        else:
            reason = _undated(times, position) or "belongs to another clause"
        dates.append(WeighedDate(f"t{position + 1}", reason == "stands beside the cue", reason))
    return [_evidence(document, said.cue_head, predicate_of(document, said.cue_head), said.rules, None, dates)]


def _undated(times: Times, position: int) -> str | None:
    time = times.all[position]
    if time.type in {"DURATION", "SET"}:
        return f"is a {time.type.lower()}, no date"
    return "has no interval" if time.interval is None else None


def _evidence(
    document: Document, word: int, predicate: int, rules: Collection[str], status: str | None, dates: list[WeighedDate]
) -> Evidence:
    grammar = clause(document, predicate)
    return Evidence(
        span=document.words[word].span,
        rules=list(rules),
        tense=grammar.tense,
        modal=grammar.modal,
        negated=grammar.negated,
        conditional=grammar.conditional,
        status=status,  # type: ignore[arg-type]  # the stage's vocabulary is the contract's
        dates=dates,
    )
