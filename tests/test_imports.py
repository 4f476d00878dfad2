"""Who may import whom (docs/architecture.md)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = (
    {"spans", "lexicon"},
    {"contract"},
    {"problems"},
    {"language"},
    {"times", "entities"},
    {"statements", "visits"},
    {"links", "confidence", "explain"},
    {"extract", "stories"},
    {"reading", "batching", "store", "evaluation", "settings", "telemetry"},
    {"engine"},
    {"bulk"},
    {"api", "cli", "__main__"},
)
"""The package from the inside out; each layer may import those before it, never one of its own."""

SAME_LAYER_ALLOWED = {
    ("evaluation", "evaluation"),
    ("reading", "telemetry"),
    ("batching", "telemetry"),
    ("batching", "settings"),
    ("store", "settings"),
    ("telemetry", "settings"),
    ("__main__", "cli"),
    ("cli", "api"),
    ("links", "confidence"),
}
"""Edges and helpers that may see one another."""

RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
MODULES = sorted((ROOT / "service").rglob("*.py"))


def part(path: Path) -> str:
    """The part of the package that a module belongs to."""
    return path.relative_to(ROOT / "service").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The parts of the package that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "service":
            rest = node.module.split(".")[1:]
            names |= {rest[0]} if rest else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("service.")}
    return names


@pytest.mark.parametrize("path", [m for m in MODULES if part(m) != "__init__"], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    """Data flows one way: no stage imports a later one or its neighbour."""
    own = part(path)
    for name in imported(path) - {own}:
        assert RANK[name] < RANK[own] or (own, name) in SAME_LAYER_ALLOWED, f"{own} may not import {name}"


def test_the_run_time_never_imports_training() -> None:
    """Weights are data: the code that made them is not needed to run them."""
    for path in MODULES:
        assert "models.training" not in path.read_text("utf-8")
