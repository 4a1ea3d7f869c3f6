"""The pages of words and the lists: contact, notices, method, glossary, products, site maps."""

import re

import pytest
from django.utils import timezone

from projects.models import Award, Facility
from reports.figures import FIGURES, RATIOS
from reports.glossary import TERMS
from reports.public.sitemaps import SITEMAPS
from reports.publishing.revisions import new_revision
from reports.sealing import seal
from tests import factories as make

from .pages import check_figures, check_page, text

pytestmark = pytest.mark.any_database

PAGES = [
    "/gioi-thieu/",
    "/lien-he/",
    "/thong-bao/",
    "/du-lieu/",
    "/thuat-ngu/",
    "/tiep-can/",
    "/so-do-trang/",
    "/san-pham/",
    "/san-pham/?tim=khong-co-gi-nhu-vay",
]


@pytest.fixture
def notices(province):
    """A sealed notice, its correction, a withdrawn one, and an old one as it was printed."""
    first = seal(
        make.PublicationFactory(title="Kết quả 2019", period_slug="2019"), make.UserFactory()
    )
    seal(new_revision(first, make.UserFactory(), "Sót một đề án."), make.UserFactory())
    withdrawn = seal(
        make.PublicationFactory(title="Kết quả nhầm", period_slug="2020"), make.UserFactory()
    )
    withdrawn.withdrawn_at, withdrawn.withdrawn_by = timezone.now(), make.UserFactory()
    withdrawn.withdrawn_reason = "Nhầm ngày chốt."
    withdrawn.save()
    make.StatedNoticeFactory(title="Thông báo cũ", first_year=2018, last_year=2020, approved=True)
    make.StatedNoticeFactory(title="Thông báo nháp", first_year=2018, last_year=2020)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_words_is_well_built(notices, client, address):
    check_page(client.get(address))


def test_the_footer_leads_to_every_page_of_words(province, client):
    page = text(client, "/thuat-ngu/")

    for address in PAGES[:8]:
        assert f'href="{address}"' in page
    assert 'href="/lien-he/?trang=/thuat-ngu/"' in page


# Contact


def test_a_report_names_page_and_figure_as_text(province, client):
    page = text(client, "/lien-he/?trang=/ket-qua/2019/%3Fnam%3D1&so=<script>alert(1)</script>")

    assert "http://testserver/ket-qua/2019/?nam=1" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("foreign", ["//example.org/x", "https://example.org/", "javascript:x"])
def test_a_report_names_only_pages_of_the_portal(province, client, foreign):
    page = text(client, f"/lien-he/?trang={foreign}")

    assert foreign not in page.partition("<footer")[0]


def test_a_report_is_cut_short(province, client):
    main, _, _ = text(client, "/lien-he/?so=" + "9" * 5000).partition("<footer")

    assert "9" * 300 in main
    assert "9" * 301 not in main


def test_the_records_of_a_figure_offer_a_report_of_it(province, client):
    page = text(client, "/ket-qua/2019/ho-so/kinh-phi-thuc-hien/?nguon=KCQG")
    link = re.search(r'href="(/lien-he/\?trang=%2Fket-qua[^"]+)"', page)

    assert link
    report = text(client, link[1].replace("&amp;", "&"))
    assert "http://testserver/ket-qua/2019/ho-so/kinh-phi-thuc-hien/?nguon=KCQG" in report
    assert "Kinh phí thực hiện, năm 2019: 500" in report


def test_contact_is_the_agencys_own(province, client):
    assert "Cơ quan chưa khai địa chỉ liên hệ" in text(client, "/lien-he/")

    make.AgencyFactory(address="1 Đường Công", phone="0269 000 000", email="so@example.vn")
    page = text(client, "/lien-he/")
    assert "1 Đường Công" in page
    assert 'href="mailto:so@example.vn"' in page


# Notices


def test_notices_stand_by_date_with_their_state(notices, client):
    page = text(client, "/thong-bao/")

    assert page.index("Kết quả 2019") < page.index("Thông báo cũ")
    assert "Lý do thay bản trước: Sót một đề án." in page
    assert "Lý do thu hồi: Nhầm ngày chốt." in page
    assert 'href="/ket-qua/2018-2020/#doi-chieu"' in page
    assert "Thông báo nháp" not in page


def test_home_shows_the_latest_standing_publications(notices, client):
    page = text(client, "/")

    assert 'href="/ket-qua/2019/ban-2/"' in page
    assert 'href="/ket-qua/2019/ban-1/"' not in page
    assert "Kết quả nhầm" not in page
    assert 'href="/thong-bao/"' in page


# Method and glossary


def test_every_public_rule_is_on_the_page_of_the_method(province, client):
    page = text(client, "/du-lieu/")

    for item in (*FIGURES, *RATIOS):
        assert (item.rule in page) == (item.key != "proposals"), item.key


def test_the_addresses_of_the_method_answer(province, client):
    for address in re.findall(r'href="(/ket-qua/2018-2020[^"]*)"', text(client, "/du-lieu/")):
        assert client.get(address).status_code == 200, address


def test_every_term_has_one_meaning_and_a_source(province, client):
    words = [term.word for term in TERMS]
    page = text(client, "/thuat-ngu/")

    assert len(words) == len(set(words))
    assert all(term.meaning.endswith(".") and term.source for term in TERMS)
    assert all(word in page for word in words)


# Recognised products


def test_only_recognised_and_approved_products_are_listed(province, client):
    """Of the contest of 2019 two are recognised; a draft one is nobody's business yet."""
    contest = Award.objects.filter(status=Award.Status.RECOGNISED).first().round
    for product, more in [
        ("Nháp", {}),
        ("Chỉ đăng ký", {"approved": True, "status": "registered"}),
    ]:
        make.AwardFactory(
            round=contest,
            facility=province.an_phu,
            product=product,
            **{"status": "recognised", **more},
        )
    page = text(client, "/san-pham/")

    assert "2 sản phẩm, bộ sản phẩm được công nhận" in page
    assert "Nháp" not in page
    assert "Chỉ đăng ký" not in page
    assert 'href="/co-so/AN/"' in page


def test_counts_of_products_open_their_records(province, client):
    check_figures(client, "/san-pham/")


def test_products_are_narrowed_by_the_address(province, client):
    contest = make.AwardRoundFactory(year=2020, level="region")
    given = {"round": contest, "facility": province.cao_nguyen}
    make.AwardFactory(**given, product="Cà phê", status=Award.Status.AWARDED, approved=True)

    page = text(client, "/san-pham/?cap=region&nam=2020")
    assert "1 sản phẩm, bộ sản phẩm được công nhận" in page
    assert "Cà phê" in page
    assert "Cà phê" in text(client, "/san-pham/?tim=ca+phe")
    # Cao Nguyên has a public page only through the activity of 2021.
    assert 'href="/co-so/CN/"' in page


def test_a_product_of_a_facility_without_public_record_has_no_link(province, client):
    facility = make.FacilityFactory(code="ZZ", name="Cơ sở không hồ sơ")
    make.AwardFactory(
        round=make.AwardRoundFactory(year=2020), facility=facility, status="awarded", approved=True
    )
    page = text(client, "/san-pham/")

    assert "Cơ sở không hồ sơ" in page
    assert 'href="/co-so/ZZ/"' not in page


# Site maps


def locations(client, section):
    page = client.get(f"/sitemap-{section}.xml").content.decode()
    return re.findall(r"<loc>http://testserver([^<]+)</loc>", page)


@pytest.mark.parametrize("section", SITEMAPS)
def test_every_address_of_a_site_map_answers(notices, client, section):
    found = locations(client, section)

    assert found
    for address in found:
        assert client.get(address).status_code == 200, address


def test_the_index_names_every_site_map(province, client):
    page = text(client, "/sitemap.xml")

    for section in SITEMAPS:
        assert f"http://testserver/sitemap-{section}.xml" in page
    assert client.get("/sitemap-khong-co.xml").status_code == 404


def test_no_site_map_names_a_household_or_what_is_not_public(notices, client):
    """Hộ Đak is a household; no. B1 to B3 are a proposal, a stopped đề án and a draft."""
    facilities, activities = locations(client, "co-so"), locations(client, "hoat-dong")

    assert "/co-so/AN/" in facilities
    assert "/co-so/DK/" not in facilities
    assert "/hoat-dong/A1/" in activities
    assert not {"/hoat-dong/B1/", "/hoat-dong/B3/"} & {*activities}
    assert locations(client, "cong-bo") == ["/ket-qua/2019/ban-1/", "/ket-qua/2019/ban-2/"]


def test_robots_name_the_site_map_in_production_only(province, client, settings):
    settings.MODE = "production"
    page = text(client, "/robots.txt")
    assert "Sitemap: http://testserver/sitemap.xml" in page
    assert "Disallow: /lien-he/?" in page

    settings.MODE = "demo"
    assert "Sitemap" not in text(client, "/robots.txt")


# Privacy


def test_what_is_not_public_of_a_facility_is_on_none_of_these_pages(notices, client):
    hidden = {"phone": "0901 234 567", "representative": "Ông Kín", "address": "12 Đường Kín"}
    Facility.objects.update(**hidden)

    addresses = [*PAGES, "/noi-dung/may/", "/so-sanh/", "/"]
    addresses += [f"/sitemap-{section}.xml" for section in SITEMAPS]
    for address in addresses:
        page = text(client, address)
        assert not any(value in page for value in hidden.values()), address
