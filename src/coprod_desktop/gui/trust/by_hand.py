# SPDX-License-Identifier: MIT
"""The trust list carried by hand: saved as a file here, or followed from one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, bar
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.gui.trust.confirming import Confirm


def _give(session: Any, folder: Path) -> Path:
    from coprod_desktop.services.exchanging import lists_by_hand

    return lists_by_hand.give(session, folder)


def _follow(session: Any, file: Path) -> tuple[int, int]:
    """The version before, and the one that is followed now."""
    from coprod_desktop.services.exchanging import lists_by_hand, trusting

    before = trusting.status(session).version
    return before, lists_by_hand.follow(session, file).version


class ListByHand(Card):
    """For a wing that takes nothing from the office any more, and for an office that lost it."""

    told = Signal(object)
    """Something to say: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._desk = desk
        office = desk.who.kind == "office"
        self.heading.setText(
            self.tr("The trust list by hand")
            if office
            else self.tr("If nothing from the office can be taken in any more")
        )
        self.heading.show()
        self.body.addWidget(words(self._why_office() if office else self._why_wing()))
        self.save = Button(self.tr("Save the list with its history…"), icon="save")
        self.save.clicked.connect(self._choose_folder)
        self.follow = Confirm(
            self.tr("Follow a list from a file"),
            self.tr(
                "The list in the file is followed as far as root keys that are trusted here have "
                "signed it, and no further. It is never followed back."
            ),
            self.tr("Follow this list"),
            icon="shield",
            grave=False,
        )
        self.file = FolderField(
            self.tr("Choose the trust list with its history"),
            file=self.tr("Trust lists with their history (trust-history*.json)"),
        )
        form = Form()
        self.place = form.add(
            self.tr("File"),
            self.file,
            hint=self.tr("Its name begins with trust-history."),
            required=True,
        )
        self.follow.add(form)
        self.follow.confirmed.connect(self._follow)
        self.body.addWidget(self.follow)
        self.body.addWidget(
            words(
                self.tr(
                    "Saving it writes two files: trust-list.json, for setting up, and "
                    "trust-history.json, for following. Neither is secret, but they name every "
                    "wing."
                ),
                "soft",
            )
        )
        self.body.addWidget(bar(self.save))

    def save_to(self, folder: Path) -> None:
        """Save the list into a folder."""
        self._desk.jobs.run(_give, folder, owner=self, done=self._saved, failed=self.failed.emit)

    def _why_office(self) -> str:
        return self.tr(
            "When a wing’s PC knows none of this office’s present keys, it takes nothing from here "
            "any more: save the list, and let the wing follow it. When this office was restored "
            "and lost its newest list, follow the one that a wing has saved."
        )

    def _why_wing(self) -> str:
        return self.tr(
            "This PC’s trust list may be too old to know the office’s keys. Ask the office to save "
            "its list with its history on a stick, and follow it here."
        )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the trust list"), str(Path.home())
        )
        if chosen:
            self.save_to(Path(chosen))

    def _saved(self, file: Path) -> None:
        self.told.emit(
            Message(
                "success",
                self.tr("The trust list was saved, with its history."),
                "",
                self.tr("It is in {place}.").format(place=file.parent),
            )
        )

    def _follow(self) -> None:
        file = self.file.path()
        self.place.set_error("" if file is not None else self.tr("Choose the file"))
        if file is None:
            self.file.setFocus()
            return
        self.follow.busy(on=True)
        self._desk.jobs.run(
            _follow,
            file,
            owner=self,
            done=self._followed,
            failed=self._not_followed,
            changes=("trust", "device"),
        )

    def _followed(self, versions: tuple[int, int]) -> None:
        before, now = versions
        self.follow.busy(on=False)
        self.follow.shut()
        self.file.line.clear()
        if now == before:
            text = self.tr("Nothing has changed: version {version} was followed here already.")
            self.told.emit(Message("info", text.format(version=now)))
            return
        advice = (
            self.tr("Write what goes back next, so that the wings hear of it.")
            if self._desk.who.kind == "office"
            else self.tr(
                "Do a stick round next. If the office has never approved this PC, save a new "
                "enrol request first, under Exchange, Enrolment."
            )
        )
        text = self.tr("Version {version} of the trust list is followed from now on.")
        self.told.emit(Message("success", text.format(version=now), "", advice))

    def _not_followed(self, error: Exception) -> None:
        self.follow.busy(on=False)
        self.failed.emit(error)
        self.file.setFocus()
