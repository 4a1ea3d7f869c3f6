"""Text size and contrast are the reader's, and stay in the browser."""

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"


def test_size_and_contrast_are_kept_for_the_next_page_without_a_cookie(public):
    public.goto("/tiep-can/")
    usual = public.evaluate(SIZE)
    public.get_by_role("group", name="Cỡ chữ").get_by_role("button", name="rất to").click()
    public.get_by_role("group", name="Tương phản").get_by_role("button", name="cao").click()

    public.goto("/thuat-ngu/")

    assert public.evaluate(SIZE) > usual * 1.3
    assert public.evaluate("document.documentElement.dataset.contrast") == "more"
    chosen = public.get_by_role("group", name="Cỡ chữ").get_by_role("button", pressed=True)
    assert chosen.text_content() == "rất to"
    assert public.context.cookies() == []

    public.get_by_role("group", name="Cỡ chữ").get_by_role("button", name="thường").click()
    assert public.evaluate(SIZE) == usual
