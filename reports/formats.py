"""How a figure is printed in Vietnamese: 9.510, 5.870,44, 93,0%. Writers and templates share it."""

from decimal import Decimal

from khuyencong.text import decimal_number, whole_number

from .figures import Unit
from .tables import Cell, Column, Table, Value

MILLION = 1_000_000
NOTHING = "–"


def money_in_millions(dong: Value) -> str:
    """Print đồng as triệu đồng with the decimals it needs, at most six: nothing is rounded."""
    return exact_number(Decimal(str(dong)) / MILLION)


def exact_number(number: Decimal) -> str:
    """Print a number with just the decimals it has."""
    exponent = number.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return decimal_number(number, places)


def shown(value: Value, column: Column) -> str:
    """Print a value as its column reads it; a dash where there is none."""
    if value is None or value == "":
        return NOTHING
    if column.is_text or isinstance(value, str):
        return str(value)
    match column.unit:
        case Unit.DONG:
            return money_in_millions(value)
        case Unit.PERCENT | Unit.TIMES:
            return decimal_number(value, 1)
    if isinstance(value, int):
        return whole_number(value)
    return decimal_number(value, 0 if value == int(value) else 1)


def shown_cell(cell: Cell) -> str:
    return shown(cell.value, cell.column)


# Behind a number as it is shown.
UNITS = {Unit.DONG: "triệu đồng", Unit.PERCENT: "%", Unit.TIMES: "lần", Unit.COUNT: ""}


def shown_with_unit(cell: Cell) -> str:
    """ "9.510 triệu đồng", "93,0%", "18"."""
    joint = "" if cell.column.unit is Unit.PERCENT else " "
    return f"{shown_cell(cell)}{joint}{UNITS[cell.column.unit]}".strip()


def heading(column: Column) -> str:
    """A column's heading with its unit, as printed on the page and in Excel."""
    unit = UNITS[column.unit]
    return f"{column.label} ({unit})" if unit else column.label


def short_heading(column: Column) -> str:
    """A heading without the unit that the caption already gives for all amounts."""
    return column.label if column.unit is Unit.DONG else heading(column)


def has_money(table: Table) -> bool:
    """Whether the caption must name the unit of amounts."""
    return any(column.unit is Unit.DONG for column in table.columns)


def lower_first(text: str) -> str:
    """A label as it reads within a sentence."""
    return text[:1].lower() + text[1:]
