# SPDX-License-Identifier: MIT
"""The one list of what can be done from anywhere; menus, the shortcut sheet and tests read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Actions(QObject):
    """Named actions with their words and shortcuts, all living in one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}

    def add(
        self,
        name: str,
        text: str,
        shortcut: str = "",
        *,
        hint: str = "",
        also: Sequence[str] = (),
    ) -> QAction:
        """Register an action; connect to its `triggered`.

        `also` are further keys for the same, such as those of another keyboard's layout.

        Raises:
            ValueError: the name or the shortcut is taken, which is a fault of the program.
        """
        if name in self._actions:
            raise ValueError(f"the action {name} exists")
        taken = {keys.toString() for each in self for keys in each.shortcuts()}
        sequences = [QKeySequence(keys) for keys in (shortcut, *also) if keys]
        if any(keys.toString() in taken for keys in sequences):
            raise ValueError(f"{shortcut} is taken")
        action = QAction(text, self)
        action.setObjectName(name)
        action.setToolTip(hint or text)
        if sequences:
            action.setShortcuts(sequences)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        self._actions[name] = action
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())


def keys_of(action: QAction) -> str:
    """The keys of an action as the system writes them, or nothing."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
