"""The uploaded file given back, with what is wrong in the cells and in one more column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from xlsxwriter.worksheet import Worksheet

from khuyencong.bulk import BATCH
from khuyencong.models import ImportBatch, ImportRow
from khuyencong.text import fold

from .books import Book
from .cells import DateCell
from .columns import Column
from .headings import REPORT_COLUMN, Header, heading_key
from .pieces import ERROR, WARNING
from .preview import kept_file, limits
from .reading import Broken, Cell, Row, SheetInfo, opened
from .subjects import subject_of

RED, AMBER = "#FFC7CE", "#FFEB9C"
FILLS = {ERROR: RED, WARNING: AMBER}
MOST_COMMENTS = 2_000  # Excel grows slow with more; the added column has every word
WIDEST, REPORT_WIDTH = 40, 60  # characters
LINE, TALLEST = 15, 400  # points
LONGEST_NAME = 31  # of a sheet


def marked(batch: ImportBatch) -> IO[bytes]:
    """The file of a preview as .xlsx: each cell at its place, what is to be corrected marked.

    Raises ValidationError for an import that is stored: its file is no longer kept. The caller
    closes what is returned.
    """
    subject = subject_of(batch.subject)
    if batch.state not in ImportBatch.OPEN or subject is None:
        raise ValidationError("Tệp của đợt nhập này không còn giữ.")
    target = TemporaryFile()  # noqa: SIM115 -- the caller closes it
    try:
        with kept_file(batch) as file, opened(file, batch.file_name, limits()) as sheets:
            _Copy(batch, subject.columns, target).make(sheets)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


@dataclass
class Said:
    """What is said of a row: of its cells by their place, and all of it in one text."""

    cells: dict[int, tuple[str, str]] = field(default_factory=dict)  # level, words
    words: list[str] = field(default_factory=list)
    level: str = WARNING

    @property
    def height(self) -> int:
        """In points, so that all of it is seen."""
        lines = -(-len("; ".join(self.words)) // REPORT_WIDTH)
        return min(LINE * (lines + 1), TALLEST)


@dataclass
class _Table:
    """What is known of the table on a sheet."""

    columns: Mapping[int, Column] = field(default_factory=dict)  # by place
    places: Mapping[str, int] = field(default_factory=dict)
    heading_row: int = 0
    report: int | None = None  # the place of the added column


class _Copy:
    """A workbook on its way from the uploaded one to the marked one."""

    def __init__(
        self, batch: ImportBatch, columns: Mapping[str, Column], target: IO[bytes]
    ) -> None:
        self.columns, self.target = columns, target
        self.layouts = {one["sheet"]: one for one in batch.layout}
        self.told = _told(batch)
        self.next_told = next(self.told, None)
        self.comments = 0

    def make(self, sheets: Iterable[tuple[SheetInfo, Iterable[Row]]]) -> None:
        book: Book | None = None
        visible: Worksheet | None = None
        names: set[str] = set()
        for number, (info, rows) in enumerate(sheets):
            book = book or Book(self.target, date_1904=info.is_1904)
            sheet = book.book.add_worksheet(_sheet_name(info.name, names))
            if info.is_hidden:
                sheet.hide()
            elif visible is None:
                visible = sheet
            self._copy(book, sheet, info, rows, number)
        if book is None:
            raise AssertionError("a file that was previewed has a sheet")
        if visible is not None:
            visible.activate()
            visible.set_first_sheet()
        book.book.close()

    def _copy(
        self, book: Book, sheet: Worksheet, info: SheetInfo, rows: Iterable[Row], number: int
    ) -> None:
        table = self._table(number)
        widths: dict[int, int] = {}
        for first_row, first, last_row, last in info.merged:
            # merge_range() would write the cells, which a sheet written row by row cannot.
            sheet.merge.append([first_row - 1, first - 1, last_row - 1, last - 1])
        for row in rows:
            said = self._said(number, row.number, table)
            if row.is_hidden or said:
                hidden = {"hidden": True} if row.is_hidden else {}
                sheet.set_row(row.number - 1, said and said.height, None, hidden)
            self._copy_row(book, sheet, row, table, said)
            if row.number < table.heading_row:
                continue  # a title is wider than its column
            for place, cell in enumerate(row.cells):
                longest = max(map(len, str(cell or "").split("\n")))
                widths[place] = max(widths.get(place, 8), min(WIDEST, longest + 2))
        for place, width in widths.items():
            sheet.set_column(place, place, width)
        if table.report is not None:
            sheet.set_column(table.report, table.report, REPORT_WIDTH)
            sheet.freeze_panes(table.heading_row, 0)

    def _copy_row(
        self, book: Book, sheet: Worksheet, row: Row, table: _Table, said: Said | None
    ) -> None:
        is_heading = row.number == table.heading_row
        for place, cell in enumerate(row.cells):
            is_report = place == table.report and row.number >= table.heading_row
            if not is_report and place not in (said.cells if said else ()):
                self._write(book, sheet, row.number, place, cell, table, bold=is_heading)
        if is_heading and table.report is not None:
            shape = {"bold": True, "bg_color": RED, "border": 1}
            book.write(sheet, row.number - 1, table.report, REPORT_COLUMN, **shape)
        if said:
            self._mark(book, sheet, row, table, said)

    def _mark(self, book: Book, sheet: Worksheet, row: Row, table: _Table, said: Said) -> None:
        for place, (level, words) in said.cells.items():
            cell = row.cells[place] if place < len(row.cells) else None
            fill = FILLS[level]
            self._write(book, sheet, row.number, place, cell, table, bg_color=fill, border=1)
            if self.comments < MOST_COMMENTS:
                self.comments += 1
                sheet.write_comment(row.number - 1, place, words, {"x_scale": 2})
        if table.report is not None:
            shape = {"bg_color": FILLS[said.level], "text_wrap": True}
            book.write(sheet, row.number - 1, table.report, "; ".join(said.words), **shape)

    @staticmethod
    def _write(
        book: Book,
        sheet: Worksheet,
        number: int,
        place: int,
        cell: Cell,
        table: _Table,
        **shape: Any,
    ) -> None:
        """Write a cell as it was; one without a value (#N/A) stays empty, as it was read."""
        value = None if isinstance(cell, Broken) else cell
        column = table.columns.get(place)
        if column and number > table.heading_row and not isinstance(column.cell, DateCell):
            shape["num_format"] = column.cell.number_format
        elif isinstance(value, str):
            shape["num_format"] = "@"
        plain = {name: one for name, one in shape.items() if one}
        if value is not None or "bg_color" in plain:
            book.write(sheet, number - 1, place, value, **plain)

    # What is said.

    def _table(self, number: int) -> _Table:
        layout = self.layouts.get(number, {})
        if not layout.get("header") or layout.get("skipped"):
            return _Table()
        header = Header.of_json(layout["header"])
        places = {one.name: one.place for one in header.headings if one.name}
        own = (one for one in header.headings if one.name == "" and _is_report(one.text))
        report = next((one.place for one in own), layout["width"])
        columns = {
            place: self.columns[name] for name, place in places.items() if name in self.columns
        }
        return _Table(columns, places, header.last_row, report)

    def _said(self, sheet: int, number: int, table: _Table) -> Said | None:
        """What is said of a row; the rows of file and database come in the same order."""
        told = self.next_told
        if told is None or (told.sheet, told.number) != (sheet, number):
            return None
        self.next_told = next(self.told, None)
        said = Said()
        for name, level, text in told.messages:
            if level not in FILLS:
                continue
            if level == ERROR:
                said.level = ERROR
            column = self.columns.get(name)
            plain = text.rstrip(".")
            said.words.append(f"{column.column_name}: {plain}" if column else plain)
            if name in table.places:
                place = table.places[name]
                before = said.cells.get(place)
                words = f"{before[1]}\n{text}" if before else text
                said.cells[place] = (ERROR if before and before[0] == ERROR else level, words)
        return said if said.words else None


def _told(batch: ImportBatch) -> Iterator[ImportRow]:
    rows = batch.rows.filter(Q(state=ImportRow.State.REFUSED) | Q(has_warning=True))
    return rows.order_by("sheet", "number").iterator(chunk_size=BATCH)


def _is_report(heading: str) -> bool:
    return heading_key(heading) == heading_key(REPORT_COLUMN)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows; other programs allow more."""
    plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in name).strip(" '")
    plain = plain[:LONGEST_NAME] or "Trang"
    found, number = plain, 2
    while fold(found) in taken:
        found, number = f"{plain[: LONGEST_NAME - 4]} {number}", number + 1
    taken.add(fold(found))
    return found
