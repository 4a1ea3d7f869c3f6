"""The dossier of an activity as one ZIP: its papers under readable names, and an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.utils.text import get_valid_filename
from xlsxwriter import Workbook

from projects.models import Activity, Document

from .evidence import missing_papers

INDEX = "00_muc-luc.xlsx"
HEADINGS = (
    "TT",
    "Loại hồ sơ",
    "Số, ký hiệu",
    "Ngày",
    "Trích yếu",
    "Xét duyệt",
    "Tệp trong gói",
    "Cỡ (byte)",
    "SHA-256",
)
WIDTHS = (5, 34, 18, 12, 44, 12, 44, 12, 66)
IN_MEMORY = 8 * 1024 * 1024
BLOCK = 1024 * 1024
MISSING, WITHOUT_FILE, GONE = "chưa có", "chưa có tệp", "tệp không còn trên máy chủ"


@dataclass(frozen=True)
class Packed:
    """A line of the index."""

    document: Document
    name: str
    size: int | None = None
    digest: str = ""


def dossier_zip(activity: Activity) -> IO[bytes]:
    """The ZIP, at its beginning; papers without a file and papers that lack stand in the index."""
    spool: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    with ZipFile(spool, "w", ZIP_STORED) as archive:
        papers = activity.documents.select_related("kind").order_by(
            "kind__order", "signed_on", "pk"
        )
        packed = [_pack(archive, number, paper) for number, paper in enumerate(papers, 1)]
        lacking = missing_papers([activity])[activity.pk]
        archive.writestr(INDEX, _index(activity, packed, lacking))
    spool.seek(0)
    return spool


def _pack(archive: ZipFile, number: int, paper: Document) -> Packed:
    if not paper.file:
        return Packed(paper, WITHOUT_FILE)
    try:
        opened = paper.file.open("rb")
    except FileNotFoundError:
        return Packed(paper, GONE)
    ending = paper.file.name.rpartition(".")[2]
    words = get_valid_filename(f"{number:02d} {paper}")[:90]
    name = f"{words}.{ending}"
    with opened as source:
        digest = file_digest(source, "sha256").hexdigest()
        source.seek(0)
        with archive.open(name, "w", force_zip64=True) as part:
            for block in iter(lambda: source.read(BLOCK), b""):
                part.write(block)
    return Packed(paper, name, paper.file.size, digest)


def _index(activity: Activity, packed: list[Packed], lacking: Any) -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Mục lục")
        bold = book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 14})
        head = book.add_format(
            {"bold": True, "font_name": "Times New Roman", "border": 1, "text_wrap": True}
        )
        cell = book.add_format(
            {"font_name": "Times New Roman", "border": 1, "text_wrap": True, "valign": "top"}
        )
        sheet.write_string(0, 0, f"Mục lục hồ sơ: {activity.code} {activity.title}", bold)
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, heading, head)
        for row, values in enumerate(_rows(packed, lacking), 3):
            for column, value in enumerate(values):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(row, column, value, cell)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _rows(packed: list[Packed], lacking: Any) -> Iterator[tuple[int | str, ...]]:
    for number, one in enumerate(packed, 1):
        paper = one.document
        day = f"{paper.signed_on:%d/%m/%Y}" if paper.signed_on else ""
        about = (paper.kind.name, paper.number, day, paper.title, paper.get_review_display())
        yield (number, *about, one.name, one.size if one.size is not None else "", one.digest)
    for number, name in enumerate(lacking, len(packed) + 1):
        yield (number, name, "", "", "", "", MISSING, "", "")
