# SPDX-License-Identifier: MIT
"""At a new office: what wings once sent to an office that was lost is read back, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain.errors import Cancelled, WordsDoNotMatch
from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, Row, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, flowing
from coprod_desktop.gui.messages import Banner, announce
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.settings.read_back import ReadBack
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.gui.words_field import WordsField

if TYPE_CHECKING:
    from coprod_desktop.services.access.setup import TrustSummary
    from coprod_desktop.services.exchanging.paper_bundles import Opened

_ASKED = 3


class Found(NamedTuple):
    """What became of each file, and whether somebody stopped before the last."""

    files: tuple[Opened, ...]
    stopped: bool = False


class Wanted(NamedTuple):
    """What is read, and by which papers; `texts` is where it is given out in clear, or None."""

    trust: Path
    card: Mapping[int, str]
    paper: tuple[str, ...]
    folder: Path
    texts: Path | None


def _look(file: Path) -> TrustSummary:
    from coprod_desktop.services.access import setup

    return setup.read_trust(file)


def _read(session: Any, wanted: Wanted, progress: Any) -> Found:
    from coprod_desktop.services.exchanging import paper_bundles

    office = paper_bundles.lost(wanted.trust, wanted.card, wanted.paper)
    done: dict[Path, Opened] = {}

    def told(each: Opened) -> None:
        done[each.path] = each

    try:
        paths = [wanted.folder]
        return Found(paper_bundles.take_in(session, office, paths, wanted.texts, progress, told))
    except Cancelled:
        if not done:
            raise
        return Found(tuple(done.values()), stopped=True)


class LostOffice(QWidget):
    """Four cards, of which three open once the trust list was read; then what came of it."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._asked: tuple[int, ...] = ()
        self._trust = Path()
        self.banner = Banner()
        self.progress = ProgressPanel()
        self.list = Card(self.tr("1. The trust list of the lost office"))
        self.card = Card(self.tr("2. Three words of its card"))
        self.key = Card(self.tr("3. Its recovery key"))
        self.bundles = Card(self.tr("4. What the wings sent"))
        self._build_list()
        self._build_card()
        self._build_key()
        self._build_bundles()
        self.back = Button(self.tr("Back, forget the words"), kind="quiet", icon="back")
        self.back.clicked.connect(self.shut)
        self._asking = Scroll(margins=(0, 16, 6, 16))
        for part in (
            *(self.banner, self.progress, self.list, self.card, self.key, self.bundles),
            flowing(self.back),
        ):
            self._asking.body.addWidget(part)
        self._asking.body.addStretch(1)
        self.done = ReadBack(desk)
        self.done.closed.connect(self.shut)
        self._faces = Stack()
        self._faces.add(self._asking)
        self._faces.add(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._faces)

    def begin(self) -> None:
        """From the start: no file, no words."""
        self.forget()
        self.banner.clear()
        self._faces.turn(self._asking)
        self.file.setFocus()

    def forget(self) -> None:
        """Let go of every word, and of the list."""
        self._asked = ()
        self.typed.clear()
        for row in self.lines:
            row.field.clear()
        self._show_rest(on=False)

    def shut(self) -> None:
        """Back to where it was begun."""
        self.forget()
        self.closed.emit()

    def look(self) -> None:
        """Read the list, and ask for words of the card."""
        file = self.file.path()
        self.place.set_error("" if file is not None else self.tr("Choose the trust list"))
        if file is None:
            self.file.setFocus()
            return
        self._trust = file
        self.banner.clear()
        self._desk.jobs.run_unsigned(
            _look, file, owner=self, done=self._show_list, failed=self._refused
        )

    def read(self) -> None:
        """Read the bundles, once everything was filled in."""
        wanted = self._wanted()
        if wanted is None:
            return
        self.banner.clear()
        self._show_work(on=True)
        self.progress.begin(
            self.tr("Looking at the files…"),
            {
                "search": self.tr("The search catches up: lists and reports are complete already"),
            },
        )
        job = self._desk.jobs.run(
            _read,
            wanted,
            owner=self,
            done=self._show_found,
            failed=self._refused,
            progress=self.progress.step,
            lane="long",
            changes=("received", "device", "feedback", "meeting", "action", "answer"),
        )
        self.progress.follow(job)

    def _build_list(self) -> None:
        self.list.body.addWidget(
            words(
                self.tr(
                    "A wing’s PC that still works saves it, under Settings, Recovery there. Take "
                    "it from the wing that heard from the office last: a PC that the list does "
                    "not name is not believed."
                )
            )
        )
        self.file = FolderField(
            self.tr("Choose the trust list"), file=self.tr("Trust lists (trust-list*.json)")
        )
        form = Form()
        self.place = form.add(
            self.tr("Trust list"),
            self.file,
            hint=self.tr("Its name begins with trust-list."),
            required=True,
        )
        self.open = Button(self.tr("Read the list"), kind="primary", icon="download")
        self.open.clicked.connect(self.look)
        self.list.body.addWidget(form)
        self.list.body.addWidget(flowing(self.open))

    def _build_card(self) -> None:
        self.who = words("", "subheading")
        self.card.body.addWidget(self.who)
        self.card.body.addWidget(words(self.tr("They prove that the list is that office’s own.")))
        form = Form()
        self.lines: list[Row[QLineEdit]] = [
            form.add("", QLineEdit(), required=True) for _ in range(_ASKED)
        ]
        self.card.body.addWidget(form)

    def _build_key(self) -> None:
        self.key.body.addWidget(
            words(
                self.tr(
                    "Type the 24 words of the lost office’s paper. They are forgotten when the "
                    "bundles were read, or when you leave this page."
                )
            )
        )
        self.typed = WordsField()
        self.key.body.addWidget(self.typed)

    def _build_bundles(self) -> None:
        self.bundles.body.addWidget(
            words(
                self.tr(
                    "Gather in one folder what every wing’s PC that works sends once more, and "
                    "what lies on old sticks. Each bundle is checked as the lost office would have "
                    "checked it. What it holds comes into this store for good; its PC then stands "
                    "under Sites as stopped. A bundle that is in already changes nothing."
                )
            )
        )
        form = Form()
        self.folder = FolderField(self.tr("Choose the folder with the bundles"))
        self.where = form.add(
            self.tr("Folder with the bundles"),
            self.folder,
            hint=self.tr("Folders inside it are looked through too."),
            required=True,
        )
        self.in_clear = QCheckBox(self.tr("Also write all that the bundles hold as text"))
        form.add_widget(self.in_clear)
        self.texts = FolderField(self.tr("Choose a folder for the text"))
        self.texts_row = form.add(
            self.tr("Folder for the text"),
            self.texts,
            hint=self.tr(
                "For bundles that cannot be taken in because earlier ones are lost. Anybody can "
                "read these files: destroy them when you are done."
            ),
            required=True,
        )
        self.texts_row.hide()
        self.in_clear.toggled.connect(self.texts_row.setVisible)
        self.go = Button(self.tr("Read the bundles in"), kind="primary", icon="download")
        self.go.clicked.connect(self.read)
        self.bundles.body.addWidget(form)
        self.bundles.body.addWidget(flowing(self.go))
        self.forms = (form,)

    def _show_list(self, found: TrustSummary) -> None:
        self._asked = found.asked
        self.who.setText(
            self.tr("The file says it is from: {office}").format(office=found.office_name)
        )
        for row, place in zip(self.lines, found.asked, strict=True):
            row.rename(self.tr("Word {place} of 12").format(place=place))
            row.field.clear()
            row.set_error("")
        self._show_rest(on=True)
        announce(self, self.who.text())
        self.lines[0].field.setFocus()

    def _show_rest(self, *, on: bool) -> None:
        for card in (self.card, self.key, self.bundles):
            card.setVisible(on)

    def _show_work(self, *, on: bool) -> None:
        """While bundles are read, nothing may be typed over."""
        for card in (self.list, self.card, self.key, self.bundles):
            card.setVisible(not on)
        self.back.setVisible(not on)

    def _wanted(self) -> Wanted | None:
        """What was typed; None when something is missing, which is shown and has the focus."""
        for row in (*self.lines, self.where, self.texts_row):
            row.set_error("")
        typed = [row.field.text().strip().lower() for row in self.lines]
        for row, word in zip(self.lines, typed, strict=True):
            if not word:
                row.set_error(self.tr("Type this word from the card"))
                row.field.setFocus()
                return None
        if not self.typed.check():
            return None
        folder, texts = self.folder.path(), self.texts.path()
        if folder is None:
            self.where.set_error(self.tr("Choose the folder with the bundles"))
            self.folder.setFocus()
            return None
        in_clear = self.in_clear.isChecked()
        if in_clear and texts is None:
            self.texts_row.set_error(self.tr("Choose a folder"))
            self.texts.setFocus()
            return None
        card = dict(zip(self._asked, typed, strict=True))
        return Wanted(self._trust, card, self.typed.words(), folder, texts if in_clear else None)

    def _show_found(self, found: Found) -> None:
        self.progress.end()
        self._show_work(on=False)
        self.forget()
        self._faces.turn(self.done)
        self.done.show_files(found.files, stopped=found.stopped)

    def _refused(self, error: Exception) -> None:
        self.progress.end()
        self._show_work(on=False)
        self._show_rest(on=bool(self._asked))
        self.banner.show_error(error)
        if isinstance(error, WordsMisspelt):
            self.typed.say_misfit()
        elif isinstance(error, WordsDoNotMatch):
            self.lines[0].field.setFocus()
        elif self._asked:
            self.go.setFocus()
        else:
            self.file.setFocus()
