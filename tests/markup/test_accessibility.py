"""axe finds nothing on any page: narrow and wide, light and dark."""

import pytest

from .axe import CONTRAST, MARK_SAMPLES, SAMPLES, THE_REST, found, found_everywhere
from .page_types import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.django_db]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name, page):
    page.goto(PAGES[name])

    assert found_everywhere(page) == {}


def test_axe_would_find_something(page):
    page.goto(PAGES["about"])
    page.evaluate("document.querySelector('h1').style.color = 'Canvas'")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate(MARK_SAMPLES)

    seen = found(page, options=THE_REST) + found(page, SAMPLES, CONTRAST)
    assert [one.partition(":")[0] for one in seen] == ["html-has-lang", "color-contrast"]
