# SPDX-License-Identifier: MIT
"""What two typings came to: how far they agree, and which is right where they do not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from coprod_desktop.domain import agreeing
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, flowing
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.responsive import Columns, Foot
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.calls import Settling
from coprod_desktop.gui.stack.rates import answer_text, percent, question_text, said_rates
from coprod_desktop.services.entering.rekeying import Difference, Which


class SettleFace(QWidget):
    """The rates, and one difference after the other."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.settling: Settling | None = None
        self._flying = False
        self.banner = Banner()
        self.heading = Heading(self.tr("How far both typings agree"))
        self.rates = Card()
        self.differ = Card(self.tr("Where they differ"))
        self.first = Button(self.tr("The first typing is right"))
        self.second = Button(self.tr("The second typing is right"))
        self.first.clicked.connect(self._first)
        self.second.clicked.connect(self._second)
        self.close_it = Button(self.tr("Done"), kind="primary", icon="tick")
        self.close_it.clicked.connect(self.done)
        scroll = Scroll()
        for widget in (self.heading, self.banner, self.rates, self.differ):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(Foot(self.close_it))

    def show_settling(self, settling: Settling) -> None:
        """Show the rates, and the first difference that is left."""
        self.settling = settling
        check = settling.check
        self.rates.empty()
        overall = agreeing.overall(check.rates)
        text = self.tr("{share} of the answers agree, {agree} of {of}.")
        line = text.format(share=percent(overall), agree=overall.agree, of=overall.of)
        self.rates.body.addWidget(words(line, "lead"))
        for said in said_rates(check.rates):
            self.rates.body.addWidget(words(said))
        hint = self.tr(
            "Words agree when nine letters in ten are the same. Capitals and full stops do "
            "not count."
        )
        self.rates.body.addWidget(words(hint, "hint"))
        self._show_difference(settling)

    def _show_difference(self, settling: Settling) -> None:
        for button in (self.first, self.second):
            button.setParent(None)
        self.differ.empty()
        if not settling.differences:
            done = self.tr("✓ Nothing is left to settle.")
            self.differ.body.addWidget(words(done, "success"))
            announce(self.differ, done)
            self.close_it.setFocus()
            return
        now = settling.differences[0]
        left = len(settling.differences)
        about = self.tr("Slip {number}: {question}").format(
            number=now.slip, question=question_text(now.question, settling.check.form)
        )
        self.differ.body.addWidget(words(about, "subheading"))
        many = self.tr("1 difference left") if left == 1 else self.tr("{left} differences left")
        self.differ.body.addWidget(words(many.format(left=left), "soft"))
        check = settling.check
        pair = (
            (self._typing(self.tr("First, by {who}").format(who=check.first), now, "first"), 1),
            (self._typing(self.tr("Second, by {who}").format(who=check.second), now, "second"), 1),
        )
        self.differ.body.addWidget(Columns(pair, wide=2, narrow=1, least=560))
        self.differ.body.addWidget(flowing(self.first, self.second))
        self.first.show()
        self.second.show()
        self.first.setFocus()
        announce(self.differ, about)

    def _typing(self, title: str, difference: Difference, which: Which) -> QWidget:
        form = self.settling.check.form if self.settling is not None else ""
        answer = difference.first if which == "first" else difference.second
        well = QFrame()
        well.setProperty("part", "well")
        column = QVBoxLayout(well)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addWidget(words(title, "label"))
        text = words(answer_text(difference.question, answer, form), "lead")
        column.addWidget(text)
        well.setAccessibleName(f"{title}: {text.text()}")
        return well

    def _first(self) -> None:
        self._settle("first")

    def _second(self) -> None:
        self._settle("second")

    def _settle(self, right: Which) -> None:
        if self.settling is None or not self.settling.differences or self._flying:
            return
        self._flying = True
        now = self.settling.differences[0]
        self._desk.jobs.run(
            calls.settle,
            self.settling.check,
            now,
            right,
            owner=self,
            done=partial(self._settled, now if right == "second" else None),
            failed=self._not_settled,
            changes=("feedback",) if right == "second" else (),
        )

    def _settled(self, changed: Difference | None, settling: Settling) -> None:
        self._flying = False
        self._desk.note_saved()
        if changed is not None:
            text = self.tr("Slip {number} changed").format(number=changed.slip)
            self._desk.offer_undo_by(
                text,
                calls.undo,
                changed.id,
                owner=self,
                failed=self.banner.show_error,
                changes=("feedback",),
            )
        self.show_settling(settling)

    def _not_settled(self, error: Exception) -> None:
        self._flying = False
        self.banner.show_error(error)
