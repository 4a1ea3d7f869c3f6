"""The entry screen with its scripts: what a clerk sees while typing, under the strict policy."""

import re

import pytest
from playwright.sync_api import expect

from khuyencong import roles
from projects.models import Activity, Facility
from tests.browser.test_main_job import choose
from tests.factories import ActivityFactory, FacilityFactory, PaymentFactory, ProgramPhaseFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

ADD = "/quan-tri/projects/activity/add/"
TRAINING = "Đào tạo nghề, truyền nghề"


@pytest.fixture
def page(catalogue, person, signed_in):
    """The empty screen, opened by a clerk."""
    person("nhap", roles.ENTRY)
    ProgramPhaseFactory(first_year=2026, last_year=2030)
    with signed_in("nhap") as page:
        page.goto(ADD)
        yield page


def named(page):
    """Block 1, as far as a draft needs it."""
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Đào tạo nghề dệt")
    page.get_by_label("Nội dung chính").select_option(label=TRAINING)
    page.get_by_label("Khuyến công quốc gia").check()
    page.locator("#id_year").fill("2026")
    page.locator("#supports-0 .quant").wait_for()


def saved(page):
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_url(re.compile(r"/change/$"))
    return Activity.objects.get()


def test_money_is_grouped_and_written_in_words_with_the_caret_kept(page):
    box = page.locator("#id_total_by_decision")

    box.press_sequentially("1205000000")
    words = page.locator("#id_total_by_decision + .words").inner_text()
    box.press("Home")
    box.press_sequentially("3")

    assert words == "một tỷ hai trăm linh năm triệu đồng"
    assert box.input_value() == "31.205.000.000"
    assert box.evaluate("box => box.selectionStart") == 1


def test_quantities_follow_the_kind(page):
    named(page)
    boxes = page.locator("#supports-0 .quant input.vNumber")
    expect(boxes).to_have_count(6)

    page.locator("#supports-0 details summary").click()
    page.locator("#id_supports-0-kind").select_option(label="Tổ chức hội chợ, triển lãm")
    page.locator("#supports-0 .quant").get_by_text("hội chợ").first.wait_for()
    page.locator("#id_supports-0-kind").select_option(index=0)
    page.locator("#supports-0 .quant").get_by_text("Số lớp").wait_for()

    expect(boxes).to_have_count(6)


def test_a_card_is_copied_split_and_removed(page):
    first, second = FacilityFactory(name="Cơ sở Dệt Một"), FacilityFactory(name="Cơ sở Dệt Hai")
    named(page)
    choose(page, "supports-0-facility", "det mot", first.name)
    page.locator("#supports-0 .quant input.vNumber").first.fill("1")
    page.locator("#supports-0").get_by_role("button", name="Chép").click()
    choose(page, "supports-1-facility", "det hai", second.name)
    page.locator("#supports-1").get_by_role("button", name="Chép").click()
    assert page.locator("#dem-hang-muc").inner_text() == "3 hạng mục, 2 cơ sở"

    page.locator("#id_fundings-0-source").select_option(index=1)
    page.locator("#id_fundings-0-planned").press_sequentially("90")
    page.locator("#fundings-0 details summary").click()
    page.locator("#fundings-0").get_by_label("Hạng mục 2, kế hoạch").fill("40")
    page.locator("#supports-0").get_by_role("button", name="Gỡ bỏ").click()
    left = page.locator("#fundings-0").get_by_label("Hạng mục 1, kế hoạch")
    assert left.input_value() == "40"
    activity = saved(page)

    supports = list(activity.supports.all())
    assert [support.facility for support in supports] == [second, None]
    assert [s.quantities.get().planned for s in supports] == [1, 1]
    shares = activity.fundings.get().shares
    assert shares.get(support=supports[0]).planned == 40
    assert shares.get(support=None).planned == 50


def test_sums_are_told_while_typing(page):
    page.locator("#id_total_by_decision").fill("100000000")
    page.locator("#id_fundings-0-planned").fill("80000000")

    sums = page.locator("#cong-kinh-phi")

    expect(sums).to_contain_text("Ít hơn tổng theo quyết định 20.000.000 đồng")
    page.locator("#id_fundings-0-planned").fill("100000000")
    expect(sums).to_contain_text("Khớp tổng theo quyết định")


def test_a_facility_is_added_in_a_popup_and_chosen(page):
    with page.expect_popup() as opened:
        page.locator("#add_id_supports-0-facility").click()
    popup = opened.value
    popup.get_by_label("Tên cơ sở").fill("Cơ sở Mới Mở")
    popup.get_by_label("Loại hình").select_option(label="Hộ kinh doanh")
    popup.locator("[name=_save]").click()

    page.locator("#id_supports-0-facility option:checked").get_by_text("Cơ sở Mới Mở").wait_for(
        state="attached"
    )

    assert Facility.objects.get().name == "Cơ sở Mới Mở"


def test_the_calendar_writes_days_our_way(page):
    page.locator("#supports-0 .datetimeshortcuts a").nth(1).click()
    page.locator(".calendarbox:visible td a", has_text=re.compile("^5$")).click()

    written = page.locator("#id_supports-0-accepted_on").input_value()

    assert re.fullmatch(r"05/\d\d/\d{4}", written)


def test_ctrl_s_saves_a_draft(page):
    named(page)

    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/change/$"))

    assert Activity.objects.get().review == "draft"


def test_no_page_of_the_staff_breaks_the_policy_or_the_phone(catalogue, person, signed_in):
    """The policy is judged by the fixture when the browser is closed."""
    chief = person("moi", roles.ENTRY)
    chief.is_superuser = True
    chief.save()
    activity = ActivityFactory()
    payment = PaymentFactory(funding__activity=activity)
    pages = [
        "/quan-tri/",
        "/quan-tri/projects/activity/",
        f"/quan-tri/projects/activity/{activity.pk}/change/",
        f"/quan-tri/projects/activity/{activity.pk}/history/",
        f"/quan-tri/projects/activity/{activity.pk}/delete/",
        f"/quan-tri/projects/payment/{payment.pk}/change/",
        "/quan-tri/projects/facility/add/",
        "/quan-tri/projects/award/add/",
        "/quan-tri/projects/stageevent/add/",
        "/quan-tri/reports/statednotice/add/",
        "/quan-tri/programs/programphase/add/",
        "/quan-tri/programs/activitykind/",
    ]
    with signed_in("moi") as page:
        page.set_viewport_size({"width": 360, "height": 800})
        wide = []
        for url in pages:
            assert page.goto(url).ok
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                wide.append(url)

    assert wide == []


def test_the_commune_of_today_is_proposed_and_chosen_by_the_person(page):
    named(page)
    page.locator("#supports-0 details summary").click()
    page.locator("#id_supports-0-place_then").fill("phường Đống Đa")
    page.locator("#supports-0").get_by_role("button", name="Tìm xã, phường hiện nay").click()
    proposed = page.locator("#supports-0 .proposals")
    expect(proposed).to_contain_text("Có 2 khả năng")
    assert page.locator("#id_supports-0-commune").input_value() == ""

    proposed.get_by_role("button", name="Phường Thống Nhất").click()
    activity = saved(page)

    support = activity.supports.get()
    assert (support.commune.name, support.old_district.name) == (
        "Phường Thống Nhất",
        "Thành phố Pleiku",
    )
    assert support.place_then == "phường Đống Đa"
