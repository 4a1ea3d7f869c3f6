"""Report -> Word (.docx) in the layout of Nghị định 30/2020/NĐ-CP, made of real styles.

Built in code, not from a template: a template is a binary that nobody can review, and its loops
cannot give each table the widths of its columns, which LibreOffice needs.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.utils import timezone
from docx import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from khuyencong.files import zip_entry
from khuyencong.text import in_xml
from reports.papers.parts import FIXED, PORTRAIT, Grid, Heading, Letterhead, Part, Report
from reports.publishing.markup import Block, Run

from . import docx_shapes as look
from .docx_tables import pair_of, table_of

HALVES = (68.0, 97.0)
SIGNED = (75.0, 90.0)


def to_docx(report: Report) -> bytes:
    """The report as a file that an office finishes, signs and numbers."""
    return _repacked(_Writer(report).document)


class _Writer:
    """Writes from top to bottom."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = Document()
        self.body = self.document.element.body
        look.set_up(self.document)
        self.style_ids = {name: self.document.styles[name].style_id for name in look.SHAPES}
        self.is_across = False
        self._page_numbers()
        self._letterhead(report.letterhead)
        for text in report.bases:
            self._paragraph(text, "Căn cứ")
        for part in report.parts:
            self._part(part)
        self._turn(across=False)
        self._signature(report.recipients)
        self._notes()
        self._properties()

    # Pieces.

    def _loose(self, text: str, style: str) -> Paragraph:
        """A paragraph that stands nowhere yet."""
        paragraph = self.document.add_paragraph(in_xml(text), style)
        self.body.remove(paragraph._p)
        return paragraph

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(in_xml(text), style)

    def _runs(self, runs: Sequence[Run], lead: str = "", style: str = "Body Text") -> Paragraph:
        paragraph = self._paragraph(lead, style)
        _add_runs(paragraph, runs)
        return paragraph

    def _lines(self, lines: Sequence[Sequence[Run]]) -> None:
        """One paragraph of several lines."""
        first, *others = lines
        paragraph = self._runs(first)
        for line in others:
            paragraph.add_run().add_break()
            _add_runs(paragraph, line)

    def _insert(self, element: Any) -> None:
        """At the end, before the properties of the section."""
        self.body.insert(len(self.body) - 1, element)

    def _page_numbers(self) -> None:
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        [paragraph] = section.header.paragraphs
        paragraph._p.extend(look.field("PAGE", "2"))

    # From top to bottom.

    def _letterhead(self, head: Letterhead) -> None:
        left = [
            self._loose(head.parent_name, "Cơ quan chủ quản"),
            self._loose(head.name, "Tên cơ quan"),
            self._line(HALVES[0], 24),
            self._loose(head.number, "Số ký hiệu"),
        ]
        right = [
            self._loose(FIXED.country, "Quốc hiệu"),
            self._loose(FIXED.motto, "Tiêu ngữ"),
            self._line(HALVES[1], 60),
            self._loose(head.place_and_date, "Địa danh, ngày"),
        ]
        self._insert(pair_of(HALVES, *([one._p for one in half] for half in (left, right))))
        self._paragraph(FIXED.kind, "Tên loại")
        self._paragraph(head.subject, "Trích yếu")
        self._insert(self._line(PORTRAIT, 36)._p)
        self._paragraph(head.status, "Tình trạng số liệu")

    def _line(self, room: float, length: float) -> Paragraph:
        paragraph = self._loose("", "Normal")
        look.line_below(paragraph, room, length)
        return paragraph

    def _part(self, part: Part) -> None:
        writers: dict[type[Part], Callable[[Any], None]] = {
            Heading: self._heading,
            Block: self._block,
            Grid: self._grid,
        }
        self._turn(across=isinstance(part, Grid) and part.is_wide)
        writers[type(part)](part)

    def _turn(self, *, across: bool) -> None:
        """A table that is wider than the page gets a page across."""
        if across is not self.is_across:
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = False
            look.set_page(section, is_across=across)
            self.is_across = across

    def _heading(self, heading: Heading) -> None:
        self._paragraph(heading.text, "Heading 1")

    def _block(self, block: Block) -> None:
        """A dash or a number is typed before each item, as offices do."""
        if block.kind == "p":
            self._lines(block.lines)
            return
        for number, line in enumerate(block.lines, 1):
            self._runs(line, {"ul": "- ", "ol": f"{number}. "}.get(block.kind, ""))

    def _grid(self, grid: Grid) -> None:
        caption = self._paragraph("Bảng ", "Caption")
        caption._p.extend(look.field("SEQ Bảng \\* ARABIC", str(grid.number)))
        caption.add_run(f". {in_xml(grid.caption)}")
        if grid.unit:
            self._paragraph(grid.unit, "Đơn vị tính")
        self._insert(table_of(grid, self.style_ids))
        if grid.elsewhere:
            self._paragraph(grid.elsewhere, "Sau bảng")

    def _signature(self, recipients: Sequence[str]) -> None:
        *_, last = self.document.paragraphs
        last.paragraph_format.keep_with_next = True
        left = [self._loose(FIXED.recipients, "Nơi nhận")]
        left += [self._loose(f"- {one}", "Danh sách nơi nhận") for one in recipients]
        blank, signature = FIXED.blank, FIXED.signature
        right = [self._loose(blank, "Chức vụ"), self._loose(signature, "Chữ ký")]
        right += [self._loose(text, "Chức vụ") for text in ("", "", "", "", blank)]
        for half in (left, right):
            half[0].paragraph_format.space_before = Pt(12)
        self._insert(pair_of(SIGNED, *([one._p for one in half] for half in (left, right))))

    def _notes(self) -> None:
        if self.report.rules:
            self._paragraph(FIXED.rules, "Đầu ghi chú")
        for rule in self.report.rules:
            self._runs([Run(f"{rule.name}: ", is_bold=True), Run(rule.words)], style="Ghi chú")
        self._paragraph(self.report.source, "Nguồn")

    def _properties(self) -> None:
        report, known = self.report, self.document.core_properties
        day = report.made_on
        made = datetime.combine(day, time(), UTC) if day else timezone.now()
        known.title, known.author = in_xml(report.title)[:255], in_xml(report.author)[:255]
        known.last_modified_by, known.language = known.author, look.LANGUAGE
        known.comments, known.keywords = in_xml(report.source)[:255], report.digest
        known.created = known.modified = made.replace(tzinfo=None, microsecond=0)


def _add_runs(paragraph: Paragraph, runs: Sequence[Run]) -> None:
    for run in runs:
        made = paragraph.add_run(in_xml(run.text))
        made.bold, made.italic = run.is_bold or None, run.is_italic or None


def _repacked(document: Any) -> bytes:
    """The file with no time of packing in it: the same report is the same bytes."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of another document
            del package.rels[key]
    packed, out = BytesIO(), BytesIO()
    document.save(packed)
    with ZipFile(packed) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(zip_entry(name), source.read(name))
    return out.getvalue()
