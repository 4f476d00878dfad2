"""Durations and things that repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.counts import APPROXIMATORS, approximator, or_two
from service.times.expressions import Count, Duration, Expression, Found, Reference, Repeat
from service.times.pieces import count, month, number, unit, weekday
from service.times.rulebook import FIGURES, rule
from service.times.words import WORDS, UnitName

if TYPE_CHECKING:
    from service.times.atoms import Line

_COUNTS = (FIGURES, "a", "an", "several", "many", "dozens", "couple", "half", "some", "numerous", *WORDS.cardinals)
_CODES: dict[UnitName, str] = {
    "second": "PT1S", "minute": "PT1M", "hour": "PT1H", "day": "P1D", "night": "P1D", "week": "P1W", "weekend": "P1W", "fortnight": "P2W", "month": "P1M",
    "quarter": "P1Q", "year": "P1Y", "decade": "P10Y", "century": "P100Y", "millennium": "P1000Y",
}  # fmt: skip
_PRICED = frozenset(
    {
        "$",
        "£",
        "€",
        "cents",
        "percent",
        "%",
        "times",
        "once",
        "twice",
        "million",
        "billion",
        "dollars",
        "barrels",
        "tons",
        "tonnes",
    }
)


@rule("duration", (*_COUNTS, *APPROXIMATORS, "the"), examples=("for [two weeks]", "[at least 30 days]", "a [10-year] plan", "[more than four hours]", "[a year and a half]", "[2 1/2 years]", "[the first nine months]"), not_here=("the 63-year-old said", "he is 63 years old", "$30 a barrel"))  # fmt: skip
def read_duration(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A counted length of time; ages are not dates."""
    if line.low(i) == "the":
        return _ordered(line, i)
    if line.low(i) == "one" and line.low(i + 1) == "day" and (line.upos(i - 1) == "AUX" or line.upos(i + 2) in {"VERB", "AUX"}):
        some_day = _some_day(line, i)
        if some_day is not None:
            return some_day, i + 2
    if line.low(i) == "some" and line.low(i + 1) == "time" and line.low(i - 1) in {"for", "after"}:
        return Duration(((Count(None, None, exact=False), "month"),)), i + 2
    mod, i = approximator(line, i)
    if line.low(i) == "the":
        return None
    amount = count(line, i)
    if amount is None:
        return None
    many, j = amount
    hyphen = line.low(j) == "-"
    if hyphen:
        j += 1
    found = unit(line, j)
    if found is None:
        return None
    name, end, plural = found
    if (
        line.is_title(end - 1) and not line.is_title(i) and (line.low(i).isdecimal() or line.upos(end - 1) == "PROPN")
    ):  # "60 Minutes"
        return None
    if line.low(end) == "or" and line.low(end + 1) == "two" and many == Count(1, 1):
        many, end = Count(1, 2), end + 2
    if name == "second" and not plural and (many.low != 1 or line.low(i) == "a"):
        return None
    if line.low(i) in {"a", "an"} and many.low == 1:
        if name in {"night", "weekend", "second"} or (name == "quarter" and line.low(end) != "."):
            return None
        if not mod and not _stands_as_length(line, i, end, name):
            return None
    if (
        (line.low(end) == "-" and line.low(end + 1) == "old")
        or line.low(end) == "old"
        or (line.low(end) == "of" and line.low(end + 1) == "age")
    ):
        return None
    if hyphen and line.low(end) == "-" and line.low(end + 1) in {"old", "olds"}:
        return None
    if line.low(end) == "-" and line.low(end + 1) in {"high", "low"}:
        return None
    if name == "quarter" and ((hyphen and many.low == 3) or (many.low is not None and many.low > 20)):
        return None
    if name in {"night", "weekend"}:
        name = "day"
        many = Count(many.low * 2, many.high * 2) if line.low(end - 1).startswith("weekend") and many.low and many.high else many
    many, end = or_two(line, end, many)
    parts: list[tuple[Count, UnitName]] = [(many, name)]
    if line.low(end) == "and" and line.low(end + 1) == "a" and line.low(end + 2) == "half" and many.low is not None:
        parts, end = [(Count(many.low + 0.5, many.low + 0.5), name)], end + 3
    else:
        j = line.skip(line.skip(end, ","), "and")
        more = number(line, j)
        if more is not None and not hyphen:
            smaller = unit(line, more[1])
            if smaller is not None and _ORDER[smaller[0]] < _ORDER[name] and line.low(smaller[1]) not in {"ago", "old"}:
                parts.append((Count(more[0], more[0]), smaller[0]))
                end = smaller[1]
    if line.low(end) == "or" and line.low(end + 1) in {"so", "more"}:
        mod, end = ("APPROX" if line.low(end + 1) == "so" else "EQUAL_OR_MORE"), end + 2
    return Duration(tuple(parts), mod), end


def _some_day(line: Line, i: int) -> Reference | None:
    """ "One day" as an adverb, which is no length: "will one day be the second religion"."""
    if line.upos(i - 1) == "ADP":
        return None
    ahead = any(
        word.lemma in {"will", "would", "can", "could", "may", "might", "hope", "should"}
        for word in line.document.words[max(0, line.atoms[i].word - 6) : line.atoms[i].word + 4]
    )
    return Reference("FUTURE_REF" if ahead else "PAST_REF")


_ORDER: dict[UnitName, int] = {name: place for place, name in enumerate(_CODES)}


def _stands_as_length(line: Line, i: int, end: int, name: UnitName) -> bool:
    """Whether "a year" is a length: after "for", "in", "of" and the like or before "of"; or a rate after a number or price."""
    before, after = line.low(i - 1), line.low(end)
    if (after, line.low(end + 1), line.low(end + 2)) == ("and", "a", "half"):
        return True
    if after in {"ago", "earlier", "later", "-", "when", "that", "in"}:
        return False
    if after in {"after", "before"} and name in {"week", "month", "year", "day", "hour"}:
        return True
    if before in {
        "for",
        "in",
        "within",
        "half",
        "of",
        "over",
        "under",
        "after",
        "than",
        "as",
        "takes",
        "took",
        "take",
        "every",
        "once",
        "twice",
        "by",
        "times",
        "last",
        "lasted",
        "spent",
        "spend",
    }:
        return not (before in {"of", "by"} and line.upos(end) == "NOUN")
    if (
        line.word(i).xpos == "DT" and i and line.word(i - 1).xpos == "NNS" and line.upos(end) not in {"NOUN", "PROPN"}
    ):  # "interviews a day"
        return True
    if (before, line.low(i - 2)) == ("as", "long") or (after == "to" and line.upos(i - 1) in {"PRON", "VERB"}):
        return True  # "as long as a month", "gave him a week to leave"
    return (
        before in _PRICED
        or before.isdecimal()
        or (
            line.upos(i - 1) in {"NOUN", "NUM"}
            and after in {"", ".", ",", "and", "for", "to", "from", "on", "by", ";"}
            and name != "day"
        )
    )


def _ordered(line: Line, i: int) -> tuple[Expression, int] | None:
    """ "The first nine months", "the nine months", "the two days": a length with an article."""
    j = i + 1
    if line.low(j) in {"first", "last", "next", "latest", "final", "opening", "past"}:
        if line.low(j) in {"last", "next", "past"}:
            return None
        j += 1
    elif line.low(j) == "year" and line.low(j + 1) == "-" and line.low(j + 2) == "earlier":
        j += 3
    amount = count(line, j) if line.low(j) not in {"a", "an", "half"} else None
    if amount is None or amount[0].low is None or not amount[0].exact or amount[0].low <= 1:
        return None
    k = amount[1]
    if line.low(k) == "-":
        return None
    found = unit(line, k)
    if found is None or not found[2] or found[0] in {"night", "weekend"}:
        return None
    if line.low(found[1]) in {"ago", "earlier", "later", "old"}:
        return None
    return Duration(((amount[0], found[0]),)), found[1]


@rule("bare plural", ("years", "weeks", "months", "days", "decades", "hours", "centuries", "the", "minutes"), examples=("for [years]", "after [weeks] of talks", "for [months]"), not_here=("10 years", "his later years"))  # fmt: skip
def read_plural(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """An uncounted length: "for years", "in weeks", "weeks of talks"."""
    j = line.skip(i, "the")
    low = line.low(j)
    if j > i:
        return (
            (Duration(((Count(None, None, exact=False), "year"),)), j + 1)
            if low == "years" and line.low(i - 1) in {"over", "through"}
            else None
        )
    name = WORDS.units.get(low)
    if name is None or not low.endswith("s"):
        return None
    if line.low(i - 1) in {
        "for",
        "after",
        "in",
        "within",
        "over",
        "take",
        "takes",
        "taken",
        "took",
        "last",
        "lasted",
        "spent",
        "of",
        "about",
        "and",
    } or (line.low(i + 1) in {"of", "before"} and line.upos(i - 1) not in {"ADJ", "NUM", "DET", "PRON", "NOUN"}):
        if line.low(i - 1) in {"of", "and", "about"} and line.low(i + 1) not in {"of"}:
            return None
        end = i + 1
        if line.low(end) in {"or", "and"} and line.low(end + 1) in WORDS.units and line.low(end + 1).endswith("s"):
            end += 2
        return Duration(((Count(None, None, exact=False), name),)), end
    if line.low(i + 1) == "-" and line.low(i + 2) == "long":
        return Duration(((Count(None, None, exact=False), name),)), i + 3
    return None


@rule("long", ("day", "week", "month", "year", "decade", "decades", "hours", "weeks", "months", "years", "hour", "night"), examples=("a [month-long] trip", "[decades-long] rule"))  # fmt: skip
def read_long(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """ "Month-long": a length as an adjective."""
    if line.low(i + 1) != "-" or line.low(i + 2) not in {"long"} or line.low(i - 1) == "-":
        return None
    plural = line.low(i).endswith("s")
    return Duration(((Count(None, None, exact=False) if plural else Count(1, 1), WORDS.units[line.low(i)]),)), i + 3


@rule("every Tuesday", ("every", "each", "per", "once", "twice", "three", "four", "two", "several"), examples=("[every Tuesday]", "[each month]", "[every two years]", "[once a week]", "[every other day]"), not_here=("each of them",))  # fmt: skip
def read_every(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A time that comes again and again."""
    low = line.low(i)
    if low in {"once", "twice", "three", "four", "two", "several"}:
        j = i + 1
        if low not in {"once", "twice"}:
            if line.low(j) != "times":
                return None
            j += 1
        if line.low(j) not in {"a", "an", "every", "each", "per"}:
            return None
        found = unit(line, j + 1)
        return (Repeat(_CODES[found[0]]), found[1]) if found is not None and not found[2] else None
    if low == "per":
        return None
    j = i + 1
    if line.low(j) == "single":
        j += 1
    other = line.low(j) in {"other", "second"} and low == "every"
    if other:
        j += 1
    named = weekday(line, j)
    if named is not None:
        code = WORDS.dayparts.get(line.low(named[1]))
        return Repeat(f"XXXX-WXX-{named[0] + 1}" + (f"T{code}" if code else "")), named[1] + (1 if code else 0)
    month_named = month(line, j)
    if month_named is not None:
        return Repeat(f"XXXX-{month_named[0]:02}"), month_named[1]
    season = WORDS.seasons.get(line.low(j))
    if season is not None and not line.low(j).endswith("s"):
        return Repeat(f"XXXX-{season}"), j + 1
    code = WORDS.dayparts.get(line.low(j))
    if code is not None:
        return Repeat(f"XXXX-XX-XXT{code}"), j + 1
    amount = count(line, j) if line.low(j) not in {"a", "an"} else None
    k = amount[1] if amount else j
    found = unit(line, k)
    if found is None or (found[0] == "second" and amount is None):
        return None
    if amount is not None and amount[0].low is not None and amount[0].low == int(amount[0].low):
        return Repeat(multiple(found[0], int(amount[0].low))), found[1]
    if amount is not None:
        return None
    return (Repeat(multiple(found[0], 2 if other else 1)), found[1]) if not found[2] else None


def multiple(name: UnitName, times: int) -> str:
    """TIMEX3's value of so many units: ``P2W``."""
    code = _CODES[name]
    digits = "".join(c for c in code if c.isdecimal())
    return code.replace(digits, str(int(digits) * times))


@rule("daily", WORDS.frequencies, examples=("[daily]", "[annually]"), not_here=("the Daily Mail",))
def read_frequency(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """An adverb or adjective of frequency; not as part of a name."""
    named = line.is_title(i) and i > 0 and (line.upos(i) == "PROPN" or line.is_title(i + 1))
    if named or line.low(i - 1) == "-":
        return None
    if line.upos(i) == "NOUN":  # a paper
        return None
    return Repeat(WORDS.frequencies[line.low(i)]), i + 1


@rule("Tuesdays", {f"{day}s" for day in WORDS.weekdays if day.endswith("day")} | set(WORDS.weekdays) | {"weekdays", "weekends"}, examples=("on [Tuesdays]", "on [Tuesday nights]", "on [weekends]"))  # fmt: skip
def read_weekdays(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """Weekdays in the plural."""
    low = line.low(i)
    if low in {"weekdays", "weekends"}:
        return (Repeat("XXXX-WXX-WE" if low == "weekends" else "XXXX-WXX"), i + 1) if line.low(i - 1) in {"on", "at"} else None
    if low in WORDS.weekdays:
        code = WORDS.dayparts_plural.get(line.low(i + 1))
        return (Repeat(f"XXXX-WXX-{WORDS.weekdays[low] + 1}T{code}"), i + 2) if code and line.is_title(i) else None
    return (Repeat(f"XXXX-WXX-{WORDS.weekdays[low[:-1]] + 1}"), i + 1) if line.is_title(i) else None


@rule("a while", ("a",), examples=("for [a while]",))
def read_while(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A length that nothing measures."""
    if line.low(i + 1) == "while":
        return Reference("PXX"), i + 2
    return None
