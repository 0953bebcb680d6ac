# SPDX-License-Identifier: MIT
"""Stories in the office's window about keys: root keys, recovery papers, and what is published."""

from pathlib import Path

import pytest

from coprod_desktop import paths
from coprod_desktop.services.access import escrowing, opening, recovery, setup
from coprod_desktop.services.books.rooting import RootHolder, RootPlan
from coprod_desktop.services.exchanging import exchange, office, trusting
from coprod_desktop.services.recording import reference
from tests.journeys.test_window_office import WORDS, choose_device, go, said, take_in, texts, unlock
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    closing,
    make_wing,
)
from tests.windows import Windows


@pytest.fixture
def guarded(tmp_path: Path) -> Path:
    """An office whose root keys are with three people."""
    holders = tuple(
        RootHolder(name, tmp_path / name.lower(), WORDS) for name in ("Rose", "Sam", "Tia")
    )
    for holder in holders:
        holder.folder.mkdir()
    made = setup.OfficeSetup(
        "Guarded office",
        "Ada",
        PASSWORD,
        "practice",
        COST,
        RECOVERY_WORDS,
        RootPlan(2, holders, COST),
    )
    setup.create_office(tmp_path / "guarded", made).close()
    return tmp_path / "guarded"


def test_two_of_three_people_sign_for_a_wing(windows: Windows, guarded: Path) -> None:
    stick = guarded.parent / "stick"
    stick.mkdir()
    with closing(make_wing(guarded, guarded.parent / "new")) as new:
        asked = exchange.request(new, stick)
        device = new.device
    main = windows.sign_in(guarded, "Ada")
    take_in(windows, main, stick)
    panel = choose_device(windows, main, device)
    panel.approving.typed.field.setPlainText(" ".join(asked.words))
    panel.approving.button.click()
    windows.quiet(main)
    sites = go(windows, main, "sites", "trust")
    signing = sites.trust.signing
    assert signing.isVisible()
    assert any("letting in HMP Example, B" in text for text in texts(signing))
    for name in ("rose", "sam"):
        (file,) = (guarded.parent / name).iterdir()
        signing.file.set_path(file)
        signing.secret.line.setText("not the passphrase" if name == "sam" else WORDS)
        signing.sign()
        windows.quiet(main)
    assert "passphrase" in said(sites.banner).lower()
    assert signing.isVisible()
    signing.secret.line.setText(WORDS)
    signing.sign()
    windows.quiet(main)
    assert not signing.isVisible()
    main.close()
    with closing(opening.unlock(guarded, "Ada", PASSWORD)) as s:
        assert [row.state for row in office.devices(s)] == ["active"]
        assert not trusting.status(s).proposed


def test_a_lost_root_key_is_replaced_and_the_others_keep_theirs(
    windows: Windows, guarded: Path
) -> None:
    (guarded.parent / "uma").mkdir()
    main = windows.sign_in(guarded, "Ada")
    sites = go(windows, main, "sites", "trust")
    roots = sites.trust.roots
    assert "2 of these 3 people must sign: Rose, Sam, Tia" in roots.now.text()
    roots.change.open.click()
    for box in roots._kept.values():
        box.setChecked("Tia" not in box.text())
    (new,) = (card for card in roots.form.cards if card.isVisible())
    new.name.field.setText("Uma")
    new.folder.set_path(guarded.parent / "uma")
    new.first.line.setText(WORDS)
    new.second.line.setText(WORDS)
    roots.change.go.click()
    windows.quiet(main)
    for name in ("rose", "sam"):
        (file,) = (guarded.parent / name).iterdir()
        sites.trust.signing.file.set_path(file)
        sites.trust.signing.secret.line.setText(WORDS)
        sites.trust.signing.sign()
        windows.quiet(main)
    assert "in force" in said(sites.banner)
    assert "Rose, Sam, Uma" in roots.now.text()
    main.close()


def test_a_wing_without_a_password_is_answered_with_the_paper_from_the_safe(
    windows: Windows, folders: Folders
) -> None:
    question = folders.root / "question.coprod-recovery"
    read_out = recovery.ask(folders.wing, "Hal", "four brave newts", question, cost=COST)
    main = windows.sign_in(folders.office, "Ada")
    sites = go(windows, main, "sites", "recovery")
    tab = sites.challenge
    tab.file.set_path(question)
    tab.open.click()
    windows.quiet(main)
    assert tab.who.text().startswith("Hal asks, for HMP Example, B")
    assert not any(word in tab.who.text().split() for word in read_out)
    tab.said.set_words(RECOVERY_WORDS[:12])
    tab.typed.set_words(RECOVERY_WORDS)
    tab.answer_into(folders.stick)
    windows.quiet(main)
    assert "words do not match" in said(sites.banner)
    tab.said.set_words(read_out)
    tab.answer_into(folders.stick)
    windows.quiet(main)
    assert "answer was written" in said(sites.banner)
    assert not any(tab.typed.words())  # the paper's words are forgotten
    main.close()
    (file,) = folders.stick.iterdir()
    with closing(recovery.finish(folders.wing, "Hal", "four brave newts", file, cost=COST)) as s:
        assert s.person.name == "Hal"


def test_keys_are_changed_and_wait_for_the_wings(windows: Windows, folders: Folders) -> None:
    main = windows.sign_in(folders.office, "Ada")
    sites = go(windows, main, "sites", "trust")
    keys = sites.trust.keys
    keys.rotate.open.click()
    keys.rotate.go.click()
    windows.quiet(main)
    assert "new keys" in said(sites.banner)
    assert keys.retire.isVisible()
    assert not keys.retire.open.isEnabled()
    main.close()
    with closing(unlock(folders, "office")) as s:
        assert trusting.status(s).former == 1


def test_a_new_recovery_key_is_on_paper_before_it_counts(
    windows: Windows, folders: Folders
) -> None:
    main = windows.sign_in(folders.office, "Ada")
    sites = go(windows, main, "sites", "trust")
    card = sites.trust.recovery
    card.open.click()
    windows.quiet(main)
    paper = card.key.words()
    card.go_on()
    card.go_on()  # nothing was typed
    assert "Type this word" in card.ask_back.lines[0].error.text()
    for row, place in zip(card.ask_back.lines, card.ask_back.asked(), strict=True):
        row.field.setText(paper[place - 1])
    card.go_on()
    windows.quiet(main)
    assert "new recovery key" in said(sites.banner)
    assert card.key.words() == ()
    main.close()
    with closing(unlock(folders, "office")) as s:
        escrowing.wrap_anew(s)
        recovery.rehearse_key(s, paper)


def test_a_form_is_published(windows: Windows, folders: Folders) -> None:
    file = folders.root / "form.json"
    file.write_bytes((paths.resource("forms") / "feedback-1.json").read_bytes())
    main = windows.sign_in(folders.office, "Ada")
    sites = go(windows, main, "sites", "forms")
    sites.forms.publish()
    assert "Choose" in sites.forms.place.error.text()
    sites.forms.file.set_path(file)
    sites.forms.publish()
    windows.quiet(main)
    assert "version 1, is published" in said(sites.banner)
    assert sites.forms.model.line(0).cells[1] == "feedback-1"
    main.close()
    with closing(unlock(folders, "office")) as s:
        assert [each.version for each in reference.all(s)] == [1]
