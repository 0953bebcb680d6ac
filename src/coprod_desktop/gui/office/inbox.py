# SPDX-License-Identifier: MIT
"""The office's inbox: take bundles in, see what became of each, and what is in the books."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Heading, Scroll, Stack
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services import intake
from coprod_desktop.services.intake import Outcome, ReceivedBundle

_ICONS: Final = {
    "imported": ("success", "success"),
    "already_imported": ("tick", "soft"),
    "superseded": ("tick", "soft"),
    "held": ("clock", "warning"),
    "refused": ("error", "error"),
    "enrolment_waiting": ("key", "accent"),
}


class InboxPage(Page):
    """Drop a folder or files, or choose them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._busy = False
        self.banner = Banner()
        self.progress = ProgressPanel()
        px = desk.theme.px
        titles = (
            self.tr("State"),
            self.tr("From"),
            self.tr("Number"),
            self.tr("Changes"),
        )
        self.outcomes = Lines(titles, self)
        self.table = Table(self.tr("What became of each file"), px(38))
        self.table.setModel(self.outcomes)
        self.table.columns((px(210), 0, px(90), px(100)), 1)
        self.table.chosen.connect(self._explain)
        self.advice = Card()
        self.advice.hide()
        self.books = Lines(
            (
                self.tr("Taken in"),
                self.tr("From"),
                self.tr("PC"),
                self.tr("Number"),
                self.tr("Changes"),
                self.tr("By"),
            ),
            self,
        )
        self.book_table = Table(self.tr("Bundles in the books"), px(38))
        self.book_table.setModel(self.books)
        self.book_table.columns((px(230), 0, px(120), px(86), px(110), px(170)), 1)
        self._build()

    def arrive(self, target: str) -> None:
        """Look at the books."""
        del target
        self._ask()
        self.folder_button.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Look again after taking in."""
        if "received" in changed.kinds:
            self._ask()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files, and all bundles in folders."""
        if self._busy or not paths:
            return
        self._set_busy(on=True)
        self.banner.clear()
        self.progress.begin(self.tr("Looking at the files…"), {})
        job = self.desk.jobs.run(
            intake.take_in,
            list(paths),
            owner=self,
            done=self._taken,
            failed=self._failed,
            progress=self.progress.step,
            lane="long",
            changes=("received", "feedback", "meeting", "action"),
        )
        self.progress.follow(job)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and folders."""
        if event.mimeData().hasUrls() and not self._busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take_in(paths)

    def _build(self) -> None:
        self.folder_button = Button(
            self.tr("Take in a folder or drive"), kind="primary", icon="folder"
        )
        self.folder_button.clicked.connect(self._choose_folder)
        self.files_button = Button(self.tr("Take in files"), icon="download")
        self.files_button.clicked.connect(self._choose_files)
        self._results = Stack()
        self._none = EmptyState(
            "inbox",
            self.tr("Nothing taken in yet today"),
            self.tr(
                "Drop a folder of bundles here, or choose a drive. Each is taken in exactly once."
            ),
        )
        side = Scroll(margins=(0, 0, 6, 0))
        side.body.addWidget(self.advice)
        side.body.addStretch(1)
        self._beside = Beside(self.table, side, (700, 420))
        self._beside.turned.connect(self._turned)
        self.table.opened.connect(self._open)
        self._results.add(self._none)
        self._results.add(self._beside)
        self._book_stack = Stack()
        self._no_book = EmptyState(
            "store",
            self.tr("The books are empty"),
            self.tr("Every bundle that was taken in is listed here."),
        )
        self._book_stack.add(self._no_book)
        self._book_stack.add(self.book_table)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Inbox"))
        self.tabs.addTab(self._results, self.tr("This time"))
        self.tabs.addTab(self._book_stack, self.tr("In the books"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                self.tr("Inbox"),
                "",
                self.files_button,
                self.folder_button,
            )
        )
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addWidget(self.tabs, 1)

    def _ask(self) -> None:
        self.desk.jobs.run(
            intake.inbox, owner=self, done=self._show_books, failed=self.banner.show_error
        )

    def _taken(self, found: tuple[Outcome, ...]) -> None:
        self.progress.end()
        self._set_busy(on=False)
        self.outcomes.show_lines([self._line(each) for each in found])
        self._results.turn(self._beside if found else self._none)
        self.tabs.setCurrentIndex(0)
        asking = sum(each.outcome == "enrolment_waiting" for each in found)
        imported = sum(each.outcome == "imported" for each in found)
        changes = sum(each.changes for each in found if each.outcome == "imported")
        alarms = [each for each in found if each.security]
        if not found:
            self.banner.show_message(
                Message("info", self.tr("There are no bundles in what you chose."))
            )
        elif asking and not imported and not alarms:
            self.banner.show_message(
                Message("info", self.tr("A wing PC asks to be approved. Its line says how."))
            )
        elif alarms:
            self.banner.show_message(
                Message(
                    "error",
                    self.tr("Alarm: {number} of these files must not be trusted.").format(
                        number=len(alarms)
                    ),
                    self.tr("They were not taken in. Nothing of theirs is in the store."),
                    self.tr("Read what to do on each marked line."),
                )
            )
        else:
            self.banner.show_message(
                Message(
                    "success",
                    self._summary(imported, changes),
                )
            )
        self.table.setFocus()
        self.table.choose(0)

    def _summary(self, bundles: int, changes: int) -> str:
        if not bundles:
            return self.tr("No new changes came in. See each line.")
        if bundles == 1:
            return self.tr("1 bundle was taken in, with {changes} changes.").format(
                changes=f"{changes:,}"
            )
        return self.tr("{number} bundles were taken in, with {changes} changes.").format(
            number=bundles, changes=f"{changes:,}"
        )

    def _failed(self, error: Exception) -> None:
        self.progress.end()
        self._set_busy(on=False)
        self.banner.show_error(error)
        self._ask()

    def _set_busy(self, *, on: bool) -> None:
        self._busy = on
        self.folder_button.setEnabled(not on)
        self.files_button.setEnabled(not on)
        self.tabs.setVisible(not on)

    def _line(self, each: Outcome) -> Line:
        icon, ink = ("warning", "error") if each.security else _ICONS[each.outcome]
        cells = (
            self._said(each),
            ", ".join(part for part in (each.site, each.wing) if part) or "–",
            str(each.seq or "–"),
            f"{each.changes:,}" if each.changes else "–",
        )
        return Line(cells, each, icon, ink)

    def _said(self, each: Outcome) -> str:
        if each.security:
            return self.tr("Alarm: not taken in")
        return {
            "imported": self.tr("Taken in"),
            "already_imported": self.tr("Already in"),
            "superseded": self.tr("A later one is in"),
            "held": self.tr("Waiting"),
            "refused": self.tr("Not taken in"),
            "enrolment_waiting": self.tr("Wants to be approved"),
        }[each.outcome]

    def _explain(self, place: int) -> None:
        line = self.outcomes.line(place)
        self.advice.empty()
        outcome: Outcome | None = line.value if line is not None else None
        asks = outcome is not None and outcome.outcome == "enrolment_waiting"
        if outcome is None:
            self.advice.hide()
            return
        title, advice = outcome.title, outcome.advice
        if asks:
            title = title or self.tr("This wing PC asks to be approved.")
            advice = advice or self.tr(
                "Ring the wing, and type its twelve words as they are read out to you."
            )
        self.advice.heading.setText(title or self._said(outcome))
        self.advice.heading.show()
        if advice:
            self.advice.body.addWidget(words(advice))
        where = self.tr("File: {name}").format(name=outcome.path.name)
        if outcome.short:
            where = f"{where}\n{self.tr('PC {short}').format(short=outcome.short)}"
        self.advice.body.addWidget(words(where, "soft"))
        if outcome.code:
            self.advice.body.addWidget(
                words(self.tr("Code for support: {code}").format(code=outcome.code), "hint")
            )
        if asks:
            approve = Button(self.tr("Go to Sites to approve it"))
            approve.clicked.connect(self._to_sites)
            self.advice.body.addWidget(approve, 0, Qt.AlignmentFlag.AlignLeft)
        self.advice.show()

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (2, 3):
            self.table.setColumnHidden(column, narrow)

    def _open(self, _place: int) -> None:
        self._beside.show_side()

    def _to_sites(self) -> None:
        line = self.outcomes.line(self.table.currentIndex().row())
        self.desk.go("sites", line.value.device if line is not None else "")

    def _show_books(self, found: tuple[ReceivedBundle, ...]) -> None:
        self.books.show_lines(
            [
                Line(
                    (
                        moment(each.at),
                        f"{each.site}, {each.wing}",
                        each.short,
                        str(each.seq),
                        f"{each.changes:,}",
                        each.by,
                    ),
                    each,
                )
                for each in found
            ]
        )
        self._book_stack.turn(self.book_table if found else self._no_book)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Choose a folder or drive with bundles"), str(Path.home())
        )
        if chosen:
            self.take_in([Path(chosen)])

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Choose bundles"), str(Path.home()), self.tr("Bundles (*.coprod)")
        )
        self.take_in([Path(each) for each in chosen])
