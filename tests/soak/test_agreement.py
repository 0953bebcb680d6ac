# SPDX-License-Identifier: MIT
"""Many sequences of records, answers, erasures, losses and rotations: both sides always agree."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.services.test_convergence import SEQUENCES, UNHURRIED, play

pytestmark = pytest.mark.soak


@settings(UNHURRIED, max_examples=200)
@given(steps=SEQUENCES)
def test_any_of_many_sequences_ends_in_equal_stores(
    steps: list[str], template: Path, tmp_path: Path
) -> None:
    play(steps, template, tmp_path / "stores")
