# SPDX-License-Identifier: MIT
"""F6 goes from one part of the window to the next, so that nobody has to Tab through all of it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class Areas:
    """The parts of a window in the order of the eye; each takes the focus where it last had it."""

    def __init__(self, *areas: QWidget) -> None:
        self._areas = areas
        self._last: dict[QWidget, QWidget] = {}

    def go(self, step: int) -> None:
        """Go `step` parts on, or back; parts in which nothing can have the focus are left out."""
        focus = QApplication.focusWidget()
        here = next((each for each in self._areas if focus and each.isAncestorOf(focus)), None)
        if here is not None and focus is not None:
            self._last[here] = focus
        place = self._areas.index(here) if here is not None else -min(step, 0) - 1
        for far in range(1, len(self._areas) + 1):
            area = self._areas[(place + step * far) % len(self._areas)]
            stop = self._last_stop(area) or _first_stop(area)
            if stop is not None:
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _last_stop(self, area: QWidget) -> QWidget | None:
        last = self._last.get(area)
        alive = last is not None and shiboken6.isValid(last)
        return last if alive and last is not None and _takes_focus(last, area) else None


def _first_stop(area: QWidget) -> QWidget | None:
    """Where Tab would come to first; of a group of choices the one that is chosen."""
    widget = area.nextInFocusChain()
    while widget is not None and widget is not area:
        if _takes_focus(widget, area):
            group = widget.group() if isinstance(widget, QAbstractButton) else None
            return (group.checkedButton() if group is not None else None) or widget
        widget = widget.nextInFocusChain()
    return None


def _takes_focus(widget: QWidget, area: QWidget) -> bool:
    return (
        area.isAncestorOf(widget)
        and widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    )
