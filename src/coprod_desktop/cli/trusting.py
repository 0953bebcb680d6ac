# SPDX-License-Identifier: MIT
"""`coprod office trust` and its neighbours: keys, root keys of holders, and revoking a wing PC."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import paper, passwords, stores, terminal
from coprod_desktop.cli.terminal import WrongUsage
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.services.books.rooting import RootPlan
    from coprod_desktop.services.exchanging.trusting import TrustStatus
    from coprod_desktop.services.session import SignedIn


def add_to_office(inner: Any) -> None:
    """Add the commands of `coprod office`."""
    revoke = _command(inner, "revoke", "take no more bundles of a wing PC", _revoke)
    revoke.add_argument("device", metavar="DEVICE", help="its id or eight-character short name")
    revoke.add_argument(
        "--last-good", type=int, required=True, metavar="N", help="its last change to be believed"
    )

    _command(inner, "trust", "how the trust list stands", _trust)
    rotate = _command(inner, "rotate", "give the office new keys", _rotate)
    rotate.add_argument(
        "--recovery", action="store_true", help="a new recovery key instead, on paper"
    )
    paper.add_giving(rotate, "--recovery-words-to")
    paper.add_taking(rotate, "--recovery-words-file")
    _command(inner, "retire", "let the former keys go for good", _retire)

    roots = _command(inner, "roots", "have others sign for the office", _roots)
    add_plan(roots)
    roots.add_argument(
        "--in-store", action="store_true", help="one root key in the store, and no holders"
    )
    roots.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="ID",
        help="a present root key that stays, by its id (coprod office trust)",
    )

    sign = _command(inner, "sign", "sign a change with a holder's root key", _sign)
    sign.add_argument("file", type=Path, metavar="FILE", help="the root key's file")
    _add_passphrases(sign)
    add_by_hand(inner)
    _command(inner, "withdraw", "give up the change that waits for signatures", _withdraw)


def add_by_hand(inner: Any) -> None:
    """Add the commands that carry a trust list as a file, for a wing and for an office."""
    give = _command(inner, "give-list", "write the trust list with all its steps", _give)
    give.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    follow = _command(inner, "follow-list", "follow a trust list from a file", _follow)
    follow.add_argument("file", type=Path, metavar="FILE", help="a trust-history.json")


def _give(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import lists_by_hand

    with stores.opened(args) as s:
        path = lists_by_hand.give(s, args.to)
    lines = [f"Trust list: {path}", "It is no secret, but it names every wing."]
    terminal.answer(args, {"path": path}, lines)
    return terminal.DONE


def _follow(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import lists_by_hand

    with stores.opened(args) as s:
        return _told(args, lists_by_hand.follow(s, args.file))


def _command(inner: Any, name: str, what: str, run: Any) -> ArgumentParser:
    command = inner.add_parser(name, help=what, allow_abbrev=False)
    stores.add_store(command)
    command.set_defaults(run=run)
    return command


def add_plan(parser: ArgumentParser) -> None:
    """Let a command say who holds root keys."""
    parser.add_argument(
        "--holder",
        action="append",
        nargs=2,
        default=[],
        metavar=("NAME", "FOLDER"),
        help="who is to hold a root key, and the folder (their stick) for its file",
    )
    parser.add_argument(
        "--threshold", type=int, metavar="M", help="how many holders have to sign a change"
    )
    _add_passphrases(parser)


def _add_passphrases(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="read a root key's passphrase from FILE instead of asking; once for each holder",
    )


def plan(args: Namespace) -> "RootPlan | None":
    """Who holds the root keys, with their passphrases; None when nobody was named.

    Raises `WrongUsage`, or what reading a passphrase raises.
    """
    from coprod_desktop.services.books.rooting import RootHolder, RootPlan

    if not args.holder:
        if args.threshold is not None or args.passphrase_file:
            raise WrongUsage("--threshold and --passphrase-file go with --holder")
        return None
    files: list[Path] = args.passphrase_file
    if files and len(files) != len(args.holder):
        raise WrongUsage("give --passphrase-file once for each --holder, in the same order")
    holders = tuple(
        RootHolder(name, Path(folder), passwords.passphrase(files[at] if files else None, name))
        for at, (name, folder) in enumerate(args.holder)
    )
    return RootPlan(len(holders) if args.threshold is None else args.threshold, holders)


def _revoke(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import office

    with stores.opened(args) as s:
        row = office.revoke(s, args.device, args.last_good)
    lines = [
        f"{row.short} ({row.site}, {row.wing}) is {row.state}: none of its bundles is taken in.",
        f"What it sent up to change {row.last_good} is believed; what was taken in stays.",
    ]
    terminal.answer(args, {"device": terminal.builtins(row)}, lines)
    return terminal.DONE


def _trust(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import trusting

    with stores.opened(args) as s:
        return _told(args, trusting.status(s))


def _told(args: Namespace, status: "TrustStatus") -> int:
    terminal.answer(args, {"trust": terminal.builtins(status)}, _lines(status))
    return terminal.DONE


def _lines(status: "TrustStatus") -> list[str]:
    day = days.here(status.expires_at)
    lines = [
        f"Trust list: version {status.version}",
        f"{'Was' if status.expired else 'Is'} to be renewed by {day:%Y-%m-%d}"
        + ("; it works on, but look at it." if status.expired else "."),
        f"{status.threshold} of {len(status.roots)} root keys have to sign:",
        *(f"  {name}  ({key})" for name, key in zip(status.roots, status.root_ids, strict=True)),
    ]
    if status.former:
        lines.append(f"Former keys still in use: {status.former}.")
        lines += [f"  {wing} has not seen the present ones." for wing in status.uninformed]
    if status.proposed:
        by = ", ".join(status.signed) or "nobody yet"
        lines.append(
            f"Waits for {status.signatures_missing} more signatures: {status.what} (signed by {by})"
        )
    return lines


def _rotate(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import trusting

    with stores.opened(args) as s:
        if not args.recovery:
            return _told(args, trusting.rotate_keys(s))
        return _told(args, trusting.rotate_recovery(s, _new_recovery_words(args, s)))


def _new_recovery_words(args: Namespace, s: "SignedIn") -> tuple[str, ...]:
    found = paper.recovery_words(args, s.office_name, practice=s.env == "practice")
    if not found:
        raise WrongUsage("give --recovery-words-to FILE or --recovery-words-file FILE")
    return found


def _retire(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import trusting

    with stores.opened(args) as s:
        return _told(args, trusting.retire_keys(s))


def _roots(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import office, trusting

    wanted = plan(args)
    if (wanted is None) != args.in_store:
        raise WrongUsage("give --holder for each holder, or --in-store")
    with stores.opened(args) as s:
        status = trusting.change_roots(s, wanted, args.keep)
        card = office.card(s)
    if not status.proposed:
        terminal.tell("The words of the office card are others now. Print and hand out the card.")
    document = {"trust": terminal.builtins(status), "words": card.words}
    terminal.answer(args, document, _lines(status))
    return terminal.DONE


def _sign(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import trusting

    files: list[Path] = args.passphrase_file
    secret = passwords.passphrase(files[0] if files else None, args.file.name)
    with stores.opened(args) as s, terminal.watched() as progress:
        return _told(args, trusting.sign_proposal(s, args.file, secret, progress))


def _withdraw(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import trusting

    with stores.opened(args) as s:
        return _told(args, trusting.withdraw(s))
