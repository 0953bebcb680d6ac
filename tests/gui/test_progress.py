# SPDX-License-Identifier: MIT
"""Long work shows real amounts: bytes as sizes, things as numbers."""

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.jobs import Step
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.theme import Theme


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(1_500_000, 3_000_000, "Writing"), "1.5 MB of 3.0 MB"),
        (Step(400, 66_000, "Reading back"), "400 B of 66 kB"),
        (Step(1_200, 348_000, "Sealing"), "1,200 of 348,000"),
        (Step(3, 0, "records"), "3"),
    ],
)
def test_amounts(step: Step, said: str, qtbot: QtBot, theme: Theme) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    panel.begin("Working", {"Writing": "Writing to the stick"})
    panel.step(step)
    assert panel.amount.text() == said
