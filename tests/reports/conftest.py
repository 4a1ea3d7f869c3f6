from copy import deepcopy

import pytest
from django.db import transaction

from .province import build


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The province stored once for a whole module, in all of its tests from the first use on."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def province(built, db):
    """The hand-added province; its table is the docstring of tests/reports/province.py.

    A test may change it: the database takes its changes back.
    """
    return deepcopy(built)
