# SPDX-License-Identifier: MIT
"""Brings a panel that has just appeared into view, without moving the words that are typed away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from coprod_desktop.gui.furniture import MARGIN
from coprod_desktop.gui.theme import Theme

_SETTLED_MS: Final = 60
_ENOUGH: Final = 160
"""So much of a panel, in pixels at 100 %, tells that there is something and what it asks."""


def reveal(panel: QWidget) -> None:
    """Scroll so far that the panel is seen, as soon as it has found its place."""
    QTimer.singleShot(_SETTLED_MS, panel, lambda: _reveal(panel))


def _reveal(panel: QWidget) -> None:
    area = _area(panel)
    column = area.widget() if area is not None else None
    if area is None or column is None or not panel.isVisible():
        return
    enough = min(panel.height(), Theme.of_app().px(_ENOUGH))
    wanted = panel.mapTo(column, QPoint()).y() + enough + MARGIN - area.viewport().height()
    focus = QApplication.focusWidget()
    if focus is not None and column.isAncestorOf(focus):
        wanted = min(wanted, focus.mapTo(column, QPoint()).y() - MARGIN)
    bar = area.verticalScrollBar()
    if wanted > bar.value():
        bar.setValue(wanted)


def _area(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above
