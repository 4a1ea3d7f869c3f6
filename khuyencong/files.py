"""How rows leave as a file: CSV line by line, Excel with bounded memory; neither runs a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipInfo

from django.http import FileResponse, StreamingHttpResponse
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from khuyencong.safe import as_text

BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
ROWS_PER_SHEET = 1_000_000  # Excel ends a little later
WIDEST = 60
# A workbook says when it was made; a fixed day keeps equal tables byte-identical.
MADE_ON = datetime(2020, 1, 1)  # noqa: DTZ001 -- Excel knows no time zones
# A ZIP says when each file was made; the earliest day it knows says nothing.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3
GROUPED_FROM = 10_000  # below it stand years, codes and counts

Row = Sequence[Any]


def zip_entry(name: str) -> ZipInfo:
    """A part of a ZIP without a day of its own: the same parts give the same bytes."""
    entry = ZipInfo(name, ZIP_DAY)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = UNIX
    entry.external_attr = READABLE
    return entry


class _Echo:
    """What csv writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """UTF-8 with a mark so that Excel reads the accents."""
    writer = csv.writer(_Echo())
    yield BOM
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return as_text(value) if isinstance(value, str) else value


def csv_answer(name: str, rows: Iterable[Row]) -> StreamingHttpResponse:
    """The answer of a view, sent while it is read."""
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def new_book(target: Any, **options: Any) -> Workbook:
    """A workbook in which text stays text."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(target, {**safe, **options})
    book.set_properties({"created": MADE_ON})
    return book


def xlsx_answer(name: str, rows: Iterable[Row]) -> FileResponse:
    """The rows, the first of them as headings; written to the disk row by row."""
    target = TemporaryFile()  # noqa: SIM115 -- the answer closes it
    book = new_book(target, constant_memory=True)
    formats = _formats(book)
    lines = iter(rows)
    heads, is_full = next(lines), True
    while is_full:
        is_full = _write_sheet(book.add_worksheet(), heads, lines, formats)
    book.close()
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def _formats(book: Workbook) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 11, "valign": "top"}
    shapes: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "text_wrap": True, "bottom": 1},
        "text": {"text_wrap": True},
        "number": {},
        "grouped": {"num_format": "#,##0"},
        "date": {"num_format": "dd/mm/yyyy", "align": "left"},
        "time": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    }
    return {name: book.add_format({**base, **shape}) for name, shape in shapes.items()}


def _write_sheet(
    sheet: Worksheet, heads: Row, rows: Iterator[Row], formats: dict[str, Any]
) -> bool:
    """Write as many rows as one sheet takes; whether it is full."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    widths = [len(str(head)) + 2 for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, str(head), formats["head"])
    place = 0
    for place, row in enumerate(islice(rows, ROWS_PER_SHEET), 1):
        for column, value in enumerate(row):
            _write(sheet, place, column, value, formats)
            widths[column] = max(widths[column], min(WIDEST, len(str(value)) + 2))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return place == ROWS_PER_SHEET


def _write(sheet: Worksheet, place: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(place, column, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(place, column, value, formats["date"])
    elif isinstance(value, str):
        sheet.write_string(place, column, value, formats["text"])
    else:
        shape = "grouped" if abs(value) >= GROUPED_FROM else "number"
        sheet.write_number(place, column, value, formats[shape])
