"""What both maps are made of: marks, names that do not collide, and degrees as pixels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from programs.boundaries.geometry import Point
from programs.models import Boundary
from reports.places import NOW, THEN
from reports.tables import Cell, Row, Table

WIDTH, MARGIN = 440.0, 12.0
NAMED = 3  # so many of the largest have their name beside them,
LINE = 16.0  # and none where it would lie on another
MIDDLE = WIDTH / 2

LEVELS = {NOW: Boundary.Level.COMMUNE, THEN: Boundary.Level.DISTRICT}

Project = Callable[[Point], Point]


@dataclass(frozen=True)
class Mark:
    """A place on the map: a circle, or its own area in one of the shades (1 the lightest)."""

    x: float
    y: float
    row: Row
    cell: Cell
    is_named: bool
    radius: float = 0
    area: str = ""
    shade: int = 0

    @property
    def anchor(self) -> str:
        """In its area, or beside its circle leaning towards the middle, so that none is cut off."""
        if self.area:
            return "middle"
        return "end" if self.x > MIDDLE else "start"

    @property
    def name_x(self) -> float:
        if self.area:
            return self.x
        beside = self.radius + 4
        return round(self.x - beside if self.x > MIDDLE else self.x + beside, 1)


@dataclass(frozen=True)
class Shade:
    """A line of the legend: from the lowest to the highest amount of a shade."""

    number: int
    low: Cell
    high: Cell


@dataclass(frozen=True)
class PlaceMap:
    """The picture beside a split by place; every number of it stands in that table.

    ``unplaced`` are the rows that could not be drawn: without a place, or without a known point.
    """

    naming: str
    width: float
    height: float
    paths: Sequence[str]
    marks: Sequence[Mark]
    unplaced: Sequence[tuple[Row, Cell]]
    attribution: str
    shades: Sequence[Shade] = ()

    @property
    def largest(self) -> Mark:
        return self.marks[0]

    @property
    def is_now(self) -> bool:
        return self.naming == NOW


def rows_to_draw(table: Table, column: str) -> list[Row]:
    """The rows that have an amount, whether or not they have a place."""
    return [row for row in table.rows if row.cell(column).value]


def amount(row: Row, column: str) -> float:
    """What a row is drawn by."""
    return float(row.cell(column).value or 0)


def largest_first(rows: Sequence[Row], column: str) -> list[Row]:
    """The rows in the order in which they are drawn and named."""
    return sorted(rows, key=lambda row: -amount(row, column))


class Names:
    """Names for the first places, but none where it would lie on another."""

    def __init__(self) -> None:
        self.lines: list[float] = []

    def take_room(self, y: float) -> bool:
        """Whether a name may stand at this height; if so, none stands there after it."""
        if len(self.lines) == NAMED or any(abs(line - y) < LINE for line in self.lines):
            return False
        self.lines.append(y)
        return True


def projection(shown: Sequence[Point]) -> tuple[Project, float]:
    """Degrees to the picture, north up and true to scale in the middle of the province."""
    west, east = min(x for x, _ in shown), max(x for x, _ in shown)
    south, north = min(y for _, y in shown), max(y for _, y in shown)
    narrowing = cos(radians((south + north) / 2))
    # At most twice as high as wide; one point alone spans nothing.
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrowing, (north - south) / 2, 0.005)

    def project(point: Point) -> Point:
        x, y = point
        return (
            round(MARGIN + (x - west) * narrowing * scale, 1),
            round(MARGIN + (north - y) * scale, 1),
        )

    return project, round((north - south) * scale + 2 * MARGIN, 1)


def path(points: Iterable[Point]) -> str:
    """A closed line in steps, which are shorter than places: ``M10 10l+5-3+2+4z``.

    Whole pixels do; what lies within one pixel is its point.
    """
    spots = [(round(x), round(y)) for x, y in points]
    moves = ((to_x - x, to_y - y) for (x, y), (to_x, to_y) in pairwise(spots))
    steps = "".join(f"{x:+d}{y:+d}" for x, y in moves if x or y)
    return f"M{spots[0][0]} {spots[0][1]}l{steps or '+0+0'}z"
