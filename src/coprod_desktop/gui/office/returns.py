# SPDX-License-Identifier: MIT
"""Writing what goes back to the wings: receipts, answers, trust list and forms, on one stick."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain.errors import Cancelled
from coprod_desktop.gui import leads
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange.choosing import StickChoice
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, bar, fact, flowing
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.services.exchanging import returning
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.exchanging.returning import Returned


class Written(NamedTuple):
    """What was written for each wing, and whether somebody stopped before the last."""

    found: tuple[Returned, ...]
    stopped: bool = False


def _write(session: Any, folder: Path, device: str | None, progress: Any) -> Written:
    done: list[Returned] = []
    try:
        return Written(returning.write(session, folder, device, progress, told=done.append))
    except Cancelled:
        if not done:
            raise
        return Written(tuple(done), stopped=True)


class ReturnsCard(Card):
    """Where to, for whom, and what was written."""

    closed = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Write what goes back"))
        self._desk = desk
        self._device: str | None = None
        self.what = words("")
        self.place = StickChoice(
            desk, self.tr("For example one that is copied onto several sticks later.")
        )
        self.go = Button(self.tr("Write"), kind="primary", icon="upload")
        self.go.clicked.connect(self.write)
        self.stop = Button(self.tr("Not now"))
        self.stop.clicked.connect(self.shut)
        self.progress = ProgressPanel()
        self.done = QWidget()
        self.done.setProperty("part", "canvas")
        self._lines = QVBoxLayout(self.done)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._asking = QWidget()
        self._asking.setProperty("part", "canvas")
        column = QVBoxLayout(self._asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.what, self.place, flowing(self.go, self.stop)):
            column.addWidget(part)
        self.body.addWidget(self._asking)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.done)
        self.close_button = Button(self.tr("Close"))
        self.close_button.clicked.connect(self.shut)
        self._foot = bar(self.close_button)
        self.body.addWidget(self._foot)
        self.hide()

    def ask(self, device: DeviceRow | None = None) -> None:
        """Ask where the return of one PC, or of all, is to go."""
        self._device = device.device if device is not None else None
        self.heading.setText(
            self.tr("Write what goes back to {site}, {wing}").format(
                site=device.site, wing=device.wing
            )
            if device is not None
            else self.tr("Write what goes back to every wing")
        )
        self.what.setText(
            self.tr(
                "One sealed file for each wing: receipts for its bundles, answers to its "
                "comments, the newest trust list and forms. All of them fit on one stick; each "
                "wing can open only its own."
            )
            if device is None
            else self.tr(
                "One sealed file: receipts for its bundles, answers to its comments, the newest "
                "trust list and forms. Only this wing can open it."
            )
        )
        self._turn(asking=True)
        self.show()
        self.place.focus_first()

    def write(self) -> None:
        """Write into the folder that was chosen."""
        place = self.place.place()
        if place is not None:
            self.write_to(place if isinstance(place, Path) else place.path)

    def write_to(self, folder: Path) -> None:
        """Write into a folder."""
        self._asking.hide()
        self.progress.begin(
            self.tr("Writing what goes back…"),
            {
                "Sealing": self.tr("Sealing it"),
                "Writing": self.tr("Writing it"),
                "Reading back": self.tr("Reading it back to make sure"),
            },
        )
        job = self._desk.jobs.run(
            _write,
            folder,
            self._device,
            owner=self,
            done=self._written,
            failed=self._refused,
            progress=self.progress.step,
            lane="long",
            changes=("returned",),
        )
        self.progress.follow(job)

    def shut(self) -> None:
        """Put the card away."""
        self.hide()
        self.closed.emit()

    def _written(self, answer: Written) -> None:
        found = answer.found
        self.progress.end()
        self._turn(asking=False)
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        written = [each for each in found if not each.code]
        if not found:
            self.heading.setText(self.tr("There was nothing to write"))
            self._lines.addWidget(words(self.tr("No wing PC is approved yet."), "soft"))
        elif answer.stopped:
            text = self.tr("Stopped. {number} were written and are whole; the rest were not.")
            self.heading.setText(text.format(number=len(written)))
        elif not written:
            self.heading.setText(self.tr("Nothing could be written"))
        elif len(written) < len(found):
            text = self.tr("{written} of {all} were written. It is safe to remove.")
            self.heading.setText(text.format(written=len(written), all=len(found)))
        else:
            self.heading.setText(self.tr("Done. It is safe to remove."))
        for each in sorted(found, key=lambda made: not made.code):  # what needs somebody first
            if each.code:
                self._lines.addWidget(fact("warning", "warning", self._not_said(each)))
            else:
                self._lines.addWidget(fact("tick", "success", self._said(each)))
        way_on = leads.button((each.code for each in found), self)
        if way_on is not None:
            self._lines.addWidget(bar(way_on))
        self.close_button.setFocus()
        announce(self, self.heading.text(), at_once=True)

    def _said(self, each: Returned) -> str:
        parts = [
            self.tr("{site}, {wing}: return {seq}").format(
                site=each.site, wing=each.wing, seq=each.seq
            )
        ]
        if each.answers:
            parts.append(
                self.tr("1 answer")
                if each.answers == 1
                else self.tr("{n} answers").format(n=each.answers)
            )
        if each.notices:
            parts.append(
                self.tr("1 notice")
                if each.notices == 1
                else self.tr("{n} notices").format(n=each.notices)
            )
        if each.erasures:
            parts.append(
                self.tr("1 order to erase")
                if each.erasures == 1
                else self.tr("{n} orders to erase").format(n=each.erasures)
            )
        parts.append(self.tr("trust list {version}").format(version=each.trust_version))
        parts.append(each.path.name)
        return ", ".join(parts)

    def _not_said(self, each: Returned) -> str:
        return self.tr("{site}, {wing}: not written. {why} {advice}").format(
            site=each.site, wing=each.wing, why=each.title, advice=each.advice
        )

    def _refused(self, error: Exception) -> None:
        self.progress.end()
        self._turn(asking=True)
        self.failed.emit(error)
        self.go.setFocus()

    def _turn(self, *, asking: bool) -> None:
        self._asking.setVisible(asking)
        self.done.setVisible(not asking)
        self._foot.setVisible(not asking)
