# SPDX-License-Identifier: MIT
"""A paper that is no secret: shown as it will print, printed, and saved as Word or PDF if asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QThread, QTimer, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.domain.document import Document
from coprod_desktop.gui import drawing
from coprod_desktop.gui.drawing import Drawn, Sheets
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Scroll, flowing
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.printing import PreviewDialog, with_timers
from coprod_desktop.gui.theme import Theme

_WIDTH: Final = 1120
_HEIGHT: Final = 900
_SIDE: Final = 344
_AROUND: Final = 2
"""Pages before and after the one on screen that are drawn with it."""
_MOST_COPIES: Final = 200
_LONGEST_NAME: Final = 80
_NOT_IN_NAMES: Final = '<>:"/\\|?*'


def _pdf(session: Any, make: Callable[[], Sheets], path: Path) -> Path:
    from coprod_desktop.services import giving_out

    with_timers()
    sheets = make()
    return giving_out.file(session, "pdf", sheets.title, drawing.as_pdf(sheets), path)


def _laid_out(document: Document, window: QThread) -> Drawn:
    """Set a document into pages, which takes half a second where there are many; on a worker."""
    with_timers()
    drawn = Drawn(document)
    drawn.count()  # until all of it is laid out
    drawn.text.moveToThread(window)  # it is drawn there from now on
    return drawn


def _word(session: Any, document: Document, path: Path) -> Path:
    from coprod_desktop.services import giving_out

    return giving_out.word(session, document, path)


def _printed(session: Any, title: str) -> None:
    from coprod_desktop.services import giving_out

    giving_out.note(session, "print", title)


def file_name(title: str) -> str:
    """A title as a file may be called on every system."""
    plain = "".join(" " if letter in _NOT_IN_NAMES else letter for letter in title)
    return " ".join(plain.split())[:_LONGEST_NAME].strip(" .") or "Coprod"


def show_document(jobs: Jobs, document: Document, parent: QWidget) -> PaperPreview:
    """Open a dialog with one document in it."""
    dialog = PaperPreview(jobs, document.title, parent)
    dialog.lay_out()
    dialog.show_document(document)
    dialog.open()
    return dialog


class PaperPreview(PreviewDialog):
    """What will print at the right; at the left what can be chosen, and where it can go."""

    saved = Signal()
    """It was saved as a file."""
    laid_out = Signal()
    """The pages of a document are there, and counted."""

    def __init__(self, jobs: Jobs, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.none.setText(
            self.tr("No printer is set up on this PC. You can save the paper and print it later.")
        )
        self._jobs = jobs
        self._make: Callable[[], Sheets] | None = None
        self._sheets: Sheets | None = None
        self._document: Document | None = None
        self._drawn = range(0)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.preview.updatePreview)
        self.banner = Banner()
        self.copies = QSpinBox()
        self.copies.setRange(1, _MOST_COPIES)
        self.printing.add(self.tr("Copies"), self.copies)
        self.word = Button(self.tr("Save as Word"), icon="download")
        self.word.clicked.connect(self._save_word)
        self.pdf = Button(self.tr("Save as PDF"), icon="download")
        self.pdf.clicked.connect(self._save_pdf)
        self.number = Label()
        self.number.setProperty("say", "soft")
        self.before = Button(self.tr("Page before"))
        self.after = Button(self.tr("Next page"))
        self.larger = Button(self.tr("Larger"))
        self.whole = Button(self.tr("Whole page"))
        self.before.clicked.connect(self._go_before)
        self.after.clicked.connect(self._go_after)
        self.larger.clicked.connect(self._enlarge)
        self.whole.clicked.connect(self.preview.fitInView)
        self.preview.previewChanged.connect(self._say_page)
        self.printed.connect(self._say_printed)

    def lay_out(self, *options: QWidget) -> None:
        """Put everything in its place, what can be chosen first."""
        side = Scroll(margins=(0, 0, 12, 0))
        side.setMinimumWidth(Theme.of_app().px(_SIDE))
        for part in (self.banner, *options, self.printing, self.none):
            side.body.addWidget(part)
        side.body.addWidget(flowing(self.go, self.word, self.pdf, self.shut))
        side.body.addWidget(
            words(
                self.tr(
                    "A saved file is not locked: anybody who can open its folder can read it. "
                    "Keep it only as long as you need it."
                ),
                "hint",
            )
        )
        side.body.addWidget(
            words(
                self.tr(
                    "Give people who use a screen reader the Word file. The PDF looks the same "
                    "but carries no headings that a screen reader could follow."
                ),
                "hint",
            )
        )
        side.body.addStretch(1)
        shown = QVBoxLayout()
        shown.setSpacing(8)
        frame = QFrame()
        frame.setProperty("part", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.preview)
        shown.addWidget(frame, 1)
        shown.addWidget(flowing(self.before, self.after, self.larger, self.whole, self.number))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        row.addWidget(side, 2)
        row.addLayout(shown, 3)
        self.settle(_WIDTH, _HEIGHT)

    def show_picture(self, make: Callable[[], Sheets]) -> None:
        """Show sheets that Word has no way to hold."""
        self.word.hide()
        self._show_sheets(make, None)

    def show_document(self, document: Document) -> None:
        """Show a document, once a worker has set it into pages; until then what was there."""
        self._document, self._make = document, partial(Drawn, document)
        self._jobs.run_unsigned(
            _laid_out,
            document,
            self.thread(),
            owner=self,
            done=self._lay,
            failed=self.banner.show_error,
            key=f"pages {id(self)}",
        )

    def show_paper(self, make: Callable[[], Sheets], document: Document) -> None:
        """Show sheets; `make` makes them, here and again on a worker; the document is for Word."""
        self._show_sheets(make, document)

    def _show_sheets(self, make: Callable[[], Sheets], document: Document | None) -> None:
        self._make, self._document = make, document
        self._lay(make())

    def _lay(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self.preview.updatePreview()
        self.preview.setCurrentPage(1)
        self.preview.fitInView()
        self._say_page()
        self.laid_out.emit()

    def count(self) -> int:
        """How many pages there are."""
        return self._sheets.count() if self._sheets is not None else 0

    def paint(self, printer: QPrinter) -> None:
        """Draw the sheets."""
        if self._sheets is not None:
            printer.setCopyCount(self.copies.value())
            drawing.print_on(self._sheets, printer)

    def paint_preview(self, printer: QPrinter) -> None:
        """Draw the pages around the current one: a hundred at once would hold the window up."""
        if self._sheets is not None:
            now = max(self.preview.currentPage(), 1) - 1
            self._drawn = range(now - _AROUND, now + _AROUND + 1)
            drawing.print_on(self._sheets, printer, self._drawn)

    def _say_page(self) -> None:
        now, all_ = self.preview.currentPage(), self.count()
        if self._sheets is not None and now and now - 1 not in self._drawn[1:-1]:
            self._soon.start()
        self.number.setText(self.tr("Page {now} of {all}").format(now=max(1, now), all=all_))
        self.before.setEnabled(now > 1)
        self.after.setEnabled(now < all_)

    def _go_before(self) -> None:
        self._turn(-1)

    def _go_after(self) -> None:
        self._turn(1)

    def _turn(self, pages: int) -> None:
        self.preview.setCurrentPage(self.preview.currentPage() + pages)
        self._say_page()
        announce(self.number, self.number.text())

    def _enlarge(self) -> None:
        self.preview.zoomIn(1.25)

    def _save_word(self) -> None:
        path = self._asked(self.tr("Save as Word"), self.tr("Word files (*.docx)"), ".docx")
        if path is not None and self._document is not None:
            self._run(_word, self._document, path)

    def _save_pdf(self) -> None:
        path = self._asked(self.tr("Save as PDF"), self.tr("PDF files (*.pdf)"), ".pdf")
        if path is not None and self._make is not None:
            self._run(_pdf, self._make, path)

    def _asked(self, title: str, kinds: str, suffix: str) -> Path | None:
        titled = self._document or self._sheets
        name = file_name(titled.title if titled is not None else "")
        start = str(Path.home() / f"{name}{suffix}")
        chosen, _ = QFileDialog.getSaveFileName(self, title, start, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def _run(self, save: Callable[..., Path], *what: object) -> None:
        self.banner.clear()
        self._jobs.run(
            save, *what, owner=self, done=self._saved, failed=self.banner.show_error, key="paper"
        )

    def _saved(self, path: Path) -> None:
        self.saved.emit()
        self.banner.show_message(
            Message(
                "success",
                self.tr("Saved as {name}.").format(name=path.name),
                "",
                self.tr("It lies in {folder}, and is not locked.").format(folder=str(path.parent)),
            )
        )

    def _say_printed(self) -> None:
        if self._sheets is not None:
            self._jobs.run(_printed, self._sheets.title)
        self.banner.show_message(Message("success", self.tr("It was sent to the printer.")))
