"""Periods side by side: each number its own period's, growth and shares, never a sum."""

from datetime import date

import pytest

from reports.addresses import Address
from reports.editions import edition_at
from reports.periods import Period
from reports.sealing import seal
from reports.side_by_side import Side, SideBySide, chosen_periods
from tests import factories as make

from .pages import check_figures, check_page, read_page, text
from .province import MILLION

YEARS = "/so-sanh/?ky=2018&ky=2019"


def compared(*slugs):
    return SideBySide([Side(edition_at(Address(period))) for period in chosen_periods(slugs)])


def line(lines, label):
    return next(one for one in lines if one.label == label)


@pytest.mark.parametrize(
    "address", ["/so-sanh/", YEARS, "/so-sanh/?ky=2018", "/so-sanh/?ky=2018&ky=2005&ky=2018-2020"]
)
def test_a_comparison_is_well_built(province, client, address):
    check_page(client.get(address))


def test_every_figure_opens_the_records_of_its_own_period(province, client):
    check_figures(client, YEARS)


def test_growth_is_over_the_period_before_it(province):
    """Spent 2018: 280 + 30 of an unknown source. 2019: 300 + 500. So +158,1 %."""
    spent = line(compared("2018", "2019").figures, "Kinh phí thực hiện")
    before, after = spent.entries

    assert (before.cell.value, before.growth) == (310 * MILLION, None)
    assert after.cell.value == 800 * MILLION
    assert after.growth == pytest.approx((800 - 310) / 310 * 100)


def test_a_ratio_does_not_grow_and_nothing_grows_out_of_nothing(province):
    found = compared("2018", "2019").figures

    assert line(found, "So với kinh phí giao").entries[1].growth is None
    assert line(found, "So với kinh phí giao").entries[1].cell.value == pytest.approx(
        800 / 950 * 100
    )
    sources = compared("2018", "2019").splits[0].lines
    assert line(sources, "Khuyến công địa phương").entries[1].growth is None


def test_shares_are_of_the_own_period(province):
    sources = compared("2018", "2019").splits[0].lines

    assert line(sources, "Khuyến công quốc gia").entries[0].share == pytest.approx(280 / 310 * 100)
    assert line(sources, "Khuyến công quốc gia").entries[1].share == pytest.approx(500 / 800 * 100)


def test_periods_with_common_years_say_so_and_have_no_sum(province, client):
    page = text(client, "/so-sanh/?ky=2018-2020&ky=2020-2021")

    assert "Trùng năm." in page
    assert "có chung năm 2020" in page
    assert "tfoot" not in page
    assert "Trùng năm." not in text(client, YEARS)


def test_periods_of_different_length_and_running_ones_say_so(province, client):
    page = text(client, "/so-sanh/?ky=2018&ky=2019-2090")

    assert "Các kỳ dài 1, 72 năm" in page
    assert "Chưa hết kỳ." in page
    assert "Chưa hết kỳ." not in text(client, YEARS)


def test_without_a_choice_the_two_latest_years_stand_side_by_side(province, client):
    """There is one phase only, so the years: 2020 and 2021, the earlier first."""
    page = text(client, "/so-sanh/")

    assert '<option value="2020" selected>' in page
    assert "Năm 2020 và năm 2021" in page


def test_a_published_period_is_compared_as_it_was_published(province, client):
    draft = make.PublicationFactory(period_slug="2018", cutoff=date(2018, 12, 31))
    seal(draft, make.UserFactory())
    province.f1.settled = 1
    province.f1.save()
    page = client.get(YEARS)

    assert f"{310 * MILLION}" in read_page(page.content).values
    assert "/ket-qua/2018/ban-1/ho-so/kinh-phi-thuc-hien/" in page.content.decode()
    assert "Đã chốt" in page.content.decode()


def test_only_published_periods_where_live_figures_are_off(province, client, settings):
    settings.LIVE_PAGES = False

    assert client.get(YEARS).status_code == 404


def test_an_impossible_period_is_not_found(province, client):
    assert client.get("/so-sanh/?ky=2018&ky=mai-sau").status_code == 404


def test_a_period_is_compared_once_and_at_most_four():
    assert [one.slug for one in chosen_periods(["2018", "", "2018", "2019"])] == ["2018", "2019"]
    assert len(chosen_periods(map(str, range(2010, 2020)))) == 4
    assert chosen_periods(["2018-2020"]) == [Period.years(2018, 2020)]
