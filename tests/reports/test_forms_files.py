"""A form's Excel file cell by cell: headings, merges, widths, fonts, formulas, print set-up."""

import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from python_calamine import CalamineWorkbook

from khuyencong.models import Agency
from reports.forms.loading import definitions
from tests import factories as make

from .formed import DP, MILLION, QG, YEAR, toml

BARE = "?co-quan=khong&ky-ten=khong"


@pytest.fixture
def content(formed, client):
    """The bytes of a form's file."""

    def read(slug, query=BARE, period=YEAR):
        answer = client.get(f"/ket-qua/{period}/bieu/{slug}.xlsx{query}")
        assert answer.status_code == 200
        return answer.content

    return read


@pytest.fixture
def sheet(content):
    """A form's file as openpyxl reads it: formulas stay formulas."""
    return lambda *asked, at=0: load_workbook(BytesIO(content(*asked))).worksheets[at]


def merged(sheet):
    return {str(one) for one in sheet.merged_cells.ranges}


def column(sheet, letter, first, last):
    return [cell.value for (cell,) in sheet[f"{letter}{first}:{letter}{last}"]]


def labels(form):
    return [row["label"] for row in toml("form_rows.toml", "form_row") if row["form"] == form]


def in_millions(dong):
    """As the file has it; nothing recorded leaves the cell empty."""
    return dong / MILLION or None


# The layouts.


def test_the_results_form_is_cell_for_cell_that_of_the_template(sheet, formed):
    found = sheet("ket-qua")

    assert found.title == "Kết quả công tác khuyến công"
    assert found["A1"].value == "BÁO CÁO KẾT QUẢ CÔNG TÁC KHUYẾN CÔNG"
    assert found["A2"].value == "Kỳ báo cáo: năm 2025; thực hiện"
    heads = {"A1:E1", "A2:E2", "A3:A5", "B3:B5", "C3:C5", "D3:E3", "D4:D5", "E4:E5"}
    assert {one for one in merged(found) if int(one.split(":")[1][1:]) < 6} == heads
    assert {name: found[name].value for name in ("A3", "B3", "C3", "D3", "D4", "E4")} == {
        "A3": "TT",
        "B3": "Chỉ tiêu",
        "C3": "Đơn vị tính",
        "D3": "Năm báo cáo",
        "D4": "KCQG",
        "E4": "KCĐP",
    }
    assert (found["A6"].value, found["A6"].font.italic) == ("A", True)
    assert (found["B7"].value, found["B7"].font.bold) == ("Tổng số", True)
    assert (found["D7"].value, found["E7"].value) == (None, None)  # rows differ in unit
    assert column(found, "B", 8, 37) == labels("results")
    assert column(found, "C", 8, 10) == ["Lao động", "Lao động", "Lao động"]
    assert column(found, "A", 39, 40) == [
        "Ghi chú: - KCQG: Khuyến công quốc gia",
        "- KCĐP: Khuyến công địa phương",
    ]


def test_the_funding_form_has_local_before_national_and_its_total_first(sheet):
    found = sheet("kinh-phi")

    assert (found["D3"].value, found["D4"].value, found["E4"].value) == (
        "Năm Báo cáo",
        "KCĐP",
        "KCQG",
    )
    assert found["A2"].value == "Kỳ báo cáo: năm 2025; thực hiện; đơn vị tính: triệu đồng"
    assert found["B6"].value == "Tổng số kinh phí"
    assert column(found, "B", 7, 30) == labels("funding")
    assert column(found, "A", 7, 30) == [str(number) for number in range(1, 25)]
    assert (found["D6"].value, found["E6"].value) == ("=SUM(D7:D30)", "=SUM(E7:E30)")


@pytest.mark.parametrize(
    ("query", "results", "money"),
    [("", "results", "money"), ("&so-lieu=ke-hoach", "planned", "money_planned")],
)
def test_numbers_stand_under_their_own_source(sheet, formed, query, results, money):
    """Were the two columns swapped in either form, every row here would differ."""
    codes = {
        form: [one["code"] for one in toml("form_rows.toml", "form_row") if one["form"] == form]
        for form in ("results", "funding")
    }
    found, worth = sheet("ket-qua", BARE + query), getattr(formed, results)
    for letter, source in (("D", QG), ("E", DP)):
        scale = [MILLION if code in ("R09a", "R10a") else 1 for code in codes["results"]]
        expected = [
            worth.get((code, source), 0) / by or None
            for code, by in zip(codes["results"], scale, strict=True)
        ]
        assert column(found, letter, 8, 37) == expected
    found, worth = sheet("kinh-phi", BARE + query), getattr(formed, money)
    for letter, source in (("D", DP), ("E", QG)):
        expected = [in_millions(worth[code, source]) for code in codes["funding"]]
        assert column(found, letter, 7, 30) == expected


def test_the_award_form_adds_its_groups_by_formula(sheet, formed):
    found = sheet("binh-chon")

    assert [cell.value for cell in found[5]] == ["A", "B", "C", "1", "2"]
    assert column(found, "B", 6, 15) == labels("awards")
    assert (found["D6"].value, found["E11"].value) == ("=SUM(D7:D10)", "=SUM(E12:E15)")
    assert (found["A7"].value, found["A8"].value) == ("Tr.đó", None)
    assert column(found, "D", 7, 10) == [formed.awards[f"A1{x}", "trung-uong"] for x in "abcd"]
    assert column(found, "E", 12, 15) == [formed.awards[f"A2{x}", "tinh"] for x in "abcd"]


def test_the_lists_have_their_total_last_and_their_headings_merged(sheet):
    found = sheet("du-an")
    last = found.max_row

    assert {"A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:H3", "I3:I4"} <= merged(found)
    assert [found[f"{letter}4"].value for letter in "DEFGH"] == [
        "TW",
        "Địa phương",
        "Tổng kinh phí",
        "KP Khuyến công hỗ trợ",
        "KP DN đối ứng",
    ]
    [total] = [row for row in range(5, last) if found[f"B{row}"].value == "Tổng cộng"]
    assert found[f"D{total}"].value == f"=SUM(D5:D{total - 1})"
    local, national = (sheet("du-an-theo-nguon", at=at) for at in (0, 1))
    assert (local.title, national.title) == ("BC KC DP", "BC KC TW")
    assert local["A1"].value.endswith("(Kinh phí địa phương)")
    assert national["D3"].value == "Kinh phí hỗ trợ (tỷ đồng)"


# The paper.


def test_a_form_is_set_up_to_be_printed(sheet):
    found, wide = sheet("ket-qua"), sheet("du-an")

    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "portrait")
    assert wide.page_setup.orientation == "landscape"
    assert found.sheet_properties.pageSetUpPr.fitToPage  # one page wide, as many as it needs long
    assert (found.page_setup.fitToWidth or 1, found.page_setup.fitToHeight) == (1, 0)
    assert found.print_title_rows == "$3:$5"
    assert found.print_area.startswith("'Kết quả công tác khuyến công'!$A$1:$E$")
    assert found.oddFooter.center.text == "Trang &P/&N"
    assert round(found.page_margins.left * 25.4) == 30
    widths = [round(found.column_dimensions[letter].width, 1) for letter in "ABCD"]
    assert [round(width - 0.71, 1) for width in widths] == [5.9, 63.3, 16.7, 25.7]


def test_every_cell_is_in_the_font_and_the_table_has_borders(sheet):
    for slug in definitions():
        found = sheet(slug)
        written = [cell for row in found.iter_rows() for cell in row if cell.value is not None]
        assert {cell.font.name for cell in written} == {"Times New Roman"}
    found = sheet("kinh-phi")
    for row in found["A3:E30"]:
        for cell in (one for one in row if not isinstance(one, MergedCell)):
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            assert {side.style for side in sides} == {"thin"}, cell.coordinate


def test_numbers_are_numbers_with_the_decimals_they_need(sheet, formed):
    found = sheet("kinh-phi")

    assert found["E7"].value == 1.000001
    assert found["E7"].number_format == "#,##0.0##"
    assert sheet("ket-qua")["D8"].number_format == "#,##0"
    assert all(cell.data_type == "n" for (cell,) in found["D7:D30"])


def test_nothing_recorded_is_empty_or_zero_as_the_office_wants(sheet, formed):
    """In the year before nothing was recorded at all."""
    empty, zero = (sheet("kinh-phi", BARE + more, 2024) for more in ("", "&o-trong=0"))

    assert {cell.value for (cell,) in empty["D7:D30"]} == {None}
    assert {cell.value for (cell,) in zero["D7:D30"]} == {0}
    assert empty["D6"].number_format == "#,##0;-#,##0;"  # the formula's 0 is not shown either
    assert zero["D6"].number_format == "#,##0"
    assert sheet("ket-qua", BARE + "&o-trong=0")["D37"].value is None  # unknown is not 0


def test_agency_and_signature_are_switches(sheet):
    with_both, bare = sheet("ket-qua", ""), sheet("ket-qua")
    texts = {cell.value for row in with_both.iter_rows() for cell in row}

    assert with_both["A1"].value == "ỦY BAN NHÂN DÂN TỈNH THỬ"
    assert {"SỞ CÔNG THƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"} <= texts
    assert {"Độc lập - Tự do - Hạnh phúc", "THỦ TRƯỞNG CƠ QUAN", "NGƯỜI LẬP BIỂU"} <= texts
    assert with_both["A4"].value == bare["A1"].value
    kept = {cell.value for row in bare.iter_rows() for cell in row}
    assert not {"SỞ CÔNG THƯƠNG", "THỦ TRƯỞNG CƠ QUAN"} & kept


def test_an_office_without_a_name_yet_gets_blank_lines(sheet):
    Agency.objects.all().delete()

    assert sheet("ket-qua", "")["A4"].value == "BÁO CÁO KẾT QUẢ CÔNG TÁC KHUYẾN CÔNG"


def test_the_source_line_says_where_the_numbers_are_from(sheet):
    texts = [cell.value for (cell,) in sheet("kinh-phi")["A31:A40"] if cell.value]

    assert texts[-1].startswith("Nguồn: http://testserver/ket-qua/2025/bieu/kinh-phi/")
    assert "tạm tính" in texts[-1]


def test_a_text_that_looks_like_a_formula_stays_text(formed, client):
    make.SupportFactory(
        activity=make.ActivityFactory(title="=1+1", year=YEAR, stage="accepted", approved=True)
    )
    book = load_workbook(BytesIO(client.get("/ket-qua/2025/bieu/du-an.xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]

    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_all_forms_come_as_one_workbook(formed, client):
    book = load_workbook(BytesIO(client.get("/ket-qua/2025/bieu.xlsx").content))

    assert book.sheetnames[:3] == [one.name[:31] for one in list(definitions().values())[:3]]
    assert book.sheetnames[-2:] == ["BC KC DP", "BC KC TW"]


# Other programs.


@pytest.mark.parametrize("slug", list(definitions()))
def test_a_program_that_does_not_recalculate_reads_the_totals_too(content, formed, slug):
    by_formula = load_workbook(BytesIO(content(slug)), data_only=True).worksheets[0]
    read = CalamineWorkbook.from_filelike(BytesIO(content(slug))).get_sheet_by_index(0)
    rows = read.to_python(skip_empty_area=False)

    for row, cells in zip(rows, by_formula.iter_rows(values_only=True), strict=False):
        for seen, value in zip(row, cells, strict=False):
            assert seen == ("" if value is None else value)
    if slug == "kinh-phi":
        for letter, source in ((3, DP), (4, QG)):
            total = sum(worth for (_, code), worth in formed.money.items() if code == source)
            assert rows[5][letter] == total / MILLION


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("slug", list(definitions()))
def test_a_program_that_recalculates_gets_the_same_totals(content, tmp_path, slug):
    source, again_in = tmp_path / "bieu.xlsx", tmp_path / "again"
    source.write_bytes(content(slug, ""))
    told = load_workbook(source, data_only=True)
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    for kind, into, made in (("ods", tmp_path, source), ("xlsx", again_in, tmp_path / "bieu.ods")):
        command = [*office, "--convert-to", kind, "--outdir", str(into), str(made)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own file
    again = load_workbook(again_in / "bieu.xlsx", data_only=True)

    formulas = 0
    for sheet in load_workbook(source).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            formulas += 1
            before = told[sheet.title][cell.coordinate].value
            assert again[sheet.title][cell.coordinate].value == pytest.approx(before, abs=1e-6)
    assert formulas or slug == "ket-qua"


def test_a_month_and_a_phase_have_their_words_and_cutoff(sheet):
    month = sheet("ket-qua", BARE, "2025-thang-3")
    assert month["A2"].value == (
        "Kỳ báo cáo: lũy kế đến tháng 3 năm 2025; thực hiện; số liệu đến ngày 31/03/2025"
    )
    days = sheet("ket-qua", BARE + "&so-lieu=ke-hoach", "tu-2025-01-01-den-2025-03-31")
    assert days["A2"].value == "Kỳ báo cáo: từ 01/01/2025 đến 31/03/2025; kế hoạch"
