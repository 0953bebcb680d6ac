# SPDX-License-Identifier: MIT

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import errors
from coprod_desktop.domain.errors import Cancelled, StorageFull, UserError
from coprod_desktop.gui.messages import CRASH_LOG, Banner, BugNet, describe, log_crash
from coprod_desktop.gui.theme import Theme

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, UserError) and kind is not UserError
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_fault_says_what_happened_what_is_safe_and_what_to_do(kind: type[UserError]) -> None:
    message = describe(kind(**dict.fromkeys(kind.needed(), "seven")))
    assert message.title
    assert message.safe
    assert message.advice
    assert message.code == kind.__name__


def test_a_bug_is_told_without_what_it_said(qtbot: QtBot) -> None:
    message = describe(ValueError("Sam wrote: my tablets"))
    assert "Sam" not in message.spoken()
    assert "drafts are kept" in message.safe


def test_stopping_is_no_alarm() -> None:
    assert describe(Cancelled()).tone == "info"


def test_the_banner_shows_and_names_its_tone_in_a_word(qtbot: QtBot, theme: Theme) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_error(StorageFull(where="E:", need=12))
    assert banner.isVisible()
    assert banner.accessibleName() == "Problem: There is not enough free space in E:."
    assert "12 MB needed" in banner.accessibleDescription()
    banner._close.click()
    assert not banner.isVisible()


def test_the_crash_log_holds_places_and_no_words(tmp_path: Path) -> None:
    words = "my tablets were late"

    def broken() -> None:
        raise ValueError(words)

    with pytest.raises(ValueError, match=words) as caught:
        broken()
    log_crash(tmp_path, caught.value)
    written = (tmp_path / CRASH_LOG).read_text("utf-8")
    assert words not in written
    assert "ValueError test_messages.py:" in written


def test_a_missing_folder_makes_no_second_fault(tmp_path: Path) -> None:
    log_crash(None, ValueError())
    log_crash(tmp_path / "gone", ValueError())


def test_the_net_logs_what_nobody_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, theme: Theme
) -> None:
    from coprod_desktop.gui import messages

    shown: list[str] = []
    monkeypatch.setattr(messages.LastResort, "exec", lambda self: shown.append(self.windowTitle()))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    net = BugNet()
    net.folder = tmp_path
    net.install()
    error = KeyError("a name")
    sys.excepthook(KeyError, error, None)
    assert shown == ["Coprod Desktop met a problem"]
    assert "KeyError" in (tmp_path / CRASH_LOG).read_text("utf-8")
