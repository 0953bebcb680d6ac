# SPDX-License-Identifier: MIT
"""What is around the pages, for `screenshots.py`: commands, help, undo, every page empty."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from coprod_desktop.gui.help import guide
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD
from coprod_desktop.services import practice


def take(studio: Any, shell: Any) -> None:
    """The palette, the guide and the strip."""
    shell.desk.go("today")
    studio.settle()
    studio.window.show_palette()
    studio.settle()
    palette = QApplication.activeModalWidget()
    if palette is not None:
        studio.take("palette", palette)
        line: Any = getattr(palette, "line", None)
        line.setText("new")
        studio.take("palette-new", palette)
        palette.close()
    for name in ("index", "first-day", "settings"):
        shell.desk.go("help", name)
        studio.take(f"help-{name}")
    book = shell.page("help").book
    book.search.setText("password")
    studio.take("help-search")
    book.search.setText("")
    shell.desk.go("feedback")
    shell.desk.offer_undo("Comment put into the bin", nothing)
    shell.status.say_lock(42)
    studio.take("undo")
    shell.undo.withdraw()


def nothing() -> None:
    """Undo nothing."""


def empty(studio: Any, place: Path) -> None:
    """Every page of a wing and an office in which nothing was recorded yet."""
    place.mkdir()
    main = practice.make_office(place, PRACTICE_PASSWORD)
    wing = practice.make_wing(place, main, PRACTICE_PASSWORD)
    for each in (wing, main):
        each.close()
    for kind in ("wing", "office"):
        shell = studio.sign_in(place / kind)
        prefix = "empty" if kind == "wing" else "empty-office"
        for name in (*shell.names(), *(n for n in shell.behind() if n != "help")):
            shell.desk.go(name)
            studio.take(f"{prefix}-{name}")
        studio.open(None)


def named_by_guide() -> set[str]:
    """The pictures that a page of the guide shows."""
    return {Path(file).stem for page in guide.pages().values() for _words, file in page.pictures()}
