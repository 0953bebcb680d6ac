# SPDX-License-Identifier: MIT
"""Writing a meeting's notes: drafts kept at every pause, Ctrl+Return saves, agreed ones locked."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain.records import Meeting
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import on_keys, restyle
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.listing import ListForm
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.meetings.beginning import BeginBar
from coprod_desktop.gui.meetings.calls import Begun, Shown
from coprod_desktop.gui.meetings.form import MeetingForm
from coprod_desktop.gui.meetings.reading import MeetingText
from coprod_desktop.gui.meetings.section import step
from coprod_desktop.gui.meetings.values import begun, template_of
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.services.loop.agendas import Template, beginning
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved

_NAMING: Final = "template_name"


class MeetingEditor(ListForm):
    """One meeting's notes."""

    reopened = Signal()
    """What was thrown away is had back: the form is to be on screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._record = ""
        self._draft: str | None = None
        self._waiting: Draft | None = None
        self._last = ""  # the meeting before, to begin as that one did
        self._locked = False
        self.form = MeetingForm(desk)
        self.keeper = DraftKeeper(desk, "meeting", self.values)
        self.banner = Banner()
        self.heading = Heading(self.tr("New meeting"))
        self.begin_bar = BeginBar(desk)
        self.text = MeetingText()
        self.reading = Card()
        self.reading.body.addWidget(self.text)
        self.state = Label()
        self.state.setProperty("say", "hint")
        self.save = Button(self.tr("Save meeting"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.correct = Button(self.tr("Correct the notes"), icon="edit")
        self.forum = Button(self.tr("Show on the projector"), icon="eye")
        self.forum.setToolTip("F11")
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self._build()
        self._listen()

    def start_new(self) -> None:
        """Begin notes of a meeting today."""
        self._open("", None)

    def start_next(self, after: str) -> None:
        """Begin the meeting that follows another."""
        self._begin("", None)
        self._fetch(calls.next_notes, after, False)

    def revise(self, record_id: str) -> None:
        """Change saved notes: what they said before stays in their story."""
        self._open(record_id, None)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft."""
        self._open(draft.record, draft)

    def values(self) -> dict[str, Any]:
        """The notes as a draft keeps them, with the name of a template that is half typed."""
        name = self.begin_bar.naming()
        return {**self.form.values(), **({_NAMING: name} if name else {})}

    def save_meeting(self) -> None:
        """Check and save the notes with all that they write, all or nothing."""
        if not self.save.isEnabled() or self.save.isHidden():
            return
        self.banner.clear()
        written = self.form.written(self.desk.who.site)
        if written is None:
            return
        self.save.setEnabled(False)
        self._draft = self.keeper.settled()
        self.desk.jobs.run(
            calls.save,
            written,
            self._record or None,
            self._draft,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("meeting", "action", "feedback", "draft"),
        )

    def leave_form(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.keeper.flush()
        self._close("")

    def show_forum(self) -> None:
        """Fill the window with the agenda for a projector."""
        if self.forum.isHidden():
            return
        from coprod_desktop.gui.meetings.forum import ForumView

        title = str(self.form.about.values()["title"])
        view = ForumView(self.form.notebook, self.form.carried, title, self.desk, self.window())
        view.moved_to.connect(self.form.agenda.go)
        view.finished.connect(partial(self._forum_left, view))
        view.begin(self.form.agenda.here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_form()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's name for it
        """Tab goes as the eye does, through what was made later too."""
        return step(self, forward=next) or super().focusNextPrevChild(next)

    # --- opening -------------------------------------------------------------------------------

    def _open(self, record_id: str, draft: Draft | None) -> None:
        self._begin(record_id, draft)
        if record_id:
            self._fetch(calls.saved_notes, record_id)
            return
        if draft is None:
            wing, title = self.desk.who.wing, self.tr("Patient forum")
            values = {"kind": "patient_forum", "wing": wing, "title": title}
        else:
            values = draft.form
        self._fetch_before(values)

    def _begin(self, record_id: str, draft: Draft | None) -> None:
        self.keeper.flush()
        self.keeper.begin(draft.id if draft is not None else "", record_id)
        self._record = record_id
        self._waiting = draft
        self.banner.clear()
        self._say("", "hint")
        new = not record_id
        self.heading.title.setText(self.tr("New meeting") if new else self.tr("Meeting notes"))
        self.begin_bar.setVisible(new)
        self.begin_bar.show_naming(str(draft.form.get(_NAMING, "")) if draft is not None else "")
        if new:
            self.begin_bar.ask()
        self.form.setEnabled(False)

    def _fetch_before(self, values: dict[str, Any]) -> None:
        from coprod_desktop.services.loop.meetings import Series

        names = ("kind", "wing", "title")
        series = Series(*(str(values.get(name, "")).strip() for name in names))
        self._fetch(calls.new_notes, series, self.desk.today())

    def _fetch(self, service: Any, *arguments: Any) -> None:
        self.desk.jobs.run(
            service,
            *arguments,
            owner=self,
            done=self._opened,
            failed=self.banner.show_error,
            key="meeting-open",
        )

    def _opened(self, opened: Begun) -> None:
        draft, self._waiting = self._waiting, None
        self.form.begin(opened, draft.form if draft is not None else {})
        self.form.setEnabled(True)
        self.begin_bar.say_last(there=bool(opened.before.last))
        self._last = opened.before.last
        notes = opened.notes
        stored = notes.stored if notes is not None else None
        agreed = (
            stored is not None
            and isinstance(stored.record, Meeting)
            and stored.record.status == "agreed"
        )
        mine = stored is None or stored.mine
        self._lock(on=not mine or (agreed and draft is None), mine=mine)
        if draft is not None:
            text = self.tr("This is your draft from {when}.").format(when=moment(draft.at))
            self.banner.show_message(Message("info", text))
        elif not mine:
            text = self.tr("Only the PC where it was written can change it.")
            self.banner.show_message(Message("info", text))
        self._go_in()

    def _lock(self, *, on: bool, mine: bool) -> None:
        """Show the notes to be read in place of the form, or the form."""
        self._locked = on
        self.form.setVisible(not on)
        self.reading.setVisible(on)
        for widget in (self.save, self.discard, self.forum):
            widget.setVisible(not on)
        self.correct.setVisible(on and mine)
        if on:
            self.desk.jobs.run(calls.shown, self._record, owner=self, done=self._show_text)

    def _show_text(self, shown: Shown) -> None:
        self.text.show_meeting(shown)

    def _correct(self) -> None:
        """Open agreed notes after all; what is corrected has to be said."""
        self._lock(on=False, mine=True)
        self.form.corrected.field.setFocus()

    def _go_in(self) -> None:
        if self._locked:
            (self.correct if self.correct.isVisible() else self.back).setFocus()
            return
        if self._record:
            self.form.agenda.editor.go_in()
            return
        field = self.form.about.title.field
        field.setFocus(Qt.FocusReason.TabFocusReason)
        field.selectAll()

    def _another_series(self) -> None:
        day = self.form.about.day() or self.desk.today()
        self.desk.jobs.run(
            calls.new_notes,
            self.form.series(),
            day,
            owner=self,
            done=self._taken_over,
            failed=self.banner.show_error,
            key="meeting-series",
        )

    def _taken_over(self, opened: Begun) -> None:
        self._last = opened.before.last
        self.begin_bar.say_last(there=bool(self._last))
        self.form.take_over(opened.before)

    # --- templates -----------------------------------------------------------------------------

    def _template(self, template: Template) -> None:
        day = self.form.about.day() or self.desk.today()
        meeting = beginning(template, day)
        values = begun(meeting)
        if not template.wing:
            values["wing"] = self.form.about.values()["wing"]
        self._replace(values, self.tr("Began with: {name}").format(name=template.name))

    def _as_last(self) -> None:
        if self._last:
            self.desk.jobs.run(
                calls.next_notes, self._last, True, owner=self, done=self._as_last_came
            )

    def _as_last_came(self, opened: Begun) -> None:
        if opened.meeting is None:
            return
        values = begun(opened.meeting)
        values["date"] = self.form.about.values()["date"]
        self._replace(values, self.tr("Began as last time"))

    def _replace(self, values: dict[str, Any], said: str) -> None:
        """Put other values into the form; what was typed before can be had back."""
        before = self.form.values()
        self._refill({**before, **values})
        self.desk.offer_undo(said, partial(self._refill, before), self.form.notebook)
        self.form.agenda.go(0)

    def _refill(self, values: dict[str, Any]) -> None:
        self.form.begin(Begun(None, None, self.form.before), values)
        self._another_series()
        self.keeper.touched()

    def _keep_template(self, name: str) -> None:
        self.begin_bar.keep_template(template_of(self.form.values(), name))

    # --- leaving -------------------------------------------------------------------------------

    def _saved(self, saved: tuple[Saved, ...]) -> None:
        self.save.setEnabled(True)
        self.desk.note_saved()
        done = tuple(each.id for each in saved)
        self.desk.offer_undo(self.tr("Meeting saved"), partial(self._undo, done))
        self._close(saved[0].id)

    def _close(self, saved: str) -> None:
        """Give way to the list; gone first, or both at once would force the window taller."""
        self.hide()
        self.closed.emit(saved)

    def _undo(self, saved: tuple[str, ...]) -> None:
        self.desk.jobs.run(
            calls.undo,
            saved,
            owner=self,
            failed=self.banner.show_error,
            changes=("meeting", "action", "feedback"),
        )

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
        self.keeper.begin(self._draft or "", self._record)
        self.keeper.touched()

    def _discard(self) -> None:
        values, record, held = self.values(), self._record, bool(self.keeper.id)
        self.keeper.give_up()
        self._close("")
        if held:
            self.desk.offer_undo(
                self.tr("Draft thrown away"), partial(self._have_back, values, record)
            )

    def _have_back(self, values: dict[str, Any], record: str) -> None:
        self.reopened.emit()
        self._open(record, Draft("", "meeting", values, record, 0))
        self.keeper.touched()

    def _forum_left(self, view: QWidget, _result: int = 0) -> None:
        view.deleteLater()
        self.form.agenda.show_all()
        self.form.agenda.editor.go_in()

    def _kept(self, when: datetime.datetime) -> None:
        self._say(self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"), "hint")

    def _say(self, text: str, say: str) -> None:
        self.state.setText(text)
        restyle(self.state, "say", say)

    def _listen(self) -> None:
        self.form.edited.connect(self.keeper.touched)
        self.form.series_changed.connect(self._another_series)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        self.begin_bar.template_chosen.connect(self._template)
        self.begin_bar.last_asked.connect(self._as_last)
        self.begin_bar.keep_asked.connect(self._keep_template)
        self.begin_bar.named.connect(self.keeper.touched)
        self.save.clicked.connect(self.save_meeting)
        self.correct.clicked.connect(self._correct)
        self.forum.clicked.connect(self.show_forum)
        self.discard.clicked.connect(self._discard)
        self.back.clicked.connect(self.leave_form)
        for keys, act in (
            ("Ctrl+Return", self.save_meeting),
            ("Ctrl+Enter", self.save_meeting),
            ("F11", self.show_forum),
        ):
            on_keys(self, act, keys)

    def _build(self) -> None:
        self.column = scroll = Scroll()
        for widget in (self.heading, self.banner, self.begin_bar, self.form, self.reading):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self.reading.hide()
        buttons = (self.save, self.correct, self.forum, self.back, self.discard, self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(Foot(*buttons))
