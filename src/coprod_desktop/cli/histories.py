# SPDX-License-Identifier: MIT
"""`coprod erase`, `restore`, and what to do about a copied store: commands on a store's history."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import passwords, stores, story, terminal
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.services.books.forks import Conflict

_REASONS = ("patient_asked", "recorded_in_error", "wrong_person", "law", "other")


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    erase = commands.add_parser("erase", help="erase a record for good", allow_abbrev=False)
    stores.add_store(erase)
    erase.add_argument("id", metavar="ID")
    erase.add_argument(
        "--reason", choices=_REASONS, required=True, metavar="REASON", help=", ".join(_REASONS)
    )
    erase.set_defaults(run=_erase)

    restore = commands.add_parser("restore", help="make a store from a backup", allow_abbrev=False)
    restore.add_argument("file", type=Path, metavar="FILE", help="the backup")
    restore.add_argument("--to", type=Path, required=True, metavar="STORE", dest="store")
    restore.add_argument("--user", required=True, metavar="NAME")
    restore.add_argument("--password-file", type=Path, metavar="FILE")
    stores.add_json(restore)
    restore.set_defaults(run=_restore)


def add_to_wing(inner: Any) -> None:
    """Add the command of `coprod wing`."""
    anew = inner.add_parser(
        "new-history", help="tell a store apart from its copy", allow_abbrev=False
    )
    stores.add_store(anew)
    anew.set_defaults(run=_new_history)


def add_to_office(inner: Any) -> None:
    """Add the commands of `coprod office`."""
    conflicts = inner.add_parser("conflicts", help="records with two versions", allow_abbrev=False)
    stores.add_store(conflicts)
    conflicts.set_defaults(run=_conflicts)

    life = inner.add_parser(
        "new-life", help="go on with this copy of the office's store alone", allow_abbrev=False
    )
    stores.add_store(life)
    life.set_defaults(run=_new_life)

    choose = inner.add_parser("choose", help="show one of two versions", allow_abbrev=False)
    stores.add_store(choose)
    choose.add_argument("id", metavar="ID")
    choose.add_argument("version", metavar="VERSION", help="as `conflicts` names it")
    choose.set_defaults(run=_choose)


def _erase(args: Namespace) -> int:
    from coprod_desktop.services.recording import erasing

    with stores.opened(args) as s:
        erasing.erase(s, args.id, args.reason)
        where = "the office" if s.kind == "wing" else "the wing"
    lines = [f"Erased for good. With the next bundle {where} erases its copy too."]
    terminal.answer(args, {"id": args.id, "reason": args.reason}, lines)
    return terminal.DONE


_NEXT = "Next: coprod wing request, and have the office approve it: until then it takes nothing in."


def _restore(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import restoring

    password = passwords.current(args, args.user)
    with terminal.watched() as progress:
        s = restoring.restore(args.file, args.store, args.user, password, progress)
    s.close()
    lines = [
        f"Restored into {args.store}.",
        "Who could sign in when the backup was made can sign in again: look through the people.",
    ]
    if s.kind == "wing":
        lines.append(_NEXT)
    terminal.answer(args, {"store": args.store, "kind": s.kind, "epoch": s.epoch}, lines)
    return terminal.DONE


def _new_history(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import restoring

    with stores.opened(args) as s:
        restoring.new_history(s)
    terminal.answer(args, {"epoch": s.epoch}, ["This store has a history of its own now.", _NEXT])
    return terminal.DONE


def _new_life(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import restoring

    with stores.opened(args) as s:
        restoring.new_life(s)
        epoch = s.epoch
    lines = [
        "This store is the office from now on, with a new life of its own.",
        "Put every other copy of it away for good: what it returns is an alarm at the wings.",
    ]
    terminal.answer(args, {"life": epoch}, lines)
    return terminal.DONE


def _conflicts(args: Namespace) -> int:
    from coprod_desktop.services.books import forks

    with stores.opened(args) as s:
        found = forks.conflicts(s)
    lines = [line for conflict in found for line in _lines(conflict)]
    document = {"conflicts": terminal.builtins(found)}
    terminal.answer(args, document, lines or ["No record has two versions."])
    return terminal.DONE


def _lines(conflict: "Conflict") -> list[str]:
    lines = [f"{conflict.record}  {conflict.type}  {conflict.wing}, {conflict.site}"]
    for version in (conflict.shown, conflict.other, *conflict.more):
        when = days.here(version.at)
        shown = "  (shown now)" if version is conflict.shown else ""
        lines.append(f"  {version.leaf}{shown}")
        lines.append(f"    revision {version.rev}, {version.by}, {when:%Y-%m-%d %H:%M}")
        lines += [f"  {line}" for line in story.fields(version.record)]
    return lines


def _choose(args: Namespace) -> int:
    from coprod_desktop.services.books import forks

    with stores.opened(args) as s:
        forks.choose(s, args.id, args.version)
    terminal.answer(args, {"id": args.id, "version": args.version}, ["That version is shown now."])
    return terminal.DONE
