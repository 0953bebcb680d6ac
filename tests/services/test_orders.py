# SPDX-License-Identifier: MIT
"""In whichever order bundles come, the office ends up with the same store, to the byte."""

import itertools
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity, tables
from tests.stores import PASSWORD, Folders, action, closing, feedback, meeting, records_of, send

ORDERS = list(itertools.permutations(range(5)))


def five(wing: SignedIn, folder: Path) -> list[Path]:
    """Five bundles with new records, revisions that move a record to another day, an erasure."""
    folder.mkdir(exist_ok=True)
    made: list[Path] = []
    first = records.save(wing, feedback("Round 0, the first"))
    gone = records.save(wing, feedback("To be erased"))
    for n in range(5):
        records.save(wing, feedback(f"Round {n}, revised"), id=first.id)
        records.save_meeting(wing, meeting(f"Forum {n}"), [(action(f"Do {n}"), None)])
        if n == 3:
            erasing.erase(wing, gone.id, "patient_asked")
        made.append(send(wing, folder / str(n)))
    return made


def stands(s: SignedIn) -> dict[str, object]:
    """Log, lists, branches and search of a store, and its tombstones, byte for byte."""
    with s.vault.read() as connection:
        held: dict[str, object] = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*by))]
            for table, by in (
                (tables.change, [tables.change.c.arrival]),
                (tables.stream, [tables.stream.c.id]),
                (tables.tombstone, [tables.tombstone.c.record]),
            )
        }
        return {**held, **integrity.fingerprint(connection)}


@pytest.fixture(scope="module")
def bundles(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """The folder of an office that has taken nothing in, and five bundles of one wing."""
    root = tmp_path_factory.mktemp("orders") / "stores"
    shutil.copytree(template, root)
    folders = Folders(root)
    folders.stick.mkdir(exist_ok=True)
    with closing(folders.open("wing")) as wing:
        made = five(wing, folders.stick)
    return root, made


def test_five_bundles_in_all_120_orders_give_the_same_store(
    bundles: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    root, made = bundles
    folders = Folders(tmp_path)
    seen: list[dict[str, object]] = []
    for number, order in enumerate(ORDERS):
        shutil.copytree(root / "office", tmp_path / f"office-{number}")
        with closing(folders.open(f"office-{number}", "Ada")) as central:
            found = intake.take_in(central, [made[n] for n in order])
            assert not any(outcome.security for outcome in found)
            assert sum(outcome.changes for outcome in found) == 18
            seen.append(stands(central))
        shutil.rmtree(tmp_path / f"office-{number}")
    assert len(seen) == 120
    assert all(each == seen[0] for each in seen)


def test_bundles_of_several_wings_in_any_order_give_the_same_records(
    folders: Folders, wing: SignedIn, other: SignedIn, tmp_path: Path
) -> None:
    made = [*five(wing, folders.stick)[1::2], *five(other, folders.root / "stick-2")[2::2]]
    ends: list[tuple[object, ...]] = []
    stores = Folders(tmp_path)
    for number, order in enumerate(itertools.permutations(made)):
        shutil.copytree(folders.office, tmp_path / f"office-{number}")
        with closing(stores.open(f"office-{number}", "Ada")) as central:
            outcomes = intake.take_in(central, order)
            assert not any(outcome.security for outcome in outcomes)
            chains = {row.device: row.high_water for row in office.devices(central)}
            whole = [records_of(central, each.device) for each in (wing, other)]
            shown = [
                sorted(
                    (row.id, row.rev, row.at, row.by, row.pos >> tables.ORDER_BITS) for row in rows
                )
                for rows in (
                    lists.page(central, kind, limit=500)
                    for kind in ("feedback", "meeting", "action")
                )
            ]
            ends.append((chains, whole, shown))
        shutil.rmtree(tmp_path / f"office-{number}")
    assert len(ends) == 24
    assert all(each == ends[0] for each in ends)


def test_a_lost_middle_is_asked_for_and_then_all_is_there(
    folders: Folders, wing: SignedIn, central: SignedIn
) -> None:
    from coprod_desktop.services.books import acknowledging

    made: list[Path] = []
    for n in range(5):
        records.save(wing, feedback(f"Week {n}"))
        made.append(send(wing, folders.stick / str(n)))
        # A stick that came back says that the office has it, though it was lost there later.
        with wing.vault.write() as connection:
            acknowledging.settle(wing, connection, n + 1, "return")
    assert intake.take_in(central, [made[0]])[0].outcome == "imported"
    (gap,) = intake.take_in(central, [made[4]])
    assert gap.code == "GapDetected"
    assert "from change 2" in gap.advice
    again = exchange.export(wing, PASSWORD, folders.root, everything=True).path
    assert intake.take_in(central, [again])[0].changes == 4
    assert care.check(central).ok
