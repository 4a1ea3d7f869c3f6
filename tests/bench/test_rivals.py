"""The rivals find the same numbers as the portal: else the benchmark compares different work."""

import pytest

from bench import portal
from bench.interleave import differences
from bench.rivals import naive, sql
from tests.reports.province import build

FIRST, LAST = 2018, 2020
SPLITS = list(sql.SPLITS)


@pytest.fixture
def province(db):
    return build()


def test_naive_page_finds_the_same(province):
    ours, theirs = portal.Page(FIRST, LAST).values(), naive.Page(FIRST, LAST).values()

    assert list(differences(ours, theirs)) == []
    assert theirs["noi-dung"]["total"]["activities"]


def test_sql_by_hand_finds_the_same(province):
    ours = portal.Rollups(FIRST, LAST, SPLITS).values()
    theirs = sql.Rollups(FIRST, LAST, SPLITS).values()

    assert list(differences(ours, theirs)) == []


def test_a_sample_says_which_part_it_does(province):
    sample = naive.Page(FIRST, LAST, every=4)

    assert 0.2 < sample.share < 0.6
    assert set(sample.values()) == set(naive.Page(FIRST, LAST).values())


def test_a_different_number_is_named():
    found = list(differences({"a": {"x": 1, "y": 2}}, {"a": {"x": 3}, "b": 1}))

    assert found == ["/a/x: ours 1, theirs 3", "/b: only theirs (1)"]
