"""Old workbooks: .xls and what else comes in its container."""

import struct
from datetime import date
from decimal import Decimal

from khuyencong.imports.reading import Broken

from . import Table, biff, read, refuse
from .biff import cell_fault, cell_number, cell_text

TEXTS = ("Tên", "Xã Đông Hòa")
TWO_ROWS = cell_text(0, 0, 0) + cell_text(2, 1, 1) + cell_number(2, 2, 9510)


def made(*sheets, **more):
    return lambda: biff.xls(*sheets, **more)


def one_sheet(cells, **more):
    return made(("Sheet1", 0, cells), **more)


def container(**streams):
    return lambda: biff.container(dict.fromkeys(streams, b"x"))


FAULTS = cell_fault(0, 0, 1, 0) + cell_fault(0, 1, 0x2A, 1) + cell_fault(0, 2, 0x07, 1)
CASES = [
    read("xls", one_sheet(TWO_ROWS, texts=TEXTS),
         Table({1: ("Tên",), 3: (None, "Xã Đông Hòa", 9510)}), file_name="a.xls"),
    read("xls that begins further down", one_sheet(cell_number(6, 2, 1.5)),
         Table({7: (None, None, Decimal("1.5"))}), file_name="a.xls"),
    read("xls named .xlsx", one_sheet(cell_number(0, 0, 1)), Table({1: (1,)})),
    read("xls with days", one_sheet(cell_number(0, 0, 45658, 1), formats=("dd/mm/yyyy",)),
         Table({1: (date(2025, 1, 1),)}), file_name="a.xls"),
    read("xls with days of 1904",
         one_sheet(cell_number(0, 0, 44196, 1), formats=("dd/mm/yyyy",), is_1904=True),
         Table({1: (date(2025, 1, 1),)}, is_1904=True), file_name="a.xls"),
    read("xls with faults", one_sheet(FAULTS), Table(
        {1: (True, Broken("Ô có lỗi #N/A."), Broken("Ô có lỗi #DIV/0!."))}), file_name="a.xls"),
    read("xls with a formula that failed", one_sheet(
        cell_number(0, 0, 1) + biff.cell_formula(1, 1, b"\x02\0\x17\0\0\0\xff\xff")),
        Table({1: (1,), 2: (None, Broken("Ô có lỗi #REF!."))}), file_name="a.xls"),
    read("xls with a formula", one_sheet(biff.cell_formula(1, 1, struct.pack("<d", 2.5))),
         Table({2: (None, Decimal("2.5"))}), file_name="a.xls"),
    read("xls with hidden rows", one_sheet(
        biff.row(1, True) + biff.row(2, False) + biff.row(9, True) + cell_number(1, 0, 1)
        + cell_number(2, 0, 2)),
        Table({2: (1,), 3: (2,)}, hidden_rows=frozenset({2}),
              notes=("Dòng 2 đang ẩn trong Excel; vẫn được đọc.",)), file_name="a.xls"),
    read("xls in a small stream", lambda: biff.small(
        biff.stream([("Sheet1", 0, cell_fault(0, 0, 0x07, 1) + cell_number(0, 1, 2))])),
        Table({1: (Broken("Ô có lỗi #DIV/0!."), 2)}), file_name="a.xls"),
    read("xls with merged cells", one_sheet(cell_number(0, 0, 1) + biff.merged((0, 1, 0, 2))),
         Table({1: (1,)}, merged=((1, 1, 2, 3),)), file_name="a.xls"),
    read("xls with hidden sheets", made(
        ("Một", 0, cell_number(0, 0, 1)), ("Hai", 1, cell_number(0, 0, 2)),
        ("Ba", 2, cell_number(0, 0, 3))),
        Table({1: (1,)}, "Một"), Table({1: (2,)}, "Hai", is_hidden=True),
        Table({1: (3,)}, "Ba", is_hidden=True), file_name="a.xls"),
    read("xls without cells", one_sheet(b""), Table({}), file_name="a.xls"),
    read("xls with a cell in the last row", one_sheet(
        cell_number(0, 0, 1) + cell_number(65535, 3, 2)),
        Table({1: (1,), 65536: (None, None, None, 2)}), file_name="a.xls"),
    refuse("xls that needs a dense grid of gigabytes", one_sheet(
        cell_number(0, 0, 1) + cell_number(65535, 255, 1)), "bộ nhớ", file_name="a.xls"),
    refuse("xls whose container ends early", lambda: biff.xls(
        ("Sheet1", 0, cell_number(0, 0, 1)))[:1400], "hỏng", file_name="a.xls"),
    refuse("xls whose table of sectors runs in a circle", lambda: biff.xls(
        ("Sheet1", 0, cell_number(0, 0, 1))).replace(
            b"\x03\0\0\0\x04\0\0\0", b"\x03\0\0\0\x02\0\0\0", 1), "hỏng", file_name="a.xls"),
    refuse("xls with too many columns", one_sheet(cell_number(0, 255, 1)), "256 cột",
           file_name="a.xls"),
    refuse("xls with a password", one_sheet(
        TWO_ROWS, texts=TEXTS, before=biff.record(0x2F, b"\x01\x00" + bytes(52))), "mật khẩu",
        file_name="a.xls"),
    refuse("xls with macros", lambda: biff.container(
        {"Workbook": biff.stream([("Sheet1", 0, b"")]), "_VBA_PROJECT_CUR": b"x"}), "macro",
        file_name="a.xls"),
    refuse("xlsx with a password", container(EncryptionInfo=1, EncryptedPackage=1), "mật khẩu"),
    refuse("old Word", container(WordDocument=1), "không phải bảng tính", file_name="a.xls"),
    refuse("xls cut short", lambda: biff.xls(("Sheet1", 0, TWO_ROWS), texts=TEXTS)[:1500], "hỏng",
           file_name="a.xls"),
    refuse("xls of noise", container(Workbook=1), "không có trang tính", file_name="a.xls"),
]  # fmt: skip
