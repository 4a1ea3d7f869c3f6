"""Workbooks of the import, written row by row: cells as the reader will read them again."""

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khuyencong.files import FIRST_YEAR, FONT, LONGEST_TEXT, MOST_DIGITS, new_book
from khuyencong.text import whole_number

from .cells import TOO_LONG

DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


class Book:
    """An .xlsx on its way to a file, with its formats; no text in it is ever run as a formula."""

    def __init__(self, target: IO[bytes], **options: Any) -> None:
        self.book = new_book(target, constant_memory=True, **options)
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}

    def look(self, **shape: Any) -> Format:
        """A format; the same one for the same shape."""
        key = tuple(sorted(shape.items()))
        if key not in self._looks:
            base = {"font_name": FONT, "font_size": 11, "valign": "top"}
            self._looks[key] = self.book.add_format({**base, **shape})
        return self._looks[key]

    def write(self, sheet: Worksheet, row: int, place: int, value: Any, **shape: Any) -> None:
        """Write a cell (None, text, bool, number or day); ``row`` and ``place`` count from 0."""
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value, self.look(**shape))
        elif isinstance(value, Decimal) or (
            isinstance(value, int) and abs(value) < 10**MOST_DIGITS
        ):
            sheet.write_number(row, place, value, self.look(**shape))
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            shown = MOMENT if isinstance(value, datetime) else DAY
            sheet.write_datetime(row, place, value, self.look(**{**shape, "num_format": shown}))
        elif value is None:
            sheet.write_blank(row, place, None, self.look(**shape))
        else:
            sheet.write_string(row, place, _as_text(value), self.look(**shape))


def _as_text(value: Any) -> str:
    """A text, or what Excel cannot hold as a number or a day."""
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04d}"
    if isinstance(value, int):
        return whole_number(value)
    words = str(value)
    return words if len(words.encode("utf-16-le")) <= 2 * LONGEST_TEXT else TOO_LONG
