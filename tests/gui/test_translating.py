# SPDX-License-Identifier: MIT
"""Every text can be translated, longer words still fit, and a right-to-left layout holds.

A translation that nobody has to write: each text in brackets and a third longer. What stands on the
screen without brackets was never handed to the translation.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from coprod_desktop import paths
from coprod_desktop.domain import translating, words
from coprod_desktop.domain.complaints import Step
from coprod_desktop.gui.feedback.said import SERVICES
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.help import guide
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import complaints
from coprod_desktop.services.recording import records
from tests.gui import fitting, walking
from tests.gui.test_access import full
from tests.stores import Folders, closing, feedback
from tests.windows import Windows

__all__ = ["full"]
LONGER = 0.3
ROLES = (
    *("Pharmacy lead", "Primary care lead", "Mental health lead", "Dental lead", "Health rep"),
    *("Wing manager", "Governor’s office", "Head of healthcare", "Facilitator", "Interpreter"),
    *("Nurse", "Patient", "Prison officer", "Note-taker", "Chair", "Pharmacist", "Doctor"),
)
"""Roles are offered to be typed, and stand in records in the words in which they were typed."""
OPEN, SHUT = "[", "]"
_FREE = re.compile(
    r"(Ctrl|Alt|Shift|F\d|Return|Esc|Coprod|HMP|CSV|DOCX|PDF|XLSX|FFT|MIT|Qt|A[34]|v\d)\b"
    r"|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(\d{1,2} )?[A-Z][a-z]+ \d{4}|[↑↓–·+/\d\s.,:;%()✓?]"
)
"""Names, keys, dates and numbers, which are the same in every language or come from elsewhere."""


class Bracketed(QTranslator):
    """Puts every text into brackets and makes it a third longer."""

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        del context, disambiguation, n
        more = "é" * max(1, round(len(re.sub(r"\{\w*\}", "", sourceText)) * LONGER))
        # Where words may wrap, the longer ones may too.
        parts = [more[start : start + 7] for start in range(0, len(more), 7)]
        return f"{OPEN}{sourceText} {' '.join(parts)}{SHUT}"

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def bracketed(qapp: QApplication) -> Iterator[None]:
    """Every text translated, for windows that are made from now on."""
    translator = Bracketed()
    qapp.installTranslator(translator)
    translating.use(QApplication.translate, "en-XA")
    yield
    translating.use()
    qapp.removeTranslator(translator)


@pytest.fixture
def rightwards(qapp: QApplication) -> Iterator[None]:
    """A language that is read from the right."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def from_files() -> set[str]:
    """Texts of others: forms that the office sends, templates, the guide, this store."""
    found = {*("Hal", "Nia", "Ada", "HMP Example · B", "HMP Elsewhere, B", "Central office")}
    found |= {"HMP Example, B"}
    found |= {"Patient forum", "Waiting times", "Queue at the hatch", "The hatch is too loud"}
    found |= set(words.wordlist())
    found |= {page.title for page in guide.pages().values()}
    found |= set(SERVICES) | set(ROLES)  # written into records as they stand
    for folder in ("forms", "templates"):
        for file in sorted(paths.resource(folder).glob("*.json")):
            found |= set(strings(json.loads(file.read_text("utf-8"))))
    return found


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield str(key)  # pyright: ignore[reportUnknownArgumentType]
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:  # pyright: ignore[reportUnknownVariableType]
            yield from strings(each)


def said(root: QWidget) -> Iterator[tuple[str, QWidget]]:
    """Every text of a screen that the program wrote, with where it stands."""
    for widget in walking.on_screen(root):
        texts = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, (QLabel, QAbstractButton)):
            texts.append(widget.text())
        elif isinstance(widget, (QLineEdit, QPlainTextEdit)):
            texts.append(widget.placeholderText())
        elif isinstance(widget, QTabBar):
            texts += [widget.tabText(place) for place in range(widget.count())]
        elif isinstance(widget, QComboBox) and widget.accessibleName().startswith(OPEN):
            texts += [widget.itemText(place) for place in range(widget.count())]
        elif isinstance(widget, QTableView):
            model: Any = widget.model()
            texts += [
                str(model.headerData(place, Qt.Orientation.Horizontal) or "")
                for place in range(model.columnCount())
            ]
        for text in texts:
            yield text, widget


def untranslated(window: MainWindow, data: set[str]) -> list[str]:
    """Texts that were never handed to Qt's translation."""
    found: list[str] = []
    for text, widget in said(window):
        plain = re.sub(r"<[^>]*>", "", text)
        if OPEN in plain or plain in data:
            continue
        left = _FREE.sub("", plain)
        if re.search(r"[A-Za-z]{3,}", left):
            for known in sorted(data, key=len, reverse=True):
                if known and known in plain:
                    plain = plain.replace(known, "")
            left = _FREE.sub("", plain)
        if re.search(r"[A-Za-z]{3,}", left):
            found.append(f"{text!r} on {type(widget).__name__}")
    return found


def look(window: MainWindow, windows: Windows, places: tuple[str, ...]) -> list[str]:
    shell: Any = window.shell
    there = {*shell.names(), *shell.behind()}
    data = from_files()
    wrong: list[str] = []
    for place in places:
        if place.split(":", maxsplit=1)[0] in there and place != "settings:about":
            walking.go(window, windows, place)
            wrong += [f"{place}: {each}" for each in untranslated(window, data)]
            wrong += [f"{place}: cut: {each}" for each in fitting.clipped(window)]
    return wrong


def test_every_text_of_a_wing_is_translated_and_may_be_longer(
    bracketed: None, windows: Windows, full: Folders
) -> None:
    window = windows.sign_in(full.wing)
    walking.nothing(look(window, windows, walking.WING))


def test_routes_themes_and_why_numbers_are_hidden_are_translated_too(
    bracketed: None, windows: Windows, folders: Folders
) -> None:
    with closing(folders.open("wing")) as wing:
        heard = feedback("He said he is being bullied", themes=("MED.PAIN",), who_can_fix="joint")
        said = records.save(wing, heard)
        begun = complaints.start(wing, said.id)
        about = msgspec.structs.replace(begun, subjects=("clin",), summary="The hatch is too loud")
        complaint = complaints.begin(wing, about)
        step = Step("acknowledge", complaints.today(wing), how="spoken")
        complaints.take(wing, complaint.id, step)
    window = windows.sign_in(folders.wing)
    data = from_files() | {"He said he is being bullied", "“bullied”"}
    wrong: list[str] = []

    def seen(what: str) -> None:
        windows.quiet(window)
        wrong.extend(f"{what}: {each}" for each in untranslated(window, data))

    page = walking.go(window, windows, f"feedback:{said.id}")
    seen("a comment")
    page._export()
    seen("saving a list")
    page = walking.go(window, windows, "feedback:new")
    next(iter(page.entry.form.findChildren(WordsField))).setPlainText(
        "I am being bullied and I want to kill myself"
    )
    windows.qtbot.waitUntil(lambda: bool(page.entry.form.guard.lines), timeout=10_000)
    seen("a route")
    walking.go(window, windows, f"complaints:{complaint.id}")
    seen("a complaint")
    walking.go(window, windows, "exchange")
    seen("what is unresolved")
    walking.nothing(wrong)


def test_every_text_of_an_office_is_translated_and_may_be_longer(
    bracketed: None, windows: Windows, folders: Folders
) -> None:
    window = windows.sign_in(folders.office, "Ada")
    walking.nothing(look(window, windows, walking.OFFICE))


def test_a_text_that_was_forgotten_is_noticed(
    bracketed: None, windows: Windows, folders: Folders
) -> None:
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    windows.quiet(window)
    shell.rail.button(0).setText("Yesterday")
    assert untranslated(window, from_files()) == ["'Yesterday' on Button"]


def test_from_right_to_left_the_rail_is_at_the_right_and_nothing_breaks(
    rightwards: None, windows: Windows, full: Folders
) -> None:
    window = windows.sign_in(full.wing)
    shell: Any = window.shell
    there = {*shell.names(), *shell.behind()}
    wrong: list[str] = []
    for place in walking.WING:
        if place.split(":", maxsplit=1)[0] in there:
            walking.go(window, windows, place)
            wrong += [f"{place}: {each}" for each in fitting.faults(window)]
    assert wrong == []
    rail = shell.rail.button(0)
    assert rail.mapTo(window, QPoint(0, 0)).x() > window.width() * 3 // 4
    assert shell.status.unsent.mapTo(window, QPoint(0, 0)).x() > window.width() // 2
    page = walking.go(window, windows, "feedback")
    first, last = page.filters.chips["period"], page.views.button
    assert first.x() > last.x()  # also what goes on in another line begins at the right
