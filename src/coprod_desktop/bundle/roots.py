# SPDX-License-Identifier: MIT
"""Root keys in files of their own: one on each holder's stick, under the holder's passphrase.

The office's store then holds none of them, and nobody changes what wings trust alone.
"""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop import files, passphrase
from coprod_desktop.bundle.header import Binary, OfficeId
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors import CannotWrite, UserError
from coprod_desktop.domain.errors_trust import NotARootKey, RootKeyNotKept, WrongPassphrase
from coprod_desktop.domain.records import Line
from coprod_desktop.passphrase import Cost, Sealed

MAX_FILE: Final = 1 << 16
_LABEL: Final = b"coprod/root-key-file/v1\0"


class _Said(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a root key file says in clear; the sealed key is bound to all of it."""

    type: Literal["root_key"] = "root_key"
    format: Literal[1] = 1
    office: OfficeId
    holder: Line
    key: Binary
    cost: Cost


class _File(_Said, frozen=True, kw_only=True):
    salt: Annotated[str, Meta(max_length=64)]
    nonce: Annotated[str, Meta(max_length=64)]
    wrapped: Annotated[str, Meta(max_length=256)]


class Root(Struct, frozen=True):
    """A root key that was opened, and who holds it."""

    key: SigningKey
    office: str
    holder: str


_DECODER = msgspec.json.Decoder(_File)


def file_name(key: SigningKey) -> str:
    """The name of a root key's file: no two keys have the same."""
    return f"root-key-{key.key_id.hex()}.json"


def write(folder: Path, root: Root, secret: str, cost: Cost | None = None) -> Path:
    """Write a root key's file into `folder`, sealed under a passphrase, and read it back.

    Raises `StorageFull`, `CannotWrite` or `RootKeyNotKept`; no file is left then.
    """
    said = _Said(
        office=root.office,
        holder=root.holder,
        key=b64(root.key.public),
        cost=cost or passphrase.tuned(),
    )
    sealed = passphrase.seal(root.key.private_bytes(), secret, said.cost, _bound(said))
    made = _File(
        office=said.office,
        holder=said.holder,
        key=said.key,
        cost=said.cost,
        salt=b64(sealed.salt),
        nonce=b64(sealed.nonce),
        wrapped=b64(sealed.wrapped),
    )
    path = folder / file_name(root.key)
    if path.exists():
        raise CannotWrite(where=str(path), why="something of that name is there already")
    with files.removed_on_failure(path):
        files.replace(path, canonical.encode(made))
        if not _kept(path, secret, root):
            raise RootKeyNotKept(where=str(folder))
    return path


def _kept(path: Path, secret: str, root: Root) -> bool:
    try:
        return read(path, secret).key.private_bytes() == root.key.private_bytes()
    except UserError:
        return False


def read(path: Path, secret: str) -> Root:
    """Open a root key's file. Raises `NotARootKey`, `WrongPassphrase` or `CannotRead`."""
    with files.reading(path), path.open("rb") as handle:
        raw = handle.read(MAX_FILE + 1)
    try:
        found = canonical.decode(_DECODER, raw)
        said = _Said(office=found.office, holder=found.holder, key=found.key, cost=found.cost)
        sealed = Sealed(unb64(found.salt), unb64(found.nonce), unb64(found.wrapped))
        private = passphrase.unseal(sealed, secret, found.cost, _bound(said))
        if private is None:
            raise WrongPassphrase(file=path.name)
        key = SigningKey.from_private(private)
    except (canonical.NotCanonical, canonical.NotOfType, ValueError):
        raise NotARootKey(file=path.name, why="it is something else, or damaged") from None
    if b64(key.public) != found.key:
        raise NotARootKey(file=path.name, why="its two halves do not belong together")
    return Root(key, found.office, found.holder)


def _bound(said: _Said) -> bytes:
    return _LABEL + canonical.encode(said)
