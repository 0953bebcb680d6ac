# SPDX-License-Identifier: MIT
"""Whatever happens to the sticks, in the end all stores agree and nothing is lost or doubled."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.journeys.convergence import Event, World, stories


def converges(template: Path, examples: int, least: int, most: int) -> Counter[str]:
    """Live through many stories; what happened in all of them."""
    happened: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(stories(least, most))
    def live(story: list[Event]) -> None:
        world = World(template)
        try:
            world.live(story)
            world.end()
            world.agree()
        finally:
            happened.update(world.happened)
            world.close()

    live()
    return happened


def test_wings_and_office_converge(template: Path) -> None:
    happened = converges(template, examples=4, least=20, most=40)
    assert happened["office imported"] > 10


@pytest.mark.soak
def test_wings_and_office_converge_in_many_stories(
    template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    happened = converges(template, examples=200, least=20, most=60)
    with capsys.disabled():
        print("\n" + ", ".join(f"{what} {count}" for what, count in happened.most_common()))
    assert happened["telephone"]
    assert happened["restored"]
