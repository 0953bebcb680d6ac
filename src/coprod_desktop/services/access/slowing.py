# SPDX-License-Identifier: MIT
"""Slows guessing down: of wrong tries in this process, each after the third doubles the wait.

It keeps a person at the keyboard from guessing. Somebody who copies the files away is kept out by
the cost of each guess (Argon2id), not by this.
"""

import math
import time
from pathlib import Path
from typing import Final

_FREE: Final = 3
_LONGEST: Final = 300
"""Seconds."""


class Tries:
    """Who has tried how often, and how long they have to wait."""

    def __init__(self) -> None:
        self._wrong: dict[Path, int] = {}
        self._not_before: dict[Path, float] = {}

    def wait(self, folder: Path) -> int:
        """Seconds to wait before the next try, 0 for none."""
        left = self._not_before.get(folder, 0.0) - time.monotonic()
        return math.ceil(left) if left > 0 else 0

    def failed(self, folder: Path) -> int:
        """Count a wrong try; the seconds to wait now."""
        self._wrong[folder] = count = self._wrong.get(folder, 0) + 1
        wait = 0 if count < _FREE else min(2 ** (count - _FREE + 1), _LONGEST)
        self._not_before[folder] = time.monotonic() + wait
        return wait

    def passed(self, folder: Path) -> None:
        """Forget the wrong tries."""
        self._wrong.pop(folder, None)
        self._not_before.pop(folder, None)
