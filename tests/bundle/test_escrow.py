# SPDX-License-Identifier: MIT
"""Papers that were printed by the first version open stores with every later one."""

import hashlib
import json

import msgspec
import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coprod_desktop.bundle import escrow
from coprod_desktop.bundle.suite import NotOpened
from coprod_desktop.domain import words
from coprod_desktop.domain.canonical import b64, unb64
from tests.conftest import ROOT

FROZEN = json.loads((ROOT / "tests/golden/v1/recovery.json").read_text("utf-8"))
SECRET = bytes.fromhex(FROZEN["recovery_secret"])
STORE_KEY = bytes.fromhex(FROZEN["store_key"])
QUESTION = msgspec.json.decode(FROZEN["question"], type=escrow.Question)
ANSWER = msgspec.json.decode(FROZEN["answer"], type=escrow.Answer)


def test_the_frozen_words_are_the_same_key() -> None:
    assert words.secret(FROZEN["recovery_words"].split()) == SECRET
    assert escrow.recovery_key(SECRET).key_id.hex() == FROZEN["recovery_key_id"]
    assert escrow.key_id(escrow.recovery_key(SECRET).public).hex() == FROZEN["recovery_key_id"]


def test_the_frozen_question_is_answered_and_the_frozen_answer_opened() -> None:
    assert escrow.encoded(QUESTION).decode() == FROZEN["question"]
    assert " ".join(QUESTION.words) == FROZEN["question_words"]
    assert escrow.unseal(QUESTION.sealed, QUESTION.whose, escrow.recovery_key(SECRET)) == STORE_KEY
    key = escrow.question_key(bytes.fromhex(FROZEN["question_secret"]))
    assert escrow.opened(ANSWER, key) == STORE_KEY
    assert escrow.opened(escrow.answer(QUESTION, escrow.recovery_key(SECRET)), key) == STORE_KEY


def test_they_open_as_the_document_says_without_this_program() -> None:
    question, answer = json.loads(FROZEN["question"]), json.loads(FROZEN["answer"])
    whose = json.dumps(question["whose"], sort_keys=True, separators=(",", ":")).encode()
    bound = hashlib.sha256(b"coprod/escrow/v1\0" + whose).digest()
    sealed = unb64(question["sealed"]["wrapped"])
    assert opened(SECRET, b"coprod/recovery-key/v1\0", bound, sealed) == STORE_KEY

    digest = hashlib.sha256(b"coprod/question/v1\0" + FROZEN["question"].encode()).digest()
    assert answer["question"] == b64(digest)
    bound = hashlib.sha256(b"coprod/answer/v1\0" + digest).digest()
    secret = bytes.fromhex(FROZEN["question_secret"])
    wrapped = unb64(answer["wrapped"])
    assert opened(secret, b"coprod/question-key/v1\0", bound, wrapped) == STORE_KEY


def opened(secret: bytes, label: bytes, bound: bytes, wrapped: bytes) -> bytes:
    """HPKE's one shot, with keys from HKDF-SHA-512; `cryptography` alone."""
    private = HKDF(algorithm=SHA512(), length=96, salt=None, info=label).derive(secret)
    key = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(private[:64]),
        X25519PrivateKey.from_private_bytes(private[64:]),
    )
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    return suite.decrypt(wrapped, key, b"coprod/wrap/v1\0" + bound)


@pytest.mark.parametrize(
    "other",
    [
        {"store": "0192f0c1-2b3a-7c4d-8e5f-60718293a4b6"},
        {"kind": "office"},
        {"env": "live"},
        {"title": "HMP Example, C"},
    ],
)
def test_a_sealed_key_is_bound_to_all_that_its_store_calls_itself(other: dict[str, str]) -> None:
    whose = msgspec.structs.replace(QUESTION.whose, **other)
    with pytest.raises(NotOpened):
        escrow.unseal(QUESTION.sealed, whose, escrow.recovery_key(SECRET))


def test_every_sealing_is_another() -> None:
    public = escrow.recovery_key(SECRET).public
    one, two = (escrow.seal(STORE_KEY, QUESTION.whose, public) for _ in range(2))
    assert one.wrapped != two.wrapped
    with pytest.raises(NotOpened):
        escrow.unseal(one, QUESTION.whose, escrow.question_key(SECRET))
