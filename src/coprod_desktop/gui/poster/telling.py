# SPDX-License-Identifier: MIT
"""After a poster was printed: its comments are marked as told by it, if somebody says so.

Nothing is marked by printing alone: a poster that lies in a drawer tells nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from coprod_desktop.domain.poster import Poster
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.poster import calls


class Telling(Card):
    """Offers to mark the comments of a poster as told."""

    failed = Signal(object)

    def __init__(self, desk: Desk, read: Callable[[], Poster]) -> None:
        super().__init__(self.tr("Is the poster up?"))
        self._desk = desk
        self._read = read
        self._poster = Poster()
        self.mark = Button("", icon="tick")
        self.mark.clicked.connect(self.mark_told)
        self.said = words(
            self.tr("When it hangs where people see it, write down that they were told.")
        )
        self.body.addWidget(self.said)
        self.body.addWidget(flowing(self.mark))

    def offer(self) -> None:
        """Offer it for the poster as it was printed."""
        self._poster = self._read()
        number = len({each.source for each in self._poster.cards if each.comment})
        if not number:
            return
        self.mark.setText(
            self.tr("Mark 1 comment as told by poster")
            if number == 1
            else self.tr("Mark these {number} comments as told by poster").format(number=number)
        )
        self.show()
        announce(self, self.heading.text())

    def show_up(self) -> None:
        """Come into view, once nothing stands before it."""
        if not self.isHidden():
            self.mark.setFocus()

    def mark_told(self) -> None:
        """Write down that the comments were told by poster."""
        self.hide()
        self._desk.jobs.run(
            calls.told,
            self._poster,
            owner=self,
            done=self._was_told,
            failed=self.failed.emit,
            changes=("feedback",),
        )

    def _was_told(self, comments: tuple[str, ...]) -> None:
        if not comments:
            announce(self, self.tr("They were all marked as told before."))
            return
        self._desk.note_saved()
        text = (
            self.tr("1 comment marked as told by poster")
            if len(comments) == 1
            else self.tr("{number} comments marked as told by poster").format(number=len(comments))
        )
        self._desk.offer_undo(text, partial(self._not_told, comments))

    def _not_told(self, comments: tuple[str, ...]) -> None:
        self._desk.jobs.run(
            calls.untold,
            comments,
            owner=self,
            failed=self.failed.emit,
            changes=("feedback",),
        )
