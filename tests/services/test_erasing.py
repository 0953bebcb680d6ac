# SPDX-License-Identifier: MIT
"""What was erased is gone from every page, here and at the office, and never comes back."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from coprod_desktop.domain.errors import (
    InvalidValue,
    NotAllowed,
    RecordErased,
    RecordNotFound,
)
from coprod_desktop.domain.records import Erasure
from coprod_desktop.services import care, drafts, erasing, lists, records
from coprod_desktop.services.drafts import Draft
from coprod_desktop.services.lists import Query
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback, meeting, send, take_in

MARKER = "Zyxomarquet"
PAGE, RESERVED, SALT = 4096, 80, 16


def plain_pages(s: SignedIn) -> bytes:
    """Every page of the store's file as SQLite sees it, free ones too, decrypted one by one.

    SQLCipher 4: AES-256-CBC; a page ends in its initialisation vector and authentication code.
    """
    s.vault.fold()
    assert s.vault.path.with_name("store.db-wal").stat().st_size == 0
    raw, plain = s.vault.path.read_bytes(), bytearray()
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        begin, end = (SALT if start == 0 else 0), PAGE - RESERVED
        cipher = Cipher(algorithms.AES(s.vault.key()), modes.CBC(page[end : end + 16]))
        plain += cipher.decryptor().update(page[begin:end])
    return bytes(plain)


def holds(s: SignedIn, word: str = MARKER) -> bool:
    """Whether any page still holds the word, as it was typed or as the index folds it."""
    pages = plain_pages(s)
    # The index keeps only what differs from the term before it: look for its tail.
    return any(part.encode() in pages for part in (word, word.lower(), word.lower()[2:]))


def found(s: SignedIn, word: str = MARKER) -> int:
    return len(lists.page(s, "feedback", Query(words=word)))


def test_an_erased_word_is_in_no_page_any_more(wing: SignedIn) -> None:
    records.save_many(wing, [feedback(f"Comment {n} about the hatch") for n in range(400)])
    drafts.keep(wing, Draft(drafts.new_id(), "feedback", {"what_good": f"{MARKER} was rude"}))
    saved = records.save(wing, feedback(f"{MARKER} was rude"), draft=drafts.mine(wing)[0].id)
    records.save(wing, feedback(f"{MARKER} was very rude"), id=saved.id)
    records.save_many(wing, [feedback(f"Later {n} about the queue") for n in range(400)])
    assert holds(wing)
    erasing.erase(wing, saved.id, "patient_asked")
    assert not holds(wing)
    assert found(wing) == 0
    assert found(wing, "hatch") == 50
    assert care.check(wing).ok
