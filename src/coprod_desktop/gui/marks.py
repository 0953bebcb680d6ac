# SPDX-License-Identifier: MIT
"""Marks the words that were searched for, in the cells of a table."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from coprod_desktop.gui.theme import Theme

_BEFORE = 0.6  # how much of the cell may stand before the first match
_TERMS = re.compile(r'"([^"]*)"|(\S+)')


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the searched words begin in `text`, as (start, length); the last may be a beginning."""
    found: list[tuple[int, int]] = []
    for phrase, word in _TERMS.findall(words):
        for term in [phrase] if phrase else re.findall(r"\w+", word):
            if term:
                pattern = rf"\b{re.escape(term)}\w*" if not phrase else re.escape(term)
                found += [
                    (match.start(), match.end() - match.start())
                    for match in re.finditer(pattern, text, re.IGNORECASE)
                ]
    return sorted(found)


class MarkingDelegate(QStyledItemDelegate):
    """Paints cells as the style does, with the searched words marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = ""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell, then its words."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        text = full.text
        found = spans(text, self.words) if self.words else []
        if not found:
            super().paint(painter, option, index)
            return
        style = full.widget.style() if full.widget is not None else QApplication.style()
        full.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, full, painter, full.widget)
        box = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemText, full, full.widget
        ).adjusted(3, 0, -3, 0)
        colours = Theme.of_app().palette
        metrics = QFontMetricsF(full.font)
        width = float(box.width())
        start, length = found[0]
        if metrics.horizontalAdvance(text[: start + length]) > width:
            # The first match would be cut off: begin a little before it.
            cut = start
            while (space := text.rfind(" ", 0, max(0, cut - 1))) > 0 and (
                metrics.horizontalAdvance(text[space : start + length]) < width * _BEFORE
            ):
                cut = space + 1
            text = "…" + text[cut:]
            found = spans(text, self.words)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        layout = QTextLayout(shown, full.font)
        mark = QTextCharFormat()
        mark.setBackground(QColor(colours.mark))
        mark.setForeground(QColor(colours.on_mark))
        mark.setFontWeight(QFont.Weight.DemiBold)
        ranges: list[QTextLayout.FormatRange] = []
        for start, length in found:
            if start + length <= len(shown):
                piece = QTextLayout.FormatRange()
                piece.start, piece.length, piece.format = start, length, mark
                ranges.append(piece)
        layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(float(box.width()))
        layout.endLayout()
        top = box.y() + (box.height() - line.height()) / 2
        painter.save()
        painter.setPen(QColor(colours.text))
        layout.draw(painter, QRectF(box.x(), top, 0, 0).topLeft(), [], QRectF(box))
        painter.restore()
