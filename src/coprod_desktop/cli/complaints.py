# SPDX-License-Identifier: MIT
"""`coprod complaints` and `coprod complaint`: what is due by when, and the next step of one."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.domain.complaints import Clock, Step
    from coprod_desktop.domain.records import Complaint
    from coprod_desktop.services.loop.complaints import Case, Due

# Named here, so that reading a command loads no rules; a test holds them against the rules.
_STEPS = (
    *("show", "begin", "undo", "settle", "acknowledge", "agree", "investigate", "consent"),
    *("draft", "reply", "delay", "pass_on", "withdraw", "ombudsman", "reopen", "close"),
)
_CLOCKS = {
    "settle": "put right, and it need not be a complaint, by",
    "acknowledge": "acknowledge by",
    "reply": "reply as agreed by",
    "six_months": "reply, or tell why not, by",
}


def day(text: str) -> datetime.date:
    """A day as an argument; raises `ArgumentTypeError`."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a date is written 2026-01-31") from None


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    due = commands.add_parser(
        "complaints", help="complaints that are open, the most urgent first", allow_abbrev=False
    )
    stores.add_store(due)
    due.set_defaults(run=_due)

    one = commands.add_parser(
        "complaint",
        help="show a complaint, begin one from a comment, or take it a step further",
        allow_abbrev=False,
    )
    stores.add_store(one)
    one.add_argument("id", metavar="ID", help="a complaint; with `begin` a comment")
    _add_steps(one)
    one.set_defaults(run=_one)


def _add_steps(one: ArgumentParser) -> None:
    one.add_argument(
        "step",
        nargs="?",
        choices=_STEPS,
        default="show",
        metavar="STEP",
        help=f"one of {', '.join(_STEPS)}",
    )
    one.add_argument("--on", type=day, metavar="DATE", help="when it happened; today unless given")
    one.add_argument("--how", choices=("spoken", "written"))
    one.add_argument("--talk-offered", action="store_true")
    one.add_argument("--reply-by", type=day, metavar="DATE")
    one.add_argument("--handler", metavar="ROLE", help="who has it now, by role")
    one.add_argument("--outcome", choices=("upheld", "partially_upheld", "not_upheld"))
    one.add_argument(
        "--words",
        action="store_true",
        help="read what was learned, or why it takes longer, from standard input",
    )


def _due(args: Namespace) -> int:
    from coprod_desktop.services.loop import complaints

    with stores.opened(args) as s:
        found = complaints.due(s)
    lines = [_line(each) for each in found]
    terminal.answer(args, {"complaints": [_document(each) for each in found]}, lines or [_NONE])
    return terminal.DONE


_NONE = "No complaint is open."


def _line(due: "Due") -> str:
    what = _clock(due.clock) if due.clock is not None else f"next: {due.step}"
    return f"{due.received}  {due.status:<16}  {what}  {due.wing}  {due.id}"


def _document(due: "Due") -> dict[str, Any]:
    document = terminal.builtins(due)
    del document["pos"]
    return document


def _clock(clock: "Clock") -> str:
    days = abs(clock.left)
    left = f"{days} working {'day' if days == 1 else 'days'} {'late' if clock.late else 'left'}"
    return f"{_CLOCKS[clock.code]} {clock.by} ({left})"


def _one(args: Namespace) -> int:
    from coprod_desktop.services.loop import complaints

    words = _words() if args.words else ""
    with stores.opened(args) as s:
        complaint = args.id
        if args.step == "begin":
            start = complaints.start(s, args.id)
            complaint = complaints.begin(s, _begun(start, args)).id
        elif args.step == "undo":
            complaints.undo(s, complaint)
            terminal.answer(args, {"id": complaint, "undone": True}, ["Undone."])
            return terminal.DONE
        elif args.step != "show":
            complaints.take(s, complaint, _step(args, complaints.today(s), words))
        case = complaints.case(s, complaint)
    terminal.answer(args, _whole(case), list(_told(case)))
    return terminal.DONE


def _words() -> str:
    from coprod_desktop.cli import passwords

    return passwords.words("In words: ")


def _begun(start: "Complaint", args: Namespace) -> "Complaint":
    import msgspec

    return msgspec.structs.replace(
        start, received=args.on or start.received, how=args.how or start.how
    )


def _step(args: Namespace, today: datetime.date, words: str) -> "Step":
    from coprod_desktop.domain.complaints import Step

    return Step(
        args.step,
        args.on or today,
        how=args.how or "",
        talk_offered=args.talk_offered,
        reply_by=args.reply_by,
        handler_role=args.handler or "",
        outcome=args.outcome or "",
        learning="" if args.step == "delay" else words,
        reason=words if args.step == "delay" else "",
    )


def _whole(case: "Case") -> dict[str, Any]:
    return {
        "id": case.stored.id,
        "status": case.status,
        "clocks": terminal.builtins(case.clocks),
        "steps": list(case.steps),
        "past_limit": case.past_limit,
        "record": terminal.builtins(case.record),
    }


def _told(case: "Case") -> "list[str]":
    lines = [f"{case.stored.id}: {case.status}, came {case.record.received}"]
    for clock in case.clocks:
        if clock.running:
            lines.append(f"  {_clock(clock)}")
        elif clock.met_on is not None:
            when = "late" if clock.late else "in time"
            lines.append(f"  {clock.code}: {clock.met_on}, {when} (by {clock.by})")
    if case.past_limit:
        lines.append(f"  more than twelve months after: in time until {case.limit}")
    return [*lines, f"  next: {', '.join(case.steps)}"]
