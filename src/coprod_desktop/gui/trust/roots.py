# SPDX-License-Identifier: MIT
"""Who holds the root keys: one key kept in the store, or two of three people with a stick each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Card, Tile
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.services.storecard import LEAST_PASSWORD

HOLDERS: Final = 3
NEEDED: Final = 2
_LOOK_MS: Final = 300


class Holder(NamedTuple):
    """One person who will hold a root key file, and where it is to be written."""

    name: str
    folder: Path
    passphrase: str


def sharing(folders: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Which two of these folders lie on the same drive, by their places; runs on a worker."""
    drives = [_drive(folder) for folder in folders]
    return tuple(
        (one, other)
        for one, other in combinations(range(len(drives)), 2)
        if drives[one] is not None and drives[one] == drives[other]
    )


def _drive(folder: Path) -> int | None:
    """The drive that a folder is on or would be made on; None when it cannot be told."""
    for place in (folder, *folder.parents):
        try:
            return place.stat().st_dev
        except OSError:
            continue
    return None


class HolderCard(Card):
    """One of the three people: a name, a place, and a passphrase typed twice."""

    moved = Signal()

    def __init__(self, number: int) -> None:
        super().__init__(self.tr("Person {number}").format(number=number))
        self.form = Form(spacing=12)
        self.name = self.form.add(
            self.tr("Name of person {number}").format(number=number), QLineEdit(), required=True
        )
        title = self.tr("Choose a drive or folder for the key of person {number}")
        self.folder = FolderField(title.format(number=number))
        self.folder.edited.connect(self.moved)
        self.place = self.form.add(self.tr("Drive or folder"), self.folder, required=True)
        self.first, self.second = SecretField(), SecretField()
        self.secret = self.form.add(
            self.tr("Passphrase of person {number}").format(number=number),
            self.first,
            hint=self.tr("Typed by that person. At least {least} characters.").format(
                least=LEAST_PASSWORD
            ),
            required=True,
        )
        self.again = self.form.add(self.tr("Passphrase again"), self.second, required=True)
        self.body.addWidget(self.form)

    def check(self) -> bool:
        """Say what is missing; whether nothing is."""
        self.form.clear_errors()
        if not self.name.field.text().strip():
            self.name.set_error(self.tr("Type a name"))
        if self.folder.path() is None:
            self.place.set_error(self.tr("Choose a drive or a folder"))
        if len(self.first.text()) < LEAST_PASSWORD:
            self.secret.set_error(
                self.tr("Use at least {least} characters").format(least=LEAST_PASSWORD)
            )
        elif self.first.text() != self.second.text():
            self.again.set_error(self.tr("The two are not the same. Type it again"))
        return self.form.first_wrong() is None

    def holder(self) -> Holder:
        """What was typed."""
        return Holder(
            self.name.field.text().strip(), self.folder.path() or Path(), self.first.text()
        )

    def clear(self) -> None:
        """Forget the passphrases."""
        self.first.clear()
        self.second.clear()


class RootsForm(QWidget):
    """The choice, and for three people their three cards."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._jobs = jobs
        self._wanted = HOLDERS
        form = Form()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(form)
        self._group = QButtonGroup(self)
        tiles = (
            (
                "lock",
                self.tr("One key, kept in this store"),
                self.tr(
                    "Whoever may sign in here as an administrator can approve wings and change "
                    "keys. Right for most offices."
                ),
            ),
            (
                "meetings",
                self.tr("Two of three people must agree"),
                self.tr(
                    "Three people hold a key each, on a stick of their own. Approving a wing or "
                    "changing keys takes two of them, each with their passphrase."
                ),
            ),
        )
        for place, (icon, title, text) in enumerate(tiles):
            tile = Tile(icon, title, text, kind="tile")
            tile.setCheckable(True)
            self._group.addButton(tile, place)
            form.add_widget(tile)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._turn)
        form.add_widget(
            words(
                self.tr(
                    "Other numbers, such as three of five, are set up on the command line: coprod "
                    "office create for a new office, coprod office roots for one that is there."
                ),
                "hint",
            )
        )
        self.several = column = Form()
        column.add_widget(
            words(
                self.tr(
                    "Put in each person’s stick in turn. The three keys belong on three different "
                    "sticks: whoever finds or steals one of them gets nowhere with it."
                ),
                "soft",
            )
        )
        self.warning = Banner(closable=False)
        self.cards = tuple(HolderCard(number) for number in range(1, HOLDERS + 1))
        for card in self.cards:
            card.moved.connect(self._moved)
            column.add_widget(card)
        column.add_widget(self.warning)
        form.add_widget(self.several)
        self.several.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self._look)

    def choose(self, *, several: bool) -> None:
        """Choose one key, or three people."""
        self._group.button(1 if several else 0).setChecked(True)

    def keep(self, number: int) -> None:
        """So many of the three keep the keys that they have: only the others are asked for."""
        self._wanted = HOLDERS - number
        for place, card in enumerate(self.cards):
            card.setVisible(place < self._wanted)
        self._moved()

    def first(self) -> QWidget:
        """Where the focus begins."""
        return self._group.checkedButton() or self

    def several_chosen(self) -> bool:
        """Whether three people hold keys."""
        return self._group.checkedId() == 1

    def check(self) -> bool:
        """Say what is missing; whether nothing is."""
        if not self.several_chosen():
            return True
        wrong = [card for card in self._asked() if not card.check()]
        first = wrong[0].form.first_wrong() if wrong else None
        if first is not None:
            (first.field.focusProxy() or first.field).setFocus()
        return not wrong

    def holders(self) -> tuple[Holder, ...]:
        """The three people; none where one key is kept in the store."""
        return tuple(card.holder() for card in self._asked()) if self.several_chosen() else ()

    def clear(self) -> None:
        """Forget the passphrases."""
        for card in self.cards:
            card.clear()

    def _asked(self) -> tuple[HolderCard, ...]:
        return self.cards[: self._wanted]

    def _turn(self) -> None:
        self.several.setVisible(self.several_chosen())

    def _moved(self) -> None:
        self._soon.start()

    def _look(self) -> None:
        folders = [card.folder.path() for card in self._asked()]
        known = [(place, folder) for place, folder in enumerate(folders, 1) if folder is not None]
        self._known = [place for place, _ in known]
        self._jobs.run_unsigned(
            sharing, [folder for _, folder in known], owner=self, done=self._looked, key="sharing"
        )

    def _looked(self, pairs: tuple[tuple[int, int], ...]) -> None:
        if not pairs:
            self.warning.clear()
            return
        one, other = (self._known[place] for place in pairs[0])
        self.warning.show_message(
            Message(
                "warning",
                self.tr("The keys of persons {one} and {other} are on the same drive.").format(
                    one=one, other=other
                ),
                "",
                self.tr(
                    "Whoever takes that drive has two keys, and needs only the passphrases. Use a "
                    "drive of its own for each person."
                ),
            )
        )
