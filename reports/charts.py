"""The geometry of the pictures. A picture stands beside the table that has its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from khuyencong.text import whole_number
from projects.models import Programme

from .formats import MILLION, money_in_millions
from .tables import Cell, Row, Table

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
    """Columns over years, stacked by source."""

    title: str
    description: str
    columns: Sequence[ChartColumn]
    is_rounded: bool
    grid: Sequence[Gridline]
    key: Sequence[tuple[str, str]]
    left: int = LEFT
    base: int = BASE
    width: int = WIDTH
    height: int = HEIGHT


def year_chart(table: Table) -> Chart | None:
    """The money by year; nothing for one year, or for more years than can be read."""
    rows = [row for row in table.rows if row.code is not None and row.cell("spent").value]
    if not 2 <= len(rows) <= MOST_COLUMNS:
        return None
    top, step = _scale(max(_number(row.cell("spent")) for row in rows))
    sources = [column for column in table.columns if column.key.startswith("spent_")]
    return Chart(
        title=f"{rows[0].cell('spent').column.label} theo năm",
        description=_description(rows),
        columns=_chart_columns(rows, [column.key for column in sources], top),
        is_rounded=any(_number(row.cell("spent")) % MILLION for row in rows),
        grid=[_gridline(step * number, top) for number in range(1, int(top / step) + 1)],
        key=[(_series(column.key), column.label) for column in sources],
    )


def _chart_columns(rows: Sequence[Row], keys: Sequence[str], top: float) -> list[ChartColumn]:
    pitch = (WIDTH - LEFT - 8) / len(rows)
    width = min(round(pitch * 0.68, 1), 48)
    columns = []
    for position, row in enumerate(rows):
        bars = _bars([row.cell(key) for key in keys] or [row.cell("spent")], top)
        columns.append(
            ChartColumn(
                x=round(LEFT + 8 + pitch * position + (pitch - width) / 2, 1),
                width=width,
                label=row.label,
                value=whole_number(round(_number(row.cell("spent")) / MILLION)),
                value_y=round(min(bar.y for bar in bars) - 7, 1),
                bars=bars,
            )
        )
    return columns


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
    """``spent_KCQG`` has the colour of its source; the plain sum that of the first."""
    code = key.removeprefix("spent").removeprefix("_")
    return SERIES.get(code, OTHER) if code else SERIES[Programme.NATIONAL.value]


def _scale(highest: float) -> tuple[float, float]:
    """A round top and the step of its three to six lines."""
    step = 1.0
    while highest / step > 6:
        step *= 2.5 if str(int(step)).startswith("2") else 2
    return -(-highest // step) * step, step


def _gridline(value: float, top: float) -> Gridline:
    y = BASE - (BASE - TOP) * value / top
    return Gridline(round(y, 1), money_in_millions(Decimal(value)))


def _description(rows: Sequence[Row]) -> str:
    highest = max(rows, key=lambda row: _number(row.cell("spent")))
    amount = money_in_millions(highest.cell("spent").value)
    return f"Cao nhất năm {highest.label}: {amount} triệu đồng. Số đầy đủ ở bảng bên cạnh."


def _number(cell: Cell) -> float:
    return float(cell.value or 0)
