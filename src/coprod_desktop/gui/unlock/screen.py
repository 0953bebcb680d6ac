# SPDX-License-Identifier: MIT
"""The screen that stands before everything: name and password, and a wait after wrong ones."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain.errors import UserError, WrongPassword
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Picture, Scroll, bar
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD, practice_folder
from coprod_desktop.gui.theme import AFTER_PAINT_MS, Theme

_WIDTH: Final = 620
"""Pixels at 100 per cent: wide enough for a wing's name, narrow enough to read."""


def _describe(folder: Path) -> Any:
    from coprod_desktop.services import storecard

    return storecard.describe(folder)


def _unlock(folder: Path, user: str, password: str) -> Any:
    from coprod_desktop.services.access import opening

    return opening.unlock(folder, user, password)


class UnlockScreen(QWidget):
    """Asks who is there; opens the store on a worker."""

    opened = Signal(object, object)
    """A session was opened: `Who`, and the store's folder."""
    other_asked = Signal(object)
    """Another store's folder was chosen."""
    practice_asked = Signal()
    """The store to practise in was asked for."""
    new_asked = Signal()
    """Setting up a new store was asked for."""
    forgotten = Signal(object)
    """A way back in was asked for: the store's card, which says who signs in."""
    readied = Signal()
    """A name and a password can be typed now."""

    def __init__(
        self, jobs: Jobs, folder: Path, real: Path | None = None, likely: str = ""
    ) -> None:
        """`real` is the store of every day, when `folder` is another; `likely` who comes back."""
        super().__init__()
        self.setProperty("part", "backdrop")
        self._jobs = jobs
        self._folder = folder
        self._real = real
        self._likely = likely
        self._until = 0.0
        self._tick = QTimer(self)
        self._tick.setInterval(200)
        self._tick.timeout.connect(self._count_down)
        self.banner = Banner(closable=False)
        self.title = words(self.tr("Opening the store…"), "title")
        self.practice = words(self.tr("Practice store: everything here is made up"), "warning")
        self.practice.hide()
        self.user = QComboBox()
        self.password = SecretField()
        self.password.entered.connect(self.unlock)
        self.button = Button(self.tr("Unlock"), kind="primary", icon="lock")
        self.button.clicked.connect(self.unlock)
        self.lost = Button(self.tr("Forgotten password?"), kind="quiet")
        self.lost.clicked.connect(self._forgotten)
        self._card: Any = None
        self.wait = words("", "warning")
        self.wait.hide()
        form = Form()
        form.add(self.tr("Your name"), self.user)
        form.add(self.tr("Password"), self.password)
        card = Card()
        card.body.setContentsMargins(32, 28, 32, 28)
        card.body.setSpacing(16)
        card.body.addWidget(self.title)
        card.body.addWidget(self.practice)
        card.body.addWidget(self.banner)
        card.body.addWidget(form)
        card.body.addWidget(self.wait)
        card.body.addWidget(bar(self.button, self.lost))
        name = Label(self.tr("Coprod Desktop"))
        name.setProperty("say", "heading")
        centred(self, name, card, self._elsewhere())
        self._ready(on=False)
        # Painted first: what reads the store's card is loaded on a worker, and holds up painting.
        QTimer.singleShot(AFTER_PAINT_MS, self, self.ask)

    def _elsewhere(self) -> QWidget:
        other = Button(self.tr("Open another store"), kind="quiet", icon="folder")
        other.clicked.connect(self._choose)
        new = Button(self.tr("Set up a new store"), kind="quiet", icon="plus")
        new.clicked.connect(self.new_asked)
        practise = Button(self.tr("Practise"), kind="quiet", icon="practice")
        practise.clicked.connect(self.practice_asked)
        back = Button(self.tr("Back to the usual store"), kind="quiet", icon="back")
        back.clicked.connect(self._go_back)
        holder = bar(other, new, practise, back)
        # Not before they have a parent: they would be windows of their own for a moment.
        practise.setVisible(self._folder != practice_folder())
        back.setVisible(self._real is not None)
        return holder

    def ask(self) -> None:
        """Look at the store's folder, which tells who signs in here."""
        self._jobs.run_unsigned(
            _describe, self._folder, owner=self, done=self._described, failed=self._unreadable
        )

    def unlock(self) -> None:
        """Try the password, away from the GUI thread: deriving the key takes a moment."""
        if not self.button.isEnabled():
            return
        if not self.password.text():
            self.password.setFocus()
            announce(self.password.line, self.tr("Type your password"))
            return
        from coprod_desktop.gui.desk import who

        self._ready(on=False)
        self.button.setText(self.tr("Opening…"))
        self.banner.clear()
        self._jobs.sign_in(
            _unlock,
            self._folder,
            self.user.currentText(),
            self.password.text(),
            owner=self,
            done=self._opened,
            failed=self._refused,
            describe=who,
        )

    def _described(self, card: Any) -> None:
        self._card = card
        self.title.setText(card.title)
        self.practice.setVisible(card.env == "practice")
        if self._folder == practice_folder():
            # Nothing real is in it, so its password is no secret: it stands on the screen.
            self.practice.setText(
                self.tr("Practice store. Its password is: {password}").format(
                    password=PRACTICE_PASSWORD
                )
            )
        self.user.clear()
        self.user.addItems(list(card.people))
        self._ready(on=True)
        self.user.setCurrentText(self._likely)
        known = len(card.people) == 1 or self._likely in card.people
        (self.password if known else self.user).setFocus()
        self.readied.emit()

    def _unreadable(self, error: Exception) -> None:
        self.title.setText(self.tr("This store cannot be opened"))
        self.banner.show_error(error)

    def _opened(self, person: Any) -> None:
        self.password.clear()
        self.opened.emit(person, self._folder)

    def _refused(self, error: Exception) -> None:
        self.password.clear()
        wait = int(error.fields.get("wait", 0)) if isinstance(error, UserError) else 0
        self.button.setText(self.tr("Unlock"))
        if isinstance(error, WrongPassword) and not wait:
            advice = self.tr("Check Caps Lock, and type the password again.")
            self.banner.show_message(Message("error", error.title, advice=advice))
        else:
            self.banner.show_error(error)
        if wait > 0:
            # A tenth more than asked: a timer may be early, the service's clock is not.
            self._until = time.monotonic() + wait + 0.1
            self._say_wait()
            self._tick.start()
        else:
            self._ready(on=True)
            self.password.setFocus()

    def _count_down(self) -> None:
        if self._seconds() > 0:
            self._say_wait()
            return
        self._tick.stop()
        self.wait.hide()
        self._ready(on=True)
        self.password.setFocus()
        announce(self.password.line, self.tr("You can try again now"))

    def _seconds(self) -> int:
        return max(0, math.ceil(self._until - time.monotonic()))

    def _say_wait(self) -> None:
        left = self._seconds()
        if left <= 1:
            self.wait.setText(self.tr("You can try again in 1 second"))
        else:
            self.wait.setText(
                self.tr("You can try again in {seconds} seconds").format(seconds=left)
            )
        self.wait.show()

    def _ready(self, *, on: bool) -> None:
        for part in (self.user, self.password, self.button):
            part.setEnabled(on)
        self.lost.setEnabled(self._card is not None)

    def _forgotten(self) -> None:
        self.forgotten.emit(self._card)

    def _go_back(self) -> None:
        self.other_asked.emit(self._real)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Choose the store's folder"), str(self._folder.parent)
        )
        if chosen:
            self.other_asked.emit(Path(chosen))


def centred(screen: QWidget, name: QLabel, card: QWidget, below: QWidget) -> Scroll:
    """Put a card and what belongs under it in the middle of a screen that scrolls; gives that."""
    scroll = Scroll(margins=(24, 48, 24, 48), widest=0)
    brand = bar(None, Picture("store", "accent", 28), name, None)
    inner = QVBoxLayout()
    inner.setSpacing(16)
    for widget in (brand, card, below):
        inner.addWidget(widget)
    holder = QWidget()
    holder.setProperty("part", "canvas")
    holder.setLayout(inner)
    holder.setMaximumWidth(Theme.of_app().px(_WIDTH))
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(holder, 6)
    row.addStretch(1)
    scroll.body.addStretch(1)
    scroll.body.addLayout(row)
    scroll.body.addStretch(2)
    column = QVBoxLayout(screen)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(scroll)
    return scroll
