from copy import deepcopy

import pytest

from .once import stored_once
from .province import build


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The province stored once for a whole module, in all of its tests from the first use on."""
    yield from stored_once(django_db_blocker, build)


@pytest.fixture
def province(built, db):
    """The hand-added province; its table is the docstring of tests/reports/province.py.

    A test may change it: the database takes its changes back.
    """
    return deepcopy(built)
