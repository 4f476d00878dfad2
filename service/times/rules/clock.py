"""Times of day and parts of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Back, Calendar, Clock, DayPart, Expression, Found, Holiday, Relative
from service.times.pieces import month, weekday
from service.times.rulebook import FIGURES, rule
from service.times.rules.dates import read_day_month, read_holiday, read_month, read_weekday
from service.times.words import WORDS, ZONES, Mod

if TYPE_CHECKING:
    from service.times.atoms import Line

_PART_WORDS = tuple(WORDS.dayparts)


def day_at(line: Line, i: int) -> tuple[Expression, int] | None:
    """A day that a time of day stands beside: "Monday", "June 10", "today", "yesterday"."""
    low = line.low(i)
    if low in WORDS.days:
        return Relative("day", WORDS.days[low]), i + 1
    if low in {"last", "next", "this"} and weekday(line, i + 1) is not None:
        inner = read_weekday(line, i + 1)
        if isinstance(inner, tuple) and isinstance(inner[0], Calendar) and inner[0].month is None:
            return Calendar(weekday=inner[0].weekday, shift=WORDS.shifts[low]), inner[1]
    found = None
    if weekday(line, i) is not None:
        found = read_weekday(line, i)
    elif month(line, i) is not None:
        found = read_month(line, i)
    elif low.isdecimal():
        found = read_day_month(line, i)
    elif line.is_title(i):
        found = read_holiday(line, i)
    if isinstance(found, tuple) and (
        isinstance(found[0], Holiday) or (isinstance(found[0], Calendar) and (found[0].day or found[0].weekday) is not None)
    ):
        return found
    return None


@rule("clock", (FIGURES, "noon", "midnight", "midday", "around", "about", "shortly"), examples=("at [5 p.m. EST Nov. 9]", "at [10:35 a.m.]", "at [1500 GMT]", "by [noon Thursday]", "at [9 a.m. Tuesday]"), not_here=("a 10:35 ratio of 2:1.5",))  # fmt: skip
def read_clock(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A time on the clock, with its zone and day where they stand beside it."""
    mod: Mod | None = None
    if line.low(i) in {"around", "about"}:
        mod, i = "APPROX", i + 1
    elif line.low(i) == "shortly":
        if line.low(i + 1) not in {"before", "after"}:
            return None
        i += 2
    found = _time(line, i)
    if found is None:
        return None
    hour, minute, j = found
    j = _zone(line, j)
    if line.low(j) == "in" and line.low(j + 1) == "the" and line.low(j + 2) in WORDS.dayparts:
        if hour < 12 and WORDS.dayparts[line.low(j + 2)] in {"AF", "EV"}:
            hour += 12
        j += 3
    elif line.low(j) == "at" and line.low(j + 1) == "night":
        hour, j = (hour + 12 if hour < 12 else hour), j + 2
    k = line.skip(j, ",")
    day = day_at(line, k)
    if day is None and line.low(k) == "on":
        day = day_at(line, k + 1)
    if day is not None:
        return Clock(hour, minute, day[0], mod), day[1]
    return Clock(hour, minute, None, mod), j


def _zone(line: Line, i: int) -> int:
    """The position after a zone: "GMT", "(1500 GMT)", "local time", "Eastern time"."""
    if line.low(i) in ZONES and i < len(line) and line.atoms[i].raw.isupper():
        i += 1
    elif line.low(i) in {"local", "eastern", "pacific", "central", "moscow"} and line.low(i + 1) == "time":
        i += 2
    elif (
        line.low(i) in {"eastern", "pacific", "central"}
        and line.low(i + 1) in {"standard", "daylight"}
        and line.low(i + 2) == "time"
    ):
        i += 3
    if line.low(i) == "(" and line.low(i + 2) == "gmt" and line.low(i + 3) == ")":
        i += 4
    elif line.low(i) == "(" and line.low(i + 2) == ":" and line.low(i + 4) == "gmt" and line.low(i + 5) == ")":
        i += 6
    return i


def _time(line: Line, i: int) -> tuple[int, int | None, int] | None:
    low = line.low(i)
    if low in {"noon", "midday"}:
        return (12, 0, i + 1) if not line.is_title(i) or i == 0 else None
    if low == "midnight" and not (line.is_title(i) and i > 0):
        return 24, None, i + 1
    if not (low.isdecimal() and low.isascii()) or (line.glued(i) and line.low(i - 1) in {".", ":", ",", "-", "/"}):
        return None
    if len(low) == 4 and line.low(i + 1) in {"gmt", "utc", "hrs", "hours"} and int(low[:2]) <= 24 and int(low[2:]) < 60:
        return int(low[:2]), int(low[2:]), i + 1 if line.low(i + 1) in ZONES else i + 2
    if len(low) > 2 or int(low) > 24:
        return None
    hour, minute, j = int(low), None, i + 1
    if (
        line.low(j) in {":", "."}
        and line.glued(j)
        and line.glued(j + 1)
        and len(line.low(j + 1)) == 2
        and line.low(j + 1).isdecimal()
        and int(line.low(j + 1)) < 60
    ):
        minute, colon, j = int(line.low(j + 1)), line.low(j) == ":", j + 2
        if colon and line.low(j) == ":" and line.glued(j + 1) and line.low(j + 1).isdecimal():
            j += 2
        half = _half_of_day(line, j)
        if half is None:
            named = line.low(j) in ZONES or (line.low(j), line.low(j + 1)) in {("local", "time"), ("in", "the")}
            placed = line.low(i - 1) in {"at", "until", "by", "around", "about", "before", "after", "from", "since"}
            return (hour, minute, j) if colon and (named or (placed and line.low(j) not in {"percent", "%"})) else None
    else:
        half = _half_of_day(line, j)
    if half is None:
        if line.low(j) == "o" and line.low(j + 1) == "'" and line.low(j + 2) == "clock":
            return hour, None, j + 3
        if (
            line.low(j) == "in"
            and line.low(j + 1) == "the"
            and line.low(j + 2) in {"morning", "afternoon", "evening"}
            and line.low(i - 1) in {"at", "by", "until"}
        ):
            return hour, minute, j
        return None
    if hour > 12:
        return None
    afternoon, end = half
    return hour % 12 + (12 if afternoon else 0), minute, end


def _half_of_day(line: Line, i: int) -> tuple[bool, int] | None:
    """Whether "p.m." (true) or "a.m." follows, and the position after it."""
    low = line.low(i)
    if low in {"am", "pm"} and (line.glued(i) or line.low(i + 1) != "-"):
        return low == "pm", i + 1
    if low in {"a", "p"} and line.low(i + 1) == "." and line.low(i + 2) == "m":
        stop = i + 3
        return low == "p", stop + 1 if line.low(stop) == "." and line.glued(stop) else stop
    if low in {"a", "p"} and line.low(i + 1) == "m":
        return low == "p", line.skip(i + 2, ".")
    return None


@rule("part of day", (*WORDS.weekdays, *WORDS.months, *WORDS.days, FIGURES, "this", "last", "next"), examples=("on [Monday night]", "[this Tuesday morning]", "[yesterday afternoon]", "on [Tuesday morning]"), not_here=("Monday Night Football",))  # fmt: skip
def read_day_part(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A part of a named day, also with a time on the clock before the part's name is said ("Monday at 5 p.m." stays two expressions)."""
    day = day_at(line, i)
    if day is None:
        return None
    j = line.skip(day[1], "-")
    j = line.skip(j, "late", "early")
    code = WORDS.dayparts.get(line.low(j))
    if code is None or line.is_title(j):
        return None
    return DayPart(code, day[0]), j + 1


@rule("this morning", ("this", "last", "that", "tonight", "the", "overnight", "mid", "tomorrow", "late", "early", "every"), examples=("[this morning]", "[last night]", "[tonight]", "[late last night]", "[the next morning]"))  # fmt: skip
def read_this_morning(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A part of the anchor's day or of the one before or after it."""
    low, second = line.low(i), line.low(i + 1)
    if low in {"late", "early", "mid"}:
        mod: Mod = WORDS.parts[low]
        j = line.skip(i + 1, "-")
        if line.low(j) in {"this", "last", "that", "tonight"}:
            inner = read_this_morning(line, j)
            return (
                (DayPart(inner[0].code, inner[0].day, mod), inner[1])
                if isinstance(inner, tuple) and isinstance(inner[0], DayPart)
                else None
            )
        if low == "mid" and line.low(j) in WORDS.dayparts:
            day = day_at(line, j + 1)
            return DayPart(WORDS.dayparts[line.low(j)], day[0] if day else None, mod), day[1] if day else j + 1
        return None
    if low == "tonight":
        return DayPart("NI", Relative("day", 0)), i + 1
    if low == "overnight":
        return (DayPart("NI", None), i + 1) if line.upos(i) == "ADV" else None
    code = WORDS.dayparts.get(second)
    if low == "this" and code is not None:
        return DayPart(code, Relative("day", 0)), i + 2
    if low == "last" and code in {"NI", "EV"}:
        return DayPart(code, Relative("day", -1)), i + 2
    if low == "that" and code is not None:
        return DayPart(code, Back("day", 0)), i + 2
    if low == "the" and second in {"next", "following", "previous", "same"}:
        code = WORDS.dayparts.get(line.low(i + 2))
        if code is not None:
            return DayPart(code, Back("day", {"next": 1, "following": 1, "previous": -1, "same": 0}[second])), i + 3
    if low == "the" and code in {"MO", "AF", "EV"} and line.low(i - 1) in {"in", "during", "on"}:
        if line.low(i + 2) == "of":
            day = day_at(line, i + 3)
            return (DayPart(code, day[0]), day[1]) if day is not None else None
        return DayPart(code, None), i + 2
    return None
