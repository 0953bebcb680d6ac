# SPDX-License-Identifier: MIT
"""What commands on a store have in common: their options, and opening it as somebody."""

from argparse import ArgumentParser, Namespace
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_desktop.cli import passwords

if TYPE_CHECKING:
    from coprod_desktop.services.session import SignedIn


def add_json(parser: ArgumentParser) -> None:
    """Let a command answer with one JSON document."""
    parser.add_argument("--json", action="store_true", help="answer with one JSON document")


def add_new_store(parser: ArgumentParser) -> None:
    """Add the options of a command that makes a store."""
    parser.add_argument("store", type=Path, metavar="STORE", help="a new or empty folder")
    passwords.add_new(parser)
    add_json(parser)


def add_store(parser: ArgumentParser) -> None:
    """Add the options of a command that opens a store."""
    parser.add_argument("store", type=Path, metavar="STORE", help="the store's folder")
    parser.add_argument("--user", metavar="NAME", help="who opens it (asked for when several can)")
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="read the password from the first line of FILE instead of asking",
    )
    add_json(parser)


def add_authorise(parser: ArgumentParser) -> None:
    """Let a head or an administrator authorise the stick that a command writes to."""
    parser.add_argument(
        "--authorise", action="store_true", help="let this stick carry bundles from now on"
    )


@contextmanager
def opened(args: Namespace) -> "Generator[SignedIn]":
    """The store that a command was given, open while the block runs."""
    with opened_with_password(args) as (s, _password):
        yield s


@contextmanager
def opened_with_password(args: Namespace) -> "Generator[tuple[SignedIn, str]]":
    """As `opened`, with the password, for what asks for it once more."""
    from coprod_desktop.services.access import opening

    name = who(args)
    password = passwords.current(args, name)
    s = opening.unlock(args.store, name, password)
    try:
        yield s, password
    finally:
        s.close()


def who(args: Namespace) -> str:
    """Who opens the store: whoever was named, the only one there is, or whoever answers."""
    from coprod_desktop.services import storecard

    people = storecard.describe(args.store).people
    if args.user:
        return str(args.user)
    if len(people) == 1:
        return people[0]
    return passwords.line(f"Who are you ({', '.join(people)})? ", "--user")
