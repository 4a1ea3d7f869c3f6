"""A worksheet from top to bottom: lines over its whole width, tables, and lists of any length.

Rows are written in order and once, so the workbook may keep only the row it is at.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from xlsxwriter.worksheet import Worksheet

from reports.figures import Unit
from reports.formats import MILLION, heading
from reports.tables import Cell, Column, Roll, RollRow, Row, Table, Value

from . import form_shapes as look

FORBIDDEN_IN_NAME = str.maketrans("", "", "[]:*?/\\")
LONGEST_NAME = 31
ROWS_PER_SHEET = 1_000_000  # of a list; with the lines above it Excel ends a little later
# A sheet takes 65,530 links, each of at most 2,079 letters.
MOST_LINKS, LONGEST_LINK = 60_000, 2_000
LABEL_WIDTH, NUMBER_WIDTH = 44.0, 15.0
# A wider list is printed over two pages, with the first columns on both.
WIDEST_ON_A_PAGE = 240.0
MARGINS = {"left": 0.6, "right": 0.6, "top": 0.7, "bottom": 0.7}  # inches
# Rows of a list that have a height of their own and are links: a file remembers each of them.
MOST_REMEMBERED = 20_000
TIP = "Mở hồ sơ của số này"
FROZEN, NOTE_REACH = 3, 7
WIDE, NARROW, USUAL = 40.0, 6.0, 13.0
# The words of a list by the key of their column; a number has the usual width.
ROLL_WIDTHS = {
    "number": NARROW,
    "code": 16.0,
    "name": WIDE,
    "title": WIDE,
    "label": 46.0,
    "column": 17.0,
    "source": 18.0,
    "kind": 26.0,
    "facility": 26.0,
    "commune": 18.0,
    "district": 18.0,
    "programme": 15.0,
    "year": 7.0,
}
DAY = "dd/mm/yyyy"
SHARES = (Unit.PERCENT, Unit.TIMES)

Link = Callable[[Cell], str]


def no_link(cell: Cell) -> str:
    """For a file that may be read where no portal is."""
    return ""


def sheet_name(name: str) -> str:
    """As Excel takes it."""
    return name.translate(FORBIDDEN_IN_NAME)[:LONGEST_NAME]


class SheetWriter:
    """One sheet and the row it is at."""

    def __init__(
        self,
        sheet: Worksheet,
        formats: look.Formats,
        widths: Sequence[float],
        link: Link = no_link,
    ) -> None:
        self.sheet, self.formats, self.widths, self.link = sheet, formats, widths, link
        self.place = 0
        self._links = 0
        sheet.set_paper(look.A4)
        sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(look.FOOTER)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    # Lines.

    def line(self, text: str, shape: str, left: int = 0, reach: int | None = None) -> None:
        """A line over the columns; a merged cell does not grow with its text by itself."""
        right = self.last if reach is None else reach
        self._high(text, sum(self.widths[left : right + 1]))
        self._block(left, right, text, shape)
        self.place += 1

    def pair(self, name: str, text: str, shapes: tuple[str, str]) -> None:
        """A name in the first column and what is said of it in the others."""
        rest = sum(self.widths[1:])
        lines = max(look.lines_in(name, self.widths[0]), look.lines_in(text, rest))
        self.sheet.set_row(self.place, look.LINE * lines + 1)
        self.sheet.write_string(self.place, 0, name, self.formats(shapes[0]))
        self._block(1, self.last, text, shapes[1])
        self.place += 1

    def _high(self, text: str, width: float) -> None:
        lines = sum(look.lines_in(part, width) for part in text.split("\n"))
        self.sheet.set_row(self.place, (look.LINE + 1) * lines)

    def _block(self, left: int, right: int, text: str, shape: str) -> None:
        made = self.formats(shape)
        if right > left:
            self.sheet.merge_range(self.place, left, self.place, right, "", made)
        self.sheet.write_string(self.place, left, text, made)

    def gap(self) -> None:
        self.place += 1

    # Tables.

    def table(self, table: Table, repeats: bool = False, explains: bool = True) -> None:
        """The table with its total, and how its rows are counted if they say so (``explains``).

        ``repeats`` keeps its headings in sight and on every page.
        """
        counted = explains and any(row.note for row in table.rows)
        heads = [table.dimension, *map(heading, table.columns), *(["Cách đếm"] * counted)]
        self.heads(heads)
        if repeats:
            self.sheet.repeat_rows(self.place - 1)
            self.sheet.freeze_panes(self.place, 1)
        for row in table.rows:
            self._row(row, "", [row.note] if counted else [])
        if table.total is not None:
            self._row(table.total, "bold ", [])

    def heads(self, heads: Sequence[str]) -> None:
        lines = max(
            look.lines_in(text, width * look.BOLD)
            for text, width in zip(heads, self.widths, strict=False)
        )
        self.sheet.set_row(self.place, (look.LINE + 1) * lines)
        for column, text in enumerate(heads):
            self.sheet.write_string(self.place, column, text, self.formats("head"))
        self.place += 1

    def _row(self, row: Row, bold: str, more: Sequence[str]) -> None:
        told = [row.label, *(cell.value for cell in row.cells), *more]
        lines = max(
            look.lines_in(text, width)
            for text, width in zip(told, self.widths, strict=False)
            if isinstance(text, str)
        )
        self.sheet.set_row(self.place, look.ROW + look.LINE * (lines - 1))
        label = "sub" if row.level else f"{bold}text"
        self.sheet.write_string(self.place, 0, row.label, self.formats(label))
        for column, cell in enumerate(row.cells, 1):
            self._cell(column, cell, bold)
        for column, text in enumerate(more, len(row.cells) + 1):
            self.sheet.write_string(self.place, column, text, self.formats("text"))
        self.place += 1

    def _cell(self, column: int, cell: Cell, bold: str) -> None:
        url = self.link(cell) if cell.value else ""
        shape = f"{bold}text" if cell.column.is_text else f"{bold}number"
        if url and len(url) < LONGEST_LINK and self._links < MOST_LINKS:
            self._links += 1
            made = self.formats(shape, _pattern(cell.column, cell.value))
            self.sheet.write_url(self.place, column, url, made, str(cell.value), TIP)
        self.value(column, cell.column, cell.value, bold)

    def value(self, at: int, column: Column, value: Value | date, bold: str = "") -> None:
        """A value as its column reads it: money in triệu đồng, days as days, text as text."""
        shape = f"{bold}text" if column.is_text else f"{bold}number"
        if value is None or value == "":
            self.sheet.write_blank(self.place, at, None, self.formats(shape))
        elif isinstance(value, str):
            self.sheet.write_string(self.place, at, value, self.formats(f"{bold}text"))
        elif isinstance(value, date):
            self.sheet.write_datetime(self.place, at, value, self.formats(f"{bold}centre", DAY))
        else:
            made = self.formats(shape, _pattern(column, value))
            self.sheet.write_number(self.place, at, _number(column, value), made)

    # Lists.

    def roll(self, roll: Roll, rows: Iterator[RollRow], base: str) -> bool:
        """As many rows as one sheet takes, with filters; whether it is full."""
        self.heads([heading(column) for column in roll.columns])
        top = self.place - 1
        self.sheet.repeat_rows(top)
        self.sheet.freeze_panes(self.place, FROZEN)
        if sum(self.widths) > WIDEST_ON_A_PAGE:
            self.sheet.fit_to_pages(2, 0)
            self.sheet.repeat_columns(0, FROZEN - 1)
        linked = [column.key for column in roll.columns].index("code")
        for number, row in enumerate(islice(rows, ROWS_PER_SHEET)):
            if number < MOST_REMEMBERED:
                self._high_row(row)
            self._roll_row(roll.columns, row)
            if row.path and base and number < MOST_REMEMBERED:
                code, made = str(row.values[linked]), self.formats("text")
                self.sheet.write_url(self.place, linked, f"{base}{row.path}", made, code)
            self.place += 1
        is_full = self.place - top > ROWS_PER_SHEET
        if self.place - 1 > top:
            self.sheet.autofilter(top, 0, self.place - 1, len(roll.columns) - 1)
        if not is_full:
            self._below(roll)
        return is_full

    def _high_row(self, row: RollRow) -> None:
        """As high as its longest text; most programs do that by themselves, not all."""
        lines = max(
            look.lines_in(value, width)
            for value, width in zip(row.values, self.widths, strict=True)
            if isinstance(value, str)
        )
        if lines > 1:
            self.sheet.set_row(self.place, look.LINE * lines + 1)

    def _roll_row(self, columns: Sequence[Column], row: RollRow) -> None:
        bold = "bold " if row.is_bold else ""
        for at, (column, value) in enumerate(zip(columns, row.values, strict=True)):
            self.value(at, column, value, bold)

    def _below(self, roll: Roll) -> None:
        if roll.total:
            self._roll_row(roll.columns, RollRow(roll.total, is_bold=True))
            self.place += 1
        self.gap()
        for note in roll.notes:
            self.line(note, "note", reach=min(self.last, NOTE_REACH))


def roll_widths(roll: Roll) -> list[float]:
    """Wide enough for what the columns of a list hold."""
    return [ROLL_WIDTHS.get(column.key, USUAL) for column in roll.columns]


def write_roll(name: str, roll: Roll, base: str, opened: Callable[[str], SheetWriter]) -> None:
    """A list on as many sheets as it needs; ``opened`` begins one of that name."""
    rows, number, is_full = iter(roll.rows), 1, True
    while is_full:
        writer = opened(name if number == 1 else f"{name} ({number})")
        is_full = writer.roll(roll, rows, base)
        number += 1


def _number(column: Column, value: Any) -> float | int:
    return float(value) / MILLION if column.unit is Unit.DONG else value


def _pattern(column: Column, value: Any) -> str:
    if column.is_text:
        return look.PLAIN
    if column.unit in SHARES:
        return look.SHARE
    number = _number(column, value)
    return look.WHOLE if number == int(number) else look.BROKEN
