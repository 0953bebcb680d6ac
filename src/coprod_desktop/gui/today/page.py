# SPDX-License-Identifier: MIT
"""The first page: what needs somebody now, each one press away, and a line to note something."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from coprod_desktop.gui import catching_up
from coprod_desktop.gui.dates import weekday_date
from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, Tile, fact
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.today import lines
from coprod_desktop.gui.today.lines import Thing
from coprod_desktop.gui.today.notices import NoticesCard
from coprod_desktop.services.recording import drafts
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.today import Now

_MOST: Final = 5
_WIDE: Final = 900


def _look(session: Any, today: datetime.date) -> tuple[Now, int]:
    from coprod_desktop.services import today as services

    return services.look(session, today, _MOST), session.now()


class TodayPage(Page):
    """Sections of what needs somebody; one in which there is nothing is not shown."""

    HELP = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._note_draft = ""
        self.keeper = DraftKeeper(desk, "feedback", self._note_form)
        self.keeper.failed.connect(self._not_noted)
        self._shown: tuple[Any, ...] = ()
        self.banner = Banner()
        self.note = QLineEdit()
        self.notices = NoticesCard(desk)
        self.notices.failed.connect(self.banner.show_error)
        self.open = Card(self.tr("Still to be passed on"))
        self.complaints = Card(self.tr("Complaints"))
        self.answers = Card(self.tr("Answers to hand back"))
        self.drafts = Card(self.tr("My drafts"))
        self.actions_due = Card(self.tr("Actions due"))
        self.meetings = Card(self.tr("Meetings due"))
        self.unanswered = Card(self.tr("Without an answer"))
        self.bundle = Card(self.tr("Sending to the office"))
        self.backup = Card(self.tr("Backup"))
        self.sheet = Card(self.tr("Recovery sheet"))
        self.calm = Card()
        self.calm.body.addWidget(fact("success", "success", self.tr("Nothing needs you now.")))
        self.search = Banner(closable=False)
        desk.behind_changed.connect(self._say_behind)
        self.heading = Heading(self.tr("Today"))
        scroll = Scroll(widest=0)
        above = (self.heading, self.banner, self.search, self._quick(), self.notices, self.calm)
        for widget in above:
            scroll.body.addWidget(widget)
        self._left = (
            *(self.open, self.complaints, self.answers, self.drafts),
            *(self.sheet, self.backup),
        )
        self._right = (self.actions_due, self.meetings, self.unanswered, self.bundle)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(16)
        for cards in (self._left, self._right):
            half = QVBoxLayout()
            half.setSpacing(16)
            for card in cards:
                half.addWidget(card)
                card.hide()
            half.addStretch(1)
            self._halves.addLayout(half, 1)
        self.calm.hide()
        scroll.body.addLayout(self._halves)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards under each other where there is no room beside."""
        super().resizeEvent(event)
        wide = self.width() >= self.desk.theme.px(_WIDE)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def arrive(self, target: str) -> None:
        """Look again."""
        del target
        if self.keeper.id:  # it stands under the drafts by now
            self.keeper.begin()
            self.note.clear()
        self.heading.lead.setText(weekday_date(self.desk.today()))
        self.heading.lead.show()
        self._ask()
        self.note.setFocus()

    def leave(self) -> None:
        """Keep a note that is half typed."""
        self.keeper.flush()

    def store_changed(self, changed: Changed) -> None:
        """Look again; what is not on screen looks again when it comes."""
        del changed
        if self.isVisible():
            self._ask()

    def commands(self) -> Sequence[Command]:
        """Where the sections lead."""
        return (
            Command(self.tr("Replies to hand back"), self._go_replies),
            Command(self.tr("Complaints"), self._go_complaints),
        )

    def _quick(self) -> Card:
        self.note.setPlaceholderText(self.tr("for example: medicines were late on B wing again"))
        self.note.returnPressed.connect(self._note)
        self.note.textEdited.connect(self._note_typed)
        start = Button(self.tr("Start feedback"), icon="plus")
        start.clicked.connect(self._note)
        line = Row(
            self.tr("Quick note"),
            self.note,
            hint=self.tr("Type what was said and press Return. It becomes a draft at once."),
        )
        quick = Card()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(line, 1)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(start)
        row.addLayout(column)
        quick.body.addLayout(row)
        return quick

    def _ask(self) -> None:
        self.desk.jobs.run(
            _look,
            self.desk.today(),
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="today",
        )

    def _note(self) -> None:
        text = self.note.text().strip()
        if not text:
            self.desk.go("feedback", "new")
            return
        draft = Draft(self.keeper.settled() or drafts.new_id(), "feedback", self._note_form())
        self._note_draft = draft.id
        self.desk.jobs.run(
            drafts.keep,
            draft,
            owner=self,
            done=self._noted,
            failed=self._not_noted,
            changes=("draft",),
        )

    def _note_form(self) -> dict[str, Any]:
        """The note as the form of a comment would hold it."""
        return {
            "date": "today",
            "wing": self.desk.who.wing,
            "answers": {"what_better": self.note.text().strip()},
        }

    def _note_typed(self) -> None:
        if self.note.text().strip():
            self.keeper.touched()
        else:
            self.keeper.give_up()

    def _not_noted(self, error: Exception) -> None:
        self.keeper.begin()  # what stands in the line is nowhere else
        self.banner.show_error(error)

    def _noted(self, _at: int) -> None:
        self.note.clear()
        self.desk.go("feedback", f"draft:{self._note_draft}")

    def _show(self, answer: tuple[Now, int]) -> None:
        now, at = answer
        today, manages = self.desk.today(), self.desk.who.manages
        due = now.actions
        replies, more = now.replies, self._more
        sections: tuple[tuple[Card, list[Thing | None], Thing | None], ...] = (
            (self.open, [lines.open_one(each) for each in now.open], None),
            (
                self.complaints,
                [lines.complaint(each) for each in now.complaints],
                more(len(now.complaints), "complaints", ""),
            ),
            (
                self.answers,
                [lines.reply(each, today) for each in replies.oldest],
                more(replies.number, "actions", "replies", always=True),
            ),
            (self.drafts, [lines.draft(each) for each in now.drafts], None),
            (
                self.actions_due,
                [lines.action(row, today) for row in due.first],
                more(due.overdue + due.soon, "actions", "board"),
            ),
            (self.meetings, [lines.meeting(each, today) for each in now.meetings], None),
            (self.unanswered, [lines.unanswered(now)], None),
            (
                self.bundle,
                [
                    lines.receipt(now, at, manages=manages),
                    lines.stick_round(now, at) if manages else None,
                ],
                None,
            ),
            (self.sheet, [lines.sheet(now) if manages else None], None),
            (self.backup, [lines.backup(now, at) if manages else None], None),
        )
        if sections != self._shown:
            self._shown = sections
            focus = self._focused()
            for card, things, further in sections:
                self._fill(card, [each for each in things if each is not None], further)
            self._focus_again(focus)
        self.notices.show_notices(now.notices)
        anything = any(card.isVisibleTo(self) for card, *_ in sections)
        self.calm.setVisible(not anything and not self.notices.unread())
        self._say_behind(self.desk.behind)

    def _fill(self, card: Card, things: Sequence[Thing], further: Thing | None) -> None:
        card.empty()
        card.setVisible(bool(things))
        shown = list(things[:_MOST])
        if further is not None and things:
            shown.append(further)
        for thing in shown:
            card.body.addWidget(self._tile(thing))
        if further is None and len(things) > _MOST:
            text = self.tr("and {number} more").format(number=len(things) - _MOST)
            card.body.addWidget(words(text, "soft"))

    def _more(self, number: int, page: str, target: str, *, always: bool = False) -> Thing | None:
        """A line that leads to all of them, where there are more than are shown."""
        if number <= _MOST and not always:
            return None
        text = self.tr("Show all {number}").format(number=f"{number:,}")
        return Thing("list", text, "", page, target)

    def _tile(self, thing: Thing) -> Tile:
        tile = Tile(thing.icon, thing.title, thing.text, ink=thing.ink)
        tile.setProperty("page", thing.page)
        tile.setProperty("target", thing.target)
        tile.clicked.connect(self._follow)
        return tile

    def _focused(self) -> tuple[str, str]:
        focus = self.focusWidget()
        if not isinstance(focus, Tile):
            return "", ""
        return str(focus.property("page")), str(focus.property("target"))

    def _focus_again(self, place: tuple[str, str]) -> None:
        """Whoever stood on a line stands on it again, or where one begins."""
        if not any(place):
            return
        for tile in self._tiles():
            if (tile.property("page"), tile.property("target")) == place:
                tile.setFocus()
                return
        self.note.setFocus()

    def _tiles(self) -> Iterable[Tile]:
        for card in (*self._left, *self._right):
            yield from card.findChildren(Tile)

    def _say_behind(self, behind: int) -> None:
        if behind:
            text = self.tr("Lists are complete. A search may miss what has just been taken in.")
            self.search.show_message(Message("info", catching_up.said(behind), text))
        else:
            self.search.clear()

    def _follow(self) -> None:
        tile = self.sender()
        if tile is not None:
            self.desk.go(str(tile.property("page")), str(tile.property("target")))

    def _go_replies(self) -> None:
        self.desk.go("actions", "replies")

    def _go_complaints(self) -> None:
        self.desk.go("complaints")
