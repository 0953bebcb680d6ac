# SPDX-License-Identifier: MIT
"""Every flipped bit and every truncation of a small bundle: refused, and never with a bug."""

import os
import tracemalloc
from pathlib import Path

import pytest

from coprod_desktop.bundle import reader
from coprod_desktop.bundle.errors import BundleError, SourceChanged
from tests.bundle.making import MARKER, Office, Wing, quarantined, take_in


class Specimen:
    """A small honest bundle in quarantine, and the office that would take it."""

    def __init__(self, folder: Path) -> None:
        self.office = Office()
        wing = Wing(self.office)
        wing.record(2)
        self.office.enrol(wing)
        self.data = wing.forge(wing.plaintext())
        self.file = quarantined(self.data, folder)
        self.body_at = reader.authenticate(self.file, self.office).body_at

    def is_refused(self) -> bool:
        try:
            reader.authenticate(self.file, self.office)
        except BundleError:
            return True
        return False

    def flips(self, place: int, bits: range) -> list[int]:
        """The bits of a byte whose flip is accepted: none, it is hoped."""
        byte = self.data[place]
        accepted: list[int] = []
        with self.file.path.open("r+b", buffering=0) as file:
            for bit in bits:
                os.lseek(file.fileno(), place, os.SEEK_SET)
                os.write(file.fileno(), bytes([byte ^ 1 << bit]))
                if not self.is_refused():
                    accepted.append(bit)
            os.lseek(file.fileno(), place, os.SEEK_SET)
            os.write(file.fileno(), bytes([byte]))
        return accepted


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Specimen:
    return Specimen(tmp_path_factory.mktemp("survival"))


def test_every_bit_before_the_body(specimen: Specimen) -> None:
    places = range(specimen.body_at)
    assert [place for place in places if specimen.flips(place, range(8))] == []
    assert not specimen.is_refused()


def test_bits_all_over_the_body(specimen: Specimen) -> None:
    start, end = specimen.body_at, len(specimen.data)
    # A hash over all of it sees every bit alike; `soak` tries them all.
    places = {*range(start, start + 80), *range(start, end, 61), *range(end - 20, end)}
    accepted = [at for at in places if specimen.flips(at, range(at % 8, at % 8 + 1))]
    assert accepted == []


@pytest.mark.soak
def test_every_bit_of_the_body(specimen: Specimen) -> None:
    places = range(specimen.body_at, len(specimen.data))
    assert [place for place in places if specimen.flips(place, range(8))] == []


def test_truncation_at_every_offset(specimen: Specimen, tmp_path: Path) -> None:
    path = tmp_path / "cut.coprod"
    path.write_bytes(specimen.data)
    start, end = specimen.body_at, len(specimen.data)
    for length in sorted({*range(start + 80), *range(start, end, 37)}, reverse=True):
        os.truncate(path, length)
        cut = reader.Quarantined(path, length, b"")
        with pytest.raises(BundleError):
            reader.authenticate(cut, specimen.office)


def test_a_file_that_shrinks_in_quarantine(specimen: Specimen, tmp_path: Path) -> None:
    whole = quarantined(specimen.data, tmp_path)
    os.truncate(whole.path, len(specimen.data) - 9)
    with pytest.raises(BundleError):
        reader.authenticate(whole, specimen.office)


def test_small_files_come_no_further_than_the_door(specimen: Specimen, tmp_path: Path) -> None:
    (tmp_path / "quarantine").mkdir()
    for length in (0, 1, 15, 16, 95):
        path = tmp_path / "short.coprod"
        path.write_bytes(specimen.data[:length])
        with pytest.raises(BundleError) as caught:
            reader.intake(path, tmp_path / "quarantine")
        assert not isinstance(caught.value, SourceChanged)


def test_every_flip_of_the_plaintext_is_refused_or_another_bundle(tmp_path: Path) -> None:
    """Flips that the sender itself made before sealing: only the strict reader stands there."""
    office = Office()
    wing = Wing(office)
    wing.record(1)
    office.enrol(wing)
    plaintext = wing.plaintext()
    honest = plaintext[: plaintext.rindex(b"\x7e") + 5]
    for place in range(len(honest)):
        flipped = bytearray(plaintext)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(BundleError):
            take_in(wing.forge(bytes(flipped)), office, tmp_path)


def test_reading_needs_no_more_memory_for_more_changes(tmp_path: Path) -> None:
    office = Office()
    wing = Wing(office)
    office.enrol(wing)
    wing.record(20_000, MARKER * 9)
    tracemalloc.start()
    try:
        staged = wing.stage(tmp_path / "staging")
        written = tracemalloc.get_traced_memory()[1]
        assert staged.size > 8 << 20
        tracemalloc.reset_peak()
        file = reader.intake(staged.path, tmp_path)
        authentic = reader.authenticate(file, office)
        content = reader.open_content(file, authentic, [office.seal])
        assert sum(1 for _ in content.entries()) == 20_000
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written < 8 << 20
    assert read < 8 << 20
