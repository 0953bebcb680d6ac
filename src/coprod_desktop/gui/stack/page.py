# SPDX-License-Identifier: MIT
"""A box of paper slips: begin or go on, type, sum up, and have a sample typed again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.furniture import EmptyState
from coprod_desktop.gui.furniture import Stack as Turns
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.stack import calls
from coprod_desktop.gui.stack.again import AgainFace
from coprod_desktop.gui.stack.beginning import BeginFace
from coprod_desktop.gui.stack.calls import Around, Settling
from coprod_desktop.gui.stack.ending import EndFace
from coprod_desktop.gui.stack.settling import SettleFace
from coprod_desktop.gui.stack.typing_slips import TypingFace
from coprod_desktop.services.entering.rekeying import Check
from coprod_desktop.services.entering.stacks import Stack
from coprod_desktop.services.recording import drafts
from coprod_desktop.services.recording.drafts import Draft


class StackPage(Page):
    """Its faces take turns. Drafts of its kinds are opened with the target ``draft:ID``."""

    HELP: ClassVar[str] = "stack"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""
        self.begin = BeginFace(desk)
        self.typing = TypingFace(desk)
        self.end = EndFace()
        self.again = AgainFace(desk)
        self.settle = SettleFace(desk)
        self._turns = Turns()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._turns)
        if desk.who.kind == "office":
            self._turns.add(self._office())
            return
        for face in (self.begin, self.typing, self.end, self.again, self.settle):
            self._turns.add(face)
        self.begin.begun.connect(self._begun)
        self.begin.resumed.connect(self.go_on)
        self.begin.check_asked.connect(self.open_check)
        self.typing.ended.connect(self._ended)
        self.typing.paused.connect(self._back)
        self.typing.resumed.connect(self._resumed)
        self.end.done.connect(self._done)
        self.end.check_asked.connect(self._check)
        self.end.more_asked.connect(self._type_more)
        self.again.typed.connect(self._typed)
        self.again.left.connect(self._back)
        self.again.given_up.connect(self._given_up)
        self.settle.done.connect(self._back)

    def arrive(self, target: str) -> None:
        """Show where the last stack stands, or a draft."""
        if self.desk.who.kind == "office":
            return
        self._wanted = target.removeprefix("draft:") if target.startswith("draft:") else ""
        if self._wanted or self._turns.now() is self.begin:
            self._look()
        elif self._turns.now() is self.typing:
            self.typing.focus_first()
        elif self._turns.now() is self.again:
            self.again.focus_first()

    def leave(self) -> None:
        """Keep what is half typed."""
        if self.typing.stack is not None:
            self.typing.keeper.flush()
        if self.again.check is not None:
            self.again.keeper.flush()

    def store_changed(self, changed: Changed) -> None:
        """A draft came or went: the first face shows it when it is seen next."""
        del changed

    def commands(self) -> Sequence[Command]:
        """What can be done with the stack on screen."""
        if self._turns.now() is not self.typing:
            return ()
        return (
            Command(self.typing.save.text(), self.typing.save_slip, "Ctrl+Return"),
            Command(self.typing.back.text(), self.typing.undo, "Ctrl+Z"),
            Command(self.typing.end.text(), self.typing.end.click),
            Command(self.typing.pause.text(), self.typing.pause.click),
        )

    def go_on(self, stack: Stack) -> None:
        """Go on with a stack: with its slips, or with what comes after the last."""
        if stack.ended:
            self._sum_up(stack)
            return
        self._turns.turn(self.typing)
        self.typing.go_on(stack)

    def open_check(self, check: Check) -> None:
        """Type a sample again, or settle what was typed."""
        if check.state == "waiting":
            self._run(drafts.mine, done=partial(self._drafts_of, check))
        else:
            self._run(calls.settling, check, done=self._typed)

    def _look(self) -> None:
        self._run(calls.around, done=self._around)

    def _around(self, around: Around) -> None:
        self.begin.show_around(around)
        wanted, self._wanted = self._wanted, ""
        for stack, _at in around.stacks:
            if stack.id == wanted:
                self.go_on(stack)
                return
        if wanted:
            self._run(drafts.mine, done=partial(self._draft_of_check, around, wanted))
        elif self._turns.now() is self.begin:
            self.begin.focus_first()

    def _draft_of_check(self, around: Around, wanted: str, mine: tuple[Draft, ...]) -> None:
        form: dict[str, Any] = next(
            (each.form for each in mine if each.id == wanted), dict[str, Any]()
        )
        for check in around.checks:
            if check.id == form.get("check") and check.state == "waiting":
                self._drafts_of(check, mine)
                return
        self._turns.turn(self.begin)

    def _drafts_of(self, check: Check, mine: tuple[Draft, ...]) -> None:
        slip = check.next
        number = slip.number if slip is not None else 0
        half = [
            each for each in mine if each.kind == "rekey" and each.form.get("check") == check.id
        ]
        draft = next((each for each in half if each.form.get("number") == number), None)
        self._turns.turn(self.again)
        if draft is not None:
            self.again.go_on(check, draft.form, draft.id)
        else:
            self.again.go_on(check)

    def _begun(self, stack: Stack, usual: dict[str, Any]) -> None:
        self._run(calls.begin, stack, usual, done=self.go_on, changes=("draft",))

    def _ended(self, stack: Stack) -> None:
        if not stack.slips:
            self._done(stack)
            return
        self._run(calls.keep, stack, changes=("draft",))
        self._sum_up(stack)

    def _resumed(self) -> None:
        if self._turns.now() is not self.typing:
            self._turns.turn(self.typing)
            self.typing.focus_first()

    def _type_more(self, stack: Stack) -> None:
        self.go_on(msgspec.structs.replace(stack, ended=False))

    def _sum_up(self, stack: Stack) -> None:
        self._turns.turn(self.end)
        self.end.show_stack(stack)

    def _done(self, stack: Stack) -> None:
        self.typing.stack = None
        self._run(calls.end, stack, done=self._over, changes=("draft",))

    def _over(self, _nothing: object) -> None:
        self._turns.turn(self.begin)
        self._look()

    def _check(self, stack: Stack) -> None:
        self.typing.stack = None
        self._run(calls.begin_check, stack, done=self._sampled, changes=("draft",))

    def _sampled(self, check: Check) -> None:
        self._turns.turn(self.again)
        self.again.go_on(check)

    def _typed(self, settling: Settling) -> None:
        self._turns.turn(self.settle)
        self.settle.show_settling(settling)

    def _given_up(self, check: Check) -> None:
        self._run(calls.drop_check, check, done=self._over)
        self.desk.offer_undo(self.tr("Check given up"), partial(self._bring_back, check))

    def _bring_back(self, check: Check) -> None:
        self._run(calls.bring_back, check, done=self._over)

    def _back(self) -> None:
        self._over(None)

    def _run(self, service: Any, *arguments: Any, **options: Any) -> None:
        self.desk.jobs.run(service, *arguments, owner=self, failed=self._failed, **options)

    def _failed(self, error: Exception) -> None:
        face: Any = self._turns.now()
        face.banner.show_error(error)

    def _office(self) -> QWidget:
        return EmptyState(
            "stack",
            self.tr("Slips are typed on a wing"),
            self.tr("The wing’s PC sends what was typed there to this office."),
        )
