# SPDX-License-Identifier: MIT
"""A paper that is no secret: shown as it will print, printed, and saved as Word or PDF if asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtGui import QImage
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
from coprod_desktop.gui.page_view import PageView
from coprod_desktop.gui.printing import PreviewDialog, with_timers
from coprod_desktop.gui.theme import Theme

_WIDTH: Final = 1120
_HEIGHT: Final = 900
_SIDE: Final = 344
_MOST_COPIES: Final = 200
_LONGEST_NAME: Final = 80
_NOT_IN_NAMES: Final = '<>:"/\\|?*'


def _pdf(session: Any, make: Callable[[], Sheets], path: Path) -> Path:
    from coprod_desktop.services.papers import giving_out

    with_timers()
    sheets = make()
    return giving_out.file(session, "pdf", sheets.title, drawing.as_pdf(sheets), path)


class _Laid(NamedTuple):
    """Sheets that a worker has laid out; it alone draws them, and lets go of them in the end."""

    holder: list[Sheets]
    title: str
    pages: int
    size: QSizeF


def _laid_out(make: Callable[[], Sheets]) -> _Laid:
    """Set sheets into pages, which takes half a second where there are many; on a worker."""
    with_timers()
    sheets = make()
    return _Laid([sheets], sheets.title, sheets.count(), drawing.paper(sheets.page).size())


def _drawn(holder: list[Sheets], place: int, width: int) -> tuple[int, int, QImage]:
    with_timers()
    return place, width, drawing.picture(holder[0], place, width)


def _word(session: Any, document: Document, path: Path) -> Path:
    from coprod_desktop.services.papers import giving_out

    return giving_out.word(session, document, path)


def _printed(session: Any, title: str) -> None:
    from coprod_desktop.services.papers import giving_out

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
        self._laid: _Laid | None = None
        self._document: Document | None = None
        self.preview = PageView()
        self.preview.setAccessibleName(self.tr("How it will print"))
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
        self.whole.clicked.connect(self.preview.fit)
        self.preview.turned.connect(self._say_page)
        self.preview.wanted.connect(self._draw)
        self.finished.connect(self._let_go)
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
        self.show_paper(make, None)

    def show_document(self, document: Document) -> None:
        """Show a document, once a worker has set it into pages; until then what was there."""
        self.show_paper(partial(Drawn, document), document)

    def show_paper(self, make: Callable[[], Sheets], document: Document | None) -> None:
        """Show sheets that `make` makes on a worker, as often as need be; Word has the document."""
        self._make, self._document = make, document
        self._jobs.run_unsigned(
            _laid_out,
            make,
            owner=self,
            done=self._lay,
            failed=self.banner.show_error,
            key=f"pages {id(self)}",
        )

    def _lay(self, laid: _Laid) -> None:
        self._let_go()
        self._laid = laid
        self.preview.show_pages(laid.pages, laid.size)
        self.laid_out.emit()

    def _draw(self) -> None:
        """Have the worker draw what is missing, the page on screen first."""
        missing = self.preview.missing()
        if self._laid is not None and missing is not None:
            self._jobs.run_unsigned(
                _drawn,
                self._laid.holder,
                *missing,
                owner=self,
                done=partial(self._put, self._laid),
                failed=self.banner.show_error,
                key=f"page {id(self)}",
            )

    def _put(self, laid: _Laid, drawn: tuple[int, int, QImage]) -> None:
        if laid is self._laid:
            self.preview.put(*drawn)
            self._draw()

    def _let_go(self) -> None:
        """Have the worker let go of what it laid out: a text belongs to the thread that set it."""
        if self._laid is not None:
            self._jobs.run_unsigned(self._laid.holder.clear)
            self._laid = None

    def count(self) -> int:
        """How many pages there are."""
        return self._laid.pages if self._laid is not None else 0

    def paint(self, printer: QPrinter) -> None:
        """Draw the sheets, made anew: those on screen are the worker's."""
        if self._make is not None:
            printer.setCopyCount(self.copies.value())
            drawing.print_on(self._make(), printer)

    def _say_page(self) -> None:
        now, all_ = self.preview.here() + 1, self.count()
        self.number.setText(self.tr("Page {now} of {all}").format(now=now, all=all_))
        self.before.setEnabled(now > 1)
        self.after.setEnabled(now < all_)

    def _go_before(self) -> None:
        self._turn(-1)

    def _go_after(self) -> None:
        self._turn(1)

    def _turn(self, pages: int) -> None:
        self.preview.go(self.preview.here() + pages)
        announce(self.number, self.number.text())

    def _enlarge(self) -> None:
        self.preview.enlarge()

    def _save_word(self) -> None:
        path = self._asked(self.tr("Save as Word"), self.tr("Word files (*.docx)"), ".docx")
        if path is not None and self._document is not None:
            self._run(_word, self._document, path)

    def _save_pdf(self) -> None:
        path = self._asked(self.tr("Save as PDF"), self.tr("PDF files (*.pdf)"), ".pdf")
        if path is not None and self._make is not None:
            self._run(_pdf, self._make, path)

    def _asked(self, title: str, kinds: str, suffix: str) -> Path | None:
        titled = self._document or self._laid
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
        if self._laid is not None:
            self._jobs.run(_printed, self._laid.title)
        self.banner.show_message(Message("success", self.tr("It was sent to the printer.")))
