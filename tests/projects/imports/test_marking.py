"""The uploaded file given back: what is wrong is marked, all else stands where it stood."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from khuyencong.imports.marking import AMBER, RED, marked
from khuyencong.imports.storing import store
from khuyencong.models import ImportBatch
from projects.models import Facility
from tests.imports import messages, previewed, workbook

NO_ZONE = None  # Excel knows no time zones
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("sources"),
]

HEADS = ("TT", "Tên cơ sở", "Loại hình", "Mã số thuế", "Điện thoại")


def read(batch):
    with marked(batch) as file:
        return load_workbook(BytesIO(file.read()))


def given(file):
    """What openpyxl made, as an upload."""
    made = BytesIO()
    file.save(made)
    return made


def fill(cell):
    return f"#{cell.fill.fgColor.rgb[2:]}"


def test_refused_cells_are_red_and_the_row_says_why():
    batch = previewed(
        "co-so",
        ("DANH SÁCH",),
        HEADS,
        (1, "Cơ sở Một", "HTX", "12", "0123"),
        (2, "+1", "Hợp tác xã", "", ""),
    )

    sheet = read(batch)["Danh sách"]

    assert [cell.value for cell in sheet[1]][:1] == ["DANH SÁCH"]
    assert [cell.value for cell in sheet[2]] == [*HEADS, "Cần sửa"]
    assert [cell.value for cell in sheet[3]][:5] == [1, "Cơ sở Một", "HTX", "12", "0123"]
    assert (fill(sheet["C3"]), fill(sheet["D3"]), fill(sheet["F3"])) == (RED, RED, RED)
    assert sheet["F3"].value.startswith("Loại hình: “HTX” không hợp lệ.")
    assert "; Mã số thuế: Mã số thuế có 10 chữ số" in sheet["F3"].value
    assert "không hợp lệ" in sheet["C3"].comment.text
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("+1", "s")
    assert sheet["F4"].value is None


def test_the_corrected_file_is_read_and_marked_again_in_the_same_column():
    batch = previewed("co-so", HEADS, (1, "Một", "HTX", "", ""), (2, "Hai", "HTX", "", ""))
    book = read(batch)
    book["Danh sách"]["C3"] = "Hợp tác xã"
    again = previewed("co-so", file=given(book))
    assert again.counts == {"refused": 1, "new": 1}

    book = read(again)
    assert [cell.value for cell in book["Danh sách"][1]] == [*HEADS, "Cần sửa"]
    assert book["Danh sách"]["F3"].value is None
    book["Danh sách"]["C2"] = "Doanh nghiệp"
    last = previewed("co-so", file=given(book))
    store(last, last.user)

    assert [*Facility.objects.order_by("pk").values_list("legal_form", flat=True)] == [
        "enterprise",
        "cooperative",
    ]


def test_warnings_have_another_colour(machines):
    heads = (
        "Tên đề án",
        "Năm",
        "Chương trình",
        "Nội dung chính",
        "KCĐP (đồng)",
        "Tổng kinh phí (đồng)",
    )
    row = ("Hỗ trợ", 2026, "Khuyến công địa phương", machines.name, 60_000_000, 50_000_000)
    batch = previewed("de-an", heads, row)

    sheet = read(batch)["Danh sách"]

    assert "Tổng các nguồn" in sheet["G2"].value
    assert fill(sheet["G2"]) == AMBER
    assert [cell.value for cell in sheet[2]][:6] == list(row)


def test_every_sheet_row_and_kind_of_value_stays_where_it_was():
    book = Workbook()
    first = book.active
    first.title = "Bìa"
    first["B3"] = datetime(2026, 3, 5, 14, 30, tzinfo=NO_ZONE)
    sheet = book.create_sheet("Dữ liệu")
    sheet.append(["Tên cơ sở", "Loại hình", "Nguồn của dữ liệu", None, True])
    sheet.append(["Một", "HTX", date(2026, 3, 5), 1.5, False])
    sheet.append([None, "HTX", None, 12345678901, None])
    sheet["A5"], sheet["B5"] = "=1+1", "HTX"
    sheet["A5"].data_type = "s"
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[5].hidden = True
    hidden = book.create_sheet("Ẩn")
    hidden["C7"] = "chữ"
    hidden.sheet_state = "hidden"

    copy = read(previewed("co-so", file=given(book)))

    assert copy.sheetnames == book.sheetnames
    for name in book.sheetnames:
        for row in book[name].iter_rows():
            for cell in row:
                assert copy[name][cell.coordinate].value == cell.value or (
                    copy[name][cell.coordinate].value == datetime(2026, 3, 5, tzinfo=NO_ZONE)
                )
    assert copy["Dữ liệu"]["C2"].is_date
    assert copy["Dữ liệu"]["A5"].data_type == "s"
    assert [str(area) for area in copy["Dữ liệu"].merged_cells.ranges] == ["A2:A3"]
    assert copy["Dữ liệu"].row_dimensions[5].hidden
    assert copy["Ẩn"].sheet_state == "hidden"
    assert copy["Dữ liệu"]["F1"].value == "Cần sửa"


def test_a_calendar_from_1904_is_kept():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1, tzinfo=NO_ZONE)
    heads = ("Tên đề án", "Năm", "Ngày nghiệm thu")
    book.active.append(heads)
    book.active.append(["Một", 2026, date(2026, 3, 5)])
    book.active.append(["Hai", 2026, 44_625])
    first = previewed("de-an", file=given(book))

    again = previewed("de-an", file=given(read(first)))

    days = [
        [row.values["accepted_on"] for row in one.rows.order_by("number")] for one in (first, again)
    ]
    assert days[0] == days[1]


def test_a_file_of_values_becomes_a_workbook():
    text = "Tên cơ sở;Loại hình;Mã số thuế\nMột;HTX;0100000001\n".encode()
    batch = previewed("co-so", file=BytesIO(text), name="ds.csv")

    (sheet,) = read(batch).worksheets

    assert [cell.value for cell in sheet[2]][:3] == ["Một", "HTX", "0100000001"]
    assert fill(sheet["B2"]) == RED


def test_a_stored_file_is_no_longer_there():
    batch = previewed("co-so", HEADS, (1, "Một", "Hợp tác xã", "", ""))
    stored = store(batch, batch.user)

    with pytest.raises(ValidationError, match="không còn giữ"):
        marked(stored)


def test_several_sheets_are_marked_each_in_its_own_column():
    rows = (HEADS, (1, "Một", "HTX", "", ""))
    short = (("Tên cơ sở", "Loại hình"), ("Hai", "HTX"), ("Ba", "Hợp tác xã"))
    batch = previewed("co-so", file=workbook(*rows, sheets=[("Hai", short)]))

    book = read(batch)

    assert batch.state == ImportBatch.State.READY
    assert len(messages(batch)) == 2
    assert (book["Danh sách"]["F1"].value, book["Hai"]["C1"].value) == ("Cần sửa", "Cần sửa")
    assert "HTX" in book["Danh sách"]["F2"].value
    assert "HTX" in book["Hai"]["C2"].value
