"""Table -> Excel: a sheet a table, numbers as numbers, A4, money in triệu đồng."""

from collections.abc import Sequence
from io import BytesIO

from khuyencong.files import new_book
from reports.tables import Table

from . import form_shapes as look
from .sheet import LABEL_WIDTH, NUMBER_WIDTH, SheetWriter, sheet_name

NARROWEST, TEXT_WIDTH = 12.0, 22.0


def to_xlsx(tables: Sequence[Table], source_line: str) -> bytes:
    """The tables as a workbook; ``source_line`` (address, cut-off) stands under each title."""
    out = BytesIO()
    with new_book(out, in_memory=True) as book:
        formats = look.Formats(book)
        for table in tables:
            sheet = book.add_worksheet(sheet_name(table.dimension))
            writer = SheetWriter(sheet, formats, _widths(table))
            writer.line(table.title, "left title")
            writer.line(source_line, "source")
            writer.gap()
            writer.table(table, repeats=True, explains=False)
            writer.gap()
            for note in table.notes:
                writer.line(note, "note")
    return out.getvalue()


def _widths(table: Table) -> list[float]:
    """A list is numbered in a narrow column, and its words have the room that leaves."""
    longest = max((len(row.label) for row in table.rows), default=0)
    label = min(LABEL_WIDTH, max(NARROWEST, longest, len(table.dimension)) + 2)
    others = [TEXT_WIDTH if one.is_text else NUMBER_WIDTH for one in table.columns]
    return [label, *(others or [NUMBER_WIDTH])]
