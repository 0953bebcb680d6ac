# SPDX-License-Identifier: MIT
"""Writing a meeting's notes: drafts kept at every pause, Ctrl+Return saves."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import restyle
from coprod_desktop.gui.furniture import Button, Heading, Scroll
from coprod_desktop.gui.listing import ListForm
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.calls import Opened
from coprod_desktop.gui.meetings.form import MeetingForm
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.records import Saved


class MeetingEditor(ListForm):
    """One meeting's notes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._record = ""
        self._draft: str | None = None
        self._waiting: Draft | None = None
        self.form = MeetingForm(desk.today)
        self.keeper = DraftKeeper(desk, "meeting", self.form.values)
        self.banner = Banner()
        self.heading = Heading(self.tr("New meeting"))
        self.state = QLabel()
        self.state.setProperty("say", "hint")
        self.save = Button(self.tr("Save meeting"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self._build()
        self.form.edited.connect(self.keeper.touched)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        self.save.clicked.connect(self.save_meeting)
        self.discard.clicked.connect(self._discard)
        self.back.clicked.connect(self.leave_form)
        for keys, act in (
            ("Ctrl+Return", self.save_meeting),
            ("Ctrl+Enter", self.save_meeting),
            ("Ctrl+I", self.form.add_item),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def start_new(self) -> None:
        """Begin notes of a meeting today."""
        self._open("", None)

    def revise(self, record_id: str) -> None:
        """Change saved notes: what they said before stays in their story."""
        self._open(record_id, None)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft."""
        self._open(draft.record, draft)

    def save_meeting(self) -> None:
        """Check and save the notes with their actions, all or nothing."""
        if not self.save.isEnabled():
            return
        self.banner.clear()
        found = self.form.records(self.desk.who.site)
        if found is None:
            return
        meeting, actions = found
        self.save.setEnabled(False)
        self._draft = self.keeper.settled()
        self.desk.jobs.run(
            calls.save,
            meeting,
            actions,
            self._record or None,
            self._draft,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("meeting", "action", "draft"),
        )

    def leave_form(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.keeper.flush()
        self.closed.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_form()
        else:
            super().keyPressEvent(event)

    def _open(self, record_id: str, draft: Draft | None) -> None:
        self.keeper.flush()
        self.keeper.begin(draft.id if draft is not None else "", record_id)
        self._record = record_id
        self._waiting = draft
        self.banner.clear()
        self._say("", "hint")
        self.heading.title.setText(
            self.tr("Meeting notes") if record_id else self.tr("New meeting")
        )
        self.form.setEnabled(False)
        self.desk.jobs.run(
            calls.opened,
            record_id,
            owner=self,
            done=self._opened,
            failed=self.banner.show_error,
            key="meeting-open",
        )

    def _opened(self, opened: Opened) -> None:
        draft, self._waiting = self._waiting, None
        if draft is not None:
            values = draft.form
        elif opened.stored is None:
            values: dict[str, Any] = {
                "date": "today",
                "wing": self.desk.who.wing,
                "title": self.tr("Patient forum"),
            }
        else:
            values = {}
        self.form.begin(opened, values)
        mine = opened.stored is None or opened.stored.mine
        self.form.setEnabled(mine)
        self.save.setVisible(mine)
        self.discard.setVisible(mine)
        if draft is not None:
            self.banner.show_message(
                Message(
                    "info",
                    self.tr("This is your draft from {when}.").format(when=moment(draft.at)),
                )
            )
        elif not mine:
            self.banner.show_message(
                Message("info", self.tr("Only the PC where it was written can change it."))
            )
        field = self.form.title.field
        field.setFocus(Qt.FocusReason.TabFocusReason)
        field.selectAll()

    def _saved(self, saved: tuple[Saved, ...]) -> None:
        self.save.setEnabled(True)
        self.desk.note_saved()
        self.closed.emit(saved[0].id)

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
        self.keeper.begin(self._draft or "", self._record)
        self.keeper.touched()

    def _discard(self) -> None:
        self.keeper.give_up()
        self.closed.emit("")

    def _kept(self, when: datetime.datetime) -> None:
        self._say(
            self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"),
            "hint",
        )

    def _say(self, text: str, say: str) -> None:
        self.state.setText(text)
        restyle(self.state, "say", say)

    def _build(self) -> None:
        self.column = scroll = Scroll()
        for widget in (self.heading, self.banner, self.form):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        foot = Foot(self.save, self.back, self.discard, self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(foot)
