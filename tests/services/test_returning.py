# SPDX-License-Identifier: MIT
"""What goes back to a wing: receipts, answers, forms, orders; each return whole or not at all."""

import pytest
from sqlalchemy import text

from coprod_desktop.domain.errors import InvalidValue, NotAllowed, RecordErased, WrongKindOfStore
from coprod_desktop.domain.errors_trust import NotActive
from coprod_desktop.services.exchanging import exchange, intake, office, receiving, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, records, reference
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.services.returns import received, returned, written
from tests.stores import Folders, action, content, feedback, send, take_in


def test_the_wing_learns_what_became_of_its_bundles(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("One"))
    take_in(central, send(wing, folders.stick))
    folders.clock.days(3)
    done = returned(central, wing, folders.stick)
    assert (done.seq, done.receipts) == (1, 1)
    (sent,) = exchange.history(wing)
    assert (sent.outcome, sent.acknowledged_by, sent.code) == ("imported", "return", "")
    assert sent.acknowledged_at == folders.clock()
    assert sent.outcome_at == folders.clock() - 3 * 86_400_000
    records.save(wing, feedback("Two"))
    # What was confirmed is not sent again.
    assert exchange.preview(wing).first == 2


def test_an_answer_reaches_the_wing_that_asked_and_no_other(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback("The queue is long"))
    theirs = records.save(other, feedback("The hatch is cold"))
    for each in (wing, other):
        take_in(central, send(each, folders.stick))
    answers.answer(central, ours.id, "change", "A second hatch opens in June.")
    written(central, other, folders.stick)
    done = returned(central, wing, folders.stick)
    assert done.answers == 1
    (shown,) = answers.to(wing, ours.id)
    assert (shown.text, shown.lever, shown.by) == ("A second hatch opens in June.", "change", "Ada")
    assert shown.office
    assert answers.to(wing, theirs.id) == ()
    assert answers.to(central, ours.id) == (shown,)
    # The wing cannot edit what the office said.
    with pytest.raises(NotAllowed):
        records.save(wing, records.get(wing, shown.id).record, id=shown.id)


def test_the_office_may_say_an_answer_better(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    import msgspec

    ours = records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    saved = answers.answer(central, ours.id, "ask", "We ask the governr.")
    returned(central, wing, folders.stick)
    said = records.get(central, saved.id).record
    better = msgspec.structs.replace(said, text="We ask the governor.")
    records.save(central, better, id=saved.id)
    returned(central, wing, folders.stick)
    assert [each.text for each in answers.to(wing, ours.id)] == ["We ask the governor."]


def test_a_wings_own_answer_goes_to_the_office(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback())
    answers.answer(wing, ours.id, "tell", "It was explained in the forum.")
    take_in(central, send(wing, folders.stick))
    (shown,) = answers.to(central, ours.id)
    assert shown.text == "It was explained in the forum."
    agrees(central, wing)
    folders.close()
    with pytest.raises(NotAllowed):
        answers.answer(folders.open("wing", "Nia"), ours.id, "tell", "We know")


def test_an_answer_names_only_what_the_wing_has(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback())
    theirs = records.save(wing, action("Ask for a second hatch"))
    take_in(central, send(wing, folders.stick))
    own = records.save(central, action("Ring the provider"))
    with pytest.raises(InvalidValue):
        answers.answer(central, ours.id, "change", "See there", action=own.id)
    answers.answer(central, ours.id, "change", "See there", action=theirs.id)
    with pytest.raises(InvalidValue):
        answers.answer(central, theirs.id, "tell", "An action is no comment")
    returned(central, wing, folders.stick)
    assert answers.to(wing, ours.id)[0].action == theirs.id


def test_an_order_to_erase_is_obeyed_and_confirmed(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback("My name is on it"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, ours.id, "tell", "Thank you")
    erasing.erase(central, ours.id, "patient_asked")
    done = returned(central, wing, folders.stick)
    assert done.erased == 1
    with pytest.raises(RecordErased):
        records.get(wing, ours.id)
    assert answers.to(wing, ours.id) == ()
    # The office learns that it is done.
    assert exchange.preview(wing).first == 2
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    assert returned(central, wing, folders.stick).erased == 0


# --- numbers ---------------------------------------------------------------------------------


def test_a_return_taken_in_twice_changes_nothing(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    answers.answer(central, ours.id, "tell", "Thank you")
    path = written(central, wing, folders.stick)
    assert received(wing, path).outcome == "imported"
    before = content(wing)
    for _ in range(3):
        again = received(wing, path)
        assert (again.outcome, again.code, again.security) == (
            "already_imported",
            "AlreadyImported",
            False,
        )
    assert content(wing) == before


def test_a_return_bundle_replayed_after_a_newer_one_is_harmless(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    old = written(central, wing, folders.stick)
    answers.answer(central, ours.id, "tell", "Thank you")
    new = written(central, wing, folders.stick)
    # The one before was lost on its way: nothing is missing.
    assert received(wing, new).answers == 1
    before = content(wing)
    late = received(wing, old)
    assert (late.outcome, late.code, late.security) == ("superseded", "Superseded", False)
    assert content(wing) == before


def test_lost_returns_are_made_good_by_the_next(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    saved = [records.save(wing, feedback(f"Number {n}")) for n in range(4)]
    take_in(central, send(wing, folders.stick))
    for each in saved:
        answers.answer(central, each.id, "tell", f"To {each.id}")
        written(central, wing, folders.stick)
    (last,) = returning.write(central, folders.stick, wing.device)
    assert received(wing, last.path).answers == 4
    records.save(wing, feedback("Later"))
    take_in(central, send(wing, folders.stick))
    # From now on the office leaves out what the wing has said it has.
    (made,) = returning.write(central, folders.stick, wing.device)
    assert (made.seq, made.answers) == (6, 0)


def test_a_return_bundle_for_another_wing_is_refused_by_name(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    path = written(central, other, folders.stick)
    before = content(wing)
    found = received(wing, path)
    assert (found.outcome, found.code, found.security) == ("refused", "NotForThisPc", False)
    assert found.title
    assert found.advice
    assert content(wing) == before


def test_several_wings_files_side_by_side(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for each in (wing, other):
        records.save(each, feedback())
        take_in(central, send(each, folders.stick))
    returning.write(central, folders.stick)
    (folders.stick / "letter.coprod").write_bytes(b"no bundle at all, but long enough" * 9)
    for each in (wing, other):
        found = receiving.receive(each, [folders.stick])
        assert [(one.outcome, one.receipts) for one in found] == [("imported", 1)]
    assert len(list(folders.stick.iterdir())) == 5
    # A file that was named is answered for, whatever it is.
    assert received(wing, folders.stick / "letter.coprod").code == "NotABundle"
    bundle = next(path for path in folders.stick.iterdir() if path.name.endswith("-1.coprod"))
    assert received(wing, bundle).outcome == "refused"


def test_a_broken_return_for_this_pc_is_told_of(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    path = written(central, wing, folders.stick)
    path.write_bytes(path.read_bytes()[:500])
    (found,) = receiving.receive(wing, [folders.stick])
    assert (found.outcome, found.code) == ("refused", "TruncatedBundle")


def test_only_wings_that_are_let_in_are_written_to(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    office.revoke(central, wing.device, 0)
    with pytest.raises(NotActive):
        returning.write(central, folders.stick, wing.device)
    assert len(returning.write(central, folders.stick)) == 1


def test_whose_task_it_is(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    with pytest.raises(WrongKindOfStore):
        returning.write(wing, folders.stick)
    with pytest.raises(WrongKindOfStore):
        receiving.receive(central, [folders.stick])
    with pytest.raises(WrongKindOfStore):
        reference.publish(wing, folders.stick)


# --- what the office asks for ----------------------------------------------------------------


def test_what_the_office_lost_is_sent_again(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    import shutil

    records.save(wing, feedback("One"))
    take_in(central, send(wing, folders.stick))
    folders.close()
    shutil.copytree(folders.office, folders.root / "kept")
    wing, central = folders.open("wing"), folders.open("office")
    records.save(wing, feedback("Two"))
    take_in(central, send(wing, folders.stick))
    returned(central, wing, folders.stick)
    folders.close()
    # The office's disk failed, and an older copy takes its place. It never wrote a return.
    shutil.rmtree(folders.office)
    shutil.copytree(folders.root / "kept", folders.office)
    wing, central = folders.open("wing"), folders.open("office")
    records.save(wing, feedback("Three"))
    gap = take_in(central, send(wing, folders.stick))
    assert gap.code == "GapDetected"
    # Its next return has a number that the wing knows: the wing does not follow it blindly.
    found = received(wing, written(central, wing, folders.root / "again"))
    assert (found.code, found.security) == ("ForkDetected", True)


def test_an_older_copy_of_the_office_writes_no_returns(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    import shutil

    folders.close()
    shutil.copytree(folders.office, folders.root / "kept")
    wing, central = folders.open("wing"), folders.open("office")
    returned(central, wing, folders.stick)
    folders.close()
    shutil.rmtree(folders.office)
    shutil.copytree(folders.root / "kept", folders.office)
    wing, central = folders.open("wing"), folders.open("office")
    records.save(wing, feedback())
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    made = {each.site: each for each in returning.write(central, folders.root / "stick")}
    assert (made["HMP Example"].code, made["HMP Example"].seq) == ("OfficeBehind", 0)
    # The other wing has seen nothing newer, and is written to.
    assert made["HMP Elsewhere"].code is None


def test_a_gap_makes_the_next_export_start_where_the_office_asks(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for n in range(3):
        records.save(wing, feedback(f"Number {n}"))
    path = send(wing, folders.stick)
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    # Somebody confirmed on the telephone what never arrived.
    assert exchange.confirm(wing, stream.head, stream.chain) == 1
    path.unlink()
    records.save(wing, feedback("Number 3"))
    late = send(wing, folders.stick)
    assert take_in(central, late).code == "GapDetected"
    assert [each.gap_from for each in office.devices(central) if each.gap_from] == [1]
    returned(central, wing, folders.stick)
    assert [each.code for each in exchange.history(wing)] == ["GapDetected", ""]
    assert exchange.preview(wing).first == 1
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    agrees(central, wing)


def test_nothing_of_a_return_is_readable_on_the_stick(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    ours = records.save(wing, feedback("Marmalade"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, ours.id, "tell", "Strawberry")
    path = written(central, wing, folders.root / "back")
    for telling in (b"Strawberry", b"Marmalade", b"HMP Example"):
        assert telling not in path.read_bytes()
    assert intake.inbox(central)
    with wing.vault.read() as connection:
        rows = connection.execute(text("SELECT count(*) FROM returned")).scalar()
    assert rows == 0
