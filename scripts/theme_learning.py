# SPDX-License-Identifier: MIT
"""Learns the theme suggester's linear model, and finds how often such a model is right.

Apart from `train_themes.py`, which knows what the texts are, so that tests can ask it too. numpy
is needed here and not in the program.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from coprod_desktop.domain import suggesting

FOLDS = 5
INNER = 3
"""Of what is learnt from, in so many parts the thresholds are made."""
EPOCHS = 6
COST = 0.25
RARE = 12.0
"""How much more a label's own texts may count than all others, however few they are."""
STEADY = 0.5
"""A threshold found from few texts is by chance too high or too low: it is taken by half."""
LOWEST, HIGHEST = -0.6, 0.3
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]
Vector = tuple[Places, Floats]


class Text(NamedTuple):
    """One text to learn from: `known` are its themes, of `unknown` ones nothing is known.

    `person` is the same for all that one person said; what was `said` is kept where the program's
    own suggestions for it are asked for.
    """

    features: dict[str, int]
    known: frozenset[str]
    unknown: frozenset[str]
    weight: float
    person: str
    kind: str
    said: str = ""
    question: str = ""


class Learnt(NamedTuple):
    """What was learnt: a row of weights for each feature, a column for each label.

    The last two rows are the bias, and what is added to it for a public comment: outside prisons
    other themes are the common ones.
    """

    features: list[str]
    idf: list[float]
    weights: Floats


def fold_of(text: Text, folds: int, split: int = 0) -> int:
    """The part that the text's person is in; another `split` parts people anew."""
    said = f"{split} {folds} {text.person}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:4], "big") % folds


def marks_of(texts: Sequence[Text], codes: Sequence[str]) -> Floats:
    """For each text and label 1 where it has the label, -1 where not, 0 where nobody has said."""
    rows = [[1 if c in t.known else 0 if c in t.unknown else -1 for c in codes] for t in texts]
    return np.array(rows, np.float64).reshape(len(texts), len(codes))


def learn(texts: Sequence[Text], codes: Sequence[str], features: Sequence[str] = ()) -> Learnt:
    """Learn the labels of these texts, from these features or from all that are no rarity.

    Linear support vector machines with squared hinge loss, by dual coordinate descent, all labels
    side by side. Hsieh and others, "A dual coordinate descent method for large-scale linear SVM"
    (2008).
    """
    listed = list(features) or _vocabulary(texts)
    idf = _idf(texts, listed)
    vectors = _vectors(texts, listed, idf)
    marks = marks_of(texts, codes)
    heft = np.array([text.weight for text in texts])[:, None]
    own = (heft * (marks > 0)).sum(0)
    others = (heft * (marks < 0)).sum(0)
    rare = np.clip(np.sqrt(others / np.maximum(own, 1.0)), 1.0, RARE)
    damp = 1 / (2 * COST * heft * np.where(marks > 0, rare, 1.0))
    squares = np.array([values @ values for _, values in vectors])[:, None] + damp
    weights = np.zeros((len(listed) + 2, len(codes)))
    alphas = np.zeros(marks.shape)
    used = marks != 0
    chance = np.random.RandomState(len(texts))  # the same order each time
    for _ in range(EPOCHS):
        order: list[int] = chance.permutation(len(texts)).tolist()
        for number in order:
            indexes, values = vectors[number]
            here = weights[indexes]
            slope = marks[number] * (values @ here) - 1 + alphas[number] * damp[number]
            changed = np.maximum(alphas[number] - slope / squares[number], 0) * used[number]
            step = (changed - alphas[number]) * marks[number]
            if step.any():
                alphas[number] = changed
                weights[indexes] = here + np.outer(values, step)
    # What every text says no to and none yes is never suggested.
    weights[len(listed)] -= 9.0 * (own == 0)
    return Learnt(listed, idf, weights)


def scores_of(learnt: Learnt, texts: Sequence[Text]) -> Floats:
    """Each text's score for each label."""
    vectors = _vectors(texts, learnt.features, learnt.idf)
    return np.array([values @ learnt.weights[indexes] for indexes, values in vectors])


def _vocabulary(texts: Sequence[Text]) -> list[str]:
    """What stands in two texts at least, or in one of the prison's own examples."""
    seen: dict[str, int] = {}
    for text in texts:
        for feature in text.features:
            own = text.kind != "public" and feature[0] != "~"
            seen[feature] = seen.get(feature, 0) + (2 if own else 1)
    return sorted(feature for feature, number in seen.items() if number > 1)


def _idf(texts: Sequence[Text], listed: Sequence[str]) -> list[float]:
    counts = dict.fromkeys(listed, 0)
    for text in texts:
        for feature in text.features:
            if feature in counts:
                counts[feature] += 1
    return [math.log((1 + len(texts)) / (1 + counts[each])) + 1 for each in listed]


def _vectors(texts: Sequence[Text], listed: Sequence[str], idf: Sequence[float]) -> list[Vector]:
    """As the program weighs a text; then the bias, and the mark of a public comment."""
    places = suggesting.places_of(listed)
    vectors: list[Vector] = []
    for text in texts:
        here = {each: number for each, number in text.features.items() if each in places}
        weighed = suggesting.weighed(here, idf, places)
        indexes = [*(places[each] for each in weighed), len(listed)]
        values = [*weighed.values(), 1.0]
        if text.kind == "public":
            indexes.append(len(listed) + 1)
            values.append(1.0)
        vectors.append((np.array(indexes, np.int64), np.array(values)))
    return vectors


# --- from which score on -----------------------------------------------------------------------


def thresholds_of(
    texts: Sequence[Text], codes: Sequence[str], wanted: Callable[[Text], bool], split: int = 0
) -> list[float]:
    """From which score on a label is right most often on wanted texts, each scored unseen."""
    marks = marks_of(texts, codes)
    scores = np.zeros(marks.shape)
    parts = np.array([fold_of(text, INNER, split) for text in texts])
    for part in range(INNER):
        taught = [text for text, other in zip(texts, parts, strict=True) if other != part]
        asked = [text for text, other in zip(texts, parts, strict=True) if other == part]
        if asked:
            scores[parts == part] = scores_of(learn(taught, codes), asked)
    rows = np.array([wanted(text) for text in texts])
    marks, scores = marks[rows], scores[rows]
    # A theme of the second level has a dozen texts: one threshold for all of them is steadier.
    children = [n for n, code in enumerate(codes) if "." in code and not code.startswith("GEN")]
    together = _best(scores[:, children].ravel(), marks[:, children].ravel(), 1.0)
    return [
        together if number in children else _best(scores[:, number], marks[:, number])
        for number in range(len(codes))
    ]


def _best(scores: Floats, marks: Floats, steady: float = STEADY) -> float:
    """The threshold with the highest F1, not further out than the model can be trusted."""
    known = marks != 0
    scores, marks = scores[known], marks[known]
    own = (marks > 0).sum()
    if not own:
        return 0.0
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(marks[order] > 0)
    f1 = 2 * right / (np.arange(1, len(order) + 1) + own)
    place = int(f1.argmax())
    after = scores[order[min(place + 1, len(order) - 1)]]
    found = float(scores[order[place]] + after) / 2
    return steady * max(LOWEST, min(HIGHEST, found))


# --- how often it is right -----------------------------------------------------------------------


class Figures:
    """Right, wrong and missed answers, label by label."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = list(codes)
        self.right, self.wrong, self.missed = (np.zeros(len(codes)) for _ in range(3))

    def count(self, said: Bools, marks: Floats) -> None:
        """Count answers; where nobody has said what is right, nothing counts."""
        self.right += (said & (marks > 0)).sum(0)
        self.wrong += (said & (marks < 0)).sum(0)
        self.missed += (~said & (marks > 0)).sum(0)

    def told(self, least: int, only: Callable[[str], bool] = lambda _: True) -> list[int]:
        """The labels that count: those with so many texts at least."""
        own = self.right + self.missed
        return [n for n, code in enumerate(self.codes) if own[n] >= least and only(code)]

    def f1(self, number: int) -> float:
        """The harmonic mean of how many answers were right and how many labels were found."""
        whole = 2 * self.right[number] + self.wrong[number] + self.missed[number]
        return float(2 * self.right[number] / whole) if whole else 0.0

    def means(self, told: Sequence[int]) -> tuple[float, float]:
        """Micro and macro F1 over these labels."""
        right, wrong, missed = (x[list(told)].sum() for x in (self.right, self.wrong, self.missed))
        micro = float(2 * right / max(1.0, 2 * right + wrong + missed))
        return micro, sum(map(self.f1, told)) / max(1, len(told))


def measured(
    texts: Sequence[Text],
    codes: Sequence[str],
    kinds: Sequence[str],
    *,
    split: int = 0,
    folds: Sequence[int] = range(FOLDS),
    one_at_least: bool = False,
) -> dict[str, Figures]:
    """Every fold in turn as what was never seen; its thresholds come from the others too."""
    sums = {kind: Figures(codes) for kind in kinds}
    for fold in folds:
        taught = [text for text in texts if fold_of(text, FOLDS, split) != fold]
        learnt = learn(taught, codes)
        for kind in kinds:
            limits = np.array(thresholds_of(taught, codes, lambda t, k=kind: alike(t, k), split))
            asked = [t for t in texts if t.kind == kind and fold_of(t, FOLDS, split) == fold]
            over = scores_of(learnt, asked) - limits
            said = over >= 0
            if one_at_least:
                none = np.flatnonzero(~said.any(1))
                said[none, over[none].argmax(1)] = True
            sums[kind].count(said, marks_of(asked, codes))
    return sums


def alike(text: Text, kind: str) -> bool:
    """Whether thresholds for texts of this kind are made of this one: public ones are apart."""
    return (text.kind == "public") is (kind == "public")
