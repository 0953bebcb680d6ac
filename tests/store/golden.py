# SPDX-License-Identifier: MIT
"""Makes the frozen stores of a released version: `python -m tests.store.golden FOLDER`.

A wing and its office after a week: something revised, something erased, an answer that came back.
Run once for each version of the tables, then never again: later versions upgrade what it made.
"""

import datetime
import json
import shutil
import sys
import tempfile
from pathlib import Path

from coprod_desktop.domain.records import Notice
from coprod_desktop.services.charting import rolls
from coprod_desktop.services.exchanging import receiving, returning
from coprod_desktop.services.loop import answers, notices
from coprod_desktop.services.recording import erasing, records
from tests.stores import (
    PASSWORD,
    Folders,
    action,
    closing,
    enrol,
    feedback,
    make_office,
    meeting,
    send,
    take_in,
)

KEPT = ("store.db", "keys.json", "seen.json")


def main(folder: Path) -> None:
    """Write the stores into a folder that holds none yet."""
    if (folder / "wing").exists():
        sys.exit(f"{folder} holds golden stores already: they are frozen.")
    with tempfile.TemporaryDirectory() as place:
        folders = Folders(Path(place))
        folders.stick.mkdir()
        make_office(folders.office)
        enrol(folders.office, folders.wing, "HMP Example")
        facts = _a_week(folders)
        folders.close()
        for name in ("wing", "office"):
            (folder / name).mkdir(parents=True)
            for kept in KEPT:
                shutil.copy(folders.root / name / kept, folder / name / kept)
    text = json.dumps(facts, indent=1, sort_keys=True)
    (folder / "stores.json").write_text(text + "\n", "utf-8", newline="\n")


def _a_week(folders: Folders) -> dict[str, object]:
    wing, central = folders.open("wing"), folders.open("office")
    first = records.save(wing, feedback("Round 0")).id
    records.save(wing, feedback("The nurse listened"), id=first)
    gone = records.save(wing, feedback("To be erased")).id
    forum, promised = records.save_meeting(wing, meeting(), [(action(), None)])
    erasing.erase(wing, gone, "patient_asked")
    month = datetime.date(2026, 3, 1)
    rolls.enter(wing, month, "HMP Example", "B wing", 61)
    take_in(central, send(wing, folders.stick))
    with closing(central):
        answers.answer(central, first, "tell", "We told the team")
        spring = Notice(
            date=datetime.date(2026, 3, 1), until=datetime.date(2036, 3, 31), title="New hatch"
        )
        notices.give(central, spring)
        returning.write(central, folders.stick)
    with closing(wing):
        receiving.receive(wing, [folders.stick])
    return {
        "note": "An invented week. The password is written here: nothing real may be put in.",
        "password": PASSWORD,
        "comment": first,
        "erased": gone,
        "meeting": forum.id,
        "action": promised.id,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
