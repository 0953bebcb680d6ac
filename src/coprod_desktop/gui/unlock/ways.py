# SPDX-License-Identifier: MIT
"""The ways back in for somebody who forgot a password, each a short form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog

from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.gui.desk import Who, who
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.steps import FolderField, NewPassword, Step, WordsCard
from coprod_desktop.gui.words_field import WordsField


def _with_sheet(folder: Path, listed: tuple[str, ...], person: str, password: str) -> Any:
    from coprod_desktop.services.access import recovery

    return recovery.with_sheet(folder, listed, person, password)


def _ask(folder: Path, person: str, password: str, file: Path) -> Any:
    from coprod_desktop.services.access import recovery

    return recovery.ask(folder, person, password, file)


def _finish(folder: Path, person: str, password: str, file: Path) -> Any:
    from coprod_desktop.services.access import recovery

    return recovery.finish(folder, person, password, file)


class Way(Step):
    """One way back in."""

    ended = Signal(object)
    """The person is signed in, with the new password: a `Who`."""

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        super().__init__("", "")
        self.jobs, self.folder = jobs, folder
        self.banner = Banner(closable=False)
        self.person = QComboBox()
        self.go = Button("", kind="primary")
        self.go.clicked.connect(self.act)
        self.column.insertWidget(2, self.banner)

    def begin(self, people: tuple[str, ...]) -> None:
        """Be shown; these people sign in to the store."""
        self.banner.clear()
        self.person.clear()
        self.person.addItems(list(people))
        self.person.setFocus()

    def forget(self) -> None:
        """Forget passwords and words."""

    def act(self) -> None:
        """Do it."""

    def failed(self, error: Exception) -> None:
        """Say what went wrong."""
        self.go.setEnabled(True)
        self.banner.show_error(error)

    def opened(self, person: Who) -> None:
        """Tell that the way led in."""
        self.go.setEnabled(True)
        self.forget()
        self.ended.emit(person)


class AnotherHead(Step):
    """Nothing to type here: somebody else gives a new password."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Another head gives you a new password"))
        self.lead.setText(
            self.tr("Any head of healthcare or administrator of this store can do it, at this PC.")
        )
        self.form.hide()
        for number, text in enumerate(
            (
                self.tr("They sign in here with their own name and password."),
                self.tr("They open Settings, People, and choose your name in the list."),
                self.tr("They press “Give a new password”, and you type one that you will keep."),
            ),
            1,
        ):
            self.column.addWidget(words(f"{number}. {text}"))


class BySheet(Way):
    """The 24 words of the printed sheet, and a new password."""

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        super().__init__(jobs, folder)
        self.title.setText(self.tr("Use the recovery sheet"))
        self.lead.setText(
            self.tr(
                "For heads and administrators. Type the 24 words from the printed sheet, in order. "
                "The first four letters of each are enough."
            )
        )
        self.form.add(self.tr("Your name"), self.person)
        label = words(self.tr("The 24 words"), "label")
        self.words = WordsField()
        self.form.add_widget(label)
        self.form.add_widget(self.words)
        self.password = NewPassword(self.form)
        self.go.setText(self.tr("Set the new password"))
        self.column.addWidget(bar(self.go))

    def check(self) -> None:
        """The password must be long enough and typed twice alike."""
        self.password.check()

    def forget(self) -> None:
        """Forget the words and the password."""
        self.words.clear()
        self.password.clear()

    def act(self) -> None:
        """Try the words."""
        self.banner.clear()
        if not self.words.check() or not self.complete():
            return
        self.go.setEnabled(False)
        self.jobs.sign_in(
            _with_sheet,
            self.folder,
            self.words.words(),
            self.person.currentText(),
            self.password.text(),
            owner=self,
            done=self.opened,
            failed=self.failed,
            describe=who,
        )

    def failed(self, error: Exception) -> None:
        """Say what went wrong, and which words to look at again."""
        super().failed(error)
        if isinstance(error, WordsMisspelt):
            self.words.say_misfit()


class AskOffice(Way):
    """The question for the office: a file, and twelve words to read out."""

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        super().__init__(jobs, folder)
        self.title.setText(self.tr("Ask the office for help"))
        self.lead.setText(
            self.tr(
                "For heads and administrators. You choose a new password now; it works once the "
                "office has answered."
            )
        )
        self.form.add(self.tr("Your name"), self.person)
        self.password = NewPassword(self.form)
        self.go.setText(self.tr("Save the question for the office"))
        self.go_bar = bar(self.go)
        self.card = WordsCard(self.tr("Read these twelve words to the office"))
        self.card.hide()
        self.next = words("", "")
        self.next.hide()
        self.column.addWidget(self.go_bar)
        self.column.addWidget(self.card)
        self.column.addWidget(self.next)

    def begin(self, people: tuple[str, ...]) -> None:
        """Start with an empty form."""
        self.form.show()
        self.go_bar.show()
        self.card.hide()
        self.next.hide()
        super().begin(people)

    def check(self) -> None:
        """The password must be long enough and typed twice alike."""
        self.password.check()

    def forget(self) -> None:
        """Forget the password."""
        self.password.clear()

    def act(self) -> None:
        """Ask where the question goes, and write it."""
        if not self.complete():
            return
        from coprod_desktop.services.access.recovery import QUESTION_FILE

        file, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Where to save the question for the office"),
            str(Path.home() / QUESTION_FILE),
        )
        if file:
            self.write_to(Path(file))

    def write_to(self, file: Path) -> None:
        """Write the question into a file."""
        self.banner.clear()
        if not self.complete():
            return
        self.go.setEnabled(False)
        self._file = file
        self.jobs.run_unsigned(
            _ask,
            self.folder,
            self.person.currentText(),
            self.password.text(),
            file,
            owner=self,
            done=self._asked,
            failed=self.failed,
        )

    def _asked(self, listed: tuple[str, ...]) -> None:
        self.go.setEnabled(True)
        self.forget()
        self.form.hide()
        self.go_bar.hide()
        self.banner.show_message(
            Message("success", self.tr("The question was saved to {file}.").format(file=self._file))
        )
        self.card.show_words(tuple(listed))
        self.card.show()
        self.next.setText(
            self.tr(
                "Send the file to the office on a stick. Ring the office on a number you already "
                "know and read out these words. When the office’s file is here, come back and "
                "choose “I have the office’s answer”."
            )
        )
        self.next.show()


class OfficeAnswered(Way):
    """The office's answer: a file, and the password chosen when the question was asked."""

    def __init__(self, jobs: Jobs, folder: Path) -> None:
        super().__init__(jobs, folder)
        self.title.setText(self.tr("I have the office’s answer"))
        self.lead.setText(
            self.tr(
                "Load the file from the office, and type the password you chose when you asked."
            )
        )
        self.form.add(self.tr("Your name"), self.person)
        self.file = FolderField(
            self.tr("Choose the office’s answer"), file=self.tr("Answer of the office (*)")
        )
        self.row = self.form.add(self.tr("File from the office"), self.file, required=True)
        self.password = SecretField()
        self.password.entered.connect(self.act)
        self.password_row = self.form.add(
            self.tr("The password you chose when you asked"), self.password, required=True
        )
        self.go.setText(self.tr("Go back in"))
        self.column.addWidget(bar(self.go))

    def check(self) -> None:
        """A file and a password."""
        if self.file.path() is None:
            self.row.set_error(self.tr("Choose the file from the office"))
        if not self.password.text():
            self.password_row.set_error(self.tr("Type the password"))

    def forget(self) -> None:
        """Forget the password."""
        self.password.clear()

    def act(self) -> None:
        """Load the answer."""
        self.banner.clear()
        if not self.complete():
            return
        self.go.setEnabled(False)
        self.jobs.sign_in(
            _finish,
            self.folder,
            self.person.currentText(),
            self.password.text(),
            self.file.path(),
            owner=self,
            done=self.opened,
            failed=self.failed,
            describe=who,
        )
