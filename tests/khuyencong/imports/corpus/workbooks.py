"""Workbooks as Excel, WPS Office and libraries write them."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import xlsxwriter

from khuyencong.imports.reading import Broken

from . import Table, raw, read, refuse
from .raw import book, date_styles, text

UNRESOLVED = "Ô chứa công thức chưa có kết quả{}. Mở tệp bằng Excel, lưu lại, rồi tải lên."


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


def number(value, style=""):
    return raw_book(f'<row r="1"><c r="A1" {style}><v>{value}</v></c></row>')


def dated(value, code, properties=""):
    row = f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>'
    return raw_book(row, styles=date_styles(code), properties=properties)


def built_in(value, number_format):
    row = f'<row r="1"><c r="A1" s="0"><v>{value}</v></c></row>'
    return raw_book(row, styles=f'<cellXfs><xf numFmtId="{number_format}"/></cellXfs>')


def shared(strings, place="0"):
    row = f'<row r="1"><c r="A1" t="s"><v>{place}</v></c></row>'
    return raw_book(row, strings=strings)


def typed(kind, inner):
    return raw_book(f'<row r="1"><c r="A1" t="{kind}">{inner}</c></row>')


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


def formulas(made):
    sheet = made["Sheet1"]
    sheet["A1"], sheet["A2"], sheet["A3"] = 1, 2, "=SUM(A1:A2)"


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


EARLY = datetime.fromisoformat("2026-01-31T08:30")
NOON = datetime.fromisoformat("2025-01-01T12:00")
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
    # Numbers.
    read("whole float", number("3.0"), one(3)),
    read("float noise", number("23292.200000000001"), one(Decimal("23292.2"))),
    read("exponent", number("1.2E-3"), one(Decimal("0.0012"))),
    read("large exponent", number("1E+20"), one(10**20)),
    read("twelve digits", number("079123456789"), one(79123456789)),
    read("more digits than a float has", number("12345678901234567"), one(12345678901234567)),
    read("negative", number("-5"), one(-5)),
    read("infinite", number("1e999"), one(Broken("Ô có số không đọc được (1e999)."))),
    read("no number", number("NaN"), one(Broken("Ô có số không đọc được (NaN)."))),
    read("underscore", number("1_0"), one(Broken("Ô có số không đọc được (1_0)."))),
    read("number as text", written(lambda made: made.add_worksheet().write_string("A1", "9.510")),
         one("9.510")),
    read("booleans", raw_book(
        '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c></row>'),
        Table({1: (True, False)})),
    # Days.
    read("day", dated("45658", "dd/mm/yyyy"), one(date(2025, 1, 1))),
    read("day with time", dated("45658.5", "dd/mm/yyyy hh:mm"), one(NOON)),
    read("just before midnight", dated("45657.99999999999", "d/m/yy"), one(date(2025, 1, 1))),
    read("day of 1904", dated("44196", "dd/mm/yyyy", '<workbookPr date1904="1"/>'),
         Table({1: (date(2025, 1, 1),)}, is_1904=True)),
    read("first days of 1900", dated("1", "dd/mm/yyyy"), one(date(1900, 1, 1))),
    read("the day that never was", dated("60", "dd/mm/yyyy"),
         one(Broken("Ô có ngày 29/02/1900, là ngày không có trong lịch."))),
    read("day after it", dated("61", "dd/mm/yyyy"), one(date(1900, 3, 1))),
    read("negative day", dated("-1", "dd/mm/yyyy"), one(Broken("Ô có ngày không đọc được (-1)."))),
    read("day beyond the calendar", dated("2958466", "dd/mm/yyyy"),
         one(Broken("Ô có ngày không đọc được (2958466)."))),
    read("1904 beyond the calendar", dated("2958465", "dd/mm/yyyy", '<workbookPr date1904="1"/>'),
         Table({1: (Broken("Ô có ngày không đọc được (2958465)."),)}, is_1904=True)),
    read("time only", dated("0.35416666666666669", "hh:mm"), one("08:30:00")),
    read("built-in day", built_in("45658", 14), one(date(2025, 1, 1))),
    read("built-in number", built_in("45658", 3), one(45658)),
    read("Vietnamese long day", dated("45658", "[$-42A]dd mmmm yyyy;@"), one(date(2025, 1, 1))),
    read("money is no day", dated("45658", "#,##0\\ [$₫-42A]"), one(45658)),
    read("quoted unit is no day", dated("45658", "#,##0 &quot;hộ dân&quot;"), one(45658)),
    read("hours that run on are no day", dated("1.5", "[h]:mm"), one(Decimal("1.5"))),
    read("LibreOffice's Standard is no day", dated("45658", "Standard"), one(45658)),
    read("colour is no day", dated("45658", "[Red]0.0"), one(45658)),
    read("ISO day", typed("d", "<v>2026-01-31T08:30:00</v>"), one(EARLY)),
    read("bad ISO day", typed("d", "<v>31/01/2026</v>"),
         one(Broken("Ô có ngày không đọc được (31/01/2026)."))),
    # Formulas and errors.
    read("formula with result", raw_book(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>"a"</f><v>a</v></c></row>'),
        Table({1: (2, "a")})),
    read("formula without result", by_openpyxl(formulas), Table(
        {1: (1,), 2: (2,), 3: (Broken(UNRESOLVED.format(" (=SUM(A1:A2))")),)})),
    read("shared formula without result", raw_book(
        '<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>'),
         one(Broken(UNRESOLVED.format("")))),
    read("formula whose result is no text", raw_book(
        '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>'),
        Table({1: (None, 1)})),
    read("DDE is never followed", raw_book(
        '<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A0</f><v>3</v></c></row>'), one(3)),
    *(read(f"error {error}", typed("e", f"<v>{error}</v>"), one(Broken(f"Ô có lỗi {error}.")))
      for error in ("#N/A", "#REF!", "#DIV/0!")),
    read("text like an error", typed("str", "<v>#N/A</v>"), one("#N/A")),
    # Texts.
    read("shared text with a reading aid", shared(
        "<si><t>東京</t><rPh sb='0' eb='1'><t>トウキョウ</t></rPh></si>"), one("東京")),
    read("inline text with a reading aid", typed(
        "inlineStr", "<is><r><t>Hà </t></r><r><t>Nội</t></r><rPh><t>x</t></rPh></is>"),
        one("Hà Nội")),
    read("escaped characters", shared("<si><t>a_x000D_b_x005F_x</t></si>"), one("a\rb_x")),
    read("escaped NUL and half pair", shared("<si><t>a_x0000_b_xD83D_</t></si>"),
         one("a\ufffdb\ufffd")),
    read("text beyond the basic plane", shared("<si><t>😀</t></si>"), one("😀")),
    read("blank shared text", shared("<si/>"), Table({})),
    refuse("shared text that is missing", shared("<si><t>a</t></si>", "7"), "hỏng", "chữ không có"),
    refuse("shared text with a negative number", shared("<si><t>a</t></si>", "-1"), "hỏng"),
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
