"""Resolve what is told from the anchor or from another date: neighbours, counts, stretches, parts, lengths, times of day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.spans import Interval
from service.times import calendar, edtf
from service.times.expressions import (
    Ago,
    Back,
    Clock,
    Count,
    Cut,
    DayPart,
    Duration,
    Expression,
    Foreign,
    Part,
    Reference,
    Relative,
    Repeat,
    Same,
    Stretch,
    WeekOf,
)  # fmt: skip
from service.times.meaning import (
    FACTORS,
    LETTERS,
    PRECISIONS,
    Context,
    Meaning,
    Precision,
    of_century,
    of_day,
    of_decade,
    of_month,
    of_quarter,
    of_week,
    of_weekend,
    of_year,
    unresolved,
)  # fmt: skip
from service.times.resolve_dates import newest_quarter, tells_of_months

if TYPE_CHECKING:
    from service.times.words import Mod, UnitName

Resolve = Callable[[Expression, Context], Meaning]
_STEPS: dict[UnitName, tuple[calendar.Step, int]] = {
    "day": ("day", 1), "night": ("day", 1), "week": ("week", 1), "weekend": ("week", 1), "fortnight": ("week", 2), "month": ("month", 1), "quarter": ("month", 3),
    "year": ("year", 1), "decade": ("year", 10), "century": ("year", 100), "millennium": ("year", 1000),
}  # fmt: skip
_TIMED = frozenset({"second", "minute", "hour"})


def period_of(date: dt.date, unit: UnitName, offset: int = 0) -> Meaning:
    """The calendar period of a unit that holds a day, or its neighbour so many further on."""
    if unit in {"day", "night"}:
        day = calendar.days_off(date, offset)
        return of_day(day) if day is not None else unresolved("XXXX-XX-XX")
    if unit in {"week", "fortnight", "weekend"}:
        day = calendar.days_off(date, 7 * offset)
        if day is None:
            return unresolved("XXXX-WXX")
        return of_weekend(day) if unit == "weekend" else of_week(day)
    if unit == "month":
        return of_month(date.year, date.month + offset)
    if unit == "quarter":
        index = date.year * 4 + (date.month - 1) // 3 + offset
        return of_quarter("Q", index % 4 + 1, index // 4)
    if unit == "decade":
        return of_decade(date.year // 10 + offset)
    if unit in {"century", "millennium"}:
        return of_century(date.year // 100 + offset)
    return of_year(date.year + offset)


def relative(expression: Relative, context: Context) -> Meaning:
    """ "Last month", "this year": cut at the anchor where it is the anchor's own period under a past tense."""
    found = period_of(context.anchor, expression.unit, expression.offset)
    if found.interval is None:
        return found
    if expression.unit in {"decade", "century"} and not expression.whole and expression.offset:
        return stretch(Stretch(Count(1, 1), expression.unit, expression.offset), context)
    if not expression.whole and expression.offset:
        stretch_ = _beside(context.anchor, Count(1, 1), expression.unit, expression.offset)
        return (
            replace(found, interval=stretch_, edtf=edtf.stretch(stretch_))
            if stretch_ is not None and expression.unit != "day"
            else found
        )
    if expression.offset == 0 and expression.unit not in {"day", "night"}:
        days = Interval(found.interval.start, context.anchor) if context.side < 0 else found.interval
        return replace(found, interval=days, edtf=edtf.stretch(days))
    return found


def back(expression: Back, context: Context) -> Meaning:
    """ "That year", "the following month": the period of the last date of the text, or its neighbour."""
    unit = expression.unit
    wanted: dict[UnitName, tuple[Precision, ...]] = {
        "day": ("day", "time"), "week": ("week", "day", "time"), "month": ("month", "day", "time"), "year": ("year", "month", "day", "quarter", "season", "time"),
    }  # fmt: skip
    last = context.last(*wanted.get(unit, ())) or context.last()
    if last is None or last.interval is None or last.interval.start is None:
        return (
            period_of(context.anchor, unit, expression.offset)
            if expression.offset == 0 or unit != "day"
            else unresolved("XXXX-XX-XX")
        )
    return period_of(last.interval.start, unit, expression.offset)


def same(_: Same, context: Context) -> Meaning:
    """The last date of the text as it was."""
    last = context.last()
    return last if last is not None else unresolved("PAST_REF")


def ago(expression: Ago, context: Context) -> Meaning:
    """So many units off: the day, week, month or year it falls in; approximate bounds for "a few"."""
    count, unit = expression.count, expression.unit
    if expression.within:
        return _within(expression, context)
    if unit in _TIMED and expression.back:  # "an hour later" is no day of its own
        return duration(Duration(((count, unit),), expression.mod), context)
    if count.low is None or count.high is None:
        return unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
    base = context.anchor
    if unit == "year" and count == Count(1, 1) and expression.side < 0 and expression.mod is None:
        if tells_of_months(context):
            return of_year(base.year - 1)
        quarter = newest_quarter(context)  # a company's report compares with the same quarter
        if quarter is not None:
            return of_quarter("Q", quarter[1], quarter[0] - 1)
    if expression.back and (
        unit in _TIMED or not count.exact
    ):  # "an hour later", "a few days later": how long, from no told time
        return Meaning("DURATION", duration_value(((count, unit),)), precision=PRECISIONS[unit], mod=expression.mod)
    if unit in _TIMED:
        return of_day(base)
    if expression.rest:
        return _compound(expression, context)
    if expression.back:
        return _from_text(expression, count, context)
    if expression.base is not None:
        return _from_day(expression, count, context)
    if not count.exact or count.low != count.high:
        value = "PAST_REF" if expression.side < 0 else "FUTURE_REF"
        near, far = _moved(base, count.low, unit, expression.side), _moved(base, count.high, unit, expression.side)
        if near is None or far is None:
            return unresolved(value)
        days = Interval(far, near) if expression.side < 0 else Interval(near, far)
        return Meaning(
            "DATE",
            value,
            days,
            edtf.stretch(days, start_approximate=True, end_approximate=True),
            PRECISIONS[unit],
            approximate=True,
        )
    date = _moved(base, count.low, unit, expression.side)
    if date is None:
        return unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
    unit = _finer(unit, count.low)
    found = period_of(date, "year" if unit in {"decade", "century", "millennium"} else "month" if unit == "quarter" else unit)
    return _with_mod(found, expression.mod)


def _compound(expression: Ago, context: Context) -> Meaning:
    """ "Two years and three months ago": moved by each count, as fine as the finest unit."""
    parts = ((expression.count, expression.unit), *expression.rest)
    date: dt.date | None = context.last_day() if expression.back else context.anchor
    for count, unit in sorted(parts, key=lambda part: -_SIZES.index(part[1])):
        date = _moved(date, count.low or 0, unit, expression.side) if date is not None else None
    if date is None:
        return unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
    finest = min((unit for _, unit in parts), key=_SIZES.index)
    return _with_mod(period_of(date, finest), expression.mod)


_SIZES: tuple[UnitName, ...] = (
    "day",
    "night",
    "week",
    "weekend",
    "fortnight",
    "month",
    "year",
    "decade",
    "century",
    "millennium",
)


def _with_mod(found: Meaning, mod: Mod | None) -> Meaning:
    """The meaning with what "about", "nearly" or "more than" add: about is approximate."""
    if mod != "APPROX" or found.edtf is None:
        return replace(found, mod=mod)
    return replace(found, mod=mod, approximate=True, edtf=edtf.approximate(found.edtf))


def _finer(unit: UnitName, number: float) -> UnitName:
    """A count with a half tells of the next finer unit: "a year and a half ago" is a month."""
    if number == int(number):
        return unit
    finer: dict[UnitName, UnitName] = {"year": "month", "decade": "year", "month": "week", "week": "day"}
    return finer.get(unit, unit)


def _moved(base: dt.date, number: float, unit: UnitName, side: int) -> dt.date | None:
    """``base`` so many units before or after; halves are counted in months or days."""
    if unit in _TIMED:
        return base
    step, factor = _STEPS[unit]
    total = number * factor
    if total != int(total):
        step, total = (
            ("month", round(total * 12)) if step == "year" else ("day", round(total * {"month": 30, "week": 7, "day": 1}[step]))
        )
    return calendar.shift(base, side * int(total), step)


def _from_text(expression: Ago, count: Count, context: Context) -> Meaning:
    """ "A year earlier", "two days later": the last date of the text, moved, with its own precision where the unit is coarser."""
    last = context.last()
    low = count.low or 0
    if last is None or last.interval is None or last.interval.start is None:
        date = _moved(context.anchor, low, expression.unit, expression.side) if expression.side < 0 else None
        return (
            period_of(date, expression.unit)
            if date is not None
            else unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
        )
    if not count.exact or low != count.high:
        return unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
    date = _moved(last.interval.start, low, expression.unit, expression.side)
    if date is None:
        return unresolved("PAST_REF" if expression.side < 0 else "FUTURE_REF")
    finest: dict[Precision, UnitName] = {"day": "day", "time": "day", "week": "week", "month": "month", "quarter": "quarter"}
    unit = finest.get(last.precision, expression.unit)
    order: tuple[UnitName, ...] = ("day", "week", "month", "quarter", "year", "decade", "century")
    coarser = expression.unit if expression.unit in order else "year"
    return period_of(date, unit if order.index(unit) < order.index(coarser) else coarser)


def _from_day(expression: Ago, count: Count, context: Context) -> Meaning:
    """ "A week from Monday", "two days before June 10"."""
    base = context.resolve(expression.base) if expression.base is not None else None
    if base is None or base.interval is None or base.interval.start is None:
        return unresolved("XXXX-XX-XX")
    date = _moved(base.interval.start, count.low or 0, expression.unit, expression.side)
    return of_day(date) if date is not None else unresolved("XXXX-XX-XX")


def _within(expression: Ago, context: Context) -> Meaning:
    """ "Within a few weeks": from the anchor to the far end of the count."""
    count = expression.count
    value = duration_value(((count, expression.unit),)) if count.exact else "FUTURE_REF"
    kind = "DURATION" if count.exact else "DATE"
    far = _moved(context.anchor, count.high, expression.unit, 1) if count.high is not None else None
    if far is None:
        return Meaning("DURATION" if count.exact else "DATE", value, mod=expression.mod)
    days = Interval(context.anchor, far)
    rough = not count.exact
    return Meaning(
        "DURATION" if kind == "DURATION" else "DATE",
        value,
        days,
        edtf.stretch(days, end_approximate=rough),
        PRECISIONS[expression.unit],
        expression.mod,
        rough,
    )


def _beside(anchor: dt.date, count: Count, unit: UnitName, side: int) -> Interval | None:
    far = _moved(anchor, count.high, unit, side) if count.high is not None else None
    if far is None:
        return None
    return Interval(far, anchor) if side < 0 else Interval(anchor, far)


def stretch(expression: Stretch, context: Context) -> Meaning:
    """ "The past few weeks", "the last two weeks": up to the anchor, or from it on."""
    count = expression.count
    value = duration_value(((count, expression.unit),))
    days = _beside(context.anchor, count, expression.unit, expression.side)
    if days is None:
        return Meaning("DURATION", value, mod=expression.mod)
    rough = not count.exact
    text = edtf.stretch(days, start_approximate=rough and expression.side < 0, end_approximate=rough and expression.side > 0)
    return Meaning("DURATION", value, days, text, PRECISIONS[expression.unit], expression.mod, rough)


def duration(expression: Duration, _: Context) -> Meaning:
    """A length has no days of its own."""
    return Meaning("DURATION", duration_value(expression.parts), precision=PRECISIONS[expression.parts[0][1]], mod=expression.mod)


def duration_value(parts: tuple[tuple[Count, UnitName], ...]) -> str:
    """TIMEX3's value of a length: ``P2W``, ``PT5H30M``, ``P2Y6M``, ``PXW``."""
    days, times = "", ""
    for count, unit in parts:
        letter, factor = LETTERS[unit], FACTORS.get(unit, 1)
        if not count.exact or count.low is None:
            text = f"X{'C' if unit == 'century' else 'E' if unit == 'decade' else letter}"
        elif count.low != count.high:
            text = f"{_plain(count.low * factor)}{letter}"
        else:
            text = _mixed(count.low * factor, letter, timed=unit in _TIMED)
        if unit in _TIMED:
            times += text
        else:
            days += text
    return "P" + days + ("T" + times if times else "")


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:g}"


def _mixed(number: float, letter: str, *, timed: bool) -> str:
    """Halves in the next smaller unit, as TIMEX3 wants whole numbers: 2.5 years are ``2Y6M``, half an hour ``30M``."""
    if number == int(number):
        return f"{int(number)}{letter}"
    smaller = {"Y": ("M", 12), "H": ("M", 60), "M": ("S", 60) if timed else ("D", 30), "D": ("", 0), "W": ("D", 7)}.get(
        letter, ("", 0)
    )
    whole, rest = int(number), (number - int(number)) * smaller[1]
    if rest == 0 or rest != int(rest):
        return f"{_plain(number)}{letter}"
    return (f"{whole}{letter}" if whole else "") + f"{int(rest)}{smaller[0]}"


def repeat(expression: Repeat, _: Context) -> Meaning:
    """A time that comes again has no days of its own."""
    return Meaning("SET", expression.value)


def reference(expression: Reference, context: Context) -> Meaning:
    """ "Now" is the anchor; "recently" and "soon" say no days."""
    if expression.value == "PRESENT_REF":
        return Meaning("DATE", "PRESENT_REF", Interval(context.anchor, context.anchor), edtf.day(context.anchor), "day")
    return unresolved(expression.value, "DURATION" if expression.value == "PXX" else "DATE")


def foreign(_: Foreign, __: Context) -> Meaning:
    """A date of a calendar that is not converted."""
    message = "a date of a calendar that is not converted to the Gregorian one"
    return Meaning("DATE", "XXXX-XX-XX", warnings=(("unresolved_calendar", message),))


def part(expression: Part, context: Context) -> Meaning:
    """The early, middle or late third of something; in a month days 1-10, 11-20 and 21 to its end; of a day the day itself."""
    whole = context.resolve(expression.whole)
    if whole.interval is None or whole.interval.start is None or whole.interval.end is None:
        return replace(whole, mod=expression.mod)
    if whole.precision in {"day", "time"} or whole.approximate:
        return replace(whole, mod=expression.mod)
    start, end = whole.interval.start, whole.interval.end
    if whole.precision == "year" and isinstance(expression.whole, Relative):
        full = period_of(start, "year").interval
        start, end = (
            (full.start, full.end) if full is not None and full.start is not None and full.end is not None else (start, end)
        )
    days = third(start, end, expression.mod, whole.precision)
    if expression.edge and whole.precision == "year":  # the end of a year is its last month, where late in it is its last third
        days = Interval(_month_on(start, 11), end) if expression.mod == "END" else days
        days = Interval(start, start.replace(day=31)) if expression.mod == "START" else days
    return replace(whole, interval=days, edtf=edtf.stretch(days), mod=expression.mod)


def third(start: dt.date, end: dt.date, mod: str, precision: Precision) -> Interval:
    """A third of a stretch: by days in a month or week, by months in a quarter, season or year, by years in a decade or century."""
    place = {"START": 0, "MID": 1, "END": 2}[mod]
    if precision == "month":
        firsts = (start, start + dt.timedelta(days=10), start + dt.timedelta(days=20))
    elif precision in {"year", "quarter", "season"}:
        months = {"year": 4, "quarter": 1, "season": 1}[precision]
        firsts = (start, _month_on(start, months), _month_on(start, 2 * months))
    elif precision == "decade":
        firsts = (start, dt.date(start.year + 4, 1, 1), dt.date(start.year + 7, 1, 1))
    else:
        length = (end - start).days + 1
        firsts = (start, start + dt.timedelta(days=length // 3), start + dt.timedelta(days=2 * length // 3))
    last = end if place == 2 else firsts[place + 1] - dt.timedelta(days=1)
    return Interval(firsts[place], max(last, firsts[place]))


def _month_on(date: dt.date, months: int) -> dt.date:
    index = date.year * 12 + date.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def cut(expression: Cut, context: Context) -> Meaning:
    """ "Earlier this year" ends at the anchor, "later this month" opens there; of another period the whole is meant."""
    whole = context.uncut().resolve(expression.whole)
    days = whole.interval
    if (
        days is None
        or days.start is None
        or days.end is None
        or not days.start <= context.anchor <= days.end
        or whole.precision in {"day", "time"}
        or whole.approximate
    ):
        return whole
    days = Interval(days.start, context.anchor) if expression.side < 0 else Interval(context.anchor, days.end)
    return replace(whole, interval=days, edtf=edtf.stretch(days))


def _day_told(expression: DayPart | Clock, context: Context) -> Meaning:
    """The day beside a time of day, or the last day of the text, or the anchor."""
    if expression.day is not None:
        return context.resolve(expression.day)
    last = context.last("day", "time")
    if last is not None and last.interval is not None and last.interval.start is not None:
        return of_day(last.interval.start)
    return of_day(context.anchor)


def day_part(expression: DayPart, context: Context) -> Meaning:
    """ "Monday night": the day with the part's code; a part of no told day is of the last day of the text, or the anchor's."""
    day = _day_told(expression, context)
    date = day.value[:10]
    return Meaning("TIME", f"{date}T{expression.code}", day.interval, day.edtf, "time", expression.mod, warnings=day.warnings)


def clock(expression: Clock, context: Context) -> Meaning:
    """A time of day: of the day told beside it, or of the last day of the text, or of the anchor."""
    day = _day_told(expression, context)
    date = day.value[:10]
    time = f"T{expression.hour:02}" + (f":{expression.minute or 0:02}" if expression.hour < 24 or expression.minute else "")
    return Meaning("TIME", date + time, day.interval, day.edtf, "time", expression.mod, warnings=day.warnings)


def week_of(expression: WeekOf, context: Context) -> Meaning:
    """The ISO week of a day."""
    day = context.resolve(expression.day)
    return of_week(day.interval.start) if day.interval is not None and day.interval.start is not None else unresolved("XXXX-WXX")
