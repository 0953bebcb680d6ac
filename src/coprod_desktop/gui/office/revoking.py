# SPDX-License-Identifier: MIT
"""No longer taking bundles from a wing PC: up to which change it is believed, and typing its name.

There is no way back: a PC that was revoked asks to be enrolled anew, with new keys.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, bar, flowing
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.exchanging.office import DeviceRow


class RevokeBox(QWidget):
    """Closed until it is asked for; then the cut-off, what it means, and a typed confirmation."""

    revoked = Signal(object)
    """The PC is no longer believed: its `DeviceRow`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._device: DeviceRow | None = None
        self.open = Button(self.tr("Stop taking in from this PC"), icon="cross")
        self.open.clicked.connect(self._open)
        self.form = Form()
        self.form.add_widget(words(self.tr("Stop taking in from this PC"), "subheading"))
        self.form.add_widget(
            words(
                self.tr(
                    "Do this when the PC was stolen, given away, or used by somebody who should "
                    "not. It cannot be undone: to send again, the PC is set up anew and approved "
                    "by new words."
                )
            )
        )
        self.last_good = self.form.add(
            self.tr("Last change that is still believed"),
            QLineEdit(),
            hint=self.tr(
                "What was taken in stays. The number goes into the trust list, so that everybody "
                "knows up to where this PC was believed. Give the last one from before it went "
                "astray."
            ),
            required=True,
        )
        self.held = words("", "soft")
        self.form.add_widget(self.held)
        self.confirm = self.form.add("", QLineEdit(), required=True)
        self.button = Button(self.tr("Stop taking in for good"), kind="danger", icon="cross")
        self.button.clicked.connect(self.revoke)
        self.keep = Button(self.tr("Keep it as it is"))
        self.keep.clicked.connect(self._close)
        self._buttons = flowing(self.button, self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(bar(self.open))
        column.addWidget(self.form)
        column.addWidget(self._buttons)
        self._close()

    def show_device(self, device: DeviceRow) -> None:
        """Ask about this PC."""
        if self._device is None or self._device.device != device.device:
            self._close()
        self._device = device
        self.confirm.rename(self.tr("Type {short} to confirm").format(short=device.short))
        self.held.setText(
            self.tr("This office holds its changes up to number {n}.").format(
                n=f"{device.high_water:,}"
            )
        )

    def revoke(self) -> None:
        """Check what was typed, and do it."""
        self.form.clear_errors()
        device = self._device
        if device is None:
            return
        number = self.last_good.field.text().replace(",", "").replace(" ", "")
        if not (number.isascii() and number.isdigit()):
            self.last_good.set_error(self.tr("Type a number, 0 to believe none of them"))
        elif int(number) > device.high_water:
            self.last_good.set_error(
                self.tr("Type a number up to {n}").format(n=f"{device.high_water:,}")
            )
        if self.confirm.field.text().strip().upper() != device.short.upper():
            self.confirm.set_error(
                self.tr("Type {short}, the name of this PC").format(short=device.short)
            )
        wrong = self.form.first_wrong()
        if wrong is not None:
            wrong.field.setFocus()
            return
        self.button.setEnabled(False)
        self._desk.jobs.run(
            office.revoke,
            device.device,
            int(number),
            owner=self,
            done=self._done,
            failed=self._refused,
            changes=("device", "received", "trust"),
        )

    def _open(self) -> None:
        self._turn(open_=True)
        if self._device is not None:
            self.last_good.field.setText(str(self._device.high_water))
        self.last_good.field.setFocus()

    def _close(self) -> None:
        inside = self.form.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._turn(open_=False)
        self.confirm.field.clear()
        self.form.clear_errors()
        if inside:
            self.open.setFocus()

    def _turn(self, *, open_: bool) -> None:
        self.open.setVisible(not open_)
        self.form.setVisible(open_)
        self._buttons.setVisible(open_)

    def _done(self, row: DeviceRow) -> None:
        self.button.setEnabled(True)
        self._close()
        self.revoked.emit(row)

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.failed.emit(error)
