# SPDX-License-Identifier: MIT
"""Measures whether the words on a screen fit the room that they were given."""

import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QTableView,
    QWidget,
)

from coprod_desktop.gui.status import Elided
from tests.gui.walking import name_of, on_screen

SLACK = 2
"""Pixels by which a typeface may be wider than it measures."""


def clipped(root: QWidget) -> list[str]:
    """Words that are cut: in labels, on buttons, and in boxes to choose from."""
    return [
        f"{name_of(widget)}: {widget.width()} × {widget.height()} for {needed}"
        for widget, needed in _needs(root)
        if needed.width() > widget.width() + SLACK or needed.height() > widget.height() + SLACK
    ]


def _needs(root: QWidget) -> Iterator[tuple[QWidget, QSize]]:
    for widget in on_screen(root):
        if isinstance(widget, Elided):
            continue  # cuts its words by itself, and says them whole to a screen reader
        if isinstance(widget, QLabel):
            if widget.text() and not (widget.pixmap() and not widget.pixmap().isNull()):
                yield widget, _label(widget)
        elif isinstance(widget, (QPushButton, QCheckBox, QRadioButton)) and widget.text():
            yield widget, _button(widget)
        elif isinstance(widget, QComboBox) and widget.currentText() and not widget.isEditable():
            metrics = QFontMetrics(widget.font())
            yield widget, QSize(0, metrics.height())


def _label(label: QLabel) -> QSize:
    if label.wordWrap():
        # The longest word cannot be broken.
        metrics = QFontMetrics(label.font())
        widest = max(
            (metrics.horizontalAdvance(word) for word in re.split(r"[\s/–-]+", _plain(label))),
            default=0,
        )
        return QSize(widest, label.heightForWidth(label.width()))
    return label.minimumSizeHint()


def _plain(label: QLabel) -> str:
    return re.sub(r"<[^>]*>", " ", label.text())


def _button(button: QAbstractButton) -> QSize:
    option = QStyleOptionButton()
    option.initFrom(button)
    metrics = QFontMetrics(button.font())
    text = metrics.size(Qt.TextFlag.TextShowMnemonic.value, button.text())
    icon = 0 if button.icon().isNull() else button.iconSize().width()
    if isinstance(button, QPushButton):
        inside = button.style().subElementRect(
            QStyle.SubElement.SE_PushButtonContents, option, button
        )
        around = max(0, button.width() - inside.width())
        return QSize(text.width() + icon + around, text.height())
    return QSize(text.width() + icon, math.ceil(text.height()))


def beyond(root: QWidget) -> list[str]:
    """Widgets that reach over the edge of the window, where nothing scrolls to them."""
    found: list[str] = []
    whole = root.rect()
    for widget in on_screen(root):
        if _scrolls(widget) or isinstance(widget.parentWidget(), QAbstractScrollArea):
            continue
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        if place.width() and place.height() and not whole.contains(place):
            found.append(f"{name_of(widget)} at {place.getRect()}")
    return found


def cut_off(root: QWidget) -> list[str]:
    """Words and controls that reach over the edge of what holds them, where nothing scrolls."""
    found: list[str] = []
    for widget in on_screen(root, lambda each: isinstance(each, (QLabel, QAbstractButton))):
        holder = widget.parentWidget()
        if holder is None or holder is root or isinstance(holder.parentWidget(), QTabBar):
            continue
        if isinstance(holder, (QAbstractScrollArea, QTabBar, QLineEdit)):
            continue
        if isinstance(holder.parentWidget(), QAbstractScrollArea):
            continue  # the part of it that is seen
        room = holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        place = widget.geometry()
        if place.width() and place.height() and not room.contains(place):
            found.append(f"{name_of(widget)} at {place.getRect()} in {holder.rect().getRect()}")
    return found


def wide(root: QWidget) -> list[str]:
    """Columns that scroll up and down and are wider than what can be seen of them."""
    found: list[str] = []
    for area in root.findChildren(QScrollArea):
        off = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        inner: QWidget | None = area.widget()
        if (
            off
            and inner is not None
            and area.isVisible()
            and area.window() is root
            and inner.width() > area.viewport().width() + SLACK
        ):
            found.append(f"{name_of(area)}: {inner.width()} in {area.viewport().width()}")
    return found


def too_wide(root: QWidget) -> list[str]:
    """Tables whose columns reach further than can be seen of them."""
    return [
        f"{name_of(table)}: {table.horizontalHeader().length()} in {table.viewport().width()}"
        for table in root.findChildren(QTableView)
        if table.isVisible()
        and table.window() is root
        and table.horizontalHeader().length() > table.viewport().width() + SLACK
    ]


def overlapping(root: QWidget) -> list[str]:
    """Words and controls that lie over each other though they have the same parent."""
    found: list[str] = []
    parents = {
        widget.parentWidget()
        for widget in on_screen(root, lambda each: isinstance(each, (QLabel, QAbstractButton)))
    }
    for parent in parents:
        if parent is None or isinstance(parent, QAbstractButton):
            continue
        inside = [
            child
            for child in parent.findChildren(
                QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
            )
            if child.isVisible()
            and isinstance(child, (QLabel, QAbstractButton, QComboBox))
            and child.width() * child.height()
        ]
        for place, one in enumerate(inside):
            for other in inside[place + 1 :]:
                both = one.geometry().intersected(other.geometry())
                if both.width() > SLACK and both.height() > SLACK:
                    found.append(f"{name_of(one)} over {name_of(other)}")
    return found


def _scrolls(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def faults(root: QWidget) -> list[str]:
    """All that is wrong with how a window looks."""
    return [
        *clipped(root),
        *beyond(root),
        *cut_off(root),
        *wide(root),
        *too_wide(root),
        *overlapping(root),
    ]
