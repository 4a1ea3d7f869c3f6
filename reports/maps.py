"""Bản đồ: the amounts of places as circles at their points, on the outline of the province.

A circle's area is in proportion to its amount. What no place has, or no known point, is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sqrt

from django.conf import settings

from programs.catalogue.outlines import Outline, Point, district_points, outline
from programs.models import Commune

from .places import NOW, THEN
from .tables import Cell, Row, Table

WIDTH, MARGIN = 440.0, 12.0
LARGEST = 24.0  # radius of the largest circle
NAMED = 3  # so many of the largest have their name beside them,
LINE = 16.0  # and none where it would lie on another
MIDDLE = WIDTH / 2

Project = Callable[[Point], Point]


@dataclass(frozen=True)
class Mark:
    """A place on the map."""

    x: float
    y: float
    radius: float
    row: Row
    cell: Cell
    is_named: bool

    @property
    def anchor(self) -> str:
        """Names lean towards the middle, so that none is cut off."""
        return "end" if self.x > MIDDLE else "start"

    @property
    def name_x(self) -> float:
        beside = self.radius + 4
        return round(self.x - beside if self.x > MIDDLE else self.x + beside, 1)


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

    @property
    def largest(self) -> Mark:
        return self.marks[0]

    @property
    def is_now(self) -> bool:
        return self.naming == NOW


def place_map(table: Table, column: str) -> PlaceMap | None:
    """The map of a split by place; None for another split, or where nothing can be drawn."""
    if table.slug not in (NOW, THEN):
        return None
    rows = [row for row in table.rows if row.cell(column).value]
    points = _points(table.slug, [row.code for row in rows if row.code is not None])
    placed = [row for row in rows if row.code in points]
    if not placed:
        return None
    shape = outline(settings.PROVINCE)
    project, height = _projection(shape, points)
    return PlaceMap(
        naming=table.slug,
        width=WIDTH,
        height=height,
        paths=[_path(map(project, ring)) for ring in shape.rings],
        marks=_marks(placed, column, lambda row: project(points[row.code])),
        unplaced=[(row, row.cell(column)) for row in rows if row.code not in points],
        attribution=shape.attribution,
    )


def _points(naming: str, codes: Sequence[str]) -> Mapping[str, Point]:
    if naming == THEN:
        known = district_points(settings.PROVINCE)
        return {code: known[code] for code in codes if code in known}
    located = Commune.objects.filter(code__in=codes).values_list("code", "longitude", "latitude")
    return {
        code: (float(longitude), float(latitude))
        for code, longitude, latitude in located
        if longitude is not None and latitude is not None
    }


def _projection(shape: Outline, points: Mapping[str, Point]) -> tuple[Project, float]:
    """Degrees to the picture, north up and true to scale in the middle of the province."""
    shown = [point for ring in shape.rings for point in ring] + list(points.values())
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


def _path(points: Iterable[Point]) -> str:
    """From the first point in steps, which are shorter than places. Whole pixels do."""
    spots = [(round(x), round(y)) for x, y in points]
    moves = ((to_x - x, to_y - y) for (x, y), (to_x, to_y) in pairwise(spots))
    steps = "".join(f"{x:+d}{y:+d}" for x, y in moves if x or y)
    return f"M{spots[0][0]} {spots[0][1]}l{steps}z"


def _marks(rows: Sequence[Row], column: str, place: Callable[[Row], Point]) -> list[Mark]:
    """The largest first, so that no small circle hides beneath a large one."""
    ordered = sorted(rows, key=lambda row: -float(row.cell(column).value or 0))
    highest = float(ordered[0].cell(column).value or 0)
    marks: list[Mark] = []
    for row in ordered:
        x, y = place(row)
        named = [mark for mark in marks if mark.is_named]
        is_named = len(named) < NAMED and all(abs(mark.y - y) >= LINE for mark in named)
        share = float(row.cell(column).value or 0) / highest
        radius = max(round(LARGEST * sqrt(share), 1), 1.5)
        marks.append(Mark(x, y, radius, row, row.cell(column), is_named))
    return marks
