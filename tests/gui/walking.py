# SPDX-License-Identifier: MIT
"""Leads a test over every screen of a window, and looks at what is on it."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows

SMALL = (1366, 768)
"""The window of a small screen, in pixels."""
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
WING = (
    *("today", "feedback", "feedback:new", "meetings", "meetings:new", "actions", "actions:new"),
    "insights",
    *("exchange", "exchange:history", "exchange:sticks", "exchange:enrolment"),
    *("settings", "settings:looks", "settings:care", "settings:routes", "settings:recovery"),
    *(
        "settings:audit",
        "settings:about",
        "search",
        "stack",
        "spreadsheet",
        "bin",
        "complaints",
        "poster",
        "reports",
        "help",
    ),
)
"""Every screen of a wing, as `desk.go` is asked for it."""
OFFICE = (
    *("inbox", "sites", "sites:trust", "sites:recovery", "sites:forms", "feedback", "meetings"),
    "sites:notices",
    *(
        "actions",
        "insights",
        "settings",
        "settings:care",
        "search",
        "bin",
        "complaints",
        "poster",
        "reports",
        "help",
    ),
)


def go(window: MainWindow, windows: Windows, place: str) -> Any:
    """Show a screen, and wait until all of it is there; gives the page."""
    shell: Any = window.shell
    shell.desk.go(*place.split(":", 1))
    windows.quiet(window)
    for _ in range(3):  # what came last may lay out its line, then its page
        QApplication.processEvents()
    assert shell.here_name() == place.split(":", maxsplit=1)[0]
    return shell.here()


def on_screen(root: QWidget, wanted: Callable[[QWidget], bool] | None = None) -> Iterator[QWidget]:
    """Widgets of a window that can be seen, perhaps after scrolling."""
    for widget in root.findChildren(QWidget):
        seen = widget.isVisible() and widget.window() is root.window()
        if seen and (wanted is None or wanted(widget)):
            yield widget


def is_control(widget: QWidget) -> bool:
    """Whether a person can act on it; the insides of a compound one are not meant."""
    parent = widget.parentWidget()
    inside = isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar))
    inside = inside or isinstance(parent, QAbstractItemView)  # the corner and the header
    inside = inside or isinstance(
        parent.parentWidget() if parent is not None else None, QAbstractItemView
    )
    return (
        isinstance(widget, CONTROLS)
        and not inside
        and not widget.objectName().startswith("qt_")
        and not (isinstance(widget, QTabBar) and not widget.count())
    )


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab may stop at it."""
    return (
        is_control(widget)
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    )


def round_trip(window: MainWindow, qtbot: Any, most: int = 400) -> list[QWidget]:
    """Where Tab stops, once round the window; each stop once, in the order met."""
    met: list[QWidget] = []
    for _ in range(most):
        here = QApplication.focusWidget()
        assert here is not None, "the focus is nowhere"
        if here not in met:
            met.append(here)
        elif here is not met[-1]:  # a text with links keeps the focus for each of them
            return met
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes round; it went {[name_of(each) for each in met[-8:]]}")


def missed(window: MainWindow, met: list[QWidget]) -> list[str]:
    """Controls that can be seen and that Tab does not come to.

    Of a group of choices, or of the rail, Tab stops at the chosen one, and arrows reach the rest.
    """
    return [
        name_of(widget)
        for widget in on_screen(window, takes_focus)
        if widget not in met
        and widget.focusProxy() not in met
        and not (isinstance(widget, QAbstractButton) and one_of_several(widget, met))
    ]


def one_of_several(button: QAbstractButton, met: list[QWidget]) -> bool:
    """Whether arrows reach a button from one that Tab reaches."""
    group = button.group()
    if group is not None:
        return any(each in met for each in group.buttons())
    parent = button.parentWidget()
    return (
        button.autoExclusive()
        and parent is not None
        and any(
            each in met
            for each in parent.findChildren(
                QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if each.autoExclusive()
        )
    )


def name_of(widget: QWidget) -> str:
    """What a person would call it, for a message."""
    said = widget.accessibleName() or str(getattr(widget, "text", lambda: "")())
    return f"{type(widget).__name__} “{said}” in {type(widget.parentWidget()).__name__}"


def column_of(widget: QWidget) -> QWidget | None:
    """The innermost area of its own that a widget stands in: a card, a list, a part of a page."""
    above = widget.parentWidget()
    while above is not None:
        if above.property("part") in {"card", "header", "rail", "status", "undo"}:
            return above
        if isinstance(above, QScrollArea):
            return above
        above = above.parentWidget()
    return None


def backwards(window: MainWindow, met: list[QWidget], tolerance: int = 24) -> list[str]:
    """Steps of Tab that go up, or to the left in a line, within one card."""
    found: list[str] = []
    for before, after in itertools.pairwise(met):
        card = column_of(before)
        if card is None or card is not column_of(after):
            continue
        start = before.mapTo(window, QPoint(0, 0))
        end = after.mapTo(window, QPoint(0, 0))
        up = end.y() + after.height() <= start.y() + tolerance and end.y() < start.y() - tolerance
        beside = end.x() > start.x() + before.width() // 2  # a column further on begins at the top
        if up and not beside:
            found.append(f"{name_of(before)} → {name_of(after)}")
    return found


def scrolled(widget: QWidget) -> bool:
    """Whether it stands in something that scrolls, so that being out of sight is no fault."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def nothing(wrong: list[str]) -> None:
    """Fail with all of what is wrong, a line for each."""
    if wrong:
        raise AssertionError("\n" + "\n".join(wrong))
