"""The public pages as a reader meets them: numbers open their records, nothing private shows."""

import re
from datetime import date

import pytest

from projects.models import Facility, Programme, Stage
from reports.figures import FIGURES
from reports.models import StatedNotice
from reports.sealing import seal
from tests import factories as make

from .pages import check_figures, check_page, read_page, text
from .province import MILLION, activity, support

PHASE = "/ket-qua/2018-2020"
PAGES = [
    "/",
    "/ket-qua/",
    f"{PHASE}/",
    f"{PHASE}/hien-nay/",
    "/ket-qua/2019/",
    "/ket-qua/2019-quy-3/",
    "/ket-qua/2005/",
    f"{PHASE}/chi-tieu/",
    f"{PHASE}/huyen-cu/",
    f"{PHASE}/co-so/",
    f"{PHASE}/ho-so/co-so/",
    f"{PHASE}/ho-so/kinh-phi-thuc-hien/?nguon=KCQG&nam=2019",
    f"{PHASE}/ho-so/giai-ngan/?noi-dung=khong-co",
    "/hoat-dong/",
    "/hoat-dong/?tim=khong-co-gi-nhu-vay",
    "/hoat-dong/A1/",
    "/hoat-dong/A3/",
    "/co-so/",
    "/co-so/AN/",
    "/co-so/DK/",
]


@pytest.fixture
def notice(province):
    """What was once published: one figure that agrees, one that does not, one without a number."""
    notice = make.StatedNoticeFactory(
        title="Kết quả như đã đăng", first_year=2018, last_year=2020, approved=True
    )
    kinds, sources = province.kinds, province.sources
    for label, value, unit, more in [
        ("Cơ sở dùng máy", 2, "cơ sở", {"kind": kinds["may"]}),
        ("Khuyến công quốc gia", 1000, "triệu đồng", {"source": sources["KCQG"]}),
        ("Đào tạo nghề", None, "lớp", {"kind": kinds["dao-tao"]}),
        ("Tổng kinh phí", None, "triệu đồng", {}),
    ]:
        make.StatedFigureFactory(notice=notice, label=label, value=value, unit=unit, **more)
    return notice


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_well_built(province, notice, client, address):
    check_page(client.get(address))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/ket-qua/",
        f"{PHASE}/",
        "/ket-qua/2019/",
        f"{PHASE}/chi-tieu/",
        f"{PHASE}/nguon/",
        f"{PHASE}/co-so/",
        "/hoat-dong/A2/",
        "/hoat-dong/A3/",
        "/co-so/AN/",
        "/co-so/BM/",
    ],
)
def test_every_figure_opens_a_list_with_the_same_total(province, notice, client, address):
    check_figures(client, address)


def test_the_sentence_never_breaks_a_number_from_its_unit(province, client):
    page = text(client, f"{PHASE}/")

    assert "02\u00a0cơ\u00a0sở</a>" in page
    assert "1.360\u00a0triệu\u00a0đồng</a>" in page
    assert "1288/QĐ-TTg ngày 15/01" not in page
    assert "1288/QĐ-TTg ngày 01/08/2014" in page


def test_a_result_without_a_number_opens_its_records(province, client):
    page = text(client, f"{PHASE}/")

    assert "không thống kê" in page
    link = f"{PHASE}/ho-so/so-luong-khong-ro/?chi-tieu=hoi-cho.gian-hang"
    assert link in page
    assert "Hội chợ" in text(client, link)


def test_targets_stand_beside_results(province, client):
    page = text(client, f"{PHASE}/")

    assert "4 – 6" in page
    assert "Chỉ tiêu giao" in page
    assert "Chỉ tiêu giao" not in text(client, "/ket-qua/2019/")


def test_a_target_opens_where_it_was_given(province, client):
    """One from 4 to 6 and one of at least 2 open their least, one of at most 9 its most."""
    make.TargetFactory(
        phase=province.phase,
        year=None,
        measure=province.measures["mo-hinh.mo-hinh"],
        minimum=None,
        maximum=9,
        approved=True,
    )
    page = text(client, "/ket-qua/2018-2020/")

    links = dict(re.findall(r'<td class="w"><a href="([^"]+)">([^<]+)</a>', page))
    assert sorted(links.values()) == ["2", "4 – 6", "không quá 9"]
    for link, words in links.items():
        total = read_page(client.get(link).content).values[0]
        assert total == re.search(r"\d+", words)[0]


def test_targets_have_a_page_of_their_own_with_what_was_done(province, client):
    """Two facilities of at least four; one fair of at least two."""
    page = text(client, f"{PHASE}/chi-tieu/")
    machines, fairs = (
        " ".join(_words(row)) for row in page.split("<tr") if "4 – 6" in row or ">2</a></td>" in row
    )

    assert "Chỉ tiêu giao" in page
    assert machines.endswith("4 – 6 50%")
    assert "2 cơ sở" in machines
    assert fairs.endswith("2 50%")
    assert "1 hội chợ" in fairs


def test_the_years_are_split_by_source(province, client):
    page = text(client, f"{PHASE}/")

    link = f"{PHASE}/ho-so/kinh-phi-thuc-hien/?nam=2019&amp;nguon=KCDP"
    assert f'<a href="{link}"><data value="{300 * MILLION}">300</data></a>' in page
    assert '<svg class="chart"' in page


def test_money_beside_the_sum_is_shown_apart(province, client):
    page = text(client, f"{PHASE}/")
    _, _, beside = page.partition("Bên cạnh tổng trên, không cộng thêm vào.")

    assert f"{PHASE}/ho-so/doi-ung/" in beside
    assert f"{PHASE}/ho-so/chua-ro-so-tien/" in beside


def test_rules_and_limits_stand_on_the_page(province, client):
    page = text(client, f"{PHASE}/")

    for rule in ("Số đề án.", "Kinh phí thực hiện.", "Tỷ trọng.", "Giới hạn."):
        assert f"<b>{rule}</b>" in page


def test_a_rule_is_printed_once(province, client):
    page = text(client, f"{PHASE}/")

    assert page.count("<b>Số đề án.</b>") == 1
    assert "Các cột khác tính như ở" in page


def test_the_facilities_helped_last_come_first(province, client):
    page = text(client, f"{PHASE}/")
    _, _, who = page.partition('id="ai"')

    assert "2 trong 2 cơ sở" in who
    assert who.index("HTX An Phú") < who.index("Công ty Bình Minh")
    assert "2018, 2019" in who


def test_a_notice_stands_beside_what_the_records_give(notice, client):
    _, _, page = text(client, f"{PHASE}/").partition('id="doi-chieu"')
    rows = [" ".join(_words(row)) for row in page.split("<tr>")[2:6]]

    assert rows[0].startswith("Cơ sở dùng máy cơ sở 2/2 cơ sở có hồ sơ 2 2 0")
    assert rows[1].startswith(
        "Khuyến công quốc gia triệu đồng 980/1.000 triệu đồng có hồ sơ "
        "280/1.000 triệu đồng có chứng từ 1.000 980 −20"
    )
    assert rows[2].startswith("Đào tạo nghề lớp không nêu 1 không so")
    assert rows[3].startswith("Tổng kinh phí triệu đồng không nêu 1.360 không so")
    assert "Nguyên văn thông báo" in page


def _words(html):
    """The words of a piece of HTML, tags left out."""
    words, inside = [], False
    for piece in html.replace("<", " <").replace(">", "> ").split():
        inside = inside or piece.startswith("<")
        if not inside:
            words.append(piece)
        inside = inside and not piece.endswith(">")
    return words


def test_a_notice_of_other_years_or_not_approved_is_not_shown(notice, client):
    assert "doi-chieu" not in text(client, "/ket-qua/2019/")

    StatedNotice.objects.update(review="draft")
    assert "doi-chieu" not in text(client, f"{PHASE}/")


def test_an_illustration_is_marked_wherever_it_shows(province, client):
    assert "minh họa" not in text(client, f"{PHASE}/")

    type(province.a1).objects.filter(code="A1").update(is_illustration=True)
    Facility.objects.filter(code="AN").update(is_illustration=True)

    mark = '<span class="demo">minh họa</span>'
    for address in ("/", f"{PHASE}/", f"{PHASE}/nam/", f"{PHASE}/ho-so/de-an/", "/ket-qua/"):
        assert mark in text(client, address), address
    for address in ("/hoat-dong/A1/", "/co-so/AN/", "/hoat-dong/", "/co-so/"):
        assert mark in text(client, address), address


def test_an_empty_period_says_what_to_do(province, client):
    page = text(client, "/ket-qua/2005/")

    assert "Chưa có hồ sơ nào của năm 2005 được duyệt." in page
    assert "không giai đoạn nào" in page
    assert "/quan-tri/" in page


def test_a_year_outside_every_phase_has_its_page(province, client):
    page = text(client, "/ket-qua/2021/")

    assert "Kết quả khuyến công năm 2021" in page
    assert "không giai đoạn nào" in page
    assert "666" in page


def test_a_year_names_the_phases_that_count_it(province, client):
    make.ProgramPhaseFactory(first_year=2019, last_year=2025)
    page = text(client, "/ket-qua/2019/")

    assert 'href="/ket-qua/2018-2020/"' in page
    assert 'href="/ket-qua/2019-2025/"' in page


def test_a_period_without_results_shows_its_plan(province, client):
    """In the third quarter of 2019 nothing is counted as result for a year that just began."""
    page = text(client, "/ket-qua/2020-quy-1/?den-ngay=2020-01-15")

    assert "chưa có hạng mục nào được nghiệm thu" in page


@pytest.mark.parametrize(
    "address",
    [
        "/ket-qua/1999/",
        "/ket-qua/2020-2018/",
        "/ket-qua/2020-quy-5/",
        f"{PHASE}/khong-co/",
        f"{PHASE}/ho-so/khong-co/",
        f"{PHASE}/ho-so/kinh-phi-giao/?xa-phuong=X1",
        f"{PHASE}/?den-ngay=hom-qua",
    ],
)
def test_what_does_not_exist_is_not_found(province, client, address):
    assert client.get(address).status_code == 404


def test_proposals_are_not_listed(province, client):
    assert any(figure.key == "proposals" for figure in FIGURES)
    assert client.get(f"{PHASE}/ho-so/de-an-de-xuat/").status_code == 404
    assert client.get(f"{PHASE}/ho-so/de-an-de-xuat.csv").status_code == 404


def test_a_chosen_condition_can_be_dropped(province, client):
    page = text(client, f"{PHASE}/ho-so/kinh-phi-thuc-hien/?nguon=KCQG&nam=2019")

    assert "Nguồn kinh phí: <b>Khuyến công quốc gia</b>" in page
    assert f'href="{PHASE}/ho-so/kinh-phi-thuc-hien/?nam=2019"' in page
    assert f'href="{PHASE}/ho-so/kinh-phi-thuc-hien/?nguon=KCQG"' in page
    assert f"{PHASE}/ho-so/kinh-phi-thuc-hien.xlsx?nguon=KCQG&amp;nam=2019" in page


def test_records_lead_to_their_own_pages(province, client):
    page = text(client, f"{PHASE}/ho-so/kinh-phi-thuc-hien/")

    assert '<a href="/hoat-dong/A1/">' in page
    assert '<a href="/co-so/AN/">' in page


def test_a_long_list_has_pages_by_links(province, client, monkeypatch):
    monkeypatch.setattr("reports.views.ROWS_PER_PAGE", 2)
    page = text(client, f"{PHASE}/ho-so/luot/?trang=2")

    assert 'href="?trang=3"' in page
    assert "8 dòng" in page
    assert '<th scope="row">3</th>' in page


def test_the_list_of_results_gives_each_phase_in_a_line(province, client):
    page = text(client, "/ket-qua/")

    assert "05\u00a0đề án" in page.replace("</data>", "")
    assert "không cộng các giai đoạn với nhau" in page
    assert 'href="/ket-qua/2021/"' in page


def test_live_numbers_open_live_records_even_of_a_published_period(province, client):
    """A phase was sealed, then A1 was settled anew: home and the list show what is true today."""
    seal(make.PublicationFactory(period_slug="2018-2020"), make.UserFactory())
    province.f1.settled = 299 * MILLION
    province.f1.save()

    for address in ("/", "/ket-qua/", "/co-so/AN/", "/hoat-dong/A1/"):
        check_figures(client, address)


def test_home_answers_for_the_phase_that_has_records(province, client):
    page = text(client, "/").replace("</data>", "")

    assert "Từ năm 2018 đến năm 2020, tỉnh đã hỗ trợ" in page
    assert "02\u00a0cơ sở" in page
    assert "bằng <a" in page


# One activity, one facility


def test_an_activity_says_what_who_where_and_how_much(province, client):
    of_a1 = {"activity": province.a1, "approved": True}
    make.StageEventFactory(**of_a1, document_number="12/HĐ-KC")
    make.DocumentFactory(**of_a1, title="Biên bản nghiệm thu", is_public=True)
    make.DocumentFactory(**of_a1, title="Thư riêng")
    make.DocumentFactory(activity=province.a1, title="Chưa ai xem", is_public=True)
    page = text(client, "/hoat-dong/A1/")

    for words in ("HTX An Phú", ">Xã An Phú</a>", "12/HĐ-KC", "Biên bản nghiệm thu", "khoảng 30"):
        assert words in page
    assert "Thư riêng" not in page
    assert "Chưa ai xem" not in page
    assert "280\u00a0triệu đồng" in page.replace("</data>", "")
    assert "02/07/2018" not in page  # a payment nobody approved


@pytest.mark.parametrize("code", ["B1", "B3", "KHONG-CO"])
def test_a_proposal_or_a_draft_has_no_page(province, client, code):
    assert client.get(f"/hoat-dong/{code}/").status_code == 404


def test_a_refused_activity_has_no_page(province, client):
    activity(province, "B9", 2019, "may", stage=Stage.REJECTED)

    assert client.get("/hoat-dong/B9/").status_code == 404


def test_a_stopped_activity_says_so(province, client):
    assert "Ngừng thực hiện ngày 01/05/2019" in text(client, "/hoat-dong/B2/")


def test_a_facility_shows_all_it_received(province, client):
    page = text(client, "/co-so/AN/").replace("</data>", "")

    assert "410\u00a0triệu đồng" in page  # 280 + 100 + 30 of an unknown source
    assert 'href="/hoat-dong/A1/"' in page
    assert "/ket-qua/2018-2019/hien-nay/ho-so/kinh-phi-thuc-hien/?co-so=AN&amp;nam=2018" in page


def test_a_facility_without_a_public_record_has_no_page(province, client):
    hidden = make.FacilityFactory()
    support(activity(province, "B8", 2019, "may", stage=Stage.PROPOSED), facility=hidden)

    assert client.get(f"/co-so/{hidden.code}/").status_code == 404
    assert client.get("/co-so/KHONG-CO/").status_code == 404


def test_a_merged_facility_leads_to_the_one_that_took_it_over(province, client):
    Facility.objects.filter(code="BM").update(merged_into=province.an_phu)

    assert client.get("/co-so/BM/").headers["Location"] == "/co-so/AN/"
    assert "Công ty Bình Minh" in text(client, "/co-so/AN/")
    assert "Công ty Bình Minh" not in text(client, "/co-so/")


def test_nothing_private_shows_on_any_page(province, notice, client):
    secrets = {
        "address": "12 ngõ Kín",
        "representative": "Nguyễn Văn Kín",
        "phone": "0900000001",
        "tax_code": "001234567890",
    }
    Facility.objects.filter(code="DK").update(**secrets)
    type(province.a5).objects.filter(code="A5").update(note="ghi chú riêng")

    for address in (*PAGES, "/hoat-dong/A5/", f"{PHASE}.json", f"{PHASE}/co-so.csv"):
        body = client.get(address).content.decode()
        for secret in (*secrets.values(), "ghi chú riêng"):
            assert secret not in body, (address, secret)


def test_the_tax_code_of_an_organisation_is_public(province, client):
    Facility.objects.filter(code="AN").update(tax_code="5900123456")

    assert "5900123456" in text(client, "/co-so/AN/")


def test_a_person_is_not_offered_to_search_engines(province, client):
    assert 'content="noindex"' in text(client, "/co-so/DK/")
    assert 'content="noindex"' not in text(client, "/co-so/AN/")


def test_a_programme_is_named_in_words(province, client):
    assert Programme(province.a1.programme).label in text(client, "/hoat-dong/A1/")
    assert date(2018, 6, 1).strftime("%d/%m/%Y") in text(client, "/hoat-dong/A1/")
