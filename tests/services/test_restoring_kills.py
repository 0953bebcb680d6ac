# SPDX-License-Identifier: MIT
"""Killed at any step of a restoring, or of a new history, and done again: the same end."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import restoring
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import FeedbackRow
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.stores import PASSWORD, Folders, closing, feedback, run_killed

STEPS = """
import os, pathlib, sys
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import restoring
from coprod_desktop.store import backup, log, vault
from tests.stores import NOW, PASSWORD
step, told = int(sys.argv[1]), 0
def stepped(owner, name):
    inner = getattr(owner, name)
    def outer(*arguments, **named):
        for when in ("before", "after"):
            global told
            told += 1
            if told == step:
                print("killed", when, name, flush=True)
                os.kill(os.getpid(), 9)
            if when == "before":
                result = inner(*arguments, **named)
        return result
    setattr(owner, name, outer)
for owner, name in (
    (restoring, "_copy"), (restoring, "_check_pages"), (restoring, "_begin_in"), (log, "append"),
    (restoring, "_begin_anew"), (backup, "note_seen"), (vault.Vault, "fold"),
    (pathlib.Path, "replace"), (restoring.shutil, "rmtree"),
):
    stepped(owner, name)
"""
RESTORE = (
    STEPS
    + """
s = restoring.restore(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), "Hal", PASSWORD,
                      now=lambda: NOW)
print("done", told, flush=True)
"""
)
ANEW = (
    STEPS
    + """
s = opening.unlock(pathlib.Path(sys.argv[2]), "Hal", PASSWORD, lambda: NOW)
restoring.new_history(s)
print("done", told, flush=True)
"""
)


def stands(s: SignedIn) -> tuple[object, ...]:
    """What a restored store holds; ids and salts are new each time."""
    with s.vault.read() as connection:
        streams = connection.execute(
            select(tables.stream.c.head).order_by(tables.stream.c.id)
        ).scalars()
        heads = list(streams)
    rows = [each for each in lists.page(s, "feedback", limit=100) if isinstance(each, FeedbackRow)]
    return heads, [(row.id, row.rev, row.at, row.by, row.excerpt) for row in rows]


# So many steps apart are the kills in `make test`; `make soak` takes every one.
STRIDES = [5, pytest.param(1, marks=pytest.mark.soak)]


@pytest.mark.parametrize("stride", STRIDES)
def test_a_restoring_killed_at_any_step_and_done_again(folders: Folders, stride: int) -> None:
    file = folders.root / "copy.db"
    with closing(folders.open("wing")) as wing:
        first = records.save(wing, feedback("One"))
        records.save_many(wing, [feedback(f"More {n}") for n in range(3)])
        records.save(wing, feedback("One, revised"), id=first.id)
        care.backup(wing, file)
    ends: list[tuple[object, ...]] = []
    place, step, told = folders.root / "again", 1 - stride, ""
    while not told.startswith("done"):
        step += stride
        shutil.rmtree(place, ignore_errors=True)
        told = run_killed(RESTORE, step, file, place)
        assert told.startswith(("killed", "done")), told
        if (place / "keys.json").exists():
            # It is a store by now, and a whole one.
            again = folders.open("again", "Hal")
        else:
            again = restoring.restore(file, place, "Hal", PASSWORD, now=folders.clock)
        with closing(again):
            assert care.check(again).ok, told
            ends.append(stands(again))
    assert step > 15
    assert all(end == ends[0] for end in ends)


@pytest.mark.parametrize("stride", STRIDES)
def test_a_new_history_killed_at_any_step_and_done_again(folders: Folders, stride: int) -> None:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback(f"Comment {n}") for n in range(3)])
    whole = stands_after(folders, folders.wing)
    step, told = 1 - stride, ""
    while not told.startswith("done"):
        step += stride
        copy = folders.root / f"copy-{step}"
        shutil.copytree(folders.wing, copy)
        told = run_killed(ANEW, step, copy)
        assert told.startswith(("killed", "done")), told
        with closing(folders.open(copy.name, "Hal")) as s:
            assert care.check(s).ok, told
            begun = stands(s)[0] != [3]
            if not begun:
                restoring.new_history(s)
            assert stands(s) == whole, told
    assert step > 5


def stands_after(folders: Folders, folder: Path) -> tuple[object, ...]:
    shutil.copytree(folder, folders.root / "whole")
    with closing(folders.open("whole", "Hal")) as s:
        restoring.new_history(s)
        return stands(s)
