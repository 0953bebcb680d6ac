# SPDX-License-Identifier: MIT
"""A password opens its own slot, and nothing in the key file can be bent to open more."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop import files
from coprod_desktop.domain.errors import (
    CannotRead,
    NotAStore,
    PersonUnknown,
    StoreDamaged,
    StoreTooNew,
    UserError,
    WrongPassword,
)
from coprod_desktop.services.access import opening
from coprod_desktop.services.access.unlocking import _TRIES
from coprod_desktop.store import slots
from coprod_desktop.store.slots import KeyFile
from tests.stores import COST, PASSWORD, Folders, kill, start

STORE = "store-1"
KEY = bytes(range(32))


def key_file(*people: str) -> KeyFile:
    sealed = tuple(slots.seal(KEY, STORE, name, PASSWORD, COST) for name in people or ("Hal",))
    return KeyFile(slots.FORMAT, STORE, "wing", "practice", "HMP Example, B", sealed)


def test_the_password_gives_the_key_and_another_gives_nothing() -> None:
    slot = slots.seal(KEY, STORE, "Hal", PASSWORD, COST)
    assert slots.unseal(slot, STORE, PASSWORD) == KEY
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "\ud800"):
        assert slots.unseal(slot, STORE, wrong) is None


def test_a_password_is_the_same_however_a_keyboard_composes_its_letters() -> None:
    composed = unicodedata.normalize("NFC", "trois héros à l'école")
    apart = unicodedata.normalize("NFD", composed)
    slot = slots.seal(KEY, STORE, "Hal", composed, COST)
    assert apart != composed
    assert slots.unseal(slot, STORE, apart) == KEY


def test_the_same_password_never_wraps_alike() -> None:
    one, two = (slots.seal(KEY, STORE, "Hal", PASSWORD, COST) for _ in range(2))
    assert len({one.salt, two.salt, one.nonce, two.nonce, one.wrapped, two.wrapped}) == 6


def test_a_slot_is_bound_to_its_store_person_and_cost() -> None:
    slot = slots.seal(KEY, STORE, "Hal", PASSWORD, COST)
    cheaper = slots.Cost(8192, 2, 1)
    assert slots.unseal(slot, "store-2", PASSWORD) is None
    assert (
        slots.unseal(slots.Slot("Nia", COST, slot.salt, slot.nonce, slot.wrapped), STORE, PASSWORD)
        is None
    )
    assert (
        slots.unseal(
            slots.Slot("Hal", cheaper, slot.salt, slot.nonce, slot.wrapped), STORE, PASSWORD
        )
        is None
    )


def test_names_are_found_whatever_their_case() -> None:
    found = key_file("Hal", "Émile")
    assert found.slot(" hal ").name == "Hal"
    assert found.slot("ÉMILE").name == "Émile"
    with pytest.raises(PersonUnknown):
        found.slot("Ha")


def test_a_slot_is_replaced_and_removed() -> None:
    both = key_file("Hal", "Nia")
    renewed = both.with_slot(slots.seal(KEY, STORE, "HAL", "another password", COST))
    assert [slot.name for slot in renewed.slots] == ["Nia", "HAL"]
    assert [slot.name for slot in both.without("hal").slots] == ["Nia"]


def test_the_key_file_is_read_as_written(tmp_path: Path) -> None:
    made = key_file("Hal", "Nia")
    slots.write(tmp_path, made)
    assert slots.read(tmp_path) == made
    assert KEY not in (tmp_path / slots.KEYS_FILE).read_bytes()


def attempt(folder: Path, person: str = "Hal") -> None:
    """Sign in, as if no wrong password had been typed before."""
    _TRIES.passed(folder.resolve())
    opening.unlock(folder, person, PASSWORD).close()


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from leaves(value, (*path, place))
    else:
        yield path


def other(value: Any) -> list[Any]:
    if isinstance(value, int):
        return [value + 1, value - 1, 0, -1, 2**53, str(value), None]
    swapped = {"wing": "office", "practice": "live"}.get(value, "A" + value[1:])
    return [swapped, value[:-1], value + "A", value[:-1] + "!", "é", "", None, 1]


def test_no_altered_field_of_the_key_file_lets_anybody_in(folders: Folders) -> None:
    file = folders.wing / slots.KEYS_FILE
    whole = json.loads(file.read_bytes())
    whole["slots"] = whole["slots"][:1]
    # The other ways in keep nobody out: tests/services/test_recovery.py alters them.
    del whole["sheet"], whole["escrow"]
    tried = 0
    for path in leaves(whole):
        for value in other(_at(whole, path)):
            if value == _at(whole, path):
                continue
            tree = json.loads(json.dumps(whole))
            _at(tree, path[:-1])[path[-1]] = value
            file.write_text(json.dumps(tree))
            tried += 1
            with pytest.raises(UserError) as caught:
                attempt(folders.wing)
            expected = StoreDamaged | StoreTooNew | WrongPassword
            assert isinstance(caught.value, expected), (path, value)
    assert tried > 60
    file.write_text(json.dumps(whole))
    attempt(folders.wing)


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def test_no_flipped_bit_of_the_key_file_lets_anybody_in(folders: Folders) -> None:
    file = folders.wing / slots.KEYS_FILE
    only = slots.read(folders.wing).without("Nia")
    slots.write(folders.wing, msgspec.structs.replace(only, escrow=None))
    whole = file.read_bytes()
    # One bit of each byte, another from byte to byte: all bits would take a minute.
    for place in range(len(whole)):
        raw = bytearray(whole)
        raw[place] ^= 1 << place % 8
        file.write_bytes(raw)
        with pytest.raises(UserError) as caught:
            attempt(folders.wing)
        assert isinstance(caught.value, StoreDamaged | StoreTooNew | WrongPassword), place


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff\xfe", b'{"format":1}', b'{"format":"1"}', b"null", b"{}"]
)
def test_a_broken_key_file_is_damage(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / slots.KEYS_FILE).write_bytes(raw)
    with pytest.raises(StoreDamaged):
        slots.read(tmp_path)


def test_a_later_format_is_left_to_a_later_program(tmp_path: Path) -> None:
    (tmp_path / slots.KEYS_FILE).write_text('{"format": 2, "and": "much else"}')
    with pytest.raises(StoreTooNew):
        slots.read(tmp_path)


@pytest.mark.parametrize("name", ["nothing-here", "n\0ul"])
def test_a_folder_without_a_key_file_is_no_store(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAStore):
        slots.read(tmp_path / name)


def test_a_folder_that_cannot_be_looked_into_is_a_fault_of_the_world(tmp_path: Path) -> None:
    with pytest.raises((CannotRead, NotAStore)):
        slots.read(tmp_path / ("long" * 100))


def test_a_key_of_another_length_is_damage() -> None:
    short = slots.seal(b"short", STORE, "Hal", PASSWORD, COST)
    with pytest.raises(StoreDamaged):
        slots.unseal(short, STORE, PASSWORD)


def test_calibration_stays_within_what_a_key_file_may_say() -> None:
    cost = slots.tuned()
    assert cost.memory_kib == 65_536
    assert 2 <= cost.iterations <= 32


WRITER = """
import itertools, sys
from pathlib import Path
from coprod_desktop import files
content = [bytes([65 + i]) * 300_000 for i in range(2)]
for n in itertools.count():
    files.replace(Path(sys.argv[1]), content[n % 2])
    print(n, flush=True)
"""


def test_a_file_is_old_or_new_but_never_half_when_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    for rounds in (1, 2, 3, 5, 8, 13):
        with start(WRITER, path) as child:
            assert child.stdout
            for _ in range(rounds):
                child.stdout.readline()
            kill(child)
        assert path.read_bytes() in {b"A" * 300_000, b"B" * 300_000}


HALTS = """
import os, sys
from pathlib import Path
from coprod_desktop import files
def killed(path, target): os.kill(os.getpid(), 9)
os.replace = killed
files.replace(Path(sys.argv[1]), b"new")
"""


def test_a_crash_between_writing_and_renaming_keeps_the_old_and_the_next_try_works(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(b"old")
    with start(HALTS, path) as child:
        child.wait(timeout=60)
    assert child.returncode != 0
    assert path.read_bytes() == b"old"
    files.replace(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
