# SPDX-License-Identifier: MIT
"""A year of weekly bundles from many wings: what one costs at its end against its beginning.

`python -m tests.bench.year` measures it alone, on PostgreSQL; `YEAR_DEVICES` and `YEAR_WEEK` in the
environment say how many wings, and how many changes a bundle holds. 350 wings make 18,200 bundles.

A wing here is its keys and the end of its log, and nothing else: recording and exporting through
stores would take far longer than the import that is measured. Its bundles are as a store's are.
"""

import os
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import msgspec

from coprod_desktop import __version__
from coprod_desktop.bundle import container, header, writer
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.bundle.writer import Outgoing
from coprod_desktop.domain import change, ids
from coprod_desktop.domain.change import SCHEMA
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.access import moving, opening, setup
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import intake, office
from coprod_desktop.services.session import SignedIn
from tests.bench.figures import Line, middle, table
from tests.bench.places import COST, PASSWORD
from tests.bench.workload import Texts
from tests.servers import Server, is_installed, started

_DEVICES: Final = int(os.environ.get("YEAR_DEVICES", "8"))
_WEEK: Final = int(os.environ.get("YEAR_WEEK", "40"))
_WEEKS: Final = 52
_TEXTS: Final = 2000
_TENTH: Final = 10


class Wing:
    """What a wing's PC knows: its keys, and how far its log and its bundles have come."""

    def __init__(self, head: SignedIn, site: str) -> None:
        self.device, self.epoch, self.site = ids.new_id(), ids.new_id(), site
        self.signing, self.receive = SigningKey.generate(), SealKey.generate()
        self.office, self.n, self.seq, self.last = head.office, 0, 0, b""
        self.chain = change.genesis(self.device, self.epoch)

    def request(self, folder: Path, at: int) -> tuple[str, ...]:
        """Write its enrol request; the words that go with it."""
        raw = writer.enrol_request(
            office=self.office,
            env="practice",
            device=self.device,
            epoch=self.epoch,
            site=self.site,
            wing="A",
            signing_key=self.signing,
            receive_key=SealPublic.from_bytes(self.receive.public),
            schema=SCHEMA,
            at=at,
        )
        path = folder / f"{self.device}-enrol.coprod"
        path.write_bytes(raw)
        with path.open("rb") as stream:
            return writer.enrol_words(header.bundle_id(container.read(stream).header))

    def send(self, records: list[Feedback], to: tuple[bytes, ...], folder: Path, at: int) -> None:
        """A bundle of some comments, on a stick."""
        first, before = self.n + 1, self.chain
        entries = [
            change.make(each, n=n, record_id=ids.new_id(), rev=1, parent=b"", at=at, by="Head")
            for n, each in enumerate(records, first)
        ]
        for entry in entries:
            self.chain = change.link(self.chain, entry.leaf)
        self.n, self.seq = self.n + len(entries), self.seq + 1
        outgoing = Outgoing(
            type="changes",
            env="practice",
            office=self.office,
            device=self.device,
            epoch=self.epoch,
            seq=self.seq,
            prev=self.last,
            schema=SCHEMA,
            recipients=to,
            manifest=Manifest(
                site=self.site,
                wing="A",
                by="Head",
                app=__version__,
                first=first,
                last=self.n,
                chain_before=before,
                chain_after=self.chain,
                trust_version=1,
                return_seq=0,
                receipt_key=bytes(range(32)),
                audit_n=self.seq,
                audit_chain=bytes(32),
                at=at,
            ),
        )
        raws = [entry.raw for entry in entries]
        self.last = writer.stage(outgoing, self.signing, raws, folder).bundle_id


def wings(head: SignedIn, folder: Path, count: int) -> list[Wing]:
    """So many wings that an office has approved."""
    made = [Wing(head, f"HMP {number:03}") for number in range(count)]
    folder.mkdir()
    words = {each.device: each.request(folder, head.now()) for each in made}
    intake.take_in(head, [folder])
    for device, said in words.items():
        office.approve(head, device, said)
    return made


def year(server: Server, folder: Path) -> Line:
    """Every week's bundles are made, and then taken in, by one process."""
    folder.mkdir(parents=True)
    chosen = setup.OfficeSetup("Office", "Admin", PASSWORD, "practice", COST)
    head = setup.create_office(folder / "office", chosen)
    every = wings(head, folder / "requests", _DEVICES)
    with head.vault.read() as connection:
        listed = keyring.listed(connection)
    to = (listed.seal_key, listed.recovery_key)
    moving.move(head, server.database())
    texts = cycle(Texts(1).records(_TEXTS))
    s = opening.unlock(folder / "office", "Admin", PASSWORD)
    costs: list[float] = []
    busy: list[float] = []
    for week in range(_WEEKS):
        stick = folder / f"week-{week}"
        stick.mkdir()
        for wing in every:
            said = [
                msgspec.structs.replace(each, site=wing.site, wing="A")
                for each in islice(texts, _WEEK)
            ]
            wing.send(said, to, stick, s.now())
        started, used = time.perf_counter(), time.process_time()
        outcomes = intake.take_in(s, [stick])
        assert [each.outcome for each in outcomes] == ["imported"] * _DEVICES
        costs.append((time.perf_counter() - started) / _DEVICES)
        busy.append((time.process_time() - used) / _DEVICES)
        print(f"week {week}: {costs[-1] * 1e3:.1f} ms a bundle", file=sys.stderr, flush=True)
    s.close()
    return _line(costs, busy)


def _line(costs: list[float], busy: list[float]) -> Line:
    tenth = max(_WEEKS // _TENTH, 1)
    # The first week loads what every process loads once.
    early, late = (middle(some) for some in (costs[1 : 1 + tenth], costs[-tenth:]))
    first, last = (middle(some) * 1e3 for some in (busy[1 : 1 + tenth], busy[-tenth:]))
    return Line(
        f"{_DEVICES} wings × {_WEEKS} weekly bundles ({_DEVICES * _WEEKS}) of {_WEEK} changes, "
        "a bundle of the last weeks against one of the first",
        f"×{late / early:.2f} ({late * 1e3:.0f} ms; {early * 1e3:.0f} ms); of the importer's "
        f"processor time ×{last / first:.2f} ({last:.1f} ms; {first:.1f} ms)",
        "×0.8 to ×1.2",
        0.8 <= late / early <= 1.2,
    )


def main() -> int:
    """Measure this alone; the exit status says whether the bound holds."""
    if not is_installed():
        print("not measured: there is no PostgreSQL here")
        return 0
    with tempfile.TemporaryDirectory() as name, started() as server:
        found = year(server, Path(name) / "year")
    print(table([found]))
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
