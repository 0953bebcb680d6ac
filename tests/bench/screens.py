# SPDX-License-Identifier: MIT
"""What a person at a full store feels: how soon a screen is there, and whether typing stutters."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.figures import Line, middle
from tests.bench.places import PASSWORD

_OPEN = 0.150
_BLOCK = 0.050
_ROUNDS = 5
_PAGES = (
    *("today", "feedback", "meetings", "actions", "search", "bin", "complaints", "poster"),
    *("stack", "spreadsheet", "exchange", "settings", "help"),
)
_TYPED = "The queue at the hatch is too long and it is cold"


def lines(store: Path) -> list[Line]:
    """Open each page, and type into the search and into a comment, with the store of `store`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from coprod_desktop.gui.messages import BugNet
    from coprod_desktop.gui.preferences import Preferences
    from coprod_desktop.gui.theme import Theme
    from coprod_desktop.gui.window import MainWindow

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    theme.wear("light", 100)
    with tempfile.TemporaryDirectory() as place:
        window = MainWindow(theme, Preferences(Path(place) / "p.ini"), BugNet(), store)
        window.resize(1366, 768)
        window.show()
        screen: Any = window.centralWidget()
        _until(screen.button.isEnabled)
        screen.password.line.setText(PASSWORD)
        screen.unlock()
        _until(lambda: window.shell is not None)
        _quiet(window)
        while window.shell is not None and window.shell.prepare_next():
            _quiet(window)  # as happens by itself when nobody types for a few seconds
        found = [*_opening(window), *_typing(window)]
        window.close()
    return found


def _opening(window: Any) -> list[Line]:
    from PySide6.QtWidgets import QApplication

    slowest, which, first, where = 0.0, "", 0.0, ""
    pages = [name for name in _PAGES if name in (*window.shell.names(), *window.shell.behind())]
    for name in pages:
        times: list[float] = []
        for _ in range(_ROUNDS + 1):
            window.shell.desk.go("today" if name != "today" else "settings")
            _quiet(window)
            started = time.perf_counter()
            window.shell.desk.go(name)
            QApplication.processEvents()
            window.repaint()
            times.append(time.perf_counter() - started)
            _quiet(window)
        if times[0] > first:
            first, where = times[0], name
        if middle(times[1:]) > slowest:
            slowest, which = middle(times[1:]), name
    return [
        Line(
            "a page again, from the click until it is painted",
            f"{slowest * 1e3:.0f} ms ({which}, the slowest of {len(pages)})",
            f"< {_OPEN * 1e3:.0f} ms",
            slowest < _OPEN,
        ),
        Line(
            "a page for the first time, from the click until it is painted",
            f"{first * 1e3:.0f} ms ({where}, the slowest of {len(pages)})",
            f"< {_OPEN * 1e3:.0f} ms",
            first < _OPEN,
        ),
    ]


def _typing(window: Any) -> list[Line]:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from tests.gui.watchdog import Watchdog

    found: list[Line] = []
    for what, place in (("in the search", ""), ("in a comment", "new")):
        window.shell.desk.go("feedback", place)
        _quiet(window)
        field: Any = QApplication.focusWidget() if place else window.shell.search
        worst: list[float] = []
        for _ in range(_ROUNDS):
            with Watchdog() as dog:
                for letter in _TYPED:
                    QTest.keyClicks(field, letter)
                    _for(0.03)
                _for(1.2)  # what follows a pause in typing: the draft, the search's answer
            worst.append(dog.worst)
            field.clear()
            _quiet(window)
        found.append(
            Line(
                f"typing {what}: the longest time without an answer",
                f"{middle(worst) * 1e3:.0f} ms",
                f"< {_BLOCK * 1e3:.0f} ms",
                middle(worst) < _BLOCK,
            )
        )
    return found


def _quiet(window: Any) -> None:
    for _ in range(3):
        _until(lambda: not window.jobs.busy("quick") and not window.jobs.busy("long"))
        _for(0.02)


def _until(condition: Callable[[], bool]) -> None:
    until = time.perf_counter() + 60
    while not condition():
        _for(0.005)
        if time.perf_counter() > until:
            raise TimeoutError("the window did not come to rest")


def _for(seconds: float) -> None:
    from PySide6.QtWidgets import QApplication

    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.001)
