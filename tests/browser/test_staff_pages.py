"""The staff's side: axe finds nothing, the browser refuses nothing, no English word is left."""

import pytest
from django.conf import settings
from django.test import Client

from khuyencong.models import Review
from tests import factories as make
from tests.imports import imported, previewed
from tests.markup.axe import found_everywhere

from .english import english_in, english_on, script_texts
from .staff_pages import LISTS, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.django_db]

LISTS_LOOKED_AT = {
    "projects.activity",
    "projects.facility",
    "projects.payment",
    "programs.commune",
    "khuyencong.user",
    "khuyencong.signinevent",
    "reports.publication",
}
SCREENS = settings.SOURCE_DIR / "test-results" / "screens"

UNTOLD = """texts => texts.filter(
  ([context, text]) => (context ? pgettext(context, text) : gettext(text)) === text
)"""
# The admin's scripts draw their boxes a moment after the page is there.
DRAWN = "() => new Promise((done) => setTimeout(done, 50))"
# A page that is refused is told as such by the browser, too.
TOLD = "error: Failed to load resource: the server responded with a status of"
EXPECTED = {"not-found": [f"{TOLD} 404 (Not Found)"], "forbidden": [f"{TOLD} 403 (Forbidden)"]}


@pytest.fixture(scope="module")
def addresses(rich, django_db_blocker):
    """Where each page is, and the session of somebody who may open all of them."""
    with django_db_blocker.unblock():
        everything = make.UserFactory(username="moiquyen", is_staff=True, is_superuser=True)
        rare_records(everything)
        client = Client()
        client.force_login(everything, "khuyencong.accounts.backends.AccountBackend")
        found = {name: page() if callable(page) else page for name, page in PAGES.items()}
        return found, client.cookies[settings.SESSION_COOKIE_NAME].value


def rare_records(user):
    """What the demo has none of."""
    twin, _ = make.FacilityFactory.create_batch(2, name="Công ty TNHH Gốm Thử Nghiệm")
    twin.save()
    make.FacilityMergeFactory()
    make.SupportFactory(activity=make.ActivityFactory())
    make.SupportFactory(activity=make.ActivityFactory(review=Review.PENDING, submitted_by=user))
    make.PublicationFactory(period_slug="2026")
    make.AgencyFactory()
    imports(user)


def imports(user):
    """A file whose headings are asked, one with wrong rows, and one that was stored."""
    heads = ("Tên cơ sở", "Loại hình", "Sản phẩm")
    right, wrong = ("Cơ sở thử nhập", "Doanh nghiệp", "x"), ("Cơ sở thử hai", "HTX", "y")
    previewed("co-so", (*heads, "Cột lạ"), (*right, "z"), user=user, name="hoi.xlsx")
    previewed("co-so", heads, right, wrong, user=user, name="sai.xlsx")
    imported("co-so", heads, right, user=user, name="luu.xlsx")


@pytest.fixture(scope="module")
def window(browser, rich, addresses):
    """One browser, in which that person has signed in, and what its console said."""
    context = browser.new_context(base_url=rich, locale="vi-VN", reduced_motion="reduce")
    session = {"name": settings.SESSION_COOKIE_NAME, "value": addresses[1], "url": rich}
    context.add_cookies([session])
    page = context.new_page()
    page.said = []
    page.on("console", lambda one: page.said.append(f"{one.type}: {one.text}"))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def opened(window, addresses):
    def open_page(name):
        window.said.clear()
        window.emulate_media(color_scheme="light")
        window.set_viewport_size({"width": 1280, "height": 800})
        window.goto(addresses[0][name])
        window.evaluate(DRAWN)
        return window

    return open_page


def looked_at():
    """Every list is made by one template: of some the looks are judged, of all the words."""
    for name in PAGES:
        is_one_of_many = name in LISTS and name.removeprefix("list-") not in LISTS_LOOKED_AT
        yield pytest.param(name, marks=pytest.mark.thorough if is_one_of_many else ())


@pytest.mark.parametrize("name", [*looked_at()])
def test_axe_finds_nothing(name, opened):
    assert found_everywhere(opened(name)) == {}


def use(page):
    """Open all that opens: closed parts, choices, the calendar; the page is left as it is then."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for box in page.locator(".select2-selection:visible").all()[:2]:
        box.click()
        page.locator(".select2-results__option").first.wait_for()
        page.locator(".select2-results__option.loading-results").wait_for(state="detached")
        page.keyboard.press("Escape")
    for calendar in page.locator(".datetimeshortcuts a:has(.date-icon):visible").all()[:1]:
        calendar.click()
        page.locator(".calendarbox:visible").first.wait_for()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_refused_and_no_english_is_left(name, opened):
    page = opened(name)
    use(page)

    assert [one for one in page.said if one not in EXPECTED.get(name, ())] == []
    assert english_on(page) == []


@pytest.mark.parametrize("name", ["add-projects.activity", "add-projects.payment"])
def test_axe_finds_nothing_in_an_open_choice(name, opened):
    page = opened(name)
    page.locator(".select2-selection:visible").first.click()
    page.locator(".select2-results__option").first.wait_for()

    assert found_everywhere(page) == {}


def test_a_row_added_in_a_window_of_its_own(opened):
    page = opened("add-projects.activity")
    with page.expect_popup() as window:
        page.locator(".add-related:visible").first.click()
    popup = window.value
    popup.wait_for_load_state()

    assert english_on(popup) == []
    assert page.said == []
    popup.close()


def test_the_scripts_speak_vietnamese(opened):
    """Every text that the admin's scripts may show is in the catalogue they are given."""
    page = opened("add-auth.group")
    texts = script_texts()

    untold = page.evaluate(UNTOLD, texts)
    assert texts
    assert untold == []


def test_english_would_be_seen():
    assert english_in(["Select facility to view", "Tìm", "Please correct the errors below."]) == [
        "Please correct the errors below.",
        "Select facility to view",
    ]
