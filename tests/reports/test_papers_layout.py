"""Thể thức of the Word report, and what a PDF owes its readers: Nghị định 30/2020/NĐ-CP, PDF/UA."""

import logging
import shutil
import subprocess
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from reports.papers.grids import fitted
from reports.papers.parts import LANDSCAPE, PORTRAIT, Grid, GridColumn, GridLine, Letterhead, Report
from reports.publishing.markup import Block, Run
from reports.writers import pdf
from reports.writers.docx import to_docx

from .papers import document_of, paragraphs, pdf_of, words_of

BASE = "/ket-qua/2018-2020"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS = "ẵ ẳ ỡ ỹ ữ Ỷ Ặ Ễ ợ Ứ đ Đ ơ ư â ê ô ă"


@pytest.fixture
def document(papers):
    return document_of(papers["docx"])


@pytest.fixture
def reader(papers):
    return pdf_of(papers["pdf"])


def report_with(*parts):
    head = Letterhead("ỦY BAN", "SỞ", "Số: …", "…, ngày …", "Kết quả", "(tạm tính)")
    return Report(head, [], parts, [], [], "Nguồn: đây.", "Sở", None)


def wide(columns, rows=3):
    """A table of so many amounts."""
    heads = [
        GridColumn("Nguồn", is_number=False),
        *[GridColumn("Kinh phí", is_number=True)] * columns,
    ]
    line = GridLine(("Khuyến công", *["123.456.789,123456"] * columns))
    return fitted(Grid("Bảng rộng", "", heads, [line] * rows, number=1))


# The page.


def test_the_page_is_that_of_the_decree(document):
    [section] = document.sections

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    decreed = {"top": 20, "bottom": 20, "left": 30, "right": 15}
    found = {side: round(getattr(section, f"{side}_margin").mm) for side in decreed}
    assert found == decreed


def test_the_page_number_stands_in_the_top_margin_from_the_second_page_on(document):
    [section] = document.sections
    [paragraph] = section.header.paragraphs

    assert section.different_first_page_header_footer
    assert "PAGE" in "".join(one.text for one in paragraph._p.iter(qn("w:instrText")))
    assert paragraph.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert "".join(one.text for one in section.first_page_header.paragraphs) == ""


def test_every_style_is_black_times_new_roman(document):
    [defaults] = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    fonts = defaults.find(qn("w:rFonts"))
    used = {name for name, _ in paragraphs(document)}

    assert {fonts.get(qn(f"w:{one}")) for one in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Times New Roman"
    }
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert used >= {"Body Text", "Heading 1", "Caption"}
    for name in used:
        style = document.styles[name].element
        assert not style.xpath("w:rPr/w:rFonts"), name
        assert not style.xpath("w:rPr/w:color"), name


def test_the_text_is_justified_with_an_indent_and_room_between(document):
    body = document.styles["Body Text"].paragraph_format

    assert document.styles["Body Text"].font.size in (Pt(13), Pt(14))
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.first_line_indent >= Mm(10)
    assert 1 <= body.line_spacing <= 1.5
    assert body.space_before + body.space_after >= Pt(6)


def test_the_letterhead_has_its_lines_in_order(document):
    cells = document.tables[0].rows[0].cells
    left, right = ([one.text for one in cell.paragraphs if one.text] for cell in cells)

    assert left[1:] == ["SỞ CÔNG THƯƠNG", "Số: …………/BC-…………"]
    assert right[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert right[2].startswith("Gia Lai, ngày")
    titles = [text for name, text in paragraphs(document) if name in ("Tên loại", "Trích yếu")]
    assert titles == ["BÁO CÁO", "Kết quả công tác khuyến công giai đoạn 2018–2020"]
    assert ("Căn cứ", "Căn cứ Quyết định số 1288/QĐ-TTg ngày 01/08/2014;") in paragraphs(document)


def test_the_signature_stands_at_the_right_and_the_recipients_at_the_left(document):
    cells = document.tables[-1].rows[0].cells
    left, right = ([one.text for one in cell.paragraphs if one.text] for cell in cells)

    assert left[0] == "Nơi nhận:"
    assert left[-1].startswith("- Lưu: VT")
    assert right[1] == "(Chữ ký, dấu)"
    assert cells[0].paragraphs[0].style.font.italic
    assert cells[0].paragraphs[0].style.font.size == Pt(12)
    assert cells[0].paragraphs[1].style.font.size == Pt(11)


# Tables.


def test_a_table_has_its_head_on_every_page_and_breaks_no_row(document):
    for table in document.tables[1:-1]:
        rows = table._tbl.tr_lst
        assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (
            len(rows) - 1
        )
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)


def test_the_grid_of_a_table_has_the_widths_of_its_cells(document):
    for table in document.tables:
        widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.gridCol_lst]
        for row in table._tbl.tr_lst:
            cells = [int(one.get(qn("w:w"))) for one in row.xpath("w:tc/w:tcPr/w:tcW")]
            assert cells == widths
        assert sum(widths) == pytest.approx(PORTRAIT * 1440 / 25.4, abs=30)


def test_numbers_stand_at_the_right(document):
    table = document.tables[2]
    first, *others = table.rows[1].cells

    assert first.paragraphs[0].style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.LEFT
    for cell in others:
        assert cell.paragraphs[0].style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_a_table_that_is_too_wide_gets_a_page_across_and_the_text_goes_on_upright():
    grid = wide(6)
    text = Block("p", [[Run("Sau bảng.")]])
    document = document_of_report(report_with(wide(2), grid, text))

    assert (wide(2).is_wide, grid.is_wide) == (False, True)
    assert grid.width == pytest.approx(LANDSCAPE, abs=1)
    turned = [one.orientation for one in document.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    firsts = [one.different_first_page_header_footer for one in document.sections]
    assert firsts == [True, False, False]


def document_of_report(report):
    return Document(BytesIO(to_docx(report)))


def test_no_column_is_narrower_than_its_numbers():
    for columns in range(1, 9):
        grid = wide(columns)
        assert all(one.width >= 18 * 1.9 for one in grid.columns[1:]) or columns > 6


# The file.


def test_the_properties_name_the_report_and_the_agency(document):
    known = document.core_properties

    assert known.title == "Báo cáo kết quả công tác khuyến công giai đoạn 2018–2020"
    assert (known.author, known.language) == ("Sở Công Thương", "vi-VN")
    assert "python-docx" not in known.comments


# Of each kind of properties the order in which the schema wants its elements.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind "
    "contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblpPr tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar "
    "tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgBorders lnNumType pgNumType cols "
    "titlePg docGrid",
}


def test_the_elements_stand_in_the_order_of_the_schema(papers):
    """Word calls a file broken where they do not; LibreOffice would not tell."""
    archive = ZipFile(BytesIO(papers["docx"].content))
    for part in ("word/document.xml", "word/header1.xml"):
        for element in ElementTree.fromstring(archive.read(part)).iter():  # noqa: S314
            order = ORDERS.get(element.tag.removeprefix(W), "").split()
            names = [child.tag.removeprefix(W) for child in element]
            if order:
                assert names == sorted(names, key=order.index), (element.tag, names)
    assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_the_parts_of_the_file_are_of_no_day(papers):
    archive = ZipFile(BytesIO(papers["docx"].content))

    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_it(papers, tmp_path):
    (tmp_path / "a.docx").write_bytes(papers["docx"].content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(command, check=True, timeout=120, capture_output=True)  # noqa: S603

    assert "BÁO CÁO" in words_of(PdfReader(tmp_path / "a.pdf"))


# The PDF.


def test_the_pdf_is_tagged_titled_and_in_vietnamese(reader):
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Báo cáo kết quả công tác khuyến công giai đoạn 2018–2020"
    assert reader.metadata.author == "Sở Công Thương"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_its_tables_are_tables_to_a_reader_of_screens(reader):
    kinds = list(kinds_of(reader.trailer["/Root"]["/StructTreeRoot"]))

    for kind in ("/H1", "/H2", "/P", "/Table", "/THead", "/TR", "/TH", "/TD"):
        assert kind in kinds


def kinds_of(element):
    """The kind of each element of the structure."""
    element = element.get_object()
    if not isinstance(element, dict):
        return
    yield element.get("/S")
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, int):
            yield from kinds_of(child)


def test_its_fonts_are_ours_and_in_it(reader):
    fonts = [font.get_object() for page in reader.pages for font in fonts_on(page)]

    assert fonts
    for font in fonts:
        [descendant] = font["/DescendantFonts"]
        assert "Tinos" in font["/BaseFont"]
        assert {"/FontFile2", "/FontFile3"} & {*descendant.get_object()["/FontDescriptor"]}


def fonts_on(page):
    return page["/Resources"]["/Font"].values()


def test_its_pages_have_numbers_from_the_second_on(reader):
    first, *others = (page.extract_text().split() for page in reader.pages)

    assert others
    for number, words in enumerate(others, 2):
        assert str(number) in (words[0], words[-1])
    assert "1" not in (first[0], first[-1])


def test_every_vietnamese_letter_is_found_again(db):
    text = Block("p", [[Run(LETTERS), Run(LETTERS, is_bold=True), Run(LETTERS, is_italic=True)]])
    reader = pdf_of_report(report_with(text))

    assert words_of(reader).count(LETTERS) == 3


def pdf_of_report(report):
    return PdfReader(BytesIO(pdf.to_pdf(report)))


def test_a_wide_table_turns_the_page_of_the_pdf_too(db):
    text = Block("p", [[Run("Sau bảng.")]])
    reader = pdf_of_report(report_with(wide(2), wide(6), text))

    across = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert across == [False, True, False]


def test_setting_a_pdf_has_nothing_to_complain_of(province, client, caplog):
    pdf._kept.clear()
    with caplog.at_level(logging.WARNING, "weasyprint"):
        client.get(f"{BASE}.pdf")

    assert [one.getMessage() for one in caplog.records if one.name == "weasyprint"] == []


@pytest.mark.parametrize(
    "address",
    [
        "http://khong.example/a.woff2",
        "https://khong.example/",
        "file:///etc/passwd",
        "data:text/plain,a",
        (pdf.STATIC / "css" / "site.css").as_uri(),
    ],
)
def test_nothing_but_our_fonts_is_fetched(address):
    with pytest.raises(PermissionError):
        pdf._fetcher()(address)


def test_our_fonts_are_fetched():
    for path in pdf.FONTS.glob("*.woff2"):
        found = pdf._fetcher()(path.as_uri())
        assert found.read()[:4] == b"wOF2"
        found.close()


@pytest.mark.parametrize("missing", [ImportError("weasyprint"), OSError("libpango-1.0-0")])
def test_a_missing_package_or_library_is_told_from_a_fault(missing, monkeypatch):
    def refuse(name, *rest):
        if name == "weasyprint":
            raise missing
        return real(name, *rest)

    real = __import__
    monkeypatch.setattr("builtins.__import__", refuse)
    with pytest.raises(pdf.NotInstalled):
        pdf._weasyprint()
