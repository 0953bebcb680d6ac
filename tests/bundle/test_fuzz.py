# SPDX-License-Identifier: MIT
"""A thousand damaged bundles, requests and lists, at every layer; `make soak` tries far more."""

import pytest

from tests.bundle.fuzz import LAYERS, Target, sweep


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    return Target(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("layer", LAYERS)
def test_no_damage_gets_in(target: Target, layer: str) -> None:
    tally = sweep(target, layer, 1, 150)
    tally.check()
    assert tally.tried == 150
