# SPDX-License-Identifier: MIT
"""Typing a sample again, blind: which slip it is by its number, and nothing of its first typing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from coprod_desktop.domain import forms
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.calls import Settling
from coprod_desktop.gui.stack.face import SlipFace
from coprod_desktop.services.entering.rekeying import Check


class AgainFace(SlipFace):
    """One slip of the sample after the other."""

    typed = Signal(object)
    """All of the sample is typed: a `Settling`."""
    left = Signal()
    given_up = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "rekey")
        self.check: Check | None = None
        self._flying = False
        self.where = words("", "lead")
        self.later = Button(self.tr("Go on later"), kind="quiet", icon="back")
        self.drop = Button(self.tr("Give this check up"), kind="quiet")
        self.later.clicked.connect(self.leave)
        self.drop.clicked.connect(self._drop)
        self.lay_out(self.later, self.drop)

    def go_on(self, check: Check, draft: dict[str, Any] | None = None, draft_id: str = "") -> None:
        """Type the next slip of this check; `draft` is what was half typed of it."""
        self._make_fields(check)
        self.banner.clear()
        self._show(check)
        if draft:
            self.fields.fill(draft.get("answers", {}))
            self.guard.fill(draft.get("guard", {}))
            self.fields.focus_first()
        self.keeper.begin(draft_id)

    def save_slip(self) -> None:
        """Keep this typing; the next slip of the sample is there, or the end."""
        if self.check is None or self._flying:
            return
        given = self.given()
        if given is None:
            return
        self._flying = True
        self._desk.jobs.run(
            calls.type_again,
            self.check,
            given,
            self.guard.escalations(),
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("feedback",),
        )

    def focus_first(self) -> None:
        """Put the focus into the slip."""
        if self.check is not None:
            self.fields.focus_first()

    def _show(self, check: Check) -> None:
        self.check = check
        slip = check.next
        if slip is None:
            return
        place = check.sample.index(slip) + 1
        self.heading.title.setText(self.tr("Type slip {number} again").format(number=slip.number))
        where = ", ".join(part for part in (check.wing, long_date(iso(check.date))) if part)
        self.heading.lead.setText(
            self.tr("{place} of {size} in the sample. {where}, stack of {slips} slips").format(
                place=place, size=len(check.sample), where=where, slips=check.slips
            )
        )
        self.where.setText(
            self.tr("Take slip number {number} from the top of the stack. Type what stands on it.")
            .format(number=slip.number)
        )  # fmt: skip
        self.fields.blockSignals(True)
        self.fields.fill({})
        self.fields.blockSignals(False)
        self.guard.clear()
        self.fields.focus_first()

    def _saved(self, settling: Settling) -> None:
        self._flying = False
        self._desk.note_saved()
        self.keeper.give_up()
        if settling.check.next is None:
            self.check = None
            self.typed.emit(settling)
            return
        self._show(settling.check)
        self.keeper.begin()

    def _not_saved(self, error: Exception) -> None:
        self._flying = False
        self.banner.show_error(error)

    def _values(self) -> dict[str, Any]:
        check = self.check
        slip = check.next if check is not None else None
        if check is None or slip is None:
            return {}
        return {
            "check": check.id,
            "number": slip.number,
            "answers": self.fields.answered(),
            "guard": self.guard.values(),
        }

    def leave(self) -> None:
        """Keep what was typed and go elsewhere."""
        self.keeper.flush()
        self.left.emit()

    def _drop(self) -> None:
        self.keeper.give_up()
        self.given_up.emit(self.check)

    def _make_fields(self, check: Check) -> None:
        self.where.setParent(None)  # it goes from slip to slip
        slip = self.make_fields(forms.load(check.form))
        slip.body.insertWidget(1, self.where)
        self.hold(slip)
