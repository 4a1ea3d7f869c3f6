"""The map of a split, and the switch that says by what bars and pictures are drawn."""

import re
from decimal import Decimal
from math import pi

import pytest

from programs.catalogue.outlines import district_points, outline
from programs.models import Boundary, Commune
from reports.figures import Unit
from reports.maps import circle_map, place_map
from reports.maps.circles import LARGEST
from reports.tables import Cell, Column, Row, Table
from tests import factories as make

from .pages import text

SPENT = Column("spent", "Kinh phí thực hiện", Unit.DONG)


def table(amounts, slug="xa-phuong"):
    """A split by place: rows of amounts by code; None is the row without a place."""
    rows = [Row(code, f"Xã {code}", (Cell(SPENT, value),)) for code, value in amounts.items()]
    return Table(slug=slug, title="", dimension="", columns=(SPENT,), rows=tuple(rows))


@pytest.fixture
def communes(db):
    for code, latitude, longitude in (("A", "13.9", "108.0"), ("B", "14.5", "108.9")):
        make.CommuneFactory(code=code, latitude=Decimal(latitude), longitude=Decimal(longitude))
    make.CommuneFactory(code="C", latitude=None, longitude=None)


def test_areas_are_in_proportion_to_the_amounts(communes):
    drawn = place_map(table({"A": 100, "B": 400}), "spent")

    assert [mark.row.code for mark in drawn.marks] == ["B", "A"]
    areas = [pi * mark.radius**2 for mark in drawn.marks]
    assert areas[0] / areas[1] == pytest.approx(4, rel=0.02)
    assert drawn.largest.radius == LARGEST


def test_north_is_up_and_everything_lies_on_the_picture(communes):
    drawn = place_map(table({"A": 1, "B": 1}), "spent")
    places = {mark.row.code: mark for mark in drawn.marks}

    assert places["B"].y < places["A"].y
    assert places["B"].x > places["A"].x
    for mark in drawn.marks:
        assert 0 < mark.x < drawn.width
        assert 0 < mark.y < drawn.height


def test_what_cannot_be_drawn_is_told(communes):
    drawn = place_map(table({"A": 5, "C": 7, None: 9}), "spent")

    assert [mark.row.code for mark in drawn.marks] == ["A"]
    assert [(row.code, cell.value) for row, cell in drawn.unplaced] == [("C", 7), (None, 9)]


def test_marks_and_the_untold_are_the_whole_table(communes):
    amounts = {"A": 5, "B": 6, "C": 7, None: 9}
    drawn = place_map(table(amounts), "spent")

    told = sum(mark.cell.value for mark in drawn.marks) + sum(
        cell.value for _, cell in drawn.unplaced
    )
    assert told == sum(amounts.values())


@pytest.mark.parametrize("amounts", [{}, {"A": 0}, {None: 5}, {"C": 5}])
def test_nothing_to_draw_is_no_map(communes, amounts):
    assert place_map(table(amounts), "spent") is None


def test_a_split_that_is_no_place_has_no_map(communes):
    assert place_map(table({"A": 5}, slug="noi-dung"), "spent") is None


def test_every_place_of_the_province_lies_within_its_frame():
    """Of the shipped files: no district's point outside the outline's box, but for islands."""
    shape = outline("52")
    points = [point for ring in shape.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)

    districts = district_points("52")
    assert len(districts) == 28
    assert all(west < x < east and south < y < north for x, y in districts.values())
    assert "OpenStreetMap" in shape.attribution


@pytest.fixture
def drawn_province(province):
    """The hand-added province with points: everything of it can be drawn."""
    Commune.objects.update(latitude=Decimal("13.9"), longitude=Decimal("108.2"))
    return province


def test_every_circle_says_the_number_of_its_row(drawn_province, client):
    page = text(client, "/ket-qua/2018-2020/xa-phuong/")
    table = client.get("/ket-qua/2018-2020/xa-phuong/").context["table"]

    told = re.findall(r'aria-label="([^"]*): ([\d.,]+) triệu đồng"', page)
    placed = [row for row in table.rows if row.code and row.cell("spent").value]
    assert sorted(label for label, _ in told) == sorted(row.label for row in placed)
    assert "không có trên bản đồ" in page


@pytest.mark.parametrize(
    ("query", "unit", "chosen"),
    [("", "triệu đồng", "kinh phí"), ("?xem=de-an", "đề án", "số đề án")],
)
def test_the_switch_draws_the_map_by_its_column(drawn_province, client, query, unit, chosen):
    page = text(client, f"/ket-qua/2018-2020/xa-phuong/{query}")

    assert re.search(rf'aria-current="page">{chosen}</a>', page)
    assert re.search(rf'aria-label="[^"]*: [\d.,]+ {unit}"', page)


def test_the_switch_draws_the_year_chart_by_its_column(drawn_province, client):
    assert "Kinh phí thực hiện theo năm" in text(client, "/ket-qua/2018-2020/")
    assert "Số cơ sở được hỗ trợ theo năm" in text(client, "/ket-qua/2018-2020/?xem=co-so")


def test_a_switch_that_means_nothing_draws_the_money(drawn_province, client):
    page = text(client, "/ket-qua/2018-2020/?xem=<b>")

    assert 'aria-current="page">kinh phí</a>' in page
    assert '<b>"' not in page


def test_the_switch_changes_no_figure(drawn_province, client):
    def numbers(query):
        return re.findall(r"<data[^>]*>[^<]*</data>", text(client, f"/ket-qua/2018-2020/{query}"))

    assert numbers("") == numbers("?xem=co-so")


def test_the_switch_keeps_the_cut_off(drawn_province, client):
    """Without it the numbers beside the picture would be others."""
    page = text(client, "/ket-qua/2018-2020/xa-phuong/?den-ngay=2019-06-30")

    assert 'href="?den-ngay=2019-06-30&amp;xem=de-an"' in page
    page = text(client, "/ket-qua/2018-2020/xa-phuong/?den-ngay=2019-06-30&xem=de-an")
    assert 'href="?den-ngay=2019-06-30"' in page


def test_a_province_that_does_not_ship_has_a_map_of_its_communes(communes, settings):
    settings.PROVINCE = "99"

    assert place_map(table({"A": 1, "B": 2}), "spent").paths == []
    assert place_map(table({"540": 1}, slug="huyen-cu"), "spent") is None


# Shaded, once the office has imported boundaries.


def bounded(code, west, side=0.5):
    east = west + side
    ring = [[west, 13.5], [east, 13.5], [east, 14.5], [west, 14.5]]
    Boundary.objects.create(level="commune", code=code, rings=[ring], source="Sở A, 2026")


def test_boundaries_make_the_map_shaded(communes):
    for place, code in enumerate("ABC"):
        bounded(code, 108 + place / 2)

    drawn = place_map(table({"A": 10, "B": 40, None: 9}), "spent")

    assert [(mark.row.code, mark.shade) for mark in drawn.marks] == [("B", 5), ("A", 4)]
    assert [(one.number, one.low.value, one.high.value) for one in drawn.shades] == [
        (5, 40, 40),
        (4, 10, 10),
    ]
    assert all(re.fullmatch(r"M\d+ \d+l([-+]\d+){2,}z", mark.area) for mark in drawn.marks)
    assert len(drawn.paths) == 1
    assert [row.code for row, _ in drawn.unplaced] == [None]
    assert drawn.attribution == "Sở A, 2026"


def test_a_larger_amount_is_never_lighter(communes):
    amounts = {f"{number}": number * number for number in range(1, 24)}
    for number, code in enumerate(amounts):
        bounded(code, 107 + number / 10, 0.1)

    drawn = place_map(table(amounts), "spent")

    shades = [mark.shade for mark in drawn.marks]
    assert shades == sorted(shades, reverse=True)
    assert {shades.count(shade) for shade in range(1, 6)} <= {4, 5}


def test_equal_amounts_have_one_shade(communes):
    for place, code in enumerate("AB"):
        bounded(code, 108 + place / 2)

    drawn = place_map(table({"A": 7, "B": 7}), "spent")

    assert {mark.shade for mark in drawn.marks} == {5}
    assert len(drawn.shades) == 1


def test_the_small_map_keeps_its_circles(communes):
    bounded("A", 108)

    assert all(mark.radius for mark in circle_map(table({"A": 5}), "spent").marks)


def test_every_shaded_place_says_the_number_of_its_row(drawn_province, client):
    address = "/ket-qua/2018-2020/xa-phuong/"
    rows = [row for row in client.get(address).context["table"].rows if row.code]
    for place, row in enumerate(rows):
        bounded(row.code, 108 + place / 2)

    page = text(client, address)

    told = re.findall(r'aria-label="([^"]*): ([\d.,]+) triệu đồng"><path class="s\d"', page)
    assert sorted(label for label, _ in told) == sorted(
        row.label for row in rows if row.cell("spent").value
    )
    assert "nơi rộng không có nghĩa là nhiều hơn" in page
    assert "Sở A, 2026" in page
