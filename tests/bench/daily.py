# SPDX-License-Identifier: MIT
"""What people wait for many times a day: saving, the list, the search box."""

from pathlib import Path
from typing import Any

from coprod_desktop.domain import change as changes
from coprod_desktop.domain import ids
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import listed, tables
from coprod_desktop.store.vault import connect
from tests.bench.figures import Line, middle, p99, seconds
from tests.bench.raw import Raw
from tests.bench.workload import Texts

_SAVES = 400
_READS = 400
_FRAME = 0.016


def lines(wing: SignedIn, folder: Path) -> list[Line]:
    """Interleave the program and the bare loop, so that both meet the same machine."""
    source = connect(wing.vault.path, wing.vault.key())
    raw = Raw(folder / "raw.db", source)
    _index(raw, source)
    source.close()
    return [*_saving(wing, raw), *_reading(wing, raw)]


def _index(raw: Raw, source: Any) -> None:
    rows = source.execute("SELECT arrival, raw FROM change ORDER BY arrival")
    while block := rows.fetchmany(5000):
        raw.index([(arrival, listed.words(changes.read(r).change.data)) for arrival, r in block])


def _saving(wing: SignedIn, raw: Raw) -> list[Line]:
    wanted = list(Texts(7).records(_SAVES))
    ours: list[float] = []
    bare: list[float] = []
    for number, record in enumerate(wanted):
        ours.append(seconds(lambda record=record: records.save(wing, record)))
        row, line, body = _rows(raw.next + number, record)
        bare.append(seconds(lambda row=row, line=line, body=body: raw.save(row, line, body)))
    ratio = middle(ours) / middle(bare)
    figure = f"×{ratio:.2f} ({middle(ours) * 1e3:.2f} ms; raw {middle(bare) * 1e3:.2f} ms)"
    return [Line("save one record", figure, "≤ ×2 of the raw commit", ratio <= 2)]


def _rows(arrival: int, record: Any) -> tuple[list[Any], list[Any], str]:
    entry = changes.make(
        record, n=arrival, record_id=ids.new_id(), rev=1, parent=b"", at=arrival, by="Head"
    )
    chain = entry.leaf
    row = [arrival, 1, arrival, entry.change.id, 1, entry.leaf, chain, entry.raw]
    pos = tables.position(listed.day(entry.change), arrival)
    line = [
        *(pos, entry.change.id, arrival, 1, 1, arrival, "Head"),
        *(record.date.isoformat(), record.site, record.wing, record.service, record.channel, "", 1),
        *(";".join(record.themes), record.who_can_fix, 0, "", "", ""),
        listed.words(record)[:160],
    ]
    return row, line, listed.words(record)


def _reading(wing: SignedIn, raw: Raw) -> list[Line]:
    typed = _typed()
    page: list[float] = []
    bare_page: list[float] = []
    found: list[float] = []
    bare_found: list[float] = []
    for prefix in typed:
        query = lists.Query(words=prefix)
        page.append(seconds(lambda: lists.page(wing, "feedback")))
        bare_page.append(seconds(raw.page))
        found.append(seconds(lambda query=query: lists.page(wing, "feedback", query)))
        bare_found.append(seconds(lambda prefix=prefix: raw.search(prefix)))
    return [
        *_compared("list page of 50", page, bare_page),
        *_compared("search as you type, newest 50", found, bare_found),
    ]


def _typed() -> list[str]:
    texts = Texts(3)
    return [texts.typed() for _ in range(_READS)]


def _compared(what: str, ours: list[float], bare: list[float]) -> list[Line]:
    ratio = middle(ours) / middle(bare)
    figure = f"×{ratio:.2f} ({middle(ours) * 1e3:.2f} ms; raw {middle(bare) * 1e3:.2f} ms)"
    worst = p99(ours)
    return [
        Line(what, figure, "≤ ×3 of raw SQL", ratio <= 3),
        Line(f"{what}, p99", f"{worst * 1e3:.1f} ms", "< 16 ms (a frame)", worst < _FRAME),
    ]
