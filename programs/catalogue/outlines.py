"""The shapes that ship with a province: its outline, and a point for each district of before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from programs.boundaries.geometry import Point, Ring

from .loader import PROVINCES, read_csv


@dataclass(frozen=True)
class Outline:
    """The rings of the old provinces; empty where none ship. ``attribution`` must be printed."""

    rings: Sequence[Ring]
    attribution: str


@lru_cache
def outline(province: str) -> Outline:
    """``outline.geojson`` of a province's folder: polygons, outer rings only."""
    path = PROVINCES / province / "outline.geojson"
    if not path.exists():
        return Outline([], "")
    read = json.loads(path.read_text(encoding="utf-8"))
    rings = [feature["geometry"]["coordinates"][0] for feature in read["features"]]
    return Outline([[(x, y) for x, y in ring] for ring in rings], read["attribution"])


@lru_cache
def district_points(province: str) -> Mapping[str, Point]:
    """A point in each district of before 01/07/2025: the middle of its communes' points.

    None where the province does not ship: its places were entered by hand.
    """
    path = PROVINCES / province / "old_to_new.csv"
    points: dict[str, list[Point]] = {}
    for ward in read_csv(path) if path.exists() else ():
        if ward["old_lat"] and ward["old_lon"]:
            point = (float(ward["old_lon"]), float(ward["old_lat"]))
            points.setdefault(ward["old_district_code"], []).append(point)
    return {
        code: (fmean(x for x, _ in found), fmean(y for _, y in found))
        for code, found in points.items()
    }
