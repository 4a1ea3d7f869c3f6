"""How a form prints a number: in its column's unit of money, and nothing, 0 or a dash for none."""

from decimal import Decimal

from reports.figures import Unit
from reports.formats import NOTHING, exact_number, shown_cell
from reports.tables import Cell

from .definition import FormColumn


def number(cell: Cell, column: FormColumn) -> int | float | None:
    """The number as the form has it, in triệu or tỷ đồng; None where there is none."""
    if cell.value is None or cell.column.unit is not Unit.DONG:
        return cell.value  # type: ignore[return-value]  # a figure's cell holds no text
    exact = Decimal(int(cell.value)) / column.divisor
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def shown(cell: Cell, column: FormColumn, zeros: bool) -> str:
    """As a page prints it; nothing recorded is empty or 0 as the office wants it."""
    if cell.value is None:
        return NOTHING if cell.unknown else ""
    if not cell.value and not zeros:
        return ""
    if cell.column.unit is Unit.DONG:
        return exact_number(Decimal(int(cell.value)) / column.divisor)
    return shown_cell(cell)
