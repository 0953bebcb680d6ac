# SPDX-License-Identifier: MIT
"""One page of the guide as text to read: wide margins, pictures that fit, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from coprod_desktop import paths
from coprod_desktop.gui.help import guide
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.theme import Theme

_MARGIN: Final = 24
_LINE: Final = 138
"""Height of a line in per cent of the typeface's own: text to read stands less close."""
_WIDEST: Final = 760
"""Pixels at 100 per cent; longer lines are harder to read."""
_SIZES: Final = {1: 28, 2: 21, 3: 17}
_ABOVE: Final = {1: 0, 2: 20, 3: 14}


class GuideView(QTextBrowser):
    """Shows a page, follows links to other pages, and fetches nothing but files of the guide."""

    turned = Signal(str)
    """Another page is on screen; its title."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setProperty("part", "guide")
        self.setAccessibleName(self.tr("Guide"))
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._came)
        Theme.of_app().changed.connect(self._redo)

    def open(self, name: str) -> None:
        """Show a page; one that does not exist shows the contents."""
        if name not in guide.pages():
            name = guide.FIRST
        if name == self.name:
            return
        file = QUrl.fromLocalFile(str(paths.guide() / f"{name}.md"))
        self.setSource(file, QTextDocument.ResourceType.MarkdownResource)

    def mark(self, words: str) -> None:
        """Mark words wherever they stand in the page, and show the first."""
        found: list[QTextEdit.ExtraSelection] = []
        colours = Theme.of_app().palette
        form = QTextCharFormat()
        form.setBackground(QColor(colours.mark))
        form.setForeground(QColor(colours.on_mark))
        for word in words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = QTextCursor(cursor), form  # pyright: ignore[reportAttributeAccessIssue]
                found.append(one)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(found)
        self._words = words
        if found:
            first = min(cursor_of(one).position() for one in found)
            cursor = self.textCursor()
            cursor.setPosition(first)
            self.setTextCursor(cursor)

    def find_next(self) -> None:
        """Go on to the next of the words that are marked, and round to the first."""
        places = sorted(cursor_of(one).position() for one in self.extraSelections())
        here = self.textCursor().position()
        after = [place for place in places if place > here] or places
        if after:
            cursor = self.textCursor()
            cursor.setPosition(after[0])
            self.setTextCursor(cursor)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Read files of the guide; anything else does not exist."""
        place = QUrl(name)
        file = Path(place.toLocalFile()) if place.isLocalFile() else None
        if file is None or not file.resolve().is_relative_to(paths.guide().resolve().parent):
            return None
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return QImage(str(file))
        if kind == QTextDocument.ResourceType.MarkdownResource.value:
            page = guide.pages().get(file.stem)
            return page.text if page is not None else None
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short enough to read, and pictures within them."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size changes every line."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._redo()

    def _came(self, source: QUrl) -> None:
        self.name = Path(source.toLocalFile()).stem
        self._dress()
        page = guide.pages().get(self.name)
        self.turned.emit(page.title if page is not None else "")

    def _redo(self) -> None:
        if self.name and self.source().isValid():
            self.reload()
            self._dress()

    def _follow(self, link: QUrl) -> None:
        name = guide.name_of(Path(link.toLocalFile() or link.toString()).name)
        if name in guide.pages():
            self.open(name)
            if link.hasFragment():
                self._to_heading(link.fragment())
        elif link.hasFragment() and not link.path():
            self._to_heading(link.fragment())
        else:
            # There is no way out of the program, by design: no network code.
            announce(self, self.tr("This program opens no web pages."))

    def _to_heading(self, slug: str) -> None:
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and _slug(block.text()) == slug:
                self.setTextCursor(QTextCursor(block))
                self.ensureCursorVisible()
                return
            block = block.next()

    def _dress(self) -> None:
        """Give headings, lines and links the program's look: Markdown says only what they are."""
        theme = Theme.of_app()
        document = self.document()
        document.setDocumentMargin(theme.px(_MARGIN))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            cursor.setPosition(block.position())
            form = QTextBlockFormat()
            level = block.blockFormat().headingLevel()
            form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(theme.px(_ABOVE.get(level, 4)))
            form.setBottomMargin(theme.px(6))
            cursor.mergeBlockFormat(form)
            parts = block.begin()
            while not parts.atEnd():
                fragment = parts.fragment()
                words = fragment.charFormat()
                if level:
                    words.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
                    size = theme.px(_SIZES.get(level, 16))
                    words.setProperty(QTextFormat.Property.FontPixelSize.value, size)
                if words.isAnchor():
                    words.setForeground(QColor(theme.palette.link))
                    words.setFontUnderline(True)
                if level or words.isAnchor():
                    cursor.setPosition(fragment.position())
                    end = fragment.position() + fragment.length()
                    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(words)
                parts += 1
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setCellPadding(theme.px(6))
                form.setBorder(1)
                form.setBorderCollapse(True)
                form.setBorderBrush(QColor(theme.palette.line))
                frame.setFormat(form)
        cursor.endEditBlock()
        self._fit()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _fit(self) -> None:
        theme = Theme.of_app()
        spare = max(0, self.viewport().width() - theme.px(_WIDEST))
        document = self.document()
        frame = document.rootFrame().frameFormat()
        frame.setRightMargin(theme.px(_MARGIN) + spare)
        document.rootFrame().setFrameFormat(frame)
        room = self.viewport().width() - spare - 2 * theme.px(_MARGIN)
        block = document.begin()
        cursor = QTextCursor(document)
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                fragment = parts.fragment()
                if fragment.charFormat().isImageFormat():
                    picture = fragment.charFormat().toImageFormat()
                    natural = QImage(str((paths.guide() / picture.name()).resolve())).width()
                    wide = min(natural, room) if natural else 0
                    if wide > 0 and picture.width() != wide:
                        picture.setWidth(wide)
                        cursor.setPosition(fragment.position())
                        cursor.setPosition(fragment.position() + 1, QTextCursor.MoveMode.KeepAnchor)
                        cursor.setCharFormat(picture)
                parts += 1
            block = block.next()


def cursor_of(selection: QTextEdit.ExtraSelection) -> QTextCursor:
    """Where a marked piece stands; PySide's stubs do not know the field."""
    found: Any = selection.cursor  # pyright: ignore[reportAttributeAccessIssue]
    return found


def _slug(heading: str) -> str:
    return re.sub(r"[^\w]+", "-", heading.casefold()).strip("-")
