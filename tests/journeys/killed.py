# SPDX-License-Identifier: MIT
"""The journeys that are cut off at every step: what is done, and what it has to come to."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from coprod_desktop.domain import change
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.exchanging import exchange, intake, receiving, returning, trusting
from coprod_desktop.services.recording import erasing, lists
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.stores import NOW, PASSWORD, closing

Counting = Callable[[], Progress]
_WHO: Final = {"office": "Ada", "wing": "Hal", "other": "Hal"}
# What is drawn anew in each run (keys, and so ids of bundles), or counts the runs themselves.
_DRAWN: Final = {
    # A try that was cut off has left more lines in the audit.
    "sent": {"bundle", "audit_n"},
    "received": {"bundle", "head", "audit_n", "audit_chain"},
    "verdict": {"bundle"},
    "returned": {"bundle", "head"},
    "carried": {"bundle"},
    "device": {"last_bundle", "return_bundle"},
    "trust_step": {"step"},
    "secret": {"value"},
    "audit": {"chain", "n"},
}
_COMINGS: Final = {"sign_in", "sign_out"}
_COUNTED: Final = {"audit_end"}


def _open(root: Path, name: str) -> SignedIn:
    return opening.unlock(root / name, _WHO[name], PASSWORD, lambda: NOW)


@contextmanager
def _unsalted(s: SignedIn) -> Generator[SignedIn]:
    """An open store in which the same change has the same hash in each run."""
    salt = change._salt
    change._salt = lambda: "A" * 22
    try:
        with closing(s):
            yield s
    finally:
        change._salt = salt


def export(root: Path, count: Counting) -> None:
    with closing(_open(root, "wing")) as wing:
        exchange.export(wing, PASSWORD, root / "stick", progress=count())


def take_in(root: Path, count: Counting) -> None:
    with closing(_open(root, "office")) as central:
        intake.take_in(central, [root / "stick"], count())


def rotate(root: Path, count: Counting) -> None:
    with closing(_open(root, "office")) as central:
        count()
        trusting.rotate_keys(central)


def write_return(root: Path, count: Counting) -> None:
    with closing(_open(root, "office")) as central:
        returning.write(central, root / "stick", progress=count())


def receive(root: Path, count: Counting) -> None:
    with _unsalted(_open(root, "wing")) as wing:
        receiving.receive(wing, [root / "stick"], count())


def erase(root: Path, count: Counting) -> None:
    """Erase every comment of the wing: which were erased before stay so."""
    with _unsalted(_open(root, "wing")) as wing:
        count()
        for row in lists.page(wing, "feedback"):
            erasing.erase(wing, row.id, "patient_asked")


def received(root: Path) -> dict[str, Any]:
    """What the wing has once it took in whatever the office wrote.

    A return's number is used up when its writing is cut off, so numbers and names may differ.
    """
    receive(root, lambda: silent)
    held = end(root)
    return {
        name: what
        for name, what in held.items()
        if name.startswith("wing ") and name.partition(" ")[2] not in {"returned", "audit"}
    }


def end(root: Path) -> dict[str, Any]:
    """All that the stores and the stick hold, but for what is drawn anew; each store holds."""
    held: dict[str, Any] = {"stick": sorted(path.name for path in (root / "stick").iterdir())}
    for name in _WHO:
        with closing(_open(root, name)) as s:
            checked = care.check(s)
            assert checked.ok, checked
            held |= {f"{name} {what}": rows for what, rows in _rows(s).items()}
        for folder in ("staging", "quarantine", "held", "archive"):
            inside = root / name / folder
            held[f"{name} {folder}"] = len(list(inside.iterdir())) if inside.exists() else 0
    return held


def _rows(s: SignedIn) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    with s.vault.read() as connection:
        for table in tables.metadata.sorted_tables:
            kept = [c for c in table.c if c.name not in _DRAWN.get(table.name, set())]
            query = select(*kept)
            if table is tables.audit:
                # Of two bundles the first may be in already when the second is cut off.
                again = table.c.detail.startswith("already_imported")
                query = query.where(table.c.kind.not_in(_COMINGS), ~again).order_by(table.c.n)
            elif table is tables.setting:
                query = query.where(table.c.name.not_in(_COUNTED))
            rows = [_placeless(s, row) for row in connection.execute(query)]
            if table is tables.secret:
                # Keys of former days have their id behind the name.
                rows = [(str(name).partition(":")[0],) for (name,) in rows]
            found[table.name] = rows if table is tables.audit else sorted(rows, key=repr)
    return found


def _placeless(s: SignedIn, row: Iterable[Any]) -> tuple[Any, ...]:
    """A row without the folder in which this run plays."""
    root = str(s.folder.parent)
    return tuple(each.replace(root, "") if isinstance(each, str) else each for each in row)
