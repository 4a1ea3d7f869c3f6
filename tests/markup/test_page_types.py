"""The list of page types names every address that shows a page to a visitor."""

from django.urls import resolve

from tests.test_access import filled_in, rows

from .page_types import BUNDLE, PAGES


def view_of(address):
    return resolve(address.partition("?")[0]).func


def test_every_public_page_is_in_the_list():
    """By view: the roads of a period are the same page under several addresses."""
    listed = {
        view_of(address)
        for name, address in PAGES.items()
        if name != "not-found" and not address.startswith(BUNDLE)
    }
    public = {
        pattern: view_of(filled_in(pattern))
        for pattern, answers in rows()
        if answers["khách"] == "200" and pattern.endswith("/")
    }

    assert [pattern for pattern, view in public.items() if view not in listed] == []
