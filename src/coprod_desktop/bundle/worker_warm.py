# SPDX-License-Identifier: MIT
"""Reads a made-up bundle before a process forks itself, so that its forks need not warm up.

What is computed, looked up or asked of the system once stays done in each fork, and a fork pays for
every page of the interpreter that it is the first to write to. No fork learns anything by it, since
the bundle is made up here, and sealed with a key of zeros.
"""

import hashlib
from collections.abc import Generator
from datetime import date
from typing import Final

from coprod_desktop.bundle import content, frames, header, manifest, suite
from coprod_desktop.bundle.header import EMPTY_SHA256, BodyInfo, Core, Header
from coprod_desktop.bundle.manifest import NO_RECEIPT_KEY, End, Manifest
from coprod_desktop.domain import change
from coprod_desktop.domain.records import Feedback

_CHANGES: Final = 150
"""Enough for every step to be taken often: more of them save nothing."""
_PIECE: Final = 1 << 16
_ID: Final = "00000000-0000-7000-8000-000000000000"
_KEY: Final = bytes(suite.FILE_KEY_LENGTH)


def up() -> None:
    """Read some comments as every bundle is read."""
    core = Core(
        type="changes",
        env="practice",
        office="warm",
        device=_ID,
        epoch=_ID,
        seq=1,
        prev="",
        suite=suite.NEWEST.name,
        schema=change.SCHEMA,
        recipients=(),
    )
    made = Header(core=core, wraps=(), body=BodyInfo(len=0, sha256=EMPTY_SHA256))
    found = header.decode(made.encode())
    encryptor = suite.NEWEST.encryptor(_KEY, found.ch)
    sealed = encryptor.update(_plaintext(found)) + encryptor.finalize()

    def pieces() -> Generator[bytes, None, None]:
        decryptor = suite.NEWEST.decryptor(_KEY, found.ch)
        for start in range(0, len(sealed), _PIECE):
            yield decryptor.update(sealed[start : start + _PIECE])
        yield decryptor.finalize()

    for _ in content.Content(pieces, found).entries():
        pass


def _plaintext(found: Header) -> bytes:
    said = Feedback(
        date=date(2026, 1, 1),
        form="feedback-1",
        answers={"fft_overall": 1, "what_good": "warm " * 60},
        site="Warm",
        wing="Warm",
        channel="paper_slip",
    )
    before = chain = change.genesis(_ID, _ID)
    changes: list[bytes] = []
    for n in range(1, _CHANGES + 1):
        entry = change.make(said, n=n, record_id=_ID, rev=1, parent=b"", at=n, by="Warm")
        chain = change.link(chain, entry.leaf)
        changes.append(frames.frame(frames.CHANGE, entry.raw))
    about = Manifest(
        site="Warm",
        wing="Warm",
        by="Warm",
        app="0",
        first=1,
        last=_CHANGES,
        chain_before=before,
        chain_after=chain,
        trust_version=0,
        return_seq=0,
        receipt_key=NO_RECEIPT_KEY,
        audit_n=0,
        audit_chain=bytes(32),
        at=0,
    )
    head = frames.frame(frames.MANIFEST, manifest.encode_manifest(about, found.ch))
    body = head + b"".join(changes)
    end = End(changes=_CHANGES, chain=chain, sha256=hashlib.sha256(body).digest())
    body += frames.frame(frames.END, manifest.encode_end(end))
    return body + frames.padding(len(body))
