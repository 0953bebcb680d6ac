# SPDX-License-Identifier: MIT
"""Changing the office's keys, retiring old ones, and changing who holds the root keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Card, fact
from coprod_desktop.gui.trust import calls
from coprod_desktop.gui.trust.confirming import Confirm
from coprod_desktop.gui.trust.roots import HOLDERS, Holder, RootsForm
from coprod_desktop.services.exchanging import trusting
from coprod_desktop.services.exchanging.trusting import TrustStatus


def _rotate(session: Any) -> TrustStatus:
    return trusting.rotate_keys(session)


def _retire(session: Any) -> TrustStatus:
    return trusting.retire_keys(session)


def _change_roots(session: Any, holders: tuple[Holder, ...], keep: tuple[str, ...]) -> TrustStatus:
    return trusting.change_roots(session, calls.root_plan(holders), keep)


class _KeysCard(Card):
    """A card whose deeds lead to a new state of the trust list."""

    done = Signal(object, str)
    """It was done: the new `TrustStatus`, and what to say when it is in force."""
    failed = Signal(object)

    def __init__(self, desk: Desk, heading: str) -> None:
        super().__init__(heading)
        self._desk = desk

    def _do(self, box: Confirm, said: str, function: Any, *args: Any) -> None:
        box.busy(on=True)

        def done(status: TrustStatus) -> None:
            box.busy(on=False)
            box.shut()
            self.done.emit(status, said)

        def failed(error: Exception) -> None:
            box.busy(on=False)
            self.failed.emit(error)

        self._desk.jobs.run(
            function, *args, owner=self, done=done, failed=failed, changes=("trust", "device")
        )


class OfficeKeysCard(_KeysCard):
    """The keys that open bundles and sign what goes back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self.heading.setText(self.tr("The office’s keys"))
        self.heading.show()
        self.body.addWidget(
            words(
                self.tr(
                    "With one key the office opens bundles, with the other it signs what goes "
                    "back. Change them once a year, and at once when this PC or a copy of its "
                    "store was in wrong hands."
                ),
                "soft",
            )
        )
        self.former = Card()
        self.former.setProperty("part", "canvas")
        self.former.body.setContentsMargins(0, 0, 0, 0)
        self.former.body.setSpacing(6)
        self.rotate = Confirm(
            self.tr("Change the office’s keys"),
            self.tr(
                "New keys are made. The old ones go on working beside them until every wing has "
                "seen the new ones, so nothing that is on its way is lost. Write what goes back "
                "afterwards."
            ),
            self.tr("Make new keys"),
            icon="key",
            grave=False,
        )
        self.rotate.confirmed.connect(self._rotate)
        self.retire = Confirm(
            self.tr("Retire the old keys"),
            self.tr(
                "Every wing has seen the new keys. A bundle that was sealed to the old ones and "
                "has not come in yet can then be opened with the recovery key only."
            ),
            self.tr("Retire them for good"),
            icon="cross",
            grave=True,
        )
        self.retire.confirmed.connect(self._retire)
        for part in (self.former, self.rotate, self.retire):
            self.body.addWidget(part)

    def show_status(self, status: TrustStatus) -> None:
        """Say how many old keys are in use, and which wings rely on them."""
        self.former.empty()
        body = self.former.body
        if not status.former:
            body.addWidget(fact("tick", "success", self.tr("No old keys are in use.")))
        else:
            text = (
                self.tr("1 set of old keys is still in use.")
                if status.former == 1
                else self.tr("{n} sets of old keys are still in use.").format(n=status.former)
            )
            body.addWidget(fact("clock", "warning", text))
        if status.uninformed:
            names = "; ".join(status.uninformed)
            text = self.tr(
                "These wings have not seen the new keys, and still rely on the old ones: {names}. "
                "Write what goes back, and wait for a bundle from each."
            ).format(names=names)
            body.addWidget(words(text))
        self.retire.setVisible(bool(status.former))
        self.retire.open.setEnabled(not status.uninformed and not status.proposed)
        self.rotate.open.setEnabled(not status.proposed)

    def _rotate(self) -> None:
        self._do(self.rotate, self.tr("The office has new keys."), _rotate)

    def _retire(self) -> None:
        self._do(self.retire, self.tr("The old keys are retired."), _retire)


class RootsCard(_KeysCard):
    """Who signs for the office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self.heading.setText(self.tr("Who may change what wings trust"))
        self.heading.show()
        self.now = words("")
        self.form = RootsForm(desk.jobs)
        self.change = Confirm(
            self.tr("Change who holds the root keys"),
            self.tr(
                "New root keys are made, and those of now stop signing. Those who hold keys now "
                "have to sign the change. The office’s twelve words change too: print the card "
                "anew for wings that are set up from then on."
            ),
            self.tr("Make the new root keys"),
            icon="key",
            grave=True,
        )
        self._keepers = Form(spacing=4)
        self._kept: dict[str, QCheckBox] = {}
        self.change.add(self._keepers)
        self.change.add(self.form)
        self.change.confirmed.connect(self._change)
        self.body.addWidget(self.now)
        self.body.addWidget(self.change)

    def show_status(self, status: TrustStatus) -> None:
        """Say who signs now."""
        if status.threshold == len(status.roots) == 1:
            text = self.tr("One root key, kept in this store.")
        else:
            names = ", ".join(sorted(status.roots))
            text = self.tr("{needed} of these {all} people must sign: {names}.").format(
                needed=status.threshold,
                all=len(status.roots),
                names=names,
            )
        self.now.setText(text)
        self.change.open.setEnabled(not status.proposed)
        self._show_keepers(status)

    def _show_keepers(self, status: TrustStatus) -> None:
        """Ask who of the present holders goes on, as when one of three keys was lost."""
        if tuple(self._kept) == status.root_ids:
            return
        self.change.empty(self._keepers)
        self._keepers, self._kept = Form(spacing=4), {}
        several = len(status.roots) > 1
        if several:
            lost = self.tr("Was one key lost? Tick who keeps the key that they have.")
            self._keepers.add_widget(words(lost, "label"))
            for key, name in zip(status.root_ids, status.roots, strict=True):
                box = QCheckBox(self.tr("{name} keeps the key").format(name=name))
                box.toggled.connect(self._count)
                self._kept[key] = box
                self._keepers.add_widget(box)
        self.change.add(self._keepers, first=True)
        self.form.choose(several=several)
        self.form.keep(0)

    def _count(self) -> None:
        keeping = [box for box in self._kept.values() if box.isChecked()]
        for box in self._kept.values():
            box.setEnabled(box.isChecked() or len(keeping) < HOLDERS - 1)
        if keeping:
            self.form.choose(several=True)
        self.form.keep(len(keeping))

    def _change(self) -> None:
        if not self.form.check():
            return
        holders = self.form.holders()
        keep = tuple(key for key, box in self._kept.items() if holders and box.isChecked())
        self._do(
            self.change,
            self.tr("There are new root keys, and new words on the office card."),
            _change_roots,
            holders,
            keep,
        )
        self.form.clear()
