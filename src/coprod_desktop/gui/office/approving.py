# SPDX-License-Identifier: MIT
"""Letting a wing PC in: twelve words, typed as they are read out over the telephone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.jobs import Job, Step
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.exchanging.office import DeviceRow

_WORDS = 12


class ApproveBox(QWidget):
    """The words field and its button."""

    approved = Signal(object)
    """The PC may send now: its `DeviceRow`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._device: DeviceRow | None = None
        self._job: Job | None = None
        self.progress = ProgressPanel()
        self.why = words("")
        form = Form()
        self.typed = form.add(
            self.tr("The twelve words, as they are read out to you"),
            WordsField(3, 4),
            hint=self.tr(
                "Ring the wing on a number you already know. The first four letters of each word "
                "are enough."
            ),
        )
        self.button = Button(self.tr("Approve this PC"), kind="primary", icon="shield")
        self.button.clicked.connect(self.approve)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.why)
        column.addWidget(form)
        column.addWidget(bar(self.button))
        column.addWidget(self.progress)
        self.setFocusProxy(self.typed.field)

    def show_device(self, device: DeviceRow, *, restored: bool) -> None:
        """Ask for the words of a new PC, or of one that began a new history."""
        if self._device is None or self._device.device != device.device:
            self.typed.field.setPlainText("")
            self.typed.set_error("")
        self._device = device
        self.why.setText(
            self.tr(
                "This PC was approved before. It was restored from a backup or began a new "
                "history, so it has new words. Approve it only if the wing says that this was "
                "done on purpose."
            )
            if restored
            else self.tr("This PC asks to be approved. Until then its bundles wait, unopened.")
        )

    def approve(self) -> None:
        """Compare the typed words with the device's, and let its bundles in."""
        self.typed.set_error("")
        typed = self.typed.field.text().lower().replace(",", " ").split()
        if len(typed) != _WORDS:
            self.typed.set_error(
                self.tr("{number} of 12 words are typed").format(number=len(typed))
            )
            self.typed.field.setFocus()
            return
        if self._device is None:
            return
        self.button.setEnabled(False)
        self._job = self._desk.jobs.run(
            office.approve,
            self._device.device,
            typed,
            owner=self,
            done=self._done,
            failed=self._refused,
            progress=self._step,
            lane="long",
            changes=("device", "received", "feedback", "meeting", "action"),
        )

    def _step(self, step: Step) -> None:
        """It is approved by now, and what waited for it comes in."""
        if self.progress.isHidden() and self._job is not None:
            self.progress.begin(
                self.tr("Taking in what waited…"),
                {
                    "search": self.tr(
                        "The search catches up: lists and reports are complete already"
                    )
                },
            )
            self.progress.follow(self._job)
        self.progress.step(step)

    def _done(self, row: DeviceRow) -> None:
        self.progress.end()
        self.button.setEnabled(True)
        self.typed.field.setPlainText("")
        self.approved.emit(row)

    def _refused(self, error: Exception) -> None:
        self.progress.end()
        self.button.setEnabled(True)
        self.failed.emit(error)
        self.typed.field.setFocus()
