"""Days, weekdays, months, years and figures of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Calendar, Century, Decade, Expression, Foreign, Found, Holiday
from service.times.pieces import (
    day_number,
    lone_year,
    month,
    ordinal,
    short_year,
    spoken_year,
    weekday,
    year_figure,
)  # fmt: skip
from service.times.rulebook import FIGURES, rule
from service.times.words import FOREIGN_MONTHS, HOLIDAYS, WORDS

if TYPE_CHECKING:
    from service.times.atoms import Line

_MONTHS = tuple(WORDS.months)
_WEEKDAYS = tuple(WORDS.weekdays)
_ORDINALS = (*WORDS.ordinals, "twenty", "thirty")
_YEAR_SHIFTS = {"last": -1, "this": 0, "next": 1, "previous": -1}


@rule(
    "month",
    _MONTHS,
    examples=("in [June 1999]", "on [June 10, 2024]", "in [September last year]", "on [Oct. 3]", "in [May]"),
    not_here=("May said so",),
)
def read_month(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A month with or without day and year, American order; "June 3-5" and "June 3 to 5" give two days."""
    found = month(line, i)
    if found is None:
        return None
    number, j = found
    if line.low(j) in {"-", "/"} and line.glued(j) and line.glued(j + 1) and day_number(line, j + 1) is not None:
        j += 1  # "Oct-2"
    at_the = j + 1 if line.low(j) == "the" and ordinal(line, j + 1) is not None else j
    day = day_number(line, at_the)
    if day is None or (line.low(at_the).isalpha() and at_the == j and line.low(day[1]) in {"quarter", "half"}):
        year, shift, end = year_after(line, j)
        return Calendar(year=year, month=number, year_shift=shift), end
    value, k = day
    year, shift, end = year_after(line, k)
    second = _second_day(line, k)
    if second is not None:
        last, after = second
        year, shift, end = year_after(line, after)
        return [
            Found(i, k, Calendar(year=year, month=number, day=value, year_shift=shift), "month"),
            Found(
                after - 1 if line.low(after - 1).isdecimal() else after - 2,
                end,
                Calendar(year=year, month=number, day=last, year_shift=shift),
                "month",
                joined=True,
            ),
        ]
    if year is None and shift is None:
        week = _bracketed_weekday(line, k)
        if week is not None:
            return Calendar(month=number, day=value, weekday=week[0]), week[1]
    return Calendar(year=year, month=number, day=value, year_shift=shift), end


def _second_day(line: Line, i: int) -> tuple[int, int] | None:
    """The other end of a range of days in one month: "-5", "to 5", "through 5", "and 5"; figures only, and no unit, month or time after them."""
    if line.low(i) not in {"-", "to", "through", "until", "and"} or not line.low(i + 1).isdecimal():
        return None
    found = day_number(line, i + 1)
    if found is None or line.low(found[1]) in WORDS.units or line.low(found[1]) in WORDS.months:
        return None
    if line.low(i) == "and" and (line.upos(found[1]) in {"NOUN", "ADJ", "PROPN"} or line.low(found[1]) == "-"):
        return None
    return found


def year_after(line: Line, i: int) -> tuple[int | None, int | None, int]:
    """The year after a month or day, told as such or as "last year"; with the position after it."""
    j = line.skip(i, ",", "of")
    if line.low(j) in {"in", "of"} and line.low(j - 1) != "of":
        j += 1
    found = year_figure(line, j) or (
        spoken_year(line, j) if line.low(j) not in {"two", "twenty"} or line.low(j - 1) in {",", "of"} else None
    )
    if (
        found is not None
        and not (line.low(j - 1) == "in" and j > i + 1)
        and line.low(j - 1) != "in"
        and not _is_amount(line, found[1])
    ):
        return found[0], None, found[1]
    short = short_year(line, j)
    if short is not None:
        return short[0], None, short[1]
    shift = _YEAR_SHIFTS.get(line.low(i if line.low(i) != "of" else i + 1))
    k = i if line.low(i) != "of" else i + 1
    if shift is not None and line.low(k + 1) == "year" and line.low(k + 2) != "'":
        return None, shift, k + 2
    return None, None, i


def _is_amount(line: Line, i: int) -> bool:
    return line.low(i) in {"%", "percent", "gmt", "utc", "hours"} or (
        i < len(line) and line.word(i).xpos == "NNS" and line.low(i - 2) != "," and line.low(i) not in {"elections"}
    )


def _bracketed_weekday(line: Line, i: int) -> tuple[int, int] | None:
    if line.low(i) == "(":
        found = weekday(line, i + 1)
        if found is not None and line.low(found[1]) == ")":
            return found[0], found[1] + 1
    return None


@rule(
    "day month", (FIGURES, *_ORDINALS, "the"),
    examples=("on [10 June 2024]", "on [the 10th of June]", "on [3 May]", "[22 January 1995]"),
)  # fmt: skip
def read_day_month(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A day before its month, European order; "4 to 22 January" and "4-22 January" give two days."""
    start = i
    if line.low(i) == "the":
        if ordinal(line, i + 1) is None:
            return None
        i += 1
    day = day_number(line, i)
    if day is None or (line.low(i).isalpha() and line.low(start) != "the" and line.low(day[1]) != "of"):
        return None
    value, j = day
    if line.low(j) in {"-", "to", "and", "until", "till", "through"} and line.low(j + 1).isdecimal():
        other = day_number(line, j + 1)
        named = month(line, line.skip(other[1], "of")) if other is not None else None
        if (
            other is not None
            and named is not None
            and other[0] > value
            and line.low(named[1]) not in {"said"}
            and not day_number_figure(line, named[1])
        ):
            year, shift, end = year_after(line, named[1])
            return [
                Found(start, j, Calendar(year=year, month=named[0], day=value, year_shift=shift), "day month"),
                Found(j + 1, end, Calendar(year=year, month=named[0], day=other[0], year_shift=shift), "day month", joined=True),
            ]
    if line.low(j) == "to" and line.low(i - 1) in {"from", "between"} and (later := month(line, j + 1)) is not None:
        last = day_number(line, later[1])
        if last is not None and last[0] > value:
            year, shift, end = year_after(line, last[1])
            return [
                Found(start, j, Calendar(year=year, month=later[0], day=value, year_shift=shift), "day month"),
                Found(j + 1, end, Calendar(year=year, month=later[0], day=last[0], year_shift=shift), "day month", joined=True),
            ]
    named = month(line, line.skip(j, "of", "-", "."))
    if named is None or day_number_figure(line, named[1]):
        return None
    year, shift, end = year_after(line, line.skip(named[1], "-") if line.low(j) == "-" else named[1])
    return Calendar(year=year, month=named[0], day=value, year_shift=shift), end


def day_number_figure(line: Line, i: int) -> bool:
    """Whether the figures of a day follow, so that the month belongs to them: "10 June 3"."""
    return line.low(i).isdecimal() and len(line.low(i)) <= 2 and day_number(line, i) is not None


@rule(
    "weekday", _WEEKDAYS,
    examples=("on [Monday]", "on [Monday (June 10)]", "on [Monday, Oct. 26]", "on [Friday the 13th]"), not_here=("He sat down.", "The sun rose."),
)  # fmt: skip
def read_weekday(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A weekday alone or with the date it stands beside."""
    found = weekday(line, i)
    if found is None:
        return None
    day, j = found
    for opening, closing in (("(", ")"), (",", ""), ("", "")):
        k = line.skip(j, opening) if opening else j
        if opening and k == j:
            continue
        inner = read_month(line, k) or read_day_month(line, k)
        date, end = inner if isinstance(inner, tuple) else (None, k)
        if isinstance(date, Calendar) and date.day is not None and date.weekday is None:
            if closing:
                if line.low(end) != closing:
                    continue
                end += 1
            return Calendar(year=date.year, month=date.month, day=date.day, year_shift=date.year_shift, weekday=day), end
    if line.low(j) == "the" and ordinal(line, j + 1) is not None:
        number = day_number(line, j + 1)
        if number is not None and line.upos(number[1]) not in {"NOUN", "PROPN", "ADJ"}:
            return Calendar(day=number[0], weekday=day), number[1]
    if line.low(j) in {"last", "next"} and line.low(j + 1) == "week":
        return Calendar(weekday=day, year_shift=None, shift=-7 if line.low(j) == "last" else 7), j + 2
    if line.low(j) == "of" and line.low(j + 1) in {"last", "next", "this"} and line.low(j + 2) == "week":
        return Calendar(weekday=day, shift={"last": -7, "next": 7, "this": 0}[line.low(j + 1)]), j + 3
    return Calendar(weekday=day), j


@rule("year", (FIGURES, "fiscal", "fy", "nineteen", "eighteen", "two", "twenty", "'", "the", "year"), examples=("in [1998]", "in [fiscal 1989]", "in ['98]", "in [the year 2000]", "in [nineteen ninety-seven]"), not_here=("2,000 troops", "$1999", "a Boeing 747", "1500 soldiers"))  # fmt: skip
def read_year(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A year; "2011-14" and "2011-2014" give two."""
    low = line.low(i)
    if low in {"fiscal", "fy"}:
        j = line.skip(i + 1, "year", "-")
        found = year_figure(line, j) or short_year(line, j)
        if found is None and low == "fy" and len(line.low(j)) == 2 and line.low(j).isdecimal():
            found = int(line.low(j)), j + 1
        return (Calendar(year=found[0], fiscal=True), found[1]) if found else None
    if low in {"the", "year"}:
        j = line.skip(line.skip(i, "the"), "fiscal", "calendar", "financial")
        if line.low(j) != "year":
            return None
        found = year_figure(line, j + 1) or spoken_year(line, j + 1)
        return (Calendar(year=found[0], fiscal=line.low(j - 1) == "fiscal"), found[1]) if found else None
    if low == "'":
        short = short_year(line, i)
        return (Calendar(year=short[0]), short[1]) if short and line.low(short[1]) not in {"s", *WORDS.units} else None
    if low.isalpha():
        spoken = spoken_year(line, i)
        if (
            spoken is None
            or line.low(spoken[1]) in WORDS.units
            or (low == "two" and line.low(i - 1) not in {"in", "since", "year", "of", "until", "by"})
        ):
            return None
        if (
            low != "two"
            and line.low(i - 1) not in {"in", "since", "year", "of", "until", "by", "from", "during", ",", "to", "and"}
            and spoken[0] % 100 < 10
        ):
            return None
        return (Calendar(year=spoken[0]), spoken[1]) if not (low == "two" and line.upos(spoken[1]) in {"NOUN", "ADJ"}) else None
    found = lone_year(line, i)
    if found is None:
        return None
    year, j = found
    if line.low(j) == "-" and line.glued(j + 1) and line.low(j + 1).isdecimal():
        last = line.low(j + 1)
        if len(last) == 2 and int(last) > year % 100 and not (line.low(j + 2) == "-" and line.glued(j + 2)):
            end = year - year % 100 + int(last)
        elif len(last) == 4 and year < int(last) <= 2999:
            end = int(last)
        else:
            return None
        return [Found(i, j, Calendar(year=year), "year"), Found(j + 1, j + 2, Calendar(year=end), "year", joined=True)]
    return Calendar(year=year), j


@rule(
    "decade",
    (FIGURES, "'", "the", *WORDS.decades, "nineteen", "eighteen", "twenty"),
    examples=("in [the 1990s]", "in [the '80s]", "in [the nineties]"),
)
def read_decade(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A decade by figures or by name."""
    if line.low(i) == "the":
        return _decade(line, i + 1)
    return _decade(line, i) if line.low(i) not in WORDS.decades or line.low(i - 1) in {"early", "late", "mid", "-"} else None


def _decade(line: Line, i: int) -> tuple[Expression, int] | None:
    low = line.low(i)
    if low in WORDS.decades:
        return Decade(WORDS.decades[low]), i + 1
    if low in {"nineteen", "eighteen", "twenty"}:
        j = line.skip(i + 1, "-")
        tens = WORDS.decades.get(line.low(j))
        return (Decade({"nineteen": 190, "eighteen": 180, "twenty": 200}[low] + tens), j + 1) if tens is not None else None
    j = line.skip(i, "'")
    figures = line.low(j)
    if not (figures.isdecimal() and figures.isascii() and figures.endswith("0")):
        return None
    k = line.skip(j + 1, "'")
    if line.low(k) != "s" or not line.glued(k):
        return None
    if len(figures) == 4 and 1000 <= int(figures) < 2100:
        return Decade(int(figures) // 10), k + 1
    if len(figures) == 2 and (j > i or line.low(i - 1) in {"the", "early", "late", "mid", "-", "in"}):
        return Decade(int(figures) // 10), k + 1
    return None


@rule("century", (FIGURES, *_ORDINALS, "the"), examples=("in [the 20th century]", "in [the nineteenth century]"))
def read_century(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A century by its ordinal."""
    i = line.skip(i, "the")
    found = ordinal(line, i)
    if found is None:
        return None
    j = line.skip(found[1], "-")
    return (Century(found[0] - 1), j + 1) if line.low(j) == "century" and found[0] > 1 else None


@rule("figures", (FIGURES,), examples=("on [2024-06-10]", "on [6/10/2024]", "on [2024/06/10]", "on [10.06.2024]", "on [06/10/24]", "on [4/22]", "in [06/2024]", "in [2024-06]"), not_here=("a 24/7 service", "9/11 changed it", "He won 4/5 of it", "in 2011-12"))  # fmt: skip
def read_figures(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A date in figures: ISO order, American order with strokes or hyphens, European order with full stops."""
    first, sign, second = line.low(i), line.low(i + 1), line.low(i + 2)
    if len(first) == 4 and sign in {"-", "/"} and second in WORDS.months and line.low(i + 3) == sign and year_figure(line, i):
        named = day_number(line, i + 4)
        return (Calendar(year=int(first), month=WORDS.months[second], day=named[0]), named[1]) if named else None
    if sign not in {"-", "/", "."} or not second.isdecimal() or (line.glued(i) and line.low(i - 1) not in {"(", '"', "'", "["}):
        return None
    if not (line.glued(i + 1) and line.glued(i + 2)):
        return None
    third = line.low(i + 4) if line.low(i + 3) == sign and line.glued(i + 4) else ""
    if not third and not (line.low(i + 3) in {"-", "/", "."} and line.glued(i + 4) and line.low(i + 4).isdecimal()):
        return _short_figures(line, i)
    if not third.isdecimal() or (line.low(i + 5) in {"-", "/", "."} and line.glued(i + 6) and line.low(i + 6).isdecimal()):
        return None
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4 and len(second) <= 2 and len(third) <= 2:
        year, month_number, day = a, b, c
    elif sign == "/" and len(third) in {2, 4} and len(first) <= 2 and len(second) <= 2:
        year, month_number, day = c, a, b
        if a > 12:
            month_number, day = b, a
    elif sign in {".", "-"} and len(third) == 4 and len(first) <= 2 and len(second) <= 2:
        year, month_number, day = (c, b, a) if sign == "." else (c, a, b)
        if month_number > 12:
            month_number, day = day, month_number
    else:
        return None
    if not (1 <= month_number <= 12 and 1 <= day <= 31) or (len(str(year)) > 2 and not 1000 <= year <= 2999):
        return None
    return Calendar(year=year, month=month_number, day=day), i + 5


def _short_figures(line: Line, i: int) -> tuple[Expression, int] | None:
    """A month and day ("4/22" after a preposition of time) or a month and year ("06/2024", "2024-06"; "2011-12" is two years)."""
    first, sign, second = line.low(i), line.low(i + 1), line.low(i + 2)
    a, b = int(first), int(second)
    if (
        len(first) == 4
        and sign in {"-", "/"}
        and len(second) == 2
        and 1 <= b <= 12
        and 1800 <= a <= 2199
        and (sign == "/" or b <= a % 100)
    ):
        return Calendar(year=a, month=b), i + 3
    if len(second) == 4 and sign in {"-", "/"} and len(first) <= 2 and 1 <= a <= 12 and 1800 <= b <= 2199:
        return Calendar(year=b, month=a), i + 3
    if sign != "/" or len(first) > 2 or len(second) > 2 or line.low(i - 1) not in _BEFORE_FIGURES:
        return None
    month_number, day = (a, b) if a <= 12 else (b, a)
    if (
        not (1 <= month_number <= 12 and 1 <= day <= 31)
        or line.upos(i + 3) in {"NOUN", "ADJ", "PROPN"}
        or line.low(i + 3) in {"of", "-"}
    ):
        return None
    return Calendar(month=month_number, day=day), i + 3


_BEFORE_FIGURES = frozenset({"on", "since", "until", "till", "from", "before", "after", "to", "through", "("})


@rule(
    "holiday",
    {name[0] for name, _ in HOLIDAYS},
    examples=("on [Christmas Day]", "on [Election Day]", "at [Easter]", "on [Thanksgiving]"),
)
def read_holiday(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A holiday of the table, with a year where told."""
    if not line.is_title(i):
        return None
    for name, day in HOLIDAYS:
        if tuple(line.lows[i : i + len(name)]) == name:
            j = i + len(name)
            if name == ("new", "year"):
                return None
            if line.is_title(j) and line.upos(j) == "PROPN":
                return None
            year, shift, end = year_after(line, j)
            return Holiday(day, year=year, year_shift=shift), end
    return None


@rule("foreign calendar", (FIGURES, *FOREIGN_MONTHS), examples=("on [15 Ramadan 1445]", "in [1445 AH]", "in [Ramadan]"))
def read_foreign(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A date in the Hijri, Hebrew or Iranian calendar, which is found and left unresolved."""
    j = i
    if line.low(j).isdecimal():
        if (
            line.low(j + 1) in WORDS.foreign_months.eras
            and len(line.low(j)) in {3, 4}
            and line.atoms[j + 1].raw.isupper()
            and line.low(j + 1) != "am"
        ):
            return Foreign(), j + 2
        if len(line.low(j)) > 2:
            return None
        j += 1
    if line.low(j) not in FOREIGN_MONTHS or not line.is_title(j):
        return None
    ordered = j > i
    j += 1
    if line.low(j - 1) in {"rabi", "jumada", "dhu", "adar"}:
        if line.low(j) in {"i", "ii", "al"}:
            j += 1 if line.low(j) != "al" else 3
        elif line.low(j - 1) != "adar":
            return None
    dated = line.low(j).isdecimal() and len(line.low(j)) in {1, 2, 3, 4}
    if dated:
        j += 1
        if line.low(j) in WORDS.foreign_months.eras and line.atoms[j].raw.isupper():
            j += 1
    return (Foreign(), j) if ordered or dated or line.low(i) == "ramadan" else None
