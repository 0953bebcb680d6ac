# SPDX-License-Identifier: MIT
"""Entering a comment: drafts kept at every pause, Ctrl+Return saves and starts the next."""

from __future__ import annotations

import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.feedback.form import FeedbackForm
from coprod_desktop.gui.forms import restyle
from coprod_desktop.gui.furniture import Button, Heading, Scroll
from coprod_desktop.gui.listing import ListForm
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.services.records import Saved, Stored


class EntryScreen(ListForm):
    """One form, for a new comment or for a revision."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._record = ""
        self._last = ""
        self._tally = 0
        self._then_close = False
        self._draft: str | None = None
        self.form = FeedbackForm(desk.today)
        self.keeper = DraftKeeper(desk, "feedback", self.form.values)
        self.banner = Banner()
        self.heading = Heading(self.tr("New feedback"))
        self.state = QLabel()
        self.state.setProperty("say", "hint")
        self.save_next = Button(self.tr("Save and start the next"), kind="primary")
        self.save_next.setToolTip("Ctrl+Return")
        self.save_close = Button(self.tr("Save and close"))
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self._build()
        self.form.edited.connect(self.keeper.touched)
        self.form.edited.connect(self._unsaved)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        self.save_next.clicked.connect(self.save_and_next)
        self.save_close.clicked.connect(self.save_and_close)
        self.discard.clicked.connect(self._discard)
        self.back.clicked.connect(self.leave_form)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save_and_next)

    def start_new(self) -> None:
        """Begin a comment, with what the last one shared."""
        self.keeper.flush()
        self._record = ""
        usual = self.desk.usual.get("feedback") or {
            "date": self.tr("today"),
            "wing": self.desk.who.wing,
        }
        self.form.start(usual)
        if usual.get("date") == self.tr("today"):
            self.form.date.field.set_date(self.desk.today())
        self.keeper.begin()
        self._face(self.tr("New feedback"), new=True)

    def resume(self, draft: Any) -> None:
        """Go on with a draft."""
        self.keeper.flush()
        self._record = draft.record
        self.form.start(draft.form)
        self.keeper.begin(draft.id, draft.record)
        self._face(self.tr("Draft feedback"), new=not draft.record)
        if draft.record:
            self._fetch_base(draft)

    def revise(self, stored: Stored) -> None:
        """Change a saved comment: the earlier words stay in its story."""
        self.keeper.flush()
        self._record = stored.id
        self.form.show_record(stored.record)  # pyright: ignore[reportArgumentType]
        self.keeper.begin("", stored.id)
        self._face(self.tr("Change feedback"), new=False)

    def save_and_next(self) -> None:
        """Save; a new comment is followed by the next, a revision goes back to the list."""
        self._then_close = bool(self._record)
        self._save()

    def save_and_close(self) -> None:
        """Save and go back to the list."""
        self._then_close = True
        self._save()

    def leave_form(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.keeper.flush()
        self.closed.emit(self._last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_form()
        else:
            super().keyPressEvent(event)

    def _fetch_base(self, draft: Any) -> None:
        def based(answer: Any) -> None:
            stored, _story = answer
            self.form.show_record(stored.record)
            self.form.fill(draft.form)

        self.desk.jobs.run(
            calls.one, draft.record, owner=self, done=based, failed=self.banner.show_error
        )

    def _save(self) -> None:
        if not self.save_next.isEnabled():
            return
        self.banner.clear()
        record = self.form.record(self.desk.who.site)
        if record is None:
            return
        self._busy(on=True)
        self.desk.usual["feedback"] = self.form.usual()
        draft = self._draft = self.keeper.settled()
        self.desk.jobs.run(
            calls.save,
            record,
            self._record or None,
            draft,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("feedback", "draft"),
        )

    def _saved(self, saved: Saved) -> None:
        self._busy(on=False)
        self._last = saved.id
        self.desk.note_saved()
        if self._then_close:
            self.closed.emit(saved.id)
            return
        self._tally += 1
        self.start_new()
        self._say(
            self.tr("✓ Saved, {number} so far. Ready for the next.").format(number=self._tally),
            "success",
        )

    def _not_saved(self, error: Exception) -> None:
        self._busy(on=False)
        self.banner.show_error(error)
        self.keeper.begin(self._draft or "", self._record)
        self.keeper.touched()

    def _discard(self) -> None:
        self.keeper.give_up()
        self.form.start({})
        self.closed.emit(self._last)

    def _kept(self, when: datetime.datetime) -> None:
        self._say(
            self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"),
            "hint",
        )

    def _unsaved(self) -> None:
        if self.state.property("say") == "success":
            self._say("", "hint")

    def _say(self, text: str, say: str) -> None:
        self.state.setText(text)
        restyle(self.state, "say", say)

    def _busy(self, *, on: bool) -> None:
        for button in (self.save_next, self.save_close, self.discard):
            button.setEnabled(not on)

    def _face(self, title: str, *, new: bool) -> None:
        self.heading.title.setText(title)
        self.save_next.setText(
            self.tr("Save and start the next") if new else self.tr("Save the change")
        )
        self.save_close.setVisible(new)
        self.banner.clear()
        self._say("", "hint")
        self.form.focus_words()

    def tell_resumed(self, when: str) -> None:
        """Say where the words on screen come from."""
        self.banner.show_message(
            Message("info", self.tr("This is your draft from {when}.").format(when=when))
        )

    def _build(self) -> None:
        scroll = Scroll()
        scroll.body.addWidget(self.heading)
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(self.form)
        scroll.body.addStretch(1)
        foot = Foot(self.save_next, self.save_close, self.back, self.discard, self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(foot)
