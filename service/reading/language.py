"""Is the text English? Refused only where another language is surely there; where nobody can tell, the article goes on with a warning.

Detection is py3langid's (naive Bayes over byte sequences; its confidence is tempered by the length of the text).
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from service.contract import ENGLISH, Article, Fault, Notice
from service.lexicon import load
from service.problems import Refused

SURE = 0.9
"""The confidence from which another language is taken to be there (the contract's)."""

ENOUGH = 40
"""The fewest letters from which a text is refused (the contract's)."""

LOOKED_AT = 10_000
"""How many code points of a text are looked at: far more than the detector needs to be sure."""

_UNKNOWN = "zxx"
"""ISO 639-2 for no linguistic content."""

_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[!-~]{30,}", re.IGNORECASE)
"""URLs, addresses, and words so long that they are blobs."""


class _Macrolanguages(Struct, frozen=True, forbid_unknown_fields=True):
    rows: list[list[str]]


def check_language(article: Article) -> Notice | None:
    """A warning where it is in doubt that an article is in English; ``None`` where it is, or says so of itself.

    Raises ``Refused`` (``unsupported-language``) where the article declares, or its text shows, another language.
    """
    if article.language is not None:
        if re.fullmatch(ENGLISH, article.language):
            return None
        declared = article.language[:40]
        raise Refused(
            "unsupported-language",
            f"Only English is read; the article declares {declared!r}.",
            [Fault("/language", "expected `en`")],
        )
    words = _NOT_WORDS.sub(" ", article.text[:LOOKED_AT])
    found, confidence = _detect(words)
    if found == "en":
        return None
    if found != _UNKNOWN and confidence >= SURE and sum(map(str.isalpha, words)) >= ENOUGH:
        raise Refused(
            "unsupported-language",
            f"Only English is read; the text is in another language: {found!r}, with a confidence of {confidence:.2f}.",
            [
                Fault(
                    "/text", f"expected English, found {found!r}; with `language` set to `en` it is read as English all the same"
                )
            ],
        )
    return Notice("language_uncertain", "It is in doubt that the text is in English.", None)


def warm_up() -> None:
    """Load the detector's model now (some 0.5 s) and not with the first article."""
    _detector()


def _detect(text: str) -> tuple[str, float]:
    """The likeliest language of a text, and the probability of it and those that cannot be told from it."""
    ranked = _detector().rank(text)
    rows, likeliest = _rows(), ranked[0][0]
    alike = rows.get(likeliest, {likeliest})
    return likeliest, sum(share for code, share in ranked if code in alike)


@cache
def _detector() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _rows() -> dict[str, set[str]]:
    return {code: set(row) for row in load(__package__, "macrolanguages.toml", _Macrolanguages).rows for code in row}
