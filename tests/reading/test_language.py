"""Which texts are taken for English, which are refused, and which go on in doubt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from service.contract import Article
from service.problems import Refused
from service.reading.language import check_language

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = {
    "fr": "Le président français se rendra à Pékin la semaine prochaine pour une visite officielle, a annoncé lundi l’Élysée.",
    "de": "Der Bundeskanzler reist in der kommenden Woche nach Peking, teilte ein Regierungssprecher am Montag in Berlin mit.",
    "es": "El presidente viajará la próxima semana a Pekín para reunirse con su homólogo chino, según informó este lunes un portavoz.",
    "pt": "O presidente viajará na próxima semana para Pequim, onde se reunirá com o presidente chinês, informou o governo.",
    "it": "La presidente del Consiglio si recherà la prossima settimana a Pechino per incontrare il presidente cinese, ha annunciato lunedì.",
    "nl": "De minister-president reist volgende week naar Peking voor een ontmoeting met de Chinese president, zo maakte hij bekend.",
    "sv": "Rysslands president besöker Nordkorea och Vietnam under de kommande veckorna, rapporterade tidningen på måndagen.",
    "no": "Russlands president skal besøke Nord-Korea og Vietnam i løpet av de neste ukene, melder avisen mandag, ifølge en kilde.",
    "pl": "Prezydent Rosji w najbliższych tygodniach odwiedzi Koreę Północną i Wietnam, podał w poniedziałek dziennik.",
    "hr": "Ruski predsjednik posjetit će Sjevernu Koreju i Vijetnam u sljedećih nekoliko tjedana, izvijestile su novine.",
    "tr": "Rusya Devlet Başkanı önümüzdeki hafta Kuzey Kore ve Vietnam'ı ziyaret edecek, gazetenin pazartesi günkü haberine göre.",
    "id": "Presiden Rusia akan mengunjungi Korea Utara dan Vietnam dalam beberapa minggu mendatang, demikian dilaporkan surat kabar.",
    "vi": "Tổng thống Nga sẽ thăm Triều Tiên và Việt Nam trong vài tuần tới, tờ báo đưa tin hôm thứ Hai, dẫn một nguồn tin ngoại giao.",
    "ru": "Президент России на следующей неделе посетит Северную Корею и Вьетнам, сообщила газета со ссылкой на источник.",
    "uk": "Президент Росії найближчими тижнями відвідає Північну Корею та В'єтнам, повідомила в понеділок газета.",
    "ar": "يزور الرئيس الروسي كوريا الشمالية وفيتنام خلال الأسابيع المقبلة، حسبما ذكرت صحيفة يوم الاثنين نقلا عن مصدر دبلوماسي.",
    "he": "נשיא רוסיה יבקר בצפון קוריאה ובווייטנאם בשבועות הקרובים, כך דיווח העיתון ביום שני בהסתמך על מקור דיפלומטי.",
    "zh": "俄罗斯总统将于下周访问朝鲜和越南，报纸援引外交消息人士的话报道。对越南的访问将在访问朝鲜之后立即进行，发言人拒绝置评。",
    "ja": "ロシアの大統領は数週間以内に北朝鮮とベトナムを訪問すると、新聞が月曜日、外交筋の話として伝えた。訪問は直後になるという。",
    "ko": "러시아 대통령이 몇 주 안에 북한과 베트남을 방문할 것이라고 신문이 월요일 외교 소식통을 인용해 보도했다. 방문은 곧 이뤄질 것이다.",
}
ENGLISH = [
    "Russian President Vladimir Putin will visit North Korea and Vietnam in a few weeks.",
    "Álvarez, bishop of the diocese of Matagalpa, apostolic administrator of the diocese of Estelí, is under house arrest.",
    "Mr Nguyen Phu Trong received Mr Kim Jong Un in Hanoi, and both went to see Ho Chi Minh’s house.",
    "“Bonjour à tous,” said Macron, and the crowd in Beijing cheered; then he went on to see the president in his palace.",
]
IN_DOUBT = [
    "Bonjour.",
    "Kim Jong Un",
    "12.30",
    "https://ejemplo.es/la-visita-del-presidente-del-gobierno-a-pekin",
    "Señor Sánchez, Málaga",
]


def article(text: str, language: str | None = None) -> Article:
    """An article of that text."""
    return Article(text=text, published="2024-06-11", language=language)


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_another_language_is_refused(code: str, text: str) -> None:
    """The code of what was found is told; who knows better may say that it is English."""
    with pytest.raises(Refused, match="unsupported-language") as refused:
        check_language(article(text))
    assert repr(code) in refused.value.detail
    assert check_language(article(text, "en")) is None


@pytest.mark.parametrize("text", ENGLISH)
def test_english_goes_on(text: str) -> None:
    """Foreign names and short quotes make no text foreign."""
    assert check_language(article(text)) is None


@pytest.mark.parametrize("text", IN_DOUBT)
def test_doubt_is_told(text: str) -> None:
    """Too little to tell by, names alone, addresses: the article goes on with a warning."""
    notice = check_language(article(text))
    assert notice is not None
    assert notice.code == "language_uncertain"


@pytest.mark.parametrize("declared", ["fr", "de-DE", "English", "e", "", "en_US", "zh-Hant"])
def test_a_declared_language_is_believed(declared: str) -> None:
    """Another language is refused even where the text is English."""
    with pytest.raises(Refused, match="unsupported-language"):
        check_language(article(ENGLISH[0], declared))


def test_no_shared_article_is_refused(corpora: Path) -> None:
    """All gold articles are taken for English without doubt, and so is every paragraph of the newswire, or else with doubt."""
    for path in sorted((corpora / "visits").glob("*.json")):
        assert check_language(article(json.loads(path.read_text("utf-8"))["text"])) is None
    paragraphs = (corpora / "ner/dev.tsv").read_text("utf-8").split("\n\n")
    for paragraph in paragraphs:
        words = [line.partition("\t")[0] for line in paragraph.splitlines()]
        if any(any(letter.isalpha() for letter in word) for word in words):
            check_language(article(" ".join(words)))
