"""How far a visit is real: one account over the tree, from the word that names it outwards.

The status starts with the clause's own tense, modality and negation. Each predicate that governs it may then change it: controls by
their row in ``controls.toml``, negation by turning that row round, light and aspectual verbs not at all. Reported speech ends the walk: what
somebody says is taken at its word (the statement that says so is linked), save a denial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language.arguments import case, governor, particles, subject
from service.language.clauses import CLAUSAL, clause, infinitival, is_negated
from service.visits.words import Status, controls, is_time_word, triggers

if TYPE_CHECKING:
    from service.language.document import Document, Word
    from service.visits.model import Candidate

_HYPOTHETICAL_MODALS = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
_BEFORE = frozenset({"before", "ahead of", "until", "prior to"})
_AHEAD = frozenset({"once", "when", "before", "after", "until"})
"""What makes of the present tense a future: "*once* he arrives" (Huddleston & Pullum 2002, §4.2.4)."""

_DENIAL = frozenset({"deny", "refute", "dismiss"})

Judged = tuple[Status | None, str]
"""A status, ``None`` where the words only refer to a visit, and the name of the rule that gave it."""


def status(document: Document, candidate: Candidate) -> Judged:
    """What the words around a candidate assert of its visit; what is only asked is not asserted."""
    found, rule = _status(document, candidate)
    if found in {"completed", "ongoing", "planned"} and _is_asked(document, document.words[candidate.predicate]):
        return "hypothetical", f"asked, {rule}"
    return found, rule


def _is_asked(document: Document, word: Word) -> bool:
    """Whether a clause is a question of yes or no: "*Is* he *going* to PLACE*?*"."""
    sentence = document.sentence_of(word.index)
    if document.words[sentence.last - 1].text != "?" and document.words[max(sentence.first, sentence.last - 2)].text != "?":
        return False
    own = document.child(word.index, "nsubj")
    helpers = document.children(word.index, "aux", "cop")
    return word.relation == "root" and own is not None and bool(helpers) and helpers[0].index < own.index


def _status(document: Document, candidate: Candidate) -> Judged:
    if candidate.rule == "has an invitation to":
        return _control_word(document, document.words[candidate.trigger], negated=False) or "invited", candidate.rule
    if candidate.rule == "is kept out":
        found, rule = _verb(document, word := document.words[candidate.predicate])
        return ("ruled_out" if found in {"completed", "ongoing"} else None), f"{word.lemma} entry, {rule}"
    if candidate.frame == "invitation":
        return _governed(document, document.words[candidate.predicate], "invited", "is invited")
    word = document.words[candidate.trigger]
    if candidate.rule == "a stage of the visit":
        found, rule = _verb(document, document.words[candidate.predicate])
        stage = document.head(candidate.trigger)
        midway = stage is not None and stage.lemma.lower() in triggers().nouns.midway
        now = found == "completed" and (midway or clause(document, candidate.predicate).tense == "present")
        return ("ongoing" if now else found), f"a stage of the visit, {rule}"
    if (
        candidate.rule == "a journey takes X to" and candidate.predicate != candidate.trigger
    ):  # "put off a tour that *would have taken* him to"
        above = document.words[candidate.predicate]
        turned = own_control(document, above, negated=is_negated(document, above.index))
        return turned or "hypothetical", f"{above.lemma} the journey"
    if candidate.rule == "does at":
        return _verb(document, document.words[candidate.predicate])
    if candidate.rule == "gets no farther than":
        found, rule = _verb(document, word)
        return ("completed" if found == "ruled_out" else found), rule
    if candidate.rule == "stays away from":
        found, rule = _verb(document, word)
        undone: dict[Status | None, Status | None] = {
            "completed": "ruled_out",
            "planned": "ruled_out",
            "ongoing": "ruled_out",
            "ruled_out": "planned",
        }
        return undone.get(found, found), f"stays away, {rule}"
    if candidate.rule == "is expected in":
        return _awaited(document, document.words[candidate.trigger])
    if candidate.frame == "gathering":
        return _verb(document, document.words[candidate.predicate])
    if candidate.frame == "noun" or (candidate.frame == "encounter" and word.upos in {"NOUN", "PROPN"}):
        return _noun(document, word, document.words[candidate.predicate])
    if candidate.rule == "visiting X" or word.relation == "amod":
        return "ongoing", "visiting X"
    if candidate.rule in {"is beside in PLACE", "is back from"}:
        outer = clause(document, candidate.predicate)
        if any(a.lemma.lower() == "now" for a in document.children(candidate.trigger, "advmod")):
            return "ongoing", candidate.rule
        under_way = candidate.frame == "location" and outer.tense == "present"
        return ("ongoing" if under_way else "completed"), candidate.rule
    found, rule = _verb(document, word)
    if candidate.frame == "location" and found == "completed" and clause(document, word.index).tense == "present":
        return "ongoing", "is in PLACE"
    still = any(a.lemma.lower() == "still" for a in document.children(word.index, "advmod"))
    if candidate.frame == "location" and found == "completed" and (still or _since(document, word)):
        return "ongoing", "has been in PLACE since"
    if candidate.rule == "is off to":
        return ("ruled_out" if found == "ruled_out" else "planned"), "is off to"
    if candidate.frame == "departure" and found == "planned":
        return "ongoing", "is to leave"
    if found == "ruled_out" and rule == "negated" and _speaks_there(document, candidate):
        return ("ongoing" if candidate.frame == "location" else "completed"), "not here for that"
    return found, rule


def _speaks_there(document: Document, candidate: Candidate) -> bool:
    """Whether somebody denies why he has come, not that he has: "*we* did not come *here* to recognise anyone"."""
    speaks = any(document.lows[v] in {"i", "we"} for v in candidate.visitors)
    return speaks and any(document.lows[d] == "here" for d in candidate.destinations)


def _since(document: Document, word: Word) -> bool:
    """Whether a perfect reaches to the present: "has been in PLACE *since* Sunday"."""
    facts = clause(document, word.index)
    return (
        facts.perfect
        and case(document, word.index) in {"in", "at"}
        and any(case(document, c.index) == "since" for c in document.children(word.index, "obl", "nmod"))
    )


def _awaited(document: Document, word: Word) -> Judged:
    """ "is *expected* back in PLACE": planned, unless it is not."""
    if _is_undone(document, word):
        return "cancelled", "had been expected in"
    return ("ruled_out" if is_negated(document, word.index) else "planned"), "is expected in"


def _is_undone(document: Document, word: Word) -> bool:
    """Whether a plan is told in the past perfect, for it came to nothing: "*had been* due in PLACE" (Huddleston & Pullum 2002, §3.6)."""
    return clause(document, word.index).perfect and any(
        a.text.lower() in {"had", "'d"} for a in document.children(word.index, "aux")
    )


def _verb(document: Document, word: Word) -> Judged:
    facts = clause(document, word.index)
    if facts.conditional:
        return "hypothetical", "under if"
    marks = {m.text.lower() for m in document.children(word.index, "mark", "case")}
    if marks & {"without", "against"}:
        return "ruled_out", "without, against"
    leading = [w.text.lower() for w in document.words[max(0, word.index - 2) : word.index]]
    if leading == ["due", "to"]:  # which the tree may take for an adverb, or for another clause
        above = document.head(word.index)
        undone = _is_undone(document, word) or (
            above is not None and above.lemma.lower() == "due" and _is_undone(document, above)
        )
        return ("cancelled" if undone else "planned"), "is due to"
    infinitive = infinitival(document, word.index)
    heads = document.children(word.index, "aux", "cop")
    if word.relation in {"xcomp", "acl"} and (top := document.head(word.index)) is not None:  # "is next week *to visit*"
        heads += [top] if word.relation == "xcomp" else (document.children(top.index, "cop") if is_time_word(top) else [])
    if infinitive and any(a.lemma == "be" and a.feats.get("Tense") == "Past" for a in heads) and facts.perfect:
        return "cancelled", "was to have"
    if infinitive and any(a.lemma == "be" and a.feats.get("VerbForm") == "Fin" for a in heads) and not facts.passive:
        return _governed(document, word, "ruled_out" if facts.negated else "planned", "is to")
    if facts.finite:
        return _governed(document, word, *_finite(document, word))
    before = _temporal_mark(document, word)
    above = document.head(word.index)
    if above is None or word.relation == "root":
        return ("planned", "bare infinitive") if infinitive else ("completed", "headline")
    if before is not None:
        outer, rule = _outer(document, above)
        return (
            (outer, f"before, {rule}")
            if before in _BEFORE
            else (("planned" if outer == "planned" else "completed"), f"{before}, {rule}")
        )
    if word.relation == "conj":
        return _verb(document, above)
    own: Judged = ("ruled_out", "negated") if facts.negated else (None, "non-finite")
    offered = document.child(above.index, "obj") if word.relation == "advcl" and (infinitive or marks & {"in", "of"}) else None
    if offered is not None and offered.index < word.index and own_control(document, offered, negated=False) is not None:
        above = offered  # "extended an *invitation* to X to visit", "expressed *interest* in visiting"
    if infinitive and _is_out_of_reach(document, above):
        return "ruled_out", "too X to, yet to"
    controlled = _control(document, word, above)
    if controlled is not None:
        return controlled if own[0] is None else own
    if own[0] is not None:
        return own
    if word.relation in {"acl", "amod"} and word.xpos in {"VBG", "VBN"}:
        return "completed" if word.xpos == "VBN" else (
            "ongoing" if _outer(document, above)[0] != "planned" else "planned"
        ), "participle"
    bare = document.child(above.index, "cop") is None
    if (
        infinitive
        and word.relation == "acl"
        and above.relation == "root"
        and bare
        and subject(document, word.index) == above.index
    ):
        return "planned", "headline infinitive"  # "Foreign ministers *to meet* in PLACE"
    if infinitive and _is_open(document, word, above):
        return "hypothetical", f"{above.lemma.lower()} to"
    if word.relation in CLAUSAL or word.relation == "obl":
        return _outer(document, above)
    return "completed", "non-finite"


def _is_out_of_reach(document: Document, above: Word) -> bool:
    """Whether an infinitive is of what does not come about: "*too ill* to travel", "has *yet* to visit"."""
    return any(a.lemma.lower() in {"too", "yet"} for a in document.children(above.index, "advmod"))


def _is_open(document: Document, word: Word, above: Word) -> bool:
    """Whether an infinitive's governor leaves open if it comes about: "needs *to fly*", "a chance *to visit*"; not "managed *to visit*", "the first *to visit*"."""
    if above.lemma.lower() in controls().implicative.words | triggers().nouns.visit:
        return False  # "is on a *visit* to A to attend a fair in B"
    if word.relation == "xcomp":
        return True
    if any(
        c.feats.get("NumType") == "Ord" or c.lemma.lower() in {"last", "only", "latest"}
        for c in document.children(above.index, "amod")
    ):
        return False  # "became the *first* leader to visit"
    return word.relation == "acl" and subject(document, word.index) != above.index


def _finite(document: Document, word: Word) -> Judged:
    facts = clause(document, word.index)
    if facts.modal in _HYPOTHETICAL_MODALS:
        return "hypothetical", f"modal {facts.modal}"
    if (
        facts.negated
        and facts.tense == "future"
        and any(a.text.lower() == "longer" for a in document.children(word.index, "advmod"))
    ):
        return "cancelled", "no longer"
    if facts.negated:
        return "ruled_out", "negated"
    if facts.modal == "would" and any(clause(document, c.index).conditional for c in document.children(word.index, "advcl")):
        return "hypothetical", "would if"
    if facts.modal == "would":
        return "planned", "future in the past"
    if facts.tense == "future":
        return "planned", "future"
    if facts.tense == "present":
        if word.relation == "advcl" and _temporal_mark(document, word) in _AHEAD:
            return "planned", "present in a clause of time"
        if facts.progressive:
            return "ongoing", "present progressive"
        if document.lemmas[word.index] in triggers().verbs.motion and "on" in particles(document, word.index):
            return "planned", "present, next"  # "goes *on* to PLACE"
        return "completed", "present"
    return "completed", "past"


def _governed(document: Document, word: Word, found: Status | None, rule: str) -> Judged:
    """What the governors of a finite clause make of it: a hope, a denial, a condition; any other report leaves it."""
    above = governor(document, word.index)
    if above is None or word.relation not in {"ccomp", "acl", "csubj", "xcomp"} or word.deprel == "acl:relcl":
        return found, rule
    negated = is_negated(document, above.index)
    told_of = word.relation in {"acl", "ccomp"} and above.relation == "obj"
    over = document.head(above.index) if told_of else None
    if over is not None and over.lemma.lower() in _DENIAL and not is_negated(document, over.index):
        return "ruled_out", f"{over.lemma} {above.lemma} that"  # "*denied* reports that he would go to"
    if above.lemma.lower() in _DENIAL and not negated:
        return "ruled_out", f"{above.lemma} that"
    turned = controls().of(above.lemma.lower(), negated=negated)
    if turned in {"desired", "cancelled", "postponed"} or (turned == "hypothetical" and found == "planned"):
        return turned, f"{above.lemma} that"
    return found, rule


def _control(document: Document, word: Word, above: Word) -> Judged | None:
    """The status that the nearest control over a non-finite clause gives; aspectual and light verbs hand on to their own governors."""
    chain: list[Word] = [above, *document.ancestors(above.index)]
    below = word
    for step in chain:
        own_way = below.relation == "advcl" and not infinitival(document, below.index)
        if own_way and not any(
            m.text.lower() in {"of", "about", "on", "from", "in"} for m in document.children(below.index, "mark")
        ):
            return None  # who promises aid "*speaking* in PLACE" does not promise to speak
        if (
            below.relation not in {"xcomp", "ccomp", "acl", "advcl", "csubj", "conj", "obl", "nmod", "obj"}
            or below.deprel == "acl:relcl"
        ):
            return None
        none = step.upos == "NOUN" and any(
            d.lemma.lower() == "no" for d in document.children(step.index, "det")
        )  # "has *no* plans"
        negated = none or is_negated(document, step.index)
        turned = _control_word(document, step, negated=negated)
        if turned is not None:
            if clause(document, step.index).conditional:
                return "hypothetical", "under if"
            if turned == "planned" and _is_undone(document, step):
                return "cancelled", f"had been {step.lemma.lower()}"
            return turned, ("not " if negated else "") + step.lemma.lower()
        if step.upos == "VERB" and clause(document, step.index).finite:
            return None
        below = step
    return None


def _control_word(document: Document, word: Word, *, negated: bool) -> Status | None:
    """The status that a control gives what it governs; of a noun ("plans", "an invitation") what is done with it counts too."""
    found = own_control(document, word, negated=negated)
    above = governor(document, word.index)
    if (
        found not in {"planned", "invited", "desired", "hypothetical"}
        or word.upos != "NOUN"
        or above is None
        or above.upos != "VERB"
    ):
        return found
    if word.relation not in {"obj", "iobj", "nsubj", "conj"} or (word.relation == "nsubj" and word.deprel != "nsubj:pass"):
        return found
    undone = is_negated(document, above.index)
    if found == "invited" and above.lemma.lower() in controls().acceptance.words:
        return "ruled_out" if undone else "planned"
    turned = own_control(document, above, negated=undone)
    return turned if turned in {"cancelled", "postponed", "ruled_out"} else found


def own_control(document: Document, word: Word, *, negated: bool) -> Status | None:
    """The status that a word by itself, with its particle, gives what it governs; ``None`` where it is no control."""
    lemma = document.lemmas[word.index]
    if (phrasal := controls().particles.get(lemma)) is not None:
        near = particles(document, word.index) | {
            *document.lows[word.index + 1 : word.index + 2]
        }  # "*fell through* over a dispute"
        for row in phrasal:
            if row.particle in near:
                return row.negated if negated else row.status
    return controls().of(lemma, negated=negated)


def _outer(document: Document, word: Word) -> Judged:
    """The status a governing predicate would have were it the visit itself."""
    if word.upos in {"VERB", "AUX"} or document.child(word.index, "cop") is not None:
        return _verb(document, word)
    above = document.head(word.index)
    if above is None:
        return None, "fragment"
    return _outer(document, above)


def _noun(document: Document, noun: Word, predicate: Word) -> Judged:
    """ "paid a visit", "the planned visit", "his visit was cancelled", "ahead of the visit", "on a visit to"."""
    if document.child(noun.index, "cop") is not None and clause(document, noun.index).tense == "future":
        return "planned", "it will be the visit"
    for modifier in (
        *document.children(noun.index, "amod", "compound"),
        *(a for a in document.children(noun.index, "acl") if a.xpos == "VBN" and a.deprel == "acl"),
    ):
        lemma = modifier.lemma.lower()
        if lemma == "aim":
            continue  # "a visit *aimed* at strengthening ties"
        if modifier.text.lower() in controls().adverbs.past or lemma in controls().adverbs.past:
            return "completed", f"{lemma} visit"
        turned = controls().of(modifier.text.lower()) or controls().of(lemma)
        if turned is not None:
            return _undone_by(document, noun) or (turned, f"{lemma} visit")
    if predicate.index != noun.index or noun.deprel in {"nsubj", "nsubj:pass"}:
        verb = predicate if predicate.index != noun.index else governor(document, noun.index)
        lead = case(document, noun.index)
        if verb is not None and noun.relation == "obl" and lead is not None and not governs(verb, lead):
            outer = _verb(document, verb)[0]
            if noun.lemma.lower() == "way" and outer in {"completed", "ongoing"}:
                return "planned", "on the way"
            return outer, f"{lead} the visit"  # who promises aid *during* a visit is on one
        if verb is not None:
            return _carried(document, noun, verb)
    above = governor(document, noun.index)
    preposition = case(document, noun.index)
    if (
        preposition == "on" and document.child(noun.index, "cop") is not None
    ):  # "is *on a visit* to", "would soon be *on her way* to"
        found, rule = _verb(document, noun)
        under_way = found == "completed" and clause(document, noun.index).tense == "present"
        if noun.lemma.lower() == "way" and (under_way or found == "ongoing"):
            return "planned", "on the way"
        return ("ongoing" if under_way else found), f"on the visit, {rule}"
    if preposition in _BEFORE or (above is not None and above.lemma.lower() == "ahead"):
        return "planned", f"{preposition} the visit"
    if above is not None and above.upos in {"VERB", "NOUN", "ADJ"}:
        negated = is_negated(document, above.index)
        turned = _control_word(document, above, negated=negated)
        if turned is not None and (preposition is None or governs(above, preposition)):
            return turned, f"{above.lemma} the visit"
    made = document.child(above.index, "nsubj") if above is not None and preposition == "for" else None
    if made is not None and (turned := own_control(document, made, negated=False)) is not None:
        return turned, f"{made.lemma} for the visit"  # "*preparations* are under way for a visit"
    if preposition in {"on", "during"} and above is not None:
        outer = _outer(document, above)[0]
        if noun.lemma.lower() == "way" and outer in {"completed", "ongoing"}:
            return "planned", "on the way"
        return ("ongoing" if clause(document, above.index).tense == "present" else outer), f"{preposition} the visit"
    if preposition in {"after", "following", "since"}:
        return "completed", f"{preposition} the visit"
    if preposition in {"except for", "except", "apart from", "besides"}:  # "has not left home, *except for* a trip to X"
        return "completed", "exception"
    return None, "the visit"


def governs(above: Word, preposition: str) -> bool:
    """Whether a preposition leads from a control to what it controls: "prepares *for*", "is keen *on*"; who promises aid *on* a trip is on it."""
    if preposition == "on":
        return above.upos != "VERB" or above.lemma.lower() in controls().with_on.words
    return above.upos != "VERB" or preposition in {"for", "to", "of", "out of", "about"}


def _undone_by(document: Document, noun: Word) -> Judged | None:
    """What is done away with a visit that was to be: "*abandoned* a planned trip"."""
    above = governor(document, noun.index)
    if above is None or above.upos != "VERB" or noun.relation not in {"obj", "nsubj", "obl"}:
        return None
    turned = own_control(document, above, negated=is_negated(document, above.index))
    return (turned, f"{above.lemma} the visit") if turned in {"cancelled", "postponed", "ruled_out"} else None


def _carried(document: Document, noun: Word, verb: Word) -> Judged:
    """A noun of going that a verb carries: "paid a visit", "the visit will take place", "the trip was called off"."""
    negated = is_negated(document, verb.index) or any(d.lemma.lower() == "no" for d in document.children(noun.index, "det"))
    turned = _control_word(document, verb, negated=negated) if verb.lemma.lower() != "off" else None
    if turned is not None:
        return turned, f"{verb.lemma} the visit"
    found, rule = _verb(document, verb)
    if negated and found in {"completed", "planned", "ongoing"}:
        return "ruled_out", "no visit"
    if verb.lemma.lower() == "off" and document.child(verb.index, "cop") is not None:
        return "cancelled", "the visit is off"
    if case(document, noun.index) == "from" and found in {"completed", "planned", "ongoing"}:
        return ("ongoing" if found == "planned" else "completed"), "comes back from the visit"
    if verb.lemma.lower() in triggers().verbs.departure and clause(document, verb.index).tense == "present":
        return "planned", "leaves for the visit"
    if verb.lemma.lower() == "continue" and found in {"completed", "planned"} and clause(document, verb.index).tense == "present":
        return "ongoing", "the visit continues"
    if verb.lemma.lower() in {"begin", "start"} and found == "completed" and case(document, noun.index) is None:
        return "ongoing", "began a visit"
    if noun.deprel == "nsubj" and found == "completed" and clause(document, verb.index).tense == "present":
        return None, "the visit is"
    if verb.lemma.lower() not in triggers().support.travels and noun.deprel not in {"nsubj", "nsubj:pass"}:
        return (found if found in {"completed", "planned", "ongoing"} else None), f"{verb.lemma} a visit"
    return found, rule


def _temporal_mark(document: Document, word: Word) -> str | None:
    for mark in document.children(word.index, "mark", "case"):
        if mark.text.lower() in {"before", "after", "since", "while", "until", "upon", "when", "once", "as", "following"}:
            return mark.text.lower()
    return None
