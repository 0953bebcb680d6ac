# SPDX-License-Identifier: MIT
"""Answers that a patient has not heard are counted until somebody says that they were told."""

import msgspec

from coprod_desktop.services.access import care
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import NOW, Folders, feedback


def test_an_answer_waits_until_the_patient_was_told(wing: SignedIn) -> None:
    plain = records.save(wing, feedback("The queue is long")).id
    asked = records.save(wing, feedback("Who decides?", wants_reply=True, slip_code="K7-42")).id
    records.save(wing, feedback("Nobody answered this"))
    assert answers.unheard(wing) == ()
    answers.answer(wing, asked, "tell", "The doctor decides.")
    answers.answer(wing, plain, "change", "There are two hatches now.")
    answers.answer(wing, plain, "tell", "They open at nine.")
    found = answers.unheard(wing)
    assert [each.feedback for each in found] == [asked, plain]  # who asked for a reply, first
    assert (found[0].slip_code, found[0].wants_reply, found[0].at) == ("K7-42", True, NOW)
    told = msgspec.structs.replace(records.get(wing, asked).record, status="answered")
    records.save(wing, told, id=asked)
    assert [each.feedback for each in answers.unheard(wing)] == [plain]
    assert answers.unheard(wing, most=0) == ()


def test_the_last_backup_is_known(wing: SignedIn, folders: Folders) -> None:
    assert care.last_backup(wing) is None
    care.backup(wing, folders.root / "wing.backup")
    assert care.last_backup(wing) == NOW
