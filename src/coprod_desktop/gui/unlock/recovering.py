# SPDX-License-Identifier: MIT
"""The screen for a forgotten password: the ways back in, in plain words, then the one chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.desk import Who
from coprod_desktop.gui.furniture import Button, Card, Stack, Tile, bar
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.steps import Step
from coprod_desktop.gui.unlock.ways import AnotherHead, AskOffice, BySheet, OfficeAnswered, Way


class Ways(Step):
    """What can be done, the quickest first."""

    picked = Signal(int)

    def __init__(self, *, office: bool) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Forgotten password"))
        self.lead.setText(self.tr("Nothing is lost. There are three ways back in."))
        self.tiles: list[Tile] = []
        for place, (icon, title, text) in enumerate(
            (
                (
                    "user",
                    self.tr("Another head or administrator"),
                    self.tr("The quickest: they sign in here and give you a new password."),
                ),
                (
                    "list",
                    self.tr("The recovery sheet"),
                    self.tr("The printed sheet with 24 words, from where it is locked away."),
                ),
                (
                    "key",
                    self.tr("Ask the office for help"),
                    self.tr("Save a question on a stick and ring the office. It takes some days."),
                ),
                (
                    "inbox",
                    self.tr("I have the office’s answer"),
                    self.tr("Load the file that the office sent back to your question."),
                ),
            )
        ):
            tile = Tile(icon, title, text, kind="tile")
            tile.setProperty("place", place)
            tile.clicked.connect(self._clicked)
            self.form.add_widget(tile)
            self.tiles.append(tile)
        if office:
            for tile in self.tiles[-2:]:  # an office cannot ask itself
                tile.hide()
            self.lead.setText(self.tr("Nothing is lost. There are two ways back in."))

    def _clicked(self) -> None:
        tile = self.sender()
        if tile is not None:
            self.picked.emit(int(tile.property("place")))


class Ended(Step):
    """What has happened, before the store is shown."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.form.hide()
        self.go = Button(self.tr("Open the store"), kind="primary")
        self.column.addWidget(bar(self.go))

    def show_end(self, name: str, *, by_sheet: bool) -> None:
        """Say who has a new password, and what is still to do."""
        self.title.setText(self.tr("You are back in"))
        done = self.tr("{name} has a new password, and it works from now on.").format(name=name)
        then = (
            self.tr(
                "The recovery sheet still opens this store. If anybody else has seen its words, "
                "print a new one in Settings, Recovery."
            )
            if by_sheet
            else self.tr("Print a recovery sheet in Settings, Recovery, if you have none.")
        )
        self.lead.setText(f"{done} {then}")
        announce(self, f"{self.title.text()}. {self.lead.text()}", at_once=True)


class ForgottenScreen(QWidget):
    """Ways and way take turns in a card."""

    left = Signal()
    """Back to the unlock screen."""
    opened = Signal(object, object)
    """A way led in: `Who`, and the store's folder."""

    def __init__(self, jobs: Jobs, folder: Path, people: tuple[str, ...], kind: str) -> None:
        super().__init__()
        from coprod_desktop.gui.unlock.screen import centred

        self.setProperty("part", "backdrop")
        self._people = people
        self._folder = folder
        self._who: Who | None = None
        self.ways = Ways(office=kind == "office")
        self.head = AnotherHead()
        self.sheet = BySheet(jobs, folder)
        self.ask = AskOffice(jobs, folder)
        self.answered = OfficeAnswered(jobs, folder)
        self.steps: tuple[Step, ...] = (self.head, self.sheet, self.ask, self.answered)
        self.stack = Stack()
        self.end = Ended()
        self.end.go.clicked.connect(self._go_on)
        for step in (self.ways, *self.steps, self.end):
            self.stack.add(step)
            if isinstance(step, Way):
                step.ended.connect(self._ended)
        self.ways.picked.connect(self.show_way)
        card = Card()
        card.body.setContentsMargins(32, 28, 32, 28)
        card.body.addWidget(self.stack)
        self.back = Button(self.tr("Back"), kind="quiet", icon="back")
        self.back.clicked.connect(self.go_back)
        name = Label(self.tr("Coprod Desktop"))
        name.setProperty("say", "heading")
        self._scroll = centred(self, name, card, bar(self.back))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first way, once the screen before has let the focus go."""
        super().showEvent(event)
        QTimer.singleShot(0, self.ways.tiles[0], self.ways.tiles[0].setFocus)

    def show_way(self, place: int) -> None:
        """Show one way, by its place in the list."""
        step = self.steps[place]
        self.stack.turn(step)
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, step.title.text())
        if isinstance(step, Way):
            step.begin(self._people)
        else:
            self.back.setFocus()

    def _ended(self, person: Who) -> None:
        by_sheet = self.stack.now() is self.sheet
        self._who = person
        self.back.hide()
        self.end.show_end(person.name, by_sheet=by_sheet)
        self.stack.turn(self.end)
        self.end.go.setFocus()

    def _go_on(self) -> None:
        self.opened.emit(self._who, self._folder)

    def go_back(self) -> None:
        """From a way to the ways, from there to the unlock screen; nothing typed stays."""
        now = self.stack.now()
        if now is self.ways:
            self.left.emit()
            return
        if isinstance(now, Way):
            now.forget()
        self.stack.turn(self.ways)
        place = next((n for n, step in enumerate(self.steps) if step is now), 0)
        self.ways.tiles[place].setFocus()
