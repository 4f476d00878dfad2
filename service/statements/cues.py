"""Where a text signals speech: cues of verbs, of nouns and of prepositions, each with what fills its frame and whose words they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from service.language import clauses
from service.statements.frames import Filled, fill, spoken_to
from service.statements.reading import case_of
from service.statements.source import Source, owner_of, phrase_after, source_of_verb
from service.statements.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.language.document import Document, Word
    from service.statements.reading import Reading
    from service.statements.words import VerbRow


class Cue(Struct, frozen=True):
    """A cue as the tree shows it: its words, the one it hangs by, the act it names, its source and what fills its frame.

    ``open`` marks one whose content the tree does not show and that quotation marks may still give; it is dropped if they do not.
    """

    head: int
    words: tuple[int, ...]
    act: str
    source: Source
    filled: Filled
    negated: bool
    rules: tuple[str, ...]
    open: bool = False


_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NO_VERB = frozenset({"amod", "case", "mark", "fixed", "aux", "cop", "compound"})
"""Relations in which a verb heads no clause."""


def find_cues(reading: Reading) -> list[Cue]:
    """All cues of a document in text order; what belongs to another cue ("declined *to comment*") is no cue of its own."""
    document = reading.document
    found: list[Cue] = []
    nouns, telling = words().nouns, words().telling
    for word, lemma, low in zip(document.words, document.lemmas, document.lows, strict=True):
        if lemma not in telling and low != "according":
            continue
        if (word.upos == "VERB" or word.xpos in _FINITE) and word.relation not in _NO_VERB:
            found += _verb_cues(reading, word, lemma)
        elif word.upos in {"NOUN", "PROPN"} and lemma in nouns:
            found += _noun_cues(document, word, lemma)
        elif low == "according":
            found += _according(document, word)
        elif word.upos == "NOUN" and lemma == "word":
            found += _in_words(document, word)
    return _apart(found)


def _apart(cues: list[Cue]) -> list[Cue]:
    """Cues without those that lie inside another: "issued a statement" beside "saying", "comment" of "declined to comment"."""
    kept: list[Cue] = []
    taken: set[int] = set()
    for cue in sorted(cues, key=lambda c: (-len(c.words), c.head)):
        if taken.isdisjoint(cue.words):
            kept.append(cue)
            taken.update(cue.words)
    return sorted(kept, key=lambda c: (min(c.words), c.head))


# --- verbs --------------------------------------------------------------------------------------------------------------------


def _verb_cues(reading: Reading, word: Word, lemma: str) -> Iterator[Cue]:
    document = reading.document
    if lemma in words().light or lemma in words().feeling:
        light = _light_cue(reading, word, lemma)
        if light is not None:
            yield light
            return
    rows = words().verbs.get(lemma)
    if rows is None:
        return
    silence = _silence(document, word, lemma)
    if silence is not None:
        yield silence
        return
    source = _outside(reading, word, source_of_verb(document, word.index))
    if _is_idle(reading, word, source):
        return
    row, filled = _fitting(reading, word, rows)
    if filled is not None and not _asserts(reading, word, source, filled):
        return
    particle = tuple(c.index for c in document.children(word.index, "compound:prt"))
    negation = _negation(document, word)
    cue = (*negation, word.index, *particle, *filled.cue) if filled is not None else (*negation, word.index, *particle)
    rules = (f"verb:{lemma}", source.rule)
    if filled is not None and row is not None:
        if negation and filled.rule in _BARE_NAMES:
            filled = replace(filled, content=frozenset(), topic=filled.content | filled.topic)  # nothing is said of it
        if source.rule == "by-agent" and source.head is not None:
            filled = replace(filled, content=filled.content - set(document.subtree(source.head)))
        yield Cue(word.index, tuple(sorted(cue)), _act(word, row, filled), source, filled, bool(negation), (*rules, filled.rule))
    elif any("quote" in r.frames for r in rows):
        act = next(r.act for r in rows if "quote" in r.frames)
        heard = spoken_to(reading, word.index)
        yield Cue(word.index, tuple(sorted(cue)), act, source, Filled(addressee=heard), bool(negation), rules, open=True)


def _outside(reading: Reading, word: Word, source: Source) -> Source:
    """The source of a participle that the tree hung by a quoted verb, whose subject says nothing: "We need change," *he* said, arguing that ….

    It is that of the verb of speech before it, outside the quotation.
    """
    document = reading.document
    inside = source.head is not None and reading.quotation_at(source.head) is not None
    if not inside or source.rule != "participle" or reading.quotation_at(word.index) is not None:
        return source
    sentence = document.sentence_of(word.index)
    for index in range(word.index - 1, sentence.first - 1, -1):
        before = document.words[index]
        if before.xpos in {"VBD", "VBZ", "VBP"} and before.lemma in words().verbs and reading.quotation_at(index) is None:
            return Source(source_of_verb(document, index).head, "participle-after-quotation")
    return source


_BARE_NAMES = frozenset({"object", "about", "called", "bare", "told"})
"""Rules of frames that a noun phrase fills: weak signs of speech, which need more around them."""

_GOING_ON = frozenset({"go", "continue", "begin", "start", "proceed", "keep", "stop", "hasten", "rush", "use"})
"""Verbs under which an infinitive or participle of speech is speech that happens."""


def _asserts(reading: Reading, word: Word, source: Source, filled: Filled) -> bool:
    """Whether a verb whose frame is filled tells of an utterance.

    Not: a passive with neither agent nor clause ("questions asked of them") · a wish to speak of something ("wants to praise him") · words of
    praise, blame and mention in what somebody else says ("the talks confirmed the importance", inside a quotation).
    """
    weak = filled.rule in _BARE_NAMES
    if source.head is None:
        return not weak
    document = reading.document
    if weak and source.rule in {"subject-control", "object-control"}:
        head = document.head(word.index)
        return head is not None and head.lemma in _GOING_ON
    return not (weak and reading.quotation_at(word.index) is not None)


def _fitting(reading: Reading, word: Word, rows: tuple[VerbRow, ...]) -> tuple[VerbRow | None, Filled | None]:
    for row in rows:
        if (filled := fill(reading, word.index, row)) is not None:
            return row, filled
    return None, None


def _act(word: Word, row: VerbRow, filled: Filled) -> str:
    """The act of a verb in its frame: telling somebody to do something is asking."""
    if filled.rule == "infinitive" and word.lemma in {"tell", "remind", "say"} and filled.addressee is not None:
        return "ask"
    return row.act


def _negation(document: Document, word: Word) -> tuple[int, ...]:
    """The words that negate a verb of speech, its helper with them: *did not* tell."""
    if not clauses.is_negated(document, word.index):
        return ()
    adverbs = [
        c
        for c in document.children(word.index, "advmod")
        if c.lemma.lower() in {"not", "never", "n't"} or c.text.lower() in {"n't", "n’t"}
    ]
    if not adverbs:
        return ()
    helpers = [c.index for c in document.children(word.index, "aux") if c.index == adverbs[0].index - 1]
    return (*helpers, adverbs[0].index)


def _is_idle(reading: Reading, word: Word, source: Source) -> bool:
    """Whether a verb of speech reports nothing.

    "I thank you", "we hope" performed inside a quotation · an infinitive nobody is the subject of ("hard to say") · "say" for "let us suppose" ·
    an order ("tell them").
    """
    document = reading.document
    if source.head is None:
        return source.rule != "passive"
    speaker = document.words[source.head]
    first_person = speaker.lemma.lower() in {"i", "we"}
    if first_person:
        clause = clauses.clause(document, word.index)
        return clause.tense != "past" or reading.quotation_at(word.index) is None
    return speaker.lemma.lower() in {"it", "there"} and speaker.deprel == "expl"


def _silence(document: Document, word: Word, lemma: str) -> Cue | None:
    """Declining to speak: declined to comment on the visit · refused to say whether · would not elaborate · did not respond to a request."""
    if lemma in {"decline", "refuse"}:
        speech = next((c for c in document.children(word.index, "xcomp") if c.lemma.lower() in words().declined), None)
        if speech is None:
            return None
        own: tuple[int, ...] = (word.index, *(m.index for m in document.children(speech.index, "mark")), speech.index)
        return _declined(document, word, speech, own)
    if lemma not in words().negated_silence:
        return None
    negation = _negation(document, word)
    return _declined(document, word, word, (*negation, word.index)) if negation else None


def _declined(document: Document, word: Word, speech: Word, own: tuple[int, ...]) -> Cue | None:
    source = source_of_verb(document, word.index)
    if source.head is None:
        return None
    topic: set[int] = set()
    prepositions: tuple[int, ...] = ()
    for thing in document.children(speech.index, "obl", "obj", "ccomp", "xcomp", "advcl"):
        preposition = next(
            (c for c in document.children(thing.index, "case", "mark") if c.lemma in {"on", "about", "to", "upon"}), None
        )
        if (
            thing.index > speech.index
            and (thing.relation != "advcl" or preposition is not None)
            and (thing.relation != "obl" or preposition is not None)
        ):
            topic = set(document.subtree(thing.index)) - (
                {preposition.index} if preposition is not None and thing.relation != "xcomp" else set()
            )
            break
    filled = Filled(topic=frozenset(topic), cue=prepositions, rule="topic" if topic else "bare")
    undone = word.index == speech.index and clauses.clause(document, word.index).modal is None  # "would not say" is a refusal
    return Cue(word.index, own, "decline", source, filled, negated=undone, rules=("silence", source.rule))


# --- nouns --------------------------------------------------------------------------------------------------------------------


def _light_cue(reading: Reading, verb: Word, lemma: str) -> Cue | None:
    """A verb that only utters its noun: expressed his desire to visit · issued an apology · sent a letter of thanks. Not: issued a visa."""
    document = reading.document
    thing = document.child(verb.index, "obj") or document.child(verb.index, "nsubj:pass")
    if thing is None:
        return None
    row = words().nouns.get(thing.lemma.lower())
    if thing.lemma.lower() in words().media:
        inner = next(
            (
                c
                for c in document.children(thing.index, "nmod")
                if case_of(document, c.index) == "of" and c.lemma.lower() in words().nouns
            ),
            None,
        )
        if inner is not None:
            thing, row = inner, words().nouns[inner.lemma.lower()]
    if (
        row is None
        or (row.light_only and lemma not in words().feeling)
        or (not row.light_only and lemma not in words().light | words().feeling)
    ):
        return None
    said = _content_of_noun(document, thing, row.contents) | _content_of_noun(document, verb, row.contents, "obl")
    if not said and (row.act in {"say", "report"} or thing.lemma.lower() in words().media):
        return None
    source = source_of_verb(document, verb.index)
    if source.head is None:
        return None
    negation = _negation(document, verb)
    own = tuple(sorted({*negation, verb.index, thing.index}))
    heard = spoken_to(reading, verb.index) or spoken_to(reading, thing.index, "nmod")
    heard = heard if heard != thing.index else None
    return Cue(
        verb.index,
        own,
        row.act,
        source,
        Filled(frozenset(said), addressee=heard, rule="light-verb"),
        bool(negation),
        (f"noun:{thing.lemma.lower()}", source.rule),
    )


def _content_of_noun(document: Document, noun: Word, prepositions: tuple[str, ...], *relations: str) -> set[int]:
    """What a noun of speech holds: his claim *that it works* · the invitation *to visit* · criticism of *the deal*."""
    said: set[int] = set()
    for child in document.children(noun.index, *(relations or ("acl", "ccomp", "nmod", "appos", "advcl"))):
        if child.index < noun.index or child.deprel == "acl:relcl":
            continue
        if child.relation in {"nmod", "obl"}:
            if (preposition := case_of(document, child.index)) in prepositions:
                said |= {
                    i
                    for i in document.subtree(child.index)
                    if document.words[i].lemma != preposition or document.words[i].head != child.index
                }
        elif child.relation != "appos" and (
            child.xpos == "VB" or child.relation == "ccomp" or document.child(child.index, "mark") is not None
        ):
            said |= set(document.subtree(child.index))
    return said


_WORN_AS_SUBJECT = frozenset({"nsubj", "nsubj:pass", "root", "compound", "amod"})


def _noun_cues(document: Document, noun: Word, lemma: str) -> Iterator[Cue]:
    """A noun whose source and content are told: Macron's invitation to Paris · his claim that it works · the announcement by the ministry that ….

    Not: an invitation · the president's statement. An invitation's source alone tells what is said.
    """
    row = words().nouns[lemma]
    if row.light_only:
        return
    owner = owner_of(document, noun.index)
    if owner is None or document.words[owner].lemma.lower() in {"i", "my", "our", "your", "you"}:
        return
    said = _content_of_noun(document, noun, row.contents)
    if not said and row.act != "invite":
        return
    yield Cue(
        noun.index,
        (noun.index,),
        row.act,
        Source(owner, "owner"),
        Filled(frozenset(said), rule="noun"),
        negated=False,
        rules=(f"noun:{lemma}", "owner"),
    )


def _according(document: Document, word: Word) -> Iterator[Cue]:
    """According to somebody: the clause that the phrase is set in is what is said."""
    to = word.index + 1 if word.index + 1 < len(document.words) and document.words[word.index + 1].lemma == "to" else word.index
    governors = [*document.children(word.index, "obl", "nmod", "obj"), document.head(word.index)]
    source = next((g for g in governors if g is not None and g.index > to and g.upos not in {"VERB", "AUX"}), None)
    own = tuple(range(word.index, to + 1))
    if source is not None and source.sentence == word.sentence:
        yield Cue(
            word.index,
            own,
            "say",
            Source(source.index, "according-to"),
            _clause_around(document, source, word),
            negated=False,
            rules=("according-to",),
        )
        return
    head = phrase_after(document, to)
    anchor = document.head(word.index)
    if head is None or anchor is None:
        return
    said = set(document.subtree(clauses.predicate_of(document, anchor.index))) - set(document.subtree(head))
    said = {i for i in said if i < word.index} if anchor.index < word.index else said - set(range(word.index, head + 1))
    filled = Filled(frozenset(said), rule="clause-around")
    yield Cue(word.index, own, "say", Source(head, "according-to"), filled, negated=False, rules=("according-to", "phrase-after"))


def _in_words(document: Document, noun: Word) -> Iterator[Cue]:
    """In somebody's words: in Peskov's words, the visit is "ready"."""
    if noun.feats.get("Number") == "Sing" or case_of(document, noun.index) != "in":
        return
    owner = document.child(noun.index, "nmod:poss") or next(
        (c for c in document.children(noun.index, "nmod") if case_of(document, c.index) == "of"), None
    )
    if owner is None:
        return
    own = tuple(i for i in document.subtree(noun.index) if i <= noun.index and i not in document.subtree(owner.index))
    yield Cue(
        noun.index,
        own or (noun.index,),
        "say",
        Source(owner.index, "in-words"),
        _clause_around(document, noun, noun),
        negated=False,
        rules=("in-words",),
    )


def _clause_around(document: Document, phrase: Word, head: Word) -> Filled:
    """The clause that a phrase of source is set in, without the phrase."""
    top, anchor = phrase, document.head(phrase.index)
    while anchor is not None and anchor.index in {head.index, *document.subtree(head.index)}:
        top, anchor = anchor, document.head(anchor.index)
    if anchor is None:
        return Filled(rule="clause-around")
    predicate = clauses.predicate_of(document, anchor.index)
    said = set(document.subtree(predicate)) - set(document.subtree(top.index))
    return Filled(frozenset(said), rule="clause-around")
