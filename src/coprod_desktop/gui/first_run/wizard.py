# SPDX-License-Identifier: MIT
"""Sets up a store: a wing's, the office's or one to practise in, a step at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Who, who
from coprod_desktop.gui.first_run import calls
from coprod_desktop.gui.first_run.ending import OfficeEnd, WingEnd
from coprod_desktop.gui.first_run.roots import RootsStep
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, flowing
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.steps import (
    ChooseStep,
    OfficeStep,
    Step,
    TrustStep,
    WingStep,
    WordsStep,
)
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.trust.calls import recovery_key
from coprod_desktop.gui.trust.key_paper import AskBackStep, RecoveryKeyStep, SheetStep

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Page

_WIDTH: Final = 860
"""Pixels at 100 per cent."""


class FirstRun(QWidget):
    """The wizard; it ends signed in."""

    opened = Signal(object, object)
    """A session was opened: `Who`, and the store's folder."""
    left = Signal()
    """The person went back without setting anything up."""

    def __init__(self, jobs: Jobs, home: Path, *, can_leave: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "backdrop")
        self._jobs = jobs
        self._home = home
        self._can_leave = can_leave
        self._who: Who | None = None
        self._folder = home
        self.choose = ChooseStep()
        self.trust = TrustStep()
        self.words = WordsStep()
        self.wing = WingStep(home / "wing")
        self.sheet = SheetStep()
        self.office = OfficeStep(home / "office")
        self.roots = RootsStep(jobs)
        self.key = RecoveryKeyStep()
        self.ask_back = AskBackStep()
        self.wing_end = WingEnd(jobs)
        self.office_end = OfficeEnd(jobs)
        self.banner = Banner(closable=False)
        self.place = words("", "hint")
        self.stack = Stack()
        for step in (
            self.choose,
            self.trust,
            self.words,
            self.wing,
            self.sheet,
            self.office,
            self.roots,
            self.key,
            self.ask_back,
            self.wing_end,
            self.office_end,
        ):
            self.stack.add(step)
        self.back = Button(self.tr("Back"), icon="back")
        self.next = Button(self.tr("Continue"), kind="primary")
        self.later = Button(self.tr("Do this later"))
        self.later.clicked.connect(self._skip_sheet)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self.go_on)
        self._trail: list[Step] = []
        self._build()
        self._show(self.choose)

    def go_on(self) -> None:
        """Check this step and go to the next."""
        step = self.step()
        self.banner.clear()
        if step in {self.wing_end, self.office_end}:
            self.opened.emit(self._who, self._folder)
            return
        if not step.complete():
            return
        if step is self.choose:
            self._chosen()
        elif step is self.trust:
            self._busy(self.tr("Reading…"))
            self._jobs.run_unsigned(
                calls.read_trust,
                self.trust.file.path(),
                owner=self,
                done=self._trust_read,
                failed=self._failed,
            )
        elif step is self.words:
            self._forward(self.wing)
        elif step is self.wing:
            self._make_wing()
        elif step is self.sheet and not self.sheet.words():
            self._make_sheet()
        elif step is self.sheet:
            self._end(self.wing_end)
        else:
            self._go_on_office(step)

    def _go_on_office(self, step: Step) -> None:
        if step is self.office:
            self._forward(self.roots)
        elif step is self.roots:
            self._ask_key()
        elif step is self.key:
            self.ask_back.ask(self.key.words())
            self._forward(self.ask_back)
        else:
            self._make_office()

    def step(self) -> Step:
        """The step on screen."""
        step = self.stack.now()
        if not isinstance(step, Step):
            raise TypeError("only steps are in the wizard's stack")
        return step

    def _chosen(self) -> None:
        kind = self.choose.chosen()
        if kind == "wing":
            self._forward(self.trust)
        elif kind == "office":
            self._forward(self.office)
        else:
            self._folder = self._home / "practice" / "wing"
            self._busy(self.tr("Making up a practice store…"))
            self._create(calls.create_practice, self._folder.parent)

    def _trust_read(self, summary: Any) -> None:
        self._idle()
        self.words.ask(summary.office_name, tuple(summary.asked))
        self._forward(self.words)

    def _ask_key(self) -> None:
        """Make the recovery key's words, once: those on paper must be those of the store."""
        if self.key.words():
            self._forward(self.key)
            return
        self._busy(self.tr("Making the keys…"))
        self._jobs.run_unsigned(
            recovery_key,
            self.office.name.field.text().strip(),
            owner=self,
            done=self._key_made,
            failed=self._failed,
        )

    def _key_made(self, page: Page) -> None:
        self._idle()
        self.key.show_sheet(page)
        self._forward(self.key)

    def _make_wing(self) -> None:
        self._folder = self.wing.folder.path() or self._home
        self._busy(self.tr("Making the encrypted store…"))
        values = {
            "trust_file": self.trust.file.path(),
            "words": self.words.typed(),
            "site": self.wing.site.field.text().strip(),
            "wing": self.wing.wing.field.text().strip(),
            "head": self.wing.head.field.text().strip(),
            "password": self.wing.password.text(),
        }
        self._create(calls.create_wing, self._folder, values)

    def _make_office(self) -> None:
        self._folder = self.office.folder.path() or self._home
        self._busy(self.tr("Making the encrypted store…"))
        values = {
            "name": self.office.name.field.text().strip(),
            "admin": self.office.admin.field.text().strip(),
            "password": self.office.password.text(),
            "env": "live",
            "recovery_words": self.key.words(),
        }
        self._create(calls.create_office, self._folder, values, self.roots.choice.holders())

    def _create(self, function: Any, *args: Any) -> None:
        self._jobs.sign_in(
            function,
            *args,
            owner=self,
            done=self._created,
            failed=self._failed,
            describe=who,
        )

    def _created(self, person: Who) -> None:
        self._idle()
        self._who = person
        self.wing.password.clear()
        self.office.password.clear()
        if self.choose.chosen() == "practice":
            self.opened.emit(person, self._folder)
            return
        self._trail.clear()  # the store is made: there is no way back
        if person.kind == "office":
            self.key.forget()
            self.ask_back.forget()
            self.roots.choice.clear()
            names = tuple(each.name for each in self.roots.choice.holders())
            self.office_end.say_roots(names)
            self._end(self.office_end)
            return
        self._show(self.sheet)

    def _make_sheet(self) -> None:
        self._busy(self.tr("Making the recovery sheet…"))
        self._jobs.run(calls.sheet, owner=self, done=self._sheet_made, failed=self._no_sheet)

    def _sheet_made(self, page: Page) -> None:
        self._idle()
        self.sheet.show_sheet(page)
        self._show(self.sheet)

    def _no_sheet(self, error: Exception) -> None:
        self._idle()
        self._end(self.wing_end)
        self.banner.show_error(error)

    def _skip_sheet(self) -> None:
        self._end(self.wing_end)
        self.wing_end.remind()

    def _end(self, end: OfficeEnd | WingEnd) -> None:
        self.sheet.forget()
        self._show(end)
        end.begin()

    def _failed(self, error: Exception) -> None:
        self._idle()
        self.banner.show_error(error)
        if type(error).__name__ == "WordsDoNotMatch" and self.words in self._trail:
            self._back_to(self.words)
        elif type(error).__name__ == "StoreExists" and self.office in self._trail:
            self._back_to(self.office)

    def _back_to(self, step: Step) -> None:
        while self.step() is not step:
            self._show(self._trail.pop())

    def _busy(self, text: str) -> None:
        self.next.setText(text)
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        announce(self.next, text)

    def _idle(self) -> None:
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        self._name_buttons()

    def _forward(self, step: Step) -> None:
        self._trail.append(self.step())
        self._show(step)

    def _go_back(self) -> None:
        self.banner.clear()
        if self._trail:
            self._show(self._trail.pop())
        else:
            self.left.emit()

    def _show(self, step: Step) -> None:
        self.stack.turn(step)
        self._name_buttons()
        announce(self, step.title.text())
        (step.first() or self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_buttons(self) -> None:
        step = self.step()
        ending = step in {self.wing_end, self.office_end}
        self.later.setVisible(step is self.sheet and not self.sheet.words())
        made = ending or step is self.sheet
        self.back.setVisible(bool(self._trail) or (self._can_leave and not made))
        if ending:
            self.next.setText(self.tr("Start using Coprod"))
        elif step is self.sheet and not self.sheet.words():
            self.next.setText(self.tr("Make the recovery sheet"))
        elif step in {self.wing, self.ask_back}:
            self.next.setText(self.tr("Make the store"))
        else:
            self.next.setText(self.tr("Continue"))
        steps = {
            "wing": (
                *(self.choose, self.trust, self.words, self.wing),
                *(self.sheet, self.wing_end),
            ),
            "office": (
                *(self.choose, self.office, self.roots),
                *(self.key, self.ask_back, self.office_end),
            ),
            "practice": (self.choose,),
        }[self.choose.chosen()]
        if len(steps) > 1 and step in steps and step is not self.choose:
            self.place.setText(
                self.tr("Step {number} of {all}").format(
                    number=steps.index(step) + 1, all=len(steps)
                )
            )
        else:
            self.place.setText(self.tr("Setting up Coprod Desktop"))

    def _build(self) -> None:
        card = Card()
        card.body.setContentsMargins(32, 24, 32, 28)
        card.body.setSpacing(16)
        for widget in (
            self.place,
            self.banner,
            self.stack,
            flowing(self.next, self.later, self.back),
        ):
            card.body.addWidget(widget)
        card.setMaximumWidth(Theme.of_app().px(_WIDTH))
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        scroll = Scroll(margins=(24, 32, 24, 32), widest=0)
        scroll.body.addStretch(1)
        scroll.body.addLayout(row)
        scroll.body.addStretch(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
