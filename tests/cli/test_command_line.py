"""``dateline`` as scripts use it: what it prints, where, and what it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest

from service.settings import Settings, table
from tests.conftest import ROOT
from tests.serving import ARTICLE, PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = ROOT / "seeds/moscow-times-2024-06-11.txt"
EXPECTED: dict[str, Any] = json.loads((ROOT / "seeds/moscow-times-2024-06-11.expected.json").read_text("utf-8"))
PAGE = """<!DOCTYPE html><html><head><title>Putin in Asia</title><meta property="article:published_time" content="2024-06-11"></head>
<body><article><p>Russian President Vladimir Putin will visit North Korea in a few weeks.</p></article></body></html>"""


def dateline(
    *arguments: object, stdin: str | bytes = b"", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    run = subprocess.run(
        [sys.executable, "-m", "service", *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        env={**{name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}, **environment},
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


def test_a_text() -> None:
    """A text file in, its extraction out, laid out for reading; nothing else on stdout."""
    about = {
        "title": "Within a few weeks. Putin will visit Korea-Vietnam",
        "source": "The Moscow Times",
        "id": "moscow-times-2024-06-11",
    }
    run = dateline(
        "extract", SAMPLE, "--published", "2024-06-11", *(part for name, value in about.items() for part in (f"--{name}", value))
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert {**told, "article": {**told["article"], "url": None}} == {**EXPECTED, "article": {**EXPECTED["article"], "url": None}}
    assert '"span": [71, 82]' in run.stdout
    assert not run.stderr


def test_a_page_from_stdin() -> None:
    """A page is told by its looks; its text comes back, and its date need not be given."""
    run = dateline("extract", "-", "--explain", stdin=PAGE)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["article"]["title"], told["article"]["published"]) == ("Putin in Asia", "2024-06-11")
    assert told["article"]["text"].startswith("Russian President")
    assert all(event["rules"] for event in told["events"])


def test_lines(tmp_path: Path) -> None:
    """A line for a line, in order; the bytes of the service; one bad line is a problem with its number, and the end is 1."""
    article = json.dumps(json.loads(SAMPLE.with_suffix(".json").read_text("utf-8")))
    short = json.dumps(ARTICLE)
    german = json.dumps(
        {**ARTICLE, "text": "Der Bundeskanzler reist in der kommenden Woche nach Peking, teilte ein Sprecher am Montag mit."}
    )
    bad = ["no JSON", "", german, json.dumps({**ARTICLE, "published": "soon"}), '"' + "x" * 1024 * 1024 + '"']
    lines = [short, article, *bad, article, *[short] * 40]
    run = dateline("extract", "--ndjson", "-", stdin="\n".join(lines))
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(told) == len(lines)
    assert told[1] == told[7] == EXPECTED
    assert [record["line"] for record in told if "line" in record] == [3, 4, 5, 6, 7]
    assert [record["status"] for record in told if "line" in record] == [400, 400, 422, 400, 413]
    assert run.returncode == 1
    path = tmp_path / "articles.ndjson"
    path.write_text(article + "\n", "utf-8")
    run = dateline("extract", path, "--ndjson")
    assert (run.returncode, json.loads(run.stdout)) == (0, EXPECTED)


@pytest.mark.parametrize(
    ("content", "options", "kind"),
    [
        (" … ", ["--published", "2024-06-11"], "invalid-request"),
        (b"caf\xe9", ["--published", "2024-06-11"], "invalid-request"),
        ("x" * 100_001, ["--published", "2024-06-11"], "too-large"),
        ("<html><body><p>Putin visited Hanoi.</p></body></html>", [], "invalid-request"),
        ("Der Bundeskanzler reist in der kommenden Woche nach Peking.", ["--published", "2024-06-11"], "unsupported-language"),
    ],
)
def test_an_input_that_cannot_be_done(content: str | bytes, options: list[str], kind: str) -> None:
    """The problem takes the extraction's place, and the end is 1."""
    run = dateline("extract", "-", *options, stdin=content)
    assert run.returncode == 1, run.stderr
    assert json.loads(run.stdout)["type"] == f"/problems/{kind}"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["extract", SAMPLE], "--published"),
        (["extract", SAMPLE, "--published", "yesterday"], "RFC 3339"),
        (["extract", SAMPLE, "--published", "2024-02-30"], "RFC 3339"),
        (["extract", "/nowhere.txt", "--published", "2024-06-11"], "/nowhere.txt"),
        (["extract", "--ndjson", SAMPLE, "--title", "T"], "--title"),
        (["extract", SAMPLE, "--published", "2024-06-11", "--colour", "red"], "--colour"),
        (["extract"], "FILE"),
        (["eval", "models", "/nowhere"], "/nowhere"),
        (["eval", "everything"], "everything"),
        (["eval", "events", ROOT / "service"], "found none"),
        (["eval", "events", ROOT / "seeds"], "moscow-times-2024-06-11.expected.json: no gold article"),
        (["eval", "events", ROOT / "tests/gold/sample", "--details"], "expected gold articles with links"),
        (["eval", "attribution", ROOT / "service"], "found none"),
        (["fly"], "fly"),
    ],
)
def test_wrong_use(arguments: list[object], told: str) -> None:
    """Wrong use says what is wrong on stderr, and the end is 2."""
    run = dateline(*arguments)
    assert run.returncode == 2
    assert told in run.stderr
    assert not run.stdout


@pytest.mark.parametrize(
    ("environment", "toml", "told"),
    [
        ({"DATELINE_THREADS": "0"}, "", "DATELINE_THREADS: expected `int` >= 1, got '0'"),
        ({"DATELINE_LOG_LEVEL": "loud"}, "", "DATELINE_LOG_LEVEL: expected one of debug, info, warning, error, got 'loud'"),
        ({"DATELINE_COLOUR": "red"}, "", "DATELINE_COLOUR: there is no such setting"),
        ({}, "colour = 1", "colour in "),
        ({}, "port = '80'", "port in "),
        ({}, "threads = true", "threads in "),
        ({}, "port = ", "not TOML"),
        ({"DATELINE_MODELS": "/nowhere"}, "", "/nowhere"),
    ],
)
def test_a_wrong_setting(tmp_path: Path, environment: dict[str, str], toml: str, told: str) -> None:
    """Where a setting is wrong the end is 2, and the message names it, what was expected, and what was found."""
    (tmp_path / "dateline.toml").write_text(toml, "utf-8")
    run = dateline("extract", SAMPLE, "--published", "2024-06-11", cwd=tmp_path, PYTHONPATH=str(ROOT), **environment)
    assert run.returncode == 2
    assert told in run.stderr
    assert not run.stdout


def test_settings() -> None:
    """Every setting is listed with its variable, default and meaning."""
    listed = json.loads(dateline("settings").stdout)
    assert [(row["name"], row["default"]) for row in listed] == [
        (name, getattr(Settings(), name)) for name in Settings.__struct_fields__
    ]
    assert all(row["help"] and row["variable"] == f"DATELINE_{row['name'].upper()}" for row in listed)
    assert (ROOT / "docs/settings.md").read_text("utf-8").endswith("\n\n" + dateline("settings", "--markdown").stdout)
    assert len(listed) == len(table())


def test_the_generated_documents(tmp_path: Path) -> None:
    """They are printed, or written where one says."""
    assert dateline("openapi").stdout == (ROOT / "openapi.yaml").read_text("utf-8")
    assert json.loads(dateline("openapi", "--json").stdout)["openapi"] == "3.1.0"
    assert dateline("openapi", "--write", tmp_path / "openapi.yaml").returncode == 0
    assert (tmp_path / "openapi.yaml").read_bytes() == (ROOT / "openapi.yaml").read_bytes()
    assert dateline("schemas", "--write", tmp_path / "schemas").returncode == 0
    assert json.loads(dateline("schemas").stdout) == {
        path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "schemas").iterdir()
    }


def test_the_version() -> None:
    """It is the package's."""
    assert (
        dateline("--version").stdout.strip() == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )


def test_the_error_report(tmp_path: Path) -> None:
    """Every character of the articles stands on the page, and every record with its verdict."""
    folder, page = tmp_path / "gold", tmp_path / "errors.html"
    folder.mkdir()
    gold = {
        **ARTICLE,
        "id": "one <b>",
        "text": ARTICLE["text"] + " He said <b>nothing</b> else.",
        "visits": [
            {
                "visitor": "Putin",
                "destination": "North Korea",
                "country": "KP",
                "status": "completed",
                "start": None,
                "end": None,
            },
            {"visitor": "Putin", "destination": "weeks", "country": "CN", "status": "planned", "start": None, "end": None},
        ],
        "statements": [],
    }
    (folder / "one.json").write_text(json.dumps(gold), "utf-8")
    run = dateline("eval", "events", folder, "--json", "--report", page)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["visits"] == pytest.approx(200 / 3)
    shown = lxml.html.fromstring(page.read_text("utf-8"))
    assert shown.find_class("text")[0].text_content() == gold["text"]
    verdicts = {(mark.get("class"), mark.text) for mark in shown.find_class("text")[0].iter("mark")}
    assert verdicts == {("wrong", "visit"), ("missed", "weeks"), ("invented", "said")}
    assert [item.get("class") for item in shown.iter("li")] == ["wrong", "missed", "invented"]


def test_the_figures_of_details(tmp_path: Path) -> None:
    """With ``--details`` the figures of links, hosts and the like stand beside the others, over the articles that have links."""
    gold = {
        "id": "details",
        "published": "2024-06-11",
        "text": "President Vladimir Putin will visit North Korea on Friday, his spokesman Dmitry Peskov told reporters on Monday.",
        "visits": [
            {
                "visitor": "Putin",
                "destination": "North Korea",
                "country": "KP",
                "status": "planned",
                "start": "2024-06-14",
                "end": "2024-06-14",
                "hosts": ["Kim"],
            }
        ],
        "statements": [
            {"speaker": "Peskov", "act": "say", "cue": "told", "addressee": "reporters", "date": ["2024-06-10", "2024-06-10"]}
        ],
        "links": [{"statement": 0, "visits": [0]}],
    }
    without = {"id": "plain", "published": "2024-06-11", "text": "Chancellor Olaf Scholz visited Paris.", "visits": []}
    for article in (gold, without):
        (tmp_path / f"{article['id']}.json").write_text(json.dumps(article), "utf-8")
    run = dateline("eval", "events", tmp_path, "--json", "--details")
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert {name: told[name] for name in ("reported_by", "hosts", "addressee", "said_on")} == {
        "reported_by": 100,
        "hosts": 0,
        "addressee": 100,
        "said_on": 100,
    }
    assert list(told)[:3] == ["visits", "status", "dated"]
    table = dateline("eval", "events", tmp_path, "--details")
    assert [line.split()[0] for line in table.stdout.splitlines()] == list(told)


def test_a_command_imports_what_it_needs() -> None:
    """Who asks for the settings waits for no database, web framework or models."""
    program = (
        "import sys; from service.cli import main; main(['settings'], standalone_mode=False); "
        "sys.exit(sorted({'sqlalchemy', 'litestar', 'torch'} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
