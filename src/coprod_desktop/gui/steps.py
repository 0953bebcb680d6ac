# SPDX-License-Identifier: MIT
"""The steps of the first run, each a small form that says what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, Row, words
from coprod_desktop.gui.furniture import Button, Card, Tile
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.responsive import Downwards
from coprod_desktop.services.storecard import LEAST_PASSWORD

_GOOD_PASSWORD: Final = 16


class Step(QWidget):
    """One step: a heading, what to do, and a form."""

    def __init__(self, title: str, lead: str) -> None:
        super().__init__()
        self.title = words(title, "title")
        self.lead = words(lead, "lead")
        self.form = Form()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        self.column.addWidget(self.title)
        self.column.addWidget(self.lead)
        self.column.addWidget(self.form)

    def complete(self) -> bool:
        """Check the form, show what is missing, and put the focus there."""
        self.form.clear_errors()
        self.check()
        wrong = self.form.first_wrong()
        if wrong is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
        return wrong is None

    def check(self) -> None:
        """Set errors on the rows that need more."""

    def first(self) -> QWidget | None:
        """Where the focus begins; None for the button that goes on."""
        return self.form.rows[0].field if self.form.rows else None

    def need(self, row: Row[QLineEdit], what: str) -> None:
        """Set an error on a row whose line is empty."""
        if not row.field.text().strip():
            row.set_error(what)


class ChooseStep(Step):
    """Wing PC, central office, or practice."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("What is this PC for?"))
        self.lead.setText(self.tr("You do this once. Nothing leaves this PC while you set it up."))
        self._group = QButtonGroup(self)
        tiles = (
            ("feedback", self.tr("A wing"), self.tr("Record feedback and meetings with patients.")),
            (
                "inbox",
                self.tr("The central office"),
                self.tr("Approve wing PCs and take in what they send."),
            ),
            (
                "practice",
                self.tr("Practise with made-up data"),
                self.tr("Try everything. A banner says so on every screen."),
            ),
        )
        for place, (icon, title, text) in enumerate(tiles):
            tile = Tile(icon, title, text, kind="tile")
            tile.setCheckable(True)
            self._group.addButton(tile, place)
            self.form.add_widget(tile)
        self._group.button(0).setChecked(True)

    def chosen(self) -> str:
        """``wing``, ``office`` or ``practice``."""
        return ("wing", "office", "practice")[self._group.checkedId()]

    def choose(self, kind: str) -> None:
        """Choose a kind."""
        self._group.button(("wing", "office", "practice").index(kind)).setChecked(True)


class FolderField(QWidget):
    """A folder or a file, typed or chosen."""

    edited = Signal()

    def __init__(self, title: str, *, file: str = "", start: Path | None = None) -> None:
        super().__init__()
        self._title = title
        self._filter = file
        self._start = start
        self.line = QLineEdit()
        self.line.textChanged.connect(self.edited)
        choose = Button(self.tr("Choose"), icon="folder")
        choose.setAccessibleName(title)
        choose.clicked.connect(self._choose)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 0, 0)
        row.addWidget(choose, 0, 1)
        self.setFocusProxy(self.line)

    def path(self) -> Path | None:
        """What was chosen, or None."""
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def set_path(self, path: Path) -> None:
        """Show a path."""
        self.line.setText(str(path))

    def _choose(self) -> None:
        start = str(self.path() or self._start or Path.home())
        if self._filter:
            chosen, _ = QFileDialog.getOpenFileName(self, self._title, start, self._filter)
        else:
            chosen = QFileDialog.getExistingDirectory(self, self._title, start)
        if chosen:
            self.line.setText(chosen)


class NewPassword(QObject):
    """A new password typed twice into a form, with a word about its strength."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.first = SecretField()
        self.second = SecretField()
        self.row = form.add(
            self.tr("New password"),
            self.first,
            hint=self.tr(
                "At least {least} characters. Three or four unrelated words work well."
            ).format(least=LEAST_PASSWORD),
            required=True,
        )
        self.hint = Label()
        self.hint.setProperty("say", "hint")
        form.add_widget(self.hint)
        self.hint.hide()
        self.again = form.add(self.tr("New password again"), self.second, required=True)
        self.first.edited.connect(self._weigh)

    def text(self) -> str:
        """The password."""
        return self.first.text()

    def check(self) -> None:
        """Set errors when it is short or differs."""
        if len(self.first.text()) < LEAST_PASSWORD:
            self.row.set_error(
                self.tr("Use at least {least} characters").format(least=LEAST_PASSWORD)
            )
        elif self.first.text() != self.second.text():
            self.again.set_error(self.tr("The two are not the same. Type it again"))

    def clear(self) -> None:
        """Forget both."""
        self.first.clear()
        self.second.clear()

    def _weigh(self, text: str) -> None:
        self.hint.setVisible(bool(text))
        if len(text) < LEAST_PASSWORD:
            self.hint.setText(
                self.tr("{number} more characters needed").format(number=LEAST_PASSWORD - len(text))
            )
        elif len(text) < _GOOD_PASSWORD or len(set(text)) < LEAST_PASSWORD // 2:
            self.hint.setText(self.tr("Long enough. A little longer is better."))
        else:
            self.hint.setText(self.tr("A strong password."))


class TrustStep(Step):
    """The office's trust list, which says whom this PC will seal its bundles for."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Load the office's trust list"))
        self.lead.setText(
            self.tr("The central office gives you a file and a card with twelve words.")
        )
        self.file = FolderField(
            self.tr("Choose the trust list file"), file=self.tr("Trust list (*)")
        )
        self.row = self.form.add(self.tr("Trust list file"), self.file, required=True)

    def check(self) -> None:
        """A file must be named."""
        if self.file.path() is None:
            self.row.set_error(self.tr("Choose the file from the office"))


class WordsStep(Step):
    """Three of the card's twelve words, typed by a person who holds the card."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Type three words from the office's card"))
        self.lead.setText(
            self.tr("They prove that the file comes from the office and nobody else.")
        )
        self._asked: tuple[int, ...] = ()
        self.lines: list[Row[QLineEdit]] = []
        for _ in range(3):
            self.lines.append(self.form.add("", QLineEdit(), required=True))
        self.office = words("", "soft")
        self.column.insertWidget(2, self.office)

    def ask(self, office: str, asked: tuple[int, ...]) -> None:
        """Ask for these words of the card, by their place (1 to 12)."""
        self.office.setText(self.tr("The file says it is from: {office}").format(office=office))
        self._asked = asked
        for row, place in zip(self.lines, asked, strict=True):
            name = self.tr("Word {place} of 12").format(place=place)
            row.rename(name)
            row.field.clear()

    def typed(self) -> dict[int, str]:
        """The words by their place on the card."""
        lines = (row.field.text().strip().lower() for row in self.lines)
        return dict(zip(self._asked, lines, strict=True))

    def check(self) -> None:
        """Each word is needed."""
        for row in self.lines:
            self.need(row, self.tr("Type this word from the card"))


class StoreFolder(QObject):
    """The folder of a new store, in a form."""

    def __init__(self, form: Form, start: Path) -> None:
        super().__init__(form)
        self.field = FolderField(self.tr("Choose a folder for the store"))
        self.field.set_path(start)
        self.row = form.add(self.tr("Folder for the encrypted store"), self.field, required=True)

    def check(self) -> None:
        """Set an error when there is none."""
        if self.field.path() is None:
            self.row.set_error(self.tr("Choose a folder"))


class WingStep(Step):
    """Whose PC this is."""

    def __init__(self, start: Path) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Name this wing and its first user"))
        self.lead.setText(self.tr("The first user is the head of healthcare, who adds the others."))
        self.site = self.form.add(self.tr("Prison"), QLineEdit(), required=True)
        self.wing = self.form.add(
            self.tr("Wing or unit"),
            QLineEdit(),
            hint=self.tr("As staff and patients call it."),
            required=True,
        )
        self.head = self.form.add(
            self.tr("Name of the head of healthcare"), QLineEdit(), required=True
        )
        self.password = NewPassword(self.form)
        self.place = StoreFolder(self.form, start)
        self.folder = self.place.field

    def check(self) -> None:
        """Everything is needed."""
        self.need(self.site, self.tr("Type the prison's name"))
        self.need(self.wing, self.tr("Type the wing's or unit's name"))
        self.need(self.head, self.tr("Type a name"))
        self.password.check()
        self.place.check()


class OfficeStep(Step):
    """The office's name and first administrator."""

    def __init__(self, start: Path) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Name the office and its first administrator"))
        self.lead.setText(self.tr("Wing PCs will show the office's name to the people there."))
        self.name = self.form.add(self.tr("Name of the office"), QLineEdit(), required=True)
        self.admin = self.form.add(self.tr("Name of the administrator"), QLineEdit(), required=True)
        self.password = NewPassword(self.form)
        self.place = StoreFolder(self.form, start)
        self.folder = self.place.field

    def check(self) -> None:
        """Everything is needed."""
        self.need(self.name, self.tr("Type the office's name"))
        self.need(self.admin, self.tr("Type a name"))
        self.password.check()
        self.place.check()


class WordsCard(Card):
    """Numbered words, large enough to read out; those that are secret cannot be copied."""

    def __init__(self, heading: str, columns: int = 3, *, secret: bool = False) -> None:
        super().__init__(heading)
        self._secret = secret
        self._grid = Downwards(columns)
        self.body.addWidget(self._grid)

    def show_words(self, twelve: tuple[str, ...]) -> None:
        """Show the words, numbered, reading down the columns as on paper."""
        labels: list[QWidget] = []
        for place, word in enumerate(twelve):
            label = Label(f"{place + 1}  {word}")
            label.setProperty("say", "word")
            if not self._secret:
                label.setTextInteractionFlags(
                    Qt.TextInteractionFlag.TextSelectableByMouse
                    | Qt.TextInteractionFlag.TextSelectableByKeyboard
                )
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            labels.append(label)
        self._grid.show_parts(labels)
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(" ".join(twelve))
        announce(self, f"{self.heading.text()} {' '.join(twelve)}")
