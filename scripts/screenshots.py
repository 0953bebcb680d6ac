# SPDX-License-Identifier: MIT
"""Renders every screen to a picture, over invented records, to be looked at.

python scripts/screenshots.py FOLDER [--theme light|dark|contrast] [--text PERCENT] [--only A,B]
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from coprod_desktop.domain.records import Action, AgendaItem, Attendance, Feedback, Meeting
from coprod_desktop.gui.messages import BugNet
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import drafts, exchange, intake, office, records, setup
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store.slots import Cost

PASSWORD = "plum kettle harbour"
QUICK = Cost(memory_kib=64, iterations=1, lanes=1)
SIZE = (1366, 768)
TODAY = datetime.datetime.now().astimezone().date()
WORDS = (
    ("MED.READY", "", "Went to collect my tablets and they were not there again", 4, "concern"),
    ("STF.RESPECT", "The nurse on Tuesday took time and explained it all", "", 1, "compliment"),
    (
        "ACC.WAIT",
        "",
        "Three weeks for the dentist, it is hard to sleep with the pain",
        5,
        "concern",
    ),
    ("MED.HATCH", "", "Everybody in the queue can hear what I am asked at the hatch", 4, "concern"),
    ("MHW.TALK", "The group on Thursdays helps", "More places, please", 2, "suggestion"),
    (
        "REG.LOCK",
        "",
        "Lockdown again, so no clinic. Nobody said when the next one is",
        5,
        "concern",
    ),
    ("COM.REPLY", "I got my slip answered in two days", "", 1, "compliment"),
    (
        "HOS.ESCORT",
        "",
        "My hospital visit was cancelled because there was no escort",
        4,
        "complaint",
    ),
)


def fill(s: SignedIn) -> None:
    """Invented comments, a forum with actions, and two drafts."""
    for day in range(48):
        theme, good, better, fft, kind = WORDS[day % len(WORDS)]
        answers: dict[str, int | str] = {"fft_overall": fft}
        if good:
            answers["what_good"] = good
        if better:
            answers["what_better"] = better
        records.save(
            s,
            Feedback(
                date=TODAY - datetime.timedelta(days=day),
                form="feedback-1",
                answers=answers,
                site=s.site,
                wing=s.wing,
                service="Pharmacy and medicines" if day % 2 else "Primary care",
                channel="paper_slip" if day % 3 else "spoken_to_staff",
                kind=kind,
                themes=(theme.split(".")[0],),
                who_can_fix="prison_regime" if theme.startswith("REG") else "healthcare",
                wants_reply=day % 4 == 0,
                slip_code="K7-42" if day % 4 == 0 else "",
                ok_to_quote="yes",
                staff_note="Told the patient what the pharmacy said." if day % 5 == 0 else "",
                status=("new", "in_review", "action_open", "answered")[day % 4],
            ),
        )
    meeting = Meeting(
        date=TODAY - datetime.timedelta(days=20),
        kind="patient_forum",
        title="House 4 patient forum",
        site=s.site,
        wing=s.wing,
        place="Wing library",
        start="14:00",
        end="15:10",
        patients_present=9,
        regime="late_start",
        regime_note="Unlock 15 minutes late",
        attendance=(Attendance(role="Patients", count=9), Attendance(role="Nurse", count=1)),
        agenda=(
            AgendaItem(
                title="Medicines at the hatch",
                notes="People are told a day, and come in vain. Privacy in the queue is poor.",
                decisions=("A board at the hatch shows the day.",),
            ),
        ),
        status="agreed",
    )
    due = (-6, 4, 30)
    texts = (
        "Put a board at the hatch with the collection day",
        "Ask the wing manager for a line on the floor, two metres back",
        "Bring the waiting times for the dentist to the next forum",
    )
    owners = ("Pharmacy lead", "Head of healthcare", "Dental lead")
    actions = [
        (
            Action(
                text=text,
                owner_role=owner,
                due=TODAY + datetime.timedelta(days=days),
                agenda_item=1,
                site=s.site,
                wing=s.wing,
            ),
            None,
        )
        for text, owner, days in zip(texts, owners, due, strict=True)
    ]
    records.save_meeting(s, meeting, actions)
    drafts.keep(
        s,
        drafts.Draft(
            id=drafts.new_id(),
            kind="feedback",
            form={"date": "today", "answers": {"what_better": "Nobody called me for my injection"}},
        ),
    )


def wait(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Let the window work until something is so."""
    timer = QElapsedTimer()
    timer.start()
    app = QApplication.instance()
    while app is not None and not condition():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if timer.elapsed() > seconds * 1000:
            print("gave up waiting", file=sys.stderr)
            return


def settle(window: MainWindow) -> None:
    """Wait until nothing is queued and nothing is left to paint."""
    for _ in range(6):
        timer = QElapsedTimer()
        timer.start()
        wait(lambda: timer.elapsed() > 60)  # noqa: B023 - used before the next turn
        wait(lambda: not window.jobs.busy("quick") and not window.jobs.busy("long"))


class Camera:
    """Takes the pictures."""

    def __init__(self, folder: Path, name: str, only: set[str]) -> None:
        self.folder = folder
        self.name = name
        self.only = only

    def take(self, window: MainWindow, what: str, widget: QWidget | None = None) -> None:
        """One picture."""
        settle(window)
        if self.only and what not in self.only:
            return
        if window.width() > SIZE[0] or window.height() > SIZE[1]:
            print(
                f"{what} does not fit: {window.size()} {window.minimumSizeHint()}", file=sys.stderr
            )
            window.resize(*SIZE)
        (widget or window).grab().save(str(self.folder / f"{self.name}-{what}.png"))


def wing_screens(window: MainWindow, camera: Camera, stick: Path) -> None:
    """Every screen of a signed-in wing."""
    shell = window.shell
    assert shell is not None
    camera.take(window, "today")
    desk = shell.desk
    desk.go("feedback")
    camera.take(window, "feedback")
    shell.search.setText("hatch")
    camera.take(window, "search")
    shell.search.setText("zebra")
    camera.take(window, "search-none")
    shell.search.setText("")
    desk.go("feedback", "new")
    page: object = shell.page("feedback")
    form = page.entry.form  # type: ignore[attr-defined]
    form.answers["what_better"].field.setPlainText("My letters come opened")
    form.answers["fft_overall"].field.set_value(4)
    form.themes.field.set_value(["PRV", "MED.READY"])
    form.wants_reply.setChecked(True)
    camera.take(window, "entry")
    page.entry.form.start({})  # type: ignore[attr-defined]
    page.entry.save_and_next()  # type: ignore[attr-defined]
    camera.take(window, "entry-errors")
    desk.go("meetings")
    camera.take(window, "meetings")
    desk.go("meetings", "new")
    settle(window)
    meeting: object = shell.page("meetings")
    part = meeting.editor.form.agenda[0]  # type: ignore[attr-defined]
    part.title.setText("Dentist")
    part.notes.setPlainText("Waiting is long")
    part.add_action().what.setText("Ask for a second clinic day")
    camera.take(window, "meeting")
    bottom = part
    scroll = bottom.parentWidget()
    while scroll is not None and not hasattr(scroll, "ensureWidgetVisible"):
        scroll = scroll.parentWidget()
    if scroll is not None:
        scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    camera.take(window, "meeting-end")
    desk.go("actions")
    camera.take(window, "actions")
    desk.go("exchange")
    camera.take(window, "exchange")
    export: object = shell.page("exchange")
    export.export.folder.set_path(stick)  # type: ignore[attr-defined]
    export.export.password.line.setText(PASSWORD)  # type: ignore[attr-defined]
    export.export.start()  # type: ignore[attr-defined]
    camera.take(window, "exchange-done")
    export.tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    camera.take(window, "exchange-history")
    export.tabs.setCurrentIndex(2)  # type: ignore[attr-defined]
    camera.take(window, "exchange-enrolment")
    settings_screens(window, camera)
    window.show_keys()
    sheet = QApplication.activeModalWidget()
    if sheet is not None:
        camera.take(window, "keys", sheet)
        sheet.close()


def settings_screens(window: MainWindow, camera: Camera) -> None:
    """The four tabs."""
    shell = window.shell
    assert shell is not None
    shell.desk.go("settings")
    page: object = shell.page("settings")
    for place, name in enumerate(("people", "looks", "care", "about")):
        page.tabs.setCurrentIndex(place)  # type: ignore[attr-defined]
        if name == "care":
            page.care.start_check()  # type: ignore[attr-defined]
        camera.take(window, f"settings-{name}")


def main() -> int:
    """Make the stores, walk through them, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = Theme(app)
    theme.wear(chosen.theme, chosen.text)
    camera = Camera(
        chosen.folder,
        f"{chosen.theme}-{chosen.text}",
        {each for each in chosen.only.split(",") if each},
    )
    with tempfile.TemporaryDirectory() as made:
        run(app, theme, camera, Path(made))
    return 0


def run(app: QApplication, theme: Theme, camera: Camera, place: Path) -> None:
    """The walk: first run, unlock, wing, office."""
    stick = place / "stick"
    stick.mkdir()
    preferences = Preferences(place / "preferences.ini")
    window = MainWindow(theme, preferences, BugNet())
    window.resize(*SIZE)
    window.show()
    camera.take(window, "first-run")
    wizard: object = window.centralWidget()
    wizard.choose.choose("office")  # type: ignore[attr-defined]
    wizard.go_on()  # type: ignore[attr-defined]
    wizard.go_on()  # type: ignore[attr-defined]
    camera.take(window, "first-run-office")
    window.close()

    made = setup.create_office(
        place / "office", setup.OfficeSetup("Northern office", "Ada", PASSWORD, "practice", QUICK)
    )
    trust = office.write_card(made, stick)
    card = office.card(made)
    made.close()
    wing = setup.create_wing(
        place / "wing",
        setup.WingSetup(
            trust,
            {n: card.words[n - 1] for n in (1, 5, 9)},
            "HMP Oakmere",
            "House 4",
            "Sam Okafor",
            PASSWORD,
            QUICK,
        ),
    )
    fill(wing)
    request = exchange.request(wing, stick)
    wing.close()

    window = MainWindow(theme, preferences, BugNet(), place / "wing")
    window.resize(*SIZE)
    window.show()
    camera.take(window, "unlock")
    unlock: object = window.centralWidget()
    unlock.password.line.setText("wrong")  # type: ignore[attr-defined]
    unlock.unlock()  # type: ignore[attr-defined]
    camera.take(window, "unlock-wrong")
    unlock.password.line.setText(PASSWORD)  # type: ignore[attr-defined]
    unlock.unlock()  # type: ignore[attr-defined]
    wait(lambda: window.shell is not None)
    wing_screens(window, camera, stick)
    window.close()

    opened = setup_office(place / "office", stick, request.words)
    opened.close()
    window = MainWindow(theme, preferences, BugNet(), place / "office")
    window.resize(*SIZE)
    window.show()
    settle(window)
    unlock = window.centralWidget()
    unlock.password.line.setText(PASSWORD)  # type: ignore[attr-defined]
    unlock.unlock()  # type: ignore[attr-defined]
    wait(lambda: window.shell is not None)
    camera.take(window, "inbox-empty")
    shell = window.shell
    assert shell is not None
    inbox: object = shell.page("inbox")
    inbox.take_in([stick])  # type: ignore[attr-defined]
    camera.take(window, "inbox")
    shell.desk.go("sites")
    camera.take(window, "sites")
    shell.desk.go("feedback")
    camera.take(window, "office-feedback")
    window.close()
    app.processEvents()


def setup_office(folder: Path, stick: Path, twelve: tuple[str, ...]) -> SignedIn:
    """An office that has approved the wing."""
    from coprod_desktop.services import opening

    s = opening.unlock(folder, "Ada", PASSWORD)
    intake.take_in(s, [each for each in stick.iterdir() if "enrol" in each.name.lower()])
    for device in office.devices(s):
        office.approve(s, device.device, twelve)
    return s


if __name__ == "__main__":
    sys.exit(main())
