# SPDX-License-Identifier: MIT
"""The main job, told with real processes: nothing is shared but folders, a stick and words."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coprod_desktop import paths
from coprod_desktop.cli.main import main

PASSWORDS = {"office": "the office has a long one", "wing": "the wing has another one"}
COPROD = (sys.executable, "-m", "coprod_desktop.cli.main")


class Ran(NamedTuple):
    """What a process left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Place:
    """A PC with one store, used through `coprod` alone."""

    def __init__(self, root: Path, kind: str) -> None:
        self.root = root
        self.store = root / kind
        self.password_file = root / f"{kind}-password"
        self.password_file.write_text(PASSWORDS[kind], encoding="utf-8")

    def __call__(self, command: str, *arguments: object, stdin: Path | None = None) -> Ran:
        option = "--new-password-file" if command.endswith("create") else "--password-file"
        given = [*command.split(), self.store, *arguments, option, self.password_file, "--json"]
        return coprod(*given, stdin=stdin)

    def records(self) -> dict[str, Any]:
        """Everything that can be listed, whole. In this process: only looked at, many times."""
        found: dict[str, Any] = {}
        for kind in ("feedback", "meeting", "action"):
            every = (self.store, kind, "--limit", "0", "--password-file", self.password_file)
            with contextlib.redirect_stdout(io.StringIO()) as said:
                assert main(["list", *map(str, every), "--json"]) == 0
            found[kind] = json.loads(said.getvalue())["records"]
        return found


def coprod(*arguments: object, stdin: Path | None = None) -> Ran:
    command = [*COPROD, *map(str, arguments)]
    assert not any(password in part for part in command for password in PASSWORDS.values())
    with (stdin or Path(os.devnull)).open("rb") as given:
        ran = subprocess.run(command, stdin=given, capture_output=True, timeout=120, check=False)
    out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
    assert not any(password in out + err for password in PASSWORDS.values())
    return Ran(ran.returncode, out, err)


class Enrolled(NamedTuple):
    """An office, a wing that it has let in, and the stick that goes between them."""

    office: Place
    wing: Place
    stick: Path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return enrol(tmp_path_factory.mktemp("enrolled")).stick.parent


@pytest.fixture
def enrolled(template: Path, tmp_path: Path) -> Enrolled:
    """Copies of stores that were enrolled once."""
    root = tmp_path / "places"
    shutil.copytree(template, root)
    return Enrolled(Place(root, "office"), Place(root, "wing"), root / "stick")


def enrol(root: Path) -> Enrolled:
    """Set both up, step by step as people would."""
    office, wing, stick = Place(root, "office"), Place(root, "wing"), root / "stick"
    stick.mkdir()
    made = office("office create", "--name", "North West", "--admin", "Ada", "--practice")
    assert made.status == 0, made.err
    card = office("office card", "--to", stick)
    words = card.json["words"]
    assert words == made.json["words"]

    three = f"2:{words[1]},5:{words[4]},12:{words[11]}"
    place = ("--site", "HMP Oakmere", "--wing", "House 4", "--head", "Hal")
    trust = ("--trust", card.json["trust_list"])
    assert wing("wing create", *trust, "--words", three, *place).status == 0

    asked = wing("wing request", "--to", stick)
    taken = office("import", stick).json["bundles"]
    assert [bundle["outcome"] for bundle in taken] == ["enrolment_waiting"]
    (device,) = office("office devices").json["devices"]
    assert device["state"] == "pending"
    refused = office("office approve", device["short"], "--words", "zoo " * 12)
    assert (refused.status, refused.json["error"]["code"]) == (3, "WordsDoNotMatch")
    approved = office("office approve", device["short"], "--words", " ".join(asked.json["words"]))
    assert approved.json["device"]["state"] == "active"
    return Enrolled(office, wing, stick)


def outcome(office: Place, *given: Path) -> dict[str, Any]:
    (bundle,) = office("import", *given).json["bundles"]
    return bundle


def record_samples(wing: Place) -> int:
    count = 0
    for name in ("feedback.ndjson", "meetings.ndjson"):
        ran = wing("record", "--identifying", "keep", stdin=paths.resource("samples") / name)
        assert ran.status == 0, ran.err
        count += len(ran.json["recorded"])
    return count


def test_from_the_first_card_to_the_second_bundle(tmp_path: Path, enrolled: Enrolled) -> None:
    office, wing, stick = enrolled
    recorded = record_samples(wing)

    sheet = tmp_path / "comments.csv"
    sheet.write_text(
        "When,Said\n2026-12-02,“Nurse explained” – zażółć\n2026-12-02,\n", encoding="utf-8"
    )
    mapping = tmp_path / "map.json"
    columns = {"date": {"column": "When", "format": "%Y-%m-%d"}}
    answers = {"answers": {"what_good": {"column": "Said"}}}
    mapping.write_text(json.dumps({"form": "feedback-1", **columns, **answers}))
    ran = wing("import-csv", sheet, "--map", mapping)
    assert (ran.status, len(ran.json["recorded"])) == (1, 1)
    assert [row["line"] for row in ran.json["refused"]] == [3]

    sent = wing("export", "--to", stick)
    assert (sent.status, sent.json["changes"]) == (0, recorded + 1)
    bundle = Path(sent.json["path"])

    # On its way the stick was pulled out too early, once.
    cut = tmp_path / "cut.coprod"
    cut.write_bytes(bundle.read_bytes()[: sent.json["size"] // 2])
    refused = office("import", cut)
    assert refused.status == 1
    assert refused.json["bundles"][0]["code"] == "TruncatedBundle"
    assert office.records()["feedback"] == []

    assert outcome(office, bundle)["changes"] == recorded + 1
    held = wing.records()
    assert office.records() == held
    assert len(held["feedback"]) == 301
    assert held["feedback"][0]["record"]["answers"]["what_good"].endswith("zażółć")

    # The same stick again, in the folder it came from.
    again = office("import", stick)
    assert again.status == 0
    assert {b["outcome"] for b in again.json["bundles"]} == {"already_imported"}
    assert office.records() == held

    # A correction, then everything once more: the overlap changes nothing.
    first = held["feedback"][0]
    line = {"type": "feedback", "id": first["id"], "record": {**first["record"], "status": "new"}}
    lines = tmp_path / "line.ndjson"
    lines.write_text(json.dumps(line), encoding="utf-8")
    assert wing("record", stdin=lines).json["recorded"][0]["rev"] == 2
    all_of_it = wing("export", "--to", stick, "--all").json
    assert all_of_it["changes"] == recorded + 2
    second = outcome(office, Path(all_of_it["path"]))
    assert (second["outcome"], second["seq"], second["changes"]) == ("imported", 2, 1)
    assert office.records() == wing.records()
    stories = [place("log", first["id"]).json["events"] for place in (office, wing)]
    assert stories[0] == stories[1]
    assert stories[0][1]["changed"] == [{"field": "status", "before": None, "after": "new"}]

    (device,) = office("office devices").json["devices"]
    assert (device["last_seq"], device["high_water"]) == (2, recorded + 2)
    assert device["gap_from"] is None
    for place in (office, wing):
        assert place("check").json["ok"] is True


def test_the_main_job(enrolled: Enrolled, shared_data: Path) -> None:
    """Every real comment and every sample, from the wing to the office, none altered."""
    office, wing, stick = enrolled
    recorded = record_samples(wing)
    comments = ("import-csv", shared_data / "fft_comments.csv")
    looked_at = ("--identifying", "keep", "--harm-dealt-with")
    ran = wing(*comments, "--map", paths.resource("maps/fft-comments.json"), *looked_at)
    assert (ran.status, ran.json["refused"]) == (0, [])
    recorded += len(ran.json["recorded"])
    assert len(ran.json["recorded"]) == 3938

    sent = wing("export", "--to", stick).json
    assert sent["changes"] == recorded
    assert outcome(office, Path(sent["path"]))["changes"] == recorded
    held = wing.records()
    assert [len(held[kind]) for kind in ("feedback", "meeting", "action")] == [4238, 8, 26]
    assert office.records() == held
    found = [place("list", "--search", "medication", "--limit", "0") for place in (office, wing)]
    assert found[0].json["records"]
    assert found[0].json == found[1].json


def test_the_console_script_is_installed() -> None:
    script = shutil.which("coprod", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("this environment has no scripts: the project is not installed in it")
    ran = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("coprod ")


def test_whoever_has_read_enough_may_close_the_pipe(enrolled: Enrolled) -> None:
    wing = enrolled.wing
    record_samples(wing)
    command = [*COPROD, "list", wing.store, "--limit", "0", "--password-file", wing.password_file]
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="a Windows console has other means to type ahead")
def test_passwords_and_words_typed_at_a_terminal(tmp_path: Path) -> None:
    office, stick = Place(tmp_path, "office"), tmp_path / "stick"
    stick.mkdir()
    office("office create", "--name", "North West", "--admin", "Ada", "--practice")
    card = office("office card", "--to", stick).json
    wing = tmp_path / "wing"
    create = ("wing", "create", wing, "--trust", card["trust_list"], "--head", "Hal")
    password = PASSWORDS["wing"]
    typing = Terminal((*create, "--site", "HMP Oakmere", "--wing", "House 4"))
    for _ in range(3):
        question = typing.until("of the office card: ")
        typing.type(card["words"][int(question.rpartition("Word ")[2].split()[0]) - 1])
    typing.until("New password for Hal: ")
    typing.type(password)
    typing.until("The same again: ")
    typing.type(password)
    assert typing.end() == 0
    assert "is set up and trusts the office" in typing.shown
    assert password not in typing.shown

    listing = Terminal(("list", wing))
    listing.until("Password of Hal: ")
    # In the list of processes, for everybody on the PC to read, it does not stand.
    seen = Path(f"/proc/{listing.child.pid}")
    if seen.is_dir():
        listing.type(password, enter=False)
        held = (seen / "cmdline").read_bytes() + (seen / "environ").read_bytes()
        assert password.encode() not in held
        listing.type("")
    else:
        listing.type(password)
    assert listing.end() == 0
    assert "There is no such record." in listing.shown
    assert password not in listing.shown


@pytest.mark.skipif(os.name == "nt", reason="a signal to one Windows process is another matter")
@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    reason="these tests run in the background of a shell, where Ctrl+C is nobody's",
)
def test_ctrl_c_while_lines_are_awaited_records_nothing(enrolled: Enrolled) -> None:
    wing = enrolled.wing
    sample = (paths.resource("samples") / "feedback.ndjson").read_bytes()
    command = [*COPROD, "record", wing.store, "--password-file", wing.password_file]
    with subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        assert child.stdout is not None
        child.stdin.write(sample)
        child.stdin.flush()
        wait_until((wing.store / "store.db-wal").exists)
        child.send_signal(signal.SIGINT)
        said = child.stderr.read().decode()
        assert child.stdout.read() == b""
    assert child.returncode == 130
    assert "[Cancelled]" in said
    assert wing.records()["feedback"] == []


def wait_until(holds: Any) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


class Terminal:
    """A command at a terminal of its own, with somebody who reads and types."""

    def __init__(self, arguments: Sequence[object]) -> None:
        import pty

        self.shown = ""
        self.screen, inner = pty.openpty()
        command = [
            "import fcntl, os, sys, termios",
            "os.setsid()",
            "fcntl.ioctl(0, termios.TIOCSCTTY, 0)",
            "from coprod_desktop.cli.main import main",
            "sys.exit(main(sys.argv[1:]))",
        ]
        self.child = subprocess.Popen(
            [sys.executable, "-c", "\n".join(command), *map(str, arguments)],
            stdin=inner,
            stdout=inner,
            stderr=inner,
        )
        os.close(inner)

    def until(self, words: str) -> str:
        """Read until `words` are shown; returns what was shown since the last reading."""
        start = len(self.shown)
        while words not in self.shown[start:]:
            piece = self._read()
            assert piece, f"{words!r} was never shown, but {self.shown!r}"
            self.shown += piece
        return self.shown[start:]

    def type(self, words: str, *, enter: bool = True) -> None:
        os.write(self.screen, (words + ("\n" if enter else "")).encode())

    def end(self) -> int:
        """Read to the end; returns the exit status."""
        while piece := self._read():
            self.shown += piece
        os.close(self.screen)
        return self.child.wait(timeout=60)

    def _read(self) -> str:
        try:
            return os.read(self.screen, 4096).decode("utf-8", "replace")
        except OSError:  # Linux says so when the other end was closed
            return ""
