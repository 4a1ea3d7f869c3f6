"""One list in many formats gives equal records; what is no list is refused by name."""

from datetime import date

from tests.projects.imports.corpus import LOCAL, MACHINES, facilities, facility, scheme, schemes
from tests.projects.imports.corpus.sheets import as_csv, as_ods, as_xls, book

ROWS = (
    ("TT", "Tên cơ sở", "Loại hình", "Mã số thuế", "Xã, phường"),
    (1, "Cơ sở “Đặc biệt”, Ô Môn", "Doanh nghiệp", "0100000002", "Ia Ly"),
    (2, "Hợp tác xã Hai", "Hợp tác xã", "", "Đông Hòa"),
)
STORED = (
    facility("Cơ sở “Đặc biệt”, Ô Môn", tax_code="0100000002", commune="Xã Ia Ly"),
    facility("Hợp tác xã Hai", legal_form="cooperative", commune="Xã Đông Hòa"),
)
PLAN = (
    ("Tên đề án", "Năm", "Chương trình", "Nội dung chính", "Giai đoạn thực hiện",
     "Ngày nghiệm thu", "KCĐP (triệu đồng)"),
    ("Hỗ trợ máy", 2026, LOCAL, MACHINES, "Đã nghiệm thu", date(2026, 3, 5), 60),
)  # fmt: skip
PLANNED = (scheme(stage="accepted", accepted_on=date(2026, 3, 5), money={"KCDP 2026": 60_000_000}),)
FORMATS = {
    "xlsx": lambda *rows: book(*rows),
    "ods": as_ods,
    "xls": as_xls,
    "semicolons.csv": as_csv,
    "tabs.csv": lambda *rows: as_csv(*rows, separator="\t", encoding="utf-8"),
    "unicode.txt": lambda *rows: as_csv(*rows, separator="\t", encoding="utf-16"),
}


def in_all_formats():
    for ending, made in FORMATS.items():
        name = f"danh-sach.{ending}"
        yield facilities(
            f"facilities as {ending}", build=lambda made=made: made(*ROWS), stored=STORED,
            file_name=name,
        )  # fmt: skip
        yield schemes(
            f"đề án as {ending}", build=lambda made=made: made(*PLAN), stored=PLANNED,
            file_name=name,
        )  # fmt: skip


CASES = [
    *in_all_formats(),
    facilities("a PDF", build=lambda: b"%PDF-1.7 ...", no_file=["PDF"], file_name="a.pdf"),
    facilities("nothing", build=lambda: b"", no_file=["rỗng"]),
    facilities("a workbook cut short", build=lambda: book(*ROWS)[:-200], no_file=["hỏng"]),
    facilities(
        "a name of a file that leads elsewhere",
        build=lambda: book(*ROWS),
        stored=STORED,
        file_name="../../etc/passwd\0.xlsx",
    ),
    facilities(
        "a very long name of a file",
        build=lambda: book(*ROWS),
        stored=STORED,
        file_name=f"{'dài' * 200}.xlsx",
    ),
]
