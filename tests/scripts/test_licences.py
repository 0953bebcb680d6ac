# SPDX-License-Identifier: MIT
"""A library that may not be shipped stops the checks."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest

import licences
from locks import ROOT, names


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-or-later OR AGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND BSD-3-Clause", True),
        ("GPL-3.0-only AND (MIT OR BSD-3-Clause)", False),
        ("none named", False),
    ],
)
def test_a_licence_is_fit_only_if_it_lets_us_ship(words: str, fit: bool) -> None:
    assert licences.allowed(words) is fit


def test_the_program_shows_the_licence_of_everything_it_comes_with() -> None:
    shown = json.loads(licences.SHOWN.read_text("utf-8"))
    parts = {re.sub(r"[-_.]+", "-", each["name"].lower()): each for each in shown["parts"]}
    for name in names(ROOT / "requirements.lock"):
        try:
            version = distribution(name).version
        except PackageNotFoundError:
            continue  # the lock marks it for another system
        advice = "run scripts/licences.py --show"
        assert parts[name]["version"] == version, advice
        assert parts[name]["texts"], name
        assert parts[name]["licence"] != "none named"
    assert all(each["texts"] for each in shown["parts"])
    assert all(len(text) > 100 for text in shown["texts"])
