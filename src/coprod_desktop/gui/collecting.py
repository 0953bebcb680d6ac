# SPDX-License-Identifier: MIT
"""Has Python collect its garbage on the GUI thread only.

Python looks for unreachable cycles in whatever thread happens to allocate. When that is a worker
and the cycle holds a widget, Qt objects are destroyed on the wrong thread, and the program ends
with a segmentation fault (seen as "Garbage-collecting" in a worker's stack).
"""

from __future__ import annotations

import gc
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS: Final = 500


class Collector(QObject):
    """While one of these is at work, nothing else collects; the last to stop hands back."""

    _at_work: ClassVar[int] = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = False
        Collector._at_work += 1
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(INTERVAL_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect as deep as Python itself would by now."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Hand the work back to Python."""
        if self._stopped:
            return
        self._stopped = True
        Collector._at_work -= 1
        if not Collector._at_work:
            gc.enable()
