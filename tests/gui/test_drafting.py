# SPDX-License-Identifier: MIT

from typing import Any

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import drafting
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import drafts


def test_a_draft_is_kept_while_somebody_types_without_a_pause(
    window: MainWindow, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    entry = shell.page("feedback").entry
    shell.desk.go("feedback", "new")
    field = entry.form.answers["what_better"].field
    keys = QTimer(interval=drafting.PAUSE_MS // 5)
    keys.timeout.connect(lambda: qtbot.keyClicks(field, "x"))
    keys.start()
    session: Any = window.jobs.session
    try:
        qtbot.waitUntil(lambda: bool(drafts.mine(session)), timeout=10_000)
    finally:
        keys.stop()


def test_what_is_typed_is_never_two_seconds_from_being_kept() -> None:
    assert drafting.PAUSE_MS < drafting.LONGEST_MS < 2000
