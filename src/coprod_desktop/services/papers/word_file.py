# SPDX-License-Identifier: MIT
"""Writes a document for Word so that a screen reader can use it: real headings, lists and tables.

What the file carries follows the accessible documents policy of the UK's public sector (WCAG 2.2
AA as EN 301 549 applies it to documents): a title, a language, heading styles, header rows that
are marked as such, words for every picture, and no empty paragraphs for space.
"""

import datetime
import io
import re
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement  # pyright: ignore[reportUnknownVariableType]
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from coprod_desktop import paths
from coprod_desktop.domain.document import (
    POINTS,
    Block,
    CutLine,
    Document,
    Figure,
    Heading,
    Listing,
    PageBreak,
    Paragraph,
    Pictured,
    Rule,
    Run,
    Table,
    Voice,
    leftwards,
)

SUFFIX: Final = ".docx"
FONT: Final = "Arial"
"""On every PC, and what the NHS advises where its own typeface is not wanted."""
_STYLES: Final[dict[Voice, tuple[str, float]]] = {
    "": ("Normal", 1),
    "lead": ("Lead", 1.15),
    "note": ("Small print", 0.85),
    "mark": ("Notice", 1),
    "huge": ("Code", 3.2),
}
_LONGEST_TITLE: Final = 255
"""What the file's properties hold; a meeting's title and its date may be longer."""
_HEADINGS: Final = {1: 1.9, 2: 1.35, 3: 1.12}
_PICTURE: Final = 2.6
_LARGEST_FOOT: Final = 14
_ORDER: Final = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr"),
    *("tabs", "bidi", "spacing", "ind", "jc", "textAlignment", "rPr", "sectPr"),
)
"""ISO/IEC 29500-1, 17.3.1.26: what may stand in a paragraph's properties, of what is used here."""
# What XML cannot hold. A record's text has none of them, but text from elsewhere may.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_docx(document: Document) -> bytes:
    """The document as the bytes of a Word file, without macros, links or anybody's name."""
    writer = _Writer(document)
    for block in document.blocks:
        writer.add(block)
    for shape in writer.file.element.iter(qn("w:pPr")):
        # Word refuses a file in which these stand in another order than the standard's.
        shape[:] = sorted(shape, key=_place)
    held = io.BytesIO()
    writer.file.save(held)
    return held.getvalue()


class _Writer:
    """Adds blocks to a file; what comes before a paragraph without words is kept for the next."""

    def __init__(self, document: Document) -> None:
        self.file: Any = docx.Document()
        self._points = POINTS[document.size]
        self._ruled = self._broken = False
        self._describe(document)
        self._style()
        self._paper(document)

    def add(self, block: Block) -> None:
        """Add a block."""
        match block:
            case Heading():
                self._paragraph(f"Heading {block.level}", (Run(block.text),))
            case Paragraph():
                self._paragraph(_STYLES[block.voice][0], block.runs)
            case Listing():
                self._list(block)
            case Table():
                self._table(block)
            case Pictured():
                self._pictured(block)
            case Figure():
                self._figure(block)
            case Rule():
                self._ruled = True
            case CutLine():
                _border(self._paragraph("Small print", (Run(block.text),)), "top", "dashed")
            case PageBreak():
                self._broken = True

    def _describe(self, document: Document) -> None:
        about, now = self.file.core_properties, datetime.datetime.now(datetime.UTC)
        about.title = _clean(document.title)[:_LONGEST_TITLE]
        about.language = document.language
        about.author = about.last_modified_by = about.comments = ""
        about.created = about.modified = now.replace(tzinfo=None)
        for tongue in self.file.styles.element.iter(qn("w:lang")):
            tongue.set(qn("w:val"), document.language)

    def _style(self) -> None:
        styles = self.file.styles
        for name, size in (
            *(("Normal", 1), ("List Bullet", 1), ("List Number", 1), ("Caption", 1)),
            *((f"Heading {level}", size) for level, size in _HEADINGS.items()),
            *(named for named in _STYLES.values() if named[0] != "Normal"),
        ):
            known = any(each.name == name for each in styles)
            style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            _plain(style, self._points * size)
            shape = style.paragraph_format
            shape.space_after = Pt(self._points * 0.5)
            shape.space_before = Pt(self._points * size * 0.7 if name.startswith("Heading") else 0)
            shape.keep_with_next = name == "Caption" or name.startswith("Heading")
            style.font.bold = name in {"Caption", "Notice", "Code"} or name.startswith("Heading")

    def _paper(self, document: Document) -> None:
        section, page = self.file.sections[0], document.page
        width, height = page.millimetres
        section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Mm(page.margin))
        section.header_distance = section.footer_distance = Mm(page.margin / 2)
        self._width = Mm(width - 2 * page.margin)
        if document.mark:
            section.different_first_page_header_footer = True
            said = section.header.paragraphs[0]
            said.style = self.file.styles["Notice"]
            said.add_run(_clean(document.mark))
            self._foot(section.first_page_footer.paragraphs[0], document)
        self._foot(section.footer.paragraphs[0], document)

    def _foot(self, last: Any, document: Document) -> None:
        if not (document.footer or document.numbered):
            return
        size = Pt(min(self._points * 0.8, _LARGEST_FOOT))
        last.style = self.file.styles["Small print"]  # the one for footers has tabs of its own
        last.paragraph_format.tab_stops.add_tab_stop(self._width, WD_TAB_ALIGNMENT.RIGHT)
        _sized(last.add_run(_clean(document.footer)), size)
        if document.numbered:
            for text, field in (("\tPage ", "PAGE"), (" of ", "NUMPAGES")):
                _sized(last.add_run(text), size)
                _field(_sized(last.add_run(), size), field)

    def _paragraph(self, style: str, runs: tuple[Run, ...]) -> Any:
        made = self.file.add_paragraph(style=style)
        self._before(made)
        _write(made, runs)
        return made

    def _before(self, paragraph: Any) -> None:
        if self._broken:
            paragraph.paragraph_format.page_break_before = True
        if self._ruled:
            _border(paragraph, "top", "single")
        self._broken = self._ruled = False

    def _list(self, block: Listing) -> None:
        number = _restarted(self.file) if block.numbered and block.items else 0
        for item in block.items:
            style = "List Number" if block.numbered else "List Bullet"
            made = self._paragraph(style, (Run(item),))
            if number:
                # The style's own number would go on from the list before.
                numbers = made._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001
                numbers.get_or_add_ilvl().val = 0
                numbers.get_or_add_numId().val = number

    def _table(self, block: Table) -> None:
        self._paragraph("Caption", (Run(block.caption),))
        table = self.file.add_table(len(block.rows) + 1, len(block.header), style="Table Grid")
        table.autofit = False
        shares = block.shares or (1,) * len(block.header)
        widths = [round(self._width * share / sum(shares)) for share in shares]
        for line, cells in enumerate((block.header, *block.rows)):
            row = table.rows[line]
            _flag(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001
            if line == 0:
                _flag(row._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001
            for width, text, cell in zip(widths, cells, row.cells, strict=True):
                cell.width = width
                _write(cell.paragraphs[0], (Run(text, bold=line == 0),))
                cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        for width, column in zip(widths, table.columns, strict=True):
            column.width = width
        about = table._tbl.tblPr  # noqa: SLF001
        look = about.find(qn("w:tblLook"))
        if look is not None:
            look.attrib.clear()
            look.set(qn("w:val"), "0020")
            look.set(qn("w:firstRow"), "1")
        _flag(about, "w:tblCaption", _clean(block.caption))

    def _pictured(self, block: Pictured) -> None:
        side = Pt(self._points * _PICTURE)
        made = self.file.add_paragraph(style="Normal")
        self._before(made)
        shape = made.paragraph_format
        shape.left_indent = round(side * 1.4)
        shape.first_line_indent = -shape.left_indent
        shape.tab_stops.add_tab_stop(shape.left_indent)
        _flag(made._p.get_or_add_pPr(), "w:textAlignment", "center")  # noqa: SLF001
        file = paths.resource(f"pictures/{block.picture}.png")
        picture = made.add_run().add_picture(str(file), width=side, height=side)
        # The words beside it say the same, so a screen reader need not stop at it.
        about = picture._inline.docPr  # noqa: SLF001
        about.set("name", f"Picture: {block.picture}")
        about.set("descr", f"Picture for: {_clean(block.text)}")
        made.add_run("\t")
        _write(made, (Run(block.text, bold=block.bold),))

    def _figure(self, block: Figure) -> None:
        self._paragraph("Caption", (Run(block.caption),))
        made = self._paragraph("Normal", ())
        picture = made.add_run().add_picture(io.BytesIO(block.png), width=self._width)
        about = picture._inline.docPr  # noqa: SLF001
        about.set("name", _clean(block.caption))
        about.set("descr", _clean(block.alternative))


def _place(element: Any) -> int:
    name = element.tag.partition("}")[2]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _write(paragraph: Any, runs: tuple[Run, ...]) -> None:
    turned = leftwards("".join(run.text for run in runs))
    if turned:
        _flag(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001
    for run in runs:
        made = paragraph.add_run(_clean(run.text))
        if run.bold:
            made.bold = True
        if turned:
            made.font.rtl = True


def _plain(style: Any, points: float) -> None:
    """A style in our typeface, black: those that a file begins with are blue, in another one."""
    style.font.name = FONT
    style.font.size = Pt(points)
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for kind in ("w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)


def _sized(run: Any, size: Any) -> Any:
    run.font.size = size
    return run


def _field(run: Any, name: str) -> None:
    """A number that Word works out."""
    for kind in ("begin", "separate", "end"):
        mark = _element("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)  # noqa: SLF001
        if kind == "begin":
            code = _element("w:instrText")
            code.text = f" {name} "
            run._r.append(code)  # noqa: SLF001
        if kind == "separate":
            run.add_text("1")


def _element(name: str) -> Any:
    return OxmlElement(name)  # pyright: ignore[reportUnknownVariableType]


def _flag(parent: Any, name: str, value: str = "") -> None:
    element = _element(name)
    if value:
        element.set(qn("w:val"), value)
    parent.append(element)


def _border(paragraph: Any, side: str, kind: str) -> None:
    borders = _element("w:pBdr")
    line = _element(f"w:{side}")
    for name, value in (("val", kind), ("sz", "8"), ("space", "6"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001


def _restarted(file: Any) -> int:
    """A numbering of its own, from 1, as the style "List Number" writes it."""
    numbering = file.part.numbering_part.element
    style = file.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(each for each in numbering.num_lst if each.numId == style).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)
