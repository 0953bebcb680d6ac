# SPDX-License-Identifier: MIT
"""Long work in the page: what is being done, how far it has come, and a way to stop."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.jobs import Job, Step
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce

_IN_BYTES: Final = frozenset({"Writing", "Reading back", "bytes"})
"""Steps that services count in bytes; the others count things."""


class ProgressPanel(QWidget):
    """Shows a job's steps with real amounts; hidden while there is none."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._job: Job | None = None
        self._names: dict[str, str] = {}
        self.what = words("", "subheading")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.amount = Label()
        self.amount.setProperty("say", "soft")
        self.cancel = Button(self.tr("Cancel"), icon="cross")
        self.cancel.clicked.connect(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.what)
        column.addWidget(self.bar)
        column.addWidget(self.amount)
        column.addWidget(bar(self.cancel))
        self.hide()

    def begin(self, what: str, names: dict[str, str]) -> None:
        """Show that work begins; `names` says each service's step in words."""
        self._names = names
        self.what.setText(what)
        self.bar.setRange(0, 0)
        self.amount.clear()
        self.cancel.setEnabled(True)
        self.cancel.setText(self.tr("Cancel"))
        self.show()
        self.cancel.setFocus()
        announce(self, what)

    def follow(self, job: Job) -> None:
        """Cancel this job when asked."""
        self._job = job

    def step(self, step: Step) -> None:
        """Show how far it is."""
        name = self._names.get(step.what, step.what)
        if name != self.what.text():
            self.what.setText(name)
            announce(self, name)
        if step.total > 0:
            # In thousandths, because a QProgressBar cannot count beyond two thousand million.
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, step.done * 1000 // step.total))
        else:
            self.bar.setRange(0, 0)
        self.amount.setText(self._said(step))

    def end(self) -> None:
        """The work is over."""
        self._job = None
        self.hide()

    def _said(self, step: Step) -> str:
        if step.what in _IN_BYTES:
            done, total = size(step.done), size(step.total)
        else:
            done, total = f"{step.done:,}", f"{step.total:,}"
        if step.total > 0:
            return self.tr("{done} of {total}").format(done=done, total=total)
        return done

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Stopping…"))
        self.cancelled.emit()


def size(number: int) -> str:
    """Bytes in words: "412 kB", "3.4 MB"."""
    kilo, mega, giga = 1_000, 1_000_000, 1_000_000_000
    if number < kilo:
        return f"{number} B"
    if number < mega:
        return f"{number / kilo:.0f} kB"
    if number < giga:
        return f"{number / mega:.1f} MB"
    return f"{number / giga:.1f} GB"
