# SPDX-License-Identifier: MIT
"""The agenda as it is being written: items, decisions, actions, comments, hands. No widgets.

The editor and the projector's view are two faces of one notebook, and a draft is its plain values.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct, field
from PySide6.QtCore import QObject, Signal

MOST_ITEMS: Final = 100
MOST_CHOICES: Final = 9
"""Choices of a show of hands: each has a number key on the projector."""


class Promise(Struct):
    """An action as it is typed. `id` is that of a saved one; `due` is what was typed."""

    text: str = ""
    owner_role: str = ""
    with_role: str = ""
    due: str = ""
    joint: bool = False
    lever: str = ""
    id: str = ""
    status: str = "open"

    def empty(self) -> bool:
        """Whether nothing was typed that could be lost."""
        return not (self.text.strip() or self.owner_role.strip() or self.id)


class Said(Struct):
    """A comment linked to an item. Of a `new` one, made in the room, this is all there is."""

    id: str
    words: str = ""
    slip_code: str = ""
    new: bool = False
    better: bool = True
    fft: int = 0
    escalations: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    gone: bool = False


class Hand(Struct):
    """How many hands went up for a choice."""

    choice: str = ""
    count: int = 0


class Item(Struct):
    """One thing to talk about.

    `agrees` is the earlier meeting whose notes it is to agree, `pending` a comment that is being
    typed and not added yet, with what was said of it in `pending_more`. `asking` is a show of hands
    that is being typed on the projector.
    """

    title: str = ""
    notes: str = ""
    decisions: list[str] = field(default_factory=list[str])
    actions: list[Promise] = field(default_factory=list[Promise])
    said: list[Said] = field(default_factory=list[Said])
    themes: list[str] = field(default_factory=list[str])
    confidential: bool = False
    hands_question: str = ""
    hands: list[Hand] = field(default_factory=list[Hand])
    agrees: str = ""
    agreed: bool = False
    pending: str = ""
    pending_more: dict[str, Any] = field(default_factory=dict[str, Any])
    asking: str = ""

    def empty(self) -> bool:
        """Whether nothing was typed that could be lost."""
        typed = self.title.strip() or self.notes.strip() or self.said or self.hands
        typed = typed or self.pending or self.asking or any(each.strip() for each in self.decisions)
        return not (typed or self.agrees or any(not each.empty() for each in self.actions))


def hands_of(typed: str, usual: Sequence[str], held: Sequence[Hand]) -> tuple[str, list[Hand]]:
    """A question and its choices from "Question / choice / choice"; counts that are held stay."""
    question, *choices = (part.strip() for part in typed.split("/"))
    counted = {each.choice: each.count for each in held}
    named = [each for each in choices if each] or usual
    return question, [Hand(each, counted.get(each, 0)) for each in named[:MOST_CHOICES]]


class Notebook(QObject):
    """The agenda's items in order, and the saved actions that were taken out of it."""

    edited = Signal()
    """Something was typed: what stands on screen stands here too."""
    rearranged = Signal()
    """Items or their parts came, went or moved, elsewhere than where they are typed."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []
        self.dropped: list[str] = []
        self.line = ""  # what stands in the projector's line and was not entered yet
        self.earlier: datetime.date | None = None  # the day of the notes that are to be agreed

    def values(self) -> list[dict[str, Any]]:
        """The items as plain values."""
        return msgspec.to_builtins(self.items)

    def fill(self, values: list[dict[str, Any]], dropped: list[str]) -> None:
        """Take other items, at least an empty one; who fills it shows it."""
        self.items = msgspec.convert(values, list[Item]) or [Item()]
        for item in self.items:  # of a draft: it is shown where the others are typed
            if item.asking:
                item.hands_question, item.hands = hands_of(item.asking, (), item.hands)
                item.asking = ""
        self.dropped = list(dropped)

    def add(self, place: int, item: Item | None = None) -> Item:
        """Another item at a place."""
        made = item or Item()
        self.items.insert(place, made)
        self._moved()
        return made

    def take(self, place: int) -> Item:
        """Take an item out; its saved actions go with it."""
        item = self.items.pop(place)
        self.dropped += [each.id for each in item.actions if each.id]
        if not self.items:
            self.items.append(Item())
        self._moved()
        return item

    def put_back(self, place: int, item: Item) -> None:
        """Undo `take`."""
        if len(self.items) == 1 and self.items[0].empty():
            self.items.clear()
        back = {each.id for each in item.actions}
        self.dropped = [each for each in self.dropped if each not in back]
        self.add(min(place, len(self.items)), item)

    def move(self, place: int, by: int) -> int:
        """Move an item up or down; returns where it stands then."""
        there = max(0, min(len(self.items) - 1, place + by))
        if there != place:
            self.items.insert(there, self.items.pop(place))
            self._moved()
        return there

    def take_action(self, item: Item, action: Promise) -> None:
        """Take an action out of an item."""
        item.actions = [each for each in item.actions if each is not action]
        if action.id:
            self.dropped.append(action.id)
        self._moved()

    def put_action_back(self, item: Item, place: int, action: Promise) -> None:
        """Undo `take_action`."""
        item.actions.insert(place, action)
        self.dropped = [each for each in self.dropped if each != action.id]
        self._moved()

    def count(self, item: Item, choice: int, by: int) -> None:
        """Add hands to a choice, or take them away; a choice that is not there does nothing."""
        if 0 <= choice < len(item.hands):
            hand = item.hands[choice]
            hand.count = max(0, hand.count + by)
            self._moved()

    def _moved(self) -> None:
        self.rearranged.emit()
        self.edited.emit()
