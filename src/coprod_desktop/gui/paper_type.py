# SPDX-License-Identifier: MIT
"""The letters of a page on paper: their sizes, their ink, and a text that is empty yet."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
)

from coprod_desktop.domain.document import POINTS, Size
from coprod_desktop.gui.theme import FAMILY

BLACK: Final = QColor("black")
PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class Type(NamedTuple):
    """Sizes in units: of running text, from line to line (per cent), and after a paragraph."""

    text: float
    leading: int
    gap: float


def type_of(size: Size) -> Type:
    """The type of a text size."""
    text = POINTS[size] * 10
    return Type(
        text, 125 if size == "easy_read" else 112, text * (0.8 if size == "easy_read" else 0.5)
    )


def blank(kind: Type, size: QSizeF) -> QTextDocument:
    """A text with pages of a size, in units, in which nothing stands."""
    text = QTextDocument()
    text.setUseDesignMetrics(True)
    text.setDocumentMargin(0)
    text.setIndentWidth(kind.text * 1.7)
    text.setDefaultFont(_font(kind.text, bold=False))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    text.setDefaultTextOption(option)
    text.setPageSize(size)
    return text


def _font(pixels: float, *, bold: bool) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(pixels)))
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def ink(pixels: float, *, bold: bool = False) -> QTextCharFormat:
    """Black letters of a size."""
    made = QTextCharFormat()
    made.setFont(_font(pixels, bold=bold))
    # In every theme: the colours of a dark window would print white words on white paper.
    made.setForeground(QBrush(BLACK))
    return made
