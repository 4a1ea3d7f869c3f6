"""Cells of every kind: numbers, days, formulas, errors, texts."""

from datetime import date, datetime
from decimal import Decimal

from khuyencong.imports.reading import Broken

from . import Table, read, refuse
from .raw import date_styles
from .workbooks import by_openpyxl, one, raw_book, written

UNRESOLVED = "Ô chứa công thức chưa có kết quả{}. Mở tệp bằng Excel, lưu lại, rồi tải lên."
EARLY = datetime.fromisoformat("2026-01-31T08:30")
NOON = datetime.fromisoformat("2025-01-01T12:00")


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


def formulas(made):
    sheet = made["Sheet1"]
    sheet["A1"], sheet["A2"], sheet["A3"] = 1, 2, "=SUM(A1:A2)"


CASES = [
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
]  # fmt: skip
