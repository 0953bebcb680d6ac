# SPDX-License-Identifier: MIT
"""The office's recovery key, and what it is asked to open when every password of a store is lost.

Each store's key is sealed to the office's public recovery key from the day it is made. The private
half comes from 32 random bytes that stand on paper, as 24 words, and nowhere else. A wing that is
locked out writes a *question*; the office, with the paper, writes an *answer* that only this
question's own key opens. Everything is sealed as a bundle's file key is (``bundle.suite``), each
under a hash with a label of its own in place of a header's.
"""

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct

from coprod_desktop import files
from coprod_desktop.bundle import suite
from coprod_desktop.bundle.errors import UnsupportedSuite, WeakKey
from coprod_desktop.bundle.header import Binary, Env, KeyId, Sha256, Uuid
from coprod_desktop.bundle.keys import SealKey, SealPublic
from coprod_desktop.bundle.suite import NotOpened
from coprod_desktop.domain import canonical, words
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import Milliseconds
from coprod_desktop.domain.errors_recovery import RecoveryFileRefused
from coprod_desktop.domain.records import Line

SECRET_BYTES: Final = 32
MAX_FILE: Final = 1 << 16
_PRIVATE_BYTES = 96

Name = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}\Z")]


def new_secret() -> bytes:
    """32 fresh random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def recovery_key(secret: bytes) -> SealKey:
    """The office's recovery key pair, from the secret that its 24 words stand for."""
    return _derived(secret, b"coprod/recovery-key/v1\0")


def question_key(secret: bytes) -> SealKey:
    """The key pair of one question, from the secret that waits on the locked-out PC."""
    return _derived(secret, b"coprod/question-key/v1\0")


def key_id(public: bytes) -> bytes:
    """The id of a public sealing key, such as a recovery key. Raises `WeakKey`."""
    return SealPublic.from_bytes(public).key_id


def _derived(secret: bytes, label: bytes) -> SealKey:
    """96 private bytes by HKDF-SHA-512 (RFC 5869), without a salt."""
    expanded = HKDF(algorithm=SHA512(), length=_PRIVATE_BYTES, salt=None, info=label)
    return SealKey.from_private(expanded.derive(secret))


class Whose(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The store that a sealed key belongs to, as it calls itself.

    The sealing is bound to all of it: the office is told no other wing's name than that of the one
    whose key it gives out.
    """

    store: Uuid
    kind: Literal["wing", "office"]
    env: Env
    title: Line

    @property
    def digest(self) -> bytes:
        """What the sealing is bound to."""
        return hashlib.sha256(b"coprod/escrow/v1\0" + canonical.encode(self)).digest()


class Sealed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A store's key, sealed to the recovery key `kid`."""

    suite: Name
    kid: KeyId
    wrapped: Binary


def seal(key: bytes, whose: Whose, recovery: bytes) -> Sealed:
    """Seal a store's key to the office's public recovery key. Raises `WeakKey`."""
    public = SealPublic.from_bytes(recovery)
    wrapped = suite.NEWEST.wrap(key, public, whose.digest)
    return Sealed(suite=suite.NEWEST.name, kid=b64(public.key_id), wrapped=b64(wrapped))


def unseal(sealed: Sealed, whose: Whose, key: SealKey) -> bytes:
    """The store's key. Raises `NotOpened` when it was sealed for another store or key."""
    return _opened(sealed.suite, sealed.wrapped, key, whose.digest)


def _opened(name: str, wrapped: str, key: SealKey, bound: bytes) -> bytes:
    try:
        return suite.named(name).unwrap(unb64(wrapped), key, bound)
    except (canonical.NotCanonical, UnsupportedSuite):
        raise NotOpened from None


# --- question and answer -------------------------------------------------------------------------


class Question(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is locked out of which store, and the key to which the answer is to be sealed."""

    type: Literal["recovery_question"] = "recovery_question"
    format: Literal[1] = 1
    whose: Whose
    person: Line
    sealed: Sealed
    key: Binary
    at: Milliseconds

    @property
    def digest(self) -> bytes:
        """What names this question: SHA-256 over its canonical bytes."""
        raw = canonical.encode(self)
        return hashlib.sha256(b"coprod/question/v1\0" + raw).digest()

    @property
    def words(self) -> tuple[str, ...]:
        """The twelve words that both sides compare over the telephone."""
        return words.of(self.digest)


class Answer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A store's key, sealed to the key of the question whose digest is `question`."""

    type: Literal["recovery_answer"] = "recovery_answer"
    format: Literal[1] = 1
    store: Uuid
    question: Sha256
    suite: Name
    wrapped: Binary


_QUESTION = msgspec.json.Decoder(Question)
_ANSWER = msgspec.json.Decoder(Answer)
T = TypeVar("T")


def answer(question: Question, recovery: SealKey) -> Answer:
    """Open the store's key with the recovery key and seal it for the one who asked.

    Raises `NotOpened` when the question's key was not sealed to this recovery key for this store,
    or `WeakKey` for a question whose own key protects nothing.
    """
    key = unseal(question.sealed, question.whose, recovery)
    public = SealPublic.from_bytes(unb64(question.key))
    wrapped = suite.NEWEST.wrap(key, public, _answer_hash(question.digest))
    return Answer(
        store=question.whose.store,
        question=b64(question.digest),
        suite=suite.NEWEST.name,
        wrapped=b64(wrapped),
    )


def opened(found: Answer, key: SealKey) -> bytes:
    """The store's key from the answer to one's own question. Raises `NotOpened`."""
    return _opened(found.suite, found.wrapped, key, _answer_hash(unb64(found.question)))


def _answer_hash(question: bytes) -> bytes:
    return hashlib.sha256(b"coprod/answer/v1\0" + question).digest()


def encoded(document: Question | Answer) -> bytes:
    """A question's or an answer's file: canonical JSON."""
    return canonical.encode(document)


def read_question(file: Path) -> Question:
    """Read a question. Raises `RecoveryFileRefused` or `CannotRead`."""
    question = _read(file, _QUESTION, "it is not a question from a locked store")
    try:
        SealPublic.from_bytes(unb64(question.key))
    except (WeakKey, canonical.NotCanonical):
        why = "it holds a key that protects nothing"
        raise RecoveryFileRefused(file=file.name, why=why) from None
    return question


def read_answer(file: Path) -> Answer:
    """Read an answer. Raises `RecoveryFileRefused` or `CannotRead`."""
    return _read(file, _ANSWER, "it is not an answer from the office")


def _read(file: Path, decoder: msgspec.json.Decoder[T], what: str) -> T:
    with files.reading(file), file.open("rb") as handle:
        raw = handle.read(MAX_FILE + 1)
    try:
        return canonical.decode(decoder, raw)
    except (canonical.NotCanonical, canonical.NotOfType):
        raise RecoveryFileRefused(file=file.name, why=what) from None
