# SPDX-License-Identifier: MIT
import os
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_desktop.bundle import frames, manifest, reader
from coprod_desktop.bundle.errors import (
    BodyAuthenticationFailed,
    ChainMismatch,
    FrameTooLarge,
    IncompleteBundle,
    KeyUnwrapFailed,
    MalformedFrame,
    ManifestMismatch,
    NoMatchingRecipient,
    RecordLimitExceeded,
)
from coprod_desktop.bundle.frames import CHANGE, END, ERASED, MANIFEST, PAD, frame
from coprod_desktop.bundle.keys import SealKey
from coprod_desktop.bundle.manifest import End, Erased
from coprod_desktop.domain import change, text
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry
from tests.bundle.making import (
    Office,
    Wing,
    changes,
    edited,
    end_of,
    first_frame,
    quarantined,
    refused,
    take_in,
    whole,
)

OPEN_FILES = Path("/proc/self/fd")


def test_what_was_exported_comes_out(wing: Wing, office: Office, tmp_path: Path) -> None:
    staged = wing.stage(tmp_path / "staging")
    file = quarantined(staged.path.read_bytes(), tmp_path)
    authentic = reader.authenticate(file, office)
    for key in (office.seal, office.recovery):
        content = reader.open_content(file, authentic, [SealKey.generate(), key])
        assert content.manifest == wing.manifest()
        assert content.end is None
        assert list(content.entries()) == wing.log
        assert content.end == reader.Ended(changes=3, chain=end_of(wing))


def test_content_can_be_read_twice(wing: Wing, office: Office, tmp_path: Path) -> None:
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    content = reader.open_content(file, reader.authenticate(file, office), [office.seal])
    assert list(content.entries()) == list(content.entries()) == wing.log


def test_the_file_key_and_the_file_are_enough(wing: Wing, office: Office, tmp_path: Path) -> None:
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    file_key = reader.unwrap(authentic, [office.seal])
    assert list(reader.contents(file_key, file, authentic.header).entries()) == wing.log


def test_an_overlapping_slice_of_the_log(wing: Wing, office: Office, tmp_path: Path) -> None:
    staged = wing.stage(tmp_path / "staging", seq=2, prev=b"p" * 32, first=3)
    assert take_in(staged.path.read_bytes(), office, tmp_path) == wing.log[2:]


def test_a_bundle_without_changes(office: Office, tmp_path: Path) -> None:
    wing = Wing(office)
    office.enrol(wing)
    assert take_in(wing.stage(tmp_path / "staging").path.read_bytes(), office, tmp_path) == []


def test_an_erased_change_keeps_its_place_in_the_chain(
    wing: Wing, office: Office, tmp_path: Path
) -> None:
    gone = wing.log[1].change
    place = Erased(n=2, id=gone.id, type="feedback", rev=1, leaf=wing.log[1].leaf)
    parts = changes(wing)
    parts[1] = frame(ERASED, manifest.encode_erased(place))
    body = whole([first_frame(wing), *parts], 3, end_of(wing))
    assert take_in(wing.forge(body), office, tmp_path) == [wing.log[0], place, wing.log[2]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=2000), max_size=8))
def test_any_words_survive_the_journey(texts: list[str], tmp_path: Path) -> None:
    office = Office()
    wing = Wing(office)
    office.enrol(wing)
    for words in texts:
        wing.record(words=text.clean(words))
    data = wing.stage(tmp_path / "staging").path.read_bytes()
    assert take_in(data, office, tmp_path) == wing.log


# --- keys ---------------------------------------------------------------------------------------


def test_sealed_to_others(wing: Wing, office: Office, tmp_path: Path) -> None:
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    with pytest.raises(NoMatchingRecipient):
        reader.unwrap(authentic, [SealKey.generate()])
    with pytest.raises(NoMatchingRecipient):
        reader.unwrap(authentic, [])


def test_a_sealed_key_that_does_not_open(wing: Wing, office: Office, tmp_path: Path) -> None:
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    for sealed in (b64(os.urandom(1168)), b64(b"short")):
        wrap = msgspec.structs.replace(authentic.header.wraps[0], enc_key=sealed)
        header = msgspec.structs.replace(authentic.header, wraps=(wrap,))
        with pytest.raises(KeyUnwrapFailed):
            reader.unwrap(reader.Authentic(header, b"", authentic.signer, 0), [office.seal])


def test_a_body_that_another_header_sealed(wing: Wing, office: Office, tmp_path: Path) -> None:
    """An enrolled device re-signs a body that it did not seal: the key opens, the body does not."""
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    file_key = reader.unwrap(authentic, [office.seal])
    core = wing.core(seq=2, prev=b64(bytes(32)))
    other = msgspec.structs.replace(authentic.header, core=core)
    with pytest.raises(BodyAuthenticationFailed):
        reader.contents(file_key, file, other)


def test_swapped_or_missing_chunks(wing: Wing, office: Office, tmp_path: Path) -> None:
    """Even with the right hash over it, ciphertext that was rearranged does not open."""
    wing.record(200)
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    file_key = reader.unwrap(authentic, [office.seal])
    data, start, chunk = file.path.read_bytes(), authentic.body_at + 56, 16_384 + 16
    one, two = data[start : start + chunk], data[start + chunk : start + 2 * chunk]
    for spoilt in (
        data[:start] + two + one + data[start + 2 * chunk :],
        data[:start] + one + one + data[start + 2 * chunk :],
        data[: -(len(data) - start) % chunk - 16],
    ):
        size = len(spoilt) - authentic.body_at
        body = msgspec.structs.replace(authentic.header.body, len=size)
        header = msgspec.structs.replace(authentic.header, body=body)
        with pytest.raises(BodyAuthenticationFailed):
            list(reader.contents(file_key, quarantined(spoilt, tmp_path), header).entries())


# --- frames and manifest --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [0, 4, 0x7D, 0x80, 0xFF, MANIFEST, PAD])
def test_unexpected_frames(kind: int, wing: Wing, tmp_path: Path) -> None:
    parts = [first_frame(wing), *changes(wing), frame(kind, b"")]
    refused(MalformedFrame, whole(parts, 3, end_of(wing)), wing, tmp_path)


@pytest.mark.parametrize("start", [b"", frame(CHANGE, b"{}"), frame(MANIFEST, b"{}"), b"\x01"])
def test_a_body_begins_with_its_manifest(start: bytes, wing: Wing, tmp_path: Path) -> None:
    with pytest.raises((MalformedFrame, IncompleteBundle)):
        take_in(wing.forge(start), wing.office, tmp_path)


def test_hostile_frame_lengths(wing: Wing, tmp_path: Path) -> None:
    for length in (frames.MAX_FRAME + 1, 2**32 - 1):
        start = first_frame(wing) + frames.HEAD.pack(CHANGE, length)
        refused(FrameTooLarge, start + bytes(1 << 16), wing, tmp_path)
    refused(IncompleteBundle, first_frame(wing) + frames.HEAD.pack(CHANGE, 9), wing, tmp_path)


def test_a_manifest_larger_than_any(wing: Wing, tmp_path: Path) -> None:
    refused(MalformedFrame, frame(MANIFEST, b" " * 70_000), wing, tmp_path)


def test_a_manifest_for_another_header(wing: Wing, tmp_path: Path) -> None:
    raw = manifest.encode_manifest(wing.manifest(), b"x" * 32)
    parts = [frame(MANIFEST, raw), *changes(wing)]
    refused(ManifestMismatch, whole(parts, 3, end_of(wing)), wing, tmp_path)


def test_a_log_that_begins_elsewhere(wing: Wing, tmp_path: Path) -> None:
    refused(ManifestMismatch, wing.plaintext(chain_before=b"x" * 32), wing, tmp_path)


def test_a_manifest_whose_numbers_go_backwards(wing: Wing, tmp_path: Path) -> None:
    refused(MalformedFrame, wing.plaintext(first=3, last=1), wing, tmp_path)


def test_more_changes_than_allowed(wing: Wing, office: Office, tmp_path: Path) -> None:
    file = quarantined(wing.forge(wing.plaintext()), tmp_path)
    authentic = reader.authenticate(file, office)
    with pytest.raises(RecordLimitExceeded):
        reader.open_content(file, authentic, [office.seal], reader.Limits(changes=2))


# --- the end --------------------------------------------------------------------------------------


def test_fewer_changes_than_the_manifest_says(wing: Wing, tmp_path: Path) -> None:
    parts = [first_frame(wing), *changes(wing)[:2]]
    refused(IncompleteBundle, whole(parts, 2, wing.chain(2)), wing, tmp_path)


def test_without_an_end_mark(wing: Wing, tmp_path: Path) -> None:
    body = first_frame(wing) + b"".join(changes(wing))
    refused(IncompleteBundle, body, wing, tmp_path)


def test_a_false_end_mark(wing: Wing, tmp_path: Path) -> None:
    before = first_frame(wing) + b"".join(changes(wing))
    for end in (
        b"{}",
        b" " * 70_000,
        manifest.encode_end(End(changes=3, chain=end_of(wing), sha256=bytes(32))),
    ):
        body = before + frame(END, end)
        refused(IncompleteBundle, body + frames.padding(len(body)), wing, tmp_path)
    parts = [first_frame(wing), *changes(wing)]
    refused(IncompleteBundle, whole(parts, 4, end_of(wing)), wing, tmp_path)


def test_a_chain_that_leads_elsewhere(wing: Wing, tmp_path: Path) -> None:
    parts = [first_frame(wing), *changes(wing)]
    refused(ChainMismatch, whole(parts, 3, bytes(32)), wing, tmp_path)
    refused(ChainMismatch, wing.plaintext(chain_after=bytes(32)), wing, tmp_path)
    parts[2] = frame(CHANGE, edited(wing.log[1].raw, by="Someone else"))
    refused(ChainMismatch, whole(parts, 3, end_of(wing)), wing, tmp_path)


def test_there_is_one_way_to_pad(wing: Wing, tmp_path: Path) -> None:
    body = wing.plaintext()
    bare = body[: body.rindex(b"\x7e")]
    missing = -len(bare) % frames.BLOCK
    half = frames.HEAD.size
    for padding in (
        b"",
        frame(PAD, bytes(missing - half + 1)),
        frame(PAD, bytes(missing - half - 1)),
        frame(PAD, bytes(missing - half) + bytes(frames.BLOCK)),
        frame(PAD, b"") + frame(PAD, bytes(missing - 2 * half)),
        frame(PAD, b"\1" + bytes(missing - half - 1)),
        frame(PAD, bytes(missing - half)) + frame(CHANGE, wing.log[0].raw),
        frame(END, bytes(missing - half)),
    ):
        refused(IncompleteBundle, bare + padding, wing, tmp_path)


def test_no_file_stays_open_after_a_fault(wing: Wing, office: Office, tmp_path: Path) -> None:
    """Windows would not let the quarantine go while the error is still being shown."""
    body = whole([first_frame(wing), *changes(wing), frame(4, b"")], 3, end_of(wing))
    file = quarantined(wing.forge(body), tmp_path)
    content = reader.open_content(file, reader.authenticate(file, office), [office.seal])
    with pytest.raises(MalformedFrame) as caught:
        list(content.entries())
    half_read = content.entries()
    next(half_read)
    half_read.close()
    assert caught.value.__traceback__
    if sys.platform == "linux":
        links = [link.readlink() for link in OPEN_FILES.iterdir() if link.is_symlink()]
        assert file.path not in links
    file.path.unlink()


def test_nothing_is_proven_before_the_end(wing: Wing, office: Office, tmp_path: Path) -> None:
    body = first_frame(wing) + b"".join(changes(wing))
    file = quarantined(wing.forge(body), tmp_path)
    content = reader.open_content(file, reader.authenticate(file, office), [office.seal])
    entries = content.entries()
    assert [next(entries) for _ in range(3)] == wing.log
    assert content.end is None
    with pytest.raises(IncompleteBundle):
        next(entries)
    assert content.end is None


def test_entries_carry_the_bytes_and_the_leaf(wing: Wing, office: Office, tmp_path: Path) -> None:
    for found in take_in(wing.forge(wing.plaintext()), office, tmp_path):
        assert isinstance(found, Entry)
        assert change.read(found.raw) == found
