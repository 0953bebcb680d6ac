# SPDX-License-Identifier: MIT
"""The first page: what needs me now, and a line to note something quickly."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from coprod_desktop.gui.dates import iso, long_date, moment, relative
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, Tile
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner
from coprod_desktop.services import drafts, exchange, lists
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.lists import ActionRow, Query

_SOON_DAYS: Final = 7
_MOST: Final = 6
_READ: Final = 500
_WIDE: Final = 900


@dataclass(frozen=True)
class _Now:
    drafts: tuple[Draft, ...]
    actions: tuple[ActionRow, ...]
    unsent: int
    last_sent: Any


def _look(session: Any) -> _Now:
    rows = lists.page(session, "action", Query(status="open"), limit=_READ)
    sent = exchange.history(session)
    return _Now(
        drafts.mine(session),
        tuple(row for row in rows if isinstance(row, ActionRow)),
        lists.counts(session).unsent,
        sent[0] if sent else None,
    )


class TodayPage(Page):
    """Drafts, actions due and the bundle, each one press away."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._note_draft = ""
        self.banner = Banner()
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("for example: medicines were late on B wing again"))
        self.note.returnPressed.connect(self._note)
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
        self.drafts = Card(self.tr("My drafts"))
        self.actions_due = Card(self.tr("Actions due"))
        self.bundle = Card(self.tr("Sending to the office"))
        self.heading = Heading(self.tr("Today"))
        scroll = Scroll()
        for widget in (self.heading, self.banner, quick):
            scroll.body.addWidget(widget)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.drafts)
        left.addWidget(self.bundle)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.actions_due)
        right.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(16)
        self._halves.addLayout(left, 1)
        self._halves.addLayout(right, 1)
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
        today = self.desk.today()
        names = (
            self.tr("Monday"),
            self.tr("Tuesday"),
            self.tr("Wednesday"),
            self.tr("Thursday"),
            self.tr("Friday"),
            self.tr("Saturday"),
            self.tr("Sunday"),
        )
        self.heading.lead.setText(f"{names[today.weekday()]} {long_date(today)}")
        self.heading.lead.show()
        self._ask()
        self.note.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Look again when it may matter."""
        if self.isVisible():
            self._ask()
        del changed

    def _ask(self) -> None:
        self.desk.jobs.run(
            _look, owner=self, done=self._show, failed=self.banner.show_error, key="today"
        )

    def _note(self) -> None:
        text = self.note.text().strip()
        if not text:
            self.desk.go("feedback", "new")
            return
        draft = Draft(
            id=drafts.new_id(),
            kind="feedback",
            form={
                "date": "today",
                "wing": self.desk.who.wing,
                "answers": {"what_better": text},
            },
        )
        self._note_draft = draft.id
        self.desk.jobs.run(
            drafts.keep,
            draft,
            owner=self,
            done=self._noted,
            failed=self.banner.show_error,
            changes=("draft",),
        )

    def _noted(self, _at: int) -> None:
        self.note.clear()
        self.desk.go("feedback", f"draft:{self._note_draft}")

    def _show(self, now: _Now) -> None:
        self._show_drafts(now.drafts)
        self._show_actions(now.actions)
        self._show_bundle(now.unsent, now.last_sent)

    def _show_drafts(self, mine: tuple[Draft, ...]) -> None:
        self.drafts.empty()
        if not mine:
            self.drafts.body.addWidget(
                words(self.tr("No drafts. What you type is kept here until you save it."), "soft")
            )
        for draft in mine[:_MOST]:
            meeting = draft.kind == "meeting"
            kind = self.tr("Meeting") if meeting else self.tr("Feedback")
            tile = Tile(
                "meetings" if meeting else "feedback",
                self._first_words(draft) or self.tr("Nothing typed yet"),
                self.tr("{kind}, kept {when}").format(kind=kind, when=moment(draft.at)),
            )
            tile.setProperty("page", "meetings" if meeting else "feedback")
            tile.setProperty("target", f"draft:{draft.id}")
            tile.clicked.connect(self._follow)
            self.drafts.body.addWidget(tile)
        if len(mine) > _MOST:
            self.drafts.body.addWidget(
                words(self.tr("and {number} more").format(number=len(mine) - _MOST), "soft")
            )

    def _show_actions(self, rows: tuple[ActionRow, ...]) -> None:
        self.actions_due.empty()
        today = self.desk.today()
        due = [
            (day, row)
            for row in rows
            if (day := iso(row.due)) and day <= today + datetime.timedelta(days=_SOON_DAYS)
        ]
        due.sort(key=lambda pair: pair[0])
        if not due:
            self.actions_due.body.addWidget(
                words(self.tr("Nothing is due in the next 7 days."), "soft")
            )
        for day, row in due[:_MOST]:
            when = relative(day, today)
            state = (
                self.tr("Overdue: was due {when}") if day < today else self.tr("Due {when}")
            ).format(when=when)
            detail = f"{row.owner_role} · {state}" if row.owner_role else state
            tile = Tile(
                "warning" if day < today else "actions",
                row.text,
                detail,
                ink="warning" if day < today else "accent",
            )
            tile.setProperty("page", "actions")
            tile.setProperty("target", row.id)
            tile.clicked.connect(self._follow)
            self.actions_due.body.addWidget(tile)
        if len(due) > _MOST:
            self.actions_due.body.addWidget(
                words(self.tr("and {number} more").format(number=len(due) - _MOST), "soft")
            )

    def _show_bundle(self, unsent: int, last: Any) -> None:
        self.bundle.empty()
        if unsent == 0:
            text = self.tr("The office has everything recorded here.")
        elif last is None:
            text = self.tr("Nothing has been sent yet. {unsent} changes are waiting.").format(
                unsent=f"{unsent:,}"
            )
        else:
            text = self.tr("{unsent} changes are waiting. The last bundle was made {when}.").format(
                unsent=f"{unsent:,}", when=moment(last.at)
            )
        self.bundle.body.addWidget(words(text))
        if unsent and self.desk.who.manages:
            tile = Tile(
                "exchange",
                self.tr("Make a bundle"),
                self.tr("Encrypted, and only the office can read it."),
            )
            tile.setProperty("page", "exchange")
            tile.setProperty("target", "")
            tile.clicked.connect(self._follow)
            self.bundle.body.addWidget(tile)

    def _first_words(self, draft: Draft) -> str:
        form = draft.form
        answers: dict[str, Any] = form.get("answers", {})
        texts = [str(form.get("title", "")), *(each for each in answers.values() if each)]
        texts.append(str(form.get("staff_note", "")))
        found = next((str(text) for text in texts if isinstance(text, str) and text.strip()), "")
        longest = 90
        return found if len(found) <= longest else f"{found[:longest].rstrip()}…"

    def _follow(self) -> None:
        tile = self.sender()
        if tile is not None:
            self.desk.go(str(tile.property("page")), str(tile.property("target")))
