"""Table -> Excel: a sheet a table, numbers as numbers, A4, money in triệu đồng."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from khuyencong.files import FONT, new_book
from reports.figures import Unit
from reports.formats import MILLION, heading
from reports.tables import Cell, Row, Table

FORBIDDEN_IN_SHEET_NAME = str.maketrans("", "", "[]:*?/\\")


def to_xlsx(tables: Sequence[Table], source_line: str) -> bytes:
    """The tables as a workbook; ``source_line`` (address, cut-off) stands under each title."""
    out = BytesIO()
    book = new_book(out, in_memory=True)
    formats = _formats(book)
    for table in tables:
        _write(book.add_worksheet(_sheet_name(table)), table, source_line, formats)
    book.close()
    return out.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 11, "valign": "top"}
    boxed = {**base, "border": 1, "text_wrap": True}
    shapes = {
        "title": {**base, "bold": True, "font_size": 13},
        "source": {**base, "italic": True, "font_color": "#444444"},
        "note": {**base, "text_wrap": True},
        "head": {**boxed, "bold": True, "align": "center", "valign": "vcenter"},
        "text": boxed,
        "total": {**boxed, "bold": True},
    }
    made = {name: book.add_format(shape) for name, shape in shapes.items()}
    for number in ("#,##0", "#,##0.0##", "#,##0.0"):
        made[number] = book.add_format({**boxed, "num_format": number})
        made[f"total {number}"] = book.add_format({**boxed, "bold": True, "num_format": number})
    return made


def _sheet_name(table: Table) -> str:
    return table.dimension.translate(FORBIDDEN_IN_SHEET_NAME)[:31]


def _write(sheet: Worksheet, table: Table, source_line: str, formats: dict[str, Any]) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, max(1, len(table.columns)), 16)
    sheet.write_string(0, 0, table.title, formats["title"])
    sheet.write_string(1, 0, source_line, formats["source"])
    heads = [table.dimension, *map(heading, table.columns)]
    for place, text in enumerate(heads):
        sheet.write_string(3, place, text, formats["head"])
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 1)
    last = 3
    for last, row in enumerate(table.rows, 4):
        _write_row(sheet, last, row, "", formats)
    if table.total is not None:
        last += 1
        _write_row(sheet, last, table.total, "total ", formats)
    for place, note in enumerate(table.notes, last + 2):
        sheet.write_string(place, 0, note, formats["source"])


def _write_row(sheet: Worksheet, place: int, row: Row, kind: str, formats: dict[str, Any]) -> None:
    text = formats["total" if kind else "text"]
    sheet.write_string(place, 0, row.label, text)
    for column, cell in enumerate(row.cells, 1):
        if cell.value is None or cell.value == "":
            sheet.write_blank(place, column, None, text)
        elif isinstance(cell.value, str):
            sheet.write_string(place, column, cell.value, text)
        else:
            number = float(cell.value) / MILLION if cell.column.unit is Unit.DONG else cell.value
            sheet.write_number(place, column, number, formats[kind + _number_format(cell, number)])


def _number_format(cell: Cell, number: Any) -> str:
    if cell.column.unit in (Unit.PERCENT, Unit.TIMES):
        return "#,##0.0"
    return "#,##0" if number == int(number) else "#,##0.0##"
