# SPDX-License-Identifier: MIT
"""Many kills, and every byte of a bundle damaged: what the tests do in part, in full."""

import pytest

from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.test_intake_faults import damaged
from tests.store.test_durability import kill_again_and_again
from tests.stores import Folders, content, feedback, send, take_in

pytestmark = pytest.mark.soak


def test_nothing_acknowledged_is_lost_to_two_hundred_kills(folders: Folders) -> None:
    kill_again_and_again(folders.wing, 200)


def test_no_damaged_byte_of_a_bundle_gets_in(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    path = send(wing, folders.stick)
    whole, before = path.read_bytes(), content(central)
    copy = folders.stick / "copy.coprod"
    for what, raw in damaged(whole, 1, 7):
        copy.write_bytes(raw)
        assert take_in(central, copy).outcome == "refused", what
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"
