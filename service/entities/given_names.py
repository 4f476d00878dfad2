"""Whether a given name is a man's or a woman's, by the first names that Faker lists for its locales (MIT; from national registers of names)."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from faker.providers import person

from service.entities.words import fold


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """The folded names of men and of women over all locales."""
    male: set[str] = set()
    female: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        if module.ispkg:
            provider = import_module(f"{person.__name__}.{module.name}").Provider
            male |= {fold(n) for n in getattr(provider, "first_names_male", ())}
            female |= {fold(n) for n in getattr(provider, "first_names_female", ())}
    return frozenset(male), frozenset(female)


def given_name_gender(name: str) -> str | None:
    """``male`` or ``female`` for a full name whose first word only one of them bears; ``None`` for a surname alone and where lists differ."""
    first, _, rest = name.partition(" ")
    if not rest:
        return None
    male, female = _lists()
    known = (fold(first) in male, fold(first) in female)
    return {(True, False): "male", (False, True): "female"}.get(known)
