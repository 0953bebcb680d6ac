# SPDX-License-Identifier: MIT
"""Ends a process at its k-th durable step, for every k, as `kill -9` or a power cut might.

A durable step is whatever changes what a next process would find: a file made, opened for writing,
cut, renamed or removed, a folder made or removed, an fsync, a commit, and each piece told as
progress. Nothing is left to chance or time: the steps are counted, so a fault is found again.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from coprod_desktop.domain.progress import Progress, silent
from tests.stores import ROOT

Scenario = Callable[[Path, Callable[[], Progress]], None]
"""What is done to the stores under a folder. It calls its argument when it wants to be counted."""

_CHILD = "from tests.kills import child; child()"
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_EVENTS: Final = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}


class _Steps:
    """Counts durable steps below a folder, and ends this process at the `last` one (0: never)."""

    def __init__(self, root: Path, last: int) -> None:
        self.root, self.last = str(root), last
        self.count = 0

    def arm(self) -> Progress:
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        sync = os.fsync

        def counted(handle: Any) -> None:
            self.step()
            sync(handle)

        os.fsync = counted
        event.listen(Engine, "commit", lambda _: self.step())
        sys.addaudithook(self._heard)
        return lambda *_: self.step()

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    def _heard(self, happened: str, arguments: tuple[Any, ...]) -> None:
        if happened == "open":
            path, _, flags = arguments
            if isinstance(path, int) or not flags & _WRITES:
                return
        elif happened not in _EVENTS:
            return
        else:
            path = arguments[0]
        if os.fsdecode(path).startswith(self.root):
            self.step()


def child() -> None:
    """The process that is ended: its arguments name the scenario, the folder and the step."""
    module, name, root, last = sys.argv[1:]
    steps = _Steps(Path(root), int(last))
    __import__(module)
    getattr(sys.modules[module], name)(Path(root), steps.arm)
    steps.step()
    print(steps.count)


def ended_at(scenario: Scenario, root: Path, last: int) -> int:
    """Run a scenario in a process that ends at step `last`; 0 if it did, else how many it took."""
    command = [sys.executable, "-c", _CHILD, scenario.__module__, scenario.__name__, root, last]
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        cwd=ROOT,
        # Compiled modules would be written as the process goes along.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
        text=True,
        check=False,
    )
    killed = {-9, 15} if last else set[int]()
    assert done.returncode in {0, *killed}, done.stderr
    return int(done.stdout) if done.returncode == 0 else 0


def undisturbed(scenario: Scenario, root: Path) -> None:
    """Run a scenario in this process, to its end."""
    scenario(root, lambda: silent)


def sweep(
    scenario: Scenario, root: Path, end: Callable[[Path], Any], kills: int = 0
) -> Iterator[int]:
    """End a scenario at every step (or at so many), run it again, and hold the ends together.

    `root` holds the stores as they are before; `end` says what they have come to. What was cut off
    must count as not begun, or as done: from some step on, and then for good. Yields each step.
    """
    whole = root.with_name(f"{root.name}-whole")
    shutil.copytree(root, whole)
    total = ended_at(scenario, whole, 0)
    once = end(whole)
    undisturbed(scenario, whole)
    twice, done = end(whole), False
    every = max(1, -(-total // kills)) if kills else 1
    for last in range(every, total + 1, every):
        copy = root.with_name(f"{root.name}-{last}")
        shutil.copytree(root, copy)
        took = ended_at(scenario, copy, last)
        assert not took, f"it ended by itself before step {last}"
        undisturbed(scenario, copy)
        found = end(copy)
        done = done or found != once
        expected = twice if done else once
        assert found == expected, (
            f"ended at step {last} of {total}: {_differences(found, expected)}"
        )
        shutil.rmtree(copy)
        yield last


def _differences(found: Any, expected: Any) -> str:
    if not isinstance(found, dict):
        return f"{found} and not {expected}"
    names = [name for name in {*found, *expected} if found.get(name) != expected.get(name)]
    return "; ".join(f"{n}: {found.get(n)!r:.600} and not {expected.get(n)!r:.600}" for n in names)
