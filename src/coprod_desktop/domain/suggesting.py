# SPDX-License-Identifier: MIT
"""Suggests themes for a patient's words, with the words because of which; a person chooses.

A small linear model over words, pairs of words and parts of words, made by
`scripts/train_themes.py` and kept as plain figures: `docs/theme-suggester.md` says what it was made
of and how often it is right.
"""

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from coprod_desktop import paths
from coprod_desktop.domain.folding import fold

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_COMMON: Final = """
a about after again all also am an and any are as at be because been before being both but by can
could did do does doing down during each few for from further get gets getting go goes going got
had has have having he her here hers herself him himself his how i if im in into is it its itself
ive just let like made make may me might more most much must my myself of off on once one only or
other our out over own put said same say she should so some such than that the their them then
there these they thing things this those though through to too under until up us very was we were
what when where which while who whom why will with would you your came come coming day days tell
told today tomorrow yesterday two three four five six seven eight nine ten twice monday tuesday
wednesday thursday friday saturday sunday really always never nobody everybody everyone someone
bit lot lots want wanted year years since im ive dont cant wont didnt isnt wasnt
werent doesnt hasnt havent hadnt couldnt wouldnt shouldnt arent aint
"""
_STOPS: Final = frozenset(_COMMON.split())
"""Too common to mean a theme by themselves; they count in a pair with another word."""
_SHORTEST: Final = 2
_STEMMED: Final = 4
_PARTS: Final = (3, 4)
_PART: Final = "~"
"""Stands before a part of a word; a word's ends count as spaces: "~ tab" is how "tablets" begins.

By its parts a word that is misspelt, or has another ending, is known all the same."""
_ASKED: Final = "?"
_BECAUSE: Final = 3
_LEAST: Final = 0.4
"""What speaks for a theme has to come to this: a few words of little weight are no reason."""
_ALONE: Final = 0.25
"""By so much a second level passes its threshold, or its first level has to pass too."""
_LEAST_SHARE: Final = 0.12
"""A word that brings less than this share of what speaks for a theme is not named."""
_GENERAL: Final = "GEN."


class Suggestion(Struct, frozen=True):
    """A theme that the words may be about, and the words because of which, the weightiest first."""

    code: str
    because: tuple[str, ...]


class Label(Struct, frozen=True):
    """A theme of the model: what is added to its score, and from where on it is suggested."""

    code: str
    bias: float
    threshold: float


class Model(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole model. `weights` holds for each feature pairs of a label's place and its weight.

    Weights are thousandths.
    """

    about: str
    labels: tuple[Label, ...]
    features: tuple[str, ...]
    idf: tuple[float, ...]
    weights: tuple[tuple[int, ...], ...]


_MODEL = msgspec.json.Decoder(Model)


def suggest(text: str, most: int = 4, question: str = "") -> tuple[Suggestion, ...]:
    """Themes that the words may be about, the likeliest first; none where nothing speaks for one.

    A theme of the second level stands for its first level too. General praise is suggested only
    where nothing else is. `question` is what was asked, in any words, where it is known.
    """
    model, places = _loaded()
    return suggested(model, places, text, most, question)


def suggested(
    model: Model, places: Mapping[str, int], text: str, most: int, question: str = ""
) -> tuple[Suggestion, ...]:
    """As `suggest`, by any model; `places` are those of its features."""
    found = [pair for pair in features(text, question) if pair[0] in places]
    vector = weighed(counted(found), model.idf, places)
    scores, parts = _scored(model, places, vector)
    passed = {
        label.code: score - label.threshold
        for label, score in zip(model.labels, scores, strict=True)
        if score >= label.threshold and sum(parts.get(label.code, {}).values()) >= _LEAST
    }
    for code in list(passed):
        if code.startswith(_GENERAL) and len(passed) > 1:
            del passed[code]
    for code in [code for code, over in passed.items() if "." in code and over < _ALONE]:
        if code[:4] != _GENERAL and code[:3] not in passed:
            del passed[code]
    # The second level says more than the first.
    tops = {code.partition(".")[0] for code in passed if "." in code and code[:4] != _GENERAL}
    chosen = [code for code in passed if code not in tops]
    chosen.sort(key=lambda code: (-passed[code], code))
    said: dict[str, list[str]] = {}
    for feature, words in found:
        listed = said.setdefault(feature, [])
        if words not in listed:
            listed.append(words)
    return tuple(Suggestion(code, _because(parts[code], said)) for code in chosen[:most])


def features(text: str, question: str = "") -> list[tuple[str, str]]:
    """What the model looks at, each with the words as they stand in the text.

    Single words but the commonest, pairs of neighbours of which one at least is not, parts of
    single words, and whether it was asked what was good or what could be better.
    """
    folded = fold(text)
    found: list[tuple[str, str]] = []
    before: tuple[str, str, int] | None = None
    for match in _WORD.finditer(folded.plain):
        start, end = folded.places[match.start()], folded.places[match.end() - 1] + 1
        word, shown = match[0].replace("'", ""), text[start:end]
        stem = _stem(word)
        if word not in _STOPS and len(word) > _SHORTEST:
            lower = shown.lower()
            found.append((stem, lower))
            found += [(part, lower) for part in _parts(word)]
        if before is not None:
            first, first_shown, ended = before
            apart = folded.plain[ended : match.start()]
            if apart.isspace() and not (word in _STOPS and first in _STOPS):
                found.append((f"{_stem(first)} {stem}", f"{first_shown} {shown}".lower()))
        before = (word, shown, match.end())
    return [*found, *((each, "") for each in _asked(question) if found)]


def _asked(question: str) -> tuple[str, ...]:
    low = question.lower()
    if "better" in low or "improve" in low:
        return (f"{_ASKED}better",)
    return (f"{_ASKED}good",) if "good" in low else ()


@functools.lru_cache(4096)
def _parts(word: str) -> tuple[str, ...]:
    ends = f" {word} "
    return tuple(
        _PART + ends[start : start + size]
        for size in _PARTS
        for start in range(len(ends) - size + 1)
    )


def counted(found: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How often each feature stands there."""
    counts: dict[str, int] = {}
    for feature, _ in found:
        counts[feature] = counts.get(feature, 0) + 1
    return counts


def weighed(
    counts: Mapping[str, int], idf: Sequence[float], places: Mapping[str, int]
) -> dict[str, float]:
    """TF-IDF with a dampened count; words and parts of words have the same length together.

    What was asked has a weight of its own, for it says as much of a long text as of a short one.
    """
    vector: dict[str, float] = {}
    for parts in (False, True):
        kind = {
            each: (1 + math.log(number)) * idf[places[each]]
            for each, number in counts.items()
            if (each[0] == _PART) is parts and each[0] != _ASKED
        }
        length = math.sqrt(2 * sum(value * value for value in kind.values())) or 1.0
        vector |= {each: value / length for each, value in kind.items()}
    return vector | {each: 0.5 for each in counts if each[0] == _ASKED}


def _scored(
    model: Model, places: Mapping[str, int], vector: Mapping[str, float]
) -> tuple[list[float], dict[str, dict[str, float]]]:
    """Each label's score, and for each label what each feature adds to it."""
    scores = [label.bias for label in model.labels]
    parts: dict[str, dict[str, float]] = {}
    for feature, value in vector.items():
        pairs = model.weights[places[feature]]
        for label, weight in zip(pairs[::2], pairs[1::2], strict=True):
            added = value * weight / 1000
            scores[label] += added
            if added > 0 and feature[0] != _ASKED:
                parts.setdefault(model.labels[label].code, {})[feature] = added
    return scores, parts


def _because(parts: Mapping[str, float], said: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The few words that add most, each once: not "tablets" beside "my tablets".

    What a part of a word adds is added by the words that it stands in.
    """
    added: dict[str, float] = {}
    for feature, value in parts.items():
        for words in said[feature]:
            trimmed = _trimmed(words)
            added[trimmed] = added.get(trimmed, 0.0) + value / len(said[feature])
    least = _LEAST_SHARE * sum(parts.values())
    chosen: list[str] = []
    for words in sorted(added, key=lambda each: (-added[each], each)):
        repeated = any(_share_word(words, other) for other in chosen)
        if not repeated and (added[words] >= least or not chosen):
            chosen.append(words)
        if len(chosen) == _BECAUSE:
            break
    return tuple(chosen)


def _trimmed(words: str) -> str:
    """Without common words at either end: "weeks to" is told as "weeks"."""
    listed = words.split()
    while len(listed) > 1 and _plain(listed[0]) in _STOPS:
        del listed[0]
    while len(listed) > 1 and _plain(listed[-1]) in _STOPS:
        del listed[-1]
    return " ".join(listed)


def _plain(word: str) -> str:
    return word.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")


def _share_word(words: str, other: str) -> bool:
    return bool(set(words.split()) & set(other.split()) - _STOPS)


def _stem(word: str) -> str:
    """A word without its commonest endings, so that "tablet" and "tablets" are one."""
    if len(word) <= _STEMMED:
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e")):
        if word.endswith(ending) and len(word) - len(ending) >= _STEMMED:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@functools.cache
def _loaded() -> tuple[Model, dict[str, int]]:
    raw = paths.resource("data/theme-model.json").read_bytes()
    model = _MODEL.decode(raw)
    return model, places_of(model.features)


def places_of(listed: Sequence[str]) -> dict[str, int]:
    """Where each feature stands in a list."""
    return {feature: place for place, feature in enumerate(listed)}
