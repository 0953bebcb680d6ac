# SPDX-License-Identifier: MIT
"""The bin: everything that was put away, by whom, and the way back or out for good."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.bin import putting
from coprod_desktop.gui.dates import iso, local, long_date, moment, short_date
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.erasing import ErasePanel
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import (
    Button,
    Card,
    EmptyState,
    Heading,
    Scroll,
    Stack,
    flowing,
    rule,
)
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.story import StoryView
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.recording.binning import Binned


def _listed(session: Any) -> tuple[Binned, ...]:
    from coprod_desktop.services.recording import binning

    return binning.listed(session)


class BinPage(Page):
    """What is in the bin, the newest first, with a record beside it."""

    HELP = "bin-and-undo"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: Binned | None = None
        self._stale = True
        self.banner = Banner()
        self.count = Label()
        self.count.setProperty("say", "soft")
        px = desk.theme.px
        titles = (self.tr("Put here"), self.tr("What"), self.tr("Words"), self.tr("By"))
        self.model = Lines(titles, self)
        self.table = Table(self.tr("Bin"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(124), px(108), 0, px(130)), 2)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self._beside = Beside(self.table, self._side(), (720, 420))
        self._beside.turned.connect(self._turned)
        self._none = EmptyState(
            "trash",
            self.tr("The bin is empty"),
            self.tr(
                "What you delete in a list comes here first. From here it can be put back, and a "
                "head of healthcare can erase it for good."
            ),
            self.tr("Go to Feedback"),
            self._to_feedback,
        )
        self._faces = Stack()
        self._faces.add(self._none)
        self._faces.add(self._beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        lead = self.tr("Nothing here is in any list, count or search. It stays until it is erased.")
        heading = Heading(self.tr("Bin"), lead)
        self._beside.give_way(heading, self.count)
        for widget in (heading, self.banner, self.count):
            column.addWidget(widget)
        column.addWidget(self._faces, 1)

    def arrive(self, target: str) -> None:
        """Show the bin."""
        del target
        self.look()
        if self._faces.now() is self._none:
            self._none.take_focus()
        else:
            self.table.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Look again when something went into the bin or came out."""
        self._stale = True
        if "bin" in changed.kinds and self.isVisible():
            self.look()

    def look(self) -> None:
        """Fetch what is in the bin."""
        self.desk.jobs.run(
            _listed, owner=self, done=self.show_listed, failed=self.banner.show_error, key="bin"
        )

    def show_listed(self, listed: tuple[Binned, ...]) -> None:
        """List what is in the bin; the line that was current stays so."""
        before = self._shown.id if self._shown is not None else ""
        place = max(self.table.currentIndex().row(), 0)
        self.model.show_lines([self._line(each) for each in listed])
        text = (
            self.tr("1 thing in the bin")
            if len(listed) == 1
            else self.tr("{number} things in the bin").format(number=f"{len(listed):,}")
        )
        self.count.setText(text)
        self.count.setVisible(bool(listed) and not self._beside.aside())
        if not listed:
            self._shown = None
            self._faces.turn(self._none)
            if self.isVisible():
                self._none.take_focus()
            return
        had_focus = self._faces.now() is self._none and self.isVisible()
        self._faces.turn(self._beside)
        places = [number for number, each in enumerate(listed) if each.id == before]
        self.table.choose(places[0] if places else min(place, len(listed) - 1))
        if had_focus:
            self.table.setFocus()

    def _side(self) -> QWidget:
        self._card = Card(" ")
        self.text = words("")
        self.when = words("", "soft")
        self.back = Button(self.tr("Put back"), kind="primary", icon="back")
        self.back.clicked.connect(self._put_back)
        self.erase = Button(self.tr("Erase for good…"), kind="quiet", icon="trash")
        self.erase.clicked.connect(self._erase)
        if not self.desk.who.manages:
            self.erase.hide()
        self.story = StoryView(self.desk, revises=False)
        for widget in (self.when, self.text, flowing(self.back, self.erase), rule(), self.story):
            self._card.body.addWidget(widget)
        self._scroll = Scroll(margins=(0, 0, 6, 0))
        self._scroll.body.addWidget(self._card)
        self._scroll.body.addStretch(1)
        self.erasing = ErasePanel(self.desk)
        self.erasing.closed.connect(self._kept)
        self.erasing.erased.connect(self._erased)
        self._turns = Stack()
        self._turns.add(self._scroll)
        self._turns.add(self.erasing)
        return self._turns

    def _line(self, each: Binned) -> Line:
        kind = vocabulary.say(vocabulary.ONE_OF_TYPE, each.type)
        at = short_date(local(each.at).date())
        return Line((at, kind, each.excerpt or self.tr("No words"), each.by), each)

    def _choose(self, place: int) -> None:
        line = self.model.line(place)
        self._shown = line.value if line is not None else None
        if self._shown is None:
            return
        each = self._shown
        kind = vocabulary.say(vocabulary.ONE_OF_TYPE, each.type)
        parts = (kind, long_date(iso(each.date)), each.site, each.wing)
        self._card.heading.setText(" · ".join(part for part in parts if part))
        self._card.heading.show()
        self.text.setText(each.excerpt or self.tr("No words"))
        self.when.setText(
            self.tr("Put here by {who}, {when}").format(who=each.by, when=moment(each.at))
        )
        self._turns.turn(self._scroll)
        self.story.show_record(each.id)

    def _open(self, _place: int) -> None:
        self._beside.show_side()
        self.back.setFocus()

    def _put_back(self) -> None:
        if self._shown is not None:
            each = self._shown
            self.banner.clear()
            putting.take_back(
                self.desk,
                self,
                each.id,
                each.type,
                self.banner.show_error,
                partial(self._is_back, each),
            )

    def _is_back(self, each: Binned) -> None:
        text = self.tr("It is back where it was.")
        announce(self, text)
        self.desk.offer_undo(
            text,
            partial(putting.put_away, self.desk, self, each.id, each.type, self.banner.show_error),
        )
        self._beside.show_main()

    def _erase(self) -> None:
        if self._shown is not None:
            self._turns.turn(self.erasing)
            self.erasing.ask(self._shown.id, self._shown.type)

    def _kept(self) -> None:
        self._turns.turn(self._scroll)
        self.erase.setFocus()

    def _erased(self, _record: str) -> None:
        self.banner.show_message(Message("success", self.tr("It is erased for good.")))
        self._turns.turn(self._scroll)
        self._beside.show_main()

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        self.table.setColumnHidden(3, narrow)

    def _to_feedback(self) -> None:
        self.desk.go("feedback")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back from a record to the list."""
        if event.key() == Qt.Key.Key_Escape and not self.table.hasFocus():
            self._beside.show_main()
        else:
            super().keyPressEvent(event)
