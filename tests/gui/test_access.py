# SPDX-License-Identifier: MIT
"""Every screen as a screen reader and a keyboard meet it: names, roles, order, size, no trap.

On the way it is looked at as well, for a window full of pages is dear: `test_looks.py` adds the
looks that are not worn here.
"""

from collections import Counter
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import messages
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
from tests.gui import fitting, walking
from tests.stores import Folders, action, closing, feedback, meeting
from tests.windows import Windows

LEAST = 24
"""Pixels; WCAG 2.2 success criterion 2.5.8 (AA), target size."""
LETTERED = (QAbstractButton, QLabel)
"""What Alt and a letter may take to; a label takes to its field."""


@pytest.fixture
def full(folders: Folders) -> Folders:
    """A wing with something in each list."""
    with closing(folders.open("wing")) as wing:
        said = records.save(wing, feedback("The hatch is too loud", wants_reply=True))
        records.save(wing, meeting())
        records.save(wing, action("Mend the hatch", feedback=said.id))
    return folders


def nameless(root: QWidget, *, unseen: bool = False) -> list[str]:
    """Controls without a name or a role for a screen reader; `unseen` looks at hidden ones too."""
    found: list[str] = []
    every = [
        widget
        for widget in root.findChildren(QWidget)
        if walking.is_control(widget) and widget.window() is root.window()  # no list to fold out
    ]
    for widget in every if unseen else walking.on_screen(root, walking.is_control):
        interface = QAccessible.queryAccessibleInterface(widget)
        named = interface.text(QAccessible.Text.Name).strip() or isinstance(widget, QTabBar)
        if not named or interface.role() in {QAccessible.Role.NoRole, QAccessible.Role.Client}:
            found.append(walking.name_of(widget))
    return found


def small(root: QWidget) -> list[str]:
    """Controls that a finger or a shaking hand would miss."""
    return [
        f"{walking.name_of(widget)}: {widget.width()} × {widget.height()}"
        for widget in walking.on_screen(root, walking.is_control)
        if not isinstance(widget, QAbstractItemView)
        and (widget.height() < LEAST or widget.width() < LEAST)
    ]


def twice_lettered(root: QWidget) -> list[str]:
    """Letters that Alt takes to more than one control; an “&” in words makes one unawares."""
    letters = Counter(
        letter
        for widget in walking.on_screen(root, lambda each: isinstance(each, LETTERED))
        if (letter := QKeySequence.mnemonic(widget.text()).toString())  # pyright: ignore[reportAttributeAccessIssue]
    )
    return [letter for letter, times in letters.items() if times > 1]


def check(window: MainWindow, windows: Windows, place: str, qtbot: QtBot) -> list[str]:
    """All that is wrong with one screen, and with how it looks."""
    walking.go(window, windows, place)
    wrong = [f"{place}: no name: {each}" for each in nameless(window)]
    wrong += [f"{place}: small: {each}" for each in small(window)]
    wrong += [f"{place}: {each} twice" for each in twice_lettered(window)]
    wrong += [f"{place}: {each}" for each in fitting.faults(window)]
    size = (window.width(), window.height())
    if size != walking.SMALL:
        wrong.append(f"{place} makes the window larger: {size}")
    if QApplication.focusWidget() is None:
        return [*wrong, f"{place}: the focus is nowhere"]
    met = walking.round_trip(window, qtbot)
    wrong += [f"{place}: Tab misses {each}" for each in walking.missed(window, met)]
    wrong += [f"{place}: backwards {each}" for each in walking.backwards(window, met)]
    for widget in met:
        if not widget.isVisible():
            wrong.append(f"{place}: Tab stops at what cannot be seen: {walking.name_of(widget)}")
    return wrong


def test_every_screen_of_a_wing(windows: Windows, full: Folders, qtbot: QtBot) -> None:
    window = windows.sign_in(full.wing)
    shell: Any = window.shell
    there = {*shell.names(), *shell.behind()}
    places = [place for place in walking.WING if place.split(":")[0] in there]
    wrong = [each for place in places for each in check(window, windows, place, qtbot)]
    walking.nothing(wrong)


def test_every_screen_of_an_empty_wing_in_large_text(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    windows.theme.wear("light", 200)
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    names = (*shell.names(), *shell.behind())
    wrong = [each for place in names for each in check(window, windows, place, qtbot)]
    walking.nothing(wrong)


def test_every_screen_of_an_office(office: MainWindow, windows: Windows, qtbot: QtBot) -> None:
    shell: Any = office.shell
    there = {*shell.names(), *shell.behind()}
    places = [place for place in walking.OFFICE if place.split(":")[0] in there]
    wrong = [each for place in places for each in check(office, windows, place, qtbot)]
    walking.nothing(wrong)


def test_no_screen_is_left_out(window: MainWindow, office_names: set[str]) -> None:
    shell: Any = window.shell
    assert {place.split(":")[0] for place in walking.WING} >= {*shell.names(), *shell.behind()}
    assert {place.split(":")[0] for place in walking.OFFICE} >= office_names


@pytest.fixture
def office_names() -> set[str]:
    """What the rail of an office shows."""
    from coprod_desktop.gui.stops import OFFICE

    return {stop.name for stop in OFFICE}


@pytest.mark.parametrize("name", ["show_keys", "show_palette"])
def test_dialogs_have_names_and_escape_leaves_them(
    window: MainWindow, windows: Windows, qtbot: QtBot, name: str
) -> None:
    windows.quiet(window)
    getattr(window, name)()
    windows.quiet(window)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert dialog.windowTitle()
    assert nameless(dialog) == []
    assert small(dialog) == []
    dialog.reject()
    assert QApplication.activeModalWidget() is None


def test_the_ring_is_around_what_has_the_focus(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    for place in ("today", "settings:looks"):
        walking.go(window, windows, place)
        qtbot.waitUntil(lambda: window.ring.target() is QApplication.focusWidget())
        for widget in walking.round_trip(window, qtbot):
            widget.setFocus()
            assert window.ring.target() is QApplication.focusWidget()
    picture = window.grab().toImage()
    wanted = windows.theme.palette.focus
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 3)
        for y in range(picture.height())
    }
    assert wanted in colours


def test_changes_of_state_are_said_aloud(
    window: MainWindow, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    spoken = QAccessible.updateAccessibility

    def listen(event: Any) -> None:
        if hasattr(event, "message"):
            said.append(event.message())
        spoken(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    shell: Any = window.shell
    shell.desk.go("meetings")
    shell.desk.note_saved()
    shell.desk.offer_undo("Comment put into the bin", lambda: None)
    window._idle = window.preferences.lock_minutes * 60 - 61
    window._second()
    window.actions_list["larger"].trigger()
    banner = walking.go(window, windows, "settings").people.banner
    banner.show_message(messages.Message("success", "They can sign in now."))
    for part in ("Meetings", "Saved at", "Ctrl+Z", "one minute", "Text size", "sign in now"):
        assert any(part in each for each in said), part
