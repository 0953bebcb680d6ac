# SPDX-License-Identifier: MIT
"""The reading process, seen from the importer: what it may know, and that it holds nobody up."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coprod_desktop import READ_BUNDLES
from coprod_desktop.bundle import worker_process
from coprod_desktop.bundle.worker_messages import Caps
from coprod_desktop.domain.records import AgendaItem
from coprod_desktop.services.access import care
from coprod_desktop.services.books import reading
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.exchanging.intake import Outcome
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees, bundles
from tests.stores import ROOT, Folders, content, feedback, meeting, send, take_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="substitutes speak the POSIX protocol")

SUBSTITUTE = """
import os, sys, time
from pathlib import Path
from coprod_desktop.bundle import worker, worker_messages as messages
honest = worker.serve
def serve(orders, answers):
    (length,) = messages.LENGTH.unpack(orders.read(messages.LENGTH.size))
    order = messages.decode_order(orders.read(length))
    worker.worker_caps.apply(order.memory, order.processor)
    def say(kind, what):
        answers.write(messages.HEAD.pack(kind, len(what)) + what)
        answers.flush()
    BODY
worker.serve = serve
sys.exit(worker.main())
"""
Substitute = Callable[[str], None]


@pytest.fixture
def substitute(monkeypatch: pytest.MonkeyPatch) -> Substitute:
    """Let another program do the reading: one that was taken over, or that is broken."""

    def put(body: str) -> None:
        lines = body.strip().replace("\n", "\n    ")
        command = [sys.executable, "-c", SUBSTITUTE.replace("BODY", lines)]
        monkeypatch.setattr(worker_process, "program", lambda: command)

    return put


@pytest.fixture
def bundle(wing: SignedIn, folders: Folders) -> Path:
    records.save_many(wing, [feedback(f"n{n}") for n in range(20)])
    return send(wing, folders.stick)


def stopped(central: SignedIn, path: Path) -> Outcome:
    """Take it in; nothing of it may be there, nor any process or copy that read it."""
    before = content(central)
    outcome = take_in(central, path)
    assert outcome.outcome == "refused"
    assert content(central) == before
    assert list((central.folder / intake.QUARANTINE).iterdir()) == []
    return outcome


HANGS = "while True: time.sleep(1)"
HANGS_IN_THE_MIDDLE = "say(messages.DATA, b'')\n" + HANGS
SPINS = "while True: pass"
BALLOONS = """
hoard = []
try:
    while len(hoard) < 2000:
        hoard.append(bytearray(1 << 20))
except MemoryError:
    # What the process that forks it has loaded, or has left free, is no room for more.
    if len(hoard) <= 64:
        over = worker.WorkerLimitExceeded(what=messages.MEMORY)
        say(messages.FAULT, messages.encode_fault(over))
"""


@pytest.mark.parametrize(
    ("body", "caps", "what"),
    [
        (HANGS, Caps(waiting=1.0), "time"),
        (HANGS_IN_THE_MIDDLE, Caps(waiting=1.0), "time"),
        (SPINS, Caps(processor=1), "time"),
        (BALLOONS, Caps(memory=64 << 20), "memory"),
    ],
)
def test_a_reader_that_takes_too_much_is_stopped(
    central: SignedIn,
    bundle: Path,
    substitute: Substitute,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    caps: Caps,
    what: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reading, "CAPS", caps)
        substitute(body)
        outcome = stopped(central, bundle)
    assert outcome.code == "WorkerLimitExceeded"
    assert what in outcome.title


def test_an_honest_reader_with_too_little_memory_is_stopped(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One record of most of a mebibyte: what a fork finds free beside what is loaded is far less.
    notes = tuple(AgendaItem(title=f"{n}", notes="queue " * 3_000) for n in range(40))
    records.save(wing, meeting(agenda=notes))
    bundle = send(wing, folders.stick)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "CAPS", Caps(memory=0))
        assert stopped(central, bundle).code in {"WorkerLimitExceeded", "ReaderFailed"}
    assert take_in(central, bundle).outcome == "imported"


@pytest.mark.parametrize(
    "body",
    [
        "os._exit(3)",
        "os.kill(os.getpid(), 11)",
        "say(b'X', b'')",
        "answers.write(messages.HEAD.pack(messages.DATA, 1 << 30))",
        "say(messages.FAULT, b'nonsense')",
        "raise RuntimeError",
        "answers.close(); os.close(1); time.sleep(60)",
    ],
)
def test_a_reader_that_dies_or_talks_nonsense_is_said_to_have_failed(
    central: SignedIn, bundle: Path, substitute: Substitute, body: str
) -> None:
    substitute(body)
    outcome = stopped(central, bundle)
    assert outcome.code == "ReaderFailed"
    assert outcome.advice


def test_a_program_that_cannot_be_started_is_said_to_have_failed(
    central: SignedIn, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "program", lambda: [sys.executable, "-c", "pass"])
    assert stopped(central, bundle).code == "ReaderFailed"


FORWARD = """
for piece in worker._proven(order):
    say(messages.DATA, ALTERED)
say(messages.DONE, b'')
"""
TAKEN_OVER = {
    "says it is done at once": ("say(messages.DONE, b'')", "MalformedFrame"),
    "leaves out the end": (
        """
say(messages.DATA, b''.join(worker._proven(order))[:3000])
say(messages.DONE, b'')
""",
        "IncompleteBundle",
    ),
    "alters a word": (
        FORWARD.replace("ALTERED", "piece.replace(b'n7', b'm7')"),
        "IncompleteBundle",
    ),
    "gives no record": (
        FORWARD.replace("ALTERED", "piece.replace(b'put', b'xxx')"),
        "RecordSchemaError",
    ),
}


@pytest.mark.parametrize("case", TAKEN_OVER)
def test_a_reader_that_was_taken_over_hands_over_nothing_that_a_bundle_could_not_hold(
    central: SignedIn, bundle: Path, substitute: Substitute, case: str
) -> None:
    body, code = TAKEN_OVER[case]
    substitute(body)
    assert stopped(central, bundle).code == code


def test_one_bad_reader_does_not_stop_the_next_bundle(
    wing: SignedIn, central: SignedIn, folders: Folders, substitute: Substitute
) -> None:
    one, two = bundles(wing, folders.stick, 2)
    substitute(f"""
data = Path(order.path).read_bytes()
if len(data) == {one.stat().st_size} and b'"seq":1,' in data[:9000]:
    os._exit(1)
for piece in worker._proven(order): say(messages.DATA, piece)
say(messages.DONE, b'')
""")
    outcomes = intake.take_in(central, [one, two])
    assert [each.code for each in outcomes] == ["ReaderFailed", None]
    agrees(central, wing)
    assert care.check(central).ok


def test_the_next_bundle_gets_a_new_reader_when_all_of_them_were_ended(
    wing: SignedIn, central: SignedIn, folders: Folders, substitute: Substitute
) -> None:
    one, two, three = bundles(wing, folders.stick, 3)
    substitute(
        f"""
mark = Path({str(folders.root / "killed")!r})
if order.size == {one.stat().st_size} and mark.exists():
    mark.unlink()
    os.kill(os.getppid(), 9)
    os._exit(1)
"""
        + FORWARD.replace("ALTERED", "piece")
    )
    (folders.root / "killed").write_text("not yet")
    outcomes = intake.take_in(central, [one, two, three])
    failed = [each for each in outcomes if each.code]
    assert {each.code for each in failed} <= {"ReaderFailed"}
    assert 1 <= len(failed) <= 2
    assert not [
        each
        for each in intake.take_in(central, [one, two, three])
        if each.code not in {None, "AlreadyImported", "Superseded"}
    ]
    agrees(central, wing)


def test_it_gets_no_key_by_its_arguments_and_can_write_no_file(
    central: SignedIn, bundle: Path, substitute: Substitute, tmp_path: Path
) -> None:
    written = tmp_path / "written"
    check = f"""
told = sys.argv + [*os.environ, *os.environ.values()]
if any(order.file_key.hex() in each for each in told):
    raise RuntimeError
try:
    Path({str(written)!r}).write_bytes(b'x' * 5000)
except OSError:
    pass
opened = []
try:
    while len(opened) < 64:
        opened.append(os.open('/dev/null', os.O_RDONLY))
except OSError:
    pass
if len(opened) == 64:
    raise RuntimeError
for each in opened:
    os.close(each)
"""
    substitute(check + FORWARD.replace("ALTERED", "piece"))
    assert take_in(central, bundle).changes == 20
    assert not written.exists() or not written.stat().st_size


def test_no_process_is_left(central: SignedIn, bundle: Path) -> None:
    assert take_in(central, bundle).outcome == "imported"
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not tell")
    for child in children.read_text().split():
        assert worker_process._MODULE not in Path(f"/proc/{child}/cmdline").read_text()


@pytest.mark.parametrize("module", ["coprod_desktop.app", "coprod_desktop.cli.main"])
def test_a_built_program_reads_bundles_when_asked_to(
    central: SignedIn,
    wing: SignedIn,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
) -> None:
    """As frozen: the executable itself, with an argument, and without loading a window."""
    records.save(wing, feedback())
    path = send(wing, folders.stick)
    command = [sys.executable, "-m", module, READ_BUNDLES]
    monkeypatch.setattr(worker_process, "program", lambda: command)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    assert take_in(central, path).outcome == "imported"
