"""The pages of the office's forms: found, chosen from, and every number opens its records."""

import csv
from io import StringIO

import pytest

from reports.forms.loading import definitions
from tests.staff import signed_in

from .formed import feed
from .pages import check_figures, check_page, text

ROOT = "/ket-qua/2018-2020/bieu/"


@pytest.fixture
def fed(province):
    """The hand-made province, its kinds and measures bound to rows."""
    return feed(province.kinds, province.measures)


@pytest.mark.parametrize("slug", ["", *(f"{slug}/" for slug in definitions())])
def test_a_form_is_a_sound_page(fed, client, slug):
    check_page(client.get(ROOT + slug))


@pytest.mark.parametrize("slug", ["ket-qua", "kinh-phi", "binh-chon", "du-an", "du-an-theo-nguon"])
@pytest.mark.parametrize("query", ["", "?so-lieu=ke-hoach"])
def test_every_number_on_the_page_opens_records_of_the_same_total(fed, client, slug, query):
    if query and not definitions()[slug].has_plan:
        assert client.get(f"{ROOT}{slug}/{query}").status_code == 404
        return
    check_figures(client, f"{ROOT}{slug}/{query}")


def test_zero_is_empty_or_printed_as_chosen(fed, client):
    empty, zero = (text(client, f"{ROOT}kinh-phi/{query}") for query in ("", "?o-trong=0"))

    assert '<data value="0">0</data>' in zero
    assert '<data value="0">0</data>' not in empty


def test_a_row_shows_what_feeds_it_and_the_page_how_it_is_counted(fed, client):
    page = text(client, f"{ROOT}ket-qua/")

    assert "Mô hình trình diễn: mô hình (cộng số đã nhập)" in page
    assert "xếp theo chương trình của đề án" in page
    assert "số hiệu mẫu của Bộ chưa xác định" in page
    assert "Mẫu nội bộ" not in page


def test_money_outside_the_form_is_told_and_opens(fed, client):
    page = text(client, f"{ROOT}kinh-phi/")

    assert "Ngoài biểu.</b> Kinh phí thực hiện, nguồn kinh phí “Khuyến công, chưa rõ nguồn”" in page
    assert "ho-so/kinh-phi-thuc-hien/?nguon=KC_CHUA_RO" in page


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?ky=2019-quy-1", "/ket-qua/2019-quy-1/bieu/"),
        (
            "?ky=2018-2020&tu=2019-01-01&den=2019-02-28",
            "/ket-qua/tu-2019-01-01-den-2019-02-28/bieu/",
        ),
        ("?ky=2019&so-lieu=ke-hoach&o-trong=0", "/ket-qua/2019/bieu/?so-lieu=ke-hoach&o-trong=0"),
    ],
)
def test_the_chooser_leads_to_any_period_and_keeps_the_switches(province, client, query, place):
    assert client.get(ROOT + query)["Location"] == place


@pytest.mark.parametrize("query", ["?ky=2019-quy-9", "?tu=x&den=y"])
def test_an_impossible_period_is_not_found(province, client, query):
    assert client.get(ROOT + query).status_code == 404


def test_an_unknown_form_is_not_found(province, client):
    assert client.get(f"{ROOT}khac/").status_code == 404


def test_a_long_list_comes_in_pages_and_its_files_whole(fed, client, monkeypatch):
    monkeypatch.setattr("reports.forms.views.ROWS_PER_PAGE", 2)
    first, last = (text(client, f"{ROOT}du-an/?trang={page}") for page in (1, 3))

    assert "Trang 1 / 3" in first
    assert first.count('<th scope="row">') == 2 + 1  # and the total
    assert "/hoat-dong/A4/" in last
    whole = client.get("/ket-qua/2018-2020/bieu/du-an.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(StringIO(whole)))) == 1 + 6 + 1


def test_staff_find_the_forms_from_their_first_page(province):
    page = signed_in("Nhập liệu").get("/quan-tri/").content.decode()

    assert "/hien-nay/bieu/" in page
    assert "/hien-nay/bieu.xlsx" in page


def test_the_public_finds_them_from_the_results(province, client):
    assert f'href="{ROOT}"' in text(client, "/ket-qua/2018-2020/")
