# SPDX-License-Identifier: MIT
"""Forms travel to wings with what goes back, in versions that only rise."""

import json
from pathlib import Path

import pytest

from coprod_desktop import paths
from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.services.exchanging import returning
from coprod_desktop.services.recording import records, reference
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.services.returns import returned
from tests.stores import PASSWORD, Folders, feedback, send, take_in


@pytest.fixture
def form(tmp_path: Path) -> Path:
    tree = json.loads((paths.resource("forms") / "feedback-1.json").read_text("utf-8"))
    question = {
        "id": "food",
        "kind": "text",
        "text": "How is the food?",
        "asks": "nonspecific",
    }
    tree["questions"].append(question)
    file = tmp_path / "form.json"
    file.write_text(json.dumps(tree), "utf-8")
    return file


def test_a_form_is_published_and_used_by_wings_that_received_it(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders, form: Path
) -> None:
    asked = feedback(answers={"food": "Cold"})
    for each in (wing, central):
        with pytest.raises(InvalidValue):
            records.save(each, asked)
    made = reference.publish(central, form)
    assert (made.name, made.version) == ("feedback-1", 1)
    assert reference.publish(central, form) == made
    assert returned(central, wing, folders.stick).forms == 1
    assert [each.version for each in reference.all(wing)] == [1]
    assert reference.form(wing, "feedback-1").question("food")
    records.save(wing, asked)
    take_in(central, send(wing, folders.stick))
    agrees(central, wing)
    with pytest.raises(InvalidValue):
        records.save(other, asked)

    tree = json.loads(form.read_text("utf-8"))
    tree["title"] = "Your care, again"
    form.write_text(json.dumps(tree), "utf-8")
    assert reference.publish(central, form).version == 2
    assert returned(central, wing, folders.stick).forms == 1
    assert returned(central, wing, folders.stick).forms == 0
    assert reference.form(wing, "feedback-1").title == "Your care, again"
    folders.close()
    wing = folders.open("wing")
    assert reference.form(wing, "feedback-1").title == "Your care, again"
    # A window, which shows one store at a time, asks in its forms too.
    from coprod_desktop.domain import forms

    reference.show(wing)
    assert forms.load("feedback-1").title == "Your care, again"
    reference.show(folders.open("other"))
    assert forms.load("feedback-1").title == "Patient feedback"


@pytest.mark.parametrize(
    "edit",
    [
        lambda tree: tree["questions"].pop(),
        lambda tree: tree["questions"].append(tree["questions"][0]),
        lambda tree: tree["questions"][-2]["options"].pop(),
        lambda tree: tree["questions"][-1].update(kind="choice"),
        lambda tree: tree.update(questions=[]),
        lambda tree: tree.update(id="../../etc"),
        lambda tree: tree.update(script="x"),
        lambda tree: tree.update(title="x" * 500),
    ],
)
def test_a_form_that_breaks_the_rules_is_not_published(
    central: SignedIn, form: Path, edit: object
) -> None:
    reference.publish(central, form)
    tree = json.loads(form.read_text("utf-8"))
    edit(tree)  # type: ignore[operator]
    form.write_text(json.dumps(tree), "utf-8")
    with pytest.raises(InvalidValue):
        reference.publish(central, form)
    for junk in (b"", b"[]", b"\xff\xfe", b"[" * 100_000):
        form.write_bytes(junk)
        with pytest.raises(InvalidValue):
            reference.publish(central, form)
    assert [each.version for each in reference.all(central)] == [1]


def test_who_may_publish(folders: Folders, form: Path) -> None:
    from coprod_desktop.services.access import people
    from tests.stores import COST, closing

    with closing(folders.open("office")) as central:
        people.add(central, "Cal", "staff", PASSWORD, COST)
    clerk = folders.open("office", "Cal")
    for task in (
        lambda: reference.publish(clerk, form),
        lambda: returning.write(clerk, folders.stick),
    ):
        with pytest.raises(NotAllowed):
            task()
