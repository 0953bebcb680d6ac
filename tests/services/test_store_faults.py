# SPDX-License-Identifier: MIT
"""The store's own disk fills up, or fails one call of SQLite's: nothing is lost or half done."""

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from coprod_desktop.domain.errors import StorageFull
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.stores import ROOT, Folders, closing, feedback, run, send

_UNLIMITED = 0xFFFF_FFFE
_ERRORS = (errno.ENOSPC, errno.EIO)
_FAULTS = {"StorageFull", "CannotWrite", "WriteProtected", "MediumGone", "refused"}
_WORDS = {"done", "imported", *_FAULTS}


# --- a store that may grow by so many pages and no more ------------------------------------------


@contextmanager
def room(s: SignedIn, pages: int) -> Generator[None]:
    """Let the store's file grow by `pages` pages: SQLite then says that the disk is full."""
    with s.vault.read() as connection:
        most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + pages

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    event.listen(s.vault.engine, "checkout", limit)
    try:
        yield
    finally:
        most = _UNLIMITED  # for connections that are used again


def growing() -> Iterator[int]:
    """0, 1, 2, 3, 5, 7, 10 … pages: each step of the work meets the end of the disk."""
    pages = 0
    while True:
        yield pages
        pages += 1 + pages // 3


def send_until_full(wing: SignedIn, stick: Path) -> None:
    for _ in range(500):
        try:
            send(wing, stick, everything=True)
        except StorageFull:
            return
    pytest.fail("there was always room")


def test_a_store_that_fills_up_in_the_course_of_exports(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    stopped: list[str] = []
    for _ in range(5):
        # An export writes a few lines, which fit into pages that are there: sooner or later one
        # needs a page more, here at one of its steps and there at another.
        with room(wing, 0):
            send_until_full(wing, folders.stick)
        before = exchange.history(wing)
        stopped.append(before[0].state)
        send(wing, folders.stick, everything=True)
        after = exchange.history(wing)
        assert len(after) == len(before) + (before[0].state == "verified")
        assert after[0].state == "verified"
    history = exchange.history(wing)
    assert [row.seq for row in history] == list(range(len(history), 0, -1))
    assert "staged" in stopped
    outcomes = intake.take_in(central, [folders.stick])
    assert len(outcomes) == len(history)
    assert not any(each.security for each in outcomes)
    agrees(central, wing)


def test_a_store_that_fills_up_at_any_step_of_an_import(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback("w" * 300) for _ in range(400)])
    path = send(wing, folders.stick)
    failed = 0
    for pages in growing():
        try:
            with room(central, pages):
                (outcome,) = intake.take_in(central, [path])
        except StorageFull:
            failed += 1
            assert intake.inbox(central) == ()
        else:
            assert outcome.outcome == "imported", outcome
            break
    assert failed > 3
    assert care.check(central).ok
    agrees(central, wing)


# --- one call of the system's fails ---------------------------------------------------------------


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that stands between a process and the system's calls."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("there is no compiler for the failing calls")
    library = tmp_path_factory.mktemp("shim") / "failing_calls.so"
    source = ROOT / "tests/failing_calls.c"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("the compiler here makes no libraries")
    return library


WORK = """
import ctypes, json, sys
from pathlib import Path
from coprod_desktop.domain.errors import UserError
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange, intake
from tests.stores import NOW, PASSWORD
what, store, stick, call, number = sys.argv[1:]
calls = ctypes.CDLL(None).calls_arm
calls.restype = ctypes.c_long
s = opening.unlock(Path(store), "Hal" if what == "export" else "Ada", PASSWORD, lambda: NOW)

def work():
    if what == "export":
        exchange.export(s, PASSWORD, Path(stick))
        return "done"
    return intake.take_in(s, [Path(stick)])[0].outcome

calls(store.encode(), int(call), int(number))
try:
    came = work()
except UserError as error:
    came = error.code
made = calls(b"", 0, 0)
again = "" if came in ("done", "imported") else work()
s.close()
print(json.dumps([came, again, made]))
"""


def worked(shim: Path, what: str, place: Folders, call: int, number: int) -> tuple[str, str, int]:
    store = place.wing if what == "export" else place.office
    said = run(WORK, what, store, place.stick, call, number, LD_PRELOAD=str(shim))
    return tuple(json.loads(said))


def check(shim: Path, what: str, origin: Folders, root: Path, call: int, number: int) -> int:
    """Fail a call (0 for none), go on in the same process, and look at what came of it."""
    shutil.copytree(origin.root, root)
    place = Folders(root)
    came, again, made = worked(shim, what, place, call, number)
    # What SQLite can do later (a checkpoint) may fail unseen; else it is a fault with its words.
    assert came in _WORDS, (call, came)
    assert again in {"", "done", "imported", "already_imported"}, (call, came, again)
    with closing(place.open("wing")) as wing, closing(place.open("office")) as central:
        if what == "export":
            assert exchange.history(wing)[0].state == "verified", (call, came)
            outcomes = intake.take_in(central, [place.stick])
            assert [each.outcome for each in outcomes] == ["imported"], (call, came)
        assert care.check(wing).ok
        agrees(central, wing)
    shutil.rmtree(root)
    return made


def prepared(folders: Folders, what: str) -> Folders:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback("w" * 400) for _ in range(60)])
        if what == "import":
            send(wing, folders.stick)
    folders.close()
    return folders


@pytest.mark.parametrize("what", ["export", "import"])
def test_calls_of_sqlite_fail_here_and_there(
    shim: Path, folders: Folders, tmp_path: Path, what: str
) -> None:
    origin = prepared(folders, what)
    made = check(shim, what, origin, tmp_path / "none", 0, 0)
    assert made > 5
    for turn, call in enumerate(sorted({1, made // 2, made})):
        number = _ERRORS[turn % len(_ERRORS)]
        check(shim, what, origin, tmp_path / f"copy-{call}", call, number)


@pytest.mark.soak
@pytest.mark.parametrize("what", ["export", "import"])
@pytest.mark.parametrize("number", [*_ERRORS, errno.EROFS, errno.ENODEV])
def test_every_call_of_sqlite_fails(
    shim: Path, folders: Folders, tmp_path: Path, what: str, number: int
) -> None:
    origin = prepared(folders, what)
    made = check(shim, what, origin, tmp_path / "none", 0, 0)
    for call in range(1, made + 1):
        check(shim, what, origin, tmp_path / f"copy-{call}", call, number)
