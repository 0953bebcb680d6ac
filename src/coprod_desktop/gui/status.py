# SPDX-License-Identifier: MIT
"""The line at the foot of the window: saved when, what is not sent yet, the last bundle."""

from __future__ import annotations

import datetime
from typing import Any, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from coprod_desktop.gui import catching_up
from coprod_desktop.gui.dates import local, long_date, moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import restyle
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label, tip
from coprod_desktop.gui.messages import Message, announce

_HELD_MS: Final = 10_000
"""How long a warning stands where the time to the lock is told."""
_MINUTE: Final = 60


class _State(NamedTuple):
    """Changes not sent, the newest bundle, and the newest that the office has confirmed."""

    unsent: int
    last: Any
    confirmed: Any


def _state(session: Any) -> _State:
    from coprod_desktop.services.exchanging import exchange
    from coprod_desktop.services.recording import lists

    unsent = lists.counts(session).unsent
    sent = exchange.history(session) if session.kind == "wing" else ()
    confirmed = (each for each in sent if each.acknowledged_at is not None)
    return _State(unsent, sent[0] if sent else None, next(confirmed, None))


class Elided(Label):
    """Words that end in "…" where there is no room; a screen reader and a tooltip have them all."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show words."""
        self._whole = words
        self.setAccessibleName(words)
        self.setToolTip(tip(words))
        self._fit()

    def whole(self) -> str:
        """All of the words."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut, or show, what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class StatusBar(QFrame):
    """What a person wants to know before walking away."""

    warned = Signal()
    """A warning has come, or gone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "status")
        self._desk = desk
        self.saved = Label()
        self.unsent = Label()
        self.bundle = Elided()
        self.search = Label()
        self.lock = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 5, 20, 5)
        row.setSpacing(28)
        for label in (self.saved, self.unsent, self.search):
            row.addWidget(label)
        row.addWidget(self.bundle, 1)
        row.addWidget(self.lock)
        self.saved.hide()
        self.search.hide()
        self._held = QTimer(self, singleShot=True, interval=_HELD_MS)
        desk.saved.connect(self._saved)
        desk.behind_changed.connect(self._say_behind)
        self._ask()

    def warns(self) -> bool:
        """Whether it says something that must not be missed."""
        return bool(self.lock.property("say"))

    def store_changed(self, _changed: Changed) -> None:
        """Count again."""
        self._ask()

    def say(self, message: Message) -> None:
        """Say something that must not be missed but stops nobody."""
        self._held.start()
        self._say(message.title, "warning")
        announce(self.lock, message.spoken(), at_once=True)

    def say_lock(self, seconds: int) -> None:
        """Say in how many seconds the window locks itself: quietly, until the last minute."""
        last = seconds <= _MINUTE
        if self._held.isActive() and not last:
            return
        if not last:
            minutes = -(-seconds // _MINUTE)
            self._say(self.tr("Locks in {minutes} min").format(minutes=minutes), "")
            return
        self._say(self.tr("Locks in {seconds} seconds").format(seconds=seconds), "warning")
        if seconds == _MINUTE:
            announce(self.lock, self.tr("The window locks in one minute. Press any key to stay."))

    def _say(self, text: str, tone: str) -> None:
        if self.lock.property("say") != tone:
            restyle(self.lock, "say", tone)
            self.warned.emit()
        if self.lock.text() != text:
            self.lock.setText(text)

    def _ask(self) -> None:
        self._desk.jobs.run(_state, owner=self, done=self._show, key="status")

    def _say_behind(self, behind: int) -> None:
        self.search.setText(catching_up.said(behind))
        self.search.setVisible(bool(behind))

    def _saved(self, when: datetime.datetime) -> None:
        restyle(self.saved, "say", "success")
        self.saved.setText(self.tr("✓ Saved at {time}").format(time=f"{when:%H:%M}"))
        self.saved.show()
        announce(self.saved, self.saved.text())

    def _show(self, state: _State) -> None:
        unsent, last, confirmed = state
        if self._desk.who.kind == "office":
            self.unsent.setText(self.tr("Central office"))
            return
        if unsent == 0:
            self.unsent.setText(self.tr("Nothing waits to be sent"))
        elif unsent == 1:
            self.unsent.setText(self.tr("1 change not sent yet"))
        else:
            self.unsent.setText(
                self.tr("{number} changes not sent yet").format(number=f"{unsent:,}")
            )
        if last is None:
            self.bundle.say(self.tr("No bundle made yet"))
        else:
            made = self.tr("Last bundle: number {seq}, {when}")
            told = self.tr("last receipt: number {seq}, {day}")
            parts = [made.format(seq=last.seq, when=moment(last.at))]
            if confirmed is None:
                parts.append(self.tr("no receipt yet"))
            else:
                at = confirmed.outcome_at or confirmed.acknowledged_at
                parts.append(told.format(seq=confirmed.seq, day=long_date(local(at).date())))
            self.bundle.say("; ".join(parts))
