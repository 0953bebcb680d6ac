# SPDX-License-Identifier: MIT
"""What people keep on this PC is theirs, or everybody's, and never leaves it."""

from coprod_desktop.services.recording import keeping, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback, send, take_in


def test_each_keeps_their_own_and_all_share_the_rest(wing: SignedIn, folders: Folders) -> None:
    keeping.keep(wing, "view", "Mine", {"state": {"wing": "B"}})
    keeping.keep(wing, "view", "Ours", {"state": {}}, shared=True)
    keeping.keep(wing, "template", "Mine", {"title": "Forum"})
    assert [each.name for each in keeping.listed(wing, "view")] == ["Mine"]
    wing.close()
    nia = folders.open("wing", "Nia")
    assert keeping.listed(nia, "view") == ()
    assert [each.name for each in keeping.listed(nia, "view", shared=True)] == ["Ours"]


def test_the_last_value_of_a_name_is_kept(wing: SignedIn, folders: Folders) -> None:
    keeping.keep(wing, "usual", "feedback", {"wing": "A"})
    folders.clock.now += 1000
    keeping.keep(wing, "usual", "  feedback ", {"wing": "B\ud800"})
    (kept,) = keeping.listed(wing, "usual")
    assert kept == keeping.Kept("feedback", {"wing": "B\N{REPLACEMENT CHARACTER}"}, kept.at)
    assert kept.at == folders.clock.now


def test_what_is_dropped_is_gone_and_the_rest_stays(wing: SignedIn) -> None:
    for shared in (False, True):
        keeping.keep(wing, "view", "A", {}, shared=shared)
    keeping.drop(wing, "view", "A")
    keeping.drop(wing, "view", "never kept")
    assert keeping.listed(wing, "view") == ()
    assert len(keeping.listed(wing, "view", shared=True)) == 1


def test_it_survives_a_restart_and_does_not_travel(folders: Folders) -> None:
    wing = folders.open("wing")
    keeping.keep(wing, "view", "Ours", {"state": {}}, shared=True)
    wing.close()
    again = folders.open("wing")
    assert len(keeping.listed(again, "view", shared=True)) == 1
    records.save(again, feedback())
    sent = send(again, folders.stick)
    central = folders.open("office")
    take_in(central, sent)
    assert keeping.listed(central, "view", shared=True) == ()
