# SPDX-License-Identifier: MIT
"""Goes on with the search index after an import, while nobody waits, and says how far it is."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QTimer

from coprod_desktop.domain.errors import Cancelled
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.jobs import Changed, Step

_AGAIN_MS: Final = 1500
"""How long to wait before going on, after other work took its turn."""


def _behind(session: Any) -> int:
    from coprod_desktop.services.recording import lists

    return lists.search_behind(session)


def _catch_up(session: Any, progress: Any) -> int:
    from coprod_desktop.services.books import indexing

    return indexing.catch_up(session, progress)


def said(behind: int) -> str:
    """How far the search is behind, in words; nothing when it is not."""
    translate = QCoreApplication.translate
    if not behind:
        return ""
    if behind == 1:
        return translate("CatchingUp", "Search is catching up: 1 record to go")
    text = translate("CatchingUp", "Search is catching up: {number} records to go")
    return text.format(number=f"{behind:,}")


class CatchingUp(QTimer):
    """Looks after each change whether search is behind; fires when it is time to go on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._busy = False
        self.setSingleShot(True)
        self.setInterval(_AGAIN_MS)
        self.timeout.connect(self.look)
        desk.jobs.changed.connect(self._changed)

    def look(self) -> None:
        """Ask how far search is behind, and go on if it is."""
        self._desk.jobs.run(_behind, owner=self, done=self._known, key="behind")

    def _changed(self, changed: Changed) -> None:
        if not self._busy and changed.kinds - {"draft", "search"}:
            self.look()

    def _known(self, behind: int) -> None:
        self._desk.say_behind(behind)
        if behind and not self._busy:
            self._busy = True
            self._desk.jobs.run(
                _catch_up,
                owner=self,
                done=self._caught_up,
                failed=self._stopped,
                progress=self._step,
                lane="long",
                changes=("search",),
                gives_way=True,
            )

    def _step(self, step: Step) -> None:
        if step.total:
            self._desk.say_behind(step.total - step.done)

    def _caught_up(self, _indexed: int) -> None:
        self._busy = False
        self._desk.say_behind(0)

    def _stopped(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, Cancelled):
            self.start()  # something else had its turn; any other fault waits for the next change
