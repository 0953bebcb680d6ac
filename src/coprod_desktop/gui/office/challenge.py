# SPDX-License-Identifier: MIT
"""Letting a wing back in that lost every password: its file, its words, and the paper key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar, flowing
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.gui.words_field import WordsField
from coprod_desktop.services.access import recovery
from coprod_desktop.services.access.recovery import Asking

_WORDS = 12


def _look(file: Path) -> Asking:
    return recovery.look(file)


def _answer(
    session: object, file: Path, typed: tuple[str, ...], folder: Path, said: tuple[str, ...]
) -> Path:
    return recovery.answer(session, file, typed, folder, said=said)  # pyright: ignore[reportArgumentType]


class ChallengeTab(QWidget):
    """Three cards; the second and third open once a file was read."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: Path | None = None
        self.load = Card(self.tr("1. The file from the wing"))
        self._build_load()
        self.compare = Card(self.tr("2. The twelve words, by telephone"))
        self.who = words("", "subheading")
        self.compare.body.addWidget(self.who)
        self.compare.body.addWidget(
            words(
                self.tr(
                    "Ring the wing on a number you already know, and make sure that this person "
                    "asks. Type the twelve words as they are read out from the screen there: they "
                    "prove that the file is the wing’s own."
                )
            )
        )
        self.said = WordsField(_WORDS)
        self.compare.body.addWidget(self.said)
        self.answer = Card(self.tr("3. The recovery key from the safe"))
        self.answer.body.addWidget(
            words(
                self.tr(
                    "Type the 24 words from the office’s paper. They are forgotten as soon as the "
                    "answer is written. The answer opens that one store only, for that one person."
                )
            )
        )
        self.typed = WordsField()
        self.typed.entered.connect(self._choose)
        self.write = Button(self.tr("Write the answer"), kind="primary", icon="save")
        self.write.clicked.connect(self._choose)
        self.stop = Button(self.tr("Stop"))
        self.stop.clicked.connect(self.begin)
        self.answer.body.addWidget(self.typed)
        self.answer.body.addWidget(flowing(self.write, self.stop))
        self._scroll = Scroll(margins=(0, 16, 6, 16))
        for part in (self.load, self.compare, self.answer):
            self._scroll.body.addWidget(part)
        self._scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.begin()

    def ask(self) -> None:
        """Nothing to fetch."""

    def begin(self) -> None:
        """From the start: no file, no words."""
        self._file = None
        self.file.line.clear()
        self.said.clear()
        self.typed.clear()
        self.compare.hide()
        self.answer.hide()

    def look(self) -> None:
        """Read the file, and say who asks."""
        file = self.file.path()
        self.place.set_error("" if file is not None else self.tr("Choose the file from the wing"))
        if file is None:
            self.file.setFocus()
            return
        self._file = file
        self._desk.jobs.run_unsigned(
            _look, file, owner=self, done=self._show, failed=self._unreadable
        )

    def answer_into(self, folder: Path) -> None:
        """Write the answer into a folder."""
        if self._file is None:
            return
        self.write.setEnabled(False)
        self._desk.jobs.run(
            _answer,
            self._file,
            self.typed.words(),
            folder,
            self.said.words(),
            owner=self,
            done=self._written,
            failed=self._refused,
        )

    def _build_load(self) -> None:
        self.load.body.addWidget(
            words(
                self.tr(
                    "When nobody on a wing can sign in any more and its recovery sheet is lost, "
                    "its unlock screen writes a file that asks this office for help. Load it here."
                )
            )
        )
        self.file = FolderField(
            self.tr("Choose the file from the wing"),
            file=self.tr("Questions for help (*.coprod-recovery)"),
        )
        form = Form()
        self.place = form.add(self.tr("File from the wing"), self.file, required=True)
        self.open = Button(self.tr("Read the file"), kind="primary", icon="download")
        self.open.clicked.connect(self.look)
        self.load.body.addWidget(form)
        self.load.body.addWidget(bar(self.open))

    def _show(self, asking: Asking) -> None:
        self.who.setText(
            self.tr("{person} asks, for {store}, on {when}").format(
                person=asking.person, store=asking.title, when=moment(asking.at)
            )
        )
        self.said.clear()
        self.compare.show()
        self.answer.show()
        self.said.setFocus()

    def _unreadable(self, error: Exception) -> None:
        self.begin()
        self.failed.emit(error)
        self.file.setFocus()

    def _choose(self) -> None:
        if not self.said.check() or not self.typed.check():
            return
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the answer"), str(Path.home())
        )
        if chosen:
            self.answer_into(Path(chosen))

    def _written(self, path: Path) -> None:
        self.write.setEnabled(True)
        self.begin()
        self.told.emit(
            Message(
                "success",
                self.tr("The answer was written."),
                self.tr("Put the paper back into the safe."),
                self.tr("Send the wing this file: {name}").format(name=path.name),
            )
        )
        self.file.setFocus()

    def _refused(self, error: Exception) -> None:
        self.write.setEnabled(True)
        self.failed.emit(error)
        (self.said if type(error).__name__ == "WordsDoNotMatch" else self.typed).setFocus()
