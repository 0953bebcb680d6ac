# SPDX-License-Identifier: MIT
"""Two importers on one PostgreSQL, killed at random: every bundle exactly once, and all whole.

`ROUNDS` in the environment says how often (100 unless told otherwise), `SEED` which kills.
"""

import os
import random
import subprocess
import time
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import func, select

from coprod_desktop.services.access import care, moving
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, integrity, tables
from tests.servers import Server, server
from tests.stores import PASSWORD, Folders, feedback, kill, send, start

__all__ = ["server"]

pytestmark = pytest.mark.soak

_ROUNDS = int(os.environ.get("ROUNDS", "100"))
_LOCKS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)
_IMPORTER = """
import sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import intake
s = opening.unlock(Path(sys.argv[1]), "Ada", sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
intake.take_in(s, [Path(sys.argv[3])])
s.close()
print("done", flush=True)
"""


def test_every_bundle_comes_in_once_however_often_importers_are_killed(
    server: Server, folders: Folders
) -> None:
    chance = random.Random(int(os.environ.get("SEED", "1")))
    central = folders.open("office")
    url = server.database()
    moving.move(central, url)
    wings = [folders.open("wing"), folders.open("other")]
    whole, killed, sent = 1.5, 0, 0
    for number in range(_ROUNDS):
        stick = folders.root / f"round-{number}"
        for wing in wings:
            for part in range(2):
                records.save_many(wing, [feedback(f"{number} {part} {n}") for n in range(20)])
                send(wing, stick)
                sent += 1
        began = time.monotonic()
        both = [begun(folders.office, stick) for _ in range(2)]
        # Anywhere between the first bundle and a little after the last, each at its own time.
        for child, delay in sorted(
            ((child, chance.uniform(0, whole)) for child in both), key=lambda pair: pair[1]
        ):
            time.sleep(max(began + delay - time.monotonic(), 0))
            killed += child.poll() is None
            with child:
                kill(child)
        last = folders.open("office")
        intake.take_in(last, [stick])
        check(last, url, sent)
        last.close()
    assert killed > _ROUNDS // 2, "nearly all had ended by themselves: the kills came too late"
    print(f"{killed} importers killed in {_ROUNDS} rounds, {sent} bundles")


def begun(office: Path, stick: Path) -> "subprocess.Popen[str]":
    child = start(_IMPORTER, office, PASSWORD, stick)
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("go\n")
    child.stdin.flush()
    return child


def check(s: SignedIn, url: str, sent: int) -> None:
    """Each bundle is in the books once, what they hold is there once, and nothing is locked."""
    r, c = tables.received.c, tables.change.c
    with s.vault.read() as connection:
        books = connection.execute(select(r.device, r.seq, r.outcome)).all()
        assert len(books) == len({(row.device, row.seq) for row in books}) == sent
        assert {row.outcome for row in books} == {"imported"}
        assert connection.execute(select(func.count(c.n))).scalar_one() == sent * 20
        listed = select(func.count()).select_from(tables.feedback)
        assert connection.execute(listed).scalar_one() == sent * 20
        assert list(integrity.chains(connection, lambda *_: None)) == []
        assert audit.fault(connection, s.store) == ""
        imported = connection.execute(
            select(func.count()).where(
                tables.audit.c.kind == "import", tables.audit.c.detail.like("%20 changes%")
            )
        )
        assert imported.scalar_one() == sent
    assert all(line.ok for line in care.check(s).lines)
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(_LOCKS).scalar() == 0
    engine.dispose()
