"""A Table as plain data that is stored, and the Table that was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reports.figures import Unit
from reports.tables import Cell, Column, Row, Table

Plain = dict[str, Any]


def plain_table(table: Table) -> Plain:
    """A table as stored: columns once, cells as [value, figure, where, unknown, own column]."""
    keys = {column.key: column for column in table.columns}
    return {
        "slug": table.slug,
        "title": table.title,
        "dimension": table.dimension,
        "question": table.question,
        "notes": list(table.notes),
        "columns": [plain_column(column) for column in table.columns],
        "rows": [_plain_row(row, keys) for row in table.rows],
        "total": _plain_row(table.total, keys) if table.total else None,
    }


def plain_column(column: Column) -> Plain:
    return {**asdict(column), "unit": column.unit.value}


def plain_cell(cell: Cell) -> Plain:
    """A cell that stands alone, with its column."""
    return {
        "column": plain_column(cell.column),
        "value": cell.value,
        "figure": cell.figure,
        "where": dict(cell.where),
        "unknown": cell.unknown,
    }


def _plain_row(row: Row, columns: Mapping[str, Column]) -> Plain:
    return {
        "code": row.code,
        "label": row.label,
        "level": row.level,
        "note": row.note,
        "cells": [_plain_cell_of(cell, columns) for cell in row.cells],
    }


def _plain_cell_of(cell: Cell, columns: Mapping[str, Column]) -> list[Any]:
    own = None if columns.get(cell.column.key) == cell.column else plain_column(cell.column)
    return [cell.value, cell.figure, dict(cell.where), cell.unknown, own]


def table_of(plain: Mapping[str, Any]) -> Table:
    """The table that was stored."""
    columns = tuple(column_of(column) for column in plain["columns"])
    return Table(
        slug=plain["slug"],
        title=plain["title"],
        dimension=plain["dimension"],
        question=plain["question"],
        notes=tuple(plain["notes"]),
        columns=columns,
        rows=tuple(_row_of(row, columns) for row in plain["rows"]),
        total=_row_of(plain["total"], columns) if plain["total"] else None,
    )


def column_of(plain: Mapping[str, Any]) -> Column:
    return Column(**{**plain, "unit": Unit(plain["unit"])})


def cell_of(plain: Mapping[str, Any]) -> Cell:
    return Cell(**{**plain, "column": column_of(plain["column"])})


def _row_of(plain: Mapping[str, Any], columns: Sequence[Column]) -> Row:
    cells = tuple(
        Cell(column_of(own) if own else column, value, figure, where, unknown)
        for column, (value, figure, where, unknown, own) in zip(
            columns, plain["cells"], strict=True
        )
    )
    return Row(plain["code"], plain["label"], cells, plain["level"], plain["note"])
