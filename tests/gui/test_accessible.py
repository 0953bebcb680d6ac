# SPDX-License-Identifier: MIT
"""Names before anybody has signed in, and the order of Tab in the two large forms."""

import itertools
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.unlock.recovering import ForgottenScreen
from coprod_desktop.gui.window import MainWindow
from tests.gui.test_access import nameless
from tests.windows import Windows, focused


@pytest.mark.parametrize(
    "step", ["choose", "trust", "words", "wing", "sheet", "office", "roots", "key", "ask_back"]
)
def test_every_step_of_the_first_run_has_names(windows: Windows, step: str) -> None:
    wizard: Any = windows.open().centralWidget()
    wizard.words.ask("Office", (1, 5, 9))
    assert nameless(getattr(wizard, step), unseen=True) == []


def test_every_way_back_in_has_names(windows: Windows) -> None:
    window = windows.open()
    screen = ForgottenScreen(window.jobs, windows.place, ("Hal", "Nia"), "wing")
    window.setCentralWidget(screen)
    assert nameless(screen, unseen=True) == []


@pytest.mark.parametrize("name", ["feedback", "meetings"])
def test_tab_goes_through_a_form_in_the_order_of_the_eye(
    window: MainWindow, windows: Windows, qtbot: QtBot, name: str
) -> None:
    shell: Any = window.shell
    shell.desk.go(name, "new")
    windows.quiet(window)
    screen = shell.page(name)
    form = screen.entry.form if name == "feedback" else screen.editor.form
    first = form.date if name == "feedback" else form.about.title
    first.field.setFocus()
    met: list[QWidget] = []
    for _ in range(60):
        here = focused()
        if here in met or not form.isAncestorOf(here):
            break
        met.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    places = [widget.mapTo(form, widget.rect().topLeft()) for widget in met]
    cards = [sum(place.x() >= left for left in _lefts(form)) for place in places]
    assert cards == sorted(cards)
    for card in set(cards):
        tops = [p.y() for p, c in zip(places, cards, strict=True) if c == card]
        # Fields of one line may differ by a few pixels; going back a line may not happen.
        assert all(later >= earlier - 40 for earlier, later in itertools.pairwise(tops))
    assert len(met) >= 10


def _lefts(form: Any) -> list[int]:
    """Where the columns of cards begin."""
    if not hasattr(form, "halves"):
        return []
    row = form.halves.layout()
    return [row.itemAt(place).widget().x() for place in range(row.count())][1:]
