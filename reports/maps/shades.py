"""Places shaded by their amounts, on the boundaries that the office has imported."""

from collections.abc import Mapping, Sequence

from programs.boundaries.geometry import Point, Rings, size
from programs.models import Boundary
from reports.tables import Cell, Row, Table

from .picture import (
    LEVELS,
    WIDTH,
    Mark,
    Names,
    PlaceMap,
    Project,
    Shade,
    amount,
    largest_first,
    path,
    projection,
    rows_to_draw,
)

SHADES = 5


def shaded_map(table: Table, column: str) -> PlaceMap | None:
    """None where the office has imported no boundary of a place with an amount."""
    if table.slug not in LEVELS:
        return None
    known = {one.code: one for one in Boundary.objects.filter(level=LEVELS[table.slug])}
    rows = rows_to_draw(table, column)
    placed = [row for row in rows if row.code in known]
    if not placed:
        return None
    project, height = projection(
        [point for one in known.values() for ring in one.rings for point in ring]
    )
    coded = {row.code for row in placed}
    others = [ring for one in known.values() if one.code not in coded for ring in one.rings]
    marks, shades = _areas(
        placed, column, {code: one.rings for code, one in known.items()}, project
    )
    return PlaceMap(
        naming=table.slug,
        width=WIDTH,
        height=height,
        paths=[_area(others, project)] if others else [],
        marks=marks,
        unplaced=[(row, row.cell(column)) for row in rows if row.code not in known],
        attribution=" ".join(sorted({one.source for one in known.values()})),
        shades=shades,
    )


def _areas(
    rows: Sequence[Row], column: str, rings: Mapping[str, Rings], project: Project
) -> tuple[list[Mark], list[Shade]]:
    """Shades hold about equally many places, whatever their amounts; equal amounts share one."""
    ordered = largest_first(rows, column)
    amounts = sorted({amount(row, column) for row in rows})
    count = min(SHADES, len(amounts))
    shade_of = {
        one: SHADES - count + 1 + place * count // len(amounts) for place, one in enumerate(amounts)
    }
    names = Names()
    marks: list[Mark] = []
    for row in ordered:
        shape = rings[str(row.code)]
        x, y = _middle(max(shape, key=size), project)
        marks.append(
            Mark(
                x,
                y,
                row,
                row.cell(column),
                names.take_room(y),
                area=_area(shape, project),
                shade=shade_of[amount(row, column)],
            )
        )
    return marks, _legend(marks)


def _middle(ring: Sequence[Point], project: Project) -> Point:
    xs, ys = zip(*map(project, ring), strict=True)
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)


def _legend(marks: Sequence[Mark]) -> list[Shade]:
    """From the darkest down; ``marks`` come with the largest first."""
    shades: dict[int, list[Cell]] = {}
    for mark in marks:
        shades.setdefault(mark.shade, []).append(mark.cell)
    return [Shade(number, cells[-1], cells[0]) for number, cells in shades.items()]


def _area(rings: Rings, project: Project) -> str:
    return "".join(path(map(project, ring)) for ring in rings)
