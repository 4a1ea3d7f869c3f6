"""Files of the corpus: workbooks whose text stays text, and one list in other formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook as OpenpyxlBook
from xlsxwriter import Workbook

from tests.khuyencong.imports.corpus import biff, ods


@dataclass(frozen=True)
class Fault:
    """A formula that failed."""

    code: str = "#N/A"


def book(
    *rows: Sequence[Any],
    merged: Sequence[tuple[int, int, int, int]] = (),
    is_1904: bool = False,
    sheets: Sequence[tuple[str, Sequence[Any]]] = (),
    hidden: Sequence[str] = (),
    name: str = "Danh sách",
) -> bytes:
    """An .xlsx; ``merged`` has first row, first column, last row, last column, counted from 1."""
    made = BytesIO()
    options = {"in_memory": True, "date_1904": is_1904, "default_date_format": "dd/mm/yyyy"}
    workbook = Workbook(made, options)
    workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    for title, lines in ((name, rows), *sheets):
        sheet = workbook.add_worksheet(title)
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                _write(sheet, number, place, cell)
        if title == name:
            for first, left, last, right in merged:
                value = rows[first - 1][left - 1]
                sheet.merge_range(first - 1, left - 1, last - 1, right - 1, value)
        if title in hidden:
            sheet.hide()
    workbook.close()
    return made.getvalue()


def _write(sheet: Any, number: int, place: int, cell: Any) -> None:
    if isinstance(cell, Fault):
        sheet.write_formula(number, place, "=NA()", None, cell.code)
    elif isinstance(cell, str) and cell:
        sheet.write_string(number, place, cell)
    elif cell not in ("", None):
        sheet.write(number, place, cell)


def uncalculated(*rows: Sequence[Any]) -> bytes:
    """An .xlsx of a program that writes formulas without their results."""
    workbook = OpenpyxlBook()
    for line in rows:
        workbook.active.append(list(line))
    made = BytesIO()
    workbook.save(made)
    return made.getvalue()


def as_csv(*rows: Sequence[Any], separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    lines = (separator.join(_word(cell) for cell in line) for line in rows)
    return "\r\n".join(lines).encode(encoding)


def _word(cell: Any) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def as_ods(*rows: Sequence[Any]) -> bytes:
    inner = "".join(ods.row(*map(_ods_cell, line)) for line in rows)
    return ods.ods(ods.table(inner))()


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, date):
        return ods.value("date", "date-value", cell.isoformat())
    if isinstance(cell, str):
        return ods.text(cell) if cell else ods.cell()
    return ods.number(cell)


def as_xls(*rows: Sequence[Any]) -> bytes:
    texts = list(dict.fromkeys(one for line in rows for one in line if isinstance(one, str)))
    cells = b""
    for number, line in enumerate(rows):
        for place, cell in enumerate(line):
            if isinstance(cell, date):
                serial = (cell - date(1899, 12, 30)).days
                cells += biff.cell_number(number, place, serial, 1)
            elif isinstance(cell, str):
                cells += biff.cell_text(number, place, texts.index(cell)) if cell else b""
            else:
                cells += biff.cell_number(number, place, cell)
    return biff.xls(("Sheet1", 0, cells), texts=texts, formats=("dd/mm/yyyy",))
