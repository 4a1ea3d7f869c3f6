"""A form filled in: its definition over one set of lines, done or planned, as Tables.

Screen, Excel, CSV and JSON print these and nothing else. A cell carries the figure and the members
it stands on, so every number opens its records.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.figures import Unit
from reports.lines import Lines
from reports.rollup import Rollup
from reports.tables import Cell, Column, Row, Table

from .definition import Definition, Feeds, FormColumn, Holds, SheetPart, plain_where
from .lists import Entry, ListRows, entries_of
from .manual import Typed, typed_for, typed_in
from .outside import NOTHING, fed_kinds, outside, remarks, strays, typed_remarks
from .rows import FedRow, rows_of
from .sums import Sums, column_of

LABELS = {Holds.NUMBER: "number", Holds.UNIT: "unit"}


@dataclass(frozen=True)
class Sheet:
    """One filled sheet, and what of the period stands in none of its columns or rows."""

    part: SheetPart
    table: Table
    outside: Table


@dataclass(frozen=True)
class Form:
    """One filled form."""

    definition: Definition
    is_plan: bool
    sheets: tuple[Sheet, ...]

    def figure_of(self, column: FormColumn) -> str:
        """The figure of a column of a list, done or planned; "" where it has none."""
        return column.planned if self.is_plan else column.actual


def form_of(
    definition: Definition, lines: Lines, is_plan: bool = False, is_whole: bool = True
) -> Form:
    """Fill a form in; the same number of queries however many records.

    A list of đề án that is not to be read as a whole makes only the rows that are read.
    """
    sums = Sums(Rollup(lines))
    if definition.feeds is Feeds.ACTIVITIES:
        entries = entries_of(sums, is_plan)
        filled = [
            _listed(definition, part, sums, entries, is_plan, is_whole)
            for part in definition.sheets
        ]
    else:
        rows = rows_of(definition)
        typed = {} if is_plan or not _has_manual(rows) else typed_in(lines.period)
        filled = [
            _filled(definition, part, sums, rows, typed, is_plan) for part in definition.sheets
        ]
    return Form(definition, is_plan, tuple(filled))


def _has_manual(rows: Sequence[FedRow]) -> bool:
    return any(row.is_manual for row in rows)


# Columns and cells.


def _columns(definition: Definition) -> tuple[Column, ...]:
    """All but the label, which every row has anyway."""
    is_money = definition.feeds in (Feeds.KINDS, Feeds.ACTIVITIES)
    unit = Unit.DONG if is_money else Unit.COUNT
    return tuple(
        column_of(column, unit if column.is_figure else Unit.COUNT)
        for column in definition.columns
        if column.holds is not Holds.LABEL
    )


def _filled(
    definition: Definition,
    part: SheetPart,
    sums: Sums,
    rows: Sequence[FedRow],
    typed: Typed,
    is_plan: bool,
) -> Sheet:
    made = tuple(_row(definition, part, sums, row, typed, is_plan) for row in rows)
    total = _total(definition, part, sums, rows, is_plan)
    notes = (*remarks(definition, made), *typed_remarks(rows, typed))
    table = _table(definition, part, made, total, notes)
    return Sheet(part, table, outside(definition, part, sums, rows, is_plan))


def _table(
    definition: Definition,
    part: SheetPart,
    rows: Sequence[Row],
    total: Row | None,
    notes: Sequence[str],
) -> Table:
    slug = definition.slug if len(definition.sheets) == 1 else f"{definition.slug}-{_code(part)}"
    [label] = (one.heading[-1] for one in definition.columns if one.holds is Holds.LABEL)
    return Table(slug, part.title, label, _columns(definition), rows, total, tuple(notes))


def _code(part: SheetPart) -> str:
    return "-".join(str(code).lower() for code in part.where.values())


def _row(
    definition: Definition,
    part: SheetPart,
    sums: Sums,
    row: FedRow,
    typed: Typed,
    is_plan: bool,
) -> Row:
    cells = tuple(
        _cell(column, part, sums, row, typed, is_plan)
        for column in definition.columns
        if column.holds is not Holds.LABEL
    )
    return Row(row.code, row.label, cells, row.level, note=row.fed_by)


def _cell(
    column: FormColumn, part: SheetPart, sums: Sums, row: FedRow, typed: Typed, is_plan: bool
) -> Cell:
    if not column.is_figure:
        return Cell(column_of(column), getattr(row, LABELS[column.holds]))
    plain = column_of(column, Unit.DONG if row.is_money else Unit.COUNT)
    if row.is_manual:
        return Cell(plain, typed_for(typed, row.code, column))
    key = row.figure(is_plan)
    if not key:
        return Cell(plain, None)
    return sums.cell(plain, key, plain_where({**row.where, **part.where, **column.where}))


def _total(
    definition: Definition, part: SheetPart, sums: Sums, rows: Sequence[FedRow], is_plan: bool
) -> Row | None:
    """The total of a form whose rows add up; of other forms its label alone."""
    if definition.total is None:
        return None
    cells = tuple(
        _total_cell(definition, part, sums, column, rows, is_plan)
        for column in definition.columns
        if column.holds is not Holds.LABEL
    )
    return Row(None, definition.total.label, cells)


def _total_cell(
    definition: Definition,
    part: SheetPart,
    sums: Sums,
    column: FormColumn,
    rows: Sequence[FedRow],
    is_plan: bool,
) -> Cell:
    if not column.is_figure:
        return Cell(column_of(column), "")
    key = definition.planned if is_plan else definition.actual
    plain = column_of(column, Unit.DONG if definition.feeds is Feeds.KINDS else Unit.COUNT)
    if not (definition.total and definition.total.sums and key):
        return Cell(plain, None)
    where = {**part.where, **column.where}
    if strays(sums, key, rows):
        where = {"noi-dung": fed_kinds(rows), **where}
    return replace(sums.cell(plain, key, plain_where(where)), unknown=0)


def _listed(
    definition: Definition,
    part: SheetPart,
    sums: Sums,
    entries: dict[str, Entry],
    is_plan: bool,
    is_whole: bool,
) -> Sheet:
    """A list of đề án, with the totals that the figures give over the same lines."""
    rows: Sequence[Row] = ListRows(definition, part, sums, entries, is_plan)
    total = _total_of_list(definition, part, sums, is_plan)
    table = _table(definition, part, tuple(rows) if is_whole else rows, total, ())
    return Sheet(part, table, NOTHING)


def _total_of_list(
    definition: Definition, part: SheetPart, sums: Sums, is_plan: bool
) -> Row | None:
    if definition.total is None:
        return None
    cells = []
    for column in definition.columns:
        key = column.planned if is_plan else column.actual
        if column.is_figure and key:
            where = plain_where({**part.where, **column.where})
            cell = sums.cell(column_of(column, Unit.DONG), key, where)
            cells.append(replace(cell, unknown=0))
        elif column.holds is not Holds.LABEL:
            cells.append(Cell(column_of(column), None if column.is_figure else ""))
    return Row(None, definition.total.label, tuple(cells))
