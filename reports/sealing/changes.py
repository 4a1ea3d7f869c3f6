"""Thay đổi: what differs between two sets of lines, as tables for pages, files and seals."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figures import Unit
from reports.formats import shown_cell
from reports.lines import Lines
from reports.tables import Cell, Column, Row, Table

from .differences import FigureChange, RecordChange, figures_changed, records_changed

WHAT = Column("what", "Thay đổi", is_text=True)
TITLE = Column("title", "Tên", is_text=True)


@dataclass(frozen=True)
class Changes:
    """What differs, figure by figure and record by record; ``old`` and ``new`` name the sides."""

    figures: Sequence[FigureChange]
    records: Sequence[RecordChange]
    old: str
    new: str

    @classmethod
    def between(cls, old: Lines, new: Lines, names: tuple[str, str]) -> "Changes":
        return cls(figures_changed(old, new), records_changed(old, new), *names)

    @property
    def is_nothing(self) -> bool:
        return not self.figures and not self.records

    @property
    def tables(self) -> tuple[Table, Table]:
        return (self.figures_table, self.records_table)

    @property
    def figures_table(self) -> Table:
        """Old and new as printed, each with its unit, since the rows have different ones."""
        old, new = (
            Column(key, name, is_text=True) for key, name in (("old", self.old), ("new", self.new))
        )
        rows = tuple(
            Row(number, change.words, (_text(old, change.old), _text(new, change.new)))
            for number, change in enumerate(self.figures, 1)
        )
        return Table("sai-khac-so", "Con số khác", "Con số", (old, new), rows)

    @property
    def records_table(self) -> Table:
        rows = tuple(
            Row(change.code, change.code, (Cell(TITLE, change.title), Cell(WHAT, change.words)))
            for change in self.records
        )
        return Table("sai-khac-ho-so", "Hồ sơ khác", "Mã hồ sơ", (TITLE, WHAT), rows)


def _text(column: Column, cell: Cell) -> Cell:
    unit = " triệu đồng" if cell.column.unit is Unit.DONG else ""
    return Cell(column, f"{shown_cell(cell)}{unit}")
