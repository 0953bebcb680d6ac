# SPDX-License-Identifier: MIT
"""`coprod export`, `import` and `verify`: bundles out, bundles in, and a look at one."""

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal, words

if TYPE_CHECKING:
    from coprod_desktop.bundle.inspect import Description, ListDescription
    from coprod_desktop.services.exchanging.intake import Outcome

_NOT_DONE = ("refused", "held")
_EVERY = 5.0
_SHORTEST = 0.1


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    export = commands.add_parser(
        "export", help="write one bundle for the office", allow_abbrev=False
    )
    stores.add_store(export)
    export.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    export.add_argument("--all", action="store_true", help="everything, also what was confirmed")
    stores.add_authorise(export)
    export.set_defaults(run=_export)

    take_in = commands.add_parser(
        "import", help="take bundles in at the office", allow_abbrev=False
    )
    stores.add_store(take_in)
    take_in.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files or folders")
    take_in.add_argument(
        "--watch", action="store_true", help="go on looking into the folders until Ctrl+C"
    )
    take_in.add_argument(
        "--every", type=float, default=_EVERY, metavar="SECONDS", help="how often to look"
    )
    take_in.set_defaults(run=_import)

    verify = commands.add_parser(
        "verify",
        help="what a bundle or trust list says of itself; needs no store",
        allow_abbrev=False,
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument("--trust", type=Path, metavar="FILE", help="the office's trust list")
    stores.add_json(verify)
    verify.set_defaults(run=_verify)


def _export(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import exchange

    with (
        stores.opened_with_password(args) as (s, password),
        terminal.watched() as progress,
    ):
        made = exchange.export(
            s,
            password,
            args.to,
            everything=args.all,
            authorise=args.authorise,
            progress=progress,
        )
    what = f"{made.changes} changes, {made.size / 1e6:.1f} MB, read back and whole"
    lines = [f"Bundle {made.seq}: {what}.", str(made.path)]
    terminal.answer(args, terminal.builtins(made), lines)
    return terminal.DONE


def _import(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import intake

    if args.watch:
        return _watch(args)
    with stores.opened(args) as s, terminal.watched() as progress:
        outcomes = intake.take_in(s, args.paths, progress)
    return _answer(args, outcomes)


def _watch(args: Namespace) -> int:
    """Take in what comes, one answer for each time that something came; Ctrl+C ends it cleanly.

    A folder that goes away, as a drive does, is waited for.
    """
    from coprod_desktop.domain.errors import Cancelled, CannotRead
    from coprod_desktop.services.exchanging import watching

    if not all(path.is_dir() for path in args.paths):
        raise terminal.WrongUsage("--watch looks into folders: name no files")
    watch, status, away = watching.Watch(args.paths), terminal.DONE, False
    with stores.opened(args) as s, terminal.watched() as progress:
        terminal.tell("Watching. Ctrl+C ends it; a bundle in work is finished or left whole.")
        try:
            while True:
                try:
                    found = watching.look(s, watch, progress)
                    away = False
                except CannotRead as error:
                    found = ()
                    if not away:
                        terminal.tell(f"{error.title} Watching goes on when it is back.")
                    away = True
                if found:
                    status = max(status, _answer(args, found))
                    sys.stdout.flush()
                look_again = time.monotonic() + args.every
                while time.monotonic() < look_again:
                    progress(0, 0, "watching")  # hears Ctrl+C
                    time.sleep(_SHORTEST)
        except Cancelled:
            return status


def _answer(args: Namespace, outcomes: "Sequence[Outcome]") -> int:
    lines = [line for outcome in outcomes for line in _outcome_lines(outcome)]
    terminal.answer(
        args, {"bundles": terminal.builtins(outcomes)}, lines or ["There was no bundle."]
    )
    some = any(outcome.outcome in _NOT_DONE for outcome in outcomes)
    return terminal.SOME_REFUSED if some else terminal.DONE


def _outcome_lines(found: "Outcome") -> list[str]:
    source = f" ({found.site}, {found.wing})" if found.site else ""
    what = found.outcome.replace("_", " ")
    code = f" [{found.code}]" if found.code else ""
    alarm = "  SECURITY: keep the file, and tell the administrator." if found.security else ""
    count = f": {found.changes} changes" if found.outcome == "imported" else ""
    first = f"{found.path.name}{source}: {what}{count}{code}{alarm}"
    return [first, *(f"  {text}" for text in (found.title, found.advice) if text)]


def _verify(args: Namespace) -> int:
    from coprod_desktop.bundle import inspect, trust

    listed = trust.read(args.trust) if args.trust else None
    if inspect.is_list(args.file):
        about = inspect.describe_list(args.file, listed)
        terminal.answer(args, terminal.builtins(about), _list_lines(about))
        return terminal.DONE if about.ok else terminal.SOME_REFUSED
    found = inspect.describe(args.file, listed)
    terminal.answer(args, terminal.builtins(found), _description_lines(found))
    return terminal.DONE if found.ok else terminal.SOME_REFUSED


def _list_lines(about: "ListDescription") -> list[str]:
    lines = [
        f"{about.name}: the trust list of “{about.office_name}” ({about.env})",
        f"  version {about.version}, {about.devices} wing PCs, {about.former} former sets of keys",
        f"  {about.threshold} of {about.roots} root keys signed it; its words:",
        *words.shown(about.words),
    ]
    if about.follows:
        lines.append(f"follows the other list: {_SAYS[about.follows.ok]} {about.follows.detail}")
    return lines


_SAYS = {True: "holds", False: "FAILS", None: "cannot be checked with what is at hand"}


def _description_lines(found: "Description") -> list[str]:
    said = [
        f"{name.replace('_', ' ')}: {value}"
        for name in ("type", "env", "office", "site", "wing", "device", "short", "seq", "size")
        if (value := getattr(found, name))
    ]
    checks = [
        f"{check.name}: {_SAYS[check.ok]}"
        + (f" [{check.code}] {check.detail}" if check.code else "")
        for check in found.checks
    ]
    called = ["words:", *words.shown(found.words)] if found.words else []
    return [found.name, *(f"  {line}" for line in said), *called, *checks]
