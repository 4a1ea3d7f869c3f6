from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import AgencyFactory

from .formed import build as build_formed
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


@pytest.fixture(scope="module")
def stored_forms(django_db_setup, django_db_blocker):
    """What feeds every row of the forms, stored once for a whole module."""
    yield from stored_once(django_db_blocker, build_formed)


@pytest.fixture
def formed(stored_forms, db):
    """The records of tests/reports/formed.py, with their catalogue; a test may change them."""
    return deepcopy(stored_forms)


@pytest.fixture(scope="module")
def papers(built, django_db_blocker):
    """The report on the province as Word and as PDF, of an agency that is named; made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        AgencyFactory(
            parent_name="Ủy ban nhân dân tỉnh Gia Lai",
            name="Sở Công Thương",
            province_name="tỉnh Gia Lai",
        )
        made = {one: Client().get(f"/ket-qua/2018-2020.{one}") for one in ("docx", "pdf")}
        transaction.set_rollback(True)
    return made
