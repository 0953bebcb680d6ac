# SPDX-License-Identifier: MIT
"""After a round: what need not stay, and a stick that is put in again for a second look."""

import pytest

from coprod_desktop.domain.errors import (
    MediumGone,
)
from coprod_desktop.services.exchanging import rounds
from coprod_desktop.services.exchanging.rounds import Round
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.plugging import Plugged
from tests.services.returns import written
from tests.services.test_rounds import allowed, names, pc, states, walk
from tests.stores import (
    Folders,
    feedback,
    take_in,
)

__all__ = ["allowed", "pc"]


# --- what need not stay -------------------------------------------------------------------------


def test_what_has_done_its_work_may_go_when_somebody_says_so(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    first = walk(wing, folders.stick).path
    take_in(central, first)
    records.save(wing, feedback())
    second = walk(wing, folders.stick).path
    back = written(central, wing, folders.stick)
    current = Round(wing, folders.stick)
    assert current.settled() == ()
    current.receive()
    found = {each.path: (each.seq, each.way) for each in current.settled()}
    assert found == {first: (1, "out"), back: (1, "in")}
    assert names(folders.stick) == sorted(path.name for path in (first, second, back))
    assert current.remove([first, second, back, folders.root / "elsewhere"]) == 2
    assert names(folders.stick) == [second.name]
    assert current.settled() == ()


# --- a second look ------------------------------------------------------------------------------


def test_a_stick_put_in_again_still_holds_what_was_sent(
    wing: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    for _ in range(2):
        records.save(wing, feedback())
        walk(wing, folders.stick)
    allowed.pull()
    allowed.plug()
    found = rounds.verify_again(wing, folders.stick)
    assert [(each.seq, each.state) for each in found] == [(2, "whole"), (1, "whole")]
    assert states(wing) == [(2, "verified"), (1, "verified")]


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_what_a_stick_lost_goes_again_under_its_number(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged, how: str
) -> None:
    records.save(wing, feedback())
    path = walk(wing, folders.stick).path
    raw = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(raw[:-4096] + bytes(4096))
    (found,) = rounds.verify_again(wing, folders.stick)
    assert (found.seq, found.state) == (1, how)
    assert states(wing) == [(1, "staged")]
    again = walk(wing, folders.stick)
    assert (again.seq, again.path.read_bytes()) == (1, raw)
    assert take_in(central, again.path).outcome == "imported"
    assert rounds.verify_again(wing, folders.stick)[0].state == "whole"


def test_what_the_office_confirmed_stays_confirmed(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    path = walk(wing, folders.stick).path
    take_in(central, path)
    written(central, wing, folders.stick)
    Round(wing, folders.stick).receive()
    path.unlink()
    assert rounds.verify_again(wing, folders.stick)[0].state == "missing"
    assert states(wing) == [(1, "verified")]


def test_another_stick_is_not_asked_for_what_it_never_carried(
    wing: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    walk(wing, folders.stick)
    allowed.swap()
    assert rounds.verify_again(wing, folders.stick) == ()
    assert states(wing) == [(1, "verified")]


def test_a_stick_taken_out_while_it_is_read_again(
    wing: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    walk(wing, folders.stick)

    def pull_once(*_: object) -> None:
        if allowed.system.linux.of(folders.stick):
            allowed.pull()

    with pytest.raises(MediumGone):
        rounds.verify_again(wing, folders.stick, pull_once)
    assert states(wing) == [(1, "verified")]
