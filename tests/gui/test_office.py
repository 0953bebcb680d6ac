# SPDX-License-Identifier: MIT
"""The office's screens say the right thing of what services answer."""

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.bundle import errors, errors_inside
from coprod_desktop.bundle.fault import SecurityAlarm
from coprod_desktop.domain.records import Action, Answer, Complaint, Feedback
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.office import alarms, outcomes, said, standing
from coprod_desktop.gui.office.receipt import grouped
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.trust.card import TrustCard
from coprod_desktop.gui.trust.keys import OfficeKeysCard
from coprod_desktop.gui.trust.roots import sharing
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.exchanging.intake import Outcome
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.exchanging.trusting import TrustStatus

DAY_MS = 86_400_000
REMARKS = tuple(
    each.__name__
    for module in (errors, errors_inside)
    for each in vars(module).values()
    if isinstance(each, type) and getattr(each, "OUTCOME", "") == "imported"
)


def device(**other: Any) -> DeviceRow:
    fields: dict[str, Any] = {
        "device": "d",
        "short": "K7M2QX94",
        "site": "HMP Example",
        "wing": "B",
        "state": "active",
        "words": (),
        "last_seq": 3,
        "high_water": 812,
        "last_at": 1,
        "gap_from": None,
        "overdue_days": 0,
        "app_version": "1",
    }
    return DeviceRow(**{**fields, **other})


def status(**other: Any) -> TrustStatus:
    fields: dict[str, Any] = {
        "version": 4,
        "threshold": 1,
        "roots": ("this store",),
        "root_ids": ("aa",),
        "proposed": False,
        "what": "",
        "signed": (),
        "signatures_missing": 0,
        "expires_at": 0,
        "expired": False,
        "former": 0,
        "uninformed": (),
    }
    return TrustStatus(**{**fields, **other})


def texts(screen: Any) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel))


def outcome(**other: Any) -> Outcome:
    fields: dict[str, Any] = {"path": Path("K7M2QX94-3.coprod"), "outcome": "imported"}
    return Outcome(**{**fields, **other})


@pytest.fixture
def desk(office: MainWindow) -> Desk:
    assert office.shell is not None
    return office.shell.desk


@pytest.mark.parametrize("code", REMARKS)
def test_every_remark_has_its_words(code: str) -> None:
    assert len(outcomes.remark(code).split()) > 5


def test_an_alarm_offers_nothing_to_press_and_says_what_to_do(qtbot: QtBot, theme: Theme) -> None:
    card = outcomes.OutcomeCard()
    qtbot.addWidget(card)
    alarm = errors.ForkDetected(seq=3)
    fields = {"title": alarm.title, "advice": alarm.advice, "code": alarm.code}
    card.show_outcome(outcome(outcome="refused", security=True, **fields), "Blue stick")
    assert card.findChildren(QAbstractButton) == []
    assert SecurityAlarm.ADVICE in texts(card)
    assert "Brought by the stick Blue stick" in texts(card)


def test_a_bundle_that_waits_leads_to_its_approval(qtbot: QtBot, theme: Theme) -> None:
    card = outcomes.OutcomeCard()
    qtbot.addWidget(card)
    card.show_outcome(outcome(outcome="held", device="d"))
    assert "taken in by itself" in texts(card)
    (button,) = card.findChildren(QAbstractButton)
    with qtbot.waitSignal(card.approve_asked) as asked:
        button.click()
    assert asked.args == ["d"]


def test_every_alarm_that_is_kept_is_explained() -> None:
    for code in ("ForkDetected", "StaleEpoch", "HistoryRewritten", "DeviceRevoked", "New"):
        title, perhaps = alarms.explain(code)
        assert title
        assert perhaps


def test_a_wing_stands_as_its_row_says(theme: Theme) -> None:
    assert standing.of(device()).text == "Up to date"
    assert standing.of(device(gap_from=4)).text == "A bundle is missing"
    assert standing.of(device(overdue_days=1)).text == "1 day late"
    assert standing.of(device(overdue_days=9)).text == "9 days late"
    assert standing.of(device(state="revoked")).text == "No longer taken in"
    assert standing.of(device(state="pending", last_seq=0)).text == "Waits for approval"
    assert standing.of(device(state="pending")).text == "Restored: waits"
    assert "from change 4" in standing.advice(device(gap_from=4))
    assert standing.seen(device()) == "None yet"
    assert standing.seen(device(return_seq=2)) == "No. 2 seen"
    assert standing.seen(device(return_seq=2, returns_unseen=3)) == "3 not seen yet"


def test_a_code_is_read_out_in_two_groups() -> None:
    assert grouped("k7m2qx94td") == "K7M2Q  X94TD"


def test_two_folders_of_one_drive_are_found(tmp_path: Path) -> None:
    assert sharing([tmp_path / "a", tmp_path / "not" / "there"]) == ((0, 1),)
    assert sharing([tmp_path]) == ()


def test_two_versions_differ_where_their_words_do(theme: Theme) -> None:
    day = datetime.date(2026, 3, 2)
    one = Feedback(date=day, form="feedback-1", answers={"what_good": "The hatch"}, wing="B")
    other = Feedback(date=day, form="feedback-1", answers={"what_good": "The queue"}, wing="B")
    found = said.differing(said.read(one), said.read(other))
    assert len(found) == 1
    assert any(each.quote and each.text == "The hatch" for each in said.read(one))
    # Of what was put into the bin on one side only, that is what differs.
    away, kept = said.side_by_side(msgspec.structs.replace(one, binned=True), one)
    assert said.differing(away, kept) == (away[0].label,)
    assert (away[0].text.split(",")[0], kept[0].text) == ("In the bin", "In its list")
    complaint = said.read(Complaint(received=day, summary="I fell", outcome="upheld"))
    assert {"I fell", "Upheld"} <= {each.text for each in complaint}
    action = said.read(Action(text="Put up a clock", status="done", outcome="It hangs"))
    assert [each.text for each in action][-1] == "It hangs"
    record = "0192f0c1-0000-7000-8000-000000000001"
    answer = Answer(feedback=record, lever="cannot", text="No room", date=day)
    assert "Cannot, because" in [each.text for each in said.read(answer)]


@pytest.mark.parametrize(
    ("days", "words"),
    [(400, "To be renewed by"), (30, "Nothing stops working"), (-10, "Everything still works")],
)
def test_a_trust_list_that_grows_old_only_warns(desk: Desk, days: int, words: str) -> None:
    today = datetime.datetime.now(datetime.UTC)
    expires = int(today.timestamp() * 1000) + days * DAY_MS
    card = TrustCard(desk)
    card.show_status(status(expires_at=expires, expired=days < 0))
    assert words in texts(card)


def test_old_keys_stay_while_a_wing_relies_on_them(desk: Desk) -> None:
    card = OfficeKeysCard(desk)
    card.show_status(status(former=1, uninformed=("HMP Example, B",)))
    assert "HMP Example, B" in texts(card)
    assert not card.retire.open.isEnabled()
    card.show_status(status(former=1))
    assert card.retire.open.isEnabled()
    card.show_status(status(former=1, proposed=True))
    assert not card.retire.open.isEnabled()
    assert not card.rotate.open.isEnabled()
