# SPDX-License-Identifier: MIT
"""An office on a PostgreSQL server: `office create --database`, `office move`, `upgrade`."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import passwords, stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.access.moving import Moved
    from coprod_desktop.services.session import SignedIn

_ADDRESS = "postgresql+psycopg://NAME@SERVER/DATABASE"


def add_database(command: Any) -> None:
    """Add the options that name a server."""
    command.add_argument(
        "--database", metavar="URL", help=f"keep the records on a server: {_ADDRESS}"
    )
    _add_password(command)


def _add_password(command: Any) -> None:
    command.add_argument(
        "--database-password-file",
        type=Path,
        metavar="FILE",
        help="the server's password, in the first line of a file",
    )


def add_to_office(commands: Any) -> None:
    """Add `office move` and `office upgrade`."""
    move = commands.add_parser(
        "move", help="carry the office's records to a database server", allow_abbrev=False
    )
    stores.add_store(move)
    move.add_argument("--database", metavar="URL", required=True, help=_ADDRESS)
    _add_password(move)
    move.set_defaults(run=_move)

    upgrade = commands.add_parser(
        "upgrade",
        help="bring the office's tables on its server to this version, after a backup",
        allow_abbrev=False,
    )
    stores.add_store(upgrade)
    upgrade.set_defaults(run=_upgrade)


def address(args: Namespace) -> str:
    """The address of the server with its password, or nothing where none was named.

    Raises `ServerAddressWrong` or `CannotRead`.
    """
    if not args.database:
        return ""
    from coprod_desktop.services.access import moving

    file = args.database_password_file
    return moving.address(args.database, passwords.passphrase(file, "the server") if file else "")


def carry(s: "SignedIn", url: str) -> "Moved":
    """Carry an office to a server, with progress. Raises as `moving.move`."""
    from coprod_desktop.services.access import moving

    with terminal.watched() as progress:
        return moving.move(s, url, progress)


def _move(args: Namespace) -> int:
    url = address(args)
    with stores.opened(args) as s:
        moved = carry(s, url)
    total = sum(moved.rows.values())
    terminal.answer(
        args,
        {"where": moved.where, "rows": moved.rows, "backup": moved.backup},
        [
            f"The office is on {moved.where} now: {total:,} rows, each compared with the file.",
            f"The file as it was is kept, encrypted, as {moved.backup}.",
        ],
    )
    return terminal.DONE


def _upgrade(args: Namespace) -> int:
    from coprod_desktop.services.access import moving

    name = stores.who(args)
    done = moving.upgrade(args.store, name, passwords.current(args, name))
    said = (
        "The office is of this version now." if done else "The office is of this version already."
    )
    terminal.answer(args, {"upgraded": done}, [said])
    return terminal.DONE
