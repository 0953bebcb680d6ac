# SPDX-License-Identifier: MIT
"""Entering a comment: drafts kept at every pause, Ctrl+Return saves and starts the next."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from coprod_desktop.domain.errors import SlipCodeTaken
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Command, Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.feedback import calls, entering
from coprod_desktop.gui.feedback.form import FeedbackForm
from coprod_desktop.gui.forms import on_keys, restyle
from coprod_desktop.gui.furniture import Button, Heading, Scroll
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.listing import ListForm
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.services.recording.records import Saved, Stored


class _Sent(NamedTuple):
    """What is on its way into the store, to be shown again if it does not arrive."""

    form: dict[str, Any]
    record: str
    draft: str


class EntryScreen(ListForm):
    """One form, for a new comment or for a revision."""

    HELP = "comments"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._record = ""
        self._last = ""
        self._tally = 0
        self._then_close = False
        self._sent: _Sent | None = None
        self._begun: dict[str, Any] = {}
        self.form = FeedbackForm(desk)
        self.keeper = DraftKeeper(desk, "feedback", self.form.values)
        self.banner = Banner()
        self.heading = Heading(self.tr("New feedback"))
        self.state = Label()
        self.state.setProperty("say", "hint")
        self.save_next = Button(self.tr("Save and start the next"), kind="primary")
        self.save_next.setToolTip("Ctrl+Return")
        self.save_close = Button(self.tr("Save and close"))
        self.save_close.setToolTip("Ctrl+Shift+Return")
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self._build()
        self.form.edited.connect(self.keeper.touched)
        self.form.edited.connect(self._unsaved)
        self.form.print_asked.connect(self._print)
        self.form.looked_through.connect(self._save)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        self.save_next.clicked.connect(self.save_and_next)
        self.save_close.clicked.connect(self.save_and_close)
        self.discard.clicked.connect(self._discard)
        self.back.clicked.connect(self.leave_form)
        for keys, act in self._keys():
            on_keys(self, act, keys)
        desk.jobs.run(entering.usual, owner=self, done=self._usual_came)

    def commands(self) -> Sequence[Command]:
        """What can be done in the form, for the command palette."""
        return (
            Command(self.save_next.text(), self.save_and_next, "Ctrl+Return"),
            Command(self.tr("Save and close"), self.save_and_close, "Ctrl+Shift+Return"),
            Command(self.tr("The patient wants a reply"), self.form.reply.turn, "Alt+R"),
            Command(self.tr("More about this comment"), self._turn_more, "Alt+M"),
        )

    def start_new(self) -> None:
        """Begin a comment, with what the last one shared."""
        self.keeper.flush()
        self._record = ""
        self.form.start(self._usual())
        self._begun = self.form.usual()
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
        self.form.show_record(stored.record, stored.id)  # pyright: ignore[reportArgumentType]
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

    def tell_resumed(self, when: str) -> None:
        """Say where the words on screen come from."""
        self.banner.show_message(
            Message("info", self.tr("This is your draft from {when}.").format(when=when))
        )

    def _usual(self) -> dict[str, Any]:
        today = long_date(self.desk.today())
        kept: dict[str, Any] = self.desk.usual.get("feedback") or {"wing": self.desk.who.wing}
        # Of yesterday's box the date is no longer likely; the rest is.
        same_day = kept.get("kept_on") == self.desk.today().isoformat()
        return {**kept, "date": kept.get("date") if same_day else today}

    def _usual_came(self, kept: dict[str, Any]) -> None:
        if not kept or self.desk.usual.get("feedback"):
            return
        self.desk.usual["feedback"] = kept
        if self._begun and not self._record and self.form.usual() == self._begun:
            self.form.place.fill(self._usual())
            self._begun = self.form.usual()

    def _fetch_base(self, draft: Any) -> None:
        def based(answer: Any) -> None:
            self.form.show_record(answer[0].record, draft.record)
            self.form.fill(draft.form)

        self.desk.jobs.run(
            calls.one, draft.record, owner=self, done=based, failed=self.banner.show_error
        )

    def _save(self) -> None:
        if self._sent is not None:
            return
        self.banner.clear()
        record = self.form.record(self.desk.who.site)
        if record is None:
            return
        shared = {**self.form.usual(), "kept_on": self.desk.today().isoformat()}
        self.desk.usual["feedback"] = shared
        sent = _Sent(self.form.values(), self._record, self.keeper.id)
        self._sent = sent
        self.desk.jobs.run(
            entering.save,
            record,
            self._record or None,
            self.keeper.settled(),
            shared,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("feedback", "draft"),
        )
        if self._then_close:
            self._busy(on=True)
        else:
            self.start_new()  # at once: what is typed now belongs to the next comment

    def _saved(self, saved: Saved) -> None:
        self._sent = None
        self._busy(on=False)
        self._last = saved.id
        self.desk.note_saved()
        text = self.tr("Comment saved") if saved.rev == 1 else self.tr("Change saved")
        self.desk.offer_undo(text, partial(self._undo, saved.id))
        if self._then_close:
            self.closed.emit(saved.id)
            return
        self._tally += 1
        self._say(
            self.tr("✓ Saved, {number} so far. Ready for the next.").format(number=self._tally),
            "success",
        )

    def _not_saved(self, error: Exception) -> None:
        sent, self._sent = self._sent, None
        self._busy(on=False)
        if sent is None:
            return
        if not self._then_close:
            self.keeper.flush()  # what was typed meanwhile is a draft of its own
            self._record = sent.record
            self.form.start(sent.form)
            self._face(self.tr("New feedback"), new=True)
        if isinstance(error, SlipCodeTaken):
            self.form.reply.say_taken(str(error.fields["code"]), str(error.fields["free"]))
        else:
            self.banner.show_error(error)
        self.keeper.begin(sent.draft, sent.record)
        self.keeper.touched()

    def _undo(self, record: str) -> None:
        self._tally = max(0, self._tally - 1)
        self.desk.jobs.run(
            entering.undo,
            record,
            owner=self,
            done=self._undone,
            failed=self.banner.show_error,
            changes=("feedback",),
        )

    def _undone(self, saved: Saved) -> None:
        text = (
            self.tr("Undone. The comment is in the bin.")
            if saved.rev == 2  # noqa: PLR2004 - what was new is in the bin now
            else self.tr("Undone. The comment says what it said before.")
        )
        self._say(text, "hint")
        announce(self.state, text)

    def _print(self, code: str, way: str) -> None:
        from coprod_desktop.gui.feedback.slip import preview

        day = self.form.date.field.date() or self.desk.today()
        place = (self.desk.who.site, self.form.wing.field.text().strip())
        preview(self.desk, self, code, day, place, way)

    def _discard(self) -> None:
        thrown = {"form": self.form.values(), "record": self._record}
        worth = self.form.has_words()
        self.keeper.give_up()
        self.form.start({})
        self.closed.emit(self._last)
        if worth:
            self.desk.offer_undo(self.tr("Draft thrown away"), partial(self._fetch_back, thrown))

    def _fetch_back(self, thrown: dict[str, Any]) -> None:
        self.desk.jobs.run(
            entering.bring_back,
            thrown,
            owner=self,
            done=self._is_back,
            failed=self.banner.show_error,
            changes=("draft",),
        )

    def _is_back(self, draft: str) -> None:
        self.desk.go("feedback", f"draft:{draft}")

    def _kept(self, when: datetime.datetime) -> None:
        if self.keeper.id:
            kept = self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}")
            self._say(" · ".join(part for part in (kept, self._so_far()) if part), "hint")

    def _unsaved(self) -> None:
        if self.state.property("say") == "success":
            self._say(self._so_far(), "hint")

    def _so_far(self) -> str:
        """How many were saved one after the other."""
        if not self._tally:
            return ""
        return self.tr("{number} saved so far").format(number=self._tally)

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

    def _turn_more(self) -> None:
        if self.form.fold.is_open():
            self.form.fold.set_open(on=False)
            self.form.fold.button.setFocus()
        else:
            self.form.fold.go_in()

    def _keys(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("Ctrl+Return", self.save_and_next),
            ("Ctrl+Enter", self.save_and_next),
            ("Ctrl+Shift+Return", self.save_and_close),
            ("Alt+R", self.form.reply.turn),
            ("Alt+M", self._turn_more),
            ("Alt+P", self._print_now),
        )

    def _print_now(self) -> None:
        if self.form.wants_reply.isChecked():
            self.form.reply.print.click()

    def _build(self) -> None:
        scroll = Scroll(widest=0)
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
