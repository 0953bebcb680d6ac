# SPDX-License-Identifier: MIT
"""Who signs for the office: one root key in its store, or holders with a file and a passphrase."""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import roots
from coprod_desktop.bundle.keys import SigningKey, sign_key_id
from coprod_desktop.bundle.roots import Root
from coprod_desktop.bundle.trust import MOST_ROOTS, TrustList
from coprod_desktop.domain.errors import InvalidValue, WeakPassword
from coprod_desktop.domain.text import clean
from coprod_desktop.domain.translating import Filled
from coprod_desktop.passphrase import LEAST_LENGTH, Cost
from coprod_desktop.services import session
from coprod_desktop.services.books import keyring

_HOLDERS: Final = "root-holders"
_LONGEST_NAME = 60
_HERE = "this store"


class RootHolder(Struct, frozen=True):
    """Who is to hold a root key, the folder that its file is written to, and the passphrase."""

    name: str
    folder: Path
    passphrase: str


class RootPlan(Struct, frozen=True):
    """How many of which holders have to sign. `cost` is for tests; else it is tuned to this PC."""

    threshold: int
    holders: tuple[RootHolder, ...]
    cost: Cost | None = None


@contextmanager
def made(office: str, plan: RootPlan | None, kept: int = 0) -> Generator[list[Root]]:
    """New root keys: one for the store, or one in a file for each holder of the plan.

    The files are removed again when the block fails. `kept` root keys stay beside the new ones.
    Raises `InvalidValue`, `WeakPassword`, `RootKeyNotKept`, `StorageFull` or `CannotWrite`.
    """
    if plan is None:
        yield [Root(SigningKey.generate(), office, _HERE)]
        return
    _check(plan, kept)
    new = [Root(SigningKey.generate(), office, clean(each.name)) for each in plan.holders]
    written: list[Path] = []
    try:
        for root, holder in zip(new, plan.holders, strict=True):
            written.append(roots.write(holder.folder, root, holder.passphrase, plan.cost))
        yield new
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise


def _check(plan: RootPlan, kept: int) -> None:
    total = len(plan.holders) + kept
    if not 1 <= plan.threshold <= total <= MOST_ROOTS:
        why = Filled(
            "at least 1 and at most {all} of {all} holders can be asked to sign", all=total
        )
        raise InvalidValue(what="Who signs for the office", why=why)
    for each in plan.holders:
        name = clean(each.name)
        if not name or "\n" in name or len(name) > _LONGEST_NAME:
            why = Filled("a holder's name needs 1 to {most} letters", most=_LONGEST_NAME)
            raise InvalidValue(what="Who signs for the office", why=why)
        if len(each.passphrase) < LEAST_LENGTH:
            raise WeakPassword(least=LEAST_LENGTH)


def kept(listed: TrustList, keep: Sequence[str]) -> list[bytes]:
    """The present public root keys with these ids, in hexadecimal. Raises `InvalidValue`."""
    known = {sign_key_id(public).hex(): public for public in listed.root_keys}
    if unknown := [each for each in keep if each not in known]:
        why = Filled("no root key is called {name}", name=unknown[0][:40])
        raise InvalidValue(what="Who signs for the office", why=why)
    return [known[each] for each in dict.fromkeys(keep)]


def stored(connection: Connection) -> tuple[SigningKey, ...]:
    """The root key of this store, where it has one."""
    private = keyring.found(connection, keyring.ROOT)
    return (SigningKey.from_private(private),) if private else ()


def holders(connection: Connection) -> Mapping[str, str]:
    """The names of root keys' holders, by the keys' ids in hexadecimal."""
    return json.loads(session.settings(connection).get(_HOLDERS, "{}"))


def named(new: Sequence[Root]) -> str:
    """What the store notes of the holders of root keys."""
    return json.dumps({root.key.key_id.hex(): root.holder for root in new})


def name(connection: Connection, new: Sequence[Root]) -> None:
    """Note who holds new root keys."""
    known = {**holders(connection), **json.loads(named(new))}
    session.put_setting(connection, _HOLDERS, json.dumps(known))


def settings(new: Sequence[Root]) -> dict[str, str]:
    """The settings of a new store whose root keys are held by others."""
    return {_HOLDERS: named(new)}
