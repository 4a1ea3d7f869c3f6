"""Table -> CSV: UTF-8 with a mark so that Excel reads the accents; money in whole đồng."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from khuyencong.safe import as_text
from reports.figures import Unit
from reports.tables import Column, Row, Table

BOM = "\ufeff"
UNITS = {Unit.DONG: " (đồng)", Unit.PERCENT: " (%)", Unit.TIMES: " (lần)", Unit.COUNT: ""}


def to_csv(tables: Sequence[Table]) -> bytes:
    """One table as itself; several one below the other, each under its title."""
    out = StringIO()
    writer = csv.writer(out)
    for position, table in enumerate(tables):
        if len(tables) > 1:
            writer.writerows([[]] if position else [])
            writer.writerow([as_text(table.title)])
        writer.writerows(_lines(table))
    return (BOM + out.getvalue()).encode()


def _lines(table: Table) -> Iterable[list[Any]]:
    yield ["Mã", table.dimension, *(_heading(column) for column in table.columns)]
    yield from map(_line, table.rows)
    if table.total is not None:
        yield _line(table.total)


def _heading(column: Column) -> str:
    return f"{column.label}{UNITS[column.unit]}"


def _line(row: Row) -> list[Any]:
    code = "" if row.code is None else str(row.code)
    return [as_text(code), as_text(row.label), *(_value(cell.value) for cell in row.cells)]


def _value(value: Any) -> Any:
    if value is None:
        return ""
    return as_text(value) if isinstance(value, str) else value
