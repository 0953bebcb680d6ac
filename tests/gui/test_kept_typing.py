# SPDX-License-Identifier: MIT
"""What is typed into any field of any screen gets into a draft, or the field is excepted here."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.meetings.beginning import BeginBar
from coprod_desktop.gui.today.lines import Thing, draft
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop.agendas import Template
from coprod_desktop.services.recording import drafts
from tests.gui.test_guards import desk
from tests.gui.walking import OFFICE, WING, go, name_of, nothing
from tests.stores import Folders
from tests.windows import Windows

__all__ = ["desk"]

TYPED = ((Qt.Key.Key_Q, "Q"), (Qt.Key.Key_7, "7"), (Qt.Key.Key_3, "3"))
SECRETS = ("SecretField", "WordsField", "RecoveryTab", "AskBackStep", "RecoveryKeyCard")
"""What opens something is never kept: passwords, and the words on paper."""
LOOKING = ("Filters", "Views", "AuditTab", "Picking", "HelpBook", "Choosing", "ReportsPage")
"""Searches, filters and the names of filters: nothing that anybody wrote."""
LISTS = ("ChipsField",)
"""A few letters that look something up in a list; what is chosen is kept."""
PLACES = ("FolderField",)
"""Files and folders, which are picked."""
AT_ONCE = (
    "TelephoneReceipt",  # ten characters, read out
    "ApproveBox",  # twelve words, read out and compared
    "RevokeBox",  # a number and a code, to confirm
    "ErasePanel",  # one word, to confirm
    "HolderCard",  # a name beside a passphrase
    "PeopleTab",  # a name beside a password
    "BeginFace",  # where slips come from: filled in as last time
    "MatchingFace",  # the wing of a file: kept with its columns, for the next one
)
"""A word or two that are done with at once, or that wait for a secret beside them."""
ASLEEP = ("AnswerPanel",)
"""Keeps nothing before there is a comment to answer: `test_answering` types into it."""
EXCEPTED = frozenset((*SECRETS, *LOOKING, *LISTS, *PLACES, *AT_ONCE, *ASLEEP))


class Touched:
    """Notes the drafts that hear of typing."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.keepers: list[DraftKeeper] = []
        touched = DraftKeeper.touched

        def heard(keeper: DraftKeeper) -> None:
            self.keepers.append(keeper)
            touched(keeper)

        patch.setattr(DraftKeeper, "touched", heard)

    def hold(self, words: str) -> bool:
        """Whether one of them would keep these words."""
        return any(words in str(each.read()) for each in self.keepers)


def above(widget: QWidget) -> set[str]:
    """The kinds of what a field stands in."""
    found: set[str] = set()
    parent = widget.parentWidget()
    while parent is not None:
        found.add(type(parent).__name__)
        parent = parent.parentWidget()
    return found


def fields(page: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """All that can be typed into, seen or not."""
    kinds = (QLineEdit, QPlainTextEdit)
    found = [each for kind in kinds for each in page.findChildren(kind)]
    return [
        each
        for each in found
        if not each.isReadOnly() and not each.objectName().startswith("qt_") and _is_line(each)
    ]


def _is_line(field: QWidget) -> bool:
    box = field.parentWidget()
    return not isinstance(box, QComboBox) or box.isEditable()


def lost(page: QWidget, touched: Touched) -> list[str]:
    """Fields of which no draft knows what was typed."""
    found: list[str] = []
    for field in fields(page):
        if above(field) & EXCEPTED:
            continue
        touched.keepers.clear()
        for key, text in TYPED:
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(field, event)
        if not touched.hold("73"):
            found.append(f"{name_of(field)}: {sorted(above(field))}")
    return found


# A form that is made when it is first asked for is asked for; tabs of a page are all there.
HERE = tuple(each for each in WING if ":" not in each or each.endswith(":new"))
THERE = tuple(each for each in OFFICE if ":" not in each and each not in WING)


@pytest.mark.parametrize(("where", "places"), [("window", HERE), ("office", THERE)])
def test_what_is_typed_anywhere_is_known_to_a_draft(
    request: pytest.FixtureRequest,
    windows: Windows,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    places: tuple[str, ...],
) -> None:
    window = request.getfixturevalue(where)
    touched = Touched(monkeypatch)
    wrong: list[str] = []
    for place in places:
        wrong += lost(go(window, windows, place), touched)
    nothing(wrong)


def listed(window: MainWindow) -> list[Thing]:
    """The drafts, as Today lists them."""
    session: Any = window.jobs.session
    return [draft(each) for each in drafts.mine(session)]


def test_open_fields_have_what_was_typed_after_the_end_of_the_process(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window: MainWindow = windows.sign_in(folders.wing)
    page = go(window, windows, "insights")
    qtbot.keyClicks(page.unheard.number.field, "64")
    qtbot.keyClicks(page.rebases.reason.field, "A second hatch")
    page = go(window, windows, "settings:routes")
    qtbot.keyClicks(next(iter(page.routes.lines.values()))["phone"], "4321")
    page = go(window, windows, "meetings:new")
    page.editor.begin_bar.keep.click()
    qtbot.keyClicks(page.editor.begin_bar.name.field, "Reps on Tue")
    page = go(window, windows, "today")
    qtbot.keyClicks(page.note, "Hatch late ag")
    page.leave()
    windows.quiet(window)
    window.close()

    window = windows.sign_in(folders.wing)
    texts = {each.title for each in listed(window)}
    assert {"64", "A second hatch", "4321", "Hatch late ag"} <= texts
    page = go(window, windows, "insights")
    assert page.unheard.number.field.text() == "64"
    assert page.rebases.reason.field.text() == "A second hatch"
    page.unheard.keep.click()
    windows.quiet(window)
    assert page.unheard.number.field.text() == ""
    page = go(window, windows, "settings:routes")
    assert next(iter(page.routes.lines.values()))["phone"].text() == "4321"
    assert "not saved yet" in page.routes.banner.accessibleName()
    page.routes.save.click()
    windows.quiet(window)
    page = go(window, windows, "meetings:new")
    notes = next(each for each in listed(window) if each.page == "meetings")
    page.resume(notes.target.removeprefix("draft:"))
    windows.quiet(window)
    assert page.editor.begin_bar.name.field.text() == "Reps on Tue"
    left = {each.title for each in listed(window)}
    assert not left & {"64", "4321"}
    assert "A second hatch" in left


def test_a_template_is_begun_with_or_deleted_once_there_is_one_to_choose(
    qtbot: QtBot, desk: Desk
) -> None:
    bar = BeginBar(desk)
    qtbot.addWidget(bar)
    bar.show()
    assert [each.isVisible() for each in (bar.box, bar.begin, bar.drop)] == [False] * 3
    bar.show_templates(
        (Template("Forum", "patient_forum", ""), Template("Reps", "health_rep", "", own=True))
    )
    assert [each.isVisible() for each in (bar.box, bar.begin, bar.drop)] == [True, True, False]
    bar.box.setCurrentIndex(1)
    assert bar.drop.isVisible()
    bar.show_templates(())
    assert [each.isVisible() for each in (bar.box, bar.begin, bar.drop)] == [False] * 3
