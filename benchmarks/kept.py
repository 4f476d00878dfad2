"""The figures of ``docs/store.md``: kept in ``docs/store.json`` as they were measured, and written into the page from there."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs"
FIGURES, PAGE = DOCS / "store.json", DOCS / "store.md"
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def keep(**figures: dict[str, Any]) -> None:
    """Take over what was measured, by the kind of database, and write the page anew."""
    kept = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    for name, found in figures.items():
        kept.setdefault(name, {}).update(found)
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(written(PAGE.read_text("utf-8"), kept), "utf-8")


def written(page: str, kept: dict[str, Any]) -> str:
    """The page with the figures between its markers."""
    for name, table in (("pages", _pages), ("put", _put), ("kills", _kills)):
        if name in kept:
            rows = "\n".join(f"| {' | '.join(row)} |" for row in table(kept[name]))
            page, times = re.subn(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", rf"\g<1>{rows}\n\g<2>", page, flags=re.DOTALL)
            if times != 1:
                raise ValueError(f"expected one section <!-- {name} -->, found {times}")
    return page


def _pages(found: dict[str, dict[str, list[dict[str, Any]]]]) -> list[list[str]]:
    """A row a filter: for each database and size the slowest median of its pages, then the indexes of all of them."""
    kinds = [kind for kind in KINDS if kind in found]
    columns = [(kind, size) for kind in kinds for size in found[kind]]
    head = [
        "filter",
        *(f"{KINDS[kind]}, {int(size):,}" for kind, size in columns),
        *(f"indexes of {KINDS[kind]}" for kind in kinds),
    ]
    rows = [head, ["---"] * len(head)]
    first = found[columns[0][0]][columns[0][1]]
    for name in dict.fromkeys(row["filter"] for row in first):
        slowest = [max(row["median"] for row in found[kind][size] if row["filter"] == name) for kind, size in columns]
        used = [
            sorted({i for row in itertools.chain(*found[kind].values()) if row["filter"] == name for i in row["indexes"]})
            for kind in kinds
        ]
        rows.append([name, *(f"{value:.1f}" for value in slowest), *(", ".join(f"`{index}`" for index in some) for some in used)])
    return rows


def _put(found: dict[str, dict[str, float]]) -> list[list[str]]:
    head = ["database", "articles", "extracted, ms", "put, ms", "above, ms", "above, % of extraction"]
    rows = [
        [KINDS[k], str(f["articles"]), f"{f['extract']}", f"{f['put']}", f"{f['above']}", f"{f['share']:.1%}"]
        for k, f in found.items()
    ]
    return [head, ["---"] * len(head), *rows]


def _kills(found: dict[str, dict[str, int]]) -> list[list[str]]:
    head = ["database", "kills", "articles acknowledged", "lost", "found by halves"]
    rows = [[KINDS[k], str(f["kills"]), str(f["acknowledged"]), str(f["lost"]), str(f["halves"])] for k, f in found.items()]
    return [head, ["---"] * len(head), *rows]
