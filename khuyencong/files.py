"""How rows leave as a file: what every writer of CSV and Excel keeps to; none runs a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipInfo

from django.http import StreamingHttpResponse
from xlsxwriter import Workbook

from khuyencong.safe import as_text

BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
# A workbook says when it was made; a fixed day keeps equal tables byte-identical.
MADE_ON = datetime(2020, 1, 1)  # noqa: DTZ001 -- Excel knows no time zones
# A ZIP says when each file was made; the earliest day it knows says nothing.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3
LONGEST_TEXT = 32_767  # UTF-16 units that one cell of Excel holds
MOST_DIGITS = 15  # of a number: of more Excel keeps fifteen
FIRST_YEAR = 1905  # before it the two calendars of Excel have no days
DAY_ZERO = date(1899, 12, 30)  # of the usual one

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
