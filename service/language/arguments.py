"""Who does what to whom in a tree: the arguments of a predicate, also where grammar leaves them unsaid.

All functions name words by their index in the document. Relations are Universal Dependencies v2.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from service.language.clauses import infinitival
from service.language.document import remembered

if TYPE_CHECKING:
    from service.language.document import Document, Word

_OBJECT_CONTROL = frozenset(
    {
        "invite",
        "ask",
        "urge",
        "allow",
        "permit",
        "send",
        "force",
        "order",
        "tell",
        "persuade",
        "expect",
        "want",
        "help",
        "enable",
        "encourage",
        "call",
        "require",
        "see",
        "let",
    }
)
"""Verbs whose object, not subject, is the subject of their infinitive (Huddleston & Pullum 2002, §14.3)."""

_KEEPING = frozenset({"bar", "ban", "prevent", "block", "prohibit", "stop", "keep", "discourage", "deter", "dissuade"})
"""Verbs whose object is the subject of what "from" leads to (VerbNet forbid-67, prevent-77.2)."""

_INVITING = frozenset({"invitation", "request", "appeal"})
"""Nouns whose infinitive is done by those they are made to, not by those who make them."""

_GIVING = frozenset({"extend", "convey", "issue", "send", "deliver", "renew", "offer", "make", "give", "hand", "write"})
"""Verbs whose subject makes, or passes on, the invitation; that of any other ("accepted", "received") has it."""

_INDEX = attrgetter("index")

_WHEN = frozenset({"after", "before", "since", "until"})
"""Prepositions that are conjunctions too."""

_RELATIVE = frozenset({"who", "which", "that", "whom"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
"""Marks that say whose the next noun is."""

_OUTSIDE = frozenset({"acl", "appos", "conj", "cc", "parataxis", "punct", "case", "cop", "nsubj", "aux", "advcl", "mark"})
"""Relations of what hangs by a noun and is no part of its phrase."""


def conjuncts(document: Document, index: int) -> list[int]:
    """A word and those coordinated with it, from its place on: "China" → China, Belarus, Uzbekistan; not "it was X, *not Y*, who"."""
    found = [index]
    below = document.related[index]
    if "conj" not in below and "appos" not in below:
        return found
    for child in below.get("conj", ()):
        denied = any(c.text.lower() == "not" for c in document.children(child.index, "advmod", "cc"))
        if child.upos in {"NOUN", "PROPN", "PRON", "NUM"} and not denied:
            found += conjuncts(document, child.index)
    if document.words[index].upos == "PROPN":  # of "A, B and C" the parser takes B for an apposition
        for beside in below.get("appos", ()):
            if beside.upos == "PROPN" and beside.index < found[-1]:
                found.append(beside.index)
            elif beside.upos == "PROPN" and document.child(beside.index, "conj") and _are_places(document, index, beside.index):
                found += conjuncts(document, beside.index)
    return sorted(found)


def _are_places(document: Document, *indexes: int) -> bool:
    return all((name := document.name_at(i)) is not None and name.type == "place" for i in indexes)


def first_conjunct(document: Document, index: int) -> int:
    """The head of the coordination a word stands in."""
    while document.words[index].relation == "conj" and (head := document.head(index)) is not None:
        index = head.index
    return index


def subject(document: Document, predicate: int) -> int | None:
    """The one who does it, said or unsaid.

    "Kim *traveled*" → Kim; "was visited *by* inspectors" → inspectors; "was invited *to visit*" → the one invited; "plans *to visit*" → the planner;
    "Ritter, who *arrived*" → Ritter; "officials *visiting* Hanoi" → officials; "his desire *to visit*" → his; "met Xi and *flew* home" → the one who met.
    ``None`` for a passive with no agent and for what nobody is named for.
    """
    return _subject(document, predicate, set())


def _subject(document: Document, predicate: int, seen: set[int]) -> int | None:
    if predicate in seen:
        return None
    seen.add(predicate)
    word = document.words[predicate]
    if is_passive(document, predicate):
        return _agent(document, predicate)
    own = document.child(predicate, "nsubj")
    if own is not None and own.deprel != "nsubj:pass":
        return _antecedent(document, word, own)
    return _unsaid(document, word, seen)


def patient(document: Document, predicate: int) -> int | None:
    """The one it is done to: the object, or the subject of a passive, said or unsaid ("agreed to be *received*", "sites *visited* by")."""
    own = document.child(predicate, "nsubj:pass")
    if own is not None:
        return _antecedent(document, document.words[predicate], own)
    if is_passive(document, predicate):
        return _unsaid(document, document.words[predicate], {predicate})
    found = document.child(predicate, "obj")
    if found is not None and found.lemma.lower() in _RELATIVE and document.words[predicate].deprel == "acl:relcl":
        return document.words[predicate].head
    return _displaced(document, predicate) if found is None else found.index


def _displaced(document: Document, predicate: int) -> int | None:
    """The object that something put between costs a verb: "visited, on Tuesday, *the headquarters*"; "received on Monday *the minister*"."""
    own = document.child(predicate, "nsubj")
    if own is None or own.index > predicate:
        return None
    lost = (
        c
        for c in document.children(predicate, "nsubj", "parataxis", "dep", "dislocated")
        if c.index > predicate and c.upos in {"NOUN", "PROPN"}
    )
    return next((c.index for c in lost if document.child(c.index, "case", "cop", "nsubj") is None), None)


@remembered
def is_passive(document: Document, predicate: int) -> bool:
    """Whether a verb is passive: by its auxiliary or subject, or as a bare past participle ("a statement *issued* by")."""
    below = document.related[predicate]
    if "nsubj:pass" in below or "aux:pass" in below:
        return True
    word = document.words[predicate]
    bare = word.xpos == "VBN" and word.relation in {"acl", "amod", "advcl"}
    return bare and below.keys().isdisjoint(("aux", "nsubj", "obj"))


def governor(document: Document, index: int) -> Word | None:
    """The word that governs the coordination a word stands in."""
    return document.head(first_conjunct(document, index))


@remembered
def case(document: Document, index: int) -> str | None:
    """The preposition of a noun phrase, lower case, with its fixed parts: "according to", "ahead of"."""
    below = document.related[index]
    marks = list(below.get("case", ()))
    if not marks and "nmod:desc" in below:  # "by President X": the parser may hang "by" by the title
        marks = [m for t in below["nmod:desc"] for m in document.children(t.index, "case")]
    if not marks and "flat" in below:  # "to Port Moresby": or by the second word of a name
        marks = [m for f in below["flat"] for m in document.children(f.index, "case") if m.index < index]
    if not marks and "compound" in below:  # "to a red-carpet welcome": or by a word before it
        marks = [m for c in below["compound"] for m in document.children(c.index, "case")]
    if not marks and document.words[index].relation == "conj":
        return case(document, document.words[index].head)
    if not marks:
        return None
    if len(marks) == 1 and marks[0].index and document.lows[marks[0].index - 1] == "ahead":
        return f"ahead {document.lows[marks[0].index]}"  # of which the parser makes an adverb
    if len(marks) == 1 and "fixed" not in document.related[marks[0].index]:
        low = document.lows[marks[0].index]
        return None if low in POSSESSIVE else low
    parts = [w for m in marks for w in (m, *document.children(m.index, "fixed"))]
    parts.sort(key=_INDEX)
    dropped = POSSESSIVE | {"while"}  # "pledged aid *while in* PLACE"
    return " ".join(low for w in parts if (low := document.lows[w.index]) not in dropped) or None


def particles(document: Document, index: int) -> set[str]:
    """The particles and adverbs of a verb, in lower case: "set *off*", "goes *on*"; the parser takes either for the other."""
    return {document.lows[p.index] for p in document.children(index, "compound", "advmod")}


@remembered
def phrase(document: Document, index: int) -> tuple[int, ...]:
    """The words of a noun phrase without its clauses, appositions and conjuncts, in text order."""
    return tuple(document.subtree(index, lambda w: w.relation not in _OUTSIDE))


def _agent(document: Document, predicate: int) -> int | None:
    """The "by" phrase of a passive, also where the tree hangs it by the infinitive: "was invited to visit Japan *by X*"."""
    for verb in (predicate, *(x.index for x in document.children(predicate, "xcomp"))):
        for child in document.children(verb, "obl", "nmod", "obj"):
            if child.deprel == "obl:agent" or case(document, child.index) == "by":
                return child.index
    return None


def _antecedent(document: Document, predicate: Word, found: Word) -> int:
    """What a relative pronoun stands for; any other word for itself."""
    if found.lemma.lower() in _RELATIVE and found.upos in {"PRON", "DET"}:
        clause = predicate
        while clause.relation == "conj" and (above := document.head(clause.index)) is not None:
            clause = above
        if clause.deprel.startswith("acl") and clause.head >= 0:
            return _one_of(document, clause.head)
    return found.index


def _one_of(document: Document, several: int) -> int:
    """Who is said to be one of several, for what those do: "X was *one of 14 leaders* who held talks"; any other noun for itself."""
    one = document.head(several) if document.words[several].relation == "nmod" and case(document, several) == "of" else None
    if one is None or one.lemma.lower() != "one" or document.child(one.index, "cop") is None:
        return several
    who = document.child(one.index, "nsubj")
    return several if who is None else who.index


def _unsaid(document: Document, word: Word, seen: set[int]) -> int | None:
    """The subject that a clause takes over from the one it hangs in."""
    above = document.head(word.index)
    if above is None:
        return None
    if word.relation == "conj":
        if document.child(above.index, "nsubj") is not None and is_passive(document, above.index):
            return patient(document, above.index)
        return _subject(document, above.index, seen)
    if word.relation in {"xcomp", "advcl"} and (whom := _for_whom(document, word, above)) is not None:
        return whom
    if word.relation in {"advcl", "acl", "parataxis", "conj"} and (doer := _behind_when(document, word, above)) is not None:
        return doer
    to_do = infinitival(document, word.index)
    kept = above.lemma.lower() in _KEEPING and any(m.lemma == "from" for m in document.children(word.index, "mark"))
    if kept or word.relation in {"xcomp", "ccomp"} or (word.relation == "advcl" and to_do and above.lemma in _OBJECT_CONTROL):
        if kept or above.lemma.lower() in _OBJECT_CONTROL or is_passive(document, above.index):
            asked = document.child(above.index, "iobj") if not is_passive(document, above.index) else None
            controller = patient(document, above.index) if asked is None else asked.index
            if controller is not None and controller != word.index:
                return controller
        return _subject(document, above.index, seen)
    if word.relation == "csubj" and (whose := document.child(above.index, "nsubj")) is not None:
        return whose.index
    if word.relation == "advcl" and to_do:
        offered = document.child(above.index, "obj") or document.child(above.index, "nsubj")
        if offered is not None and offered.lemma.lower() in _INVITING:  # "conveyed an invitation from X to Y *to visit*"
            return _invitee(document, offered, word, seen)
    if word.relation in {"advcl", "parataxis"}:
        return patient(document, above.index) if is_passive(document, above.index) else _subject(document, above.index, seen)
    if word.relation in {"acl", "amod"}:
        if document.child(above.index, "cop") is not None and (whose := document.child(above.index, "nsubj")) is not None:
            return whose.index if whose.text.lower() != "it" else _whose_turn(document, above, whose)
        if word.xpos in {"VBG", "VBN"} and not to_do:
            return above.index
        if above.lemma.lower() in _INVITING:
            return _invitee(document, above, word, seen)
        for_him = [
            n.index for n in document.children(above.index, "nmod") if case(document, n.index) == "for" and n.index < word.index
        ]
        if for_him and to_do:  # "no plans *for X* to visit"
            return for_him[0]
        owner = document.child(above.index, "nmod:poss")
        if owner is not None:
            return owner.index
        return _holder(document, above, seen)
    return None


def _whose_turn(document: Document, noun: Word, it: Word) -> int:
    """Whose it is to do something: "it was the turn *of X* to visit", "it is *X's* duty to visit"; "it" itself where nobody is named."""
    of = (
        n.index
        for n in document.children(noun.index, "nmod")
        if n.deprel == "nmod:poss" or case(document, n.index) in {"of", "for"}
    )
    return next(of, it.index)


def _for_whom(document: Document, infinitive: Word, above: Word) -> int | None:
    """The subject that "for" gives an infinitive, though the tree hangs it by the verb before: "paid *for legislators* to fly to PLACE"."""
    to = next((m for m in document.children(infinitive.index, "mark") if m.lemma == "to"), None)
    if to is None:
        return None
    led = (o for o in document.children(above.index, "obl") if o.index < to.index and case(document, o.index) == "for")
    return next((o.index for o in led if document.subtree(o.index)[-1] == to.index - 1), None)


def _behind_when(document: Document, word: Word, above: Word) -> int | None:
    """The subject of a clause of time that the tree makes a phrase of the verb before: "gathered pace *after its minister*, X, travelled"."""
    if word.xpos != "VBD":
        return None
    led = (o for o in document.children(above.index, "obl") if o.index < word.index and case(document, o.index) in _WHEN)
    for phrase_of in led:
        inside = [i for i in document.subtree(phrase_of.index) if document.words[i].upos != "PUNCT"]
        if inside[-1] < word.index and word.index - inside[-1] <= 2:
            return phrase_of.index
    return None


def _invitee(document: Document, noun: Word, infinitive: Word, seen: set[int]) -> int | None:
    """Whom an invitation is for: "an invitation *to X* to visit", "sent *X* an invitation to visit", "*X* has an invitation to visit"."""
    above = document.head(noun.index)
    near = [*document.subtree(noun.index), *([c.index for c in document.children(above.index, "obl", "iobj")] if above else [])]
    for index in sorted(near):
        word = document.words[index]
        if (
            index < infinitive.index
            and word.upos in {"NOUN", "PROPN", "PRON"}
            and (case(document, index) == "to" or word.deprel == "iobj")
        ):
            return index
    if above is None or above.upos != "VERB" or noun.relation not in {"obj", "obl", "nsubj"} or above.lemma.lower() in _GIVING:
        return None
    return (
        patient(document, above.index)
        if is_passive(document, above.index) and noun.relation != "nsubj"
        else _subject(document, above.index, seen)
    )


def _holder(document: Document, noun: Word, seen: set[int]) -> int | None:
    """Whose "plan" or "desire" a bare noun is: the subject of the verb it depends on, or the noun itself for people ("the first leader to visit")."""
    above = document.head(noun.index)
    if noun.relation in {"obj", "obl", "xcomp"} and above is not None:
        given = document.child(above.index, "iobj")
        if noun.relation == "obj" and given is not None:  # "denied *him* permission to travel"
            return given.index
        return patient(document, above.index) if is_passive(document, above.index) else _subject(document, above.index, seen)
    return noun.index
