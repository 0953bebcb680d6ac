# SPDX-License-Identifier: MIT
"""The weekly stick round: choose the stick, hear from the office, see what leaves, send it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.exchange.choosing import StickChoice
from coprod_desktop.gui.exchange.leaving import LeavingCard
from coprod_desktop.gui.exchange.sentences import news
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, fact
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.progress import ProgressPanel, size
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.services.receiving import Received
from coprod_desktop.services.rounds import Verified
from coprod_desktop.services.sticks import Stick

_BESIDE: Final = 980
"""Width, at 100 %, from which what came and what leaves stand beside each other."""
_MOST: Final = 8
"""So many bundles of a stick are named after it was read once more."""


class RoundScreen(QWidget):
    """Three steps: the stick, what came and what leaves, done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._place: Stick | Path | None = None
        self._busy = False
        self.step = words("", "subheading")
        self.banner = Banner()
        self.progress = ProgressPanel()
        self.choose = self._choose_step()
        self.check = self._check_step()
        self.done = self._done_step()
        scroll = Scroll(margins=(0, 16, 0, 16))
        for widget in (self.step, self.banner, self.progress, self.choose, self.check, self.done):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._show_step(self.choose)

    def ask(self) -> None:
        """Look which sticks are in, while one is being chosen."""
        if self.choose.isVisible():
            self.sticks.look()

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
        self.clear = QCheckBox(self.tr("Remove files from the stick that have done their work"))
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
        column.addWidget(self.clear)
        column.addWidget(self.sign)
        column.addWidget(bar(self.finish, self.other))
        return holder

    def _done_step(self) -> Card:
        self.again = Button(self.tr("Start another round"))
        self.again.clicked.connect(self.restart)
        self.once_more = Button(self.tr("Read the stick once more"), icon="shield")
        self.once_more.clicked.connect(self.verify)
        return Card(self.tr("Done"))

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
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, names[step])

    def _work(self, what: str) -> None:
        self._busy = True
        self._now.hide()
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
        self.came.body.addStretch(1)
        alarm = next((each for each in found.told.received if each.security), None)
        sends = found.preview is not None and alarm is None and self._desk.who.manages
        self._show_leaving(found)
        self._offer_room(*found.settled)
        self.leaving.setVisible(alarm is None)
        self.strange.setVisible(found.strange)
        self.sign.setVisible(sends)
        self.finish.setVisible(not sends and alarm is None)
        self.write.setText(
            self.tr("Write to the folder")
            if isinstance(self._place, Path)
            else self.tr("Write to the stick")
        )
        if alarm is not None:
            self._alarm(alarm)
            self.other.setFocus()
        elif sends:
            self.password.setFocus()
        else:
            self.finish.setFocus()
        announce(self, " ".join(line.text for line in said))

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
        text = (
            self.tr("Remove 1 file from the stick that has done its work ({size})")
            if number == 1
            else self.tr("Remove {number} files from the stick that have done their work ({size})")
        )
        self.clear.setText(text.format(number=number, size=size(room)))

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
        self.banner.show_error(error)
        self.write.setText(self.tr("Try again"))
        (self.password if self.sign.isVisible() else self.finish).setFocus()

    def _ended(self, sent: calls.Sent) -> None:
        folder = isinstance(self._place, Path)
        safe = sent.left_in is None
        lines: list[tuple[str, str, str]] = []
        if sent.exported is not None:
            made = sent.exported
            text = self.tr("Bundle {number} was written, read back and verified.")
            lines.append(("tick", "success", text.format(number=made.seq)))
            text = self.tr("{changes} changes, {size}, as {path}")
            what = {"changes": f"{made.changes:,}", "size": size(made.size), "path": made.path}
            lines.append(("tick", "success", text.format(**what)))
            text = self.tr("It counts as received once the office says so.")
            lines.append(("clock", "soft", text))
        else:
            lines.append(("tick", "success", self.tr("Nothing had to be written.")))
        if sent.removed:
            text = self.tr("Files removed that had done their work: {number}")
            lines.append(("tick", "success", text.format(number=sent.removed)))
        if not safe:
            text = self.tr("Use “safely remove” of the system before you pull the stick out.")
            lines.append(("warning", "warning", text))
        if folder:
            title = self.tr("Done")
        elif safe:
            title = self.tr("Done. The stick is safe to remove.")
        else:
            title = self.tr("Done, but the stick is still in use.")
        self._show_done(title, lines, once_more=sent.exported is not None)

    def _show_done(self, title: str, lines: list[tuple[str, str, str]], *, once_more: bool) -> None:
        self.done.heading.setText(title)
        for button in (self.once_more, self.again):
            button.setParent(None)
        self.done.empty()
        for icon, ink, text in lines:
            self.done.body.addWidget(fact(icon, ink, text))
        if once_more:
            hint = self.tr(
                "For certainty, take the stick out, put it in again and read it once more: a stick "
                "that is failing may have kept nothing."
            )
            self.done.body.addWidget(words(hint, "soft"))
        self.done.body.addWidget(bar(self.again, self.once_more))
        self._rest(self.done)
        self.once_more.setVisible(once_more)
        self.again.setFocus()
        announce(self, title, at_once=True)

    def _verified(self, found: tuple[Verified, ...]) -> None:
        lost = [each.seq for each in found if each.state != "whole"]
        lines: list[tuple[str, str, str]] = []
        for each in found[:_MOST]:
            if each.state == "whole":
                text = self.tr("Bundle {number} is on the stick, whole.")
                lines.append(("tick", "success", text.format(number=each.seq)))
            elif each.state == "missing":
                text = self.tr("Bundle {number} is not on the stick. It will be sent again.")
                lines.append(("error", "error", text.format(number=each.seq)))
            else:
                text = self.tr("Bundle {number} is damaged. It will be sent again.")
                lines.append(("error", "error", text.format(number=each.seq)))
        if lost:
            title = self.tr("Do not use this stick again")
        else:
            title = self.tr("Everything is on the stick")
        self._show_done(title, lines, once_more=False)

    def _not_verified(self, error: Exception) -> None:
        self._rest(self.done)
        self.banner.show_error(error)
        self.once_more.setFocus()
