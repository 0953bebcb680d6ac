# SPDX-License-Identifier: MIT
"""Ways back when an office, a copy of its store or a trust list is lost, each from its screen."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.bundle import errors as bundle_errors
from coprod_desktop.bundle import errors_return
from coprod_desktop.domain import errors_trust
from coprod_desktop.domain.errors_trust import OfficeBehind, TrustListTooOld
from coprod_desktop.gui import leads
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.exchanging import lists_by_hand, office, trusting
from coprod_desktop.services.recording import lists, records
from tests.gui.pressing import Hands
from tests.stores import RECOVERY_WORDS, Folders, closing, feedback, make_office, send, take_in
from tests.windows import Windows, focused, page

CODES = (
    *(errors_trust.OfficeBehind, errors_trust.OfficeReplaced, errors_trust.OfficeRestored),
    *(errors_trust.TrustListTooOld, bundle_errors.UnknownSigner, errors_return.TrustSkipped),
)


@pytest.fixture
def lost(folders: Folders) -> tuple[str, ...]:
    """A new office; on the stick, bundles for one that is gone. The words of its card."""
    with closing(folders.open("office")) as central, closing(folders.open("wing")) as wing:
        office.write_card(central, folders.root)
        for n in range(3):
            records.save(wing, feedback(f"Number {n}"))
            take_in(central, send(wing, folders.stick))
            _confirm(wing)
        card = office.card(central).words
    make_office(folders.root / "new", "Another office")
    return card


def _confirm(wing: Any) -> None:
    from coprod_desktop.services.exchanging import exchange

    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    exchange.confirm(wing, stream.head, stream.chain)


def test_what_wings_sent_to_a_lost_office_is_read_back_by_keyboard(
    lost: tuple[str, ...], folders: Folders, windows: Windows, qtbot: QtBot
) -> None:
    (second,) = folders.stick.glob("*-2.coprod")
    second.unlink()
    window = windows.sign_in(folders.root / "new", "Ada")
    hands = Hands(qtbot, window, windows)
    hands.shell.desk.go("settings", "recovery:lost")
    hands.settle()
    tab = hands.shell.page("settings").recovery
    assert focused() is tab.read
    hands.press("Space")
    panel = tab.lost
    assert not panel.key.isVisible()
    hands.type(str(folders.root / "trust-list.json"))
    hands.press("Tab", "Tab", "Space")
    qtbot.waitUntil(panel.key.isVisible)
    assert "Central office" in panel.who.text()
    for place in panel._asked:
        hands.type(lost[place - 1])
        hands.press("Tab")
    assert focused() is panel.typed.lines[0]
    panel.typed.set_words(RECOVERY_WORDS[:-1])
    hands.press("Tab", "Tab")
    hands.type(str(folders.stick))
    panel.go.setFocus()
    hands.press("Space")
    assert "Missing: 24" in panel.typed.error.text()
    hands.type(RECOVERY_WORDS[-1])
    panel.read()
    qtbot.waitUntil(panel.done.isVisible, timeout=20_000)
    # What came back, and what is missing: the second bundle is lost.
    done = panel.done
    assert "1 bundle was taken in." in done.banner.accessibleName()
    assert "Changes that came in: 1." in done.banner.accessibleDescription()
    assert "1 file could not be taken in" in done.banner.accessibleDescription()
    said = [done.files.model.line(place).cells[0] for place in range(2)]
    assert said == ["Changes are missing before it", "Taken in"]
    assert not any(panel.typed.words())
    assert focused() is done.close_button
    hands.press("Space")
    assert focused() is tab.read
    windows.quiet(window)
    window.close()
    with closing(folders.open("new", "Ada")) as new:
        assert len(lists.page(new, "feedback")) == 1


def test_another_paper_and_wrong_words_say_so_and_keep_what_was_typed(
    lost: tuple[str, ...], folders: Folders, windows: Windows, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.root / "new", "Ada")
    settings = page(window, "settings")
    settings.tabs.setCurrentWidget(settings.recovery)
    settings.recovery.read_back()
    panel = settings.recovery.lost
    panel.look()
    assert panel.place.error.text()
    panel.file.set_path(folders.root / "trust-list.json")
    panel.look()
    qtbot.waitUntil(panel.key.isVisible)
    for row in panel.lines:
        row.field.setText("zoo")
    panel.typed.set_words(RECOVERY_WORDS)
    panel.folder.set_path(folders.stick)
    panel.read()
    qtbot.waitUntil(panel.banner.isVisible)
    windows.quiet(window)
    assert panel.key.isVisible()
    assert panel.typed.words() == RECOVERY_WORDS
    assert panel.lines[0].field.hasFocus()
    page(window, "sites")
    assert not any(panel.typed.words())
    assert not panel.key.isVisible()


def test_one_of_two_copies_goes_on_in_a_new_life(
    office: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    session: Any = office.jobs.session
    before = session.epoch
    sites = page(office, "sites")
    sites.banner.show_error(OfficeBehind(wing="HMP Example, B", theirs=4, ours=3))
    sites.banner.way_on.click()
    windows.quiet(office)
    hands = Hands(qtbot, office, windows)
    tab = hands.shell.page("settings").recovery
    life = tab.life
    assert focused() is life.begin.open
    hands.press("Space")
    assert focused() is life.begin.keep  # nothing is done by pressing twice
    hands.press("Space")
    assert session.epoch == before
    hands.press("Space", "Shift+Tab", "Space")
    qtbot.waitUntil(tab.banner.isVisible)
    assert "new life" in tab.banner.accessibleName()
    assert session.epoch != before
    assert focused() is life.write
    hands.press("Space")
    windows.quiet(office)
    assert hands.shell.page("sites").returns.isVisible()


def test_a_wing_follows_a_list_that_the_office_saved(
    folders: Folders, windows: Windows, qtbot: QtBot
) -> None:
    with closing(folders.open("office")) as central:
        trusting.rotate_keys(central)
        version = trusting.status(central).version
    window = windows.sign_in(folders.office, "Ada")
    sites = page(window, "sites")
    sites.banner.show_error(TrustListTooOld(wing="HMP Example, B"))
    sites.banner.way_on.click()
    windows.quiet(window)
    assert focused() is sites.trust.by_hand.save
    sites.trust.by_hand.save_to(folders.stick)
    qtbot.waitUntil(sites.banner.isVisible)
    assert str(folders.stick) in sites.banner.accessibleDescription()
    windows.quiet(window)
    window.close()

    window = windows.sign_in(folders.wing)
    hands = Hands(qtbot, window, windows)
    hands.shell.desk.go("settings", "recovery:list")
    hands.settle()
    tab = hands.shell.page("settings").recovery
    hands.press("Space")
    tab.trust_list.file.setFocus()
    hands.type(str(folders.root / "nothing.json"))
    hands.press("Tab", "Tab", "Space")
    qtbot.waitUntil(tab.banner.isVisible)
    tab.trust_list.file.set_path(folders.stick / lists_by_hand.FILE_NAME)
    tab.trust_list.follow.go.click()
    qtbot.waitUntil(lambda: f"Version {version}" in tab.banner.accessibleName())
    assert not tab.trust_list.file.isVisible()


@pytest.mark.parametrize("code", CODES)
def test_a_fault_that_can_be_dealt_with_elsewhere_leads_there_and_says_where(code: Any) -> None:
    kinds = ("wing",) if code is errors_return.TrustSkipped else ("office",)
    assert all(leads.of(code.__name__, kind) for kind in kinds)
    assert not getattr(code, "SECURITY", False)  # an alarm leads nowhere
    assert "Settings, Recovery" in code.ADVICE or code is errors_trust.OfficeRestored
