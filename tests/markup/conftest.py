"""Every page over the demo data, rendered once, and a browser that knows these pages only."""

import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO, StringIO

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from tests.reports.once import stored_once

from .page_types import BUNDLE, PAGES

HOST = "http://portal.test"


@dataclass(frozen=True)
class Answer:
    """What the portal answered, or a file of a bundle."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def answers(django_db_setup, django_db_blocker, tmp_path_factory):
    """What each address of the list answered; the demo data is taken back at once.

    For tests marked ``django_db``: without one of them, pytest-django makes no test database.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("demo"))
        with contextmanager(stored_once)(django_db_blocker, rendered) as made:
            return made


def rendered():
    call_command("load_catalogue", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
    portal = [address for address in PAGES.values() if not address.startswith(BUNDLE)]
    return {address: answer(Client().get(address)) for address in portal} | unpacked()


def answer(response):
    return Answer(response.content, response.status_code, dict(response.headers))


def unpacked():
    """The files of the bundle, under its address as if it were a folder."""
    packed = b"".join(Client().get(BUNDLE).streaming_content)
    with zipfile.ZipFile(BytesIO(packed)) as bundle:
        return {f"{BUNDLE}/{name}": Answer(bundle.read(name)) for name in bundle.namelist()}


@pytest.fixture(scope="module")
def page(answers, browser):
    """A visitor's browser; nothing but the pages of the list and their static files is there."""

    def fulfil(route):
        address = route.request.url.removeprefix(HOST)
        if address.startswith("/static/"):
            route.fulfill(path=finders.find(address.removeprefix("/static/")))
        else:
            found = answers[address]
            route.fulfill(status=found.status, headers=found.headers, body=found.body)

    context = browser.new_context(base_url=HOST, locale="vi-VN")
    context.route("**/*", fulfil)
    yield context.new_page()
    context.close()
