# SPDX-License-Identifier: MIT
"""The form of one comment, made of its parts: read into a record or a draft, filled from either."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.more import MorePart
from coprod_desktop.gui.feedback.replying import ReplyPart
from coprod_desktop.gui.feedback.said import REMEMBERED, PlacePart, WordsPart
from coprod_desktop.gui.feedback.sorting import SortingPart
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.folding import Fold
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.guards import PatientGuard, StaffGuard
from coprod_desktop.gui.responsive import Halves

_WIDE: Final = 900
_NOT_TYPED: Final = frozenset({*REMEMBERED, "answers", "slip_code", "reply_by", "guard"})


class FeedbackForm(QWidget):
    """Where, what was said, and what staff add, in the order the eye goes."""

    edited = Signal()
    print_asked = Signal(str, str)
    """The reply slip is to be printed: its code, and in words how the reply comes."""
    looked_through = Signal()
    """`record` had to wait for many words to be looked through: ask it again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._form = forms.load(forms.DEFAULT_FORM)
        self._base: Feedback | None = None
        self.place = PlacePart(desk.today)
        self.words = WordsPart(self._form)
        self.sorting = SortingPart(desk)
        self.reply = ReplyPart(desk)
        self.more = MorePart()
        self.staff_note: Row[Any] = Row(
            self.tr("Staff note"),
            WordsField(2, 8),
            hint=self.tr("Kept apart from the patient’s words. No names."),
        )
        self.guard = PatientGuard(desk)
        self.help = StaffGuard(desk, "staff_note")
        self.fold = Fold(
            self.tr("More about this comment"), self.more, self.more.ok_to_quote.field, "Alt+M"
        )
        self.parts = (self.place, self.words, self.sorting, self.reply, self.more)
        self.rows = [*(row for part in self.parts[:4] for row in part.rows), self.staff_note]
        self.rows += self.more.rows
        # What the rest of the program and its tests call by name.
        self.date, self.wing = self.place.date, self.place.wing
        self.service, self.channel = self.place.service, self.place.channel
        self.answers = self.words.answers
        self.themes, self.kind = self.sorting.themes, self.sorting.kind
        self.who_can_fix = self.sorting.who_can_fix
        self.wants_reply, self.slip = self.reply.wants_reply, self.reply.slip
        self.ok_to_quote = self.more.ok_to_quote
        self._build()
        self._listen()

    def values(self) -> dict[str, Any]:
        """All fields as plain values, for a draft."""
        return {
            **self.place.values(),
            "answers": self.words.values(),
            **self.sorting.values(),
            **self.reply.values(),
            "staff_note": self.staff_note.field.text(),
            **self.more.values(),
            "guard": self.guard.values(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show a draft's values; what it lacks is emptied."""
        self.blockSignals(True)
        for part in (self.place, self.sorting, self.reply, self.more):
            part.fill(values)
        self.words.fill(values.get("answers", {}))
        self.staff_note.field.setPlainText(str(values.get("staff_note", "")))
        self.guard.fill(values.get("guard", {}))
        self.help.clear()
        self.clear_errors()
        self.blockSignals(False)
        self.fold.set_open(on=bool(self.more.said()))
        self.sorting.look(self.words.text())

    def show_record(self, record: Feedback, record_id: str = "") -> None:
        """Show a saved comment, to revise it; what the form has no field for is kept."""
        self._base = record
        self.reply.begin(record_id)
        values = msgspec.to_builtins(record)
        self.fill({**values, "answers": dict(record.answers)})
        self.date.field.set_date(record.date)
        self.guard.show_escalations(record.escalations)

    def start(self, usual: dict[str, Any]) -> None:
        """Empty the form, but for what is the same as last time."""
        self._base = None
        self.reply.begin("")
        self.fill(usual)

    def usual(self) -> dict[str, Any]:
        """What the next comment is likely to share with this one."""
        return self.place.values()

    def has_words(self) -> bool:
        """Whether anything but the remembered fields is filled in."""
        values = self.values()
        return any(values["answers"].values()) or any(
            values[name] for name in values if name not in _NOT_TYPED
        )

    def record(self, site: str) -> Feedback | None:
        """The comment as a record, or None after showing what is wrong."""
        self.clear_errors()
        date, answers, reply = self.place.day(), self.words.given(), self.reply.given()
        wrong = self.first_wrong()
        if wrong is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
        if wrong is not None or date is None or answers is None or reply is None:
            return None
        if not self.guard.ready():
            return None
        values = self.values()
        base = self._base or Feedback(date=date, form=self._form.id, answers={}, site=site)
        kept = {name: each for name, each in base.answers.items() if name not in self.answers}
        return msgspec.structs.replace(
            base,
            date=date,
            answers={**kept, **answers},
            wing=values["wing"].strip(),
            service=values["service"].strip(),
            channel=values["channel"],
            themes=tuple(values["themes"]),
            who_can_fix=values["who_can_fix"],
            kind=values["kind"],
            staff_note=values["staff_note"],
            status=base.status or "new",
            escalations=self.guard.escalations(),
            ok_to_quote=values["ok_to_quote"],
            written_by=values["written_by"].strip(),
            language=values["language"].strip(),
            helped=values["helped"],
            **reply,
        )

    def first_wrong(self) -> Row[Any] | None:
        """The first row with an error, which is where the focus belongs."""
        return next((row for row in self.rows if row.error.text()), None)

    def clear_errors(self) -> None:
        """Take every error away."""
        for row in self.rows:
            if row.error.text():
                row.set_error("")

    def focus_words(self) -> None:
        """Put the cursor where typing begins: the first thing not filled in yet."""
        start = self.date if self.date.field.date() is None else next(iter(self.answers.values()))
        (start.field.focusProxy() or start.field).setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        said = Card(self.tr("What was said"))
        said.body.addWidget(self.place)
        said.body.addWidget(self.words)
        said.body.addWidget(self.guard)
        said.body.addStretch(1)
        added = Card(self.tr("What staff add"))
        for widget in (self.sorting, self.reply, self.staff_note, self.help, self.fold):
            added.body.addWidget(widget)
        added.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.halves = Halves(((said, 2), (added, 1)), least=_WIDE)
        whole.addWidget(self.halves)

    def _listen(self) -> None:
        for part in self.parts:
            part.edited.connect(self.edited)
        self.words.edited.connect(self._words_changed)
        self.more.edited.connect(self._more_changed)
        self.staff_note.field.textChanged.connect(self.edited)
        self.fold.turned.connect(self._more_changed)
        self.reply.print_asked.connect(self.print_asked)
        for field in self.words.words_fields():
            self.guard.watch(field)
        self.guard.watch(self.staff_note.field)
        self.help.watch(self.staff_note.field)
        self.guard.looked_through.connect(self.looked_through)
        for each in (self.guard, self.help):
            each.edited.connect(self.edited)

    def _words_changed(self) -> None:
        if not self.signalsBlocked():
            self.sorting.look(self.words.text())

    def _more_changed(self) -> None:
        self.fold.summarise(self.more.said())
