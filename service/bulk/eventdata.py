"""Visits as the records that users of event data load: who did what to whom, a row for each visitor of each visit that has a CAMEO code.

Two layouts: ``PHOENIX``, the columns of the Phoenix data sets (PETRARCH2's), and ``POLECAT``, those of the PLOVER-coded data set. A column
that Dateline has nothing for is there and empty. Sources: openeventdata/phoenix_pipeline, postprocess.py (its files have no header; readers
name the columns as they are named here); the header of the POLECAT files (doi:10.7910/DVN/AJGVIT).

No date is made up. A visit's ``Date`` is the first of its days where they are no more than a week, else only the month or the year that they
all lie in; an intent to meet is dated by the day of the article that makes it known, as event data sets do.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import pycountry
from msgspec import Struct

from service.lexicon import load
from service.store.places import points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Event = dict[str, Any]

SHORT = dt.timedelta(days=6)
"""From the first to the last day of what is still dated by its first day: within a week, the finest unit of a date but the day itself."""


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """What event data sets know of a CAMEO code; ``type``, ``mode`` and ``contexts`` are PLOVER's."""

    quad: int
    goldstein: float
    type: str
    dated: Literal["visit", "published"]
    mode: str = ""
    contexts: str = ""


class Dyad(Struct, frozen=True):
    """One visitor of one visit; ``date``, ``month`` and ``year`` are empty where they are not known."""

    number: int
    visit: Event
    visitor: Event
    code: Code
    date: str
    month: str
    year: str


def dyads_of(event: Event) -> Iterator[Dyad]:
    """The rows of an event: of a visit that has a CAMEO code one for each visitor, of other events none."""
    code = load(__package__, "eventdata.toml", dict[str, Code]).get(event.get("cameo") or "")
    if code is None:
        return
    date, month, year = _dated(event, code)
    for number, visitor in enumerate(event["visitors"], 1):
        yield Dyad(number, event, visitor, code, date, month, year)


def _dated(event: Event, code: Code) -> tuple[str, str, str]:
    if code.dated == "published":
        published = event["article"]["published"][:10]
        return published, published[5:7], published[:4]
    told = event["date"] or {}
    days = [told[name] for name in ("start", "end") if told.get(name)]
    if not days:
        return "", "", ""
    first, last = days[0], days[-1]
    short = dt.date.fromisoformat(last) - dt.date.fromisoformat(first) <= SHORT
    date = first if short and not told["approximate"] else ""
    return date, first[5:7] if date or first[:7] == last[:7] else "", first[:4] if date or first[:4] == last[:4] else ""


@cache
def _alpha_3(country: str | None) -> str:
    """ISO 3166-1 alpha-3, which the codes of countries in CAMEO's and PLOVER's data are."""
    found = pycountry.countries.get(alpha_2=country) if country else None
    return str(found.alpha_3) if found else ""


def _place(dyad: Dyad) -> tuple[str, str]:
    """Latitude and longitude of the middle of the country visited."""
    point = points().get(dyad.visit["destination"]["country"])
    return (str(point[1]), str(point[0])) if point else ("", "")


def _source(dyad: Dyad) -> str:
    return _alpha_3(dyad.visitor["country"])


def _target(dyad: Dyad) -> str:
    return _alpha_3(dyad.visit["destination"]["country"])


def _told(dyad: Dyad, name: str) -> str:
    return dyad.visit["article"][name] or ""


def _empty(_: Dyad) -> str:
    return ""


Layout = dict[str, "Callable[[Dyad], str]"]
"""The columns of a layout, in order, with their values."""


PHOENIX: Layout = {
    "EventID": lambda d: f"{d.visit['id']}-{d.number}",
    "Date": lambda d: d.date.replace("-", ""),
    "Year": lambda d: d.year,
    "Month": lambda d: d.month,
    "Day": lambda d: d.date[8:],
    "SourceActorFull": _source,
    "SourceActorEntity": _source,
    "SourceActorRole": _empty,
    "SourceActorAttribute": _empty,
    "TargetActorFull": _target,
    "TargetActorEntity": _target,
    "TargetActorRole": _empty,
    "TargetActorAttribute": _empty,
    "EventCode": lambda d: d.visit["cameo"],
    "EventRootCode": lambda d: d.visit["cameo"][:2],
    "QuadClass": lambda d: str(d.code.quad),
    "GoldsteinScore": lambda d: str(d.code.goldstein),
    "Issues": _empty,
    "Lat": lambda d: _place(d)[0],
    "Lon": lambda d: _place(d)[1],
    "LocationName": lambda d: d.visit["destination"]["name"],
    "StateName": _empty,
    "CountryCode": _target,
    "SentenceID": lambda d: ";".join(f"{_told(d, 'id')}_{mention['sentence']}" for mention in d.visit["mentions"]),
    "URLs": lambda d: _told(d, "url"),
    "NewsSources": lambda d: _told(d, "source"),
}

POLECAT: Layout = {
    "Event ID": PHOENIX["EventID"],
    "Event Date": lambda d: d.date,
    "Event Type": lambda d: d.code.type,
    "Event Mode": lambda d: d.code.mode,
    "Intensity": _empty,
    "Quad Code": _empty,
    "Contexts": lambda d: d.code.contexts,
    "Actor Name": lambda d: d.visitor["name"],
    "Actor Country": _source,
    "Actor COW": _empty,
    "Primary Actor Sector": _empty,
    "Actor Sectors": _empty,
    "Actor Title": lambda d: d.visitor["role"] or "",
    "Actor Name Raw": lambda d: d.visitor["name"],
    "Wikipedia Actor ID": _empty,
    "Recipient Name": lambda d: "; ".join(host["name"] for host in d.visit["hosts"]) or d.visit["destination"]["name"],
    "Recipient Country": _target,
    "Recipient COW": _empty,
    "Primary Recipient Sector": _empty,
    "Recipient Sectors": _empty,
    "Recipient Title": lambda d: "; ".join(host["role"] for host in d.visit["hosts"] if host["role"]),
    "Recipient Name Raw": lambda d: "; ".join(host["name"] for host in d.visit["hosts"]),
    "Wikipedia Recipient ID": _empty,
    "Placename": lambda d: d.visit["destination"]["name"],
    "City": _empty,
    "District": _empty,
    "Province": _empty,
    "Country": _target,
    "Latitude": lambda d: _place(d)[0],
    "Longitude": lambda d: _place(d)[1],
    "GeoNames ID": _empty,
    "Raw Placename": lambda d: d.visit["destination"]["name"],
    "Feature Type": _empty,
    "Source": lambda d: _told(d, "source"),
    "Publication Date": lambda d: _told(d, "published")[:10],
    "Story People": _empty,
    "Story Organizations": _empty,
    "Story Locations": _empty,
    "Language": lambda _: "en",
    "Version": _empty,
    "Headline": lambda d: _told(d, "title"),
    "URL": lambda d: _told(d, "url"),
    "CAMEO": PHOENIX["EventCode"],
}
"""POLECAT's own columns, and after them what its users ask for and Dateline has: headline, URL, the CAMEO code."""
