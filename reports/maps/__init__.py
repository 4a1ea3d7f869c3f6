"""Bản đồ: the amounts of places on a map, each a link to its place.

Circles at points on the outline of the province; where the office has imported boundaries, the
large map shades the places instead. What has no place, or no known point or boundary, is told.
"""

from reports.tables import Table

from .circles import circle_map
from .picture import PlaceMap
from .shades import shaded_map

__all__ = ["PlaceMap", "circle_map", "place_map"]


def place_map(table: Table, column: str) -> PlaceMap | None:
    """The map of a split by place; None for another split, or where nothing can be drawn."""
    return shaded_map(table, column) or circle_map(table, column)
