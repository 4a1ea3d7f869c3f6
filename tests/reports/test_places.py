"""A place's page: the same figures as the province's, under the naming of now or of then."""

import pytest

from projects.models import Activity
from tests import factories as make

from .pages import check_figures, check_page, figures_on_page, text
from .province import MILLION

PAGES = [
    "/dia-ban/",
    "/dia-ban/?theo=luc-ho-tro",
    "/dia-ban/?ky=2018-2020",
    "/dia-ban/X1/",
    "/dia-ban/huyen-cu-D1/",
    "/dia-ban/huyen-cu-D2/?ky=2019",
]
EMPTY = ["/dia-ban/X1/?ky=2005", "/dia-ban/?ky=2005"]


@pytest.fixture
def wards(province):
    """Xã An Phú was made of a ward of Huyện Một and a part of one of Huyện Hai."""
    make.OldWardFactory(name="Xã Cũ", old_district=province.d1, commune=province.commune)
    make.OldWardFactory(
        name="Xã Chia", old_district=province.d2, commune=province.commune, extent="part"
    )


@pytest.mark.parametrize("address", [*PAGES, *EMPTY])
def test_a_place_page_is_well_built(wards, client, address):
    check_page(client.get(address))


@pytest.mark.parametrize("address", ["/dia-ban/", "/dia-ban/X1/?ky=2018-2020"])
def test_every_figure_of_a_place_opens_its_records(province, client, address):
    check_figures(client, address)


@pytest.mark.parametrize(("theo", "split"), [("", "xa-phuong"), ("?theo=luc-ho-tro", "huyen-cu")])
def test_places_add_up_with_what_has_no_place(province, client, theo, split):
    """Support and money of no place have a row, so either naming sums to the province."""
    page = client.get(f"/dia-ban/{theo}")
    *rows, total = figures_on_page(page.content, split)
    lines, money = 2, 3

    assert sum(int(row[lines]) for row in rows) == int(total[lines])
    assert sum(int(row[money]) for row in rows) == int(total[money])
    assert "Không gắn với một" in page.content.decode()


def test_a_commune_shows_only_what_was_supported_there(province, client):
    """Only no. 1 names Xã An Phú: one đề án of one facility, 280 settled, 400 of its own."""
    page = client.get("/dia-ban/X1/")

    assert figures_on_page(page.content, "nam")[-1] == [
        "1",
        "1",
        "1",
        str(300 * MILLION),
        str(280 * MILLION),
    ]
    assert figures_on_page(page.content, "huyen-cu")[-1] == ["1", "1", "1", str(280 * MILLION)]
    assert "HTX An Phú" in page.content.decode()
    assert "Công ty Bình Minh" not in page.content.decode()


def test_a_district_shows_the_communes_of_today(province, client):
    """Huyện Một: no. 1 in Xã An Phú; no. 2 and 7 helped An Phú without naming a commune."""
    page = client.get("/dia-ban/huyen-cu-D1/")
    by_commune = figures_on_page(page.content, "xa-phuong")

    assert '<a href="/dia-ban/X1/">Xã An Phú</a>' in page.content.decode()
    assert sum(int(row[3]) for row in by_commune[:-1]) == int(by_commune[-1][3])
    assert "Không gắn với một xã, phường" in page.content.decode()


def test_a_period_narrows_a_place_and_stands_in_the_address(province, client):
    page = text(client, "/dia-ban/huyen-cu-D1/?ky=2018-2020")

    assert '<a href="?ky=2018-2020" aria-current="page">2018–2020</a>' in page
    assert "/ket-qua/2018-2020/hien-nay/ho-so/" in page
    assert "/ket-qua/2018-2021/" not in page


def test_all_years_reach_to_the_last_public_activity(province, client):
    """2018 to 2021: the activity of 2021 lies in no phase, and is shown all the same."""
    assert "các năm 2018–2021" in text(client, "/dia-ban/")


def test_a_year_of_a_place_does_not_lead_to_the_province(province, client):
    assert '<a href="/ket-qua/2018/' not in text(client, "/dia-ban/X1/")


def test_the_old_communes_of_a_place_are_named(wards, client):
    page = text(client, "/dia-ban/X1/")

    assert "Xã Cũ" in page
    assert "một phần" in page
    assert '<a href="/dia-ban/X1/">Xã An Phú</a>' in text(client, "/dia-ban/huyen-cu-D2/")


def test_a_place_without_records_says_so(wards, client):
    make.CommuneFactory(code="X2", name="Xã Trống")
    page = text(client, "/dia-ban/X2/")

    assert "Chưa có hồ sơ nào gắn với Xã Trống" in page


def test_splits_by_place_lead_to_the_places(province, client):
    assert '<a href="/dia-ban/X1/">' in text(client, "/ket-qua/2018-2020/xa-phuong/")
    assert '<a href="/dia-ban/huyen-cu-D1/">' in text(client, "/ket-qua/2018-2020/huyen-cu/")


@pytest.mark.parametrize(
    "address", ["/dia-ban/khong-co/", "/dia-ban/huyen-cu-khong/", "/dia-ban/?ky=mai-sau"]
)
def test_a_place_or_period_that_is_not_there_is_not_found(province, client, address):
    assert client.get(address).status_code == 404


def test_without_live_figures_a_place_leads_to_what_was_published(province, client, settings):
    settings.LIVE_PAGES = False

    for address in ("/dia-ban/", "/dia-ban/X1/"):
        page = text(client, address)
        assert "Cổng này chỉ đăng số liệu đã công bố" in page
        assert "<data" not in page


def test_before_any_record_the_list_says_what_to_do(province, client):
    Activity.objects.update(review="draft")

    assert "Chưa có hồ sơ nào được duyệt." in text(client, "/dia-ban/")


def test_what_is_not_public_of_a_facility_is_on_no_place(province, client):
    hidden = {"phone": "0901 234 567", "representative": "Ông Kín", "address": "12 Đường Kín"}
    type(province.an_phu).objects.filter(code="AN").update(**hidden)

    for address in PAGES:
        page = text(client, address)
        assert not any(value in page for value in hidden.values()), address
