"""Workbooks as Excel, WPS Office and libraries write them."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import xlsxwriter

from . import Table, raw, read, refuse
from .raw import book, text


def written(fill, **options):
    """What xlsxwriter makes; ``fill`` gets the workbook."""

    def build():
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as made:
            fill(made)
        return target.getvalue()

    return build


def by_openpyxl(fill):
    def build():
        made, target = openpyxl.Workbook(), io.BytesIO()
        made.active.title = "Sheet1"
        fill(made)
        made.save(target)
        return target.getvalue()

    return build


def cells(**values):
    """Fill the first sheet: ``cells(A1="x", B2=3)``."""

    def fill(made):
        sheet = made.add_worksheet()
        for reference, value in values.items():
            sheet.write(reference, value)

    return fill


def raw_book(rows, *more, **options):
    return lambda: book(rows, *more, **options)


def one(value):
    return Table({1: (value,)})


def two_sheets(state):
    def fill(made):
        made.add_worksheet("Số liệu").write("A1", "thấy")
        other = made.add_worksheet("Nháp")
        other.write("B2", "ẩn")
        getattr(other, state)()

    return fill


def hidden_rows(made):
    sheet = made.add_worksheet()
    for place in range(8):
        sheet.write(place, 0, place)
    for place in (2, 3, 6):
        sheet.set_row(place, options={"hidden": True})
    sheet.set_row(20, options={"hidden": True})


def merged(made):
    sheet = made.add_worksheet()
    sheet.merge_range("A1:C1", "Tiêu đề")
    sheet.merge_range("A2:A3", "Huyện")
    sheet.write("B2", 1)
    sheet.write("B3", 2)


def rich(made):
    bold = made.add_format({"bold": True})
    made.add_worksheet().write_rich_string("A1", "Cơ sở ", bold, "sản", " xuất")


def chart_page(made):
    made.add_worksheet().write("A1", 1)
    page = made.add_chartsheet("Biểu đồ")
    chart = made.add_chart({"type": "bar"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$1"})
    page.set_chart(chart)


def with_parts(more, rows='<row r="1"><c r="A1"><v>1</v></c></row>'):
    def build():
        return raw.archive({**raw.parts(raw.sheet_xml(rows)), **more})

    return build


def wps():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 31))
    return book(rows, '<dimension ref="A1"/>')


def strict_links():
    made = raw.parts(raw.sheet_xml(
        '<row r="1"><c r="A1" t="d"><v>2026-01-31</v></c><c r="B1"><v>7</v></c></row>',
        namespace=raw.STRICT,
    ), namespace=raw.STRICT)  # fmt: skip
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    return raw.archive({name: part.replace(raw.OFFICE, strict) for name, part in made.items()})


def prefixed():
    sheet = (
        f'<x:worksheet xmlns:x="{raw.MAIN}"><x:sheetData><x:row r="2" hidden="1"><x:c r="B2">'
        '<x:v>5</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B2:C2"/>'
        "</x:mergeCells></x:worksheet>"
    )
    return raw.archive(raw.parts(sheet))


def absolute_targets():
    made = raw.parts(raw.sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    links = ("rId1", "worksheet", "/XL/Worksheets/Sheet1.xml")
    return raw.archive({**made, "xl/_rels/workbook.xml.rels": raw.relations(links)})


LOOSE = " hai\u200b  dòng\nNFD e\u0302 "
NAMES = {"A1": "Tên", "B1": "Số hộ", "A2": "Xã An Phú", "B2": 12, "A3": "Xã Bình", "B3": 7.5}
CASES = [
    read("plain", written(cells(**NAMES)),
         Table({1: ("Tên", "Số hộ"), 2: ("Xã An Phú", 12), 3: ("Xã Bình", Decimal("7.5"))})),
    read("blank rows keep the true numbers", written(cells(B3="x", C7=1)),
         Table({3: (None, "x"), 7: (None, None, 1)})),
    read("no cells", written(lambda made: made.add_worksheet()), Table({})),
    read("only blanks", raw_book(f'<row r="1">{text("A1", "  ")}</row>'), Table({})),
    read("blanks at the end are cut", raw_book(
        f'<row r="1">{text("A1", "a")}{text("B1", " ")}<c r="C1" s="1"/></row>'), one("a")),
    read("text is passed as it is", raw_book(
        f'<row r="1">{text("A1", LOOSE.replace(chr(10), "&#10;"))}</row>'), one(LOOSE)),
    read("xlsm without macros", written(cells(A1="a")), one("a"), file_name="x.xlsm"),
    read("named as csv", written(cells(A1="a")), one("a"), file_name="x.csv"),
    read("WPS Office's wrong dimension", wps, Table({n: (n,) for n in range(1, 31)})),
    read("dimension too large", raw_book(
        '<row r="1"><c r="A1"><v>1</v></c></row>', '<dimension ref="A1:XFD1048576"/>'), one(1)),
    read("hidden sheet", written(two_sheets("hide")),
         Table({1: ("thấy",)}, "Số liệu"), Table({2: (None, "ẩn")}, "Nháp", is_hidden=True)),
    read("very hidden sheet", written(two_sheets("very_hidden")),
         Table({1: ("thấy",)}, "Số liệu"), Table({2: (None, "ẩn")}, "Nháp", is_hidden=True)),
    read("hidden rows", written(hidden_rows), Table(
        {n: (n - 1,) for n in range(1, 9)}, hidden_rows=frozenset({3, 4, 7}),
        notes=("Dòng 3–4, 7 đang ẩn trong Excel; vẫn được đọc.",))),
    read("merged cells", written(merged), Table(
        {1: ("Tiêu đề",), 2: ("Huyện", 1), 3: (None, 2)}, merged=((1, 1, 1, 3), (2, 1, 3, 1)))),
    read("rich text", written(rich), one("Cơ sở sản xuất")),
    read("chart page", written(chart_page), one(1)),
    read("two sheets of one program", by_openpyxl(
        lambda made: (made["Sheet1"].append(["a", True]), made.create_sheet("B").append([2]))),
        Table({1: ("a", True)}), Table({1: (2,)}, "B")),
    read("prefixed names", prefixed, Table(
        {2: (None, 5)}, merged=((2, 2, 2, 3),), hidden_rows=frozenset({2}),
        notes=("Dòng 2 đang ẩn trong Excel; vẫn được đọc.",))),
    read("strict OOXML", strict_links, Table({1: (date(2026, 1, 31), 7)})),
    read("absolute targets, other capitals", absolute_targets, one(1)),
    read("rows and cells without references", raw_book(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"),
        Table({1: (1, 2), 3: (3,)})),
    read("comments and cuts in XML", raw_book(
        '<!-- <row r="9"/> --><row r="1"><c r="A1" t="str"><v><![CDATA[<b>]]></v></c></row>'),
        one("<b>")),
    # What stands beside the cells.
    read("links to other files are not followed", with_parts(
        {"xl/externalLinks/externalLink1.xml": "<x/>"}),
        Table({1: (1,)}, notes=(
            "Tệp có liên kết tới tệp khác; dùng giá trị đã lưu, không mở liên kết.",))),
    read("connections are not followed", with_parts({"xl/connections.xml": "<x/>"}),
         Table({1: (1,)}, notes=(
             "Tệp có kết nối dữ liệu ngoài; dùng giá trị đã lưu, không mở kết nối.",))),
    refuse("macros", with_parts({"xl/vbaProject.bin": b"x"}), "macro", ".xlsx"),
    refuse("macro sheets of Excel 4", with_parts({"xl/macrosheets/sheet1.xml": "<x/>"}), "macro"),
]  # fmt: skip
