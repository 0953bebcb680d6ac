# SPDX-License-Identifier: MIT
"""What was acknowledged survives a process killed at any moment."""

import random
from pathlib import Path

from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import PASSWORD, Folders, kill, start

KILLS = 12

# Saves and drafts as fast as they go, each acknowledged once it is said to be on the disk.
BUSY = """
import itertools, sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import drafts, records
from coprod_desktop.services.recording.drafts import Draft
from tests.stores import PASSWORD, action, feedback, meeting
wing = opening.unlock(Path(sys.argv[1]), "Hal", PASSWORD)
(last,) = [records.save(wing, feedback("Begun")).id]
print("ready", flush=True)
for n in itertools.count(1):
    typed = f"round {sys.argv[2]} number {n} " + "w" * (n * 37 % 900)
    drafts.keep(wing, Draft("typing", "feedback", {"what_good": typed}))
    print("draft", typed, sep="\\t", flush=True)
    match n % 4:
        case 0:
            records.save(wing, feedback(typed), id=last)
            print("revised", last, typed, sep="\\t", flush=True)
        case 1:
            made = records.save_meeting(wing, meeting(typed[:60]), [(action(typed), None)])
            for each in made:
                print("made", each.id, sep="\\t", flush=True)
        case _:
            last = records.save(wing, feedback(typed), draft="typing").id
            print("saved", last, typed, sep="\\t", flush=True)
            print("draft", "", sep="\\t", flush=True)
"""


def kill_again_and_again(folder: Path, kills: int) -> None:
    """Kill a busy process after random times; each time all that it acknowledged must be there."""
    chance = random.Random(20260302)
    acknowledged: dict[str, str] = {}
    for round_number in range(kills):
        with start(BUSY, folder, round_number) as child:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            for _ in range(int(chance.expovariate(1 / 40)) + 1):
                _note(child.stdout.readline(), acknowledged)
            for line in kill(child).splitlines(keepends=True):
                _note(line, acknowledged)
        _check(folder, acknowledged)


def _note(line: str, acknowledged: dict[str, str]) -> None:
    # The last line may be cut off: then nothing was acknowledged by it.
    if not line.endswith("\n"):
        return
    what, *rest = line.rstrip("\n").split("\t")
    match what, rest:
        case (("saved" | "revised"), [record_id, words]):
            acknowledged[record_id] = words
        case "made", [record_id]:
            acknowledged[record_id] = ""
        case "draft", [words]:
            acknowledged["draft"] = words
        case _:
            raise AssertionError(line)


def _check(folder: Path, acknowledged: dict[str, str]) -> None:
    wing = opening.unlock(folder, "Hal", PASSWORD)
    try:
        assert care.check(wing).ok
        _check_draft(wing, acknowledged.pop("draft", ""))
        for record_id, words in acknowledged.items():
            record = records.get(wing, record_id).record
            if isinstance(record, Feedback) and words:
                kept = str(record.answers["what_good"])
                # It may be newer than what was acknowledged: the answer was cut off, not the save.
                assert kept == words.strip() or _number(kept) > _number(words)
        counted = lists.counts(wing)
        assert counted.feedback + counted.meeting + counted.action >= len(acknowledged)
    finally:
        wing.close()


def _check_draft(wing: SignedIn, last: str) -> None:
    """The last acknowledged draft is there, or one after it, or the record that it became."""
    if not last:
        return
    kept = [draft.form["what_good"] for draft in drafts.mine(wing)]
    if not kept:
        (row,) = lists.page(wing, "feedback", limit=1)
        record = records.get(wing, row.id).record
        assert isinstance(record, Feedback)
        kept = [str(record.answers["what_good"])]
    assert _number(kept[0]) >= _number(last)


def _number(words: str) -> tuple[int, int]:
    _, round_number, _, number, *_ = words.split()
    return int(round_number), int(number)


def test_nothing_acknowledged_is_lost_to_a_kill(folders: Folders) -> None:
    kill_again_and_again(folders.wing, KILLS)
