"""Rings of points: which are inside, and the same shapes with fewer points."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import hypot

Point = tuple[float, float]  # longitude, latitude in degrees
Ring = Sequence[Point]  # the first point is not repeated at the end
Rings = Sequence[Ring]

SMALLEST = 3  # points of a ring


def contains(rings: Rings, point: Point) -> bool:
    """Whether a point lies within, by the even-odd rule: a ring in a ring is a hole."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in _edges(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def size(ring: Ring) -> float:
    """The ground that a ring encloses, in square degrees."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring))) / 2


def simplify(places: Mapping[str, Rings], tolerance: float) -> dict[str, list[Ring]]:
    """The same places with fewer points; no point left out lay further than ``tolerance`` away.

    Borders are cut where they meet and each piece is simplified once, so neighbours still share
    every border: no gap and no overlap. A ring too small to be drawn is left out, but never a
    place's largest.
    """
    meetings = _meetings(ring for rings in places.values() for ring in rings)
    pieces: dict[tuple[Point, ...], list[Point]] = {}
    simpler: dict[str, list[Ring]] = {}
    for code, rings in places.items():
        ordered = sorted(rings, key=size, reverse=True)
        drawn: list[Ring] = [_simple_ring(ring, meetings, tolerance, pieces) for ring in ordered]
        kept = [ring for ring in drawn if len(ring) >= SMALLEST]
        simpler[code] = kept or ordered[:1]
    return simpler


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _meetings(rings: Iterable[Ring]) -> set[Point]:
    """The points where a border begins or ends: they have other than two neighbours."""
    neighbours: dict[Point, set[Point]] = {}
    for ring in rings:
        for one, other in _edges(ring):
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
    return {point for point, beside in neighbours.items() if len(beside) != 2}


def _simple_ring(
    ring: Ring, meetings: set[Point], tolerance: float, pieces: dict[tuple[Point, ...], list[Point]]
) -> list[Point]:
    points: list[Point] = []
    for piece in _pieces(ring, meetings):
        points += _simple_piece(piece, tolerance, pieces)[:-1]
    return points


def _pieces(ring: Ring, meetings: set[Point]) -> Iterator[tuple[Point, ...]]:
    """The ring from meeting to meeting; one that meets nothing is cut at its two far points."""
    cuts = [place for place, point in enumerate(ring) if point in meetings]
    if len(cuts) < 2:
        start = cuts[0] if cuts else ring.index(min(ring))
        far = max(range(len(ring)), key=lambda place: _apart(ring[place], ring[start]))
        cuts = sorted({start, far})
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + len(ring)], strict=True):
        yield tuple(ring[place % len(ring)] for place in range(start, end + 1))


def _simple_piece(
    piece: tuple[Point, ...], tolerance: float, pieces: dict[tuple[Point, ...], list[Point]]
) -> list[Point]:
    """The same points whichever of the two neighbours asks."""
    backwards = piece[::-1]
    key = min(piece, backwards)
    if key not in pieces:
        pieces[key] = _douglas_peucker(key, tolerance)
    simple = pieces[key]
    return simple if key == piece else simple[::-1]


def _douglas_peucker(line: Sequence[Point], tolerance: float) -> list[Point]:
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        between = range(start + 1, end)
        if not between:
            continue
        far = max(between, key=lambda at: _off(line[at], line[start], line[end]))
        if _off(line[far], line[start], line[end]) > tolerance:
            kept.add(far)
            waiting += [(start, far), (far, end)]
    return [line[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the stretch between two others."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    along, up = x2 - x1, y2 - y1
    length = along**2 + up**2
    share = max(0.0, min(1.0, ((x - x1) * along + (y - y1) * up) / length)) if length else 0.0
    return hypot(x - x1 - share * along, y - y1 - share * up)


def _apart(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
