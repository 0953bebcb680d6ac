# SPDX-License-Identifier: MIT
"""Makes the theme suggester's model out of labelled comments, examples and invented feedback.

python scripts/train_themes.py --comments FFT.csv --themes THEMES.json --sample SAMPLE.csv
    [--to resources/data/theme-model.json] [--report]

The same inputs give the same model. `--report` says how often it is right on people whose words it
was not made of; `docs/theme-suggester.md` says what the inputs are.
"""

import argparse
import csv
import hashlib
import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from coprod_desktop.domain import suggesting
from coprod_desktop.domain.suggesting import Label, Model

FOLDS = 5
INNER = 2
"""Of so many folds the report's thresholds are made: enough, and it takes minutes and not hours."""
EPOCHS = 8
COST = 0.5
FEATURES = 7000
LEAST_WEIGHT = 0.05
LEAST_TOLD = 10
"""A label of which there are fewer comments is left out of the report's means, and says so."""
# How much one text of each kind counts: the prison's own examples are few and to the point.
EXAMPLE, SAMPLE, PUBLIC = 6.0, 4.0, 1.0
FIRST_LABEL, LAST_LABEL = "Not assigned", "Positive experience & gratitude"
NO_WORDS = "Did not answer"
"""What the public comments have where nobody wrote anything; to be right about it is no merit."""
# Labels of framework v6 under the names that v7 gave to what they became.
RENAMED = {
    "Number & deployment of staff": "Staffing levels & responsiveness",
    "Staff responsiveness": "Staffing levels & responsiveness",
    "Referals & continuity of care": "Continuity of care",
    "Environment & Facilities": "Environment, facilities & equipment",
    "Provision of medical equipment": "Environment, facilities & equipment",
}
# Where themes of several top levels map to one label of the framework: which of them such a
# comment outside a prison is about. Of the others nothing is known then.
CHOSEN = {
    "Appointment arrangements": "ACC",
    "Activities & access to fresh air": "REG",
    "Being kept informed, clarity & consistency of information": "COM",
    "Contacting services": "ACC",
    "Continuity of care": "CON",
    "Environment, facilities & equipment": "REG",
    "Feeling safe": "EQU",
    "Information directly from staff during care": "COM",
    "Pain management": "MED",
    "Positive experience & gratitude": "GEN.POS",
    "Staff listening, understanding & involving patients": "COM",
    "Staff manner & personal attributes": "STF",
    "Staffing levels & responsiveness": "REG",
    "Supplying & understanding medication": "MED",
    "Timeliness of care": "ACC",
}


class Text(NamedTuple):
    """One text to learn from: `known` are its themes, of `unknown` ones nothing is known.

    `fold` is the same for all that one person said.
    """

    features: dict[str, int]
    known: frozenset[str]
    unknown: frozenset[str]
    weight: float
    fold: int
    kind: str


Vector = tuple[tuple[int, ...], tuple[float, ...]]


def main() -> int:
    """Train, and report if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("comments", "themes", "sample"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("resources/data/theme-model.json"))
    parser.add_argument("--report", action="store_true")
    args = parser.parse_args()
    themes = json.loads(args.themes.read_text("utf-8"))
    rows = _rows(args.comments)
    texts = [*_examples(themes), *_samples(args.sample), *_public(rows, themes)]
    codes = _codes(themes)
    if args.report:
        _report_themes(texts, codes)
        _report_labels(rows)
        return 0
    started = time.monotonic()
    thresholds = _thresholds(texts, codes, range(FOLDS), range(FOLDS))
    model = train(texts, codes, thresholds)
    args.to.write_bytes(_encoded(model))
    size = args.to.stat().st_size
    seconds = time.monotonic() - started
    print(f"{args.to}: {size:,} bytes, {len(model.features):,} features, {seconds:.0f} s")
    return 0


# --- what there is to learn from -------------------------------------------------------------


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["FFT answer"].strip() not in {"", NO_WORDS}]


def _fold(person: str) -> int:
    return hashlib.sha256(person.encode()).digest()[0] % FOLDS


def _counts(text: str) -> dict[str, int]:
    return suggesting.counted(suggesting.features(text))


def _with_tops(codes: Iterable[str]) -> frozenset[str]:
    found = set(codes)
    return frozenset(found | {code[:3] for code in found if not code.startswith("GEN")})


def _codes(themes: Any) -> list[str]:
    tops = [theme["code"] for theme in themes["themes"]]
    children = [child["code"] for theme in themes["themes"] for child in theme["children"]]
    return [*tops, *children, "GEN.POS"]


def _examples(themes: Any) -> list[Text]:
    texts: list[Text] = []
    for theme in themes["themes"]:
        for child in theme["children"]:
            label = f"{theme['label']}. {child['label']}. {child['definition']}"
            for number, said in enumerate([label, *child["examples"]]):
                fold = _fold(f"{child['code']} {number}")
                known = _with_tops([child["code"]])
                texts.append(Text(_counts(said), known, frozenset(), EXAMPLE, fold, "example"))
    return texts


def _samples(file: Path) -> list[Text]:
    texts: list[Text] = []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            said = f"{row['what_was_good']}\n{row['what_could_be_better']}"
            known = _with_tops(code for code in row["themes"].split(";") if code)
            texts.append(
                Text(_counts(said), known, frozenset(), SAMPLE, _fold(row["id"]), "sample")
            )
    return texts


def _public(rows: Sequence[Mapping[str, str]], themes: Any) -> list[Text]:
    """The public comments, with their labels under our codes as far as these say the same."""
    used = {each["subcategory"]: each["used_by"] for each in themes["qdc_v7"]}
    every = _codes(themes)
    texts: list[Text] = []
    for row in rows:
        known: set[str] = set()
        unknown: set[str] = set()
        for label in _labels_of(row):
            name = RENAMED.get(label, label)
            children = used.get(name, [])
            tops = {code[:3] for code in children}
            chosen = CHOSEN.get(name) or (next(iter(tops)) if len(tops) == 1 else "")
            if chosen:
                known.add(chosen)
            # Whichever of its second-level themes it is, nobody has said.
            unknown |= tops | {code for code in every if code[:3] in tops and "." in code}
        fold = _fold(row["Trust"] + row["Respondent ID"])
        counts = _counts(row["FFT answer"])
        texts.append(
            Text(counts, frozenset(known), frozenset(unknown - known), PUBLIC, fold, "public")
        )
    return texts


def _labels_of(row: Mapping[str, str]) -> list[str]:
    names = list(row)
    names = names[names.index(FIRST_LABEL) : names.index(LAST_LABEL) + 1]
    return [name for name in names if row[name].strip()]


# --- learning ----------------------------------------------------------------------------------


def train(texts: Sequence[Text], codes: Sequence[str], thresholds: Mapping[str, float]) -> Model:
    """A model of these texts: once with all features, then with those that weigh most."""
    known = {feature: place for place, feature in enumerate(_vocabulary(texts))}
    vectors = _vectors(texts, list(known))
    heaviest = [0.0] * len(known)
    for code in codes:
        weights, _ = _learn(texts, vectors, len(known), _marks(texts, code))
        heaviest = [max(one, abs(other)) for one, other in zip(heaviest, weights, strict=True)]
    listed = sorted(known, key=lambda each: (-heaviest[known[each]], each))[:FEATURES]
    listed.sort()
    vectors = _vectors(texts, listed)
    pairs: list[list[int]] = [[] for _ in listed]
    labels: list[Label] = []
    for number, code in enumerate(codes):
        weights, bias = _learn(texts, vectors, len(listed), _marks(texts, code))
        labels.append(Label(code, round(bias, 4), round(thresholds.get(code, 0.0), 3)))
        for place, weight in enumerate(weights):
            if abs(weight) >= LEAST_WEIGHT:
                pairs[place] += [number, round(weight * 1000)]
    about = (
        "Made by scripts/train_themes.py from the public comments of pxtextmining (MIT licence, "
        "copyright 2021 NHS England), and from examples and feedback invented for this project."
    )
    idf = tuple(round(each, 3) for each in _idf(texts, listed))
    return Model(about, tuple(labels), tuple(listed), idf, tuple(map(tuple, pairs)))


def _vocabulary(texts: Sequence[Text]) -> list[str]:
    """What stands in two texts at least, or in one of the prison's own examples."""
    seen: dict[str, int] = {}
    for text in texts:
        for feature in text.features:
            seen[feature] = seen.get(feature, 0) + (1 if text.kind == "public" else 2)
    return sorted(feature for feature, number in seen.items() if number > 1)


def _idf(texts: Sequence[Text], listed: Sequence[str]) -> list[float]:
    counts = dict.fromkeys(listed, 0)
    for text in texts:
        for feature in text.features:
            if feature in counts:
                counts[feature] += 1
    return [math.log((1 + len(texts)) / (1 + counts[each])) + 1 for each in listed]


def _vectors(texts: Sequence[Text], listed: Sequence[str]) -> list[Vector]:
    """As the program weighs a text, with places for words; the last is the bias."""
    places = suggesting.places_of(listed)
    idf = tuple(_idf(texts, listed))
    model = Model("", (), tuple(listed), idf, ())
    vectors: list[Vector] = []
    for text in texts:
        here = {each: number for each, number in text.features.items() if each in places}
        weighed = suggesting.weighed(here, model, places)
        indexes = (*(places[each] for each in weighed), len(listed))
        vectors.append((indexes, (*weighed.values(), 1.0)))
    return vectors


def _marks(texts: Sequence[Text], code: str) -> list[int]:
    """For each text 1 where it has the theme, -1 where not, 0 where nobody has said."""
    return [1 if code in text.known else 0 if code in text.unknown else -1 for text in texts]


def _learn(
    texts: Sequence[Text], vectors: Sequence[Vector], size: int, marks: Sequence[int]
) -> tuple[list[float], float]:
    """A linear support vector machine with squared hinge loss, by dual coordinate descent.

    Hsieh and others, "A dual coordinate descent method for large-scale linear SVM" (2008).
    """
    used = [number for number, mark in enumerate(marks) if mark]
    positive = sum(texts[number].weight for number in used if marks[number] > 0)
    total = sum(texts[number].weight for number in used)
    weights = [0.0] * (size + 1)
    if not positive:
        return weights[:-1], -1.0
    rare = min(8.0, math.sqrt((total - positive) / positive))
    points: list[tuple[tuple[int, ...], tuple[float, ...], int, float, float]] = []
    for number in used:
        indexes, values = vectors[number]
        cost = COST * texts[number].weight * (rare if marks[number] > 0 else 1.0)
        damp = 1 / (2 * cost)
        square = sum(value * value for value in values) + damp
        points.append((indexes, values, marks[number], damp, square))
    alphas = [0.0] * len(points)
    order = list(range(len(points)))
    chance = random.Random(len(points))  # the same order each time
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for number in order:
            indexes, values, mark, damp, square = points[number]
            score = 0.0
            for index, value in zip(indexes, values, strict=True):
                score += weights[index] * value
            alpha = alphas[number]
            slope = mark * score - 1 + alpha * damp
            if not alpha and slope >= 0:
                continue
            changed = max(alpha - slope / square, 0.0)
            step = (changed - alpha) * mark
            alphas[number] = changed
            for index, value in zip(indexes, values, strict=True):
                weights[index] += step * value
    return weights[:-1], weights[-1]


# --- how often it is right -------------------------------------------------------------------


class Tally:
    """Right and wrong answers of one label."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, other: "Tally") -> None:
        """Count another one's answers too."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    def f1(self) -> float:
        """The harmonic mean of how many suggestions were right and how many labels were found."""
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else 0.0


def _held_out(
    texts: Sequence[Text], codes: Sequence[str], fold: int, folds: Iterable[int]
) -> tuple[list[Text], dict[str, list[float]]]:
    """The texts of one fold, and their scores by labels learnt from the other `folds`."""
    taught = [text for text in texts if text.fold in folds and text.fold != fold]
    asked = [text for text in texts if text.fold == fold]
    listed = _vocabulary(taught)
    places = suggesting.places_of(listed)
    vectors = _vectors(taught, listed)
    model = Model("", (), tuple(listed), tuple(_idf(taught, listed)), ())
    ready: list[dict[int, float]] = []
    for text in asked:
        here = {each: number for each, number in text.features.items() if each in places}
        weighed = suggesting.weighed(here, model, places)
        ready.append({places[each]: value for each, value in weighed.items()})
    scores: dict[str, list[float]] = {}
    for code in codes:
        weights, bias = _learn(taught, vectors, len(listed), _marks(taught, code))
        scores[code] = [
            bias + sum(weights[index] * value for index, value in each.items()) for each in ready
        ]
    return asked, scores


def _thresholds(
    texts: Sequence[Text], codes: Sequence[str], folds: Iterable[int], asked_of: Iterable[int]
) -> dict[str, float]:
    """From which score on a label is right most often, each text scored without its own fold."""
    folds = list(folds)
    pairs: dict[str, list[tuple[float, int, float]]] = {code: [] for code in codes}
    for fold in asked_of:
        asked, scores = _held_out(texts, codes, fold, folds)
        for code in codes:
            marks = _marks(asked, code)
            for text, score, mark in zip(asked, scores[code], marks, strict=True):
                if mark:
                    pairs[code].append((score, mark, text.weight))
    # A theme of the second level has a dozen texts: one threshold for all of them is steadier.
    children = [code for code in codes if "." in code and not code.startswith("GEN")]
    together = _best([pair for code in children for pair in pairs[code]])
    alone = {code: _best(found) for code, found in pairs.items() if code not in children}
    return alone | dict.fromkeys(children, together)


def _best(pairs: list[tuple[float, int, float]]) -> float:
    """The threshold with the highest F1, not further out than the model can be trusted."""
    pairs = sorted(pairs, reverse=True)
    positive = sum(weight for _, mark, weight in pairs if mark > 0)
    right = wrong = 0.0
    best, found = -1.0, 0.0
    for score, mark, weight in pairs:
        right, wrong = (right + weight, wrong) if mark > 0 else (right, wrong + weight)
        f1 = 2 * right / (right + wrong + positive) if positive else 0.0
        if f1 > best:
            best, found = f1, score
    return max(-0.45, min(0.3, found - 1e-6))


def _count(
    asked: Sequence[Text],
    scores: Mapping[str, Sequence[float]],
    thresholds: Mapping[str, float],
    wanted: Callable[[Text], bool],
) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for code, found in scores.items():
        tally = tallies[code] = Tally()
        for text, score, mark in zip(asked, found, _marks(asked, code), strict=True):
            if mark and wanted(text):
                said = score >= thresholds[code]
                tally.right += said and mark > 0
                tally.wrong += said and mark < 0
                tally.missed += not said and mark > 0
    return tallies


def _measured(
    texts: Sequence[Text], codes: Sequence[str], kinds: Sequence[str]
) -> dict[str, dict[str, Tally]]:
    """Every fold in turn as what was never seen; its thresholds come from the others too."""
    sums = {kind: {code: Tally() for code in codes} for kind in kinds}
    for fold in range(FOLDS):
        others = [each for each in range(FOLDS) if each != fold]
        taught = [text for text in texts if text.fold != fold]
        thresholds = _thresholds(taught, codes, others, others[:INNER])
        asked, scores = _held_out(texts, codes, fold, others)
        for kind in kinds:
            tallies = _count(asked, scores, thresholds, lambda text, kind=kind: text.kind == kind)
            for code, tally in tallies.items():
                sums[kind][code].add(tally)
        print(f"  fold {fold + 1} of {FOLDS}", file=sys.stderr)
    return sums


def _say(title: str, tallies: Mapping[str, Tally]) -> None:
    told = {c: t for c, t in tallies.items() if t.right + t.missed >= LEAST_TOLD}
    whole = Tally()
    for tally in told.values():
        whole.add(tally)
    macro = sum(tally.f1() for tally in told.values()) / max(1, len(told))
    print(f"\n{title}: micro F1 {whole.f1():.2f}, macro F1 {macro:.2f} over {len(told)} labels")
    for code, tally in sorted(told.items(), key=lambda each: -each[1].f1()):
        number = tally.right + tally.missed
        print(f"  {tally.f1():.2f}  {number:>5}  {code}")


def _report_themes(texts: Sequence[Text], codes: Sequence[str]) -> None:
    sums = _measured(texts, codes, ("public", "sample"))
    tops = [code for code in codes if "." not in code or code == "GEN.POS"]
    for kind, title in (("public", "Our themes, public comments"), ("sample", "Invented feedback")):
        _say(f"{title}, first level", {code: sums[kind][code] for code in tops})
    children = [code for code in codes if code not in tops]
    _say("Invented feedback, second level", {code: sums["sample"][code] for code in children})


def _report_labels(rows: Sequence[Mapping[str, str]]) -> None:
    """On the labels of the comments' own framework (v6), for comparing with what was published.

    As there, it is known which question was asked: the program's own model does not look at that.
    """
    texts = [
        Text(
            _counts(row["FFT answer"]) | {f"? {row['FFT question']}": 1},
            frozenset(_labels_of(row)),
            frozenset(),
            PUBLIC,
            _fold(row["Trust"] + row["Respondent ID"]),
            "public",
        )
        for row in rows
    ]
    names = list(rows[0])
    names = names[names.index(FIRST_LABEL) : names.index(LAST_LABEL) + 1]
    used = [name for name in names if any(name in text.known for text in texts)]
    sums = _measured(texts, used, ("public",))
    _say("Labels of framework v6 (published: 0.71 and 0.64)", sums["public"])


def _encoded(model: Model) -> bytes:
    """As lines, so that a difference between two models can be looked at."""
    raw = msgspec.json.encode(model)
    return msgspec.json.format(raw, indent=0).replace(b"],[", b"],\n[") + b"\n"


if __name__ == "__main__":
    raise SystemExit(main())
