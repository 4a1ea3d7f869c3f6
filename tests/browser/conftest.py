"""What every browser test stands on: the shipped catalogue, a site, people who sign in."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from khuyencong import roles
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def catalogue(transactional_db):
    """The catalogue as shipped; a transactional test starts with empty tables."""
    roles.ensure_roles()
    call_command("load_catalogue", verbosity=0)


@pytest.fixture
def person() -> Callable:
    """Make somebody with a role; the password is the factories'."""

    def make(username, role):
        user = UserFactory(username=username, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def public(browser, live_server):
    """The portal as a visitor sees it."""
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture
def signed_in(browser, live_server):
    """Open the staff's side as ``username`` in a browser of their own."""

    @contextmanager
    def open_as(username):
        context = browser.new_context(base_url=live_server.url, locale="vi-VN")
        page = context.new_page()
        refusals = []
        page.on("console", lambda message: refusals.append(message.text))
        page.goto("/quan-tri/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/quan-tri/")
        yield page
        context.close()
        assert not [text for text in refusals if "Content Security Policy" in text]

    return open_as
