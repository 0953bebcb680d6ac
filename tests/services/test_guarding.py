# SPDX-License-Identifier: MIT
import pytest
from msgspec.structs import replace

from coprod_desktop.domain import harm
from coprod_desktop.domain.errors import HarmNotPassedOn, InvalidValue, NotAllowed
from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.services.access import auditing
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.exchanging.rounds import Round
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, PASSWORD, Folders, feedback

OPEN = Escalation(route="acct", state="open")
DONE = Escalation(route="acct", state="done", on=DAY, by_role="Nurse")
NO_CONCERN = Escalation(route="acct", state="not_needed", on=DAY, reason="Long ago, dealt with")


def told(s: SignedIn, *escalations: Escalation) -> str:
    return records.save(s, feedback("I feel suicidal", escalations=escalations)).id


def test_what_is_open_is_listed_and_stops_the_export(wing: SignedIn, folders: Folders) -> None:
    told(wing, DONE)
    waiting = told(wing, OPEN, replace(DONE, route="security"))

    (one,) = guarding.open_ones(wing)

    assert (one.feedback, one.date, one.routes, one.excerpt) == (
        waiting,
        "2026-03-02",
        ("acct",),
        "I feel suicidal",
    )
    assert exchange.preview(wing).unresolved == 1
    for everything in (False, True):
        with pytest.raises(HarmNotPassedOn) as caught:
            exchange.export(wing, PASSWORD, folders.stick, everything=everything)
        assert caught.value.fields == {"number": 1}
    with pytest.raises(HarmNotPassedOn):
        Round(wing, folders.stick).export(PASSWORD)
    assert list(folders.stick.iterdir()) == []


@pytest.mark.parametrize("answer", [DONE, NO_CONCERN], ids=lambda each: each.state)
def test_any_member_of_staff_resolves_it_and_then_it_leaves_as_resolved(
    folders: Folders, answer: Escalation
) -> None:
    with_head = folders.open("wing")
    waiting = told(with_head, OPEN)
    folders.close()
    nurse = folders.open("wing", "Nia")

    guarding.resolve(nurse, waiting, [answer])

    assert guarding.open_ones(nurse) == ()
    folders.close()
    wing = folders.open("wing")
    assert exchange.preview(wing).unresolved == 0
    sent = exchange.export(wing, PASSWORD, folders.stick)
    central = folders.open("office")
    intake.take_in(central, [sent.path])
    record = records.get(central, waiting).record
    assert isinstance(record, Feedback)
    assert record.escalations == (answer,)


def test_resolving_is_in_the_audit_without_a_word_of_what_was_told(wing: SignedIn) -> None:
    waiting = told(wing, OPEN)

    guarding.resolve(wing, waiting, [NO_CONCERN])

    lines = [line for line in auditing.page(wing) if line.kind == "harm"]
    assert [(line.about, line.detail, line.by) for line in lines] == [
        (waiting, "acct: read, and not a concern", "Hal")
    ]


def test_only_what_is_said_of_a_route_changes(wing: SignedIn) -> None:
    waiting = told(wing, OPEN, replace(OPEN, route="security"))

    guarding.resolve(wing, waiting, [DONE])

    (one,) = guarding.open_ones(wing)
    assert one.routes == ("security",)
    assert one.escalations == (DONE, replace(OPEN, route="security"))


@pytest.mark.parametrize(
    "incomplete",
    [
        replace(DONE, by_role=" "),
        replace(DONE, on=None),
        replace(NO_CONCERN, reason=""),
    ],
)
def test_an_answer_says_who_and_when_or_why(wing: SignedIn, incomplete: Escalation) -> None:
    waiting = told(wing, OPEN)

    with pytest.raises(InvalidValue):
        guarding.resolve(wing, waiting, [incomplete])

    assert len(guarding.open_ones(wing)) == 1


def test_the_bin_is_no_way_round_it(wing: SignedIn, folders: Folders) -> None:
    waiting = told(wing, OPEN)
    binning.put_away(wing, waiting)

    (one,) = guarding.open_ones(wing)
    with pytest.raises(HarmNotPassedOn):
        exchange.export(wing, PASSWORD, folders.stick)

    assert one.binned
    guarding.resolve(wing, waiting, [DONE])
    assert guarding.open_ones(wing) == ()
    exchange.export(wing, PASSWORD, folders.stick)


def test_what_comes_without_a_person_waits_for_an_answer() -> None:
    plain = feedback("The nurse was lovely")
    telling = feedback("The nurse was lovely", staff_note="He said he feels suicidal")

    assert guarding.with_open(plain) is plain
    assert guarding.with_open(telling).escalations == (OPEN,)
    answered = replace(telling, escalations=(DONE,))
    assert guarding.with_open(answered) is answered


def test_another_look_adds_what_is_new_and_changes_no_answer(wing: SignedIn) -> None:
    answered = Escalation(route="security", state="not_needed", reason="Long ago", on=DAY)
    saved = records.save(wing, feedback("I feel suicidal", escalations=(OPEN, answered)))
    fresh = Escalation(route="safeguarding", state="open")

    guarding.found_again(wing, saved.id, [DONE, Escalation(route="security", state="open"), fresh])
    guarding.found_again(wing, saved.id, [OPEN, fresh])

    stored = records.get(wing, saved.id)
    assert isinstance(stored.record, Feedback)
    assert set(stored.record.escalations) == {DONE, answered, fresh}
    assert stored.rev == 2


def test_a_site_says_whom_to_tell(folders: Folders) -> None:
    head = folders.open("wing")
    assert guarding.site_routes(head) == {route.code: {} for route in harm.routes()}

    guarding.set_site_route(head, "acct", {"who": " Safer Custody ", "phone": "2222"})

    folders.close()
    nurse = folders.open("wing", "Nia")
    assert guarding.site_routes(nurse)["acct"] == {"who": "Safer Custody", "phone": "2222"}
    with pytest.raises(NotAllowed):
        guarding.set_site_route(nurse, "acct", {})


@pytest.mark.parametrize(("code", "details"), [("tea", {}), ("acct", {"who": "x" * 201})])
def test_a_route_is_one_of_the_list_in_short_lines(
    wing: SignedIn, code: str, details: dict[str, str]
) -> None:
    with pytest.raises(InvalidValue):
        guarding.set_site_route(wing, code, details)


def test_lists_can_be_narrowed_to_what_is_open(wing: SignedIn) -> None:
    told(wing, DONE)
    waiting = told(wing, OPEN)

    rows = lists.page(wing, "feedback", lists.Query(escalation="open"))

    assert [row.id for row in rows] == [waiting]
