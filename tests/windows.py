# SPDX-License-Identifier: MIT
"""Windows for tests: a dressed application, and the one window over stores of a test's own."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.messages import BugNet
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from tests.stores import PASSWORD, Folders


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    found = qapp.findChild(Theme) or Theme(qapp)
    if (found.choice, found.percent) != ("light", 100):  # to dress all anew costs a while
        found.wear("light", 100)
    return found


class _StrayWindows:
    """Notes what is shown as a window of its own: a widget shown before it has a parent.

    It looks where the program shows something. A filter on the application would see the same, and
    be called from Python for each of a million events.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        show, set_visible = QWidget.show, QWidget.setVisible

        def showing(widget: QWidget) -> None:
            self.note(widget)
            show(widget)

        def setting(widget: QWidget, visible: bool) -> None:
            if visible:
                self.note(widget)
            set_visible(widget, visible)

        patch.setattr(QWidget, "show", showing)
        patch.setattr(QWidget, "setVisible", setting)

    def note(self, widget: QWidget) -> None:
        """Keep its name if it is a window and ought to be none."""
        kinds = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Dialog)
        if (
            widget.isWindow()
            and widget.windowType() not in kinds
            and not isinstance(widget, MainWindow)
        ):
            self.seen.append(type(widget).__name__)


class Windows:
    """Opens windows and leads them about."""

    def __init__(self, qtbot: QtBot, theme: Theme, place: Path) -> None:
        self.qtbot = qtbot
        self.theme = theme
        self.place = place
        self.net = BugNet()
        self.opened: list[MainWindow] = []

    def open(self, folder: Path | None = None) -> MainWindow:
        window = MainWindow(
            self.theme, Preferences(self.place / "preferences.ini"), self.net, folder
        )
        window.resize(1366, 768)
        window.show()
        self.opened.append(window)
        return window

    def sign_in(self, folder: Path, name: str = "Hal", password: str = PASSWORD) -> MainWindow:
        """Open a store through the unlock screen."""
        window = self.open(folder)
        screen: Any = window.centralWidget()
        self.qtbot.waitUntil(screen.button.isEnabled)
        screen.user.setCurrentText(name)
        screen.password.line.setText(password)
        screen.unlock()
        self.qtbot.waitUntil(lambda: window.shell is not None)
        return window

    def quiet(self, window: MainWindow) -> None:
        """Wait until no work is queued, and what came of it was shown."""
        for _ in range(3):
            self.qtbot.waitUntil(
                lambda: not window.jobs.busy("quick") and not window.jobs.busy("long"),
                timeout=20_000,
            )
            QApplication.processEvents()

    def close(self) -> None:
        for window in self.opened:
            window.close()
            window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


@pytest.fixture
def windows(
    qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Windows]:
    stray = _StrayWindows(monkeypatch)
    made = Windows(qtbot, theme, tmp_path)
    yield made
    made.close()
    assert stray.seen == []


@pytest.fixture
def window(windows: Windows, folders: Folders) -> MainWindow:
    """Signed in to the wing as its head."""
    return windows.sign_in(folders.wing)


@pytest.fixture
def office(windows: Windows, folders: Folders) -> MainWindow:
    """Signed in to the office."""
    return windows.sign_in(folders.office, "Ada")


def page(window: MainWindow, name: str) -> Any:
    """Go to a page as the rail does."""
    assert window.shell is not None
    window.shell.desk.go(name)
    return window.shell.page(name)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found
