from copy import deepcopy

import pytest
from django.db import transaction

from .province import build


@pytest.fixture
def province(db):
    """The hand-added province; its table is the docstring of tests/reports/province.py."""
    return build()


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The province stored once for a whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def kept_province(built, db):
    """That province for one test, which may change it: the database takes its changes back.

    A module that uses this has the province in all of its tests.
    """
    return deepcopy(built)
