"""Sổ tổng hợp -> Excel: one row in memory at a time, however long its lists are."""

from collections.abc import Iterator, Sequence
from typing import IO

from xlsxwriter import Workbook

from khuyencong.files import new_book
from reports.formats import UNITS
from reports.tables import Cell, Column, Roll, Row, Table
from reports.workbook import (
    ILLUSTRATIONS,
    LIMIT,
    RULES,
    SUMMARY,
    TARGETS,
    PhaseBook,
)

from . import form_shapes as look
from .sheet import (
    LABEL_WIDTH,
    NOTE_REACH,
    NUMBER_WIDTH,
    Link,
    SheetWriter,
    no_link,
    roll_widths,
    sheet_name,
    write_roll,
)

SUMMARY_TITLE = "SỔ TỔNG HỢP KẾT QUẢ KHUYẾN CÔNG"
NARROWER = 13.0
LEAST_COLUMNS = 7
# The names of the sheets stand side by side, each over the empty cells at its right.
LINK_COLUMNS = (0, 1, 3, 5)


def to_book_xlsx(book: PhaseBook, target: IO[bytes], source_line: str, base: str = "") -> None:
    """Write the workbook; ``base`` is where the portal stands, without it nothing is a link."""
    with new_book(target, constant_memory=True) as file:
        _Writer(file, book, source_line, base).all()


class _Writer:
    """The sheets one after the other."""

    def __init__(self, file: Workbook, book: PhaseBook, source_line: str, base: str) -> None:
        self.file, self.book, self.source_line, self.base = file, book, source_line, base
        self.formats = look.Formats(file)
        self.link: Link = self._records if base else no_link

    def _records(self, cell: Cell) -> str:
        path = self.book.address.cell(cell)
        return f"{self.base}{path}" if path else ""

    def all(self) -> None:
        self._summary()
        for sheet in self.book.sheets:
            self._tables(sheet.name, sheet.tables)
        self._tables(TARGETS, [self.book.targets])
        for name, roll in self.book.rolls:
            self._roll(name, roll)
        self._rules()

    def _sheet(self, name: str, widths: Sequence[float]) -> SheetWriter:
        return SheetWriter(
            self.file.add_worksheet(sheet_name(name)), self.formats, widths, self.link
        )

    def _head(self, writer: SheetWriter, title: str, reach: int | None = None) -> None:
        writer.line(title, "left title", reach=reach)
        self._source(writer, reach)

    def _source(self, writer: SheetWriter, reach: int | None = None) -> None:
        writer.line(self.source_line, "source", reach=reach)
        if self.book.results.has_illustrations:
            writer.line(ILLUSTRATIONS, "warning", reach=reach)
        writer.gap()

    # The first sheet.

    def _summary(self) -> None:
        results, issuer = self.book.results, self.book.issuer
        columns = max(LEAST_COLUMNS, len(results.money.columns) + 1)
        writer = self._sheet(SUMMARY, [LABEL_WIDTH, *[NUMBER_WIDTH] * (columns - 1)])
        writer.sheet.fit_to_pages(1, 1)
        for name in filter(None, (issuer.parent_name, issuer.name)):
            writer.line(name.upper(), "office")
        writer.line(SUMMARY_TITLE, "book title")
        writer.line(results.title, "title")
        writer.line(self.book.period_line, "line")
        self._source(writer)
        for base in results.legal_bases:
            writer.line(f"Căn cứ: {base}", "note")
        writer.line("".join(piece.text for piece in results.sentence), "note")
        writer.gap()
        self._headline(writer, [*results.headline, *results.aside])
        writer.line(results.money.title, "part")
        writer.table(results.money)
        writer.gap()
        self._contents(writer)

    def _headline(self, writer: SheetWriter, cells: Sequence[Cell]) -> None:
        writer.line("Số liệu chính", "part")
        value = Column("value", "Giá trị", is_text=True)
        unit = Column("unit", "Đơn vị", is_text=True)
        rows = tuple(
            Row(cell.column.key, cell.column.label, (cell, Cell(unit, UNITS[cell.column.unit])))
            for cell in cells
        )
        writer.table(Table("so-chinh", "", "Chỉ số", (value, unit), rows))
        writer.gap()

    def _contents(self, writer: SheetWriter) -> None:
        writer.line("Các trang của sổ", "part")
        names = [sheet_name(name) for name in self.book.names]
        for place, name in enumerate(names):
            row, column = divmod(place, len(LINK_COLUMNS))
            target = name.replace("'", "''")
            writer.sheet.write_url(
                writer.place + row,
                LINK_COLUMNS[column],
                f"internal:'{target}'!A1",
                self.formats("link"),
                name,
            )

    # The others.

    def _tables(self, name: str, tables: Sequence[Table]) -> None:
        most = max(len(table.columns) for table in tables)
        notes = any(row.note for table in tables for row in table.rows)
        widths = [LABEL_WIDTH, *[NARROWER] * most, *([30.0] if notes else [])]
        writer = self._sheet(name, widths)
        for place, table in enumerate(tables):
            if place:
                writer.gap()
                writer.line(table.title, "part")
            else:
                self._head(writer, table.title)
            writer.table(table, repeats=not place)
            for note in _limits(table):
                writer.line(note, "note")

    def _roll(self, name: str, roll: Roll) -> None:
        def opened(name: str) -> SheetWriter:
            writer = self._sheet(name, roll_widths(roll))
            self._head(writer, roll.title, NOTE_REACH)
            return writer

        write_roll(name, roll, self.base, opened)

    def _rules(self) -> None:
        writer = self._sheet(RULES, [36.0, 30.0, 30.0, 30.0])
        self._head(writer, "Cách tính các số trong sổ")
        for group in self.book.rules:
            if group.rules:
                writer.line(group.title, "part")
            for name, rule in group.rules:
                writer.pair(name, rule, ("bold text", "text"))
            writer.gap()


def _limits(table: Table) -> Iterator[str]:
    """The other notes stand among the rules."""
    return (note for note in table.notes if note.startswith(LIMIT))
