"""Phụ lục hồ sơ: below each number of a form the records that make it.

A count lists what it counts and an amount the lines it was added from, exactly as the page behind
the number does; so the values below a number add up to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import Any

from reports.addresses import own_page
from reports.figures import FIGURES_BY_KEY, FIGURES_BY_SLUG, Figure, How, Unit
from reports.lines import Lines
from reports.records import Records
from reports.rolls import CHUNK, in_order
from reports.tables import Cell, Column, Roll, RollRow, Row, Value

from .building import Form, Sheet
from .definition import Feeds, FormColumn, SheetPart, plain_where
from .printed import number
from .sums import UNKNOWN_OF

VALUE, UNIT = Column("value", "Giá trị"), Column("unit", "Đơn vị tính", is_text=True)
COLUMNS = (
    Column("number", "Dòng", is_text=True),
    Column("label", "Chỉ tiêu của biểu", is_text=True),
    Column("column", "Cột", is_text=True),
    VALUE,
    UNIT,
    Column("code", "Mã hồ sơ", is_text=True),
    Column("title", "Tên hồ sơ", is_text=True),
    Column("kind", "Nội dung", is_text=True),
    Column("facility", "Cơ sở", is_text=True),
    Column("commune", "Xã, phường hiện nay", is_text=True),
    Column("district", "Huyện lúc hỗ trợ", is_text=True),
    Column("source", "Nguồn kinh phí", is_text=True),
    Column("year", "Năm", is_text=True),
)
# Of which flat column a record is named: the first that it has.
CODES = ("activity_code", "award_code", "facility_code", "decision_number", "measure_code")
TITLES = ("activity_title", "product_name", "facility_name", "batch_label")
OTHERS = (
    "kind_name",
    "facility_name",
    "commune_name",
    "district_name",
    "source_name",
    "line_year",
)
UNKNOWN = "chưa rõ"
BY_HAND = "Số nhập tay, không từ hồ sơ"
NOTES = (
    "Dòng đậm là số của biểu; các dòng dưới nó là hồ sơ làm nên số đó, giá trị cộng lại đúng bằng "
    "số của biểu. Chỉ tiêu đếm ghi 1 cho mỗi hồ sơ được đếm.",
    "“chưa rõ”: hồ sơ không thống kê số lượng hay số tiền; không tính là 0. Dòng tổng của biểu "
    "không nêu lại.",
)
# Of which split a record of that code has a page.
SPLITS = {"activity_code": "de-an", "facility_code": "co-so"}


class NoSuchRow(LookupError):
    """The form has no row of that code."""


@dataclass(frozen=True)
class _Place:
    """A number of the form: its row and column."""

    row: Row
    column: FormColumn

    @property
    def cell(self) -> Cell:
        return self.row.cell(self.column.key)

    @property
    def is_filled(self) -> bool:
        """Whether it says anything: a number, or that some of it is unknown."""
        return bool(self.cell.value or self.cell.unknown)

    @property
    def figures(self) -> list[Figure]:
        """What its records are asked by; nothing for a number typed in."""
        return _figures(FIGURES_BY_SLUG[self.cell.figure].key) if self.cell.figure else []

    @property
    def unit(self) -> str:
        if self.cell.column.unit is Unit.DONG:
            return self.column.money
        return str(self.row.cell("unit").value or "") if self._has_unit else ""

    @property
    def _has_unit(self) -> bool:
        return any(cell.column.key == "unit" for cell in self.row.cells)

    @property
    def number(self) -> str:
        numbers = (str(cell.value) for cell in self.row.cells if cell.column.key == "number")
        return next(numbers, "")

    def head(self) -> RollRow:
        """The number itself."""
        title = "" if self.cell.figure else BY_HAND
        return self._row(("", title), number(self.cell, self.column), is_bold=True)

    def record(self, figure: Figure, row: Mapping[str, Any]) -> RollRow:
        """One record below it."""
        value: Value = UNKNOWN
        if self.cell.figure == figure.slug:
            amount = row[figure.column] if figure.how is How.SUM else 1
            value = number(Cell(self.cell.column, amount), self.column)
        code, title = (next((n for n in names if row.get(n)), "") for names in (CODES, TITLES))
        others = [row.get(name) if name != title else "" for name in OTHERS]
        path = own_page(SPLITS[code], row[code]) if code in SPLITS else ""
        return self._row((row.get(code, ""), row.get(title, ""), *others), value, path)

    def _row(
        self, words: Sequence[Value], value: Value, path: str = "", is_bold: bool = False
    ) -> RollRow:
        own = (self.number, self.row.label, self.column.heading[-1], value, self.unit)
        blanks = [""] * (len(COLUMNS) - len(own) - len(words))
        return RollRow((*own, *words, *blanks), path, is_bold)


def annex_of(form: Form, lines: Lines, code: str = "") -> list[tuple[str, Roll]]:
    """The records of the whole form, or of one row: a list for each sheet, by its name.

    Raises NoSuchRow. One query for each number of a form (for each column of a list of đề án),
    however many records.
    """
    sheets = [
        (sheet, [one for one in sheet.table.rows if not code or str(one.code) == code])
        for sheet in form.sheets
    ]
    if code and not any(rows for _, rows in sheets):
        raise NoSuchRow(code)
    is_list = form.definition.feeds is Feeds.ACTIVITIES and not code
    feeds = _by_activity if is_list else _by_place
    return [
        (sheet.part.name, _roll(sheet, feeds(form, sheet.part, rows, lines)))
        for sheet, rows in sheets
        if rows
    ]


def _roll(sheet: Sheet, rows: Iterable[RollRow]) -> Roll:
    return Roll(f"Phụ lục hồ sơ: {sheet.table.title}", COLUMNS, rows, notes=NOTES)


def _by_place(form: Form, part: SheetPart, rows: Sequence[Row], lines: Lines) -> Iterator[RollRow]:
    """Row by row and column by column, each number followed by its records."""
    for row in rows:
        for column in form.definition.figures:
            place = _Place(row, column)
            if place.is_filled:
                yield place.head()
                for figure in place.figures:
                    found = Records(figure, lines, place.cell.where).rows().iterator(CHUNK)
                    yield from (place.record(figure, one) for one in found)


def _by_activity(
    form: Form, part: SheetPart, rows: Sequence[Row], lines: Lines
) -> Iterator[RollRow]:
    """The same of a list of đề án, in the order of their codes: every column is asked once."""
    by_code = {row.code: row for row in rows}
    columns = [column for column in form.definition.figures if form.figure_of(column)]
    told = merge(
        *(
            _in_order(place, figure, {**part.where, **column.where}, lines)
            for place, column in enumerate(columns)
            for figure in _figures(form.figure_of(column))
        ),
        key=lambda one: one[:2],
    )
    for (code, at), group in groupby(told, lambda one: one[:2]):
        place = _Place(by_code[code], columns[at]) if code in by_code else None
        if place and place.is_filled:
            yield place.head()
            yield from (place.record(figure, row) for _, _, figure, row in group)


_Told = tuple[str, int, Figure, Mapping[str, Any]]


def _in_order(
    place: int, figure: Figure, where: Mapping[str, Any], lines: Lines
) -> Iterator[_Told]:
    rows = Records(figure, lines, plain_where(where)).rows()
    for row in rows.order_by(in_order("activity_code"), "pk").iterator(CHUNK):
        yield row["activity_code"], place, figure, row


def _figures(key: str) -> list[Figure]:
    """The figure, and what counts apart where it cannot tell."""
    return [FIGURES_BY_KEY[name] for name in (key, UNKNOWN_OF.get(key)) if name]
