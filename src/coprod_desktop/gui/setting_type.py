# SPDX-License-Identifier: MIT
"""Sets a document's blocks into pages: sizes, spaces, and what may not part at a page's end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSizeF, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextListFormat,
    QTextTableCellFormat,
    QTextTableFormat,
)

from coprod_desktop.domain.document import (
    Block,
    CutLine,
    Document,
    Figure,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Pictured,
    Rule,
    Run,
    Table,
    Voice,
)
from coprod_desktop.gui.paper_rows import (
    SLACK,
    Build,
    Halve,
    R,
    halved,
    measured,
    of_pictures,
    of_table,
    parted,
    share,
)
from coprod_desktop.gui.paper_type import BLACK, PROPORTIONAL, Type, blank, ink

_HEADINGS: Final = {1: 1.9, 2: 1.35, 3: 1.12}
_VOICES: Final[dict[Voice, float]] = {
    "": 1,
    "lead": 1.15,
    "note": 0.85,
    "mark": 1,
    "huge": 3.2,
}
_FIGURE: Final = 0.8
"""How much of a page's height a figure may take: its caption stands on the same page."""
_FIXED: Final = QTextBlockFormat.LineHeightTypes.FixedHeight.value


def laid_out(document: Document, kind: Type, size: QSizeF) -> QTextDocument:
    """A document in pages of a size, in units."""
    text = blank(kind, size)
    _Setter(text, kind).set_all(document.blocks)
    return text


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
            case Paragraph():
                self._paragraph(block)
            case Listing():
                self._list(block)
            case Table():
                self._table(block)
            case Rule():
                self._start(kind.gap, kind.gap)
                self._shrink(5, BLACK)
            case CutLine():
                self._cut(block)
            case PageBreak():
                self._break = True
            case Pictured():
                self._pictures([block])
            case Figure():
                self._figure(block)

    def _start(self, above: float, below: float, *, heading: bool = False) -> None:
        """Begin a paragraph, in the empty one that is there already if there is one."""
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setBottomMargin(below)
        shape.setLineHeight(self._kind.leading, PROPORTIONAL)
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
            self._cursor.insertText(run.text, ink(size, bold=bold or run.bold))

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
        self._cursor.setBlockCharFormat(ink(1))
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
            self._cursor.setBlockCharFormat(ink(self._kind.text))
            self._write((Run(item),), self._kind.text)
            if held is None:
                held = self._cursor.createList(style)
            else:
                held.add(self._cursor.block())

    def _table(self, block: Table) -> None:
        kind = self._kind
        self._start(kind.gap, kind.gap * 0.5, heading=True)
        self._write((Run(block.caption, bold=True),), kind.text)
        self._in_rows(block.rows, of_table(kind, block), halved, header=True)

    def _in_rows(
        self,
        rows: Sequence[R],
        build: Build[R],
        halve: Halve[R],
        *,
        header: bool = False,
    ) -> None:
        """Rows as tables of which each is on one page: Qt would cut a row's lines at its end."""
        page = self._text.pageSize().height() - SLACK
        rows, heights = measured(
            self._kind, self._text.pageSize(), list(rows), build, halve, header=header
        )
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

    def _room(self) -> float:
        """What is left of the page under what stands there, in units."""
        block = self._cursor.block()
        box = self._text.documentLayout().blockBoundingRect(block)
        height = self._text.pageSize().height()
        return height - (box.bottom() + block.blockFormat().bottomMargin()) % height - SLACK

    def _pictures(self, blocks: list[Pictured]) -> None:
        """Pictures with the words beside them, one under the other."""
        if not self._fresh:
            self._begin(QTextBlockFormat())
        self._shrink()
        self._in_rows(blocks, of_pictures(self._kind, self._text), parted)

    def _paragraph(self, block: Paragraph) -> None:
        if block.voice == "mark":
            self._framed(block)
            return
        self._start(0, self._kind.gap)
        self._write(block.runs, self._kind.text * _VOICES[block.voice])

    def _figure(self, block: Figure) -> None:
        """A drawing as wide as the page, unless it would be higher than that."""
        kind = self._kind
        self._start(kind.gap, kind.gap * 0.5, heading=True)
        self._write((Run(block.caption, bold=True),), kind.text)
        self._start(0, kind.gap)
        shape = self._cursor.blockFormat()
        shape.setLineHeight(100, PROPORTIONAL)
        self._cursor.setBlockFormat(shape)
        drawn = QImage.fromData(block.png)
        page = self._text.pageSize()
        most = page.height() * _FIGURE
        scale = min(page.width() / max(1, drawn.width()), most / max(1, drawn.height()))
        name = f"figure-{self._cursor.position()}"
        self._text.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), drawn)
        picture = QTextImageFormat()
        picture.setName(name)
        picture.setWidth(drawn.width() * scale)
        picture.setHeight(drawn.height() * scale)
        self._cursor.insertImage(picture)

    def _framed(self, block: Paragraph) -> None:
        kind = self._kind
        if not self._fresh:
            self._begin(QTextBlockFormat())
        self._shrink()
        self._chain = []
        shape = QTextFrameFormat()
        shape.setBorder(10)
        shape.setBorderBrush(QBrush(BLACK))
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
        shape.setWidth(share(100))
        shape.setTopMargin(kind.text * 1.5)
        shape.setBottomMargin(kind.text)
        table = self._cursor.insertTable(1, 1, shape)
        cell = QTextTableCellFormat()
        cell.setTopBorder(12)
        cell.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Dashed)
        cell.setTopBorderBrush(QBrush(BLACK))
        cell.setTopPadding(kind.text * 0.3)
        table.cellAt(0, 0).setFormat(cell)
        inside = table.cellAt(0, 0).firstCursorPosition()
        inside.insertText(block.text, ink(kind.text * _VOICES["note"]))
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
