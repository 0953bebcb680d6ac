# SPDX-License-Identifier: MIT
"""Tables that leave the program (CSV): no spreadsheet takes a cell of theirs for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_BOM: Final = b"\xef\xbb\xbf"
# OWASP, "CSV Injection": what a spreadsheet begins a formula with, in full width too.
_BEGINS_FORMULA: Final = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not compute: an apostrophe before what looks so."""
    begins = text.startswith(_BEGINS_FORMULA) or text.lstrip().startswith(_BEGINS_FORMULA)
    return "'" + text if begins else text


def lines(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The lines of a CSV file (RFC 4180) in UTF-8, with the mark that spreadsheets know it by.

    Numbers stay numbers; every text is made `harmless`.
    """
    yield _BOM
    yield _line(heading)
    yield from map(_line, rows)


def _line(row: Sequence[object]) -> bytes:
    written = io.StringIO()
    cells = [harmless(cell) if isinstance(cell, str) else cell for cell in row]
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()
