# SPDX-License-Identifier: MIT
"""Rows of tables and of pictures: how they look, how high they are, and how one is made two."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtSvg import QSvgRenderer

from coprod_desktop import paths
from coprod_desktop.domain.document import Pictured, Table
from coprod_desktop.gui.paper_type import BLACK, PROPORTIONAL, Type, blank, ink

SLACK: Final = 60
"""Units at a page's end that rows leave free: for borders, and for rounding."""
_FINEST: Final = 480
"""Pixels of a picture's side: 300 to the inch at 40 millimetres."""
_PICTURE: Final = 2.6
"""Side of a picture over the size of running text."""
_MOST_PARTS: Final = 400
_SHORT: Final = 12
R = TypeVar("R")
Build: TypeAlias = Callable[[QTextCursor, Sequence[R]], QTextTable]
"""Sets rows at a place of a text, as one table."""
Halve: TypeAlias = Callable[[R], tuple[R, R]]
"""Makes a row two."""


def of_table(kind: Type, block: Table) -> Build[tuple[str, ...]]:
    """Sets the rows of a table under its header."""
    shape = QTextTableFormat()
    shape.setBorder(5)
    shape.setBorderBrush(QBrush(BLACK))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setCellPadding(kind.text * 0.4)
    shape.setCellSpacing(0)
    shape.setWidth(share(100))
    shape.setBottomMargin(kind.gap)
    shares = block.shares or (1,) * len(block.header)
    shape.setColumnWidthConstraints([share(100 * each / sum(shares)) for each in shares])

    def build(cursor: QTextCursor, rows: Sequence[tuple[str, ...]]) -> QTextTable:
        table = cursor.insertTable(len(rows) + 1, len(block.header), shape)
        for line, row in enumerate((block.header, *rows)):
            for column, cell in enumerate(row):
                inside = table.cellAt(line, column).firstCursorPosition()
                inside.insertText(cell, ink(kind.text, bold=line == 0))
        return table

    return build


def of_pictures(kind: Type, text: QTextDocument) -> Build[Pictured]:
    """Sets pictures with the words beside them, one under the other, in a text."""
    side = kind.text * _PICTURE
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setCellPadding(kind.gap * 0.5)
    shape.setCellSpacing(0)
    shape.setWidth(share(100))
    fixed = QTextLength(QTextLength.Type.FixedLength, side + kind.gap * 2)
    shape.setColumnWidthConstraints([fixed, QTextLength()])

    def build(cursor: QTextCursor, rows: Sequence[Pictured]) -> QTextTable:
        table = cursor.insertTable(len(rows), 2, shape)
        # While they are measured, the words stand at the top of their row.
        real = cursor.document() is text
        for line, row in enumerate(rows):
            _know(text, row.picture)
            _pictured(kind, table, line, row, middle=real)
        return table

    return build


def measured(
    kind: Type,
    size: QSizeF,
    rows: list[R],
    build: Build[R],
    halved: Halve[R],
    *,
    header: bool,
) -> tuple[list[R], list[float]]:
    """The heights of rows on pages of a size, in units; those that no page holds are made two.

    With `header` the first height is that of the row that each page begins with.
    """
    page = size.height() - SLACK
    most_rows = len(rows) + _MOST_PARTS  # what no cutting makes lower is left as it is
    while True:
        heights = _heights(kind, size.width(), rows, build, header=header)
        own = heights[1:] if header else heights
        most = page - (heights[0] if header else 0)
        if all(height <= most for height in own) or len(rows) > most_rows:
            return rows, heights
        rows = [
            part
            for row, height in zip(rows, own, strict=True)
            for part in (halved(row) if height > most else (row,))
        ]


def _heights(
    kind: Type,
    width: float,
    rows: Sequence[R],
    build: Build[R],
    *,
    header: bool,
) -> list[float]:
    """How high each row is when no page ends."""
    text = blank(kind, QSizeF(width, -1))
    cursor = QTextCursor(text)
    cursor.beginEditBlock()
    table = build(cursor, rows)
    cursor.endEditBlock()
    layout = text.documentLayout()
    count = len(rows) + (1 if header else 0)
    tops = [
        min(
            layout.blockBoundingRect(table.cellAt(line, column).firstCursorPosition().block()).top()
            for column in range(table.columns())
        )
        for line in range(count)
    ]
    tops.append(layout.frameBoundingRect(table).bottom() + kind.text)
    return [after - before for before, after in itertools.pairwise(tops)]


def _pictured(kind: Type, table: QTextTable, line: int, row: Pictured, *, middle: bool) -> None:
    side = kind.text * _PICTURE
    if middle:
        shape = QTextTableCellFormat()
        shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        for column in range(2):
            table.cellAt(line, column).setFormat(shape)
    picture = QTextImageFormat()
    picture.setName(row.picture)
    picture.setWidth(side)
    picture.setHeight(side)
    table.cellAt(line, 0).firstCursorPosition().insertImage(picture)
    words = table.cellAt(line, 1).firstCursorPosition()
    spaced = QTextBlockFormat()
    spaced.setLineHeight(kind.leading, PROPORTIONAL)
    words.setBlockFormat(spaced)
    words.insertText(row.text, ink(kind.text, bold=row.bold))


def _know(text: QTextDocument, name: str) -> None:
    """Let a text know a drawing by its name."""
    kind = QTextDocument.ResourceType.ImageResource.value
    if not text.resource(kind, QUrl(name)):
        text.addResource(kind, QUrl(name), drawing(name, _FINEST))


def halved(row: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row as two: its long cells go on in the second."""
    parts = [_cut_in_two(cell) for cell in row]
    return tuple(first for first, _ in parts), tuple(rest for _, rest in parts)


def parted(row: Pictured) -> tuple[Pictured, Pictured]:
    """A picture's words as two: what does not fit goes on beside the same picture."""
    first, rest = _cut_in_two(row.text)
    return Pictured(row.picture, first, row.bold), Pictured(row.picture, rest, row.bold)


def _cut_in_two(text: str) -> tuple[str, str]:
    if len(text) < _SHORT:
        return text, ""
    place = text.rfind(" ", 0, len(text) // 2)
    place = place if place > 0 else len(text) // 2
    return text[:place], text[place:].lstrip()


def share(part: float) -> QTextLength:
    """A part of the width, in per cent."""
    return QTextLength(QTextLength.Type.PercentageLength, part)


def drawing(name: str, pixels: int) -> QImage:
    """One of the program's drawings in black on nothing, `pixels` wide and high."""
    source = paths.resource(f"icons/{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", "#000000").encode()))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return image
