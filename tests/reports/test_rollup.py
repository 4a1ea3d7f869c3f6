"""The figures of the hand-added province, split every way."""

from datetime import date

import pytest

from reports.dimensions import DIMENSIONS
from reports.figures import FIGURES
from reports.lines import RegisterLines
from reports.measures import measures_table
from reports.periods import Period
from reports.rollup import Rollup, rollup

from .province import MILLION

PHASE = Period.years(2018, 2020)


def totals(period=PHASE):
    return Rollup(RegisterLines(period)).totals


def column(table, key):
    """One column as {code: value}; money in triệu đồng."""
    values = {row.code: row.cell(key).value for row in table.rows}
    return {code: value / MILLION if value > MILLION else value for code, value in values.items()}


def test_totals_are_those_added_by_hand(province):
    expected = {
        "activities": 5,
        "activities_planned": 6,
        "proposals": 1,
        "facilities": 2,
        "facilities_planned": 3,
        "supports": 8,
        "supports_planned": 9,
        "quantity": 3,
        "quantity_unknown": 2,
        "products": 2,
        "products_registered": 3,
        "outcome": 30,
        "unknown_money": 1,
        "target_minimum": 6,
        "target_maximum": 6,
    }
    expected |= {
        key: value * MILLION
        for key, value in {
            "assigned": 1650,
            "planned": 1470,
            "planned_known": 1440,
            "planned_decided": 90,
            "spent": 1360,
            "settled": 280,
            "disbursed": 340,
            "disbursed_known": 340,
            "counterpart": 400,
            "unknown_source": 30,
        }.items()
    }

    found = totals()

    assert {key: found[key] for key in expected} == expected


def test_every_figure_is_asked_for_by_the_specification(province):
    """A figure that no province row ever feeds would be untested."""
    silent = {"other_money", "recovered", "recoverable", "quantity_planned"}

    assert {figure.key for figure in FIGURES if not totals()[figure.key]} == silent


@pytest.mark.parametrize(
    ("by", "key", "expected"),
    [
        (
            "noi-dung",
            "spent",
            {"mo-hinh": 700, "may": 580, "tu-van": 30, "quan-ly": 50, "hoi-cho": 0},
        ),
        (
            "noi-dung",
            "activities",
            {"mo-hinh": 1, "may": 2, "hoi-cho": 1, "tu-van": 1, "quan-ly": 0},
        ),
        ("nam", "spent", {2018: 310, 2019: 800, 2020: 250}),
        ("nam", "facilities", {2018: 1, 2019: 2, 2020: 0}),
        ("huyen-cu", "spent", {"D1": 410, "D2": 820, None: 130}),
        ("nguon", "spent", {"KCQG": 980, "KCDP": 350, "KC_CHUA_RO": 30, "DOI_UNG": 0}),
        ("nguon", "assigned", {"KCQG": 1100, "KCDP": 550, "KC_CHUA_RO": 0, "DOI_UNG": 0}),
        ("chuong-trinh", "activities", {"KCQG": 4, "KCDP": 1}),
        ("loai-hinh", "facilities", {"enterprise": 1, "cooperative": 1, None: 0}),
        ("co-so", "supports", {"AN": 3, "BM": 2, None: 3}),
        ("xa-phuong", "spent", {"X1": 280, None: 1080}),
    ],
)
def test_a_split_gives_each_member_its_own(province, by, key, expected):
    found = column(rollup(by, RegisterLines(PHASE)), key)

    assert {code: found.get(code, 0) for code in expected} == expected


def test_a_facility_helped_in_two_years_is_one_facility(province):
    table = rollup("nam", RegisterLines(PHASE))

    assert sum(column(table, "facilities").values()) == 3
    assert table.total.cell("facilities").value == 2


def test_money_nobody_split_has_a_row_of_its_own(province):
    """The rest of A2, and A6: not dropped, not invented."""
    row = rollup("huyen-cu", RegisterLines(PHASE)).row(None)

    assert row.label == "Không gắn với một huyện"
    assert row.cell("spent").value == 130 * MILLION


def test_years_without_a_known_year_stay_visible(province):
    """100 triệu were assigned to the phase, nobody knows for which year."""
    row = rollup("nam", RegisterLines(PHASE)).row(None)

    assert (row.label, row.cell("assigned").value) == ("Chưa rõ năm", 100 * MILLION)


def test_a_cutoff_counts_what_was_accepted_and_paid_by_then(province):
    found = totals(Period.years(2018, 2020, cutoff=date(2019, 12, 31)))

    assert found["spent"] == 610 * MILLION  # A3 was finished in 2020, its money is not split
    assert found["supports"] == 5
    assert found["activities"] == 3
    assert found["disbursed"] == 280 * MILLION


def test_a_missing_acceptance_day_counts_at_the_end_of_the_year(province):
    early = totals(Period.from_slug("2020-9-thang"))
    late = totals(Period.from_slug("2020"))

    assert (early["supports"], late["supports"]) == (0, 1)


def test_a_range_of_days_selects_by_the_day_that_counts(province):
    """From 01/07/2018 to 31/10/2019: A2's two supports, A7; payment 80."""
    found = totals(Period.days(date(2018, 7, 1), date(2019, 10, 31)))

    assert found["supports"] == 3
    assert found["disbursed"] == 80 * MILLION
    assert found["spent"] == 330 * MILLION


def test_quarters_nest_in_their_year(province):
    spent = [totals(Period.from_slug(f"2019-quy-{n}"))["spent"] for n in (1, 2, 3, 4)]

    assert spent == sorted(spent)
    # A3 is of 2019 but was finished in 2020, so no quarter of 2019 has it; the year has.
    assert spent[-1] == 300 * MILLION
    assert totals(Period.years(2019))["spent"] == 800 * MILLION


def test_the_share_of_the_plan_names_its_denominator(province):
    by_source = rollup("nguon", RegisterLines(PHASE))
    by_kind = rollup("noi-dung", RegisterLines(PHASE))

    assert by_source.row("KCDP").cell("share_of_assigned").value == pytest.approx(350 / 550 * 100)
    assert by_kind.row("may").cell("share_of_planned").value == pytest.approx(580 / 690 * 100)


def test_ratios_leave_out_what_is_unknown(province):
    table = rollup("chuong-trinh", RegisterLines(PHASE))

    assert table.total.cell("disbursement_rate").value == pytest.approx(340 / 1440 * 100)
    assert table.total.cell("leverage").value == pytest.approx(400 / 1360)


def test_a_column_that_nobody_recorded_is_left_out(province):
    """In 2021 nothing was settled or accepted: no column of zeros claims so."""
    keys = [column.key for column in rollup("nam", RegisterLines(Period.years(2021))).columns]

    assert "settled" not in keys


def test_measures_keep_unknown_apart_from_zero(province):
    table = measures_table(Rollup(RegisterLines(PHASE)))
    found = {row.code: (row.cell("actual").value, row.cell("unknown").value) for row in table.rows}

    assert found == {
        "dao-tao.lop": (1, 0),
        "dao-tao.lao-dong": (None, 1),
        "mo-hinh.mo-hinh": (1, 0),
        "may.co-so": (2, 0),
        "hoi-cho.hoi-cho": (1, 0),
        "hoi-cho.gian-hang": (None, 1),
        "tu-van.co-so": (1, 0),
    }


def test_measures_stand_beside_their_targets(province):
    table = measures_table(Rollup(RegisterLines(PHASE)))

    assert table.row("may.co-so").cell("target").value == "4 – 6"
    assert table.row("may.co-so").cell("percent").value == 50
    assert table.row("hoi-cho.hoi-cho").cell("target").value == "2"


def test_a_merged_facility_is_counted_as_the_one_it_was_merged_into(province):
    province.binh_minh.merged_into = province.an_phu
    province.binh_minh.save()

    assert totals()["facilities"] == 1


def test_every_dimension_that_a_figure_claims_can_be_asked(province):
    """A column known by a fact but wrong in its path would fail only when asked."""
    rolled = Rollup(RegisterLines(PHASE))
    for dimension in DIMENSIONS.values():
        figures = [figure for figure in FIGURES if figure.splits_by(dimension)]
        assert rolled.parts(dimension, figures) is not None
