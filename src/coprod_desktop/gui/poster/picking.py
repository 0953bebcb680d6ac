# SPDX-License-Identifier: MIT
"""Answered comments and actions done together, narrowed by date, wing and theme, to be picked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from coprod_desktop.domain import themes, vocabulary
from coprod_desktop.domain.poster import MOST
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, Row, words
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.poster import calls
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.papers.posters import Item
from coprod_desktop.services.recording.lists import Query

_LETTERS: Final = 10
_LINES: Final = 7
_LINE: Final = 34
_WIDE: Final = 480


class Picking(Card):
    """Filters over a list; Space or Return puts the current line on the poster, or takes it off."""

    picked = Signal(object)
    """An `Item` is to stand on the poster."""
    dropped = Signal(str)
    """The card of a source, by its id, is to go."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Pick what was answered"))
        self._desk = desk
        self._items: tuple[Item, ...] = ()
        self._on: frozenset[str] = frozenset()
        self.first = DateField(desk.today)
        self.last = DateField(desk.today)
        self.wing = QLineEdit()
        self.theme = choices(self.tr("Theme"), (("", self.tr("All themes")), *themes.top()))
        # Not as wide as the longest theme: the poster stands beside it.
        self.theme.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.theme.setMinimumContentsLength(_LETTERS)
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("What was answered"))
        self.list.setMinimumHeight(desk.theme.px(_LINE * 3))
        self.list.setMaximumHeight(desk.theme.px(_LINE * _LINES))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.installEventFilter(self)
        self.whole = words("", "soft")
        self.none = words(
            self.tr(
                "Nothing here was answered yet. Answer a comment on the Feedback page, or finish "
                "an action that patients and staff agreed together: then it can stand on a poster."
            ),
            "soft",
        )
        self.toggle = Button(self.tr("Put on the poster"))
        self.toggle.clicked.connect(self._toggle)
        rows: list[tuple[QWidget, int]] = [
            (Row(self.tr("Said from"), self.first), 1),
            (Row(self.tr("Said to"), self.last), 1),
            (Row(self.tr("Wing"), self.wing), 1),
            (Row(self.tr("Theme"), self.theme), 1),
        ]
        form = Form(spacing=12)
        form.add_widget(Columns(rows, wide=2, narrow=1, least=_WIDE))
        for part in (self.list, self.none, self.whole, flowing(self.toggle)):
            form.add_widget(part)
        self.body.addWidget(form)
        self.none.hide()
        self.list.currentRowChanged.connect(self._show_current)
        self.list.itemDoubleClicked.connect(self._toggle)
        for line in (self.first.line, self.last.line, self.wing):
            line.editingFinished.connect(self.ask)
        self.theme.currentIndexChanged.connect(self.ask)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Return pick the current line."""
        keys = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if (
            watched is self.list
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in keys
        ):
            self._toggle()
            return True
        return super().eventFilter(watched, event)

    def query(self) -> Query:
        """What is looked for."""
        first, last = self.first.date(), self.last.date()
        return Query(
            date_from=first.isoformat() if first else "",
            date_to=last.isoformat() if last else "",
            wing=self.wing.text().strip(),
            theme=self.theme.currentData() or "",
        )

    def ask(self) -> None:
        """Fetch what matches."""
        self._desk.jobs.run(
            calls.items,
            self.query(),
            owner=self,
            done=self.show_items,
            failed=self.failed.emit,
            key="poster-items",
        )

    def show_items(self, items: tuple[Item, ...]) -> None:
        """List them; the current line stays current if it is still there."""
        before = self._current()
        self._items = items
        self.list.clear()
        for item in items:
            self.list.addItem(QListWidgetItem(self._line(item)))
        places = [n for n, each in enumerate(items) if before and each.source == before.source]
        self.list.setCurrentRow(places[0] if places else 0)
        for widget, shown in ((self.list, items), (self.toggle, items), (self.none, not items)):
            widget.setVisible(bool(shown))
        self._show_current()

    def show_on(self, sources: frozenset[str]) -> None:
        """Mark what stands on the poster."""
        self._on = sources
        for place, item in enumerate(self._items):
            line = self.list.item(place)
            if line is not None:
                line.setText(self._line(item))
        self._show_current()

    def _line(self, item: Item) -> str:
        when = short_date(iso(item.date)) or self.tr("Action")
        said = " ".join(item.said.split())
        on = self.tr("On the poster: ") if item.source in self._on else ""
        place = f", {item.wing}" if item.wing else ""
        return f"{on}{when}{place}: {said}"

    def _current(self) -> Item | None:
        place = self.list.currentRow()
        return self._items[place] if 0 <= place < len(self._items) else None

    def _show_current(self, *_: object) -> None:
        item = self._current()
        if item is None:
            self.whole.setText("")
            return
        on = item.source in self._on
        self.toggle.setText(self.tr("Take off the poster") if on else self.tr("Put on the poster"))
        self.toggle.setEnabled(on or len(self._on) < MOST)
        lever = vocabulary.say(vocabulary.LEVERS, item.lever)
        came = self.tr("{lever}: {words}").format(lever=lever, words=item.did)
        heard = self.tr("Told already.") if item.heard and item.comment else ""
        self.whole.setText(" ".join(part for part in (f"“{item.said}”", "→", came, heard) if part))

    def _toggle(self, *_: object) -> None:
        item = self._current()
        if item is None or not self.toggle.isEnabled():
            return
        if item.source in self._on:
            self.dropped.emit(item.source)
        else:
            self.picked.emit(item)
