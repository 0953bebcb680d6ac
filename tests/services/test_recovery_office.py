# SPDX-License-Identifier: MIT
"""The office lets a locked wing back in with its recovery key, and every refusal on the way."""

from collections.abc import Callable

import msgspec
import pytest

from coprod_desktop.bundle import escrow
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.errors import (
    CannotRead,
    NotAllowed,
    NotAStore,
    TooSoon,
    WordsDoNotMatch,
    WrongKindOfStore,
    WrongPassword,
)
from coprod_desktop.domain.errors_recovery import (
    NotAManager,
    RecoveryFileRefused,
    RecoveryNotAsked,
    WordsMisspelt,
    WrongPaper,
)
from coprod_desktop.services.access import people, recovery
from coprod_desktop.services.recording import records
from coprod_desktop.store import asked, slots
from tests.services.locked_out import NEW, OTHER_WORDS, answers, asks, finishes, noted
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    closing,
    feedback,
    make_office,
)


def test_the_office_lets_a_wing_back_in_that_has_lost_every_password(folders: Folders) -> None:
    with closing(folders.open("wing")) as s:
        saved = records.save(s, feedback("Kept"))
    question, said = asks(folders)
    asking = recovery.look(question)
    assert (asking.title, asking.person, asking.kind) == ("HMP Example, B", "Hal", "wing")
    assert asking.words == said
    assert len(said) == 12
    answer = answers(folders, question, said)
    with closing(finishes(folders, answer)) as s:
        assert (s.person.name, s.person.role) == ("Hal", "head")
        assert records.get(s, saved.id).rev == 1
        notes = noted(s, "recovery")
        assert notes[0] == ("Hal", "Hal", "a new password by the office's recovery key")
    with closing(folders.open("office")) as central:
        assert noted(central, "recovery")[0][1] == "HMP Example, B: Hal"
    assert asked.read(folders.wing) is None
    with pytest.raises(WrongPassword):
        folders.open("wing")
    folders.open("wing", "Hal", NEW).close()
    # An answer serves once.
    with pytest.raises(RecoveryNotAsked):
        finishes(folders, answer)


def test_an_office_gets_back_into_its_own_store_by_way_of_another_office_store(
    folders: Folders,
) -> None:
    # The paper is what counts, not which of an office's stores holds the answer's window.
    file = folders.stick / "question"
    said = recovery.ask(folders.office, "Ada", NEW, file, now=folders.clock, cost=COST)
    make_office(folders.root / "spare")
    with closing(folders.open("spare", "Ada")) as spare:
        answer = recovery.answer(spare, file, RECOVERY_WORDS, folders.stick, said=said)
    recovery.finish(folders.office, "Ada", NEW, answer, now=folders.clock, cost=COST).close()
    folders.open("office", "Ada", NEW)


def test_words_that_differ_on_the_telephone_stop_the_answer(folders: Folders) -> None:
    question, said = asks(folders)
    central = folders.open("office")
    for wrong in ((), said[:-1], (*said[:-1], "zoo" if said[-1] != "zoo" else "art")):
        with pytest.raises(WordsDoNotMatch):
            recovery.answer(central, question, RECOVERY_WORDS, folders.stick, said=wrong)
    assert list(folders.stick.iterdir()) == [question]
    assert noted(central, "recovery")[0][2] == "not answered: the words did not match"


def test_only_the_right_paper_answers(folders: Folders) -> None:
    question, said = asks(folders)
    central = folders.open("office")
    with pytest.raises(WrongPaper):
        recovery.answer(central, question, OTHER_WORDS, folders.stick, said=said)
    with pytest.raises(WordsMisspelt):
        recovery.answer(central, question, RECOVERY_WORDS[:-1], folders.stick, said=said)
    assert list(folders.stick.iterdir()) == [question]


def test_a_wing_and_an_office_nurse_answer_nobody(folders: Folders) -> None:
    question, said = asks(folders)
    with pytest.raises(WrongKindOfStore):
        recovery.answer(folders.open("wing"), question, RECOVERY_WORDS, folders.stick, said=said)
    with closing(folders.open("office")) as central:
        people.add(central, "Sam", "staff", NEW, COST)
    staff = folders.open("office", "Sam", NEW)
    with pytest.raises(NotAllowed):
        recovery.answer(staff, question, RECOVERY_WORDS, folders.stick, said=said)


def relabelled(question: escrow.Question) -> escrow.Question:
    whose = msgspec.structs.replace(question.whose, title="HMP Elsewhere, B")
    return msgspec.structs.replace(question, whose=whose)


def sealed_elsewhere(question: escrow.Question) -> escrow.Question:
    kid = question.sealed.kid
    other = escrow.seal(bytes(32), question.whose, escrow.recovery_key(bytes(32)).public)
    return msgspec.structs.replace(question, sealed=msgspec.structs.replace(other, kid=kid))


@pytest.mark.parametrize("alter", [relabelled, sealed_elsewhere])
def test_a_question_that_names_another_store_is_refused(
    folders: Folders, alter: Callable[[escrow.Question], escrow.Question]
) -> None:
    question, _said = asks(folders)
    forged = alter(escrow.read_question(question))
    question.write_bytes(escrow.encoded(forged))
    central = folders.open("office")
    with pytest.raises(RecoveryFileRefused):
        recovery.answer(central, question, RECOVERY_WORDS, folders.stick, said=forged.words)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff", b"x" * 70_000, b'{"type":"recovery_question"}']
)
def test_a_file_that_is_no_question_or_answer_is_refused(folders: Folders, raw: bytes) -> None:
    asks(folders)
    file = folders.stick / "file"
    file.write_bytes(raw)
    with pytest.raises(RecoveryFileRefused):
        recovery.look(file)
    with pytest.raises(RecoveryFileRefused):
        finishes(folders, file)


def test_a_question_with_a_key_that_protects_nothing_is_refused(folders: Folders) -> None:
    question, _said = asks(folders)
    whole = escrow.read_question(question)
    for key in (bytes(1216), b"\xff" * 1216, bytes(32)):
        question.write_bytes(escrow.encoded(msgspec.structs.replace(whole, key=b64(key))))
        with pytest.raises(RecoveryFileRefused):
            recovery.look(question)


def test_a_file_that_is_gone_is_a_fault_of_the_world(folders: Folders) -> None:
    asks(folders)
    with pytest.raises(CannotRead):
        recovery.look(folders.stick / "gone")
    with pytest.raises(CannotRead):
        finishes(folders, folders.stick / "gone")
    with pytest.raises(NotAStore):
        recovery.ask(folders.stick, "Hal", NEW, folders.stick / "q", cost=COST)


def test_no_altered_byte_of_an_answer_lets_anybody_in(folders: Folders) -> None:
    answer = answers(folders, *asks(folders))
    whole = answer.read_bytes()
    before = (folders.wing / slots.KEYS_FILE).read_bytes()
    for place in range(0, len(whole), 13):
        raw = bytearray(whole)
        raw[place] ^= 1
        answer.write_bytes(raw)
        with pytest.raises(RecoveryFileRefused):
            finishes(folders, answer)
    assert (folders.wing / slots.KEYS_FILE).read_bytes() == before
    answer.write_bytes(whole)
    finishes(folders, answer).close()


def test_an_answer_to_another_question_or_store_is_refused(folders: Folders) -> None:
    first = answers(folders, *asks(folders))
    file, said = asks(folders)
    with pytest.raises(RecoveryFileRefused) as caught:
        finishes(folders, first)
    assert "another question" in caught.value.title
    second = answers(folders, file, said)
    theirs = folders.stick / "theirs"
    recovery.ask(folders.other, "Hal", NEW, theirs, now=folders.clock, cost=COST)
    with pytest.raises(RecoveryFileRefused) as caught:
        recovery.finish(folders.other, "Hal", NEW, second, now=folders.clock, cost=COST)
    assert "another store" in caught.value.title
    finishes(folders, second).close()


def test_an_answer_with_a_key_that_does_not_open_the_store_is_refused(folders: Folders) -> None:
    question, _said = asks(folders)
    found = escrow.read_question(question)
    # Whoever saw the question can seal any key to it.
    forged = escrow.answer(
        msgspec.structs.replace(
            found,
            sealed=escrow.seal(bytes(32), found.whose, escrow.recovery_key(bytes(32)).public),
        ),
        escrow.recovery_key(bytes(32)),
    )
    wrapped = escrow.suite.NEWEST.wrap(
        bytes(32),
        escrow.SealPublic.from_bytes(escrow.unb64(found.key)),
        escrow._answer_hash(found.digest),
    )
    right = msgspec.structs.replace(forged, question=b64(found.digest), wrapped=b64(wrapped))
    file = folders.stick / "forged"
    file.write_bytes(escrow.encoded(right))
    with pytest.raises(RecoveryFileRefused) as caught:
        finishes(folders, file)
    assert "does not open this store" in caught.value.title
    folders.open("wing")


def test_the_answer_needs_the_password_that_was_chosen_when_asking(folders: Folders) -> None:
    answer = answers(folders, *asks(folders))
    for _ in range(3):
        with pytest.raises(WrongPassword):
            finishes(folders, answer, password="another password")
    with pytest.raises(TooSoon):
        finishes(folders, answer)
    with pytest.raises(RecoveryNotAsked):
        finishes(folders, answer, "Nia")


@pytest.mark.parametrize("typed", ["Zoe\u0308", " zoë ", "ZOE\u0308"])
def test_a_name_is_found_whatever_keyboard_it_is_typed_on(folders: Folders, typed: str) -> None:
    with closing(folders.open("wing")) as s:
        people.add(s, "Zoë", "head", PASSWORD, COST)
    answer = answers(folders, *asks(folders, typed))
    with closing(finishes(folders, answer, typed)) as s:
        assert s.person.name == "Zoë"
    folders.open("wing", "Zoë", NEW)


@pytest.mark.parametrize("person", ["Nia", "Nobody"])
def test_the_office_brings_back_no_one_but_heads(folders: Folders, person: str) -> None:
    answer = answers(folders, *asks(folders, person))
    before = (folders.wing / slots.KEYS_FILE).read_bytes()
    with pytest.raises(NotAManager):
        finishes(folders, answer, person)
    assert (folders.wing / slots.KEYS_FILE).read_bytes() == before
    assert asked.read(folders.wing) is None
    folders.open("wing")


def test_whoever_gets_in_with_their_password_withdraws_their_question(folders: Folders) -> None:
    answer = answers(folders, *asks(folders))
    folders.open("wing", "Nia").close()
    assert asked.read(folders.wing) is not None
    with closing(folders.open("wing")) as s:
        assert noted(s, "recovery")[0] == ("Hal", "Hal", "a question to the office was withdrawn")
    with pytest.raises(RecoveryNotAsked):
        finishes(folders, answer)


def test_a_password_set_meanwhile_is_not_undone_by_an_answer(folders: Folders) -> None:
    with closing(folders.open("wing")) as s:
        people.add(s, "Zoë", "head", PASSWORD, COST)
    answer = answers(folders, *asks(folders, "Zoë"))
    with closing(folders.open("wing")) as s:
        people.change_password(s, "Zoë", None, "five bright swifts", COST)
    with pytest.raises(RecoveryNotAsked):
        finishes(folders, answer, "Zoë")
