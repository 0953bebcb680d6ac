# SPDX-License-Identifier: MIT
"""The last step of the first run: the words to compare, and the file to carry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, bar, fact, flowing
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.steps import Step, WordsCard


def _request(session: Any, folder: Path) -> Any:
    from coprod_desktop.services.exchanging import exchange

    return exchange.request(session, folder)


def _card(session: Any) -> Any:
    from coprod_desktop.services.exchanging import office

    return office.card(session)


def _write_card(session: Any, folder: Path) -> Any:
    from coprod_desktop.services.exchanging import office

    return office.write_card(session, folder)


class End(Step):
    """What both endings share: a message and a folder to write to."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__("", "")
        self.jobs = jobs
        self.banner = Banner(closable=False)
        self.column.addWidget(self.banner)

    def begin(self) -> None:
        """Fetch what this step shows."""

    def folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, title, str(Path.home()))
        return Path(chosen) if chosen else None


class WingEnd(End):
    """The enrol request for the office, and this PC's twelve words."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs)
        self.title.setText(self.tr("The store is ready"))
        self.lead.setText(
            self.tr(
                "The office must approve this PC before it can take in its bundles. You can start "
                "recording now."
            )
        )
        self.column.addWidget(
            words(
                self.tr(
                    "Save the enrol request on a USB stick and send it to the office. When the "
                    "office rings, read out this PC’s twelve words."
                )
            )
        )
        self.write = Button(self.tr("Save enrol request"), icon="save")
        self.write.clicked.connect(self._write)
        self.column.addWidget(bar(self.write))
        self.card = WordsCard(self.tr("This PC’s twelve words"))
        self.card.hide()
        self.column.addWidget(self.card)

    def remind(self) -> None:
        """The recovery sheet was left for later: say where it can be made."""
        self.banner.show_message(
            Message(
                "warning",
                self.tr("There is no recovery sheet yet."),
                self.tr(
                    "Until there is one, only the office can help when every password is lost."
                ),
                self.tr("Make it today, under Settings."),
            )
        )

    def write_to(self, folder: Path) -> None:
        """Write the enrol request into a folder."""
        self.jobs.run(
            _request, folder, owner=self, done=self._written, failed=self.banner.show_error
        )

    def _write(self) -> None:
        folder = self.folder(self.tr("Where to save the enrol request"))
        if folder is not None:
            self.write_to(folder)

    def _written(self, request: Any) -> None:
        self.banner.show_message(
            Message(
                "success",
                self.tr("The enrol request was saved."),
                advice=self.tr("It is in {place}.").format(place=request.path),
            )
        )
        self.card.show_words(tuple(request.words))
        self.card.show()


class OfficeEnd(End):
    """The office's card, and its trust list file."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs)
        self.title.setText(self.tr("The office is ready"))
        self.lead.setText(
            self.tr(
                "Give each wing the trust list file and, apart from it, a printed card with these "
                "words."
            )
        )
        self._summary = QVBoxLayout()
        self._summary.setSpacing(8)
        self.column.addLayout(self._summary)
        self.card = WordsCard(self.tr("The office’s twelve words"))
        self.column.addWidget(self.card)
        self.write = Button(self.tr("Save trust list"), icon="save")
        self.write.clicked.connect(self._write)
        self.print = Button(self.tr("Print the card"), icon="print")
        self.print.clicked.connect(self._print)
        self.print.setEnabled(False)
        self.column.addWidget(flowing(self.write, self.print))
        self._value: Any = None

    def say_roots(self, holders: tuple[str, ...]) -> None:
        """Sum up what was set up: who holds the root keys, and that the paper is there."""
        lines = [
            self.tr("Two of three people must sign: {names}. Each holds a key file.").format(
                names=", ".join(holders)
            )
            if holders
            else self.tr("The root key is kept in this store."),
            self.tr("The recovery key is on paper. Put it into the safe now."),
        ]
        for line in lines:
            self._summary.addWidget(fact("tick", "success", line))

    def begin(self) -> None:
        """Fetch the card."""
        self.jobs.run(_card, owner=self, done=self._shown, failed=self.banner.show_error)

    def write_to(self, folder: Path) -> None:
        """Write the trust list file into a folder."""
        self.jobs.run(
            _write_card, folder, owner=self, done=self._written, failed=self.banner.show_error
        )

    def _shown(self, card: Any) -> None:
        self._value = card
        self.card.show_words(tuple(card.words))
        self.print.setEnabled(True)

    def _print(self) -> None:
        from coprod_desktop.gui.paper import preview_card

        preview_card(self, self._value.name, tuple(self._value.words))

    def _write(self) -> None:
        folder = self.folder(self.tr("Where to save the trust list"))
        if folder is not None:
            self.write_to(folder)

    def _written(self, file: Path) -> None:
        self.banner.show_message(
            Message(
                "success",
                self.tr("The trust list was saved."),
                advice=self.tr("It is in {place}.").format(place=file),
            )
        )
