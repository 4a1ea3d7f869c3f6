import pytest

from .province import build


@pytest.fixture
def province(db):
    """The hand-added province; its table is the docstring of tests/reports/province.py."""
    return build()
