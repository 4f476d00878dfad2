"""Fits ``service/confidence.toml`` and measures it: ``python -m benchmarks.confidence [--write]``.

A record is right when its event is: a visit with its visitor, destination and status; a statement with its speaker, cue and, in our own gold,
act. Measured only on articles that no rule was tuned on, each by weights that were fitted without it (ten folds of whole articles): visits on
``tests/gold/held_out``, ``tests/gold/briefs/held_out`` and ``tests/gold/reports/held_out``, statements there and on PolNeAR dev, whose attributions of no speech are left out. Visits of the tuned half of the
gold help to fit and are not measured; nor, but apart, are those found in newswire that tells of few (``tests/gold/newswire_found.tsv``), most of them wrong. ``--write`` fits once more on all of it and writes the weights and ``docs/confidence.svg``.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import matplotlib as mpl
import numpy as np
from msgspec import Struct
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from models.training.news import text_of
from service.confidence import statement_facts, visit_facts
from service.contract import Article, Statement
from service.evaluation.attribution import judge, read_attributions
from service.evaluation.dates import read_timeml
from service.evaluation.events import Match, match_statements, match_visits, read_gold, same_act, same_name, same_status
from service.extract import anchor_of, extract, find
from service.language import Language

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold"
HELD_OUT = (GOLD / "held_out", GOLD / "briefs/held_out", GOLD / "reports/held_out")
FOUND = GOLD / "newswire_found.tsv"
LONGEST = 6_000
"""Characters of an article of ``FOUND`` that were judged."""
UNDATED = "2022-07-01"
"""The day of newswire whose corpus tells none."""
CORPORA = ROOT.parent / "shared/corpora"
POLNEAR = CORPORA / "attribution/dev"
WEIGHTS = ROOT / "service/confidence.toml"
PLOT = ROOT / "docs/confidence.svg"

FOLDS = 10
RARE = 8
"""Facts of fewer records than this are left out: what they say is chance."""
STRENGTH = 0.5
"""Inverse strength of the L2 penalty; the figures change little between 0.2 and 2."""
SPARSE = 2.0
"""What a visit found in newswire that tells of few weighs in the fit: most news is like it, and little of it is annotated."""
SURE = 0.9


class Row(Struct, frozen=True):
    """One record: its facts, whether it is right, its article, and whether it may be measured on."""

    kind: str
    facts: frozenset[str]
    right: bool
    article: str
    measured: bool
    apart: bool = False


def gold_rows(folder: Path, language: Language, *, measured: bool) -> list[Row]:
    """The records of our own gold articles; a visit of several visitors is right when all of them are."""
    gold, got = read_gold(folder, lambda: language)
    documents = language.parse([t for g in gold for t in (g["text"], g.get("title") or "")])
    rows = []
    for n, (article, result) in enumerate(zip(gold, got, strict=True)):
        found = find(documents[2 * n], documents[2 * n + 1], anchor_of(article["published"]))
        visits = match_visits(article, result)
        said = match_statements(article, result) if "statements" in article else Match([], [], [])
        right = {id(p["event"]): same_status(g, p) for g, p in visits.pairs}
        right |= {id(p["event"]): same_act(g, p) for g, p in said.pairs}
        right |= {id(p["event"]): False for match in (visits, said) for p in match.invented}
        for event, made in zip(result.events, (*found.visits, *found.said), strict=True):
            if id(event) in right:
                kind = "statement" if isinstance(event, Statement) else "visit"
                facts = statement_facts(made) if kind == "statement" else visit_facts(made)
                rows.append(Row(kind, frozenset(facts), right[id(event)], article["id"], measured))
    return rows


def newswire_rows(language: Language) -> list[Row]:
    """The visits found in newswire that tells of few: right where a line of ``FOUND`` has them."""
    lines = [line.split("\t") for line in FOUND.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    told = {address: [f for a, *f in lines if a == address and f] for address, *_ in lines}
    texts = [text_of(address)[:LONGEST] for address in told]
    (title,) = language.parse([""])
    rows = []
    for address, document in zip(told, language.parse(texts), strict=True):
        day = str(read_timeml(CORPORA / address).published) if address.startswith("timex/") else UNDATED
        for visit in find(document, title, anchor_of(day)).visits:
            right = any(
                any(same_name(who, v.name) for v in visit.visitors)
                and where == str(visit.destination.country)
                and status == visit.status
                for who, where, status in told[address]
            )
            rows.append(Row("visit", frozenset(visit_facts(visit)), right, address, measured=True, apart=True))
    return rows


def polnear_rows(language: Language) -> list[Row]:
    """The statements of PolNeAR dev."""
    texts = list(read_attributions(POLNEAR))
    articles = [Article(text=t.text, published="2016-06-01", language="en") for t in texts]
    got = extract(articles, language)
    documents = language.parse([t for a in articles for t in (a.text, "")])
    rows = []
    for n, (text, result) in enumerate(zip(texts, got, strict=True)):
        said = find(documents[2 * n], documents[2 * n + 1], anchor_of("2016-06-01")).said
        rows += [Row("statement", frozenset(statement_facts(said[j.position])), j.cue and j.source, text.name, measured=True) for j in judge(text, result)]  # fmt: skip
    return rows


def fitted(rows: list[Row]) -> tuple[DictVectorizer, LogisticRegression]:
    """The model of some records."""
    counts: dict[str, int] = {}
    for row in rows:
        for fact in row.facts:
            counts[fact] = counts.get(fact, 0) + 1
    kept = {fact for fact, count in counts.items() if count >= RARE}
    names = DictVectorizer(sparse=False)
    table = names.fit_transform([dict.fromkeys(sorted(row.facts & kept), 1.0) for row in rows])
    weights = [SPARSE if row.apart else 1.0 for row in rows]
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(table, [row.right for row in rows], sample_weight=weights)
    return names, model


def predicted(model: tuple[DictVectorizer, LogisticRegression], rows: list[Row]) -> np.ndarray:
    """The confidence of some records."""
    names, regression = model
    return regression.predict_proba(names.transform([dict.fromkeys(row.facts, 1.0) for row in rows]))[:, 1]


def out_of_fold(rows: list[Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each measured record the confidence, whether it is right, and the share of right ones in what its weights were fitted on."""
    measured, tuned = [r for r in rows if r.measured], [r for r in rows if not r.measured]
    groups = [r.article for r in measured]
    confidence, base = np.zeros(len(measured)), np.zeros(len(measured))
    for seen, unseen in GroupKFold(FOLDS).split(measured, groups=groups):
        training = [measured[i] for i in seen]
        confidence[unseen] = predicted(fitted(training + tuned), [measured[i] for i in unseen])
        base[unseen] = [np.mean([r.right for r in training if r.apart == measured[i].apart]) for i in unseen]
    return confidence, np.array([r.right for r in measured]), base


def figures(confidence: np.ndarray, right: np.ndarray, base: np.ndarray) -> list[str]:
    """Records, right, Brier of the base rate and ours and how much lower, AUC, sure records and how many of them are right."""
    ours, theirs = brier_score_loss(right, confidence), float(np.mean((base - right) ** 2))
    sure = confidence > SURE
    return [
        str(len(right)),
        f"{100 * right.mean():.1f} %",
        f"{theirs:.3f}",
        f"{ours:.3f} ({100 * (1 - ours / theirs):+.0f} %)",
        f"{roc_auc_score(right, confidence):.2f}",
        f"{100 * sure.mean():.0f} %",
        f"{100 * right[sure].mean():.1f} %" if sure.any() else "none",
    ]


def plot(parts: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> None:
    """The reliability plot."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "dateline"
    from matplotlib import pyplot as plt  # noqa: PLC0415 - the backend is chosen first
    from sklearn.calibration import calibration_curve  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(5, 4))
    axes.plot([0, 1], [0, 1], color="#999", linewidth=1, label="perfect")
    for name, (confidence, right, _) in parts.items():
        share, mean = calibration_curve(right, confidence, n_bins=8, strategy="quantile")
        axes.plot(mean, share, marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend()
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


def write(rows: dict[str, list[Row]]) -> None:
    """The weights of all records, as ``confidence.toml``."""
    lines = [
        "# Log-odds of being right, by what a record says of itself. Fitted by `python -m benchmarks.confidence --write` (logistic regression,",
        "# scikit-learn), which says on what; the figures are in docs/quality.md.",
    ]
    for kind, some in rows.items():
        names, regression = fitted(some)
        weights = dict(zip(names.get_feature_names_out(), regression.coef_[0], strict=True))
        lines += [f"[{kind}]", f"base = {regression.intercept_[0]:.3f}", f"[{kind}.facts]"]
        lines += [f'"{fact}" = {weight:.3f}' for fact, weight in sorted(weights.items())]
        lines.append("")
    text = "\n".join(lines)
    tomllib.loads(text)
    WEIGHTS.write_text(text, "utf-8")


def main() -> None:
    """Prints the figures; with ``--write`` the weights and the plot are written."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="fit on everything and write the weights and the plot")
    arguments = parser.parse_args()
    language = Language.load()
    rows = [r for folder in HELD_OUT for r in gold_rows(folder, language, measured=True)]
    tuned = [r for folder in (GOLD, GOLD / "briefs", GOLD / "reports") for r in gold_rows(folder, language, measured=False)]
    kinds = {
        "visit": [r for r in rows + tuned if r.kind == "visit"] + newswire_rows(language),
        "statement": [r for r in rows if r.kind == "statement"] + polnear_rows(language),
    }
    parts = {f"{kind}s": out_of_fold(some) for kind, some in kinds.items()}
    apart = np.array([r.apart for r in kinds["visit"] if r.measured])
    visits = parts["visits"]
    parts["visits"] = tuple(array[~apart] for array in visits)  # type: ignore[assignment]
    parts["all"] = tuple(np.concatenate(arrays) for arrays in zip(*parts.values(), strict=True))  # type: ignore[assignment]
    found = tuple(array[apart] for array in visits)
    print(
        "| records | measured | right | Brier of the base rate | Brier | AUC | above 0.9 | of those right |\n|---|---|---|---|---|---|---|---|"
    )
    for name, part in (*parts.items(), ("visits in newswire that tells of few", found)):
        print(f"| {name} | {' | '.join(figures(*part))} |")
    if arguments.write:
        plot(parts)
        write(kinds)


if __name__ == "__main__":
    main()
