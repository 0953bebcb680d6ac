# SPDX-License-Identifier: MIT
"""The office's screens for `screenshots.py`, with all that may go wrong in a year on one stick."""

import datetime
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from coprod_desktop.domain.records import Feedback, Notice
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD
from coprod_desktop.services import practice
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange, intake, restoring
from coprod_desktop.services.loop import notices
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn


def trouble(place: Path) -> tuple[str, ...]:
    """Put on the stick what a copied, a restored and a new wing PC send; the restored one's words.

    `place` holds the practice stores, of which the office has one bundle by now.
    """
    with _opened(place, practice.WING) as wing:
        _take_in(place, _send(wing, place / "first"))
        record = next(
            row.id for row in lists.page(wing, "feedback") if records.get(wing, row.id).mine
        )
    for name in ("copied", "restored"):
        shutil.copytree(place / practice.WING, place / name)
    with _opened(place, practice.WING) as wing:
        _change(wing, record, staff_note="Told him on Tuesday", status="answered")
        _send(wing, place / practice.STICK)
    with _opened(place, "copied") as wing:
        _change(wing, record, status="in_review")
        _send(wing, place / "second")
    third = place / "third"
    third.mkdir()
    with _opened(place, "restored") as wing:
        restoring.new_history(wing)
        asked = exchange.request(wing, third)
        _change(wing, record, who_can_fix="joint")
        _send(wing, third)
    return asked.words


def _opened(place: Path, name: str) -> closing[SignedIn]:
    person = practice.ADMIN if name == practice.OFFICE else practice.HEAD
    return closing(opening.unlock(place / name, person, PRACTICE_PASSWORD))


def _send(wing: SignedIn, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return exchange.export(wing, PRACTICE_PASSWORD, folder).path


def _take_in(place: Path, bundle: Path) -> None:
    with _opened(place, practice.OFFICE) as main:
        intake.take_in(main, [bundle])


def _change(wing: SignedIn, record: str, **other: Any) -> None:
    stored = records.get(wing, record).record
    if isinstance(stored, Feedback):
        records.save(wing, replace(stored, **other), id=record)


def inbox(take: Callable[[str], None], shell: Any, folders: list[Path]) -> None:
    """Every tab of the inbox."""
    page = shell.page("inbox")
    page.take_in(folders)
    take("inbox")
    for tab, name in ((page.waiting, "waiting"), (page.alarms, "alarms"), (page.books, "books")):
        page.tabs.setCurrentWidget(tab)
        take(f"inbox-{name}")


def watching(take: Callable[[str], None], shell: Any, folder: Path) -> None:
    """The inbox while a folder is watched, and while that folder cannot be reached."""
    page = shell.page("inbox")
    shell.desk.go("inbox")
    folder.mkdir(exist_ok=True)
    page.watch.begin(folder)
    state = page.watch.state
    state.setText(state.accessibleName().replace(str(folder), "E:\\Bundles"))
    take("inbox-watching")
    away = folder.rename(folder.with_name("away"))
    page.watch.timer.timeout.emit()
    take("inbox-watching-away")
    away.rename(folder)
    page.watch.end()


def give_notices(main: SignedIn) -> None:
    """What an office has to say to all wings."""
    today = datetime.datetime.now().astimezone().date()
    week = datetime.timedelta(days=7)
    for title, text in (
        ("Flu vaccines from 7 December", "Ask everybody over 50, and offer the leaflet."),
        (
            "The hospital’s number has changed",
            "Transport is booked with the new one. Please throw the old card away.",
        ),
    ):
        notices.give(main, Notice(date=today, until=today + 2 * week, title=title, text=text))


def noticing(take: Callable[[str], None], shell: Any) -> None:
    """The notices, with one that is being put right."""
    shell.desk.jobs.run(_give, changes=("notice",))
    shell.desk.go("sites", "notices")
    tab = shell.page("sites").notices
    take("sites-notices")
    tab.table.opened.emit(0)
    take("sites-notice")
    tab.stop.click()


def _give(session: Any) -> None:
    give_notices(session)


def sites(take: Callable[[str], None], shell: Any, words: tuple[str, ...], back: Path) -> None:
    """A restored PC is let in; its receipt, its end, and what goes back."""
    shell.desk.go("sites")
    page = shell.page("sites")
    take("sites")
    panel = page.board.panel
    panel.approving.typed.field.setPlainText(" ".join(words))
    panel.approving.approve()
    take("sites-approved")
    panel.receipt.ask()
    take("sites-receipt")
    panel.revoking.open.click()
    panel.revoking.revoke()
    take("sites-revoke")
    panel.revoking.keep.click()
    page.write.click()
    take("sites-returns")
    back.mkdir(exist_ok=True)
    page.returns.write_to(back)
    take("sites-returned")
    page.returns.shut()
    shell.desk.go("inbox", "versions")
    take("inbox-versions")


def trust(take: Callable[[str], None], shell: Any, place: Path) -> None:
    """The other tabs of Sites, with a change that waits for signatures."""
    shell.desk.go("sites", "trust")
    tab = shell.page("sites").trust
    take("trust")
    tab.recovery.open.click()
    take("trust-recovery")
    tab.recovery.shut()
    tab.roots.change.open.click()
    tab.roots.form.choose(several=True)
    for card, name in zip(tab.roots.form.cards, ("Rose", "Sam", "Tia"), strict=True):
        folder = place / name
        folder.mkdir(exist_ok=True)
        card.name.field.setText(name)
        card.folder.set_path(folder)
        card.first.line.setText(PRACTICE_PASSWORD)
        card.second.line.setText(PRACTICE_PASSWORD)
    tab.roots.change.go.setFocus()
    take("trust-roots")
    tab.roots.change.go.click()
    take("trust-changed")
    tab.keys.rotate.open.click()
    tab.keys.rotate.go.click()
    take("trust-signing")
    for name in ("recovery", "forms"):
        shell.desk.go("sites", name)
        take(f"sites-{name}")


def wizard(take: Callable[[str], None], screen: Any, folder: Path) -> None:
    """Setting up an office, from its name to its card."""
    screen.office.name.field.setText("Practice office")
    screen.office.admin.field.setText("Ada")
    screen.office.password.first.line.setText(PRACTICE_PASSWORD)
    screen.office.password.second.line.setText(PRACTICE_PASSWORD)
    screen.office.folder.set_path(folder)
    screen.go_on()
    screen.roots.choice.choose(several=True)
    take("first-run-roots")
    screen.roots.choice.choose(several=False)
    screen.go_on()
    take("first-run-key")
    screen.go_on()
    take("first-run-ask-back")
    paper = screen.key.words()
    for row, place in zip(screen.ask_back.lines, screen.ask_back.asked(), strict=True):
        row.field.setText(paper[place - 1])
    screen.go_on()
    take("first-run-office-end")
