"""Small trees made by hand for one sentence, so that the date stage is tested without models.

Every word hangs by the finite verb, which is enough for tense; tags come from a short table and the shape of the word.
"""

from __future__ import annotations

import re

from service.language.document import ROOT, Document, Sentence, Word
from service.spans import Span

_TOKENS = re.compile(
    r"(?:[A-Z]\.){2,}|[ap]\.m\.|\b(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|Mon|Tues|St)\.|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?|'s\b|’s\b|\w+|[^\w\s]"
)
_XPOS = {
    "VBD": "left arrived said met was were won took visited began told went set had sat rose did announced issued promised grew fell cost led lasted",
    "VBZ": "is has meets says does lasts",
    "VBP": "are have meet say fall",
    "MD": "will may would could should 'll",
    "VB": "visit leave return arrive meet come be go march",
    "IN": "in on since until by before after during within of for at from between over than through to with till",
    "DT": "the a an this that these those every each all",
    "PRP": "he she it they him we I",
    "RB": "ago now recently soon earlier later early late daily annually not only once twice just down currently",
    "JJ": "last next past recent same previous following coming current few several rare",
    "CC": "and or but",
    "CD": "one two three four five six seven eight nine ten twenty thirty forty fifty",
}
_TAGS = {word: tag for tag, words in _XPOS.items() for word in words.split()}
_UPOS = {
    "VBD": "VERB", "VBZ": "VERB", "VBP": "VERB", "VB": "VERB", "MD": "AUX", "IN": "ADP", "DT": "DET", "PRP": "PRON", "RB": "ADV", "JJ": "ADJ", "CC": "CCONJ",
    "CD": "NUM", "NNP": "PROPN", "NN": "NOUN", "NNS": "NOUN", "POS": "PART", ".": "PUNCT",
}  # fmt: skip
_FINITE = {
    "VBD": {"VerbForm": "Fin", "Tense": "Past"},
    "VBZ": {"VerbForm": "Fin", "Tense": "Pres"},
    "VBP": {"VerbForm": "Fin", "Tense": "Pres"},
}


def _xpos(token: str, place: int) -> str:
    if token.lower() in _TAGS and not (token in {"May", "March"} and place > 0):
        return _TAGS[token.lower()]
    if token[0].isdigit():
        return "CD"
    if token in {"'s", "’s"}:
        return "POS"
    if not token[0].isalnum():
        return "."
    if token[0].isupper():
        return "NNP"
    return "NNS" if token.endswith("s") and len(token) > 3 else "NN"


def tree(text: str) -> Document:
    """The document of a text; sentences end at a full stop before a capital or at a blank line."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    for start, end in _sentences(text):
        _add(text, start, end, words, sentences)
    return Document(text, tuple(words), tuple(sentences), ())


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for cut in re.finditer(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z])|\n\n", text):
        if text[: cut.start()].endswith((".m.", "Oct.", "Nov.", "Dec.", "Sept.", "Aug.", "Feb.", "Jan.")):
            continue
        spans.append((start, cut.start()))
        start = cut.end()
    return [*spans, (start, len(text))]


def _add(text: str, start: int, end: int, words: list[Word], sentences: list[Sentence]) -> None:
    tokens = [(m.start() + start, m.end() + start, m.group()) for m in _TOKENS.finditer(text[start:end])]
    if not tokens:
        return
    first = len(words)
    tags = [_xpos(token, place) for place, (_, _, token) in enumerate(tokens)]
    modal = next((i for i, tag in enumerate(tags) if tag == "MD" and any(t == "VB" for t in tags[i:])), None)
    verb = next((i for i, tag in enumerate(tags) if tag == "VB" and modal is not None and i > modal), None)
    if verb is None:
        verb = next((i for i, tag in enumerate(tags) if tag in _FINITE), 0)
    since = next((i for i, (_, _, token) in enumerate(tokens) if token.lower() == "since"), None)
    for i, ((a, b, token), tag) in enumerate(zip(tokens, tags, strict=True)):
        relation, head = "obl", first + verb
        if i == verb:
            relation, head = "root", ROOT
        elif i == modal:
            relation = "aux"
        elif i == since and verb > i:
            relation = "mark"
        words.append(
            Word(
                first + i,
                len(sentences),
                token,
                token.lower(),
                _UPOS.get(tag, "X"),
                tag,
                _FINITE.get(tag, {}),
                head,
                relation,
                Span(a, b),
            )
        )
    sentences.append(Sentence(len(sentences), first, first + len(tokens), first + verb, Span(tokens[0][0], tokens[-1][1])))
