# SPDX-License-Identifier: MIT
"""Looking after the store: a backup, and a check-up."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import local, long_date, relative
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, fact
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.progress import ProgressPanel, size
from coprod_desktop.services.access import care
from coprod_desktop.services.access.care import CheckReport
from coprod_desktop.services.books import sticks

_WORTH_KNOWING: Final = frozenset({"backup", "recovery sheet"})
"""Lines that say how old something is, or that it is still to be done: no fault, and no tick."""


class _State(NamedTuple):
    """When the last backup was made (UTC milliseconds), and the sticks that may carry bundles."""

    backup: int | None
    sticks: tuple[str, ...]


def _state(session: Any) -> _State:
    known = sticks.known(session)
    names = (stick.name for stick in known if stick.authorised_at and not stick.withdrawn_at)
    return _State(care.last_backup(session), tuple(names))


class CareTab(QWidget):
    """Two buttons, and what they found."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.banner = Banner()
        self.progress = ProgressPanel()
        self.backup = Button(self.tr("Make a backup"), kind="primary", icon="save")
        self.backup.clicked.connect(self._choose)
        self.check = Button(self.tr("Check the store"), icon="shield")
        self.check.clicked.connect(self.start_check)
        first = Card(self.tr("Backup"))
        first.body.addWidget(
            words(
                self.tr(
                    "An encrypted copy of everything, in one file. It opens with the same "
                    "passwords. Keep it on another drive."
                )
            )
        )
        self.age = words("", "label")
        first.body.addWidget(self.age)
        first.body.addWidget(bar(self.backup))
        if not desk.who.manages:
            self.backup.setEnabled(False)
            first.body.addWidget(
                words(self.tr("The head of healthcare or an administrator makes backups."), "hint")
            )
        second = Card(self.tr("Check-up"))
        second.body.addWidget(
            words(self.tr("Reads every page and every change, and changes nothing."))
        )
        second.body.addWidget(bar(self.check))
        self.media = Card(self.tr("Authorised sticks"))
        self.media_text = words("")
        self.media.body.addWidget(self.media_text)
        self.see_media = Button(self.tr("See the sticks"), icon="drive")
        self.see_media.clicked.connect(self._see_media)
        self.media.body.addWidget(bar(self.see_media))
        if desk.who.kind != "wing":
            self.media.hide()
        self.report = Card(self.tr("What was found"))
        self.report.hide()
        scroll = Scroll(margins=(0, 16, 0, 16))
        self._scroll = scroll
        for widget in (self.banner, self.progress, self.report, first, second, self.media):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self) -> None:
        """Fetch how old the backup is, and which sticks may carry bundles."""
        self._desk.jobs.run(_state, owner=self, done=self._show, failed=self.banner.show_error)

    def _show(self, state: _State) -> None:
        if state.backup is None:
            self.age.setText(self.tr("No backup was made yet."))
        else:
            day = local(state.backup).date()
            text = self.tr("The last backup was made on {day} ({ago}).")
            ago = relative(day, self._desk.today())
            self.age.setText(text.format(day=long_date(day), ago=ago))
        if not state.sticks:
            text = self.tr("No stick may carry bundles yet.")
        else:
            text = self.tr("These sticks may carry bundles: {names}.")
        self.media_text.setText(text.format(names=", ".join(state.sticks)))

    def _see_media(self) -> None:
        self._desk.go("exchange", "sticks")

    def start_check(self) -> None:
        """Check the store."""
        self._begin(self.tr("Checking the store…"))
        job = self._desk.jobs.run(
            care.check,
            owner=self,
            done=self._checked,
            failed=self._failed,
            progress=self.progress.step,
            lane="long",
        )
        self.progress.follow(job)

    def backup_to(self, file: Path) -> None:
        """Write a backup to a file."""
        self._begin(self.tr("Making a backup…"))
        job = self._desk.jobs.run(
            care.backup,
            file,
            owner=self,
            done=self._backed_up,
            failed=self._failed,
            progress=self.progress.step,
            lane="long",
            changes=("backup",),
        )
        self.progress.follow(job)

    def _choose(self) -> None:
        stamp = datetime.datetime.now().astimezone().strftime("%Y-%m-%d")
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Where to save the backup"),
            str(Path.home() / f"coprod-{stamp}.backup"),
        )
        if chosen:
            self.backup_to(Path(chosen))

    def _begin(self, what: str) -> None:
        self.banner.clear()
        self.report.hide()
        self.backup.setEnabled(False)
        self.check.setEnabled(False)
        self.progress.begin(
            what,
            {
                "pages": self.tr("Reading every page"),
                "records": self.tr("Comparing lists with the log"),
                "changes": self.tr("Reading every change"),
            },
        )

    def _end(self) -> None:
        self.progress.end()
        self.backup.setEnabled(self._desk.who.manages)
        self.check.setEnabled(True)
        self.check.setFocus()

    def _checked(self, report: CheckReport) -> None:
        self._end()
        self.report.empty()
        said: list[str] = []
        for line in report.lines:
            if not line.ok:
                icon, ink = "error", "error"
            elif line.name in _WORTH_KNOWING:
                icon, ink = "info", "accent"
            else:
                icon, ink = "success", "success"
            name = vocabulary.say(vocabulary.CHECKS, line.name)
            said.append(f"{name}: {line.detail}")
            self.report.body.addWidget(fact(icon, ink, said[-1]))
        self.report.setAccessibleName(self.report.heading.text())
        self.report.setAccessibleDescription(" ".join(said))
        self.report.show()
        self.report.setFocus()
        self._scroll.verticalScrollBar().setValue(0)
        self.banner.show_message(
            Message("success", self.tr("The store is in good order."))
            if report.ok
            else Message(
                "error",
                self.tr("The check found a fault."),
                self.tr("Nothing was changed."),
                self.tr("Make a backup now, and tell the office what is said below."),
            )
        )

    def _backed_up(self, bytes_written: int) -> None:
        self._end()
        self.ask()
        self.banner.show_message(
            Message(
                "success",
                self.tr("The backup was written and checked ({size}).").format(
                    size=size(bytes_written)
                ),
            )
        )

    def _failed(self, error: Exception) -> None:
        self._end()
        self.banner.show_error(error)
