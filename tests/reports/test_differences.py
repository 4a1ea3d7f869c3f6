"""What differs between sealed lines and the register is told figure by figure, record by record."""

from datetime import date

import pytest

from projects.models import Activity, Stage
from reports.models import Publication
from reports.sealing import seal
from reports.sealing.copying import register_lines_of
from reports.sealing.differences import (
    What,
    codes_changed,
    figures_changed,
    records_changed,
)
from reports.sealing.lines import SealedLines
from tests import factories as make

from . import province as provinces
from .province import MILLION


@pytest.fixture
def sides(province):
    """The lines as sealed, and the register's own of today."""
    draft = Publication.objects.create(
        title="Kết quả",
        period_slug="2018-2020",
        cutoff=date(2020, 12, 31),
        composed_by=make.UserFactory(),
    )
    sealed = seal(draft, make.UserFactory())
    return SealedLines(sealed), register_lines_of(sealed)


def figures(sides):
    return {
        (change.label, change.where): (change.old.value, change.new.value)
        for change in figures_changed(*sides)
    }


def records(sides):
    return {change.code: change for change in records_changed(*sides)}


def test_nothing_differs_at_first(sides):
    assert figures_changed(*sides) == []
    assert records_changed(*sides) == []
    assert not any(codes_changed(*sides).values())


def test_a_settled_amount_changes_its_figures_and_its_record(province, sides):
    province.f1.settled = 299 * MILLION
    province.f1.save()

    assert figures(sides)["Kinh phí thực hiện", ""] == (1360 * MILLION, 1379 * MILLION)
    assert figures(sides)["Kinh phí thực hiện", "Khuyến công quốc gia"][1] == 999 * MILLION
    changes = records(sides)
    assert set(changes) == {"A1"}
    assert changes["A1"].what is What.CHANGED
    told = {(one.label, one.old, one.new) for one in changes["A1"].columns}
    assert ("quyết toán", "280 triệu đồng", "299 triệu đồng") in told


def test_a_record_taken_away_and_one_added(province, sides):
    province.a2.delete()
    added = provinces.activity(province, "C1", 2020, "may", accepted_on=date(2020, 3, 1))
    provinces.support(added, facility=province.cao_nguyen)

    changes = records(sides)

    assert (changes["A2"].what, changes["A2"].title) == (What.REMOVED, province.a2.title)
    assert changes["C1"].what is What.ADDED
    assert changes.keys() == {"A2", "C1"}


def test_a_line_gained_is_told_in_words(province, sides):
    provinces.money(province, province.a1, "KCDP", 7)

    (change,) = records(sides)["A1"].columns

    assert (change.label, change.old) == ("khoản kinh phí", "–")
    assert change.new == "Khuyến công địa phương, 2018, 7 triệu đồng"


def test_equal_lines_are_counted(province, sides):
    """Two supports alike in every column: one of them gone is still a difference."""
    provinces.support(province.a7, facility=province.an_phu)
    twice = seal(
        Publication.objects.create(
            title="Kết quả",
            period_slug="2018",
            cutoff=date(2018, 12, 31),
            composed_by=make.UserFactory(),
        ),
        make.UserFactory(),
    )
    province.a7.supports.last().delete()

    assert codes_changed(SealedLines(twice), register_lines_of(twice))["activity_code"] == ["A7"]


def test_proposals_are_not_told(province, sides):
    proposal = provinces.activity(province, "P1", 2020, "may", stage=Stage.PROPOSED)
    provinces.support(proposal, facility=province.dak)

    assert Activity.objects.filter(code="P1").exists()
    assert records_changed(*sides) == []


def test_an_allocation_is_a_record_of_its_own(province, sides):
    make.AllocationFactory(
        source=province.sources["KCQG"], year=2020, amount=11 * MILLION, approved=True
    )

    (change,) = records_changed(*sides)

    assert change.key == "decision_number"
    assert figures(sides)["Kinh phí giao", ""][1] == (1650 + 11) * MILLION
