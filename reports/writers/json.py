"""Table -> JSON-able mapping: raw numbers (money in whole đồng), null for what is unknown."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from reports.tables import Cell, Row, Table


def to_json(table: Table, address_of: Callable[[Cell], str]) -> dict[str, Any]:
    """The table; ``address_of`` gives the address of the records behind a cell."""
    return {
        "slug": table.slug,
        "title": table.title,
        "dimension": table.dimension,
        "columns": [
            {
                "key": column.key,
                "label": column.label,
                "unit": column.unit.value,
                "rule": column.rule,
            }
            for column in table.columns
        ],
        "rows": [_row(row, address_of) for row in table.rows],
        "total": _row(table.total, address_of) if table.total else None,
        "notes": list(table.notes),
    }


def _row(row: Row, address_of: Callable[[Cell], str]) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "values": {cell.column.key: _value(cell.value) for cell in row.cells},
        "records": {cell.column.key: address_of(cell) for cell in row.cells if cell.figure},
    }


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value
