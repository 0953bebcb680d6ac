# SPDX-License-Identifier: MIT
"""A walk over every screen as a screen reader and a keyboard meet it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.unlock.recovering import ForgottenScreen
from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows, focused, page

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
WING = ("today", "feedback", "meetings", "actions", "exchange", "settings")
OFFICE = ("inbox", "sites", "feedback", "meetings", "actions", "settings")


def controls(root: QWidget) -> Iterator[QWidget]:
    """Every control a person can meet on a screen; not the insides of a compound one."""
    for widget in root.findChildren(QWidget):
        inside = isinstance(
            widget.parentWidget(), (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar)
        )
        inside = inside or widget.window() is not root.window()  # a list that folds out
        if isinstance(widget, CONTROLS) and not inside and widget.objectName()[:3] != "qt_":
            yield widget


def nameless(root: QWidget) -> list[str]:
    found: list[str] = []
    for widget in controls(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        if not name.strip() or interface.role() == QAccessible.Role.NoRole:
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


@pytest.mark.parametrize("name", WING)
def test_every_control_of_the_wing_has_a_name(
    window: MainWindow, windows: Windows, name: str
) -> None:
    screen = page(window, name)
    windows.quiet(window)
    assert nameless(screen) == []


@pytest.mark.parametrize("name", OFFICE)
def test_every_control_of_the_office_has_a_name(
    office: MainWindow, windows: Windows, name: str
) -> None:
    screen = page(office, name)
    windows.quiet(office)
    assert nameless(screen) == []


def test_the_window_around_the_pages_has_names(window: MainWindow) -> None:
    assert nameless(window) == []


@pytest.mark.parametrize(
    "step", ["choose", "trust", "words", "wing", "sheet", "office", "roots", "key", "ask_back"]
)
def test_every_step_of_the_first_run_has_names(windows: Windows, step: str) -> None:
    wizard: Any = windows.open().centralWidget()
    wizard.words.ask("Office", (1, 5, 9))
    assert nameless(getattr(wizard, step)) == []


def test_every_way_back_in_has_names(windows: Windows) -> None:
    window = windows.open()
    screen = ForgottenScreen(window.jobs, windows.place, ("Hal", "Nia"), "wing")
    window.setCentralWidget(screen)
    assert nameless(screen) == []


@pytest.mark.parametrize("name", ["feedback", "meetings"])
def test_tab_goes_through_a_form_in_the_order_of_the_eye(
    window: MainWindow, windows: Windows, qtbot: QtBot, name: str
) -> None:
    shell: Any = window.shell
    shell.desk.go(name, "new")
    windows.quiet(window)
    screen = shell.page(name)
    form = screen.entry.form if name == "feedback" else screen.editor.form
    first = form.date if name == "feedback" else form.title
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
    halves = getattr(form, "_halves", None)
    if halves is None:
        return []
    return [halves.itemAt(place).widget().x() for place in range(halves.count())][1:]
