"""The warning before a session ends, typing that keeps it, and work that comes back after it."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from khuyencong import roles
from khuyencong.accounts.idle import LAST_SEEN
from projects.models import Activity
from tests.browser.test_main_job import choose
from tests.factories import PASSWORD, FacilityFactory, ProgramPhaseFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

ADD = "/quan-tri/projects/activity/add/"
TRAINING = "Đào tạo nghề, truyền nghề"
MINUTE = 60_000


@pytest.fixture
def page(catalogue, person, signed_in):
    """The empty entry screen, opened by a clerk; its clock is ours."""
    person("nhap", roles.ENTRY)
    ProgramPhaseFactory(first_year=2026, last_year=2030)
    with signed_in("nhap") as page:
        page.clock.install()
        page.goto(ADD)
        page.wait_for_load_state("load")
        yield page


def seen(minutes_ago=None):
    """When the server last heard of the one session; or let that be so many minutes ago."""
    session = Session.objects.get()
    data = session.get_decoded()
    if minutes_ago is not None:
        data[LAST_SEEN] = int(time.time()) - minutes_ago * 60
        session.session_data = Session.objects.encode(data)
        session.save()
    return data[LAST_SEEN]


def pass_time(page, minutes):
    """In the browser and on the server."""
    seen(minutes_ago=minutes)
    page.clock.fast_forward(int(minutes * MINUTE))


def signs_in_again(page):
    page.get_by_label("Tên đăng nhập").fill("nhap")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_a_minute_before_the_end_the_page_warns_and_a_click_keeps_it(page):
    bar = page.get_by_role("alert")
    pass_time(page, 13)
    expect(bar).to_have_count(0)

    page.clock.fast_forward(int(1.3 * MINUTE))
    expect(bar).to_contain_text("Sắp đăng xuất")
    with page.expect_response("**/con-lam/") as answer:
        page.get_by_role("button", name="Làm việc tiếp").click()

    assert answer.value.status == 204
    expect(bar).to_have_count(0)
    assert time.time() - seen() < 60


def test_typing_keeps_it(page):
    pass_time(page, 10)

    with page.expect_response("**/con-lam/") as answer:
        page.get_by_label("Tên đề án, nhiệm vụ").press_sequentially("Dệt")

    assert answer.value.status == 204
    assert time.time() - seen() < 60


def test_what_was_typed_comes_back_after_signing_in_again(page):
    first, second = FacilityFactory(name="Cơ sở Dệt Một"), FacilityFactory(name="Cơ sở Dệt Hai")
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Đào tạo nghề dệt")
    page.get_by_label("Nội dung chính").select_option(label=TRAINING)
    page.get_by_label("Khuyến công quốc gia").check()
    page.locator("#id_year").fill("2026")
    page.locator("#supports-0 .quant").wait_for()
    choose(page, "supports-0-facility", "det mot", first.name)
    page.locator("#supports-0 .quant input.vNumber").first.fill("3")
    page.locator("#supports-group .add-row a").click()
    choose(page, "supports-1-facility", "det hai", second.name)

    pass_time(page, 16)
    expect(page.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    page.get_by_role("link", name="Đăng nhập lại").click()
    signs_in_again(page)
    page.wait_for_url(f"**{ADD}")

    expect(page.locator(".idle.restored")).to_contain_text("Chưa lưu")
    expect(page.get_by_label("Tên đề án, nhiệm vụ")).to_have_value("Đào tạo nghề dệt")
    expect(page.get_by_label("Khuyến công quốc gia")).to_be_checked()
    expect(page.locator("#supports-0 .quant input.vNumber").first).to_have_value("3")
    expect(page.locator("#select2-id_supports-1-facility-container")).to_contain_text(second.name)
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_url(re.compile(r"/change/$"))
    saved = Activity.objects.get()
    names = saved.supports.values_list("facility__name", flat=True)
    assert {*names} == {first.name, second.name}
    expect(page.locator(".idle")).to_have_count(0)


def test_what_was_sent_too_late_comes_back_too(page):
    """The computer slept, and its owner pressed save on waking."""
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Đào tạo nghề dệt")
    seen(minutes_ago=16)
    page.get_by_role("button", name="Lưu nháp").click()

    expect(page.get_by_role("alert")).to_contain_text("Chưa lưu gì")
    signs_in_again(page)

    page.wait_for_url(f"**{ADD}")
    expect(page.get_by_label("Tên đề án, nhiệm vụ")).to_have_value("Đào tạo nghề dệt")
    assert not Activity.objects.exists()


def test_it_comes_back_to_nobody_else_and_not_after_signing_out(page, person):
    person("khac", roles.ENTRY)
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Riêng")
    pass_time(page, 16)
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.get_by_label("Tên đăng nhập").fill("khac")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"**{ADD}")

    page.wait_for_load_state("load")
    expect(page.get_by_label("Tên đề án, nhiệm vụ")).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('typed')") is None


def test_passwords_and_hidden_fields_are_never_kept(page):
    page.get_by_label("Tên đề án, nhiệm vụ").fill("Dệt")
    page.evaluate(
        """() => {
          const box = document.createElement("input");
          [box.type, box.name, box.value] = ["password", "mat-khau", "bí mật"];
          document.querySelector("#content form").append(box);
        }"""
    )
    pass_time(page, 16)
    expect(page.get_by_role("alert")).to_contain_text("đã hết")

    kept = page.evaluate("sessionStorage.getItem('typed')")
    assert "Dệt" in kept
    assert "bí mật" not in kept
    assert "csrfmiddlewaretoken" not in kept
