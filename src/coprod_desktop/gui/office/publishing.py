# SPDX-License-Identifier: MIT
"""Forms that the office sends out: which stand, and publishing a file with its version."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, bar
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.recording import reference
from coprod_desktop.services.recording.reference import Published


class FormsTab(QWidget):
    """The list, and a card to publish one more."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.model = Lines(
            (self.tr("Form"), self.tr("Name"), self.tr("Version"), self.tr("Published")), self
        )
        self.table = Table(self.tr("Published forms"), px(38))
        self.table.setModel(self.model)
        self.table.columns((0, px(170), px(110), px(230)), 0)
        rest = self.table.give_way(1, 3)
        self._none = words(
            self.tr(
                "None yet: wings use the form that came with the program. Publish a file with "
                "another one, and it goes to every wing with what goes back."
            )
        )
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(self.table)
        self.card = Card(self.tr("Publish a form"))
        self.file = FolderField(self.tr("Choose a form"), file=self.tr("Forms (*.json)"))
        form = Form()
        self.place = form.add(
            self.tr("File"),
            self.file,
            hint=self.tr(
                "Its name stands in the file. Another form of the same name gets the next version."
            ),
            required=True,
        )
        self.button = Button(self.tr("Publish"), kind="primary", icon="upload")
        self.button.clicked.connect(self.publish)
        self.card.body.addWidget(
            words(
                self.tr(
                    "Comments that were taken down with an older version stay as they are. So "
                    "every question that was ever asked has to stay in the form."
                ),
                "soft",
            )
        )
        self.card.body.addWidget(form)
        self.card.body.addWidget(bar(self.button))
        self.table.setMinimumHeight(px(240))
        self.listed = Card(self.tr("Forms that go to every wing"))
        self.listed.body.addWidget(self._stack)
        self.listed.body.addWidget(rest)
        scroll = Scroll(margins=(0, 4, 6, 16))
        scroll.body.addWidget(self.card)
        scroll.body.addWidget(self.listed)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(scroll, 1)

    def ask(self) -> None:
        """Look at what was published."""
        self._desk.jobs.run(
            reference.all,
            owner=self,
            done=self._show,
            failed=self.failed.emit,
            key="reference",
        )

    def publish(self) -> None:
        """Publish the file that was chosen."""
        file = self.file.path()
        self.place.set_error("" if file is not None else self.tr("Choose the form’s file"))
        if file is None:
            self.file.setFocus()
            return
        self.button.setEnabled(False)
        self._desk.jobs.run(
            reference.publish,
            file,
            owner=self,
            done=self._published,
            failed=self._refused,
            changes=("reference",),
        )

    def _published(self, found: Published) -> None:
        self.button.setEnabled(True)
        self.file.line.clear()
        self.told.emit(
            Message(
                "success",
                self.tr("{name}, version {version}, is published.").format(
                    name=found.title, version=found.version
                ),
                "",
                self.tr("It goes to every wing with what goes back next."),
            )
        )
        self.ask()

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.failed.emit(error)
        self.file.setFocus()

    def _show(self, found: tuple[Published, ...]) -> None:
        self.model.show_lines(
            [
                Line((each.title, each.name, str(each.version), moment(each.at)), each)
                for each in found
            ]
        )
        self._stack.turn(self.table if found else self._none)
