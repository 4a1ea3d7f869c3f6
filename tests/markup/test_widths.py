"""Every page at the narrowest width, and as pictures for people in test-results/screens/."""

import pytest
from django.conf import settings

from .page_types import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.django_db]

SCREENS = settings.SOURCE_DIR / "test-results" / "screens"
NARROWEST = 320
PICTURED = (1360, 390)

OVERHANG = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def opened(page, name, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGES[name])
    return page


@pytest.mark.parametrize("name", PAGES)
def test_the_narrowest_page_does_not_scroll_sideways(name, page):
    """A screen of 1280 px at 400 % zoom is 320 CSS px wide: this is its reflow, too.

    Wide tables scroll in a box of their own.
    """
    assert opened(page, name, NARROWEST).evaluate(OVERHANG) == 0


@pytest.mark.parametrize("width", PICTURED)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_pictured(name, width, page):
    picture = SCREENS / f"{name}-{width}.png"

    opened(page, name, width).screenshot(path=picture, full_page=True)

    assert picture.stat().st_size
