# SPDX-License-Identifier: MIT
"""The first page: what needs me now, and a line to note something quickly."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from coprod_desktop.gui import catching_up
from coprod_desktop.gui.dates import iso, local, long_date, moment, relative
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.exchange.receipts import late
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, Tile
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.services import answers, care, drafts, exchange, lists, recovery
from coprod_desktop.services.answers import Unheard
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.exchange import SentBundle
from coprod_desktop.services.lists import ActionRow, Query

_SOON_DAYS: Final = 7
_MOST: Final = 6
_READ: Final = 500
_WIDE: Final = 900
_DAY_MS: Final = 86_400_000
_BACKUP_DAYS: Final = 30
"""So old may a backup be before the head is reminded."""


@dataclass(frozen=True)
class _Now:
    """What the page shows. `records` counts all there is; times are UTC milliseconds."""

    drafts: tuple[Draft, ...]
    actions: tuple[ActionRow, ...]
    unheard: tuple[Unheard, ...]
    unsent: int
    records: int
    sent: tuple[SentBundle, ...]
    backup: int | None
    sheet: bool
    now: int


def _look(session: Any) -> _Now:
    rows = lists.page(session, "action", Query(status="open"), limit=_READ)
    counts = lists.counts(session)
    return _Now(
        drafts.mine(session),
        tuple(row for row in rows if isinstance(row, ActionRow)),
        answers.unheard(session),
        counts.unsent,
        counts.feedback + counts.meeting + counts.action,
        exchange.history(session),
        care.last_backup(session),
        recovery.has_sheet(session),
        session.now(),
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
        self.answers = Card(self.tr("Answers to hand back"))
        self.bundle = Card(self.tr("Sending to the office"))
        self.backup = Card(self.tr("Backup"))
        self.sheet = Card(self.tr("Recovery sheet"))
        self.search = Banner(closable=False)
        desk.behind_changed.connect(self._say_behind)
        self.heading = Heading(self.tr("Today"))
        scroll = Scroll()
        for widget in (self.heading, self.banner, self.search, quick):
            scroll.body.addWidget(widget)
        left = QVBoxLayout()
        left.setSpacing(16)
        for card in (self.answers, self.drafts, self.bundle, self.sheet, self.backup):
            left.addWidget(card)
        left.addStretch(1)
        self.backup.hide()
        self.sheet.hide()
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
        self._show_answers(now.unheard)
        self._show_drafts(now.drafts)
        self._show_actions(now.actions)
        self._show_bundle(now)
        self._show_sheet(now)
        self._show_backup(now)
        self._say_behind(self.desk.behind)

    def _show_drafts(self, mine: tuple[Draft, ...]) -> None:
        self.drafts.empty()
        if not mine:
            self.drafts.body.addWidget(
                words(self.tr("No drafts. What you type is kept here until you save it."), "soft")
            )
        for draft in mine[:_MOST]:
            where, kind = {
                "meeting": ("meetings", self.tr("Meeting")),
                "stack": ("stack", self.tr("Stack of paper slips")),
                "rekey": ("stack", self.tr("Slips typed again")),
            }.get(draft.kind, ("feedback", self.tr("Feedback")))
            tile = self._tile(
                where,
                self._first_words(draft) or self.tr("Nothing typed yet"),
                self.tr("{kind}, kept {when}").format(kind=kind, when=moment(draft.at)),
                where,
                f"draft:{draft.id}",
            )
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
            icon, ink = ("warning", "warning") if day < today else ("actions", "accent")
            tile = self._tile(icon, row.text, detail, "actions", row.id, ink)
            self.actions_due.body.addWidget(tile)
        if len(due) > _MOST:
            self.actions_due.body.addWidget(
                words(self.tr("and {number} more").format(number=len(due) - _MOST), "soft")
            )

    def _show_answers(self, unheard: tuple[Unheard, ...]) -> None:
        self.answers.empty()
        self.answers.setVisible(bool(unheard))
        for each in unheard[:_MOST]:
            wants = (
                self.tr("Wants a reply, slip {code}").format(code=each.slip_code)
                if each.slip_code
                else self.tr("Wants a reply")
                if each.wants_reply
                else ""
            )
            when = self.tr("answered {when}").format(
                when=relative(local(each.at).date(), self.desk.today())
            )
            text = each.excerpt or self.tr("No words, only an answer")
            detail = " · ".join(part for part in (wants, when) if part)
            tile = self._tile("reply", text, detail, "feedback", each.feedback)
            self.answers.body.addWidget(tile)
        if len(unheard) > _MOST:
            more = self.tr("and {number} more").format(number=len(unheard) - _MOST)
            self.answers.body.addWidget(words(more, "soft"))

    def _show_bundle(self, now: _Now) -> None:
        self.bundle.empty()
        manages = self.desk.who.manages
        if now.unsent == 0:
            text = self.tr("The office has everything recorded here.")
        elif not now.sent:
            text = self.tr("Nothing has been sent yet. {unsent} changes are waiting.").format(
                unsent=f"{now.unsent:,}"
            )
        else:
            text = self.tr(
                "{unsent} changes are not confirmed. The last bundle was made {when}."
            ).format(unsent=f"{now.unsent:,}", when=moment(now.sent[0].at))
        self.bundle.body.addWidget(words(text))
        overdue = late(now.sent, now.now)
        if overdue is not None:
            day = long_date(local(overdue.at).date())
            title = self.tr("No receipt for bundle {number} since {day}")
            self.bundle.body.addWidget(
                self._tile(
                    "warning",
                    title.format(number=overdue.seq, day=day),
                    self.tr("Ring the office: it can read a receipt out to you."),
                    "exchange",
                    "receipt" if manages else "history",
                    ink="warning",
                )
            )
        if now.unsent and manages:
            self.bundle.body.addWidget(
                self._tile(
                    "exchange",
                    self.tr("Stick round"),
                    self.tr("Hear from the office, and send what is new. Everything is encrypted."),
                    "exchange",
                    "",
                )
            )

    def _show_sheet(self, now: _Now) -> None:
        due = self.desk.who.manages and not now.sheet
        self.sheet.empty()
        self.sheet.setVisible(due)
        if due:
            title = self.tr("No recovery sheet was made yet")
            text = self.tr("With it on paper, a forgotten password locks nobody out.")
            self.sheet.body.addWidget(
                self._tile("key", title, text, "settings", "recovery", ink="warning")
            )

    def _show_backup(self, now: _Now) -> None:
        days = (now.now - now.backup) // _DAY_MS if now.backup is not None else None
        due = self.desk.who.manages and now.records > 0 and (days is None or days >= _BACKUP_DAYS)
        self.backup.empty()
        self.backup.setVisible(due)
        if not due:
            return
        title = (
            self.tr("No backup was made yet")
            if days is None
            else self.tr("The last backup is {days} days old").format(days=days)
        )
        text = self.tr("One encrypted file, kept on another drive.")
        self.backup.body.addWidget(
            self._tile("save", title, text, "settings", "care", ink="warning")
        )

    def _say_behind(self, behind: int) -> None:
        if behind:
            text = self.tr("Lists are complete. A search may miss what has just been taken in.")
            self.search.show_message(Message("info", catching_up.said(behind), text))
        else:
            self.search.clear()

    def _tile(
        self, icon: str, title: str, text: str, page: str, target: str, ink: str = "accent"
    ) -> Tile:
        tile = Tile(icon, title, text, ink=ink)
        tile.setProperty("page", page)
        tile.setProperty("target", target)
        tile.clicked.connect(self._follow)
        return tile

    def _first_words(self, draft: Draft) -> str:
        form = draft.form
        if draft.kind == "stack":
            typed = len(form.get("slips", ()))
            return self.tr("{typed} slips typed").format(typed=typed)
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
