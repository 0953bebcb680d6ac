# SPDX-License-Identifier: MIT
"""The weekly stick round: choose the stick, hear from the office, see what leaves, send it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coprod_desktop.domain.errors import WrongPassword
from coprod_desktop.gui import leads
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.exchange.choosing import StickChoice
from coprod_desktop.gui.exchange.ending import Ending
from coprod_desktop.gui.exchange.leaving import LeavingCard
from coprod_desktop.gui.exchange.sentences import news
from coprod_desktop.gui.exchange.unresolved import OpenCard
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import MARGIN, Button, Card, Scroll, bar, fact
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.progress import ProgressPanel, size
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.services.books.sticks import Stick
from coprod_desktop.services.exchanging.receiving import Received
from coprod_desktop.services.exchanging.rounds import Verified

_BESIDE: Final = 980
"""Width, at 100 %, from which what came and what leaves stand beside each other."""
_LAID_OUT_MS: Final = 120
"""By then a message has found its place, and pushed what is under it."""


class RoundScreen(QWidget):
    """Three steps: the stick, what came and what leaves, done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._place: Stick | Path | None = None
        self._busy = False
        self._sends = False
        self.step = words("", "subheading")
        self.banner = Banner()
        self.progress = ProgressPanel()
        self.unresolved = OpenCard(desk)
        self.unresolved.settled.connect(self._settled)
        self.choose = self._choose_step()
        self.check = self._check_step()
        self.done = Ending()
        self.done.again.clicked.connect(self.restart)
        self.done.once_more.clicked.connect(self.verify)
        scroll = Scroll(margins=(0, 16, 0, 16))
        for widget in (self.step, self.banner, self.progress, self.unresolved, self.choose):
            scroll.body.addWidget(widget)
        scroll.body.addWidget(self.check)
        scroll.body.addWidget(self.done)
        scroll.body.addStretch(1)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._show_step(self.choose)

    def ask(self) -> None:
        """Look which sticks are in, while one is being chosen, and what is still open."""
        if self.choose.isVisible():
            self.sticks.look()
        self._ask_open()

    def begin(self) -> None:
        """Take in what the office sent on the chosen stick, and look at what will leave."""
        if self._busy:
            return
        self.banner.clear()
        place = self.sticks.place()
        if place is None:
            return
        self._place = place
        self._work(self.tr("Looking for news from the office…"))
        job = self._desk.jobs.run(
            calls.round_receive,
            place,
            owner=self,
            done=self._received,
            failed=self._not_received,
            progress=self.progress.step,
            lane="long",
            changes=("bundle", "feedback", "answer"),
        )
        self.progress.follow(job)

    def send(self) -> None:
        """Write the bundle; after a fault the same file goes again."""
        if self._busy or self._place is None:
            return
        self.banner.clear()
        self.fault.clear()
        self.password_row.set_error("")
        if not self.password.text():
            self.password_row.set_error(self.tr("Type your password"))
            self.password.setFocus()
            return
        self._work(self.tr("Checking the password…"))
        job = self._desk.jobs.run(
            calls.round_export,
            self._place,
            self.password.text(),
            self.clear.isVisibleTo(self.check) and self.clear.isChecked(),
            owner=self,
            done=self._ended,
            failed=self._not_sent,
            progress=self.progress.step,
            lane="long",
            changes=("bundle", "stick"),
        )
        self.password.clear()
        self.progress.follow(job)

    def end(self) -> None:
        """End a round in which there was nothing to write."""
        if self._busy or self._place is None:
            return
        self._work(self.tr("Letting go of the stick…"))
        self._desk.jobs.run(
            calls.round_end,
            self._place,
            self.clear.isVisibleTo(self.check) and self.clear.isChecked(),
            owner=self,
            done=self._ended,
            failed=self._not_sent,
            lane="long",
            changes=("stick",),
        )

    def verify(self) -> None:
        """Read once more what was written, after the stick was out."""
        if self._busy or self._place is None:
            return
        self.banner.clear()
        self._work(self.tr("Reading the stick once more…"))
        job = self._desk.jobs.run(
            calls.verify,
            self._place,
            owner=self,
            done=self._verified,
            failed=self._not_verified,
            progress=self.progress.step,
            lane="long",
            changes=("bundle",),
        )
        self.progress.follow(job)

    def restart(self) -> None:
        """Begin with another stick."""
        self._place = None
        self.banner.clear()
        self.fault.clear()
        self.password.clear()
        self.password_row.set_error("")
        self.go.setText(self.tr("Continue"))
        self._show_step(self.choose)
        self.sticks.focus_first()

    def _choose_step(self) -> Card:
        card = Card(self.tr("Which stick?"))
        self.sticks = StickChoice(self._desk)
        self.go = Button(self.tr("Continue"), kind="primary")
        self.go.clicked.connect(self.begin)
        card.body.addWidget(
            words(
                self.tr(
                    "Takes in what the office sent back, then writes what is new here. One stick, "
                    "once a week."
                )
            )
        )
        card.body.addWidget(self.sticks)
        card.body.addWidget(bar(self.go))
        return card

    def _check_step(self) -> QWidget:
        holder = QWidget()
        holder.setProperty("part", "canvas")
        self.came = Card(self.tr("From the office"))
        self.leaving = LeavingCard()
        self.sign = Card(self.tr("Your password"))
        self.strange = words(
            self.tr(
                "Nobody has authorised this stick yet. With your password you authorise it too: be "
                "sure that it is one of yours."
            ),
            "warning",
        )
        self.room = words("", "soft")
        self.clear = QCheckBox(self.tr("Remove them from the stick"))
        self.password = SecretField()
        self.password.entered.connect(self.send)
        form = Form()
        self.password_row = form.add(
            self.tr("Password"),
            self.password,
            hint=self.tr("It shows that you, {name}, are sending this.").format(
                name=self._desk.who.name
            ),
            required=True,
        )
        self.write = Button(self.tr("Write to the stick"), kind="primary", icon="upload")
        self.write.clicked.connect(self.send)
        self.fault = Banner()
        self.sign.body.addWidget(self.fault)
        self.sign.body.addWidget(self.strange)
        self.sign.body.addWidget(form)
        self.sign.body.addWidget(bar(self.write))
        self.finish = Button(self.tr("Finish"), kind="primary")
        self.finish.clicked.connect(self.end)
        self.other = Button(self.tr("Use another stick"), kind="quiet", icon="back")
        self.other.clicked.connect(self.restart)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        beside = [(self.came, 1), (self.leaving, 1)]
        column.addWidget(Columns(beside, wide=2, narrow=1, least=_BESIDE))
        column.addWidget(self.room)
        column.addWidget(self.clear)
        column.addWidget(self.sign)
        column.addWidget(bar(self.finish, self.other))
        return holder

    def _show_step(self, step: QWidget) -> None:
        names = {
            self.choose: self.tr("Step 1 of 3: choose the stick"),
            self.check: self.tr("Step 2 of 3: what came, and what will leave"),
            self.done: self.tr("Step 3 of 3: done"),
        }
        self._now = step
        for each in names:
            each.setVisible(each is step)
        self.step.setText(names[step])
        self._ask_open()
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, names[step])

    def _work(self, what: str) -> None:
        self._busy = True
        self._now.hide()
        self.unresolved.hide()
        self.progress.begin(
            what,
            {
                "Reading": self.tr("Reading what the office sent"),
                "Sealing": self.tr("Sealing the changes"),
                "Writing": self.tr("Writing to the stick. Leave it in"),
                "Reading back": self.tr("Reading it back to make sure. Leave it in"),
            },
        )

    def _rest(self, step: QWidget) -> None:
        self._busy = False
        self.progress.end()
        self._show_step(step)

    def _received(self, found: calls.Found) -> None:
        self._rest(self.check)
        self.came.empty()
        said = news(found.told)
        for line in said:
            self.came.body.addWidget(fact(line.icon, line.ink, line.text))
        way_on = leads.button((each.code for each in found.told.received), self)
        if way_on is not None:
            self.came.body.addWidget(bar(way_on))
        self.came.body.addStretch(1)
        alarm = next((each for each in found.told.received if each.security), None)
        waits = found.preview is not None and found.preview.unresolved > 0
        sends = found.preview is not None and alarm is None and self._desk.who.manages
        self._sends = sends
        self._show_leaving(found)
        self._offer_room(*found.settled)
        self.leaving.setVisible(alarm is None)
        self.strange.setVisible(found.strange)
        self.sign.setVisible(sends and not waits)
        self.finish.setVisible(not sends and alarm is None)
        self.write.setText(
            self.tr("Write to the folder")
            if isinstance(self._place, Path)
            else self.tr("Write to the stick")
        )
        if alarm is not None:
            self._alarm(alarm)
            self.other.setFocus()
        else:
            self.came.setFocus()  # what came is read first; Tab goes on to the password
        text = " ".join(line.text for line in said)
        self.came.setAccessibleName(self.came.heading.text())
        self.came.setAccessibleDescription(text)
        announce(self, text)

    def show_open(self) -> None:
        """Show what stops a bundle, before a round or in the middle of one."""
        if self._now is self.done:
            self.restart()
        self.unresolved.open_first()

    def _ask_open(self) -> None:
        """Look what is still open; a round that is under way or done is not disturbed."""
        if self._busy or self._now is self.done:
            self.unresolved.hide()
        else:
            self.unresolved.ask()

    def _settled(self) -> None:
        """What stopped the bundle is answered: the password comes next, if it is time for it."""
        if self._now is self.check and self._sends:
            self.sign.show()
            self.password.setFocus()
            # What was answered leaves too, so the figures have changed.
            self._desk.jobs.run(
                calls.leaving,
                owner=self,
                done=self.leaving.show_preview,
                failed=self.banner.show_error,
            )
        elif self._now is self.choose:
            self.sticks.focus_first()

    def _show_leaving(self, found: calls.Found) -> None:
        if found.preview is None:
            self.leaving.show_nothing(found.why_not)
        elif self._desk.who.manages:
            self.leaving.show_preview(found.preview)
        else:
            self.leaving.show_nothing(self.tr("The head of healthcare writes what leaves."))

    def _offer_room(self, number: int, room: int) -> None:
        self.clear.setChecked(False)
        self.clear.setVisible(number > 0 and self._desk.who.manages)
        self.room.setVisible(number > 0 and self._desk.who.manages)
        text = (
            self.tr("1 file on the stick has done its work ({size}).")
            if number == 1
            else self.tr("{number} files on the stick have done their work ({size}).")
        )
        self.room.setText(text.format(number=number, size=size(room)))
        self.clear.setAccessibleDescription(self.room.text())

    def _alarm(self, alarm: Received) -> None:
        self.banner.show_message(
            Message(
                "error",
                alarm.title,
                self.tr("Nothing of it was taken in, and nothing will be written to this stick."),
                alarm.advice,
                alarm.code or "",
            )
        )

    def _not_received(self, error: Exception) -> None:
        self._rest(self.choose)
        self.banner.show_error(error)
        self.go.setText(self.tr("Try again"))
        self.go.setFocus()

    def _not_sent(self, error: Exception) -> None:
        self._rest(self.check)
        self.write.setText(self.tr("Try again"))
        if isinstance(error, WrongPassword):
            self.password_row.set_error(error.title)
        elif self.sign.isVisible():
            self.fault.show_error(error)
        else:
            self.banner.show_error(error)
        (self.password if self.sign.isVisible() else self.finish).setFocus()
        self._show_button()

    def _show_button(self) -> None:
        QTimer.singleShot(_LAID_OUT_MS, self.write, partial(_reveal, self._scroll, self.write))

    def _ended(self, sent: calls.Sent) -> None:
        self._rest(self.done)
        self.done.show_sent(sent, folder=isinstance(self._place, Path))

    def _verified(self, found: tuple[Verified, ...]) -> None:
        self._rest(self.done)
        self.done.show_verified(found)

    def _not_verified(self, error: Exception) -> None:
        self._rest(self.done)
        self.banner.show_error(error)
        self.done.once_more.setFocus()


def _reveal(scroll: Scroll, widget: QWidget) -> None:
    scroll.ensureWidgetVisible(widget, 0, MARGIN)
