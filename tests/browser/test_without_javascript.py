"""The public site is whole without JavaScript; the script only adds suggestions and switches."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

RESULTS = "/ket-qua/2014-2020/"


@pytest.fixture
def page(browser, rich):
    context = browser.new_context(base_url=rich, locale="vi-VN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def in_main(page, name, within="main"):
    return page.locator(within).get_by_role("link", name=name).first


def test_from_home_to_the_activity_behind_a_figure(page):
    page.goto("/")
    in_main(page, "Chương trình khuyến công giai đoạn 2014–2020").click()
    in_main(page, "xem", "#theo-noi-dung").click()
    page.wait_for_url("**/noi-dung/")
    page.locator("table a[href*='/ho-so/']").first.click()
    page.wait_for_url("**/ho-so/**")
    page.locator("table a[href^='/hoat-dong/']").first.click()

    page.wait_for_url(re.compile(r"/hoat-dong/[^/]+/$"))
    expect(page.get_by_role("heading", name="Làm gì, cho ai, ở đâu?")).to_be_visible()


@pytest.mark.parametrize("home", ["/", RESULTS], ids=["home", "head"])
def test_search(page, home):
    page.goto(home)
    page.get_by_role("searchbox").fill("hop tac xa faos")
    page.get_by_role("button", name="Tìm").click()

    expect(in_main(page, "FAOS")).to_be_visible()
    in_main(page, "2020", "nav[aria-label='Năm']").click()
    page.wait_for_url(re.compile("nam=2020"))


def test_facets(page):
    page.goto("/hoat-dong/")
    caption = page.locator("main table caption")
    counted = caption.inner_text()
    page.locator(".facets").get_by_role("link").first.click()

    page.wait_for_url(re.compile(r"\?"))
    expect(caption).not_to_have_text(counted)


def test_the_switch_draws_by_another_count(page):
    page.goto(RESULTS)
    chart = page.locator("#theo-nam svg")
    drawn = chart.inner_html()
    page.get_by_role("navigation", name="Vẽ theo").get_by_role("link", name="số cơ sở").click()

    page.wait_for_url("**/?xem=co-so")
    assert chart.inner_html() != drawn


def test_nothing_waits_for_a_script(page):
    """What the script would fill is not there at all."""
    page.goto("/tiep-can/")

    assert not page.locator("[data-reading]").is_visible()
    assert page.get_by_role("button").count() == 1  # the search
