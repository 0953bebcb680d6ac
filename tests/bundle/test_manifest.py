# SPDX-License-Identifier: MIT
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.bundle import manifest
from coprod_desktop.bundle.manifest import End, Erased, Manifest
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import NotCanonical, NotOfType

DIGESTS = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(1, 2**53 - 1)
LINES = st.text(st.sampled_from("abc éאب-"), max_size=200)
MANIFESTS = st.builds(
    Manifest,
    site=LINES,
    wing=LINES,
    by=LINES,
    app=LINES,
    first=NUMBERS,
    last=NUMBERS,
    chain_before=DIGESTS,
    chain_after=DIGESTS,
    trust_version=NUMBERS,
    return_seq=NUMBERS,
    receipt_key=DIGESTS,
    audit_n=NUMBERS,
    audit_chain=DIGESTS,
    at=NUMBERS,
)


@given(MANIFESTS, DIGESTS)
def test_a_manifest_comes_back(made: Manifest, ch: bytes) -> None:
    assert manifest.decode_manifest(manifest.encode_manifest(made, ch)) == (made, ch)


@given(NUMBERS, NUMBERS, DIGESTS)
def test_an_erased_place_and_an_end_mark_come_back(n: int, rev: int, digest: bytes) -> None:
    erased = Erased(n=n, id=ids.new_id(), type="meeting", rev=rev, leaf=digest)
    assert manifest.decode_erased(manifest.encode_erased(erased)) == erased
    end = End(changes=n, chain=digest, sha256=digest)
    assert manifest.decode_end(manifest.encode_end(end)) == end


@pytest.mark.parametrize(
    "read", [manifest.decode_manifest, manifest.decode_erased, manifest.decode_end]
)
@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b'{"n":1}', b"[" * 200_000, b"\xff"])
def test_other_json_is_refused(read: Callable[[bytes], object], raw: bytes) -> None:
    with pytest.raises((NotCanonical, NotOfType)):
        read(raw)


def test_erased_keeps_no_content() -> None:
    erased = Erased(n=4, id=ids.new_id(), type="feedback", rev=2, leaf=b"l" * 32)
    assert set(Erased.__struct_fields__) == {"n", "id", "type", "rev", "leaf"}
    assert len(manifest.encode_erased(erased)) < 200
