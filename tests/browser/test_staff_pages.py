"""The staff's side: axe finds nothing, the browser refuses nothing, no English word is left."""

import pytest
from django.conf import settings
from django.test import Client

from khuyencong.models import Review
from tests import factories as make
from tests.markup.axe import found_everywhere

from .staff_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.django_db]

SCREENS = settings.SOURCE_DIR / "test-results" / "screens"


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


@pytest.fixture(scope="module")
def window(browser, rich, addresses):
    """One browser, in which that person has signed in, and what its console said."""
    context = browser.new_context(base_url=rich, locale="vi-VN")
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
        return window

    return open_page


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name, opened):
    assert found_everywhere(opened(name)) == {}
