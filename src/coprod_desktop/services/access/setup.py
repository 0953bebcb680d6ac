# SPDX-License-Identifier: MIT
"""Setting up: a central office with its keys and card, a wing PC that trusts one office."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle import escrow, trust
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.roots import Root
from coprod_desktop.domain import ids, words
from coprod_desktop.domain.errors import InvalidValue, WordsDoNotMatch
from coprod_desktop.domain.text import clean
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services import session
from coprod_desktop.services.access import founding, unlocking
from coprod_desktop.services.access.founding import NewStore
from coprod_desktop.services.books import keyring, rooting
from coprod_desktop.services.books.rooting import RootPlan
from coprod_desktop.services.session import Env, SignedIn
from coprod_desktop.store.slots import Cost

_LONGEST_NAME = 60


class OfficeSetup(Struct, frozen=True):
    """What a new office needs to know. `cost` is for tests; else it is tuned to this PC.

    `recovery_words` are the 24 words of its recovery key (`new_recovery_words`), which whoever sets
    it up has on paper by now. An office for practice may leave them out: then nobody has them.
    `roots` says whose root keys sign for the office; without it, one key in its own store.
    """

    name: str
    admin: str
    password: str
    env: Env = "live"
    cost: Cost | None = None
    recovery_words: tuple[str, ...] = ()
    roots: RootPlan | None = None


class WingSetup(Struct, frozen=True):
    """What a new wing PC needs to know.

    `words` maps positions on the office card, from 1, to the words typed for them.
    """

    trust_file: Path
    words: Mapping[int, str]
    site: str
    wing: str
    head: str
    password: str
    cost: Cost | None = None


class TrustSummary(Struct, frozen=True):
    """What an office's trust list says of itself, and which words of the card to ask for."""

    office_name: str
    env: Env
    version: int
    asked: tuple[int, ...]


def new_recovery_words() -> tuple[str, ...]:
    """24 words for a new office's recovery key, to be printed before the office is made.

    They stand for 256 random bits. The store never holds them, nor the private key they make.
    """
    return words.of_secret(escrow.new_secret())


def _recovery_key(setup: OfficeSetup) -> SealKey:
    if setup.recovery_words:
        return escrow.recovery_key(words.secret(setup.recovery_words))
    if setup.env == "live":
        raise InvalidValue(what="The office", why="its recovery key has to be on paper first")
    return escrow.recovery_key(escrow.new_secret())


def create_office(folder: Path, setup: OfficeSetup) -> SignedIn:
    """Make an office store: its keys, its first trust list and its administrator.

    Root keys of others are written to their files first; where the set-up then fails, they are
    removed again. Raises `InvalidValue`, `WordsMisspelt`, `StoreExists`, `WeakPassword`,
    `RootKeyNotKept`, `StorageFull` or `CannotWrite`.
    """
    office = ids.new_id()
    unlocking.check_new_password(setup.password)
    with rooting.made(office, setup.roots) as roots:
        return _create_office(folder, setup, office, roots)


def _create_office(
    folder: Path, setup: OfficeSetup, office: str, roots: Sequence[Root]
) -> SignedIn:
    name, admin = _name(setup.name, "The office's name"), _name(setup.admin, "Your name")
    sign, seal, recovery = SigningKey.generate(), SealKey.generate(), _recovery_key(setup)
    root_keys = [root.key for root in roots]
    kept = {} if setup.roots else {keyring.ROOT: root_keys[0].private_bytes()}
    listed = trust.create(
        office=office,
        name=name,
        env=setup.env,
        root_keys=[key.public for key in root_keys],
        threshold=setup.roots.threshold if setup.roots else 1,
        sign_key=sign.public,
        seal_key=seal.public,
        recovery_key=recovery.public,
        at=session.utc_ms(),
    )
    return founding.create(
        folder,
        NewStore(
            store=ids.new_id(),
            kind="office",
            env=setup.env,
            title=name,
            person=admin,
            role="admin",
            password=setup.password,
            settings={
                "device": ids.new_id(),
                "epoch": ids.new_id(),
                "office": office,
                "office_name": name,
                **rooting.settings(roots),
            },
            secrets={
                **kept,
                keyring.SIGN: sign.private_bytes(),
                keyring.SEAL: seal.private_bytes(),
                keyring.TRUST: trust.sign(listed, root_keys),
            },
            recovery=recovery.public,
            cost=setup.cost,
        ),
    )


def read_trust(file: Path) -> TrustSummary:
    """Look at a trust list before it is trusted; asks for three words chosen at random.

    Somebody who forges a list cannot know which words it must hit.
    Raises `NotATrustList` or `CannotRead`.
    """
    raw = _trust_bytes(file)
    listed = trust.read(raw)
    return TrustSummary(listed.name, listed.env, listed.version, trust.asked(raw))


def create_wing(folder: Path, setup: WingSetup) -> SignedIn:
    """Make a wing's store that trusts one office, once words of its card were typed rightly.

    Raises `WordsDoNotMatch`, `NotATrustList`, `InvalidValue`, `StoreExists`, `WeakPassword`,
    `StorageFull`, `CannotRead` or `CannotWrite`.
    """
    site, wing = _name(setup.site, "The site"), _name(setup.wing, "The wing")
    head = _name(setup.head, "Your name")
    raw = _trust_bytes(setup.trust_file)
    listed = trust.read(raw)
    check_words(trust.root_words(listed), setup.words)
    return founding.create(
        folder,
        NewStore(
            store=ids.new_id(),
            kind="wing",
            env=listed.env,
            title=f"{site}, {wing}",
            person=head,
            role="head",
            password=setup.password,
            settings={
                "device": ids.new_id(),
                "epoch": ids.new_id(),
                "office": listed.office,
                "office_name": listed.name,
                "site": site,
                "wing": wing,
            },
            secrets={
                "device-sign": SigningKey.generate().private_bytes(),
                "device-receive": SealKey.generate().private_bytes(),
                "trust": raw,
            },
            recovery=listed.recovery_key,
            cost=setup.cost,
        ),
    )


def check_words(card: tuple[str, ...], typed: Mapping[int, str]) -> None:
    """Hold words typed from a card, by their places from 1, against what they should be.

    Raises `InvalidValue` for too few, or `WordsDoNotMatch`.
    """
    places = sorted(typed)
    if len(places) < trust.ASKED or not all(1 <= place <= words.COUNT for place in places):
        why = Filled("{number} of its words are needed", number=trust.ASKED)
        raise InvalidValue(what="The office card", why=why)
    if not words.same([typed[p] for p in places], [card[p - 1] for p in places]):
        raise WordsDoNotMatch


def _trust_bytes(file: Path) -> bytes:
    with files.reading(file), file.open("rb") as handle:
        return handle.read(trust.MAX_FILE)


def _name(typed: str, what: str) -> str:
    name = clean(typed)
    if not name or "\n" in name or len(name) > _LONGEST_NAME:
        why = Filled("it needs 1 to {most} letters", most=_LONGEST_NAME)
        raise InvalidValue(what=what, why=why)
    return name
