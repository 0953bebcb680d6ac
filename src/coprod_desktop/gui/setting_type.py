# SPDX-License-Identifier: MIT
"""Sets a document's blocks into pages: sizes, spaces, and what may not part at a page's end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QPainter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)
from PySide6.QtSvg import QSvgRenderer

from coprod_desktop import paths
from coprod_desktop.domain.document import (
    POINTS,
    Block,
    CutLine,
    Document,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Pictured,
    Rule,
    Run,
    Size,
    Table,
    Voice,
)
from coprod_desktop.gui.theme import FAMILY

_BLACK: Final = QColor("black")
_FINEST: Final = 480
"""Pixels of a picture's side: 300 to the inch at 40 millimetres."""
_HEADINGS: Final = {1: 1.9, 2: 1.35, 3: 1.12}
_VOICES: Final[dict[Voice, float]] = {
    "": 1,
    "lead": 1.15,
    "note": 0.85,
    "mark": 1,
    "huge": 3.2,
}
_PICTURE: Final = 2.6
"""Side of a picture over the size of running text."""
_PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_SLACK: Final = 60
"""Units at a page's end that rows leave free: for borders, and for rounding."""
_MOST_PARTS: Final = 400
_SHORT: Final = 12
_R = TypeVar("_R")
_FIXED: Final = QTextBlockFormat.LineHeightTypes.FixedHeight.value


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


def laid_out(document: Document, kind: Type, size: QSizeF) -> QTextDocument:
    """A document in pages of a size, in units."""
    text = _text(kind, size)
    _Setter(text, kind).set_all(document.blocks)
    return text


def _text(kind: Type, size: QSizeF) -> QTextDocument:
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


def _ink(pixels: float, *, bold: bool = False) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setFont(_font(pixels, bold=bold))
    # In every theme: the colours of a dark window would print white words on white paper.
    ink.setForeground(QBrush(_BLACK))
    return ink


class _Setter:
    """Adds blocks at the end of a text."""

    def __init__(self, text: QTextDocument, kind: Type) -> None:
        self._text = text
        self._kind = kind
        self._cursor = QTextCursor(text)
        self._fresh = True
        self._break = False
        self._chain: list[int] = []
        """Headings and captions whose follower has not begun yet, by their positions."""
        self._followed: tuple[int, int, int] | None = None
        """First and last of a chain, and what followed it, until that is whole."""

    def set_all(self, blocks: tuple[Block, ...]) -> None:
        """Add everything; a heading that would stand alone at the foot of a page is moved on."""
        for pictured, some in itertools.groupby(blocks, lambda each: isinstance(each, Pictured)):
            if pictured:
                self._pictures([each for each in some if isinstance(each, Pictured)])
                continue
            for block in some:
                self._set(block)
        if self._fresh:
            self._shrink()
        self._settle()

    def _set(self, block: Block) -> None:
        kind = self._kind
        match block:
            case Heading():
                size = kind.text * _HEADINGS[block.level]
                above = 0 if block.level == 1 else size * 0.7
                self._start(above, size * 0.25, heading=True)
                self._write((Run(block.text, bold=True),), size)
            case Paragraph() if block.voice == "mark":
                self._framed(block)
            case Paragraph():
                self._start(0, kind.gap)
                self._write(block.runs, kind.text * _VOICES[block.voice])
            case Listing():
                self._list(block)
            case Table():
                self._table(block)
            case Rule():
                self._start(kind.gap, kind.gap)
                self._shrink(5, _BLACK)
            case CutLine():
                self._cut(block)
            case PageBreak():
                self._break = True
            case Pictured():
                self._pictures([block])

    def _start(self, above: float, below: float, *, heading: bool = False) -> None:
        """Begin a paragraph, in the empty one that is there already if there is one."""
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setBottomMargin(below)
        shape.setLineHeight(self._kind.leading, _PROPORTIONAL)
        self._begin(shape)
        position = self._cursor.block().position()
        if heading:
            self._chain.append(position)
        elif self._chain:
            self._followed = (self._chain[0], self._chain[-1], position)
            self._chain = []

    def _begin(self, shape: QTextBlockFormat) -> None:
        self._settle()
        if self._break:
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            self._break = False
        if self._fresh:
            self._cursor.setBlockFormat(shape)
        else:
            self._cursor.insertBlock(shape)
        self._fresh = False

    def _settle(self) -> None:
        """Move a heading to the next page if what follows it, now whole, begins there."""
        if self._followed is None:
            return
        first, last, follower = self._followed
        self._followed = None
        if self._page(last, end=True) != self._page(follower):
            self._break_before(first)

    def _break_before(self, position: int) -> None:
        block = self._text.findBlock(position)
        shape = block.blockFormat()
        shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(block).setBlockFormat(shape)

    def _write(self, runs: tuple[Run, ...], size: float, *, bold: bool = False) -> None:
        for run in runs:
            self._cursor.insertText(run.text, _ink(size, bold=bold or run.bold))

    def _shrink(self, height: float = 1, colour: QColor | None = None) -> None:
        """Make the empty paragraph here a line of its own, or nothing at all."""
        shape = self._cursor.blockFormat()
        shape.setLineHeight(height, _FIXED)
        if colour is not None:
            shape.setBackground(QBrush(colour))
        else:
            shape.setTopMargin(0)
            shape.setBottomMargin(0)
        self._cursor.setBlockFormat(shape)
        self._cursor.setBlockCharFormat(_ink(1))
        self._fresh = False

    def _list(self, block: Listing) -> None:
        style = QTextListFormat()
        styles = QTextListFormat.Style
        style.setStyle(styles.ListDecimal if block.numbered else styles.ListDisc)
        style.setIndent(1)
        held = None
        last = len(block.items) - 1
        for place, item in enumerate(block.items):
            self._start(0, self._kind.gap if place == last else self._kind.gap * 0.5)
            # The point is as large as the letters that its paragraph begins with.
            self._cursor.setBlockCharFormat(_ink(self._kind.text))
            self._write((Run(item),), self._kind.text)
            if held is None:
                held = self._cursor.createList(style)
            else:
                held.add(self._cursor.block())

    def _table(self, block: Table) -> None:
        kind = self._kind
        self._start(kind.gap, kind.gap * 0.5, heading=True)
        self._write((Run(block.caption, bold=True),), kind.text)
        shape = QTextTableFormat()
        shape.setBorder(5)
        shape.setBorderBrush(QBrush(_BLACK))
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderCollapse(True)
        shape.setCellPadding(kind.text * 0.4)
        shape.setCellSpacing(0)
        shape.setWidth(_share(100))
        shape.setBottomMargin(kind.gap)
        shares = block.shares or (1,) * len(block.header)
        shape.setColumnWidthConstraints([_share(100 * each / sum(shares)) for each in shares])

        def build(cursor: QTextCursor, rows: Sequence[tuple[str, ...]]) -> QTextTable:
            table = cursor.insertTable(len(rows) + 1, len(block.header), shape)
            for line, row in enumerate((block.header, *rows)):
                for column, cell in enumerate(row):
                    inside = table.cellAt(line, column).firstCursorPosition()
                    inside.insertText(cell, _ink(kind.text, bold=line == 0))
            return table

        self._in_rows(block.rows, build, _halved, header=True)

    def _in_rows(
        self,
        rows: Sequence[_R],
        build: Callable[[QTextCursor, Sequence[_R]], QTextTable],
        halved: Callable[[_R], tuple[_R, _R]],
        *,
        header: bool = False,
    ) -> None:
        """Rows as tables of which each is on one page: Qt would cut a row's lines at its end."""
        page = self._text.pageSize().height() - _SLACK
        rows, heights = self._measured(list(rows), build, halved, header=header)
        head = heights.pop(0) if header else 0
        room = self._room()
        if self._chain and head + (heights[0] if heights else 0) > room:
            self._break_before(self._chain[0])
            room = self._room()
        self._chain = []
        start, more = 0, True
        # As one change: the pages are set once, and not anew for each cell.
        self._cursor.beginEditBlock()
        while more:
            used, end = head, start
            while end < len(rows) and (end == start or used + heights[end] <= room):
                used += heights[end]
                end += 1
            build(self._cursor, rows[start:end])
            self._leave()
            start, more, room = end, end < len(rows), page
            if more:
                self._break = True
                self._start(0, 0)
                self._shrink()
        self._cursor.endEditBlock()

    def _measured(
        self,
        rows: list[_R],
        build: Callable[[QTextCursor, Sequence[_R]], QTextTable],
        halved: Callable[[_R], tuple[_R, _R]],
        *,
        header: bool,
    ) -> tuple[list[_R], list[float]]:
        """The heights of rows; those that no page could hold are made two."""
        page = self._text.pageSize().height() - _SLACK
        most_rows = len(rows) + _MOST_PARTS  # what no cutting makes lower is left as it is
        while True:
            heights = self._heights(rows, build, header=header)
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
        self,
        rows: Sequence[_R],
        build: Callable[[QTextCursor, Sequence[_R]], QTextTable],
        *,
        header: bool,
    ) -> list[float]:
        """How high each row is when no page ends."""
        text = _text(self._kind, QSizeF(self._text.pageSize().width(), -1))
        cursor = QTextCursor(text)
        cursor.beginEditBlock()
        table = build(cursor, rows)
        cursor.endEditBlock()
        layout = text.documentLayout()
        count = len(rows) + (1 if header else 0)
        tops = [
            min(
                layout.blockBoundingRect(
                    table.cellAt(line, column).firstCursorPosition().block()
                ).top()
                for column in range(table.columns())
            )
            for line in range(count)
        ]
        tops.append(layout.frameBoundingRect(table).bottom() + self._kind.text)
        return [after - before for before, after in itertools.pairwise(tops)]

    def _room(self) -> float:
        """What is left of the page under what stands there, in units."""
        block = self._cursor.block()
        box = self._text.documentLayout().blockBoundingRect(block)
        height = self._text.pageSize().height()
        return height - (box.bottom() + block.blockFormat().bottomMargin()) % height - _SLACK

    def _pictures(self, blocks: list[Pictured]) -> None:
        """Pictures with the words beside them, one under the other."""
        kind = self._kind
        side = kind.text * _PICTURE
        if not self._fresh:
            self._begin(QTextBlockFormat())
        self._shrink()
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setCellPadding(kind.gap * 0.5)
        shape.setCellSpacing(0)
        shape.setWidth(_share(100))
        fixed = QTextLength(QTextLength.Type.FixedLength, side + kind.gap * 2)
        shape.setColumnWidthConstraints([fixed, QTextLength()])

        def build(cursor: QTextCursor, rows: Sequence[Pictured]) -> QTextTable:
            table = cursor.insertTable(len(rows), 2, shape)
            # While they are measured, the words stand at the top of their row.
            real = cursor.document() is self._text
            for line, row in enumerate(rows):
                self._pictured(table, line, row, middle=real)
            return table

        self._in_rows(blocks, build, _parted)

    def _pictured(self, table: QTextTable, line: int, row: Pictured, *, middle: bool) -> None:
        side = self._kind.text * _PICTURE
        if middle:
            shape = QTextTableCellFormat()
            shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
            for column in range(2):
                table.cellAt(line, column).setFormat(shape)
        picture = QTextImageFormat()
        picture.setName(self._picture(row.picture))
        picture.setWidth(side)
        picture.setHeight(side)
        table.cellAt(line, 0).firstCursorPosition().insertImage(picture)
        words = table.cellAt(line, 1).firstCursorPosition()
        spaced = QTextBlockFormat()
        spaced.setLineHeight(self._kind.leading, _PROPORTIONAL)
        words.setBlockFormat(spaced)
        words.insertText(row.text, _ink(self._kind.text, bold=row.bold))

    def _picture(self, name: str) -> str:
        if not self._text.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name)):
            image = drawing(name, _FINEST)
            self._text.addResource(
                QTextDocument.ResourceType.ImageResource.value, QUrl(name), image
            )
        return name

    def _framed(self, block: Paragraph) -> None:
        kind = self._kind
        if not self._fresh:
            self._begin(QTextBlockFormat())
        self._shrink()
        self._chain = []
        shape = QTextFrameFormat()
        shape.setBorder(10)
        shape.setBorderBrush(QBrush(_BLACK))
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setPadding(kind.text * 0.6)
        shape.setBottomMargin(kind.gap * 1.5)
        self._cursor.insertFrame(shape)
        self._write(block.runs, kind.text, bold=True)
        self._leave()

    def _cut(self, block: CutLine) -> None:
        kind = self._kind
        if not self._fresh:
            self._begin(QTextBlockFormat())
        self._shrink()
        self._chain = []
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setWidth(_share(100))
        shape.setTopMargin(kind.text * 1.5)
        shape.setBottomMargin(kind.text)
        table = self._cursor.insertTable(1, 1, shape)
        cell = QTextTableCellFormat()
        cell.setTopBorder(12)
        cell.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Dashed)
        cell.setTopBorderBrush(QBrush(_BLACK))
        cell.setTopPadding(kind.text * 0.3)
        table.cellAt(0, 0).setFormat(cell)
        inside = table.cellAt(0, 0).firstCursorPosition()
        inside.insertText(block.text, _ink(kind.text * _VOICES["note"]))
        self._leave()

    def _leave(self) -> None:
        """Go on behind a table or a frame, in the empty paragraph that Qt keeps there."""
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setBlockFormat(QTextBlockFormat())
        self._fresh = True

    def _page(self, position: int, *, end: bool = False) -> int:
        """The page of a paragraph's first line, or of its last."""
        block: QTextBlock = self._text.findBlock(position)
        box = self._text.documentLayout().blockBoundingRect(block)
        lines = block.layout()
        count = lines.lineCount()
        # A paragraph without lines is not laid out, and asking for one of them ends the program.
        down = lines.lineAt(count - 1 if end else 0).y() if count else 0
        # Qt counts in 64ths: what begins a page may stand a hair above it.
        return int((box.top() + down + 1) // self._text.pageSize().height())


def _halved(row: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row as two: its long cells go on in the second."""
    parts = [_cut_in_two(cell) for cell in row]
    return tuple(first for first, _ in parts), tuple(rest for _, rest in parts)


def _parted(row: Pictured) -> tuple[Pictured, Pictured]:
    first, rest = _cut_in_two(row.text)
    return Pictured(row.picture, first, row.bold), Pictured(row.picture, rest, row.bold)


def _cut_in_two(text: str) -> tuple[str, str]:
    if len(text) < _SHORT:
        return text, ""
    place = text.rfind(" ", 0, len(text) // 2)
    place = place if place > 0 else len(text) // 2
    return text[:place], text[place:].lstrip()


def _share(part: float) -> QTextLength:
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
