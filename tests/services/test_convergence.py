# SPDX-License-Identifier: MIT
"""Whatever was recorded, answered, erased, lost or replayed: one more exchange makes both agree."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coprod_desktop.domain.errors import NothingToExport
from coprod_desktop.domain.errors_trust import (
    NoFormerKeys,
    NoReceiptYet,
    ReceiptCodeOld,
    WingsNotInformed,
)
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import receipts, receiving, returning, trusting
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.stores import Folders, feedback, send, take_in


class Exchange:
    """A wing and its office, and the sticks between them, new and old."""

    def __init__(self, wing: SignedIn, central: SignedIn, folder: Path) -> None:
        self.wing, self.central, self.folder = wing, central, folder
        self.bundles: list[Path] = []
        self.returns: list[Path] = []
        self.count = 0

    def place(self) -> Path:
        self.count += 1
        return self.folder / f"stick-{self.count}"

    def comments(self, s: SignedIn) -> list[str]:
        return sorted(row.id for row in lists.page(s, "feedback", limit=100))

    def record(self) -> None:
        self.count += 1
        records.save(self.wing, feedback(f"Comment {self.count}"))

    def answer(self, s: SignedIn) -> None:
        if known := self.comments(s):
            answers.answer(s, known[self.count % len(known)], "tell", f"Answer {self.count}")

    def erase(self, s: SignedIn) -> None:
        if known := self.comments(s):
            erasing.erase(s, known[self.count % len(known)], "law")

    def replay(self) -> None:
        for path in self.bundles[-2:]:
            assert not take_in(self.central, path).security
        for path in self.returns[-2:]:
            assert not receiving.receive(self.wing, [path])[0].security

    def send(self, *, lost: bool = False) -> None:
        try:
            path = send(self.wing, self.place())
        except NothingToExport:
            return
        if not lost:
            found = take_in(self.central, path)
            assert found.outcome in ("imported", "superseded"), found
        self.bundles.append(path)

    def give_back(self, *, lost: bool = False) -> None:
        place = self.place()
        place.mkdir()
        (made,) = returning.write(self.central, place, self.wing.device)
        assert made.code is None
        if not lost:
            (found,) = receiving.receive(self.wing, [place])
            assert found.outcome == "imported", found
        self.returns.append(made.path)

    def telephone(self) -> None:
        with contextlib.suppress(NoReceiptYet, ReceiptCodeOld):
            receipts.confirm(self.wing, receipts.code(self.central, self.wing.device).code)

    def rotate(self) -> None:
        trusting.rotate_keys(self.central)

    def retire(self) -> None:
        with contextlib.suppress(NoFormerKeys, WingsNotInformed):
            trusting.retire_keys(self.central)

    def agree(self) -> None:
        """There and back, and there again, for what the wing does about what came back."""
        self.send()
        self.give_back()
        self.send()
        self.give_back()
        for device, epoch in (
            (self.wing.device, self.wing.epoch),
            (self.wing.office, self.wing.device),
        ):
            assert leaves(self.wing, device, epoch) == leaves(self.central, device, epoch)
        for kind in ("feedback", "answer"):
            here, there = (
                {row.id: (row.rev, row.at, row.by) for row in lists.page(s, kind, limit=500)}
                for s in (self.wing, self.central)
            )
            assert here == there
        assert trusting.status(self.wing).version == trusting.status(self.central).version
        for s in (self.wing, self.central):
            assert care.check(s).ok
        with pytest.raises(NothingToExport):
            send(self.wing, self.place())


Step = Callable[[Exchange], None]
STEPS: dict[str, Step] = {
    "record": Exchange.record,
    "record again": Exchange.record,
    "wing answers": lambda each: each.answer(each.wing),
    "office answers": lambda each: each.answer(each.central),
    "office answers again": lambda each: each.answer(each.central),
    "wing erases": lambda each: each.erase(each.wing),
    "office erases": lambda each: each.erase(each.central),
    "send": Exchange.send,
    "send again": Exchange.send,
    "send, and lose the stick": lambda each: each.send(lost=True),
    "return": Exchange.give_back,
    "return again": Exchange.give_back,
    "return, and lose the stick": lambda each: each.give_back(lost=True),
    "put old sticks in again": Exchange.replay,
    "ring up": Exchange.telephone,
    "rotate keys": Exchange.rotate,
    "retire keys": Exchange.retire,
}


def leaves(s: SignedIn, device: str, epoch: str) -> list[tuple[bytes, bool]]:
    """What a store holds of a log: each change's hash, and whether its content is there."""
    c, t = tables.change.c, tables.stream.c
    query = (
        select(c.leaf, c.raw.is_not(None))
        .join(tables.stream, t.id == c.stream)
        .where(t.device == device, t.epoch == epoch)
        .order_by(c.n)
    )
    with s.vault.read() as connection:
        return [(row[0], bool(row[1])) for row in connection.execute(query)]


SEQUENCES = st.lists(st.sampled_from(sorted(STEPS)), min_size=4, max_size=14)
UNHURRIED = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def play(steps: list[str], template: Path, root: Path) -> None:
    """Take the steps with stores of their own, then one more exchange."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    folders = Folders(root)
    try:
        exchange = Exchange(folders.open("wing"), folders.open("office"), root)
        with exchange.central.vault.write() as connection:
            # The other wing takes no part: it must not keep keys from being retired.
            other = tables.device.c.id != exchange.wing.device
            connection.execute(tables.device.update().where(other).values(state="pending"))
        for what in steps:
            STEPS[what](exchange)
        exchange.agree()
    finally:
        folders.close()


@UNHURRIED
@given(steps=SEQUENCES)
def test_any_sequence_ends_in_equal_stores(
    steps: list[str], template: Path, tmp_path: Path
) -> None:
    play(steps, template, tmp_path / "stores")
