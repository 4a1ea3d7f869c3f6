"""What every page and file prints. Knows nothing of HTML, Excel or CSV; a writer only formats."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from .figures import Unit

Value = int | float | Decimal | str | None


@dataclass(frozen=True)
class Column:
    """A heading, how its values are read, and the rule printed beside it."""

    key: str
    label: str
    unit: Unit = Unit.COUNT
    rule: str = ""
    is_text: bool = False


@dataclass(frozen=True)
class Cell:
    """A value and, where it is a figure, the lines it stands on.

    ``figure`` is the figure's slug and ``where`` the members chosen (dimension slug -> code, None
    for "unknown"): together they are the drill-down.
    """

    column: Column
    value: Value
    figure: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    unknown: int = 0

    def __post_init__(self) -> None:
        """A decimal as both databases and every file write it: 30 and 30.5, never 30.000."""
        if isinstance(self.value, Decimal):
            whole = self.value == self.value.to_integral_value()
            plain = int(self.value) if whole else self.value.normalize()
            object.__setattr__(self, "value", plain)


@dataclass(frozen=True)
class Row:
    """A row with its code (None for "unknown"), printed label and cells in column order.

    ``note`` is printed small below the label: how a measure is counted, how a notice put it.
    """

    code: Any
    label: str
    cells: tuple[Cell, ...]
    level: int = 0
    note: str = ""

    def cell(self, key: str) -> Cell:
        return next(cell for cell in self.cells if cell.column.key == key)


@dataclass(frozen=True)
class Table:
    """Rows under columns, and the total as the database gave it (never added up from rows)."""

    slug: str
    title: str
    dimension: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    total: Row | None = None
    notes: tuple[str, ...] = ()
    question: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.rows

    def leading(self, key: str, count: int) -> "Table":
        """The rows of the highest values in a column, and those apart; the total is still of all.

        A row without a code is apart: it says what the others leave out.
        """
        named = [row for row in self.rows if row.code is not None]
        highest = sorted(named, key=lambda row: -float(row.cell(key).value or 0))[:count]
        apart = [row for row in self.rows if row.code is None]
        label = highest[0].cell(key).column.label.lower()
        title = (
            f"{self.title}: {count} dòng lớn nhất, xếp theo {label}; "
            f"dòng cuối là tổng của cả {len(self.rows)} dòng"
        )
        return replace(self, title=title, rows=(*highest, *apart))

    def row(self, code: Any) -> Row:
        return next(row for row in self.rows if row.code == code)


@dataclass(frozen=True)
class RollRow:
    """A row of a roll: its values in column order, and the address of the page it has."""

    values: tuple[Value | date, ...]
    path: str = ""
    is_bold: bool = False


@dataclass(frozen=True)
class Roll:
    """A table as long as the register: its rows are read once, while they are written.

    ``total`` is as the database gave it, or empty where the rows have none.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[RollRow]
    total: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
