"""What every browser test stands on: the shipped catalogue, a site, people who sign in."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from khuyencong import roles
from tests.factories import PASSWORD, UserFactory

from .demo import demo_records


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


@pytest.fixture(scope="module")
def rich(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of the portal over both demo sets, stored once for a module.

    ``live_server`` empties the tables after every test, so this is a server of its own.
    """
    data = pytest.MonkeyPatch()
    data.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), demo_records():
        server = LiveServer("localhost")
        yield server.url
        wait_for_answers()
        server.stop()
    data.undo()


def wait_for_answers():
    """Browsers that were closed end their threads of the server, which close what we share."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


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
