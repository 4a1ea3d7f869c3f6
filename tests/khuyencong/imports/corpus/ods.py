"""Sheets of LibreOffice."""

from datetime import date, datetime
from decimal import Decimal

from khuyencong.imports.reading import Broken, Limits

from . import Table, raw, read, refuse

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def table(rows, name="Sheet1", style=""):
    return f'<table:table table:name="{name}" {style}>{rows}</table:table>'


def ods(*tables, styles="", **more):
    content = (
        f'{raw.HEAD}<office:document-content xmlns:office="{NAMES}office:1.0" '
        f'xmlns:table="{NAMES}table:1.0" xmlns:text="{NAMES}text:1.0" '
        f'xmlns:style="{NAMES}style:1.0" xmlns:calcext="{CALCEXT}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {"mimetype": KIND, "content.xml": content, "META-INF/manifest.xml": "<x/>"}
    more = {name.replace("__", "/").replace("_", "."): part for name, part in more.items()}
    return lambda: raw.archive({**parts, **more})


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(inner="", more=""):
    return f"<table:table-cell {more}>{inner}</table:table-cell>"


def text(words, more=""):
    return cell(f"<text:p>{words}</text:p>", f'office:value-type="string" {more}')


def value(kind, attribute, stored, shown="x", more=""):
    return cell(f"<text:p>{shown}</text:p>",
                f'office:value-type="{kind}" office:{attribute}="{stored}" {more}')  # fmt: skip


def number(stored, more=""):
    return value("float", "value", stored, more=more)


def one(*cells):
    return ods(table(row(*cells)))


BLANK_ROWS = row(cell(more='table:number-columns-repeated="16384"'),
                 more='table:number-rows-repeated="{}"')  # fmt: skip
HIDDEN = (
    '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
)
EARLY = datetime.fromisoformat("2026-01-31T08:30")
FILE = {"file_name": "a.ods"}
CASES = [
    read("ods", one(text("Tên"), number("9510"), number("1.5")),
         Table({1: ("Tên", 9510, Decimal("1.5"))}), **FILE),
    read("ods with blanks that repeat", ods(table(
        BLANK_ROWS.format(4) + row(cell(more='table:number-columns-repeated="2"'), text("a"))
        + BLANK_ROWS.format(1_048_571))), Table({5: (None, None, "a")}), **FILE),
    read("ods with cells and rows that repeat", ods(table(
        row(number("1", 'table:number-columns-repeated="3"'), more='table:number-rows-repeated="2"')
        + row(text("b")))), Table({1: (1, 1, 1), 2: (1, 1, 1), 3: ("b",)}), **FILE),
    read("ods with kinds", one(
        value("percentage", "value", "0.25"), value("currency", "value", "5000"),
        value("boolean", "boolean-value", "true"), value("date", "date-value", "2026-01-31"),
        value("date", "date-value", "2026-01-31T08:30:00"),
        value("time", "time-value", "PT08H30M00S", "08:30:00")),
        Table({1: (Decimal("0.25"), 5000, True, date(2026, 1, 31), EARLY,
                   "08:30:00")}), **FILE),
    read("ods with paragraphs, blanks, comments", one(cell(
        "<office:annotation><text:p>ghi chú</text:p></office:annotation>"
        '<text:p>a<text:s text:c="2"/>b<text:line-break/><text:span>c</text:span></text:p>'
        "<text:p>d</text:p>", 'office:value-type="string"')), Table({1: ("a  b\nc\nd",)}), **FILE),
    read("ods with merged cells", ods(table(row(
        text("a", 'table:number-columns-spanned="2" table:number-rows-spanned="3"'),
        "<table:covered-table-cell/>", text("b")))),
        Table({1: ("a", None, "b")}, merged=((1, 1, 3, 2),)), **FILE),
    read("ods with hidden rows", ods(table(
        row(text("a")) + row(text("b"), more='table:visibility="collapse"')
        + row(text("c"), more='table:visibility="filter"'))),
        Table({1: ("a",), 2: ("b",), 3: ("c",)}, hidden_rows=frozenset({2, 3}),
              notes=("Dòng 2–3 đang ẩn trong Excel; vẫn được đọc.",)), **FILE),
    read("ods with a hidden sheet", ods(
        table(row(text("a"))), table(row(text("b")), "Ẩn", 'table:style-name="ta2"'),
        table("", "Trống"), styles=HIDDEN),
        Table({1: ("a",)}), Table({1: ("b",)}, "Ẩn", is_hidden=True), Table({}, "Trống"), **FILE),
    read("ods with formulas", one(
        number("3", 'table:formula="of:=1+2"'), cell(more='table:formula="of:=SUM([.A1])"'),
        text("#N/A", 'table:formula="of:=NA()" calcext:value-type="error"')),
        Table({1: (3, Broken("Ô chứa công thức chưa có kết quả (=SUM([.A1])). Mở tệp bằng Excel, "
                             "lưu lại, rồi tải lên."), Broken("Ô có lỗi #N/A."))}), **FILE),
    refuse("ods with rows that repeat for ever", ods(table(
        row(text("a"), more='table:number-rows-repeated="1048576"'))), "hơn 100000 dòng", **FILE),
    refuse("ods with cells that repeat for ever", one(
        text("a", 'table:number-columns-repeated="16384"')), "cột thứ 16384", **FILE),
    refuse("ods with a password", ods(
        META__INF=b"", **{"META-INF/manifest_xml": "<manifest:encryption-data/>"}), "mật khẩu",
        **FILE),
    refuse("ods with macros", ods(table(""), Basic__Standard__Module1_xml="<x/>"), "macro", **FILE),
    refuse("ods with a DTD", ods(table(""), styles_xml="<!DOCTYPE x><x/>"), "DOCTYPE", **FILE),
    refuse("ods with nonsense", ods("<table:table-row>"), "hỏng", **FILE),
    refuse("ods with a repeat that is no number", one(
        text("a", 'table:number-columns-repeated="x"')), "hỏng", **FILE),
    refuse("ods with a row too many", ods(table(row(text("a")) * 3)), "hơn 2 dòng",
           limits=Limits(rows=2), **FILE),
    refuse("ods with very many blanks in a cell", one(cell(
        '<text:p>a<text:s text:c="900000"/></text:p>', 'office:value-type="string"')),
        "dài hơn 32767", **FILE),
]  # fmt: skip
