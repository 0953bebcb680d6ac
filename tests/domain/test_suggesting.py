# SPDX-License-Identifier: MIT
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theme_learning
import train_themes
from coprod_desktop import paths
from coprod_desktop.domain import suggesting
from coprod_desktop.domain.suggesting import Label, Model
from theme_learning import Text

# What was measured for this fold, less 0.03 (micro) or 0.05 (macro): few texts, much chance.
MICRO_LABELS, MACRO_LABELS, MICRO_PRISON, MACRO_PRISON = 0.69, 0.56, 0.59, 0.56
FILE = paths.resource("data/theme-model.json")
THEMES = json.loads(paths.resource("data/themes.json").read_text("utf-8"))


def codes(text: str) -> list[str]:
    return [each.code for each in suggesting.suggest(text)]


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("My tablets were not ready again at the hatch", "MED"),
        ("Waited six weeks to see the doctor, nobody answers my apps", "ACC"),
        ("My tooth is killing me and the dentist list is months", "DEN"),
        ("My hospital appointment was cancelled, no escort", "HOS"),
        ("I need to see the mental health team", "MHW"),
        ("My methadone dose and the recovery worker", "SUB"),
        ("The officer stood in the room when I saw the nurse", "PRV"),
        ("The staff were kind and friendly and very helpful", "STF"),
        ("The waiting room is filthy", "REG"),
    ],
)
def test_what_patients_raise_most_is_suggested(text: str, top: str) -> None:
    assert top in {code[:3] for code in codes(text)}


def test_it_says_because_of_which_words() -> None:
    first = suggesting.suggest("Went to the hatch and my tablets weren’t there")[0]

    assert first.code.startswith("MED")
    assert 1 <= len(first.because) <= 3
    assert any("tablets" in words or "hatch" in words for words in first.because)


@pytest.mark.parametrize("text", ["", "   ", "zxqv", "12 34", "[name]", "🙂"])
def test_nothing_is_suggested_out_of_nothing(text: str) -> None:
    assert suggesting.suggest(text) == ()


@given(
    st.text()
    | st.lists(st.sampled_from(["my", "tablets", "wait", "nurse", "dentist", "hatch", "the"])).map(
        " ".join
    )
)
def test_suggestions_are_few_known_and_each_has_its_words(text: str) -> None:
    known = {theme["code"] for theme in THEMES["themes"]}
    known |= {child["code"] for theme in THEMES["themes"] for child in theme["children"]}
    known |= {theme["code"] for theme in THEMES["general"]}
    found = suggesting.suggest(text, most=3)

    assert len(found) <= 3
    assert len({each.code for each in found}) == len(found)
    tops = {each.code[:3] for each in found if "." in each.code}
    for each in found:
        assert each.code in known
        assert each.code not in tops  # the second level says more
        assert each.because
        for words in each.because:
            for word in words.split():
                assert word in re.split(r"[^\w'’]+|\d+", text.lower())  # whole words, as written


def test_the_model_is_small_and_plain() -> None:
    model = json.loads(FILE.read_bytes())

    assert FILE.stat().st_size < 1_500_000
    assert set(model) == {"about", "labels", "features", "idf", "weights"}
    assert "MIT licence" in model["about"]
    assert len(model["features"]) == len(model["idf"]) == len(model["weights"])


@pytest.mark.parametrize(
    ("text", "top", "because"),
    [
        ("The dentists waitinglist is months", "DEN", "dentists"),
        ("My methadon was changed", "SUB", "methadon"),
        ("Prescriptoin for my inhalers", "MED", "inhalers"),
    ],
)
def test_a_word_is_known_by_its_parts_and_named_whole(text: str, top: str, because: str) -> None:
    first = suggesting.suggest(text)[0]

    assert first.code[:3] == top
    assert because in " ".join(first.because).split()


def test_the_question_is_looked_at_and_never_named() -> None:
    words = "Staff"
    good, better, other = (
        dict(suggesting.features(words, question))
        for question in ("What was good?", "What could we do better?", "Why?")
    )

    assert good.keys() - other.keys() == {"?good"}
    assert better.keys() - other.keys() == {"?better"}
    assert suggesting.suggest("", question="What was good?") == ()
    for question in ("what_was_good", "what_could_be_better"):
        for each in suggesting.suggest("Nurse was kind, my tablets were late", question=question):
            assert all(each.because)


def test_it_takes_milliseconds() -> None:
    text = "My tablets were not ready and I waited at the hatch with no reply. " * 30
    suggesting.suggest(text)
    start = time.perf_counter()
    suggesting.suggest(text[:2000])

    assert time.perf_counter() - start < 0.05  # about 5 ms


def test_a_model_is_read_as_plain_figures() -> None:
    model = Model(
        about="",
        labels=(Label("MED", -0.5, 0.0), Label("MED.READY", -0.9, 0.0), Label("GEN.POS", 0.0, 0.0)),
        features=("tablet", "ready"),
        idf=(1.0, 1.0),
        weights=((0, 1000, 2, 500), (1, 2000)),
    )
    places = suggesting.places_of(model.features)

    (both,) = suggesting.suggested(model, places, "Tablets ready", 4)
    assert (both.code, both.because) == ("MED.READY", ("ready",))
    (top,) = suggesting.suggested(model, places, "My tablet", 4)
    assert (top.code, top.because) == ("MED", ("tablet",))


def pieces(texts: Sequence[Text], kind: str, number: int) -> list[Text]:
    return [text for text in texts if text.kind == kind][:number]


def test_the_same_texts_give_the_same_model(shared_data: Path) -> None:
    files = ("fft_comments.csv", "themes.json", "sample_feedback.csv")
    comments, themes, sample = (shared_data / name for name in files)
    texts, codes = train_themes.theme_texts(comments, themes, sample)
    few = pieces(texts, "public", 60) + pieces(texts, "example", 60)

    assert train_themes.train(few, codes) == train_themes.train(few, codes)


def test_it_is_right_as_often_as_is_told(shared_data: Path) -> None:
    """One fold of five; docs/theme-suggester.md has the means over all of them."""
    comments = shared_data / "fft_comments.csv"
    labels, names = train_themes.label_texts(train_themes.rows_of(comments), whole=False)
    found = theme_learning.measured(labels, names, ("public",), folds=(0,), one_at_least=True)
    micro, macro = found["public"].means(found["public"].told(10))
    assert micro > MICRO_LABELS
    assert macro > MACRO_LABELS

    themes = shared_data / "themes.json"
    texts, codes = train_themes.theme_texts(comments, themes, shared_data / "sample_feedback.csv")
    figures = train_themes.programs_figures(texts, codes, (0,), asked=False)
    micro, macro = figures.means(figures.told(1, train_themes.is_first))
    assert micro > MICRO_PRISON
    assert macro > MACRO_PRISON


def test_nobody_is_on_both_sides(shared_data: Path) -> None:
    rows = train_themes.rows_of(shared_data / "fft_comments.csv")
    texts, _ = train_themes.label_texts(rows, whole=False)
    sides: dict[str, set[int]] = {}
    for text in texts:
        sides.setdefault(text.person, set()).add(theme_learning.fold_of(text, 5))

    assert len(sides) < len(texts)
    assert all(len(folds) == 1 for folds in sides.values())


def test_pairs_do_not_reach_over_a_full_stop() -> None:
    said = [feature for feature, _ in suggesting.features("Not ready. Again late, no-one")]

    assert "not ready" in said
    assert "ready again" not in said
