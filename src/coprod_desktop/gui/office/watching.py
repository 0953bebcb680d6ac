# SPDX-License-Identifier: MIT
"""A folder that the inbox watches: which, how it stands in words, and the switch.

It looks on the second worker, and gives way: whoever takes bundles in by hand goes first, and it
keeps nobody from locking. While the window is locked the store is closed and nothing is looked at;
who signs in next and may take bundles in finds it watching again.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from coprod_desktop.domain.errors import Cancelled, CannotRead
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Picture
from coprod_desktop.gui.jobs import Changed, Step
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.messages import announce, describe
from coprod_desktop.gui.office import calls
from coprod_desktop.gui.office.calls import Taken
from coprod_desktop.services.exchanging.watching import Watch

LOOK_MS: Final = 5_000
"""How often the folder is looked at."""
_WIDE: Final = 700
"""Width at 100 % from which there is room for a hint."""
BROUGHT: Final = ("received", "device", "feedback", "meeting", "action")
"""What taking in bundles may change."""


class WatchStrip(QFrame):
    """One line above the lists of the inbox."""

    taken = Signal(object)
    """Bundles came in, or were refused, by themselves: a `Taken`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._watch: Watch | None = None
        self._looking = False
        self._away = False
        self._since = self._now()
        self._came = 0
        self._icon = Picture("folder", "soft")
        self.state = words("")
        self.hint = words(
            self.tr(
                "It stops while the window is locked: the store is closed then. It goes on when a "
                "head or an administrator signs in."
            ),
            "hint",
        )
        self.start = Button(self.tr("Start watching"), icon="eye")
        self.start.clicked.connect(self._start_again)
        self.choose = Button(self.tr("Watch a folder"), icon="folder")
        self.choose.clicked.connect(self._choose)
        self.stop = Button(self.tr("Stop watching"), icon="cross")
        self.stop.clicked.connect(self.end)
        self.timer = QTimer(self, interval=LOOK_MS)
        self.timer.timeout.connect(self._look)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.state, 1)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addLayout(line)
        said.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(said, 1)
        for button in (self.start, self.choose, self.stop):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        folder, on = desk.preferences.watched(desk.folder)
        if folder is not None and on and desk.who.manages:
            self.begin(folder)
        else:
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the hint to the tooltip where there is little room."""
        super().resizeEvent(event)
        self.hint.setVisible(self.watching() and self._wide())

    def folder(self) -> Path | None:
        """The folder that was chosen on this PC, watched or not."""
        return self._desk.preferences.watched(self._desk.folder)[0]

    def watching(self) -> bool:
        """Whether the folder is looked at."""
        return self._watch is not None

    def begin(self, folder: Path) -> None:
        """Watch a folder from now on, and after the next start too."""
        self._desk.preferences.watch(self._desk.folder, folder, on=True)
        self._watch = Watch([folder])
        self._away, self._came, self._since = False, 0, self._now()
        self.timer.start()
        self._show(spoken=True)
        self._look()

    def end(self) -> None:
        """Watch no longer; the folder is remembered."""
        folder = self.folder()
        if folder is not None:
            self._desk.preferences.watch(self._desk.folder, folder, on=False)
        self._watch = None
        self.timer.stop()
        self._show(spoken=True)
        self.start.setFocus()

    def _look(self) -> None:
        if self._watch is None or self._looking:
            return
        self._looking = True
        self._desk.jobs.run(
            calls.watch,
            self._watch,
            owner=self,
            done=self._looked,
            failed=self._failed,
            progress=self._step,
            lane="long",
            gives_way=True,
        )

    def _step(self, step: Step) -> None:
        if self._watch is not None and step.what not in {"search", "waiting"}:
            self._say("download", self.tr("Taking in what came into {folder}…"))

    def _looked(self, taken: Taken) -> None:
        self._looking = False
        was_away, self._away = self._away, False
        if taken.outcomes:
            self._came += len(taken.outcomes)
            # Only now, and not with each look: every page asks again when it hears of it.
            self._desk.jobs.changed.emit(Changed(frozenset(BROUGHT)))
            self.taken.emit(taken)
        self._show(spoken=was_away or bool(taken.outcomes))

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if self._watch is None:
            return
        if isinstance(error, Cancelled):
            self._desk.jobs.changed.emit(Changed(frozenset(BROUGHT)))
            self._show()
        elif isinstance(error, CannotRead):
            was_away, self._away = self._away, True
            self._show(spoken=not was_away)
        else:
            trouble = describe(error)
            self._say(
                "warning", self.tr("{what} Watching goes on."), ink="warning", what=trouble.title
            )

    def _show(self, *, spoken: bool = False) -> None:
        """Say how it stands, and offer what can be done."""
        folder, on, may = self.folder(), self.watching(), self._desk.who.manages
        offered = {
            self.stop: on,
            self.start: may and not on and folder is not None,
            self.choose: may and not on,
        }
        # What goes goes first: all of them at once would widen the window for good.
        for button in sorted(offered, key=offered.__getitem__):
            button.setVisible(offered[button])
        self.choose.setText(
            self.tr("Watch a folder") if folder is None else self.tr("Another folder")
        )
        self.hint.setVisible(on and self._wide())
        self.state.setToolTip(tip(self.hint.text()) if on else "")
        self.state.setAccessibleDescription(self.hint.text() if on else "")
        self.updateGeometry()
        if not may:
            self._say(
                "folder",
                self.tr("Heads and administrators take bundles in. No folder is watched."),
                spoken=spoken,
            )
        elif folder is None:
            self._say(
                "folder",
                self.tr("Bundles that are put into a watched folder come in by themselves."),
                spoken=spoken,
            )
        elif not on:
            self._say("folder", self.tr("{folder} is not watched now."), spoken=spoken)
        elif self._away:
            text = self.tr("{folder} cannot be reached. Watching goes on when it is back.")
            self._say("warning", text, ink="warning", spoken=spoken)
        else:
            self._say("success", self._count(), ink="success", spoken=spoken)

    def _count(self) -> str:
        if not self._came:
            return self.tr("Watching {folder}. Nothing has come since {time}.")
        if self._came == 1:
            return self.tr("Watching {folder}. 1 file has come since {time}: see “This time”.")
        return self.tr("Watching {folder}. {number} files have come since {time}: see “This time”.")

    def _say(
        self, icon: str, text: str, *, ink: str = "soft", spoken: bool = False, what: str = ""
    ) -> None:
        facts = {"time": f"{self._since:%H:%M}", "number": self._came, "what": what}
        folder = str(self.folder() or "")
        said = text.format(folder=folder, **facts)
        self._icon.show_icon(icon, ink)
        if said != self.state.accessibleName():
            self.state.setText(text.format(folder=_breakable(folder), **facts))
            self.state.setAccessibleName(said)
            spoken = spoken or bool(what)
        if spoken:
            announce(self, said)

    def _wide(self) -> bool:
        return self.width() >= self._desk.theme.px(_WIDE)

    def _start_again(self) -> None:
        folder = self.folder()
        if folder is not None:
            self.begin(folder)
            self.stop.setFocus()

    def _choose(self) -> None:
        at = str(self.folder() or Path.home())
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Choose a folder or drive to watch"), at
        )
        if chosen:
            self.begin(Path(chosen))
            self.stop.setFocus()

    @staticmethod
    def _now() -> datetime.datetime:
        return datetime.datetime.now().astimezone()


def _breakable(path: str) -> str:
    """A path that a label may break anywhere: without spaces it would widen the window."""
    return "\u200b".join(path)
