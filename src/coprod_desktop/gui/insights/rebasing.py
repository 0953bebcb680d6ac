# SPDX-License-Identifier: MIT
"""Where a chart's limits begin anew: the reasons that were given, and the way to give another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, bar, discard
from coprod_desktop.gui.insights import calls
from coprod_desktop.gui.jotting import Jotting
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.charting.insights import Rebase, Series


class RebaseCard(Card):
    """Each new beginning with its reason; heads and administrators may add or take back one."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Limits that begin anew"))
        self._desk = desk
        self._series: Series | None = None
        self._shown: list[Any] = []
        self.body.addWidget(
            words(
                self.tr(
                    "Only when you know what changed, and it lasts. Everybody sees the reason and "
                    "who gave it."
                ),
                "soft",
            )
        )
        self.on = Row(self.tr("From"), DateField(desk.today))
        self.reason = Row(
            self.tr("What changed"), QLineEdit(), hint=self.tr("for example: a second hatch opened")
        )
        self.add = Button(self.tr("Begin anew from there"), icon="flag")
        self.add.clicked.connect(self._add)
        self.asks = [self.on, self.reason]
        self.jotting = Jotting(desk, "rebase", {"on": self.on.field, "reason": self.reason.field})
        self.jotting.failed.connect(self.failed)
        for row in self.asks:
            self.body.addWidget(row)
        self.body.addWidget(bar(self.add))
        for widget in (*self.asks, self.add):
            widget.setVisible(desk.who.manages)

    def show_series(self, series: Series) -> None:
        """Show what was decided about a chart."""
        self._series = series
        if self._desk.who.manages:
            self.jotting.look()
        for widget in self._shown:
            discard(widget)
        self._shown = []
        for rebase in series.rebases:
            text = self.tr("From {date}: {reason} ({name})").format(
                date=long_date(rebase.on), reason=rebase.reason, name=rebase.by
            )
            back = Button(self.tr("Take it back"), kind="quiet")
            back.setAccessibleName(
                self.tr("Take back the limits from {date}").format(date=long_date(rebase.on))
            )
            back.setProperty("rebase", rebase)
            back.clicked.connect(self._take_back)
            line = bar(words(text), back)
            back.setVisible(self._desk.who.manages)  # not before it has a parent
            self.body.insertWidget(2 + len(self._shown), line)
            self._shown.append(line)

    def _add(self) -> None:
        for row in self.asks:
            row.set_error("")
        date, reason = self.on.field.date(), self.reason.field.text().strip()
        if date is None:
            self.on.set_error(self.tr("Type a date, for example “4/6”"))
        if not reason:
            self.reason.set_error(self.tr("Say what changed, so that everybody can read it"))
        if date is not None and reason and self._series is not None:
            self._run(calls.rebase, date, reason, done=self._added)

    def _take_back(self) -> None:
        button = self.sender()
        rebase = button.property("rebase") if button is not None else None
        if isinstance(rebase, Rebase):
            self._run(calls.take_back, rebase.on)

    def _run(
        self, service: Any, *arguments: Any, done: Callable[[Any], None] | None = None
    ) -> None:
        if self._series is None:
            return
        self._desk.jobs.run(
            service,
            self._series.asked,
            *arguments,
            owner=self,
            done=done or self._done,
            failed=self._failed,
        )

    def _added(self, nothing: Any) -> None:
        """Only now: a reason that could not be kept is not to be typed again."""
        self.reason.field.clear()
        self.jotting.done()
        self._done(nothing)

    def _done(self, _nothing: Any) -> None:
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
