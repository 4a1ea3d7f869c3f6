"""A kind's page: what it is by law, up to which norm, and what was done of it."""

from datetime import date

import pytest

from projects.models import Activity
from tests import factories as make

from .pages import check_figures, check_page, figures_on_page, text
from .province import MILLION

PAGES = ["/noi-dung/", "/noi-dung/may/", "/noi-dung/dao-tao/", "/noi-dung/may/?ky=2018-2020"]


@pytest.fixture
def norms(province):
    """A norm of today, one of before, and a paper that the dossier needs."""
    kind, source = province.kinds["may"], province.sources["KCQG"]
    make.SupportCeilingFactory(
        kind=kind,
        source=source,
        max_percent=50,
        max_amount=300 * MILLION,
        valid_from=date(2018, 3, 28),
        valid_to=None,
        legal_source="Thông tư mới, Điều 8",
    )
    make.SupportCeilingFactory(
        kind=kind,
        source=source,
        max_percent=None,
        max_amount=200 * MILLION,
        valid_from=date(2014, 2, 18),
        valid_to=date(2018, 3, 27),
        legal_source="Thông tư cũ, Điều 6",
    )
    kind.documents.add(make.DocumentKindFactory(name="Hợp đồng mua máy"))


@pytest.mark.parametrize("address", [*PAGES, "/noi-dung/may/?ky=2005"])
def test_a_kind_page_is_well_built(norms, client, address):
    check_page(client.get(address))


@pytest.mark.parametrize("address", ["/noi-dung/may/?ky=2018-2020", "/noi-dung/dao-tao/"])
def test_every_figure_of_a_kind_opens_its_records(province, client, address):
    check_figures(client, address)


def test_de_an_count_by_main_kind_and_the_rest_by_the_kind_of_support(province, client):
    """Đào tạo is no main kind: one support of no. 3 (a model), so one lượt and no đề án."""
    page = text(client, "/noi-dung/dao-tao/")

    assert "<dt>Số lượt hỗ trợ</dt>" in page
    assert "<dt>Số đề án</dt>" not in page
    assert "<dt>Số đề án</dt>" in text(client, "/noi-dung/may/")


def test_the_years_of_a_kind_add_up_to_its_money(province, client):
    """Machines: 280 settled in 2018, 220 of 2019 shared out, 666 of 2021; the rest 80 is kindless
    no longer: all supports of no. 2 are machines, so its 300 count here."""
    rows = figures_on_page(client.get("/noi-dung/may/?ky=2018-2020").content, "nam")
    spent = [int(row[3]) for row in rows]

    assert spent[:-1] == [280 * MILLION, 300 * MILLION, 0]
    assert spent[-1] == 580 * MILLION


def test_norms_in_force_stand_apart_from_those_of_before(norms, client):
    now, _, then = text(client, "/noi-dung/may/").partition("Định mức của thời gian khác")

    assert "Thông tư mới, Điều 8" in now
    assert "Thông tư cũ, Điều 6" in then
    assert "Thông tư cũ" not in now
    assert "Hợp đồng mua máy" in then


def test_a_kind_without_norm_does_not_claim_that_there_is_none(province, client):
    assert "không có nghĩa là không có định mức" in text(client, "/noi-dung/hoi-cho/")


def test_the_page_says_what_it_lacks_of_the_law(province, client):
    assert "235/2025/NĐ-CP" in text(client, "/noi-dung/may/")


def test_the_split_by_kind_leads_to_the_kinds(province, client):
    assert '<a href="/noi-dung/may/">' in text(client, "/ket-qua/2018-2020/noi-dung/")
    assert '<a href="/noi-dung/may/">' in text(client, "/noi-dung/")


def test_before_any_record_the_law_still_stands(province, client):
    Activity.objects.update(review="draft")
    page = text(client, "/noi-dung/may/")

    assert "Chưa có hồ sơ nào được duyệt." in page
    assert "Căn cứ nào?" in page


def test_an_unknown_kind_is_not_found(province, client):
    assert client.get("/noi-dung/khong-co/").status_code == 404
