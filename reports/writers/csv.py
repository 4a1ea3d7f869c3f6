"""Table -> CSV: UTF-8 with a mark so that Excel reads the accents; money in whole đồng."""

from collections.abc import Iterator, Sequence
from typing import Any

from khuyencong.files import csv_lines
from reports.figures import Unit
from reports.tables import Column, Row, Table

UNITS = {Unit.DONG: " (đồng)", Unit.PERCENT: " (%)", Unit.TIMES: " (lần)", Unit.COUNT: ""}


def to_csv(tables: Sequence[Table]) -> bytes:
    """One table as itself; several one below the other, each under its title."""
    return "".join(csv_lines(_rows(tables))).encode()


def _rows(tables: Sequence[Table]) -> Iterator[list[Any]]:
    for position, table in enumerate(tables):
        if len(tables) > 1:
            yield from [[]] if position else []
            yield [table.title]
        yield ["Mã", table.dimension, *(_heading(column) for column in table.columns)]
        yield from map(_line, table.rows)
        if table.total is not None:
            yield _line(table.total)


def _heading(column: Column) -> str:
    return f"{column.label}{UNITS[column.unit]}"


def _line(row: Row) -> list[Any]:
    code = "" if row.code is None else str(row.code)
    return [code, row.label, *(cell.value for cell in row.cells)]
