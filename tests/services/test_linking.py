# SPDX-License-Identifier: MIT
"""Beside a comment stands all that names it, and nothing that only looks like it."""

from coprod_desktop.domain.records import AgendaItem, Complaint
from coprod_desktop.services.recording import binning, linking, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, Folders, action, feedback, meeting, send, take_in


def test_what_names_a_comment_stands_beside_it_here_and_at_the_office(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    said, other = (records.save(wing, feedback(words)).id for words in ("Clock", "Letters"))
    spoke = AgendaItem(title="The clock", feedback=(other, said))
    forum = records.save(wing, meeting("Spring forum", agenda=(spoke,))).id
    later = records.save(wing, meeting("Summer forum", date=DAY.replace(month=7))).id
    records.save(wing, meeting("Others", agenda=(AgendaItem(title="Post", feedback=(other,)),)))
    task = records.save(wing, action("Put up a clock", feedback=said)).id
    records.save(wing, action("Something else"))
    fell = records.save(wing, Complaint(received=DAY, feedback=said, summary="Fell")).id
    take_in(central, send(wing, folders.stick))
    for store in (wing, central):
        found = linking.to(store, said)
        assert [row.title for row in found.meetings] == ["Spring forum"]
        assert [row.id for row in found.actions] == [task]
        assert [row.id for row in found.complaints] == [fell]
    # Only what a meeting says now counts, and what lies in the bin does not.
    records.save(wing, meeting("Spring forum"), id=forum)
    july = meeting("Summer forum", date=DAY.replace(month=7), agenda=(spoke,))
    records.save(wing, july, id=later)
    binning.put_away(wing, task)
    found = linking.to(wing, said)
    assert [row.id for row in found.meetings] == [later]
    assert found.actions == ()


def test_at_most_twenty_of_each_the_newest_first(wing: SignedIn) -> None:
    said = records.save(wing, feedback()).id
    spoke = (AgendaItem(title="The clock", feedback=(said,)),)
    made = [meeting(f"Forum {n}", agenda=spoke) for n in range(22)]
    tasks = [action(f"Step {n}", feedback=said) for n in range(22)]
    records.save_many(wing, [*made, *tasks])
    found = linking.to(wing, said)
    assert [row.title for row in found.meetings] == [f"Forum {n}" for n in range(21, 1, -1)]
    assert len(found.actions) == 20
    assert found.complaints == ()
