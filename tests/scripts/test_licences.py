# SPDX-License-Identifier: MIT
"""A library that may not be shipped stops the checks."""

import pytest

import licences


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
