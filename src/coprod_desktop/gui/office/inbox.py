# SPDX-License-Identifier: MIT
"""The office's inbox: take bundles in, what waits, what alarms, and what is in the books."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.furniture import Button, Heading
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.office import calls
from coprod_desktop.gui.office.alarms import AlarmsTab
from coprod_desktop.gui.office.books import BooksTab
from coprod_desktop.gui.office.calls import Taken
from coprod_desktop.gui.office.outcomes import OutcomesTab
from coprod_desktop.gui.office.versions import VersionsTab
from coprod_desktop.gui.office.waiting import WaitingTab
from coprod_desktop.gui.office.watching import BROUGHT, WatchStrip
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.services.exchanging.intake import Outcome

_LOW: Final = 400
"""Height at 100 % below which not everything above the lists has room."""


class InboxPage(Page):
    """Drop a folder or files, or choose them."""

    HELP = "office"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._busy = False
        self.banner = Banner()
        self.progress = ProgressPanel()
        self.watch = WatchStrip(desk)
        self.watch.taken.connect(self._came)
        self.now = OutcomesTab(desk)
        self.outcomes = self.now.model
        self.waiting = WaitingTab(desk)
        self.alarms = AlarmsTab(desk)
        self.versions = VersionsTab(desk)
        self.books = BooksTab(desk)
        self.now.card.approve_asked.connect(self._to_sites)
        self.now.card.versions_asked.connect(self._to_versions)
        self.waiting.approve_asked.connect(self._to_sites)
        for tab in (self.now, self.waiting, self.alarms, self.versions):
            tab.table.opened.connect(self.banner.clear)  # on a small screen they need its room
        for tab in (self.waiting, self.alarms, self.versions):
            tab.counted.connect(self._name_tabs)
        for tab in (self.waiting, self.alarms, self.versions, self.books):
            tab.failed.connect(self.banner.show_error)
        self.versions.told.connect(self.banner.show_message)
        self.banner.installEventFilter(self)
        self._build()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where there is little room, a message takes that of the watched folder."""
        if watched is self.banner and event.type() in {
            QEvent.Type.ShowToParent,
            QEvent.Type.HideToParent,
        }:
            small = self.height() < self.desk.theme.px(_LOW)
            self.watch.setVisible(not small or self.banner.isHidden())
        return super().eventFilter(watched, event)

    def arrive(self, target: str) -> None:
        """Look at everything, perhaps at one tab first."""
        names = {"waiting": self.waiting, "alarms": self.alarms, "versions": self.versions}
        self._ask()
        if target in names:
            self.tabs.setCurrentWidget(names[target])
            self.tabs.tabBar().setFocus()
        else:
            self.folder_button.setFocus()

    def commands(self) -> Sequence[Command]:
        """Taking in, and the switch of the watched folder."""
        watch = [
            Command(button.text(), button.click)
            for button in (self.watch.start, self.watch.choose, self.watch.stop)
            if not button.isHidden()
        ]
        return (
            Command(self.folder_button.text(), self.folder_button.click),
            Command(self.files_button.text(), self.files_button.click),
            *watch,
        )

    def store_changed(self, changed: Changed) -> None:
        """Look again after taking in, approving or choosing."""
        if changed.kinds & {"received", "device", "choice"}:
            self._ask()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files, and all bundles in folders."""
        if self._busy or not paths:
            return
        self._set_busy(on=True)
        self.banner.clear()
        self.progress.begin(
            self.tr("Looking at the files…"),
            {
                "waiting": self.tr("Waiting for another import to end"),
                "search": self.tr("The search catches up: lists and reports are complete already"),
            },
        )
        job = self.desk.jobs.run(
            calls.take_in,
            list(paths),
            owner=self,
            done=self._taken,
            failed=self._failed,
            progress=self.progress.step,
            lane="long",
            changes=BROUGHT,
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
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Inbox"))
        for tab in (self.now, self.waiting, self.alarms, self.versions, self.books):
            self.tabs.addTab(tab, "")
        self._name_tabs()
        self.tabs.currentChanged.connect(self._turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(self.tr("Inbox"), "", self.files_button, self.folder_button))
        column.addWidget(self.watch)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addWidget(self.tabs, 1)

    def _name_tabs(self) -> None:
        for tab, text in (
            (self.now, self.tr("This time")),
            (self.waiting, self.tr("Waiting")),
            (self.alarms, self.tr("Alarms")),
            (self.versions, self.tr("Two versions")),
            (self.books, self.tr("Books")),
        ):
            place = self.tabs.indexOf(tab)
            counting = tab in {self.waiting, self.alarms, self.versions}
            number = tab.model.rowCount() if counting else 0
            self.tabs.setTabText(place, f"{text} ({number})" if number else text)

    def _turned(self) -> None:
        # The focus would go to the whole page of the tab where nothing in it takes it.
        self.tabs.tabBar().setFocus()
        self.banner.clear()

    def _ask(self) -> None:
        for tab in (self.waiting, self.alarms, self.versions, self.books):
            tab.ask()

    def _taken(self, taken: Taken) -> None:
        self.progress.end()
        self._set_busy(on=False)
        self.tabs.setCurrentWidget(self.now)
        self.now.show_outcomes(taken)
        self.banner.show_message(self._summary(taken.outcomes))

    def _came(self, taken: Taken) -> None:
        """Something came into the watched folder: say so, and take nobody's place from them."""
        self.now.add_outcomes(taken)
        if any(each.security for each in taken.outcomes):
            self.banner.show_message(self._summary(taken.outcomes))

    def _summary(self, found: tuple[Outcome, ...]) -> Message:
        def count(result: str) -> int:
            return sum(each.outcome == result for each in found)

        alarms = sum(each.security for each in found)
        bundles = count("imported")
        if not found:
            return Message("info", self.tr("There are no bundles in what you chose."))
        if alarms:
            return Message(
                "error",
                self.tr("1 of these files raised an alarm and must not be trusted.")
                if alarms == 1
                else self.tr(
                    "{number} of these files raised an alarm and must not be trusted."
                ).format(number=alarms),
                self.tr("It was not taken in."),
                self.tr("Keep the stick apart, and read the marked line."),
            )
        if count("enrolment_waiting") and not bundles:
            return Message("info", self.tr("A wing PC asks to be approved. Its line says how."))
        if count("held") and not bundles:
            return Message(
                "info",
                self.tr("Bundles wait, unopened, until their PC is approved."),
                "",
                self.tr("They come in by themselves then. See the tab “Waiting”."),
            )
        return Message(
            "success",
            self._counted(bundles, sum(e.changes for e in found if e.outcome == "imported")),
            "",
            self.tr("Some have a remark: see their lines.")
            if any(each.remarks for each in found)
            else "",
        )

    def _counted(self, bundles: int, changes: int) -> str:
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

    def _to_sites(self, device: str) -> None:
        self.desk.go("sites", device)

    def _to_versions(self) -> None:
        self.tabs.setCurrentWidget(self.versions)
        self.tabs.tabBar().setFocus()

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
