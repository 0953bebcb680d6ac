# SPDX-License-Identifier: MIT
"""Posters that are kept on this PC: named, opened again, and deleted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from coprod_desktop.domain.poster import Poster
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.poster import calls
from coprod_desktop.gui.poster.head import LONGEST
from coprod_desktop.services.papers.posters import Kept


class Shelf(Card):
    """The name that a poster is kept under, and the others."""

    edited = Signal()
    opened = Signal(object)
    """Another poster is to be shown: the `Kept`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Keep it, or open another"))
        self._desk = desk
        self._kept: tuple[Kept, ...] = ()
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.chosen = QComboBox()
        self.drop = Button(self.tr("Delete this poster"), kind="quiet", icon="trash")
        form = Form(spacing=12)
        self._name_row = form.add(
            self.tr("Keep it as"),
            self.name,
            hint=self.tr("For example: March, B wing. Everybody on this PC can open it."),
        )
        self._open_row = form.add(self.tr("Open a poster that was kept"), self.chosen)
        form.add_widget(flowing(self.drop))
        self.body.addWidget(form)
        self.name.textEdited.connect(self.edited)
        self.chosen.activated.connect(self._open)
        self.drop.clicked.connect(self.ask_drop)
        self._open_row.hide()
        self.drop.hide()

    def begin(self, name: str) -> None:
        """Show the name of the poster on screen, or that it has none yet."""
        self.name.setText(name)
        self._name_row.set_error("")
        self._choose(name)

    def has_name(self) -> bool:
        """Whether it can be kept; asks for a name otherwise."""
        named = bool(self.name.text().strip())
        self._name_row.set_error("" if named else self.tr("Give the poster a name."))
        if not named:
            self.name.setFocus()
        return named

    def keep(self, poster: Poster, draft: str | None) -> None:
        """Keep a poster; its draft is not needed any more."""
        self._desk.jobs.run(
            calls.keep,
            self.name.text(),
            poster,
            draft,
            owner=self,
            done=self._was_kept,
            failed=self.failed.emit,
            changes=("poster", "draft"),
        )

    def ask_drop(self) -> None:
        """Delete the poster that is kept under this name."""
        if name := self.kept_name():
            self._desk.jobs.run(
                calls.drop,
                name,
                owner=self,
                done=self._was_dropped,
                failed=self.failed.emit,
                changes=("poster",),
            )

    def show_kept(self, name: str, kept: tuple[Kept, ...]) -> None:
        """Offer the posters that are kept; `name` is the one on screen."""
        self._kept = kept
        self.chosen.clear()
        self.chosen.addItem(self.tr("Choose"))
        self.chosen.addItems([each.name for each in kept])
        self._open_row.setVisible(bool(kept))
        self._choose(name)

    def kept_name(self) -> str:
        """The name that the poster on screen is kept under, or nothing."""
        place = self.chosen.currentIndex() - 1
        return self._kept[place].name if 0 <= place < len(self._kept) else ""

    def _choose(self, name: str) -> None:
        names = [each.name for each in self._kept]
        self.chosen.setCurrentIndex(names.index(name) + 1 if name in names else 0)
        self.drop.setVisible(bool(self.kept_name()))

    def _open(self, place: int) -> None:
        if 0 < place <= len(self._kept):
            self.opened.emit(self._kept[place - 1])

    def _was_kept(self, answer: tuple[Kept, Kept | None]) -> None:
        made, before = answer
        self._desk.note_saved()
        self._desk.offer_undo(
            self.tr("Poster “{name}” kept").format(name=made.name),
            partial(self._put_back, made.name, before),
        )
        self._ask(made.name)

    def _was_dropped(self, found: Kept) -> None:
        self._desk.offer_undo(
            self.tr("Poster “{name}” deleted").format(name=found.name),
            partial(self._put_back, found.name, found),
        )
        self.edited.emit()  # what is on the screen stays, as a draft
        self._ask("")

    def _put_back(self, name: str, before: Kept | None) -> None:
        self.edited.emit()
        self._desk.jobs.run(
            calls.put_back,
            name,
            before,
            owner=self,
            done=partial(self._back, before.name if before is not None else ""),
            failed=self.failed.emit,
            changes=("poster",),
        )

    def _back(self, name: str, _: None) -> None:
        self._ask(name)

    def _ask(self, name: str) -> None:
        self._desk.jobs.run(
            calls.kept,
            owner=self,
            done=partial(self.show_kept, name),
            failed=self.failed.emit,
            key="poster-kept",
        )
