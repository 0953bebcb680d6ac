# SPDX-License-Identifier: MIT
"""`coprod check`, `backup` and `rebuild`: looking after a store."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from coprod_desktop.cli import paper, stores, terminal


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    check = commands.add_parser("check", help="check a store through", allow_abbrev=False)
    stores.add_store(check)
    check.add_argument(
        "--rehearse",
        choices=("sheet", "key"),
        help="prove that the recovery sheet, or the office's recovery key, still opens the store",
    )
    paper.add_taking(check)
    check.set_defaults(run=_check)

    backup = commands.add_parser("backup", help="make an encrypted copy", allow_abbrev=False)
    stores.add_store(backup)
    backup.add_argument("--to", type=Path, required=True, metavar="FILE")
    backup.set_defaults(run=_backup)

    rebuild = commands.add_parser(
        "rebuild", help="compute lists and search again from the log", allow_abbrev=False
    )
    stores.add_store(rebuild)
    rebuild.set_defaults(run=_rebuild)


_PAPERS = {"sheet": "the recovery sheet", "key": "the office's recovery key"}


def _check(args: Namespace) -> int:
    from coprod_desktop.services.access import care

    if args.rehearse:
        return _rehearse(args)
    if args.words_file:
        raise terminal.WrongUsage("--words-file belongs to --rehearse")
    with stores.opened(args) as s, terminal.watched() as progress:
        report = care.check(s, progress)
    lines = [
        f"{'ok    ' if line.ok else 'FAULT '} {line.name}: {line.detail}" for line in report.lines
    ]
    document = {"ok": report.ok, "checks": terminal.builtins(report.lines)}
    terminal.answer(args, document, lines)
    return terminal.DONE if report.ok else terminal.SOME_REFUSED


def _rehearse(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    what = _PAPERS[args.rehearse]
    typed = paper.taken(args, what)
    with stores.opened(args) as s:
        rehearse = recovery.rehearse_sheet if args.rehearse == "sheet" else recovery.rehearse_key
        rehearse(s, typed)
    document = {"rehearsed": args.rehearse, "opens": True}
    terminal.answer(args, document, [f"These words are {what}, and they open this store."])
    return terminal.DONE


def _backup(args: Namespace) -> int:
    from coprod_desktop.services.access import care

    with stores.opened(args) as s, terminal.watched() as progress:
        size = care.backup(s, args.to, progress)
    lines = [f"{args.to}: {size / 1e6:.1f} MB, read back and whole. Its key file is beside it."]
    terminal.answer(args, {"file": args.to, "size": size}, lines)
    return terminal.DONE


def _rebuild(args: Namespace) -> int:
    from coprod_desktop.services.access import care

    with stores.opened(args) as s, terminal.watched() as progress:
        changes = care.rebuild(s, progress)
    lines = [f"Lists and search were computed again from {changes} changes."]
    terminal.answer(args, {"changes": changes}, lines)
    return terminal.DONE
