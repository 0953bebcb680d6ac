# SPDX-License-Identifier: MIT
"""Ways back for `screenshots.py`: a lost office, a copy of its store, a trust list by hand."""

import contextlib
import datetime
from pathlib import Path
from typing import Any

from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD
from coprod_desktop.services import practice
from coprod_desktop.services.access import setup
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn

_PAPER = tuple(["abandon"] * 23 + ["art"])
_WINGS = (("HMP Example", "B"), ("HMP Example", "Healthcare"))


def take(studio: Any, shell: Any) -> None:
    """At a wing: the list that is followed by hand, and the choice of its file."""
    shell.desk.go("settings", "recovery:list")
    tab = shell.page("settings").recovery
    studio.take("settings-recovery-list")
    tab.trust_list.follow.open.click()
    tab.trust_list.file.setFocus()
    studio.take("settings-recovery-follow")
    tab.trust_list.follow.keep.click()


def at_office(studio: Any, shell: Any, place: Path) -> None:
    """At an office: a new life, and all that is asked of whoever reads back a lost office."""
    shell.desk.go("settings", "recovery:life")
    tab = shell.page("settings").recovery
    studio.take("office-recovery")
    tab.life.begin.open.click()
    studio.take("office-recovery-life")
    tab.life.begin.keep.click()
    lost = place / "lost-office"
    card = _lost(lost)
    shell.desk.go("settings", "recovery:lost")
    tab.read.click()
    studio.take("lost-office")
    tab.lost.file.set_path(lost / "trust-list.json")
    tab.lost.look()
    studio.wait(tab.lost.key.isVisible)
    for row, at in zip(tab.lost.lines, tab.lost._asked, strict=True):  # noqa: SLF001
        row.field.setText(card[at - 1])
    studio.take("lost-office-words")
    tab.lost.typed.set_words(_PAPER)
    tab.lost.folder.set_path(lost / "sticks")
    tab.lost.in_clear.setFocus()
    studio.take("lost-office-bundles")
    tab.lost.read()
    studio.wait(tab.lost.done.isVisible)
    studio.take("lost-office-read")
    tab.lost.done.close_button.click()


def _lost(place: Path) -> tuple[str, ...]:
    """Bundles for an office that is gone, one of them lost; the words of its card."""
    sticks = place / "sticks"
    sticks.mkdir(parents=True)
    made = setup.OfficeSetup(
        "South office", practice.ADMIN, PRACTICE_PASSWORD, "practice", recovery_words=_PAPER
    )
    with contextlib.closing(setup.create_office(place / "office", made)) as ada:
        trust = office.write_card(ada, place)
        card = office.card(ada).words
        for site, wing in _WINGS:
            typed = dict(enumerate(card, 1))
            made = setup.WingSetup(trust, typed, site, wing, practice.HEAD, PRACTICE_PASSWORD)
            with contextlib.closing(setup.create_wing(place / wing, made)) as head:
                asked = exchange.request(head, place)
                intake.take_in(ada, [asked.path])
                office.approve(ada, head.device, asked.words)
                _send(head, sticks)
        office.write_card(ada, place)
    next(sticks.glob("*-2.coprod")).unlink()
    return card


def _send(head: SignedIn, sticks: Path) -> None:
    """Three bundles, each with what is new."""
    day = datetime.datetime.now().astimezone().date()
    for some in (14, 9, 11):
        answers: dict[str, int | str] = {"what_good": "The nurse took time to explain it."}
        said = [Feedback(date=day, form="feedback-1", answers=answers) for _ in range(some)]
        records.save_many(head, said)
        exchange.export(head, PRACTICE_PASSWORD, sticks)
        with head.vault.read() as connection:
            stream = head.own_stream(connection)
        exchange.confirm(head, stream.head, stream.chain)
