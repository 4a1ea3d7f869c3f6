"""Everything can be done from the keyboard, and the reader sees where it is."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

RESULTS = "/ket-qua/2014-2020/"
ACTIVITIES = "/hoat-dong/"
COMPARISON = "/so-sanh/"
PAGES = {
    "home": "/",
    "results": RESULTS,
    "split": "/ket-qua/2014-2020/xa-phuong/",
    "records": "/ket-qua/2014-2020/ho-so/kinh-phi-thuc-hien/",
    "activities": ACTIVITIES,
    "search": "/tim/?q=det",
    "comparison": COMPARISON,
    "accessibility": "/tiep-can/",
}
# What a reader can use, in the order of the document, each with its looks before it has the focus.
PREPARE = """() => {
  const usable = "a[href], button, input, select, textarea, summary";
  window.looks = (one) => {
    const drawn = one.closest("svg") ? one.querySelector("circle") : one;
    const { outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth } = getComputedStyle(drawn);
    return { outlineStyle, outlineWidth, boxShadow, drawing: `${stroke} ${strokeWidth}` };
  };
  window.all = [...document.querySelectorAll(usable)].filter(
    (one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }),
  );
  window.before = all.map(looks);
  return all.length;
}"""
# Which of them has the focus (-1 for none), and whether it shows.
FOCUSED = """() => {
  const one = document.activeElement;
  const place = all.indexOf(one);
  if (place < 0) return { place, name: one.outerHTML.slice(0, 80), shows: true };
  const now = looks(one), box = one.getBoundingClientRect();
  const ringed = now.outlineStyle !== "none" && parseFloat(now.outlineWidth) > 0;
  const drawn = one.closest("svg") && now.drawing !== before[place].drawing;
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const shows = inView && (ringed || now.boxShadow !== "none" || drawn);
  return { place, name: one.outerHTML.slice(0, 80), shows };
}"""


@pytest.fixture
def page(browser, rich):
    context = browser.new_context(base_url=rich, locale="vi-VN")
    yield context.new_page()
    context.close()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(page, address):
    page.goto(address)
    count = page.evaluate(PREPARE)

    for place in range(count):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["place"] == place, focused
        assert focused["shows"], focused
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body"), "the focus is trapped"


def test_the_focus_goes_back_too(page):
    page.goto("/")
    count = page.evaluate(PREPARE)
    page.evaluate("all.at(-1).focus()")

    for place in reversed(range(count - 1)):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED)["place"] == place


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_the_first_link_skips_to_the_content(page, address):
    page.goto(address)
    press(page, "Tab")
    skip = page.locator(".skip")
    assert skip.bounding_box()["x"] >= 0

    press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    press(page, "Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_details_open_and_close(page):
    page.goto(ACTIVITIES)
    part = page.locator(".facets > details:not([open])").first
    summary = part.locator("summary").first
    part = part.element_handle()
    summary = summary.element_handle()
    for key, is_open in (("Enter", True), ("Space", False), ("Space", True)):
        summary.focus()
        press(page, key)
        assert part.evaluate("one => one.open") is is_open


def test_a_facet_and_the_switch_are_followed_like_any_link(page):
    page.goto(ACTIVITIES)
    page.locator(".facets").get_by_role("link").first.focus()
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/hoat-dong/\?"))

    page.goto(RESULTS)
    page.get_by_role("navigation", name="Vẽ theo").get_by_role("link", name="số cơ sở").focus()
    press(page, "Enter")
    page.wait_for_url("**/?xem=co-so")


def test_size_and_contrast_are_switched(page):
    page.goto("/tiep-can/")
    for group, button, key in (("Cỡ chữ", "rất to", "Space"), ("Tương phản", "cao", "Enter")):
        switch = page.get_by_role("group", name=group).get_by_role("button", name=button)
        switch.focus()
        press(page, key)
        assert switch.get_attribute("aria-pressed") == "true"


def test_suggestions_are_walked_left_and_opened(page):
    page.goto("/")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("faos")
    options = page.get_by_role("option")
    options.first.wait_for()

    press(page, "ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    press(page, "Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert box.input_value() == "faos"

    press(page, "Backspace")
    page.keyboard.type("s")
    options.first.wait_for()
    press(page, "ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    press(page, "ArrowDown", "ArrowDown", "Enter")
    page.wait_for_url(re.compile("/(co-so|hoat-dong)/"))


def test_typing_on_while_an_answer_is_awaited_keeps_the_suggestions(page):
    """The question that was given up must not take the newer one with it."""
    page.goto("/")
    page.route("**/goi-y.json?q=fao", lambda route: None)  # never answered
    page.get_by_role("combobox").focus()
    with page.expect_request("**/goi-y.json?q=fao"):
        page.keyboard.type("fao")

    page.keyboard.type("s")

    expect(page.get_by_role("option").first).to_be_visible()


def test_tab_leaves_the_suggestions(page):
    page.goto("/")
    page.get_by_role("combobox").focus()
    page.keyboard.type("faos")
    page.get_by_role("option").first.wait_for()

    press(page, "Tab")

    expect(page.get_by_role("listbox")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "Tìm"


def test_two_periods_are_chosen_and_compared(page):
    page.goto(COMPARISON)
    first = page.get_by_label("Kỳ trước")
    first.focus()
    page.keyboard.type("Giai đoạn 2014")
    press(page, "Tab")
    page.keyboard.type("Giai đoạn 2021")
    press(page, "Tab", "Tab", "Enter")

    page.wait_for_url(re.compile("ky=2014-2020&ky=2021-2025"))
    assert page.get_by_role("heading", level=1).inner_text().count("2014–2020")
