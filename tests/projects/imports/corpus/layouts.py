"""Which rows are records, and which headings mean what."""

from tests.projects.imports.corpus import (
    AT_ONE,
    LOCAL,
    MACHINES,
    SCHEME_HEADS,
    facilities,
    facility,
    line,
    scheme,
    schemes,
    support,
)

ONE = (1, "Cơ sở A", "Doanh nghiệp", "", "", "")
TWO = (2, "Cơ sở B", "Hợp tác xã", "", "", "")
BOTH = (facility("Cơ sở A"), facility("Cơ sở B", legal_form="cooperative"))
HEADINGS = ("TT", "Tên cơ sở", "Loại hình", "Mã số thuế", "Xã, phường hiện nay", "Điện thoại")
LETTERHEAD = (
    ("SỞ CÔNG THƯƠNG", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TRUNG TÂM KHUYẾN CÔNG", "", "", "Độc lập - Tự do - Hạnh phúc"),
    (),
    ("DANH SÁCH CƠ SỞ CÔNG NGHIỆP NÔNG THÔN NĂM 2026",),
    ("(Kèm theo Công văn số 12/SCT-QLCN ngày 05/03/2026)",),
)
PLAN = ("Tên đề án", "Năm", "Chương trình", "Nội dung chính")
NAMED = ("Hỗ trợ máy", 2026, LOCAL, MACHINES)
STORED = (scheme(money={"KCDP 2026": 60_000_000}),)


def unit_cases():
    """One amount under headings that say its unit in many ways."""
    for heading, cell, amount in (
        ("KCĐP (triệu đồng)", 60, 60_000_000),
        ("KCĐP (triệu đồng)", 0.5, 500_000),
        ("KCĐP (Tr.đ)", 60, 60_000_000),
        ("KCĐP (trđ)", 60, 60_000_000),
        ("KCĐP, kế hoạch (đồng)", 60_000_000, 60_000_000),
        ("KCĐP (1.000 đồng)", 60_000, 60_000_000),
        ("KCĐP (1000đ)", 60_000, 60_000_000),
        ("KCĐP (nghìn đồng)", 60_000, 60_000_000),
        ("KCĐP (tỷ đồng)", 1.2, 1_200_000_000),
        ("KCĐP (ĐVT: triệu đồng)", 60, 60_000_000),
        ("KINH PHI KCDP  (VNĐ)", 60_000_000, 60_000_000),
    ):
        yield schemes(
            f"unit in the heading {heading}, {cell}",
            (*NAMED, cell),
            head=(*PLAN, heading),
            stored=[scheme(money={"KCDP 2026": amount})],
        )


def above_cases():
    """The unit stands above the table."""
    for words, cell in (
        ("ĐVT: triệu đồng", 60),
        ("Đơn vị tính: 1.000 đồng", 60_000),
        ("(Đơn vị: tỷ đồng)", 0.06),
        ("ĐVT: đồng", 60_000_000),
    ):
        yield schemes(
            f"unit above the table: {words}",
            ("KẾ HOẠCH NĂM 2026",),
            ("", "", "", "", words),
            (*PLAN, "KCĐP"),
            (*NAMED, cell),
            head=(),
            stored=STORED,
        )


CASES = [
    facilities("plain", ONE, TWO, stored=BOTH, others={"Tên cột": 1}),
    facilities(
        "letterhead and title over the table",
        *LETTERHEAD,
        HEADINGS,
        ONE,
        TWO,
        head=(),
        stored=BOTH,
        others={"Tiêu đề của tệp": 4, "Tên cột": 1},
    ),
    facilities(
        "signatures under the table",
        ONE,
        TWO,
        (),
        ("", "", "", "Gia Lai, ngày 5 tháng 3 năm 2026"),
        ("", "Người lập biểu", "", "Giám đốc"),
        ("", "(Ký, ghi rõ họ tên)", "", "(Ký tên, đóng dấu)"),
        (),
        ("", "Nguyễn Văn A", "", "Trần Thị B"),
        stored=BOTH,
        others={"Tên cột": 1, "Ngoài bảng (chữ ký, ghi chú)": 4},
    ),
    facilities(
        "signatures in one column",
        ONE,
        ("", "THỦ TRƯỞNG ĐƠN VỊ"),
        ("", "Nguyễn Văn A"),
        stored=BOTH[:1],
        others={"Tên cột": 1, "Ngoài bảng (chữ ký, ghi chú)": 2},
    ),
    facilities(
        "a row of numbers after the signatures is still a row",
        ONE,
        ("", "Người lập biểu", "", "Giám đốc"),
        TWO,
        stored=BOTH,
    ),
    *(
        facilities(f"total: {words}", ONE, TWO, ("", words), stored=BOTH,
                   others={"Tên cột": 1, "Dòng tổng": 1})
        for words in ("Tổng cộng", "CỘNG:", "Tổng số", "Tổng cộng (I+II)", "Tổng cộng: 02 cơ sở")
    ),
    facilities(
        "names that begin like a total are names",
        (1, "Tổng công ty 15", "Doanh nghiệp", "", "", ""),
        (2, "Cộng đồng Ba Na", "Hợp tác xã", "", "", ""),
        stored=[facility("Tổng công ty 15"), facility("Cộng đồng Ba Na", legal_form="cooperative")],
    ),
    schemes(
        "total with sums",
        line(money=("", 60, "")),
        ("", "Cộng", "", "", "", "", "", 60, ""),
        ("Tổng cộng", "", "", "", "", "", "", 60, ""),
        stored=STORED,
        others={"Tên cột": 1, "Dòng tổng": 2},
    ),
    schemes(
        "sections with numerals and sums",
        ("I", "Khuyến công quốc gia", "", "", "", "", 500, "", ""),
        line(1, money=("", 60, "")),
        ("II.", "Khuyến công địa phương"),
        line(1, "Đề án hai"),
        ("A", "Hội chợ", "", "", "", "", "", 5, ""),
        stored=[*STORED, scheme("Đề án hai")],
        others={"Tên cột": 1, "Tên nhóm": 3},
    ),
    schemes(
        "sections in one cell",
        ("I. KHUYẾN CÔNG QUỐC GIA",),
        line(money=("", 60, "")),
        ("", "II. Khuyến công địa phương"),
        line(2, "Đề án hai"),
        stored=[*STORED, scheme("Đề án hai")],
    ),
    schemes(
        "a section is not its rows' programme",
        ("I", "Khuyến công quốc gia"),
        (1, "Hỗ trợ máy", 2026, MACHINES),
        head=("TT", "Tên đề án", "Năm", "Nội dung chính"),
        refused={3: {"programme": "bắt buộc"}},
    ),
    *(
        facilities(f"numbers of columns {cells[0]}", cells, ONE, TWO, stored=BOTH,
                   others={"Tên cột": 1, "Số thứ tự của cột": 1})
        for cells in (
            (1, 2, 3, 4, 5, 6),
            ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
            ("A", "B", 1, 2, "3=1+2", 4),
        )
    ),
    facilities(
        "headings repeated on each page",
        ONE,
        HEADINGS,
        TWO,
        stored=BOTH,
        others={"Tên cột": 2},
    ),
    facilities("blank rows and blanks", (), ONE, (), ("  ", "\u00a0", " "), TWO, stored=BOTH),
    facilities(
        "headings in any order, case and accents",
        ("Hợp tác xã", "0269 222", "Cơ sở B", "x"),
        head=("LOAI HINH", "số  ĐIỆN THOẠI", "ten co so:", ""),
        stored=[facility("Cơ sở B", legal_form="cooperative", phone="0269 222")],
    ),
    facilities(
        "headings in decomposed letters over two lines",
        ("Cơ sở A", "Doanh nghiệp"),
        head=("Te\u0302n\nco\u031b so\u031b\u0309", "Loại\u00a0hình"),
        stored=BOTH[:1],
    ),
    schemes(
        "money of three sources under one merged heading",
        ("TT", *PLAN, "Kinh phí (triệu đồng)", "", ""),
        ("", "", "", "", "", "KCQG", "KCĐP", "Đối ứng"),
        (1, *NAMED, "", 60, ""),
        head=(),
        merged=((1, 6, 1, 8), (1, 1, 2, 1), (1, 2, 2, 2)),
        stored=STORED,
        others={"Tên cột": 2},
    ),
    schemes(
        "headings on three levels",
        (*PLAN, "Nguồn vốn", ""),
        ("", "", "", "", "Ngân sách (triệu đồng)", ""),
        ("", "", "", "", "KCQG", "KCĐP"),
        (*NAMED, "", 60),
        head=(),
        merged=((1, 5, 1, 6), (2, 5, 2, 6), *((1, place, 3, place) for place in range(1, 5))),
        stored=STORED,
        others={"Tên cột": 3},
    ),
    *unit_cases(),
    *above_cases(),
    schemes(
        "the unit in the heading wins over the one above",
        ("", "", "", "", "ĐVT: đồng"),
        (*PLAN, "KCĐP (triệu đồng)"),
        (*NAMED, 60),
        head=(),
        stored=STORED,
    ),
    schemes(
        "money without a unit is asked",
        (*NAMED, 60),
        head=(*PLAN, "KCĐP"),
        asks=["KCĐP"],
    ),
    schemes(
        "money without a unit and without amounts is not asked",
        (*NAMED, ""),
        head=(*PLAN, "KCĐP"),
        stored=[scheme()],
    ),
    schemes(
        "headings that nobody knows are asked, if anything stands under them",
        (*NAMED, "x", ""),
        head=(*PLAN, "Cột lạ", "Cột trống"),
        asks=["Cột lạ"],
    ),
    schemes(
        "two columns of one meaning are asked",
        (*NAMED, "một", "hai"),
        head=(*PLAN, "Ghi chú", "GHI CHÚ"),
        asks=["GHI CHÚ"],
    ),
    schemes(
        "no heading is known",
        ("a", "b", "c"),
        head=("Một", "Hai", "Ba"),
        asks=["Một", "Hai", "Ba"],
    ),
    facilities("no table at all", ("Kính gửi",), head=(), no_file=["không có hàng tên cột"]),
    facilities(
        "a row with nothing but a name is told of as outside",
        ("Cơ sở A", "Doanh nghiệp"),
        ("Nguyễn Văn B", ""),
        head=("Tên cơ sở", "Loại hình"),
        stored=BOTH[:1],
        others={"Tên cột": 1, "Ngoài bảng (chữ ký, ghi chú)": 1},
    ),
    schemes(
        "a column of codes filled down by mistake",
        *(("KC-9", f"Đề án {number}") for number in range(501)),
        head=("Mã đề án", "Tên đề án"),
        no_file=["Quá 500 dòng liền nhau của cùng một hồ sơ (đến dòng 502)"],
    ),
    facilities("only headings", no_file=["chưa có dòng hồ sơ nào"]),
    facilities(
        "only headings, a total and a signature",
        ("", "Tổng cộng"),
        ("", "Người lập biểu"),
        no_file=["chưa có dòng hồ sơ nào"],
    ),
    schemes(
        "cells merged over the rows of one đề án",
        line(1, who="Cơ sở Một", money=("", 60, "")),
        ("", "", "", "", "", "Cơ sở Trùng", "", "", "", "Đông Hòa"),
        head=(*SCHEME_HEADS, "Xã, phường hiện nay"),
        merged=tuple((2, place, 3, place) for place in (1, 2, 3, 4, 5, 8)),
        stored=[
            scheme(
                supports=[
                    support(**AT_ONE),
                    support(order=2, facility="CS-B", commune="Xã Đông Hòa"),
                ],
                money={"KCDP 2026": 60_000_000},
            )
        ],
    ),
    schemes(
        "money repeated on the rows of one đề án is counted once",
        (*line(1, who="Cơ sở Một", money=("", 60, "")), ""),
        (*line(2, money=("", 60, "")), "Máy cưa"),
        head=(*SCHEME_HEADS, "Thiết bị"),
        stored=[
            scheme(
                supports=[support(**AT_ONE), support(order=2, equipment="Máy cưa")],
                money={"KCDP 2026": 60_000_000},
            )
        ],
    ),
    schemes(
        "rows of one đề án apart",
        line(1, who="Cơ sở Một"),
        line(2, "Đề án hai"),
        line(3),
        refused={4: {"": "đã có ở dòng 2"}},
        stored=[scheme(supports=[support(**AT_ONE)]), scheme("Đề án hai")],
    ),
    facilities(
        "two sheets",
        ONE,
        sheets=[("Năm 2025", (("Ghi chú chung",), HEADINGS, TWO))],
        stored=BOTH,
    ),
    facilities(
        "one facility on two sheets",
        ONE,
        sheets=[("Năm 2025", (HEADINGS, ONE))],
        refused={(1, 2): {"": "dòng 2 của trang tính thứ 1"}},
        stored=BOTH[:1],
    ),
    schemes(
        "two sheets of two years, each with its unit",
        ("ĐVT: triệu đồng",),
        (*PLAN, "KCĐP"),
        (*NAMED, 60),
        head=(),
        sheets=[("2025", (("ĐVT: đồng",), (*PLAN, "KCĐP"), ("Hỗ trợ máy", 2025, *NAMED[2:], 5)))],
        stored=[*STORED, scheme(year=2025, money={"KCDP 2025": 5})],
    ),
    facilities(
        "a hidden sheet is not read",
        ONE,
        sheets=[("Nháp", (HEADINGS, TWO))],
        hidden=["Nháp"],
        stored=BOTH[:1],
    ),
    facilities(
        "sheets of other things are passed over",
        ONE,
        sheets=[("Hướng dẫn", (("Điền theo mẫu",),)), ("Danh mục", (("a", "b", "c"), (1, 2, 3)))],
        stored=BOTH[:1],
    ),
]  # fmt: skip
