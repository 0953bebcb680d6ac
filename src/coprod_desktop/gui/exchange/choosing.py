# SPDX-License-Identifier: MIT
"""Which stick, or which folder: every drive that is in, with who authorised it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Tile, discard
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.progress import size
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.services.books.sticks import Stick

_AGAIN_MS: Final = 2500
"""How often to look whether a stick was put in, while somebody waits for it to show."""


class StickChoice(QWidget):
    """The drives that are in as tiles that come and go by themselves, and a folder under them."""

    chosen = Signal()
    """Another drive or folder was chosen."""

    def __init__(self, desk: Desk, hint: str = "") -> None:
        """`hint` says what a folder may be good for, where that is not to reach the office."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._found: tuple[Stick, ...] | None = None
        self._picked: Stick | None = None
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.look)
        self.banner = Banner()
        self.group = QButtonGroup(self)
        self.group.buttonClicked.connect(self._clicked)
        self._tiles = QVBoxLayout()
        self._tiles.setSpacing(8)
        self._not_yet = words("", "warning")
        self.folder = FolderField(self.tr("Choose a folder"))
        self.folder.edited.connect(self._typed)
        form = Form()
        self.row = form.add(
            self.tr("Or a folder"),
            self.folder,
            hint=hint or self.tr("For example one that the prison’s IT carries to the office."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addLayout(self._tiles)
        column.addWidget(self._not_yet)
        column.addWidget(form)
        self._say_authorised()

    def look(self) -> None:
        """Look which drives are in."""
        self._desk.jobs.run(
            calls.drives, owner=self, done=self._show, failed=self.banner.show_error, key="sticks"
        )

    def place(self) -> Stick | Path | None:
        """The stick or the folder, or None after saying that it is missing."""
        place = self._picked or self.folder.path()
        self.row.set_error("" if place is not None else self.tr("Choose a stick or a folder"))
        if place is None:
            self.folder.setFocus()
        return place

    def focus_first(self) -> None:
        """Put the focus on the first stick, or on the folder when there is none."""
        first = self.group.checkedButton() or next(iter(self.group.buttons()), None)
        (first or self.folder).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Look now, and again as long as it is on screen."""
        super().showEvent(event)
        self.look()
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        super().hideEvent(event)
        self._again.stop()

    def _show(self, found: tuple[Stick, ...]) -> None:
        if found == self._found:
            return  # the focus may be on one of them
        known = {each.path for each in self._found or ()}
        had_focus = any(button.hasFocus() for button in self.group.buttons())
        self._found = found
        while (item := self._tiles.takeAt(0)) is not None:
            discard(item.widget())
        for button in self.group.buttons():
            self.group.removeButton(button)
        picked = self._picked.path if self._picked is not None else None
        self._picked = None
        for stick in found:
            tile = Tile("drive", stick.name or str(stick.path), self._said(stick))
            tile.setCheckable(True)
            tile.setProperty("path", str(stick.path))
            self.group.addButton(tile)
            self._tiles.addWidget(tile)
            if stick.path == picked or (len(found) == 1 and self.folder.path() is None):
                tile.setChecked(True)
                self._picked = stick
        if not found:
            text = self.tr("No stick is in. Put one in: it shows here by itself.")
            self._tiles.addWidget(words(text, "soft"))
        for stick in found:
            if stick.path not in known and self._again.isActive():
                announce(self, self.tr("Stick found: {name}").format(name=stick.name))
        if had_focus:
            self.focus_first()
        self._say_authorised()
        self.chosen.emit()

    def _said(self, stick: Stick) -> str:
        parts = [
            self.tr("serial {serial}").format(serial=stick.serial or "–"),
            self.tr("{free} free").format(free=size(stick.free)),
            str(stick.path),
        ]
        if stick.authorised_at:
            parts.append(
                self.tr("authorised by {who} on {day}").format(
                    who=stick.authorised_by, day=long_date(local(stick.authorised_at).date())
                )
            )
        else:
            parts.append(self.tr("not authorised"))
        if stick.read_only:
            parts.append(self.tr("write-protected"))
        return ", ".join(parts)

    def _clicked(self, tile: Any) -> None:
        self._picked = next(
            (each for each in self._found or () if str(each.path) == tile.property("path")), None
        )
        self.folder.blockSignals(True)
        self.folder.line.clear()
        self.folder.blockSignals(False)
        self.row.set_error("")
        self._say_authorised()
        self.chosen.emit()

    def _typed(self) -> None:
        if self.folder.path() is not None and self._picked is not None:
            self._picked = None
            self.group.setExclusive(False)
            for button in self.group.buttons():
                button.setChecked(False)
            self.group.setExclusive(True)
        self._say_authorised()
        self.chosen.emit()

    def _say_authorised(self) -> None:
        stick = self._picked
        self._not_yet.setVisible(stick is not None and not stick.authorised_at)
        if stick is not None and not stick.id:
            text = self.tr(
                "This stick tells no serial number, so nobody can authorise it. Use another."
            )
        elif self._desk.who.manages:
            text = self.tr(
                "Nobody has authorised this stick yet. Go on only if it is one of yours: your "
                "password will authorise it."
            )
        else:
            text = self.tr("Nobody has authorised this stick. Ask the head of healthcare.")
        self._not_yet.setText(text)
