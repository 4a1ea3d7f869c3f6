"""Which tests can run here, and what every test gets."""

import os
import shutil

import pytest
from django.db import connection, connections
from hypothesis import settings as hypothesis_settings

# Random data must judge the portal, not how busy the machine is.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def chromium() -> str | None:
    """The system's browser, or the one named by CHROMIUM."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return str(found) if found else None


def pytest_collection_modifyitems(config, items):
    """Skip by name what cannot or should not run here, saying how to make it run."""
    asked = config.getoption("markexpr")
    reasons = {}
    if chromium() is None:
        reasons["browser"] = "needs a browser: apt-get install chromium (or set CHROMIUM)"
    if connection.vendor != "postgresql":
        reasons["postgres"] = "needs PostgreSQL: set DATABASE_URL=postgres://user@host/name"
    for marker in ("slow", "thorough", "bench", "markup"):
        if marker not in asked:
            reasons[marker] = f"takes long: python3 manage.py test -m {marker}"
    for item in items:
        for marker, reason in reasons.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium; nothing is downloaded."""
    # The driver keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {**browser_type_launch_args, "executable_path": chromium()}


@pytest.fixture(scope="session")
def playwright(playwright):
    """Its event loop has connections of its own; one left open would keep the test database."""
    yield playwright
    connections.close_all()


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_their_own(settings, tmp_path):
    """No test writes into the data folder of this checkout."""
    settings.MEDIA_ROOT = tmp_path / "media"
