# SPDX-License-Identifier: MIT
"""`coprod demo`: the whole journey on made-up records, told in plain words."""

import os
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.cli.rehearsal import Rehearsal

_NO_SCREEN = ("offscreen", "minimal", "vnc")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    demo = commands.add_parser(
        "demo",
        help="the whole journey on made-up records",
        description="Sets up a practice office and a practice wing, enrols the wing, records "
        "invented feedback and meetings, carries a bundle across, and compares both stores.",
        allow_abbrev=False,
    )
    demo.add_argument("--dir", type=Path, metavar="DIR", help="keep both stores in DIR")
    demo.add_argument(
        "--comments", type=Path, metavar="CSV", help="also record the comments of this NHS file"
    )
    demo.add_argument(
        "--window", action="store_true", help="then open the window on the wing, if there is one"
    )
    stores.add_json(demo)
    demo.set_defaults(run=_run)


def _run(args: Namespace) -> int:
    if args.dir:
        return _play(args, args.dir)
    with tempfile.TemporaryDirectory(prefix="coprod-demo-", ignore_cleanup_errors=True) as folder:
        return _play(args, Path(folder))


def _play(args: Namespace, folder: Path) -> int:
    from coprod_desktop.cli import rehearsal

    steps: list[dict[str, Any]] = []

    def say(what: str, seconds: float) -> None:
        steps.append({"what": what, "seconds": round(seconds, 3)})
        if not args.json:
            progress.clear()
            print(f"{len(steps):>2}. {what} ({seconds:.1f} s)", flush=True)

    started = time.perf_counter()
    with terminal.watched() as progress:
        found = rehearsal.run(folder, args.comments, progress, say)
    seconds = time.perf_counter() - started
    opens = args.window and not args.json
    window = _why_no_window() if opens else "not asked for"
    terminal.answer(
        args,
        _document(found, steps, seconds, kept=bool(args.dir)),
        _ending(found, seconds, kept=bool(args.dir), window=opens and not window),
    )
    if opens:
        return _show(found, window)
    return terminal.DONE


def _document(
    found: "Rehearsal", steps: list[dict[str, Any]], seconds: float, *, kept: bool
) -> dict[str, Any]:
    return {
        "identical": True,  # otherwise the rehearsal raises
        "records": found.records,
        "refused_rows": found.refused_rows,
        "bundle": {"changes": found.changes, "size": found.size},
        "revisions_compared": found.compared,
        "replay": found.replay,
        "damaged_copy": found.damaged,
        "seconds": round(seconds, 3),
        "steps": steps,
        "folder": found.folder if kept else None,
        "sign_in": _sign_in(found) if kept else [],
    }


def _sign_in(found: "Rehearsal") -> list[dict[str, str]]:
    from coprod_desktop.services.practice import ADMIN, HEAD, OFFICE, WING

    return [
        {"store": str(found.folder / name), "user": user, "password": found.passwords[name]}
        for name, user in ((OFFICE, ADMIN), (WING, HEAD))
    ]


def _ending(found: "Rehearsal", seconds: float, *, kept: bool, window: bool) -> list[str]:
    lines = [f"All of it went well, in {seconds:.1f} seconds."]
    if kept or window:
        lines.append("The practice stores, and who opens them:")
        lines += [
            f"  {row['store']}\n    {row['user']}, password {row['password']}"
            for row in _sign_in(found)
        ]
    if not kept:
        gone = "will be deleted when the window closes" if window else "were deleted"
        lines.append(f"The practice stores {gone}; --dir DIR keeps them.")
    return lines


def _why_no_window() -> str:
    """Why the window cannot be shown to anybody here; empty when it can."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    on_desktop = os.name == "nt" or sys.platform == "darwin"
    if platform in _NO_SCREEN or not (
        on_desktop or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return "there is no display"
    if not sys.stdout.isatty():
        # Nobody watches: a script that waited for the window to be closed would wait for ever.
        return "nobody is at a terminal"
    return ""


def _show(found: "Rehearsal", why_not: str) -> int:
    if why_not:
        terminal.tell(f"The window is not opened: {why_not}.")
        return terminal.DONE
    from coprod_desktop.cli.rehearsal import WING

    store = str(found.folder / WING)
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable)
        command = [str(beside.with_name("coprod-desktop" + beside.suffix)), store]
    else:
        command = [sys.executable, "-m", "coprod_desktop.app", store]
    terminal.tell("The window is open on the wing; close it to end.")
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603  our own program
    except OSError:
        status = terminal.BUG
    if status:
        terminal.tell("The window could not be opened. The journey itself went well.")
    return terminal.DONE
