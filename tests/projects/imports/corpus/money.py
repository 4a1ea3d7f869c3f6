"""Amounts and other numbers."""

from datetime import date

from tests.projects.imports.corpus import (
    LOCAL,
    MACHINES,
    TRAINING,
    line,
    scheme,
    schemes,
    support,
)

HEADS = ("Tên đề án", "Năm", "Chương trình", "Nội dung chính")
NAMED = ("Hỗ trợ máy", 2026, LOCAL, MACHINES)
MILLIONS, DONG = "KCĐP (triệu đồng)", "KCĐP (đồng)"


def read(heading, cell, amount):
    return schemes(
        f"{cell!r} under {heading}",
        (*NAMED, cell),
        head=(*HEADS, heading),
        stored=[scheme(money={"KCDP 2026": amount})],
    )


def refuse(heading, cell, words):
    return schemes(
        f"{cell!r} under {heading} is refused",
        (*NAMED, cell),
        head=(*HEADS, heading),
        refused={2: {"KCDP:planned": words}},
    )


def quantity(name, *cells, refused=None, stored=None):
    heads = ("Số lượng, kế hoạch", "Số lượng, thực hiện", "Số học viên (người), thực hiện")
    supports = [{"kind": TRAINING, "order": 1, **(stored or {})}]
    return schemes(
        name,
        (*NAMED[:3], TRAINING, *cells),
        head=(*HEADS, *heads),
        refused={2: refused} if refused else {},
        stored=() if refused else [scheme(supports=supports, main_kind=TRAINING)],
    )


def year(cell, refused=""):
    return schemes(
        f"year {cell!r}",
        line(year=cell),
        refused={2: {"year": refused}} if refused else {},
        stored=() if refused else [scheme()],
    )


CASES = [
    read(DONG, 150_000_000, 150_000_000),
    read(DONG, "9.510", 9_510),
    read(DONG, "150.000.000 đ", 150_000_000),
    read(DONG, "150.000.000 VNĐ", 150_000_000),
    read(DONG, "150\u00a0000\u00a0000", 150_000_000),
    read(DONG, "9,5 triệu", 9_500_000),
    read(DONG, "1,2 tỷ", 1_200_000_000),
    read(DONG, "1,2 TỶ ĐỒNG", 1_200_000_000),
    read(DONG, "9,5 trie\u0323\u0302u", 9_500_000),
    read(DONG, 0, 0),
    read(DONG, 123_456_789_012_345, 123_456_789_012_345),
    read(MILLIONS, "9.510", 9_510_000_000),
    read(MILLIONS, "23.292,2", 23_292_200_000),
    read(MILLIONS, 9.51, 9_510_000),
    read(MILLIONS, 0.1 + 0.2, 300_000),
    read(MILLIONS, 1.1 * 3, 3_300_000),
    read(MILLIONS, "1,2 tỷ", 1_200_000_000),
    read(MILLIONS, "150.000.000 đồng", 150_000_000),
    refuse(DONG, 9.51, "không ra số đồng nguyên"),
    refuse(DONG, "9,510", "có thể là 9.510 (dấu phẩy tách hàng nghìn) hoặc 9,51"),
    refuse(MILLIONS, "9,510", "có thể là 9.510 (dấu phẩy tách hàng nghìn) hoặc 9,51"),
    refuse(MILLIONS, "9,125", "có thể là 9.125"),
    refuse(MILLIONS, "1,234,567", "có thể là 1.234.567"),
    refuse(MILLIONS, "9.51", "không rõ là số nào"),
    refuse(MILLIONS, -5, "số âm"),
    refuse(MILLIONS, "-5", "số âm"),
    refuse(MILLIONS, "(5)", "không phải là số"),
    refuse(MILLIONS, "khoảng 5", "không phải là số"),
    refuse(MILLIONS, "5 triệu 200", "không phải là số"),
    refuse(MILLIONS, "5-7", "không phải là số"),
    refuse(MILLIONS, "1e6", "không phải là số"),
    refuse(MILLIONS, "-", "không phải là số"),
    refuse(MILLIONS, True, "không phải là số tiền"),
    refuse(MILLIONS, date(2026, 3, 5), "không phải là số tiền"),
    refuse(MILLIONS, 0.0000001, "không ra số đồng nguyên"),
    refuse(MILLIONS, 1e30, ""),
    refuse(DONG, "99999999999999999999", ""),
    quantity("quantities", 2, 2, 55, stored={"Số lớp": (2, 2), "Số học viên": (None, 55)}),
    quantity("an unknown quantity", 2, "KHÔNG RÕ", "", stored={"Số lớp": (2, "Không rõ")}),
    quantity("a quantity of nothing", 0, 0, "", stored={"Số lớp": (0, 0)}),
    quantity("a whole number as a decimal", 2.0, "1.200", "", stored={"Số lớp": (2, 1200)}),
    quantity("half a class", 1.5, "", "", refused={"quantity:/planned": "không phải là số nguyên"}),
    quantity("2 classes", "2 lớp", "", "", refused={"quantity:/planned": "không phải là số"}),
    quantity("minus one", "", -1, "", refused={"quantity:/actual": "số âm"}),
    schemes(
        "a quantity that the kind does not count",
        (*NAMED, 3),
        head=(*HEADS, "Số lượng, thực hiện"),
        refused={2: {"quantity:/actual": "không nhập số lượng"}},
    ),
    year(2026),
    year("2026"),
    year("Năm 2026"),
    year(2026.0),
    year(26, "2000"),
    year("26", "2000"),
    year("2026-2027", "không phải là năm"),
    year(date(2026, 1, 1), "không phải là năm"),
    year(2026.5, "không phải là"),
    year(1999, "2000"),
    year("", "bắt buộc"),
    schemes(
        "an order beyond all measure",
        (*NAMED, 10**30),
        head=(*HEADS, "Hạng mục số"),
        refused={2: {"support_order": ""}},
    ),
    schemes(
        "an order is kept",
        (*NAMED, 7),
        head=(*HEADS, "Hạng mục số"),
        stored=[scheme(supports=[support(order=7)])],
    ),
    schemes(
        "money of two budget years",
        (*NAMED, 60, ""),
        (*NAMED, 40, 2027),
        head=(*HEADS, MILLIONS, "Năm ngân sách"),
        stored=[scheme(money={"KCDP 2026": 60_000_000, "KCDP 2027": 40_000_000})],
    ),
]
