"""Every struct on the wire, by ``spec``: what a caller sends, what comes back, and the closed vocabularies.

``openapi.yaml`` and ``schemas/`` are generated from these types. A rule for changing them: a new field has a default, no field
changes its type, is renamed or removed; an enumeration may gain values in a minor version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from service.spans import Span

# --- what is sent -------------------------------------------------------------------------------------------------------------

TEXT_LIMIT = 100_000
"""The longest article, in Unicode code points."""

BODY_LIMIT = 1024 * 1024
"""The most bytes of a body, packed or unpacked, and of a line of NDJSON."""

_DAY = (
    r"(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)-02-29)"
)
_CLOCK = r"[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
DAY = rf"^{_DAY}$"
"""RFC 3339 full-date: real days of the years 1000–2999 only."""

PUBLISHED = rf"^{_DAY}(?:{_CLOCK})?$"
"""RFC 3339 full-date, or date-time with offset; real days of the years 1000–2999 only."""

NOT_BLANK = r"^[^\u0000]*[^\u0000-/:-@\[-`{-\u00a9][^\u0000]*$"
"""A text, as far as a regular expression that every validator reads can say it: no NUL, and something beside spaces and signs.

That there must be a letter or digit of any script would need classes that ECMA-262 has and Python's ``re`` lacks.
"""

NO_NUL = r"^[^\u0000]*$"
"""Any string but one with NUL, which no database's text type takes."""

ENGLISH = r"^[Ee][Nn](?:-[A-Za-z0-9]{1,8})*$"
"""A BCP 47 tag for English."""

NoNul = Annotated[str, Meta(pattern=NO_NUL)]


class Article(Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """A news article as a pipeline hands it over. Offsets in the answer count ``text`` exactly as it is here."""

    text: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=TEXT_LIMIT,
            description="The article's text: 1 to 100,000 Unicode code points, at least one of them a letter or digit.",
            extra_json_schema={"pattern": NOT_BLANK},
        ),
    ]
    published: Annotated[
        str,
        Meta(
            pattern=PUBLISHED,
            description="RFC 3339 date, or date-time with offset, whose offset is then the article's time zone.",
        ),
    ]
    id: Annotated[NoNul | None, Meta(description="The caller's own name for the article.")] = None
    title: Annotated[NoNul | None, Meta(description="Context for names only: no event or date is taken from it.")] = None
    source: Annotated[NoNul | None, Meta(description="Who published it.")] = None
    url: Annotated[NoNul | None, Meta(description="Where it was published.")] = None
    language: Annotated[
        Annotated[str, Meta(extra_json_schema={"pattern": ENGLISH})] | None,
        Meta(description="`en` skips language detection; another code is refused with 422."),
    ] = None


Scope = Literal["extract", "write", "read"]
"""What a key may allow: to extract, to keep and remove articles, to read what is kept."""

# --- closed vocabularies ------------------------------------------------------------------------------------------------------

_GROWS = Meta(description="May gain values in a minor version: take an unknown one as you would `other`.")

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Precision = Annotated[Literal["day", "week", "month", "quarter", "season", "year", "decade", "time", "other"], _GROWS]
Relation = Annotated[Literal["on", "in", "since", "until", "before", "after", "by", "during", "within"], _GROWS]
EntityType = Annotated[Literal["person", "organization", "outlet", "place", "facility", "group"], _GROWS]
SpeakerKind = Annotated[Literal["person", "organization", "outlet", "group", "anonymous"], _GROWS]
Resolved = Annotated[Literal["named", "city", "capital", "demonym", "coreference", "venue", "host"], _GROWS]
Status = Annotated[
    Literal["completed", "ongoing", "planned", "invited", "desired", "cancelled", "postponed", "ruled_out", "hypothetical"],
    _GROWS,
]
VisitKind = Annotated[Literal["state", "official", "working", "private", "campaign", "inspection", "other"], _GROWS]
Act = Annotated[
    Literal[
        "say", "report", "announce", "confirm", "deny", "decline", "invite", "thank", "apologise", "ask",
        "promise", "warn", "accuse", "praise", "criticise", "predict", "desire",
    ],
    _GROWS,
]  # fmt: skip
Quote = Annotated[Literal["direct", "indirect", "mixed"], _GROWS]
OrderRelation = Annotated[Literal["before", "after"], _GROWS]
WarningCode = Annotated[
    Literal[
        "weekday_mismatch", "ambiguous_year", "unresolved_calendar", "undated_visit", "sentence_cut", "language_uncertain",
        "ambiguous_place",
    ],
    _GROWS,
]  # fmt: skip

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
IsoDate = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A calendar day, ISO 8601")]
Confidence = Annotated[float, Meta(ge=0, le=1, description="The probability that the record is right")]

# --- what comes back ----------------------------------------------------------------------------------------------------------


class ArticleInfo(Struct, frozen=True):
    """The article an extraction belongs to; ``sha256`` is of its text in UTF-8; ``text`` only where it was asked for."""

    id: str | None
    title: str | None
    source: str | None
    url: str | None
    published: str
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    language: str
    text: str | UnsetType = UNSET


class Time(Struct, frozen=True):
    """A date or time expression, resolved against the publication date (TIMEX3 type, value and mod; EDTF level 1)."""

    id: str
    text: str
    span: Span
    type: TimexType
    value: str
    mod: str | None
    relation: Relation | None
    start: IsoDate | None
    end: IsoDate | None
    edtf: str | None
    precision: Precision
    approximate: bool
    rule: str


class Entity(Struct, frozen=True):
    """Somebody or something named: the fullest name of the article, the country represented, the roles stated, all mentions."""

    id: str
    type: EntityType
    name: str
    country: Country | None
    roles: list[str]
    mentions: list[Span]


class TextSpan(Struct, frozen=True):
    """A stretch of the text."""

    text: str
    span: Span


class Lemma(Struct, frozen=True):
    """The words that signal an event and the lemma of their head."""

    text: str
    lemma: str
    span: Span


class Participant(Struct, frozen=True):
    """Somebody who travels or receives; ``name`` as fully as the article gives it."""

    entity: str | None
    name: str
    role: str | None
    country: Country | None
    span: Span


class Destination(Struct, frozen=True):
    """The place as named, its country, and how that was resolved."""

    entity: str | None
    name: str
    country: Country | None
    span: Span
    resolved: Resolved


class EventDate(Struct, frozen=True):
    """When: days ``start`` to ``end``, both included, an open end null, with the ids of the expressions it came from."""

    start: IsoDate | None
    end: IsoDate | None
    approximate: bool
    times: list[str]


class Order(Struct, frozen=True):
    """The visit it stands in is ``relation`` the visit ``event``."""

    relation: OrderRelation
    event: str


class Mention(Struct, frozen=True):
    """One place where a visit is told: the sentence's index, the span, the trigger word."""

    sentence: int
    span: Span
    trigger: Lemma


class WeighedDate(Struct, frozen=True):
    """An expression of an event's sentence, by its id: whether it dates the event, and why or why not."""

    time: str
    chosen: bool
    reason: str


class Evidence(Struct, frozen=True):
    """Why an event came out as it did, at one place that tells of it.

    ``span`` is the trigger or the cue; ``rules`` stand in the order they applied; tense, modal, negation and condition are those of its clause;
    ``status`` is what this mention alone asserts of a visit.
    """

    span: Span
    rules: list[str]
    tense: Literal["past", "present", "future"] | None
    modal: str | None
    negated: bool
    conditional: bool
    status: Status | None
    dates: list[WeighedDate]


class VisitEvent(Struct, frozen=True, tag="visit", tag_field="type"):
    """Somebody goes, went, or may go to a place to be a guest, meet, negotiate, inspect, attend or show presence."""

    id: str
    visitors: list[Participant]
    destination: Destination
    hosts: list[Participant]
    status: Status
    kind: VisitKind | None
    purpose: TextSpan | None
    date: EventDate | None
    order: list[Order]
    reported_by: list[str]
    mentions: list[Mention]
    cameo: str | None
    confidence: Confidence
    rules: list[str] | UnsetType = UNSET
    evidence: list[Evidence] | UnsetType = UNSET


class Speaker(Struct, frozen=True):
    """The source of a statement, or the one it is addressed to."""

    entity: str | None
    name: str
    kind: SpeakerKind
    role: str | None
    country: Country | None
    span: Span


class Source(Struct, frozen=True):
    """Whom the speaker of a statement cites."""

    kind: SpeakerKind
    name: str
    span: Span


class Content(Struct, frozen=True):
    """What is said, exactly as in the text; ``text`` joins the spans with a space."""

    text: str
    spans: list[Span]


class Statement(Struct, frozen=True, tag="statement", tag_field="type"):
    """Somebody says, writes, confirms, denies, announces, promises, asks, refuses to say."""

    id: str
    speaker: Speaker | None
    act: Act
    cue: Lemma
    content: Content | None
    topic: TextSpan | None
    quote: Quote
    addressee: Speaker | None
    cites: list[Source]
    negated: bool
    date: EventDate | None
    about: list[str]
    confidence: Confidence
    rules: list[str] | UnsetType = UNSET
    evidence: list[Evidence] | UnsetType = UNSET


Event = VisitEvent | Statement
"""The tagged union of events, on ``type``."""


class Notice(Struct, frozen=True):
    """Something a careful reader should know: where a value is doubtful or was left out."""

    code: WarningCode
    message: str
    span: Span | None


class Engine(Struct, frozen=True):
    """What made the extraction."""

    version: str
    models: str


class Extraction(Struct, frozen=True, kw_only=True, tag_field="schema", tag="dateline/extraction/1"):
    """All that was found in one article; ``schema`` says which version of the contract it follows."""

    article: ArticleInfo
    times: list[Time]
    entities: list[Entity]
    events: list[Event]
    warnings: list[Notice]
    engine: Engine


# --- what is kept -------------------------------------------------------------------------------------------------------------

ARTICLE_ID = r"^[A-Za-z0-9._~-]{1,128}$"
"""What an article may be called that is kept."""


class StoredIn(Struct, frozen=True):
    """The article that a stored event is from."""

    id: str
    revision: int
    published: str
    title: str | None
    source: str | None
    url: str | None


def _stored(kind: type[Struct]) -> type[Struct]:
    """A kind of event as it is kept: the same, with the article it is from."""
    return msgspec.defstruct(
        f"Stored{kind.__name__}",
        [("article", StoredIn)],
        bases=(kind,),
        namespace={
            "__doc__": f"A `{kind.__name__}` that is kept: its id and those it refers to hold everywhere, and it names its article."
        },
        module=__name__,
        frozen=True,
        kw_only=True,
        tag=kind.__struct_config__.tag,
        tag_field="type",
    )


EVENTS: dict[str, type[Struct]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Event)}
"""Each kind of event by its ``type``."""

STORED_EVENTS = {tag: _stored(kind) for tag, kind in EVENTS.items()}
"""Each kind of event as it is kept, by its ``type``."""

if TYPE_CHECKING:
    StoredEvent = Any
else:
    StoredEvent = Union[tuple(STORED_EVENTS.values())]  # noqa: UP007 - of types that are made above


class StoredArticle(Struct, frozen=True, kw_only=True):
    """An article that is kept, as it was sent, with its extraction; the ids of the events in it are those of the stored events."""

    id: str
    revision: int
    article: Article
    extraction: Extraction


class ArticleSummary(Struct, frozen=True, kw_only=True):
    """An article that is kept, without its text and its extraction; ``sha256`` is of its text in UTF-8."""

    id: str
    revision: int
    published: str
    title: str | None
    source: str | None
    url: str | None
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    engine: Engine


Next = Annotated[
    Annotated[str, Meta(max_length=200)] | None,
    Meta(description="What to ask for as `next`, beside the same filters, for the page after this; null on the last one."),
]


class ArticlePage(Struct, frozen=True, kw_only=True):
    """A page of articles, the newest first."""

    articles: list[ArticleSummary]
    next: Next


class EventPage(Struct, frozen=True, kw_only=True):
    """A page of stored events."""

    events: list[StoredEvent]
    next: Next


class StoryVisitor(Struct, frozen=True):
    """Who travels, by the fullest name that an article gives, with the role told last and the country represented."""

    name: str
    role: str | None
    country: Country | None


class StoryDate(Struct, frozen=True):
    """The days of a visit, both ends included, as its reports tell them together."""

    start: IsoDate
    end: IsoDate
    approximate: bool


class StoryStep(Struct, frozen=True):
    """A status, the day of publication from which on it was reported, and by how many articles without a break."""

    status: Status
    published: IsoDate
    articles: int


STORY_ID = r"^[0-7][0-9a-f]{15}$"
"""What a story is called: 63 bits of a digest."""

StoryId = Annotated[str, Meta(pattern=STORY_ID, description="The same as long as the first report of the visit is the same.")]


class Story(Struct, frozen=True, kw_only=True):
    """One visit over all articles that report it.

    ``status`` is what was reported last; ``history`` tells how it came to that, near-copies left out. ``sources`` counts articles, near-copies of one
    text once; ``statements`` those that assert the visit. ``confidence`` is that of its surest report.
    """

    id: StoryId
    visitor: StoryVisitor
    destination: str
    country: Country | None
    status: Status
    date: StoryDate | None
    history: list[StoryStep]
    first_published: IsoDate
    last_published: IsoDate
    articles: int
    sources: int
    statements: int
    confidence: Confidence


class StoryReport(Struct, frozen=True, kw_only=True):
    """What one article tells of a visit: the stored event and the statements that assert it, by their ids.

    ``copy_of`` is the id of the article that the text is a near-copy of.
    """

    published: IsoDate
    status: Status
    date: EventDate | None
    event: str
    statements: list[str]
    article: StoredIn
    confidence: Confidence
    copy_of: str | None


class StoryTimeline(Story, frozen=True, kw_only=True):
    """A story with what each article tells, in order of publication: the first 500, where there are more."""

    timeline: list[StoryReport]


class StoryPage(Struct, frozen=True, kw_only=True):
    """A page of stories."""

    visits: list[Story]
    next: Next


class VisitCount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many visits have the same values of what is counted by; null stands for those that have none, what is not counted by is left out."""

    visitor_country: Country | UnsetType | None = UNSET
    country: Country | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    month: (
        Annotated[Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")] | None, Meta(description="Of the first day.")] | UnsetType
    ) = UNSET
    source: Annotated[str | None, Meta(description="Who published an article that reports it.")] | UnsetType = UNSET
    visits: int


class VisitSummary(Struct, frozen=True, kw_only=True):
    """Counts of visits, the largest first; ``visits`` is how many there are in all, ``more`` whether there are more groups than were asked for."""

    visits: int
    groups: list[VisitCount]
    more: bool


# --- what goes wrong ----------------------------------------------------------------------------------------------------------


class Fault(Struct, frozen=True):
    """One fault of a request: a JSON pointer (RFC 6901) into the body, or the name of a parameter or header, and what is wrong."""

    pointer: str
    message: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details; ``line`` and ``retriable`` only in answers of one line an article."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[Fault] = []
    line: int | None = None
    retriable: bool | None = None
