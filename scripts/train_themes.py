# SPDX-License-Identifier: MIT
"""Makes the theme suggester's model out of labelled comments, examples and invented feedback.

python scripts/train_themes.py --comments FFT.csv --themes THEMES.json --sample SAMPLE.csv
    [--to resources/data/theme-model.json] [--report themes|labels|v6|program] [--splits 3]

The same inputs give the same model. `--report` says how often it is right on people whose words it
was not made of; `docs/theme-suggester.md` says what the inputs are.
"""

import argparse
import csv
import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

import theme_learning
from coprod_desktop.domain import suggesting
from coprod_desktop.domain.suggesting import Label, Model
from theme_learning import Figures, Text

FEATURES = 12000
LEAST_WEIGHT = 0.04
LEAST_TOLD = 10
"""A label of which there are fewer comments is left out of the report's means, and says so."""
# How much one text of each kind counts: the prison's own examples are few and to the point.
EXAMPLE, SAMPLE, PUBLIC = 4.0, 4.0, 1.0
FIRST_LABEL, LAST_LABEL = "Not assigned", "Positive experience & gratitude"
NO_WORDS = "Did not answer"
"""What the public comments have where nobody wrote anything; to be right about it is no merit."""
# Labels of framework v6 under the names that v7 gave to what they became.
RENAMED = {
    "Number & deployment of staff": "Staffing levels & responsiveness",
    "Staff responsiveness": "Staffing levels & responsiveness",
    "Referals & continuity of care": "Continuity of care",
    "Staff continuity": "Continuity of care",
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
# The labels of framework v7 but "Labelling not possible", as pxtextmining's own report has them.
# Those of v6 that are not among them, and do not come under one of them, v7 gave up.
V7 = """Organisation & efficiency|Funding & use of financial resources
Staff manner & personal attributes|Competence & training|Unspecified communication
Staff listening, understanding & involving patients|Information directly from staff during care
Information provision & guidance|Being kept informed, clarity & consistency of information
Contacting services|Appointment arrangements|Appointment method|Timeliness of care
Pain management|Discharge|Cleanliness, tidiness & infection control|Service location
Transport to/ from services|Parking|Electronic entertainment|Feeling safe|Mental Health Act
Supplying & understanding medication|Activities & access to fresh air
Food & drink provision & facilities|Sensory experience|Interaction with family/ carers
Positive experience & gratitude|Continuity of care|Environment, facilities & equipment
Staffing levels & responsiveness""".replace("\n", "|").split("|")


# Words that people in prison use of each theme, beside the examples: written for this project from
# what is commonly said, and not out of the invented feedback that the figures are about.
PRISON = {
    "MED": "tablets meds medication dose inhaler prescription pharmacy hatch collect painkillers "
    "repeat not in possession",
    "ACC": "apps application appointment list waiting weeks see the doctor GP nurse cancelled slip",
    "DEN": "tooth teeth toothache dentist dental filling gum abscess glasses optician eyes feet "
    "chiropodist physio",
    "HOS": "hospital escort handcuffs cuffs chained outside appointment scan consultant operation",
    "MHW": "mental health depressed anxiety self harm suicidal voices crisis counselling therapy "
    "ACCT psychologist psychiatrist",
    "SUB": "methadone subutex buvidal detox script recovery worker drugs alcohol vape smoking "
    "patches spice naloxone withdrawal",
    "CON": "reception first night transferred last prison records release released court moved "
    "got out discharge from outside GP",
    "COM": "explained told me results letter nobody replied answer to my question interpreter "
    "kept informed reasons decision",
    "STF": "rude kind respectful listened polite attitude friendly professional did not believe "
    "me caring staff manner",
    "PRV": "officer in the room overheard in front of everyone privacy private confidential "
    "dignity chaperone door open letters opened",
    "LTC": "diabetes diabetic asthma epilepsy blood pressure wheelchair walking stick carer review "
    "diet vaccine jab screening disability older social care",
    "REG": "locked up bang up short staffed no officers unlock lockdown dirty cold waiting room "
    "holding room clean",
    "EQU": "language translator easy read discrimination racist religion bullied unsafe scared "
    "deaf autistic fair treated differently",
}


def main() -> int:
    """Train, or report if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("comments", "themes", "sample"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=Path("resources/data/theme-model.json"))
    parser.add_argument("--report", choices=("themes", "labels", "v6", "program"))
    parser.add_argument("--splits", type=int, default=1)
    args = parser.parse_args()
    if args.report in {"labels", "v6"}:
        _report_labels(rows_of(args.comments), range(args.splits), whole=args.report == "v6")
        return 0
    texts, codes = theme_texts(args.comments, args.themes, args.sample)
    if args.report == "themes":
        _report_themes(texts, codes, range(args.splits))
        return 0
    if args.report == "program":
        for asked in (False, True):
            _say_program(texts, codes, asked=asked)
        return 0
    started = time.monotonic()
    model = train(texts, codes)
    args.to.write_bytes(_encoded(model))
    size = args.to.stat().st_size
    seconds = time.monotonic() - started
    print(f"{args.to}: {size:,} bytes, {len(model.features):,} features, {seconds:.0f} s")
    return 0


# --- what there is to learn from -------------------------------------------------------------


def rows_of(file: Path) -> list[dict[str, str]]:
    """The comments of a file, without those in which nobody wrote a word."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["FFT answer"].strip() not in {"", NO_WORDS}]


def theme_texts(comments: Path, themes: Path, sample: Path) -> tuple[list[Text], list[str]]:
    """All texts that the program's model is made of, and the codes of our themes."""
    listed = json.loads(themes.read_text("utf-8"))
    texts = [*_examples(listed), *_samples(sample), *_public(rows_of(comments), listed)]
    return texts, _codes(listed)


def _counts(text: str, question: str = "") -> dict[str, int]:
    return suggesting.counted(suggesting.features(text, question))


def _with_tops(codes: Iterable[str]) -> frozenset[str]:
    found = set(codes)
    return frozenset(found | {code[:3] for code in found if not code.startswith("GEN")})


def _codes(themes: Any) -> list[str]:
    tops = [theme["code"] for theme in themes["themes"]]
    children = [child["code"] for theme in themes["themes"] for child in theme["children"]]
    return [*tops, *children, "GEN.POS"]


def _examples(themes: Any) -> list[Text]:
    """Each example and definition by itself; whose first level alone is named, of that alone."""
    texts: list[Text] = []

    def add(said: str, code: str, unknown: frozenset[str] = frozenset()) -> None:
        known = _with_tops([code])
        person = f"{code} {len(texts)}"
        texts.append(Text(_counts(said), known, unknown, EXAMPLE, person, "example"))

    for theme in themes["themes"]:
        below = frozenset(child["code"] for child in theme["children"])
        words = f"{theme['label']}. {theme['easy_read']}. {theme['definition']}"
        add(f"{words} {PRISON[theme['code']]}", theme["code"], below)
        for child in theme["children"]:
            add(f"{child['label']}. {child['easy_read']}. {child['definition']}", child["code"])
            for said in child["examples"]:
                add(said, child["code"])
    return texts


def _samples(file: Path) -> list[Text]:
    texts: list[Text] = []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            good, better = row["what_was_good"].strip(), row["what_could_be_better"].strip()
            asked = "" if good and better else "good" if good else "better"
            known = _with_tops(code for code in row["themes"].split(";") if code)
            counts = _counts(f"{good}\n{better}", asked)
            texts.append(
                Text(
                    counts,
                    known,
                    frozenset(),
                    SAMPLE,
                    row["id"],
                    "sample",
                    f"{good}\n{better}",
                    asked,
                )
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
        person = row["Trust"] + row["Respondent ID"]
        counts = _counts(row["FFT answer"], row["FFT question"])
        texts.append(
            Text(counts, frozenset(known), frozenset(unknown - known), PUBLIC, person, "public")
        )
    return texts


def _labels_of(row: Mapping[str, str]) -> list[str]:
    names = list(row)
    names = names[names.index(FIRST_LABEL) : names.index(LAST_LABEL) + 1]
    return [name for name in names if row[name].strip()]


# --- the model, and how often it is right ------------------------------------------------------


def train(texts: Sequence[Text], codes: Sequence[str]) -> Model:
    """A model of these texts: once with all features, then with those that weigh most."""
    learnt = theme_learning.learn(texts, codes)
    heaviest = np.abs(learnt.weights[:-2]).max(1)
    first = sorted(range(len(heaviest)), key=lambda each: (-heaviest[each], each))[:FEATURES]
    listed = sorted(learnt.features[each] for each in first)
    learnt = theme_learning.learn(texts, codes, listed)
    limits = theme_learning.thresholds_of(texts, codes, lambda text: text.kind != "public")
    biases = learnt.weights[-2]
    labels = [
        Label(code, round(float(bias), 4), round(limit, 3))
        for code, bias, limit in zip(codes, biases, limits, strict=True)
    ]
    pairs: list[tuple[int, ...]] = []
    for row in learnt.weights[:-2]:
        kept = [(n, round(float(w) * 1000)) for n, w in enumerate(row) if abs(w) >= LEAST_WEIGHT]
        pairs.append(tuple(figure for pair in kept for figure in pair))
    used = [number for number, pair in enumerate(pairs) if pair]
    about = (
        "Made by scripts/train_themes.py from the public comments of pxtextmining (MIT licence, "
        "copyright 2021 NHS England), and from examples and feedback invented for this project."
    )
    return Model(
        about,
        tuple(labels),
        tuple(listed[number] for number in used),
        tuple(round(learnt.idf[number], 2) for number in used),
        tuple(pairs[number] for number in used),
    )


def label_texts(rows: Sequence[Mapping[str, str]], *, whole: bool) -> tuple[list[Text], list[str]]:
    """The comments with the labels of framework v7, or all those of v6 as they were given.

    As in what was published, a comment that has none of the labels is left out.
    """
    texts: list[Text] = []
    for row in rows:
        labels = frozenset(_labels_of(row))
        if not whole:
            labels = frozenset(RENAMED.get(label, label) for label in labels) & frozenset(V7)
        if labels:
            counts = _counts(row["FFT answer"], row["FFT question"])
            person = row["Trust"] + row["Respondent ID"]
            texts.append(Text(counts, labels, frozenset(), PUBLIC, person, "public"))
    return texts, sorted({label for text in texts for label in text.known})


def _report_themes(texts: Sequence[Text], codes: Sequence[str], splits: Iterable[int]) -> None:
    each = [
        theme_learning.measured(texts, codes, ("public", "sample"), split=split) for split in splits
    ]
    _say("Public comments, first level", [one["public"] for one in each], is_first)
    _say("Invented feedback, first level", [one["sample"] for one in each], is_first)
    below = [one["sample"] for one in each]
    _say("Invented feedback, second level", below, lambda code: not is_first(code))


def _say_program(texts: Sequence[Text], codes: Sequence[str], *, asked: bool) -> None:
    """What the program itself would suggest of the invented feedback, rules and all."""
    figures = programs_figures(texts, codes, range(theme_learning.FOLDS), asked=asked)
    for title, first in (("first level", True), ("second level", False)):
        told = figures.told(LEAST_TOLD, lambda code, first=first: is_first(code) is first)
        micro, macro = figures.means(told)
        known = "question known" if asked else "question not known"
        print(f"{title}, {known}: micro {micro:.3f}, macro {macro:.3f} of {len(told)} labels")


def programs_figures(
    texts: Sequence[Text], codes: Sequence[str], folds: Iterable[int], *, asked: bool
) -> Figures:
    """How often the program's suggestions for the invented feedback are right, models unseen.

    A suggestion of the second level says the first level too.
    """
    figures = Figures(codes)
    for fold in folds:
        model = train(
            [t for t in texts if theme_learning.fold_of(t, theme_learning.FOLDS) != fold], codes
        )
        places = suggesting.places_of(model.features)
        for text in texts:
            if text.kind == "sample" and theme_learning.fold_of(text, theme_learning.FOLDS) == fold:
                question = text.question if asked else ""
                found = suggesting.suggested(model, places, text.said, 4, question)
                said = _with_tops(each.code for each in found)
                row = np.array([[code in said for code in codes]])
                figures.count(row, theme_learning.marks_of([text], codes))
    return figures


def is_first(code: str) -> bool:
    """Whether it is a theme of the first level; general praise stands beside them."""
    return "." not in code or code == "GEN.POS"


def _report_labels(
    rows: Sequence[Mapping[str, str]], splits: Iterable[int], *, whole: bool
) -> None:
    texts, codes = label_texts(rows, whole=whole)
    each = [
        theme_learning.measured(texts, codes, ("public",), split=split, one_at_least=True)
        for split in splits
    ]
    _say("The comments' own labels", [one["public"] for one in each], lambda _: True)


def _say(title: str, found: Sequence[Figures], only: Callable[[str], bool]) -> None:
    print(f"\n{title}")
    for least in (LEAST_TOLD, 20, 50):
        told = found[0].told(least, only)
        micro, macro = zip(*(each.means(told) for each in found), strict=True)
        spread = [f"{statistics.mean(x):.3f} ± {statistics.pstdev(x):.3f}" for x in (micro, macro)]
        print(f"  {len(told)} labels with {least} or more: micro {spread[0]}, macro {spread[1]}")
    one = found[0]
    for number in sorted(one.told(LEAST_TOLD, only), key=one.f1, reverse=True):
        print(f"  {one.f1(number):.2f} {one.right[number] + one.missed[number]:>5.0f}  ", end="")
        print(one.codes[number])


def _encoded(model: Model) -> bytes:
    """As lines, so that a difference between two models can be looked at."""
    raw = msgspec.json.encode(model)
    return msgspec.json.format(raw, indent=0).replace(b"],[", b"],\n[") + b"\n"


if __name__ == "__main__":
    raise SystemExit(main())
