# SPDX-License-Identifier: MIT
"""Making a bundle: what will leave, where to, the password, and what was read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain.errors import NothingToExport
from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.first_run.steps import FolderField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Tile, bar, discard, fact
from coprod_desktop.gui.jobs import Step
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.progress import ProgressPanel, size
from coprod_desktop.services import exchange
from coprod_desktop.services.exchange import Exported, Preview


def _drives(_session: Any) -> Any:
    return exchange.drives()


def _preview(session: Any, everything: bool) -> Preview:  # noqa: FBT001 - a job's positional value
    return exchange.preview(session, everything=everything)


def _export(
    session: Any,
    password: str,
    folder: Path,
    everything: bool,  # noqa: FBT001 - as above
    progress: Any,
) -> Exported:
    return exchange.export(session, password, folder, everything=everything, progress=progress)


class ExportScreen(QWidget):
    """From the preview to "safe to remove"."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._busy = False
        self.banner = Banner()
        self.what = Card(self.tr("1. What will leave"))
        self._counts = QGridLayout()
        self._counts.setHorizontalSpacing(28)
        self._counts.setVerticalSpacing(4)
        self._span = words("", "soft")
        self.everything = QCheckBox(self.tr("Send everything again, from the first change"))
        self.everything.toggled.connect(self.ask)
        self.what.body.addLayout(self._counts)
        self.what.body.addWidget(self._span)
        self.what.body.addWidget(self.everything)
        self.where = Card(self.tr("2. Where to"))
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._drive_chosen)
        self._drives = QVBoxLayout()
        self._drives.setSpacing(8)
        self.where.body.addLayout(self._drives)
        self.folder = FolderField(self.tr("Choose a folder"))
        form = Form()
        self.place = form.add(self.tr("Drive or folder"), self.folder, required=True)
        again = Button(self.tr("Look for drives again"), kind="quiet")
        again.clicked.connect(self._look_for_drives)
        self.where.body.addWidget(form)
        self.where.body.addWidget(bar(again))
        self.sign = Card(self.tr("3. Your password"))
        self.password = SecretField()
        self.password.entered.connect(self.start)
        own = Form()
        self.password_row = own.add(
            self.tr("Password"),
            self.password,
            hint=self.tr("It shows that you, {name}, are sending this.").format(name=desk.who.name),
            required=True,
        )
        self.go = Button(self.tr("Make the bundle"), kind="primary", icon="upload")
        self.go.clicked.connect(self.start)
        self.sign.body.addWidget(own)
        self.sign.body.addWidget(bar(self.go))
        self.progress = ProgressPanel()
        self.done = Card()
        self.done.hide()
        scroll = Scroll(margins=(0, 16, 0, 16))
        for widget in (self.banner, self.done, self.progress, self.what, self.where, self.sign):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self) -> None:
        """Look at what would leave now, and which drives are in."""
        if self._busy or not self.done.isHidden():
            return
        if not self._desk.who.manages:
            self._nothing(self.tr("The head of healthcare makes the bundles."))
            return
        self._desk.jobs.run(
            _preview,
            self.everything.isChecked(),
            owner=self,
            done=self._show,
            failed=self._no_preview,
            key="preview",
        )
        self._look_for_drives()

    def start(self) -> None:
        """Make the bundle."""
        if self._busy or not self.go.isEnabled():
            return
        self.banner.clear()
        self.place.set_error("")
        self.password_row.set_error("")
        folder = self.folder.path()
        if not self.password.text():
            self.password_row.set_error(self.tr("Type your password"))
            self.password.setFocus()
        if folder is None:
            self.place.set_error(self.tr("Choose a drive or a folder"))
            self.folder.setFocus()
        if folder is None or not self.password.text():
            return
        self._set_busy(on=True)
        self.progress.begin(
            self.tr("Checking the password…"),
            {
                "Sealing": self.tr("Sealing the changes"),
                "Writing": self.tr("Writing the bundle"),
                "Reading back": self.tr("Reading it back to make sure"),
            },
        )
        job = self._desk.jobs.run(
            _export,
            self.password.text(),
            folder,
            self.everything.isChecked(),
            owner=self,
            done=self._exported,
            failed=self._failed,
            progress=self._step,
            lane="long",
            changes=("bundle",),
        )
        self.password.clear()
        self.progress.follow(job)

    def _step(self, step: Step) -> None:
        self.progress.step(step)

    def _exported(self, result: Exported) -> None:
        self.progress.end()
        self._set_busy(on=False)
        self.done.empty()
        self.done.heading.setText(self.tr("Done. It is safe to remove."))
        self.done.heading.show()
        for line in (
            self.tr("Bundle {number} was written, read back and verified.").format(
                number=result.seq
            ),
            self.tr("{changes} changes, {size}").format(
                changes=f"{result.changes:,}", size=size(result.size)
            ),
            self.tr("File: {path}").format(path=result.path),
        ):
            self.done.body.addWidget(fact("tick", "success", line))
        another = Button(self.tr("Make another bundle"))
        another.clicked.connect(self._another)
        self.done.body.addWidget(bar(another))
        for part in (self.what, self.where, self.sign):
            part.hide()
        self.done.show()
        self._scroll.verticalScrollBar().setValue(0)
        another.setFocus()
        announce(self, self.done.heading.text(), at_once=True)

    def _another(self) -> None:
        self.done.hide()
        self.what.show()
        self.everything.setChecked(False)
        self.ask()
        self.everything.setFocus()

    def _failed(self, error: Exception) -> None:
        self.progress.end()
        self._set_busy(on=False)
        self.banner.show_error(error)
        self._scroll.verticalScrollBar().setValue(0)
        self.password.setFocus()

    def _set_busy(self, *, on: bool) -> None:
        self._busy = on
        for part in (self.what, self.where, self.sign):
            part.setVisible(not on)
        if on:
            self.done.hide()

    def _show(self, preview: Preview) -> None:
        self._empty_counts()
        for place, (kind, label) in enumerate(vocabulary.options(vocabulary.RECORD_TYPES)):
            number = QLabel(f"{preview.counts.get(kind, 0):,}")  # pyright: ignore[reportArgumentType, reportCallIssue]
            number.setProperty("say", "figure")
            self._counts.addWidget(number, 0, place)
            self._counts.addWidget(words(label, "soft"), 1, place)
        self._counts.setColumnStretch(3, 1)
        oldest, newest = iso(preview.oldest), iso(preview.newest)
        changes = preview.last - preview.first + 1
        parts = [self.tr("{number} changes in all").format(number=f"{changes:,}")]
        if oldest and newest:
            parts.append(
                self.tr("from {first} to {last}").format(
                    first=long_date(oldest), last=long_date(newest)
                )
                if oldest != newest
                else self.tr("of {day}").format(day=long_date(oldest))
            )
        parts.append(self.tr("about {size}").format(size=size(preview.size)))
        self._span.setText(", ".join(parts))
        self.where.setVisible(not self._busy)
        self.sign.setVisible(not self._busy)

    def _no_preview(self, error: Exception) -> None:
        if isinstance(error, NothingToExport):
            self._nothing(error.title)
        else:
            self.banner.show_error(error)

    def _nothing(self, text: str) -> None:
        self._empty_counts()
        self._span.setText(text)
        self.where.hide()
        self.sign.hide()

    def _empty_counts(self) -> None:
        while (item := self._counts.takeAt(0)) is not None:
            discard(item.widget())

    def _look_for_drives(self) -> None:
        self._desk.jobs.run(_drives, owner=self, done=self._show_drives, key="drives")

    def _show_drives(self, found: tuple[Any, ...]) -> None:
        while (item := self._drives.takeAt(0)) is not None:
            discard(item.widget())
        removable = [each for each in found if each.removable]
        for drive in removable:
            serial = self.tr("serial {serial}").format(serial=drive.serial or "–")
            tile = Tile(
                "drive",
                drive.name or str(drive.path),
                self.tr("{serial}, {free} free, {path}").format(
                    serial=serial, free=size(drive.free), path=drive.path
                ),
            )
            tile.setCheckable(True)
            tile.setProperty("path", str(drive.path))
            self._group.addButton(tile)
            self._drives.addWidget(tile)
        if not removable:
            self._drives.addWidget(
                words(self.tr("No USB drive is in. Put one in, or choose a folder."), "soft")
            )

    def _drive_chosen(self, tile: Any) -> None:
        self.folder.set_path(Path(str(tile.property("path"))))
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
