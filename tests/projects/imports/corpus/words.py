"""Texts, names and choices."""

from tests.projects.imports.corpus import (
    AT_ONE,
    LOCAL,
    MACHINES,
    facilities,
    facility,
    line,
    scheme,
    schemes,
    support,
)
from tests.projects.imports.corpus.sheets import Fault, book, uncalculated

HEADS = ("Tên cơ sở", "Loại hình", "Mã số thuế", "Điện thoại")
PLAN = ("Tên đề án", "Năm", "Chương trình", "Nội dung chính")
NAMED = ("Hỗ trợ máy", 2026, LOCAL, MACHINES)


def named(written, stored=None, **more):
    return facilities(
        f"name {written[:30]!r}",
        (written, "Doanh nghiệp", "", ""),
        head=HEADS,
        stored=[facility(stored or written)],
        **more,
    )


def form(written, stored="", refused=""):
    return facilities(
        f"legal form {written!r}",
        (1, "Cơ sở A", written),
        head=("TT", *HEADS[:2]),
        stored=[facility("Cơ sở A", legal_form=stored)] if stored else (),
        refused={2: {"legal_form": refused}} if refused else {},
    )


def tax(written, stored="", refused="", **more):
    return facilities(
        f"tax code {written!r}",
        ("Cơ sở A", "Doanh nghiệp", written, ""),
        head=HEADS,
        stored=[facility("Cơ sở A", tax_code=stored)] if stored else (),
        refused={2: {"tax_code": refused}} if refused else {},
        **more,
    )


def phone(written, stored, **more):
    return facilities(
        f"phone {written!r}",
        ("Cơ sở A", "Doanh nghiệp", "", written),
        head=HEADS,
        stored=[facility("Cơ sở A", phone=stored)],
        **more,
    )


def at(place, **outcome):
    return facilities(
        f"place {place!r}",
        ("Cơ sở A", "Doanh nghiệp", place),
        head=("Tên cơ sở", "Loại hình", "Xã, phường"),
        **outcome,
    )


def who(name, refused="", column="facility_name", heads=(), cells=(), told="", **stored):
    return schemes(
        f"beneficiary {name!r} {cells}",
        (*NAMED, name, *cells),
        head=(*PLAN, "Cơ sở thụ hưởng", *heads),
        refused={2: {column: refused}} if refused else {},
        stored=() if refused else [scheme(supports=[support(**stored)])],
        told={2: told} if told else {},
    )


LONG = "Cơ sở " + "x" * 295
BROKEN_HEADS = ("Tên cơ sở", "Loại hình", "Điện thoại")

CASES = [
    named("Cơ sở Mộc Hòa"),
    named("Co\u031b so\u031b\u0309 Mo\u0323\u0302c Ho\u0300a", "Cơ sở Mộc Hòa"),
    named("Cơ\u200b sở\ufeff Mộc\u00ad Hòa", "Cơ sở Mộc Hòa"),
    named("Cơ\u00a0sở \u3000 Mộc\nHòa ", "Cơ sở Mộc Hòa"),
    named("Cơ sở\tMộc", "Cơ sở Mộc"),
    named("=1+1"),
    named("+84 Mộc"),
    named("@SUM(A1)"),
    named("<script>alert(1)</script>"),
    named("<b>Mộc</b> & 'Hòa' \"Gỗ\""),
    named("'; DROP TABLE projects_facility; --"),
    named("Cơ sở %s %(name)s {0} {{ name }}"),
    named("Cơ sở 🌾 Lúa"),
    named("#N/A Mộc"),
    named("123", "123"),
    named(LONG[:300]),
    facilities(
        "a name of 301 letters is refused, not cut",
        (LONG, "Doanh nghiệp", "", ""),
        head=HEADS,
        refused={2: {"name": "300"}},
    ),
    schemes("a title of 501 letters", line(title="x" * 501), refused={2: {"title": "500"}}),
    facilities(
        "former names keep their lines",
        ("Cơ sở A", "Doanh nghiệp", "Tên một\nTên hai"),
        head=(*HEADS[:2], "Tên cũ"),
        stored=[facility("Cơ sở A", former_names="Tên một\nTên hai")],
    ),
    form("Hợp tác xã", "cooperative"),
    form("HOP TAC XA", "cooperative"),
    form("Ho\u031b\u0323p ta\u0301c xa\u0303", "cooperative"),
    form(" hộ  kinh doanh ", "household"),
    form("HTX", refused="Chọn một trong: Doanh nghiệp; Hợp tác xã"),
    form("Doanh nghiệp tư nhân", refused="không hợp lệ"),
    form("", refused="bắt buộc"),
    tax("5900000002", "5900000002"),
    tax(5_900_000_002, "5900000002"),
    tax(590_000_002, "0590000002", told={2: "Thêm số 0 ở đầu mã số thuế"}),
    tax(59_000_000_021, "059000000021", told={2: "Thêm số 0"}),
    tax("5900000002-001", "5900000002-001"),
    tax("590000002", refused="10 chữ số"),
    tax("MST 5900000002", refused="10 chữ số"),
    tax(5_900_000_002.5, refused="14 kí tự"),
    phone("0905 123 456", "0905 123 456"),
    phone(905_123_456, "0905123456", told={2: "Thêm số 0 ở đầu số điện thoại"}),
    phone(2_693_824_123, "02693824123", told={2: "Thêm số 0 ở đầu số điện thoại"}),
    phone(1_900_6067, "19006067"),
    phone("0905.123.456; 0269.3824.123", "0905.123.456; 0269.3824.123"),
    facilities(
        "a phone number too long for its box",
        ("Cơ sở A", "Doanh nghiệp", "", "0905 123 456 " * 4),
        head=HEADS,
        refused={2: {"phone": "40"}},
    ),
    at("Xã Ia Ly", stored=[facility("Cơ sở A", commune="Xã Ia Ly")]),
    at("IA LY", stored=[facility("Cơ sở A", commune="Xã Ia Ly")]),
    at("dong-hoa", stored=[facility("Cơ sở A", commune="Xã Đông Hòa")]),
    at("phường an hòa", stored=[facility("Cơ sở A", commune="Phường An Hòa")]),
    at("An Hòa", refused={2: {"commune": "Phường An Hòa (an-2); Xã An Hòa (an-1)"}}),
    at("Xã Hòa Phú", refused={2: {"commune": "Có thể nay là: Xã Ia Ly"}}),
    at("Xã Lạ", refused={2: {"commune": "Không có xã, phường “Xã Lạ”"}}),
    at("Xã Không Đâu", refused={2: {"commune": "tên xã, phường hiện nay của tỉnh"}}),
    facilities(
        "trade and district by their names",
        ("Cơ sở A", "Doanh nghiệp", "chế biến gỗ", "Chư Păh"),
        head=("Tên cơ sở", "Loại hình", "Ngành nghề", "Huyện"),
        stored=[facility("Cơ sở A", trade="Chế biến gỗ", old_district="Huyện Chư Păh")],
    ),
    who("cơ sở một", told="CS-MOT", **AT_ONE),
    who("Cơ sở Một Hai", refused="Chưa có cơ sở"),
    who("Cơ sở Trùng", refused="CS-A (Xã Ia Ly); CS-B (Xã Đông Hòa)"),
    who("Cơ sở Trùng", heads=("Xã, phường",), cells=("Đông Hòa",), facility="CS-B",
        commune="Xã Đông Hòa"),
    who("Cơ sở Đã Gộp", refused="đã gộp vào “Cơ sở Một” (CS-MOT)"),
    who("", heads=("Mã cơ sở",), cells=("CS-MOT",), **AT_ONE),
    who("", refused="Không có cơ sở mã", column="facility_code", heads=("Mã cơ sở",),
        cells=("CS-LẠ",)),
    who("", refused="đã gộp vào", column="facility_name", heads=("Mã cơ sở",), cells=("CS-GOP",)),
    who("Tên khác hẳn", heads=("MST",), cells=(5_900_000_001,), **AT_ONE),
    who("", refused="đã gộp vào", column="facility_name", heads=("MST",), cells=("5900000009",)),
    who("", refused="Chưa có cơ sở mã số thuế", column="tax_code", heads=("MST",),
        cells=("5900000008",)),
    facilities(
        "a facility that is there",
        ("CƠ SỞ MỘT", "Doanh nghiệp", "", ""),
        head=HEADS,
        refused={2: {"code": "CS-MOT"}},
    ),
    facilities(
        "a facility of the same name that is another",
        ("mới", "Cơ sở Một", "Doanh nghiệp"),
        head=("Mã cơ sở", "Tên cơ sở", "Loại hình"),
        stored=[facility("Cơ sở Một")],
    ),
    facilities(
        "a facility with a code of its own",
        ("GL-07", "Cơ sở A", "Doanh nghiệp"),
        head=("Mã cơ sở", "Tên cơ sở", "Loại hình"),
        stored=[facility("Cơ sở A", code="GL-07")],
        told={2: "sẽ thêm mới với mã này"},
    ),
    facilities(
        "the name of a merged facility",
        ("Cơ sở Đã Gộp", "Doanh nghiệp", "", ""),
        head=HEADS,
        refused={2: {"code": "đã gộp vào “Cơ sở Một” (CS-MOT)"}},
    ),
    facilities(
        "the tax code of a merged facility",
        ("Cơ sở A", "Doanh nghiệp", "5900000009", ""),
        head=HEADS,
        refused={2: {"code": "đã gộp vào “Cơ sở Một” (CS-MOT)"}},
    ),
    facilities(
        "the same tax code twice",
        ("Cơ sở A", "Doanh nghiệp", "5900000002", ""),
        ("Cơ sở B", "Doanh nghiệp", "5900000002", ""),
        head=HEADS,
        refused={3: {"": "Trùng với dòng 2"}},
        stored=[facility("Cơ sở A", tax_code="5900000002")],
    ),
    facilities(
        "the same name twice",
        ("Cơ sở A", "Doanh nghiệp", "", ""),
        ("CƠ SỞ A", "Doanh nghiệp", "", "1"),
        head=HEADS,
        refused={3: {"": "Trùng với dòng 2"}},
        stored=[facility("Cơ sở A")],
    ),
    facilities(
        "the same name at two places",
        ("Cơ sở A", "Doanh nghiệp", "Ia Ly"),
        ("Cơ sở A", "Doanh nghiệp", "Đông Hòa"),
        head=("Tên cơ sở", "Loại hình", "Xã, phường"),
        stored=[
            facility("Cơ sở A", commune="Xã Ia Ly"),
            facility("Cơ sở A", commune="Xã Đông Hòa"),
        ],
    ),
    schemes(
        "the same row twice",
        line(1, who="Cơ sở Một", money=("", 60, "")),
        line(2, who="Cơ sở Một", money=("", 60, "")),
        refused={2: {"": "dòng 3"}, 3: {"": "Không thêm gì"}},
    ),
    schemes(
        "a row that adds nothing",
        line(1, who="Cơ sở Một", money=("", 60, "")),
        line(2, money=("", 60, "")),
        refused={2: {"": "dòng 3"}, 3: {"": "Không thêm gì"}},
    ),
    schemes(
        "two alike parts, told apart by their number",
        (*NAMED, "Cơ sở Một", 1),
        (*NAMED, "Cơ sở Một", 2),
        head=(*PLAN, "Cơ sở thụ hưởng", "Hạng mục số"),
        stored=[scheme(supports=[support(**AT_ONE), support(order=2, **AT_ONE)])],
    ),
    schemes(
        "one title in two years is two đề án",
        line(1),
        line(2, year=2025),
        stored=[scheme(), scheme(year=2025)],
    ),
    schemes(
        "rows of one đề án that contradict each other",
        ("KC-9", *NAMED, "một"),
        ("KC-9", *NAMED, "hai"),
        head=("Mã đề án", *PLAN, "Đợt"),
        refused={2: {"": "dòng 3"}, 3: {"batch": "Khác với dòng 2"}},
    ),
    facilities(
        "a broken cell refuses its row",
        ("Cơ sở A", "Doanh nghiệp", Fault()),
        (Fault("#REF!"), "Doanh nghiệp", "1"),
        ("Cơ sở B", "Doanh nghiệp", "2"),
        head=BROKEN_HEADS,
        refused={2: {"phone": "#N/A"}, 3: {"name": "#REF!"}},
        stored=[facility("Cơ sở B", phone="2")],
    ),
    facilities(
        "a broken cell in a column of running numbers harms nobody",
        (Fault(), "Cơ sở A", "Doanh nghiệp"),
        head=("TT", *BROKEN_HEADS[:2]),
        stored=[facility("Cơ sở A")],
    ),
    facilities(
        "a formula that was never worked out",
        build=lambda: uncalculated(BROKEN_HEADS, ("Cơ sở A", "Doanh nghiệp", '="0905"&"1"')),
        refused={2: {"phone": ""}},
    ),
    facilities(
        "a formula with its result",
        build=lambda: book(BROKEN_HEADS, ("Cơ sở A", "Doanh nghiệp", Fault("0905 1"))),
        stored=[facility("Cơ sở A", phone="0905 1")],
    ),
]  # fmt: skip
