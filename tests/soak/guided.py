# SPDX-License-Identifier: MIT
"""What a fuzzer that watches which lines run is aimed at: every decoder that sees foreign bytes.

Run by `test_guided` in a process of its own: `python -m tests.soak.guided FOLDER RUNS SECONDS`.
"""

import io
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

# Not in the locks: it has no wheels for Windows, nor for the newest Python.
atheris: Any = import_module("atheris")

with atheris.instrument_imports(include=["coprod_desktop"]):
    from coprod_desktop.bundle import container, frames, header, manifest, returns, steps, trust
    from coprod_desktop.domain import change
    from coprod_desktop.domain.canonical import NotCanonical, NotOfType
    from coprod_desktop.domain.errors import UserError

Decoder = Callable[[bytes], object]


def _frames(data: bytes) -> object:
    # In two pieces, as a body comes: what is read may not depend on where it was cut.
    pieces = [data[: len(data) // 2], data[len(data) // 2 :]]
    whole, cut = (list(frames.FrameReader(each)) for each in ([data], pieces))
    assert whole == cut
    return None


DECODERS: tuple[Decoder, ...] = (
    change.read,
    header.decode,
    lambda data: container.read(io.BytesIO(data)),
    _frames,
    manifest.decode_manifest,
    manifest.decode_erased,
    manifest.decode_end,
    returns.decode_receipt,
    returns.decode_reference,
    steps.decode,
    trust.read,
)


def once(data: bytes) -> None:
    """Let one decoder read: it gives a value or says why not, and JSON has one spelling."""
    if not data:
        return
    which, data = data[0] % len(DECODERS), data[1:]
    try:
        DECODERS[which](data)
    except (NotCanonical, NotOfType, UserError):
        return
    if which not in {2, 3}:
        spelt = json.dumps(
            json.loads(data), separators=(",", ":"), sort_keys=True, ensure_ascii=False
        )
        assert spelt.encode() == data


if __name__ == "__main__":
    folder, runs, seconds = sys.argv[1:]
    atheris.Setup(
        [
            sys.argv[0],
            f"-atheris_runs={runs}",
            f"-max_total_time={seconds}",
            "-timeout=5",
            "-rss_limit_mb=1024",
            "-max_len=70000",
            "-print_final_stats=1",
            f"-artifact_prefix={Path(folder) / 'found-'}",
            folder,
        ],
        once,
    )
    atheris.Fuzz()
