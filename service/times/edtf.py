"""Extended Date/Time Format level 1 (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/) for days and stretches of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from service.spans import Interval


def day(date: dt.date, *, approximate: bool = False) -> str:
    """``2024-06-11``, or ``2024-06-11~`` where approximate."""
    return date.isoformat() + ("~" if approximate else "")


def stretch(interval: Interval, *, start_approximate: bool = False, end_approximate: bool = False) -> str:
    """``2024-05-01/2024-06-11``; an open end is ``..``; one day is that day."""
    if interval.start is not None and interval.start == interval.end and not (start_approximate or end_approximate):
        return day(interval.start)
    start = ".." if interval.start is None else day(interval.start, approximate=start_approximate)
    end = ".." if interval.end is None else day(interval.end, approximate=end_approximate)
    return f"{start}/{end}"


def approximate(text: str) -> str:
    """The same, about: ``2022~``, ``2024-05-27~/2024-06-02~``."""
    return "/".join(f"{end}~" for end in text.split("/"))


def year(number: int) -> str:
    """``2024``."""
    return f"{number:04}"


def month(number: int, of: int) -> str:
    """``2024-06``."""
    return f"{of:04}-{number:02}"


def decade(tens: int) -> str:
    """``199X``: any year of the decade."""
    return f"{tens:03}X"


def century(hundreds: int) -> str:
    """``19XX``: any year of the century."""
    return f"{hundreds:02}XX"
