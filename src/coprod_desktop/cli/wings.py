# SPDX-License-Identifier: MIT
"""`coprod wing`: setting up a wing PC that trusts one office, and asking to be enrolled there."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from coprod_desktop.cli import histories, passwords, stores, terminal, trusting, words


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("wing", help="set up a wing PC")
    inner = group.add_subparsers(metavar="COMMAND", required=True)

    create = inner.add_parser("create", help="make a wing's store", allow_abbrev=False)
    stores.add_new_store(create)
    create.add_argument("--trust", type=Path, required=True, metavar="FILE", help="the trust list")
    create.add_argument(
        "--words",
        help="the office card's twelve words, or three with their places (3:word,7:word,11:word); "
        "without this, three places chosen at random are asked for",
    )
    create.add_argument("--site", required=True)
    create.add_argument("--wing", required=True)
    create.add_argument("--head", required=True, metavar="USER", help="the head of healthcare")
    create.set_defaults(run=_create)

    request = inner.add_parser("request", help="ask the office to enrol", allow_abbrev=False)
    stores.add_store(request)
    request.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    request.set_defaults(run=_request)

    histories.add_to_wing(inner)
    trusting.add_by_hand(inner)


def _create(args: Namespace) -> int:
    from coprod_desktop.services.access import setup

    trust = setup.read_trust(args.trust)
    typed = words.placed(args.words) if args.words else words.asked(trust.asked)
    s = setup.create_wing(
        args.store,
        setup.WingSetup(
            trust_file=args.trust,
            words=typed,
            site=args.site,
            wing=args.wing,
            head=args.head,
            password=passwords.new(args, args.head),
        ),
    )
    s.close()
    document = {"store": args.store, "site": s.site, "wing": s.wing, "office": trust.office_name}
    lines = [
        f"The wing PC of {s.site}, {s.wing} is set up and trusts the office “{trust.office_name}”.",
        "Next: coprod wing request, and take the file to the office.",
    ]
    terminal.answer(args, {**document, "env": s.env, "device": s.device}, lines)
    return terminal.DONE


def _request(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import exchange

    with stores.opened(args) as s:
        made = exchange.request(s, args.to)
    lines = [f"Enrol request: {made.path}", "Read these words to the office over the telephone:"]
    document = {"path": made.path, "words": made.words}
    terminal.answer(args, document, [*lines, *words.shown(made.words)])
    return terminal.DONE
