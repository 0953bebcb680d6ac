# SPDX-License-Identifier: MIT
"""Stores for tests: an office and two wings it has approved, made once and copied for each test.

Keys are stretched as cheaply as the program allows, because a test's password protects nothing.
"""

import datetime
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from coprod_desktop.domain import words
from coprod_desktop.domain.progress import Progress
from coprod_desktop.domain.records import Action, AgendaItem, Feedback, Meeting
from coprod_desktop.services import session
from coprod_desktop.services.access import opening, people, setup
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.exchanging.intake import Outcome
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity, slots, tables

COST = slots.Cost(8192, 1, 1)
PASSWORD = "three quiet herons"
RECOVERY_WORDS = words.of_secret(bytes(range(32)))
"""What stands on the paper of every office that these tests make; protects nothing."""
DAY = datetime.date(2026, 3, 2)
NOW = 1_772_500_000_000
"""3 March 2026, in UTC milliseconds."""

ROOT = Path(__file__).resolve().parent.parent


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def days(self, days: int) -> None:
        self.now += days * 86_400_000


class Folders:
    """A test's own copies: `office`, and the wings `wing` and `other`, both approved there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.office, self.wing, self.other = (root / n for n in ("office", "wing", "other"))
        self.stick = root / "stick"
        self.clock = Clock()
        self._open: list[SignedIn] = []

    def open(self, name: str, person: str = "", password: str = PASSWORD) -> SignedIn:
        """Sign in, as the one who set the store up unless another is named."""
        person = person or ("Ada" if name == "office" else "Hal")
        signed_in = opening.unlock(self.root / name, person, password, self.clock)
        self._open.append(signed_in)
        return signed_in

    def keep(self, signed_in: SignedIn) -> None:
        """Close with the others a store that was opened in another way."""
        self._open.append(signed_in)

    def close(self) -> None:
        while self._open:
            self._open.pop().close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    (root / "stick").mkdir()
    make_office(root / "office")
    for name, site in (("wing", "HMP Example"), ("other", "HMP Elsewhere")):
        enrol(root / "office", root / name, site)
    return root


def make_office(folder: Path, name: str = "Central office", env: session.Env = "practice") -> None:
    made = setup.OfficeSetup(name, "Ada", PASSWORD, env, COST, RECOVERY_WORDS)
    setup.create_office(folder, made).close()


def make_wing(office_folder: Path, folder: Path, site: str = "HMP Example") -> SignedIn:
    """A wing that trusts the office, not yet approved by it."""
    with closing(opening.unlock(office_folder, "Ada", PASSWORD)) as central:
        trust_file = office.write_card(central, office_folder.parent)
        card = office.card(central).words
    asked = setup.read_trust(trust_file).asked
    typed = {place: card[place - 1] for place in asked}
    return setup.create_wing(
        folder, setup.WingSetup(trust_file, typed, site, "B", "Hal", PASSWORD, COST)
    )


def enrol(office_folder: Path, folder: Path, site: str) -> None:
    """Make a wing that the office has approved, with a head (Hal) and a nurse (Nia)."""
    with closing(make_wing(office_folder, folder, site)) as wing:
        people.add(wing, "Nia", "staff", PASSWORD, COST)
        asked = exchange.request(wing, office_folder.parent)
    with closing(opening.unlock(office_folder, "Ada", PASSWORD)) as central:
        intake.take_in(central, [asked.path])
        office.approve(central, wing.device, asked.words)
    asked.path.unlink()


@pytest.fixture
def folders(template: Path, tmp_path: Path) -> Iterator[Folders]:
    root = tmp_path / "stores"
    shutil.copytree(template, root)
    made = Folders(root)
    yield made
    made.close()


@pytest.fixture
def wing(folders: Folders) -> SignedIn:
    return folders.open("wing")


@pytest.fixture
def other(folders: Folders) -> SignedIn:
    return folders.open("other")


@pytest.fixture
def central(folders: Folders) -> SignedIn:
    return folders.open("office")


@contextmanager
def closing(signed_in: SignedIn) -> Generator[SignedIn]:
    try:
        yield signed_in
    finally:
        signed_in.close()


# --- records ----------------------------------------------------------------------------------


def feedback(words: str = "The nurse listened", **other: Any) -> Feedback:
    answers = {"what_good": words, **other.pop("answers", {})}
    return Feedback(date=other.pop("date", DAY), form="feedback-1", answers=answers, **other)


def meeting(title: str = "Patient forum", **other: Any) -> Meeting:
    agenda = (AgendaItem(title="Waiting times", notes="Queue at the hatch"),)
    return Meeting(
        date=other.pop("date", DAY),
        kind=other.pop("kind", "patient_forum"),
        title=title,
        agenda=other.pop("agenda", agenda),
        **other,
    )


def action(text: str = "Put up a clock", **other: Any) -> Action:
    return Action(text=text, **other)


# --- what a store holds, to compare ---------------------------------------------------------


def content(s: SignedIn) -> dict[str, object]:
    """All that a person can see of a store's records and exchange, whole, for comparing."""
    tabled = (tables.stream, tables.device, tables.received, tables.sent, tables.person)
    with s.vault.read() as connection:
        held: dict[str, object] = {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in tabled
        }
        c = tables.change.c
        held["change"] = connection.execute(
            select(c.stream, c.n, c.leaf, c.chain).order_by(c.stream, c.n)
        ).all()
        held.update(integrity.fingerprint(connection))
    return held


def records_of(s: SignedIn, device: str) -> list[bytes]:
    """The exact bytes of every change held of a device, in order."""
    c, t = tables.change.c, tables.stream.c
    query = select(c.raw).join(tables.stream, t.id == c.stream).where(t.device == device)
    with s.vault.read() as connection:
        return list(connection.execute(query.order_by(c.n)).scalars())


def send(s: SignedIn, folder: Path, *, everything: bool = False) -> Path:
    """Export to a folder; returns the bundle's path."""
    folder.mkdir(exist_ok=True)
    return exchange.export(s, PASSWORD, folder, everything=everything).path


def take_in(s: SignedIn, *paths: Path) -> Outcome:
    """Take in one or more files and give the last one's outcome."""
    return intake.take_in(s, paths)[-1]


# --- other processes -------------------------------------------------------------------------


def start(program: str, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """Run a Python program in a process of its own, talking over its standard streams."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def run(program: str, *arguments: object, **environment: str) -> str:
    """Run a Python program to its end; what it printed."""
    with start(program, *arguments, **environment) as child:
        said, _ = child.communicate(timeout=120)
    assert child.returncode == 0, said
    return said


def run_killed(program: str, *arguments: object) -> str:
    """Run a Python program that ends itself as a power cut would; what it had printed by then."""
    with start(program, *arguments) as child:
        said, _ = child.communicate(timeout=120)
    return said


def kill(child: "subprocess.Popen[str]") -> str:
    """End a process at once, as a power cut would; what it had printed and nobody has read."""
    child.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    # Not `communicate`: it would skip what `readline` has fetched but not yet given out.
    said = child.stdout.read() if child.stdout else ""
    child.wait(timeout=60)
    return said


# --- a disk that is full --------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, kib: int) -> Generator[Path]:
    """A file system of its own with room for `kib` KiB; skips where none can be mounted."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "coprod-test", str(folder)]
    if os.name == "nt" or shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs to be root")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int = 0) -> None:
    """Leave `leave` bytes of a disk free."""
    (folder / "filler").unlink(missing_ok=True)
    blob = bytes(max(shutil.disk_usage(folder).free - leave, 0))
    (folder / "filler").write_bytes(blob)


def stop_at(step: int, error: Exception) -> Progress:
    """Progress that raises `error` the `step`-th time it is told anything (from 1)."""
    told = 0

    def progress(done: int, total: int, what: str) -> None:
        nonlocal told
        told += 1
        if told == step:
            raise error

    return progress
