# SPDX-License-Identifier: MIT
"""Stories of the office, told once more with its records on a PostgreSQL server, and its races."""

import shutil
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy
from sqlalchemy.exc import DBAPIError

from coprod_desktop.domain.errors import Cancelled, WrongPassword
from coprod_desktop.domain.errors_server import ServerGone, ServerRefused
from coprod_desktop.domain.records import Complaint
from coprod_desktop.services import session
from coprod_desktop.services.access import auditing, care, moving, opening, people, unlocking
from coprod_desktop.services.charting import counting, fft_return, ko41a
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.loop import answers, closing
from coprod_desktop.services.papers import exporting
from coprod_desktop.services.recording import linking, lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity, log, numbering, slots, tables, tally
from coprod_desktop.store.server import ServerVault
from coprod_desktop.store.vault import Vault
from tests.servers import Server, server
from tests.services.test_auditing import test_lines_are_found_by_words_kind_person_and_day
from tests.services.test_grouping import test_a_bad_one_is_taken_back_and_its_neighbours_stay
from tests.services.test_holding import (
    forger,
    newcomer,
    test_both_bundles_of_a_fork_are_kept,
    test_every_authentic_bundle_has_a_verdict_and_a_line,
    test_what_waits_comes_in_by_itself_when_its_pc_is_approved,
)
from tests.services.test_insights import (
    test_language_help_is_counted_of_comments_and_interpreters_of_meetings,
    test_the_office_counts_what_came_in_as_the_wing_did,
)
from tests.services.test_intake import (
    test_a_gap_is_refused_with_the_number_to_export_from,
    test_an_overlap_brings_what_is_new_and_no_more,
    test_one_bad_file_does_not_stop_the_others,
)
from tests.services.test_returning import (
    test_an_answer_reaches_the_wing_that_asked_and_no_other,
    test_an_order_to_erase_is_obeyed_and_confirmed,
)
from tests.services.test_rolls import test_a_wings_roll_travels_and_the_office_cannot_overwrite_it
from tests.stores import (
    COST,
    DAY,
    PASSWORD,
    Folders,
    action,
    content,
    feedback,
    make_wing,
    meeting,
    send,
    take_in,
)

__all__ = [
    "forger",
    "newcomer",
    "server",
    "test_a_bad_one_is_taken_back_and_its_neighbours_stay",
    "test_a_gap_is_refused_with_the_number_to_export_from",
    "test_a_wings_roll_travels_and_the_office_cannot_overwrite_it",
    "test_an_answer_reaches_the_wing_that_asked_and_no_other",
    "test_an_order_to_erase_is_obeyed_and_confirmed",
    "test_an_overlap_brings_what_is_new_and_no_more",
    "test_both_bundles_of_a_fork_are_kept",
    "test_every_authentic_bundle_has_a_verdict_and_a_line",
    "test_language_help_is_counted_of_comments_and_interpreters_of_meetings",
    "test_lines_are_found_by_words_kind_person_and_day",
    "test_one_bad_file_does_not_stop_the_others",
    "test_the_office_counts_what_came_in_as_the_wing_did",
    "test_what_waits_comes_in_by_itself_when_its_pc_is_approved",
]

_ADVISORY = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
_HERE = "(SELECT oid FROM pg_database WHERE datname = current_database())"


@pytest.fixture(scope="module")
def moved(template: Path, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The stores of other tests with the office moved: their folder, its key, its database."""
    root = tmp_path_factory.mktemp("moved") / "stores"
    shutil.copytree(template, root)
    s = opening.unlock(root / "office", "Ada", PASSWORD)
    key = s.vault.key()
    # The fixture may be made twice for one server: tests go where a process is free.
    name = f"moved_{uuid.uuid4().hex[:12]}"
    moving.move(s, server.database(name))
    s.close()
    return root, key, name


@pytest.fixture
def folders(moved: Any, server: Server, tmp_path: Path) -> Iterator[Folders]:
    """As everywhere, but that the office lies on the server, in a database of this test's own."""
    root, key, name = moved
    copy = tmp_path / "stores"
    shutil.copytree(root, copy)
    url = server.database(like=name)
    file = Vault(copy / "office", key)
    with file.write() as connection:
        session.put_setting(connection, opening.DATABASE, url)
    file.close()
    made = Folders(copy)
    yield made
    made.close()


def vault_of(s: SignedIn) -> ServerVault:
    assert isinstance(s.vault, ServerVault)
    return s.vault


def asked(s: SignedIn, query: str) -> Any:
    """What the server says, asked on a connection of its own as an onlooker would."""
    engine = sqlalchemy.create_engine(vault_of(s).url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query)
        said = found.scalar() if found.returns_rows else None
    engine.dispose()
    return said


def holds(s: SignedIn) -> None:
    """Log and audit are whole, and nothing is locked any more."""
    with s.vault.read() as connection:
        assert list(integrity.chains(connection, lambda *_: None)) == []
    assert all(line.ok for line in care.check(s).lines)
    assert asked(s, _ADVISORY + _HERE) == 0


# --- the same questions ---------------------------------------------------------------------


def test_every_list_search_and_figure_is_what_the_file_says(
    wing: SignedIn, central: SignedIn, folders: Folders, tmp_path: Path
) -> None:
    kept = records.save(
        wing,
        feedback(
            "The hatch was shut",
            answers={"fft_overall": 2},
            themes=("MED.HATCH", "ACC.WAIT"),
            wants_reply=True,
            slip_code="K7-42",
            channel="paper_slip",
            who_can_fix="healthcare",
        ),
    )
    records.save_meeting(wing, meeting(), [(action("See to it", feedback=kept.id), None)])
    records.save(wing, Complaint(received=DAY, subjects=("access",)))
    take_in(central, send(wing, folders.stick))
    for name, value in (
        *(("words", "hatch"), ("words", "K7-42"), ("theme", "MED.HATCH"), ("theme", "MED")),
        *(("theme", "ED.HATCH"), ("theme", "med.hatch"), ("fft", 2), ("slip_code", "K7-42")),
        *(("answered", "no"), ("answered", "yes"), ("wants_reply", True), ("hand_back", True)),
        *(("channel", "paper_slip"), ("who_can_fix", "healthcare"), ("site", "HMP Example")),
        *(("date_from", "2026-03-02"), ("date_to", "2026-03-01"), ("due_to", "2026-12-31")),
        *(("feedback", kept.id), ("kind", "comment"), ("escalation", "open"), ("status", "new")),
    ):
        query = msgspec.structs.replace(Query(), **{name: value})
        for kind in ("feedback", "meeting", "action", "complaint"):
            here, there = (lists.positions(s, kind, query) for s in (central, wing))
            assert len(here) == len(there), (name, value, kind)
    assert lists.counts(central) == msgspec.structs.replace(lists.counts(wing), unsent=0)
    assert len(linking.to(central, kept.id).actions) == 1
    answers.answer(central, kept.id, "change", "It opens at eight now")
    assert closing.unanswered(central).number == 0
    assert closing.time_to_answer(central, DAY, DAY.replace(year=2027)) is not None
    assert [each.text for each in answers.to(central, kept.id)] == ["It opens at eight now"]
    counting.catch_up(central)
    assert fft_return.monthly(central, "2026-03").sites
    assert ko41a.summary(central, DAY, DAY.replace(year=2027)).received == "*"
    wanted = exporting.Wanted()
    assert exporting.write(central, tmp_path / "list.csv", wanted) == 1
    before = content(central)
    care.rebuild(central)
    assert content(central) == before
    assert auditing.page(central)
    holds(central)


# --- several at once ------------------------------------------------------------------------


def test_an_import_does_not_wait_for_another_devices_of_the_same_week(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    path = send(wing, folders.stick)
    second = opening.unlock(folders.office, "Ada", PASSWORD, folders.clock)
    folders.keep(second)
    said: list[str] = []

    def stop_before_the_search(_done: int, _total: int, what: str) -> None:
        if what == "search":
            raise Cancelled

    def work() -> None:
        taken = intake.take_in(second, [path], stop_before_the_search)
        said.extend(outcome.outcome for outcome in taken)

    beside = threading.Thread(target=work)
    with central.vault.write(device="another") as connection:
        tally.mark(connection, [tables.position(DAY.toordinal(), 1)])
        beside.start()
        beside.join(30)
        assert said == ["imported"]
    holds(central)


def test_an_import_of_a_device_waits_for_the_same_device_as_long_as_somebody_wants(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    path = send(wing, folders.stick)

    def enough(_done: int, _total: int, what: str) -> None:
        if what == "waiting":
            raise Cancelled

    with (
        central.vault.write(device=wing.device),
        pytest.raises(Cancelled),
    ):
        intake.take_in(central, [path], enough)
    assert lists.counts(central).feedback == 0
    assert take_in(central, path).outcome == "imported"
    holds(central)


def test_lines_of_the_audit_wait_for_each_other_and_none_is_lost(central: SignedIn) -> None:
    def note(device: str) -> None:
        for number in range(5):
            with central.vault.write(device=device) as connection:
                central.note(connection, "import", device, f"number {number}")

    both = [threading.Thread(target=note, args=(device,)) for device in ("one", "two")]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    found = [line.about for line in auditing.page(central) if line.detail.startswith("number")]
    assert sorted(found) == ["one"] * 5 + ["two"] * 5
    holds(central)


# --- what the world does --------------------------------------------------------------------


def test_a_connection_that_is_cut_in_the_middle_of_its_rows_leaves_nothing(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback())
    path, before = send(wing, folders.stick), content(central)
    reserve = numbering.reserve

    def cut(connection: Any, count: int) -> int:
        last = reserve(connection, count)
        process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        asked(central, f"SELECT pg_terminate_backend({process}, 5000)")
        return last

    with monkeypatch.context() as patched:
        patched.setattr(log.numbering, "reserve", cut)
        with pytest.raises(ServerGone):
            intake.take_in(central, [path])
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"
    holds(central)


def test_no_lock_is_left_when_a_number_cannot_be_had(central: SignedIn) -> None:
    with central.vault.engine.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql("SELECT 1 / 0")
        with pytest.raises(DBAPIError):
            numbering.reserve(connection, 1)
    holds(central)


def test_a_role_without_special_rights_will_do_and_a_missing_right_is_said(
    wing: SignedIn, folders: Folders, server: Server, template: Path
) -> None:
    shutil.copytree(template / "office", folders.root / "plain")
    url = server.database()
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql('CREATE ROLE "clerk" LOGIN NOSUPERUSER')
        connection.exec_driver_sql("GRANT USAGE, CREATE ON SCHEMA public TO clerk")
    engine.dispose()
    s = opening.unlock(folders.root / "plain", "Ada", PASSWORD)
    moving.move(s, url.replace("tester@", "clerk@"))
    s = opening.unlock(folders.root / "plain", "Ada", PASSWORD)
    folders.keep(s)
    records.save(wing, feedback())
    path, before = send(wing, folders.stick), content(s)
    asked(s, "REVOKE INSERT ON feedback FROM clerk")
    with pytest.raises(ServerRefused, match="permission denied"):
        intake.take_in(s, [path])
    assert content(s) == before
    asked(s, "GRANT INSERT ON feedback TO clerk")
    assert take_in(s, path).outcome == "imported"
    holds(s)


def test_a_move_that_was_stopped_can_be_made_again_to_the_same_place(
    folders: Folders, server: Server, template: Path
) -> None:
    shutil.copytree(template / "office", folders.root / "plain")
    url, s = server.database(), opening.unlock(folders.root / "plain", "Ada", PASSWORD)
    before = content(s)

    def enough(done: int, total: int, what: str) -> None:
        if what == "rows" and done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        moving.move(s, url, enough)
    assert content(s) == before
    moving.move(s, url)
    again = opening.unlock(folders.root / "plain", "Ada", PASSWORD)
    folders.keep(again)
    holds(again)


def test_what_another_pc_of_the_office_holds_waits_there(folders: Folders, tmp_path: Path) -> None:
    shutil.copytree(folders.office, folders.root / "second")
    one = folders.open("office")
    two = opening.unlock(folders.root / "second", "Ada", PASSWORD, folders.clock)
    folders.keep(two)
    made = make_wing(folders.office, folders.root / "new", "HMP New")
    folders.keep(made)
    request = exchange.request(made, tmp_path)
    take_in(two, request.path)
    records.save(made, feedback())
    assert take_in(two, send(made, folders.stick)).outcome == "held"
    office.approve(one, made.device, request.words)
    intake.take_in(one, [])
    assert len(intake.waiting(one)) == 1
    assert [o.outcome for o in intake.take_in(two, [])] == ["imported"]
    assert intake.waiting(one) == ()
    holds(one)


def test_each_pc_of_the_office_has_passwords_of_its_own(folders: Folders) -> None:
    shutil.copytree(folders.office, folders.root / "second")
    one, two = folders.open("office"), folders.open("second", "Ada")
    people.add(one, "Bea", "admin", PASSWORD, COST)

    def here(s: SignedIn) -> dict[str, bool]:
        return {each.name: each.here for each in people.everyone(s)}

    assert here(one) == {"Ada": True, "Bea": True}
    assert here(two) == {"Ada": True, "Bea": False}
    with pytest.raises(WrongPassword):
        folders.open("second", "Bea")
    # A manager there has her type a password for that PC; the first one stays as it is.
    people.change_password(two, "Bea", None, "four loud herons", COST)
    assert here(two) == {"Ada": True, "Bea": True}
    unlocking.forgiven(folders.root / "second")
    folders.open("second", "Bea", "four loud herons").close()
    folders.open("office", "Bea").close()
    # Who is disabled on one PC comes in on none, and the next sign-in clears what is left there.
    people.disable(one, "Bea")
    with pytest.raises(WrongPassword):
        folders.open("second", "Bea", "four loud herons")
    assert len(slots.read(folders.root / "second").slots) == 2
    unlocking.forgiven(folders.root / "second")
    folders.open("second", "Ada").close()
    assert [slot.name for slot in slots.read(folders.root / "second").slots] == ["Ada"]


def test_who_is_let_in_again_needs_a_new_password_on_each_pc_of_the_office(
    folders: Folders,
) -> None:
    shutil.copytree(folders.office, folders.root / "second")
    one, two = folders.open("office"), folders.open("second", "Ada")
    people.add(one, "Bea", "admin", PASSWORD, COST)
    people.change_password(two, "Bea", None, "four loud herons", COST)
    people.disable(one, "Bea")
    people.add(one, "Bea", "admin", "five loud herons", COST)
    # Nobody signed in on the other PC meanwhile: her old password still lies there.
    with pytest.raises(WrongPassword):
        folders.open("second", "Bea", "four loud herons")
    folders.open("office", "Bea", "five loud herons").close()
    people.change_password(two, "Bea", None, "six loud herons", COST)
    folders.open("second", "Bea", "six loud herons").close()
    people.change_password(one, "Bea", None, "seven loud herons", COST)
    folders.open("office", "Bea", "seven loud herons").close()
