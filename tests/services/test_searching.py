# SPDX-License-Identifier: MIT
"""One search finds in every kind of record, and a slip by its code however it is typed."""

from coprod_desktop.domain.records import Answer, Complaint
from coprod_desktop.services.recording import binning, records, searching
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, feedback, meeting


def test_all_types_are_found_at_once_and_counted(wing: SignedIn) -> None:
    said = records.save(wing, feedback("The queue at the hatch", slip_code="K7-42"))
    for n in range(3):
        records.save(wing, feedback(f"A queue again {n}"))
    records.save(wing, meeting("About the queue"))
    records.save(wing, action("Shorten the queue"))
    records.save(
        wing, Answer(feedback=said.id, lever="tell", text="The queue is shorter now", date=DAY)
    )
    records.save(wing, Complaint(received=DAY, summary="I fell in the queue"))
    records.save(wing, feedback("Nothing of it"))
    found = searching.everywhere(wing, "queue", limit=2)
    assert [(g.type, len(g.rows), g.found) for g in found.groups] == [
        ("feedback", 2, 4),
        ("meeting", 1, 1),
        ("action", 1, 1),
        ("answer", 1, 1),
        ("complaint", 1, 1),
    ]


def test_a_slip_comes_first_and_once(wing: SignedIn) -> None:
    slip = records.save(wing, feedback("My letters", slip_code="K7-42"))
    records.save(wing, feedback("Slip K7-42 was mine"))
    found = searching.everywhere(wing, "k7 42")
    assert [(g.type, g.slip) for g in found.groups] == [("feedback", "K7-42"), ("feedback", "")]
    assert found.groups[0].rows[0].id == slip.id
    assert all(row.id != slip.id for row in found.groups[1].rows)


def test_what_is_in_the_bin_and_no_words_find_nothing(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("The queue", slip_code="K7-42"))
    binning.put_away(wing, saved.id)
    assert searching.everywhere(wing, "queue").groups == ()
    assert searching.everywhere(wing, "K742").groups == ()
    assert searching.everywhere(wing, " !? ").groups == ()


def test_a_record_is_found_by_how_its_id_begins_as_evidence_names_it(wing: SignedIn) -> None:
    said = records.save(wing, feedback("The queue")).id
    forum = records.save(wing, meeting("Forum")).id
    records.save(wing, feedback("01a20a49 is no id"))
    for typed in (forum[:13], forum, f" {forum[:13].upper()}…", forum[:14], f"({forum[:20]})"):
        found = [row.id for group in searching.everywhere(wing, typed).groups for row in group.rows]
        assert forum in found
        # Two that were written within a millisecond begin alike.
        assert set(found) <= ({forum} if said[:13] != forum[:13] else {forum, said})
    assert searching.everywhere(wing, forum[:12]).groups == ()
    assert searching.everywhere(wing, "ffffffff-ffff-f").groups == ()
    binning.put_away(wing, forum)
    assert forum not in [
        row.id for group in searching.everywhere(wing, forum[:13]).groups for row in group.rows
    ]
