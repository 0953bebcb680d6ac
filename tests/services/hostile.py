# SPDX-License-Identifier: MIT
"""Bundles that an approved wing PC signs with its real key, but that its program never made."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from coprod_desktop.bundle import trust, writer
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.bundle.manifest import Erased, Manifest
from coprod_desktop.bundle.writer import Outgoing, Staged
from coprod_desktop.domain import change, ids
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.records import Record
from coprod_desktop.services import session
from coprod_desktop.services.session import SignedIn
from tests.stores import NOW, feedback


class Forger:
    """Somebody who has a wing PC in their hands, keys and all."""

    def __init__(self, wing: SignedIn, folder: Path) -> None:
        self.device, self.epoch, self.office = wing.device, wing.epoch, wing.office
        with wing.vault.read() as connection:
            self.key = SigningKey.from_private(session.secret(connection, "device-sign"))
            listed = trust.read(session.secret(connection, "trust"))
        self.recipients: tuple[bytes, ...] = (listed.seal_key, listed.recovery_key)
        self.folder = folder
        self.log: list[Entry] = []

    def put(self, record: Record | None = None, **other: Any) -> Entry:
        """Add a change to the log; any of its fields may be chosen."""
        fields: dict[str, Any] = {
            "n": len(self.log) + 1,
            "record_id": ids.new_id(),
            "rev": 1,
            "parent": b"",
            "at": NOW,
            "by": "Mallory",
            **other,
        }
        entry = change.make(record or feedback(f"Forged {len(self.log)}"), **fields)
        self.log.append(entry)
        return entry

    def chain(self, n: int) -> bytes:
        value = change.genesis(self.device, self.epoch)
        for entry in self.log[:n]:
            value = change.link(value, entry.leaf)
        return value

    def stage(
        self,
        seq: int = 1,
        prev: bytes = b"",
        first: int = 1,
        raws: Sequence[bytes | Erased] | None = None,
        manifest: Callable[[Manifest], Manifest] = lambda same: same,
        **other: Any,
    ) -> Staged:
        """Seal and sign changes from `first` on; any field of the header may be chosen."""
        said = Manifest(
            site="HMP Example",
            wing="B",
            by="Mallory",
            app="0.1.0",
            first=first,
            last=len(self.log),
            chain_before=self.chain(first - 1),
            chain_after=self.chain(len(self.log)),
            trust_version=1,
            return_seq=0,
            receipt_key=bytes(32),
            # Far beyond what the PC's own program has said.
            audit_n=1_000_000,
            audit_chain=bytes(32),
            at=NOW,
        )
        outgoing = Outgoing(
            type="changes",
            env="practice",
            office=self.office,
            device=self.device,
            epoch=self.epoch,
            seq=seq,
            prev=prev,
            schema=1,
            recipients=self.recipients,
            manifest=manifest(said),
        )
        outgoing = msgspec.structs.replace(outgoing, **other)
        content = [entry.raw for entry in self.log[first - 1 :]] if raws is None else raws
        folder = self.folder / ids.new_id()
        folder.mkdir(parents=True)
        return writer.stage(outgoing, self.key, content, folder)
