"""The geometry of the pictures. A picture stands beside the table that has its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from khuyencong.text import whole_number
from projects.models import Programme

from .figures import Unit
from .formats import MILLION, shown, shown_cell
from .tables import Cell, Column, Row, Table

# The two sources of the programme have the same colour on every page; any other is grey.
SERIES = {Programme.NATIONAL.value: "q", Programme.LOCAL.value: "p"}
OTHER = "n"

WIDTH, HEIGHT, LEFT, TOP, BASE = 440, 242, 52, 24, 214
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Segment:
    """A part of a bar: where it starts, how long it is, which series it is."""

    start: float
    length: float
    series: str
    row: Row


def stack(money: Table, width: int = 1000, gap: int = 4) -> list[Segment]:
    """The sources of the money side by side, in proportion."""
    rows = [row for row in money.rows if row.cell("spent").value]
    total = sum(_number(row.cell("spent")) for row in rows)
    segments, start = [], 0.0
    for row in rows:
        length = round(_number(row.cell("spent")) / total * width, 1)
        drawn = max(length - (gap if row is not rows[-1] else 0), 1)
        segments.append(Segment(round(start, 1), drawn, SERIES.get(row.code, OTHER), row))
        start += length
    return segments


@dataclass(frozen=True)
class Bar:
    """A part of one column of the chart."""

    y: float
    height: float
    series: str


@dataclass(frozen=True)
class ChartColumn:
    """One year: its bars from below, its label and its value."""

    x: float
    width: float
    label: str
    value: str
    value_y: float
    bars: Sequence[Bar]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Gridline:
    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Columns over years; money is stacked by source."""

    title: str
    description: str
    columns: Sequence[ChartColumn]
    is_money: bool
    is_rounded: bool
    grid: Sequence[Gridline]
    key: Sequence[tuple[str, str]]
    left: int = LEFT
    base: int = BASE
    width: int = WIDTH
    height: int = HEIGHT


def year_chart(table: Table, column: str = "spent") -> Chart | None:
    """A column by year; nothing for one year, or for more years than can be read."""
    rows = [row for row in table.rows if row.code is not None and row.cell(column).value]
    if not 2 <= len(rows) <= MOST_COLUMNS:
        return None
    drawn = rows[0].cell(column).column
    top, step = _scale(max(_number(row.cell(column)) for row in rows))
    parts = [one for one in table.columns if one.key.startswith(f"{column}_")]
    lines = range(1, int(top / step) + 1)
    return Chart(
        title=f"{drawn.label} theo năm",
        description=_description(rows, column),
        columns=_chart_columns(rows, column, [one.key for one in parts], top),
        is_money=drawn.unit is Unit.DONG,
        is_rounded=any(_number(row.cell(column)) % MILLION for row in rows),
        grid=[_gridline(step * number, top, drawn) for number in lines],
        key=[(_series(one.key), one.label) for one in parts],
    )


def _chart_columns(
    rows: Sequence[Row], column: str, parts: Sequence[str], top: float
) -> list[ChartColumn]:
    pitch = (WIDTH - LEFT - 8) / len(rows)
    width = min(round(pitch * 0.68, 1), 48)
    columns = []
    for position, row in enumerate(rows):
        cell = row.cell(column)
        bars = _bars([row.cell(key) for key in parts] or [cell], top)
        columns.append(
            ChartColumn(
                x=round(LEFT + 8 + pitch * position + (pitch - width) / 2, 1),
                width=width,
                label=row.label,
                value=_whole(cell),
                value_y=round(min(bar.y for bar in bars) - 7, 1),
                bars=bars,
            )
        )
    return columns


def _whole(cell: Cell) -> str:
    """What stands above a column: whole millions, or the count."""
    scale = MILLION if cell.column.unit is Unit.DONG else 1
    return whole_number(round(_number(cell) / scale))


def _bars(cells: Sequence[Cell], top: float) -> list[Bar]:
    bars, floor = [], float(BASE)
    for cell in cells:
        if not cell.value:
            continue
        height = max((BASE - TOP) * _number(cell) / top, 1)
        floor -= height
        bars.append(Bar(round(floor, 1), round(max(height - 1, 1), 1), _series(cell.column.key)))
    return bars


def _series(key: str) -> str:
    """``spent_KCQG`` has the colour of its source; a plain column that of the first."""
    _, part, code = key.partition("_")
    return SERIES.get(code, OTHER) if part else SERIES[Programme.NATIONAL.value]


def _scale(highest: float) -> tuple[float, float]:
    """A round top and the step of its three to six lines."""
    step = 1.0
    while highest / step > 6:
        step *= 2.5 if str(int(step)).startswith("2") else 2
    return -(-highest // step) * step, step


def _gridline(value: float, top: float, column: Column) -> Gridline:
    y = BASE - (BASE - TOP) * value / top
    return Gridline(round(y, 1), shown(Decimal(value), column))


def _description(rows: Sequence[Row], column: str) -> str:
    highest = max(rows, key=lambda row: _number(row.cell(column)))
    cell = highest.cell(column)
    unit = " triệu đồng" if cell.column.unit is Unit.DONG else ""
    return f"Cao nhất năm {highest.label}: {shown_cell(cell)}{unit}. Số đầy đủ ở bảng bên cạnh."


def _number(cell: Cell) -> float:
    return float(cell.value or 0)
