# SPDX-License-Identifier: MIT
"""Slip after slip: a number, words, Ctrl+Return; Ctrl+Z goes back as far as need be."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from coprod_desktop.domain import forms, ids, vocabulary
from coprod_desktop.domain.forms import Form
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Button, Card
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.responsive import Halves
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.face import SlipFace
from coprod_desktop.gui.stack.tally import Tally
from coprod_desktop.services.entering import stacks
from coprod_desktop.services.entering.stacks import Slip, Stack
from coprod_desktop.services.recording.records import Saved

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


class TypingFace(SlipFace):
    """The slip on screen, and the tally of those before it."""

    ended = Signal(object)
    """The stack is at its end: the `Stack`."""
    paused = Signal()
    resumed = Signal()
    """A slip is back to change: this face is wanted on screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, stacks.KIND)
        self.stack: Stack | None = None
        self._undoing = False
        self._question = ""
        self.tally: Tally
        self.back = Button(self.tr("Undo the last slip"), icon="undo")
        self.back.setToolTip("Ctrl+Z")
        self.pause = Button(self.tr("Pause"), kind="quiet")
        self.pause.setToolTip(self.tr("Go on later, where you left off (Escape)"))
        self.end = Button(self.tr("End of the stack"), kind="quiet", icon="tick")
        self.lay_out(self.back, self.end, self.pause)
        self.back.clicked.connect(self.undo)
        self.pause.clicked.connect(self.leave)
        self.end.clicked.connect(self._end)

    def go_on(self, stack: Stack) -> None:
        """Type the slips of this stack."""
        self._make_fields(forms.load(stack.form))
        self.heading.lead.setText(in_words(stack))
        self.banner.clear()
        self.say("")
        self._show(stack)

    def save_slip(self) -> None:
        """Save the slip on screen; the next is there at once, and what is typed now is its own.

        Several may be on their way: the lane that saves them keeps their order, and that of drafts.
        """
        if self.stack is None or self._undoing:
            return
        self.banner.clear()
        given = self.given()
        if given is None:
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
            self.say(self.tr("There is no slip to undo"))
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
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the focus into the slip."""
        if self.stack is not None:
            self.fields.focus_first()

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
        self.say(self.tr("✓ Slip {number} saved").format(number=number), "success")

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
        self.say(self.tr("Slip {number} is back to change").format(number=number), "hint")
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

    def leave(self) -> None:
        """Pause; the stack goes on where it was left."""
        self.keeper.flush()
        self.paused.emit()

    def _end(self) -> None:
        if self.stack is None:
            return
        if self.fields.answered():
            self.say(self.tr("Save this slip first, or empty it"), "warning")
            announce(self.state, self.state.text(), at_once=True)
            self.fields.focus_first()
            return
        self.keeper.flush()
        self.ended.emit(msgspec.structs.replace(self.stack, typed={}, ended=True))

    def _make_fields(self, form: Form) -> None:
        self._question, options = first_choice(form)
        slip = self.make_fields(form)
        self.tally = Tally(options)
        hint = Label(self.tr("Return goes on, Shift+Return begins a new line."))
        hint.setProperty("say", "hint")
        hint.setWordWrap(True)
        slip.body.addWidget(hint)
        slip.body.addStretch(1)
        count = Card(self.tr("This stack so far"))
        count.body.addWidget(self.tally)
        count.body.addStretch(1)
        self.hold(Halves(((slip, 5), (count, 3)), least=_WIDE))
