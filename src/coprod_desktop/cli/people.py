# SPDX-License-Identifier: MIT
"""`coprod user`: who signs in to a store."""

from argparse import Namespace
from typing import Any

from coprod_desktop.cli import passwords, stores, terminal


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("user", help="who signs in to a store")
    inner = group.add_subparsers(metavar="COMMAND", required=True)

    add = inner.add_parser("add", help="let somebody sign in", allow_abbrev=False)
    stores.add_store(add)
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=("staff", "head", "admin"), default="staff")
    passwords.add_new(add)
    add.set_defaults(run=_add)

    listing = inner.add_parser("list", help="list who signs in, and who did", allow_abbrev=False)
    stores.add_store(listing)
    listing.set_defaults(run=_list)

    role = inner.add_parser("role", help="change somebody's role", allow_abbrev=False)
    stores.add_store(role)
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", choices=("staff", "head", "admin"))
    role.set_defaults(run=_role)

    disable = inner.add_parser("disable", help="take somebody's way in", allow_abbrev=False)
    stores.add_store(disable)
    disable.add_argument("name", metavar="NAME")
    disable.set_defaults(run=_disable)

    password = inner.add_parser("password", help="change a password", allow_abbrev=False)
    stores.add_store(password)
    password.add_argument("name", metavar="NAME", nargs="?", help="whose; your own without this")
    passwords.add_new(password)
    password.set_defaults(run=_password)


def _add(args: Namespace) -> int:
    from coprod_desktop.services.access import people

    with stores.opened(args) as s:
        person = people.add(s, args.name, args.role, passwords.new(args, args.name))
    lines = [f"{person.name} can sign in, as {person.role}."]
    terminal.answer(args, {"person": _person(person)}, lines)
    return terminal.DONE


def _remark(person: Any) -> str:
    if not person.active:
        return "  (disabled)"
    return "" if person.here else "  (no password on this PC)"


def _list(args: Namespace) -> int:
    from coprod_desktop.services.access import people

    with stores.opened(args) as s:
        found = people.everyone(s)
    lines = [f"{p.name}  {p.role}{_remark(p)}" for p in found]
    terminal.answer(args, {"people": [_person(p) for p in found]}, lines)
    return terminal.DONE


def _person(person: Any) -> dict[str, Any]:
    return {"name": person.name, "role": person.role, "active": person.active}


def _role(args: Namespace) -> int:
    from coprod_desktop.services.access import people

    with stores.opened(args) as s:
        person = people.set_role(s, args.name, args.role)
    lines = [f"{person.name} is {person.role} from the next sign-in on."]
    terminal.answer(args, {"person": _person(person)}, lines)
    return terminal.DONE


def _disable(args: Namespace) -> int:
    from coprod_desktop.services.access import people

    with stores.opened(args) as s:
        people.disable(s, args.name)
    terminal.answer(args, {"disabled": args.name}, [f"{args.name} can no longer sign in."])
    return terminal.DONE


def _password(args: Namespace) -> int:
    from coprod_desktop.services.access import people

    with stores.opened_with_password(args) as (s, old):
        name = args.name or s.person.name
        people.change_password(s, name, old, passwords.new(args, name))
    terminal.answer(args, {"changed": name}, [f"The password of {name} is changed."])
    return terminal.DONE
