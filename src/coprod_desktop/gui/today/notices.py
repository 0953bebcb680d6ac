# SPDX-License-Identifier: MIT
"""What the office has to say, on the first page: each notice until it is put away or over."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, fact, flowing, rule
from coprod_desktop.services.loop.notices import Posted


def _mark(session: Any, notice: Posted, read: bool, away: bool) -> None:  # noqa: FBT001 - a call
    from coprod_desktop.services.loop import notices

    notices.mark(session, notice, read=read, away=away)


class NoticesCard(Card):
    """The notices that stand; what this person has read is said more quietly."""

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("From the office"))
        self._desk = desk
        self._shown: tuple[Posted, ...] = ()
        self._here: dict[str, QWidget] = {}
        self.hide()

    def unread(self) -> int:
        """How many notices this person has not read."""
        return sum(each.unread for each in self._shown)

    def show_notices(self, found: tuple[Posted, ...]) -> None:
        """Show these."""
        if found == self._shown:
            return
        focused = next((key for key, each in self._here.items() if each.hasFocus()), "")
        self._shown, self._here = found, {}
        self.empty()
        self.setVisible(bool(found))
        number = self.unread()
        title = self.tr("From the office")
        new = self.tr("{title}: {number} new").format(title=title, number=number)
        self.heading.setText(new if number else title)
        self.heading.show()
        for place, each in enumerate(found):
            if place:
                self.body.addWidget(rule())
            self.body.addWidget(self._one(each))
        if focused and self._here:
            self._here.get(focused, next(iter(self._here.values()))).setFocus()

    def _one(self, each: Posted) -> QWidget:
        holder = QWidget()
        holder.setProperty("part", "canvas")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if each.unread:
            new = self.tr("New: {title}").format(title=each.title)
            column.addWidget(fact("info", "accent", new))
        else:
            column.addWidget(fact("tick", "soft", each.title))
        if each.text:
            text = words(each.text, "" if each.unread else "soft")
            column.addWidget(text)
        about = self.tr("{who}, {day}. Stands until {until}.").format(
            who=each.by,
            day=long_date(local(each.at).date()),
            until=long_date(each.until),
        )
        column.addWidget(words(about, "hint"))
        buttons: list[QWidget] = []
        if each.unread:
            read = Button(self.tr("I have read it"), icon="tick")
            read.setAccessibleName(self.tr("I have read: {title}").format(title=each.title))
            read.clicked.connect(partial(self._set, each, read=True, away=False))
            buttons.append(read)
        away = Button(self.tr("Put it away"), icon="cross")
        away.setAccessibleName(self.tr("Put away: {title}").format(title=each.title))
        away.clicked.connect(partial(self._put_away, each))
        buttons.append(away)
        for name, button in zip(("away", "read"), reversed(buttons), strict=False):
            self._here[f"{each.id} {name}"] = button
        column.addWidget(flowing(*buttons))
        return holder

    def _put_away(self, each: Posted, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self._set(each, read=True, away=True)
        back = partial(self._set, each, read=not each.unread, away=False)
        self._desk.offer_undo(self.tr("The notice is put away."), back)

    def _set(
        self,
        each: Posted,
        _checked: bool = False,  # noqa: FBT001, FBT002 - a slot
        *,
        read: bool,
        away: bool,
    ) -> None:
        self._desk.jobs.run(
            _mark, each, read, away, owner=self, failed=self.failed.emit, changes=("notice",)
        )
