# SPDX-License-Identifier: MIT
"""From the start of the process to a painted window: the program against an empty Qt window."""

import compileall
import subprocess
import sys
import time
from pathlib import Path

import coprod_desktop
from tests.bench.figures import Line, middle

_ROUNDS = 9
_EMPTY = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
window.repaint()
os._exit(0)
"""
# The event loop is replaced by one that ends as soon as the password field has been painted.
_OURS = """
import os, sys
from coprod_desktop import app

def until_painted(*_):
    from PySide6.QtWidgets import QApplication, QLineEdit
    qt = QApplication.instance()
    while True:
        qt.processEvents()
        for window in qt.topLevelWidgets():
            if any(field.isVisible() for field in window.findChildren(QLineEdit)):
                window.repaint()
                os._exit(0)

import gc
gc.disable()
from PySide6.QtWidgets import QApplication
QApplication.exec = until_painted
app.main(["coprod-desktop", sys.argv[1]])
"""


def lines(store: Path) -> list[Line]:
    ours: list[float] = []
    empty: list[float] = []
    # As installed: where Python is told to write no bytecode, it would compile at every start.
    compileall.compile_dir(Path(coprod_desktop.__file__).parent, quiet=1)
    for _ in range(_ROUNDS):
        empty.append(_time(["-c", _EMPTY]))
        ours.append(_time(["-c", _OURS, str(store)]))
    ratio = middle(ours) / middle(empty)
    figure = f"×{ratio:.2f} ({middle(ours) * 1e3:.0f} ms; empty window {middle(empty) * 1e3:.0f})"
    return [Line("start to painted unlock screen", figure, "≤ ×2 of an empty window", ratio <= 2)]


def _time(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, timeout=60)
    return time.perf_counter() - started
