# SPDX-License-Identifier: MIT
import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.bundle import container
from coprod_desktop.bundle.container import MAGIC, Signature
from coprod_desktop.bundle.errors import (
    BundleError,
    HeaderTooLarge,
    MalformedSignatureBlock,
    NotABundle,
    TransferDamage,
    TruncatedBundle,
    UnknownFlag,
    UnsupportedContainer,
)

DAMAGED = (UnsupportedContainer, UnknownFlag, HeaderTooLarge, MalformedSignatureBlock)
ONE = (Signature(alg=1, key_id=b"k" * 8, value=bytes(64)),)
GOOD = container.encode(b"{}", ONE)


def read(data: bytes) -> container.Container:
    return container.read(io.BytesIO(data))


@given(
    st.binary(min_size=1, max_size=65_536),
    st.lists(st.binary(min_size=8, max_size=8), min_size=1, max_size=4, unique=True),
)
def test_what_is_encoded_is_read(header: bytes, key_ids: list[bytes]) -> None:
    table = tuple(Signature(alg=1, key_id=key, value=key * 8) for key in sorted(key_ids))
    head = container.encode(header, table)
    outer = read(head + b"body")
    assert (outer.header, outer.signatures, outer.body_at) == (header, table, len(head))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_end_in_an_error_of_this_stage(data: bytes) -> None:
    for start in (b"", MAGIC, GOOD[:16]):
        with contextlib.suppress(NotABundle, TransferDamage, TruncatedBundle, *DAMAGED):
            read(start + data)


def test_every_prefix_is_truncated() -> None:
    for length in range(len(GOOD)):
        with pytest.raises((TruncatedBundle, NotABundle, TransferDamage)):
            read(GOOD[:length])
    for length in range(8, len(GOOD)):
        with pytest.raises(TruncatedBundle):
            read(GOOD[:length])


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b"\r\n", b"\n"),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\x1a", b""),
        b"\x09" + GOOD[1:],
    ],
)
def test_text_tools_leave_their_mark(data: bytes) -> None:
    with pytest.raises(TransferDamage):
        read(data)


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04" * 40, b"%PDF-1.7" * 20, bytes(200)])
def test_other_files_are_no_bundles(data: bytes) -> None:
    with pytest.raises(NotABundle):
        read(data)


@pytest.mark.parametrize(
    ("version", "flags", "length", "error"),
    [
        (0, 0, 2, UnsupportedContainer),
        (2, 0, 2, UnsupportedContainer),
        (65_535, 0, 2, UnsupportedContainer),
        (1, 1, 2, UnknownFlag),
        (1, 0x8000, 2, UnknownFlag),
        (1, 0, 0, HeaderTooLarge),
        (1, 0, 65_537, HeaderTooLarge),
        (1, 0, 2**32 - 1, HeaderTooLarge),
        (1, 0, 65_536, TruncatedBundle),
    ],
)
def test_hostile_prefixes(version: int, flags: int, length: int, error: type[BundleError]) -> None:
    with pytest.raises(error):
        read(struct.pack(">8sHHI", MAGIC, version, flags, length) + GOOD[16:])


@pytest.mark.parametrize(
    "table",
    [
        (),
        ONE * 5,
        ONE * 2,
        (Signature(alg=0, key_id=b"k" * 8, value=bytes(64)),),
        (Signature(alg=3, key_id=b"k" * 8, value=bytes(64)),),
        (Signature(alg=1, key_id=b"k" * 8, value=bytes(63)),),
        (Signature(alg=1, key_id=b"k" * 8, value=b""),),
        (Signature(alg=1, key_id=b"k" * 8, value=bytes(65_535)),),
        (Signature(alg=2, key_id=b"k" * 8, value=bytes(64)),),
        (Signature(alg=1, key_id=b"l" * 8, value=bytes(64)), *ONE),
    ],
)
def test_hostile_signature_tables(table: tuple[Signature, ...]) -> None:
    with pytest.raises(MalformedSignatureBlock):
        read(container.encode(b"{}", table))
