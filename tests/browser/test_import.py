"""Who never imported before brings the office's own list, with ten mistakes, and gets it in."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from khuyencong import roles
from khuyencong.imports.headings import REPORT_COLUMN
from projects.models import Activity
from tests.factories import FacilityFactory
from tests.imports import workbook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

HEADS = (
    "TT",
    "Tên đề án",
    "Năm",
    "Chương trình",
    "Nội dung",
    "Đơn vị thụ hưởng",
    "Số quyết định",
    "Ngày ký",
    "Tình trạng",
    "Ngày nghiệm thu",
    "KCĐP (triệu đồng)",
    "Đối ứng (triệu đồng)",
)
ROWS, WHO, FIRST = 300, 100, 5  # the first record stands in row 5
# In which record, under which heading: what stands there, what the portal says, what was meant.
MISTAKES = {
    12: ("Năm", "Năm hai nghìn", "không phải là năm bốn chữ số", 2026),
    40: ("Chương trình", "Khuyến công tỉnh", "Chọn một trong", "Khuyến công địa phương"),
    71: ("Nội dung", "Mua máy", "Không có nội dung hoạt động “Mua máy”", None),
    99: ("Đơn vị thụ hưởng", "Cơ sở chưa có", "Chưa có cơ sở “Cơ sở chưa có”", "Cơ sở Thử 9"),
    130: ("Ngày ký", "12/31/2025", "31/12/2025", "31/12/2025"),
    160: ("Tình trạng", "Xong", "Chọn một trong", "Đã nghiệm thu"),
    190: ("Ngày nghiệm thu", "31/02/2026", "không phải là ngày/tháng/năm", "31/03/2026"),
    220: ("KCĐP (triệu đồng)", "9,510", "9.510", 951),
    250: ("Đối ứng (triệu đồng)", "một trăm", "không phải là số", 100),
    281: ("Tên đề án", "", "Còn trống mà bắt buộc", "Đề án thử số 281"),
}
MACHINES = "Chuyển giao công nghệ, ứng dụng máy móc, thiết bị tiên tiến"


def record(number):
    """A row as it should be."""
    row = [
        number,
        f"Đề án thử số {number}",
        2026,
        "Khuyến công địa phương",
        MACHINES,
        f"Cơ sở Thử {number % WHO}",
        "12/QĐ-SCT",
        "05/03/2026",
        "Đã nghiệm thu",
        "30/06/2026",
        100 + number,
        "1.250,5",
    ]
    if number in MISTAKES:
        heading, typed, _, _ = MISTAKES[number]
        row[HEADS.index(heading)] = typed
    return row


def the_list():
    return workbook(
        ("SỞ CÔNG THƯƠNG",),
        ("DANH SÁCH ĐỀ ÁN NĂM 2026",),
        ("",),
        HEADS,
        *(record(number) for number in range(1, ROWS + 1)),
        ("", "Tổng cộng", *[""] * 8, 99_999, ""),
        ("", "", "", "", "", "", "", "", "Người lập biểu"),
    ).read()


def corrected(marked):
    """The file that came back, put right by what it says."""
    book = load_workbook(BytesIO(marked))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[4]}
    told = {}
    for row in range(FIRST, FIRST + ROWS):
        said = sheet.cell(row, heads[REPORT_COLUMN]).value
        if said:
            told[row - FIRST + 1] = said
    for number, (heading, _, _, meant) in MISTAKES.items():
        sheet.cell(number + FIRST - 1, heads[heading]).value = meant or MACHINES
    saved = BytesIO()
    book.save(saved)
    return told, saved.getvalue()


def upload(page, name, content):
    page.get_by_label("Đề án, nhiệm vụ").check()
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": content})
    with page.expect_navigation(timeout=60_000):
        page.get_by_role("button", name="Đọc và xem trước").click()


def test_a_list_with_ten_mistakes_is_corrected_and_stored(catalogue, person, signed_in):
    for number in range(WHO):
        FacilityFactory(name=f"Cơ sở Thử {number}")
    person("nhap", roles.ENTRY)
    with signed_in("nhap") as page:
        page.goto("/quan-tri/")
        page.get_by_role("link", name="Nhập từ Excel").first.click()
        upload(page, "danh-sach-2026.xlsx", the_list())

        assert "10 dòng cần sửa" in page.inner_text("main")
        page.get_by_role("link", name="Cần sửa 10").click()
        shown = page.inner_text("table.rows")
        for _, _, says, _ in MISTAKES.values():
            assert says in shown
        assert not Activity.objects.exists()

        with page.expect_download() as download:
            page.get_by_role("link", name="Tải tệp đã đánh dấu chỗ sai").click()
        told, content = corrected(download.value.path().read_bytes())
        assert {number for number, said in told.items() if number in MISTAKES} == {*MISTAKES}
        for number, (_, _, says, _) in MISTAKES.items():
            assert says in told[number]

        page.goto("/quan-tri/khuyencong/importbatch/add/")
        upload(page, "danh-sach-2026-sua.xlsx", content)
        assert "Mọi dòng đều đọc được" in page.inner_text("main")
        with page.expect_navigation(timeout=60_000):
            page.get_by_role("button", name="Lưu 300 dòng").click()
        assert "Đã lưu thành bản nháp" in page.inner_text("main")

    assert Activity.objects.count() == ROWS
    last = Activity.objects.get(title="Đề án thử số 300")
    assert dict(last.fundings.values_list("source__code", "planned")) == {
        "KCDP": 400_000_000,
        "DOI_UNG": 1_250_500_000,
    }
