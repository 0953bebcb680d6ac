# SPDX-License-Identifier: MIT
"""Minutes and posters as Word files from a terminal."""

import contextlib
import stat
import sys
from pathlib import Path

import docx

from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.domain.records import AgendaItem
from coprod_desktop.services.access import auditing
from coprod_desktop.services.access.auditing import AuditQuery
from coprod_desktop.services.loop import answers, complaints
from coprod_desktop.services.papers import posters
from coprod_desktop.services.recording import records
from tests.cli.conftest import Cli
from tests.stores import Folders, feedback, meeting


def words(file: Path) -> str:
    return "\n".join(each.text for each in docx.Document(str(file)).paragraphs)


def test_minutes_leave_private_items_out_unless_asked(cli: Cli, folders: Folders) -> None:
    agenda = (
        AgendaItem(title="The hatch", notes="Nurse Smith was late."),
        AgendaItem(title="Quiet", confidential=True),
    )
    with contextlib.closing(folders.open("wing")) as s:
        saved = records.save(s, meeting(agenda=agenda))
    file = cli.root / "minutes.docx"
    ran = cli("report", folders.wing, "minutes", saved.id, "--to", file, user="Hal")
    assert ran.status == 0
    assert "1 private item is left out." in ran.out
    assert "1. The hatch (name)" in ran.err
    assert "Smith" not in ran.out + ran.err
    assert "Quiet" not in words(file)
    more = ("--with-confidential", "--large-print", "--json")
    again = cli("report", folders.wing, "minutes", saved.id, "--to", file, *more, user="Hal")
    assert again.json["private_left_out"] == 0
    assert "Quiet" in words(file)
    if sys.platform != "win32":  # which has no such modes
        assert stat.S_IMODE(file.stat().st_mode) & stat.S_IWOTH == 0
    easy = cli("report", folders.wing, "minutes", saved.id, "--to", file, "--easy-read", user="Hal")
    assert easy.status == 0
    assert "We talked about: The hatch." in words(file)
    with contextlib.closing(folders.open("wing")) as s:
        lines = auditing.page(s, AuditQuery(kind="report"), limit=10)
        assert len(lines) == 3


def test_a_poster_is_written_once_everything_is_settled(cli: Cli, folders: Folders) -> None:
    with contextlib.closing(folders.open("wing")) as s:
        comment = records.save(s, feedback("The hatch is always late"))
        answers.answer(s, comment.id, "change", "It opens at eight.")
        card = Card(comment.id, "3 people said it was late", "It opens at eight.")
        posters.keep(s, "March", Poster(cards=(card,)))
    file = cli.root / "poster.docx"
    ran = cli("report", folders.wing, "poster", "March", "--to", file, user="Hal")
    assert ran.status == 3
    assert "to be settled first" in ran.err
    assert not file.exists()
    with contextlib.closing(folders.open("wing")) as s:
        card = Card(comment.id, "Medicines came late", "It opens at eight.")
        posters.keep(s, "March", Poster(cards=(card,)))
    ran = cli("report", folders.wing, "poster", "March", "--to", file, "--json", user="Hal")
    assert ran.json == {"file": str(file)}
    assert "Medicines came late" in words(file)


def test_a_complaint_is_written_and_where_to_look_is_told_without_the_words(
    cli: Cli, folders: Folders
) -> None:
    with contextlib.closing(folders.open("wing")) as s:
        comment = records.save(s, feedback("Mr Smith never came", channel="letter"))
        complaint = complaints.begin(s, complaints.start(s, comment.id)).id
    file = cli.root / "case.docx"
    ran = cli("report", folders.wing, "complaint", complaint, "--to", file, "--json", user="Nia")
    assert ran.json == {"file": str(file), "look_at": 0}
    assert "Smith" not in words(file)
    more = ("--with-words",)
    ran = cli("report", folders.wing, "complaint", complaint, "--to", file, *more, user="Nia")
    assert "In the patient’s words (name)" in ran.err
    assert "Smith" not in ran.out + ran.err
    assert "Mr Smith never came" in words(file)


def test_a_file_of_another_kind_is_refused_before_a_store_is_opened(
    cli: Cli, folders: Folders
) -> None:
    for kind in (("minutes", "x"), ("poster", "x"), ("complaint", "x")):
        ran = cli("report", folders.wing, *kind, "--to", cli.root / "a.txt", user="Hal")
        assert ran.status == 2
        assert ".docx" in ran.err
