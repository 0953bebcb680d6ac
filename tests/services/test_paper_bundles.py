# SPDX-License-Identifier: MIT
"""An office was lost altogether: its paper, its card and what lies on sticks bring words back."""

import json
import shutil
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import NotAllowed, WordsDoNotMatch, WrongKindOfStore
from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.services.access import care, people
from coprod_desktop.services.exchanging import exchange, office, paper_bundles
from coprod_desktop.services.exchanging.paper_bundles import Lost, Opened
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from tests.services.hostile import Forger
from tests.services.locked_out import OTHER_WORDS
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    content,
    feedback,
    make_office,
    records_of,
    send,
    take_in,
)


@pytest.fixture
def sticks(wing: SignedIn, central: SignedIn, folders: Folders) -> list[Path]:
    """Bundles on a stick, of an office that is gone."""
    office.write_card(central, folders.root)
    made: list[Path] = []
    for n in range(3):
        saved = records.save(wing, feedback(f"Number {n}"))
        if n == 1:
            erasing.erase(wing, saved.id, "patient_asked")
        made.append(send(wing, folders.stick))
        take_in(central, made[-1])
        exchange.confirm(wing, *_head(wing))
    folders.card = office.card(central).words  # type: ignore[attr-defined]
    central.close()
    shutil.rmtree(folders.office)
    return made


def _head(wing: SignedIn) -> tuple[int, bytes]:
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    return stream.head, stream.chain


@pytest.fixture
def new(sticks: list[Path], folders: Folders) -> SignedIn:
    """A new office, with keys and an id of its own."""
    assert sticks
    make_office(folders.root / "new", "Another office")
    return folders.open("new", "Ada")


def the_lost(folders: Folders, paper: tuple[str, ...] = RECOVERY_WORDS) -> Lost:
    card: tuple[str, ...] = folders.card  # type: ignore[attr-defined]
    typed = {place: card[place - 1] for place in (2, 5, 11)}
    return paper_bundles.lost(folders.root / "trust-list.json", typed, paper)


def codes(found: tuple[Opened, ...]) -> list[str | None]:
    return [each.code or each.outcome for each in found]


def test_what_lies_on_sticks_comes_into_a_new_office(
    wing: SignedIn, new: SignedIn, sticks: list[Path], folders: Folders
) -> None:
    # The office's own door stays shut to what was meant for another.
    assert take_in(new, sticks[0]).code == "UnknownSigner"
    # In whatever order their names stand: what lacked something is tried again.
    sticks[0].rename(folders.stick / "z.coprod")
    found = paper_bundles.take_in(new, the_lost(folders), [folders.stick])
    (folders.stick / "z.coprod").rename(sticks[0])
    assert codes(found) == ["imported"] * 3
    assert {(each.site, each.wing) for each in found} == {("HMP Example", "B")}
    assert records_of(new, wing.device)[-1] == records_of(wing, wing.device)[-1]
    assert len(lists.page(new, "feedback")) == 2
    assert care.check(new).ok
    # The PC is known by name, and is let in nowhere.
    assert [(row.site, row.state) for row in office.devices(new)] == [("HMP Example", "revoked")]
    before = content(new)
    assert codes(paper_bundles.take_in(new, the_lost(folders), sticks)) == ["AlreadyImported"] * 3
    assert content(new) == before
    care.rebuild(new)
    assert len(lists.page(new, "feedback")) == 2


def test_what_does_not_follow_is_given_out_as_text(
    wing: SignedIn, new: SignedIn, sticks: list[Path], folders: Folders
) -> None:
    texts = folders.root / "texts"
    texts.mkdir()
    (found,) = paper_bundles.take_in(new, the_lost(folders), [sticks[2]], texts)
    assert (found.outcome, found.code, found.changes) == ("refused", "GapDetected", 0)
    assert found.text is not None
    (line,) = found.text.read_text("utf-8").splitlines()
    assert json.loads(line)["data"]["answers"]["what_good"] == "Number 2"
    # A wing that lives has everything: what it sends once more closes the gap.
    whole = send(wing, folders.root / "all", everything=True)
    assert codes(paper_bundles.take_in(new, the_lost(folders), [whole])) == ["imported"]
    assert len(lists.page(new, "feedback")) == 2


def test_another_paper_opens_nothing(new: SignedIn, sticks: list[Path], folders: Folders) -> None:
    before = content(new)
    found = paper_bundles.take_in(new, the_lost(folders, OTHER_WORDS), sticks)
    assert codes(found) == ["NoMatchingRecipient"] * 3
    assert content(new) == before
    with pytest.raises(WordsMisspelt):
        the_lost(folders, RECOVERY_WORDS[:23])
    with pytest.raises(WordsDoNotMatch):
        paper_bundles.lost(
            folders.root / "trust-list.json", dict.fromkeys((1, 2, 3), "zoo"), RECOVERY_WORDS
        )


def test_what_was_altered_or_forged_stays_out(
    wing: SignedIn, new: SignedIn, sticks: list[Path], folders: Folders
) -> None:
    data = bytearray(sticks[0].read_bytes())
    data[-5000] ^= 1
    (folders.root / "bad.coprod").write_bytes(data)
    forger = Forger(wing, folders.root / "forged")
    forger.put()
    assert codes(paper_bundles.take_in(new, the_lost(folders), [sticks[0]])) == ["imported"]
    paths = [folders.root / "bad.coprod", forger.stage(seq=9, prev=bytes(32)).path]
    texts = folders.root / "texts"
    texts.mkdir()
    before = content(new)
    damaged, rewritten = paper_bundles.take_in(new, the_lost(folders), paths, texts)
    assert (damaged.code, damaged.text) == ("BodyDigestMismatch", None)
    assert (rewritten.code, rewritten.security) == ("HistoryRewritten", True)
    assert content(new) == before


def test_whose_task_it_is(wing: SignedIn, new: SignedIn, folders: Folders) -> None:
    gone = the_lost(folders)
    with pytest.raises(WrongKindOfStore):
        paper_bundles.take_in(wing, gone, [folders.stick])
    people.add(new, "Cal", "head", PASSWORD, COST)
    new.close()
    with pytest.raises(NotAllowed):
        paper_bundles.take_in(folders.open("new", "Cal"), gone, [folders.stick])
