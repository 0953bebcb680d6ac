# SPDX-License-Identifier: MIT
"""Keeps what is being typed: an encrypted draft at every pause, and while typing goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from coprod_desktop.domain import ids
from coprod_desktop.gui.dates import local
from coprod_desktop.gui.desk import Desk

PAUSE_MS: Final = 350
LONGEST_MS: Final = 1300


def _keep(session: Any, values: dict[str, Any]) -> int:
    from coprod_desktop.services.recording import drafts

    return drafts.keep(session, drafts.Draft(**values))


def _discard(session: Any, draft: str) -> None:
    from coprod_desktop.services.recording import drafts

    drafts.discard(session, draft)


class DraftKeeper(QObject):
    """One form's draft. `touched` after each change; `settled` when it was saved or given up."""

    kept = Signal(object)
    """A draft is in the store; the local time of it, a `datetime`."""
    failed = Signal(object)
    """It could not be kept: the exception."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        read: Callable[[], dict[str, Any]],
        of: QObject | None = None,
    ) -> None:
        """Keep what `read` gives; `of` is the widget that it is read from, if not its own."""
        super().__init__()
        self._desk = desk
        self._kind = kind
        self.read = read
        self._of: object = of or getattr(read, "__self__", None)
        desk.leaving.connect(self.flush)
        self.id = ""
        self.record = ""
        self._last: dict[str, Any] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(LONGEST_MS)
        self._longest.timeout.connect(self.flush)

    @property
    def pending(self) -> bool:
        """Whether something typed is not in the store yet."""
        return self._pause.isActive() or self._longest.isActive()

    def begin(self, draft: str = "", record: str = "") -> None:
        """Start on another form: an earlier draft's id, or a fresh one at the first change."""
        self._stop()
        self.id = draft
        self.record = record
        self._last = None

    def touched(self) -> None:
        """Something was typed."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Keep what stands there now, if it is news."""
        if not self.pending:
            return
        self._stop()
        if isinstance(self._of, QObject) and not isValid(self._of):
            return  # the window is gone, and what it held was kept when it was left
        form = self.read()
        if form == self._last:
            return
        self._last = form
        if not self.id:
            self.id = ids.new_id()
        values = {
            "id": self.id,
            "kind": self._kind,
            "record": self.record,
            "form": form,
        }
        self._desk.jobs.run(
            _keep,
            values,
            owner=self,
            done=self._was_kept,
            failed=self._was_not,
            changes=("draft",),
        )

    def settled(self) -> str | None:
        """The form was saved: stop, and give the draft's id that the save is to delete."""
        self._stop()
        draft = self.id
        self.begin()
        return draft or None

    def give_up(self) -> None:
        """Throw the draft away."""
        draft = self.settled()
        if draft is not None:
            self._desk.jobs.run(_discard, draft, owner=self, changes=("draft",))

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()

    def _was_kept(self, at: int) -> None:
        self.kept.emit(local(at))

    def _was_not(self, error: Exception) -> None:
        self._last = None
        self.failed.emit(error)
