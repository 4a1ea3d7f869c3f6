"""A list as CSV: every value comes back, and nothing in it is run."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyencong.exports.csv import csv_stream
from khuyencong.exports.shapes import Heading, Shape

pytestmark = pytest.mark.any_database

HEADINGS = [Heading(one.name.capitalize(), one) for one in Shape]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read(headings, *chunks):
    text = b"".join(csv_stream(headings, chunks)).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8))
def test_every_text_comes_back_and_never_runs(texts):
    _, *rows = read(HEADINGS[:1], [texts])
    found = [row[0] if row else "" for row in rows]

    assert not [text for text in found if text.startswith(DANGEROUS)]
    for text, cell in zip(texts, found, strict=True):
        assert cell == (f"'{text}" if text.startswith(DANGEROUS) else text)


@pytest.mark.parametrize("text", ["=1", "==1", "+84", "-5", "@A1", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_marked_in_headings_too(text):
    (head,), (cell,) = read([Heading(text)], [[text]])

    assert head == cell == f"'{text}"


def test_values_are_written_for_programs():
    values = ["Dệt, thêu", 2026, -5, Decimal("30.500"), date(2026, 3, 2), None, False]
    moment = datetime(2026, 3, 2, 8, 5, 1)  # noqa: DTZ001
    _, first, second = read(
        HEADINGS,
        [[one] for one in values],
        [[None], [None], [0], [Decimal(30)], [None], [moment], [None]],
    )

    assert read(HEADINGS[3:4], [[Decimal("-0.000")]])[1] == ["0"]
    assert first == ["Dệt, thêu", "2026", "-5", "30.5", "2026-03-02", "", "không"]
    assert second == ["", "", "0", "30", "", "2026-03-02 08:05:01", ""]


def test_an_empty_cell_alone_is_a_row_all_the_same():
    """Many programs skip a line without anything."""
    text = b"".join(csv_stream(HEADINGS[:1], [[["a", None, "b"]]])).decode("utf-8-sig")

    assert text == 'Text\r\na\r\n""\r\nb\r\n'


def test_an_empty_list_has_its_headings():
    assert read(HEADINGS[:2]) == [["Text", "Plain"]]
