"""Whether a role spoken of now is the one stated of somebody before: "the premier" and "Prime Minister", "the Minister" and "Minister of Education"."""

from __future__ import annotations

from functools import lru_cache

from service.entities.gazetteer import gazetteer
from service.entities.words import SMALL, Office, words

_SERVING = frozenset({"aide", "adviser", "advisor", "assistant", "representative", "envoy", "ambassador", "guard", "bodyguard"})
"""Nouns for those who serve a holder of an office and hold none themselves."""


@lru_cache(maxsize=20_000)
def role_words(role: str, *, light: bool = False) -> tuple[str, ...]:
    """The content words of a role in lower case: no articles, demonyms or countries.

    Words that leave the role as it is ("former") are left out but with ``light``.
    """
    table, lexicon = gazetteer(), words()
    kept = []
    for token in role.replace("-", " ").replace("’s", "").replace("'s", "").split():
        low = token.lower().strip(",.")
        if low in SMALL or (low in lexicon.light and not light) or table.demonym(token) or table.region(token):
            continue
        readings = table.readings(token) if token[:1].isupper() else ()
        if readings and readings[0].level in {"country", "capital", "region"} and low not in lexicon.person:
            continue
        kept.append(low)
    return tuple(kept)


@lru_cache(maxsize=20_000)
def offices(role: str) -> frozenset[int]:
    """The rows of the office table that a role is a holder of; a spokesman for a president holds none."""
    content = role_words(_own(role))
    if any(w in words().deputy for w in content) and "president" in content:
        return (
            frozenset(i for i, o in enumerate(words().offices) if o.words[0] == "vice president")
            if "vice" in content
            else frozenset()
        )
    joined = f" {' '.join(content)} "
    rows = {(row, name) for row, name, phrase in words().office_phrases if phrase in joined}
    found = {
        i for i, w in rows if not any(w != v and f" {w} " in f" {v} " for _, v in rows)
    }  # "minister" is less than "prime minister"
    if any(w in words().deputy for w in content):
        return frozenset()
    return frozenset(found)


def office_row(index: int) -> Office:
    """A row of the office table."""
    return words().offices[index]


@lru_cache(maxsize=20_000)
def same_role(spoken: str, stated: str) -> bool:
    """Whether "the ``spoken``" can be the one of whom ``stated`` was said."""
    now, before = role_words(_own(spoken)), role_words(_own(stated))
    if not now or not before:
        return False
    if any((w in words().deputy) and (w not in before) for w in now) or any(
        (w in words().deputy) and (w not in now) for w in before
    ):
        return len(now) == 1 and now[0] in {"minister", "official"} and now[0] in before
    if set(now) <= set(before):
        return True
    mine, theirs = offices(spoken), offices(stated)
    if mine & theirs and _plain(now):
        return True
    looser = {" ".join(now), " ".join(role_words(spoken, light=True))}
    return any(looser & set(office_row(i).also) for i in theirs)


def _own(role: str) -> str:
    """A role without whom it serves: "spokeswoman" of "spokeswoman for the Secretary-General", "wife" of "wife of the president"."""
    for joint in (" for ", " of ", " to "):
        head, _, served = role.partition(joint)
        if served and _serves(head):
            return head
    for mark in ("'s ", "’s "):  # "the president's *spokesman*"
        _, _, head = role.rpartition(mark)
        if mark in role and _serves(head):
            return head
    return role


def _serves(head: str) -> bool:
    """Whether a role ends in a noun for one who serves another: "deputy *spokesman*"."""
    *_, last = head.lower().split() or [""]
    return last in _SERVING or last in words().related or last in words().hired


def _plain(content: tuple[str, ...]) -> bool:
    joined = " ".join(content)
    return any(joined in o.words for o in words().offices)
