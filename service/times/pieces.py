"""The small pieces rules are made of: counts, units, years, names of days and months.

Each takes a line and a position and gives what it read with the position after it, or ``None``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.expressions import Count
from service.times.words import AMBIGUOUS, WORDS, UnitName

if TYPE_CHECKING:
    from service.times.atoms import Line

VAGUE: dict[str, Count] = {
    "few": Count(2, 5, exact=False),
    "several": Count(2, 5, exact=False),
    "dozens": Count(24, 60, exact=False),
    "many": Count(None, None, exact=False),
    "numerous": Count(None, None, exact=False),
    "countless": Count(None, None, exact=False),
    "recent": Count(2, 5, exact=False),
}
"""Counts that are not told exactly; the numbers are the contract's."""

LOOSE = Count(2, 5, exact=False)
"""The count of a bare plural ("weeks")."""

MONEY = frozenset("$£€¥#")
_FORBIDDEN_AFTER_FIGURE = frozenset({"%", "percent", "per", "million", "billion", "trillion"})
_YEAR_BEFORE = frozenset(
    [
        "in",
        "since",
        "of",
        "from",
        "by",
        "until",
        "till",
        "before",
        "after",
        "during",
        "for",
        "between",
        "and",
        "to",
        "through",
        "throughout",
        "late",
        "early",
        "mid",
        "year",
        "fiscal",
        "around",
        "about",
        "circa",
        "on",
        "the",
        "summer",
        "spring",
        "fall",
        "winter",
        "autumn",
        "-",
        "(",
        ",",
        ";",
        "next",
        "last",
        "this",
    ]
)
_OWNERS = frozenset(["the", "his", "her", "its", "their", "our", "my", "this", "that", "a"])


def number(line: Line, i: int) -> tuple[float, int] | None:
    """A cardinal in figures or words: "2", "2,000", "2.5", "2 1/2", "twenty-four", "a hundred", "half a dozen"."""
    low = line.low(i)
    if low.isdecimal() and low.isascii():
        return _figures(line, i)
    if low == "dozen":
        return 12, i + 1
    value = WORDS.cardinals.get(low)
    if low == "a" and line.low(i + 1) in {"hundred", "thousand", "dozen"}:
        return {"hundred": 100, "thousand": 1000, "dozen": 12}[line.low(i + 1)], i + 2
    if low == "half" and line.low(i + 1) == "a" and line.low(i + 2) == "dozen":
        return 6, i + 3
    if value is None or value >= 100:
        return None
    i += 1
    if 20 <= value < 100:
        j = line.skip(i, "-")
        rest = WORDS.cardinals.get(line.low(j))
        if rest is not None and 0 < rest < 10:
            value, i = value + rest, j + 1
    if line.low(i) in {"hundred", "thousand"}:
        value, i = value * WORDS.cardinals[line.low(i)], i + 1
    if line.low(i) == "and" and line.low(i + 1) in {"a", "one"} and line.low(i + 2) == "half":
        return value + 0.5, i + 3
    return float(value), i


def _figures(line: Line, i: int) -> tuple[float, int] | None:
    if line.low(i - 1) in MONEY or (line.glued(i) and line.low(i - 1) in {".", ",", ":"}):
        return None
    value = float(line.low(i)[:9])
    i += 1
    while (
        line.low(i) == "," and line.glued(i) and line.glued(i + 1) and len(line.low(i + 1)) == 3 and line.low(i + 1).isdecimal()
    ):
        value, i = value * 1000 + float(line.low(i + 1)), i + 2
    if line.low(i) == "." and line.glued(i) and line.glued(i + 1) and line.low(i + 1).isdecimal():
        return float(f"{value:.0f}.{line.low(i + 1)[:3]}"), i + 2
    if line.low(i) in {"½", "¼"}:
        return value + (0.5 if line.low(i) == "½" else 0.25), i + 1
    j = line.skip(i, "-")
    if line.low(j) == "1" and line.low(j + 1) == "/" and line.low(j + 2) == "2":
        return value + 0.5, j + 3
    if line.low(i) == "and" and line.low(i + 1) in {"a", "one"} and line.low(i + 2) == "half":
        return value + 0.5, i + 3
    return value, i


def count(line: Line, i: int) -> tuple[Count, int] | None:
    """How many, before a unit: "two", "a", "a few", "several", "a couple of", "two or three", "12 to 18", "dozens of", "some 20"."""
    low = line.low(i)
    if low in {"a", "an"}:
        second = line.low(i + 1)
        if second == "few":
            return VAGUE["few"], i + 2
        if second == "couple":
            return Count(2, 2), line.skip(line.skip(i + 2, "of"), "more")
        if second in {"good", "full", "whole", "solid", "single"} and line.low(i + 2) in WORDS.units:
            return Count(1, 1), i + 2
        if second == "half" and line.low(i + 2) in {"-", *WORDS.units}:
            return Count(0.5, 0.5), line.skip(i + 2, "-")
        if second in {"hundred", "thousand", "dozen"}:
            dozens = number(line, i)
            return (Count(dozens[0], dozens[0]), dozens[1]) if dozens else None
        return Count(1, 1), i + 1
    if low == "couple":
        return Count(2, 2), line.skip(i + 1, "of")
    if low == "half" and line.low(i + 1) in {"a", "an"} and line.low(i + 2) in WORDS.units:
        return Count(0.5, 0.5), i + 2
    if low in VAGUE and low != "recent" and line.low(i - 1) != "as":  # "in as many years"
        return VAGUE[low], line.skip(i + 1, "of")
    if low == "half" and line.low(i + 1) == "-" and line.low(i + 2) in WORDS.units:
        return Count(0.5, 0.5), i + 2
    first = number(line, i)
    if first is None:
        return None
    value, i = first
    if line.low(i) in {"to", "or", "-"}:
        other = number(line, i + 1)
        if other is not None and other[0] > value:
            return Count(value, other[0]), other[1]
    return Count(value, value), i


def unit(line: Line, i: int) -> tuple[UnitName, int, bool] | None:
    """A unit of time and whether it is in the plural; "business", "trading" and the like before it are read over."""
    low = line.low(i)
    if low in {
        "trading",
        "business",
        "working",
        "calendar",
        "consecutive",
        "straight",
        "full",
        "more",
        "additional",
        "whole",
        "long",
        "successive",
        "fiscal",
    }:
        i += 1
        low = line.low(i)
    name = WORDS.units.get(low)
    if name is None or (line.is_title(i) and line.upos(i) == "PROPN"):  # "60 Minutes", "2013 Millennium Goals"
        return None
    if low in {"second", "min", "mins", "sec", "hr", "quarter"} and (low == "second" or line.low(i + 1) == "."):
        return (name, i + 1, False) if low == "second" and line.upos(i) == "NOUN" else None
    return name, i + 1, low.endswith("s") or low == "millennia"


_DETERMINERS = frozenset({"the", "a", "its", "his", "her", "their"})
"""What stands before a month that tells one of several gatherings or goings: "the *March* summit"."""


def month(line: Line, i: int) -> tuple[int, int] | None:
    """A month name with the full stop of its abbreviation; not the verb "may", "march" or a person's name."""
    low = line.low(i)
    value = WORDS.months.get(low)
    if value is None or not (line.is_title(i) or (len(low) > 3 and low not in {"march", "mars"})):
        return None
    if low in AMBIGUOUS and line.is_title(i) and not _is_named_date(line, i):
        return None
    after = i + 1
    if len(low) <= 4 and low not in {"may", "june", "july"}:
        stop = line.skip(after, ".")
        if (
            stop == after
            and low in {"mar", "dec", "jan"}
            and not line.low(after).isdecimal()
            and line.low(after) not in {"-", "/"}
            and not line.low(i - 1).isdecimal()
            and line.low(i - 1) not in {"st", "nd", "rd", "th", "of"}
            and ordinal(line, after) is None
        ):
            return None
        after = stop
    return value, after


def weekday(line: Line, i: int) -> tuple[int, int] | None:
    """A day of the week; its abbreviation only with a capital, a full stop or a date after it."""
    low = line.low(i)
    value = WORDS.weekdays.get(low)
    if value is None or not (line.is_title(i) or len(low) > 5):
        return None
    after = i + 1
    if low in {"sat", "sun", "wed", "mon", "fri", "tue", "thu", "tues", "thur", "thurs", "weds"}:
        if line.upos(i) in {"VERB", "AUX"}:
            return None
        stop = line.skip(after, ".")
        following = line.skip(stop, ",", "(")
        if (
            low in {"sat", "sun", "mon", "wed"}
            and line.low(following) not in WORDS.months
            and not line.low(following).isdecimal()
        ):
            return None
        after = stop
    return value, after


def _is_named_date(line: Line, i: int) -> bool:
    """Whether an ambiguous month or day word is used as one: a proper noun with a preposition, number or modifier beside it."""
    stop = line.skip(i + 1, ".")
    before, after = line.low(i - 1), line.low(i + 1)
    low = line.low(i)
    if stop > i + 1 and day_number(line, stop) is not None:
        return True
    if day_number(line, i + 1) is not None and not line.low(i + 2).startswith("%"):
        return True
    if year_figure(line, i + 1) is not None or year_figure(line, line.skip(i + 1, ",", "of")) is not None:
        return True
    if (before.isdecimal() and 1 <= int(before[:4]) <= 31) or before in {"st", "nd", "rd", "th"}:
        return True
    if (before == "of" and line.low(i - 2).isdecimal()) or (after in {"-", "/"} and day_number(line, i + 2) is not None):
        return True
    if line.upos(i) in {"VERB", "AUX"}:
        return False
    temporal = before in {
        "in", "since", "until", "till", "by", "during", "of", "last", "next", "this", "early", "late", "mid", "-", "before", "after", "from", "through",
        "every", "each", "past", "coming", "between", "for", "to", "and", "previous", "following", "throughout", "late-", "around",
    }  # fmt: skip
    if low in {"june", "april", "august"}:
        name = line.document.name_at(line.atoms[i].word)
        person = name is not None and name.type == "person"
        capital = line.is_title(i + 1) and after.isalpha() and line.upos(i + 1) == "PROPN" and not _is_of_noun(line, i)
        return not person and not capital and (temporal or line.upos(i) == "PROPN") and after not in {"said", "says"}
    if low in {"may", "march"}:
        capital = line.is_title(i + 1) and after.isalpha() and line.upos(i + 1) == "PROPN"
        if before in {"of", "to", "for", "by", "and", "from"} and low == "may":
            name = line.document.name_at(line.atoms[i].word)
            if name is not None and name.type == "person":
                return False
        attribute = (
            before in _DETERMINERS and line.upos(i) in {"PROPN", "NOUN"} and (line.upos(i + 1) == "NOUN" or _is_of_noun(line, i))
        )  # "the March summit"
        capital = capital and not attribute
        return (
            (temporal or attribute) and not capital and line.upos(i) in {"PROPN", "NOUN"} and after not in {"said", "says", "on"}
        )
    return temporal and line.low(i + 1) == "."


def _is_of_noun(line: Line, i: int) -> bool:
    """Whether a name behind a determiner hangs by a plain noun farther on: "the *June* Nato summit"."""
    word = line.document.words[line.atoms[i].word]
    above = line.document.head(word.index)
    return line.low(i - 1) in _DETERMINERS and above is not None and above.index > word.index + 1 and above.upos == "NOUN"


def year_figure(line: Line, i: int) -> tuple[int, int] | None:
    """Four figures that can be a year (1000-2999), by shape alone."""
    low = line.low(i)
    if len(low) != 4 or not low.isdecimal() or not low.isascii() or not 1000 <= int(low) <= 2999:
        return None
    if line.low(i - 1) in MONEY or (
        line.low(i + 1) in {".", ",", ":"} and line.glued(i + 1) and line.glued(i + 2) and line.low(i + 2).isdecimal()
    ):
        return None
    if line.glued(i) and (line.low(i - 1) in {".", ":"} or line.low(i - 1).isalpha()):
        return None
    return int(low), i + 1


def short_year(line: Line, i: int) -> tuple[int, int] | None:
    """Two figures after an apostrophe: "'98"."""
    if (
        line.low(i) == "'"
        and len(line.low(i + 1)) == 2
        and line.low(i + 1).isdecimal()
        and line.glued(i + 1)
        and line.low(i + 1).isascii()
    ):
        return int(line.low(i + 1)), i + 2
    return None


def spoken_year(line: Line, i: int) -> tuple[int, int] | None:
    """A year in words: "nineteen ninety-seven", "two thousand and five", "two thousand"."""
    low = line.low(i)
    if low == "two" and line.low(i + 1) == "thousand":
        j = line.skip(i + 2, "and")
        rest = number(line, j)
        if rest is not None and 0 < rest[0] < 100 and rest[0].is_integer():
            return 2000 + int(rest[0]), rest[1]
        return 2000, i + 2
    if low in {"eighteen", "nineteen", "twenty"}:
        j = i + 1
        tens = WORDS.cardinals.get(line.low(j), 0)
        if 10 <= tens < 100:
            rest = number(line, j)
            if rest is not None and rest[0] < 100 and line.low(rest[1]) not in WORDS.units:
                return WORDS.cardinals[low] * 100 + int(rest[0]), rest[1]
    return None


def lone_year(line: Line, i: int) -> tuple[int, int] | None:
    """Four figures that are a year in this place: not an amount, a model number, a code or a count of things."""
    found = year_figure(line, i)
    if found is None:
        return None
    value, j = found
    before, after = line.low(i - 1), line.low(j)
    if (
        after in _FORBIDDEN_AFTER_FIGURE
        or after in WORDS.units
        or after in ZONES_AFTER
        or (after == "-" and line.low(j + 1) in WORDS.units)
    ):
        return None
    if after in {"/", "#", "°"} or before in {"no", "#", "/", "no.", "+"} or line.low(i - 2) == "no":
        return None
    if after == "-" and line.glued(j) and line.glued(j + 1) and (line.low(j + 1).isalpha() or len(line.low(j + 1)) not in {2, 4}):
        return None
    likely = 1800 <= value <= 2100
    if before in {"in", "since", "year", "fiscal", "until", "till", "during", "mid", "early", "late", "throughout", "circa"}:
        return found if likely or not _counts_things(line, j) else None
    if not likely:
        return found if before in {"of", "from", "by", "to", "("} and not _counts_things(line, j) and value <= 2100 else None
    if line.upos(i - 1) == "PROPN" and before not in WORDS.months and line.upos(i) != "NUM":
        return None
    if (
        line.is_title(i - 1)
        and before not in _YEAR_BEFORE
        and before not in _OWNERS
        and before.isalpha()
        and line.upos(i - 1) == "PROPN"
    ):
        return (
            found
            if _is_closed(line, j)
            and line.word(i).deprel in {"nmod:tmod", "obl:tmod", "nmod:unmarked", "obl:unmarked", "nmod:desc"}
            else None
        )
    if _counts_things(line, j):
        return found if before in {"the", "his", "her", "its", "their", "'s", "s", "this"} else None
    return found


ZONES_AFTER = frozenset({"gmt", "utc", "est", "edt", "hours", "hrs", "pm", "am", "local"})


def _counts_things(line: Line, i: int) -> bool:
    """Whether a plural noun follows, perhaps after an adjective: "2000 troops", "1,500 armed men"."""
    for j in (i, i + 1):
        if j < len(line) and line.word(j).xpos in {"NNS", "NNPS"}:
            return True
        if line.upos(j) not in {"ADJ", "NOUN"}:
            return False
    return False


def _is_closed(line: Line, i: int) -> bool:
    return line.low(i) in {"", ".", ",", ";", ")", ":"}


def day_number(line: Line, i: int) -> tuple[int, int] | None:
    """The number of a day in a month: "10", "10th", "fourth", "twenty-first"; not "10.5", "10:30", "10 percent" or "10,000"."""
    low = line.low(i)
    if low.isdecimal() and low.isascii() and len(low) <= 2 and 1 <= int(low) <= 31:
        if line.low(i - 1) in MONEY or (line.glued(i) and line.low(i - 1) in {".", ","}):
            return None
        after = line.low(i + 1)
        if (
            after in {".", ":", ","}
            and line.glued(i + 1)
            and line.glued(i + 2)
            and line.low(i + 2).isdecimal()
            and len(line.low(i + 2)) != 4
        ):
            return None
        if (
            after in _FORBIDDEN_AFTER_FIGURE
            or (after in {"/", "a", "p", "am", "pm"} and line.low(i + 2) in {".", "m"})
            or after in {"am", "pm"}
        ):
            return None
        if after in {"st", "nd", "rd", "th"}:
            return int(low), i + 2
        return int(low), i + 1
    value = WORDS.ordinals.get(low)
    if value is not None:
        return value, i + 1
    if low in {"twenty", "thirty"}:
        j = line.skip(i + 1, "-")
        rest = WORDS.ordinals.get(line.low(j))
        if rest is not None and rest < 10 and WORDS.cardinals[low] + rest <= 31:
            return WORDS.cardinals[low] + rest, j + 1
    return None


def ordinal(line: Line, i: int) -> tuple[int, int] | None:
    """An ordinal in figures or words: "20th", "third", "twenty-first"."""
    low = line.low(i)
    if low.isdecimal() and len(low) <= 2 and line.low(i + 1) in {"st", "nd", "rd", "th"}:
        return int(low), i + 2
    value = WORDS.ordinals.get(low)
    if value is not None:
        return value, i + 1
    if low in {"twenty", "thirty"}:
        j = line.skip(i + 1, "-")
        rest = WORDS.ordinals.get(line.low(j))
        if rest is not None and rest < 10:
            return WORDS.cardinals[low] + rest, j + 1
    return None
