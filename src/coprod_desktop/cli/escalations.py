# SPDX-License-Identifier: MIT
"""`coprod escalations`: comments that may tell of harm, and what was done about them."""

import datetime
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import passwords, reading, stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.domain.records import Escalation
    from coprod_desktop.services.loop.guarding import OpenEscalation


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    open_ones = commands.add_parser(
        "escalations",
        help="comments that may tell of harm and stop a bundle; with ID: what was done",
        allow_abbrev=False,
    )
    stores.add_store(open_ones)
    open_ones.add_argument("id", nargs="?", metavar="ID", help="the comment")
    open_ones.add_argument("--route", metavar="ROUTE", help="as the list names it")
    done = open_ones.add_mutually_exclusive_group()
    done.add_argument("--passed-on-by", metavar="ROLE", help="it was passed on, by this role")
    done.add_argument(
        "--no-concern",
        action="store_true",
        help="it was read and is not a concern; the reason is read from standard input",
    )
    open_ones.add_argument(
        "--on", type=reading.day, metavar="DATE", help="when; today unless given"
    )
    open_ones.set_defaults(run=_escalations)


def _escalations(args: Namespace) -> int:
    from coprod_desktop.services.loop import guarding

    if args.id is None and (args.route or args.passed_on_by or args.no_concern or args.on):
        raise terminal.WrongUsage("say which comment: its ID, as the list names it")
    with stores.opened(args) as s:
        if args.id is not None:
            saved = guarding.resolve(s, args.id, [_said(args)])
            lines = [f"Recorded for {args.route}: {args.id}."]
            terminal.answer(args, {"saved": terminal.builtins(saved)}, lines)
            return terminal.DONE
        found = guarding.open_ones(s)
    lines = [line for each in found for line in _lines(each)]
    terminal.answer(
        args, {"open": terminal.builtins(found)}, lines or ["Nothing waits to be passed on."]
    )
    return terminal.DONE


def _said(args: Namespace) -> "Escalation":
    from coprod_desktop.domain import harm
    from coprod_desktop.domain.records import Escalation

    known = [route.code for route in harm.routes()]
    if args.route not in known:
        raise terminal.WrongUsage(f"--route is one of: {', '.join(known)}")
    on = datetime.date.fromisoformat(args.on) if args.on else datetime.date.today()  # noqa: DTZ011  the day here
    if args.passed_on_by:
        return Escalation(route=args.route, state="done", on=on, by_role=args.passed_on_by)
    if not args.no_concern:
        raise terminal.WrongUsage("say what was done: --passed-on-by or --no-concern")
    # Never an argument: it may repeat what was told.
    reason, _, _ = passwords.words("Why: ").partition("\n")
    return Escalation(route=args.route, state="not_needed", on=on, reason=reason.strip())


def _lines(each: "OpenEscalation") -> list[str]:
    where = f"wing {each.wing}" if each.wing else "no wing"
    bin_ = ", in the bin" if each.binned else ""
    head = f"{each.feedback}  {each.date}  {where}  {', '.join(each.routes)}{bin_}"
    return [head, f"    {' '.join(each.excerpt.split())}"]
