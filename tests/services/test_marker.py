# SPDX-License-Identifier: MIT
"""Nothing a patient said is ever on a disk in clear: every path is walked, every byte looked at."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coprod_desktop.services.access import care
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import Query
from tests.stores import PASSWORD, Folders, closing, kill, start

MARKER = "Quetzalfandango brimborion"
HEAD = "Date,Good\n02/03/2026,"
MAP = {
    "form": "feedback-1",
    "date": {"column": "Date", "format": "%d/%m/%Y"},
    "answers": {"what_good": {"column": "Good"}},
}

WALK = """
import sys, tempfile
from pathlib import Path
from coprod_desktop.domain.errors import CannotWrite, UserError
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.entering import ndjson, spreadsheet
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import Query
from tests.stores import PASSWORD, action, feedback, meeting

root, marker = Path(sys.argv[1]), sys.stdin.readline().strip()
wing = opening.unlock(root / "wing", "Hal", PASSWORD)
drafts.keep(wing, Draft("typing", "feedback", {"what_good": marker}))
saved = records.save(wing, feedback(marker), draft="typing")
drafts.keep(wing, Draft("more", "meeting", {"title": marker, "deep": [{"a": marker}]}))
records.save(wing, feedback(f"{marker} again", staff_note=marker), id=saved.id)
records.save_meeting(wing, meeting(marker), [(action(f"{marker} too", outcome=marker), None)])
records.save_many(wing, [feedback(f"{marker} {n} " + marker * 20) for n in range(2_000)])
taken = spreadsheet.import_csv(
    wing, root.parent / "in.csv", spreadsheet.read_map(root.parent / "map.json")
)
assert len(taken.taken) == 1 and len(taken.refused) == 1
lines = (root.parent / "in.ndjson").read_bytes().splitlines()
assert len(ndjson.record(wing, lines).taken) == 1
for query in (Query(words=marker), Query(words=f'"{marker}"'), Query(words=marker[:9])):
    assert lists.page(wing, "feedback", query)
    assert lists.rows(wing, "feedback", lists.positions(wing, "feedback", query))
too_long, two_lines = feedback(marker * 2_000), feedback("x", site=f"{marker}\\n2")
for wrong in (too_long, two_lines, action(marker, wing=marker * 50)):
    try:
        records.save(wing, wrong)
    except UserError as error:
        assert marker not in str(error)
try:
    exchange.export(wing, PASSWORD, root / "gone")
except CannotWrite:
    pass
sent = exchange.export(wing, PASSWORD, root / "stick")
care.backup(wing, root / "backup.db")
care.rebuild(wing)
care.check(wing)
central = opening.unlock(root / "office", "Ada", PASSWORD)
(outcome,) = intake.take_in(central, [sent.path])
assert outcome.outcome == "imported", outcome
records.save(central, action(f"Answer {marker}"))
assert lists.page(central, "feedback", Query(words=marker))

from coprod_desktop.gui.messages import log_crash
try:
    said = marker
    raise ValueError(f"cannot handle {said}")
except ValueError as error:
    log_crash(root / "wing", error)
assert (root / "wing" / "crash.log").exists()
print("walked", flush=True)
sys.stdin.readline()

# And now to be killed in the middle of it.
def progress(done, total, what):
    if done > 800:
        print("middle", flush=True)
        sys.stdin.read()
drafts.keep(wing, Draft("last", "feedback", {"what_good": marker}))
records.save_many(wing, [feedback(f"{marker} {n} " * 10) for n in range(2_000)], progress)
"""


def spellings(marker: str) -> Iterator[bytes]:
    for word in (marker, *marker.split()):
        for written in {word, word.lower(), word.upper()}:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
                yield written.encode(encoding)
            yield json.dumps(written).encode()[1:-1]


def found_in(root: Path, marker: str = MARKER) -> list[str]:
    """Every file under `root` in whose content or name the marker can be read."""
    wanted = tuple(set(spellings(marker)))
    found: list[str] = []
    for file in root.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        if any(each in content or each in file.name.encode() for each in wanted):
            found.append(str(file.relative_to(root)))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", [MARKER, MARKER.split()[1], MARKER.upper()])
def test_the_scanner_finds_what_is_there(tmp_path: Path, encoding: str, said: str) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "file.db"
    file.write_bytes(bytes(5_001) + f"…{said}…".encode(encoding) + bytes(100))
    (tmp_path / "clean").write_bytes(b"Quetzal fandango")
    assert found_in(tmp_path) == ["deep/file.db"]
    (tmp_path / f"{said}.tmp").write_bytes(b"")
    assert len(found_in(tmp_path)) == 2


def test_no_word_of_a_patient_is_on_a_disk_in_clear(folders: Folders, tmp_path: Path) -> None:
    temporary = folders.root / "tmp"
    temporary.mkdir()
    (tmp_path / "in.csv").write_text(f"{HEAD}{MARKER}\nbad,{MARKER}\n")
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    record = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": MARKER}}
    (tmp_path / "in.ndjson").write_text(json.dumps({"type": "feedback", "record": record}))
    private = dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"), str(temporary))
    with start(WALK, folders.root, **private) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(f"{MARKER}\n")
        child.stdin.flush()
        assert child.stdout.readline() == "walked\n"
        # All connections are open, and nothing was folded back.
        assert found_in(folders.root) == []
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "middle\n"
        assert found_in(folders.root) == []
        kill(child)
    assert found_in(folders.root) == []

    with closing(folders.open("wing")) as wing:
        assert care.check(wing).ok
        # It is all there: the scan did not look at stores that hold nothing.
        assert len(lists.positions(wing, "feedback", Query(words=MARKER))) == 1_000
        assert MARKER in str(records.get(wing, lists.page(wing, "action")[0].id).record)
        care.backup(wing, folders.root / "later.db")
    with closing(folders.open("office")) as central:
        assert lists.page(central, "feedback", Query(words=MARKER))
        assert MARKER in str(lists.page(central, "meeting"))
    assert found_in(folders.root) == []
    assert (folders.root / "wing" / "store.db").stat().st_size > 1 << 20
    shutil.rmtree(temporary)
    assert PASSWORD.encode() not in (folders.root / "wing" / "crash.log").read_bytes()
