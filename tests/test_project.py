"""The project as a newcomer meets it: its documents are true, its package is whole, its container file is sound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), ROOT / "models/README.md"])
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
BIN = Path(sys.executable).parent


def test_the_changelog_tells_of_this_version() -> None:
    """The top version of the changelog is the package's."""
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Each relative link of a document leads to a file."""
    for target in re.findall(r"\]\(([^)#]+)", document.read_text("utf-8")):
        assert "://" in target or (document.parent / target).exists(), target


def test_the_architecture_names_only_what_is_there() -> None:
    """Each path in the architecture's tables exists."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    for path in re.findall(r"`((?:service|models|tests|benchmarks|docs)/[\w./*-]*)`", text):
        assert list(ROOT.glob(path.rstrip("/"))), path


def test_the_annotations_of_newswire_hold_no_text() -> None:
    """The corpora may not be passed on: beside keys and dates their annotations hold only names and cues, a line each."""
    paths = sorted((ROOT / "tests/gold/newswire").glob("*.json"))
    assert paths
    for path in paths:
        text = path.read_text("utf-8")
        assert set(json.loads(text)) - {"statements"} == {"id", "published", "source", "visits"}, path
        assert max(len(line.split()) for line in text.splitlines()) <= 13, path


def canonical(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_pin_every_dependency() -> None:
    """`constraints.txt` pins what the package asks for, and no CUDA package."""
    pins = {canonical(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    names = {canonical(re.split(r"[\[<>=~!;\s]", d, maxsplit=1)[0]) for d in wanted}
    assert names <= pins, names - pins
    assert not [p for p in pins if p.startswith(("nvidia", "cuda", "triton"))]


def test_the_container_file_is_sound() -> None:
    """Hadolint finds no fault in the container file, or the fault has its reason beside it."""
    run = subprocess.run([BIN / "hadolint", "--no-color", ROOT / "Containerfile"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT], check=True, capture_output=True
    )
    [path] = out.glob("*.whl")
    return path


def test_the_wheel_holds_weights_and_words(wheel: Path) -> None:
    """All of the package and all weights travel in the wheel; the training code does not."""
    names = zipfile.ZipFile(wheel).namelist()
    for path in TRACKED:
        if path.startswith("service/"):
            assert path in names
        if path.startswith("models/en-news-1/"):
            assert f"service/_models/en-news-1/{path.removeprefix('models/en-news-1/')}" in names
    assert not [n for n in names if "training" in n]


def test_the_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, with the checkout out of sight, the package extracts the sample article with its own weights."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    sample = (ROOT / "seeds/moscow-times-2024-06-11.txt").read_text("utf-8")
    run = subprocess.run(
        [sys.executable, "-P", "-c", "import service, sys; assert 'site' in service.__file__, service.__file__; from service.cli import main; main()",
         "extract", "-", "--published", "2024-06-11"],
        input=sample, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "site")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert '"dateline/extraction/1"' in run.stdout


def test_weights_are_small() -> None:
    """All weights together take at most 80 MB."""
    total = sum((ROOT / p).stat().st_size for p in TRACKED if p.startswith("models/en-news-1/"))
    assert 0 < total <= 80_000_000
