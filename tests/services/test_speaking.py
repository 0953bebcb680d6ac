# SPDX-License-Identifier: MIT
"""Papers and faults speak the reader's language where a window lends them one, else English."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from coprod_desktop.domain import (
    complaint_words,
    coproduction,
    harm,
    suppression,
    themes,
    translating,
)
from coprod_desktop.domain import document as paper
from coprod_desktop.domain import poster as posters
from coprod_desktop.domain.complaints import Step
from coprod_desktop.domain.document import Document
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.domain.records import AgendaItem, Attendance, CouldNot, Hands, Recognition
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services import sheets
from coprod_desktop.services.access.recovery import Sheet
from coprod_desktop.services.charting import figures, inspector
from coprod_desktop.services.charting.rolls import MOST
from coprod_desktop.services.exchanging.office import OfficeCard
from coprod_desktop.services.loop import answers, complaints
from coprod_desktop.services.loop.closing import Reply, Said
from coprod_desktop.services.papers import complaint_paper, exporting, minutes, reply_paper, slips
from coprod_desktop.services.papers import posters as kept
from coprod_desktop.services.papers.meeting_parts import Choice
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, feedback, meeting

OWN = re.compile(
    r"\b(HMP Example|record|Nurse|B|B417|[0-9a-f]{8}-[0-9a-f]{4})\b|[A-Z][a-z]+day\b"
    r"|\d{1,2} [A-Z][a-z]+( to \d{1,2} [A-Z][a-z]+)?( \d{4})?"
)
"""What records hold in these tests, and dates, which are English in every language."""


def bracketed(_context: str, text: str) -> str:
    """A translation that nobody has to write: each word is wrapped, fields stay as they are."""
    parts = re.split(r"(\{\w*\})", text)
    return "".join(part if part.startswith("{") else re.sub(r"\w+", "¤", part) for part in parts)


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    translating.use(bracketed, "en-XB")
    yield
    translating.use()


def english(document: Document) -> list[str]:
    """Lines of a paper in which English words are left."""
    lines = [document.title, document.mark, document.footer, *paper.words(document).splitlines()]
    return [line for line in lines if re.search(r"[A-Za-z]{2,}", OWN.sub("", line))]


@pytest.mark.parametrize("easy_read", [False, True])
def test_minutes(wing: SignedIn, easy_read: bool) -> None:
    item = AgendaItem(
        title="record",
        notes="record",
        decisions=("record",),
        hands=(Hands(choice="record", count=9),),
        hands_question="record",
    )
    one = meeting(
        "record",
        agenda=(item, AgendaItem(title="record", confidential=True)),
        attendance=(Attendance(role="Nurse", wing="B", count=2),),
        start="14:00",
        end="15:00",
        site="HMP Example",
        wing="B",
        regime="late_start",
        could_not=(CouldNot(what="record", why="record"),),
        recognition=(Recognition(type="certificate", status="given"),),
        ladder_rung=5,
        safe_close_asked=True,
        interpreter_used="not_needed",
        next_date=DAY,
        patients_present=12,
    )
    saved = records.save(wing, one).id
    records.save(wing, action("record", meeting=saved, owner_role="Nurse", with_role="Nurse"))
    found = minutes.source(wing, saved)
    assert english(minutes.made(found, Choice(easy_read=easy_read))) == []


def test_a_complaint(wing: SignedIn) -> None:
    comment = records.save(wing, feedback("record", channel="letter")).id
    answers.answer(wing, comment, "change", "record")
    begun = msgspec.structs.replace(complaints.start(wing, comment), reference="record")
    complaint = complaints.begin(wing, begun).id
    today = complaints.today(wing)
    complaints.take(wing, complaint, Step("acknowledge", today, how="spoken", talk_offered=True))
    complaints.take(wing, complaint, Step("reply", today, outcome="upheld", learning="record"))
    made = complaint_paper.made(complaint_paper.source(wing, complaint), words=True)
    assert english(made) == []
    assert made.language == "en-XB"


def test_slips_answers_and_posters() -> None:
    assert english(slips.reply_slip("B417", DAY, "HMP Example", "B", "record")) == []
    levers = ("tell", "change", "ask", "cannot")
    said = tuple(Said("x", lever, "record", DAY) for lever in levers)
    reply = Reply("0" * 32, DAY, "B", "B417", "record", None, said)
    assert english(reply_paper.answer_paper(reply, "HMP Example")) == []
    cards = tuple(Card("x", "record", "record", lever) for lever in levers)
    assert english(kept.document(Poster(cards=(*cards, Card("x", joint=True))))) == []
    assert posters.title() == "¤ ¤, ¤ ¤"


def test_an_inspectors_pack(wing: SignedIn) -> None:
    comment = records.save(wing, feedback("record", ok_to_quote="yes", reference="record")).id
    answers.answer(wing, comment, "change", "record")
    records.save(wing, meeting("record", wings_not_represented=("B",), could_not=()))
    records.save(wing, action("record", feedback=comment, status="done"))
    pack = inspector.pack(inspector.gather(wing, DAY, datetime.date(2026, 12, 31)))
    assert english(pack) == []


def test_what_people_read_in_files_for_a_spreadsheet(wing: SignedIn, tmp_path: Path) -> None:
    for number in range(12):
        records.save(wing, feedback("record", answers={"fft_overall": number % 6 + 1}))
    file = tmp_path / "list.xlsx"
    exporting.write(wing, file, exporting.Wanted())
    book = openpyxl.load_workbook(file)
    assert [
        cell for cell in left(book["Counts"]) if cell[0] not in "123456"
    ] == []  # a form's words
    assert left(book["How suppressed"]) == []
    assert left(book["Data dictionary"], 1) == []  # not the names of columns and codes
    for each in (figures.fft(wing, "2026-06"), figures.complaints(wing, DAY, DAY)):
        figures.save(wing, each, file)
        book = openpyxl.load_workbook(file)
        assert left(book["How suppressed"]) == []
        assert left(book["Data dictionary"], 1) == []


def left(sheet: Any, column: int | None = None) -> list[str]:
    """Cells of a sheet, or of one of its columns, in which English words are left."""
    cells = [str(cell.value or "") for row in sheet.rows for cell in row]
    if column is not None:
        cells = [str(row[column].value or "") for row in sheet.rows]
    named = re.compile("“.*”")  # columns
    return [c for c in cells if re.search(r"[A-Za-z]{2,}", named.sub("", OWN.sub("", c)))]


def test_the_office_s_card_and_recovery_sheets() -> None:
    words = ("record",) * 12
    key = sheets.recovery_key("record", "live", words)
    own = sheets.recovery_sheet(Sheet("record", "live", words, 0, "record"))
    card = sheets.office_card(OfficeCard("record", "practice", words))
    for page in (key, own, card):
        for text in (page.title, *page.lines, *page.notes):
            assert not re.search(r"[A-Za-z]{2,}", re.sub("record|sheet|key", "", text)), text
    html = sheets.as_html(card)
    assert '<html lang="en-XB">' in html
    assert "practice only" not in html


def test_what_stands_in_data_files_and_on_faults() -> None:
    route = harm.routes()[0]
    coproduced = coproduction.words()
    for text in (
        *(harm.never_claims(), route.label, route.tell, route.reminder, *route.steps),
        *(themes.label("MED"), themes.label("MED.PAIN"), suppression.why()),
        *(coproduced.recognition_types[0].label, coproduced.ladder.rungs[0].plain),
        *(complaint_words.spoken().statuses[0].label, complaint_words.spoken().clocks[0].duty),
    ):
        assert not re.search(r"[A-Za-z]{2,}", text), text
    fault = InvalidValue(what="The complaint", why="the day is still to come")
    assert not re.search(r"[A-Za-z]", fault.title + fault.safe + fault.advice)


def test_a_reason_with_values_in_it_speaks_too(wing: SignedIn) -> None:
    fault = InvalidValue(what="The roll", why=Filled("at most {most} of B417", most=MOST))
    assert fault.reason == f"¤ ¤ {MOST} ¤ ¤"
    assert fault.title == f"¤ ¤ ¤ ¤ ¤ ¤ ¤: ¤ ¤ {MOST} ¤ ¤."
    whole = Filled("the backup does not hold ({fault})", fault=Filled("page {n}", n=7))
    assert translating.known(whole) == "¤ ¤ ¤ ¤ ¤ (¤ 7)"
    assert whole == "the backup does not hold (page 7)"  # in logs and at the terminal
    with pytest.raises(InvalidValue) as raised:
        records.save(wing, feedback("record", answers={"fft_overall": 9}))
    own = "“Overall, how was your experience of our service?”"
    assert own in raised.value.title
    assert not re.search(r"[A-Za-z]{2,}", raised.value.title.replace(own, ""))


def test_without_a_window_all_is_english() -> None:
    translating.use()
    assert harm.routes()[0].label == "Medical emergency now"
    assert themes.label("MED.PAIN") == "Medicines: pain relief"
    assert slips.reply_slip("B417", datetime.date(2026, 6, 4)).language == "en-GB"
