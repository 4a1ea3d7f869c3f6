"""Circles at one point of each place; their areas are in proportion to the amounts."""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from django.conf import settings

from programs.boundaries.geometry import Point
from programs.catalogue.outlines import Outline, district_points, outline
from programs.models import Commune
from reports.places import THEN
from reports.tables import Row, Table

from .picture import (
    LEVELS,
    WIDTH,
    Mark,
    Names,
    PlaceMap,
    amount,
    largest_first,
    path,
    projection,
    rows_to_draw,
)

LARGEST = 24.0  # radius of the largest circle


def circle_map(table: Table, column: str) -> PlaceMap | None:
    """The map with circles, which is light enough to stand among others."""
    if table.slug not in LEVELS:
        return None
    rows = rows_to_draw(table, column)
    points = _points(table.slug, [row.code for row in rows if row.code is not None])
    placed = [row for row in rows if row.code in points]
    if not placed:
        return None
    shape = outline(settings.PROVINCE)
    project, height = projection(_corners(shape, points))
    return PlaceMap(
        naming=table.slug,
        width=WIDTH,
        height=height,
        paths=[path(map(project, ring)) for ring in shape.rings],
        marks=_circles(placed, column, lambda row: project(points[row.code])),
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


def _corners(shape: Outline, points: Mapping[str, Point]) -> list[Point]:
    return [point for ring in shape.rings for point in ring] + list(points.values())


def _circles(rows: Sequence[Row], column: str, place: Callable[[Row], Point]) -> list[Mark]:
    """The largest first, so that no small circle hides beneath a large one."""
    ordered = largest_first(rows, column)
    highest = amount(ordered[0], column)
    names = Names()
    marks: list[Mark] = []
    for row in ordered:
        x, y = place(row)
        radius = max(round(LARGEST * sqrt(amount(row, column) / highest), 1), 1.5)
        marks.append(Mark(x, y, row, row.cell(column), names.take_room(y), radius=radius))
    return marks
