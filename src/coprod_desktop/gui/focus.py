# SPDX-License-Identifier: MIT
"""The yellow and black ring around whatever has the keyboard focus, drawn over the whole window."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QTabBar, QWidget

from coprod_desktop.gui.theme import AFTER_PAINT_MS, Theme

_RING = 3
_LINE = 2
_WATCHED = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ParentChange,
    }
)


class FocusRing(QWidget):
    """An overlay that paints one ring and lets everything through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self._watched: list[QObject] = []
        self._target: QWidget | None = None
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        QTimer.singleShot(AFTER_PAINT_MS, self, self._begin)

    def _begin(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
            self._follow(None, app.focusWidget())

    def target(self) -> QWidget | None:
        """What the ring is around."""
        return self._target

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep up when the window or anything around the focus moves."""
        if event.type() in _WATCHED:
            if watched is self._window:
                self.setGeometry(self._window.rect())
            self.raise_()
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, cut where a scrolling area cuts its content."""
        del event
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            return
        window = self._window
        part = target.rect()
        if isinstance(target, QTabBar):
            part = target.tabRect(target.currentIndex())
        box = QRect(target.mapTo(window, part.topLeft()), part.size())
        clip = window.rect()
        parent = target.parentWidget()
        while parent is not None and parent is not window:
            if isinstance(parent.parentWidget(), QAbstractScrollArea):
                place = QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
                clip = clip.intersected(place)
            parent = parent.parentWidget()
        colours = Theme.of_app().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(clip.adjusted(-_RING, -_RING, _RING, _RING))
        painter.setPen(QPen(QColor(colours.focus), _RING))
        painter.drawRoundedRect(box.adjusted(-1, -1, 0, 0), 5, 5)
        painter.setPen(QPen(QColor(colours.focus_line), _LINE))
        painter.drawRoundedRect(box.adjusted(2, 2, -3, -3), 3, 3)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for each in self._watched:
            if shiboken6.isValid(each):
                each.removeEventFilter(self)
        self._watched = []
        self._target = None
        window = self._window
        if new is not None and new.window() is window and new is not window:
            self._target = new
            above: QWidget | None = new
            while above is not None and above is not window:
                above.installEventFilter(self)
                self._watched.append(above)
                above = above.parentWidget()
        self.raise_()
        self.update()
