"""A GeoJSON file (RFC 7946) of polygons, each of one place; every refusal says what to do."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programs.models import Boundary, Commune, OldDistrict

from .geometry import SMALLEST, Point, Ring

# Việt Nam with its sea; a file in metres (VN-2000) lies far outside.
WEST, EAST, SOUTH, NORTH = 102.0, 118.0, 6.0, 24.0
DIGITS = 5  # about one metre
CODE_LENGTH = 5  # of a commune, with the zeros in front that a number loses

Properties = dict[str, Any]


class BoundaryError(Exception):
    """What is wrong with a file, in words for staff."""


@dataclass(frozen=True)
class Shapes:
    """What a file says: the rings of each known place, and how many others it held."""

    level: Boundary.Level
    key: str
    rings: Mapping[str, list[Ring]]
    others: int


def read(path: Path, level: str | None = None, key: str | None = None) -> Shapes:
    """The polygons of places known here. Raises BoundaryError.

    Where ``level`` or ``key`` (the property with the code) is not given, it is the one by which
    most places are found.
    """
    features = _features(path)
    tables = [table for table in _tables() if level in (None, table.level)]
    best = max(
        ((table, name) for table in tables for name in ([key] if key else _names(features))),
        key=lambda way: len(way[0].codes & {way[0].code_of(f, way[1]) for f in features}),
        default=None,
    )
    if best is None:
        raise BoundaryError("Các đối tượng trong tệp không có thuộc tính nào để biết mã địa bàn.")
    shapes = _by_code(features, *best)
    if not shapes.rings:
        raise BoundaryError(
            "Không có đối tượng nào trong tệp mang mã của địa bàn đang có trên cổng. "
            f"Thuộc tính trong tệp: {', '.join(_names(features))}. "
            "Nêu thuộc tính chứa mã bằng --key; mã phải là mã của cơ quan thống kê."
        )
    return shapes


@dataclass(frozen=True)
class _Table:
    level: Boundary.Level
    codes: set[str]

    def code_of(self, feature: Mapping[str, Any], key: str) -> str:
        value = (feature["properties"] or {}).get(key)
        if isinstance(value, int) and self.level == Boundary.Level.COMMUNE:
            return str(value).zfill(CODE_LENGTH)
        return str(value)


def _tables() -> Iterator[_Table]:
    for level, places in (
        (Boundary.Level.COMMUNE, Commune.objects),
        (Boundary.Level.DISTRICT, OldDistrict.objects),
    ):
        yield _Table(level, set(places.values_list("code", flat=True)))


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise BoundaryError(f"Không đọc được tệp {path}: {problem.strerror}.") from problem
    except (ValueError, RecursionError) as problem:
        raise BoundaryError(f"{path} không phải tệp GeoJSON (JSON, UTF-8).") from problem
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(map(_is_feature, features)):
        raise BoundaryError(
            f"{path} không phải GeoJSON dạng FeatureCollection. "
            "Hãy xuất lại từ phần mềm bản đồ sang GeoJSON."
        )
    return features


def _is_feature(feature: Any) -> bool:
    return (
        isinstance(feature, dict)
        and isinstance(feature.get("properties") or {}, dict)
        and "properties" in feature
        and "geometry" in feature
    )


def _names(features: list[dict[str, Any]]) -> list[str]:
    return sorted({str(name) for feature in features for name in feature["properties"] or {}})


def _by_code(features: list[dict[str, Any]], table: _Table, key: str) -> Shapes:
    rings: dict[str, list[Ring]] = {}
    for number, feature in enumerate(features, start=1):
        code = table.code_of(feature, key)
        if code not in table.codes:
            continue
        if code in rings:
            raise BoundaryError(
                f"Mã {code} có ở hai đối tượng của tệp (thuộc tính “{key}”). "
                "Hãy gộp chúng thành một MultiPolygon."
            )
        rings[code] = list(_rings(feature["geometry"], f"Đối tượng {number} (mã {code})"))
    return Shapes(table.level, key, rings, len(features) - len(rings))


def _rings(geometry: Any, what: str) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundaryError(f"{what} không phải Polygon hay MultiPolygon.")
    polygons = geometry.get("coordinates")
    for polygon in [polygons] if kind == "Polygon" else _list(polygons, what):
        for ring in _list(polygon, what):
            yield _ring(_list(ring, what), what)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BoundaryError(f"{what} có tọa độ trống hoặc sai dạng.")
    return value


def _ring(values: list[Any], what: str) -> Ring:
    points: list[Point] = []
    for value in values:
        point = _point(value, what)
        if not points or point != points[-1]:
            points.append(point)
    if points[0] == points[-1]:
        points.pop()
    if len(points) < SMALLEST:
        raise BoundaryError(f"{what} có một vòng chưa đủ ba điểm.")
    return points


def _point(value: Any, what: str) -> Point:
    try:
        x, y = (round(float(number), DIGITS) for number in value[:2])
    except (LookupError, TypeError, ValueError) as problem:
        raise BoundaryError(f"{what} có tọa độ không phải số.") from problem
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise BoundaryError(
            f"{what} có tọa độ ({x:g}; {y:g}) không phải kinh độ, vĩ độ trong Việt Nam. "
            "Hãy chuyển hệ tọa độ của tệp sang WGS 84 (EPSG:4326)."
        )
    return x, y
