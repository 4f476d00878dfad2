"""Names to countries, and roles to offices, by the tables alone."""

from __future__ import annotations

import pytest

from service.entities.countries import body_country, is_international
from service.entities.gazetteer import choose, gazetteer
from service.entities.roles import role_words, same_role
from service.entities.words import fold


@pytest.mark.parametrize(
    ("name", "country", "level"),
    [
        ("Britain", "GB", "country"),
        ("the Emirates", "AE", "country"),
        ("U.S.", "US", "country"),
        ("South Korea", "KR", "country"),
        ("Türkiye", "TR", "country"),
        ("Holy See", "VA", "country"),
        ("Kosovo", "XK", "country"),
        ("West Bank", "PS", "country"),
        ("Czechoslovakia", "CZ", "country"),
        ("Union of Comoros", "KM", "country"),
        ("Washington", "US", "capital"),
        ("Kyiv", "UA", "capital"),
        ("The Hague", "NL", "capital"),
        ("Taipei", "TW", "capital"),
        ("Hiroshima", "JP", "city"),
        ("Québec City", "CA", "city"),
        ("Cambridge", "GB", "city"),
        ("Florida", "US", "state"),
        ("Gujarat", "IN", "state"),
        ("the Middle East", None, "region"),
    ],
)
def test_reading(name: str, country: str | None, level: str) -> None:
    """With nothing else known a name stands for the place most readers think of."""
    reading = choose(gazetteer().readings(name), {})
    assert reading is not None
    assert (reading.country, reading.level) == (country, level)


@pytest.mark.parametrize(
    ("name", "near", "country"), [("Congo", "CG", "CG"), ("Korea", "KP", "KP"), ("Brest", "FR", "FR"), ("Birmingham", "US", "US")]
)
def test_reading_near(name: str, near: str, country: str) -> None:
    """Of several places of one name the one in a country that the article speaks of is meant."""
    reading = choose(gazetteer().readings(name), {near: 2.0})
    assert reading is not None
    assert reading.country == country


@pytest.mark.parametrize("name", ["us", "car", "la", "Belmont House", "", "🙂"])
def test_no_reading(name: str) -> None:
    """Words that are no names of places have no reading."""
    assert gazetteer().readings(name) == ()


@pytest.mark.parametrize(
    ("word", "countries"),
    [("Dutch", ("NL",)), ("Poles", ("PL",)), ("Congolese", ("CD", "CG")), ("dutch", ()), ("Monday", ())],
)
def test_demonym(word: str, countries: tuple[str, ...]) -> None:
    """Demonyms, singular and plural, give their countries, the usual one first; they are capitalised."""
    assert gazetteer().demonym(word) == countries


@pytest.mark.parametrize(
    ("body", "country"),
    [("Czech Senate", "CZ"), ("Bank of England", "GB"), ("Pentagon", "US"), ("Élysée Palace", "FR"), ("UNESCO", None), ("Hiroshima Peace Memorial Museum", "JP"), ("Independent Review Panel", None)],
)  # fmt: skip
def test_body_country(body: str, country: str | None) -> None:
    """A body's name tells its country by a seat of government, a demonym or a place inside it."""
    assert body_country(body, {}) == country


def test_international_by_a_part() -> None:
    """A body of an international one is international too."""
    assert is_international("U.N. Security Council")
    assert not is_international("Czech Senate")


@pytest.mark.parametrize(
    ("spoken", "stated", "same"),
    [
        ("premier", "British Prime Minister", True),
        ("Russian President", "President", True),
        ("Minister", "Minister of Education", True),
        ("foreign minister", "Minister of Foreign Affairs", True),
        ("top diplomat", "U.S. Secretary of State", True),
        ("leader", "North Korean President", True),
        ("monarch", "King", True),
        ("president", "vice president", False),
        ("foreign minister", "Deputy Foreign Minister", False),
        ("prime minister", "President", False),
        ("king", "President", False),
        ("prime minister", "minister of defense", False),
    ],
)
def test_same_role(spoken: str, stated: str, *, same: bool) -> None:
    """A role spoken of is the one stated where it is a part, another name or a looser word of it, and no deputy's."""
    assert same_role(spoken, stated) is same


def test_role_words_leave_out_whose_and_when() -> None:
    """Countries and words like "former" do not make another role."""
    assert role_words("former Russian President") == role_words("president")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("U.S.", "US"),
        ("the Netherlands", "Netherlands"),
        ("Québec", "Quebec"),
        ("People’s", "People's"),
    ],
)
def test_fold(one: str, other: str) -> None:
    """Spellings that differ in case, accents, hyphens, stops and a leading article compare as one."""
    assert fold(one) == fold(other)
