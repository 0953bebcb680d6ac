# SPDX-License-Identifier: MIT
"""An office that comes back from a backup goes on in a new life: nothing is lost, nobody fooled."""

from collections.abc import Callable

import msgspec
import pytest

from coprod_desktop.bundle import frames, steps
from coprod_desktop.domain.errors import NotAllowed, NothingToExport, WrongKindOfStore
from coprod_desktop.services.access import care, people
from coprod_desktop.services.books import forks, keyring, lives
from coprod_desktop.services.exchanging import (
    exchange,
    intake,
    office,
    restoring,
    returning,
    trusting,
)
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, records
from coprod_desktop.services.session import SignedIn
from tests.services import apart
from tests.services.returns import received, returned, written
from tests.stores import COST, PASSWORD, Folders, feedback, send, take_in


def told(s: SignedIn, record: str) -> list[str]:
    return [each.text for each in answers.to(s, record)]


@pytest.fixture
def comment(wing: SignedIn, central: SignedIn, folders: Folders) -> str:
    """A comment of which the office knows, with an answer that the wing has and has confirmed."""
    saved = records.save(wing, feedback("The queue is long"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, saved.id, "tell", "Before the backup")
    returned(central, wing, folders.stick)
    bring(central, wing, folders)
    return saved.id


def bring(central: SignedIn, wing: SignedIn, folders: Folders) -> intake.Outcome:
    """The wing sends all it has."""
    folders.clock.days(1)
    return take_in(central, send(wing, folders.root / "up", everything=True))


Restore = Callable[[], SignedIn]


@pytest.fixture
def backup(central: SignedIn, comment: str, folders: Folders) -> Restore:
    """Makes the office anew from a backup of now, while the present one may live on."""
    file = folders.root / "office.db"
    care.backup(central, file)
    made = 0

    def restore() -> SignedIn:
        nonlocal made
        made += 1
        place = folders.root / f"office-{made + 1}"
        again = restoring.restore(file, place, "Ada", PASSWORD, now=folders.clock)
        folders.keep(again)
        return again

    return restore


def test_what_a_restored_office_lost_comes_back_from_the_wing(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    (mine,) = answers.to(central, comment)
    answers.answer(central, comment, "change", "After the backup")
    returned(central, wing, folders.stick)
    gone = records.save(wing, feedback("To be erased"))
    take_in(central, send(wing, folders.stick))
    erasing.erase(central, gone.id, "patient_asked")
    returned(central, wing, folders.stick)

    again = backup()
    bring(again, wing, folders)
    assert told(again, comment) == ["Before the backup"]
    answers.answer(again, comment, "tell", "In the new life")
    back = returned(again, wing, folders.root / "down")
    # The wing has the answers of both lives, each once.
    assert back.answers == 1
    assert told(wing, comment) == ["Before the backup", "After the backup", "In the new life"]
    # Its next bundle brings the office what it lost, signed by the office's own key. It leaves also
    # when the wing has recorded nothing since.
    folders.clock.days(1)
    assert exchange.preview(wing).counts == {}
    came = take_in(again, send(wing, folders.root / "up"))
    assert came.changes == 0
    assert (came.outcome, came.remarks) == ("imported", ())
    assert told(again, comment) == told(wing, comment)
    assert care.check(again).ok
    assert answers.to(again, comment)[0].id == mine.id
    # That is done once.
    returned(again, wing, folders.root / "down")
    with wing.vault.read() as connection:
        from coprod_desktop.services.exchanging import giving_back

        assert giving_back.parts(wing, connection) == ()
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    assert care.rebuild(again)
    assert told(again, comment) == told(wing, comment)


def test_what_fits_in_no_frame_comes_back_in_several(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    long = "–" * 20_000
    for _ in range(18):  # a return of more than a megabyte
        answers.answer(central, comment, "tell", long)
    returned(central, wing, folders.stick)
    again = backup()
    bring(again, wing, folders)
    returned(again, wing, folders.root / "down")
    path = send(wing, folders.root / "up")
    parts = [data for kind, data in apart.sent(path, wing, again).parts if kind == frames.HANDED]
    assert len(parts) == 2
    assert all(len(data) < frames.MAX_FRAME for data in parts)
    came = take_in(again, path)
    assert (came.outcome, came.remarks) == ("imported", ())
    assert told(again, comment) == told(wing, comment) == ["Before the backup", *[long] * 18]


def test_what_the_wing_never_got_is_put_again(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str
) -> None:
    answers.answer(central, comment, "change", "On a lost stick")
    file = folders.root / "late.db"
    care.backup(central, file)
    again = restoring.restore(file, folders.root / "late", "Ada", PASSWORD, now=folders.clock)
    folders.keep(again)
    bring(again, wing, folders)
    assert returned(again, wing, folders.root / "down").answers == 1
    assert told(wing, comment) == ["Before the backup", "On a lost stick"]
    assert forks.conflicts(again) == ()


def test_both_versions_of_an_answer_are_kept(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    (answer,) = answers.to(central, comment)
    said = records.get(central, answer.id).record
    lost, kept = (msgspec.structs.replace(said, text=each) for each in ("Lost", "Said anew"))
    records.save(central, lost, id=answer.id)
    returned(central, wing, folders.stick)
    again = backup()
    bring(again, wing, folders)
    records.save(again, kept, id=answer.id)
    returned(again, wing, folders.root / "down")
    bring(again, wing, folders)
    (conflict,) = forks.conflicts(again)
    both = {conflict.shown.record.text, conflict.other.record.text}  # type: ignore[union-attr]
    assert both == {"Lost", "Said anew"}


def test_no_old_stick_brings_a_wing_back(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    answers.answer(central, comment, "tell", "Of the former life")
    sticks = [written(central, wing, folders.root / f"old-{n}") for n in range(3)]
    assert received(wing, sticks[0]).outcome == "imported"
    again = backup()
    bring(again, wing, folders)
    returned(again, wing, folders.root / "down")
    with wing.vault.read() as connection:
        life = lives.followed(connection)
    for path, code in zip(sticks, ("AlreadyImported", "StaleLife", "StaleLife"), strict=True):
        assert received(wing, path).code == code
    with wing.vault.read() as connection:
        assert lives.followed(connection) == life == again.epoch


def test_two_offices_at_once_are_a_fork_that_a_person_decides(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    again = backup()
    bring(again, wing, folders)
    answers.answer(again, comment, "tell", "Said by the restored one")
    returned(again, wing, folders.root / "down")
    # The former store is still in use somewhere: the wing and then that store are told.
    answers.answer(central, comment, "tell", "Said by the former one")
    stale = received(wing, written(central, wing, folders.stick))
    assert (stale.code, stale.security) == ("StaleLife", True)
    assert bring(central, wing, folders).outcome == "imported"
    (stopped,) = returning.write(central, folders.stick, wing.device)
    assert (stopped.code, stopped.seq) == ("OfficeReplaced", 0)
    assert "new-life" in stopped.advice
    # People decide for the former one. It goes on, and has what the other said.
    restoring.new_life(central)
    returned(central, wing, folders.root / "decided")
    assert bring(central, wing, folders).remarks == ()
    everything = {"Before the backup", "Said by the restored one", "Said by the former one"}
    assert set(told(central, comment)) == set(told(wing, comment)) == everything
    # From now on the other one is the stranger.
    stale = received(wing, written(again, wing, folders.root / "more"))
    assert (stale.code, stale.security) == ("StaleLife", True)
    bring(again, wing, folders)
    assert returning.write(again, folders.stick, wing.device)[0].code == "OfficeReplaced"


def test_two_offices_from_one_backup(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore
) -> None:
    first, second = backup(), backup()
    for each in (first, second):
        bring(each, wing, folders)
    paths = [written(each, wing, folders.root / each.epoch) for each in (first, second)]
    assert received(wing, paths[0]).outcome == "imported"
    found = received(wing, paths[1])
    assert (found.code, found.security) == ("OfficeForked", True)
    bring(second, wing, folders)
    assert returning.write(second, folders.stick, wing.device)[0].code == "OfficeReplaced"
    restoring.new_life(second)
    returned(second, wing, folders.root / "decided")


def test_an_older_copy_that_was_put_in_place_goes_on_in_a_new_life(
    wing: SignedIn, folders: Folders
) -> None:
    import shutil

    folders.close()
    shutil.copytree(folders.office, folders.root / "kept")
    wing, central = folders.open("wing"), folders.open("office")
    saved = records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    answers.answer(central, saved.id, "tell", "Of the newer copy")
    returned(central, wing, folders.stick)
    older = folders.open("kept", "Ada")
    bring(older, wing, folders)
    (made,) = returning.write(older, folders.root / "stick", wing.device)
    assert made.code == "OfficeBehind"
    restoring.new_life(older)
    returned(older, wing, folders.root / "decided")
    bring(older, wing, folders)
    assert told(older, saved.id) == ["Of the newer copy"]


# --- the trust list ------------------------------------------------------------------------------


def test_a_restored_office_learns_its_newer_trust_list_from_a_wing(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders, backup: Restore
) -> None:
    office.revoke(central, other.device, 0)
    trusting.rotate_recovery(central, recovery_words())
    newest = returned(central, wing, folders.stick).trust_version
    again = backup()
    bring(again, wing, folders)
    assert trusting.status(again).version == newest - 2
    # The wing keeps its newer list, and gives the steps to it back.
    assert returned(again, wing, folders.root / "down").trust_version == newest
    came = bring(again, wing, folders)
    assert (came.outcome, came.remarks) == ("imported", ())
    assert trusting.status(again).version == newest
    states = {row.device: row.state for row in office.devices(again)}
    assert states == {wing.device: "active", other.device: "revoked"}
    # From there it goes on, and the wing follows.
    trusting.rotate_keys(again)
    assert returned(again, wing, folders.root / "down").trust_version == newest + 1


def test_a_list_that_went_another_way_since_is_a_remark_and_keeps_nothing_out(
    wing: SignedIn, central: SignedIn, folders: Folders, backup: Restore
) -> None:
    trusting.rotate_recovery(central, recovery_words())
    trusting.rotate_recovery(central, recovery_words())
    returned(central, wing, folders.stick)
    again = backup()
    bring(again, wing, folders)
    returned(again, wing, folders.root / "down")
    # The restored office changes its list before it has heard of what it lost.
    trusting.rotate_recovery(again, recovery_words())
    before = trusting.status(again)
    records.save(wing, feedback("Something new"))
    came = bring(again, wing, folders)
    assert (came.outcome, came.changes, came.remarks) == ("imported", 1, ("OfficeHistoryDiffers",))
    assert trusting.status(again) == before


# --- what a false wing may say --------------------------------------------------------------------


@pytest.mark.parametrize("lie", ["step", "answer", "head", "other"])
def test_a_wing_that_gives_back_what_the_office_never_said(
    wing: SignedIn, central: SignedIn, folders: Folders, comment: str, backup: Restore, lie: str
) -> None:
    answers.answer(central, comment, "change", "After the backup")
    returned(central, wing, folders.stick)
    again = backup()
    bring(again, wing, folders)
    returned(again, wing, folders.root / "down")
    path = send(wing, folders.root / "true", everything=True)
    honest = apart.sent(path, wing, again)
    parts = [part for part in honest.parts if part[0] == frames.HANDED]
    (handed,) = parts
    if lie == "step":
        with again.vault.read() as connection:
            step = steps.following(keyring.listed(connection), at=folders.clock(), former=())
        false = (frames.TRUST, step.encode())
    else:
        import json

        from coprod_desktop.domain.canonical import b64, unb64

        tree = json.loads(handed[1])
        (place,) = tree["places"]
        raw = unb64(place["raw"])
        if lie == "answer":
            place["raw"] = b64(raw.replace(b"After the backup", b"Never said: xxxx"))
        elif lie == "head":
            head = bytearray(unb64(tree["head"]))
            head[-1] ^= 1
            tree["head"] = b64(bytes(head))
        else:
            tree["life"] = again.epoch
        false = (frames.HANDED, apart.spelt(tree))
    rest = [part for part in honest.parts[1:] if part[0] != frames.HANDED]
    file = folders.root / "false.coprod"
    file.write_bytes(honest.framed([honest.parts[0], false, *rest]))
    version = trusting.status(again).version
    outcome = take_in(again, file)
    assert (outcome.outcome, outcome.remarks) == ("imported", ("OfficeHistoryDiffers",))
    assert outcome.title
    assert outcome.advice
    assert told(again, comment) == ["Before the backup"]
    assert trusting.status(again).version == version


def test_whose_task_it_is(wing: SignedIn, folders: Folders) -> None:
    with pytest.raises(WrongKindOfStore):
        restoring.new_life(wing)
    central = folders.open("office")
    people.add(central, "Cal", "head", PASSWORD, COST)
    central.close()
    with pytest.raises(NotAllowed):
        restoring.new_life(folders.open("office", "Cal"))


def recovery_words() -> tuple[str, ...]:
    from coprod_desktop.services.access import setup

    return setup.new_recovery_words()
