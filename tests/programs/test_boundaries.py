"""Boundaries from the office's GeoJSON file, and the same shapes with fewer points."""

import json
from decimal import Decimal
from itertools import pairwise
from math import hypot

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from programs.boundaries.geometry import contains, simplify, size
from programs.models import Boundary
from tests import factories as make

SOURCE = "Sở Nông nghiệp và Môi trường, 2026"


def square(west, south, side=0.1):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, *rings, key="ma_xa"):
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {key: code, "ten": "x"}, "geometry": geometry}


def file_of(folder, *features):
    path = folder / "ranh-gioi.geojson"
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def communes(db):
    for code, longitude in (("23551", "108.05"), ("23560", "108.15"), ("23575", None)):
        make.CommuneFactory(
            code=code,
            name=f"Xã {code}",
            latitude=Decimal("13.95") if longitude else None,
            longitude=Decimal(longitude) if longitude else None,
        )


def imported(path, capsys, **options):
    call_command("import_boundaries", path, source=SOURCE, **options)
    return capsys.readouterr().out


def test_polygons_are_kept_by_code(communes, tmp_path, capsys):
    path = file_of(
        tmp_path,
        feature("23551", square(108.0, 13.9)),
        feature("23560", square(108.1, 13.9)),
        feature("99999", square(110.0, 13.9)),
    )

    said = imported(path, capsys)

    assert "đã nạp 2 ranh giới theo thuộc tính “ma_xa”; bỏ qua 1 đối tượng" in said
    assert "Chưa có ranh giới, không được tô màu: Xã 23575 (23575)." in said
    kept = Boundary.objects.get(level="commune", code="23551")
    assert kept.source == SOURCE
    assert size(kept.rings[0]) == pytest.approx(0.01)


def test_codes_written_as_numbers_are_found(db, tmp_path, capsys):
    make.CommuneFactory(code="00123", longitude=None, latitude=None)

    imported(file_of(tmp_path, feature(123, square(108.0, 13.9))), capsys)

    assert Boundary.objects.get().code == "00123"


def test_districts_are_told_from_communes(communes, tmp_path, capsys):
    make.OldDistrictFactory(code="622", name="Huyện A")

    said = imported(file_of(tmp_path, feature("622", square(108.0, 13.9), key="huyen")), capsys)

    assert "Huyện cũ: đã nạp 1 ranh giới theo thuộc tính “huyen”" in said
    assert Boundary.objects.get().level == "district"


def test_a_second_file_takes_the_place_of_the_first(communes, tmp_path, capsys):
    imported(file_of(tmp_path, feature("23551", square(108.0, 13.9))), capsys)
    imported(file_of(tmp_path, feature("23560", square(108.1, 13.9))), capsys)

    assert [one.code for one in Boundary.objects.all()] == ["23560"]


def test_many_polygons_and_holes_are_one_place(communes, tmp_path, capsys):
    island = {"type": "MultiPolygon"}
    island["coordinates"] = [[square(108.0, 13.9), square(108.04, 13.94, 0.02)], [square(109, 13)]]
    one = {"type": "Feature", "properties": {"ma": "23551"}, "geometry": island}

    said = imported(file_of(tmp_path, one), capsys)

    rings = Boundary.objects.get().rings
    assert len(rings) == 3
    assert contains(rings, (108.01, 13.91))
    assert not contains(rings, (108.05, 13.95))
    assert "nằm ngoài ranh giới, tệp có thể theo mã cũ: Xã 23551 (23551)." in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "không phải tệp GeoJSON"),
        ("[" * 100_000, "không phải tệp GeoJSON"),
        ("{}", "không phải GeoJSON dạng FeatureCollection"),
        ('{"features": []}', "không có thuộc tính nào"),
        ({"features": [feature("1", square(108, 14))]}, "Không có đối tượng nào"),
        ({"features": [feature("23551", square(480000, 1500000, 100))]}, "WGS 84"),
        ({"features": [feature("23551", [[108, 14], [108, 15]])]}, "chưa đủ ba điểm"),
        ({"features": [feature("23551", [])]}, "tọa độ trống"),
        ({"features": [feature("23551", [["a", 14]])]}, "không phải số"),
        ({"features": [feature("23551", [{"x": 1}])]}, "không phải số"),
        ({"features": [feature("23551", square(108, 14))] * 2}, "hai đối tượng"),
        (
            {"features": [feature("23551", square(108, 14)) | {"geometry": {"type": "Point"}}]},
            "không phải Polygon",
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why(communes, tmp_path, capsys, content, message):
    imported(file_of(tmp_path, feature("23551", square(108.0, 13.9))), capsys)
    path = tmp_path / "bad.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    with pytest.raises(CommandError, match=message) as refused:
        call_command("import_boundaries", path, source=SOURCE)

    assert "Chưa có gì thay đổi." in str(refused.value)
    assert Boundary.objects.get().code == "23551"


def test_a_missing_file_and_an_unnamed_source_are_refused(communes, tmp_path):
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        call_command("import_boundaries", tmp_path / "none.json", source=SOURCE)
    with pytest.raises(CommandError, match="--source"):
        call_command("import_boundaries", tmp_path / "none.json", source=" ")
    with pytest.raises(CommandError, match=r"--source.*500"):
        call_command("import_boundaries", tmp_path / "none.json", source="a" * 501)


# The same shapes with fewer points.

NORTH_OF_BORDER = [(3.0, 1.0), (0.0, 1.0)]
SOUTH_OF_BORDER = [(0.0, -1.0), (3.0, -1.0)]
BORDERS = st.lists(st.floats(-0.4, 0.4), min_size=1, max_size=30)


def neighbours(heights):
    """Two places with a wavy border from (0, 0) to (3, 0) between them."""
    step = 3 / (len(heights) + 1)
    border = [(0.0, 0.0)]
    border += [(step * place, height) for place, height in enumerate(heights, start=1)]
    border.append((3.0, 0.0))
    return {"N": [border + NORTH_OF_BORDER], "S": [border[::-1] + SOUTH_OF_BORDER]}


@given(BORDERS, st.floats(0.001, 0.5))
def test_neighbours_still_share_their_border(heights, tolerance):
    whole = neighbours(heights)

    simple = simplify(whole, tolerance)

    assert sum(size(ring) for rings in simple.values() for ring in rings) == pytest.approx(6)
    shared = set(simple["N"][0]) & set(simple["S"][0])
    left = {point for rings in simple.values() for point in rings[0]}
    assert left - shared == {*NORTH_OF_BORDER, *SOUTH_OF_BORDER}


@given(BORDERS, st.floats(0.001, 0.5))
def test_no_point_was_moved_further_than_allowed(heights, tolerance):
    """The border runs from west to east, so each point lies above or below one straight part."""
    whole = neighbours(heights)
    border = simplify(whole, tolerance)["N"][0][: -len(NORTH_OF_BORDER)]

    for x, y in whole["N"][0][: -len(NORTH_OF_BORDER)]:
        (x1, y1), (x2, y2) = next(
            part for part in pairwise(border) if part[0][0] <= x <= part[1][0]
        )
        slope = (y2 - y1) / (x2 - x1)
        assert abs(y - y1 - slope * (x - x1)) / hypot(1, slope) <= tolerance + 1e-9


def test_a_place_never_vanishes():
    speck = [[(0.0, 0.0), (0.001, 0.0), (0.0, 0.001)]]

    assert simplify({"speck": speck}, 1.0) == {"speck": speck}


def test_a_straight_line_loses_its_points():
    long = [(x / 10, 0.0) for x in range(11)] + [(1.0, 1.0), (0.0, 1.0)]

    assert len(simplify({"one": [long]}, 0.01)["one"][0]) == 4
