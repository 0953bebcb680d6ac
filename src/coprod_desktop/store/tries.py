# SPDX-License-Identifier: MIT
"""Wrong passwords at a locked store, counted until somebody opens it and they can be noted.

The audit is inside the store, and nobody was in. Whoever can write to the folder can remove the
count; but they can also carry the store away and guess elsewhere, where only the cost of each
guess holds them up.
"""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from coprod_desktop import files
from coprod_desktop.domain.errors import UserError
from coprod_desktop.domain.records import Line

FILE: Final = "tries.json"
_Counts = Annotated[dict[Line, Annotated[int, Meta(ge=1, le=2**31)]], Meta(max_length=1000)]
_COUNTS = msgspec.json.Decoder(_Counts)


def read(folder: Path) -> dict[str, int]:
    """How many wrong passwords were typed for each name; "" stands for names that nobody has."""
    try:
        return _COUNTS.decode((folder / FILE).read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def add(folder: Path, name: str) -> None:
    """Count one more. A disk that takes nothing does not keep anybody from being told."""
    counts = read(folder)
    counts[name] = counts.get(name, 0) + 1
    with suppress(UserError):
        files.replace(folder / FILE, msgspec.json.encode(counts))


def forget(folder: Path) -> None:
    """Begin again: the count was noted."""
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)
