# SPDX-License-Identifier: MIT
import pytest

from coprod_desktop.bundle import suite
from coprod_desktop.bundle.errors import UnsupportedSuite
from coprod_desktop.bundle.keys import SealKey, SealPublic

CH, OTHER_CH = b"c" * 32, b"d" * 32


def test_a_file_key_opens_for_its_recipient_and_header_alone() -> None:
    sealing, key, other = suite.NEWEST, SealKey.generate(), SealKey.generate()
    file_key = sealing.file_key()
    wrapped = sealing.wrap(file_key, SealPublic.from_bytes(key.public), CH)
    assert sealing.unwrap(wrapped, key, CH) == file_key
    for wrong, by, ch in ((wrapped, key, OTHER_CH), (wrapped, other, CH), (wrapped[:-1], key, CH)):
        with pytest.raises(suite.NotOpened):
            sealing.unwrap(wrong, by, ch)


def test_a_sealed_thing_of_another_length_is_no_file_key() -> None:
    key = SealKey.generate()
    wrapped = suite.NEWEST.wrap(b"short", SealPublic.from_bytes(key.public), CH)
    with pytest.raises(suite.NotOpened):
        suite.NEWEST.unwrap(wrapped, key, CH)


@pytest.mark.parametrize("ch", [CH, OTHER_CH])
def test_a_body_opens_under_its_header_alone(ch: bytes) -> None:
    key = suite.NEWEST.file_key()
    encryptor, decryptor = suite.NEWEST.encryptor(key, CH), suite.NEWEST.decryptor(key, ch)
    sealed = encryptor.update(b"words" * 9999) + encryptor.finalize()
    if ch == CH:
        assert decryptor.update(sealed) + decryptor.finalize() == b"words" * 9999
    else:
        with pytest.raises(suite.NotOpened):
            decryptor.update(sealed)


def test_what_is_cut_off_at_a_chunk_does_not_end() -> None:
    key = suite.NEWEST.file_key()
    encryptor, decryptor = suite.NEWEST.encryptor(key, CH), suite.NEWEST.decryptor(key, CH)
    sealed = encryptor.update(bytes(1 << 16))
    decryptor.update(sealed)
    with pytest.raises(suite.NotOpened):
        decryptor.finalize()


def test_an_unknown_suite_is_named_as_such() -> None:
    assert suite.named("cop1-xwing-aes256gcm-cobble256") is suite.NEWEST
    with pytest.raises(UnsupportedSuite):
        suite.named("cop2")
