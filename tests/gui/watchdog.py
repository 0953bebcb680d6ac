# SPDX-License-Identifier: MIT
"""Measures how long the window did not answer: a timer that notes how late it is."""

import time
from types import TracebackType
from typing import Self

from PySide6.QtCore import Qt, QTimer

_EVERY_MS = 2


class Watchdog:
    """While it is entered, notes the longest time in which the event loop did nothing else.

    Whatever runs on the GUI thread in one piece holds the loop up; a timer that is due meanwhile
    comes late by as much.
    """

    def __init__(self) -> None:
        self.worst = 0.0
        """Seconds."""
        self.busiest = 0.0
        """Seconds of processor time that this thread took in one piece: what a PC with nothing
        else to do would have been held up for."""
        self.beats = 0
        self._last = 0.0
        self._worked = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Self:
        self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.beats += 1
        self.busiest = max(self.busiest, worked - self._worked)
        self._worked = worked
        self.worst = max(self.worst, now - self._last - _EVERY_MS / 1000)
        self._last = now
