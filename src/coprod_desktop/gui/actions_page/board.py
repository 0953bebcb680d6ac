# SPDX-License-Identifier: MIT
"""The board: four columns of cards that move by a letter, with the reason asked for in the line."""

from __future__ import annotations

from array import array
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from coprod_desktop.gui.actions_page import calls
from coprod_desktop.gui.actions_page.table import CardList, Cards
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, flowing
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.messages import Banner
from coprod_desktop.services.loop.actions import COLUMNS, Column
from coprod_desktop.services.recording.lists import ActionRow
from coprod_desktop.services.recording.records import Saved

_LEAST: Final = 132
"""Height of a column, at 100 %: its title and one card."""
_WIDE: Final = 840
"""Width, at 100 %, below which the columns stand two by two."""


class ReasonLine(Card):
    """What came of an action, asked for where it is moved; Return saves, Escape gives up."""

    given = Signal(str)
    """The words for it."""
    given_up = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.line = LineField()
        self.row = Row(self.tr("What came of it"), self.line)
        self.guard = StaffGuard(desk, "patient_facing")
        self.guard.watch(self.line)
        self.save = Button(self.tr("Save"), kind="primary")
        self.cancel = Button(self.tr("Cancel"))
        self.body.addWidget(self.row)
        self.body.addWidget(self.guard)
        self.body.addWidget(bar(self.save, self.cancel))
        self.state = ""
        self.keeper = DraftKeeper(desk, "action", self.values)
        self.line.textChanged.connect(self.keeper.touched)
        self.line.ended.connect(self._give)
        self.save.clicked.connect(self._give)
        self.cancel.clicked.connect(self.given_up)
        self.hide()

    def values(self) -> dict[str, Any]:
        """What the editor would show of it, should it become a draft."""
        return {"state": self.state, "outcome": self.line.text()}

    def ask(self, row: ActionRow, state: str) -> None:
        """Ask what came of an action."""
        self.state = state
        self.line.clear()
        self.keeper.begin("", row.id)  # last: what is emptied is not typed
        label = (
            self.tr("Done: {what}. What was done?")
            if state == "done"
            else self.tr("Cannot be done: {what}. Why, so that people can be told?")
        )
        self.row.rename(label.format(what=_short(row.text)))
        self.row.set_error("")
        self.show()
        self.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        words = self.line.text().strip()
        if not words:
            self.row.set_error(
                self.tr("Say what was done")
                if self.state == "done"
                else self.tr("Say why, so that people can be told")
            )
            self.line.setFocus()
            return
        self.given.emit(words)


class BoardView(QWidget):
    """All actions in four columns."""

    opened = Signal(str)
    """An action is to be read and changed: its id."""
    bin_asked = Signal(str)
    """An action is to go into the bin: its id."""

    def __init__(self, desk: Desk, banner: Banner) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk, self._banner = desk, banner
        self._here = 0
        self._row: ActionRow | None = None
        self._wide = False
        names = {
            "overdue": self.tr("Overdue actions"),
            "open": self.tr("Open actions"),
            "done": self.tr("Actions that are done"),
            "cannot": self.tr("Actions that cannot be done"),
        }
        self.models = [Cards(desk, column, self) for column in COLUMNS]
        self.lists = [CardList(names[column]) for column in COLUMNS]
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        for place, (cards, model) in enumerate(zip(self.lists, self.models, strict=True)):
            cards.setModel(model)
            cards.columns((0,), 0)
            cards.went.connect(partial(self._go, place))
            cards.entered_here.connect(partial(self._entered, place))
            cards.state_asked.connect(partial(self._ask, place))
            cards.opened.connect(partial(self._open, place))
            cards.deleted.connect(partial(self._put_away, place))
            cards.setMinimumHeight(desk.theme.px(_LEAST))
        self._arrange(wide=True)
        self.reason = ReasonLine(desk)
        self.reason.given.connect(self._move)
        self.reason.given_up.connect(self._give_up)
        buttons: list[Button] = []
        for text, state in (
            (self.tr("Done (D)"), "done"),
            (self.tr("Cannot be done (C)"), "cannot"),
            (self.tr("Open again (O)"), "open"),
        ):
            button = Button(text)
            button.clicked.connect(partial(self._ask_here, state))
            buttons.append(button)
        self.open = Button(self.tr("Read or change (Return)"))
        self.open.clicked.connect(self._open_here)
        self.bin = Button(self.tr("Put into the bin (Delete)"), kind="quiet", icon="trash")
        self.bin.clicked.connect(self._put_away_here)
        self.buttons = flowing(*buttons, self.open, self.bin)
        scroll = Scroll(margins=(0, 0, 0, 0))
        scroll.body.setSpacing(12)
        scroll.body.addLayout(self._grid, 1)
        scroll.body.addWidget(self.reason)
        scroll.body.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def show_columns(self, columns: dict[Column, array[int]]) -> None:
        """Show these actions; who stood on a card stands on the one that took its place."""
        stood = [cards.currentIndex().row() for cards in self.lists]
        for cards, model, row in zip(self.lists, self.models, stood, strict=True):
            model.show_positions(columns[model.column])
            model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
            cards.choose(min(max(row, 0), model.rowCount() - 1))
        self._entered(self._here)

    def enter(self) -> None:
        """Go to where one was, or to the first column that holds a card."""
        filled = [place for place, model in enumerate(self.models) if model.rowCount()]
        if filled and self._here not in filled:
            self._here = filled[0]
        self.lists[self._here].setFocus()

    def flush(self) -> None:
        """Keep what is half done."""
        self.reason.keeper.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two by two where there is little room."""
        super().resizeEvent(event)
        self._arrange(wide=self.width() >= self._desk.theme.px(_WIDE))

    def _arrange(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        across = len(self.lists) if wide else 2
        for place, cards in enumerate(self.lists):
            self._grid.addWidget(cards, place // across, place % across)
        for place in range(len(self.lists)):
            self._grid.setColumnStretch(place, 1 if place < across else 0)

    def _go(self, place: int, step: int) -> None:
        there = place + step
        if 0 <= there < len(self.lists):
            self._here = there
            cards = self.lists[there]
            if self.models[there].rowCount() and not cards.currentIndex().isValid():
                cards.choose(0)
            cards.setFocus()

    def _entered(self, place: int) -> None:
        """One card of the board is current, and the others only were."""
        self._here = place
        for other, cards in enumerate(self.lists):
            if other != place:
                cards.clearSelection()

    def _current(self, place: int) -> ActionRow | None:
        row = self.models[place].row(self.lists[place].currentIndex().row())
        return row if isinstance(row, ActionRow) else None

    def _ask_here(self, state: str) -> None:
        self._ask(self._here, state)

    def _ask(self, place: int, state: str) -> None:
        row = self._current(place)
        if row is None or row.status == state:
            return
        self._here, self._row = place, row
        if state == "open":
            self.reason.state = "open"
            self._move("")
        else:
            self.reason.ask(row, state)

    def _move(self, outcome: str) -> None:
        if self._row is not None:
            self._desk.jobs.run(
                calls.move,
                self._row.id,
                self.reason.state,
                outcome,
                owner=self,
                done=self._moved,
                failed=self._not_moved,
                changes=("action",),
            )

    def _moved(self, saved: Saved) -> None:
        self.reason.keeper.give_up()
        self._give_up()
        self._banner.clear()
        self._desk.note_saved()
        text = {
            "done": self.tr("Action done"),
            "cannot": self.tr("Action cannot be done"),
            "open": self.tr("Action is open again"),
        }[self.reason.state]
        self._desk.offer_undo_by(
            text,
            calls.undo,
            saved.id,
            owner=self,
            failed=self._banner.show_error,
            changes=("action",),
        )

    def _not_moved(self, error: Exception) -> None:
        self._banner.show_error(error)

    def _give_up(self) -> None:
        self.reason.keeper.flush()
        self.reason.hide()
        self.lists[self._here].setFocus()

    def _open(self, place: int, line: int) -> None:
        row = self.models[place].row(line)
        if isinstance(row, ActionRow):
            self.opened.emit(row.id)

    def _put_away(self, place: int, line: int) -> None:
        row = self.models[place].row(line)
        if isinstance(row, ActionRow):
            self._here = place
            self.bin_asked.emit(row.id)

    def _put_away_here(self) -> None:
        self._put_away(self._here, self.lists[self._here].currentIndex().row())
        self.lists[self._here].setFocus()

    def _open_here(self) -> None:
        row = self._current(self._here)
        if row is not None:
            self.opened.emit(row.id)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    longest = 60
    return flat if len(flat) <= longest else f"{flat[:longest].rstrip()}…"
