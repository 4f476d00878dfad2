"""A new event type costs one folder, one struct in the union and one line in ``extract.py``: a toy ``Meeting`` proves it on a copy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

STAGE = '''
"""Meetings: who meets whom."""

from service.contract import Meeting
from service.entities import describe
from service.language.arguments import patient, subject


def find_meetings(document, entities):
    """The meetings of an article in text order."""
    found = []
    for word in document.words:
        one, other = subject(document, word.index), patient(document, word.index)
        if word.lemma == "meet" and one is not None and other is not None:
            people = [describe(document, entities, head).name for head in (one, other)]
            found.append(Meeting(id=f"m{len(found) + 1}", people=people, span=word.span, confidence=0.5))
    return found
'''

STRUCT = '''
class Meeting(Struct, frozen=True, tag="meeting", tag_field="type"):
    """Two meet."""

    id: str
    people: list[str]
    span: Span
    confidence: Confidence


Event = VisitEvent | Statement | Meeting
'''


def run(copy: Path, *arguments: str) -> str:
    """What the copy's command line prints."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "DATELINE_MODELS": str(ROOT / "models/en-news-1")}
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_meeting_is_a_folder_a_struct_and_a_line(tmp_path: Path) -> None:
    """The extraction holds meetings, and the schemas and the OpenAPI document know them, with nothing else changed."""
    shutil.copytree(ROOT / "service", tmp_path / "service", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "service/meetings").mkdir()
    (tmp_path / "service/meetings/__init__.py").write_text(STAGE, "utf-8")
    edit(tmp_path / "service/contract.py", "\nEvent = VisitEvent | Statement\n", STRUCT)
    edit(tmp_path / "service/extract.py", "from service.visits import find_visits\n", "from service.meetings import find_meetings\nfrom service.visits import find_visits\n")  # fmt: skip
    edit(
        tmp_path / "service/extract.py",
        "for s, said in enumerate(self._said)]",
        "for s, said in enumerate(self._said)] + find_meetings(self._document, self._entities)",
    )
    (tmp_path / "article.txt").write_text("French President Luc Moreau met King Talal in Amman on Monday.", "utf-8")
    told = json.loads(run(tmp_path, "extract", "article.txt", "--published", "2024-06-11"))
    assert [event["people"] for event in told["events"] if event["type"] == "meeting"] == [["Luc Moreau", "King Talal"]]
    schema = json.loads(run(tmp_path, "schemas"))["Extraction"]
    assert set(schema["$defs"]["Meeting"]["properties"]) == {"type", "id", "people", "span", "confidence"}
    assert "#/components/schemas/Meeting" in run(tmp_path, "openapi")


def edit(path: Path, old: str, new: str) -> None:
    """Put ``new`` in the place of ``old``, which stands there once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
