"""Days, as files write them."""

from datetime import date, datetime

from tests.projects.imports.corpus import LOCAL, MACHINES, scheme, schemes

HEADS = ("Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Giai đoạn thực hiện")
NAMED = ("Hỗ trợ máy", 2026, LOCAL, MACHINES, "Đã nghiệm thu")
DAY = date(2026, 3, 5)


def read(cell, day=DAY, **more):
    note = " of 1904" if more else ""
    return schemes(
        f"day {cell!r}{note}",
        (*NAMED, cell),
        head=(*HEADS, "Ngày nghiệm thu"),
        stored=[scheme(stage="accepted", accepted_on=day)],
        **more,
    )


def refuse(cell, words):
    return schemes(
        f"day {cell!r} is refused",
        (*NAMED, cell),
        head=(*HEADS, "Ngày nghiệm thu"),
        refused={2: {"accepted_on": words}},
    )


CASES = [
    read(DAY),
    read(datetime.fromisoformat("2026-03-05T16:30")),
    read(46086),
    read(44624, is_1904=True),
    read(DAY, is_1904=True),
    read("05/03/2026"),
    read("5/3/2026"),
    read("5-3-2026"),
    read("05.03.2026"),
    read("2026-03-05"),
    read(" 05/03/2026\u200b"),
    read("ngày 5 tháng 3 năm 2026"),
    read("Ngày 05 tháng 03 năm 2026"),
    read("31/12/2026", date(2026, 12, 31)),
    refuse("12-31-2026", "là 31/12/2026"),
    refuse("12/31/2026", "là 31/12/2026"),
    refuse("05/03/26", "2026 hay 1926"),
    refuse("31/02/2026", "không phải là ngày"),
    refuse("tháng 3/2026", "không phải là ngày"),
    refuse("Quý I", "không phải là ngày"),
    refuse(2026, "không phải là ngày"),
    refuse(-5, "không phải là ngày"),
    refuse(True, "không phải là ngày"),
    refuse("05/03/0226", "từ năm 2000 đến năm 2100"),
    refuse("05/03/2206", "từ năm 2000 đến năm 2100"),
    refuse(date(1926, 3, 5), "từ năm 2000 đến năm 2100"),
    refuse("05/03/2025", "không thể nghiệm thu trước"),
    schemes(
        "an accepted day without its stage",
        (*NAMED[:4], "Đã phê duyệt", DAY),
        head=(*HEADS, "Ngày nghiệm thu"),
        refused={2: {"stage": "phải là “Đã nghiệm thu”"}},
    ),
    schemes(
        "days in the wrong order",
        (*NAMED[:4], "Đã phê duyệt", DAY, date(2026, 3, 4)),
        head=(*HEADS, "Ngày bắt đầu", "Ngày kết thúc"),
        refused={2: {"ends_on": "không được trước ngày bắt đầu"}},
    ),
]
