# SPDX-License-Identifier: MIT
"""`coprod office`: setting up a central office, its card, and which wing PCs it lets in."""

import contextlib
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop import files
from coprod_desktop.cli import (
    histories,
    noticing,
    paper,
    passwords,
    serving,
    stores,
    terminal,
    trusting,
    words,
)
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.services.exchanging.office import DeviceRow, OfficeCard

_HANDLING = "Read or hand them out on paper; a stick that carries the trust list must not."


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("office", help="set up and run a central office")
    inner = group.add_subparsers(metavar="COMMAND", required=True)

    create = inner.add_parser("create", help="make an office store", allow_abbrev=False)
    stores.add_new_store(create)
    create.add_argument("--name", required=True, help="the office's name")
    create.add_argument("--admin", required=True, metavar="USER", help="its administrator")
    create.add_argument("--practice", action="store_true", help="for practice, not for patients")
    paper.add_giving(create, "--recovery-words-to")
    paper.add_taking(create, "--recovery-words-file")
    trusting.add_plan(create)
    serving.add_database(create)
    create.set_defaults(run=_create)

    card = inner.add_parser("card", help="write the trust list for wings", allow_abbrev=False)
    stores.add_store(card)
    card.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    card.add_argument("--page", type=Path, metavar="FILE", help="write the card as a page to print")
    card.set_defaults(run=_card)

    devices = inner.add_parser("devices", help="list wing PCs", allow_abbrev=False)
    stores.add_store(devices)
    devices.add_argument(
        "--save", type=Path, metavar="FILE", help="write them to a table (CSV) too"
    )
    devices.set_defaults(run=_devices)

    approve = inner.add_parser("approve", help="let a wing PC in", allow_abbrev=False)
    stores.add_store(approve)
    approve.add_argument("device", metavar="DEVICE", help="its id or eight-character short name")
    approve.add_argument("--words", help="the twelve words, read out over the telephone")
    approve.set_defaults(run=_approve)

    noticing.add_to_office(inner)
    histories.add_to_office(inner)
    serving.add_to_office(inner)
    trusting.add_to_office(inner)


def _create(args: Namespace) -> int:
    from coprod_desktop.services.access import founding, setup, unlocking
    from coprod_desktop.services.exchanging import office

    founding.check_free(args.store)
    password = passwords.new(args, args.admin)
    unlocking.check_new_password(password)
    url = serving.address(args)
    roots = trusting.plan(args)
    secret = paper.recovery_words(args, args.name, practice=args.practice)
    env = "practice" if args.practice else "live"
    # Words of an office that was not made are of no use to anybody.
    undone = files.removed_on_failure(args.words_to) if args.words_to else contextlib.nullcontext()
    with undone:
        s = setup.create_office(
            args.store,
            setup.OfficeSetup(
                args.name, args.admin, password, env, recovery_words=secret, roots=roots
            ),
        )
    try:
        card = office.card(s)
        if url:
            serving.carry(s, url)
    finally:
        s.close()
    document = {"store": args.store, "office": card.name, "env": card.env, "words": card.words}
    terminal.answer(args, document, [f"The office “{card.name}” is set up.", *_card_lines(card)])
    return terminal.DONE


def _card_lines(card: "OfficeCard") -> list[str]:
    return ["Its card, which every wing compares:", *words.shown(card.words), _HANDLING]


def _card(args: Namespace) -> int:
    from coprod_desktop.services import sheets
    from coprod_desktop.services.exchanging import office

    with stores.opened(args) as s:
        card = office.card(s)
        path = office.write_card(s, args.to)
    if args.page:
        files.replace(args.page, sheets.as_html(sheets.office_card(card)).encode())
    document = {"name": card.name, "env": card.env, "words": card.words, "trust_list": path}
    lines = [f"Trust list: {path}", *([f"Page: {args.page}"] if args.page else [])]
    terminal.answer(args, {**document, "page": args.page}, [*lines, *_card_lines(card)])
    return terminal.DONE


def _devices(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import board, office

    with stores.opened(args) as s:
        found = office.devices(s)
        if args.save:
            board.write(s, found, args.save)
    lines = [line for row in found for line in _device_lines(row)] or ["No wing PC has asked yet."]
    terminal.answer(args, {"devices": terminal.builtins(found)}, lines)
    return terminal.DONE


def _device_lines(row: "DeviceRow") -> list[str]:
    lines = [f"{row.short}  {row.site}, {row.wing}  {row.state}"]
    if row.state == "pending":
        return [*lines, "  Have its words read out, then approve it:", *words.shown(row.words)]
    if row.last_at is not None:
        when = days.here(row.last_at)
        lines.append(f"  Last bundle: {row.last_seq}, on {when:%Y-%m-%d %H:%M}")
    else:
        lines.append("  No bundle yet.")
    if row.gap_from is not None:
        lines.append(f"  Changes are missing from number {row.gap_from} on: have it export all.")
    if row.overdue_days:
        lines.append(f"  Overdue by {row.overdue_days} days.")
    return lines


def _approve(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import office

    typed = args.words or passwords.line("The twelve words, as they are read out: ", "--words")
    with stores.opened(args) as s:
        row = office.approve(s, args.device, words.several(typed))
    lines = [f"{row.short} ({row.site}, {row.wing}) is {row.state}: its bundles are let in."]
    terminal.answer(args, {"device": terminal.builtins(row)}, lines)
    return terminal.DONE
