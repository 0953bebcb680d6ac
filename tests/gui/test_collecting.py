# SPDX-License-Identifier: MIT

import gc
import threading
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.jobs import Jobs


class Knot(QObject):
    """An object that only the collector can free, and that notes on which thread it was."""

    def __init__(self, died_on: list[int]) -> None:
        super().__init__()
        self.me = self
        self.died_on = died_on

    def __del__(self) -> None:
        self.died_on.append(threading.get_ident())


def _litter(_session: Any) -> int:
    """Enough cycles to make Python collect several times over."""
    for _ in range(200_000):
        knot: list[Any] = []
        knot.append(knot)
    return 0


def test_a_worker_never_frees_what_belongs_to_qt(qtbot: QtBot) -> None:
    jobs, died_on = Jobs(), list[int]()
    try:
        Knot(died_on)
        with qtbot.waitSignal(jobs.changed, timeout=20_000):
            jobs.run(_litter, changes=("litter",))
        qtbot.waitUntil(lambda: bool(died_on), timeout=20_000)
    finally:
        jobs.close()
    assert set(died_on) == {threading.get_ident()}


def test_python_collects_again_when_the_last_window_is_gone() -> None:
    first, second = Jobs(), Jobs()
    assert not gc.isenabled()
    first.close()
    assert not gc.isenabled()
    second.close()
    second.close()
    assert gc.isenabled()
