# SPDX-License-Identifier: MIT
"""Going on with one of two copies of the office's store: what that means, and a new life of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, bar, fact
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.trust.confirming import Confirm


def _elsewhere(session: Any) -> tuple[str, ...]:
    from coprod_desktop.services.books import lives

    return lives.elsewhere(session)


def _begin(session: Any) -> None:
    from coprod_desktop.services.exchanging import restoring

    restoring.new_life(session)


class NewLife(Card):
    """For an office of whose store there is, or was, a second copy."""

    said = Signal(object)
    """A `Message` for the tab."""
    failed = Signal(object)
    """What went wrong: the exception."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading.setText(self.tr("If there are two copies of this office’s store"))
        self.heading.show()
        self.body.addWidget(
            words(
                self.tr(
                    "Only when a wing or this office has said that there is a second copy, or that "
                    "this one is older. First find out which copy goes on: ring each other on "
                    "numbers you already know."
                )
            )
        )
        self.state = Card()
        self.state.setProperty("part", "canvas")
        self.state.body.setContentsMargins(0, 0, 0, 0)
        self.begin = Confirm(
            self.tr("Begin a new life of this store"),
            self.tr(
                "This copy takes the place of every other. There is no way back.\n"
                "1. Each wing follows it from the next return that it takes in from here.\n"
                "2. What another copy returns after that raises an alarm at the wings. Put that "
                "copy away for good.\n"
                "3. What both copies answered is kept. Nothing is erased."
            ),
            self.tr("Yes, go on with this copy alone"),
            icon="history",
            grave=True,
        )
        self.begin.confirmed.connect(self._begin)
        self.write = Button(self.tr("Write what goes back"), kind="primary", icon="upload")
        self.write.clicked.connect(self._to_returns)
        self._after = bar(self.write)
        for part in (self.state, self.begin, self._after):
            self.body.addWidget(part)
        self._after.hide()

    def ask(self) -> None:
        """Look which wings tell of another copy."""
        self._desk.jobs.run(_elsewhere, owner=self, done=self._show, failed=self.failed.emit)

    def _show(self, wings: tuple[str, ...]) -> None:
        self.state.empty()
        if wings:
            text = self.tr("These wings have taken in a return from another copy: {names}.")
            line = fact("warning", "warning", text.format(names="; ".join(wings)))
        else:
            line = fact("tick", "success", self.tr("No wing has told of another copy."))
        self.state.body.addWidget(line)

    def _begin(self) -> None:
        self.begin.busy(on=True)
        self._desk.jobs.run(
            _begin,
            owner=self,
            done=self._begun,
            failed=self._failed,
            lane="long",
            changes=("returned", "device"),
        )

    def _begun(self, _nothing: object) -> None:
        self.begin.busy(on=False)
        self.begin.shut()
        self._after.show()
        self.write.setFocus()
        self.ask()
        self.said.emit(
            Message(
                "success",
                self.tr("A new life of this store has begun."),
                self.tr("What every copy answered is kept."),
                self.tr(
                    "Put the other copies away for good. Then write what goes back: with it the "
                    "wings follow this one."
                ),
            )
        )

    def _failed(self, error: Exception) -> None:
        self.begin.busy(on=False)
        self.failed.emit(error)

    def _to_returns(self) -> None:
        self._after.hide()
        self._desk.go("sites", "returns")
