# SPDX-License-Identifier: MIT
"""The cards of a poster under each other: put there, moved, taken out, and brought back."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain.poster import MOST, Card, Finding, Original
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import discard
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.poster.cards import CardEditor


class CardColumn(QWidget):
    """All cards, in the order of the poster."""

    edited = Signal()
    emptied = Signal()
    """The last card was taken out."""
    vouched = Signal(object)
    """As `Settling.vouched`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._originals: dict[str, Original] = {}
        self._filling = False
        self.editors: list[CardEditor] = []
        self._none = words(
            self.tr("No cards yet. Pick an answer above, and it gets a card here."), "soft"
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self._column.addWidget(self._none)

    def cards(self) -> tuple[Card, ...]:
        """The cards as they stand."""
        return tuple(each.values() for each in self.editors)

    def sources(self) -> frozenset[str]:
        """What the cards are made of."""
        return frozenset(each.source for each in self.cards())

    def fill(self, cards: Sequence[Card]) -> None:
        """Show these cards in place of others; nothing counts as typed."""
        self._desk.end_undo(self)  # a card of the poster before is none of this one
        self._filling = True
        for editor in self.editors:
            discard(editor)
        self.editors = []
        for card in cards:
            self._insert(len(self.editors), card)
        self._filling = False
        self._arrange()

    def put(self, card: Card, original: Original) -> CardEditor | None:
        """Add a card at the end, while there is room."""
        if len(self.editors) >= MOST:
            return None
        self._originals[card.source] = original
        return self._put(len(self.editors), card)

    def drop(self, source: str) -> None:
        """Take out the card that was made of something."""
        for editor in self.editors:
            if editor.values().source == source:
                self._take_out(editor)
                return

    def show_originals(self, found: dict[str, Original]) -> None:
        """Show what the records behind the cards say now."""
        self._originals = found
        self._arrange()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show under each card what is to be settled on it."""
        for place, editor in enumerate(self.editors):
            editor.show_findings([each for each in findings if each.card == place])
        self._order()

    def go_to(self, finding: Finding) -> None:
        """Put the cursor on what is to be settled."""
        if finding.card < len(self.editors):
            self.editors[finding.card].go_to(finding)

    def _insert(self, place: int, card: Card) -> CardEditor:
        editor = CardEditor(self._desk, card)
        editor.edited.connect(self._edited)
        editor.out_asked.connect(partial(self._take_out, editor))
        editor.moved.connect(partial(self._move, editor))
        editor.vouched.connect(self.vouched)
        self.editors.insert(place, editor)
        self._column.insertWidget(place, editor)
        return editor

    def _put(self, place: int, card: Card) -> CardEditor:
        editor = self._insert(min(place, len(self.editors)), card)
        self._changed()
        announce(editor, self.tr("Put on the poster: {card}").format(card=editor.heading.text()))
        return editor

    def _take_out(self, editor: CardEditor) -> None:
        place, card = self.editors.index(editor), editor.values()
        self.editors.remove(editor)
        discard(editor)
        self._changed()
        if self.editors:
            self.editors[min(place, len(self.editors) - 1)].said.setFocus()
        else:
            self.emptied.emit()
        self._desk.offer_undo(
            self.tr("Card taken off the poster"), partial(self._bring_back, place, card), self
        )

    def _bring_back(self, place: int, card: Card) -> None:
        if len(self.editors) < MOST:
            self._put(place, card).said.setFocus()

    def _move(self, editor: CardEditor, places: int) -> None:
        place = self.editors.index(editor)
        new = max(0, min(len(self.editors) - 1, place + places))
        self.editors.insert(new, self.editors.pop(place))
        self._column.removeWidget(editor)
        self._column.insertWidget(new, editor)
        self._changed()
        (editor.later if places > 0 else editor.earlier).setFocus()
        announce(editor, editor.heading.text())

    def _changed(self) -> None:
        self._arrange()
        self._edited()

    def _edited(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _arrange(self) -> None:
        for place, editor in enumerate(self.editors):
            editor.stand(place, len(self.editors))
            editor.show_original(self._originals.get(editor.values().source))
        self._none.setVisible(not self.editors)
        self._order()

    def _order(self) -> None:
        """Let Tab follow the eye: cards come and move, and Qt keeps the order of their making."""
        stops = [stop for editor in self.editors for stop in editor.stops()]
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)
