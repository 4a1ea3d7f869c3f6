"""Stated figures: read from a notice, chosen by a person, kept beside what the records give."""

import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from khuyencong.admin_base import VERSION
from khuyencong.roles import ENTRY, REVIEW, VIEW
from reports.comparison import comparisons_of
from reports.lines import RegisterLines
from reports.models import StatedFigure
from reports.notices.screen import READ
from reports.periods import Period
from reports.results import results_of
from tests import factories as make
from tests.staff import page_of, signed_in

SEED = settings.SOURCE_DIR / "reports" / "demo" / "notice.toml"


@pytest.fixture
def catalogue(db):
    call_command("load_catalogue", stdout=StringIO())


@pytest.fixture
def notice(catalogue):
    text = tomllib.loads(SEED.read_text("utf-8"))["notice"]["text"]
    return make.StatedNoticeFactory(text=text, first_year=2014, last_year=2020)


@pytest.fixture
def client(db):
    return signed_in(ENTRY)


def boxes(answer, **changes):
    """What the browser posts of the screen it was shown."""
    screen = answer.context["screen"]
    posted = {
        VERSION: screen.notice.version,
        READ: screen.fingerprint,
        "text": screen.text,
        "step": "luu",
    }
    for one in screen.candidates:
        for name, value in one.form.initial.items():
            if name != "keep" or value:
                posted[f"{one.form.prefix}-{name}"] = getattr(value, "pk", value) or ""
    return {**posted, **changes}


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_the_screen_shows_what_was_found_and_stores_nothing(notice, client):
    answer = client.get(page_of(notice, "doc/"))
    page = answer.content.decode()

    assert "6 kết quả có số, 1 kết quả không nêu số, 2 khoản kinh phí" in page
    assert "1288/QĐ-CP và 1288/QĐ-TTg" in page
    assert page.count("<mark") == len(answer.context["screen"].reading.items)
    assert not StatedFigure.objects.exists()


def test_what_is_chosen_is_kept_as_it_was_printed(notice, client):
    address = page_of(notice, "doc/")

    answer = client.post(address, boxes(client.get(address)))

    assert answer.status_code == 302
    seed = tomllib.loads(SEED.read_text("utf-8"))["stated"]
    kept = StatedFigure.objects.filter(notice=notice).order_by("order")
    assert [(row.printed, row.value) for row in kept] == [
        (row["printed"], row.get("value")) for row in seed
    ]
    assert [row.kind and row.kind.code for row in kept] == [row.get("kind") for row in seed]
    assert [row.source and row.source.code for row in kept] == [row.get("source") for row in seed]
    notice.refresh_from_db()
    assert client.user in notice.editors.all()


def test_what_is_kept_already_is_not_offered_again(notice, client):
    address = page_of(notice, "doc/")
    client.post(address, boxes(client.get(address)))

    answer = client.post(address, boxes(client.get(address)))

    assert said(answer) == ["Chưa chọn số nào để lưu."]
    assert StatedFigure.objects.count() == 9


def test_what_has_no_number_is_known_again_whatever_its_unit(notice, client):
    address = page_of(notice, "doc/")
    client.post(address, boxes(client.get(address)))
    StatedFigure.objects.filter(notice=notice, value=None).update(unit="sản phẩm")

    assert all(one.is_kept for one in client.get(address).context["screen"].candidates)


def test_a_qualifier_and_a_range_are_kept(notice, client):
    address = page_of(notice, "doc/")
    text = "mở khoảng 2 - 4 lớp đào tạo nghề; hơn 413 triệu đồng vốn đối ứng"

    client.post(address, boxes(client.post(address, {"text": text, "step": "doc"})))

    courses, money = StatedFigure.objects.order_by("order")
    assert (courses.qualifier, courses.value, courses.upper_value) == ("khoang", 2, 4)
    assert (money.qualifier, money.value, money.source.code) == ("hon", 413, "DOI_UNG")
    notice.refresh_from_db()
    assert notice.text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Chưa có gì để đọc"),
        ("   ", "Chưa có gì để đọc"),
        ("a" * 20_001, "Văn bản quá dài (20001 ký tự)"),
        ("Không có gì.", "Không thấy số, kinh phí, năm hay số văn bản nào"),
    ],
)
def test_a_text_that_cannot_be_read_is_answered_in_words(notice, client, text, message):
    answer = client.post(page_of(notice, "doc/"), {"text": text, "step": "doc"})

    assert message in answer.content.decode()


def test_boxes_of_another_text_or_version_are_not_stored(notice, client):
    address = page_of(notice, "doc/")
    posted = boxes(client.get(address))

    for changes in ({"text": "mở 09 lớp đào tạo nghề"}, {VERSION: 99}):
        answer = client.post(address, posted | changes)
        assert "vừa thay đổi" in said(answer)[0]
    assert not StatedFigure.objects.exists()


def test_a_kept_figure_needs_a_name(notice, client):
    address = page_of(notice, "doc/")

    answer = client.post(address, boxes(client.get(address), **{"so-0-label": ""}))

    assert "Đặt tên cho số này" in answer.content.decode()
    assert not StatedFigure.objects.exists()


def test_a_locked_notice_is_read_but_not_written(catalogue, client):
    notice = make.StatedNoticeFactory(text="mở 02 lớp đào tạo nghề", approved=True)
    address = page_of(notice, "doc/")
    answer = client.get(address)

    assert "Lưu các số đã chọn" not in answer.content.decode()
    assert client.post(address, boxes(answer)).status_code == 403


@pytest.mark.parametrize("role", [VIEW, REVIEW])
def test_who_may_not_enter_may_not_keep(notice, role):
    client = signed_in(role)
    answer = client.get(page_of(notice, "doc/"))

    assert answer.status_code == 200
    assert client.post(page_of(notice, "doc/"), boxes(answer)).status_code == 403


def test_a_visitor_is_sent_to_sign_in(notice, client):
    client.logout()

    assert client.get(page_of(notice, "doc/")).status_code == 302


# Beside the records.


def figures_of(period):
    results = results_of(RegisterLines(period))
    return comparisons_of(period, results.measures, results.money)


@pytest.fixture
def stated(province):
    notice = make.StatedNoticeFactory(first_year=2018, last_year=2020, approved=True)
    for order, more in enumerate(
        [
            {"kind": province.kinds["may"], "value": 4, "unit": "cơ sở"},
            {"source": province.sources["KCQG"], "value": 980, "unit": "triệu đồng"},
            {"value": Decimal("1.4"), "unit": "tỷ đồng", "qualifier": "gan"},
            {"kind": province.kinds["may"], "value": 2, "upper_value": 4, "unit": "cơ sở"},
            {"kind": province.kinds["dao-tao"], "value": 20, "unit": "lao động"},
        ],
        1,
    ):
        make.StatedFigureFactory(notice=notice, order=order, **more)
    return notice


def test_the_meter_says_how_much_of_a_stated_figure_is_documented(stated):
    (comparison,) = figures_of(Period.years(2018, 2020))

    texts = [[meter.text for meter in figure.meters] for figure in comparison.figures]
    assert texts[:3] == [
        ["2/4 cơ sở có hồ sơ"],
        ["980/980 triệu đồng có hồ sơ", "280/980 triệu đồng có chứng từ"],
        ["1,36/gần 1,4 tỷ đồng có hồ sơ", "0,28/gần 1,4 tỷ đồng có chứng từ"],
    ]
    assert [meter.percent for meter in comparison.figures[1].meters] == [100, 28]


def test_a_range_and_another_unit_are_not_measured(stated):
    (comparison,) = figures_of(Period.years(2018, 2020))

    *_, in_a_range, unknown_number = comparison.figures
    assert in_a_range.stated_text == "2 – 4"
    assert (in_a_range.difference, in_a_range.meters) == (None, [])
    assert (unknown_number.value, unknown_number.meters) == (None, [])


def test_notices_and_phases_with_common_years_are_named_and_not_added(stated, client):
    make.StatedNoticeFactory(
        first_year=2016, last_year=2019, published_on=date(2020, 2, 3), approved=True
    )
    make.StatedNoticeFactory(first_year=2019, last_year=2021)  # a draft says nothing
    make.ProgramPhaseFactory(first_year=2020, last_year=2025)

    (comparison,) = figures_of(Period.years(2018, 2020))

    assert comparison.overlaps == [
        "thông báo ngày 03/02/2020 (2016–2019)",
        "giai đoạn 2020–2025",
    ]
    page = client.get("/ket-qua/2018-2020/").content.decode()
    assert "Số của các kỳ trùng năm không cộng với nhau" in page
    assert '<small class="meter">2/4 cơ sở có hồ sơ' in page
