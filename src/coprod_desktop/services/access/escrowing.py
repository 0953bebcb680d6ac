# SPDX-License-Identifier: MIT
"""The copy of a store's key, in its key file, that only the office's recovery key opens.

Signing in looks at it each time and seldom needs more, so what seals is loaded when it is used.
"""

from typing import TYPE_CHECKING, Final

from coprod_desktop.domain.canonical import b64
from coprod_desktop.services import session
from coprod_desktop.services.access import unlocking
from coprod_desktop.services.session import SignedIn
from coprod_desktop.services.storecard import Titled
from coprod_desktop.store import slots
from coprod_desktop.store.slots import Escrow, KeyFile

if TYPE_CHECKING:
    from coprod_desktop.bundle.escrow import Whose

ESCROW: Final = "escrow"
"""The setting that says which sealed copy of the store's key stands in the key file."""


def whose(of: Titled) -> "Whose":
    """Which store a sealed key belongs to, as it is bound into the seal."""
    from coprod_desktop.bundle import escrow

    return escrow.Whose(store=of.store, kind=of.kind, env=of.env, title=of.title)


def escrowed(key: bytes, of: Titled, recovery: bytes) -> Escrow:
    """The store's key, sealed to an office's public recovery key. Raises `WeakKey`."""
    from coprod_desktop.bundle import escrow

    sealed = escrow.seal(key, whose(of), recovery)
    return Escrow(sealed.suite, sealed.kid, sealed.wrapped)


def is_ours(s: SignedIn) -> bool:
    """Whether the key file's copy was made here: a forger can alter that file, not the store."""
    sealed = slots.read(s.folder).escrow
    return sealed is not None and sealed.digest == _made_here(s)


def wrap_anew(s: SignedIn) -> bool:
    """Seal the store's key to the recovery key of the present trust list, unless it is already.

    To be called after a newer list was taken in; whether anything had to be done. A copy that is
    not the one made here (an altered key file) is replaced too.
    """
    key_file, present = slots.read(s.folder), present_key(s)
    if sealed_to_present(s, key_file, present):
        return False
    made = escrowed(s.vault.key(), key_file, present)
    with s.vault.write() as connection:
        session.put_setting(connection, ESCROW, made.digest)
        s.note(connection, "recovery", "escrow", "the store's key was sealed to the recovery key")
    unlocking.change_keys(s, lambda keys: keys.with_escrow(made))
    return True


def sealed_to_present(s: SignedIn, key_file: KeyFile, present: bytes | None = None) -> bool:
    """Whether the copy in the key file was made here, for the recovery key that is in use."""
    from coprod_desktop.bundle import escrow

    kid = b64(escrow.key_id(present or present_key(s)))
    sealed = key_file.escrow
    return sealed is not None and sealed.digest == _made_here(s) and sealed.kid == kid


def present_key(s: SignedIn) -> bytes:
    """The office's public recovery key of the trust list that this store knows."""
    from coprod_desktop.bundle import trust

    with s.vault.read() as connection:
        return trust.read(session.secret(connection, "trust")).recovery_key


def _made_here(s: SignedIn) -> str | None:
    with s.vault.read() as connection:
        return session.settings(connection).get(ESCROW)
