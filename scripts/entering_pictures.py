# SPDX-License-Identifier: MIT
"""Entering feedback for `screenshots.py`: the form in its states, a stack, a spreadsheet."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coprod_desktop.gui.furniture import Tile

SLIPS = (
    (1, "The nurse explained my tablets", ""),
    (4, "", "The hatch queue takes the whole of association"),
    (2, "Same day appointment", "Nobody told me why my bloods were taken"),
    (5, "", "Dentist list is a year long"),
    (1, "", "More of the pain group"),
    (6, "", "No idea what the health rep does"),
)
ROWS = (
    "Date,Unit,How was it,What was good?,What could we do better?,Channel",
    "02/03/2026,House 4,Very good,The nurse listened,,Paper slip",
    "02/03/2026,House 4,Poor,,Hatch queue too long,Paper slip",
    "31/02/2026,House 4,Good,Kind staff,,Paper slip",
    "03/03/2026,House 1,Awful,,Cancelled again,Paper slip",
    "03/03/2026,House 1,Good,Clear leaflet,More in Polish,Letter",
    "03/03/2026,House 1,Poor,,Nurse Brown said to wait another week,Letter",
    "04/03/2026,House 4,Good,Somebody came to cell B2-14 the same day,,Paper slip",
)


def take(studio: Any, shell: Any) -> None:
    """All pictures of this topic."""
    _entry(studio, shell)
    _spreadsheet(studio, shell)
    _stack(studio, shell)


def _entry(studio: Any, shell: Any) -> None:
    shell.desk.go("feedback", "new")
    entry = shell.page("feedback").entry
    form = entry.form
    better = form.answers["what_better"].field
    better.setPlainText("My tablets were not ready at the hatch, third time this month")
    form.answers["fft_overall"].field.set_value(4)
    studio.settle()
    studio.take("entry-suggested")
    form.reply.turn()
    studio.settle()
    form.slip.field.setText("K742")
    form.reply.by.field.setFocus()
    studio.take("entry-reply")
    form.staff_note.field.setPlainText("Patient is a frequent flyer at the hatch")
    form.staff_note.field.setFocus()
    studio.settle()
    studio.take("entry-staff-note")
    form.fold.go_in()
    form.more.language.field.setCurrentText("Polish")
    studio.take("entry-more")
    form.reply.say_taken("K7-42", "H3-18")
    studio.take("entry-code-taken")
    better.setPlainText("Nurse Smith on cell B2-14 said wait. I will kill myself if it goes on")
    better.setFocus()
    studio.settle()
    form.guard.look()
    studio.take("entry-guard")
    entry.keeper.give_up()
    form.start({})
    shell.desk.go("today")


def _key(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    if widget is not None:
        QTest.keyClick(widget, key, modifier)


def _type(text: str) -> None:
    widget = QApplication.focusWidget()
    if widget is not None:
        QTest.keyClicks(widget, text)


def _slips(studio: Any, slips: tuple[tuple[int, str, str], ...]) -> None:
    for experience, good, better in slips:
        _key(Qt.Key(Qt.Key.Key_0 + experience))
        _type(good)
        _key(Qt.Key.Key_Return)
        _type(better)
        _key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        studio.settle()


def _stack(studio: Any, shell: Any) -> None:
    shell.desk.go("stack")
    page = shell.page("stack")
    studio.settle()
    studio.to_front()
    studio.take("stack-begin")
    page.begin.begin()
    studio.settle()
    _slips(studio, SLIPS)
    _key(Qt.Key.Key_4)
    studio.take("stack-slip")
    page.typing.pause.click()
    studio.settle()
    studio.take("stack-paused")
    page.begin.paused.findChild(Tile).click()
    studio.settle()
    page.typing.fields.fill({})
    page.typing.end.click()
    studio.take("stack-end")
    page.end.check.click()
    studio.wait(lambda: page.again.check is not None)
    studio.take("stack-again")
    numbers: list[int] = [each.number for each in page.again.check.sample]
    for place, number in enumerate(numbers):
        experience, good, better = SLIPS[number - 1]
        _slips(studio, ((6 if not place else experience, good, better or "Something else"),))
    studio.take("stack-settle")
    page.settle.first.click()
    studio.settle()
    page.settle.close_it.click()
    studio.settle()
    studio.take("stack-rates")


def _spreadsheet(studio: Any, shell: Any) -> None:
    shell.desk.go("spreadsheet")
    page = shell.page("spreadsheet")
    if page is None:
        return
    studio.settle()
    studio.take("spreadsheet")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "slips of March.csv"
        file.write_text("\n".join(ROWS), "utf-8")
        page.choose(file)
        studio.settle()
        studio.take("spreadsheet-columns")
        page.check_all()
        studio.settle()
        studio.take("spreadsheet-checked")
        _key(Qt.Key.Key_M)
        studio.take("spreadsheet-naming")
        page.naming.mask_all.click()
        page.record()
        studio.settle()
        studio.take("spreadsheet-done")
