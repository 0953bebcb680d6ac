# SPDX-License-Identifier: MIT
"""Ways back in when a password is lost, and rehearsing them before one is.

Another head or administrator sets a new one (`people.change_password`). Where nobody is left who
can, there are two papers: the store's own recovery sheet, and the office's recovery key, which the
office uses to answer a question that the locked store's PC writes. Both give a password to a head
or administrator only, who then sees to everybody else; and neither rewrites a page of the store.
"""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle import escrow
from coprod_desktop.bundle.escrow import Question
from coprod_desktop.bundle.keys import SealKey
from coprod_desktop.bundle.suite import NotOpened
from coprod_desktop.domain import words
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.errors import StoreDamaged, UserError, WordsDoNotMatch
from coprod_desktop.domain.errors_recovery import (
    NoRecoverySheet,
    NotAManager,
    RecoveryFileRefused,
    RecoveryNotAsked,
    WrongPaper,
)
from coprod_desktop.domain.text import clean
from coprod_desktop.services import session
from coprod_desktop.services.access import escrowing, opening, unlocking
from coprod_desktop.services.session import Env, Role, SignedIn
from coprod_desktop.services.storecard import Kind
from coprod_desktop.store import asked, slots
from coprod_desktop.store.slots import Cost, KeyFile

MANAGERS: Final[tuple[Role, ...]] = ("head", "admin")
SHEET: Final = "sheet"
SHEET_MADE: Final = "sheet_made"
SHEET_REHEARSED: Final = "sheet_rehearsed_at"
KEY_REHEARSED: Final = "key_rehearsed_at"
SUFFIX: Final = ".coprod-recovery"
QUESTION_FILE: Final = f"question{SUFFIX}"
_LONGEST_NAME = 60
_A_SHEET = "this store's recovery sheet"
_A_KEY = "the office's recovery key that this store was sealed to"


class Sheet(Struct, frozen=True):
    """A recovery sheet, to be printed and locked away. Its words are kept nowhere else."""

    title: str
    env: Env
    words: tuple[str, ...]
    at: int
    by: str


class Asking(Struct, frozen=True):
    """Who asks the office for help, for which store, and the twelve words of their question."""

    title: str
    kind: Kind
    env: Env
    person: str
    at: int
    words: tuple[str, ...]


# --- the recovery sheet ----------------------------------------------------------------------


def sheet(s: SignedIn) -> Sheet:
    """Make a recovery sheet for this store; the one before opens nothing from now on.

    The store is told first: a crash in between leaves a store without a sheet, never one with two.
    Raises `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.needs(*MANAGERS, what="making a recovery sheet")
    secret, at = escrow.new_secret(), s.now()
    slot = slots.seal_sheet(s.vault.key(), s.store, secret)
    key_file = slots.read(s.folder)
    with s.vault.write() as connection:
        session.put_setting(connection, SHEET, slot.salt)
        session.put_setting(connection, SHEET_MADE, f"{at} {s.person.name}")
        s.note(connection, "recovery", "sheet", "a recovery sheet was made")
    unlocking.change_keys(s, lambda keys: keys.with_sheet(slot))
    return Sheet(key_file.title, key_file.env, words.of_secret(secret), at, s.person.name)


def has_sheet(s: SignedIn) -> bool:
    """Whether a recovery sheet was ever made for this store: there is cause to remind, if not."""
    with s.vault.read() as connection:
        return SHEET in session.settings(connection)


def with_sheet(
    folder: Path,
    typed: Sequence[str],
    person: str,
    new_password: str,
    *,
    now: Callable[[], int] = session.utc_ms,
    cost: Cost | None = None,
) -> SignedIn:
    """Give an active head or administrator a new password by the recovery sheet; signs them in.

    The sheet stays good: it was not used up, and whoever holds it should make a new one.
    Raises `WeakPassword`, `WordsMisspelt`, `NoRecoverySheet`, `WrongPaper`, `NotAManager`, or what
    `opening.unlock` raises of a store.
    """
    unlocking.check_new_password(new_password)
    secret, key_file = words.secret(typed), slots.read(folder)
    key = _by_sheet(key_file, secret)
    s = _manager(folder, key, person, now)
    try:
        _check_newest(s, key_file)
    except BaseException:
        s.abandon()
        raise
    return _given(s, new_password, "by the recovery sheet", cost)


def rehearse_sheet(s: SignedIn, typed: Sequence[str]) -> None:
    """Prove that the words of the recovery sheet open this store; changes nothing.

    Raises `NotAllowed`, `WordsMisspelt`, `NoRecoverySheet` or `WrongPaper`.
    """
    s.needs(*MANAGERS, what="rehearsing a way back in")
    key_file = slots.read(s.folder)
    if _by_sheet(key_file, words.secret(typed)) != s.vault.key():
        raise WrongPaper(what=_A_SHEET)
    _check_newest(s, key_file)
    _rehearsed(s, SHEET_REHEARSED, "sheet")


def is_newest(s: SignedIn, key_file: KeyFile) -> bool:
    """Whether the key file's sheet is the one that was made last, and there is one."""
    with s.vault.read() as connection:
        newest = session.settings(connection).get(SHEET)
    return key_file.sheet is not None and key_file.sheet.salt == newest


def _check_newest(s: SignedIn, key_file: KeyFile) -> None:
    """A key file of before, put back, holds the slot of a sheet that was ended."""
    if not is_newest(s, key_file):
        raise WrongPaper(what=_A_SHEET)


def _by_sheet(key_file: KeyFile, secret: bytes) -> bytes:
    if key_file.sheet is None:
        raise NoRecoverySheet
    key = slots.unseal_sheet(key_file.sheet, key_file.store, secret)
    if key is None:
        raise WrongPaper(what=_A_SHEET)
    return key


# --- the office's recovery key ---------------------------------------------------------------


def ask(
    folder: Path,
    person: str,
    new_password: str,
    file: Path,
    *,
    now: Callable[[], int] = session.utc_ms,
    cost: Cost | None = None,
) -> tuple[str, ...]:
    """Write a question for the office to `file`; returns its twelve words, to be read out.

    What opens the answer stays in the store's folder, sealed under the new password: it is needed
    once more to finish. Asking again makes the answer to an earlier question worthless.
    Raises `WeakPassword`, `NotAStore`, `StoreDamaged`, `StorageFull` or `CannotWrite`.
    """
    unlocking.check_new_password(new_password)
    key_file = slots.read(folder)
    if key_file.escrow is None:
        raise StoreDamaged(what="its key file lacks the copy for the office")
    secret = escrow.new_secret()
    question = Question(
        whose=escrowing.whose(key_file),
        person=_name(person),
        sealed=_sealed(key_file.escrow),
        key=b64(escrow.question_key(secret).public),
        at=now(),
    )
    digest = b64(question.digest)
    waiting = asked.seal(secret, key_file.store, digest, question.person, new_password, cost)
    asked.write(folder, waiting)
    files.replace(file, escrow.encoded(question))
    return question.words


def look(file: Path) -> Asking:
    """What a question says, to be compared over the telephone before it is answered.

    Raises `RecoveryFileRefused` or `CannotRead`.
    """
    return _asking(escrow.read_question(file))


def answer(
    s: SignedIn, file: Path, typed: Sequence[str], folder: Path, *, said: Sequence[str]
) -> Path:
    """Answer a question at the office with the 24 words of its recovery key; returns the file.

    `said` are the question's twelve words as the person who asks reads them out, over a telephone
    number that the office already knew. The recovery key is forgotten when this returns.
    Raises `WrongKindOfStore`, `NotAllowed`, `RecoveryFileRefused`, `WordsDoNotMatch`,
    `WordsMisspelt`, `WrongPaper`, `StorageFull` or `CannotWrite`.
    """
    s.must_be("office", "answering a locked store")
    s.needs(*MANAGERS, what="answering a locked store")
    question = escrow.read_question(file)
    about = f"{question.whose.title}: {question.person}"
    if not words.same(tuple(said), question.words):
        with s.vault.write() as connection:
            s.note(connection, "recovery", about, "not answered: the words did not match")
        raise WordsDoNotMatch
    recovery = escrow.recovery_key(words.secret(typed))
    if b64(recovery.key_id) != question.sealed.kid:
        raise WrongPaper(what=_A_KEY)
    try:
        found = escrow.answer(question, recovery)
    except NotOpened:
        why = "its parts do not belong together"
        raise RecoveryFileRefused(file=file.name, why=why) from None
    # Named so that the person who brings it can tell it from another's.
    path = folder / f"answer-{'-'.join(question.words[:2])}{SUFFIX}"
    with s.vault.write() as connection:
        s.note(connection, "recovery", about, "answered with the office's recovery key")
    files.replace(path, escrow.encoded(found))
    return path


def finish(
    folder: Path,
    person: str,
    new_password: str,
    file: Path,
    *,
    now: Callable[[], int] = session.utc_ms,
    cost: Cost | None = None,
) -> SignedIn:
    """Open the office's answer with the password of the question; it is the person's from now on.

    Can be repeated after a crash. Raises `RecoveryNotAsked`, `WrongPassword`, `TooSoon`,
    `RecoveryFileRefused`, `NotAManager`, or what `opening.unlock` raises of a store.
    """
    waiting, key_file = asked.read(folder), slots.read(folder)
    name = _name(person)
    if waiting is None or waiting.slot.name.casefold() != name.casefold():
        raise RecoveryNotAsked(name=name)
    found = escrow.read_answer(file)
    if found.store != key_file.store:
        raise RecoveryFileRefused(file=file.name, why="it is for another store")
    if found.question != waiting.question:
        raise RecoveryFileRefused(file=file.name, why="it answers another question")
    secret = unlocking.guarded(folder, lambda: asked.unseal(waiting, key_file.store, new_password))
    try:
        key = escrow.opened(found, escrow.question_key(secret))
    except NotOpened:
        raise RecoveryFileRefused(file=file.name, why="it was altered") from None
    if not opening.opens(folder, key):
        raise RecoveryFileRefused(file=file.name, why="what it holds does not open this store")
    try:
        s = _manager(folder, key, name, now)
    except NotAManager:
        # Nobody whom the store knows asked: no answer to this will ever let them in.
        asked.forget(folder)
        raise
    return _given(s, new_password, "by the office's recovery key", cost)


def rehearse_key(s: SignedIn, typed: Sequence[str]) -> None:
    """Prove that the words are the present recovery key, and that it would open this store.

    Raises `NotAllowed`, `WordsMisspelt` or `WrongPaper`.
    """
    s.needs(*MANAGERS, what="rehearsing a way back in")
    recovery = escrow.recovery_key(words.secret(typed))
    if recovery.public != escrowing.present_key(s):
        raise WrongPaper(what="the office's recovery key that is in use")
    if _from_escrow(slots.read(s.folder), recovery) != s.vault.key():
        raise WrongPaper(what=_A_KEY)
    _rehearsed(s, KEY_REHEARSED, "office's recovery key")


def _from_escrow(key_file: KeyFile, recovery: SealKey) -> bytes | None:
    if key_file.escrow is None:
        return None
    try:
        return escrow.unseal(_sealed(key_file.escrow), escrowing.whose(key_file), recovery)
    except NotOpened:
        return None


def _rehearsed(s: SignedIn, setting: str, what: str) -> None:
    with s.vault.write() as connection:
        session.put_setting(connection, setting, str(s.now()))
        s.note(connection, "recovery", what, "rehearsed: it opens this store")


# --- what both ways share ----------------------------------------------------------------------


def _manager(folder: Path, key: bytes, person: str, now: Callable[[], int]) -> SignedIn:
    """The store, opened for a head or administrator. Raises `NotAManager`; it is noted."""
    s = opening.enter(folder, key, _name(person), now)
    if s is None:
        raise NotAManager(name=person)
    if s.person.role not in MANAGERS:
        with contextlib.suppress(UserError), s.vault.write() as connection:
            s.note(connection, "refused", "a way back in", f"role {s.person.role}")
        s.abandon()
        raise NotAManager(name=s.person.name)
    return s


def _given(s: SignedIn, password: str, how: str, cost: Cost | None) -> SignedIn:
    """Note it, then put the person's slot in place, and sign them in."""
    try:
        with s.vault.write() as connection:
            s.note(connection, "recovery", s.person.name, f"a new password {how}")
        unlocking.let_in(s, s.person.name, password, cost)
        asked.forget_of(s.folder, s.person.name)
    except BaseException:
        s.abandon()
        raise
    unlocking.forgiven(s.folder)
    return opening.admitted(s)


def _name(typed: str) -> str:
    """A name as the store has it, whatever keyboard it was typed on."""
    return " ".join(clean(typed).split())[:_LONGEST_NAME]


def _sealed(found: slots.Escrow) -> escrow.Sealed:
    return escrow.Sealed(suite=found.suite, kid=found.kid, wrapped=found.wrapped)


def _asking(question: Question) -> Asking:
    whose = question.whose
    return Asking(whose.title, whose.kind, whose.env, question.person, question.at, question.words)
