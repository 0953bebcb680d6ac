# SPDX-License-Identifier: MIT
"""A Word file is one that a screen reader can use, and holds nothing but what was asked for."""

import functools
import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.shared import Mm, Pt

from coprod_desktop import paths
from coprod_desktop.domain.document import (
    PICTURES,
    CutLine,
    Document,
    Figure,
    Heading,
    Listing,
    Page,
    PageBreak,
    Pictured,
    Rule,
    Table,
    labelled,
    said,
)
from coprod_desktop.services.papers import word_file

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WHOLE = Document(
    "Patient forum, 2 March 2026",
    (
        Heading("Patient forum", 1),
        labelled("When", "2 March 2026"),
        Rule(),
        Heading("What we agreed"),
        Listing(("one", "two")),
        Listing(("first", "second"), numbered=True),
        Listing(("first again",), numbered=True),
        PageBreak(),
        Pictured("tick", "We will try two times a day."),
        CutLine(),
        Table(("What", "Who"), (("A clock", "Estates"), ("A chair", "Stores")), "Actions", (3, 1)),
    ),
    mark="Draft, not yet agreed",
    footer="HMP Example",
)


@functools.cache
def written(document: Document) -> bytes:
    return word_file.as_docx(document)


def opened(document: Document = _WHOLE) -> Any:
    return docx.Document(io.BytesIO(written(document)))


def part(name: str, document: Document = _WHOLE) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(written(document))) as held:
        return ET.fromstring(held.read(name))


def test_it_says_its_title_and_language_and_nobodys_name() -> None:
    about = opened().core_properties
    assert (about.title, about.language) == ("Patient forum, 2 March 2026", "en-GB")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    tongues = {each.get(f"{_W}val") for each in part("word/styles.xml").iter(f"{_W}lang")}
    assert tongues == {"en-GB"}


def test_headings_and_lists_are_real_ones_and_nothing_is_empty() -> None:
    paragraphs = opened().paragraphs
    assert all(each.text.strip() for each in paragraphs)
    styles = {each.text: each.style.name for each in paragraphs}
    assert styles["Patient forum"] == "Heading 1"
    assert styles["What we agreed"] == "Heading 2"
    assert styles["one"] == "List Bullet"
    assert styles["first"] == "List Number"
    assert styles["Actions"] == "Caption"


def test_each_numbered_list_starts_from_one() -> None:
    numbers = {
        each.text: each._p.pPr.numPr.numId.val
        for each in opened().paragraphs
        if each.style.name == "List Number"
    }
    assert numbers["first"] == numbers["second"] != numbers["first again"]
    overrides = part("word/numbering.xml").iter(f"{_W}startOverride")
    assert [each.get(f"{_W}val") for each in overrides] == ["1", "1"]


def test_a_tables_header_is_marked_and_its_rows_stay_whole() -> None:
    (table,) = part("word/document.xml").iter(f"{_W}tbl")
    rows = list(table.iter(f"{_W}tr"))
    assert [row.find(f".//{_W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{_W}cantSplit") is not None for row in rows)
    caption = table.find(f".//{_W}tblCaption")
    assert caption is not None
    assert caption.get(f"{_W}val") == "Actions"
    widths = [int(each.get(f"{_W}w", "0")) for each in table.iter(f"{_W}gridCol")]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)


def test_a_picture_has_words_and_every_picture_is_there() -> None:
    (about,) = [each for each in part("word/document.xml").iter() if each.tag.endswith("}docPr")]
    assert "We will try" in about.get("descr", "")
    for name in PICTURES:
        assert paths.resource(f"pictures/{name}.png").read_bytes().startswith(b"\x89PNG")
        assert "currentColor" in paths.resource(f"icons/{name}.svg").read_text("utf-8")


def test_every_page_says_what_it_is_and_its_number() -> None:
    section = opened().sections[0]
    assert section.header.paragraphs[0].text == "Draft, not yet agreed"
    for foot in (section.footer, section.first_page_footer):
        assert foot.paragraphs[0].text == "HMP Example\tPage 1 of 1"
    for name in ("word/footer1.xml", "word/footer2.xml"):
        codes = [each.text for each in part(name).iter(f"{_W}instrText")]
        assert codes == [" PAGE ", " NUMPAGES "]


def test_paper_and_letters_are_as_large_as_asked() -> None:
    made = opened(Document("x", (said("x"),), page=Page("A3", landscape=True), size="large"))
    section = made.sections[0]
    assert section.page_width == pytest.approx(Mm(420), abs=1000)
    assert section.page_height == pytest.approx(Mm(297), abs=1000)
    assert made.styles["Normal"].font.size == Pt(18)


def test_what_stands_in_a_paragraphs_properties_is_in_the_standards_order() -> None:
    turned = Document("x", (PageBreak(), Rule(), Pictured("tick", "مرحبا بكم")))
    for document in (_WHOLE, turned):
        for shape in part("word/document.xml", document).iter(f"{_W}pPr"):
            names = [each.tag.removeprefix(_W) for each in shape]
            assert names == sorted(names, key=word_file._ORDER.index)


def test_text_from_right_to_left_is_marked_as_such() -> None:
    (shape,) = part("word/document.xml", Document("x", (said("مرحبا بكم"),))).iter(f"{_W}pPr")
    assert shape.find(f"{_W}bidi") is not None


def test_what_xml_cannot_hold_does_not_stop_a_paper() -> None:
    odd = "a\x00b\x1bc\ud800d 🙂\n" + "W" * 400
    (paragraph,) = opened(Document("\x01", (said(odd),))).paragraphs
    assert paragraph.text.startswith("a\ufffdb\ufffdc\ufffdd 🙂\nWWW")


def test_the_longest_title_of_a_meeting_does_not_stop_a_paper() -> None:
    title = "W" * 200 + ", minutes of a meeting with patients on 24 September 2026"
    made = opened(Document(title, (Heading(title, 1),)))
    assert title.startswith(made.core_properties.title)
    assert made.paragraphs[0].text == title


def test_it_has_no_macros_and_calls_nowhere() -> None:
    with zipfile.ZipFile(io.BytesIO(written(_WHOLE))) as held:
        names = held.namelist()
        links = [held.read(name) for name in names if name.endswith(".rels")]
    assert not [name for name in names if "vba" in name.lower() or "ole" in name.lower()]
    assert not any(b'TargetMode="External"' in link for link in links)


def test_a_figure_has_a_caption_and_words_for_whoever_cannot_see_it() -> None:
    png = paths.resource("pictures/tick.png").read_bytes()
    whole = Document("x", (Heading("A chart", 1), Figure(png, "By month", "Nothing has changed.")))
    caption, figure = opened(whole).paragraphs[1:]
    assert (caption.style.name, caption.text) == ("Caption", "By month")
    (shape,) = opened(whole).inline_shapes
    assert shape.width == Mm(210 - 2 * 18)
    described = [each for each in figure._p.iter() if each.tag.endswith("docPr")]
    assert [each.get("descr") for each in described] == ["Nothing has changed."]
