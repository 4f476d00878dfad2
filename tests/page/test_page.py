"""The page at ``/`` in a real browser: what it shows is what the service says, and nothing of an article is ever more than text."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.conftest import ROOT
from tests.serving import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from playwright.sync_api import Browser, Page

    from tests.serving import Server

SAMPLE: dict[str, str] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.json").read_text("utf-8"))
SOURCE = "The Page"
"""Who publishes the articles of these tests, and of no other."""

HOSTILE = {
    "text": "<img src=x onerror=window.harm=1><script>window.harm=1</script> 😀 Russian President Vladimir Putin will visit Vietnam "
    "<b onclick=window.harm=1>in a few weeks</b>, a diplomat said. “</p>{{7*7}}${7*7}&lt;i&gt;",
    "published": "2024-06-11",
    "title": "<svg onload=window.harm=1>\"'><script>window.harm=1</script>",
    "source": "<iframe src='javascript:window.harm=1'>",
    "url": "javascript:window.harm=1",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever is installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("THE PAGE IS NOT TESTED: Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The page, just opened; at the end nothing was asked of anybody else, and nothing was amiss."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    amiss: list[str] = []
    opened.on("pageerror", lambda error: amiss.append(str(error)))
    opened.on("dialog", lambda dialog: amiss.append(dialog.message))
    opened.on("request", lambda request: None if request.url.startswith(server.url) else amiss.append(request.url))
    opened.on(
        "console", lambda told: amiss.append(told.text) if "Security Policy" in told.text or "Trusted" in told.text else None
    )
    opened.goto("/")
    yield opened
    context.close()
    assert amiss == []


@pytest.fixture(scope="module")
def stored(server: Server) -> Iterator[httpx.Client]:
    """A client of a store that holds more events of one source than the page asks for at once."""
    with server.client() as client:
        names = [f"page-{number}" for number in range(5)]
        for name in names:
            client.put(f"/v1/articles/{name}", json={**SAMPLE, "id": name, "source": SOURCE}).raise_for_status()
        yield client
        for name in names:
            client.delete(f"/v1/articles/{name}").raise_for_status()


def mark_up(page: Page, article: dict[str, str]) -> None:
    """Have an article marked up."""
    for name in ("text", "published", "title", "source"):
        page.locator(f"#article [name={name}]").fill(article.get(name, ""))
    page.get_by_role("button", name="Mark up").click()


def show_events(page: Page, **filters: str) -> None:
    """Ask for stored events by the form."""
    page.get_by_role("tab", name="Stored events").click()
    for name, value in filters.items():
        field = page.locator(f"#filters [name={name}]")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    with page.expect_response(lambda answer: "/v1/events" in answer.url and f"source={SOURCE.replace(' ', '+')}" in answer.url):
        page.get_by_role("button", name="Show", exact=True).first.click()
    expect(page.locator("#filters button").first).to_be_enabled()


def test_an_article_marked_up(page: Page, client: httpx.Client) -> None:
    """The text is whole, every event stands beside it, and the marks of one are the spans that the service gave."""
    article = {**SAMPLE, "text": "😀 𝔇ateline 👩‍👩‍👧 " + SAMPLE["text"]}
    told = client.post("/v1/extractions", json={name: value for name, value in article.items() if name != "url"}).json()
    mark_up(page, article)
    expect(page.locator(".event")).to_have_count(len(told["events"]))
    assert page.locator(".text").evaluate("e => e.textContent") == article["text"]
    visit = next(event for event in told["events"] if event["type"] == "visit")
    page.get_by_role("button", name="In the text").first.click()
    times = {time["id"]: time["text"] for time in told["times"]}
    words = "".join(page.locator(".text mark.on.k-when").all_text_contents())
    assert words == "".join(times[name] for name in visit["date"]["times"])
    places = page.locator(".text mark.on.k-where").all_text_contents()
    assert "".join(places) == "".join(article["text"][slice(*visit["destination"]["span"])])
    people = page.locator(".text mark.on.k-who").all_text_contents()
    assert article["text"][slice(*visit["visitors"][0]["span"])] in "".join(people)
    shown = page.locator(".event").first.text_content() or ""
    assert visit["visitors"][0]["name"] in shown
    assert visit["date"]["start"] in shown


def test_a_hostile_article(page: Page, client: httpx.Client) -> None:
    """Whatever stands in a text, a headline, a source or a URL is shown as it is, and does nothing, marked up or stored."""
    mark_up(page, HOSTILE)
    expect(page.locator(".text")).to_be_visible()
    assert page.locator(".text").evaluate("e => e.textContent") == HOSTILE["text"]
    assert page.locator(".marked h2").first.text_content() == HOSTILE["title"]
    client.put("/v1/articles/hostile", json=HOSTILE).raise_for_status()
    page.get_by_role("tab", name="Stored events").click()
    page.locator("#filters [name=source]").fill(HOSTILE["source"])
    page.locator("#filters").get_by_role("button", name="Show").click()
    cell = page.locator("#view-table td", has_text=HOSTILE["title"]).first
    expect(cell).to_be_visible()
    assert cell.locator("a").count() == 0
    page.locator("#view-table button").first.click()
    expect(page.locator("dialog .text")).to_be_visible()
    assert page.locator("dialog .text").evaluate("e => e.textContent") == HOSTILE["text"]
    assert page.locator("main img, main iframe, main script, main svg, dialog img, dialog b").count() == 0
    page.wait_for_timeout(200)
    assert page.evaluate("window.harm") is None
    client.delete("/v1/articles/hostile").raise_for_status()


def test_stored_events(page: Page, stored: httpx.Client) -> None:
    """Table, timeline and map show what the filters let through; more come where there are more; an event leads into its article."""
    events: list[dict[str, Any]] = stored.get("/v1/events", params={"source": SOURCE, "limit": "500"}).json()["events"]
    assert len(events) > 100
    show_events(page, source=SOURCE)
    expect(page.locator("#view-table tbody tr")).to_have_count(100)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.locator("#view-table tbody tr")).to_have_count(len(events))
    expect(page.locator("#count")).to_have_text(f"{len(events)} events")
    page.get_by_role("tab", name="Timeline").click()
    dated = [event for event in events if event["date"] and (event["date"]["start"] or event["date"]["end"])]
    expect(page.locator("#view-timeline .item")).to_have_count(len(dated))
    page.get_by_role("tab", name="Map").click()
    visits = [event for event in events if event["type"] == "visit"]
    expect(page.locator(".place")).to_have_count(len({visit["destination"]["country"] for visit in visits}))
    to_vietnam = sum(visit["destination"]["country"] == "VN" for visit in visits)
    vietnam = page.get_by_role("button", name=f"Vietnam: {to_vietnam} visits")
    vietnam.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#view-table tbody tr")).to_have_count(to_vietnam)
    show_events(page, source=SOURCE, status="completed", country="", type="visit", visitor="putin")
    expect(page.locator("#view-table tbody tr .badge").first).to_have_text("completed")
    page.locator("#view-table button").first.click()
    expect(page.locator("dialog mark.on").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


def test_by_keyboard_alone(page: Page) -> None:
    """Tabs follow the arrows; what is not shown cannot be reached."""
    page.get_by_role("tab", name="Mark up an article").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Stored events")).to_be_focused()
    expect(page.locator("#part-events")).to_be_visible()
    expect(page.locator("#part-article")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#part-article")).to_be_visible()


def test_a_problem_is_told(page: Page) -> None:
    """In the words of the service, and gone with the next answer that is none."""
    mark_up(page, {"text": " … ", "published": "2024-06-11"})
    expect(page.get_by_role("alert")).to_contain_text("/text: blank: expected at least one letter or digit")
    mark_up(page, {"text": "Putin visited Hanoi on Monday.", "published": "2024-06-11"})
    expect(page.locator(".event").first).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_key_stays_in_the_page(page: Page) -> None:
    """It is sent with what is asked, and written down nowhere."""
    page.get_by_label("Key").fill("dl_secret")
    with page.expect_request("**/v1/events*") as asked:
        page.get_by_role("tab", name="Stored events").click()
    assert asked.value.headers["authorization"] == "Bearer dl_secret"
    assert "dl_secret" not in asked.value.url + page.url
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(browser: Browser, stored: httpx.Client, scheme: Any) -> None:
    """By axe there is no fault in names, roles, contrast and order, whatever is shown, light or dark."""
    opened = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    opened.goto(str(stored.base_url))
    opened.get_by_role("button", name="Take the sample article").click()
    found = []
    for view, shown in (("Stored events", "#view-table tr"), ("Timeline", ".item"), ("Map", ".place"), ("Mark up", ".text")):
        opened.get_by_role("tab", name=view).click()
        opened.locator(shown).first.wait_for(timeout=PATIENCE * 1000)
        violations = Axe().run(opened).response["violations"]
        found += [(view, fault["id"], fault["nodes"][0]["html"]) for fault in violations]
    opened.close()
    assert found == []


def test_nothing_but_its_own(client: httpx.Client) -> None:
    """The page's policy allows no script, style or request from elsewhere, and none written into it."""
    answer = client.get("/").raise_for_status()
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert client.get("/assets/nothing.js").status_code == 404
    for name in ("points.json", "sample.json", "d3.min.js"):
        asset = client.get(f"/assets/{name}").raise_for_status()
        assert asset.headers["x-content-type-options"] == "nosniff"
        assert client.get(f"/assets/{name}", headers={"if-none-match": asset.headers["etag"]}).status_code == 304
