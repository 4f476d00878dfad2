"""Quarters, halves, seasons, weekends and the periods of company reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import (
    Calendar,
    Count,
    Duration,
    Expression,
    Found,
    Fraction,
    Relative,
    SchoolYear,
    Season,
    Weekend,
    WeekOf,
)
from service.times.pieces import day_number, ordinal, short_year, spoken_year, weekday, year_figure
from service.times.rulebook import FIGURES, rule
from service.times.rules.clock import day_at
from service.times.rules.dates import year_after
from service.times.words import WORDS

if TYPE_CHECKING:
    from service.times.atoms import Line

_ORDINALS = ("first", "second", "third", "fourth", "final", "last")
_OWNERS = ("the", "this", "last", "next", "fiscal")


def _year_before(line: Line, i: int) -> tuple[int | None, int | None, int]:
    """A year in front of a quarter: "the 1988 third quarter", "last year's third quarter", "the year-ago third quarter"."""
    found = year_figure(line, i)
    if found is not None:
        return found[0], None, found[1]
    if (
        line.low(i) in {"last", "this", "next"}
        and line.low(i + 1) == "year"
        and line.low(i + 2) == "'"
        and line.low(i + 3) == "s"
    ):
        return None, WORDS.shifts[line.low(i)], i + 4
    if line.low(i) in {"year", "prior"} and line.low(i + 1) in {"-", "year"}:
        if line.low(i + 1) == "-" and line.low(i + 2) in {"ago", "earlier"}:
            return None, -1, i + 3
        if line.low(i) == "prior":
            return None, -1, i + 2
    return None, None, i


@rule("quarter", (*_OWNERS, *_ORDINALS, FIGURES, "q", "year", "h", "comparable", "corresponding"), examples=("in [the third quarter]", "[third-quarter] profit", "[the fiscal first quarter]", "[the third quarter of 1984]", "[the second quarter]", "in [Q3 2012]", "[the last half of 1989]", "[last year's first quarter]"), not_here=("the second quarterback",))  # fmt: skip
def read_quarter(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A numbered quarter or half of a year."""
    if line.low(i) in {"q", "h"}:
        return _short_quarter(line, i)
    found = _short_quarter(line, i, after_year=True)
    if found is not None:
        return found
    j = line.skip(i, "the")
    year, shift, j = _year_before(line, j)
    j = line.skip(line.skip(j, "fiscal"), "-")
    place = {"final": 4, "last": -1}.get(line.low(j)) or (ordinal(line, j) or (None,))[0]
    if place is None:
        return None
    k = j + 1 if line.low(j) in {"final", "last"} or line.low(j).isalpha() else j + 2
    if line.low(k) == "two" and line.low(k + 1) == "quarters" and place == 1:
        after, back, end = year_after(line, k + 2)
        return Fraction("H", 1, year=after or year, year_shift=back if back is not None else shift), end
    k = line.skip(line.skip(k, "fiscal"), "-")
    kind = {"quarter": "Q", "half": "H"}.get(line.low(k))
    if kind is None or place > (4 if kind == "Q" else 2):
        return None
    if line.low(k - 1) == "-" and line.low(i) == "the":  # "the third-quarter loss": the article is the loss's
        return None
    if place == -1:
        if kind == "Q":
            return None
        place = 2
    if kind == "H" and line.low(k + 1) != "of" and line.low(i) != "the" and year is None:
        return None
    end = k + 1
    if line.low(end) == "-" and line.low(end + 1) in {"century", "final"}:
        return None
    if line.low(end) == "of" and (spoken := spoken_year(line, end + 1)) is not None:
        return Fraction(kind, place, year=spoken[0]), spoken[1]
    if line.low(end) == "of" and line.low(end + 1) in {"this", "next", "last"} and line.low(end + 2) == "year":
        return Fraction(kind, place, year_shift=WORDS.shifts[line.low(end + 1)]), end + 3
    if line.low(end) == "of" and line.low(end + 1) == "the" and line.low(end + 2) == "year":
        return Fraction(kind, place, year_shift=0), end + 3
    if line.low(end) == "of" and line.low(end + 1) == "fiscal":
        fiscal = year_figure(line, line.skip(end + 2, "year"))
        if fiscal is not None:
            return Fraction(kind, place, year=fiscal[0]), fiscal[1]
    after, back, stop = year_after(line, end)
    if kind == "H" and after is None and back is None and year is None and shift is None:
        return None
    if after is not None or back is not None:
        return Fraction(kind, place, year=after, year_shift=back), stop
    return Fraction(kind, place, year=year, year_shift=shift), end


def _short_quarter(line: Line, i: int, *, after_year: bool = False) -> tuple[Expression, int] | None:
    """Q3, Q3 2012, 2012 Q3, H1 2013."""
    year: int | None = None
    if after_year:
        found = year_figure(line, i)
        if found is None or line.low(line.skip(found[1], "-")) not in {"q", "h"}:
            return None
        year, i = found[0], line.skip(found[1], "-")
    kind = line.low(i).upper()
    number_ = line.low(i + 1)
    if not (line.glued(i + 1) and number_.isdecimal() and len(number_) == 1 and 1 <= int(number_) <= (4 if kind == "Q" else 2)):
        return None
    if year is not None:
        return Fraction(kind, int(number_), year=year), i + 2
    j = line.skip(i + 2, "of", ",")
    _, shift, end = year_after(line, i + 2)
    if shift is not None:
        return Fraction(kind, int(number_), year_shift=shift), end
    found = year_figure(line, j)
    if found is not None:
        return Fraction(kind, int(number_), year=found[0]), found[1]
    short = short_year(line, j)
    if short is not None:
        return Fraction(kind, int(number_), year=short[0]), short[1]
    return (Fraction(kind, int(number_)), i + 2) if kind == "Q" else None


@rule("the quarter", ("the", "that", "this", "last", "next", "year", "a", "comparable"), examples=("in [the latest quarter]", "in [the year-ago quarter]", "[the 1988 period]", "from [the year-earlier period]"))  # fmt: skip
def read_the_quarter(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The period a company reports on, told back to: "the quarter", "the year-earlier period", "the 1988 quarter"."""
    j = line.skip(i, "the", "a")
    owned = j > i
    j = line.skip(j, "same", "comparable", "corresponding")
    compared = line.low(j - 1) in {"same", "comparable", "corresponding"}
    if line.low(j) == "latest" and line.low(j + 1) in {"quarter", "period"} and owned:
        return Fraction("Q", None, back=True), j + 2
    if (
        line.low(j) == "quarter"
        and owned
        and line.low(j - 1) == "the"
        and line.low(j + 1) not in {"-", "of", "century"}
        and line.upos(j + 1) not in {"NOUN", "PROPN"}
    ):
        return Fraction("Q", None, back=True), j + 1
    if line.low(j) == "year" and line.low(j + 1) in {"-", "ago", "earlier"}:
        k = line.skip(j + 1, "-")
        if line.low(k) not in {"ago", "earlier"}:
            return None
        end = k + 1
        if line.low(end) in {"quarter", "period"}:
            end += 1
            return Fraction("Q", None, back=True, years=-1), end
        if line.low(j + 1) == "-" and not owned:
            return Fraction("Q", None, back=True, years=-1), end
        return None
    year = year_figure(line, j)
    if year is not None and line.low(year[1]) in {"quarter", "period"} and owned:
        return Fraction("Q", None, year=year[0], back=True), year[1] + 1
    if compared and line.low(j) in {"quarter", "period", "month", "week"} and owned:
        if line.low(j + 1) in {"last", "a"} and line.low(j + 2) == "year":
            end = j + 3 if line.low(j + 1) == "last" else j + 4
            if line.low(j + 1) == "a" and line.low(j + 3) not in {"ago", "earlier"}:
                return None
            return Fraction("Q", None, back=True, years=-1), end
        told, _, end = year_after(line, j + 1)
        if told is not None and line.low(j) in {"quarter", "period"}:
            return Fraction("Q", None, year=told, back=True), end
    return None


@rule("season", (*WORDS.seasons, "the"), examples=("in [the summer of 1998]", "in [summer]", "in [the winter]", "[spring 2013]"), not_here=("Prices fall.", "to spring a surprise", "the fall of the wall"))  # fmt: skip
def read_season(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A season with or without its year; not "fall" or "spring" as anything else."""
    j = line.skip(i, "the")
    code = WORDS.seasons.get(line.low(j))
    if code is None or line.low(j).endswith("s"):
        return None
    year, shift, end = year_after(line, j + 1)
    if year is not None or shift is not None:
        return Season(code, year=year, year_shift=shift), end
    if line.upos(j) not in {"NOUN", "PROPN"} or (line.is_title(j) and line.upos(j) == "PROPN"):
        return None
    if line.low(j) in {"fall", "spring"} and (
        line.low(j + 1) in {"of", "in", "from", "to"}
        or line.low(j - 1) not in {"in", "the", "by", "until", "since", "during", "this", "early", "late"}
    ):
        return None
    if line.upos(j + 1) in {"NOUN", "PROPN"} and line.low(j - 1) != "the" and line.low(i - 1) not in {"in", "during", "this"}:
        return None
    if line.low(i - 1) in {
        "in",
        "by",
        "during",
        "into",
        "since",
        "until",
        "of",
        "through",
        "over",
        "before",
        "after",
        "early",
        "late",
        "this",
        "for",
    } and line.upos(j + 1) not in {"NOUN", "PROPN"}:
        return Season(code), j + 1
    return None


@rule("weekend", ("the", "this", "last", "next", "weekend", "over", "past", "coming", "that"), examples=("over [the weekend]", "[this weekend]", "[last weekend]", "[next weekend]"), not_here=("the weekend edition",))  # fmt: skip
def read_weekend(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A weekend."""
    j = i
    shift: int | None = None
    if line.low(j) == "the":
        j += 1
    if line.low(j) in {"this", "last", "next", "past", "coming"}:
        shift, j = WORDS.shifts[line.low(j)], j + 1
        if line.low(j) in {"past", "coming"}:
            shift, j = WORDS.shifts[line.low(j)], j + 1
    if line.low(j) != "weekend" or (j == i and line.low(i - 1) not in {"at", "on"}):
        return None
    if line.upos(j + 1) in {"NOUN", "PROPN"} and shift is None:
        return None
    return Weekend(shift), j + 1


@rule("week of", ("the", "week"), examples=("in [the week of March 6]", "[the week of June 10]"))
def read_week_of(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The week that holds a day."""
    j = line.skip(i, "the")
    if line.low(j) != "week" or line.low(j + 1) not in {"of", "starting", "beginning", "commencing", "ending"} or j == i:
        return None
    k = line.skip(j + 2, "on")
    day = day_at(line, k)
    if day is None and line.low(k) == "the" and ordinal(line, k + 1) is not None:
        found = day_number(line, k + 1)
        day = (Calendar(day=found[0]), found[1]) if found is not None else None
    return (WeekOf(day[0]), day[1]) if day is not None else None


@rule("the year", ("the", "a"), examples=("for [the year]", "in [the week]", "[the fiscal year]", "for [the full year]"), not_here=("the year he was born", "the day-care centre"))  # fmt: skip
def read_the_year(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The anchor's own year, week or month named with no more than an article, after a preposition."""
    if line.low(i) != "the":
        return None
    j = i + 1
    full = line.low(j) in {"full", "fiscal", "calendar", "current", "entire", "whole"}
    if full:
        j += 1
        j = line.skip(j, "fiscal")
    if line.low(j) not in {"year", "week", "month"}:
        return None
    if line.low(j + 1) in {"ended", "ending"} and line.low(j) == "year":
        return Duration(((Count(1, 1), "year"),)), j + 1
    if line.low(j + 1) in {"-", "before", "of", "that", "when", "to", "after", "2", "'", "ahead", "ended", "ending", "end"}:
        return None
    if line.upos(j + 1) in {"PRON", "NOUN", "PROPN", "NUM"} or (
        not full and line.low(i - 1) not in {"for", "in", "during", "of", "on", "this", "over", "throughout", "so"}
    ):
        return None
    if line.low(i - 1) == "of" and line.low(i - 2) not in {
        "end",
        "rest",
        "months",
        "most",
        "part",
        "beginning",
        "start",
        "middle",
        "remainder",
        "quarter",
        "quarters",
        "half",
        "much",
        "course",
    }:
        return None
    return Relative(WORDS.units[line.low(j)], 0), j + 1


@rule("weekday of week", (*WORDS.weekdays,), examples=("[Friday of last week]",))
def read_weekday_of_week(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A weekday of the last, this or the next week."""
    found = weekday(line, i)
    if found is None:
        return None
    j = line.skip(found[1], "of")
    if line.low(j) not in {"last", "this", "next"} or line.low(j + 1) != "week" or line.low(j + 2) == "'":
        return None
    return Calendar(weekday=found[0], shift={"last": -7, "this": 0, "next": 7}[line.low(j)]), j + 2


@rule("school year", (FIGURES, "the", "this", "last", "next"), examples=("in [the 2023-24 school year]", "[this academic year]", "in [the 2023/24 academic year]", "[next school year]"), not_here=("the school year group",))  # fmt: skip
def read_school_year(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A school or academic year, by its two years or told from the anchor."""
    j = line.skip(i, "the")
    year = year_figure(line, j)
    shift = None if year is not None else {"this": 0, "current": 0, "last": -1, "next": 1, "coming": 1}.get(line.low(j))
    if year is None and shift is None:
        return None
    k = j + 1
    if year is not None:
        if line.low(k) not in {"-", "/"} or not line.low(k + 1).isdecimal() or int(line.low(k + 1)) % 100 != (year[0] + 1) % 100:
            return None
        k += 2
    if line.low(k) not in {"school", "academic"} or line.low(k + 1) != "year" or line.upos(k + 2) in {"NOUN", "PROPN"}:
        return None
    return SchoolYear(year[0] if year is not None else None, shift), k + 2
