# SPDX-License-Identifier: MIT
"""Slip after slip: a number, words, Ctrl+Return; Ctrl+Z goes back as far as need be."""

from __future__ import annotations

import datetime
from collections import Counter
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import forms, ids, vocabulary
from coprod_desktop.domain.forms import Form
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.forms import SAVE_KEYS, on_keys, restyle
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, discard
from coprod_desktop.gui.guards import PatientGuard
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.responsive import Foot
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.slip_fields import SlipFields
from coprod_desktop.gui.stack.tally import Tally
from coprod_desktop.services import stacks
from coprod_desktop.services.records import Saved
from coprod_desktop.services.stacks import Slip, Stack

_WIDE: Final = 800


def first_choice(form: Form) -> tuple[str, list[tuple[int, str]]]:
    """The question that the tally counts, with its answers; nothing where a form has none."""
    for question in form.questions:
        if question.kind == "choice":
            return question.id, [(each.code, each.text) for each in question.options]
    return "", []


def in_words(stack: Stack) -> str:
    """What all slips of a stack share, in a line."""
    channel = vocabulary.say(vocabulary.CHANNELS, stack.channel)
    parts = (stack.wing, long_date(stack.date), stack.service, channel)
    return " · ".join(part for part in parts if part)


class TypingFace(QWidget):
    """The slip on screen, and the tally of those before it."""

    ended = Signal(object)
    """The stack is at its end: the `Stack`."""
    paused = Signal()
    resumed = Signal()
    """A slip is back to change: this face is wanted on screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.stack: Stack | None = None
        self._undoing = False
        self._question = ""
        self._holder: QWidget | None = None
        self.fields: SlipFields
        self.tally: Tally
        self.guard: PatientGuard
        self.keeper = DraftKeeper(desk, stacks.KIND, self._values)
        self.banner = Banner()
        self.heading = Heading("", " ")
        self.state = QLabel()
        self.state.setProperty("say", "hint")
        self.save = Button(self.tr("Save and go on"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.back = Button(self.tr("Undo the last slip"), icon="undo")
        self.back.setToolTip("Ctrl+Z")
        self.pause = Button(self.tr("Pause"), kind="quiet")
        self.pause.setToolTip(self.tr("Go on later, where you left off (Escape)"))
        self.end = Button(self.tr("End of the stack"), kind="quiet", icon="tick")
        self._build()
        self.save.clicked.connect(self.save_slip)
        self.back.clicked.connect(self.undo)
        self.pause.clicked.connect(self._pause)
        self.end.clicked.connect(self._end)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.banner.show_error)
        on_keys(self, self.save_slip, *SAVE_KEYS)

    def go_on(self, stack: Stack) -> None:
        """Type the slips of this stack."""
        self._make_fields(forms.load(stack.form))
        self.heading.lead.setText(in_words(stack))
        self.banner.clear()
        self._say("", "hint")
        self._show(stack)

    def save_slip(self) -> None:
        """Save the slip on screen; the next is there at once, and what is typed now is its own.

        Several may be on their way: the lane that saves them keeps their order, and that of drafts.
        """
        if self.stack is None or self._undoing:
            return
        self.fields.clear_errors()
        self.banner.clear()
        given = self.fields.given()
        if given is None:
            self.fields.focus_first()
            return
        if not self.guard.ready():
            return
        made = stacks.record(self.stack, self._desk.who.site, given, self.guard.escalations())
        before = msgspec.structs.replace(self.stack, typed=self._typed())
        choice = given.get(self._question, 0)
        slip = Slip(ids.new_id(), choice if isinstance(choice, int) else 0)
        after = stacks.with_slip(before, slip)
        self._show(after)
        self._desk.jobs.run(
            calls.save,
            after,
            made,
            owner=self,
            done=partial(self._saved, len(after.slips)),
            failed=partial(self._not_saved, slip, before.typed),
            changes=("feedback", "draft"),
        )

    def undo(self) -> None:
        """Take the last slip back: it is on screen again, and in the bin until it is saved."""
        if self.stack is None or self._undoing:
            return
        if not self.stack.slips:
            self._say(self.tr("There is no slip to undo"), "hint")
            announce(self.state, self.state.text())
            return
        self._undoing = True
        now = msgspec.structs.replace(self.stack, typed=self._typed())
        self._desk.jobs.run(
            calls.take_back,
            now,
            owner=self,
            done=partial(self._taken_back, now),
            failed=self._not_taken_back,
            changes=("feedback", "draft"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z where there is no typing to take back, Return on the button, Escape."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.save.hasFocus():
            self.save_slip()
        elif event.key() == Qt.Key.Key_Escape:
            self._pause()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the focus into the slip."""
        if self.stack is not None:
            self.fields.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tally under the slip where there is no room beside."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """As `resizeEvent`, when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _typed(self) -> dict[str, Any]:
        return {"answers": self.fields.answered(), "guard": self.guard.values()}

    def _values(self) -> dict[str, Any]:
        if self.stack is None:
            return {}
        return stacks.form_values(msgspec.structs.replace(self.stack, typed=self._typed()))

    def _show(self, stack: Stack) -> None:
        self.stack = stack
        self.keeper.begin(stack.id)
        typed = stack.typed
        for each in (self.fields, self.guard):
            each.blockSignals(True)
        self.fields.fill(typed.get("answers", {}))
        self.guard.fill(typed.get("guard", {}))
        if typed.get("escalations"):
            passed_on = msgspec.convert(typed["escalations"], tuple[Escalation, ...])
            self.guard.show_escalations(passed_on)
        for each in (self.fields, self.guard):
            each.blockSignals(False)
        self.fields.clear_errors()
        self.tally.show_counts(Counter(slip.choice for slip in stack.slips))
        self.heading.title.setText(self.tr("Slip {number}").format(number=stack.number))
        self.back.setEnabled(bool(stack.slips))
        self.fields.focus_first()

    def _saved(self, number: int, saved: Saved) -> None:
        self._desk.note_saved()
        self._offer(number, saved.id)
        self._say(self.tr("✓ Slip {number} saved").format(number=number), "success")

    def _not_saved(self, slip: Slip, typed: dict[str, Any], error: Exception) -> None:
        """Show it again; what was begun meanwhile waits behind it."""
        if self.stack is None:
            return
        now = self._typed()
        waiting = (now, *self.stack.waiting) if now["answers"] else self.stack.waiting
        slips = tuple(each for each in self.stack.slips if each is not slip)
        self._show(msgspec.structs.replace(self.stack, slips=slips, typed=typed, waiting=waiting))
        self.keeper.touched()
        self.banner.show_error(error)
        self.save.setFocus()  # what is being typed is of another slip

    def _taken_back(self, sent: Stack, after: Stack) -> None:
        self._undoing = False
        now = self._typed()
        if now != sent.typed:  # a key came in between
            rest = after.waiting[1:] if sent.typed["answers"] else after.waiting
            after = msgspec.structs.replace(after, waiting=(now, *rest))
        self._show(after)
        if now != sent.typed:
            self.keeper.touched()
        number = after.number
        self._say(self.tr("Slip {number} is back to change").format(number=number), "hint")
        announce(self.state, self.state.text())
        if after.slips:
            self._offer(len(after.slips), after.slips[-1].id)
        else:
            self._desk.end_undo(self)
        self.resumed.emit()

    def _offer(self, number: int, slip: str) -> None:
        text = self.tr("Slip {number} saved").format(number=number)
        self._desk.offer_undo(text, partial(self._undo_offered, slip), self)

    def _undo_offered(self, slip: str) -> None:
        """Once its stack is closed, a slip is a comment like others: it only goes to the bin."""
        if self.stack is not None and any(each.id == slip for each in self.stack.slips):
            self.undo()
            return
        self._desk.jobs.run(
            calls.put_away,
            slip,
            owner=self,
            failed=self.banner.show_error,
            changes=("feedback",),
        )

    def _not_taken_back(self, error: Exception) -> None:
        self._undoing = False
        self.banner.show_error(error)

    def _pause(self) -> None:
        self.keeper.flush()
        self.paused.emit()

    def _end(self) -> None:
        if self.stack is None:
            return
        if self.fields.answered():
            self._say(self.tr("Save this slip first, or empty it"), "warning")
            announce(self.state, self.state.text(), at_once=True)
            self.fields.focus_first()
            return
        self.keeper.flush()
        self.ended.emit(msgspec.structs.replace(self.stack, typed={}, ended=True))

    def _kept(self, when: datetime.datetime) -> None:
        self._say(self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"), "hint")

    def _say(self, text: str, say: str) -> None:
        self.state.setText(text)
        restyle(self.state, "say", say)

    def _make_fields(self, form: Form) -> None:
        self._question, options = first_choice(form)
        if self._holder is not None:
            discard(self._holder)
        self.fields = SlipFields(form)
        self.tally = Tally(options)
        self.fields.edited.connect(self.keeper.touched)
        self.fields.finished.connect(self.save.setFocus)
        self.guard = PatientGuard(self._desk)
        self.guard.edited.connect(self.keeper.touched)
        self.guard.looked_through.connect(self.save_slip)
        for field in self.fields.words_fields():
            self.guard.watch(field)
        slip = Card()
        slip.body.addWidget(self.fields)
        slip.body.addWidget(self.guard)
        hint = QLabel(self.tr("Return goes on, Shift+Return begins a new line."))
        hint.setProperty("say", "hint")
        hint.setWordWrap(True)
        slip.body.addWidget(hint)
        slip.body.addStretch(1)
        count = Card(self.tr("This stack so far"))
        count.body.addWidget(self.tally)
        count.body.addStretch(1)
        self._holder = QWidget()
        self._holder.setProperty("part", "canvas")
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._holder)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(16)
        self._halves.addWidget(slip, 5)
        self._halves.addWidget(count, 3)
        self._column.insertWidget(2, self._holder)
        self._arrange()

    def _arrange(self) -> None:
        if self._holder is not None:
            wide = self.width() >= self._desk.theme.px(_WIDE)
            direction = QBoxLayout.Direction
            self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _build(self) -> None:
        scroll = Scroll()
        self._column = scroll.body
        for widget in (self.heading, self.banner):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.heading.lead.show()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(Foot(self.save, self.back, self.end, self.pause, self.state))
