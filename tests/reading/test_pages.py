"""Web pages: what of them is the article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reading.html import Page, PageError, read_page

TEXT = "Russian President Vladimir Putin will visit North Korea in a few weeks."
HEAD = '<meta property="article:published_time" content="2031-06-11T23:30:00-05:00"><title>Putin in Asia | Daily</title>'
PAGE = f"""<!doctype html><html><head>{HEAD}<script>var x = "{TEXT}";</script></head><body>
<header><nav><a href="/">Home</a> <a href="/asia">Asia</a></nav></header>
<main><article><h1>Putin in Asia</h1><p>{TEXT}</p><p>Vedomosti reported this on&nbsp;Monday &amp; cited a <b>diplomatic</b> source.</p></article></main>
<aside><h2>More</h2><ul><li><a href="/x">Ten things to know</a></li></ul></aside><footer>© 2031</footer></body></html>"""


def test_an_article_on_its_page() -> None:
    """Paragraphs are lines; menus, scripts and the headline are left out; the date is the page's own, even one to come."""
    page = read_page(PAGE.encode())
    assert page.text == f"{TEXT}\nVedomosti reported this on Monday & cited a diplomatic source."
    assert page.title in {"Putin in Asia", "Putin in Asia | Daily"}
    assert page.published == "2031-06-11"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (PAGE.replace("©", "").encode("ascii"), None),
        (b"\xef\xbb\xbf" + PAGE.encode(), "windows-1252"),
        (PAGE.encode("utf-16"), None),
        (PAGE.replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252"), None),
        (PAGE.replace("<head>", '<head><meta charset="utf-16">').encode(), "utf-8"),
    ],
)
def test_an_encoding(body: bytes, charset: str | None) -> None:
    """A byte order mark tells it, else the sender, else the page, else it is UTF-8."""
    assert read_page(body, charset).text.startswith(TEXT)


@pytest.mark.parametrize(
    ("body", "charset", "told"),
    [
        (b"<p>caf\xe9</p>", None, "utf-8"),
        (b"<p>x</p>", "klingon", "klingon"),
        (b"<p>x</p>", "zip", "zip"),
        (b"<p>x</p>", "unicode_escape", "unicode_escape"),
        (b'<meta charset="utf-7"><p>x</p>', None, "utf-7"),
    ],
)
def test_an_encoding_that_is_wrong(body: bytes, charset: str | None, told: str) -> None:
    """What a page is not, or what no page is, is told."""
    with pytest.raises(PageError, match=told):
        read_page(body, charset)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"<html></html>", b"<div>" * 100_000, b"\xff\xfe", b"<html><body><script>x</script></body></html>"]
)
def test_no_article(body: bytes) -> None:
    """Where there is none, none is made up."""
    assert read_page(body) == Page("", None, None)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<!--",
                "-->",
                "<table>",
                "<td>",
                "<a href='",
                "'>",
                "&#0;",
                "&#xD800;",
                "x ",
                TEXT,
                "<",
                ">",
            ]
        )
    )
)
def test_any_page_is_read(parts: list[str]) -> None:
    """No page, however broken, raises or gives what no text may hold."""
    page = read_page(("<html><body>" + "".join(parts)).encode())
    page.text.encode()
    assert "\0" not in page.text
