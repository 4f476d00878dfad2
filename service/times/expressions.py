"""What a time expression says, before anything is computed: the output of the grammar and the input of the resolver."""

from __future__ import annotations

from msgspec import Struct

from service.times.words import Mod, UnitName


class Count(Struct, frozen=True):
    """How many: ``low`` to ``high``; ``exact`` is false for "a few", "several" and bare plurals. Nothing is known where ``low`` is ``None``."""

    low: float | None
    high: float | None
    exact: bool = True


class Calendar(Struct, frozen=True):
    """A year, month or day by name or number, as far as told. Here and below, a year under 100 is two figures of which the century is not told.

    ``shift`` is "last" (-1), "this" (0), "next" (1) before a weekday or month, or whole weeks in days (-7, 7: "Friday next week");
    ``year_shift`` the same of the year ("September last year"). ``back`` counts from the text's last date ("the previous Friday").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: int | None = None
    year_shift: int | None = None
    back: bool = False
    fiscal: bool = False
    month_shift: int | None = None
    """The same of the month: "the 20th of next month"."""
    near: bool = False
    """Whether "coming" or "past" after "this" asks for the very next or latest one."""


class Season(Struct, frozen=True):
    """A season by TIMEX3 code, of a year where told."""

    code: str
    year: int | None = None
    shift: int | None = None
    year_shift: int | None = None


class Fraction(Struct, frozen=True):
    """The ``number``-th quarter (``Q``) or half (``H``) of a year.

    ``number`` is ``None`` for "the quarter": the last one of the text, ``years`` on.
    """

    kind: str
    number: int | None
    year: int | None = None
    year_shift: int | None = None
    shift: int | None = None
    back: bool = False
    years: int = 0


class Decade(Struct, frozen=True):
    """``tens`` is the year without its last digit; below 100 the century is not told."""

    tens: int


class Century(Struct, frozen=True):
    """``hundreds`` is the year without its last two digits."""

    hundreds: int


class Relative(Struct, frozen=True):
    """The anchor's own period (0) or its neighbour: "last month" -1, "today" a day 0; ``whole`` is false for "the past year", which is not a calendar year."""

    unit: UnitName
    offset: int
    whole: bool = True


class Back(Struct, frozen=True):
    """A period of the text's last date or a neighbour of it: "that year" 0, "the following month" 1."""

    unit: UnitName
    offset: int
    part: str | None = None


class Ago(Struct, frozen=True):
    """So many units before (-1) or after (1) the anchor, or the last date of the text (``back``); ``rough`` for "about" and "nearly"."""

    count: Count
    unit: UnitName
    side: int
    back: bool = False
    within: bool = False
    mod: Mod | None = None
    base: Calendar | Relative | None = None
    rest: tuple[tuple[Count, UnitName], ...] = ()
    """Further counts: "two years and three months ago"."""


class Stretch(Struct, frozen=True):
    """The time right before (-1) or after (1) the anchor: "the past few weeks", "recent weeks"; ``loose`` where no count is said."""

    count: Count
    unit: UnitName
    side: int
    mod: Mod | None = None


class Duration(Struct, frozen=True):
    """A length of time, largest unit first."""

    parts: tuple[tuple[Count, UnitName], ...]
    mod: Mod | None = None


class Repeat(Struct, frozen=True):
    """A time that comes again and again; ``value`` is TIMEX3's."""

    value: str


class Reference(Struct, frozen=True):
    """Only past, present or future."""

    value: str
    mod: Mod | None = None


class Part(Struct, frozen=True):
    """The early, middle or late part of something; ``edge`` for its very beginning or end ("the end of the year", not "late this year")."""

    mod: Mod
    whole: Expression
    edge: bool = False


class Cut(Struct, frozen=True):
    """What of a period lies before (-1, "earlier this year") or after (1, "later this month") the anchor."""

    side: int
    whole: Expression


class DayPart(Struct, frozen=True):
    """A part of a day by TIMEX3 code; ``day`` is ``None`` where the text does not say which."""

    code: str
    day: Expression | None
    mod: Mod | None = None


class Clock(Struct, frozen=True):
    """A time of day on a 24-hour clock; ``minute`` is ``None`` where not told."""

    hour: int
    minute: int | None
    day: Expression | None
    mod: Mod | None = None


class Weekend(Struct, frozen=True):
    """A weekend: "last" (-1), "this" (0), "next" (1), or as the tense asks."""

    shift: int | None


class Holiday(Struct, frozen=True):
    """A holiday by its rule in ``words.toml``."""

    rule: str
    year: int | None = None
    shift: int | None = None
    year_shift: int | None = None


class WeekOf(Struct, frozen=True):
    """The week that holds a day."""

    day: Expression


class Foreign(Struct, frozen=True):
    """A date in a calendar that is not converted."""


class Same(Struct, frozen=True):
    """The last date of the text itself ("at the time")."""


class SchoolYear(Struct, frozen=True):
    """A school or academic year by the year it opens in, or the anchor's own (0) or a neighbour of it."""

    year: int | None = None
    shift: int | None = None


class Nth(Struct, frozen=True):
    """The ``number``-th (-1 the last) weekday (Monday 0), "day", "week" or "weekend" of a month or year."""

    number: int
    what: int | str
    whole: Expression


class Weekdays(Struct, frozen=True):
    """The ``count``-th such weekday before (-1) or after (1) the anchor: "two Sundays ago"."""

    count: int
    weekday: int
    side: int


class Seasons(Struct, frozen=True):
    """So many seasons before (-1) or after (1) the anchor: "the past three summers"."""

    count: int
    code: str
    side: int


Expression = (
    Calendar | Season | Fraction | Decade | Century | Relative | Back | Ago | Stretch | Duration | Repeat | Reference | Part | Cut | DayPart
    | Clock | Weekend | Holiday | WeekOf | Foreign | Same | Nth | Weekdays | Seasons | SchoolYear
)  # fmt: skip


class Found(Struct, frozen=True):
    """An expression at atoms ``first`` (included) to ``last`` (excluded) of a line, with the rule that found it.

    ``joined`` says that it forms a range with the expression before it ("June 3 to 5").
    """

    first: int
    last: int
    expression: Expression
    rule: str
    joined: bool = False
