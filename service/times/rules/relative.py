"""Times told from the publication date or from the last date of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.times.counts import APPROXIMATORS, approximator, further, or_two
from service.times.expressions import (
    Ago,
    Back,
    Calendar,
    Count,
    Cut,
    Expression,
    Found,
    Holiday,
    Part,
    Reference,
    Relative,
    Same,
    Season,
    Stretch,
)  # fmt: skip
from service.times.pieces import LOOSE, VAGUE, count, month, unit, weekday
from service.times.rulebook import FIGURES, rule
from service.times.rules.clock import day_at, read_this_morning
from service.times.rules.dates import read_holiday
from service.times.words import WORDS, UnitName

if TYPE_CHECKING:
    from service.times.atoms import Line

_COUNTS = (FIGURES, "a", "an", "several", "many", "dozens", "couple", "half", "some", "numerous", *WORDS.cardinals)


@rule("day word", WORDS.days, examples=("[today]", "[yesterday]", "[tomorrow]"), not_here=("USA Today said",))
def read_day_word(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """Today, yesterday and tomorrow; not as part of a name."""
    if (
        line.is_title(i)
        and i > 0
        and line.is_title(i - 1)
        and line.upos(i) == "PROPN"
        and line.glued(i) is False
        and line.low(i - 1).isalpha()
    ):
        return None
    return Relative("day", WORDS.days[line.low(i)]), i + 1


@rule("last month", (*WORDS.shifts, "the", "these", "its"), examples=("[last month]", "[this year]", "[next week]", "[the current quarter]", "[last year]", "[the last two weeks]", "[the past few weeks]", "[the next few days]"), not_here=("the last day", "He will last a week."))  # fmt: skip
def read_shifted(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A neighbour of the anchor's own period, or a counted stretch beside the anchor."""
    definite = line.low(i) in {"the", "these", "its"}
    j = i + 1 if definite else i
    shift = WORDS.shifts.get(line.low(j))
    word = line.low(j)
    named = i > 0 and line.is_title(j) and line.is_title(j + 1)  # "This Week", a programme
    if (
        shift is None or named or (definite and word == "this") or (word == "last" and line.upos(j) == "VERB")
    ):  # "will last two weeks"
        return None
    j += 1
    if word == "this" and line.low(j) in {"past", "coming", "current", "same", "very"}:
        shift, word = WORDS.shifts.get(line.low(j), 0), line.low(j)
        j += 1
    exact = unit(line, j)
    if exact is not None and not exact[2] and line.low(j) not in {"long", "second"}:
        name, end, _ = exact
        if name in {"weekend", "night", "minute", "hour", "second"} or (name == "day" and word != "next"):
            return (Stretch(Count(1, 1), name, shift), end) if name in {"hour", "minute"} and shift else None
        if name == "day":
            return (Back("day", 1), end) if definite else None
        if name == "fortnight":
            return Stretch(Count(1, 1), "fortnight", shift or -1), end
        if name == "quarter" and word == "latest":
            return None
        if line.low(end) == "or" and line.low(end + 1) == "so":
            end += 2
        if definite and word == "next" and line.document.words[0].index == 0 and _tells_past(line, i):
            return Back(name, 1), end
        return Relative(name, shift, whole=not (definite and word in {"past", "last", "next"})), end
    if shift == 0 and word != "current":
        return None
    amount = count(line, line.skip(j, "a")) if line.low(j) != "a" or line.low(j + 1) in {"few", "couple"} else None
    k, many = (amount[1], amount[0]) if amount else (j, LOOSE)
    if amount is None and line.low(j) in VAGUE:
        many, k = VAGUE[line.low(j)], j + 1
    found = unit(line, k)
    if found is None or not (found[2] or amount):
        return None
    if found[0] in {"weekend", "night"}:
        return None
    end = found[1]
    if (line.low(end) == "or" and line.low(end + 1) == "so") or (
        line.low(end) in {"and", "or"} and line.low(end + 1) in WORDS.units and amount is None
    ):
        end += 2
    return Stretch(many, found[0], shift or 1), end


def _tells_past(line: Line, i: int) -> bool:
    """Whether the words around are plainly in the past, so that "the next year" counts from the text."""
    return any(word.xpos == "VBD" for word in line.document.words[max(0, line.atoms[i].word - 8) : line.atoms[i].word])


@rule("last Friday", (*WORDS.shifts, "the"), examples=("[last Friday]", "[next Monday]", "[this September]", "[last spring]", "[this coming Sunday, March 8]", "[last Thanksgiving]", "[the coming summer]"))  # fmt: skip
def read_shifted_name(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A named day, month, season or holiday with "last", "this" or "next"."""
    i0 = i
    if line.low(i) == "the":
        if line.low(i + 1) not in {"coming", "past", "last", "next"}:
            return None
        i += 1
    word = line.low(i)
    shift = WORDS.shifts.get(word)
    if shift is None or word in {"current", "latest"}:
        return None
    j, near = i + 1, word in {"coming", "past", "upcoming"}
    if word == "this" and line.low(j) in {"past", "coming"}:
        shift, near, j = WORDS.shifts[line.low(j)], True, j + 1
    if line.low(j) in {"mid", "early", "late"} and line.low(j + 1) in {"-", *WORDS.months}:
        k = line.skip(j + 1, "-")
        named = month(line, k)
        return (Part(WORDS.parts[line.low(j)], Calendar(month=named[0], shift=shift)), named[1]) if named else None
    day = weekday(line, j)
    if day is not None:
        dated = day_at(line, j)
        if dated is not None and isinstance(dated[0], Calendar) and dated[0].month is not None:
            return dated
        return Calendar(weekday=day[0], shift=shift, near=near), day[1]
    named = month(line, j)
    if named is not None:
        dated = day_at(line, j)
        if dated is not None and isinstance(dated[0], Calendar) and dated[0].day is not None:
            return Calendar(month=dated[0].month, day=dated[0].day, year=dated[0].year, shift=shift), dated[1]
        return Calendar(month=named[0], shift=shift, near=near), named[1]
    season = WORDS.seasons.get(line.low(j))
    if season is not None and not line.low(j).endswith("s") and line.upos(j) in {"NOUN", "PROPN", "ADJ"}:
        return Season(season, shift=shift), j + 1
    holiday = read_holiday(line, j)
    if isinstance(holiday, tuple) and isinstance(holiday[0], Holiday) and i0 == i:
        return Holiday(holiday[0].rule, year=holiday[0].year, shift=shift), holiday[1]
    return None


@rule("ago", (*_COUNTS, *APPROXIMATORS, *WORDS.units), examples=("[two weeks ago]", "[three days ago]", "[a few weeks ago]", "[almost four years ago]", "[a year earlier]", "[years ago]", "[two days later]", "[a week from now]"))  # fmt: skip
def read_ago(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A count of units before or after the anchor, or before or after the last date of the text."""
    mod, j = approximator(line, i)
    amount = count(line, j)
    if amount is None and line.low(j) in WORDS.units and line.low(j).endswith("s") and line.low(j - 1) not in {"-", "'"}:
        amount = Count(None, None, exact=False), j
    if amount is None:
        return None
    many, k = amount
    found = unit(line, k)
    if found is None:
        return None
    name, k, _ = found
    many, k = or_two(line, k, many)
    rest: list[tuple[Count, UnitName]] = []
    while (more := further(line, k, name, many)) is not None:
        rest.append((more[0], more[1]))
        k = more[2]
    if line.low(k) == "and" and line.low(k + 1) == "a" and line.low(k + 2) == "half" and many.low is not None:
        many, k = Count(many.low + 0.5, many.low + 0.5), k + 3
    if line.low(k) == "or" and line.low(k + 1) == "so":
        mod, k = "APPROX", k + 2
    after = line.low(k)
    if name in {"second", "minute", "hour"} and after not in {"ago", "earlier", "later"}:
        return None
    if after == "ago":
        base = _base_day(line, k + 1) if name in {"week", "month", "year"} else None
        if base is not None:
            return Ago(many, name, -1, mod=mod, base=base[0]), base[1]
        return Ago(many, name, -1, mod=mod, rest=tuple(rest)), k + 1
    if rest and after == "later":
        return Ago(many, name, 1, back=True, mod=mod, rest=tuple(rest)), k + 1
    if rest:
        return None
    if after == "before" and name in {"day", "week"} and (base := _base_day(line, k + 1)) is not None:
        return Ago(many, name, -1, mod=mod, base=base[0]), base[1]
    if after in {"earlier", "before", "previously", "prior", "beforehand"}:
        if after in {"before", "prior"} and (name not in {"year", "month", "week", "day"} or not _is_phrase_end(line, k + 1)):
            return None
        if after == "earlier" and line.low(k + 1) == "than":
            return None
        return Ago(many, name, -1, back=True, mod=mod), k + 1
    if after in {"later", "afterward", "afterwards"}:
        return Ago(many, name, 1, back=True, mod=mod), k + 1
    if after == "hence":
        return Ago(many, name, 1, mod=mod), k + 1
    if after == "from" and line.low(k + 1) in {"now", "today", "yesterday", "tomorrow"}:
        return Ago(
            many,
            name,
            1,
            mod=mod,
            base=None if line.low(k + 1) in {"now", "today"} else Relative("day", WORDS.days[line.low(k + 1)]),
        ), k + 2
    if after in {"from", "before", "after"} and many.low is not None and name in {"day", "week", "month", "year"}:
        base = _base_day(line, k + 1)
        if base is not None and many.exact:
            return Ago(many, name, -1 if after == "before" else 1, mod=mod, base=base[0]), base[1]
    return None


def _base_day(line: Line, i: int) -> tuple[Calendar | Relative, int] | None:
    found = day_at(line, line.skip(i, "on"))
    if found is not None and isinstance(found[0], Calendar | Relative):
        return found[0], found[1]
    return None


def _is_phrase_end(line: Line, i: int) -> bool:
    return line.low(i) in {"", ".", ",", ";", ")", '"', "”", "-", ":", "and", "but"}


@rule("in two weeks", ("in", "within"), examples=("Putin will visit in [a few weeks].", "He will leave within [a few weeks]."), not_here=("in a few weeks they had won",))  # fmt: skip
def read_in(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A count of units after "in" under a future, or after "within"; the preposition stays outside."""
    mod, j = approximator(line, i + 1)
    within = line.low(i) == "within"
    if line.low(j) == "the":
        return None
    amount = count(line, j)
    bare = amount is None and line.low(j) in {"weeks", "days", "months", "hours", "years"}
    if amount is None and not bare:
        return None
    if not within and (
        bare
        or line.low(i - 1) in {"time", "times"}
        or line.low(i - 2) in {"most", "least", "first"}
        or line.low(i - 1) in {"gain", "rise", "drop", "fall", "first", "most", "only"}
    ):
        return None  # "the first time in years": a length
    many, k = amount or (LOOSE, j)
    found = unit(line, k)
    if (
        found is None
        or found[0] in {"second", "night", "quarter", "weekend"}
        or line.low(found[1]) in {"ago", "earlier", "later", "'", "before", "of", "-"}
    ):
        return None
    if not within and (line.low(k) in {"hour", "minute"} or line.low(found[1]) in {"time"}):
        return None
    many, after = or_two(line, found[1], many)
    if after > found[1]:
        return [Found(i + 1, after, Ago(many, found[0], 1, within=within, mod=mod), "in two weeks")]
    end = line.skip(line.skip(found[1], "'"), "time") if line.low(found[1]) == "'" else found[1]
    return [Found(i + 1, end, Ago(many, found[0], 1, within=within, mod=mod), "in two weeks")]


@rule("that year", ("that", "the", "these"), examples=("[that year]", "[the same day]", "[the following month]", "[the previous Friday]", "[the day before yesterday]", "[these days]", "[that same day]"), not_here=("the day care centre",))  # fmt: skip
def read_back(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A period that the text named before, or its neighbour."""
    low, second = line.low(i), line.low(i + 1)
    if low == "these":
        return (Reference("PRESENT_REF"), i + 2) if second == "days" else None
    if low == "the" and second == "day" and line.low(i + 2) in {"before", "after"} and line.low(i + 3) in WORDS.days:
        return Relative("day", WORDS.days[line.low(i + 3)] + (-1 if line.low(i + 2) == "before" else 1)), i + 4
    if low == "the" and second == "day" and line.low(i + 2) in {"before", "after"}:
        base = day_at(line, i + 3)
        if base is not None and isinstance(base[0], Calendar | Relative):
            return Ago(Count(1, 1), "day", -1 if line.low(i + 2) == "before" else 1, base=base[0]), base[1]
        if _is_phrase_end(line, i + 3):
            return Back("day", -1 if line.low(i + 2) == "before" else 1), i + 3
    if (
        low == "the"
        and second in {"year", "month", "week", "quarter"}
        and line.low(i + 2) == "before"
        and _is_phrase_end(line, i + 3)
    ):
        return Back(_unit(second), -1), i + 3
    shift: int | None = 0 if low == "that" else None
    j = i + 1
    if line.low(j) in WORDS.back_shifts:
        shift, j = WORDS.back_shifts[line.low(j)], j + 1
    elif low == "the" and line.low(j) == "very" and line.low(j + 1) in {"same", "next"}:
        shift, j = (0 if line.low(j + 1) == "same" else 1), j + 2
    if shift is None:
        return None
    if line.low(j) == "time":
        return (
            (Same(), j + 1)
            if shift == 0 and line.low(i - 1) in {"at", "by", "since", "of"} and low == "that" and line.low(j + 1) != "of"
            else None
        )
    if line.low(j) == "weekend" and line.upos(j + 1) not in {"NOUN", "PROPN"}:
        return Back("weekend", shift), j + 1
    named = weekday(line, j)
    if named is not None and shift:
        return Calendar(weekday=named[0], shift=shift, back=True), named[1]
    month_named = month(line, j)
    if month_named is not None:
        return Calendar(month=month_named[0], shift=shift, back=True), month_named[1]
    found = unit(line, j)
    if (
        found is None
        or found[2]
        or found[0] in {"second", "minute", "hour", "night", "decade", "century", "weekend", "millennium", "fortnight"}
    ):
        return None
    if line.low(found[1]) == "-" or (low == "that" and line.upos(i) not in {"DET", "PRON"}):
        return None
    return Back(found[0], shift), found[1]


def _unit(low: str) -> UnitName:
    return WORDS.units[low]


@rule("then", ("then",), examples=("He has led it since [then].",), not_here=("If so, then he left.",))
def read_then(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The last date of the text, pointed back to after a preposition of time: "until then"."""
    placed = line.low(i - 1) in {"until", "till", "since", "by", "before"} and line.low(i + 1) != "-"
    return (Same(), i + 1) if placed and line.upos(i + 1) not in {"NOUN", "PROPN", "ADJ"} else None


@rule("one day", ("one",), examples=("He will leave [one day].",), not_here=("for one day", "It lasted one day."))
def read_one_day(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """Some day to come: beside a verb of what may be, not as a length."""
    if line.low(i + 1) != "day" or line.low(i - 1) in {
        "for",
        "in",
        "within",
        "than",
        "only",
        "just",
        "by",
        "of",
        "after",
        "least",
        "lasted",
        "took",
    }:
        return None
    words = line.document.words
    place = line.atoms[i].word
    helper = any(w.xpos == "MD" for w in words[max(0, place - 4) : place])
    return (Reference("FUTURE_REF"), i + 2) if helper or line.word(i + 1).upos == "VERB" else None


@rule("at the time", ("the",), examples=("He was president at [the time].",), not_here=("at the time of the attack",))
def read_the_time(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The last date of the text, pointed back to."""
    if line.low(i + 1) == "time" and line.low(i - 1) == "at" and line.low(i + 2) not in {"of", "when", "that", "the", "for"}:
        return Same(), i + 2
    return None


@rule("recent weeks", ("recent", "coming", "past", "future", "the", "next", "last", "upcoming"), examples=("in [recent weeks]", "in [the coming weeks]", "[the weeks ahead]", "in [recent years]"))  # fmt: skip
def read_recent(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """An uncounted stretch beside the anchor."""
    j = line.skip(i, "the")
    word = line.low(j)
    if word in {"weeks", "months", "days", "years", "hours", "decades"} and line.low(j + 1) == "ahead" and j > i:
        return Stretch(LOOSE, WORDS.units[word], 1), j + 2
    side = {"recent": -1, "past": -1, "last": -1, "coming": 1, "upcoming": 1, "future": 1, "next": 1}.get(word)
    if side is None:
        return None
    found = unit(line, j + 1)
    if found is None or not found[2] or found[0] in {"weekend", "night"}:
        return None
    end = found[1]
    if line.low(end) in {"and", "or"} and line.low(end + 1) in WORDS.units:
        end += 2
    return Stretch(LOOSE, found[0], side), end


@rule("now", (*WORDS.references, "right", "more", "very", "as"), examples=("[now]", "[recently]", "[soon]", "[right now]"), not_here=("as soon as he came", "until he knows"))  # fmt: skip
def read_reference(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """An adverb that says past, present or future and no more."""
    j = i
    if line.low(i) in {"right", "more", "very"}:
        j = i + 1
        if (line.low(i), line.low(j)) not in {("right", "now"), ("more", "recently"), ("very", "recently"), ("very", "soon")}:
            return None
    low = line.low(j)
    if low == "as" and line.low(j + 1) == "soon" and line.low(j + 2) == "as" and line.low(j + 3) == "possible":
        return Reference("FUTURE_REF"), j + 4
    value = WORDS.references.get(low)
    if value is None:
        return None
    if low == "soon" and (line.low(j + 1) in {"as", "after", "-", "enough"} or line.low(j - 1) in {"as", "too", "how", "so"}):
        return None
    if low == "now" and (line.low(j + 1) == "-" or line.low(j - 1) == "-" or (line.low(j - 1) in {"every", "just"})):
        return None
    return Reference(value), j + 1


@rule("current", ("current",), examples=("his [current] post",), not_here=("the electric current", "the current-account deficit", "the current year"))  # fmt: skip
def read_current(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """ "Current" before a noun; with a unit of time it is one expression. "Recent", "former" and "future" seldom date what they stand before."""
    plain = (
        line.upos(i) == "ADJ"
        and line.upos(i + 1) in {"NOUN", "PROPN", "ADJ", "NUM"}
        and "-" not in {line.low(i - 1), line.low(i + 1)}
    )
    return (Reference("PRESENT_REF"), i + 1) if plain and unit(line, i + 1) is None else None


@rule("a later date", ("a", "later"), examples=("at [a later date]", "at [a later stage]"))
def read_later_date(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """A time to come that is left open."""
    told = line.low(i) == "a" and line.low(i + 1) == "later" and line.low(i + 2) in {"date", "time", "stage"}
    return (Reference("FUTURE_REF"), i + 3) if told else None


@rule("the future", ("the", "near", "foreseeable", "present"), examples=("in [the future]", "in [the past]", "in [the near future]", "at [present]"), not_here=("the past two presidents", "the future president"))  # fmt: skip
def read_the_future(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """The future, the past, the present as nouns."""
    if line.low(i) == "present":
        return (Reference("PRESENT_REF"), i + 1) if line.low(i - 1) == "at" and _ends_noun_phrase(line, i + 1) else None
    j = line.skip(i, "the")
    near = line.low(j) in {"near", "foreseeable", "immediate", "distant", "recent", "not"}
    if near and line.low(j) == "not":
        if (line.low(j + 1), line.low(j + 2)) != ("too", "distant"):
            return None
        j += 2
    k = j + 1 if near else j
    if near and line.low(k) == "-":
        return None
    if line.low(k) == "term" and near and line.low(j) == "near" and j > i:
        return Reference("FUTURE_REF"), k + 1
    if line.low(k) not in {"future", "past", "present"} or j == i or not _ends_noun_phrase(line, k + 1):
        return None
    return Reference({"future": "FUTURE_REF", "past": "PAST_REF", "present": "PRESENT_REF"}[line.low(k)]), k + 1


def _ends_noun_phrase(line: Line, i: int) -> bool:
    return (
        line.upos(i) not in {"NOUN", "PROPN", "NUM", "ADJ"}
        and line.low(i) != "-"
        and line.low(i) not in WORDS.units
        and line.low(i) not in {"of", "tense"}
    )


@rule("earlier this year", ("earlier", "later", "sometime", "the", "rest"), examples=("[earlier this year]", "[later this month]", "[earlier in the year]", "[earlier that day]", "[the rest of the year]", "[rest of the month]"))  # fmt: skip
def read_cut(line: Line, i: int) -> tuple[Expression, int] | list[Found] | None:
    """What of a period lies before or after the anchor."""
    low = line.low(i)
    if low in {"the", "rest"}:
        j = line.skip(i, "the")
        if line.low(j) not in {"rest", "remainder"} or line.low(j + 1) != "of":
            return None
        side, j = 1, j + 2
    elif low == "sometime":
        return period_at(line, line.skip(i + 1, "in"))
    else:
        side, j = (-1 if low == "earlier" else 1), i + 1
    if line.low(j) in {"in", "on"}:
        j += 1
        if line.low(j) == "the" and line.low(j + 1) in {"day", "week", "month", "year"}:
            return Cut(side, Relative(WORDS.units[line.low(j + 1)], 0)), j + 2
    whole = period_at(line, j) or day_at(line, j) or _only(read_back(line, j))
    if whole is None and line.low(j) == "this" and line.low(j + 1) in WORDS.dayparts:
        whole = _only(read_this_morning(line, j))
    return (Cut(side, whole[0]), whole[1]) if whole is not None else None


def _only(found: tuple[Expression, int] | list[Found] | None) -> tuple[Expression, int] | None:
    return found if isinstance(found, tuple) else None


def period_at(line: Line, i: int) -> tuple[Expression, int] | None:
    """A period told from the anchor: "this year", "last month", "the year" (the anchor's own), "June"."""
    if (
        line.low(i) == "the"
        and line.low(i + 1) in {"year", "month", "week", "decade", "century", "day", "quarter"}
        and line.low(i + 2) != "-"
    ):
        return Relative(WORDS.units[line.low(i + 1)], 0), i + 2
    for reader in (read_shifted, read_shifted_name):
        found = reader(line, i)
        if isinstance(found, tuple) and not isinstance(found[0], Stretch):
            return found
    return None
