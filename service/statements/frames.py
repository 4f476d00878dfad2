"""The frames in which a verb of speech takes what is said: one function a frame, over the tree.

Each answers what is said as word indexes, or ``None`` where the tree does not fill the frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from service.entities.references import describe
from service.language.clauses import infinitival
from service.language.document import ROOT
from service.statements.reading import case_of
from service.statements.source import run_before
from service.statements.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.language.document import Document, Word
    from service.statements.reading import Reading
    from service.statements.words import Frame, VerbRow


class Filled(Struct, frozen=True):
    """What fills a frame: words said, words of a topic, the head of whom it is said to, words that belong to the cue."""

    content: frozenset[int] = frozenset()
    topic: frozenset[int] = frozenset()
    addressee: int | None = None
    cue: tuple[int, ...] = ()
    rule: str = ""


def fill(reading: Reading, verb: int, row: VerbRow) -> Filled | None:
    """The first frame of a row that a verb's dependents fill."""
    for frame in row.frames:
        found = _FRAMES[frame](reading, verb, row)
        if found is not None:
            return found
    return None


def _quote(reading: Reading, verb: int, row: VerbRow) -> Filled | None:
    """A clause set beside the verb of speech: before it, around it or after it.

    "We will go," she said · The plan, he added, is dead · He replied: "No." · as he said. Not: he said that …
    """
    document = reading.document
    word = document.words[verb]
    beside = [c for c in document.children(verb, "ccomp") if c.index < verb or reading.quotation_at(c.index) is not None]
    beside += [c for c in document.children(verb, "parataxis") if not _reports(document, c)]
    beside = [
        c for c in beside if reading.quotation_at(verb) is None or reading.quotation_at(c.index) == reading.quotation_at(verb)
    ]
    if beside:
        said = {i for c in beside for i in _on_its_side(reading, verb, c)}
        if all(c.index < verb and reading.quotation_at(c.index) is None for c in beside):
            said |= _up_to_comma(reading, verb)
        return Filled(frozenset(said), addressee=spoken_to(reading, verb), rule="content-beside")
    if word.relation == "parataxis" and word.head != ROOT and document.child(verb, "ccomp") is None:
        return _around(reading, verb, word.head, "content-around")
    if _is_interjected(document, word):
        return _around(reading, verb, word.head, "interjected")
    as_said = word.relation == "advcl" and any(m.lemma == "as" for m in document.children(verb, "mark"))
    if (
        as_said
        and not row.manner
        and word.head != ROOT
        and document.child(verb, "ccomp", "xcomp", "obj", "advcl", "nsubj:pass") is None
    ):
        return _around(reading, verb, word.head, "as-said")
    return None


def _up_to_comma(reading: Reading, verb: int) -> set[int]:
    """All of a sentence before the comma that its closing cue stands behind, where the tree may have lost some: *prices rose*, officials said."""
    document = reading.document
    sentence = document.sentence_of(verb)
    first, _ = run_before(document, verb)
    comma = first - 1
    if comma <= sentence.first or document.words[comma].text != "," or sentence.last - verb > _LONGEST_TAIL:
        return set()
    return {i for i in range(sentence.first, comma) if reading.quotation_at(i) == reading.quotation_at(verb)}


_LONGEST_TAIL = 8
"""Words that may follow a closing cue: "officials said on Monday in a statement."."""


def _is_interjected(document: Document, word: Word) -> bool:
    """Whether a verb with its subject stands between two commas and says nothing itself: the plan, he added, is dead."""
    if word.relation not in {"advcl", "dep", "acl", "conj"} or word.deprel == "acl:relcl" or word.head == ROOT:
        return False
    subject = document.child(word.index, "nsubj")
    if subject is None or document.child(word.index, "ccomp", "xcomp", "obj", "mark", "cc") is not None:
        return False
    own = document.subtree(word.index, lambda w: w.upos != "PUNCT")
    sentence = document.sentence_of(word.index)
    before, after = own[0] - 1, own[-1] + 1
    return (
        before >= sentence.first
        and after < sentence.last
        and document.words[before].text == ","
        and document.words[after].text == ","
    )


def _on_its_side(reading: Reading, verb: int, content: Word) -> list[int]:
    """The words below some content that are said too: of quoted content unquoted words beyond the cue are the reporter's ("…," he said in a letter to her)."""
    below, quoted, before = reading.document.subtree(content.index), reading.quoted, content.index < verb
    return below if content.index not in quoted else [i for i in below if i in quoted or (i < verb) == before]


def _reports(document: Document, word: Word) -> bool:
    """Whether a clause is itself one of reporting, set into the other: its verb is one of speech with a subject."""
    return (
        word.lemma in words().verbs
        and document.child(word.index, "nsubj") is not None
        and document.child(word.index, "ccomp", "obj") is None
    )


def _around(reading: Reading, verb: int, head: int, rule: str) -> Filled | None:
    document = reading.document
    own = set(document.subtree(verb))
    said = set(document.subtree(head)) - own
    if reading.quotation_at(head) is not None and reading.quotation_at(verb) is None:
        said = {i for i in said if reading.quotation_at(i) is not None or _between_quotations(reading, i, head)}
    return Filled(frozenset(said), addressee=spoken_to(reading, verb), rule=rule) if said else None


def _between_quotations(reading: Reading, index: int, head: int) -> bool:
    """Whether an unquoted word belongs to what is said with a quoted head: it hangs below the quoted words."""
    return any(a.index == head for a in reading.document.ancestors(index))


def _clause(reading: Reading, verb: int, _row: VerbRow) -> Filled | None:
    """A finite or interrogative complement: said that he would go · asked whether … · it was announced that …."""
    document = reading.document
    kids = document.children(verb, "ccomp")
    if not kids and document.child(verb, "expl", "aux:pass") is not None:
        kids = document.children(verb, "csubj")
    if not kids:
        return None
    said = {i for c in kids for i in document.subtree(c.index)}
    if kids[0].index > verb and document.child(verb, "aux:pass") is None:
        said = {i for i in said if i > verb}
    heard = spoken_to(reading, verb)
    that = next((m.index for m in document.children(kids[0].index, "mark") if m.lemma == "that"), None)
    if that is not None and heard is None and min(said) < that and document.words[min(said)].lemma == "to":
        heard = next((i for i in range(min(said) + 1, that) if is_being(reading, i)), None)
        said = {i for i in said if i >= that} if heard is not None else said
    return Filled(frozenset(said), addressee=heard, rule="clause")


def _infinitive(reading: Reading, verb: int, row: VerbRow) -> Filled | None:
    """An infinitive, with whoever shall do it: promised to go · invited him to visit · asked her to stay. Not: called him to ask."""
    document = reading.document
    kids = [c for c in document.children(verb, "xcomp", "advcl", "ccomp") if c.index > verb and infinitival(document, c.index)]
    somebody_asked = row.act in {"ask", "invite"} and document.child(verb, "obj", "iobj", "nsubj:pass") is not None
    kids = [c for c in kids if c.relation != "advcl" or somebody_asked]
    if not kids or (document.words[verb].lemma == "call" and document.child(verb, "obj") is not None):
        return None
    said = set(document.subtree(kids[0].index))
    somebody = next(iter(document.children(verb, "obj", "iobj")), None)
    if somebody is not None and somebody.index < kids[0].index:
        said |= set(document.subtree(somebody.index))
    heard = somebody if somebody is not None else document.child(verb, "nsubj:pass")
    return Filled(frozenset(said), addressee=heard.index if heard is not None else None, rule="infinitive")


_WITH_OBJECT = frozenset({"for", "of", "as", "over", "with", "about"})
"""Prepositions of what is praised, blamed, described in somebody: "accused him of lying"."""


def _object(reading: Reading, verb: int, row: VerbRow) -> Filled | None:
    """A noun phrase is what is said: praised the deal · accused him of lying · the deal was denounced by ….

    Not a guest ("welcomed him at the airport") nor a thing that carries words ("read a letter").
    """
    document = reading.document
    thing = document.child(verb, "obj") or document.child(verb, "nsubj:pass")
    if thing is None or (
        document.words[verb].lemma in words().guest and (_is_somebody(reading, thing) or thing.deprel == "nsubj:pass")
    ):
        return None
    if thing.upos == "PRON" and thing.feats.get("Reflex") == "Yes":
        return None
    said = set() if row.act in {"invite", "thank"} else set(document.subtree(thing.index))
    for extra in document.children(verb, "obl", "advcl", "xcomp"):
        if extra.index > verb and (case_of(document, extra.index) in _WITH_OBJECT or _marked(document, extra)):
            said |= set(document.subtree(extra.index))
    heard = thing.index if row.act in {"invite", "thank"} else None
    return Filled(frozenset(said), addressee=heard, rule="object")


def _marked(document: Document, word: Word) -> bool:
    return any(m.lemma in _WITH_OBJECT for m in document.children(word.index, "mark"))


def _is_somebody(reading: Reading, word: Word) -> bool:
    return word.upos == "PRON" or describe(reading.document, reading.entities, word.index).type in {"person", "group"}


def is_being(reading: Reading, index: int) -> bool:
    """Whether a noun phrase names somebody or some body that can be spoken to: reporters, Vedomosti, her. Not: the truth, the purpose."""
    word = reading.document.words[index]
    if word.upos == "PRON":
        return word.feats.get("PronType") not in {"Rel", "Int", "Dem"}
    return word.upos == "PROPN" or (word.upos == "NOUN" and describe(reading.document, reading.entities, index).type is not None)


_NAMING = frozenset({"call", "label", "dub", "term", "brand"})
"""Verbs whose object is followed by what it is called, with no "as" between."""


def _predicate(reading: Reading, verb: int, _row: VerbRow) -> Filled | None:
    """An object and what it is called: called him a liar · described the talks as useful. Not: called him (by telephone), a man called John."""
    document = reading.document
    thing = document.child(verb, "obj") or document.child(verb, "nsubj:pass")
    relative = document.words[verb].relation == "acl" and document.child(verb, "nsubj") is not None
    named = next(
        (c for c in document.children(verb, "xcomp", "obl", "advcl", "ccomp") if c.index > verb and _names(document, verb, c)),
        None,
    )
    if document.words[verb].lemma in _NAMING and document.child(verb, "nsubj", "nsubj:pass") is not None:
        second = [*document.children(verb, "obj")[1:2], *document.children(verb, "iobj"), *document.children(verb, "parataxis")]
        named = named or next((w for w in second if w.index > verb), None)
        quoted = _quoted_name(reading, verb)
        if quoted is not None and (thing is not None or relative):
            return Filled(frozenset(range(verb + 1, quoted + 1)), rule="called")
        if named is None and relative and thing is not None and thing.index > verb:
            named = thing
    if named is None or (thing is None and not relative):
        return None
    said = set(document.subtree(named.index)) | (set(document.subtree(thing.index)) if thing is not None else set())
    return Filled(frozenset(said), rule="called")


def _quoted_name(reading: Reading, verb: int) -> int | None:
    """The last word of quotation marks that close the phrase after a verb of naming: called the ruling "a win"."""
    document = reading.document
    if reading.quotation_at(verb) is not None:
        return None
    for index in range(verb + 1, document.sentence_of(verb).last):
        number = reading.quotation_at(index)
        if number is not None:
            return reading.words_in(reading.quotations[number].span)[-1]
        if document.words[index].upos in {"VERB", "AUX", "SCONJ"} or document.words[index].text in {",", ";", ":"}:
            return None
    return None


def _names(document: Document, verb: int, word: Word) -> bool:
    if any(c.lemma == "as" for c in document.children(word.index, "case", "mark")):
        return True
    return (
        word.relation == "xcomp"
        and document.words[verb].lemma in {"call", "label", "dub", "term", "brand"}
        and document.child(word.index, "mark") is None
    )


def _about(reading: Reading, verb: int, row: VerbRow) -> Filled | None:
    """A prepositional object is what is said: called for calm · warned of war · pointed to the risk · called on her to resign."""
    document = reading.document
    clause = next(
        (c for c in document.children(verb, "xcomp", "advcl") if c.index > verb and infinitival(document, c.index)),
        None,
    )
    for thing in document.children(verb, "obl", "advcl"):
        prepositions = document.children(thing.index, "case", "mark")
        preposition = next((p for p in prepositions if p.lemma.lower() in row.prepositions), None)
        if preposition is None or thing.index < verb:
            continue
        said = set(document.subtree(thing.index)) - {preposition.index}
        heard = None
        calls_on = document.words[verb].lemma == "call" and preposition.lemma in {"on", "upon"}
        if calls_on or (row.act == "ask" and preposition.lemma == "to"):
            if clause is None:
                continue
            said, heard = said | set(document.subtree(clause.index)), thing.index
        return Filled(
            frozenset(said),
            addressee=heard if heard is not None else spoken_to(reading, verb),
            cue=(preposition.index,),
            rule="about",
        )
    return None


def _bare(_reading: Reading, _verb: int, _row: VerbRow) -> Filled | None:
    """Nothing more is needed: they declined · she apologised."""
    return Filled(rule="bare")


def _told(reading: Reading, verb: int, _row: VerbRow) -> Filled | None:
    """Somebody is spoken to and what is said is not told: she warned the brothers."""
    heard = spoken_to(reading, verb)
    return Filled(addressee=heard, rule="told") if heard is not None else None


def spoken_to(reading: Reading, verb: int, relation: str = "obl") -> int | None:
    """The head of whom a verb of speech is said to: told *reporters* · confirmed to *Vedomosti* · was told. Not: said to calm them."""
    document = reading.document
    for word in document.children(verb, "iobj", "obj"):
        if is_being(reading, word.index) and reading.quotation_at(word.index) == reading.quotation_at(verb):
            return word.index
    for word in document.children(verb, relation):
        if case_of(document, word.index) == "to" and word.index > verb and is_being(reading, word.index):
            return word.index
    return None


_FRAMES: dict[Frame, Callable[[Reading, int, VerbRow], Filled | None]] = {
    "quote": _quote,
    "clause": _clause,
    "infinitive": _infinitive,
    "object": _object,
    "predicate": _predicate,
    "about": _about,
    "bare": _bare,
    "told": _told,
}
